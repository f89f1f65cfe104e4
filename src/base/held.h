/* What many requests share: built once, never changed, gone when it is old and nobody uses it. */
#ifndef BASE_HELD_H
#define BASE_HELD_H

#include "base/arena.h"

#include <pthread.h>

/*
 * One kind of thing (the catalogue, the names of places), a few versions of it.
 * A thing lives in an arena of its own and is immutable once it is held, so any
 * thread may read it without a lock.  Whoever takes one holds a reference until
 * their own arena goes.  A static variable: `static struct held classes = HELD_INIT;`
 */
enum { HELD_MOST = 8 };
struct held_one;
struct held {
	pthread_mutex_t  lock; /* for some pointers only; nothing is built or waited for under it */
	struct held_one *one[HELD_MOST];
	uint64_t         tick;
};
#define HELD_INIT {.lock = PTHREAD_MUTEX_INITIALIZER}

/* Which store, and which state of it: two things of one key are the same. */
struct held_key {
	uint64_t store;
	int64_t  version;
};

/*
 * The thing of this key, with a reference that ends with arena `a`; NULL when none
 * is held (or `a` is full: then the caller's next allocation says so).
 */
const void *held_borrow(struct held *h, struct held_key key, struct arena *a);

/*
 * Hold `thing`, which lives in the arena `own` (taken over, whatever happens), and
 * borrow it.  Other versions of the same store go as soon as nobody uses them.
 * Returns what to use: another's when it was built meanwhile; NULL: `a` is full.
 */
const void *held_keep(struct held *h, struct held_key key, struct arena *own, const void *thing, struct arena *a);

/* Forget all that nobody uses: for tests that count what is freed. */
void held_drop(struct held *h);

#endif
