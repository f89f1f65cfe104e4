/* UTF-8: validity, length, code points. */
#include "base/utf8.h"

#include "base/ensure.h"

static size_t
unit(str s, size_t i, uint32_t *cp)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	unsigned char         c = (unsigned char)s.p[i];
	size_t                n = c < 0x80 ? 1 : c >> 5 == 6 ? 2 : c >> 4 == 14 ? 3 : c >> 3 == 30 ? 4 : 0;
	uint32_t              x;

	if (n == 0 || n > s.n - i)
		return 0;
	x = n == 1 ? c : c & (0x7fu >> n);
	for (size_t k = 1; k < n; k++) {
		unsigned char d = (unsigned char)s.p[i + k];

		if (d >> 6 != 2)
			return 0;
		x = x << 6 | (d & 0x3f);
	}
	if (x < least[n] || x > 0x10ffff || (x >= 0xd800 && x <= 0xdfff))
		return 0;
	*cp = x;
	return n;
}

bool
utf8_valid(str s)
{
	uint32_t cp;
	size_t   k;

	for (size_t i = 0; i < s.n; i += k) {
		unsigned char c = (unsigned char)s.p[i];

		k = 1;
		if (c != 0 && c < 0x80)
			continue;
		k = unit(s, i, &cp);
		if (k == 0 || cp == 0)
			return false;
	}
	return true;
}

size_t
utf8_len(str s)
{
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++)
		n += ((unsigned char)s.p[i] & 0xc0) != 0x80;
	return n;
}

str
utf8_cut(str s, size_t n)
{
	size_t i = 0;

	while (i < s.n && n > 0) {
		do
			i++;
		while (i < s.n && ((unsigned char)s.p[i] & 0xc0) == 0x80);
		n--;
	}
	return str_slice(s, 0, i);
}

uint32_t
utf8_next(str s, size_t *i)
{
	uint32_t cp = 0;
	size_t   k;

	ensure(*i < s.n);
	k = unit(s, *i, &cp);
	ensure(k > 0);
	*i += k;
	return cp;
}

bool
utf8_has_controls(str s)
{
	for (size_t i = 0; i < s.n;) {
		uint32_t c = utf8_next(s, &i);

		if ((c < 0x20 && c != '\t' && c != '\n' && c != '\r') || (c >= 0x7f && c < 0xa0) ||
		    (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0xfeff)
			return true;
	}
	return false;
}

bool
utf8_is_blank(str s)
{
	for (size_t i = 0; i < s.n;) {
		uint32_t c = utf8_next(s, &i);

		if (c > ' ' && c != 0xa0 && c != 0xad && !(c >= 0x2000 && c <= 0x200f) && c != 0x202f && c != 0x205f &&
		    !(c >= 0x2060 && c <= 0x2064) && c != 0x3000 && c != 0x3164 && !(c >= 0xfe00 && c <= 0xfe0f))
			return false;
	}
	return true;
}
