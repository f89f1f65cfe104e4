/* How zones compare: ranks that they may have, from intervals that a person can look up (docs/formulas.md). */
#include "judge/zone/rules.h"
#include "tap.h"

/* Wilson at 95 %: 90 of 100 lie in 0.826 … 0.945, 60 of 100 in 0.502 … 0.691, 5 of 10 in 0.237 … 0.763, 9 of 10 in
   0.596 … 0.982; none of 3 below 0.562. */
static void
four_zones(void)
{
	struct zone_rate z[] = {{.hits = 90, .n = 100}, {.hits = 60, .n = 100}, {.hits = 5, .n = 10},
	                        {.hits = 9, .n = 10},   {.hits = 0, .n = 0}};

	zone_ranks(z, 5, 800);
	is_i64(z[0].low, 826, "90 of 100: from 82.6 %%");
	is_i64(z[0].high, 945, "90 of 100: to 94.5 %%");
	is_i64(z[1].low, 502, "60 of 100: from 50.2 %%");
	is_i64(z[1].high, 691, "60 of 100: to 69.1 %%");
	is_i64(z[3].low, 596, "9 of 10: from 59.6 %%");
	ok(z[0].best == 1 && z[0].worst == 2, "the first is above two for sure, not above 9 of 10: rank 1 or 2");
	ok(z[1].best == 2 && z[1].worst == 4, "60 of 100 is below one for sure and above none: 2 to 4");
	ok(z[2].best == 2 && z[2].worst == 4, "5 of 10 says little more: 2 to 4");
	ok(z[3].best == 1 && z[3].worst == 4, "9 of 10 is a better share than 60 of 100, and may still be the last");
	ok(z[4].best == 0 && z[4].worst == 0 && !z[4].behind, "where nothing was closed there is no rank");
	ok(!z[0].behind && z[1].behind && z[2].behind && !z[3].behind,
	   "behind is what lies wholly below 80 %%: 50.2 to 69.1 and 23.7 to 76.3, not 59.6 to 98.2");
}

static void
nothing(void)
{
	struct zone_rate one = {.hits = 0, .n = 3}, none[] = {{.hits = 0, .n = 0}, {.hits = 0, .n = 0}};

	zone_ranks(&one, 1, -1);
	ok(one.best == 1 && one.worst == 1, "alone it is the first");
	ok(!one.behind, "where the whole is unknown nobody is behind");
	zone_ranks(&one, 1, 561);
	ok(!one.behind, "none of 3 may still be 56.1 %%");
	zone_ranks(&one, 1, 562);
	ok(one.high == 561 && one.behind, "its interval ends at 56.1 %%");
	zone_ranks(none, 2, 500);
	ok(none[0].best == 0 && none[1].worst == 0, "no rivals at all");
	zone_ranks(NULL, 0, 500);
	ok(true, "no zones");
}

/* Ranks are ranges of 1 … rivals, and nobody surely above another has a worst rank behind that one's best. */
static void
always(void)
{
	struct zone_rate z[12];
	unsigned         seed = 7;
	bool             in_range = true, in_order = true;

	for (int round = 0; round < 2000; round++) {
		for (int i = 0; i < 12; i++) {
			seed = seed * 1103515245u + 12345u;
			z[i] = (struct zone_rate){.n = (seed >> 16) % 200};
			seed = seed * 1103515245u + 12345u;
			z[i].hits = z[i].n ? (int64_t)((seed >> 16) % (unsigned)(z[i].n + 1)) : 0;
		}
		zone_ranks(z, 12, 700);
		for (int i = 0; i < 12; i++)
			for (int k = 0; k < 12; k++) {
				if (z[i].n && !(z[i].best >= 1 && z[i].best <= z[i].worst && z[i].worst <= 12))
					in_range = false;
				if (z[i].n && z[k].n && z[i].low > z[k].high && z[i].best >= z[k].worst)
					in_order = false;
			}
	}
	ok(in_range, "1 <= best <= worst <= how many there are");
	ok(in_order, "who is surely above may be before the other's last rank");
}

int
main(void)
{
	four_zones();
	nothing();
	always();
	return done();
}
