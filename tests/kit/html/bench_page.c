/* Pages a second for a list of 50 rows, beside copying the same bytes. */
#include "bench_list.h"
#include "bench_tpl.h"

#include "base/clock.h"
#include "texts.h"

#include <stdio.h>
#include <stdlib.h>

enum { ROWS = 50, RUNS = 7, SLICE_US = 300000 };

static int
by_size(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return x < y ? -1 : x > y;
}

/* The median of pages a second over RUNS slices; copy.n > 0: copies instead of rendering. */
static int64_t
measure(const struct ctx *cx, const struct bench_list *d, str copy, size_t *bytes)
{
	int64_t rate[RUNS];

	for (int i = 0; i < RUNS; i++) {
		int64_t from = clock_mono_us(), n = 0, spent;

		do {
			static struct html_cx h;
			struct buf            b;
			html                  out;

			arena_reset(cx->arena);
			buf_init(&b, cx->arena, BUF_PAGE);
			html_init(&h, &b, cx, STR_NONE, STR_NONE);
			if (copy.n > 0)
				buf_add(&b, copy);
			else
				tpl_bench_bench_list(&h, d);
			if (html_end(&h, &out) != OK)
				exit(1);
			*bytes = html_bytes(out).n;
			n++;
		} while ((spent = clock_mono_us() - from) < SLICE_US);
		rate[i] = n * 1000000 / spent;
	}
	qsort(rate, RUNS, sizeof(rate[0]), by_size);
	return rate[RUNS / 2];
}

int
main(void)
{
	static struct bench_row rows[ROWS];
	static char             same[1 << 20];
	struct arena           *a = arena_new(16 << 20);
	struct ctx              cx = {.arena = a, .now = INT64_C(1795156320000), .zone = 480};
	struct bench_list       d = {.rows = rows, .nrows = ROWS};
	size_t                  bytes = 0;
	int64_t                 page, copy;

	text_use(texts, T_MAX);
	for (int i = 0; i < ROWS; i++)
		rows[i] = (struct bench_row){
			.no = S("2026-26715"), .place = S("巷口"), .spot = S("浦头路 126 号"),
			.unit = S("区市政服务中心"), .stage = T_html_today, .fresh = i % 7 == 0,
			.left = (i - 6) * INT64_C(3600000), .at = cx.now + (i - 6) * INT64_C(3600000),
		};
	page = measure(&cx, &d, STR_NONE, &bytes);
	copy = measure(&cx, &d, (str){same, bytes}, &bytes);
	(void)printf("rows %d bytes %zu pages_per_s %lld copies_per_s %lld\n", ROWS, bytes,
	             (long long)page, (long long)copy);
	arena_free(a);
	return 0;
}
