/* Packing boxes and walking through them. */
#include "kit/geo/tree.h"

void
geo_box_add(struct geo_box *a, const struct geo_box *b)
{
	a->x0 = b->x0 < a->x0 ? b->x0 : a->x0;
	a->y0 = b->y0 < a->y0 ? b->y0 : a->y0;
	a->x1 = b->x1 > a->x1 ? b->x1 : a->x1;
	a->y1 = b->y1 > a->y1 ? b->y1 : a->y1;
}

static struct geo_box *
group(struct arena *a, const struct geo_box *of, size_t n, size_t *count)
{
	struct geo_box *box;

	*count = (n + GEO_FAN - 1) / GEO_FAN;
	if (!(box = ARENA_NEWS(a, *count, struct geo_box)))
		return NULL;
	for (size_t i = 0; i < *count; i++)
		box[i] = GEO_BOX_EMPTY;
	for (size_t i = 0; i < n; i++)
		geo_box_add(&box[i / GEO_FAN], &of[i]);
	return box;
}

bool
geo_tree_build(struct arena *a, const struct geo_box *item, size_t n, struct geo_tree *t)
{
	*t = (struct geo_tree){.n = n};
	for (size_t below = n; below > 0; t->levels++) {
		if (!(t->level[t->levels] = group(a, item, below, &t->count[t->levels])))
			return false;
		item = t->level[t->levels];
		below = t->count[t->levels];
		if (below == 1)
			below = 0;
	}
	return true;
}

void
geo_walk_begin(struct geo_walk *w, const struct geo_tree *t, struct geo_box want)
{
	w->tree = t;
	w->want = want;
	w->n = 0;
	if (t->levels) {
		w->node[0] = 0;
		w->depth[0] = (unsigned char)(t->levels - 1);
		w->n = 1;
	}
}

bool
geo_walk_next(struct geo_walk *w, size_t *from, size_t *to)
{
	const struct geo_tree *t = w->tree;

	while (w->n > 0) {
		size_t node = w->node[--w->n], d = w->depth[w->n], last;

		if (!geo_box_meet(&t->level[d][node], &w->want))
			continue;
		if (d == 0) {
			*from = node * GEO_FAN;
			*to = *from + GEO_FAN < t->n ? *from + GEO_FAN : t->n;
			return true;
		}
		last = (node + 1) * GEO_FAN < t->count[d - 1] ? (node + 1) * GEO_FAN : t->count[d - 1];
		/* The last is pushed first: what comes out keeps its order. */
		while (last > node * GEO_FAN) {
			w->node[w->n] = --last;
			w->depth[w->n++] = (unsigned char)(d - 1);
		}
	}
	return false;
}
