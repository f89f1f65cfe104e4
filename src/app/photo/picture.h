/* Inside duban-photo: a picture in memory, and how files of each format become one. */
#ifndef APP_PHOTO_PICTURE_H
#define APP_PHOTO_PICTURE_H

#include "base/err.h"
#include "kit/photo/record.h"

/* Upright or not, three bytes a pixel, rows without gaps; mem_free(rgb). */
struct picture {
	int            w, h;
	unsigned char *rgb;
};

/* What a file's frame says of it, before anything is decoded. */
struct container {
	enum photo_format format;
	int64_t           w, h;
	bool              several; /* needs the whole picture in memory: progressive, interlaced */
	bool              moving;
	bool              inverted; /* JPEG of four inks, written upside down as Adobe does */
	str               exif;     /* without "Exif\0\0"; STR_NONE: none */
	size_t            end;      /* where the picture ends */
};

/*
 * Walk the frame of the file without decoding: segments of a JPEG, chunks of a
 * PNG, of a WebP; boxes of a HEIC are left to its library (w and h 0, end at the
 * end).  Finds bombs, files cut short, moving pictures, and files that are something
 * else besides (see polyglot in container.c).  Pure.
 */
MUSTCHECK enum photo_refusal container_read(str bytes, struct container *c);

/* Longest sides and number of pixels; small ones. */
MUSTCHECK enum photo_refusal container_bounds(const struct container *c);

/*
 * Decode; at least PHOTO_LARGE on the longest side where the file has that much,
 * but not necessarily more.  On a refusal p->rgb is NULL.
 */
MUSTCHECK enum photo_refusal jpeg_read(str bytes, const struct container *c, struct picture *p);
MUSTCHECK enum photo_refusal png_read(str bytes, const struct container *c, struct picture *p);
MUSTCHECK enum photo_refusal webp_read(str bytes, const struct container *c, struct picture *p);
/* The same; a HEIC says its size (c->w, c->h, bounds are checked) and turns itself upright. */
MUSTCHECK enum photo_refusal heic_read(str bytes, struct container *c, struct picture *p);

/* Compress as a plain JPEG (quality 82, 4:2:0) into the arena.  ERR_MEMORY, ERR_LARGE. */
MUSTCHECK enum err jpeg_write(struct arena *a, const struct picture *p, str *out);

/* Orientation 1..8 (1 when there is none or nonsense), time and position where they are sane. */
int exif_read(str exif, struct photo_taken *t);

/* As large as fits a square of `side`, the shape kept; never larger than it is. */
MUSTCHECK enum err picture_fit(const struct picture *from, int side, struct picture *to);

/* Undo an orientation 2..8, in new memory; the old is freed. */
MUSTCHECK enum err picture_turn(struct picture *p, int orientation);

/* One box of a mask, in ten-thousandths (PHOTO_WHOLE) of width and height. */
struct box {
	int x, y, w, h;
};

/* Fill it; rounded outwards to whole pixels, cut at the edges. */
void picture_box(struct picture *p, struct box b);

/*
 * The hash (dHash): the picture's mean colours on 9 columns and 8 rows, luma
 * (299 R + 587 G + 114 B) / 1000 of each; for each row from the top, for each pair
 * of neighbours from the left, one bit: is the right one lighter?  The first
 * pair is the highest bit.  *plain: all 72 within 16 of each other, so that the
 * bits are noise.  ERR_MEMORY.
 */
MUSTCHECK enum err picture_hash(const struct picture *p, uint64_t *hash, bool *plain);

/* As large as fits a square of PHOTO_LUMA, and of that the luma, in `a`.  ERR_MEMORY. */
MUSTCHECK enum err picture_luma(struct arena *a, const struct picture *p, struct photo_luma *out);

/* The luma of a picture, which is not covered: PHOTO_FINE and *out in `a`, or why not. */
MUSTCHECK enum photo_refusal photo_luma_look(struct arena *a, str bytes, struct photo_luma *out);

/* All of it: bytes in, record out (its versions in the arena). */
void photo_look(struct arena *a, str bytes, const struct box *box, size_t nbox, struct photo_record *r);

#endif
