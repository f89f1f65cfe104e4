/* Polygons: with holes, of several parts; inside, outside, on the border; area; validity.  Pure. */
#ifndef KIT_GEO_SHAPE_H
#define KIT_GEO_SHAPE_H

#include "kit/geo/tree.h"

/* Degrees to units; false when not finite or beyond 180, 90.  And back. */
bool   geo_point_of(double lon, double lat, struct geo_point *out);
double geo_degrees(int64_t v);

/* A ring as somebody wrote it.  The last point may repeat the first one. */
struct geo_ring_in {
	const struct geo_point *p;
	size_t                  n;
	uint32_t                part; /* 0, 1, … of a multipolygon */
	bool                    hole; /* else the outer border; the first ring of each part */
};

struct geo_ring {
	size_t         from, n; /* points pt[from] … pt[from + n - 1], pt[from + n] is the first again */
	uint32_t       part;
	bool           hole;
	struct geo_box box;
};

/*
 * A polygon or several.  Immutable.  Outer borders run against the clock, holes with
 * it, so that the inside is always on the left; points that repeat the one before are gone.
 * Straight in longitude and latitude from point to point; nothing may cross the 180th meridian.
 */
struct geo_shape {
	const struct geo_point *pt;      /* all rings, one behind the other */
	const uint32_t         *ring_of; /* of each point */
	size_t                  n;
	const struct geo_ring  *ring;
	size_t                  nrings;
	struct geo_box          box;
	struct geo_tree         edges; /* item i: from pt[i] to pt[i + 1], when both are of one ring */
};

/* What can be wrong.  Positions in degrees. */
enum geo_fault_kind {
	GEO_FINE,
	GEO_FEW,          /* a ring of less than three different points */
	GEO_SPIKE,        /* the border goes forth and back on itself */
	GEO_CROSS,        /* borders cross, or a ring crosses itself */
	GEO_TOUCH,        /* a ring touches itself in a point */
	GEO_SHARE,        /* two rings run together for a stretch */
	GEO_HOLE_OUTSIDE, /* a hole is not within its part's border */
	GEO_HOLE_IN_HOLE,
	GEO_PART_IN_PART, /* a part lies on another */
	GEO_NO_BORDER,    /* a part that has holes only, or two borders */
	GEO_FAULT_MAX
};
struct geo_fault {
	enum geo_fault_kind kind;
	double              lon, lat;
};

enum { GEO_POINTS_MOST = 200000, GEO_RINGS_MOST = 5000 };

/*
 * A shape of the rings given, which are copied.  ERR_INPUT with *bad GEO_FEW or GEO_NO_BORDER;
 * ERR_LARGE past the limits above; ERR_MEMORY.  Does not look at anything else: geo_shape_check does.
 */
MUSTCHECK enum err geo_shape_make(struct arena *a, const struct geo_ring_in *ring, size_t n, struct geo_shape *out,
                                  struct geo_fault *bad);

/*
 * All that is wrong, up to `most` faults; 0: fine.  As ISO 19125 (OGC simple features) has it:
 * rings may touch each other in points, not themselves.  Does not notice touching holes that
 * cut the inside in two.  How rings lie to each other is asked only when nothing crosses.
 */
size_t geo_shape_check(const struct geo_shape *s, struct geo_fault *fault, size_t most);

enum geo_where { GEO_OUT, GEO_BORDER, GEO_IN };

/* Exactly, for shapes without faults. */
enum geo_where geo_shape_where(const struct geo_shape *s, struct geo_point p);

/*
 * Square metres on the ellipsoid GRS 80 (CGCS2000, WGS-84), by its equal-area projection;
 * metres of all borders, by the radii of curvature at the middle of each edge (short edges).
 */
double geo_shape_area(const struct geo_shape *s);
double geo_shape_length(const struct geo_shape *s);

/*
 * Metres from a point to the nearest border, 0 inside and on it; by the radii of curvature at the point, so good for
 * some tens of kilometres.
 */
double geo_shape_metres(const struct geo_shape *s, struct geo_point p);

/* Square metres of a square degree at a latitude (degrees). */
double geo_degree_area(double lat);

/*
 * A point well inside, for a label: the middle of the longest stretch inside along the line
 * through the middle of the box, or near it.  False when there is none (a shape without an inside).
 */
bool geo_shape_label(const struct geo_shape *s, struct geo_point *out);

/* Which side of the line from a to b is c on: 1 left, -1 right, 0 on it.  Exactly. */
int geo_side(struct geo_point a, struct geo_point b, struct geo_point c);

#endif
