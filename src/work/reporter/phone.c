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

/* Fewer digits stand in any text. */
enum { NUMBER_LEAST = 5 };

/* How far the digits of `plain` stand at the beginning of s, parted by spaces or hyphens at most; 0: they do not. */
static size_t
number_here(str s, str plain)
{
	size_t i = 0, d = 0;

	while (d < plain.n && i < s.n) {
		if (s.p[i] == plain.p[d])
			d++;
		else if (d == 0 || (s.p[i] != ' ' && s.p[i] != '-'))
			return 0;
		i++;
	}
	return d == plain.n ? i : 0;
}

str
reporter_masked(struct arena *a, str text, str name, str phone)
{
	str        plain = STR_NONE, number_mask = STR_NONE, name_mask = STR_NONE;
	bool       found = false;
	struct buf b;

	name = str_trim(name);
	if (utf8_len(name) < 2)
		name = STR_NONE;
	else if (!(name_mask = name_masked(a, name)).p)
		return STR_NONE;
	if (phone.n && (phone_plain(a, phone, &plain) != OK || !(number_mask = phone_masked(a, plain)).p))
		return STR_NONE;
	if (!name.n && plain.n < NUMBER_LEAST)
		return text;
	buf_init(&b, a, 8 * (text.n + 16));
	for (size_t i = 0; i < text.n;) {
		str    rest = str_slice(text, i, text.n);
		size_t n = plain.n >= NUMBER_LEAST ? number_here(rest, plain) : 0;

		if (n) {
			buf_add(&b, number_mask);
		} else if (name.n && str_starts(rest, name)) {
			buf_add(&b, name_mask);
			n = name.n;
		}
		found = found || n;
		if (n) {
			i += n;
		} else {
			buf_char(&b, text.p[i++]);
		}
	}
	if (!found)
		return text;
	return b.err ? STR_NONE : buf_str(&b);
}
