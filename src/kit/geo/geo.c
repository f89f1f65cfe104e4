/* The shifts of GCJ-02 and BD-09, and undoing them. */
#include "kit/geo/geo.h"

#include <math.h>

/* The ellipsoid of the shift: Krasovsky 1940. */
static const double AXIS = 6378245.0, ECC2 = 0.00669342162296594323, PI = 3.14159265358979323846;

static const char *const stored[GEO_SRS_MAX] = {"", "cgcs2000", "wgs84", "gcj02", "bd09"};

enum geo_srs
geo_srs_of(str name)
{
	char   plain[12];
	size_t n = 0;

	for (size_t i = 0; i < name.n && n < sizeof(plain); i++)
		if (name.p[i] != '-' && name.p[i] != ' ')
			plain[n++] = name.p[i];
	for (int s = GEO_CGCS2000; s < GEO_SRS_MAX; s++)
		if (str_eq_nocase((str){plain, n}, str_of(stored[s])))
			return (enum geo_srs)s;
	return GEO_NONE;
}

const char *
geo_srs_name(enum geo_srs s)
{
	return stored[s];
}

static double
waves(double v, double a, double b, double c, double pa, double pb, double pc)
{
	return (a * sin(v / pa * PI) + b * sin(v / pb * PI) + c * sin(v / pc * PI)) * 2.0 / 3.0;
}

static bool
in_china(double lon, double lat)
{
	return lon > 73.66 && lon < 135.05 && lat > 3.86 && lat < 53.55;
}

static void
shift(double *lon, double *lat)
{
	double x = *lon - 105.0, y = *lat - 35.0, quick, north, east, phi, m, root;

	if (!in_china(*lon, *lat))
		return;
	quick = waves(x, 0, 20, 20, 1, 1.0 / 6, 1.0 / 2);
	north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(fabs(x)) + quick +
	        waves(y, 20, 40, 0, 1, 3, 1) + waves(y, 160, 320, 0, 12, 30, 1);
	east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(fabs(x)) + quick +
	       waves(x, 20, 40, 0, 1, 3, 1) + waves(x, 150, 300, 0, 12, 30, 1);
	phi = *lat / 180.0 * PI;
	m = 1 - ECC2 * sin(phi) * sin(phi);
	root = sqrt(m);
	*lat += north * 180.0 / ((AXIS * (1 - ECC2)) / (m * root) * PI);
	*lon += east * 180.0 / (AXIS / root * cos(phi) * PI);
}

static void
baidu(double *lon, double *lat)
{
	double k = PI * 3000.0 / 180.0, x = *lon, y = *lat;
	double z = sqrt(x * x + y * y) + 0.00002 * sin(y * k), theta = atan2(y, x) + 0.000003 * cos(x * k);

	*lon = z * cos(theta) + 0.0065;
	*lat = z * sin(theta) + 0.006;
}

void
geo_from_cgcs2000(enum geo_srs s, double *lon, double *lat)
{
	if (s == GEO_GCJ02 || s == GEO_BD09)
		shift(lon, lat);
	if (s == GEO_BD09)
		baidu(lon, lat);
}

/* The shifts have no inverse in closed form; they change so slowly that guessing again converges. */
void
geo_to_cgcs2000(enum geo_srs s, double *lon, double *lat)
{
	double a = *lon, b = *lat;

	if (s != GEO_GCJ02 && s != GEO_BD09)
		return;
	for (int i = 0; i < 10; i++) {
		double x = a, y = b;

		geo_from_cgcs2000(s, &x, &y);
		a += *lon - x;
		b += *lat - y;
	}
	*lon = a;
	*lat = b;
}
