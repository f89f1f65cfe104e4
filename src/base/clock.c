/* The clock, its false double, and instants as text. */
#include "base/clock.h"

#include <stdatomic.h>
#include <time.h>

static _Atomic int64_t base_at, base_mono, rate, shift;
static _Atomic bool    is_false;

static int64_t
read_us(clockid_t id)
{
	struct timespec t;

	(void)clock_gettime(id, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

int64_t
clock_mono_us(void)
{
	return read_us(CLOCK_MONOTONIC);
}

int64_t
clock_machine(void)
{
	return read_us(CLOCK_REALTIME) / 1000;
}

int64_t
clock_now(void)
{
	if (!is_false)
		return clock_machine() + shift;
	return base_at + (clock_mono_us() - base_mono) / 1000 * rate / 1000;
}

void
clock_false(int64_t ms, int64_t rate_permille)
{
	base_mono = clock_mono_us();
	base_at = ms;
	rate = rate_permille;
	is_false = true;
}

void
clock_true(void)
{
	is_false = false;
}

void
clock_shift(int64_t ms)
{
	shift = ms;
}

int64_t
clock_shifted(void)
{
	return shift;
}

struct civil {
	int64_t y, mo, d, h, mi, s, ms;
};

/* Days from civil and back: Hinnant's chrono algorithms, era of 400 years. */
static int64_t
days_of(int64_t y, int64_t m, int64_t d)
{
	int64_t era, yoe, doy, doe;

	y -= m <= 2;
	era = (y >= 0 ? y : y - 399) / 400;
	yoe = y - era * 400;
	doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
	doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
	return era * 146097 + doe - 719468;
}

static struct civil
civil_of(int64_t ms, int zone)
{
	struct civil c;
	int64_t      t = ms + (int64_t)zone * 60000;
	int64_t      days = t / 86400000 - (t % 86400000 < 0), in = t - days * 86400000;
	int64_t      z = days + 719468, era = (z >= 0 ? z : z - 146096) / 146097;
	int64_t      doe = z - era * 146097;
	int64_t      yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int64_t      doy = doe - (365 * yoe + yoe / 4 - yoe / 100), mp = (5 * doy + 2) / 153;

	c.d = doy - (153 * mp + 2) / 5 + 1;
	c.mo = mp < 10 ? mp + 3 : mp - 9;
	c.y = yoe + era * 400 + (c.mo <= 2);
	c.h = in / 3600000;
	c.mi = in / 60000 % 60;
	c.s = in / 1000 % 60;
	c.ms = in % 1000;
	return c;
}

void
clock_add_minute(struct buf *b, int64_t ms, int zone)
{
	struct civil c = civil_of(ms, zone);

	buf_printf(b, "%04d-%02d-%02d %02d:%02d", (int)c.y, (int)c.mo, (int)c.d, (int)c.h, (int)c.mi);
}

void
clock_add_second(struct buf *b, int64_t ms, int zone)
{
	struct civil c = civil_of(ms, zone);

	buf_printf(b, "%04d-%02d-%02d %02d:%02d:%02d", (int)c.y, (int)c.mo, (int)c.d, (int)c.h, (int)c.mi, (int)c.s);
}

void
clock_add_iso(struct buf *b, int64_t ms, int zone)
{
	struct civil c = civil_of(ms, zone);
	int          off = zone < 0 ? -zone : zone;

	buf_printf(b, "%04d-%02d-%02dT%02d:%02d:%02d.%03d%c%02d:%02d", (int)c.y, (int)c.mo, (int)c.d,
	           (int)c.h, (int)c.mi, (int)c.s, (int)c.ms, zone < 0 ? '-' : '+', off / 60, off % 60);
}

static bool
digits(str *s, size_t n, int64_t *v)
{
	if (s->n < n || !str_to_i64(str_slice(*s, 0, n), v) || *v < 0)
		return false;
	*s = str_slice(*s, n, s->n);
	return true;
}

static bool
skip(str *s, char c)
{
	if (s->n == 0 || s->p[0] != c)
		return false;
	*s = str_slice(*s, 1, s->n);
	return true;
}

static bool
parse_zone(str *s, int *zone)
{
	int64_t h, m;
	int     sign;

	if (skip(s, 'Z')) {
		*zone = 0;
		return true;
	}
	sign = skip(s, '+') ? 1 : skip(s, '-') ? -1 : 0;
	if (sign == 0)
		return true;
	if (!digits(s, 2, &h))
		return false;
	(void)skip(s, ':');
	if (!digits(s, 2, &m) || h > 14 || m > 59)
		return false;
	*zone = sign * (int)(h * 60 + m);
	return true;
}

bool
clock_parse(str s, int zone, int64_t *ms)
{
	static const int8_t len[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	struct civil        c = {0};
	bool                leap;

	if (!digits(&s, 4, &c.y) || !skip(&s, '-') || !digits(&s, 2, &c.mo) || !skip(&s, '-') ||
	    !digits(&s, 2, &c.d) || c.mo < 1 || c.mo > 12 || c.d < 1)
		return false;
	leap = c.y % 4 == 0 && (c.y % 100 != 0 || c.y % 400 == 0);
	if (c.d > len[c.mo - 1] + (c.mo == 2 && leap))
		return false;
	if (skip(&s, 'T') || skip(&s, ' ')) {
		if (!digits(&s, 2, &c.h) || !skip(&s, ':') || !digits(&s, 2, &c.mi) || c.h > 23 || c.mi > 59)
			return false;
		if (skip(&s, ':') && (!digits(&s, 2, &c.s) || c.s > 59))
			return false;
		if (skip(&s, '.') && !digits(&s, 3, &c.ms))
			return false;
		if (!parse_zone(&s, &zone))
			return false;
	}
	if (s.n > 0)
		return false;
	*ms = (days_of(c.y, c.mo, c.d) * 86400 + c.h * 3600 + c.mi * 60 + c.s) * 1000 + c.ms -
	      (int64_t)zone * 60000;
	return true;
}
