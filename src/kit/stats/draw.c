/* Seed, day and list in; what is drawn out. */
#include "kit/stats/draw.h"

#include "base/ensure.h"

#include <stdlib.h>

enum { NUMBERS = DIGEST_SIZE / 8 };

static digest
hash(str head, const void *p, size_t n, str tail)
{
	struct sha256 h;

	sha256_init(&h);
	sha256_add(&h, head.p, head.n);
	sha256_add(&h, p, n);
	sha256_add(&h, tail.p, tail.n);
	return sha256_end(&h);
}

digest
draw_promise(draw_seed seed, day on)
{
	char text[DAY_TEXT];

	return hash(S(""), seed.b, sizeof(seed.b), day_format(on, text));
}

bool
draw_kept(draw_seed seed, day on, digest promise)
{
	return digest_same(draw_promise(seed, on), promise);
}

/* The words come first: else what is published would be halfway to the key (SHA-256 can be carried on). */
void
draw_begin(struct draw_source *s, draw_seed seed, day on, str stratum)
{
	char   text[DAY_TEXT];
	digest all = hash(S("duban draw 1\n"), seed.b, sizeof(seed.b), day_format(on, text));

	*s = (struct draw_source){.key = hash(S(""), all.b, sizeof(all.b), stratum)};
}

static uint64_t
big_endian(const uint8_t *p)
{
	uint64_t v = 0;

	for (int i = 0; i < 8; i++)
		v = v << 8 | p[i];
	return v;
}

static uint64_t
next(struct draw_source *s)
{
	if (s->left == 0) {
		uint8_t c[8];

		for (int i = 0; i < 8; i++)
			c[i] = (uint8_t)(s->blocks >> (56 - 8 * i));
		s->block = hash(S(""), s->key.b, sizeof(s->key.b), (str){(const char *)c, sizeof(c)});
		s->blocks++;
		s->left = NUMBERS;
	}
	return big_endian(s->block.b + (size_t)8 * (NUMBERS - s->left--));
}

uint64_t
draw_below(struct draw_source *s, uint64_t m)
{
	uint64_t over, x;

	ensure(m >= 1);
	over = (UINT64_MAX % m + 1) % m; /* 2^64 mod m */
	do {
		x = next(s);
	} while (x > UINT64_MAX - over);
	return x % m;
}

void
draw_divide(struct draw_share *share, size_t n, size_t want, size_t least)
{
	size_t given = 0;

	for (size_t i = 0; i < n; i++) {
		share[i].take = least < share[i].of ? least : share[i].of;
		given += share[i].take;
	}
	for (; given < want; given++) {
		struct draw_share *best = NULL;

		for (size_t i = 0; i < n; i++) {
			struct draw_share *s = &share[i];

			if (s->take < s->of &&
			    (!best || (uint64_t)s->of * (2 * best->take + 1) > (uint64_t)best->of * (2 * s->take + 1)))
				best = s;
		}
		if (!best)
			return;
		best->take++;
	}
}

static int
by_id(const void *a, const void *b)
{
	const struct draw_item *x = a, *y = b;

	return str_cmp(x->id, y->id);
}

static int
by_stratum(const void *a, const void *b)
{
	const struct draw_item *x = a, *y = b;
	int                     c = str_cmp(x->stratum, y->stratum);

	return c ? c : by_id(a, b);
}

static bool
names_differ(struct draw_item *item, size_t n)
{
	qsort(item, n, sizeof(*item), by_id);
	for (size_t i = 0; i < n; i++) {
		if (item[i].id.n == 0 || (i > 0 && str_cmp(item[i - 1].id, item[i].id) == 0))
			return false;
	}
	return true;
}

/* The first `take` of n items in order. */
static void
pick(struct draw_source *source, struct draw_item *item, size_t n, size_t take)
{
	for (size_t i = 0; i < take; i++) {
		size_t           j = i + (size_t)draw_below(source, n - i);
		struct draw_item kept = item[i];

		item[i] = item[j];
		item[j] = kept;
	}
}

enum err
draw_make(struct arena *a, draw_seed seed, day on, const struct draw_item *item, size_t n, size_t want,
          size_t least, struct draw *out)
{
	struct draw_item  *all;
	struct draw_share *share;
	size_t             shares = 0, drawn = 0;

	if (n > (size_t)INT32_MAX)
		return ERR_LARGE;
	all = ARENA_NEWS(a, n, struct draw_item);
	share = ARENA_NEWS(a, n, struct draw_share);
	if (!all || !share)
		return ERR_MEMORY;
	for (size_t i = 0; i < n; i++)
		all[i] = item[i];
	if (!names_differ(all, n))
		return ERR_INPUT;
	qsort(all, n, sizeof(*all), by_stratum);
	for (size_t i = 0; i < n; i++) {
		if (i == 0 || str_cmp(all[i - 1].stratum, all[i].stratum) != 0)
			share[shares++] = (struct draw_share){.stratum = all[i].stratum};
		share[shares - 1].of++;
	}
	/* Who wants all has no need to give them out one by one. */
	draw_divide(share, shares, want < n ? want : n, want < n ? least : n);
	for (size_t i = 0, from = 0; i < shares; from += share[i++].of) {
		struct draw_source source;

		draw_begin(&source, seed, on, share[i].stratum);
		pick(&source, all + from, share[i].of, share[i].take);
		share[i].from = drawn;
		for (size_t k = 0; k < share[i].take; k++)
			all[drawn++] = all[from + k];
	}
	*out = (struct draw){all, drawn, share, shares};
	return OK;
}
