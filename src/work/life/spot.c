/* The same spot: how far apart, and what a store is asked for it. */
#include "work/life/rules.h"

#include <math.h>

static const double rad = 3.14159265358979323846 / 180.0;

double
case_metres(struct case_point a, struct case_point b)
{
	static const double earth = 6371008.8;
	double y = (b.lat - a.lat) * rad, x = (b.lon - a.lon) * rad * cos((a.lat + b.lat) / 2 * rad);

	return earth * sqrt(x * x + y * y);
}

/* Next byte that is not a space (U+0020, U+3000), or -1. */
static int
next_byte(str s, size_t *i)
{
	while (*i < s.n && (s.p[*i] == ' ' || str_starts(str_slice(s, *i, s.n), S("\u3000"))))
		*i += s.p[*i] == ' ' ? 1 : 3;
	return *i < s.n ? (unsigned char)s.p[(*i)++] : -1;
}

bool
case_same_spot(struct case_point a, str address_a, struct case_point b, str address_b)
{
	return case_same_within(a, address_a, b, address_b, CASE_SPOT_METRES);
}

bool
case_same_within(struct case_point a, str address_a, struct case_point b, str address_b, double metres)
{
	size_t i = 0, j = 0;
	int    c, d;

	if (a.some && b.some)
		return case_metres(a, b) <= metres;
	do {
		c = next_byte(address_a, &i);
		d = next_byte(address_b, &j);
	} while (c == d && c >= 0);
	return c == d;
}

struct case_box
case_spot_box(struct case_point at)
{
	return case_box_within(at, CASE_SPOT_METRES);
}

struct case_box
case_box_within(struct case_point at, double metres)
{
	/* Along a meridian, and a little. */
	double reach = metres * 9.01e-6, shrink = cos((fabs(at.lat) + reach) * rad),
	       aside = shrink > 1e-6 ? reach / shrink : 360;

	if (!at.some)
		return (struct case_box){0};
	return (struct case_box){at.lon - aside, at.lon + aside, at.lat - reach, at.lat + reach};
}

void
case_spot_plain(str address, struct buf *out)
{
	size_t i = 0;

	for (int c = next_byte(address, &i); c >= 0; c = next_byte(address, &i))
		buf_char(out, (char)c);
}
