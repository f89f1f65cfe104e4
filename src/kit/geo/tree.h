/* Boxes packed into a tree, so that few of many are looked at. */
#ifndef KIT_GEO_TREE_H
#define KIT_GEO_TREE_H

#include "base/arena.h"

/* A position in units of 1e-9 degrees (a tenth of a millimetre): all decisions are exact in them. */
struct geo_point {
	int64_t x, y; /* east, north */
};

/* Closed on all sides. */
struct geo_box {
	int64_t x0, y0, x1, y1;
};

static inline bool
geo_box_meet(const struct geo_box *a, const struct geo_box *b)
{
	return a->x0 <= b->x1 && b->x0 <= a->x1 && a->y0 <= b->y1 && b->y0 <= a->y1;
}

/* Make the box hold the other one too. */
void geo_box_add(struct geo_box *a, const struct geo_box *b);
#define GEO_BOX_EMPTY ((struct geo_box){INT64_MAX, INT64_MAX, INT64_MIN, INT64_MIN})

/*
 * Immutable.  Groups of GEO_FAN neighbours in the order given have a box, groups of
 * GEO_FAN groups have one, and so on: a seventh of the items in boxes, never more,
 * whatever lies where.  Good when neighbours in the order lie near each other.
 */
enum { GEO_FAN = 8, GEO_LEVELS = 12 };
struct geo_tree {
	const struct geo_box *level[GEO_LEVELS]; /* 0: of groups of items */
	size_t                count[GEO_LEVELS], levels, n;
};

/* Over n boxes, which are not kept.  False without memory. */
MUSTCHECK bool geo_tree_build(struct arena *a, const struct geo_box *item, size_t n, struct geo_tree *out);

/*
 * The groups of items whose box meets `want`, in their order:
 *
 *	struct geo_walk w;
 *	for (geo_walk_begin(&w, &tree, box); geo_walk_next(&w, &from, &to);)
 *		for (size_t i = from; i < to; i++)
 */
struct geo_walk {
	const struct geo_tree *tree;
	struct geo_box         want;
	size_t                 n, node[GEO_LEVELS * GEO_FAN];
	unsigned char          depth[GEO_LEVELS * GEO_FAN];
};
void geo_walk_begin(struct geo_walk *w, const struct geo_tree *t, struct geo_box want);
bool geo_walk_next(struct geo_walk *w, size_t *from, size_t *to);

#endif
