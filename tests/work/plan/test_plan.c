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

/* A milestone is due on Wednesday the 14th; what comes before it takes three days from Monday the 12th, or four. */
static void
milestones(void)
{
	struct plan_task       t[] = {{.due = on("2026-10-16"), .days = 3}, {.due = on("2026-10-14")}};
	const struct plan_edge e[] = {{1, 0}};
	size_t                *ring, n;

	ok(back("2026-10-12", t, 2, e, 1, &ring, &n) == PLAN_OK, "a milestone after a task of three days");
	is_day(t[1].early, "2026-10-14", "it is reached on the day on which the task is done");
	ok(!t[1].late, "in time");
	t[0].days = 4;
	ok(back("2026-10-12", t, 2, e, 1, &ring, &n) == PLAN_OK && t[1].late && t[0].late, "with four days both are late");
	is_day(t[1].early, "2026-10-15", "a day later");
	t[0].done = true;
	ok(back("2026-10-14", t, 2, e, 1, &ring, &n) == PLAN_OK && !t[1].late, "with the task done it can be today");
	is_day(t[1].early, "2026-10-14", "today");
	ok(back("2026-10-15", t, 2, e, 1, &ring, &n) == PLAN_OK && t[1].late, "tomorrow its day is over");
}

static void
is_forecast(int64_t left, int64_t done, int64_t days, int32_t low, int32_t mid, int32_t high, const char *rule)
{
	struct plan_forecast f;

	ok(plan_forecast(&(struct plan_pace){done, days, left}, &f), "%s", rule);
	is_i64(f.low, low, "by one in ten: %s", rule);
	is_i64(f.mid, mid, "by one in two: %s", rule);
	is_i64(f.high, high, "by nine in ten: %s", rule);
}

/* With x = t/(t + days): one left, one done: x.  One left, two done: 1 - (1 - x)^2.  Two left, one done: x^2. */
static void
forecasts(void)
{
	struct plan_forecast f;
	day                  d;
	double               p;

	is_forecast(1, 1, 10, 2, 10, 90, "t/(t + 10) is 1/10 at 1.1, 1/2 at 10, 9/10 at 90");
	is_forecast(1, 2, 10, 1, 5, 22, "1 - (10/(t + 10))^2 is 1/10 at 0.5, 1/2 at 4.1, 9/10 at 21.6");
	is_forecast(2, 1, 10, 5, 25, 185, "(t/(t + 10))^2 is 1/10 at 4.6, 1/2 at 24.1, 9/10 at 184.9");
	is_forecast(0, 3, 10, 0, 0, 0, "nothing is left");
	ok(!plan_forecast(&(struct plan_pace){0, 20, 5}, &f), "none was done: nobody can say");
	/* As many left as were done, many of both: about as long again, and nearly sure. */
	ok(plan_forecast(&(struct plan_pace){400, 20, 400}, &f) && f.low >= 18 && f.mid == 20 && f.high <= 22,
	    "400 in 20 days: 400 more in about 20");
	ok(plan_forecast(&(struct plan_pace){1, 20, 5000}, &f) && f.high == PLAN_FAR, "5,000 at one in 20 days: never");
	p = plan_chance(&(struct plan_pace){1, 10, 1}, 30);
	ok(p > 0.7499 && p < 0.7501, "one left, one done in 10 days: within 30 days three in four");
	ok(plan_day_after(cal, on("2026-09-30"), 2, &d), "two working days after the last of September");
	is_day(d, "2026-10-09", "are Friday the 9th: the holiday ends on the 7th");
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
	milestones();
	forecasts();
	arena_free(a);
	return done();
}
