/* Positions between CGCS2000 and the systems that Chinese maps use. */
#ifndef KIT_GEO_GEO_H
#define KIT_GEO_GEO_H

#include "base/str.h"

#include <stdbool.h>

/*
 * Where a position came from.  CGCS2000 and WGS-84 differ by centimetres and are
 * taken as one.  GCJ-02 is the shifted system of Chinese maps (高德, 腾讯), BD-09
 * Baidu's shift on top of it; neither is published by its maker: the formulas are
 * those known since 2013 (googollee/eviltransform), good to about a metre against
 * the maps themselves.  GCJ-02 shifts nothing outside the rectangle 73.66–135.05 E,
 * 3.86–53.55 N, which is wider than China, and jumps at its edge.
 */
enum geo_srs { GEO_NONE, GEO_CGCS2000, GEO_WGS84, GEO_GCJ02, GEO_BD09, GEO_SRS_MAX };

/* "CGCS2000", "WGS-84", "GCJ-02", "BD-09", whatever the case, hyphens or not; GEO_NONE for others. */
enum geo_srs geo_srs_of(str name);

/* "cgcs2000", "wgs84", "gcj02", "bd09": as stored; "" for GEO_NONE. */
const char *geo_srs_name(enum geo_srs s);

/*
 * Replace (lon, lat) in degrees, read in system s, by CGCS2000, and the other way
 * round.  Each undoes the other to less than a millimetre, but for the last metres
 * before the edge of the rectangle.  GEO_NONE changes nothing.
 */
void geo_to_cgcs2000(enum geo_srs s, double *lon, double *lat);
void geo_from_cgcs2000(enum geo_srs s, double *lon, double *lat);

#endif
