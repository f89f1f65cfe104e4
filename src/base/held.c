/* References to shared, immutable things. */
#include "base/held.h"

#include "base/ensure.h"

struct held_one {
	struct held    *of;
	struct held_key key;
	struct arena   *own; /* this very struct lives in it */
	const void     *thing;
	int             refs;
	uint64_t        used;
	bool            listed; /* false: goes with its last reference */
};

static void
give_back(void *p)
{
	struct held_one *x = p;
	struct held     *h = x->of;
	bool             last;

	(void)pthread_mutex_lock(&h->lock);
	ensure(x->refs > 0);
	last = --x->refs == 0 && !x->listed;
	(void)pthread_mutex_unlock(&h->lock);
	if (last)
		arena_free(x->own);
}

static void
free_own(void *own)
{
	arena_free(own);
}

/* With the lock held. */
static struct held_one *
find(struct held *h, struct held_key key)
{
	for (size_t i = 0; i < HELD_MOST; i++)
		if (h->one[i] && h->one[i]->key.store == key.store && h->one[i]->key.version == key.version)
			return h->one[i];
	return NULL;
}

static const void *
lend(struct held_one *x, struct arena *a)
{
	return arena_on_free(a, give_back, x) == OK ? x->thing : NULL;
}

const void *
held_borrow(struct held *h, struct held_key key, struct arena *a)
{
	struct held_one *x;

	(void)pthread_mutex_lock(&h->lock);
	if ((x = find(h, key))) {
		x->refs++;
		x->used = ++h->tick;
	}
	(void)pthread_mutex_unlock(&h->lock);
	return x ? lend(x, a) : NULL;
}

/* With the lock held: out of the list; true when nobody uses it and the caller is to free it. */
static bool
unlist(struct held *h, size_t i)
{
	struct held_one *x = h->one[i];

	x->listed = false;
	h->one[i] = NULL;
	return x->refs == 0;
}

/* With the lock held: a place for a new one, old versions of its store and at last the longest unused go. */
static size_t
make_room(struct held *h, uint64_t store, struct arena **gone, size_t *ngone)
{
	size_t place = HELD_MOST, oldest = 0;

	for (size_t i = 0; i < HELD_MOST; i++) {
		struct held_one *x = h->one[i];

		if (x && x->key.store == store && unlist(h, i))
			gone[(*ngone)++] = x->own;
		if (!h->one[i])
			place = i;
		else if (!h->one[oldest] || h->one[i]->used < h->one[oldest]->used)
			oldest = i;
	}
	if (place == HELD_MOST) {
		struct held_one *x = h->one[oldest];

		place = oldest;
		if (unlist(h, oldest))
			gone[(*ngone)++] = x->own;
	}
	return place;
}

const void *
held_keep(struct held *h, struct held_key key, struct arena *own, const void *thing, struct arena *a)
{
	struct arena    *gone[HELD_MOST + 2];
	size_t           ngone = 0;
	struct held_one *x, *mine = ARENA_NEW(own, struct held_one);

	if (!mine)
		return arena_on_free(a, free_own, own) == OK ? thing : NULL;
	*mine = (struct held_one){.of = h, .key = key, .own = own, .thing = thing, .listed = true};
	(void)pthread_mutex_lock(&h->lock);
	if ((x = find(h, key)))
		gone[ngone++] = own;
	else
		h->one[make_room(h, key.store, gone, &ngone)] = x = mine;
	x->refs++;
	x->used = ++h->tick;
	(void)pthread_mutex_unlock(&h->lock);
	for (size_t i = 0; i < ngone; i++)
		arena_free(gone[i]);
	return lend(x, a);
}

void
held_drop(struct held *h)
{
	struct arena *gone[HELD_MOST];
	size_t        ngone = 0;

	(void)pthread_mutex_lock(&h->lock);
	for (size_t i = 0; i < HELD_MOST; i++) {
		struct held_one *x = h->one[i];

		if (x && unlist(h, i))
			gone[ngone++] = x->own;
	}
	(void)pthread_mutex_unlock(&h->lock);
	for (size_t i = 0; i < ngone; i++)
		arena_free(gone[i]);
}
