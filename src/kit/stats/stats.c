/* Intervals, sizes, lots, strata. */
#include "kit/stats/stats.h"

#include "base/ensure.h"

#include <math.h>

enum { MOST = 1000000000 };

int64_t
stats_thousandths(double share)
{
	ensure(share >= 0 && share <= 1);
	return (int64_t)floor(share * 1000 + 0.5);
}

/* The lower end; the upper one is that of the others, so that both are exactly alike. */
static double
wilson_low(int64_t hits, int64_t n, double z)
{
	double m = (double)n, p = (double)hits / m, zz = z * z;

	if (hits == 0)
		return 0;
	return (p + zz / (2 * m) - z * sqrt(p * (1 - p) / m + zz / (4 * m * m))) / (1 + zz / m);
}

struct stats_range
stats_wilson(int64_t hits, int64_t n, double z)
{
	ensure(hits >= 0 && hits <= n && z > 0);
	if (n == 0)
		return (struct stats_range){0, 1};
	return (struct stats_range){wilson_low(hits, n, z), 1 - wilson_low(n - hits, n, z)};
}

double
stats_none_of(int64_t n)
{
	ensure(n >= 0);
	return n <= 3 ? 1 : 3 / (double)n;
}

int64_t
stats_size(int64_t all, int p, int e, double z)
{
	double n0, n;

	ensure(all >= 1 && p > 0 && p < 1000 && e > 0 && e <= 1000 && z > 0);
	n0 = z * z * ((double)p * (1000 - p)) / ((double)e * e);
	if (n0 <= 1)
		return 1;
	n = n0 / (1 + (n0 - 1) / (double)all);
	/* Rounding of the division must not ask for one more than an exact integer. */
	n = ceil(n - 1e-9);
	return n < (double)all ? (int64_t)n : all;
}

double
stats_lot(int64_t all, int64_t bad, int64_t n, int64_t most)
{
	int64_t good = all - bad, first = n > good ? n - good : 0, last = n < bad ? n : bad;
	double  w = 1, sum = 0, upto = 0;

	ensure(bad >= 0 && good >= 0 && n >= 0 && n <= all && most >= 0 && all <= MOST);
	/* Each weight out of the one before; only their proportions count, so they may be made smaller together. */
	for (int64_t k = first; k <= last; k++) {
		sum += w;
		if (k <= most)
			upto += w;
		w *= (double)(bad - k) * (double)(n - k);
		w /= (double)(k + 1) * (double)(good - n + k + 1);
		if (w > 1e200) {
			w *= 1e-200;
			sum *= 1e-200;
			upto *= 1e-200;
		}
	}
	return upto / sum;
}

bool
stats_strata(const struct stats_stratum *s, size_t n, struct stats_estimate *out)
{
	struct stats_estimate e = {0, 0};
	int64_t               all = 0;

	for (size_t i = 0; i < n; i++) {
		ensure(s[i].hits >= 0 && s[i].hits <= s[i].n && s[i].n <= s[i].all && s[i].all <= MOST - all);
		if (s[i].all > 0 && s[i].n == 0)
			return false;
		all += s[i].all;
	}
	if (all == 0)
		return false;
	for (size_t i = 0; i < n; i++) {
		double m = (double)s[i].n, weight = (double)s[i].all / (double)all, p;

		if (s[i].all == 0)
			continue;
		p = (double)s[i].hits / m;
		e.share += weight * p;
		if (s[i].n == s[i].all)
			continue;
		if (s[i].n == 1)
			e.variance = (double)NAN;
		else
			e.variance += weight * weight * (1 - m / (double)s[i].all) * (p * (1 - p) / (m - 1));
	}
	if (e.share > 1)
		e.share = 1;
	*out = e;
	return true;
}
