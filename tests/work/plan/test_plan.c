/* Plans on a calendar that a person can count: October 2026 with its holiday (1 to 7), weekends off. */
#include "base/mem.h"
#include "kit/worktime/worktime.h"
#include "tap.h"
#include "work/plan/plan.h"

static struct arena                   *a;
static const struct worktime_calendar *cal;

static day
on(const char *text)
{
	day d = {0};

	ok(day_parse(str_of(text), &d), "a day: %s", text);
	return d;
}

static void
is_day(day d, const char *text, const char *rule)
{
	char z[DAY_TEXT];

	is_str(day_format(d, z), str_of(text), "%s", rule);
}

static enum plan_fault
back(const char *today, struct plan_task *t, size_t n, const struct plan_edge *e, size_t m, size_t **ring,
    size_t *nring)
{
	return plan_back(a, cal, on(today), t, n, e, m, ring, nring);
}

/* Three one after the other, to the end of October: A 3 days, B 5 days, C 2 days. */
static void
chain(void)
{
	struct plan_task       t[] = {{.due = on("2026-10-30"), .days = 3}, {.due = on("2026-10-30"), .days = 5},
	    {.due = on("2026-10-30"), .days = 2}};
	const struct plan_edge e[] = {{1, 0}, {2, 1}};
	size_t                *ring, n;

	ok(back("2026-10-12", t, 3, e, 2, &ring, &n) == PLAN_OK && n == 0, "a chain of three");
	is_day(t[2].start, "2026-10-29", "C takes Thursday and Friday");
	is_day(t[1].end, "2026-10-28", "so B is done on Wednesday");
	is_day(t[1].start, "2026-10-22", "and begun the Thursday before: a weekend does not count");
	is_day(t[0].end, "2026-10-21", "so A is done on Wednesday the 21st");
	is_day(t[0].start, "2026-10-19", "and begun on Monday the 19th at the latest");
	ok(t[0].by == 1 && t[1].by == 2 && t[2].by == SIZE_MAX, "each end is set by what follows");
	is_day(t[2].early, "2026-10-23", "begun on Monday the 12th: 10 working days to Friday the 23rd");
	ok(!t[0].late && !t[2].late && !t[2].tight, "there is time to spare");
	ok(back("2026-10-19", t, 3, e, 2, &ring, &n) == PLAN_OK && t[0].tight && t[1].tight && t[2].tight &&
	    !t[2].late, "on the last day to begin none is to spare");
	ok(back("2026-10-20", t, 3, e, 2, &ring, &n) == PLAN_OK && t[0].late && t[2].late,
	    "a day later it can no longer be done in time");
	is_day(t[2].early, "2026-11-02", "it would be done on the Monday after");
	t[0].done = true;
	ok(back("2026-10-20", t, 3, e, 2, &ring, &n) == PLAN_OK && !t[1].late && !t[2].late,
	    "with the first done it can");
}

static void
holiday(void)
{
	struct plan_task t[] = {{.due = on("2026-10-09"), .days = 3}, {.due = on("2026-10-09"), .days = 0},
	    {.due = on("2026-10-10"), .days = 1}};
	size_t          *ring, n;
	int32_t          work, civil;

	ok(back("2026-09-21", t, 3, NULL, 0, &ring, &n) == PLAN_OK, "over the holiday");
	is_day(t[0].start, "2026-09-30", "three working days to Friday the 9th: the 9th, the 8th, the 30th");
	is_day(t[1].start, "2026-10-09", "a milestone has its day");
	is_day(t[2].start, "2026-10-10", "a Saturday that is worked is a working day");
	ok(plan_days_left(cal, on("2026-09-30"), on("2026-10-09"), &work, &civil) && work == 2 && civil == 9,
	    "countdown: 9 days, of which 2 are worked");
	ok(plan_days_left(cal, on("2026-10-09"), on("2026-09-30"), &work, &civil) && work == -2 && civil == -9,
	    "and what is over counts backwards");
	ok(plan_days_left(cal, on("2026-10-09"), on("2026-10-09"), &work, &civil) && work == 0 && civil == 0,
	    "the day itself");
}

static void
later(void)
{
	struct plan_task t[] = {{.due = on("2026-10-16"), .days = 3, .begins = on("2026-10-14")},
	    {.due = on("2026-10-16"), .days = 4, .begins = on("2026-10-14")}};
	size_t          *ring, n;

	ok(back("2026-10-12", t, 2, NULL, 0, &ring, &n) == PLAN_OK && t[0].tight && !t[0].late && t[1].late,
	    "what may not begin before counts from then");
	ok(back("2026-10-19", t, 1, NULL, 0, &ring, &n) == PLAN_OK && t[0].late, "a day that is over is late");
}

static void
rings(void)
{
	struct plan_task       t[5] = {{.due = on("2026-10-30"), .days = 1}, {.due = on("2026-10-30"), .days = 1},
	    {.due = on("2026-10-30"), .days = 1}, {.due = on("2026-10-30"), .days = 1}, {.due = on("2026-10-30"),
	    .days = 1}};
	const struct plan_edge e[] = {{1, 0}, {2, 1}, {3, 2}, {1, 3}, {4, 3}}, self[] = {{2, 2}}, nowhere[] = {{0,
	    9}, {9, 0}};
	size_t                *ring, n;

	ok(back("2026-10-12", t, 5, e, 5, &ring, &n) == PLAN_CYCLE && n == 3,
	    "three that wait for each other, and neither the one before nor the one after");
	for (size_t i = 0; i < n; i++) {
		bool waits = false;

		for (size_t k = 0; k < NITEMS(e); k++)
			waits = waits || (e[k].task == ring[i] && e[k].before == ring[(i + 1) % n]);
		ok(waits, "each of the ring waits for the next");
	}
	ok(back("2026-10-12", t, 5, self, 1, &ring, &n) == PLAN_CYCLE && n == 1 && ring[0] == 2,
	    "one that waits for itself");
	ok(back("2026-10-12", t, 5, nowhere, 2, &ring, &n) == PLAN_OK, "what leads nowhere is none");
	ok(back("2026-10-12", t, 0, NULL, 0, &ring, &n) == PLAN_OK, "nothing to do");
}

int
main(void)
{
	static const char lines[] = "hours\tall\tall\t08:00-12:00\t14:30-17:30\npaper\tP1\t2025-11-04\t示例\tx\nyear\t2026\n"
	                            "off\t2026-10-01\t国庆节\tP1\noff\t2026-10-02\t国庆节\tP1\noff\t2026-10-05\t国庆节\tP1\noff\t2026-10-06\t国庆节\tP1\n"
	                            "off\t2026-10-07\t国庆节\tP1\nwork\t2026-10-10\t国庆节\tP1\n";
	struct worktime_draft d;
	struct worktime_bad   bad;

	a = arena_new((size_t)64 << 20);
	if (!a)
		return 1;
	worktime_draft_init(&d, a, S("test"));
	ok(worktime_read(&d, str_of(lines), &bad) && worktime_build(a, &d.spec, &cal, &bad),
	    "the calendar: %s at %d:%d", worktime_fault_name(bad.fault), bad.line, bad.column);
	chain();
	holiday();
	later();
	rings();
	arena_free(a);
	return done();
}
