/* Civil days, checked against a walk through every day and days a person can look up. */
#include "base/day.h"

#include "tap.h"

static day
ymd(int y, int m, int d)
{
	day out = {-1};

	if (!day_from_ymd(y, m, d, &out))
		out.v = -1;
	return out;
}

static void
counting(void)
{
	int y = 1970, m = 1, d = 1, weekday = 4, wrong = 0;

	is_i64(ymd(1970, 1, 1).v, 0, "1970-01-01 is day 0");
	is_i64(ymd(2000, 3, 1).v, 11017, "2000-03-01 is day 11017");
	is_i64(ymd(2200, 12, 31).v, DAY_LAST, "2200-12-31 is the last day");
	is_i64(day_weekday(ymd(2026, 11, 20)), 5, "2026-11-20 is a Friday");
	for (int32_t v = DAY_FIRST; v <= DAY_LAST; v++) {
		static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
		struct day_ymd   t = day_to_ymd((day){v});
		char             text[DAY_TEXT];
		day              back;

		wrong += t.year != y || t.month != m || t.day != d || ymd(y, m, d).v != v ||
		         day_weekday((day){v}) != weekday || day_year((day){v}) != y;
		wrong += !day_parse(day_format((day){v}, text), &back) || back.v != v;
		weekday = weekday % 7 + 1;
		if (++d > days[m - 1] + (m == 2 && day_is_leap(y))) {
			d = 1;
			if (++m > 12) {
				m = 1;
				y++;
			}
		}
	}
	is_i64(wrong, 0, "all 84,371 days of 1970..2200, one after the other");
	is_i64(y, 2201, "the walk ends with 2200");
}

static void
refusing(void)
{
	static const str no[] = {
	    STR_INIT(""),           STR_INIT("2026-1-20"),   STR_INIT("2026-02-29"),
	    STR_INIT("2100-02-29"), STR_INIT("2026-13-01"),  STR_INIT("2026-00-10"),
	    STR_INIT("2026-04-31"), STR_INIT("2026-04-00"),  STR_INIT("1969-12-31"),
	    STR_INIT("2201-01-01"), STR_INIT("2026/01/01"),  STR_INIT(" 2026-01-01"),
	    STR_INIT("2026-01-01 "), STR_INIT("2026-01-0a"), STR_INIT("-026-01-01"),
	    STR_INIT("+026-01-01"), STR_INIT("20260101"),    STR_INIT("2026-01- 1"),
	};
	day d = {77};

	for (size_t i = 0; i < NITEMS(no); i++)
		ok(!day_parse(no[i], &d), "no day: [%.*s]", STR_ARG(no[i]));
	ok(!day_parse(STR_NONE, &d), "no text is no day");
	is_i64(d.v, 77, "what cannot be read leaves the day alone");
	ok(day_parse(S("2024-02-29"), &d) && d.v == ymd(2024, 2, 29).v, "a leap day exists");
	ok(day_parse(S("2000-02-29"), &d), "2000 was a leap year");
	ok(!day_from_ymd(2026, 2, 0, &d) && !day_from_ymd(2026, 0, 1, &d),
	   "months and days from 1");
	ok(!day_valid((day){-1}) && !day_valid((day){DAY_LAST + 1}), "outside is not valid");
	ok(!day_add((day){0}, -1, &d), "nothing before the first day");
	ok(!day_add((day){DAY_LAST}, 1, &d), "nothing after the last day");
	ok(!day_add((day){5}, INT64_MAX, &d) && !day_add((day){5}, INT64_MIN, &d), "never wraps");
	ok(day_add((day){0}, DAY_LAST, &d) && d.v == DAY_LAST, "from the first day to the last");
	is_i64(day_between(ymd(2026, 1, 1), ymd(2027, 1, 1)), 365, "2026 has 365 days");
}

static void
instants(void)
{
	const int64_t t = INT64_C(1795156440000); /* 2026-11-20 14:34 +08:00 */
	day           d;
	int32_t       ms;
	int           wrong = 0;

	ok(day_of_ms(t, 480, &d, &ms), "an instant has a day");
	is_i64(d.v, ymd(2026, 11, 20).v, "at +08:00 it is 2026-11-20");
	is_i64(ms / 60000, 14 * 60 + 34, "and 14:34");
	ok(day_of_ms(t, 840, &d, &ms) && d.v == ymd(2026, 11, 20).v && ms / 60000 == 20 * 60 + 34,
	   "at +14:00 it is 20:34");
	ok(day_of_ms(t, -600, &d, &ms) && d.v == ymd(2026, 11, 19).v, "at -10:00 still the 19th");
	is_i64(day_to_ms((day){0}, 0, 480), -28800000, "1970-01-01 begins 8 hours early in China");
	ok(day_of_ms(-28800000, 480, &d, &ms) && d.v == 0 && ms == 0, "and is in range there");
	ok(!day_of_ms(-28800001, 480, &d, &ms), "the millisecond before is not");
	ok(!day_of_ms(INT64_MAX, 480, &d, &ms) && !day_of_ms(INT64_MIN, -480, &d, &ms),
	   "never wraps");
	ok(!day_of_ms(t, 841, &d, &ms) && !day_of_ms(t, -841, &d, &ms), "no zone beyond 14 hours");
	ok(day_of_ms(day_to_ms((day){DAY_LAST}, DAY_MS - 1, 480), 480, &d, &ms) && d.v == DAY_LAST,
	   "the last millisecond");
	ok(!day_of_ms(day_to_ms((day){DAY_LAST}, DAY_MS, 480), 480, &d, &ms), "and none after");
	for (int32_t v = 0; v <= DAY_LAST; v += 37)
		for (int zone = -840; zone <= 840; zone += 105) {
			int32_t want = (v * 7919) % DAY_MS;

			wrong += !day_of_ms(day_to_ms((day){v}, want, zone), zone, &d, &ms) ||
			         d.v != v || ms != want;
		}
	is_i64(wrong, 0, "there and back, in many zones");
}

int
main(void)
{
	counting();
	refusing();
	instants();
	return done();
}
