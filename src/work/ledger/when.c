/* Matching a date against a pattern, part by part.  (house: words, 上午 and 下午 are such parts) */
#include "work/ledger/when.h"

#include "base/day.h"

#include <math.h>
#include <string.h>

enum part { YEAR, MONTH, DAY_OF_MONTH, HOUR24, HOUR12, MINUTE, SECOND, THOUSANDTH, HALF, OFFSET, PARTS };

/* Longer names first, so that MM is not read as M twice. */
static const struct {
	const char *name;
	enum part   part;
	int         least, most; /* digits */
} names[] = {
    {"YYYY", YEAR, 4, 4},        {"SSS", THOUSANDTH, 3, 3}, {"MM", MONTH, 2, 2},  {"DD", DAY_OF_MONTH, 2, 2},
    {"HH", HOUR24, 2, 2},        {"hh", HOUR12, 2, 2},      {"mm", MINUTE, 2, 2}, {"ss", SECOND, 2, 2},
    {"AM", HALF, 0, 0},          {"ZZ", OFFSET, 0, 0},      {"M", MONTH, 1, 2},   {"D", DAY_OF_MONTH, 1, 2},
    {"H", HOUR24, 1, 2},         {"h", HOUR12, 1, 2},
};

struct found {
	int  v[PARTS];
	bool has[PARTS];
};

enum { DEEPEST = 3 };

static size_t
name_at(str pattern)
{
	size_t i = 0;

	while (i < NITEMS(names) && !str_starts(pattern, str_of(names[i].name)))
		i++;
	return i;
}

static bool
digits(str *s, int least, int most, int *v)
{
	int n = 0, x = 0;

	while (n < most && (size_t)n < s->n && s->p[n] >= '0' && s->p[n] <= '9')
		x = x * 10 + (s->p[n++] - '0');
	if (n < least || n == 0)
		return false;
	*v = x;
	*s = str_slice(*s, (size_t)n, s->n);
	return true;
}

static bool
take(str *s, str word)
{
	if (!str_eq_nocase(str_slice(*s, 0, word.n), word))
		return false;
	*s = str_slice(*s, word.n, s->n);
	return true;
}

/* 0 before noon, 1 after. */
static bool
half(str *s, int *v)
{
	*v = take(s, S("PM")) || take(s, S("下午"));
	return *v || take(s, S("AM")) || take(s, S("上午"));
}

static bool
offset(str *s, int *v)
{
	int sign, h, m;

	if (take(s, S("Z"))) {
		*v = 0;
		return true;
	}
	sign = s->n && s->p[0] == '-' ? -1 : 1;
	if (!take(s, S("+")) && !take(s, S("-")))
		return false;
	if (!digits(s, 2, 2, &h))
		return false;
	(void)take(s, S(":"));
	if (!digits(s, 2, 2, &m) || h > 14 || m > 59)
		return false;
	*v = sign * (h * 60 + m);
	return true;
}

static bool
take_part(str *s, size_t name, struct found *f)
{
	enum part part = names[name].part;
	bool      good;

	if (part == HALF)
		good = half(s, &f->v[HALF]);
	else if (part == OFFSET)
		good = offset(s, &f->v[OFFSET]);
	else
		good = digits(s, names[name].least, names[name].most, &f->v[part]);
	f->has[part] = f->has[part] || good;
	return good;
}

/* The length of the bracket that `pattern` begins with, both ends counted; 0: it is not closed. */
static size_t
bracket(str pattern)
{
	int depth = 0;

	for (size_t i = 0; i < pattern.n; i++) {
		depth += pattern.p[i] == '[';
		depth -= pattern.p[i] == ']';
		if (depth == 0)
			return i + 1;
	}
	return 0;
}

static bool
spaces(str *s)
{
	size_t n = 0;

	while (n < s->n && s->p[n] == ' ')
		n++;
	*s = str_slice(*s, n, s->n);
	return n > 0;
}

static bool
match(str pattern, str *s, struct found *f, int depth)
{
	while (pattern.n) {
		size_t name = name_at(pattern), n = 1;

		if (pattern.p[0] == '[') {
			struct found kept = *f;
			str          before = *s;

			n = bracket(pattern);
			if (n == 0 || depth == DEEPEST)
				return false;
			if (!match(str_slice(pattern, 1, n - 1), s, f, depth + 1)) {
				*f = kept;
				*s = before;
			}
		} else if (name < NITEMS(names)) {
			n = str_of(names[name].name).n;
			if (!take_part(s, name, f))
				return false;
		} else if (pattern.p[0] == ' ') {
			if (!spaces(s))
				return false;
		} else if (!take(s, str_slice(pattern, 0, 1))) {
			return false;
		}
		pattern = str_slice(pattern, n, pattern.n);
	}
	return true;
}

static bool
is_word(str pattern)
{
	return str_eq(pattern, S("excel")) || str_eq(pattern, S("unix")) || str_eq(pattern, S("unixms"));
}

bool
when_pattern_good(str pattern)
{
	bool has[PARTS] = {false};
	int  depth = 0;

	if (is_word(pattern))
		return true;
	for (str p = pattern; p.n;) {
		size_t name = name_at(p);

		depth += p.p[0] == '[';
		depth -= p.p[0] == ']';
		if (depth < 0 || depth > DEEPEST)
			return false;
		if (name < NITEMS(names) && has[names[name].part])
			return false;
		if (name < NITEMS(names))
			has[names[name].part] = true;
		p = str_slice(p, name < NITEMS(names) ? str_of(names[name].name).n : 1, p.n);
	}
	return depth == 0 && has[YEAR] && has[MONTH] && has[DAY_OF_MONTH] && has[HOUR12] == has[HALF] &&
	       !(has[HOUR12] && has[HOUR24]);
}

/* Days of the nth Sunday of a month; nth 0: the last one. */
static int64_t
sunday(int year, int month, int nth)
{
	day d;

	if (!day_from_ymd(year, month, 1, &d))
		return 0;
	if (nth == 0)
		nth = 5;
	for (int week = nth;; week--) {
		int32_t v = d.v + (7 - day_weekday(d)) % 7 + 7 * (week - 1);

		if (day_to_ymd((day){v}).month == month)
			return v;
	}
}

/* Minutes that the clock is ahead in summer, for a local time in ms. */
static int
ahead(int64_t local, int year, int zone, enum when_summer summer)
{
	const int64_t hour = INT64_C(3600000);
	int64_t       from, to;

	if (summer == WHEN_NO_SUMMER)
		return 0;
	if (summer == WHEN_US) {
		from = sunday(year, 3, 2) * DAY_MS + 2 * hour;
		to = sunday(year, 11, 1) * DAY_MS + 2 * hour;
	} else {
		from = sunday(year, 3, 0) * DAY_MS + hour + zone * INT64_C(60000);
		to = sunday(year, 10, 0) * DAY_MS + 2 * hour + zone * INT64_C(60000);
	}
	return local >= from && local < to ? 60 : 0;
}

static bool
read_word(str pattern, str s, int zone, int64_t *ms)
{
	double  days;
	int64_t n;

	if (str_eq(pattern, S("excel"))) {
		if (!str_to_f64(s, &days) || days < 25569 || days > 100000)
			return false;
		/* A spreadsheet keeps seconds as fractions of a day: round away what binary fractions add. */
		*ms = (int64_t)llround((days - 25569) * 86400) * 1000 - zone * INT64_C(60000);
		return true;
	}
	if (!str_to_i64(s, &n) || n < 0 || n > INT64_C(7258118400000))
		return false;
	*ms = str_eq(pattern, S("unix")) ? n * 1000 : n;
	return *ms <= INT64_C(7258118400000);
}

bool
when_read(str pattern, str s, int zone, enum when_summer summer, int64_t *ms, bool *day_only)
{
	struct found f = {.v = {0}};
	day          d;
	int64_t      local;

	*day_only = false;
	if (is_word(pattern))
		return read_word(pattern, s, zone, ms);
	if (!match(pattern, &s, &f, 0) || s.n)
		return false;
	*day_only = !f.has[HOUR24] && !f.has[HOUR12];
	if (f.has[HOUR12]) {
		if (f.v[HOUR12] < 1 || f.v[HOUR12] > 12)
			return false;
		f.v[HOUR24] = f.v[HOUR12] % 12 + (f.v[HALF] ? 12 : 0);
	}
	if (f.v[HOUR24] > 23 || f.v[MINUTE] > 59 || f.v[SECOND] > 59 ||
	    !day_from_ymd(f.v[YEAR], f.v[MONTH], f.v[DAY_OF_MONTH], &d))
		return false;
	local = d.v * (int64_t)DAY_MS + (f.v[HOUR24] * 3600 + f.v[MINUTE] * 60 + f.v[SECOND]) * INT64_C(1000) +
	        f.v[THOUSANDTH];
	if (!f.has[OFFSET])
		f.v[OFFSET] = zone + ahead(local, f.v[YEAR], zone, summer);
	*ms = local - f.v[OFFSET] * INT64_C(60000);
	return true;
}
