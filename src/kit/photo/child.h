/* One helper process: started without a shell, fed one file, heard out, ended in any case. */
#ifndef KIT_PHOTO_CHILD_H
#define KIT_PHOTO_CHILD_H

#include "base/arena.h"

struct child {
	const char *program;
	char      **argv; /* ends with NULL; argv[0] by custom its name */
	int         in;   /* becomes its descriptor 0; stays open here */
	int         ms;   /* of wall time that it has */
	size_t      most; /* bytes that it may say */
	char      **env;   /* ends with NULL; NULL: empty */
	bool        group; /* a group of its own: when it must be killed, what it started goes with it */
};

enum child_end {
	CHILD_DONE,   /* said something and left with 0 */
	CHILD_FAILED, /* left with another number, or by a signal */
	CHILD_LATE,   /* was killed when its time was over */
	CHILD_LOUD,   /* was killed because it said too much */
	CHILD_ABSENT, /* could not be started */
	CHILD_MEMORY  /* the arena had no room for what it said */
};
enum { CHILD_ENDS = CHILD_MEMORY + 1 };

/*
 * Run it to its end on this thread: its descriptor 1 is read, 2 is /dev/null, its
 * environment is `env`, no blocked or ignored signal is inherited, and no descriptor that is
 * marked to be closed (ours are; duban-photo closes the rest itself).
 * Whatever happens, it is gone and reaped when this returns.  *said lives in `a`.
 */
MUSTCHECK enum child_end child_run(struct arena *a, const struct child *h, str *said);

/* Helper processes since this one began, by their end, and how many run now.  Any thread. */
struct child_stats {
	uint64_t ended[CHILD_ENDS];
	int64_t  running;
};
void child_stats(struct child_stats *out);

#endif
