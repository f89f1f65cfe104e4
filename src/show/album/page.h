/* What the page that covers faces shows, ready for its template. */
#ifndef SHOW_ALBUM_PAGE_H
#define SHOW_ALBUM_PAGE_H

#include "show/desk/pages.h"

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
