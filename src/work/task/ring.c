/* Tasks that come to wait for themselves: a walk along what comes before, each edge once. */
#include "work/task/rules.h"

/* A task that waits for others: its edges are from .. upto. */
struct waiter {
	size_t from, upto, next; /* next: the edge to follow */
	enum { NEW, ON_WAY, OVER } state;
};

static size_t
waiter_of(const struct task_edge *edge, const struct waiter *w, size_t n, int64_t task)
{
	size_t lo = 0, hi = n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (edge[w[mid].from].task < task)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < n && edge[w[lo].from].task == task ? lo : SIZE_MAX;
}

bool
task_ring(struct arena *a, const struct task_edge *edge, size_t nedge, int64_t **ring, size_t *n)
{
	struct waiter *w = ARENA_NEWS(a, nedge, struct waiter);
	size_t        *way = ARENA_NEWS(a, nedge, size_t), nw = 0;

	*n = 0;
	if (!w || !way)
		return false;
	for (size_t i = 0; i < nedge; i++) {
		if (i == 0 || edge[i].task != edge[i - 1].task)
			w[nw++] = (struct waiter){.from = i, .next = i};
		w[nw - 1].upto = i + 1;
	}
	for (size_t i = 0; i < nw; i++) {
		size_t deep = 0;

		if (w[i].state == NEW) {
			w[i].state = ON_WAY;
			way[deep++] = i;
		}
		while (deep) {
			struct waiter *top = &w[way[deep - 1]];
			size_t         k = top->next < top->upto ? waiter_of(edge, w, nw, edge[top->next].before)
			                                         : SIZE_MAX;

			if (top->next == top->upto) {
				top->state = OVER;
				deep--;
				continue;
			}
			top->next++;
			if (k == SIZE_MAX || w[k].state == OVER)
				continue;
			if (w[k].state == NEW) {
				w[k].state = ON_WAY;
				way[deep++] = k;
				continue;
			}
			/* On the way already: from there to here is the ring. */
			if (!(*ring = ARENA_NEWS(a, deep, int64_t)))
				return false;
			while (way[deep - 1] != k)
				(*ring)[(*n)++] = edge[w[way[--deep]].from].task;
			(*ring)[(*n)++] = edge[w[k].from].task;
			for (size_t x = 0, y = *n - 1; x < y; x++, y--) {
				int64_t z = (*ring)[x];

				(*ring)[x] = (*ring)[y];
				(*ring)[y] = z;
			}
			return true;
		}
	}
	return true;
}
