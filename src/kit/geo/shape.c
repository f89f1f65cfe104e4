/* Making shapes, and asking where a point lies. */
#include "kit/geo/shape.h"

#include <math.h>
#include <stdlib.h>

/* Differences have 39 bits, their products 78. */
__extension__ typedef __int128 wide;

static const double UNITS = 1e9, PI = 3.14159265358979323846;
static const double AXIS = 6378137.0, FLAT = 1 / 298.257222101; /* GRS 80 */

bool
geo_point_of(double lon, double lat, struct geo_point *out)
{
	/* Not a number fails both. */
	if (!(fabs(lon) <= 180) || !(fabs(lat) <= 90))
		return false;
	*out = (struct geo_point){llround(lon * UNITS), llround(lat * UNITS)};
	return true;
}

double
geo_degrees(int64_t v)
{
	return (double)v / UNITS;
}

int
geo_side(struct geo_point a, struct geo_point b, struct geo_point c)
{
	wide left = (wide)(b.x - a.x) * (c.y - a.y), right = (wide)(b.y - a.y) * (c.x - a.x);

	return (left > right) - (left < right);
}

/* ---- Making ---- */

static bool
same(struct geo_point a, struct geo_point b)
{
	return a.x == b.x && a.y == b.y;
}

static void
note(struct geo_fault *bad, enum geo_fault_kind kind, struct geo_point at)
{
	*bad = (struct geo_fault){kind, geo_degrees(at.x), geo_degrees(at.y)};
}

/* Twice the area, in units; positive against the clock. */
static wide
doubled(const struct geo_point *p, size_t n)
{
	wide sum = 0;

	for (size_t i = 1; i + 1 < n; i++)
		sum += (wide)(p[i].x - p[0].x) * (p[i + 1].y - p[0].y) -
		       (wide)(p[i].y - p[0].y) * (p[i + 1].x - p[0].x);
	return sum;
}

/* The points of a ring without repetitions, turned the right way and closed; their number without the last. */
static size_t
copy_ring(const struct geo_ring_in *in, struct geo_point *to)
{
	size_t n = 0;

	for (size_t i = 0; i < in->n; i++)
		if (n == 0 || !same(to[n - 1], in->p[i]))
			to[n++] = in->p[i];
	while (n > 1 && same(to[n - 1], to[0]))
		n--;
	if (n < 3)
		return 0;
	if ((doubled(to, n) < 0) != in->hole)
		for (size_t i = 0; i < n / 2; i++) {
			struct geo_point t = to[i];

			to[i] = to[n - 1 - i];
			to[n - 1 - i] = t;
		}
	to[n] = to[0];
	return n;
}

static struct geo_box
box_of_edge(struct geo_point a, struct geo_point b)
{
	return (struct geo_box){a.x < b.x ? a.x : b.x, a.y < b.y ? a.y : b.y, a.x > b.x ? a.x : b.x,
	                        a.y > b.y ? a.y : b.y};
}

static bool
build_edges(struct arena *a, struct geo_shape *s)
{
	struct geo_box *box = ARENA_NEWS(a, s->n, struct geo_box);

	if (!box)
		return false;
	for (size_t i = 0; i < s->n; i++)
		box[i] = i + 1 < s->n && s->ring_of[i] == s->ring_of[i + 1] ? box_of_edge(s->pt[i], s->pt[i + 1])
		                                                            : box_of_edge(s->pt[i], s->pt[i]);
	s->box = GEO_BOX_EMPTY;
	for (size_t i = 0; i < s->n; i++)
		geo_box_add(&s->box, &box[i]);
	return geo_tree_build(a, box, s->n, &s->edges);
}

static enum err
check_parts(const struct geo_ring_in *ring, size_t n, struct geo_fault *bad)
{
	size_t points = 0;

	for (size_t i = 0; i < n; i++) {
		points += ring[i].n;
		/* A part begins with its border and goes on with its holes. */
		if (ring[i].n && ring[i].hole != (i > 0 && ring[i].part == ring[i - 1].part)) {
			note(bad, GEO_NO_BORDER, ring[i].p[0]);
			return ERR_INPUT;
		}
	}
	if (n == 0) {
		*bad = (struct geo_fault){.kind = GEO_FEW};
		return ERR_INPUT;
	}
	return points > GEO_POINTS_MOST || n > GEO_RINGS_MOST ? ERR_LARGE : OK;
}

enum err
geo_shape_make(struct arena *a, const struct geo_ring_in *in, size_t n, struct geo_shape *s, struct geo_fault *bad)
{
	struct geo_point *pt;
	struct geo_ring  *ring;
	uint32_t         *of;
	size_t            room = 0;
	enum err          e = check_parts(in, n, bad);

	*s = (struct geo_shape){.nrings = n};
	if (e != OK)
		return e;
	for (size_t i = 0; i < n; i++)
		room += in[i].n + 1;
	pt = ARENA_NEWS(a, room, struct geo_point);
	of = ARENA_NEWS(a, room, uint32_t);
	ring = ARENA_NEWS(a, n, struct geo_ring);
	if (!pt || !of || !ring)
		return ERR_MEMORY;
	for (size_t i = 0; i < n; i++) {
		struct geo_ring *r = &ring[i];

		*r = (struct geo_ring){.from = s->n, .n = copy_ring(&in[i], pt + s->n), .part = in[i].part,
		                       .hole = in[i].hole, .box = GEO_BOX_EMPTY};
		if (r->n == 0) {
			note(bad, GEO_FEW, in[i].n ? in[i].p[0] : (struct geo_point){0, 0});
			return ERR_INPUT;
		}
		for (size_t k = 0; k <= r->n; k++) {
			geo_box_add(&r->box, &(struct geo_box){pt[s->n].x, pt[s->n].y, pt[s->n].x, pt[s->n].y});
			of[s->n++] = (uint32_t)i;
		}
	}
	s->pt = pt;
	s->ring_of = of;
	s->ring = ring;
	return build_edges(a, s) ? OK : ERR_MEMORY;
}

/* ---- Inside? ---- */

enum geo_where
geo_shape_where(const struct geo_shape *s, struct geo_point p)
{
	struct geo_walk w;
	size_t          from, to;
	bool            in = false;

	if (p.x < s->box.x0 || p.x > s->box.x1 || p.y < s->box.y0 || p.y > s->box.y1)
		return GEO_OUT;
	/* A ray to the east: it crosses those edges of which one end lies above it and the other not. */
	for (geo_walk_begin(&w, &s->edges, (struct geo_box){p.x, p.y, INT64_MAX, p.y}); geo_walk_next(&w, &from, &to);)
		for (size_t i = from; i < to; i++) {
			struct geo_point a = s->pt[i], b;
			int              side;

			if (i + 1 == s->n || s->ring_of[i] != s->ring_of[i + 1])
				continue;
			b = s->pt[i + 1];
			if ((a.y > p.y && b.y > p.y) || (a.y < p.y && b.y < p.y) || (a.x < p.x && b.x < p.x))
				continue;
			side = geo_side(a, b, p);
			if (side == 0 && (p.x <= a.x || p.x <= b.x) && (p.x >= a.x || p.x >= b.x))
				return GEO_BORDER;
			if ((a.y > p.y) != (b.y > p.y) && side == (b.y > a.y ? 1 : -1))
				in = !in;
		}
	return in ? GEO_IN : GEO_OUT;
}

/* ---- Measures ---- */

/* The northing of the equal-area cylinder, in square metres a radian. */
static double
northing(double lat)
{
	double e2 = FLAT * (2 - FLAT), e = sqrt(e2), s = sin(lat * PI / 180);

	return AXIS * AXIS * (1 - e2) / 2 * (s / (1 - e2 * s * s) + atanh(e * s) / e);
}

double
geo_degree_area(double lat)
{
	double e2 = FLAT * (2 - FLAT), s = sin(lat * PI / 180), w = 1 - e2 * s * s;

	return AXIS * AXIS * (1 - e2) / (w * w) * cos(lat * PI / 180) * (PI / 180) * (PI / 180);
}

double
geo_shape_area(const struct geo_shape *s)
{
	double sum = 0;

	for (size_t r = 0; r < s->nrings; r++) {
		const struct geo_point *p = s->pt + s->ring[r].from;
		double                  y0 = northing(geo_degrees(p[0].y)), was_x = 0, was_y = 0;

		for (size_t i = 1; i <= s->ring[r].n; i++) {
			double x = geo_degrees(p[i].x - p[0].x) * PI / 180, y = northing(geo_degrees(p[i].y)) - y0;

			sum += (was_x * y - was_y * x) / 2;
			was_x = x;
			was_y = y;
		}
	}
	return sum;
}

double
geo_shape_length(const struct geo_shape *s)
{
	double sum = 0, e2 = FLAT * (2 - FLAT);

	for (size_t i = 0; i + 1 < s->n; i++) {
		double lat = geo_degrees(s->pt[i].y + (s->pt[i + 1].y - s->pt[i].y) / 2) * PI / 180;
		double w = 1 - e2 * sin(lat) * sin(lat), m = AXIS * (1 - e2) / (w * sqrt(w));

		if (s->ring_of[i] == s->ring_of[i + 1])
			sum += hypot(geo_degrees(s->pt[i + 1].x - s->pt[i].x) * AXIS / sqrt(w) * cos(lat),
			             geo_degrees(s->pt[i + 1].y - s->pt[i].y) * m) * PI / 180;
	}
	return sum;
}

double
geo_shape_metres(const struct geo_shape *s, struct geo_point p)
{
	double e2 = FLAT * (2 - FLAT), lat = geo_degrees(p.y) * PI / 180, w = 1 - e2 * sin(lat) * sin(lat);
	double east = AXIS / sqrt(w) * cos(lat) * PI / 180, north = AXIS * (1 - e2) / (w * sqrt(w)) * PI / 180;
	double least = INFINITY;

	if (geo_shape_where(s, p) != GEO_OUT)
		return 0;
	for (size_t i = 0; i + 1 < s->n; i++) {
		/* From the point, in metres: the beginning of the edge, and its way. */
		double x = geo_degrees(s->pt[i].x - p.x) * east, y = geo_degrees(s->pt[i].y - p.y) * north;
		double dx = geo_degrees(s->pt[i + 1].x - s->pt[i].x) * east;
		double dy = geo_degrees(s->pt[i + 1].y - s->pt[i].y) * north;
		double t = dx * dx + dy * dy > 0 ? -(x * dx + y * dy) / (dx * dx + dy * dy) : 0;

		if (s->ring_of[i] != s->ring_of[i + 1])
			continue;
		t = t < 0 ? 0 : t > 1 ? 1 : t;
		least = fmin(least, hypot(x + t * dx, y + t * dy));
	}
	return least;
}

/* ---- A point inside ---- */

/* Where the line y crosses an edge. */
static double
crossing(struct geo_point a, struct geo_point b, int64_t y)
{
	return (double)a.x + (double)(y - a.y) / (double)(b.y - a.y) * (double)(b.x - a.x);
}

/* The longest stretch of the line y that the shape holds. */
static bool
longest(const struct geo_shape *s, int64_t y, struct geo_point *out)
{
	struct geo_walk w;
	double          best = 0, x, was;
	size_t          from, to;
	struct geo_point at;

	/* From each crossing to the next one east of it; what lies between is inside or outside as a whole. */
	for (geo_walk_begin(&w, &s->edges, (struct geo_box){INT64_MIN, y, INT64_MAX, y}); geo_walk_next(&w, &from,
	    &to);)
		for (size_t i = from; i < to; i++) {
			struct geo_point a = s->pt[i], b;
			struct geo_walk  v;
			size_t           f, t;

			if (i + 1 == s->n || s->ring_of[i] != s->ring_of[i + 1] || (a.y > y) == (s->pt[i + 1].y > y))
				continue;
			b = s->pt[i + 1];
			was = crossing(a, b, y);
			x = INFINITY;
			for (geo_walk_begin(&v, &s->edges, (struct geo_box){(int64_t)was, y, INT64_MAX, y});
			     geo_walk_next(&v, &f, &t);)
				for (size_t k = f; k < t; k++) {
					struct geo_point c = s->pt[k], d;
					double           next;

					if (k == i || k + 1 == s->n || s->ring_of[k] != s->ring_of[k + 1] ||
					    (c.y > y) == (s->pt[k + 1].y > y))
						continue;
					d = s->pt[k + 1];
					next = crossing(c, d, y);
					if (next > was && next < x)
						x = next;
				}
			at = (struct geo_point){isinf(x) ? 0 : (int64_t)((was + x) / 2), y};
			if (!isinf(x) && x - was > best && geo_shape_where(s, at) == GEO_IN) {
				best = x - was;
				*out = at;
			}
		}
	return best > 0;
}

bool
geo_shape_label(const struct geo_shape *s, struct geo_point *out)
{
	int64_t high = s->box.y1 - s->box.y0;

	/* The middle, then quarters, eighths …: any inside at all is met sooner or later. */
	for (int64_t parts = 2; parts <= 1 << 10 && parts / 2 <= high; parts *= 2)
		for (int64_t i = 1; i < parts; i += 2)
			if (longest(s, s->box.y0 + high / parts * i, out))
				return true;
	return false;
}
