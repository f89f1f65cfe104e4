/* Real districts and the spots of real reports: test_districts FILE.geojson FILE.csv, beside GEOS. */
#include "base/clock.h"
#include "base/ensure.h"
#include "kit/geo/set.h"
#include "kit/geojson/geojson.h"
#include "kit/table/sheet.h"
#include "tap.h"
#include "texts.h"

#include <geos_c.h>
#include <math.h>
#include <stdio.h>

static struct ctx cx;

static str
file(const char *path)
{
	char       piece[65536];
	struct buf b;
	size_t     n;
	FILE      *f = fopen(path, "rb");

	if (!f)
		return STR_NONE;
	buf_init(&b, cx.arena, 32 << 20);
	while ((n = fread(piece, 1, sizeof(piece), f)) > 0)
		buf_bytes(&b, piece, n);
	(void)fclose(f);
	ensure(b.err == OK);
	return buf_str(&b);
}

static size_t
points_of(str text, struct geo_point *p, size_t most)
{
	struct table       *t = table_new(cx.arena, &(struct table_options){.sep = ',', .quotes = true,
	    .encoding = TABLE_UTF8,
	                                                                    .read = table_read_str, .arg = &text});
	struct table_record r;
	size_t              n = 0;

	ensure(t && table_next(t, &r) && str_eq(r.field[r.n - 1], S("Longitude")));
	while (table_next(t, &r)) {
		double lon, lat;

		ensure(n < most && r.fault == TABLE_OK && str_to_f64(r.field[r.n - 1], &lon) &&
		    str_to_f64(r.field[r.n - 2], &lat));
		ensure(geo_point_of(lon, lat, &p[n++]));
	}
	return n;
}

static GEOSGeometry *
geom_of(const struct geo_shape *s)
{
	GEOSGeometry *part[200], *ring[200];
	unsigned      parts = 0;

	for (size_t i = 0; i < s->nrings;) {
		unsigned rings = 0;

		do {
			unsigned           n = (unsigned)s->ring[i].n + 1;
			GEOSCoordSequence *c = GEOSCoordSeq_create(n, 2);

			for (unsigned k = 0; k < n; k++)
				(void)GEOSCoordSeq_setXY(c, k, (double)s->pt[s->ring[i].from + k].x,
				    (double)s->pt[s->ring[i].from + k].y);
			ensure(rings < 200);
			ring[rings++] = GEOSGeom_createLinearRing(c);
		} while (++i < s->nrings && s->ring[i].hole);
		ensure(parts < 200);
		part[parts++] = GEOSGeom_createPolygon(ring[0], ring + 1, rings - 1);
	}
	return GEOSGeom_createCollection(GEOS_MULTIPOLYGON, part, parts);
}

/* All questions again to GEOS: the first district that covers the point. */
static void
beside_geos(const struct geo_shape *shape, size_t n, const struct geo_point *p, const size_t *ours, size_t np)
{
	const GEOSPreparedGeometry *ready[100];
	GEOSGeometry               *geom[100];
	int64_t                     wrong = 0, from, us;

	(void)initGEOS(NULL, NULL);
	ensure(n <= 100);
	for (size_t i = 0; i < n; i++)
		ready[i] = GEOSPrepare(geom[i] = geom_of(&shape[i]));
	from = clock_mono_us();
	for (size_t k = 0; k < np; k++) {
		GEOSGeometry *q = GEOSGeom_createPointFromXY((double)p[k].x, (double)p[k].y);
		size_t        i = 0;

		while (i < n && (p[k].x < shape[i].box.x0 || p[k].x > shape[i].box.x1 || p[k].y < shape[i].box.y0 ||
		                 p[k].y > shape[i].box.y1 || GEOSPreparedCovers(ready[i], q) != 1))
			i++;
		wrong += (i == n ? SIZE_MAX : i) != ours[k];
		GEOSGeom_destroy(q);
	}
	us = clock_mono_us() - from;
	is_i64(wrong, 0, "GEOS %s agrees on every one of %zu points", GEOSversion(), np);
	printf("# GEOS, prepared, boxes first: %.0f look-ups a second\n", (double)np * 1e6 / (double)us);
	for (size_t i = 0; i < n; i++) {
		GEOSPreparedGeom_destroy(ready[i]);
		GEOSGeom_destroy(geom[i]);
	}
	finishGEOS();
}

int
main(int argc, char **argv)
{
	enum { MOST = 20000, ROUNDS = 20 };
	struct geojson   *g;
	struct geo_shape *shape;
	struct geo_set    set;
	struct geo_patch *patch;
	struct geo_point *p;
	size_t           *ours, n = 0, np, none = 0, patches, vertices = 0;
	int64_t           from, us;
	double            overlap = 0, gap = 0, rate;
	str               polygons, reports;

	text_use(texts, T_MAX);
	cx.arena = arena_new(512 << 20);
	polygons = argc == 3 ? file(argv[1]) : STR_NONE;
	reports = argc == 3 ? file(argv[2]) : STR_NONE;
	if (!polygons.p || !reports.p) {
		printf("1..0 # SKIP no shared data\n");
		return 0;
	}
	g = ARENA_NEW(cx.arena, struct geojson);
	p = ARENA_NEWS(cx.arena, MOST, struct geo_point);
	ours = ARENA_NEWS(cx.arena, MOST, size_t);
	ensure(g && p && ours);
	from = clock_mono_us();
	ensure(geojson_read(&cx, "file", polygons, GEO_WGS84, g) == OK);
	printf("# read and checked in %.1f ms\n", (double)(clock_mono_us() - from) / 1e3);
	for (size_t i = 0; i < g->nfaults && i < 5; i++)
		printf("# %.*s\n", STR_ARG(geojson_say(&cx, &g->fault[i])));
	is_i64((int64_t)g->n, 71, "71 districts");
	is_i64((int64_t)g->nfaults, 0, "none of them at fault");
	shape = ARENA_NEWS(cx.arena, g->n, struct geo_shape);
	ensure(shape);
	for (size_t i = 0; i < g->n; i++) {
		shape[n++] = g->feature[i].shape;
		vertices += g->feature[i].shape.n;
	}
	ensure(geo_set_build(cx.arena, shape, n, &set));
	np = points_of(reports, p, MOST);
	is_i64((int64_t)np, 8739, "8,739 reports, all with a position");
	from = clock_mono_us();
	for (int r = 0; r < ROUNDS; r++)
		for (size_t k = 0; k < np; k++)
			ours[k] = geo_set_at(&set, p[k], NULL, NULL);
	us = clock_mono_us() - from;
	for (size_t k = 0; k < np; k++)
		none += ours[k] == SIZE_MAX;
	rate = (double)np * ROUNDS * 1e6 / (double)us;
	printf("# %zu corners; %zu of %zu points in none; %.0f look-ups a second\n", vertices, none, np, rate);
	/* A tenth of what was measured, so that a busy machine does not fail it. */
	ok(rate > 100000, "more than 100,000 look-ups a second");
	from = clock_mono_us();
	ensure(geo_set_patches(cx.arena, &set, 1, &patch, &patches) == OK);
	for (size_t i = 0; i < patches; i++)
		*(patch[i].gap ? &gap : &overlap) += patch[i].area;
	printf("# overlaps and gaps of a square metre and more: %zu, %.0f and %.0f m2, found in %.1f ms\n", patches, overlap, gap,
	       (double)(clock_mono_us() - from) / 1e3);
	beside_geos(shape, n, p, ours, np);
	arena_free(cx.arena);
	return done();
}
