/* What the page that covers faces shows, ready for its template. */
#ifndef SHOW_ALBUM_PAGE_H
#define SHOW_ALBUM_PAGE_H

#include "show/desk/pages.h"

/*
 * A picture of a case that is the same as, looks like, or seems to be a copy of, another: for the partial
 * album/alike.
 */
struct album_alike {
	str     own, other; /* addresses; other empty: of a case out of reach */
	str     words, where, href;
	text_id own_moment, moment;
	/* The blocks that are equal, as SVG, on each of the two; path empty: none are marked. */
	str path, own_box, own_at, other_box, other_at;
};

/* A box: in ten-thousandths for the drawing, in percent for people. */
struct album_box {
	int64_t x, y, w, h;
	str     left, top, width, height;
	str     without; /* this page's address without it */
};

struct album_mask {
	struct frame      page;
	str               id, rev, no, back, src, alt, here;
	str               masked; /* address of what may leave the house now; STR_NONE: nobody has looked */
	str               boxes;  /* all of them, as photo.mask takes them */
	str               from;   /* "x,y" of a corner that waits for its other; STR_NONE */
	int64_t           from_x, from_y;
	bool              half;   /* it waits */
	str               frame;  /* class of the picture's width */
	str               w;
	struct album_box *box;
	size_t            nbox;
	str               other;  /* address with the other width */
	bool              big;
	str               left, top, width, height; /* as typed, when that was refused */
};

#endif
