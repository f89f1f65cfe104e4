/* The same questions to GEOS: random shapes, random sets, and a GeoJSON file with the points of a CSV file. */
#include "base/clock.h"
#include "base/ensure.h"
#include "kit/geo/set.h"
#include "tap.h"

#include <geos_c.h>
#include <math.h>
#include <string.h>

static GEOSContextHandle_t geos;
static uint64_t            seed = 88172645463325252u;

static uint64_t
rnd(uint64_t n)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return seed % n;
}

/* ---- Into GEOS ---- */

static GEOSGeometry *
ring_of(const struct geo_shape *s, size_t r)
{
	unsigned             n = (unsigned)s->ring[r].n + 1;
	GEOSCoordSequence *c = GEOSCoordSeq_create_r(geos, n, 2);

	for (unsigned i = 0; i < n; i++) {
		struct geo_point p = s->pt[s->ring[r].from + i];

		(void)GEOSCoordSeq_setXY_r(geos, c, i, (double)p.x, (double)p.y);
	}
	return GEOSGeom_createLinearRing_r(geos, c);
}

/* In units, which doubles hold exactly. */
static GEOSGeometry *
geom_of(const struct geo_shape *s)
{
	GEOSGeometry *part[64], *hole[64];
	unsigned      parts = 0, holes;

	for (size_t i = 0; i < s->nrings;) {
		GEOSGeometry *border = ring_of(s, i++);

		for (holes = 0; i < s->nrings && s->ring[i].hole; i++)
			hole[holes++] = ring_of(s, i);
		ensure(parts < 64 && holes < 64);
		part[parts++] = GEOSGeom_createPolygon_r(geos, border, hole, holes);
	}
	return GEOSGeom_createCollection_r(geos, GEOS_MULTIPOLYGON, part, parts);
}

static GEOSGeometry *
geom_of_point(struct geo_point p)
{
	return GEOSGeom_createPointFromXY_r(geos, (double)p.x, (double)p.y);
}

static enum geo_where
where_by_geos(const GEOSGeometry *g, struct geo_point p)
{
	GEOSGeometry  *q = geom_of_point(p);
	char          *de9im = GEOSRelate_r(geos, g, q);
	enum geo_where w = de9im[0] == '0' ? GEO_IN : de9im[3] == '0' ? GEO_BORDER : GEO_OUT;

	GEOSFree_r(geos, de9im);
	GEOSGeom_destroy_r(geos, q);
	return w;
}

/* ---- Random shapes on a small lattice: touching, crossing and running together happen all the time ---- */

static bool
random_shape(struct arena *a, struct geo_shape *s, size_t lattice)
{
	struct geo_point   pt[64];
	struct geo_ring_in ring[5];
	size_t             n = 0, rings = 1 + (size_t)rnd(3);
	struct geo_fault   bad;

	for (size_t r = 0; r < rings; r++) {
		size_t points = 3 + (size_t)rnd(r ? 3 : 6);
		bool   hole = r > 0 && rnd(3) > 0;

		ring[r] = (struct geo_ring_in){pt + n, points, r ? ring[r - 1].part + !hole : 0, hole};
		for (size_t i = 0; i < points; i++)
			pt[n++] = (struct geo_point){(int64_t)rnd(lattice) - 3, (int64_t)rnd(lattice)};
	}
	return geo_shape_make(a, ring, rings, s, &bad) == OK;
}

static void
random_shapes(void)
{
	enum { ROUNDS = 60000 };
	int64_t valid = 0, broken = 0, wrong = 0, cut = 0, points = 0, astray = 0, borders = 0;

	for (int i = 0; i < ROUNDS; i++) {
		struct arena    *a = arena_new(1 << 20);
		struct geo_shape s;
		struct geo_fault f[4];
		GEOSGeometry    *g;
		char            *why;
		bool             ours, theirs;

		ensure(a);
		if (!random_shape(a, &s, i % 2 ? 8 : 40)) {
			arena_free(a);
			continue;
		}
		g = geom_of(&s);
		ours = geo_shape_check(&s, f, NITEMS(f)) == 0;
		theirs = GEOSisValid_r(geos, g) == 1;
		why = GEOSisValidReason_r(geos, g);
		if (ours && !theirs && strncmp(why, "Interior is disconnected", 24) == 0) {
			cut++;
		} else if (ours != theirs) {
			if (wrong++ < 5)
				printf("# ours %s (%d), theirs: %s\n", ours ? "fine" : "not", ours ? 0 : (int)f[0].kind, why);
		}
		valid += theirs;
		broken += !theirs;
		for (int k = 0; theirs && k < 20; k++) {
			struct geo_point p = {(int64_t)rnd(44) - 4, (int64_t)rnd(i % 2 ? 10 : 42) - 1};
			enum geo_where   w = where_by_geos(g, p);

			points++;
			borders += w == GEO_BORDER;
			astray += geo_shape_where(&s, p) != w;
		}
		GEOSFree_r(geos, why);
		GEOSGeom_destroy_r(geos, g);
		arena_free(a);
	}
	is_i64(wrong, 0,
	    "%d random shapes: fine or not as GEOS says (%" PRId64 " fine, %" PRId64 " not; %" PRId64 " cut in two by touching holes, which we let pass)",
	       ROUNDS, valid, broken, cut);
	ok(valid > 3000 && broken > 3000, "both happen often");
	is_i64(astray, 0, "%" PRId64 " points, %" PRId64 " of them on borders: inside, outside, on the border as GEOS says", points, borders);
	ok(borders > 1000, "borders are met often");
}

/* ---- Random sets: what overlaps and what is left open ---- */

/* A lattice of quadrangles with common corners; some corners pulled apart for one of them alone, some missing. */
static size_t
random_set(struct arena *a, struct geo_shape *s, size_t side)
{
	struct geo_point corner[16][16];
	size_t           n = 0;

	ensure(side < 16);
	for (size_t y = 0; y <= side; y++)
		for (size_t x = 0; x <= side; x++)
			corner[y][x] = (struct geo_point){117000000000 + (int64_t)x * 1000000 + (int64_t)rnd(600000),
			                                  24000000000 + (int64_t)y * 1000000 + (int64_t)rnd(600000)};
	for (size_t y = 0; y < side; y++)
		for (size_t x = 0; x < side; x++) {
			struct geo_point   pt[4] = {corner[y][x], corner[y][x + 1], corner[y + 1][x + 1],
			    corner[y + 1][x]};
			struct geo_ring_in ring = {pt, 4, 0, false};
			struct geo_fault   bad;

			if (rnd(20) == 0)
				continue;
			if (rnd(6) == 0) {
				pt[rnd(4)].x += (int64_t)rnd(400000) - 200000;
				pt[rnd(4)].y += (int64_t)rnd(400000) - 200000;
			}
			if (geo_shape_make(a, &ring, 1, &s[n], &bad) == OK && geo_shape_check(&s[n], &bad, 1) == 0)
				n++;
		}
	return n;
}

/* Units squared to square metres, at 24 N: all lies within a minute of arc. */
static double
metres(double units)
{
	return units / 1e18 * geo_degree_area(24.005);
}

static void
by_geos(const struct geo_shape *s, size_t n, double *over, double *open, size_t *holes)
{
	GEOSGeometry *g[256], *common[4096], *all, *once, *twice, *frame, *gaps;
	unsigned      m = 0;
	double        area;

	for (size_t i = 0; i < n; i++) {
		g[i] = geom_of(&s[i]);
		for (size_t k = 0; k < i; k++)
			if (geo_box_meet(&s[i].box, &s[k].box)) {
				ensure(m < 4096);
				common[m++] = GEOSIntersection_r(geos, g[i], g[k]);
			}
	}
	all = GEOSGeom_createCollection_r(geos, GEOS_GEOMETRYCOLLECTION, common, m);
	twice = GEOSUnaryUnion_r(geos, all);
	(void)GEOSArea_r(geos, twice, &area);
	*over = metres(area);
	GEOSGeom_destroy_r(geos, twice);
	GEOSGeom_destroy_r(geos, all);
	all = GEOSGeom_createCollection_r(geos, GEOS_GEOMETRYCOLLECTION, g, (unsigned)n);
	once = GEOSUnaryUnion_r(geos, all);
	*open = 0;
	*holes = 0;
	/* A frame far outside, less what is there, falls into the outside, which is the largest, and the gaps. */
	frame = GEOSGeom_createRectangle_r(geos, 116900000000, 23900000000, 117100000000, 24100000000);
	gaps = GEOSDifference_r(geos, frame, once);
	for (int i = 0; i < GEOSGetNumGeometries_r(geos, gaps); i++) {
		(void)GEOSArea_r(geos, GEOSGetGeometryN_r(geos, gaps, i), &area);
		if (area < 1e16 && metres(area) >= 1) {
			*open += metres(area);
			++*holes;
		}
	}
	GEOSGeom_destroy_r(geos, gaps);
	GEOSGeom_destroy_r(geos, frame);
	GEOSGeom_destroy_r(geos, once);
	GEOSGeom_destroy_r(geos, all);
}

static void
random_sets(void)
{
	enum { ROUNDS = 100 };
	int64_t gaps = 0, overlaps = 0, wrong_gaps = 0, wrong_overlaps = 0, strange = 0, wrong_count = 0;

	for (int i = 0; i < ROUNDS; i++) {
		struct arena     *a = arena_new(64 << 20);
		struct geo_shape  s[256];
		struct geo_patch *p;
		struct geo_set    set;
		double            over, open, ours_over = 0, ours_open = 0;
		size_t            n = random_set(a, s, 4 + (size_t)rnd(11)), np, holes, ours_holes = 0;

		ensure(geo_set_build(a, s, n, &set) && geo_set_patches(a, &set, 0, &p, &np) == OK);
		by_geos(s, n, &over, &open, &holes);
		for (size_t k = 0; k < np; k++) {
			struct geo_point at;
			size_t           holders = 0;

			if (p[k].area < 1)
				continue;
			ensure(geo_point_of(p[k].lon, p[k].lat, &at));
			for (size_t j = 0; j < n; j++)
				holders += geo_shape_where(&s[j], at) != GEO_OUT;
			strange += p[k].gap ? holders != 0 : holders < 2 || p[k].a == p[k].b || p[k].b >= n;
			if (p[k].gap) {
				ours_open += p[k].area;
				ours_holes++;
			} else {
				ours_over += p[k].area;
			}
		}
		if (ours_holes != holes && wrong_count < 3)
			printf("# set of %zu: %zu gaps of %.0f m2, by GEOS %zu of %.0f\n", n, ours_holes, ours_open, holes, open);
		gaps += (int64_t)ours_holes;
		overlaps += ours_over > 0;
		/* Patches under a square metre, and metres() being those of one latitude. */
		wrong_overlaps += fabs(ours_over - over) > 3 + over * 2e-4;
		wrong_gaps += fabs(ours_open - open) > 3 + open * 2e-4;
		wrong_count += ours_holes != holes;
		arena_free(a);
	}
	is_i64(wrong_gaps, 0, "%d random sets: the area of all gaps as GEOS has it, to 3 m2 and 0.2 permille (%" PRId64 " gaps)", ROUNDS, gaps);
	is_i64(wrong_count, 0, "and their number");
	is_i64(wrong_overlaps, 0, "the area of all overlaps (in %" PRId64 " sets)", overlaps);
	is_i64(strange, 0, "the spot named lies in two shapes, or in none");
	ok(gaps > 300 && overlaps > 60, "both happen often");
}

int
main(void)
{
	geos = GEOS_init_r();
	printf("# GEOS %s\n", GEOSversion());
	random_shapes();
	random_sets();
	GEOS_finish_r(geos);
	return done();
}
