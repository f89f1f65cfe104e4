/* Commands of the program's own, for which nobody waits: one by one, or in slices that leave room for others. */
#ifndef KIT_COMMAND_OWN_H
#define KIT_COMMAND_OWN_H

#include "kit/command/writer.h"

/* Told of the answer, on a writer thread: it must not wait.  w->in is as bound. */
struct own_then {
	void (*answered)(void *owner, int64_t tag, const struct work *w); /* NULL: nobody is told */
	void   *owner;
	int64_t tag;
	bool    slice; /* as work.slice: it takes long */
};

/*
 * Bind the pairs and hand the command to the writer's background line, as actor_system; `zone` in
 * minutes east of Greenwich.  An answer that is a failure is logged, but for ERR_RULE, ERR_NONE and
 * ERR_STALE: somebody was faster.  ERR_BUSY when the line is full or stopping: then nobody is told.
 * `then` may be NULL.  Any thread.
 */
MUSTCHECK enum err own_run(struct writer *w, int zone, const struct command *c, const struct input *pairs,
                           size_t n, const struct own_then *then);

/*
 * Works that are due, in slices.  Whoever owns them reads a list of what is due, own_slices_want() of each
 * kind at most, and hands it in; of each kind (command) the first OWN_EACH are run, no more until all are
 * answered.  So the line never holds more than a slice, each kind moves, and a long list goes as fast as
 * the writer has room beside what people wait for.
 * A work that was answered and is still on the next list will not go by itself: it is set aside for
 * OWN_ASIDE_MS, so that it hides no other, with a line in the log.  Not so after what the store or the
 * writer refused (ERR_BUSY, ERR_RETRY, ERR_FULL, ERR_STORE, ERR_MEMORY), nor when somebody was faster
 * (ERR_STALE): that is tried again with the next list.  At most OWN_ASIDE are set
 * aside; then the oldest comes back.
 */
struct own_slices;
struct own_item {
	const struct command *command; /* its one field is id */
	int64_t               id, at;  /* at: since when it is due, or which time; part of which one it is */
};
enum { OWN_EACH = 20, OWN_KINDS = 4, OWN_ASIDE = 900 };
enum { OWN_ASIDE_MS = 10 * 60 * 1000 };

/*
 * `wake` is called on a writer thread, and must not wait, when a slice is through of which something was
 * tried and the list held more: another may be read at once.  NULL when there is no memory.
 */
struct own_slices *own_slices_new(struct writer *w, int zone, void (*wake)(void *owner), void *owner);

/* The writer must have stopped: nothing is under way. */
void own_slices_free(struct own_slices *s);

/* Is a slice under way? */
bool own_slices_busy(struct own_slices *s);

/* How many to read of each kind, OWN_WANT at most, so that what is set aside hides nothing. */
enum { OWN_WANT = OWN_EACH + OWN_ASIDE + OWN_EACH * OWN_KINDS };
size_t own_slices_want(struct own_slices *s, int64_t now);

/*
 * Run the first of a list, which is in the order of need; `now` is clock_now().  How many were handed
 * in.  Not while one is busy.
 * One thread calls this and the two above.
 */
size_t own_slices_run(struct own_slices *s, const struct own_item *list, size_t n, int64_t now);

#endif
