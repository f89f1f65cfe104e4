/* Shared things live as long as somebody uses them, and no longer. */
#include "base/held.h"
#include "tap.h"

static struct held things = HELD_INIT;
static int         freed;

static void
count_free(void *p)
{
	(void)p;
	freed++;
}

/* A thing of some key; `a` borrows it. */
static const void *
make(uint64_t store, int64_t version, struct arena *a)
{
	struct arena *own = arena_new(1 << 16);
	int64_t      *thing = own ? arena_alloc(own, sizeof(*thing)) : NULL;

	if (!thing || arena_on_free(own, count_free, NULL) != OK)
		return NULL;
	*thing = version;
	return held_keep(&things, (struct held_key){store, version}, own, thing, a);
}

int
main(void)
{
	struct arena *a = arena_new(1 << 16), *b = arena_new(1 << 16);
	const void   *one, *again;

	ok(!held_borrow(&things, (struct held_key){1, 1}, a), "nothing is held at first");
	one = make(1, 1, a);
	ok(one && held_borrow(&things, (struct held_key){1, 1}, b) == one, "what is held is lent to others");
	ok(!held_borrow(&things, (struct held_key){2, 1}, b), "another store has its own");
	ok(!held_borrow(&things, (struct held_key){1, 2}, b), "another version is another thing");
	again = make(1, 1, b);
	ok(again == one && freed == 1, "built twice at once: one stays, the other goes");
	ok(make(1, 2, b) != NULL && freed == 1, "an old version stays while it is used");
	ok(!held_borrow(&things, (struct held_key){1, 1}, b), "but is lent no more");
	arena_reset(b);
	is_i64(freed, 1, "still used by the first");
	is_i64(*(const int64_t *)one, 1, "and unchanged");
	arena_reset(a);
	is_i64(freed, 2, "gone with its last user");
	for (int64_t v = 0; v < 100; v++)
		(void)make((uint64_t)v, 7, a);
	is_i64(freed, 3, "one that rests makes room; those in use live on, listed or not");
	arena_reset(a);
	held_drop(&things);
	is_i64(freed, 103, "and all go in the end");
	arena_free(a);
	arena_free(b);
	return done();
}
