/* Many shapes: which one holds a point; where they overlap and where they leave gaps.  Pure. */
#ifndef KIT_GEO_SET_H
#define KIT_GEO_SET_H

#include "kit/geo/shape.h"

/*
 * Immutable, built once; shapes are not copied.  Whose point is it: of all shapes that hold
 * it or have it on their border, the first in the list's order is the one.  So each point on
 * a common border belongs to exactly one neighbour, one on the outer border to whom it
 * borders; a list in the order of codes says: the lowest code.
 */
struct geo_set {
	const struct geo_shape *shape;
	size_t                  n;
	const size_t           *order; /* of the tree's items */
	struct geo_tree         tree;
};

/* Put shape[0 … n) into a tree.  False without memory. */
MUSTCHECK bool geo_set_build(struct arena *a, const struct geo_shape *shape, size_t n, struct geo_set *out);

/*
 * The first shape, of those for which wanted(i, arg) is true (NULL: all), that holds p or has
 * it on its border; SIZE_MAX: none.  Allocates nothing; any number of threads at once.
 */
size_t geo_set_at(const struct geo_set *s, struct geo_point p, bool (*wanted)(size_t i, const void *arg),
                  const void *arg);

/* The first shape behind `after` (SIZE_MAX: of all) whose box meets the one given; SIZE_MAX: none. */
size_t geo_set_near(const struct geo_set *s, const struct geo_box *box, size_t after);

/* A stretch of land that several shapes claim, or none although shapes lie all around it. */
struct geo_patch {
	bool   gap;
	double area;     /* square metres */
	double lon, lat; /* somewhere in it */
	size_t a, b;     /* overlap: two that claim it; gap: the neighbours there in the west and the east */
};

/*
 * All patches of at least `least` square metres, by place from south to north, in `a`.  Exact
 * but for rounding: borders that run together to the unit give nothing.  What is cut off from
 * the outside by touching in single points only counts as a gap.  The shapes must be without
 * faults.  Memory and time are bounded: ERR_LARGE when borders cross too often (millions).
 */
MUSTCHECK enum err geo_set_patches(struct arena *a, const struct geo_set *s, double least, struct geo_patch **out,
                                   size_t *n);

#endif
