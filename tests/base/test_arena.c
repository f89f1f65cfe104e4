/* Arenas and buffers: ceilings, clean-ups, sticky errors, the failing n-th allocation. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/mem.h"
#include "tap.h"

#include <string.h>

static char order[8];

static void
note(void *p)
{
	(void)strncat(order, p, 1);
}

static char *
letter(struct arena *a, const char *z)
{
	return arena_z(a, str_of(z));
}

static void
test_arena(void)
{
	struct arena *a = arena_new(1 << 16), *own;
	char         *p = arena_alloc(a, 100), *q;
	bool          zero = true;

	for (int i = 0; i < 100; i++)
		zero = zero && p[i] == 0;
	ok(zero, "fresh memory is zeroed");
	ok((uintptr_t)p % 16 == 0, "memory is aligned for any type");
	memset(p, 'x', 100);
	q = arena_grow(a, p, 100, 3000);
	ok(q && q[99] == 'x' && q[100] == 0, "growing keeps the old bytes and zeroes the new");
	ok(arena_alloc(a, 1 << 16) == NULL, "nothing is given past the ceiling");
	ok(arena_alloc(a, 10) != NULL, "a refusal does not spoil the arena");
	ok(arena_array(a, SIZE_MAX / 2, 4) == NULL, "an array whose size overflows is refused");
	ok(arena_size(a) <= 1 << 16, "the ceiling counts the arena's own blocks");
	ok(arena_on_free(a, note, letter(a, "1")) == OK && arena_on_free(a, note, letter(a, "2")) == OK,
	   "clean-ups are taken");
	arena_reset(a);
	is_str(str_of(order), S("21"), "clean-ups run newest first");
	order[0] = '\0';
	own = arena_new_beside(a, 1 << 18);
	ok(arena_alloc(own, 1 << 17) && !arena_alloc(own, 1 << 18), "beside it one with a ceiling of its own");
	ok(arena_on_free(own, note, letter(a, "3")) == OK, "and clean-ups of its own");
	arena_reset(a);
	is_str(str_of(order), S("3"), "ends with it");
	p = arena_alloc(a, 4000);
	zero = true;
	for (int i = 0; p && i < 4000; i++)
		zero = zero && p[i] == 0;
	ok(p && zero, "memory after a reset is zeroed again");
	arena_free(a);
}

static void
test_buf(void)
{
	struct arena *a = arena_new(1 << 16);
	struct buf    b;
	str           s;

	buf_init(&b, a, 20);
	buf_add(&b, S("deadline "));
	buf_i64(&b, INT64_MIN + 1);
	ok(buf_end(&b, &s) == ERR_LARGE && s.n == 0, "past its ceiling a buffer holds nothing and says so");
	buf_add(&b, S("x"));
	ok(buf_end(&b, &s) == ERR_LARGE, "the error sticks");

	buf_init(&b, a, 64);
	buf_i64(&b, INT64_MIN);
	buf_printf(&b, " %s", "1");
	buf_hex(&b, "\xab\x01", 2);
	ok(buf_end(&b, &s) == OK, "a buffer within its ceiling is whole");
	is_str(s, S("-9223372036854775808 1ab01"), "numbers, printf and hex");
	arena_free(a);
}

/* exemplars.md §0.7: fail the n-th allocation, for n = 1.. until it succeeds. */
static void
test_nth_failure(void)
{
	enum err e = ERR_MEMORY;
	int      n = 0;

	while (e != OK && ++n < 100) {
		struct arena *a;
		struct buf    b;
		str           s;

		mem_fail_at((uint64_t)n);
		a = arena_new(1 << 20);
		if (!a)
			continue;
		buf_init(&b, a, 1 << 16);
		for (int i = 0; i < 3000; i++)
			buf_add(&b, S("0123456789"));
		e = buf_end(&b, &s);
		ok(e == ERR_MEMORY || (e == OK && s.n == 30000), "allocation %d fails: memory error or whole text", n);
		arena_free(a);
	}
	mem_fail_at(0);
	ok(e == OK && n > 3, "the loop ends when no allocation fails (%d tries)", n);
}

int
main(void)
{
	test_arena();
	test_buf();
	test_nth_failure();
	return done();
}
