/* Pieces of text: comparing, cutting, numbers. */
#include "base/str.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

str
str_of(const char *z)
{
	return z ? (str){z, strlen(z)} : STR_NONE;
}

bool
str_eq(str a, str b)
{
	if (!a.p || !b.p)
		return !a.p && !b.p;
	return a.n == b.n && memcmp(a.p, b.p, a.n) == 0;
}

static int
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : (unsigned char)c;
}

bool
str_eq_nocase(str a, str b)
{
	if (!a.p || !b.p || a.n != b.n)
		return !a.p && !b.p;
	for (size_t i = 0; i < a.n; i++)
		if (lower(a.p[i]) != lower(b.p[i]))
			return false;
	return true;
}

int
str_cmp(str a, str b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int    d = n ? memcmp(a.p, b.p, n) : 0;

	return d ? d : (a.n > b.n) - (a.n < b.n);
}

bool
str_starts(str s, str prefix)
{
	return s.n >= prefix.n && (prefix.n == 0 || memcmp(s.p, prefix.p, prefix.n) == 0);
}

bool
str_ends(str s, str suffix)
{
	return s.n >= suffix.n &&
	       (suffix.n == 0 || memcmp(s.p + s.n - suffix.n, suffix.p, suffix.n) == 0);
}

size_t
str_find(str s, char c)
{
	const char *hit = s.n ? memchr(s.p, c, s.n) : NULL;

	return hit ? (size_t)(hit - s.p) : SIZE_MAX;
}

size_t
str_find_str(str s, str needle)
{
	if (needle.n == 0)
		return 0;
	for (size_t i = 0; i + needle.n <= s.n; i++) {
		const char *hit = memchr(s.p + i, needle.p[0], s.n - needle.n + 1 - i);

		if (!hit)
			break;
		i = (size_t)(hit - s.p);
		if (memcmp(hit, needle.p, needle.n) == 0)
			return i;
	}
	return SIZE_MAX;
}

str
str_slice(str s, size_t from, size_t to)
{
	if (!s.p)
		return s;
	if (to > s.n)
		to = s.n;
	if (from > to)
		from = to;
	return (str){s.p + from, to - from};
}

str
str_cut(str *rest, char sep)
{
	size_t at = str_find(*rest, sep);
	str    head = *rest;

	if (at == SIZE_MAX) {
		*rest = STR_NONE;
		return head;
	}
	head.n = at;
	rest->p += at + 1;
	rest->n -= at + 1;
	return head;
}

static size_t
space_at(str s, bool at_end)
{
	static const char wide[] = "\xe3\x80\x80";
	char              c;

	if (s.n == 0)
		return 0;
	c = at_end ? s.p[s.n - 1] : s.p[0];
	if (c == ' ' || c == '\t' || c == '\r' || c == '\n')
		return 1;
	if (s.n >= 3 && memcmp(at_end ? s.p + s.n - 3 : s.p, wide, 3) == 0)
		return 3;
	return 0;
}

str
str_trim(str s)
{
	size_t k;

	while ((k = space_at(s, false)) > 0) {
		s.p += k;
		s.n -= k;
	}
	while ((k = space_at(s, true)) > 0)
		s.n -= k;
	return s;
}

bool
str_to_i64(str s, int64_t *v)
{
	size_t   i = s.n && s.p[0] == '-' ? 1 : 0;
	bool     neg = i == 1;
	uint64_t max = neg ? (uint64_t)INT64_MAX + 1 : (uint64_t)INT64_MAX, x = 0;

	if (i == s.n)
		return false;
	for (; i < s.n; i++) {
		unsigned d = (unsigned)(unsigned char)s.p[i] - '0';

		if (d > 9 || x > (max - d) / 10)
			return false;
		x = x * 10 + d;
	}
	*v = neg ? (x == max ? INT64_MIN : -(int64_t)x) : (int64_t)x;
	return true;
}

bool
str_to_f64(str s, double *v)
{
	char   z[64], *end;
	double x;

	if (s.n == 0 || s.n >= sizeof(z))
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (!memchr("0123456789+-.eE", s.p[i], 15))
			return false;
	memcpy(z, s.p, s.n);
	z[s.n] = '\0';
	errno = 0;
	x = strtod(z, &end);
	if (end != z + s.n || errno == ERANGE || !isfinite(x))
		return false;
	*v = x;
	return true;
}

uint64_t
str_hash(str s)
{
	uint64_t h = UINT64_C(14695981039346656037);

	for (size_t i = 0; i < s.n; i++) {
		h ^= (unsigned char)s.p[i];
		h *= UINT64_C(1099511628211);
	}
	return h;
}
