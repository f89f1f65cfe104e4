/* The four clocks: vectors a person can check, and rules that hold for all of them. */
#include "base/clock.h"
#include "load.h"

#include "tap.h"

enum { HOUR = 3600000, MINUTE = 60000 };

/* The office hours of most tests: an early summer afternoon begins at 15:00. */
#define HOURS                                   \
	"hours\tall\tall\t08:00-12:00\t14:30-17:30\n" \
	"hours\t06-01\t09-30\t08:00-12:00\t15:00-18:00\n"

static struct arena                   *mem;
static const char                     *dir;
static const struct worktime_calendar *cal;  /* 2007..2026, CLOSE */
static const struct worktime_calendar *same; /* 2007..2026, SAME */

static int64_t
at(str s)
{
	int64_t ms = -1;

	if (!clock_parse(s, DAY_ZONE_CHINA, &ms))
		(void)printf("# test is wrong: %.*s\n", STR_ARG(s));
	return ms;
}
#define AT(lit) at(S(lit))

static str
show(int64_t ms)
{
	struct buf b;

	buf_init(&b, mem, 64);
	clock_add_minute(&b, ms, DAY_ZONE_CHINA);
	return buf_str(&b);
}

static day
on(str s)
{
	day d = {0};

	if (!day_parse(s, &d))
		(void)printf("# test is wrong: %.*s\n", STR_ARG(s));
	return d;
}

static struct worktime_limit
limit(int64_t n, enum worktime_clock k, enum worktime_unit u)
{
	return (struct worktime_limit){n, k, u};
}

/* The deadline as text, with a ? when it is guessed; or the fault. */
static str
due(const struct worktime_calendar *c, int64_t n, enum worktime_clock k, enum worktime_unit u,
    str start)
{
	struct worktime_limit l = limit(n, k, u);
	struct worktime_due   d;
	enum worktime_fault   f = worktime_add(c, &l, at(start), &d);

	if (f != WORKTIME_OK)
		return str_of(worktime_fault_name(f));
	return arena_printf(mem, "%.*s%s", STR_ARG(show(d.due)), d.guessed ? "?" : "");
}

#define OFFICE(n, start) due(cal, n, WORKTIME_OFFICE, WORKTIME_HOUR, S(start))
#define WORKDAY(n, start) due(cal, n, WORKTIME_WORKDAY, WORKTIME_DAY, S(start))
#define NATURAL(n, start) due(cal, n, WORKTIME_NATURAL, WORKTIME_DAY, S(start))
#define URGENT(n, u, start) due(cal, n, WORKTIME_URGENT, u, S(start))

static void
years(void)
{
	static const int16_t want[] = {249, 251, 250, 250, 250, 249, 250, 250, 249, 250,
	                               249, 250, 250, 249, 250, 249, 249, 251, 248, 248};
	static const str make_up[] = {STR_INIT("2026-01-04"), STR_INIT("2026-02-14"),
	                              STR_INIT("2026-02-28"), STR_INIT("2026-05-09"),
	                              STR_INIT("2026-09-20"), STR_INIT("2026-10-10")};
	struct worktime_about a;
	size_t                n_make_up = 0;

	for (int y = 2007; y <= 2026; y++) {
		day     first, last;
		int32_t n = 0;
		bool    guessed = true;

		ok(day_from_ymd(y, 1, 1, &first) && day_from_ymd(y, 12, 31, &last) &&
		       worktime_count_days(cal, first, last, &n, &guessed) == WORKTIME_OK &&
		       !guessed,
		   "%d is published", y);
		is_i64(n, want[y - 2007], "working days of %d (domain B7 from 2017 on)", y);
	}
	for (day d = on(S("2026-01-01")); d.v <= on(S("2026-12-31")).v; d.v++)
		n_make_up += worktime_day(cal, d, &a) == WORKTIME_OK && a.make_up;
	is_i64((int64_t)n_make_up, 6, "2026 has six make-up days");
	for (size_t i = 0; i < NITEMS(make_up); i++)
		ok(worktime_day(cal, on(make_up[i]), &a) == WORKTIME_OK && a.make_up && a.works &&
		       a.name.n > 0 && str_eq(a.paper->no, S("国办发明电〔2025〕7号")),
		   "%.*s is a make-up day by the paper of 2026", STR_ARG(make_up[i]));
	ok(worktime_day(cal, on(S("2026-02-17")), &a) == WORKTIME_OK && !a.works && !a.guessed &&
	       str_eq(a.name, S("春节")),
	   "2026-02-17 is Spring Festival");
	ok(worktime_day(cal, on(S("2026-11-20")), &a) == WORKTIME_OK && a.works && !a.make_up &&
	       !a.name.p && !a.paper && a.n_windows == 2 && a.window[1].from == 14 * 60 + 30,
	   "2026-11-20 is an ordinary day with winter hours");
	ok(worktime_day(cal, on(S("2026-07-20")), &a) == WORKTIME_OK && a.window[1].from == 15 * 60,
	   "2026-07-20 has summer hours");
	ok(worktime_day(cal, on(S("2027-01-01")), &a) == WORKTIME_OK && a.works && a.guessed,
	   "2027-01-01, a Friday, works as long as nobody has published 2027, and says so");
}

/* Each day of 2017..2026 by itself: kind, office time and sums against plain adding up. */
static void
day_by_day(void)
{
	int64_t office = 0;
	int32_t workdays = 0;
	int     wrong = 0;
	int64_t origin = AT("2017-01-01 00:00");

	for (int y = 2017; y <= 2026; y++) {
		str  text = load_file(mem, arena_printf(mem, "%s/china-%d.tsv", dir, y).p);
		str  next = load_file(mem, arena_printf(mem, "%s/china-%d.tsv", dir, y + 1).p);
		day  d, last;
		char t[DAY_TEXT];

		if (!day_from_ymd(y, 1, 1, &d) || !day_from_ymd(y, 12, 31, &last))
			break;
		for (; d.v <= last.v; d.v++) {
			str  off = arena_printf(mem, "off\t%.10s", day_format(d, t).p);
			str  work = arena_printf(mem, "work\t%.10s", day_format(d, t).p);
			bool works = day_weekday(d) < 6;
			bool summer = day_to_ymd(d).month >= 6 && day_to_ymd(d).month <= 9;
			int64_t midnight = day_to_ms(d, 0, DAY_ZONE_CHINA);
			int64_t afternoon = midnight + (summer ? 15 * 60 : 14 * 60 + 30) * MINUTE;
			struct worktime_used  u;
			struct worktime_about a;
			int32_t               n;
			bool                  guessed;

			if (str_find_str(text, off) != SIZE_MAX ||
			    str_find_str(next, off) != SIZE_MAX)
				works = false;
			if (str_find_str(text, work) != SIZE_MAX ||
			    str_find_str(next, work) != SIZE_MAX)
				works = true;
			wrong += worktime_day(cal, d, &a) != WORKTIME_OK || a.works != works;
			wrong += worktime_elapsed(cal, WORKTIME_OFFICE, origin, midnight, &u) ||
			         u.ms != office;
			wrong += worktime_elapsed(cal, WORKTIME_OFFICE, midnight,
			                          afternoon + 17, &u) ||
			         u.ms != (works ? 4 * HOUR + 17 : 0);
			workdays += works;
			office += works ? 7 * HOUR : 0;
			wrong += worktime_count_days(cal, on(S("2017-01-01")), d, &n, &guessed) ||
			         n != workdays || guessed;
			wrong += worktime_elapsed(same, WORKTIME_WORKDAY, origin,
			                          midnight + DAY_MS - 1, &u) ||
			         u.ms != workdays * (int64_t)DAY_MS - works;
		}
	}
	is_i64(workdays, 249 + 250 + 250 + 249 + 250 + 249 + 249 + 251 + 248 + 248,
	       "the walk through 2017..2026 saw every day");
	is_i64(wrong, 0, "2017..2026 day by day: kind of day, office time and sums");
}

static void
vectors(void)
{
	is_str(WORKDAY(5, "2021-09-17 09:00"), S("2021-09-26 18:00"), "B7: 5 days over Mid-autumn");
	is_str(WORKDAY(1, "2021-09-30 09:00"), S("2021-10-08 17:30"), "B7: over National Day 2021");
	is_str(WORKDAY(1, "2024-02-09 09:00"), S("2024-02-18 17:30"), "B7: to a working Sunday");
	is_str(WORKDAY(2, "2026-02-13 09:00"), S("2026-02-24 17:30"),
	       "B7: over Spring Festival 2026");
	is_str(WORKDAY(3, "2026-09-30 09:00"), S("2026-10-10 17:30"), "B7: to a working Saturday");
	is_str(WORKDAY(20, "2018-07-30 09:00"), S("2018-08-27 18:00"), "B7: 20 days in summer");

	is_str(WORKDAY(1, "2026-11-20 00:00"), S("2026-11-23 17:30"),
	       "the day of the start does not count");
	is_str(WORKDAY(1, "2026-11-20 23:59"), S("2026-11-23 17:30"), "whenever on that day");
	is_str(WORKDAY(1, "2026-11-21 10:00"), S("2026-11-23 17:30"), "from a Saturday: Monday");
	is_str(WORKDAY(1, "2026-11-22 10:00"), S("2026-11-23 17:30"), "from a Sunday: Monday");

	is_str(OFFICE(4, "2026-11-20 10:14"), S("2026-11-20 16:44"),
	       "the case page: 10:14 and 4 hours");
	is_str(OFFICE(4, "2026-11-20 08:00"), S("2026-11-20 12:00"),
	       "used up at noon, not at 14:30");
	is_str(OFFICE(2, "2026-11-20 12:00"), S("2026-11-20 16:30"),
	       "from noon it begins at 14:30");
	is_str(OFFICE(2, "2026-11-20 13:10"), S("2026-11-20 16:30"), "from the break too");
	is_str(OFFICE(2, "2026-11-20 17:30"), S("2026-11-23 10:00"), "from Friday's close: Monday");
	is_str(OFFICE(2, "2026-11-20 05:00"), S("2026-11-20 10:00"), "from the early morning");
	is_str(OFFICE(7, "2026-11-20 08:00"), S("2026-11-20 17:30"),
	       "a whole day ends at its close");
	is_str(OFFICE(4, "2026-09-30 16:00"), S("2026-10-08 10:00"),
	       "summer hours before the holiday, winter after");
	is_str(OFFICE(5, "2026-05-29 15:30"), S("2026-06-01 11:00"), "into the summer");
	is_str(due(cal, 90, WORKTIME_OFFICE, WORKTIME_MINUTE, S("2026-10-10 16:30")),
	       S("2026-10-12 08:30"), "a working Saturday counts, the Sunday after does not");

	is_str(URGENT(2, WORKTIME_HOUR, "2026-10-01 23:30"), S("2026-10-02 01:30"),
	       "urgent hours run at night in a holiday");
	is_str(URGENT(24, WORKTIME_HOUR, "2026-10-01 09:00"), S("2026-10-02 09:00"),
	       "A32: 24 hours");
	is_str(URGENT(2, WORKTIME_DAY, "2026-10-01 09:00"), S("2026-10-03 09:00"),
	       "2 urgent days are 48 hours");
	is_str(URGENT(30, WORKTIME_MINUTE, "2028-02-28 23:45"), S("2028-02-29 00:15"),
	       "and never guess");

	is_str(NATURAL(15, "2026-11-20 10:00"), S("2026-12-05 23:59"),
	       "15 natural days end with a Saturday");
	is_str(NATURAL(1, "2026-12-31 00:00"), S("2027-01-01 23:59"),
	       "natural days do not ask for lists");
	is_str(due(same, 15, WORKTIME_NATURAL, WORKTIME_DAY, S("2026-11-20 10:00")),
	       S("2026-12-05 10:00"), "under SAME at the same time");
	is_str(due(same, 1, WORKTIME_WORKDAY, WORKTIME_DAY, S("2026-11-20 20:10")),
	       S("2026-11-23 20:10"), "SAME: Friday night to Monday night");
	is_str(due(same, 1, WORKTIME_WORKDAY, WORKTIME_DAY, S("2026-11-21 20:10")),
	       S("2026-11-24 00:00"), "SAME: a Saturday counts from Monday 0:00");
	is_str(due(same, 3, WORKTIME_WORKDAY, WORKTIME_DAY, S("2026-09-30 09:00")),
	       S("2026-10-10 09:00"), "SAME: B7 by date");
}

static void
beginnings(void)
{
	struct worktime_limit l = limit(2, WORKTIME_OFFICE, WORKTIME_HOUR);
	struct worktime_due   d;
	struct worktime_left  left;
	int64_t               due_ms;

	ok(worktime_add(cal, &l, AT("2026-11-20 20:00"), &d) == WORKTIME_OK,
	   "outside office hours");
	is_str(show(d.from), S("2026-11-23 08:00"), "the clock begins at the next opening");
	ok(worktime_add(cal, &l, AT("2026-11-20 09:00") + 1, &d) == WORKTIME_OK &&
	       d.from == AT("2026-11-20 09:00") + 1 && d.due == AT("2026-11-20 11:00") + 1,
	   "to the millisecond");
	due_ms = d.due;
	ok(worktime_remaining(cal, WORKTIME_OFFICE, due_ms, due_ms, &left) == WORKTIME_OK &&
	       !left.overdue && left.ms == 0,
	   "at the deadline itself it is in time");
	ok(worktime_remaining(cal, WORKTIME_OFFICE, due_ms + 1, due_ms, &left) == WORKTIME_OK &&
	       left.overdue && left.ms == 1,
	   "a millisecond later it is overdue");
	ok(worktime_remaining(cal, WORKTIME_OFFICE,
	                      AT("2026-11-20 14:32"), AT("2026-11-20 16:44"), &left) ==
	           WORKTIME_OK && !left.overdue && left.ms == 2 * HOUR + 12 * MINUTE,
	   "the case page: 2 hours 12 minutes to go");
	ok(worktime_remaining(cal, WORKTIME_OFFICE,
	                      AT("2026-11-21 09:00"), AT("2026-11-20 17:30"), &left) ==
	           WORKTIME_OK && left.overdue && left.ms == 0,
	   "overdue on a Saturday by 0 office minutes is still overdue");
	l = limit(1, WORKTIME_WORKDAY, WORKTIME_DAY);
	ok(worktime_add(cal, &l, AT("2026-11-20 09:00"), &d) == WORKTIME_OK &&
	       worktime_remaining(cal, WORKTIME_WORKDAY, AT("2026-11-20 10:00"), d.due, &left) ==
	           WORKTIME_OK && left.whole_days && left.ms == DAY_MS,
	   "one working day to go");
	ok(worktime_remaining(cal, WORKTIME_WORKDAY, AT("2026-11-23 10:00"), d.due, &left) ==
	           WORKTIME_OK && left.ms == 0 && !left.overdue,
	   "on the last day 0 days to go, not overdue");
}

static void
faults(void)
{
	struct worktime_limit  l = limit(1, WORKTIME_OFFICE, WORKTIME_HOUR);
	struct worktime_due    d;
	struct worktime_used   u;
	struct worktime_about  a;
	int64_t                s;
	int32_t                n;
	bool                   g;
	static const int64_t   extreme[] = {INT64_MIN, INT64_MIN + 1, -1, INT64_MAX - 1, INT64_MAX};
	enum worktime_clock    k;

	for (k = 0; k < WORKTIME_CLOCK_MAX; k++)
		for (size_t i = 0; i < NITEMS(extreme); i++) {
			l = limit(WORKTIME_AMOUNT_MAX, k, k ==
			       WORKTIME_OFFICE ? WORKTIME_HOUR : WORKTIME_DAY);
			ok(worktime_add(cal, &l, extreme[i], &d) == WORKTIME_RANGE &&
			       worktime_subtract(cal, &l, extreme[i], &s, &g) == WORKTIME_RANGE &&
			       worktime_elapsed(cal, k, extreme[i], 0, &u) == WORKTIME_RANGE &&
			       worktime_elapsed(cal, k, 0, extreme[i], &u) == WORKTIME_RANGE,
			   "clock %d: instant %" PRId64 " is out of range", (int)k, extreme[i]);
		}
	for (k = 0; k < WORKTIME_CLOCK_MAX; k++) {
		l = limit(WORKTIME_AMOUNT_MAX, k, k ==
		       WORKTIME_OFFICE ? WORKTIME_HOUR : WORKTIME_DAY);
		ok(worktime_add(cal, &l, AT("2026-01-01 00:00"), &d) == WORKTIME_RANGE &&
		       worktime_subtract(cal, &l, AT("2026-01-01 00:00"), &s, &g) == WORKTIME_RANGE,
		   "clock %d: a million of its largest unit leave the calendar", (int)k);
		l.amount = 0;
		ok(worktime_add(cal, &l, AT("2026-01-01 00:00"), &d) == WORKTIME_AMOUNT, "not 0");
		l.amount = -3;
		ok(worktime_subtract(cal, &l, AT("2026-01-01 00:00"), &s, &g) == WORKTIME_AMOUNT,
		   "not less");
		l.amount = INT64_MAX;
		ok(worktime_add(cal, &l, AT("2026-01-01 00:00"), &d) == WORKTIME_AMOUNT,
		   "not too much");
		ok(worktime_elapsed(cal, k, 2000000000000, 1999999999999, &u) == WORKTIME_BACKWARDS,
		   "clock %d: time does not go backwards", (int)k);
	}
	l = limit(1, WORKTIME_OFFICE, WORKTIME_DAY);
	ok(worktime_add(cal, &l, 2000000000000, &d) == WORKTIME_UNIT, "no days of office hours");
	l = limit(1, WORKTIME_WORKDAY, WORKTIME_HOUR);
	ok(worktime_add(cal, &l, 2000000000000, &d) == WORKTIME_UNIT, "no hours of working days");
	l = limit(1, WORKTIME_CLOCK_MAX, WORKTIME_HOUR);
	ok(worktime_add(cal, &l, 2000000000000, &d) == WORKTIME_UNIT, "no fifth clock");
	ok(worktime_day(cal, on(S("1999-12-31")), &a) == WORKTIME_RANGE &&
	       worktime_day(cal, on(S("2101-01-01")), &a) == WORKTIME_RANGE &&
	       worktime_day(cal, (day){INT32_MAX}, &a) == WORKTIME_RANGE &&
	       worktime_day(cal, (day){INT32_MIN}, &a) == WORKTIME_RANGE,
	   "no days outside the calendar's years");
	ok(worktime_count_days(cal, on(S("2026-01-02")), on(S("2026-01-01")), &n, &g) ==
	       WORKTIME_BACKWARDS,
	   "days are counted forward");
	l = limit(1, WORKTIME_URGENT, WORKTIME_UNIT_MAX);
	ok(worktime_add(cal, &l, 2000000000000, &d) == WORKTIME_UNIT, "no fourth unit");
	ok(worktime_elapsed(cal, WORKTIME_CLOCK_MAX, 0, 0, &u) == WORKTIME_UNIT,
	   "no time on no clock");
	is_str(WORKDAY(1, "2100-12-30 09:00"), S("2100-12-31 17:30?"), "the last working day");
	is_str(WORKDAY(1, "2100-12-31 09:00"), S("range"), "and none after");
	is_str(NATURAL(1, "2100-12-30 09:00"), S("2100-12-31 23:59"), "the last natural day");
	is_str(NATURAL(1, "2100-12-31 09:00"), S("range"), "and none after");
	l = limit(2, WORKTIME_NATURAL, WORKTIME_DAY);
	ok(worktime_subtract(cal, &l, AT("2026-11-22 12:00"), &s, &g) == WORKTIME_OK && !g &&
	       s == AT("2026-11-20 00:00") - 1,
	   "two natural days that are over by Sunday noon began on the 19th at the latest");
	l = limit(1, WORKTIME_OFFICE, WORKTIME_HOUR);
	ok(worktime_subtract(cal, &l, AT("2000-01-03 09:00"), &s, &g) == WORKTIME_OK && g &&
	       s == AT("2000-01-03 08:00"),
	   "the first office hour");
	ok(worktime_subtract(cal, &l, AT("2000-01-03 09:00") - 1, &s, &g) == WORKTIME_RANGE,
	   "and none before");
	is_str(OFFICE(1, "2100-12-31 17:00"), S("range"), "nothing after the last day's close");
	is_str(OFFICE(1, "2100-12-31 16:30"), S("2100-12-31 17:30?"), "the last office hour");
}

/* Years without a list, and lists that come later. */
static void
guesses(void)
{
	const struct worktime_calendar *old = load(mem, dir, 2007, 2025, S(HOURS));
	struct worktime_limit           l = limit(1, WORKTIME_WORKDAY, WORKTIME_DAY);
	struct worktime_due             d;
	struct worktime_revised         r;
	struct worktime_used            u;
	int64_t                         start = AT("2026-02-14 10:00");

	is_str(WORKDAY(1, "2026-12-30 10:00"), S("2026-12-31 17:30"),
	       "inside 2026 nothing is guessed");
	is_str(WORKDAY(2, "2026-12-30 10:00"), S("2027-01-01 17:30?"),
	       "2027 is: a Friday, by weekday");
	is_str(OFFICE(1, "2026-12-31 16:30"), S("2026-12-31 17:30"),
	       "office hours to the end of 2026");
	is_str(OFFICE(2, "2026-12-31 16:30"), S("2027-01-01 09:00?"), "and past it");
	ok(worktime_elapsed(cal, WORKTIME_OFFICE,
	                    AT("2006-12-31 10:00"), AT("2007-01-04 10:00"), &u) ==
	           WORKTIME_OK && u.guessed,
	   "before the first list it is guessed too");
	ok(worktime_elapsed(cal, WORKTIME_URGENT,
	                    AT("2030-01-01 10:00"), AT("2030-01-02 10:00"), &u) ==
	           WORKTIME_OK && !u.guessed && u.ms == DAY_MS,
	   "a clock that never asks for working days never guesses");

	/* Without the list of 2026 the Spring Festival and its make-up days are unknown. */
	ok(old && worktime_add(old, &l, start, &d) == WORKTIME_OK && d.guessed,
	   "made before the list");
	is_str(show(d.due), S("2026-02-16 17:30"), "due on the Monday, by weekday");
	ok(worktime_revise(cal, &l, start, d.due, AT("2026-02-24 12:00"), &r) == WORKTIME_OK,
	   "the list comes");
	is_str(show(r.due), S("2026-02-24 17:30"), "then it is due after the festival");
	ok(r.lengthen && r.exempt && !r.guessed,
	   "done in between: overdue by the guess only, exempt");
	ok(worktime_revise(cal, &l, start, d.due, AT("2026-02-16 17:30"), &r) == WORKTIME_OK &&
	       r.lengthen && !r.exempt,
	   "done in time all along: lengthened, nothing to exempt");
	ok(worktime_revise(cal, &l, start, d.due, AT("2026-02-24 17:30"), &r) == WORKTIME_OK &&
	       r.exempt,
	   "at the last instant of the new deadline still in time");
	ok(worktime_revise(cal, &l, start, d.due, AT("2026-02-24 17:30") + 1, &r) == WORKTIME_OK &&
	       r.lengthen && !r.exempt,
	   "late by both: not exempt");
	ok(worktime_revise(cal, &l, start, AT("2026-02-24 17:30"), start, &r) == WORKTIME_OK &&
	       !r.lengthen && r.due == AT("2026-02-24 17:30"),
	   "the same deadline again is no change");
	/* 2026-01-02 (a Friday) turned out a holiday, 01-04 (a Sunday) a working day. */
	l = limit(1, WORKTIME_WORKDAY, WORKTIME_DAY);
	ok(worktime_add(old, &l, AT("2026-01-03 10:00"), &d) == WORKTIME_OK, "from the Saturday");
	is_str(show(d.due), S("2026-01-05 17:30"), "by weekday due on Monday");
	ok(worktime_revise(cal, &l, AT("2026-01-03 10:00"), d.due, AT("2026-01-05 16:00"), &r) ==
	           WORKTIME_OK && !r.lengthen && r.due == d.due && !r.exempt,
	   "by the list it would be Sunday, but a running deadline is never shortened");
}

static str
say(const struct worktime_calendar *c, enum worktime_clock k, str from, str to, size_t max)
{
	struct worktime_part    part[64];
	struct worktime_reasons r = {.part = part, .max = max};
	struct buf              b;

	buf_init(&b, mem, 4096);
	if (worktime_explain(c, k, at(from), at(to), &r) != WORKTIME_OK)
		return S("fault");
	for (size_t i = 0; i < r.n; i++)
		buf_printf(&b, "%s%.11s %s%s%.*s%s%s %d", i ? "|" : "", show(part[i].from).p + 5,
		           worktime_why_name(part[i].why), part[i].name.n ? ":" : "",
		           STR_ARG(part[i].name), part[i].make_up ? "!" : "",
		           part[i].guessed ? "?" : "", (int)(part[i].ms / MINUTE));
	return buf_str(&b);
}
#define SAY(c, k, from, to, max) say(c, k, S(from), S(to), max)

static void
reasons(void)
{
	struct worktime_part            part[4];
	struct worktime_reasons         two = {.part = part, .max = 2};
	const struct worktime_calendar *late =
	    load(mem, dir, 2007, 2026, S("hours\tall\tall\t08:00-13:00\t14:00-15:00\t18:00-24:00"));
	const struct worktime_calendar *noon =
	    load(mem, dir, 2007, 2026, S("hours\tall\tall\t08:00-13:01\t14:00-15:00"));

	is_str(SAY(cal, WORKTIME_OFFICE, "2026-11-20 10:14", "2026-11-20 16:44", 16),
	       S("11-20 10:14 morning 106|11-20 12:00 noon 0|11-20 14:30 afternoon 134"),
	       "the case page: 1 h 46 and 2 h 14, the break does not count");
	is_str(SAY(cal, WORKTIME_OFFICE, "2026-11-20 16:30", "2026-11-23 09:00", 16),
	       S("11-20 16:30 afternoon 60|11-20 17:30 night 0|11-21 00:00 weekend 0|"
	         "11-23 00:00 night 0|11-23 08:00 morning 60"),
	       "over a weekend");
	is_str(SAY(cal, WORKTIME_OFFICE, "2026-11-18 17:00", "2026-11-19 08:30", 16),
	       S("11-18 17:00 afternoon 30|11-18 17:30 night 0|11-19 08:00 morning 30"),
	       "one night is one part");
	is_str(SAY(cal, WORKTIME_OFFICE, "2026-09-30 17:00", "2026-10-10 09:00", 16),
	       S("09-30 17:00 afternoon 60|09-30 18:00 night 0|10-01 00:00 holiday:国庆节 0|"
	         "10-08 00:00 night 0|10-08 08:00 morning 240|10-08 12:00 noon 0|"
	         "10-08 14:30 afternoon 180|10-08 17:30 night 0|10-09 08:00 morning 240|"
	         "10-09 12:00 noon 0|10-09 14:30 afternoon 180|10-09 17:30 night 0|"
	         "10-10 08:00 morning:国庆节! 60"),
	       "holidays and make-up days have names");
	is_str(SAY(cal, WORKTIME_OFFICE, "2026-09-30 17:00", "2026-10-10 09:00", 12),
	       S("09-30 17:00 open 60|10-01 00:00 holiday:国庆节 0|10-08 00:00 open 420|"
	         "10-09 00:00 open 420|10-10 00:00 open:国庆节! 60"),
	       "with less room: by day");
	is_str(SAY(cal, WORKTIME_OFFICE, "2026-09-30 17:00", "2026-10-10 09:00", 4),
	       S("09-30 17:00 open 60|10-01 00:00 holiday:国庆节 0|10-08 00:00 open 840|"
	         "10-10 00:00 open:国庆节! 60"),
	       "with less still: by run");
	is_str(SAY(cal, WORKTIME_OFFICE, "2026-09-30 17:00", "2026-10-10 09:00", 2),
	       S("09-30 17:00 open 60|10-01 00:00 rest 900"), "with hardly any: the rest in one");
	ok(worktime_explain(cal, WORKTIME_OFFICE, AT("2026-09-30 17:00"), AT("2026-10-10 09:00"),
	                    &two) == WORKTIME_OK &&
	       two.grain == WORKTIME_CUT && part[0].days == 1 && part[1].days == 10,
	   "the rest spans ten days");
	two.max = 4;
	ok(worktime_explain(cal, WORKTIME_OFFICE, AT("2026-09-30 17:00"), AT("2026-10-10 09:00"),
	                    &two) == WORKTIME_OK && two.grain == WORKTIME_BY_RUN && two.n == 4 &&
	       part[1].days == 7 && part[2].days == 2,
	   "a holiday of 7 days, a run of 2");
	is_str(SAY(cal, WORKTIME_OFFICE, "2026-09-30 17:00", "2026-10-10 09:00", 1),
	       S("09-30 17:00 rest 960"), "with none: all in one");
	is_str(SAY(cal, WORKTIME_OFFICE, "2026-10-10 06:00", "2026-10-10 13:00", 16),
	       S("10-10 06:00 night 0|10-10 08:00 morning:国庆节! 240|10-10 12:00 noon 0"),
	       "on a make-up day only what counts says so");
	is_str(SAY(cal, WORKTIME_OFFICE, "2026-11-19 18:00", "2026-11-20 16:00", 3),
	       S("11-19 18:00 night 0|11-20 00:00 open 330"), "a day of which only the night is left");
	is_str(SAY(cal, WORKTIME_WORKDAY, "2026-11-20 10:00", "2026-11-24 17:30", 16),
	       S("11-20 10:00 start_day 0|11-21 00:00 weekend 0|11-23 00:00 working 1440|"
	         "11-24 00:00 working 1440"),
	       "working days are counted by date, not from the day of the start");
	is_str(SAY(cal, WORKTIME_WORKDAY, "2026-12-30 10:00", "2027-01-04 17:30", 16),
	       S("12-30 10:00 start_day 0|12-31 00:00 working 1440|01-01 00:00 working? 1440|"
	         "01-02 00:00 weekend? 0|01-04 00:00 working? 1440"),
	       "a year without a list says so, part by part");
	is_str(SAY(cal, WORKTIME_NATURAL, "2026-10-01 10:00", "2026-10-16 23:59", 16),
	       S("10-01 10:00 start_day 0|10-02 00:00 civil 21600"), "natural days");
	is_str(SAY(cal, WORKTIME_URGENT, "2026-10-01 10:00", "2026-10-02 10:00", 16),
	       S("10-01 10:00 running 1440"), "urgent hours just run");
	is_str(SAY(same, WORKTIME_WORKDAY, "2026-11-20 20:00", "2026-11-23 20:00", 16),
	       S("11-20 20:00 working 240|11-21 00:00 weekend 0|11-23 00:00 working 1200"),
	       "SAME: working days run for 24 hours");
	is_str(SAY(late, WORKTIME_OFFICE, "2026-11-20 00:00", "2026-11-21 00:00", 16),
	       S("11-20 00:00 night 0|11-20 08:00 morning 300|11-20 13:00 noon 0|"
	         "11-20 14:00 afternoon 60|11-20 15:00 break 0|11-20 18:00 evening 360"),
	       "a day to midnight");
	is_str(SAY(noon, WORKTIME_OFFICE, "2026-11-20 00:00", "2026-11-21 00:00", 16),
	       S("11-20 00:00 night 0|11-20 08:00 open 301|11-20 13:01 noon 0|"
	         "11-20 14:00 afternoon 60|11-20 15:00 night 0"),
	       "a window past 13:00 is no morning");
	is_str(due(late, 1, WORKTIME_WORKDAY, WORKTIME_DAY, S("2026-11-19 10:00")),
	       S("2026-11-20 23:59"), "a close at 24:00 stays on its day");
	is_str(due(late, 12, WORKTIME_OFFICE, WORKTIME_HOUR, S("2026-11-20 08:00")),
	       S("2026-11-21 00:00"), "office hours may end at 24:00");
	is_str(SAY(cal, WORKTIME_OFFICE, "2026-11-20 10:00", "2026-11-20 10:00", 16), S(""),
	       "no time, no parts");
}

/* Rules for all instants, tried on random ones. */
static uint64_t seed = 20261120;

static int64_t
pick(int64_t n)
{
	seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (int64_t)((seed >> 16) % (uint64_t)n);
}

static bool
in_office(const struct worktime_calendar *c, int64_t t)
{
	struct worktime_used u;

	return worktime_elapsed(c, WORKTIME_OFFICE, t, t + 1, &u) == WORKTIME_OK && u.ms == 1;
}

static void
rules(const struct worktime_calendar *c, const char *name)
{
	int64_t begin = AT("2005-01-01 00:00"), length = AT("2035-01-01 00:00") - begin;
	int     exact = 0, adjoint = 0, monotone = 0, additive = 0, equal = 0, gaps = 0, sums = 0;
	int     not_later = 0, tried = 0;

	for (int i = 0; i < 20000; i++) {
		enum worktime_clock     k = (enum worktime_clock)pick(WORKTIME_CLOCK_MAX);
		bool                    days = k == WORKTIME_WORKDAY || k == WORKTIME_NATURAL;
		struct worktime_limit   l = limit(1 + pick(days ? 60 : 600), k,
		                                  days ? WORKTIME_DAY
		       : (enum worktime_unit)pick(2));
		int64_t                 step = pick(3) ? MINUTE : 1;
		int64_t                 s = begin + pick(length) / step * step;
		int64_t                 later = s + pick(pick(2) ? DAY_MS : 40 * (int64_t)DAY_MS);
		int64_t                 back;
		struct worktime_due     d, d2;
		struct worktime_used    u, u1, u2;
		struct worktime_part    part[64];
		struct worktime_reasons r = {.part = part, .max = 1 + (size_t)pick(64)};
		int64_t                 sum = 0, end, mid;
		bool                    g;

		if (worktime_add(c, &l, s, &d) || worktime_add(c, &l, later, &d2) ||
		    worktime_subtract(c, &l, d.due, &back, &g))
			continue;
		tried++;
		monotone += d2.due < d.due || d2.from < d.from || d.from < s || d.due < d.from;
		not_later += back < s;
		equal += worktime_elapsed(c, k, s, d.due, &u) ||
		         u.ms != l.amount * (l.unit == WORKTIME_DAY    ? DAY_MS
		                             : l.unit == WORKTIME_HOUR ? HOUR
		                                                       : MINUTE);
		if (!u.whole_days && (k != WORKTIME_OFFICE || in_office(c, s)) && d.from == s)
			exact += back != s;
		adjoint += worktime_add(c, &l, back, &d2) || d2.due != d.due;
		if (worktime_add(c, &l, back + 1, &d2) == WORKTIME_OK)
			adjoint += d2.due <= d.due;

		end = s + pick(pick(2) ? 3 * (int64_t)DAY_MS : 400 * (int64_t)DAY_MS);
		mid = s + pick(end - s + 1);
		if (worktime_elapsed(c, k, s, end, &u) || worktime_elapsed(c, k, s, mid, &u1) ||
		    worktime_elapsed(c, k, mid, end, &u2))
			continue;
		additive += u.ms != u1.ms + u2.ms || u1.ms < 0 || u2.ms < 0 ||
		            u.guessed != (u1.guessed || u2.guessed);
		sums += worktime_explain(c, k, s, end, &r) != WORKTIME_OK || r.ms != u.ms ||
		        r.n > r.max || r.guessed != u.guessed;
		for (size_t j = 0; j < r.n; j++) {
			sum += part[j].ms;
			gaps += part[j].from != (j ? part[j - 1].to : s) ||
			    part[j].to < part[j].from;
			g = part[j].why == WORKTIME_REST || part[j].why < WORKTIME_START_DAY;
			sums += part[j].ms < 0 || (!g && part[j].ms != 0);
		}
		gaps += r.n > 0 && part[r.n - 1].to != end;
		sums += sum != u.ms;
	}
	ok(tried > 19000, "%s: %d questions", name, tried);
	is_i64(monotone, 0, "%s: a later start never gives an earlier deadline", name);
	is_i64(exact, 0, "%s: subtract undoes add inside running time", name);
	is_i64(not_later, 0, "%s: subtract gives the latest start, not an earlier one", name);
	is_i64(adjoint, 0,
	       "%s: and that start has the same deadline, the next instant a later one", name);
	is_i64(equal, 0, "%s: what elapses until the deadline is the limit", name);
	is_i64(additive, 0, "%s: cutting anywhere gives the same sum", name);
	is_i64(gaps, 0, "%s: an explanation has no gaps and no overlaps", name);
	is_i64(sums, 0, "%s: an explanation adds up, within its ceiling", name);
}

/* The calendar in which only these days count. */
static const struct worktime_calendar *
season(const struct worktime_calendar *c, str text)
{
	const struct worktime_calendar *out = NULL;

	ok(worktime_in_season(mem, c, text, &out) == WORKTIME_OK && out != c, "%.*s is a season",
	   STR_ARG(text));
	return out;
}

#define DUE(c, n, k, u, start) due(c, n, k, u, S(start))

/* 行道树死株: 15 working days in the planting season (B1.4); spring and autumn as the example table has them. */
static void
seasons(void)
{
	const struct worktime_calendar *trees;
	const struct worktime_calendar *round = season(same, S("02-01/04-30 10-01/11-30 种植季节"));
	static const char *const        no[] = {"", "种植季节", "02-01/04-30", "02-30/04-30 x", "2-01/04-30 x", "02-01-04-30 x",
	                                        "02-01/04-30x", "13-01/04-30 x", "00-01/04-30 x"};
	struct worktime_season          s;
	struct worktime_limit           l = limit(15, WORKTIME_WORKDAY, WORKTIME_DAY);
	struct worktime_due             d;
	struct worktime_about           a;
	int64_t                         start;
	int32_t                         n;
	bool                            g;

	for (size_t i = 0; i < NITEMS(no); i++)
		ok(!worktime_season_of(str_of(no[i]), &s) &&
		       worktime_in_season(mem, cal, str_of(no[i]), &trees) == WORKTIME_BAD_SEASON,
		   "'%s' is no season", no[i]);
	ok(worktime_in_season(mem, cal, STR_NONE, &trees) == WORKTIME_OK && trees == cal, "none: all year");
	trees = season(cal, S("02-01/04-30 10-01/11-30 种植季节"));
	/* April 2026: 21 22 23 24, 27 28 29 30 are eight days; October: 8 9 10 (make-up), 12 13 14 15 are seven. */
	is_str(DUE(trees, 15, WORKTIME_WORKDAY, WORKTIME_DAY, "2026-04-20 09:00"), S("2026-10-15 17:30"),
	       "what is left of spring's days goes on in autumn");
	is_str(DUE(season(cal, S("10-01/11-30 02-01/04-30 种植季节")), 15, WORKTIME_WORKDAY, WORKTIME_DAY, "2026-04-20 09:00"),
	       S("2026-10-15 17:30"), "the same with autumn written first");
	/* October: 8 9 10, 12..16, 19..23, 26 27. */
	is_str(DUE(trees, 15, WORKTIME_WORKDAY, WORKTIME_DAY, "2026-05-06 09:00"), S("2026-10-27 17:30"),
	       "a start outside waits for the season; its first working day counts");
	is_str(DUE(trees, 15, WORKTIME_WORKDAY, WORKTIME_DAY, "2026-09-30 17:00"), S("2026-10-27 17:30"),
	       "so it does the day before");
	is_str(DUE(trees, 15, WORKTIME_WORKDAY, WORKTIME_DAY, "2026-10-08 09:00"), S("2026-10-28 17:30"),
	       "a start within does not count its own day");
	is_str(DUE(trees, 15, WORKTIME_WORKDAY, WORKTIME_DAY, "2026-03-02 09:00"),
	       S("2026-03-23 17:30"), "a limit that fits into the season is as it would be all year");
	is_str(DUE(trees, 20, WORKTIME_NATURAL, WORKTIME_DAY, "2026-04-20 09:00"), S("2026-10-10 23:59"),
	       "calendar days: ten of April, ten of October");
	is_str(DUE(trees, 48, WORKTIME_URGENT, WORKTIME_HOUR, "2026-04-30 12:00"), S("2026-10-02 12:00"),
	       "round the clock: twelve hours of April, thirty-six of October");
	is_str(DUE(trees, 8, WORKTIME_OFFICE, WORKTIME_HOUR, "2026-04-30 14:30"), S("2026-10-08 15:30"),
	       "office hours: three of April, four in the morning of 8 October, one after noon");
	is_str(DUE(round, 15, WORKTIME_WORKDAY, WORKTIME_DAY, "2026-04-20 09:00"), S("2026-10-15 09:00"),
	       "to the hour: 20 April from nine on is a part of the first day");
	ok(worktime_add(trees, &l, AT("2026-05-06 09:00"), &d) == WORKTIME_OK && d.from == AT("2026-10-01 00:00"),
	   "the limit begins to run with the season");
	ok(worktime_subtract(trees, &l, AT("2026-10-27 17:30"), &start, &g) == WORKTIME_OK &&
	       start == AT("2026-10-08 00:00") - 1,
	   "the latest start with that deadline: before the season's first working day");
	ok(worktime_day(trees, on(S("2026-05-06")), &a) == WORKTIME_OK && !a.works, "a Wednesday outside is not worked");
	ok(worktime_count_days(trees, on(S("2026-04-20")), on(S("2026-10-10")), &n, &g) == WORKTIME_OK && n == 9 + 3,
	   "nine days of April, three of October");
	is_str(SAY(trees, WORKTIME_WORKDAY, "2026-04-27 09:00", "2026-10-09 17:30", 16),
	       S("04-27 09:00 start_day 0|04-28 00:00 working 1440|04-29 00:00 working 1440|04-30 00:00 working 1440|"
	       "05-01 00:00 off_season:种植季节 0|10-01 00:00 holiday:国庆节 0|10-08 00:00 working 1440|10-09 00:00 working 1440"),
	       "what counted and what was skipped, with the season's name");
	is_str(SAY(trees, WORKTIME_NATURAL, "2026-09-30 09:00", "2026-10-03 23:59", 16),
	       S("09-30 09:00 off_season:种植季节 0|10-01 00:00 civil 4320"), "no day of the start outside the season");
	is_str(SAY(trees, WORKTIME_URGENT, "2026-04-30 12:00", "2026-10-02 12:00", 16),
	       S("04-30 12:00 running 720|05-01 00:00 off_season:种植季节 0|10-01 00:00 running 2160"), "round the clock, too");
	is_str(DUE(trees, 15, WORKTIME_WORKDAY, WORKTIME_DAY, "2026-11-20 09:00"), S("2027-02-11 17:30?"),
	       "six of November, nine of a February without a list: guessed");
	is_str(DUE(trees, 6, WORKTIME_WORKDAY, WORKTIME_DAY, "2026-11-20 09:00"), S("2026-11-30 17:30"),
	       "not guessed when the season ends before that year");
	ok(worktime_season_of(S("12-20/01-10 岁末"), &s) && s.n == 1 && str_eq(s.name, S("岁末")), "a season over new year");
	is_str(DUE(season(cal, S("12-20/01-10 岁末")), 20, WORKTIME_NATURAL, WORKTIME_DAY, "2025-06-01 09:00"),
	       S("2026-01-08 23:59"), "twelve days of December, eight of January");
	is_str(DUE(season(cal, S("02-29/03-01 闰")), 3, WORKTIME_NATURAL, WORKTIME_DAY, "2024-01-01 09:00"), S("2025-03-01 23:59"),
	       "29 February and 1 March of a leap year, then 1 March alone");
}

/* A limit out of words: every clock with every unit, nothing else. */
static void
limit_words(void)
{
	struct worktime_limit l;
	int                   good = 0;

	for (int c = 0; c < WORKTIME_CLOCK_MAX; c++)
		for (int u = 0; u < WORKTIME_UNIT_MAX; u++)
			good += worktime_limit_of(str_of(worktime_clock_words[c]), str_of(worktime_unit_words[u]), 7,
			                          &l) && l.amount == 7 && (int)l.clock == c && (int)l.unit == u;
	is_i64(good, WORKTIME_CLOCK_MAX * WORKTIME_UNIT_MAX, "each clock and unit is found by its word");
	ok(!worktime_limit_of(S("lunar"), str_of(worktime_unit_words[0]), 7, &l) &&
	       !worktime_limit_of(str_of(worktime_clock_words[0]), S("moon"), 7, &l) &&
	       !worktime_limit_of(S(""), S(""), 7, &l),
	   "another word is no limit");
}

int
main(int argc, char **argv)
{
	static const str odd = STR_INIT(
	    "zone\t-03:30\nworkday_ends\tsame\nnatural_ends\tclose\n"
	    "hours\tall\tall\t00:00-00:01\t06:00-11:59\t12:01-13:00\t23:00-24:00\n"
	    "hours\t10-15\t03-15\t09:00-17:00\n"
	    "hours\t2020-02-03\t2020-03-31\t10:00-11:00\t20:00-24:00\n");

	if (argc < 2)
		return skip_all("the folder data/calendar is not named");
	dir = argv[1];
	mem = arena_new((size_t)256 << 20);
	cal = load(mem, dir, 2007, 2026, S(HOURS));
	same = load(mem, dir, 2007, 2026, S("workday_ends\tsame\nnatural_ends\tsame\n" HOURS));
	if (!ok(cal && same, "data/calendar can be read"))
		return done();
	limit_words();
	years();
	day_by_day();
	vectors();
	beginnings();
	faults();
	guesses();
	reasons();
	seasons();
	rules(season(cal, S("02-01/04-30 10-01/11-30 种植季节")), "in the planting season");
	rules(season(same, S("12-15/02-10 冬")), "in winter, to the hour");
	rules(cal, "by date");
	rules(same, "same time");
	rules(load(mem, dir, 2007, 2026, odd), "odd hours in Newfoundland");
	arena_free(mem);
	return done();
}
