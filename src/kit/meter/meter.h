/* What a running server counts, in Prometheus' text format (0.0.4), on a socket of its own. */
#ifndef KIT_METER_METER_H
#define KIT_METER_METER_H

#include "base/buf.h"
#include "base/err.h"

/* ---- Requests: counted by whoever answered them, never waiting ---- */

/* Which kind of request; never an address, which may hold what somebody searched. */
#define METER_CLASSES(X) \
	X(page)   /* read by people */ \
	X(form)   /* a command by a form */ \
	X(read)   /* of the API */ \
	X(write)  /* of the API */ \
	X(file)   /* a file that is sent */ \
	X(heavy)  /* what decodes or paints pictures */ \
	X(static) /* style sheets, scripts, icons */ \
	X(stream) /* events: its duration is how long it was open */ \
	X(health) \
	X(local)  /* through the local socket */ \
	X(none)   /* no such address, or refused before one was found */
enum meter_class {
#define X(name) METER_##name,
	METER_CLASSES(X)
#undef X
	METER_CLASS_MAX
};

/* One more, answered with this status (100 to 599; else it counts as 0: cut off) after so long.  Any thread. */
void meter_request(enum meter_class kind, int status, int64_t us);

/* duban_http_requests_total and duban_http_request_seconds of all that was counted since the process began. */
void meter_add_requests(struct buf *b);

/* ---- Writing others ---- */

/* The head of a family; `type` is counter, gauge or histogram, `help` one line. */
void meter_family(struct buf *b, const char *name, const char *type, const char *help);

/* A value of it; `labels` as `a="b"`, NULL: none. */
void meter_value(struct buf *b, const char *name, const char *labels, int64_t v);

/* The same in seconds, of microseconds. */
void meter_seconds(struct buf *b, const char *name, const char *labels, int64_t us);

/* Bucket i of a histogram: `n` at most `le` ("+Inf" for NULL). */
void meter_bucket(struct buf *b, const char *name, const char *labels, const char *le, uint64_t n);

/* ---- The second socket ---- */

/*
 * GET /metrics on one thread of its own, sixteen connections at most, ten seconds each; anything else is 404 or 405.
 * `write` appends to b on that thread; what it takes must be held for as short as by anybody else.
 */
struct meter_config {
	const char *address; /* numeric IPv4 or IPv6 */
	int         port;    /* 0: the system chooses */
	void (*write)(void *env, struct buf *b);
	void       *env;
};
struct meter;

/* ERR_STORE with a log line: the address cannot be had.  ERR_MEMORY. */
MUSTCHECK enum err meter_start(const struct meter_config *config, struct meter **out);
int                meter_port(const struct meter *m);
void               meter_stop(struct meter *m); /* NULL is none */

#endif
