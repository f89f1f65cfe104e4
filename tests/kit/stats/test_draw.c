/* The draw: everybody's chance, whatever the order; the example of docs/formulas.md. */
#include "kit/stats/draw.h"

#include "base/ensure.h"
#include "tap.h"

#include <string.h>

static struct arena *a;
static const day     on = {20779}; /* 2026-11-22 */

static draw_seed
seed_of(uint32_t k)
{
	draw_seed s;
	digest    d = sha256_of(arena_printf(a, "seed %u", (unsigned)k));

	memcpy(s.b, d.b, sizeof(s.b));
	return s;
}

static struct draw
drawn(draw_seed seed, const struct draw_item *item, size_t n, size_t want, size_t least)
{
	struct draw d;

	ensure(draw_make(a, seed, on, item, n, want, least, &d) == OK);
	return d;
}

static str
said(const struct draw *d)
{
	struct buf b;

	buf_init(&b, a, BUF_LINE);
	for (size_t i = 0; i < d->shares; i++) {
		buf_add(&b, d->share[i].stratum);
		buf_printf(&b, " %zu/%zu:", d->share[i].take, d->share[i].of);
		for (size_t k = 0; k < d->share[i].take; k++) {
			buf_char(&b, ' ');
			buf_add(&b, d->item[d->share[i].from + k].id);
		}
		buf_add(&b, S("; "));
	}
	return buf_str(&b);
}

static struct draw_item *
items(const char *stratum, size_t n)
{
	struct draw_item *item = ARENA_NEWS(a, n, struct draw_item);

	ensure(item != NULL);
	for (size_t i = 0; i < n; i++)
		item[i] = (struct draw_item){str_of(stratum), arena_printf(a, "2026-%05zu", i + 1)};
	return item;
}

static void
example(void)
{
	struct draw_item *item = items("甲街道", 12);
	draw_seed         seed;
	struct draw       d;
	struct buf        b;

	for (uint8_t i = 0; i < sizeof(seed.b); i++)
		seed.b[i] = i;
	for (size_t i = 7; i < 12; i++)
		item[i].stratum = i < 11 ? S("乙街道") : S("丙街道");
	buf_init(&b, a, BUF_LINE);
	digest_add(&b, draw_promise(seed, on));
	is_str(buf_str(&b), S("9a913b6ef2b6fc4f71b51c35c9737ef20845e96c150c73af9aa12273ea954227"), "the promise in docs/formulas.md");
	d = drawn(seed, item, 12, 5, 1);
	is_str(said(&d), S("丙街道 1/1: 2026-00012; 乙街道 1/4: 2026-00010; 甲街道 3/7: 2026-00007 2026-00001 2026-00003; "), "the draw in docs/formulas.md");
	ok(draw_kept(seed, on, draw_promise(seed, on)), "the seed told is the one promised");
	ok(!draw_kept(seed, (day){on.v + 1}, draw_promise(seed, on)), "not for another day");
	seed.b[31] ^= 1;
	ok(!draw_kept(seed, on, draw_promise(seed_of(1), on)), "not another seed");
}

static void
divided(void)
{
	static const struct {
		size_t of[4], want, least, take[4];
	} by_hand[] = {
	    {{53, 24, 23}, 15, 0, {8, 4, 3}},      /* the last are 53/15 = 3.53 and 24/7 = 3.43; 23/7 = 3.29 comes too late */
	    {{53, 24, 23}, 7, 0, {3, 2, 2}},       /* 53 24 23 17.7 10.6 8 7.67; 53/7 = 7.57 comes too late */
	    {{100, 10, 1}, 10, 1, {8, 1, 1}},
	    {{100, 10, 1}, 2, 1, {1, 1, 1}},       /* the minima make more than what was wanted */
	    {{3, 3, 3}, 4, 0, {2, 1, 1}},          /* alike: the first name */
	    {{2, 90, 0, 2}, 94, 0, {2, 90, 0, 2}}, /* all */
	    {{2, 90, 0, 2}, 999, 0, {2, 90, 0, 2}},
	};

	for (size_t i = 0; i < NITEMS(by_hand); i++) {
		struct draw_share share[4] = {{.of = 0}};
		bool              same = true;

		for (size_t k = 0; k < 4; k++)
			share[k].of = by_hand[i].of[k];
		draw_divide(share, 4, by_hand[i].want, by_hand[i].least);
		for (size_t k = 0; k < 4; k++)
			same = same && share[k].take == by_hand[i].take[k];
		if (!ok(same, "divided by Webster's divisors, by hand, %zu", i + 1))
			(void)printf("# %zu %zu %zu %zu\n", share[0].take, share[1].take, share[2].take, share[3].take);
	}
}

static void
order(void)
{
	struct draw_item *item = items("a", 40), *other = items("a", 40);
	struct draw       d, e;
	bool              same = true, kept = true;

	for (size_t i = 0; i < 40; i++)
		other[i].stratum = item[i].stratum = i % 3 ? S("a") : S("ab");
	for (uint32_t k = 0; k < 50; k++) {
		struct draw_source source;

		draw_begin(&source, seed_of(k + 1000), on, S(""));
		for (size_t i = 40; i > 1; i--) {
			size_t           j = (size_t)draw_below(&source, i);
			struct draw_item x = other[i - 1];

			other[i - 1] = other[j];
			other[j] = x;
		}
		d = drawn(seed_of(k), item, 40, 11, 2);
		e = drawn(seed_of(k), other, 40, 11, 2);
		same = same && str_eq(said(&d), said(&e));
		e = drawn(seed_of(k), other, 40, 12, 2);
		for (size_t s = 0; s < d.shares; s++) {
			for (size_t i = 0; i < d.share[s].take; i++)
				kept = kept && str_eq(d.item[d.share[s].from + i].id, e.item[e.share[s].from + i].id);
		}
	}
	ok(same, "the order of the list does not matter");
	ok(kept, "who draws one more keeps those drawn");
	d = drawn(seed_of(1), item, 40, 40, 0);
	ok(d.n == 40, "all of them, when as many are wanted");
	d = drawn(seed_of(1), item, 0, 40, 1);
	ok(d.n == 0 && d.shares == 0, "nothing out of nothing");
	item[7].id = item[8].id;
	ok(draw_make(a, seed_of(1), on, item, 40, 5, 0, &d) == ERR_INPUT, "refused: a name there twice, also in two strata");
	item[7].id = S("");
	ok(draw_make(a, seed_of(1), on, item, 40, 5, 0, &d) == ERR_INPUT, "refused: something without a name");
}

/* Chi-square of counts that should be alike. */
static double
chi(const size_t *count, size_t n, size_t sum)
{
	double want = (double)sum / (double)n, x = 0;

	for (size_t i = 0; i < n; i++)
		x += ((double)count[i] - want) * ((double)count[i] - want) / want;
	return x;
}

static void
chances(void)
{
	enum { DRAWS = 6000 };
	struct draw_item *item = items("a", 6);
	size_t            set[64] = {0}, used[20], first[6] = {0}, sets = 0, pair[9] = {0};
	double            x;

	for (uint32_t k = 0; k < DRAWS; k++) {
		struct draw d = drawn(seed_of(k), item, 6, 3, 0);
		unsigned    bits = 0;

		for (size_t i = 0; i < 3; i++)
			bits |= 1u << (d.item[i].id.p[d.item[i].id.n - 1] - '1');
		set[bits]++;
		first[d.item[0].id.p[d.item[0].id.n - 1] - '1']++;
	}
	for (size_t i = 0; i < 64; i++) {
		if (set[i] && sets < 20)
			used[sets] = set[i];
		sets += set[i] > 0;
	}
	is_i64((int64_t)sets, 20, "three of six: each of the C(6,3) = 20 sets is drawn");
	x = chi(used, 20, DRAWS);
	if (!ok(x < 43.82, "three of six: all sets equally likely (χ², 19 degrees, 0.1 %%: 43.82)"))
		(void)printf("# %g\n", x);
	ok(chi(first, 6, DRAWS) < 20.52, "three of six: each is the first equally often (5 degrees, 0.1 %%: 20.52)");
	for (size_t i = 0; i < 6; i++)
		item[i].stratum = i < 3 ? S("a") : S("b");
	for (uint32_t k = 0; k < DRAWS; k++) {
		struct draw d = drawn(seed_of(k), item, 6, 2, 1);

		pair[(d.item[0].id.p[d.item[0].id.n - 1] - '1') * 3 + (d.item[1].id.p[d.item[1].id.n - 1] - '4')]++;
	}
	ok(chi(pair, 9, DRAWS) < 26.12, "two strata with one seed do not hang together (8 degrees, 0.1 %%: 26.12)");
}

static void
thrown(void)
{
	struct draw_source s, raw;
	uint64_t           m = (UINT64_C(1) << 63) + 1, x, y;
	size_t             over = 0;
	bool               same = true;

	draw_begin(&s, seed_of(1), on, S(""));
	raw = s;
	for (int i = 0; i < 100; i++) {
		x = draw_below(&s, m);
		/* 2^64 - 1 throws one number of 2^64 away: what the source gives */
		while ((y = draw_below(&raw, UINT64_MAX)) >= m)
			over++;
		same = same && x == y;
	}
	ok(same && over > 60 && over < 140, "of numbers below 2^63 + 1 those beyond are thrown away, nearly half of all");
}

int
main(void)
{
	ensure((a = arena_new(256 << 20)) != NULL);
	example();
	divided();
	order();
	thrown();
	chances();
	arena_free(a);
	return done();
}
