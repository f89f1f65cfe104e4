/* Telephone numbers, part by part.  (house: words, 转 is part of a number) */
#include "work/reporter/phone.h"

#include "base/buf.h"
#include "base/utf8.h"

/* What stands before an extension. */
#define EXTENSION S("转")

/* Digits of a part of a number; false when something else stands there than what separates them. */
static bool
digits_of(str s, char *out, size_t most, size_t *n)
{
	*n = 0;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] >= '0' && s.p[i] <= '9') {
			if (*n == most)
				return false;
			out[(*n)++] = s.p[i];
		} else if (s.p[i] != ' ' && s.p[i] != '-' && s.p[i] != '(' && s.p[i] != ')') {
			return false;
		}
	}
	return true;
}

static bool
mobile(str d)
{
	return d.n == 11 && d.p[0] == '1' && d.p[1] >= '3';
}

/* With its area code, or the seven or eight digits of a line within the city. */
static bool
line(str d)
{
	return d.p[0] == '0' ? d.n >= 10 && d.n <= 12 && d.p[1] != '0' : d.p[0] != '1' && (d.n == 7 || d.n == 8);
}

static bool
service(str d)
{
	if (d.n == 5)
		return d.p[0] == '1' || d.p[0] == '9';
	return d.n == 10 && (str_starts(d, S("400")) || str_starts(d, S("800")));
}

bool
phone_good(str s)
{
	char   digit[16], more[8];
	size_t n, nmore = 0, at;
	bool   abroad;
	str    d;

	s = str_trim(s);
	at = str_find_str(s, EXTENSION);
	if (at != SIZE_MAX) {
		if (!digits_of(str_slice(s, at + EXTENSION.n, s.n), more, 5, &nmore) || nmore == 0)
			return false;
		s = str_slice(s, 0, at);
	}
	abroad = str_starts(s, S("+")) && !str_starts(s, S("+86"));
	if (str_starts(s, S("+86")))
		s = str_slice(s, 3, s.n);
	else if (abroad)
		s = str_slice(s, 1, s.n);
	if (!digits_of(s, digit, 15, &n) || n < 5)
		return false;
	d = (str){digit, n};
	if (abroad)
		return n >= 8;
	return nmore ? line(d) : mobile(d) || line(d) || service(d);
}

enum err
phone_plain(struct arena *a, str phone, str *out)
{
	struct buf b;
	str        s;
	enum err   e;

	buf_init(&b, a, BUF_LINE);
	for (size_t i = 0; i < phone.n; i++)
		if (phone.p[i] >= '0' && phone.p[i] <= '9')
			buf_char(&b, phone.p[i]);
	if ((e = buf_end(&b, &s)) != OK)
		return e;
	*out = s.n == 13 && str_starts(s, S("86")) ? str_slice(s, 2, s.n) : s;
	return OK;
}

str
phone_masked(struct arena *a, str plain)
{
	size_t shown = plain.n >= 11 ? 4 : 2;
	str    tail = str_slice(plain, plain.n < shown ? 0 : plain.n - shown, plain.n);

	if (plain.n >= 11)
		return arena_printf(a, "%.*s****%.*s", STR_ARG(str_slice(plain, 0, 3)), STR_ARG(tail));
	return arena_printf(a, "****%.*s", STR_ARG(tail));
}

str
name_masked(struct arena *a, str name)
{
	return arena_printf(a, "%.*s*", STR_ARG(utf8_cut(name, 1)));
}
