/* What duban-photo says of a picture, as bytes on a pipe: written by it, read by us. */
#ifndef KIT_PHOTO_RECORD_H
#define KIT_PHOTO_RECORD_H

#include "base/arena.h"
#include "base/buf.h"

/*
 * The decoder of hostile files is a process of its own, and what it says is as
 * hostile as the file: every line has its place, every number its bounds, every
 * byte is accounted for.  A record is
 *
 *	duban-photo 1
 *	ok
 *	format jpeg
 *	size 4000 3000                            upright, before it was made smaller
 *	turned 6                                  the orientation that was found; 1: none
 *	taken 2026 5 1 10 11 12 480               optional; civil time, minutes east or 9999: not said
 *	at 112.9388000 28.2282000                 optional; longitude, latitude as the camera wrote them
 *	hash 00c3f0e81c3c7e0f                     or `hash plain`
 *	large 1280 960 201133                     width, height, bytes
 *	small 320 240 14012
 *	                                          an empty line
 *	<the bytes of large><the bytes of small>  each a plain JPEG
 *
 * or `duban-photo 1`, `no <reason> <a> <b>`, an empty line; or, asked for a picture's luma,
 *
 *	duban-photo 1
 *	luma 320 240
 *	                                          an empty line
 *	<a byte for each pixel, row by row>
 */
enum {
	PHOTO_BYTES = 20 << 20,  /* most bytes of a picture that comes in */
	PHOTO_PIXELS = 50000000, /* most pixels; */
	PHOTO_PIXELS_BASELINE =
	    120000000,      /* of a baseline JPEG, which is decoded in one pass and small at once */
	PHOTO_SIDE = 20000, /* longest side */
	PHOTO_SHORT = 32,   /* a picture with a shorter side shows nothing */
	PHOTO_LARGE = 1280, /* longest sides of what is shown; smaller pictures keep their size */
	PHOTO_SMALL = 320,
	PHOTO_OUT = 4 << 20, /* most bytes of a record */
	PHOTO_BOXES = 32,    /* most boxes of a mask */
	PHOTO_WHOLE = 10000, /* boxes are in ten-thousandths of the upright picture's width and height */
	PHOTO_ZONE_NONE = 9999
};

/* Why a picture is not taken: what the decoder says, and below the line what only its caller can know. */
#define PHOTO_REFUSALS(X) \
	X(EMPTY, empty) \
	X(BYTES, bytes) \
	X(TYPE, type) \
	X(PIXELS, pixels) /* a: width, b: height */ \
	X(TINY, tiny)     /* a: width, b: height */ \
	X(MOVING, moving) \
	X(POLYGLOT, polyglot) \
	X(CUT, cut) \
	X(DAMAGED, damaged) \
	X(MEMORY, memory) \
	X(CALL, call) /* the decoder was called wrongly */

enum photo_refusal {
	PHOTO_FINE,
#define X(name, code) PHOTO_NO_##name,
	PHOTO_REFUSALS(X)
#undef X
	    PHOTO_NO_DIED, /* it crashed, was killed, or hung */
	PHOTO_NO_LIED,     /* what it said is no record */
	PHOTO_NO_MAX
};

#define PHOTO_FORMATS(X) X(JPEG, jpeg) X(PNG, png) X(WEBP, webp) X(HEIC, heic)
enum photo_format {
#define X(name, code) PHOTO_IS_##name,
	PHOTO_FORMATS(X)
#undef X
	    PHOTO_FORMAT_MAX
};

/* "jpeg", …: as in records and in the store. */
const char *photo_format_name(enum photo_format f);

/* The luma of an upright picture, row by row, 0 to 255: (299 R + 587 G + 114 B) / 1000, rounded down. */
enum { PHOTO_LUMA = 320 }; /* longest side */
struct photo_luma {
	int                  w, h;
	const unsigned char *at;
};

/* What the camera says of time and place; kept apart, and believed by nobody. */
struct photo_taken {
	bool   timed, placed;
	int    year, month, day, hour, minute, second;
	int    zone; /* minutes east; PHOTO_ZONE_NONE: the camera did not say */
	double lon, lat;
};

/* One JPEG that was made. */
struct photo_version {
	int width, height;
	str bytes;
};

struct photo_record {
	enum photo_refusal   no; /* and then only a and b hold */
	int64_t              a, b;
	enum photo_format    format;
	int                  width, height; /* upright */
	int                  turned;        /* 1..8 */
	struct photo_taken   taken;
	bool                 plain; /* too little in it to be compared: no hash */
	uint64_t             hash;
	struct photo_version large, small;
};

/* Write it; the buffer's error sticks (its ceiling should be PHOTO_OUT). */
void photo_record_write(struct buf *b, const struct photo_record *r);

/* Read it: the versions' bytes stay in `bytes`.  False: this is no record, *r is then meaningless. */
MUSTCHECK bool photo_record_read(str bytes, struct photo_record *r);

/* The same of a picture's luma.  *l stays in `bytes`. */
void           photo_luma_write(struct buf *b, const struct photo_luma *l);
MUSTCHECK bool photo_luma_read(str bytes, struct photo_luma *l);

/*
 * A JPEG with nothing in it but a picture: JFIF head, tables, one baseline frame,
 * one scan, its end as the last byte.  No EXIF, no comment, nothing behind it.
 */
bool photo_jpeg_plain(str bytes, int *width, int *height);

/* Unlike pictures have half of 64 bits different; equal ones none. */
int photo_distance(uint64_t a, uint64_t b);

#endif
