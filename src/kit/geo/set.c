/* Many shapes in a tree. */
#include "kit/geo/set.h"

#include <math.h>
#include <stdlib.h>

struct placed {
	int64_t x, y; /* twice the middle of the box */
	size_t  i;
};

static int
by_x(const void *a, const void *b)
{
	const struct placed *p = a, *q = b;

	return p->x != q->x ? (p->x > q->x) - (p->x < q->x) : (p->i > q->i) - (p->i < q->i);
}

static int
by_y(const void *a, const void *b)
{
	const struct placed *p = a, *q = b;

	return p->y != q->y ? (p->y > q->y) - (p->y < q->y) : (p->i > q->i) - (p->i < q->i);
}

bool
geo_set_build(struct arena *a, const struct geo_shape *shape, size_t n, struct geo_set *s)
{
	struct placed  *p = ARENA_NEWS(a, n, struct placed);
	size_t         *order = ARENA_NEWS(a, n, size_t), stripe;
	struct geo_box *box = ARENA_NEWS(a, n, struct geo_box);

	*s = (struct geo_set){.shape = shape, .n = n, .order = order};
	if (!p || !order || !box)
		return false;
	for (size_t i = 0; i < n; i++)
		p[i] = (struct placed){shape[i].box.x0 + shape[i].box.x1, shape[i].box.y0 + shape[i].box.y1, i};
	/* Stripes from west to east, each from south to north: neighbours in the order lie near each other. */
	stripe = (size_t)sqrt((double)n * GEO_FAN);
	stripe = stripe < GEO_FAN ? GEO_FAN : (stripe + GEO_FAN - 1) / GEO_FAN * GEO_FAN;
	qsort(p, n, sizeof(*p), by_x);
	for (size_t from = 0; from < n; from += stripe)
		qsort(p + from, n - from < stripe ? n - from : stripe, sizeof(*p), by_y);
	for (size_t i = 0; i < n; i++) {
		order[i] = p[i].i;
		box[i] = shape[p[i].i].box;
	}
	return geo_tree_build(a, box, n, &s->tree);
}

size_t
geo_set_at(const struct geo_set *s, struct geo_point p, bool (*wanted)(size_t i, const void *arg), const void *arg)
{
	struct geo_walk w;
	size_t          from, to, best = SIZE_MAX;

	for (geo_walk_begin(&w, &s->tree, (struct geo_box){p.x, p.y, p.x, p.y}); geo_walk_next(&w, &from, &to);)
		for (size_t k = from; k < to; k++) {
			size_t i = s->order[k];

			if (i < best && (!wanted || wanted(i, arg)) && geo_shape_where(&s->shape[i], p) != GEO_OUT)
				best = i;
		}
	return best;
}

size_t
geo_set_near(const struct geo_set *s, const struct geo_box *box, size_t after)
{
	struct geo_walk w;
	size_t          from, to, best = SIZE_MAX;

	for (geo_walk_begin(&w, &s->tree, *box); geo_walk_next(&w, &from, &to);)
		for (size_t k = from; k < to; k++) {
			size_t i = s->order[k];

			if (i < best && (after == SIZE_MAX || i > after) && geo_box_meet(&s->shape[i].box, box))
				best = i;
		}
	return best;
}
