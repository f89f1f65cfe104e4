/* Sheets of paper as a list of what stands where on them: written here, made a PDF by duban-paint. */
#ifndef KIT_PICTURE_SHEETS_H
#define KIT_PICTURE_SHEETS_H

#include "base/buf.h"

/*
 * Thousandths of a point from the top left corner of the page; colours 0xRRGGBB.  Each character of a text has a cell:
 * a full one of `advance`, what is half as wide (ASCII) half of it.  So who lays out needs no fonts, and knows where
 * everything stands.
 */
enum {
	SHEETS_POINT = 1000,
	SHEETS_MM_10 = 28346, /* ten millimetres */
	SHEETS_A4_WIDE = 595276,
	SHEETS_A4_HIGH = 841890,
	SHEETS_PAGES = 600,
	SHEETS_TEXT = 2000,      /* bytes of one text */
	SHEETS_BYTES = 16 << 20, /* of all */
	SHEETS_PDF = 16 << 20    /* most bytes of what becomes of it */
};

/* By the names that offices give them; docs/papers.md says which fonts stand in for them. */
enum sheets_face { SHEETS_XIAOBIAO, SHEETS_FANGSONG, SHEETS_KAI, SHEETS_HEI, SHEETS_SONG, SHEETS_FACES };

struct sheets_text {
	int              x, y; /* y: the middle of its characters */
	int              size, advance;
	enum sheets_face face;
	uint32_t         colour;
	str              text; /* one line */
};
struct sheets_rule {
	int      x, y, w, h; /* a filled box */
	uint32_t colour;
};

struct sheets {
	struct buf b;
	size_t     pages;
};

/* Is a character as wide as it is high? */
bool sheets_wide(uint32_t c);

/* How wide a text is, in halves of its advance. */
int sheets_halves(str text);

/* The first page is begun.  The title is kept in the PDF; `made` is when, ms UTC: the same gives the same bytes. */
void sheets_begin(struct sheets *s, struct arena *a, int w, int h, str title, int64_t made);
void sheets_page(struct sheets *s); /* the next */
void sheets_text(struct sheets *s, const struct sheets_text *t);
void sheets_rule(struct sheets *s, const struct sheets_rule *r);

/* ERR_LARGE: too many pages or bytes, a text too long; ERR_MEMORY. */
MUSTCHECK enum err sheets_end(struct sheets *s, str *out);

/* ---- For who paints them ---- */

struct sheets_head {
	int     w, h;
	int64_t made;
	str     title, rest;
};
enum sheets_kind { SHEETS_IS_PAGE = 1, SHEETS_IS_TEXT, SHEETS_IS_RULE };
struct sheets_thing {
	enum sheets_kind   kind;
	struct sheets_text text;
	struct sheets_rule rule;
};
/* The head; false: these are no sheets.  Then thing by thing: its kind, 0 at the end, -1 for what is none. */
MUSTCHECK bool sheets_read(str bytes, struct sheets_head *h);
MUSTCHECK int  sheets_next(struct sheets_head *h, struct sheets_thing *t);

#endif
