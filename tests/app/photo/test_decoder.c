/* duban-photo from outside: what it makes of good pictures, what it says to all others, what it may not do. */
#include "kit/photo/photo.h"
#include "app/photo/make.h"
#include "tap.h"
#include "texts.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static struct photo_house house;
static struct ctx         cx;
static char               dir[] = "/tmp/duban-photo-XXXXXX";

/* A new request. */
static struct arena *
fresh(void)
{
	arena_free(cx.arena);
	cx = (struct ctx){.arena = arena_new((size_t)512 << 20)};
	return cx.arena;
}

static int64_t
files_there(void)
{
	FILE   *f;
	char    line[64], cmd[128];
	int64_t n = -1;

	(void)snprintf(cmd, sizeof(cmd), "find %s -type f | wc -l", dir);
	f = popen(cmd, "r");
	if (f && fgets(line, sizeof(line), f))
		n = strtoll(line, NULL, 10);
	if (f)
		(void)pclose(f);
	return n;
}

static void
refused(str bytes, text_id want, const char *rule)
{
	struct photo_kept k;
	int64_t           before = files_there();
	enum err          e;
	bool              fine;

	/* Which formats can be taken is said as it is here. */
	if (want == T_photo_no_type && house.heic)
		want = T_photo_no_type_heic;
	ctx_forget(&cx);
	e = photo_keep(&cx, &house, bytes, &k);
	fine = e == ERR_INPUT && cx.why.n == 1 && cx.why.line[0].text == want;
	ok(fine, "refused: %s", rule);
	if (!fine)
		(void)printf("# got %s, %s\n", err_name(e),
		             cx.why.n ? text_key(cx.why.line[0].text) : "no reason");
	if (files_there() != before)
		ok(false, "%s: nothing of it is kept", rule);
}

static bool
kept(str bytes, struct photo_kept *k, const char *rule)
{
	enum err e;

	ctx_forget(&cx);
	e = photo_keep(&cx, &house, bytes, k);
	if (!ok(e == OK, "taken: %s", rule)) {
		(void)printf("# got %s, %s\n", err_name(e),
		             cx.why.n ? text_key(cx.why.line[0].text) : "no reason");
		return false;
	}
	return true;
}

static str
bytes_of(digest d)
{
	uint64_t size = 0;
	int      fd = -1;
	char    *p;

	if (files_get(&cx, &house.files, d, &fd, &size) != OK)
		return STR_NONE;
	p = arena_alloc(cx.arena, size);
	if (!p || read(fd, p, size) != (ssize_t)size)
		p = NULL;
	(void)close(fd);
	return (str){p, p ? size : 0};
}

/* Mean colour of a kept JPEG within a part of it, in percent of its sides. */
static void
colour(str jpeg, int x0, int y0, int x1, int y1, double mean[3])
{
	tjhandle       tj = tjInitDecompress();
	int            w, h, sub, space, n = 0;
	unsigned char *p;

	mean[0] = mean[1] = mean[2] = -1;
	if (tjDecompressHeader3(tj, (const unsigned char *)jpeg.p, jpeg.n, &w, &h, &sub, &space) != 0)
		return;
	p = arena_alloc(cx.arena, (size_t)w * (size_t)h * 3);
	if (!p || tjDecompress2(tj, (const unsigned char *)jpeg.p, jpeg.n, p, w, 0, h, TJPF_RGB, 0) != 0)
		return;
	(void)tjDestroy(tj);
	mean[0] = mean[1] = mean[2] = 0;
	for (int y = y0 * h / 100; y < y1 * h / 100; y++)
		for (int x = x0 * w / 100; x < x1 * w / 100; x++, n++)
			for (int k = 0; k < 3; k++)
				mean[k] += p[(y * w + x) * 3 + k];
	for (int k = 0; k < 3; k++)
		mean[k] /= n;
}

static void
versions(const struct photo_kept *k, int lw, int lh, int sw, int sh, const char *what)
{
	int w = 0, h = 0;
	str large = bytes_of(k->large), small = bytes_of(k->small);

	bool plain = photo_jpeg_plain(large, &w, &h);

	ok(plain && w == lw && h == lh, "%s: the large version is a plain JPEG of %d x %d (%d x %d)", what, lw,
	   lh, w, h);
	plain = photo_jpeg_plain(small, &w, &h);
	ok(plain && w == sw && h == sh, "%s: the small one of %d x %d (%d x %d)", what, sw, sh, w, h);
}

static void
test_formats(void)
{
	struct arena     *a = fresh();
	struct scene      s = scene(a, 1600, 1200, 1, 0);
	struct photo_kept k[6], other;
	digest            was;
	double            c[3], d[3];

	if (kept(jpeg_of(a, s, 90, 0), &k[0], "a JPEG")) {
		ok(k[0].format == PHOTO_IS_JPEG && k[0].width == 1600 && k[0].height == 1200 && !k[0].plain,
		   "it is 1600 x 1200");
		versions(&k[0], 1280, 960, 320, 240, "JPEG");
		was = sha256_of(jpeg_of(a, s, 90, 0));
		ok(digest_same(was, k[0].original), "the original is kept byte for byte, by its SHA-256");
	}
	(void)kept(jpeg_of(a, s, 90, TJFLAG_PROGRESSIVE), &k[1], "a progressive JPEG");
	(void)kept(png_of(a, s), &k[2], "a PNG");
	(void)kept(webp_of(a, s, false), &k[3], "a WebP");
	(void)kept(webp_of(a, s, true), &k[4], "a WebP without loss");
	(void)kept(jpeg_cmyk(a, s), &k[5], "a JPEG of four inks");
	colour(bytes_of(k[0].large), 0, 0, 100, 100, c);
	for (int i = 1; i < 6; i++) {
		colour(bytes_of(k[i].large), 0, 0, 100, 100, d);
		ok(photo_distance(k[0].hash, k[i].hash) <= 4 && fabs(c[0] - d[0]) < 3 &&
		       fabs(c[1] - d[1]) < 3 && fabs(c[2] - d[2]) < 3,
		   "%d: the same scene in another format looks the same (distance %d, red %.1f and %.1f)", i,
		   photo_distance(k[0].hash, k[i].hash), c[0], d[0]);
	}
	if (kept(png16_of(a, s), &other, "a PNG of 16 bits, half transparent"))
		versions(&other, 1280, 960, 320, 240, "PNG of 16 bits");
	if (kept(jpeg_of(a, scene(a, 200, 100, 2, 0), 90, 0), &other, "a small one"))
		versions(&other, 200, 100, 200, 100, "what is small stays small");
	if (kept(jpeg_of(a, scene(a, 4000, 3000, 3, 0), 85, 0), &other, "twelve million pixels"))
		versions(&other, 1280, 960, 320, 240, "4000 x 3000");
}

/* One corner is red, so that up is known. */
static struct scene
corner(struct arena *a)
{
	struct scene s = scene(a, 600, 300, 4, 0);

	for (int y = 0; y < 300; y++)
		for (int x = 0; x < 600; x++)
			if (x < 150 && y < 75)
				memcpy(s.rgb + (y * 600 + x) * 3, "\xff\0\0", 3);
			else if (x > 450 || y > 225)
				memset(s.rgb + (y * 600 + x) * 3, 0, 3);
	return s;
}

static void
test_upright(void)
{
	/* Where the first pixel is shown, by the table of EXIF 2.32, 4.6.4: 0 left or top, 1 right or bottom. */
	static const int  at[9][2] = {{0, 0}, {0, 0}, {1, 0}, {1, 1}, {0, 1}, {0, 0}, {1, 0}, {1, 1}, {0, 1}};
	struct arena     *a = fresh();
	str               jpeg = jpeg_of(a, corner(a), 95, 0);
	struct photo_kept k;
	double            c[3];

	for (unsigned t = 1; t <= 8; t++) {
		str  in = with_exif(a, jpeg,
		                    exif_of(a, t, S("2026:05:01 10:11:12"), S("+08:00"), 28228200, 112938800));
		bool swap = t >= 5;

		if (!kept(in, &k, "a turned picture"))
			continue;
		colour(bytes_of(k.large), at[t][0] ? 80 : 2, at[t][1] ? 80 : 2, at[t][0] ? 98 : 20,
		       at[t][1] ? 98 : 20, c);
		ok(k.width == (swap ? 300 : 600) && k.height == (swap ? 600 : 300) && c[0] > 240 && c[1] < 20 &&
		       c[2] < 20,
		   "orientation %u is undone: the red corner is where EXIF says (%.0f %.0f %.0f)", t, c[0],
		   c[1], c[2]);
	}
	ok(k.taken.timed && k.taken.year == 2026 && k.taken.month == 5 && k.taken.day == 1 &&
	       k.taken.hour == 10 && k.taken.minute == 11 && k.taken.second == 12 && k.taken.zone == 480,
	   "time and zone are read apart");
	ok(k.taken.placed && fabs(k.taken.lat - 28.2282) < 1e-6 && fabs(k.taken.lon - 112.9388) < 1e-6,
	   "the position, too");
	ok(str_find_str(bytes_of(k.large), S("Exif")) == SIZE_MAX &&
	       str_find_str(bytes_of(k.small), S("2026:05")) == SIZE_MAX,
	   "and neither is in what is shown");
	if (kept(with_exif(a, jpeg, exif_of(a, 99, S("2026:13:41 30:11:12"), STR_NONE, 95000000, 112938800)),
	         &k, "absurd EXIF"))
		ok(!k.taken.timed && !k.taken.placed && k.width == 600,
		   "a month 13, a latitude of 95, an orientation of 99 are not believed");
	if (kept(with_exif(a, jpeg, exif_of(a, 1, S("2026:05:01 10:11:12"), STR_NONE, 0, 0)), &k,
	         "zeros for a position"))
		ok(k.taken.timed && k.taken.zone == PHOTO_ZONE_NONE && !k.taken.placed,
		   "zeros are no position; no zone is none");
	for (size_t cut = 9; cut < 150; cut += 7)
		if (photo_keep(&cx, &house,
		               with_exif(a, jpeg,
		                         str_slice(exif_of(a, 6, S("2026:05:01 10:11:12"), S("+08:00"), 1, 1),
		                                   0, cut)),
		               &k) != OK)
			ok(false, "EXIF cut at %zu keeps the picture out", cut);
	if (kept(with_exif(a, jpeg, take_bytes(a, arena_alloc(a, 65000), 65000)), &k, "65,000 zeros as EXIF"))
		ok(k.width == 600, "are nothing");
	if (kept(with_chunk(a, png_of(a, corner(a)), S("eXIf"),
	                    exif_of(a, 6, S("2026:05:01 10:11:12"), STR_NONE, 1, 1)),
	         &k, "EXIF in a PNG"))
		ok(k.width == 300 && k.taken.timed, "is read as in a JPEG");
	if (kept(webp_extended(a, webp_of(a, corner(a), false), 8, 600, 300, S("EXIF"),
	                       exif_of(a, 8, S("2026:05:01 10:11:12"), STR_NONE, 1, 1)),
	         &k, "EXIF in a WebP"))
		ok(k.width == 300 && k.taken.timed, "is read, too");
}

static void
test_refused(void)
{
	struct arena     *a = fresh();
	struct scene      s = scene(a, 640, 480, 5, 0);
	str               jpeg = jpeg_of(a, s, 85, 0), png = png_of(a, s), webp = webp_of(a, s, false);
	struct photo_kept k;
	char             *big = arena_alloc(a, PHOTO_BYTES + 1);

	refused(S(""), T_photo_no_empty, "nothing");
	memcpy(big, jpeg.p, 100);
	refused((str){big, PHOTO_BYTES + 1}, T_photo_no_bytes, "a byte more than 20 MB");
	refused(jpeg_claims(a, jpeg, 40000, 40000), T_photo_no_pixels, "a JPEG that says 40,000 x 40,000");
	refused(png_claims(a, 40000, 40000), T_photo_no_pixels,
	        "a PNG that says 40,000 x 40,000, in a hundred bytes");
	refused(png_claims(a, 19000, 19000), T_photo_no_pixels, "a PNG of 361 million pixels");
	refused(webp_extended(a, webp, 0, 16384, 16384, S("XMP "), S("x")), T_photo_no_pixels,
	        "a WebP that says 16,384 x 16,384");
	refused(jpeg_of(a, scene(a, 1, 1, 1, 0), 90, 0), T_photo_no_tiny, "a single pixel");
	refused(png_of(a, scene(a, 400, 31, 1, 0)), T_photo_no_tiny, "a strip of 31 rows");
	refused(str_slice(jpeg, 0, jpeg.n / 2), T_photo_no_cut, "half a JPEG");
	refused(str_slice(jpeg, 0, jpeg.n - 2), T_photo_no_cut, "a JPEG without its end");
	refused(joined(a, str_slice(jpeg, 0, jpeg.n / 2), S("\xff\xd9")), T_photo_no_cut,
	        "half a JPEG with an end stuck on");
	refused(str_slice(png, 0, png.n / 2), T_photo_no_cut, "half a PNG");
	refused(str_slice(webp, 0, webp.n / 2), T_photo_no_cut, "half a WebP");
	refused(str_slice(png, 0, 20), T_photo_no_cut, "the first bytes of a PNG");
	refused(S("\xff\xd8\xff"), T_photo_no_cut, "the first bytes of a JPEG");
	refused(joined(a, str_slice(png, 0, 20000), joined(a, S("\1\2\3\4"), str_slice(png, 20004, png.n))),
	        T_photo_no_damaged, "a PNG with four wrong bytes");
	refused(S("GIF89a\1\0\1\0\0\0\0;"), T_photo_no_type, "a GIF");
	refused(S("%PDF-1.4\n%%EOF"), T_photo_no_type, "a PDF");
	refused(S("<svg xmlns='http://www.w3.org/2000/svg'/>"), T_photo_no_type, "an SVG");
	refused(S("just some words"), T_photo_no_type, "a text");
	refused(joined(a, jpeg, S("PK\5\6\0\0\0\0\1\0\1\0\x30\0\0\0\0\0\0\0\0\0")), T_photo_no_polyglot,
	        "a JPEG that is a ZIP, too");
	refused(joined(a, webp, S("PK\5\6\0\0\0\0\1\0\1\0\x30\0\0\0\0\0\0\0\2\0ab")), T_photo_no_polyglot,
	        "a WebP that is a ZIP, too");
	refused(joined(a, png, S("<html><script>alert(1)</script></html>")), T_photo_no_polyglot,
	        "a PNG with a page behind it");
	refused(joined(a, jpeg, S("#!/bin/sh\nexit\n")), T_photo_no_polyglot,
	        "a JPEG with a program behind it");
	refused(with_segment(a, jpeg, 0xfe, S("%PDF-1.4\n"), S("1 0 obj")), T_photo_no_polyglot,
	        "a JPEG that is a PDF by its comment");
	refused(with_segment(a, jpeg, 0xfe, S(""), S("*/=1;</style><SCRIPT src=x></script>")),
	        T_photo_no_polyglot, "a JPEG with a script in its head");
	refused(with_chunk(a, png, S("acTL"), S("\0\0\0\2\0\0\0\0")), T_photo_no_moving, "a moving PNG");
	refused(webp_extended(a, webp, 2, 640, 480, S("ANIM"), S("\0\0\0\0\0\0")), T_photo_no_moving,
	        "a moving WebP");
	(void)kept(joined(a, jpeg, jpeg), &k, "a second picture behind the first, as cameras put it there");
	(void)kept(joined(a, jpeg,
	                  S("\0\0\0\x18"
	                    "ftypmp42 a short film")),
	           &k, "a short film behind it, too");
	(void)kept(joined(a, jpeg, S("\0\0\0\0\0\0")), &k, "and padding");
}

static void
test_same(void)
{
	static const int  sides[][2] = {{4000, 3000}, {1280, 960}, {800, 600}, {640, 480}, {333, 250}};
	struct arena     *a = fresh();
	uint64_t          hash[60];
	int               worst = 0, near = 0, pairs = 0, least = 64;
	struct photo_kept k, flat;

	(void)kept(jpeg_of(a, scene(a, 1600, 1200, 7, 0), 92, 0), &k, "a scene");
	for (size_t i = 0; i < NITEMS(sides); i++)
		for (int q = 40; q <= 80; q += 20) {
			struct photo_kept c;
			int               d = 64;

			fresh();
			if (photo_keep(&cx, &house,
			               jpeg_of(cx.arena,
			                       scene(cx.arena, sides[i][0], sides[i][1], 7, q == 60 ? 20 : 0),
			                       q, 0),
			               &c) == OK)
				d = photo_distance(k.hash, c.hash);
			worst = d > worst ? d : worst;
		}
	ok(worst <= PHOTO_NEAR,
	   "resized, recompressed at 40 to 80, brightened: at most %d bits apart (limit %d)", worst,
	   PHOTO_NEAR);
	for (int i = 0; i < 60; i++) {
		struct photo_kept c = {0};

		fresh();
		if (photo_keep(&cx, &house,
		               jpeg_of(cx.arena, scene(cx.arena, 320, 240, (uint64_t)i + 100, 0), 85, 0),
		               &c) != OK)
			ok(false, "scene %d", i);
		hash[i] = c.hash;
		for (int j = 0; j < i; j++, pairs++) {
			int d = photo_distance(hash[i], hash[j]);

			least = d < least ? d : least;
			near += d <= PHOTO_NEAR;
		}
	}
	ok(near * 100 < pairs,
	   "of %d pairs of other scenes under the same sky less than 1 %% are near: %d (nearest %d)", pairs,
	   near, least);
	a = fresh();
	if (kept(jpeg_of(a, (struct scene){64, 64, memset(arena_alloc(a, 64 * 64 * 3), 120, 64 * 64 * 3)}, 90,
	                 0),
	         &flat, "one grey"))
		ok(flat.plain, "has nothing to compare, so it is like no other");
}

static void
test_boxes(void)
{
	struct arena     *a = fresh();
	struct photo_kept k, m;
	struct photo_box  b[2] = {{0, 0, 2500, 2500}, {9000, 9000, 1000, 1000}};
	double            c[3], d[3];

	if (!kept(with_exif(a, jpeg_of(a, corner(a), 95, 0),
	                    exif_of(a, 6, S("2026:05:01 10:11:12"), STR_NONE, 1, 1)),
	          &k, "a picture to cover"))
		return;
	/* Orientation 6: the red corner is shown at the right, above. */
	b[0].x = 7500;
	ok(photo_cover(&cx, &house, k.original, b, 2, &m) == OK && !digest_same(m.large, k.large),
	   "covered, it is another picture");
	colour(bytes_of(k.large), 80, 2, 98, 20, c);
	colour(bytes_of(m.large), 76, 1, 99, 24, d);
	ok(c[0] > 240 && fabs(d[0] - 64) < 2 && fabs(d[1] - 64) < 2 && fabs(d[2] - 64) < 2,
	   "the box is grey as of the upright picture");
	colour(bytes_of(m.small), 78, 3, 97, 22, d);
	ok(fabs(d[0] - 64) < 3 && fabs(d[2] - 64) < 3, "in the small version, too");
	b[1].w = 1001;
	ok(photo_cover(&cx, &house, k.original, b, 2, &m) == ERR_INPUT, "a box over the edge is refused");
	ok(photo_cover(&cx, &house, k.original, b, 0, &m) == OK && digest_same(m.large, k.large) &&
	       digest_same(m.small, k.small),
	   "without a box it is what it was, byte for byte");
	k.original.b[0] ^= 1;
	ok(photo_cover(&cx, &house, k.original, b, 1, &m) == ERR_NONE, "a picture that is not there");
}

#ifdef WITH_HEIC
#include <libheif/heif.h>

static struct heif_error
gather(struct heif_context *hc, const void *p, size_t n, void *arg)
{
	(void)hc;
	buf_bytes(arg, p, n);
	return (struct heif_error){heif_error_Ok, heif_suberror_Unspecified, ""};
}

static str
heic_of(struct arena *a, struct scene s)
{
	struct heif_context *hc = heif_context_alloc();
	struct heif_encoder *en = NULL;
	struct heif_image   *im = NULL;
	struct heif_writer   w = {1, gather};
	struct buf           b;
	uint8_t             *p;
	int                  stride;

	buf_init(&b, a, 16 << 20);
	if (heif_context_get_encoder_for_format(hc, heif_compression_HEVC, &en).code != heif_error_Ok)
		return STR_NONE;
	ensure(heif_image_create(s.w, s.h, heif_colorspace_RGB, heif_chroma_interleaved_RGB, &im).code ==
	           heif_error_Ok &&
	       heif_image_add_plane(im, heif_channel_interleaved, s.w, s.h, 8).code == heif_error_Ok);
	p = heif_image_get_plane(im, heif_channel_interleaved, &stride);
	for (int y = 0; y < s.h; y++)
		memcpy(p + y * stride, s.rgb + y * s.w * 3, (size_t)s.w * 3);
	ensure(heif_context_encode_image(hc, im, en, NULL, NULL).code == heif_error_Ok &&
	       heif_context_write(hc, &w, &b).code == heif_error_Ok);
	heif_image_release(im);
	heif_encoder_release(en);
	heif_context_free(hc);
	return buf_str(&b);
}

static void
test_heic(void)
{
	struct arena     *a = fresh();
	struct scene      s = scene(a, 800, 600, 8, 0);
	struct photo_kept k, j;
	str               heic = heic_of(a, s);
	char             *hurt = arena_z(a, heic);

	if (!heic.p || !hurt) {
		skip("a HEIC is taken", "this libheif writes none");
		return;
	}
	(void)kept(jpeg_of(a, s, 90, 0), &j, "a JPEG");
	if (kept(heic, &k, "a HEIC"))
		ok(k.format == PHOTO_IS_HEIC && k.width == 800 && photo_distance(k.hash, j.hash) <= 4,
		   "it shows the same");
	refused(str_slice(heic, 0, 60), T_photo_no_damaged, "the first bytes of a HEIC");
	for (size_t i = 200; i < heic.n; i += 97)
		hurt[i] = (char)(hurt[i] ^ 0x55);
	ctx_forget(&cx);
	ok(photo_keep(&cx, &house, (str){hurt, heic.n}, &k) == ERR_INPUT || cx.why.n == 0,
	   "a damaged HEIC is refused or shown, nothing worse");
	ok(photo_keep(&cx, &house, jpeg_of(a, s, 90, 0), &k) == OK, "and the next picture is taken");
}
#endif

int
main(int argc, char **argv)
{
	struct ctx start = {.arena = arena_new(1 << 20)};

	text_use(texts, T_MAX);
	fresh();
	if (argc < 2 || !mkdtemp(dir) || secret_start() != OK || photo_open(&start, dir, argv[1], &house) != OK)
		return skip_all("no decoder");
	test_formats();
	test_upright();
	test_refused();
	test_boxes();
#ifdef WITH_HEIC
	test_heic();
#endif
	test_same();
	arena_free(cx.arena);
	arena_free(start.arena);
	if (strncmp(dir, "/tmp/", 5) == 0) {
		char cmd[128];

		(void)snprintf(cmd, sizeof(cmd), "rm -rf %s", dir);
		ok(system(cmd) == 0, "swept up");
	}
	return done();
}
