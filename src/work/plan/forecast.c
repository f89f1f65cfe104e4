/* A forecast from the pace so far: when what is left will be done, and how sure that is. */
#include "work/plan/plan.h"

#include <math.h>

/*
 * Tasks are done one by one at a steady but unknown rate, of which `done` in `days` tell (prior 1/rate).  Then the
 * chance that the next `left` take at most t days is that of at least `left` hits among left + done - 1 of chance
 * t/(t + days): a sum of binomial terms, here as logarithms, each from the one before.
 */
double
plan_chance(const struct plan_pace *p, int64_t t)
{
	const int64_t n = p->left + p->done - 1;
	double        odds, term, most = -INFINITY, sum = 0;

	if (p->left < 1)
		return 1;
	if (t < 1 || p->done < 1 || p->days < 1)
		return 0;
	odds = log((double)t / (double)p->days);
	term = -(double)n * log1p((double)t / (double)p->days);
	for (int64_t i = 0; i <= n; i++) {
		if (i >= p->left && term <= most)
			sum += exp(term - most);
		if (i >= p->left && term > most) {
			sum = sum * exp(most - term) + 1;
			most = term;
		}
		if (i < n)
			term += odds + log((double)(n - i) / (double)(i + 1));
	}
	term = exp(most) * sum;
	return term > 1 ? 1 : term;
}

/* The first whole day by which the chance is `sure`; PLAN_FAR: none before that. */
static int32_t
day_by(const struct plan_pace *p, double sure)
{
	int64_t lo = 0, hi = PLAN_FAR;

	/* What is 0.9 by hand must not be 0.8999… here. */
	sure -= 1e-9;
	while (lo < hi) {
		int64_t mid = lo + (hi - lo) / 2;

		if (plan_chance(p, mid) >= sure)
			hi = mid;
		else
			lo = mid + 1;
	}
	return (int32_t)lo;
}

bool
plan_forecast(const struct plan_pace *p, struct plan_forecast *out)
{
	*out = (struct plan_forecast){0};
	if (p->left < 1)
		return true;
	if (p->done < 1 || p->days < 1)
		return false;
	out->low = day_by(p, 0.1);
	out->mid = day_by(p, 0.5);
	out->high = day_by(p, 0.9);
	return true;
}

bool
plan_day_after(const struct worktime_calendar *c, day from, int32_t n, day *out)
{
	struct worktime_about about;

	for (*out = from; n > 0; n -= about.works)
		if (!day_add(*out, 1, out) || worktime_day(c, *out, &about) != WORKTIME_OK)
			return false;
	return true;
}
