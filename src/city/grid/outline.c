/* Borders as text, rows of grids. */
#include "city/grid/outline.h"

#include <stdlib.h>

void
outline_add(struct buf *b, const struct geo_shape *s)
{
	for (size_t r = 0; r < s->nrings; r++) {
		const struct geo_point *p = s->pt + s->ring[r].from;
		struct geo_point        was = {0, 0};

		buf_char(b, s->ring[r].hole ? 'H' : 'P');
		for (size_t i = 0; i < s->ring[r].n; i++) {
			if (i)
				buf_char(b, ' ');
			buf_i64(b, p[i].x - was.x);
			buf_char(b, ' ');
			buf_i64(b, p[i].y - was.y);
			was = p[i];
		}
	}
}

static bool
read_ring(str text, struct geo_point *p, size_t *n)
{
	static const int64_t most = INT64_C(360000000000);
	struct geo_point     was = {0, 0};

	while (text.p) {
		int64_t x, y;

		if (!str_to_i64(str_cut(&text, ' '), &x) || !text.p || !str_to_i64(str_cut(&text, ' '), &y) ||
		    x > most ||
		    x < -most || y > most || y < -most)
			return false;
		was = (struct geo_point){was.x + x, was.y + y};
		p[(*n)++] = was;
	}
	return true;
}

enum err
outline_read(struct arena *a, str text, struct geo_shape *out)
{
	struct geo_point   *p = ARENA_NEWS(a, text.n / 2 + 1, struct geo_point);
	struct geo_ring_in *ring;
	struct geo_fault    bad;
	size_t              n = 0, rings = 0;
	uint32_t            part = 0;

	for (size_t i = 0; i < text.n; i++)
		rings += text.p[i] == 'P' || text.p[i] == 'H';
	ring = ARENA_NEWS(a, rings + 1, struct geo_ring_in);
	if (!p || !ring)
		return ERR_MEMORY;
	rings = 0;
	for (size_t from = 0, to; from < text.n; from = to) {
		size_t first = n;

		for (to = from + 1; to < text.n && text.p[to] != 'P' && text.p[to] != 'H'; to++)
			;
		if ((text.p[from] != 'P' && text.p[from] != 'H') || !read_ring(str_slice(text, from + 1, to), p, &n))
			return ERR_INPUT;
		part += text.p[from] == 'P' && rings > 0;
		ring[rings++] = (struct geo_ring_in){p + first, n - first, part, text.p[from] == 'H'};
	}
	return geo_shape_make(a, ring, rings, out, &bad);
}

/* ---- Numbering ---- */

static int64_t
middle_x(const struct grid_box *g)
{
	return g->box.x0 + g->box.x1;
}

static int64_t
middle_y(const struct grid_box *g)
{
	return g->box.y0 + g->box.y1;
}

static int
by_number(size_t a, size_t b)
{
	return (a > b) - (a < b);
}

static int
from_north(const void *a, const void *b)
{
	const struct grid_box *p = a, *q = b;
	int64_t                y = middle_y(p), v = middle_y(q);

	return y != v ? (y < v) - (y > v) : by_number(p->i, q->i);
}

static int
from_west(const void *a, const void *b)
{
	const struct grid_box *p = a, *q = b;
	int64_t                x = middle_x(p), u = middle_x(q);

	return x != u ? (x > u) - (x < u) : from_north(a, b);
}

void
grid_order(struct grid_box *g, size_t n)
{
	qsort(g, n, sizeof(*g), from_north);
	for (size_t from = 0, to; from < n; from = to) {
		for (to = from + 1; to < n && middle_y(&g[to]) > 2 * g[from].box.y0; to++)
			;
		qsort(g + from, to - from, sizeof(*g), from_west);
	}
}
