/* How long the members of a cohort lasted. */
#include "kit/stats/stats.h"

#include "base/ensure.h"

#include <stdlib.h>

static int
by_days(const void *a, const void *b)
{
	const struct stats_life *x = a, *y = b;

	return (x->days > y->days) - (x->days < y->days);
}

enum err
stats_survive(struct arena *a, const struct stats_life *life, size_t n, struct stats_step **out, size_t *steps)
{
	struct stats_life *sorted = ARENA_NEWS(a, n, struct stats_life);
	struct stats_step *step = ARENA_NEWS(a, n, struct stats_step);
	double             share = 1, sum = 0;
	size_t             found = 0;

	if (!sorted || !step)
		return ERR_MEMORY;
	for (size_t i = 0; i < n; i++) {
		ensure(life[i].days >= 0);
		sorted[i] = life[i];
	}
	qsort(sorted, n, sizeof(*sorted), by_days);
	for (size_t i = 0, next; i < n; i = next) {
		int64_t at_risk = (int64_t)(n - i), ended = 0;

		for (next = i; next < n && sorted[next].days == sorted[i].days; next++)
			ended += sorted[next].ended;
		if (ended == 0)
			continue;
		share *= (double)(at_risk - ended) / (double)at_risk;
		/* When all that were left ended the share is 0, and so is what Greenwood's formula makes of it. */
		if (ended < at_risk)
			sum += (double)ended / ((double)at_risk * (double)(at_risk - ended));
		step[found++] = (struct stats_step){sorted[i].days, at_risk, ended, share, share * share * sum};
	}
	*out = step;
	*steps = found;
	return OK;
}
