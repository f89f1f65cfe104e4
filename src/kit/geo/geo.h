/* Positions of other systems brought to CGCS2000. */
#ifndef WORK_INTAKE_POSITION_H
#define WORK_INTAKE_POSITION_H

#include "base/str.h"

#include <stdbool.h>

/*
 * CGCS2000 and WGS-84 differ by centimetres and are taken as one.  GCJ-02 is the
 * shifted system of Chinese maps, BD-09 Baidu's shift on top of it; both are undone
 * by the formulas that are public knowledge, good to about a metre.  Outside
 * China GCJ-02 does not shift.
 */
enum geo_srs { GEO_NONE, GEO_CGCS2000, GEO_WGS84, GEO_GCJ02, GEO_BD09, GEO_SRS_MAX };

/* "CGCS2000", "WGS-84", "GCJ-02", "BD-09", whatever the case, hyphens or not; GEO_NONE for others. */
enum geo_srs geo_srs_of(str name);

/* "cgcs2000", …: as stored. */
const char *geo_srs_name(enum geo_srs s);

/* Replace (lon, lat) in degrees by CGCS2000. */
void geo_to_cgcs2000(enum geo_srs s, double *lon, double *lat);

/* CGCS2000 to GCJ-02, for tests and for maps that want it. */
void geo_shift(double *lon, double *lat);

#endif
