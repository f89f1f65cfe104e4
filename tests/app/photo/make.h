/* Pictures for tests, made by code: street scenes by number, in every format, and what no camera writes. */
#ifndef TESTS_APP_PHOTO_MAKE_H
#define TESTS_APP_PHOTO_MAKE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/ensure.h"

#include <png.h>
#include <stdlib.h>
#include <string.h>
#include <turbojpeg.h>
#include <webp/encode.h>

#define UNUSED_OK __attribute__((unused)) static

struct scene {
	int            w, h;
	unsigned char *rgb;
};

/*
 * A scene: sky and ground, some forty things of flat colours, a little noise.  The same number
 * gives the same scene at every size; `light` is added to every colour.
 */
UNUSED_OK struct scene
scene(struct arena *a, int w, int h, uint64_t number, int light)
{
	struct scene s = {w, h, arena_alloc(a, (size_t)w * (size_t)h * 3)};
	uint64_t     r = number * 2654435761u + 88172645463325252u;
	int          thing[40][7];

	ensure(s.rgb != NULL);
	for (int i = 0; i < 40; i++)
		for (int k = 0; k < 7; k++) {
			r ^= r << 13;
			r ^= r >> 7;
			r ^= r << 17;
			thing[i][k] = (int)(r >> 20 & 1023);
		}
	for (int y = 0; y < h; y++)
		for (int x = 0; x < w; x++) {
			int u = x * 1024 / w, v = y * 1024 / h;
			int c[3] = {v < 400 ? 150 + u / 12 : 90 + v / 20, v < 400 ? 180 : 100 + v / 30,
			            v < 400 ? 220 : 80};

			for (int i = 0; i < 40; i++)
				if (u >= thing[i][0] && u < thing[i][0] + 40 + thing[i][2] / 4 &&
				    v >= thing[i][1] && v < thing[i][1] + 40 + thing[i][3] / 4)
					for (int k = 0; k < 3; k++)
						c[k] = thing[i][4 + k] & 255;
			for (int k = 0; k < 3; k++) {
				int lit = c[k] + light +
				          (int)((unsigned)(x * 31 + y * 17 + k * 7) * 2654435761u >> 29);

				s.rgb[((size_t)y * (size_t)w + (size_t)x) * 3 + (size_t)k] =
				    (unsigned char)(lit < 0     ? 0
				                    : lit > 255 ? 255
				                                : lit);
			}
		}
	return s;
}

UNUSED_OK str
take_bytes(struct arena *a, const void *p, size_t n)
{
	str out;

	ensure(arena_str(a, (str){p, n}, &out));
	return out;
}

/* flags: TJFLAG_PROGRESSIVE */
UNUSED_OK str
jpeg_of(struct arena *a, struct scene s, int quality, int flags)
{
	tjhandle       tj = tjInitCompress();
	unsigned char *p = NULL;
	unsigned long  n = 0;
	str            out;

	ensure(tj && tjCompress2(tj, s.rgb, s.w, 0, s.h, TJPF_RGB, &p, &n, TJSAMP_420, quality, flags) == 0);
	out = take_bytes(a, p, n);
	tjFree(p);
	(void)tjDestroy(tj);
	return out;
}

/* Four inks: what is not red, green, blue, and no black.  As the library writes it, without Adobe's mark. */
UNUSED_OK str
jpeg_cmyk(struct arena *a, struct scene s)
{
	tjhandle       tj = tjInitCompress();
	size_t         cells = (size_t)s.w * (size_t)s.h;
	unsigned char *ink = arena_alloc(a, cells * 4), *p = NULL;
	unsigned long  n = 0;
	str            out;

	ensure(tj && ink);
	for (size_t i = 0; i < cells; i++) {
		for (size_t k = 0; k < 3; k++)
			ink[i * 4 + k] = s.rgb[i * 3 + k];
		ink[i * 4 + 3] = 255;
	}
	ensure(tjCompress2(tj, ink, s.w, 0, s.h, TJPF_CMYK, &p, &n, TJSAMP_444, 90, 0) == 0);
	out = take_bytes(a, p, n);
	tjFree(p);
	(void)tjDestroy(tj);
	return out;
}

/* ---- Pieces --------------------------------------------------------------------------------------- */

UNUSED_OK void
put_be(struct buf *b, uint32_t v, int n)
{
	for (int i = n - 1; i >= 0; i--)
		buf_char(b, (char)(v >> (8 * i) & 255));
}

UNUSED_OK str
joined(struct arena *a, str x, str y)
{
	struct buf b;
	str        out;

	buf_init(&b, a, (size_t)64 << 20);
	buf_add(&b, x);
	buf_add(&b, y);
	ensure(buf_end(&b, &out) == OK);
	return out;
}

/* Some bytes exchanged for others of the same length, at the first place where they stand. */
UNUSED_OK str
patched(struct arena *a, str in, str what, str by)
{
	size_t at = str_find_str(in, what);
	str    out = take_bytes(a, in.p, in.n);
	char  *p;

	ensure(at != SIZE_MAX && what.n == by.n);
	p = arena_z(a, out);
	ensure(p != NULL);
	memcpy(p + at, by.p, by.n);
	return (str){p, in.n};
}

static inline void
entry(struct buf *b, unsigned tag, unsigned type, unsigned count, uint32_t value)
{
	put_be(b, tag, 2);
	put_be(b, type, 2);
	put_be(b, count, 4);
	put_be(b, value, 4);
}

/*
 * EXIF as a camera writes it, high byte first: orientation, a time of 19 characters, an offset such as
 * "+08:00" (STR_NONE: none), a position in degrees north and east times 1,000,000 (0, 0: zeros).
 */
UNUSED_OK str
exif_of(struct arena *a, unsigned turned, str time, str zone, uint32_t lat, uint32_t lon)
{
	struct buf b;
	str        out;
	unsigned n = zone.p ? 2 : 1, sub = 8 + 2 + 3 * 12 + 4, text = sub + 2 + n * 12 + 4, gps = text + 20 + 8;

	ensure(time.n == 19);
	buf_init(&b, a, 1 << 20);
	buf_add(&b, S("MM\0\x2a\0\0\0\x08"));
	put_be(&b, 3, 2);
	entry(&b, 0x0112, 3, 1, turned << 16);
	entry(&b, 0x8769, 4, 1, sub);
	entry(&b, 0x8825, 4, 1, gps);
	put_be(&b, 0, 4);
	put_be(&b, n, 2);
	entry(&b, 0x9003, 2, 20, text);
	if (zone.p)
		entry(&b, 0x9011, 2, 7, text + 20);
	put_be(&b, 0, 4);
	buf_add(&b, time);
	buf_char(&b, 0);
	buf_add(&b, zone.p ? zone : S("      "));
	put_be(&b, 0, 2);
	put_be(&b, 4, 2);
	entry(&b, 1, 2, 2, (uint32_t)'N' << 24);
	entry(&b, 2, 5, 3, gps + 2 + 48 + 4);
	entry(&b, 3, 2, 2, (uint32_t)'E' << 24);
	entry(&b, 4, 5, 3, gps + 2 + 48 + 4 + 24);
	put_be(&b, 0, 4);
	for (int i = 0; i < 2; i++) {
		put_be(&b, i ? lon : lat, 4);
		put_be(&b, 1000000, 4);
		put_be(&b, 0, 4);
		put_be(&b, 1, 4);
		put_be(&b, 0, 4);
		put_be(&b, 1, 4);
	}
	ensure(buf_end(&b, &out) == OK);
	return out;
}

/* A segment behind the first two bytes of a JPEG. */
UNUSED_OK str
with_segment(struct arena *a, str jpeg, unsigned marker, str head, str body)
{
	struct buf b;
	str        out;

	buf_init(&b, a, (size_t)64 << 20);
	buf_add(&b, str_slice(jpeg, 0, 2));
	put_be(&b, 0xff00 | marker, 2);
	put_be(&b, (uint32_t)(2 + head.n + body.n), 2);
	buf_add(&b, head);
	buf_add(&b, body);
	buf_add(&b, str_slice(jpeg, 2, jpeg.n));
	ensure(buf_end(&b, &out) == OK);
	return out;
}

UNUSED_OK str
with_exif(struct arena *a, str jpeg, str exif)
{
	return with_segment(a, jpeg, 0xe1, S("Exif\0\0"), exif);
}

/* The size in a JPEG's frame, whatever its data. */
UNUSED_OK str
jpeg_claims(struct arena *a, str jpeg, unsigned w, unsigned h)
{
	size_t at = str_find_str(jpeg, S("\xff\xc0"));
	str    out = take_bytes(a, jpeg.p, jpeg.n);
	char  *p = arena_z(a, out);

	ensure(at != SIZE_MAX && p);
	p[at + 5] = (char)(h >> 8);
	p[at + 6] = (char)h;
	p[at + 7] = (char)(w >> 8);
	p[at + 8] = (char)w;
	return (str){p, jpeg.n};
}

/* ---- PNG --------------------------------------------------------------------------------------------- */

UNUSED_OK str
png_of(struct arena *a, struct scene s)
{
	png_image        png = {.version = PNG_IMAGE_VERSION,
	                        .width = (unsigned)s.w,
	                        .height = (unsigned)s.h,
	                        .format = PNG_FORMAT_RGB};
	png_alloc_size_t n = PNG_IMAGE_PNG_SIZE_MAX(png);
	char            *p = arena_alloc(a, n);

	ensure(p && png_image_write_to_memory(&png, p, &n, 0, s.rgb, 0, NULL));
	return (str){p, n};
}

/* 16 bits a colour, and half transparent. */
UNUSED_OK str
png16_of(struct arena *a, struct scene s)
{
	png_image        png = {.version = PNG_IMAGE_VERSION,
	                        .width = (unsigned)s.w,
	                        .height = (unsigned)s.h,
	                        .format = PNG_FORMAT_LINEAR_RGB_ALPHA};
	png_alloc_size_t n = PNG_IMAGE_PNG_SIZE_MAX(png);
	char            *p = arena_alloc(a, n);
	size_t           cells = (size_t)s.w * (size_t)s.h;
	uint16_t        *deep = arena_alloc(a, cells * 8);

	ensure(p && deep);
	for (size_t i = 0; i < cells; i++)
		for (size_t k = 0; k < 4; k++)
			deep[i * 4 + k] = k == 3 ? 0xc000 : (uint16_t)(s.rgb[i * 3 + k] * 150);
	ensure(png_image_write_to_memory(&png, p, &n, 0, deep, 0, NULL));
	return (str){p, n};
}

/* A chunk with its checksum. */
UNUSED_OK str
png_chunk(struct arena *a, str type, str body)
{
	struct buf b;
	uint32_t   crc = 0xffffffff;
	str        out;

	buf_init(&b, a, (size_t)32 << 20);
	put_be(&b, (uint32_t)body.n, 4);
	buf_add(&b, type);
	buf_add(&b, body);
	ensure(buf_end(&b, &out) == OK);
	for (size_t i = 4; i < out.n; i++) {
		crc ^= (unsigned char)out.p[i];
		for (int k = 0; k < 8; k++)
			crc = crc >> 1 ^ (crc & 1 ? 0xedb88320u : 0);
	}
	put_be(&b, ~crc, 4);
	ensure(buf_end(&b, &out) == OK);
	return out;
}

/* A chunk behind the head of a PNG. */
UNUSED_OK str
with_chunk(struct arena *a, str png, str type, str body)
{
	return joined(a, joined(a, str_slice(png, 0, 33), png_chunk(a, type, body)), str_slice(png, 33, png.n));
}

/* A right head that says w times h, one bit each, and next to no data. */
UNUSED_OK str
png_claims(struct arena *a, uint32_t w, uint32_t h)
{
	struct buf b;
	str        head;

	buf_init(&b, a, 64);
	put_be(&b, w, 4);
	put_be(&b, h, 4);
	buf_add(&b, S("\x01\0\0\0\0"));
	ensure(buf_end(&b, &head) == OK);
	return joined(
	    a, joined(a, S("\x89PNG\r\n\x1a\n"), png_chunk(a, S("IHDR"), head)),
	    joined(a, png_chunk(a, S("IDAT"), S("\x78\x9c\x03\0\0\0\0\x01")), png_chunk(a, S("IEND"), S(""))));
}

/* ---- WebP --------------------------------------------------------------------------------------------- */

UNUSED_OK str
webp_of(struct arena *a, struct scene s, bool lossless)
{
	uint8_t *p = NULL;
	size_t   n = lossless ? WebPEncodeLosslessRGB(s.rgb, s.w, s.h, s.w * 3, &p)
	                      : WebPEncodeRGB(s.rgb, s.w, s.h, s.w * 3, 80, &p);
	str      out;

	ensure(n > 0);
	out = take_bytes(a, p, n);
	WebPFree(p);
	return out;
}

/* The extended form, with flags and chunks behind the picture's own. */
UNUSED_OK str
webp_extended(struct arena *a, str webp, unsigned flags, int w, int h, str type, str body)
{
	struct buf b;
	str        out;
	uint32_t   n = (uint32_t)(4 + 18 + webp.n - 12 + 8 + body.n + (body.n & 1));

	buf_init(&b, a, (size_t)64 << 20);
	buf_add(&b, S("RIFF"));
	for (int i = 0; i < 4; i++)
		buf_char(&b, (char)(n >> (8 * i) & 255));
	buf_add(&b, S("WEBPVP8X\x0a\0\0\0"));
	buf_char(&b, (char)flags);
	buf_add(&b, S("\0\0\0"));
	for (int i = 0; i < 3; i++)
		buf_char(&b, (char)((w - 1) >> (8 * i) & 255));
	for (int i = 0; i < 3; i++)
		buf_char(&b, (char)((h - 1) >> (8 * i) & 255));
	buf_add(&b, str_slice(webp, 12, webp.n));
	buf_add(&b, type);
	for (int i = 0; i < 4; i++)
		buf_char(&b, (char)(body.n >> (8 * i) & 255));
	buf_add(&b, body);
	if (body.n & 1)
		buf_char(&b, 0);
	ensure(buf_end(&b, &out) == OK);
	return out;
}

/* Part of a scene: a shop's sign cut off the edges. */
UNUSED_OK struct scene
cut_of(struct arena *a, struct scene s, int x, int y, int w, int h)
{
	struct scene c = {w, h, arena_alloc(a, (size_t)w * (size_t)h * 3)};

	ensure(c.rgb && x + w <= s.w && y + h <= s.h);
	for (int i = 0; i < h; i++)
		memcpy(c.rgb + (size_t)i * (size_t)w * 3,
		       s.rgb + ((size_t)(y + i) * (size_t)s.w + (size_t)x) * 3, (size_t)w * 3);
	return c;
}

#endif
