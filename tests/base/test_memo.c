/* A table that forgets: what comes back is what was put, under this very key. */
#include "base/memo.h"
#include "tap.h"

enum { SIZE = 8 };
MEMO(things, int64_t, SIZE);

static bool
is(uint64_t store, int64_t version, uint64_t what, int64_t want)
{
	int64_t v = -1;

	return memo_get(&things, (struct memo_key){store, version, what}, &v) && v == want;
}

static bool
none(uint64_t store, int64_t version, uint64_t what)
{
	int64_t v = -1;

	return !memo_get(&things, (struct memo_key){store, version, what}, &v) && v == -1;
}

int
main(void)
{
	int64_t v = 17;
	int     there = 0, wrong = 0;

	ok(none(1, 1, 5), "nothing is there at first");
	memo_put(&things, (struct memo_key){1, 1, 5}, &v);
	ok(is(1, 1, 5, 17), "what was put comes back");
	ok(none(2, 1, 5) && none(1, 2, 5) && none(1, 1, 6), "under another store, version, or name it is not there");
	v = 18;
	memo_put(&things, (struct memo_key){1, 2, 5}, &v);
	ok(is(1, 2, 5, 18) && none(1, 1, 5), "a newer version takes the place of the older");
	memo_put(&things, (struct memo_key){0, 1, 7}, &v);
	ok(none(0, 1, 7) && none(0, 0, 0), "without a store nothing is kept, and nothing found");
	for (v = 0; v < 1000; v++)
		memo_put(&things, (struct memo_key){3, 1, (uint64_t)v}, &v);
	for (int64_t i = 0; i < 1000; i++) {
		int64_t got;

		if (memo_get(&things, (struct memo_key){3, 1, (uint64_t)i}, &got)) {
			there++;
			wrong += got != i;
		}
	}
	ok(there > 0 && there <= SIZE, "of a thousand things as many are there as have room (%d)", there);
	is_i64(wrong, 0, "none in the name of another");
	return done();
}
