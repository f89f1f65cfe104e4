/* A tall picture as a list of what is drawn: written here, painted by duban-paint. */
#ifndef KIT_PICTURE_DRAWING_H
#define KIT_PICTURE_DRAWING_H

#include "base/buf.h"

/*
 * Pixels from the top left; colours 0xRRGGBB.  What is drawn later lies above.  Where a text ends nobody knows who
 * has no fonts: so a text has a box, and what does not fit ends in "…"; what must follow it is added to it.
 */
enum {
	DRAWING_WIDE = 2000,
	DRAWING_HIGH = 8000,
	DRAWING_THINGS = 4000,
	DRAWING_TEXT = 4000,       /* bytes of one text */
	DRAWING_PHOTO = 512 << 10, /* bytes of one photo */
	DRAWING_BYTES = 6 << 20    /* of all */
};

enum drawing_align { DRAWING_LEFT, DRAWING_CENTRE, DRAWING_RIGHT };
struct drawing_style {
	int                size, line; /* letters' size; from one line to the next */
	bool               bold, serif;
	uint32_t           colour;
	enum drawing_align align;
	int                lines; /* most; 0: one */
};

struct drawing {
	struct buf b;
	int        w;
	size_t     n; /* of things */
};

/* An empty drawing, w wide. */
void drawing_begin(struct drawing *d, struct arena *a, int w);

/* A filled box, its corners round. */
void drawing_box(struct drawing *d, int x, int y, int w, int h, int round, uint32_t colour);

/* A text in a box w wide whose first line begins at y; a line feed begins a new line. */
void drawing_text(struct drawing *d, int x, int y, int w, const struct drawing_style *s, str text);

/* Another on the last one's line, `gap` behind it, as far as its box goes.  Of s: size, bold, serif, colour. */
void drawing_more(struct drawing *d, int gap, const struct drawing_style *s, str text);

/*
 * A text on a ground as wide as it needs, at most w, s->line high, with 10 before and behind: its left edge at x, or
 * with DRAWING_RIGHT its right edge at x + w.
 */
void drawing_tag(struct drawing *d, int x, int y, int w, const struct drawing_style *s, uint32_t ground, str text);

/* A JPEG that fills the box, its middle where it has another shape. */
void drawing_photo(struct drawing *d, int x, int y, int w, int h, int round, str jpeg);

/* The whole: w × h on a ground.  ERR_LARGE: too high, too many things, too many bytes; ERR_MEMORY. */
MUSTCHECK enum err drawing_end(struct drawing *d, int h, uint32_t ground, str *out);

/* ---- For who paints it ---- */

enum drawing_kind { DRAWING_IS_BOX, DRAWING_IS_TEXT, DRAWING_IS_MORE, DRAWING_IS_TAG, DRAWING_IS_PHOTO };
struct drawing_thing {
	enum drawing_kind    kind;
	int                  x, y, w, h, round; /* MORE: x is the gap */
	uint32_t             colour;            /* BOX, TAG: of the ground */
	struct drawing_style style;
	str                  bytes;
};
struct drawing_sheet {
	int      w, h;
	uint32_t ground;
	str      rest;
};

/* The head; false: this is no drawing.  Then thing by thing: 1, 0 at the end, -1 for what is none. */
MUSTCHECK bool drawing_read(str bytes, struct drawing_sheet *s);
MUSTCHECK int  drawing_next(struct drawing_sheet *s, struct drawing_thing *t);

#endif
