/* Polygons out of GeoJSON as people send it. */
#ifndef KIT_GEOJSON_GEOJSON_H
#define KIT_GEOJSON_GEOJSON_H

#include "base/ctx.h"
#include "kit/geo/geo.h"
#include "kit/geo/shape.h"
#include "kit/json/tree.h"

/* Bounds of a file: 8 MB, 1,500,000 values, 12 deep, 20,000 features; of a shape those of kit/geo. */
enum { GEOJSON_BYTES = 8 << 20, GEOJSON_FEATURES = 20000, GEOJSON_FAULTS = 500 };

struct geojson_feature {
	size_t             number; /* 1, 2, … in the file */
	const struct jval *properties; /* NULL: none */
	struct geo_shape   shape; /* CGCS2000 */
	bool               good;  /* false: a fault of it is listed, the shape may be empty */
};

/* What is wrong with one feature: a sentence with its number, and where, in the file's own coordinates. */
struct geojson_fault {
	size_t  number;
	text_id text; /* {0} number, {1} {2} longitude and latitude */
	double  lon, lat; /* NAN: nowhere in particular */
	str     more; /* {3} */
};

struct geojson {
	struct geojson_feature *feature;
	size_t                  n;
	struct geojson_fault    fault[GEOJSON_FAULTS]; /* the first ones */
	size_t                  nfaults; /* all of them */
};

/*
 * Read RFC 7946: a bare geometry, a Feature or a FeatureCollection; Polygon and
 * MultiPolygon; heights are passed over.  Positions are in `srs`, which must be given,
 * and become CGCS2000.  A member "crs" (2008) may say CRS84, EPSG:4326 or EPSG:4490.
 *
 * What is wrong with single features is listed and no error, crossing borders and
 * all that geo_shape_check finds too.  ERR_INPUT with a sentence at `field` (a constant)
 * when the whole is no such document; ERR_LARGE past the bounds; ERR_MEMORY.
 * Everything lives in cx->arena.
 */
MUSTCHECK enum err geojson_read(struct ctx *cx, const char *field, str text, enum geo_srs srs, struct geojson *out);

/* Note a fault of a feature; for callers that find more than geometry (codes, names).  `more` is kept, not copied. */
void geojson_fault(struct geojson *g, struct geojson_feature *f, text_id text, double lon, double lat, str more);

/* The sentence of a fault, into the arena; STR_NONE without memory. */
str geojson_say(struct ctx *cx, const struct geojson_fault *f);

#endif
