/* GeoJSON: the three forms, four systems, and each refusal with its number and place. */
#include "kit/geojson/geojson.h"
#include "tap.h"
#include "texts.h"

#include "base/ensure.h"

#include <math.h>
#include <string.h>

static struct ctx cx = {.lang = ZH};

#define RING(a) "[[117,24],[117.01,24],[117.01,24.01],[117,24.01]," a "]"
#define GOOD RING("[117,24]")
#define SQUARE "{\"type\":\"Polygon\",\"coordinates\":[" GOOD "]}"
#define FEATURE(g) "{\"type\":\"Feature\",\"properties\":{\"code\":\"350602001001001\"},\"geometry\":" g "}"
#define NAMED(crs)                                                                                             \
	"{\"type\":\"FeatureCollection\",\"crs\":{\"type\":\"name\",\"properties\":{\"name\":\"urn:ogc:def:crs:" crs "\"}}," \
	"\"features\":[]}"
#define COLLECTION(list) "{\"type\":\"FeatureCollection\",\"features\":[" list "]}"

static enum err
reads(const char *text, enum geo_srs srs, struct geojson *g)
{
	ctx_forget(&cx);
	return geojson_read(&cx, "file", str_of(text), srs, g);
}

static void
forms(void)
{
	struct geojson g;
	str            code;

	ok(reads(SQUARE, GEO_CGCS2000, &g) == OK && g.n == 1 && g.feature[0].good && !g.feature[0].properties, "a bare geometry");
	ok(reads(FEATURE(SQUARE), GEO_WGS84, &g) == OK && g.n == 1 && g.feature[0].good &&
	       jval_str(jval_get(g.feature[0].properties, S("code")), &code) && str_eq(code, S("350602001001001")),
	   "a feature with its properties");
	ok(reads(COLLECTION(FEATURE(SQUARE) "," FEATURE(SQUARE)), GEO_WGS84, &g) == OK && g.n == 2 && g.nfaults == 0 &&
	       g.feature[1].number == 2,
	   "a collection, numbered from 1");
	ok(reads("{\"type\":\"MultiPolygon\",\"coordinates\":[[" GOOD "],[[[118,24,9],[118.1,24,9],[118,24.1,9],[118,24,9]]]]}", GEO_WGS84, &g) == OK &&
	       g.nfaults == 0 && g.feature[0].shape.nrings == 2,
	   "several parts, with heights");
	ok(reads(COLLECTION(""), GEO_WGS84, &g) == OK && g.n == 0, "an empty collection");
}

static void
systems(void)
{
	struct geojson g;
	double         lon = 117.01, lat = 24.01;

	ok(reads(SQUARE, GEO_GCJ02, &g) == OK && g.feature[0].good, "GCJ-02");
	geo_to_cgcs2000(GEO_GCJ02, &lon, &lat);
	ok(fabs(geo_degrees(g.feature[0].shape.pt[2].x) - lon) < 1e-9 &&
	    fabs(geo_degrees(g.feature[0].shape.pt[2].y) - lat) < 1e-9 &&
	       fabs(lon - 117.01) > 0.003,
	   "is turned into CGCS2000, some hundred metres away");
	lon = 117.01, lat = 24.01;
	geo_to_cgcs2000(GEO_BD09, &lon, &lat);
	ok(reads(SQUARE, GEO_BD09, &g) == OK && fabs(geo_degrees(g.feature[0].shape.pt[2].x) - lon) < 1e-9, "and so is BD-09");
	ok(reads(SQUARE, GEO_NONE, &g) == ERR_INPUT && strcmp(cx.why.line[0].field, "srs") == 0, "the system must be said");
	ok(reads(NAMED("EPSG::4490"), GEO_CGCS2000, &g) == OK,
	   "EPSG:4490 by name is CGCS2000 in degrees");
	ok(reads(NAMED("EPSG::4528"), GEO_CGCS2000, &g) == ERR_INPUT &&
	       cx.why.line[0].text == T_geojson_crs,
	   "EPSG:4528 (Gauss-Krueger, metres) is refused by name");
}

static void
refusals(void)
{
	static const struct {
		const char *geometry, *part; /* of the sentence */
		text_id     text;
	} c[] = {
	    {"{\"type\":\"Point\",\"coordinates\":[117,24]}", "第 2 个", T_geojson_form},
	    {"null", "第 2 个", T_geojson_form},
	    {"{\"type\":\"Polygon\",\"coordinates\":[]}", "第 2 个", T_geojson_form},
	    {"{\"type\":\"Polygon\",\"coordinates\":[[[117,24],[117.01]]]}", "第 2 个", T_geojson_form},
	    {"{\"type\":\"Polygon\",\"coordinates\":[[[117,24],[117.01,\"24\"]]]}", "第 2 个", T_geojson_form},
	    {"{\"type\":\"MultiPolygon\",\"coordinates\":[" GOOD "]}", "第 2 个", T_geojson_form},
	    {"{\"type\":\"Polygon\",\"coordinates\":[[[500000,2660000],[500100,2660000],[500100,2660100],[500000,2660000]]]}", "500000.0000000, 2660000.0000000", T_geojson_degrees},
	    {"{\"type\":\"Polygon\",\"coordinates\":[" RING("[117,24.005]") "]}", "117.0000000, 24.0000000", T_geojson_open},
	    {"{\"type\":\"Polygon\",\"coordinates\":[[[117,24],[117.01,24],[117,24]]]}", "117.0000000, 24.0000000", T_geojson_few},
	    {"{\"type\":\"Polygon\",\"coordinates\":[[[117,24],[117.01,24],[117,24.01],[117.01,24.01],[117,24]]]}", "117.0050000, 24.0050000", T_geojson_cross},
	    {"{\"type\":\"Polygon\",\"coordinates\":[" GOOD ",[[118,24],[118.1,24],[118,24.1],[118,24]]]}", "118", T_geojson_hole_outside},
	};

	for (size_t i = 0; i < NITEMS(c); i++) {
		char           text[2000];
		struct geojson g;
		str            said = S("");

		(void)snprintf(text, sizeof(text), COLLECTION(FEATURE(SQUARE) ",{\"type\":\"Feature\",\"properties\":null,\"geometry\":%s}"), c[i].geometry);
		ensure(reads(text, GEO_CGCS2000, &g) == OK);
		if (g.nfaults)
			said = geojson_say(&cx, &g.fault[0]);
		if (!ok(g.nfaults == 1 && g.feature[0].good && !g.feature[1].good && g.fault[0].text == c[i].text &&
		    g.fault[0].number == 2 &&
		            str_find_str(said, str_of(c[i].part)) != SIZE_MAX,
		        "%s: listed with number and place", text_key(c[i].text)))
			printf("# %zu faults: %.*s\n", g.nfaults, STR_ARG(said));
	}
	{
		struct geojson g;

		ok(reads("{\"type\":\"Topology\"}", GEO_WGS84, &g) == ERR_INPUT && cx.why.line[0].text == T_geojson_not, "another type is refused by its name");
		ok(reads("[1,2]", GEO_WGS84, &g) == ERR_INPUT && reads("", GEO_WGS84, &g) == ERR_INPUT &&
		    reads("{\"type\":", GEO_WGS84, &g) == ERR_INPUT,
		   "no object, nothing, half a document");
		ok(reads("[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]", GEO_WGS84, &g) == ERR_LARGE, "too deep");
		ok(reads("{\"type\":\"Polygon\",\"coordinates\":[[[1e400,2]]]}", GEO_WGS84, &g) == ERR_INPUT, "a number beyond all numbers");
	}
}

/* Where people find it: faults are told in the file's own system. */
static void
own_system(void)
{
	struct geojson g;

	ensure(reads("{\"type\":\"Polygon\",\"coordinates\":[[[117,24],[117.01,24],[117,24.01],[117.01,24.01],[117,24]]]}", GEO_GCJ02, &g) == OK);
	ok(g.nfaults == 1 && fabs(g.fault[0].lon - 117.005) < 1e-6 && fabs(g.fault[0].lat - 24.005) < 1e-6, "a crossing in a GCJ-02 file is told in GCJ-02");
}

int
main(void)
{
	text_use(texts, T_MAX);
	cx.arena = arena_new(256 << 20);
	ensure(cx.arena);
	forms();
	systems();
	refusals();
	own_system();
	arena_free(cx.arena);
	return done();
}
