/* How zones compare, and how sure that is (A70).  Pure. */
#ifndef JUDGE_ZONE_RULES_H
#define JUDGE_ZONE_RULES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Of `n` cases that ended in a zone `hits` ended in their time.  The share behind them lies, with 95 % confidence,
 * in low … high (Wilson's interval, kit/stats), thousandths.  Two zones differ for sure only when their intervals do
 * not meet; so a zone has no rank but ranks it may have:
 *
 *	best   1 + how many of the others lie wholly above it
 *	worst  how many there are, less how many of the others lie wholly below it
 *	behind its interval lies wholly below `share`, the share of the whole place: it is not chance alone
 *
 * A zone in which nothing ended has no interval, no rank, and is nobody's rival: best and worst are 0.
 */
struct zone_rate {
	int64_t hits, n;
	int64_t low, high, best, worst;
	bool    behind;
};

/* Fills in low … behind of each of `count` zones, rivals of one another.  share: thousandths, -1: unknown. */
void zone_ranks(struct zone_rate *z, size_t count, int64_t share);

#endif
