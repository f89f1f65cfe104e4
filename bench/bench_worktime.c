/* Working time: questions a second by sums, beside the same questions by walking the days. */
#include "base/clock.h"
#include "kit/worktime/worktime.h"

#include <inttypes.h>
#include <stdio.h>

/*
 *   bench_worktime CALENDAR.tsv...
 *
 * Prints, for limits of three lengths, the median of five rounds of each way in
 * the same run.  The walk goes from day to day and from window to window as the
 * usual code does; both must give the same deadlines.
 */

enum { QUESTIONS = 20000, ROUNDS = 5, FILE_MAX_BYTES = 1 << 16 };

static int64_t starts[QUESTIONS];

static str
read_file(struct arena *a, const char *path)
{
	FILE *f = fopen(path, "rb");
	char *p = arena_alloc(a, FILE_MAX_BYTES);
	str   s = STR_NONE;

	if (f && p)
		s = (str){p, fread(p, 1, FILE_MAX_BYTES, f)};
	if (f)
		(void)fclose(f);
	return s;
}

/* The deadline of `ms` office time, a day at a time. */
static int64_t
walk(const struct worktime_calendar *c, int64_t start, int64_t ms)
{
	struct worktime_about about;
	day                   d;
	int32_t               at;

	if (!day_of_ms(start, worktime_zone(c), &d, &at))
		return -1;
	for (;; d.v++, at = 0) {
		if (worktime_day(c, d, &about) != WORKTIME_OK)
			return -1;
		for (size_t i = 0; about.works && i < about.n_windows; i++) {
			int32_t from = about.window[i].from * 60000;
			int32_t to = about.window[i].to * 60000;

			if (at > from)
				from = at;
			if (from >= to)
				continue;
			if (ms <= to - from)
				return day_to_ms(d, from + (int32_t)ms, worktime_zone(c));
			ms -= to - from;
		}
	}
}

static int64_t
median(int64_t *v)
{
	for (int i = 1; i < ROUNDS; i++)
		for (int j = i; j > 0 && v[j] < v[j - 1]; j--) {
			int64_t t = v[j];

			v[j] = v[j - 1];
			v[j - 1] = t;
		}
	return v[ROUNDS / 2];
}

static int64_t
per_second(int64_t us)
{
	return (int64_t)QUESTIONS * 1000000 / (us > 0 ? us : 1);
}

static bool
measure(const struct worktime_calendar *c, int64_t hours)
{
	struct worktime_limit   l = {hours, WORKTIME_OFFICE, WORKTIME_HOUR};
	struct worktime_part    part[16];
	struct worktime_reasons r = {.part = part, .max = NITEMS(part)};
	struct worktime_used    u;
	struct worktime_due     d;
	int64_t                 add[ROUNDS], used[ROUNDS], why[ROUNDS], walked[ROUNDS];
	int64_t                 sum = 0, sum_walk = 0, sum_used = 0;

	for (int round = 0; round < ROUNDS; round++) {
		int64_t t = clock_mono_us();

		for (int i = 0; i < QUESTIONS; i++)
			if (worktime_add(c, &l, starts[i], &d) == WORKTIME_OK)
				sum += d.due;
		add[round] = clock_mono_us() - t;
		t = clock_mono_us();
		for (int i = 0; i < QUESTIONS; i++)
			if (worktime_elapsed(c, WORKTIME_OFFICE, starts[i],
			                     starts[i] + hours * 4 * 3600000, &u) == WORKTIME_OK)
				sum_used += u.ms;
		used[round] = clock_mono_us() - t;
		t = clock_mono_us();
		for (int i = 0; i < QUESTIONS; i++)
			if (worktime_explain(c, WORKTIME_OFFICE, starts[i],
			                     starts[i] + hours * 4 * 3600000, &r) == WORKTIME_OK)
				sum_used -= r.ms;
		why[round] = clock_mono_us() - t;
		t = clock_mono_us();
		for (int i = 0; i < QUESTIONS; i++)
			sum_walk += walk(c, starts[i], hours * 3600000);
		walked[round] = clock_mono_us() - t;
	}
	(void)printf("%6" PRId64 " h  add %9" PRId64 "/s  elapsed %9" PRId64 "/s  explain %8" PRId64
	             "/s  day walk %8" PRId64 "/s\n",
	             hours, per_second(median(add)), per_second(median(used)),
	             per_second(median(why)), per_second(median(walked)));
	return sum == sum_walk && sum_used == 0;
}

int
main(int argc, char **argv)
{
	struct arena                   *a = arena_new((size_t)64 << 20);
	const struct worktime_calendar *c;
	struct worktime_draft           d;
	struct worktime_bad             bad;
	int64_t                         begin;
	int64_t                         t = clock_mono_us();
	bool                            same;

	worktime_draft_init(&d, a, S("bench"));
	for (int i = 1; i < argc; i++)
		if (!worktime_read(&d, read_file(a, argv[i]), &bad)) {
			(void)fprintf(stderr, "%s:%d: %s\n", argv[i], bad.line,
			              worktime_fault_name(bad.fault));
			return 1;
		}
	if (!worktime_build(a, &d.spec, &c, &bad) ||
	    !clock_parse(S("2017-01-01"), DAY_ZONE_CHINA, &begin)) {
		(void)fprintf(stderr, "no calendar: %s\n", worktime_fault_name(bad.fault));
		return 1;
	}
	(void)printf("reading and building 2000..2100: %" PRId64 " us\n", clock_mono_us() - t);
	for (int i = 0; i < QUESTIONS; i++) /* spread over ten years, any minute */
		starts[i] = begin + (int64_t)i * 7919 % (QUESTIONS * 13) * 1212345;
	same = measure(c, 4);
	same = measure(c, 40) && same;
	same = measure(c, 2000) && same;
	if (!same)
		(void)fprintf(stderr, "the two ways disagree\n");
	arena_free(a);
	return same ? 0 : 1;
}
