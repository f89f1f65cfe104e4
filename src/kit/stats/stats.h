/* What a sample says of the whole: intervals, sizes, lots, strata, survival.  Pure. */
#ifndef KIT_STATS_STATS_H
#define KIT_STATS_STATS_H

#include "base/arena.h"

#include <stdbool.h>

/*
 * Counts come in as integers, shares of one (0 … 1) go out as doubles.  What is stored, shown
 * or compared is stats_thousandths() of a result: the last bits of a double are nobody's
 * business, and no published figure is a sum of doubles.  docs/formulas.md has all of this in
 * words, with the values a person can check by hand.
 */

/* A share of one in thousandths, half up: 0.7438 is 744.  From 0 to 1 only. */
int64_t stats_thousandths(double share);

/* Two-sided quantiles of the normal distribution. */
#define STATS_Z90 1.6448536269514722
#define STATS_Z95 1.959963984540054
#define STATS_Z99 2.5758293035489004

struct stats_range {
	double low, high;
};

/*
 * Wilson's score interval (E. B. Wilson, JASA 22, 1927) of the share behind `hits` out of n:
 * those p for which |hits/n − p| <= z √(p(1 − p)/n).  Without correction for continuity.
 * n = 0 says nothing: 0 … 1.  0 <= hits <= n, z > 0.
 */
struct stats_range stats_wilson(int64_t hits, int64_t n, double z);

/*
 * The rule of three (Hanley, Lippman-Hand, JAMA 249, 1983): none in n were bad, so with 95 %
 * confidence the share of bad ones is at most 3/n; 1 for n <= 3.  n >= 0.
 */
double stats_none_of(int64_t n);

/*
 * How many of `all` to look at so that a share near p is known to ± e, both in thousandths
 * (Cochran, Sampling Techniques, 3rd ed., §4.4): n0 = z²p(1 − p)/e², n = n0/(1 + (n0 − 1)/all),
 * the next integer not below it, at least 1 and at most `all`.  all >= 1 (STATS_ENDLESS: no end),
 * 0 < p < 1000, 0 < e <= 1000, z > 0.
 */
#define STATS_ENDLESS INT64_MAX
int64_t stats_size(int64_t all, int p, int e, double z);

/*
 * A lot of `all` with `bad` bad ones, n drawn without putting back: the exact probability that
 * at most `most` of them are bad, so that a plan "look at n, take the lot when at most `most`"
 * (LQAS) takes it.  Hypergeometric; error below 1e-12.  Time grows with n.
 * 0 <= bad <= all, 0 <= n <= all, 0 <= most, all <= 10^9.
 */
double stats_lot(int64_t all, int64_t bad, int64_t n, int64_t most);

/* One stratum: of `all` units n were drawn without putting back, `hits` of them have the property. */
struct stats_stratum {
	int64_t all, n, hits;
};

struct stats_estimate {
	double share;
	double variance; /* NAN: unknown, a stratum of several has one looked at */
};

/*
 * The share in all strata together (Cochran, chapter 5): Σ W p, W the stratum's part of the
 * whole; variance Σ W²(1 − n/all) s²/n with s² = n p(1 − p)/(n − 1).  A stratum looked at whole
 * adds nothing to the variance.  False, and *out untouched, when nothing was there or a stratum that
 * has units has none looked at: then nobody knows.  hits <= n <= all, all of them together <= 10^9.
 */
MUSTCHECK bool stats_strata(const struct stats_stratum *s, size_t n, struct stats_estimate *out);

/* One member of a cohort: seen for `days` since its closing; at their end it came back, or was last seen well. */
struct stats_life {
	int32_t days; /* >= 0 */
	bool    ended;
};

struct stats_step {
	int32_t days;    /* something ended after so many days */
	int64_t at_risk; /* seen until that day, or longer */
	int64_t ended;   /* of them, on that day */
	double  share;   /* that lasts longer than these days */
	double  variance;
};

/*
 * The Kaplan–Meier estimate (JASA 53, 1958), Greenwood's variance: one step for each day on which
 * something ended, by day, in `a`; before the first the share is 1.  Who was last seen well on a day
 * was at risk on it.  The order of the cohort does not matter.  Behind the longest observation
 * the curve says nothing.  ERR_MEMORY.
 */
MUSTCHECK enum err stats_survive(struct arena *a, const struct stats_life *life, size_t n,
                                 struct stats_step **out, size_t *steps);

#endif
