/* Positions between the systems that Chinese maps use. */
#include "kit/geo/geo.h"
#include "tap.h"

#include <math.h>

/* Metres between two near positions, on a sphere. */
static double
metres(double lon, double lat, double lon2, double lat2)
{
	return hypot((lon - lon2) * cos(lat * 0.017453292519943295), lat - lat2) * 111195;
}

/* Published with googollee/eviltransform (tests of its Go, C#, Rust, Ruby versions): WGS-84, then the other system. */
static const struct {
	const char  *name;
	enum geo_srs s;
	double       lat, lon, other_lat, other_lon, within; /* metres */
} golden[] = {
    {"Shanghai", GEO_GCJ02, 31.1774276, 121.5272106, 31.17530398364597, 121.531541859215, 0.001},
    {"Shenzhen", GEO_GCJ02, 22.543847, 113.912316, 22.540796131694766, 113.9171764808363, 0.001},
    {"Beijing", GEO_GCJ02, 39.911954, 116.377817, 39.91334545536069, 116.38404722455657, 0.001},
    {"Denver", GEO_GCJ02, 39.7392, -104.9903, 39.7392, -104.9903, 0.001},
    {"Brisbane", GEO_GCJ02, -27.4698, 153.0251, -27.4698, 153.0251, 0.001},
    /* Published with wandergis/coordtransform (its README and test/app.js, and the ports of it). */
    {"Tian'anmen", GEO_GCJ02, 39.915, 116.404, 39.91640428150164, 116.41024449916938, 0.001},
    {"Tian'anmen", GEO_BD09, 39.915, 116.404, 39.922699552216216, 116.41662724378733, 0.001},
};

static void
published(void)
{
	for (size_t i = 0; i < sizeof(golden) / sizeof(*golden); i++) {
		double lon = golden[i].lon, lat = golden[i].lat, off;

		geo_from_cgcs2000(golden[i].s, &lon, &lat);
		off = metres(lon, lat, golden[i].other_lon, golden[i].other_lat);
		if (!ok(off < golden[i].within, "%s: shifted as published", golden[i].name))
			(void)printf("# off by %g m\n", off);
		lon = golden[i].other_lon;
		lat = golden[i].other_lat;
		geo_to_cgcs2000(golden[i].s, &lon, &lat);
		off = metres(lon, lat, golden[i].lon, golden[i].lat);
		if (!ok(off < golden[i].within, "%s: and back", golden[i].name))
			(void)printf("# off by %g m\n", off);
	}
}

/* Baidu's shift alone, from and to GCJ-02: coordtransform's gcj02tobd09 and bd09togcj02 of (116.404, 39.915). */
static void
baidu(void)
{
	double lon = 116.404, lat = 39.915;

	geo_to_cgcs2000(GEO_GCJ02, &lon, &lat);
	geo_from_cgcs2000(GEO_BD09, &lon, &lat);
	ok(metres(lon, lat, 116.41036949371029, 39.92133699351021) < 0.001, "GCJ-02 to BD-09 as published");
	lon = 116.404;
	lat = 39.915;
	geo_to_cgcs2000(GEO_BD09, &lon, &lat);
	geo_from_cgcs2000(GEO_GCJ02, &lon, &lat);
	/* Theirs is the usual rough inverse; ours undoes the shift itself. */
	ok(metres(lon, lat, 116.39762729119315, 39.90865673957631) < 1, "BD-09 to GCJ-02 as published, to a metre");
}

/* Every quarter of a degree of the rectangle, but for its edge. */
static void
round_trips(void)
{
	static const enum geo_srs all[] = {GEO_CGCS2000, GEO_WGS84, GEO_GCJ02, GEO_BD09};

	for (size_t k = 0; k < sizeof(all) / sizeof(*all); k++) {
		double worst = 0, least = 1e9, most = 0;
		long   n = 0;

		for (double x = 73.75; x < 135; x += 0.25)
			for (double y = 4; y < 53.5; y += 0.25) {
				double lon = x, lat = y, moved, off;

				geo_from_cgcs2000(all[k], &lon, &lat);
				moved = metres(lon, lat, x, y);
				least = moved < least ? moved : least;
				most = moved > most ? moved : most;
				geo_to_cgcs2000(all[k], &lon, &lat);
				off = metres(lon, lat, x, y);
				worst = off > worst ? off : worst;
				n++;
			}
		if (!ok(n > 40000 && worst < 0.001, "%s: there and back across China within a millimetre", geo_srs_name(all[k])))
			(void)printf("# %g m\n", worst);
		ok(all[k] == GEO_CGCS2000 || all[k] == GEO_WGS84 ? most == 0 : least > 5 && most < 2500,
		   "%s: nothing is moved, or some hundred metres (%.0f to %.0f)", geo_srs_name(all[k]), least, most);
	}
}

int
main(void)
{
	ok(geo_srs_of(S("gcj-02")) == GEO_GCJ02 && geo_srs_of(S("GCJ02")) == GEO_GCJ02 && geo_srs_of(S("WGS-84")) == GEO_WGS84 &&
	       geo_srs_of(S("CGCS2000")) == GEO_CGCS2000 && geo_srs_of(S("bd09")) == GEO_BD09 &&
	       geo_srs_of(S("xian80")) == GEO_NONE && geo_srs_of(S("")) == GEO_NONE,
	   "systems by name");
	published();
	baidu();
	round_trips();
	return done();
}
