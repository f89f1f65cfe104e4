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
enum srs { SRS_NONE, SRS_CGCS2000, SRS_WGS84, SRS_GCJ02, SRS_BD09, SRS_MAX };

/* "CGCS2000", "WGS-84", "GCJ-02", "BD-09", whatever the case, hyphens or not; SRS_NONE for others. */
enum srs srs_of(str name);

/* "cgcs2000", …: as stored. */
const char *srs_name(enum srs s);

/* Replace (lon, lat) in degrees by CGCS2000. */
void srs_convert(enum srs s, double *lon, double *lat);

/* CGCS2000 to GCJ-02, for tests and for maps that want it. */
void srs_shift(double *lon, double *lat);

#endif
