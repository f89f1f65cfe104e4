/* Figures that a person can check by hand, and what must hold for all of them. */
#include "kit/stats/stats.h"

#include "base/ensure.h"
#include "tap.h"

#include <math.h>
#include <stdlib.h>

static struct arena *a;

static bool
near(double got, double want, double within)
{
	if (fabs(got - want) < within)
		return true;
	(void)printf("# got %.12g, want %.12g\n", got, want);
	return false;
}

static void
wilson(void)
{
	struct stats_range r = stats_wilson(0, 30, STATS_Z95);
	bool               wide = true, rising = true, alike = true, narrows = true;

	is_i64(stats_thousandths(r.low), 0, "Wilson: 0 of 30, from 0 (C-3)");
	is_i64(stats_thousandths(r.high), 114, "Wilson: 0 of 30, to 11.4 %% (C-3; by hand z²/(n + z²) = 3.8415/33.8415)");
	r = stats_wilson(27, 30, STATS_Z95);
	is_i64(stats_thousandths(r.low), 744, "Wilson: 27 of 30, from 74.4 %% (C-3)");
	is_i64(stats_thousandths(r.high), 965, "Wilson: 27 of 30, to 96.5 %% (C-3)");
	r = stats_wilson(81, 263, STATS_Z95);
	ok(near(r.low, 0.2553, 5e-5) && near(r.high, 0.3662, 5e-5), "Wilson: 81 of 263 (Newcombe, Statistics in Medicine 17, 1998, table I)");
	r = stats_wilson(15, 148, STATS_Z95);
	ok(near(r.low, 0.0624, 5e-5) && near(r.high, 0.1605, 5e-5), "Wilson: 15 of 148 (the same table)");
	r = stats_wilson(1, 29, STATS_Z95);
	ok(near(r.low, 0.0061, 5e-5) && near(r.high, 0.1718, 5e-5), "Wilson: 1 of 29 (the same table)");
	r = stats_wilson(0, 0, STATS_Z95);
	ok(r.low == 0 && r.high == 1, "Wilson: none of none says nothing");
	for (int64_t n = 1; n <= 200; n++) {
		for (int64_t k = 0; k <= n; k++) {
			struct stats_range q = stats_wilson(k, n, STATS_Z95), o = stats_wilson(n - k, n, STATS_Z95);
			double             p = (double)k / (double)n;

			wide = wide && 0 <= q.low && q.low <= p && p <= q.high && q.high <= 1;
			alike = alike && fabs(q.low - (1 - o.high)) < 1e-15;
			if (k > 0) {
				r = stats_wilson(k - 1, n, STATS_Z95);
				rising = rising && r.low < q.low && r.high < q.high;
			}
			r = stats_wilson(k, n, STATS_Z99);
			o = stats_wilson(2 * k, 2 * n, STATS_Z95);
			narrows = narrows && r.high - r.low > q.high - q.low && o.high - o.low < q.high - q.low;
		}
	}
	ok(wide, "Wilson: within 0 and 1, around the share seen");
	ok(rising, "Wilson: one more hit moves both ends up");
	ok(alike, "Wilson: hits and misses mirror each other");
	ok(narrows, "Wilson: surer is wider, twice as many seen is narrower");
}

static void
sizes(void)
{
	bool above = true;

	ok(near(stats_none_of(60), 0.05, 1e-15), "rule of three: none of 60, at most 5 %% (C-3)");
	ok(near(stats_none_of(100), 0.03, 1e-15), "rule of three: none of 100, at most 3 %%");
	ok(stats_none_of(0) == 1 && stats_none_of(3) == 1, "rule of three: none of up to three says nothing");
	for (int n = 4; n <= 2000; n++) {
		double least = 1 - pow(0.05, 1.0 / n);

		above = above && stats_none_of(n) >= least && (n < 50 || stats_none_of(n) < 1.04 * least);
	}
	ok(above, "rule of three: on the safe side of 1 − 0.05^(1/n), from 50 on by less than 4 %% of it");
	is_i64(stats_size(STATS_ENDLESS, 500, 50, STATS_Z95), 385, "size: ± 5 %% of any share, without end: 384.1 (C-3)");
	is_i64(stats_size(1200, 500, 50, STATS_Z95), 292, "size: of 1200, 291.2 (C-3)");
	is_i64(stats_size(STATS_ENDLESS, 500, 30, STATS_Z95), 1068, "size: ± 3 %%, 1067.1 (Cochran, §4.4)");
	is_i64(stats_size(STATS_ENDLESS, 500, 50, 2.0), 400, "size: z = 2, exactly 400 and not 401");
	is_i64(stats_size(126, 500, 50, 2.0), 96, "size: of 126, exactly 400 · 126/525 = 96 and not 97");
	is_i64(stats_size(1, 500, 50, STATS_Z95), 1, "size: of one, that one");
	is_i64(stats_size(10, 500, 50, STATS_Z95), 10, "size: of ten, all");
	is_i64(stats_size(1000, 500, 1000, STATS_Z95), 1, "size: when anything will do, one");
	above = true;
	for (int64_t n = 1; n < 3000; n++) {
		int64_t size = stats_size(n, 500, 50, STATS_Z95);

		above = above && size <= stats_size(n + 1, 500, 50, STATS_Z95) && size <= n;
	}
	ok(above, "size: more for more, never more than there are");
}

static void
lots(void)
{
	bool falling = true, alike = true;

	ok(near(stats_lot(10, 4, 3, 0), 1.0 / 6, 1e-15), "lot: 10 with 4 bad, 3 looked at, none bad: C(6,3)/C(10,3) = 20/120");
	ok(near(stats_lot(10, 4, 3, 1), 2.0 / 3, 1e-15), "lot: at most one: 20/120 + 4 · C(6,2)/120 = 80/120");
	ok(near(stats_lot(52, 4, 5, 0), 0.658842, 5e-7), "lot: five cards of 52 without an ace, 0.6588 (35673/54145)");
	ok(stats_lot(130, 0, 30, 1) == 1 && stats_lot(130, 130, 30, 29) == 0, "lot: none bad is always taken, all bad never");
	ok(stats_lot(130, 20, 0, 0) == 1, "lot: who looks at nothing takes everything");
	ok(near(stats_lot(130, 2, 30, 1), 1 - 30.0 * 29 / (130.0 * 129), 1e-14), "lot: 130 with 2 bad: refused when both are among the 30, 30·29/(130·129)");
	ok(stats_lot(1000000000, 500000000, 20000, 9000) < 1e-40, "lot: far from the middle it does not run over");
	ok(near(stats_lot(1000000, 500000, 2001, 1000), 0.5, 1e-12), "lot: half of an odd number is exactly as likely on either side");
	for (int64_t bad = 0; bad <= 130; bad++) {
		falling = falling && (bad == 0 || stats_lot(130, bad, 30, 1) <= stats_lot(130, bad - 1, 30, 1));
		for (int64_t n = 0; n <= 130; n += 10)
			alike = alike && fabs(stats_lot(130, bad, n, 3) - stats_lot(130, n, bad, 3)) < 1e-12;
	}
	ok(falling, "lot: the more bad, the more seldom 130 are taken by 30 with at most one");
	ok(alike, "lot: bad ones and those looked at may change places");
}

static void
strata(void)
{
	struct stats_stratum s[3] = {{100, 10, 9}, {300, 30, 24}, {0, 0, 0}};
	struct stats_estimate e = {7, 7};

	ok(stats_strata(s, 3, &e) && near(e.share, 0.825, 1e-15), "strata: ¼ · 9/10 + ¾ · 24/30 = 0.825");
	ok(near(e.variance, 0.0005625 + 0.5625 * 0.9 * 0.16 / 29, 1e-15), "strata: (1/16) 0.9 · 0.09/9 + (9/16) 0.9 · 0.16/29 (Cochran, chapter 5)");
	s[1] = (struct stats_stratum){300, 300, 240};
	ok(stats_strata(s, 2, &e) && near(e.variance, 0.0005625, 1e-15), "strata: one looked at whole adds no variance");
	s[1].n = s[1].hits = 1;
	ok(stats_strata(s, 2, &e) && near(e.share, 0.975, 1e-15) && isnan(e.variance), "strata: one of many gives no variance");
	s[1].n = s[1].hits = 0;
	e.share = 7;
	ok(!stats_strata(s, 2, &e) && e.share == 7, "strata: where nobody looked nobody knows");
	ok(!stats_strata(s + 2, 1, &e) && !stats_strata(s, 0, &e), "strata: nothing there");
	ok(stats_thousandths(0) == 0 && stats_thousandths(1) == 1000 && stats_thousandths(0.0625) == 63, "thousandths: half up");
}

/* Remission in weeks under 6-MP: Freireich et al., Blood 21, 1963; the table of most text books. */
static void
survival(void)
{
	static const int weeks[] = {-35, 6, -34, 6, -9, 7, 16, -6, 10, 6, -10, -11, 13,
	                            -32, -17, 22, -19, 23, -20, -25, -32}; /* below 0: seen so long, still well */
	static const struct {
		int    at, risk, ended;
		double share, deviation;
	} book[] = {{6, 21, 3, 0.857, 0.0764},  {7, 17, 1, 0.807, 0.0869},  {10, 15, 1, 0.753, 0.0963},
	            {13, 12, 1, 0.690, 0.1068}, {16, 11, 1, 0.627, 0.1141}, {22, 7, 1, 0.538, 0.1282},
	            {23, 6, 1, 0.448, 0.1346}};
	struct stats_life  life[NITEMS(weeks)];
	struct stats_step *step;
	size_t             n;

	for (size_t i = 0; i < NITEMS(weeks); i++)
		life[i] = (struct stats_life){abs(weeks[i]), weeks[i] > 0};
	ok(stats_survive(a, life, NITEMS(weeks), &step, &n) == OK && n == NITEMS(book),
	   "survival: a step for each day on which something ended");
	for (size_t i = 0; i < n && i < NITEMS(book); i++)
		ok(step[i].days == book[i].at && step[i].at_risk == book[i].risk && step[i].ended == book[i].ended &&
		       near(step[i].share, book[i].share, 5e-4) &&
		       near(sqrt(step[i].variance), book[i].deviation, 1e-4),
		   "survival: %d weeks, %d at risk, as in the books", book[i].at, book[i].risk);
	for (size_t i = 0; i < NITEMS(weeks); i++)
		life[i].ended = true;
	ok(stats_survive(a, life, 4, &step, &n) == OK && n == 3 && step[0].share == 0.5 &&
	       near(step[0].variance, 0.0625, 1e-15) &&
	       step[2].share == 0 && step[2].variance == 0,
	   "survival: 6, 6, 34, 35 without gaps is the share still there, variance p(1 − p)/n, 0 at the end");
	for (size_t i = 0; i < NITEMS(weeks); i++)
		life[i].ended = false;
	ok(stats_survive(a, life, NITEMS(weeks), &step, &n) == OK && n == 0,
	   "survival: nothing came back, no step");
	ok(stats_survive(a, NULL, 0, &step, &n) == OK && n == 0, "survival: nobody, no step");
}

int
main(void)
{
	ensure((a = arena_new(1 << 20)) != NULL);
	wilson();
	sizes();
	lots();
	strata();
	survival();
	arena_free(a);
	return done();
}
