/* Civil days, by the 400-year cycle of the Gregorian calendar. */
#include "base/day.h"

#include "base/ensure.h"

enum {
	CYCLE_YEARS = 400,
	CYCLE_DAYS = 146097,
	EPOCH_FROM_MARCH_0 = 719468 /* days from 0000-03-01 to 1970-01-01 */
};

bool
day_valid(day d)
{
	return d.v >= DAY_FIRST && d.v <= DAY_LAST;
}

bool
day_is_leap(int year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int
month_days(int year, int month)
{
	static const signed char n[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

	return month == 2 && day_is_leap(year) ? 29 : n[month - 1];
}

bool
day_from_ymd(int year, int month, int mday, day *out)
{
	int y, cycle, yoc, doy;

	if (year < DAY_FIRST_YEAR || year > DAY_LAST_YEAR || month < 1 || month > 12 ||
	    mday < 1 || mday > month_days(year, month))
		return false;
	/* Years begin in March, so that the leap day is the last of its year. */
	y = month > 2 ? year : year - 1;
	cycle = y / CYCLE_YEARS;
	yoc = y % CYCLE_YEARS;
	doy = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + mday - 1;
	out->v = cycle * CYCLE_DAYS + yoc * 365 + yoc / 4 - yoc / 100 + doy - EPOCH_FROM_MARCH_0;
	return true;
}

struct day_ymd
day_to_ymd(day d)
{
	int n, cycle, doc, yoc, doy, m;

	ensure(day_valid(d));
	n = d.v + EPOCH_FROM_MARCH_0;
	cycle = n / CYCLE_DAYS;
	doc = n % CYCLE_DAYS;
	/* Take out the leap days before `doc`: one in 1461, none in 36524, one in the cycle. */
	yoc = (doc - doc / 1460 + doc / 36524 - doc / 146096) / 365;
	doy = doc - (365 * yoc + yoc / 4 - yoc / 100);
	m = (5 * doy + 2) / 153;
	return (struct day_ymd){
	    .year = cycle * CYCLE_YEARS + yoc + (m >= 10),
	    .month = m < 10 ? m + 3 : m - 9,
	    .day = doy - (153 * m + 2) / 5 + 1,
	};
}

int
day_year(day d)
{
	return day_to_ymd(d).year;
}

int
day_weekday(day d)
{
	ensure(day_valid(d));
	return (d.v + 3) % 7 + 1; /* 1970-01-01 was a Thursday */
}

bool
day_add(day d, int64_t n, day *out)
{
	ensure(day_valid(d));
	if (n < DAY_FIRST - d.v || n > DAY_LAST - d.v)
		return false;
	out->v = d.v + (int32_t)n;
	return true;
}

int32_t
day_between(day a, day b)
{
	ensure(day_valid(a) && day_valid(b));
	return b.v - a.v;
}

static bool
digits(const char *p, size_t n, int *out)
{
	int v = 0;

	for (size_t i = 0; i < n; i++) {
		if (p[i] < '0' || p[i] > '9')
			return false;
		v = v * 10 + (p[i] - '0');
	}
	*out = v;
	return true;
}

bool
day_parse(str s, day *out)
{
	int y, m, d;

	return s.n == DAY_TEXT && s.p[4] == '-' && s.p[7] == '-' && digits(s.p, 4, &y) &&
	       digits(s.p + 5, 2, &m) && digits(s.p + 8, 2, &d) && day_from_ymd(y, m, d, out);
}

static void
put_digits(char *p, int n, int v)
{
	while (n-- > 0) {
		p[n] = (char)('0' + v % 10);
		v /= 10;
	}
}

str
day_format(day d, char out[DAY_TEXT])
{
	struct day_ymd t = day_to_ymd(d);

	put_digits(out, 4, t.year);
	out[4] = '-';
	put_digits(out + 5, 2, t.month);
	out[7] = '-';
	put_digits(out + 8, 2, t.day);
	return (str){out, DAY_TEXT};
}

bool
day_of_ms(int64_t at, int zone, day *d, int32_t *ms)
{
	int64_t local;

	if (zone < -DAY_ZONE_MAX || zone > DAY_ZONE_MAX || at < INT64_MIN / 2 || at > INT64_MAX / 2)
		return false;
	local = at + (int64_t)zone * 60000;
	if (local < 0 || local / DAY_MS > DAY_LAST)
		return false;
	d->v = (int32_t)(local / DAY_MS);
	*ms = (int32_t)(local % DAY_MS);
	return true;
}

int64_t
day_to_ms(day d, int32_t ms, int zone)
{
	ensure(day_valid(d) && zone >= -DAY_ZONE_MAX && zone <= DAY_ZONE_MAX);
	return (int64_t)d.v * DAY_MS + ms - (int64_t)zone * 60000;
}
