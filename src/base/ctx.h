/* What every step of one piece of work is given: memory, time, store, the one who asks. */
#ifndef BASE_CTX_H
#define BASE_CTX_H

#include "base/arena.h"
#include "base/day.h"
#include "base/err.h"
#include "base/text.h"

struct db_conn; /* kit/db */
struct actor;   /* kit/command */

enum { WHY_MAX = 16, WHY_ARGS = 4 };

/* One reason of a refusal: which input field (NULL: the whole), which sentence. */
struct why_line {
	const char *field;
	text_id     text;
	str         arg[WHY_ARGS];
};

/* Why something was refused.  The first cause sets err; more lines may follow (form errors). */
struct why {
	enum err        err;
	size_t          n;
	struct why_line line[WHY_MAX];
};

/* Costs of one piece of work, shown by --trace and held by budget tests. */
struct trace {
	uint64_t queries, rows, vm_steps;
};

/*
 * Lives as long as its request, job or command-line run and moves with it from
 * thread to thread; one thread uses it at a time.
 */
struct ctx {
	struct arena       *arena;
	int64_t             now;  /* ms UTC, the same for the whole piece of work */
	int64_t             wall; /* see ctx_wall; 0: now */
	int64_t             not_before; /* now must not be earlier: what is written follows something of that time */
	bool                clocked;    /* the dispatcher takes now from the clock; else what was given stands */
	int                 zone; /* the city's minutes east of Greenwich, 480 in China */
	enum lang           lang;
	struct db_conn     *db;  /* NULL where no store may be touched */
	void               *ahead; /* what the command asked before its apply(); see kit/command/command.h */
	const struct actor *who; /* NULL: nobody has logged in */
	str                 os_user; /* command line: the operating system's user, kept in each event; else STR_NONE */
	struct why          why;
	struct trace        trace;
};

/*
 * Refuse: note the sentence (and the input field it is about, a string constant
 * or NULL) and return e.  Arguments are copied into cx->arena.  Called where the
 * fault is found and nowhere else.
 */
#define refuse(cx, e, field, ...) CTX_REFUSE_(cx, e, field, __VA_ARGS__, STR_NONE)
#define CTX_REFUSE_(cx, e, field, text, ...)                                               \
	ctx_refuse((cx), (e), (field), (text), (const str[]){__VA_ARGS__},                  \
	           sizeof((const str[]){__VA_ARGS__}) / sizeof(str) - 1)
enum err ctx_refuse(struct ctx *cx, enum err e, const char *field, text_id text, const str *args,
                    size_t nargs);

/* ERR_MEMORY, noted: for `if (!(p = arena_alloc(…))) return ctx_no_memory(cx);` */
enum err ctx_no_memory(struct ctx *cx);

/* The city's civil day of cx->now, which must lie in 1970 .. 2200: the clock of a program that works does. */
day ctx_today(const struct ctx *cx);

/*
 * The clock as it is, also when it was set back and `now` waits for it: for what is held against other clocks (codes of
 * a telephone) or is a wait (after a failed log-in).  Never for when something happened: that is `now`.
 */
int64_t ctx_wall(const struct ctx *cx);

/* Forget earlier reasons, e.g. before another try. */
void ctx_forget(struct ctx *cx);

#endif
