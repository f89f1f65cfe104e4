/* Positions between the systems that Chinese maps use. */
#include "kit/geo/geo.h"
#include "tap.h"

/* Within 1e-9 degrees, a tenth of a millimetre. */
static bool
near(double a, double b)
{
	return a - b < 1e-9 && b - a < 1e-9;
}

static void
positions(void)
{
	double lon = 116.404, lat = 39.915;

	ok(geo_srs_of(S("gcj-02")) == GEO_GCJ02 && geo_srs_of(S("GCJ02")) == GEO_GCJ02 && geo_srs_of(S("WGS-84")) == GEO_WGS84 &&
	       geo_srs_of(S("CGCS2000")) == GEO_CGCS2000 && geo_srs_of(S("bd09")) == GEO_BD09 && geo_srs_of(S("xian80")) == GEO_NONE,
	   "systems by name");
	geo_shift(&lon, &lat);
	ok(near(lon, 116.41024449916938) && near(lat, 39.91640428150164), "the shift as other implementations have it");
	geo_to_cgcs2000(GEO_GCJ02, &lon, &lat);
	ok(near(lon, 116.404) && near(lat, 39.915), "is undone");
	geo_to_cgcs2000(GEO_BD09, &lon, &lat);
	geo_shift(&lon, &lat);
	ok(near(lon, 116.39762729119315) && near(lat, 39.90865673957631), "Baidu's shift, too");
	lon = -76.61;
	lat = 39.29;
	geo_to_cgcs2000(GEO_GCJ02, &lon, &lat);
	ok(near(lon, -76.61) && near(lat, 39.29), "outside China nothing is shifted");
	geo_to_cgcs2000(GEO_WGS84, &lon, &lat);
	ok(near(lon, -76.61), "WGS-84 is taken as CGCS2000");
}

int
main(void)
{
	positions();
	return done();
}
