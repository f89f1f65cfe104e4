/* Frames of picture files, walked without decoding; files that are two things at once. */
#include "app/photo/picture.h"

#include <string.h>

static uint32_t
be(const unsigned char *p, int n)
{
	uint32_t v = 0;

	for (int i = 0; i < n; i++)
		v = v << 8 | p[i];
	return v;
}

static uint32_t
le(const unsigned char *p, int n)
{
	uint32_t v = 0;

	for (int i = n; i-- > 0;)
		v = v << 8 | p[i];
	return v;
}

/* ---- Two things at once ------------------------------------------------------------------- */

/* Letters in either case. */
static bool
holds(str in, str word)
{
	for (size_t i = 0; i + word.n <= in.n; i++)
		if (str_eq_nocase(str_slice(in, i, i + word.n), word))
			return true;
	return false;
}

/* The end of a ZIP archive reaches exactly the end of its file, at most 64 KB of comment away. */
static bool
zip_ends(str bytes)
{
	size_t from = bytes.n > 65557 ? bytes.n - 65557 : 0;

	for (size_t i = from; i + 22 <= bytes.n; i++) {
		const unsigned char *p = (const unsigned char *)bytes.p + i;

		if (memcmp(p, "PK\5\6", 4) == 0 && i + 22 + le(p + 20, 2) == bytes.n)
			return true;
	}
	return false;
}

/*
 * A file that other programs would take for something else: readers of PDF look
 * at the first kilobyte, of ZIP at the end, browsers at tags near the beginning.
 * Cameras do put things behind a picture: more pictures (a brightness map, a second lens),
 * a short film, their own notes, padding.  Those are let pass, and never
 * shown; anything else behind it is refused.
 */
static bool
polyglot(str bytes, size_t end)
{
	static const str tags[] = {STR_INIT("<html"), STR_INIT("<script"), STR_INIT("<!doctype"),
	                           STR_INIT("<?php"), STR_INIT("<iframe")};
	str              head = str_slice(bytes, 0, 1024), tail = str_slice(bytes, end, bytes.n);
	size_t           zeros = 0;

	if (holds(head, S("%PDF-")) || zip_ends(bytes))
		return true;
	for (size_t i = 0; i < NITEMS(tags); i++)
		if (holds(head, tags[i]))
			return true;
	while (zeros < tail.n && tail.p[zeros] == 0)
		zeros++;
	tail = str_slice(tail, zeros, tail.n);
	if (tail.n == 0)
		return false;
	for (size_t i = 0; i < NITEMS(tags); i++)
		if (holds(str_slice(tail, 0, 4096), tags[i]))
			return true;
	if (str_starts(tail, S("\xff\xd8\xff")))
		return false;
	/* A film's first box: four bytes of length, of which the leading zeros were passed over, and its name. */
	for (size_t i = 1; i <= 4 && i + 4 <= tail.n; i++)
		if (memcmp(tail.p + i, "ftyp", 4) == 0)
			return false;
	return !str_ends(tail, S("SEFT"));
}

/* ---- JPEG ------------------------------------------------------------------------------------ */

/* From the first byte of a scan to the marker behind it; n when there is none. */
static size_t
scan_end(const unsigned char *p, size_t i, size_t n)
{
	while (i + 1 < n) {
		const unsigned char *ff = memchr(p + i, 0xff, n - 1 - i);

		if (!ff)
			return n;
		i = (size_t)(ff - p);
		if (p[i + 1] != 0 && p[i + 1] != 0xff && (p[i + 1] < 0xd0 || p[i + 1] > 0xd7))
			return i;
		i += p[i + 1] == 0xff ? 1 : 2;
	}
	return n;
}

static bool
is_frame(unsigned m)
{
	return m >= 0xc0 && m <= 0xcf && m != 0xc4 && m != 0xc8 && m != 0xcc;
}

static enum photo_refusal
jpeg_walk(str bytes, struct container *c)
{
	const unsigned char *p = (const unsigned char *)bytes.p;
	size_t               n = bytes.n, i = 2;
	int                  frames = 0, scans = 0;

	c->format = PHOTO_IS_JPEG;
	for (;;) {
		unsigned m;
		size_t   len;

		if (i + 2 > n)
			return PHOTO_NO_CUT;
		if (p[i] != 0xff)
			return PHOTO_NO_DAMAGED;
		m = p[i + 1];
		if (m == 0xff) { /* padding */
			i++;
			continue;
		}
		if (m == 0xd9)
			break;
		if (m == 0x01 || (m >= 0xd0 && m <= 0xd8) || m == 0) {
			return PHOTO_NO_DAMAGED;
		}
		if (i + 4 > n || i + 2 + (len = be(p + i + 2, 2)) > n)
			return PHOTO_NO_CUT;
		if (len < 2)
			return PHOTO_NO_DAMAGED;
		if (is_frame(m)) {
			if (++frames > 1 || len < 8)
				return PHOTO_NO_DAMAGED;
			c->h = be(p + i + 5, 2);
			c->w = be(p + i + 7, 2);
			c->several = m != 0xc0 && m != 0xc1;
		} else if (m == 0xe1 && !c->exif.p && len > 8 && memcmp(p + i + 4, "Exif\0", 6) == 0) {
			c->exif = str_slice(bytes, i + 10, i + 2 + len);
		} else if (m == 0xee && len >= 14 && memcmp(p + i + 4, "Adobe", 5) == 0) {
			c->inverted = true;
		}
		i += 2 + len;
		if (m == 0xda) {
			if (frames == 0)
				return PHOTO_NO_DAMAGED;
			/* Each scan is a pass over the whole picture. */
			if (++scans > 1)
				c->several = true;
			if (scans > 500)
				return PHOTO_NO_DAMAGED;
			i = scan_end(p, i, n);
		}
	}
	if (frames == 0 || scans == 0 || c->w == 0 || c->h == 0)
		return PHOTO_NO_DAMAGED;
	c->end = i + 2;
	return PHOTO_FINE;
}

/* ---- PNG ------------------------------------------------------------------------------------- */

static enum photo_refusal
png_walk(str bytes, struct container *c)
{
	const unsigned char *p = (const unsigned char *)bytes.p;
	size_t               n = bytes.n, i = 8;
	bool                 data = false;

	c->format = PHOTO_IS_PNG;
	c->several = true;
	for (;;) {
		size_t len;

		if (i + 12 > n)
			return PHOTO_NO_CUT;
		len = be(p + i, 4);
		if (len > n - i - 12)
			return PHOTO_NO_CUT;
		if (i == 8) {
			if (memcmp(p + i + 4, "IHDR", 4) != 0 || len != 13)
				return PHOTO_NO_DAMAGED;
			c->w = be(p + i + 8, 4);
			c->h = be(p + i + 12, 4);
			if (c->w > INT32_MAX || c->h > INT32_MAX || c->w == 0 || c->h == 0)
				return PHOTO_NO_DAMAGED;
		} else if (memcmp(p + i + 4, "acTL", 4) == 0) {
			c->moving = true;
		} else if (memcmp(p + i + 4, "IDAT", 4) == 0) {
			data = true;
		} else if (memcmp(p + i + 4, "eXIf", 4) == 0 && !c->exif.p) {
			c->exif = str_slice(bytes, i + 8, i + 8 + len);
		}
		i += 12 + len;
		if (memcmp(p + i - len - 8, "IEND", 4) == 0)
			break;
	}
	c->end = i;
	return data ? PHOTO_FINE : PHOTO_NO_DAMAGED;
}

/* ---- WebP ------------------------------------------------------------------------------------ */

static enum photo_refusal
webp_walk(str bytes, struct container *c)
{
	const unsigned char *p = (const unsigned char *)bytes.p;
	size_t               n, i = 12, riff = le(p + 4, 4);

	c->format = PHOTO_IS_WEBP;
	c->several = true;
	if (riff > bytes.n - 8)
		return PHOTO_NO_CUT;
	if (riff < 4 + 8)
		return PHOTO_NO_DAMAGED;
	n = 8 + riff;
	while (i + 8 <= n) {
		size_t len = le(p + i + 4, 4);

		if (len > n - i - 8)
			return PHOTO_NO_CUT;
		if (memcmp(p + i, "ANIM", 4) == 0 || memcmp(p + i, "ANMF", 4) == 0)
			c->moving = true;
		else if (memcmp(p + i, "EXIF", 4) == 0 && !c->exif.p)
			c->exif = str_slice(bytes, i + 8, i + 8 + len);
		else if (memcmp(p + i, "VP8X", 4) == 0 && len >= 10) {
			c->w = 1 + (int64_t)le(p + i + 12, 3);
			c->h = 1 + (int64_t)le(p + i + 15, 3);
		} else if (memcmp(p + i, "VP8 ", 4) == 0 && len >= 10 && c->w == 0) {
			c->w = le(p + i + 14, 2) & 0x3fff;
			c->h = le(p + i + 16, 2) & 0x3fff;
		} else if (memcmp(p + i, "VP8L", 4) == 0 && len >= 5 && c->w == 0) {
			uint32_t bits = le(p + i + 9, 4);

			c->w = 1 + (int64_t)(bits & 0x3fff);
			c->h = 1 + (int64_t)(bits >> 14 & 0x3fff);
		}
		i += 8 + len + (len & 1);
	}
	c->end = n + (n & 1 && n < bytes.n);
	/* Some programs wrote EXIF with the head that belongs to JPEG. */
	if (str_starts(c->exif, S("Exif\0\0")))
		c->exif = str_slice(c->exif, 6, c->exif.n);
	return c->w > 0 && c->h > 0 ? PHOTO_FINE : PHOTO_NO_DAMAGED;
}

/* ---- Which ------------------------------------------------------------------------------------- */

static bool
is_heic(str bytes)
{
	static const char brands[][5] = {"heic", "heix", "mif1", "heim", "heis", "msf1"};

	if (bytes.n < 12 || memcmp(bytes.p + 4, "ftyp", 4) != 0)
		return false;
	for (size_t i = 0; i < NITEMS(brands); i++)
		if (memcmp(bytes.p + 8, brands[i], 4) == 0)
			return true;
	return false;
}

enum photo_refusal
container_read(str bytes, struct container *c)
{
	enum photo_refusal no;

	*c = (struct container){.end = bytes.n};
	if (bytes.n == 0)
		return PHOTO_NO_EMPTY;
	if (bytes.n > PHOTO_BYTES)
		return PHOTO_NO_BYTES;
	if (str_starts(bytes, S("\xff\xd8\xff")))
		no = jpeg_walk(bytes, c);
	else if (str_starts(bytes, S("\x89PNG\r\n\x1a\n")))
		no = png_walk(bytes, c);
	else if (bytes.n >= 20 && str_starts(bytes, S("RIFF")) && memcmp(bytes.p + 8, "WEBP", 4) == 0)
		no = webp_walk(bytes, c);
	else if (is_heic(bytes)) {
		c->format = PHOTO_IS_HEIC;
		return zip_ends(bytes) ? PHOTO_NO_POLYGLOT : PHOTO_FINE;
	} else
		return PHOTO_NO_TYPE;
	if (no != PHOTO_FINE)
		return no;
	if (c->moving)
		return PHOTO_NO_MOVING;
	return polyglot(bytes, c->end) ? PHOTO_NO_POLYGLOT : PHOTO_FINE;
}

enum photo_refusal
container_bounds(const struct container *c)
{
	int64_t most = c->several ? PHOTO_PIXELS : PHOTO_PIXELS_BASELINE;

	if (c->w > PHOTO_SIDE || c->h > PHOTO_SIDE || c->w * c->h > most)
		return PHOTO_NO_PIXELS;
	return c->w < PHOTO_SHORT || c->h < PHOTO_SHORT ? PHOTO_NO_TINY : PHOTO_FINE;
}
