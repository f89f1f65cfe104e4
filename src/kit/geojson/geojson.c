/* Reading GeoJSON. */
#include "kit/geojson/geojson.h"

#include "kit_geojson_texts.h"

#include <math.h>

enum { FAULTS_ONE = 10 };

struct reading {
	struct ctx        *cx;
	struct geojson    *out;
	enum geo_srs       srs;
	struct geo_point  *point;
	struct geo_ring_in *ring;
	size_t             npoints, nrings;
};

void
geojson_fault(struct geojson *g, struct geojson_feature *f, text_id text, double lon, double lat, str more)
{
	f->good = false;
	if (g->nfaults < GEOJSON_FAULTS)
		g->fault[g->nfaults] = (struct geojson_fault){f->number, text, lon, lat, more};
	g->nfaults++;
}

str
geojson_say(struct ctx *cx, const struct geojson_fault *f)
{
	struct buf b;
	str        arg[] = {arena_printf(cx->arena, "%zu", f->number), S(""), S(""), f->more}, out;

	if (!isnan(f->lon)) {
		arg[1] = arena_printf(cx->arena, "%.7f", f->lon);
		arg[2] = arena_printf(cx->arena, "%.7f", f->lat);
	}
	buf_init(&b, cx->arena, BUF_LINE);
	text_add(&b, f->text, cx->lang, arg, NITEMS(arg));
	return buf_end(&b, &out) == OK ? out : STR_NONE;
}

/* ---- Geometry ---- */

static bool
is_array(const struct jval *v)
{
	return v && v->kind == JARR;
}

/* How many positions and rings a list of parts has; false when it is no such list. */
static bool
count(const struct jval *parts, bool multi, size_t *points, size_t *rings)
{
	*points = *rings = 0;
	if (!is_array(parts))
		return false;
	for (size_t i = 0; i < (multi ? parts->n : 1); i++) {
		const struct jval *part = multi ? &parts->item[i] : parts;

		if (!is_array(part) || part->n == 0)
			return false;
		for (size_t k = 0; k < part->n; k++) {
			if (!is_array(&part->item[k]))
				return false;
			*points += part->item[k].n;
		}
		*rings += part->n;
	}
	return *rings > 0;
}

/* A fault of one ring is listed and ends the feature: false. */
static bool
read_ring(struct reading *r, struct geojson_feature *f, const struct jval *ring)
{
	double lon = NAN, lat = NAN, lon0 = NAN, lat0 = NAN;

	for (size_t i = 0; i < ring->n; i++) {
		const struct jval *at = &ring->item[i];
		double             x, y;

		if (!is_array(at) || at->n < 2 || !jval_f64(&at->item[0], &lon) || !jval_f64(&at->item[1], &lat)) {
			geojson_fault(r->out, f, T_geojson_form, NAN, NAN, STR_NONE);
			return false;
		}
		if (i == 0) {
			lon0 = lon;
			lat0 = lat;
		}
		x = lon;
		y = lat;
		if (fabs(lon) <= 180 && fabs(lat) <= 90)
			geo_to_cgcs2000(r->srs, &x, &y);
		if (!geo_point_of(x, y, &r->point[r->npoints])) {
			geojson_fault(r->out, f, T_geojson_degrees, lon, lat, STR_NONE);
			return false;
		}
		r->npoints++;
	}
	/* Exactly the same, as the standard has it: a ring left open may lack points. */
	if (ring->n > 0 && (lon != lon0 || lat != lat0)) {
		geojson_fault(r->out, f, T_geojson_open, lon0, lat0, STR_NONE);
		return false;
	}
	return true;
}

static bool
read_parts(struct reading *r, struct geojson_feature *f, const struct jval *parts, bool multi)
{
	for (size_t i = 0; i < (multi ? parts->n : 1); i++) {
		const struct jval *part = multi ? &parts->item[i] : parts;

		for (size_t k = 0; k < part->n; k++) {
			size_t from = r->npoints;

			if (!read_ring(r, f, &part->item[k]))
				return false;
			r->ring[r->nrings++] = (struct geo_ring_in){r->point + from, r->npoints - from, (uint32_t)i,
			    k > 0};
		}
	}
	return true;
}

static text_id
sentence(enum geo_fault_kind kind)
{
	static const text_id text[GEO_FAULT_MAX] = {
	    [GEO_FEW] = T_geojson_few,
	    [GEO_SPIKE] = T_geojson_spike,
	    [GEO_CROSS] = T_geojson_cross,
	    [GEO_TOUCH] = T_geojson_touch,
	    [GEO_SHARE] = T_geojson_share,
	    [GEO_HOLE_OUTSIDE] = T_geojson_hole_outside,
	    [GEO_HOLE_IN_HOLE] = T_geojson_hole_in_hole,
	    [GEO_PART_IN_PART] = T_geojson_part_in_part,
	    [GEO_NO_BORDER] = T_geojson_no_border,
	};

	return text[kind];
}

/* People look for it in their own file. */
static void
list_fault(struct reading *r, struct geojson_feature *f, const struct geo_fault *bad)
{
	double lon = bad->lon, lat = bad->lat;

	geo_from_cgcs2000(r->srs, &lon, &lat);
	geojson_fault(r->out, f, sentence(bad->kind), lon, lat, STR_NONE);
}

static enum err
read_geometry(struct reading *r, struct geojson_feature *f, const struct jval *geometry)
{
	const struct jval *parts = jval_get(geometry, S("coordinates"));
	struct geo_fault   bad[FAULTS_ONE] = {{.kind = GEO_FINE}};
	str                type = STR_NONE;
	size_t             points, rings, n;
	bool               multi;
	enum err           e;

	multi = jval_str(jval_get(geometry, S("type")), &type) && str_eq(type, S("MultiPolygon"));
	if ((!multi && !str_eq(type, S("Polygon"))) || !count(parts, multi, &points, &rings)) {
		geojson_fault(r->out, f, T_geojson_form, NAN, NAN, STR_NONE);
		return OK;
	}
	r->npoints = r->nrings = 0;
	r->point = ARENA_NEWS(r->cx->arena, points, struct geo_point);
	r->ring = ARENA_NEWS(r->cx->arena, rings, struct geo_ring_in);
	if (!r->point || !r->ring)
		return ctx_no_memory(r->cx);
	if (!read_parts(r, f, parts, multi))
		return OK;
	e = geo_shape_make(r->cx->arena, r->ring, r->nrings, &f->shape, bad);
	if (e == ERR_MEMORY)
		return ctx_no_memory(r->cx);
	if (e == ERR_LARGE)
		geojson_fault(r->out, f, T_geojson_large, NAN, NAN, STR_NONE);
	else if (e != OK)
		list_fault(r, f, bad);
	else
		for (n = geo_shape_check(&f->shape, bad, FAULTS_ONE); n > 0; n--)
			list_fault(r, f, &bad[n - 1]);
	return OK;
}

/* ---- The document ---- */

static bool
is_type(const struct jval *v, const char *type)
{
	str t;

	return jval_str(jval_get(v, S("type")), &t) && str_eq(t, str_of(type));
}

/* Systems in degrees that are taken as one; which of the shifted ones it is, no such name says. */
static enum err
check_crs(struct ctx *cx, const char *field, const struct jval *doc)
{
	static const str known[] = {STR_INIT("CRS84"), STR_INIT("4326"), STR_INIT("4490")};
	str              name;

	if (!jval_str(jval_get(jval_get(jval_get(doc, S("crs")), S("properties")), S("name")), &name))
		return OK;
	for (size_t i = 0; i < NITEMS(known); i++)
		if (str_ends(name, known[i]))
			return OK;
	return refuse(cx, ERR_INPUT, field, T_geojson_crs, name);
}

enum err
geojson_read(struct ctx *cx, const char *field, str text, enum geo_srs srs, struct geojson *out)
{
	static const struct jlimit limit = {.bytes = GEOJSON_BYTES, .nodes = 1500000, .depth = 12};
	struct reading             r = {.cx = cx, .out = out, .srs = srs};
	const struct jval         *doc, *list = NULL;
	bool                       feature, bare;
	str                        type = STR_NONE;
	enum err                   e;

	*out = (struct geojson){.n = 1};
	if (srs == GEO_NONE)
		return refuse(cx, ERR_INPUT, "srs", T_geojson_srs);
	if ((e = jval_parse(cx, text, &limit, &doc)) != OK || (e = check_crs(cx, field, doc)) != OK)
		return e;
	feature = is_type(doc, "Feature");
	bare = is_type(doc, "Polygon") || is_type(doc, "MultiPolygon");
	if (is_type(doc, "FeatureCollection"))
		list = jval_get(doc, S("features"));
	if (!feature && !bare && !is_array(list)) {
		(void)jval_str(jval_get(doc, S("type")), &type);
		return refuse(cx, ERR_INPUT, field, T_geojson_not, type);
	}
	if (list)
		out->n = list->n;
	if (out->n > GEOJSON_FEATURES)
		return refuse(cx, ERR_LARGE, field, T_geojson_many, arena_printf(cx->arena, "%d", GEOJSON_FEATURES));
	if (!(out->feature = ARENA_NEWS(cx->arena, out->n, struct geojson_feature)))
		return ctx_no_memory(cx);
	for (size_t i = 0; e == OK && i < out->n; i++) {
		const struct jval      *v = list ? &list->item[i] : doc;
		struct geojson_feature *f = &out->feature[i];

		*f = (struct geojson_feature){.number = i + 1, .properties = bare ? NULL : jval_get(v, S("properties")),
		                              .good = true};
		e = read_geometry(&r, f, bare ? v : jval_get(v, S("geometry")));
	}
	return e;
}
