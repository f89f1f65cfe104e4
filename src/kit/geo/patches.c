/* Overlaps and gaps of a set: a line sweeping from south to north counts how often each spot is claimed. */
#include "kit/geo/set.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/*
 * Between two neighbouring heights at which a border begins, ends or crosses another one the
 * borders keep their order, and the land between two of them is a trapezoid: claimed by as many
 * shapes as began minus ended west of it.  Trapezoids that share a stretch of such a height
 * are one patch.  Borders that two shapes share cancel out beforehand: of a set without faults
 * only its outline is left to sweep.
 */

/* Less than this, in units, is the rounding of a crossing and no width. */
static const double THIN = 1e-4;
enum { WORK_MOST = 400000000, CROSSINGS_MOST = 1 << 20 };

struct side {
	struct geo_point a, b; /* a is the lower end */
	int              d;    /* +1: to its east begins a shape; -1: ends */
	uint32_t         shape;
};

struct part { /* of a level: a trapezoid, or the outside */
	double x0, x1; /* at its top */
	size_t patch;
};

struct patch {
	size_t parent; /* of the union of patches */
	double area, best, lon, lat;
	size_t west, east;
	bool   gap;
};

struct sweep {
	struct arena *arena;
	struct side  *side;
	size_t        n, next;
	struct side **act; /* those that cross the level, from west to east */
	double       *low, *high; /* where they cross its bottom and its top, per side of `act` */
	size_t        nact;
	struct part  *was, *now;
	size_t        nwas;
	struct patch *patch; /* 0: the outside */
	size_t        npatch, room;
	double       *cut; /* heights of crossings within a level */
	size_t        ncut, cuts;
	int64_t       work;
	double        x, y; /* what doubles are counted from */
};

/* ---- Sides ---- */

static int
by_line(const void *p, const void *q)
{
	const struct side *a = p, *b = q;

	if (a->a.y != b->a.y)
		return (a->a.y > b->a.y) - (a->a.y < b->a.y);
	if (a->a.x != b->a.x)
		return (a->a.x > b->a.x) - (a->a.x < b->a.x);
	if (a->b.y != b->b.y)
		return (a->b.y > b->b.y) - (a->b.y < b->b.y);
	if (a->b.x != b->b.x)
		return (a->b.x > b->b.x) - (a->b.x < b->b.x);
	return (a->shape > b->shape) - (a->shape < b->shape);
}

static bool
collect(struct sweep *w, const struct geo_set *s)
{
	size_t room = 0, kept = 0;

	for (size_t i = 0; i < s->n; i++)
		room += s->shape[i].n;
	if (!(w->side = ARENA_NEWS(w->arena, room, struct side)))
		return false;
	for (size_t i = 0; i < s->n; i++)
		for (size_t k = 0; k + 1 < s->shape[i].n; k++) {
			struct geo_point a = s->shape[i].pt[k], b = s->shape[i].pt[k + 1];

			/* Level sides bound nothing from west or east. */
			if (s->shape[i].ring_of[k] == s->shape[i].ring_of[k + 1] && a.y != b.y)
				w->side[w->n++] = a.y < b.y ? (struct side){a, b, -1, (uint32_t)i}
				                            : (struct side){b, a, 1, (uint32_t)i};
		}
	qsort(w->side, w->n, sizeof(*w->side), by_line);
	for (size_t i = 0, to; i < w->n; i = to) {
		int d = 0;

		for (to = i; to < w->n && memcmp(&w->side[i], &w->side[to], 2 * sizeof(struct geo_point)) == 0; to++)
			d += w->side[to].d;
		/* As many of them as do not cancel out. */
		for (size_t k = i; k < to && d != 0; k++)
			if ((w->side[k].d > 0) == (d > 0)) {
				d -= w->side[k].d;
				w->side[kept++] = w->side[k];
			}
	}
	w->n = kept;
	return true;
}

static double
x_at(const struct sweep *w, const struct side *s, double y)
{
	double ya = (double)s->a.y - w->y, yb = (double)s->b.y - w->y, xa = (double)s->a.x - w->x,
	    xb = (double)s->b.x - w->x;

	return y <= ya ? xa : y >= yb ? xb : xa + (y - ya) / (yb - ya) * (xb - xa);
}

/* ---- Patches ---- */

static size_t
root(struct sweep *w, size_t p)
{
	while (w->patch[p].parent != p)
		p = w->patch[p].parent = w->patch[w->patch[p].parent].parent;
	return p;
}

static void
join(struct sweep *w, size_t a, size_t b)
{
	struct patch *to, *from;

	a = root(w, a);
	b = root(w, b);
	if (a == b)
		return;
	/* The outside has number 0 and swallows what it meets. */
	to = &w->patch[a < b ? a : b];
	from = &w->patch[a < b ? b : a];
	from->parent = a < b ? a : b;
	to->area += from->area;
	if (from->best > to->best) {
		to->best = from->best;
		to->lon = from->lon;
		to->lat = from->lat;
		to->west = from->west;
		to->east = from->east;
	}
}

static bool
new_patch(struct sweep *w, bool gap, size_t *id)
{
	if (w->npatch == w->room) {
		size_t        room = w->room * 2 + 64;
		struct patch *more = arena_grow(w->arena, w->patch, w->room * sizeof(*more), room * sizeof(*more));

		if (!more)
			return false;
		w->patch = more;
		w->room = room;
	}
	w->patch[w->npatch] = (struct patch){.parent = w->npatch, .gap = gap};
	*id = w->npatch++;
	return true;
}

/* A trapezoid joins those below that it shares a stretch with: `at` walks along the level below. */
static bool
take(struct sweep *w, bool gap, double x0, double x1, size_t *at, size_t *id)
{
	bool   found = false;

	while (*at < w->nwas && w->was[*at].x1 <= x0 + THIN)
		++*at;
	for (size_t k = *at; k < w->nwas && w->was[k].x0 < x1 - THIN; k++) {
		size_t r = root(w, w->was[k].patch);
		double from = fmax(x0, w->was[k].x0), to = fmin(x1, w->was[k].x1);

		if (w->patch[r].gap != gap || to - from <= THIN)
			continue;
		if (found)
			join(w, *id, r);
		*id = r;
		found = true;
	}
	return found || new_patch(w, gap, id);
}

/* ---- Levels ---- */

static void
sort_by_middle(struct sweep *w)
{
	for (size_t i = 1; i < w->nact; i++) {
		struct side *s = w->act[i];
		double       l = w->low[i], h = w->high[i];
		size_t       k = i;

		while (k > 0 && w->low[k - 1] + w->high[k - 1] > l + h) {
			w->act[k] = w->act[k - 1];
			w->low[k] = w->low[k - 1];
			w->high[k] = w->high[k - 1];
			k--;
			w->work++;
		}
		w->act[k] = s;
		w->low[k] = l;
		w->high[k] = h;
	}
}

static void
place(struct sweep *w, double y0, double y1)
{
	for (size_t i = 0; i < w->nact; i++) {
		w->low[i] = x_at(w, w->act[i], y0);
		w->high[i] = x_at(w, w->act[i], y1);
	}
	w->work += (int64_t)w->nact;
	sort_by_middle(w);
}

static bool
level(struct sweep *w, double y0, double y1)
{
	size_t       now = 0, at = 0, last = 0; /* the patch just west, SIZE_MAX: none */
	int          depth = 0;
	struct part *t;
	double       lat = (w->y + (y0 + y1) / 2) / 1e9, metre = geo_degree_area(lat) / 1e18;

	place(w, y0, y1);
	w->now[now++] = (struct part){-INFINITY, w->nact ? w->high[0] : INFINITY, 0};
	if (w->nact) {
		size_t outside = 0;

		/* What was a gap so far and meets the outside is none. */
		(void)take(w, true, -INFINITY, w->low[0], &at, &outside);
		join(w, 0, outside);
	}
	for (size_t i = 0; i + 1 < w->nact; i++) {
		double wide0 = w->low[i + 1] - w->low[i], wide1 = w->high[i + 1] - w->high[i];
		double area = (wide0 + wide1) / 2 * (y1 - y0) * metre;
		struct patch *p;
		size_t id = 0;

		depth += w->act[i]->d;
		if (wide0 <= THIN && wide1 <= THIN)
			continue;
		if (depth == 1) {
			last = SIZE_MAX;
			continue;
		}
		if (!take(w, depth <= 0, w->low[i], w->low[i + 1], &at, &id))
			return false;
		/* Twice and thrice claimed land side by side is one patch. */
		if (last != SIZE_MAX && w->patch[root(w, last)].gap == (depth <= 0))
			join(w, last, id);
		last = id;
		w->now[now++] = (struct part){w->high[i], w->high[i + 1], id};
		p = &w->patch[root(w, id)];
		p->area += area;
		if (area > p->best) {
			p->best = area;
			p->lon = (w->x + (w->low[i] + w->low[i + 1] + w->high[i] + w->high[i + 1]) / 4) / 1e9;
			p->lat = lat;
			p->west = w->act[i]->shape;
			p->east = w->act[i + 1]->shape;
		}
	}
	{
		size_t outside = 0;

		(void)take(w, true, w->nact ? w->low[w->nact - 1] : -INFINITY, INFINITY, &at, &outside);
		join(w, 0, outside);
		if (w->nact)
			w->now[now++] = (struct part){w->high[w->nact - 1], INFINITY, 0};
	}
	t = w->was;
	w->was = w->now;
	w->now = t;
	w->nwas = now;
	return true;
}

/* Where sides change places between y0 and y1: sorting by the top what is sorted by the bottom. */
static bool
find_cuts(struct sweep *w, double y0, double y1)
{
	w->ncut = 0;
	place(w, y0, y0 + (y1 - y0) * 1e-9);
	for (size_t i = 0; i < w->nact; i++)
		w->high[i] = x_at(w, w->act[i], y1);
	for (size_t i = 1; i < w->nact; i++) {
		struct side *s = w->act[i];
		double       l = w->low[i], h = w->high[i];
		size_t       k = i;

		while (k > 0 && w->high[k - 1] > h) {
			double before = l - w->low[k - 1], after = w->high[k - 1] - h;

			w->work++;
			if (before > THIN && after > THIN) {
				if (w->ncut == w->cuts) {
					size_t  more = w->cuts * 2 + 256;
					double *cut = arena_grow(w->arena, w->cut, w->cuts * sizeof(*cut),
					    more * sizeof(*cut));

					if (!cut || more > CROSSINGS_MOST)
						return false;
					w->cut = cut;
					w->cuts = more;
				}
				w->cut[w->ncut++] = y0 + (y1 - y0) * before / (before + after);
			}
			w->act[k] = w->act[k - 1];
			w->low[k] = w->low[k - 1];
			w->high[k] = w->high[k - 1];
			k--;
		}
		w->act[k] = s;
		w->low[k] = l;
		w->high[k] = h;
	}
	return true;
}

static int
by_height(const void *a, const void *b)
{
	const double *p = a, *q = b;

	return (*p > *q) - (*p < *q);
}

static bool
levels(struct sweep *w, double y0, double y1)
{
	if (!find_cuts(w, y0, y1))
		return false;
	if (w->ncut)
		qsort(w->cut, w->ncut, sizeof(*w->cut), by_height);
	for (size_t i = 0; i < w->ncut; i++) {
		if (w->cut[i] - y0 <= THIN || y1 - w->cut[i] <= THIN)
			continue;
		if (!level(w, y0, w->cut[i]))
			return false;
		y0 = w->cut[i];
	}
	return level(w, y0, y1);
}

/* Ends leave, beginnings enter, up to the next height at which either happens. */
static bool
sweep(struct sweep *w)
{
	double *height = ARENA_NEWS(w->arena, 2 * w->n, double), y;
	size_t  nheight = 0, kept, at = 0, outside = 0;

	if (!height)
		return false;
	for (size_t i = 0; i < w->n; i++) {
		height[nheight++] = (double)w->side[i].a.y - w->y;
		height[nheight++] = (double)w->side[i].b.y - w->y;
	}
	qsort(height, nheight, sizeof(*height), by_height);
	for (size_t i = 0; i + 1 < nheight; i++) {
		if (height[i + 1] <= height[i])
			continue;
		y = height[i];
		kept = 0;
		for (size_t k = 0; k < w->nact; k++)
			if ((double)w->act[k]->b.y - w->y > y)
				w->act[kept++] = w->act[k];
		w->nact = kept;
		while (w->next < w->n && (double)w->side[w->next].a.y - w->y <= y)
			w->act[w->nact++] = &w->side[w->next++];
		if (!levels(w, y, height[i + 1]) || w->work > WORK_MOST)
			return false;
	}
	/* Above the highest border all is outside. */
	(void)take(w, true, -INFINITY, INFINITY, &at, &outside);
	join(w, 0, outside);
	return true;
}

static int
by_place(const void *a, const void *b)
{
	const struct geo_patch *p = a, *q = b;

	return p->lat != q->lat ? (p->lat > q->lat) - (p->lat < q->lat) : (p->lon > q->lon) - (p->lon < q->lon);
}

/* Two that hold the spot of an overlap. */
static void
claim(const struct geo_set *s, struct geo_patch *p)
{
	struct geo_point at;
	struct geo_box   box;

	if (!geo_point_of(p->lon, p->lat, &at))
		return;
	box = (struct geo_box){at.x, at.y, at.x, at.y};
	p->a = p->b = SIZE_MAX;
	for (size_t i = geo_set_near(s, &box, SIZE_MAX); i != SIZE_MAX && p->b == SIZE_MAX; i = geo_set_near(s,
	    &box, i))
		if (geo_shape_where(&s->shape[i], at) != GEO_OUT)
			*(p->a == SIZE_MAX ? &p->a : &p->b) = i;
}

enum err
geo_set_patches(struct arena *a, const struct geo_set *s, double least, struct geo_patch **out, size_t *n)
{
	struct sweep w = {.arena = a};
	size_t       outside, count = 0;

	*n = 0;
	*out = NULL;
	if (!collect(&w, s))
		return ERR_MEMORY;
	w.act = ARENA_NEWS(a, w.n + 1, struct side *);
	w.low = ARENA_NEWS(a, w.n + 1, double);
	w.high = ARENA_NEWS(a, w.n + 1, double);
	w.was = ARENA_NEWS(a, w.n + 2, struct part);
	w.now = ARENA_NEWS(a, w.n + 2, struct part);
	if (!w.act || !w.low || !w.high || !w.was || !w.now || !new_patch(&w, true, &outside))
		return ERR_MEMORY;
	if (w.n) {
		w.x = (double)w.side[0].a.x;
		w.y = (double)w.side[0].a.y;
	}
	w.was[0] = (struct part){-INFINITY, INFINITY, 0};
	w.nwas = 1;
	if (!sweep(&w))
		return w.work > WORK_MOST || w.cuts * 2 + 256 > CROSSINGS_MOST ? ERR_LARGE : ERR_MEMORY;
	if (!(*out = ARENA_NEWS(a, w.npatch, struct geo_patch)))
		return ERR_MEMORY;
	for (size_t i = 1; i < w.npatch; i++) {
		const struct patch *p = &w.patch[i];

		if (p->parent != i || p->area < least)
			continue;
		(*out)[count] = (struct geo_patch){p->gap, p->area, p->lon, p->lat, p->west, p->east};
		if (!p->gap)
			claim(s, &(*out)[count]);
		count++;
	}
	qsort(*out, count, sizeof(**out), by_place);
	*n = count;
	return OK;
}
