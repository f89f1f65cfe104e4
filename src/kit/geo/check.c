/* Whether a shape is one: crossings, spikes, holes that are none. */
#include "kit/geo/shape.h"

#include <stdlib.h>

struct checking {
	const struct geo_shape *s;
	struct geo_fault       *fault;
	size_t                  n, most;
};

static void
add(struct checking *c, enum geo_fault_kind kind, double lon, double lat)
{
	for (size_t i = 0; i < c->n; i++)
		if (c->fault[i].kind == kind && c->fault[i].lon <= lon && c->fault[i].lon >= lon &&
		    c->fault[i].lat <= lat && c->fault[i].lat >= lat)
			return;
	if (c->n < c->most)
		c->fault[c->n++] = (struct geo_fault){kind, lon, lat};
}

static void
add_at(struct checking *c, enum geo_fault_kind kind, struct geo_point p)
{
	add(c, kind, geo_degrees(p.x), geo_degrees(p.y));
}

static bool
edge(const struct geo_shape *s, size_t i)
{
	return i + 1 < s->n && s->ring_of[i] == s->ring_of[i + 1];
}

static bool
between(struct geo_point a, struct geo_point b, struct geo_point p)
{
	return (p.x <= a.x || p.x <= b.x) && (p.x >= a.x || p.x >= b.x) && (p.y <= a.y || p.y <= b.y) &&
	       (p.y >= a.y || p.y >= b.y);
}

/* ---- Spikes ---- */

static void
find_spikes(struct checking *c)
{
	for (size_t r = 0; r < c->s->nrings; r++) {
		const struct geo_ring  *g = &c->s->ring[r];
		const struct geo_point *p = c->s->pt + g->from;

		for (size_t i = 0; i < g->n; i++) {
			struct geo_point a = p[i == 0 ? g->n - 1 : i - 1], b = p[i], d = p[i + 1];

			/* On one line, and not onward. */
			if (geo_side(a, b, d) == 0 && !between(a, d, b))
				add_at(c, GEO_SPIKE, b);
		}
	}
}

/* ---- Edges against edges ---- */

static bool
neighbours(const struct geo_shape *s, size_t i, size_t k)
{
	const struct geo_ring *g = &s->ring[s->ring_of[i]];

	return s->ring_of[i] == s->ring_of[k] && (k == i + 1 || (i == g->from && k == g->from + g->n - 1));
}

static void
meet_on_line(struct checking *c, struct geo_point a, struct geo_point b, struct geo_point p, struct geo_point q,
             bool one_ring)
{
	struct geo_point in[4], end[4] = {p, q, a, b};
	size_t           n = 0;

	for (size_t i = 0; i < 4; i++)
		if (i < 2 ? between(a, b, end[i]) : between(p, q, end[i]))
			in[n++] = end[i];
	for (size_t i = 1; i < n; i++)
		if (in[i].x != in[0].x || in[i].y != in[0].y) {
			add_at(c, one_ring ? GEO_CROSS : GEO_SHARE, in[0]);
			return;
		}
	if (n && one_ring)
		add_at(c, GEO_TOUCH, in[0]);
}

static void
meet(struct checking *c, size_t i, size_t k)
{
	const struct geo_shape *s = c->s;
	struct geo_point        a = s->pt[i], b = s->pt[i + 1], p = s->pt[k], q = s->pt[k + 1];
	int  ap = geo_side(a, b, p), aq = geo_side(a, b, q), pa = geo_side(p, q, a), pb = geo_side(p, q, b);
	bool one = s->ring_of[i] == s->ring_of[k];

	if (neighbours(s, i, k))
		return;
	if (ap == 0 && aq == 0) {
		meet_on_line(c, a, b, p, q, one);
	} else if (ap * aq < 0 && pa * pb < 0) {
		double dx = (double)(b.x - a.x), dy = (double)(b.y - a.y), ex = (double)(q.x - p.x),
		    ey = (double)(q.y - p.y);
		double t = ((double)(p.x - a.x) * ey - (double)(p.y - a.y) * ex) / (dx * ey - dy * ex);

		add(c, GEO_CROSS, geo_degrees(a.x) + t * dx / 1e9, geo_degrees(a.y) + t * dy / 1e9);
	} else if (one) {
		if (ap == 0 && between(a, b, p))
			add_at(c, GEO_TOUCH, p);
		else if (aq == 0 && between(a, b, q))
			add_at(c, GEO_TOUCH, q);
		else if (pa == 0 && between(p, q, a))
			add_at(c, GEO_TOUCH, a);
		else if (pb == 0 && between(p, q, b))
			add_at(c, GEO_TOUCH, b);
	}
}

static void
find_crossings(struct checking *c)
{
	const struct geo_shape *s = c->s;

	for (size_t i = 0; i < s->n && c->n < c->most; i++) {
		struct geo_point a, b;
		struct geo_walk  w;
		size_t           from, to;

		if (!edge(s, i))
			continue;
		a = s->pt[i];
		b = s->pt[i + 1];
		for (geo_walk_begin(&w, &s->edges,
		                    (struct geo_box){a.x < b.x ? a.x : b.x, a.y < b.y ? a.y : b.y,
		                    a.x > b.x ? a.x : b.x,
		                                     a.y > b.y ? a.y : b.y});
		     geo_walk_next(&w, &from, &to);)
			for (size_t k = from > i ? from : i + 1; k < to; k++)
				if (edge(s, k))
					meet(c, i, k);
	}
}

/* ---- Rings against rings ---- */

/* Where twice-as-fine p (in half units) lies to one ring. */
static enum geo_where
where_ring(const struct geo_shape *s, size_t ring, struct geo_point p)
{
	struct geo_box  ray = {p.x > 0 ? p.x / 2 : p.x / 2 - 1, p.y / 2 - 1, INT64_MAX, p.y / 2 + 1};
	struct geo_walk w;
	size_t          from, to;
	bool            in = false;

	for (geo_walk_begin(&w, &s->edges, ray); geo_walk_next(&w, &from, &to);)
		for (size_t i = from; i < to; i++) {
			struct geo_point a, b;
			int              side;

			if (s->ring_of[i] != ring || !edge(s, i))
				continue;
			a = (struct geo_point){s->pt[i].x * 2, s->pt[i].y * 2};
			b = (struct geo_point){s->pt[i + 1].x * 2, s->pt[i + 1].y * 2};
			side = geo_side(a, b, p);
			if (side == 0 && between(a, b, p))
				return GEO_BORDER;
			if ((a.y > p.y) != (b.y > p.y) && side == (b.y > a.y ? 1 : -1))
				in = !in;
		}
	return in ? GEO_IN : GEO_OUT;
}

/* Edge i cut where the other ring touches it: the next point of the cut behind `at`, else its end. */
static struct geo_point
next_cut(const struct geo_shape *s, size_t i, size_t ring, struct geo_point at)
{
	struct geo_point a = s->pt[i], b = s->pt[i + 1], best = b;
	struct geo_walk  w;
	size_t           from, to;
	struct geo_box   box = {a.x < b.x ? a.x : b.x, a.y < b.y ? a.y : b.y, a.x > b.x ? a.x : b.x,
	    a.y > b.y ? a.y : b.y};

	for (geo_walk_begin(&w, &s->edges, box); geo_walk_next(&w, &from, &to);)
		for (size_t k = from; k < to; k++) {
			struct geo_point p = s->pt[k];

			if (s->ring_of[k] == ring && geo_side(a, b, p) == 0 && between(at, best, p) &&
			    (p.x != at.x || p.y != at.y))
				best = p;
		}
	return best;
}

struct lie {
	bool             in, out;
	struct geo_point at, out_at; /* of the last change; somewhere outside */
	bool             mixed;
};

/* How ring j lies to ring i: nothing crosses, so each stretch between touches is in or out as a whole. */
static struct lie
lie_of(const struct geo_shape *s, size_t j, size_t i)
{
	const struct geo_ring *g = &s->ring[j];
	struct lie             l = {.in = false};

	for (size_t k = g->from; k < g->from + g->n && !l.mixed; k++) {
		struct geo_point at = s->pt[k], to;

		do {
			struct geo_point middle;
			enum geo_where   where;

			to = next_cut(s, k, i, at);
			middle = (struct geo_point){at.x + to.x, at.y + to.y};
			where = where_ring(s, i, middle);
			if (where == GEO_OUT && !l.out)
				l.out_at = at;
			if ((where == GEO_IN && l.out) || (where == GEO_OUT && l.in)) {
				l.mixed = true;
				l.at = at;
			}
			l.in = l.in || where == GEO_IN;
			l.out = l.out || where == GEO_OUT;
			at = to;
		} while (to.x != s->pt[k + 1].x || to.y != s->pt[k + 1].y);
	}
	return l;
}

static bool
inside_hole_of(const struct geo_shape *s, size_t ring, uint32_t part)
{
	for (size_t i = 0; i < s->nrings; i++)
		if (s->ring[i].hole && s->ring[i].part == part && geo_box_meet(&s->ring[i].box, &s->ring[ring].box) &&
		    lie_of(s, ring, i).in)
			return true;
	return false;
}

static void
find_relations(struct checking *c)
{
	const struct geo_shape *s = c->s;

	for (size_t j = 0; j < s->nrings; j++)
		for (size_t i = 0; i < s->nrings && c->n < c->most; i++) {
			const struct geo_ring *inner = &s->ring[j], *outer = &s->ring[i];
			bool                   own = inner->hole && !outer->hole && inner->part == outer->part;
			struct lie             l = {.out = true, .out_at = s->pt[inner->from]};

			/* Between a border and a hole the hole is asked; mixed is mixed from either side. */
			if (i == j || (!inner->hole && outer->hole))
				continue;
			if (geo_box_meet(&inner->box, &outer->box))
				l = lie_of(s, j, i);
			if (l.mixed)
				add_at(c, GEO_CROSS, l.at);
			else if (own && l.out)
				add_at(c, GEO_HOLE_OUTSIDE, l.out_at);
			else if (inner->hole && outer->hole && inner->part == outer->part && l.in)
				add_at(c, GEO_HOLE_IN_HOLE, s->pt[inner->from]);
			else if (!inner->hole && !outer->hole && l.in && !inside_hole_of(s, j, outer->part))
				add_at(c, GEO_PART_IN_PART, s->pt[inner->from]);
		}
}

size_t
geo_shape_check(const struct geo_shape *s, struct geo_fault *fault, size_t most)
{
	struct checking c = {s, fault, 0, most};

	find_spikes(&c);
	find_crossings(&c);
	if (c.n == 0 && s->nrings > 1)
		find_relations(&c);
	return c.n;
}
