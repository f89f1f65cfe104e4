/* Planning back from the due days (倒排): 5,000 tasks with 10,000 relations. */
#include "base/clock.h"
#include "work/plan/plan.h"

#include <inttypes.h>
#include <stdio.h>

/*
 *   bench_plan CALENDAR.tsv...
 *
 * Prints the median of nine rounds in milliseconds.  Goal: 50 ms (issue 4).
 */

enum { TASKS = 5000, EDGES = 10000, ROUNDS = 9, FILE_MAX_BYTES = 1 << 16 };

static struct plan_task task[TASKS];
static struct plan_edge edge[EDGES];

static str
read_file(struct arena *a, const char *path)
{
	FILE *f = fopen(path, "rb");
	char *p = arena_alloc(a, FILE_MAX_BYTES);
	str   s = STR_NONE;

	if (f && p)
		s = (str){p, fread(p, 1, FILE_MAX_BYTES, f)};
	if (f)
		(void)fclose(f);
	return s;
}

/* Each comes after two before it, at most 40 back; durations of 1 to 15 days; due within a year. */
static void
make(day today)
{
	uint64_t seed = 1;

	for (size_t i = 0; i < TASKS; i++) {
		seed = seed * 6364136223846793005u + 1442695040888963407u;
		task[i] = (struct plan_task){.due = {today.v + 30 + (int32_t)(seed >> 40) % 336},
		    .days = 1 + (int32_t)(seed >> 33) % 15};
		for (size_t k = 0; k < 2; k++)
			edge[2 * i + k] = (struct plan_edge){i,
			    i > 40 ? i - 1 - (size_t)(seed >> (20 + k)) % 40 : SIZE_MAX};
	}
}

int
main(int argc, char **argv)
{
	struct arena                   *a = arena_new((size_t)64 << 20), *work = arena_new((size_t)64 << 20);
	const struct worktime_calendar *c;
	struct worktime_draft           d;
	struct worktime_bad             bad;
	int64_t                         took[ROUNDS];
	size_t                         *ring, nring, late = 0;
	day                             today;

	if (!a || !work || !day_from_ymd(2026, 11, 20, &today))
		return 1;
	worktime_draft_init(&d, a, S("bench"));
	for (int i = 1; i < argc; i++)
		if (!worktime_read(&d, read_file(a, argv[i]), &bad)) {
			(void)fprintf(stderr, "%s: %s\n", argv[i], worktime_fault_name(bad.fault));
			return 1;
		}
	if (!worktime_build(a, &d.spec, &c, &bad))
		return 1;
	make(today);
	for (int r = 0; r < ROUNDS; r++) {
		int64_t from = clock_mono_us();

		if (plan_back(work, c, today, task, TASKS, edge, EDGES, &ring, &nring) != PLAN_OK)
			return 1;
		took[r] = clock_mono_us() - from;
		arena_reset(work);
	}
	for (int i = 1; i < ROUNDS; i++)
		for (int k = i; k > 0 && took[k] < took[k - 1]; k--) {
			int64_t t = took[k];

			took[k] = took[k - 1];
			took[k - 1] = t;
		}
	for (size_t i = 0; i < TASKS; i++)
		late += task[i].late;
	(void)printf("ms=%.2f tasks=%d relations=%d late=%zu\n", (double)took[ROUNDS / 2] / 1e3, TASKS, EDGES, late);
	arena_free(work);
	arena_free(a);
	return 0;
}
