/* Polygons by hand: inside, on the border, area, what is refused, who gets a point on a common border. */
#include "kit/geo/set.h"
#include "tap.h"

#include "base/ensure.h"

#include <math.h>
#include <string.h>

static struct arena *a;

/* Rings as "0 0 4 0 4 4 0 4"; '/' begins a hole, '|' another part.  In thousandths of a degree from 117 E, 24 N. */
static enum err
draw(const char *text, struct geo_shape *s, struct geo_fault *bad)
{
	struct geo_ring_in ring[16] = {{.n = 0}};
	struct geo_point   pt[200];
	size_t             n = 0, rings = 1;
	str                rest = str_of(text);

	ring[0].p = pt;
	while (rest.p) {
		str     word = str_cut(&rest, ' ');
		int64_t x, y;

		if (str_eq(word, S("/")) || str_eq(word, S("|"))) {
			bool hole = str_eq(word, S("/"));

			ring[rings] = (struct geo_ring_in){pt + n, 0, ring[rings - 1].part + !hole, hole};
			rings++;
			continue;
		}
		ensure(str_to_i64(word, &x) && str_to_i64(str_cut(&rest, ' '), &y));
		ensure(geo_point_of(117 + (double)x / 1000, 24 + (double)y / 1000, &pt[n++]));
		ring[rings - 1].n++;
	}
	return geo_shape_make(a, ring, rings, s, bad);
}

static struct geo_shape
shape(const char *text)
{
	struct geo_shape s;
	struct geo_fault bad;

	ensure(draw(text, &s, &bad) == OK);
	return s;
}

static struct geo_point
at(double x, double y)
{
	struct geo_point p;

	ensure(geo_point_of(117 + x / 1000, 24 + y / 1000, &p));
	return p;
}

/* A thousandth of a degree of latitude at 24 N is 110.77 m, of longitude 101.77 m (GRS80). */
static void
distances(void)
{
	struct geo_shape s = shape("0 0 4 0 4 4 0 4");

	ok(fabs(geo_shape_metres(&s, at(2, -1)) - 110.77) < 0.1, "from the middle of an edge: straight across");
	ok(fabs(geo_shape_metres(&s, at(5, 2)) - 101.77) < 0.1, "to the east, too");
	ok(fabs(geo_shape_metres(&s, at(5, 5)) - hypot(110.77, 101.77)) < 0.2, "beyond a corner: from the corner");
	ok(geo_shape_metres(&s, at(2, 2)) <= 0 && geo_shape_metres(&s, at(4, 2)) <= 0, "inside and on the border: none");
}

static void
wheres(void)
{
	struct geo_shape s = shape("0 0 10 0 10 10 0 10 / 4 4 6 4 6 6 4 6 | 20 0 30 0 20 10");

	ok(geo_shape_where(&s, at(1, 1)) == GEO_IN && geo_shape_where(&s, at(5, 5)) == GEO_OUT, "within, and within a hole");
	ok(geo_shape_where(&s, at(21, 1)) == GEO_IN && geo_shape_where(&s, at(29, 9)) == GEO_OUT, "in the second part, and beside it");
	ok(geo_shape_where(&s, at(0, 0)) == GEO_BORDER && geo_shape_where(&s, at(10, 3)) == GEO_BORDER &&
	       geo_shape_where(&s, at(4, 5)) == GEO_BORDER && geo_shape_where(&s, at(25, 5)) == GEO_BORDER &&
	       geo_shape_where(&s, at(5, 10)) == GEO_BORDER,
	   "on corners, sides, slanted and level ones, and on the border of a hole");
	ok(geo_shape_where(&s, at(15, 0)) == GEO_OUT && geo_shape_where(&s, at(-5, 10)) == GEO_OUT &&
	       geo_shape_where(&s, at(35, 0)) == GEO_OUT,
	   "on the line of a level side but not on it");
	ok(geo_shape_where(&s, (struct geo_point){s.pt[0].x + 1, s.pt[0].y + 1}) == GEO_IN &&
	       geo_shape_where(&s, (struct geo_point){s.pt[0].x - 1, s.pt[0].y + 1}) == GEO_OUT,
	   "a tenth of a millimetre to either side of the border tells");
}

static void
measures(void)
{
	struct geo_shape s = shape("0 0 1 0 1 1 0 1"), holed = shape("0 0 4 0 4 4 0 4 / 1 1 1 3 3 3 3 1");
	struct geo_point p;
	double           area = geo_shape_area(&s);

	/* A thousandth degree at 24.0005 N on GRS 80: 101.751 m along the parallel, 110.758 m along the meridian. */
	ok(fabs(area - 101.751 * 110.758) < 0.2, "a thousandth of a degree squared at 24 N: %.2f m2", area);
	ok(fabs(geo_shape_length(&s) - 2 * (101.751 + 110.758)) < 0.005, "its border: %.3f m", geo_shape_length(&s));
	ok(fabs(geo_shape_area(&holed) / area - 12) < 0.001, "a hole is taken off, whichever way it was drawn");
	ok(fabs(geo_degree_area(24.0005) / 1e6 - area) < 0.01, "the square degree there is as large");
	s = shape("0 0 1 0 1 1 0 1");
	holed = shape("0 1 1 1 1 0 0 0 0 1");
	ok(fabs(geo_shape_area(&s) - geo_shape_area(&holed)) < 1e-6, "clockwise, and with the first point again, is the same");
	s = shape("0 0 10 0 10 10 0 10 / 1 1 9 1 9 9 1 9");
	ok(geo_shape_label(&s, &p) && geo_shape_where(&s, p) == GEO_IN, "the label of a frame lies in the frame");
}

static void
faults(void)
{
	static const struct {
		const char         *text;
		enum geo_fault_kind kind;
		double              x, y;
		const char         *rule;
	} c[] = {
	    {"0 0 10 0 10 10 0 10", GEO_FINE, 0, 0, "a square"},
	    {"0 0 10 0 0 10 10 10", GEO_CROSS, 5, 5, "a bow tie crosses itself in its middle"},
	    {"0 0 10 0 10 10 10 15 10 10 0 10", GEO_SPIKE, 10, 15, "a spike, at its tip"},
	    {"0 0 10 0 10 10 5 0 0 10", GEO_TOUCH, 5, 0, "a ring touches its own side with a corner"},
	    {"0 0 10 0 10 10 0 10 / 12 2 14 2 14 4", GEO_HOLE_OUTSIDE, 14, 4, "a hole outside"},
	    {"0 0 10 0 10 10 0 10 / 8 2 14 2 14 4", GEO_CROSS, 10, 2, "a hole half outside"},
	    {"0 0 10 0 10 10 0 10 / 1 1 9 1 9 9 1 9 / 3 3 4 3 4 4", GEO_HOLE_IN_HOLE, 4, 4, "a hole in a hole"},
	    {"0 0 10 0 10 10 0 10 / 0 2 3 3 0 6", GEO_SHARE, 0, 2, "a hole along the border"},
	    {"0 0 10 0 10 10 0 10 / 0 2 3 3 3 6", GEO_FINE, 0, 0, "a hole may touch the border in one point"},
	    {"0 0 10 0 10 10 0 10 | 5 5 6 5 6 6 5 6", GEO_PART_IN_PART, 5, 5, "a part on another"},
	    {"0 0 10 0 10 10 0 10 / 2 2 8 2 8 8 2 8 | 5 5 6 5 6 6 5 6", GEO_FINE, 0, 0, "an island in a lake"},
	    {"0 0 10 0 10 10 0 10 | 10 10 20 10 20 20 10 20", GEO_FINE, 0, 0, "parts may touch in a corner"},
	    {"0 0 10 0 10 10 0 10 | 10 5 20 5 20 20 10 20", GEO_SHARE, 10, 5, "parts that share a stretch are one part"},
	    {"0 0 100 0 50 40 90 50 50 60 100 100 0 100 / 20 50 50 40 70 40 95 50 70 60 50 60", GEO_CROSS, 50, 40, "a hole that leaves through a corner"},
	};

	for (size_t i = 0; i < NITEMS(c); i++) {
		struct geo_shape s = shape(c[i].text);
		struct geo_fault f[4] = {{.kind = GEO_FINE}};
		size_t           n = geo_shape_check(&s, f, NITEMS(f));
		bool             right = (c[i].kind == GEO_FINE) == (n == 0);

		for (size_t k = 0; n > 0 && (k == 0 || !right) && k < n; k++)
			right = f[k].kind == c[i].kind && fabs(f[k].lon - 117 - c[i].x / 1000) < 1e-9 &&
			        fabs(f[k].lat - 24 - c[i].y / 1000) < 1e-9;
		if (!ok(right, "%s", c[i].rule))
			for (size_t k = 0; k < n; k++)
				printf("# %d at %.4f %.4f\n", (int)f[k].kind, (f[k].lon - 117) * 1000, (f[k].lat - 24) * 1000);
	}
	{
		struct geo_shape s;
		struct geo_fault f = {.kind = GEO_FINE};
		struct geo_point p;

		ok(draw("0 0 1 1 0 0 1 1", &s, &f) == OK && geo_shape_check(&s, &f, 1) == 1, "a line forth and back is no ring");
		ok(draw("0 0 0 0 1 1", &s, &f) == ERR_INPUT && f.kind == GEO_FEW, "two points are no ring");
		ok(draw("0 0 1 0 1 1 | 2 2 / 3 3", &s, &f) == ERR_INPUT && f.kind == GEO_FEW, "a part of one point");
		ok(!geo_point_of(NAN, 1, &p) && !geo_point_of(181, 1, &p) && !geo_point_of(500000, 2600000, &p) &&
		       !geo_point_of(1, INFINITY, &p),
		   "metres, infinity and nothing are no degrees");
	}
}

static bool
odd(size_t i, const void *arg)
{
	(void)arg;
	return i % 2 == 1;
}

static void
sets(void)
{
	/* Four squares round one corner, the north-eastern one with a point more on the common side; one apart. */
	struct geo_shape  s[] = {shape("0 0 10 0 10 10 0 10"), shape("10 0 20 0 20 10 10 10"), shape("0 10 10 10 10 20 0 20"),
	                         shape("10 10 15 10 20 10 20 20 10 20 10 15"), shape("100 0 110 0 110 10")};
	struct geo_set    set;
	struct geo_patch *patch;
	size_t            n;

	ensure(geo_set_build(a, s, NITEMS(s), &set));
	is_i64((int64_t)geo_set_at(&set, at(10, 10), NULL, NULL), 0, "the corner of four belongs to the first in order");
	is_i64((int64_t)geo_set_at(&set, at(15, 10), NULL, NULL), 1, "a common side to the first of both");
	is_i64((int64_t)geo_set_at(&set, at(10, 17), NULL, NULL), 2, "the other one too");
	is_i64((int64_t)geo_set_at(&set, at(20, 20), NULL, NULL), 3, "a corner of the outside to whom it borders");
	is_i64((int64_t)geo_set_at(&set, at(10, 10), odd, NULL), 1, "of those wanted only");
	ok(geo_set_at(&set, at(50, 5), NULL, NULL) == SIZE_MAX, "a spot in none");
	ok(geo_set_patches(a, &set, 0.01, &patch, &n) == OK && n == 0, "seamless: no overlap, no gap");

	s[1] = shape("8 0 20 0 20 10 10 10");
	ensure(geo_set_build(a, s, NITEMS(s), &set));
	ok(geo_set_patches(a, &set, 1, &patch, &n) == OK && n == 1 && !patch[0].gap && patch[0].a == 0 &&
	    patch[0].b == 1,
	   "an overlap of two");
	ok(n == 1 && fabs(patch[0].area - 10 * geo_degree_area(24.0033) / 1e6) < 20 && patch[0].lat < 24.01 &&
	    patch[0].lon > 117.008,
	   "its area (a triangle of 2 by 10) and a spot in it");
	s[1] = shape("12 0 20 0 20 10 10 10");
	ensure(geo_set_build(a, s, NITEMS(s), &set));
	ok(geo_set_patches(a, &set, 1, &patch, &n) == OK && n == 0, "a bay open to the outside is no gap");
	s[1] = shape("10 0 20 0 20 10 10 10 12 5");
	ensure(geo_set_build(a, s, NITEMS(s), &set));
	ok(geo_set_patches(a, &set, 1, &patch, &n) == OK && n == 1 && patch[0].gap && patch[0].a == 0 &&
	    patch[0].b == 1 &&
	       fabs(patch[0].area - 10 * geo_degree_area(24.005) / 1e6) < 20,
	   "a gap, its area (a triangle of 10 by 2) and its neighbours");
	s[1] = shape("5 -5 25 -5 25 15 5 15 / 12 2 18 2 18 8 12 8");
	ensure(geo_set_build(a, s, NITEMS(s), &set));
	ok(geo_set_patches(a, &set, 1, &patch, &n) == OK && n == 2 && patch[0].gap + patch[1].gap == 1, "a hole nobody fills, and one overlap of three neighbours");
	s[0] = shape("0 0 10 0 10 20 0 20");
	s[1] = shape("10 0 20 0 20 20 12 20");
	ensure(geo_set_build(a, s, 2, &set));
	ok(geo_set_patches(a, &set, 1, &patch, &n) == OK && n == 0, "a bay open along the highest line of all is no gap");
}

int
main(void)
{
	a = arena_new(256 << 20);
	ensure(a);
	wheres();
	distances();
	measures();
	faults();
	sets();
	arena_free(a);
	return done();
}
