/* Answers questions about draws and figures on stdin, for the oracle in another language. */
#include "kit/stats/draw.h"
#include "kit/stats/stats.h"

#include "base/ensure.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/*
 * One question a line, one answer a line:
 *
 *   draw SEED DAY WANT LEAST N        and N lines "stratum TAB id": promise, then stratum:take/of and ids, or "refused"
 *   below SEED DAY STRATUM M COUNT    numbers
 *   wilson HITS N                     low high
 *   lot ALL BAD N MOST                probability
 *   size ALL P E                      how many
 */

enum { LINE = 4096, ITEMS = 4096 };

static struct arena *arena;

static str
read_line(void)
{
	char line[LINE];
	str  s, rest;

	if (!fgets(line, sizeof(line), stdin))
		return STR_NONE;
	rest = str_of(line);
	ensure(arena_str(arena, str_cut(&rest, '\n'), &s));
	return s;
}

static int64_t
number(str *rest)
{
	int64_t v = 0;

	ensure(str_to_i64(str_cut(rest, ' '), &v));
	return v;
}

static void
seed_and_day(str *rest, draw_seed *seed, day *on)
{
	digest d;

	ensure(digest_parse(str_cut(rest, ' '), &d));
	memcpy(seed->b, d.b, sizeof(seed->b));
	ensure(day_parse(str_cut(rest, ' '), on));
}

static void
answer_draw(str rest)
{
	draw_seed         seed;
	day               on;
	int64_t           want, least, n;
	struct draw_item *item = ARENA_NEWS(arena, ITEMS, struct draw_item);
	struct draw       d;
	struct buf        b;

	seed_and_day(&rest, &seed, &on);
	want = number(&rest);
	least = number(&rest);
	n = number(&rest);
	ensure(item && n <= ITEMS);
	for (int64_t i = 0; i < n; i++) {
		str line = read_line();

		item[i].stratum = str_cut(&line, '\t');
		item[i].id = line;
	}
	if (draw_make(arena, seed, on, item, (size_t)n, (size_t)want, (size_t)least, &d) != OK) {
		(void)puts("refused");
		return;
	}
	buf_init(&b, arena, BUF_PAGE);
	digest_add(&b, draw_promise(seed, on));
	(void)printf("%.*s", STR_ARG(buf_str(&b)));
	for (size_t i = 0; i < d.shares; i++) {
		(void)printf(" %.*s:%zu/%zu", STR_ARG(d.share[i].stratum), d.share[i].take, d.share[i].of);
		for (size_t k = 0; k < d.share[i].take; k++)
			(void)printf(" %.*s", STR_ARG(d.item[d.share[i].from + k].id));
	}
	(void)putchar('\n');
}

static void
answer_below(str rest)
{
	draw_seed          seed;
	day                on;
	struct draw_source source;
	uint64_t           m = 0;
	str                text;

	seed_and_day(&rest, &seed, &on);
	draw_begin(&source, seed, on, str_cut(&rest, ' '));
	text = str_cut(&rest, ' '); /* beyond int64_t */
	for (size_t i = 0; i < text.n; i++)
		m = m * 10 + (uint64_t)(text.p[i] - '0');
	for (int64_t left = number(&rest); left > 0; left--)
		(void)printf("%" PRIu64 "%c", draw_below(&source, m), left == 1 ? '\n' : ' ');
}

static void
answer_figure(str what, str rest)
{
	int64_t a = number(&rest), b = number(&rest), c, d;

	if (str_eq(what, S("wilson"))) {
		struct stats_range r = stats_wilson(a, b, STATS_Z95);

		(void)printf("%.17g %.17g\n", r.low, r.high);
		return;
	}
	c = number(&rest);
	if (str_eq(what, S("size"))) {
		(void)printf("%" PRId64 "\n", stats_size(a, (int)b, (int)c, STATS_Z95));
		return;
	}
	d = number(&rest);
	(void)printf("%.17g\n", stats_lot(a, b, c, d));
}

int
main(void)
{
	ensure((arena = arena_new(64 << 20)) != NULL);
	for (str line; (line = read_line()).p; arena_reset(arena)) {
		str rest = line, what = str_cut(&rest, ' ');

		if (str_eq(what, S("draw")))
			answer_draw(rest);
		else if (str_eq(what, S("below")))
			answer_below(rest);
		else
			answer_figure(what, rest);
	}
	arena_free(arena);
	return 0;
}
