/* The access log: a line for each request, kept by the thread that answered and written many at once. */
#ifndef KIT_ACCESS_ACCESS_H
#define KIT_ACCESS_ACCESS_H

#include "base/str.h"

/*
 * Each thread that adds has a lane of its own, so adding is a line of text into memory that nobody else wants;
 * one thread at a time flushes, and that one may wait for standard error.  A lane holds ACCESS_LANE bytes; what
 * comes while it is full is counted and dropped, since who adds must not wait.
 */
struct access_log;
enum { ACCESS_LANE = 1 << 20 };

struct access {
	str         id; /* of the request */
	const char *method, *route; /* the route's pattern, never the address: that may hold what somebody searched */
	int         status;
	int64_t     us, user; /* how long it took; 0: nobody */
	uint64_t    bytes;
	bool        aborted;
};

/* For about so many adding threads; more share lanes.  NULL without memory. */
struct access_log *access_open(int threads);

/* One line, timed now.  True: its lane has become half full, flush soon.  Any thread. */
bool access_add(struct access_log *l, const struct access *a);

/* Write what there is, in blocks of whole lines that a pipe keeps whole. */
void access_flush(struct access_log *l);

/* Lines dropped so far. */
uint64_t access_lost(const struct access_log *l);

/*
 * When the process dies by a fault of its own (SIGABRT, as ensure() does, SIGSEGV, SIGBUS, SIGFPE, SIGILL), write
 * first what has not been written.  A signal that has a handler already keeps it: a sanitizer's report is worth more.
 * One log of a process; until it is closed.
 */
void access_on_crash(struct access_log *l);

/* Flush and free.  Nobody adds any more. */
void access_close(struct access_log *l);

#endif
