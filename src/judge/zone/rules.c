/* How zones compare, and how sure that is. */
#include "judge/zone/rules.h"

#include "kit/stats/stats.h"

void
zone_ranks(struct zone_rate *z, size_t count, int64_t share)
{
	size_t rivals = 0;

	for (size_t i = 0; i < count; i++) {
		struct stats_range r = stats_wilson(z[i].hits, z[i].n, STATS_Z95);

		z[i].low = stats_thousandths(r.low);
		z[i].high = stats_thousandths(r.high);
		rivals += z[i].n > 0;
	}
	for (size_t i = 0; i < count; i++) {
		int64_t above = 0, below = 0;

		for (size_t k = 0; k < count; k++) {
			above += z[k].n > 0 && z[k].low > z[i].high;
			below += z[k].n > 0 && z[k].high < z[i].low;
		}
		z[i].best = z[i].n > 0 ? 1 + above : 0;
		z[i].worst = z[i].n > 0 ? (int64_t)rivals - below : 0;
		z[i].behind = z[i].n > 0 && share >= 0 && z[i].high < share;
	}
}
