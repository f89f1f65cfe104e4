/* Measures slides of before and after: 40 problems, two photos each, by the shipped template. */
/* bench_slides PAPERS PHOTO ROUNDS */
#include "base/clock.h"
#include "base/ensure.h"
#include "show/handout/content.h"
#include "show/handout/handout.h"
#include "texts.h"

#include <stdio.h>
#include <stdlib.h>

enum { CASES = 40, PHOTO = 4 << 20, WIDE = 320, HIGH = 240 };

static struct ctx cx;

static struct handout_cases
cases(str photo)
{
	struct handout_cases c = {ARENA_NEWS(cx.arena, CASES, struct handout_case), CASES, CASES};
	struct handout_photo p = {.some = true, .label = S("整改前"), .jpeg = photo, .w = WIDE, .h = HIGH, .why = S("")};

	ensure(c.item != NULL);
	for (size_t i = 0; i < CASES; i++)
		c.item[i] = (struct handout_case){.no = arena_printf(cx.arena, "2026-%05zu", i + 1),
		                                  .what = S("占道经营"),
		                                  .place = S("东铺头街道"),
		                                  .spot = S("新华西路与延安北路交叉口东侧"),
		                                  .unit = S("区城市管理局"),
		                                  .before = p,
		                                  .after = p};
	return c;
}

static int
by_size(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

int
main(int argc, char **argv)
{
	enum { MOST = 200 };
	int            rounds = argc > 3 ? atoi(argv[3]) : 15;
	int64_t        us[MOST];
	size_t         n, bytes = 0;
	struct handout h = {.place = S("芗城区"), .day = S("2026-11-20"), .position = S("1283977")};
	char          *photo;
	FILE          *f;

	ensure(argc > 2 && rounds > 0 && rounds <= MOST);
	text_use(texts, T_MAX);
	writ_use(argv[1], NULL);
	writ_register(handout_forms, handout_forms_n);
	ensure((f = fopen(argv[2], "rb")) != NULL);
	for (int i = 0; i < rounds; i++) {
		const struct office_value *v;
		const struct writ_form    *p = writ_form_of(S("slides"));
		str                        template, out;
		int64_t                    by, began;

		cx = (struct ctx){.arena = arena_new((size_t)512 << 20)};
		ensure(cx.arena && (photo = arena_alloc(cx.arena, PHOTO)));
		rewind(f);
		n = fread(photo, 1, PHOTO, f);
		began = clock_mono_us();
		h.late = cases((str){photo, n});
		ensure(handout_values(cx.arena, ZH, &h, &v) == OK && writ_shipped(&cx, p, WRIT_PPTX, &template) == OK &&
		       writ_fill(&cx, p, WRIT_PPTX, template, v, &out, &by) == OK);
		us[i] = clock_mono_us() - began;
		bytes = out.n;
		arena_free(cx.arena);
	}
	(void)fclose(f);
	qsort(us, (size_t)rounds, sizeof(*us), by_size);
	(void)printf("slides of %d problems: least %.0f ms, middle %.0f ms of %d rounds (at most 2000), %zu bytes\n",
	             CASES, (double)us[0] / 1000, (double)us[rounds / 2] / 1000, rounds, bytes);
	return 0;
}
