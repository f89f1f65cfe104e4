/* A border as text, and the order in which grids are numbered.  Pure. */
#ifndef CITY_GRID_OUTLINE_H
#define CITY_GRID_OUTLINE_H

#include "base/buf.h"
#include "kit/geo/shape.h"

/*
 * "P117000000000 24000000000 1000000 0 0 1000000H…": P begins a part, H a hole of it; the
 * first point in units of 1e-9 degrees, then each as its distance from the one before; the
 * last one is not repeated.  Reading gives the same shape to the unit.
 */
void outline_add(struct buf *b, const struct geo_shape *s);

/* ERR_INPUT when the text is none; ERR_MEMORY. */
MUSTCHECK enum err outline_read(struct arena *a, str text, struct geo_shape *out);

/* A grid that gets a number. */
struct grid_box {
	struct geo_box box;
	size_t         i; /* for the caller; also decides between equals */
};

/*
 * Sort as a community's grids are numbered, west to east and north to south (B1.2).  What a
 * row is with irregular grids, the standard leaves open; here the grid whose middle lies
 * furthest north opens a row, and all whose middle lies north of its southern border are in
 * it, from west to east; then the next row.  The middle is that of the box.
 */
void grid_order(struct grid_box *g, size_t n);

#endif
