/* Is one picture a retouched copy of the other?  The block-copy test on two grids of luma.  Pure. */
#ifndef KIT_PHOTO_COPY_H
#define KIT_PHOTO_COPY_H

#include "base/arena.h"
#include "base/err.h"
#include "kit/photo/record.h"

/*
 * A second shot of the same corner never falls on the first again block by block: what is near has moved against
 * what is far, lines run another way, the grain is another.  A copy does, wherever it was not painted over, however
 * it was cropped, made smaller, compressed or lightened.  So:
 *
 *  1. Where would the later picture lie on the earlier one?  A scale and two shifts, no turn: coarsely by
 *     correlation of all scales and shifts at which it covers a quarter of it or more, each cell less the mean of those
 *     around it, then climbing from the best few.
 *  2. There both are cut into the same blocks of 8 by 8 cells.  Blocks of the earlier picture whose brightness does not
 *     change in every direction say nothing (sky falls on sky, a lone edge on itself shifted) and are left out.  Of the
 *     others those are equal whose cells correlate at COPY_EQUAL or more, or at COPY_ALIKE and differ by no more than
 *     compression leaves; neither lightening nor contrast changes that.
 *  3. It is told as a copy when at least COPY_SHARE of the blocks that say something are equal,
 *     and COPY_LEAST say something.
 *
 * Not found: what was turned, mirrored or bent; a crop to less than a quarter.  Found wrongly could be a
 * shot from a tripod that stayed.  docs/photos.md tells how often, of which pictures.
 */
enum {
	COPY_BLOCKS = 20 * 20, /* most blocks of one picture */
	COPY_SHARE = 500,      /* thousandths: between what was measured of copies and of true shots (docs/photos.md) */
	COPY_LEAST = 30        /* blocks that say something; fewer are no evidence */
};
#define COPY_EQUAL 0.97
#define COPY_ALIKE 0.9

/* Where the later picture lies: its pixel (u, v) is the earlier one's (scale * u + x, scale * v + y). */
struct copy_place {
	double scale, x, y;
};

struct copy {
	bool   copied;     /* as 3. above: a hint, never a verdict */
	int    told;       /* blocks that say something */
	int    equal;      /* of these */
	int    share;      /* equal / told in thousandths; 0 when there are none */
	int    cols, rows; /* blocks of the earlier picture from its first corner on */
	double side;       /* of a block, in pixels of the earlier grid */
	char   mark[COPY_BLOCKS + 1]; /* row by row: '=' equal, 'x' not, '.' says nothing or is not covered */
	struct copy_place place;
};

/* Both grids have sides of 1 to PHOTO_LUMA.  It works in `a` and leaves some 1 MB there.  ERR_MEMORY. */
MUSTCHECK enum err copy_test(struct arena *a, const struct photo_luma *earlier, const struct photo_luma *later,
                             struct copy *out);

#endif
