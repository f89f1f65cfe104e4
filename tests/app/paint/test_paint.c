/* duban-paint paints what a drawing says: test_paint DUBAN-PAINT. */
#include "base/ensure.h"
#include "base/mem.h"
#include "kit/picture/drawing.h"
#include "kit/picture/paint.h"
#include "tap.h"
#include "texts.h"

#include <png.h>
#include <stdlib.h>
#include <string.h>
#include <turbojpeg.h>

static struct ctx cx;

struct pixels {
	int            w, h;
	unsigned char *rgb;
};

static struct pixels
decode(str png)
{
	png_image     i = {.version = PNG_IMAGE_VERSION};
	struct pixels p = {0};

	ensure(png_image_begin_read_from_memory(&i, png.p, png.n));
	i.format = PNG_FORMAT_RGB;
	p = (struct pixels){(int)i.width, (int)i.height, arena_alloc(cx.arena, PNG_IMAGE_SIZE(i))};
	ensure(p.rgb && png_image_finish_read(&i, NULL, p.rgb, 0, NULL));
	return p;
}

static struct pixels
painted(struct drawing *d, int h)
{
	str in, png;

	ctx_forget(&cx);
	ensure(drawing_end(d, h, 0xFFFFFF, &in) == OK);
	return picture_paint(&cx, in, &png) == OK ? decode(png) : (struct pixels){0};
}

/* The mean colour of a box, as 0xRRGGBB. */
static void
mean(const struct pixels *p, int x, int y, int w, int h, int *rgb)
{
	for (int k = 0; k < 3; k++) {
		int64_t sum = 0;

		for (int v = y; v < y + h; v++)
			for (int u = x; u < x + w; u++)
				sum += p->rgb[(v * p->w + u) * 3 + k];
		rgb[k] = (int)(sum / (w * h));
	}
}

static bool
is_near(const struct pixels *p, int x, int y, int w, int h, int r, int g, int b)
{
	int m[3];

	mean(p, x, y, w, h, m);
	return abs(m[0] - r) <= 6 && abs(m[1] - g) <= 6 && abs(m[2] - b) <= 6;
}

/* How much of a box is not white, in thousandths. */
static int
ink(const struct pixels *p, int x, int y, int w, int h)
{
	int n = 0;

	for (int v = y; v < y + h; v++)
		for (int u = x; u < x + w; u++)
			n += p->rgb[(v * p->w + u) * 3] < 128;
	return n * 1000 / (w * h);
}

/* A JPEG whose left half has one colour and whose right half another; `noise`: what does not compress. */
static str
jpeg(int w, int h, bool noise)
{
	unsigned char *rgb = arena_alloc(cx.arena, (size_t)(w * h * 3)), *out = NULL;
	unsigned long  n = 0;
	tjhandle       tj = tjInitCompress();
	uint32_t       seed = 1;
	str            s;

	ensure(rgb && tj);
	for (int i = 0; i < w * h; i++) {
		bool left = i % w < w / 2;

		rgb[i * 3] = left ? 200 : 20;
		rgb[i * 3 + 1] = left ? 30 : 160;
		rgb[i * 3 + 2] = left ? 40 : 220;
		for (int k = 0; noise && k < 3; k++) {
			seed = seed * 1664525 + 1013904223;
			rgb[i * 3 + k] = (unsigned char)(seed >> 24);
		}
	}
	ensure(tjCompress2(tj, rgb, w, 0, h, TJPF_RGB, &out, &n, TJSAMP_420, 82, 0) == 0);
	ensure(arena_str(cx.arena, (str){(const char *)out, n}, &s));
	tjFree(out);
	(void)tjDestroy(tj);
	return s;
}

static const struct drawing_style text = {.size = 40, .line = 60, .bold = true, .colour = 0};

static void
test_things(void)
{
	struct drawing d;
	struct pixels  p;

	drawing_begin(&d, cx.arena, 750);
	drawing_box(&d, 100, 10, 200, 50, 0, 0x1A5FB4);
	drawing_photo(&d, 32, 100, 160, 200, 0, jpeg(320, 240, false));
	drawing_text(&d, 400, 100, 300, &text, S("督办督办"));
	drawing_text(&d, 400, 160, 100, &text, S("督办督办督办督办督办"));
	drawing_text(&d, 400, 220, 100, &(struct drawing_style){.size = 40, .line = 60, .lines = 2}, S("督办督办督办督办督办"));
	drawing_tag(&d, 0, 320, 750,
	            &(struct drawing_style){.size = 18, .line = 30, .colour = 0xFFFFFF, .align = DRAWING_RIGHT},
	            0x123456, S("未整改"));
	drawing_text(&d, 32, 320, 300, &text, S("49"));
	drawing_more(&d, 8, &text, S("件"));
	p = painted(&d, 400);
	ok(p.w == 750 && p.h == 400, "as large as the drawing");
	ok(is_near(&p, 100, 10, 200, 50, 0x1A, 0x5F, 0xB4), "a box has its colour");
	ok(is_near(&p, 302, 10, 90, 50, 255, 255, 255), "and ends");
	ok(is_near(&p, 40, 110, 60, 180, 200, 30, 40) && is_near(&p, 122, 110, 60, 180, 20, 160, 220),
	   "a photo stands in its box, its middle");
	ok(is_near(&p, 194, 100, 90, 200, 255, 255, 255), "and in no more");
	ok(ink(&p, 400, 105, 160, 50) > 150 && ink(&p, 570, 100, 170, 60) == 0, "a text has letters as large as it says");
	ok(ink(&p, 400, 165, 100, 50) > 50 && ink(&p, 502, 160, 200, 60) == 0, "what does not fit its box is left out");
	ok(ink(&p, 400, 285, 100, 50) > 30, "a second line is a line further down");
	ok(is_near(&p, 742, 322, 6, 26, 0x12, 0x34, 0x56) && is_near(&p, 500, 322, 100, 26, 255, 255, 255),
	   "a tag is as wide as its text, and ends at the right");
	ok(ink(&p, 32, 325, 48, 50) > 150 && ink(&p, 88, 325, 40, 50) > 150, "what follows a text stands behind it");
}

static void
test_bounds(void)
{
	struct drawing d;
	struct pixels  p;
	str            in, png, again, loud = jpeg(420, 410, true);

	drawing_begin(&d, cx.arena, 750);
	for (int i = 0; i < 4; i++)
		drawing_photo(&d, 10, i * 420, 420, 410, 0, loud);
	ensure(drawing_end(&d, 1700, 0xFFFFFF, &in) == OK);
	ok(picture_paint(&cx, in, &png) == OK && png.n <= PICTURE_BYTES && png.n > PICTURE_BYTES / 2,
	   "photos get coarser until the picture may be sent: %zu KB", png.n >> 10);
	p = decode(png);
	ok(p.w == 750 && p.h == 1700 && is_near(&p, 10, 0, 420, 410, 128, 128, 128), "and are there all the same");
	ok(picture_paint(&cx, in, &again) == OK && str_eq(png, again), "the same drawing is the same picture");

	drawing_begin(&d, cx.arena, 750);
	drawing_photo(&d, 0, 0, 100, 100, 0, S("no photo"));
	p = painted(&d, 100);
	ok(p.w == 0 && cx.why.n && cx.why.line[0].text == T_picture_failed, "a photo that is none: no picture, and a sentence");
	ok(picture_paint(&cx, S("no drawing"), &png) == ERR_STORE, "no drawing: no picture");
	picture_use("/nonexistent/duban-paint");
	ctx_forget(&cx);
	ok(picture_paint(&cx, in, &png) == ERR_STORE && cx.why.line[0].text == T_picture_no_painter, "no painter: a sentence");
}

int
main(int argc, char **argv)
{
	ensure(argc == 2);
	text_use(texts, T_MAX);
	cx = (struct ctx){.arena = arena_new((size_t)256 << 20)};
	ensure(cx.arena != NULL);
	picture_use(argv[1]);
	test_things();
	test_bounds();
	arena_free(cx.arena);
	return done();
}
