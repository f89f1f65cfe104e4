/* What cells say: numbers, days and texts as people see them. */
#include "kit/xlsx/inside.h"

#include "base/utf8.h"

#include <math.h>

enum {
	FALSE_LEAP = 60,
	LAST_SERIAL = 2958465,
	DAYS_TO_1970 = 25569,
	DAYS_1904_TO_1970 = 24107,
	SECONDS = 86400
};

/* ---- Formats ------------------------------------------------------------------------------------- */

struct style
style_builtin(int64_t id)
{
	/* 27 to 36 and 50 to 58 are days in Chinese, Japanese and Korean spreadsheets; among them times. */
	if (id == 22)
		return (struct style){SHOWN_BOTH, 0};
	if ((id >= 18 && id <= 21) || (id >= 45 && id <= 47) || (id >= 32 && id <= 35) || id == 55 || id == 56)
		return (struct style){SHOWN_TIME, 0};
	if ((id >= 14 && id <= 17) || (id >= 27 && id <= 36) || (id >= 50 && id <= 58))
		return (struct style){SHOWN_DAY, 0};
	return (struct style){SHOWN_PLAIN, 0};
}

/*
 * Quoted, bracketed and escaped characters say nothing; m is a month unless hours or seconds stand there; only
 * the first of the parts separated by ; counts.  "0000" pads.
 */
struct style
style_of(str f)
{
	bool days = false, time = false, month = false, only_zeros = f.n > 1;

	for (size_t i = 0; i < f.n && f.p[i] != ';'; i++) {
		char c = f.p[i] >= 'A' && f.p[i] <= 'Z' ? (char)(f.p[i] + 32) : f.p[i];

		only_zeros = only_zeros && c == '0';
		if (c == '\\' || c == '_' || c == '*') {
			i++;
		} else if (c == '"' || c == '[') {
			size_t end = str_find(str_slice(f, i + 1, f.n), c == '"' ? '"' : ']');

			if (c == '[' && end == 1 && str_find(S("hmsHMS"), f.p[i + 1]) != SIZE_MAX)
				time = true;
			i = end == SIZE_MAX ? f.n : i + 1 + end;
		} else if (str_starts(str_slice(f, i, f.n), S("General"))) {
			return (struct style){SHOWN_PLAIN, 0};
		} else {
			days = days || c == 'y' || c == 'd';
			time = time || c == 'h' || c == 's';
			month = month || c == 'm';
		}
	}
	days = days || (month && !time);
	if (days || time)
		return (struct style){days && time ? SHOWN_BOTH : days ? SHOWN_DAY : SHOWN_TIME, 0};
	return only_zeros && f.n <= 20 ? (struct style){SHOWN_ZEROS, (int)f.n} : (struct style){SHOWN_PLAIN, 0};
}

/* ---- Numbers --------------------------------------------------------------------------------------- */

struct date {
	int year, month, day;
};

/* The Gregorian date of days since 1970-01-01, also before it. */
static struct date
date_of(int64_t days)
{
	int64_t z = days + 719468, era = z / 146097, d = z - era * 146097;
	int64_t y = (d - d / 1460 + d / 36524 - d / 146096) / 365, n = d - (365 * y + y / 4 - y / 100),
		m = (5 * n + 2) / 153;

	return (struct date){(int)(y + era * 400 + (m >= 10)), (int)(m < 10 ? m + 3 : m - 9),
			     (int)(n - (153 * m + 2) / 5 + 1)};
}

/*
 * Day 1 is 1900-01-01, and 60 is the 29 February that this year did not have: before it days are one later than
 * counting back says.  From 1904, day 0 is 1904-01-01.
 */
static enum said
day_say(struct arena *a, double v, enum shown as, bool y1904, str *out)
{
	double      whole = floor(v);
	int64_t     serial, seconds;
	struct date d;

	if (!(v >= 0 && v < LAST_SERIAL + 1))
		return SAID_NO_DAY;
	serial = (int64_t)whole;
	seconds = (int64_t)((v - whole) * SECONDS + 0.5);
	if (seconds == SECONDS) {
		serial++;
		seconds = 0;
	}
	if (as == SHOWN_TIME || (serial == 0 && !y1904 && seconds)) {
		*out = arena_printf(a, "%02d:%02d%s", (int)(seconds / 3600), (int)(seconds / 60 % 60),
				    seconds % 60 ? arena_printf(a, ":%02d", (int)(seconds % 60)).p : "");
		return SAID;
	}
	if (!y1904 && (serial == 0 || serial == FALSE_LEAP))
		return SAID_NO_DAY;
	d = date_of(y1904 ? serial - DAYS_1904_TO_1970 : serial - DAYS_TO_1970 + (serial < FALSE_LEAP));
	*out = arena_printf(a, "%04d-%02d-%02d", d.year, d.month, d.day);
	if (seconds && as == SHOWN_BOTH && out->p)
		*out = arena_printf(a, "%.*s %02d:%02d", STR_ARG(*out), (int)(seconds / 3600),
				    (int)(seconds / 60 % 60));
	return SAID;
}

enum said
number_say(struct arena *a, double v, struct style s, bool y1904, str *out, enum xlsx_kind *kind)
{
	bool whole = !(floor(v) < v);

	*kind = s.as == SHOWN_PLAIN || s.as == SHOWN_ZEROS ? XLSX_NUMBER : XLSX_DAY;
	if (*kind == XLSX_DAY)
		return day_say(a, v, s.as, y1904, out);
	/* A spreadsheet keeps fifteen digits: of a longer number only its beginning is left. */
	if (whole && fabs(v) >= 1e15)
		return SAID_LONG;
	if (whole)
		*out = arena_printf(a, "%0*.0f", s.as == SHOWN_ZEROS ? s.zeros : 0, v + 0.0);
	else
		*out = arena_printf(a, "%.15g", v);
	return SAID;
}

bool
iso_say(struct arena *a, str iso, str *out)
{
	for (size_t i = 0; i < 10; i++)
		if (iso.n < 10 || (i == 4 || i == 7 ? iso.p[i] != '-' : iso.p[i] < '0' || iso.p[i] > '9'))
			return false;
	if (iso.n == 10)
		return arena_str(a, iso, out);
	if (iso.n < 16 || iso.p[10] != 'T' || iso.p[13] != ':')
		return false;
	if (str_eq(str_slice(iso, 11, 16), S("00:00")))
		return arena_str(a, str_slice(iso, 0, 10), out);
	*out = arena_printf(a, "%.10s %.5s", iso.p, iso.p + 11);
	return out->p && utf8_valid(*out) && !utf8_has_controls(*out);
}

/* ---- Texts ------------------------------------------------------------------------------------------- */

static int
hex(char c)
{
	return c >= '0' && c <= '9'   ? c - '0'
	       : c >= 'A' && c <= 'F' ? c - 'A' + 10
	       : c >= 'a' && c <= 'f' ? c - 'a' + 10
				      : -1;
}

/* "_x000A_" at i. */
static bool
escaped(str s, size_t i, uint32_t *code)
{
	*code = 0;
	if (s.n - i < 7 || s.p[i] != '_' || s.p[i + 1] != 'x' || s.p[i + 6] != '_')
		return false;
	for (size_t k = i + 2; k < i + 6; k++) {
		if (hex(s.p[k]) < 0)
			return false;
		*code = *code * 16 + (uint32_t)hex(s.p[k]);
	}
	return true;
}

bool
text_clean(struct arena *a, str in, str *out)
{
	char  *to = arena_alloc(a, in.n + 1);
	size_t n = 0;

	*out = STR_NONE;
	if (in.n > XLSX_TEXT)
		return false;
	if (!to)
		return true;
	for (size_t i = 0; i < in.n;) {
		size_t   at = i;
		uint32_t c;

		/* What is no ASCII is not written so by anybody, and a half of a pair is no character. */
		if (escaped(in, i, &c) && c < 0x80) {
			i += 7;
			if (c >= 0x20 || c == '\n' || c == '\t')
				to[n++] = (char)c;
			continue;
		}
		c = utf8_next(in, &i);
		if (c == '\r' || (utf8_has_controls(str_slice(in, at, i))))
			continue;
		for (; at < i; at++)
			to[n++] = in.p[at];
	}
	*out = (str){to, n};
	return true;
}

bool
cell_at(str name, size_t *column, int64_t *row)
{
	size_t i = 0;

	*column = 0;
	for (; i < name.n && i < 3 && name.p[i] >= 'A' && name.p[i] <= 'Z'; i++)
		*column = *column * 26 + (size_t)(name.p[i] - 'A') + 1;
	if (i == 0 || *column > XLSX_LAST_COLUMN || !str_to_i64(str_slice(name, i, name.n), row) || *row < 1 ||
	    *row > XLSX_LAST_ROW)
		return false;
	--*column;
	return true;
}

void
cell_name(struct buf *b, size_t column, int64_t row)
{
	char   z[8];
	size_t i = sizeof(z), c = column + 1;

	for (; c && i; c = (c - 1) / 26)
		z[--i] = (char)('A' + (c - 1) % 26);
	buf_bytes(b, z + i, sizeof(z) - i);
	buf_i64(b, row);
}

str
xlsx_cell_name(struct ctx *cx, size_t column, int64_t row)
{
	struct buf b;

	buf_init(&b, cx->arena, 64);
	cell_name(&b, column, row);
	return buf_str(&b);
}
