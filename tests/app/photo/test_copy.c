/* The block-copy test and the hash on street corners made by code: what was retouched, and what was shot again. */
#include "app/photo/street.h"

#include "app/photo/picture.h"
#include "kit/photo/copy.h"
#include "kit/photo/photo.h"
#include "tap.h"

#include <stdio.h>

/*
 *	test_copy [PICTURES SHOTS]
 *
 * PICTURES corners are photographed and each is retouched in every way below; SHOTS times somebody comes
 * again.  All pictures
 * go through JPEG and the decoder's own code (photo_look, photo_luma_look), in this process.
 */
enum { W = 640, H = 480, AGAIN = 10 /* shots again of one corner */ };

static struct arena *a;

struct seen {
	struct photo_luma luma;
	uint64_t          hash;
	bool              plain;
};

static struct seen
see(struct scene s, int quality)
{
	str                 jpeg = jpeg_of(a, s, quality, 0);
	struct photo_record r;
	struct seen         o;

	photo_look(a, jpeg, NULL, 0, &r);
	ensure(r.no == PHOTO_FINE && photo_luma_look(a, jpeg, &o.luma) == PHOTO_FINE);
	o.hash = r.hash;
	o.plain = r.plain;
	return o;
}

static struct copy
compared(const struct seen *earlier, const struct seen *later)
{
	struct copy c;

	ensure(copy_test(a, &earlier->luma, &later->luma, &c) == OK);
	return c;
}

/* The camera's own picture, as it was sent in at first: compressed well. */
static struct scene
taken(struct scene s)
{
	str          jpeg = jpeg_of(a, s, 92, 0);
	tjhandle     tj = tjInitDecompress();
	struct scene o = {s.w, s.h, arena_alloc(a, (size_t)s.w * (size_t)s.h * 3)};

	ensure(tj && o.rgb && tjDecompress2(tj, (const unsigned char *)jpeg.p, jpeg.n, o.rgb, o.w, 0, o.h, TJPF_RGB,
	    0) == 0);
	(void)tjDestroy(tj);
	return o;
}

/* ---- What is done to a picture ---- */

static struct scene
as_it_is(struct scene s)
{
	return s;
}

static struct scene
less(struct scene s)
{
	return smaller(a, s, 400, 300);
}

static struct scene
brighter(struct scene s)
{
	return lighter(a, s, 30);
}

static struct scene
cropped(struct scene s)
{
	return cut_of(a, s, 61, 45, 512, 384);
}

static struct scene
cropped_more(struct scene s)
{
	return cut_of(a, s, 100, 90, 384, 288);
}

static struct scene
erased(struct scene s)
{
	return painted(a, s, 300, 450, 300, 350);
}

static struct scene
erased_cropped(struct scene s)
{
	return cut_of(a, erased(s), 31, 22, 576, 432);
}

static const struct {
	const char *what;
	struct scene (*by)(struct scene s);
	int quality;
} ways[] = {
    {"compressed again at quality 60", as_it_is, 60},
    {"made smaller, 400 x 300", less, 88},
    {"brighter by 30", brighter, 88},
    {"cropped to 80 % of each side", cropped, 88},
    {"cropped to 60 % of each side", cropped_more, 88},
    {"a tenth of it painted over", erased, 88},
    {"painted over, cropped to 90 % and compressed at quality 75", erased_cropped, 75},
};

/* Corners and shots are numbered; from here on they are taken. */
static uint64_t first;

static void
retouched(int pictures)
{
	for (size_t k = 0; k < NITEMS(ways); k++) {
		int missed = 0, least = 1000;

		for (int i = 0; i < pictures; i++) {
			struct street t = street_of(first + (uint64_t)i);
			struct shot   c = shot_of(first + (uint64_t)i);
			struct scene  s = taken(street_shot(a, &t, &c, W, H));
			struct seen   was = see(s, 92), is = see(ways[k].by(s), ways[k].quality);
			struct copy   r = compared(&was, &is);

			missed += !r.copied;
			least = r.share < least ? r.share : least;
			arena_reset(a);
		}
		ok(missed == 0, "%s: all of %d are told (the least with %d of 1,000 blocks equal)", ways[k].what, pictures,
		   least);
	}
}

/* Where the marks are: the box that was painted over is not equal, nor said to be; what lies around it is. */
static void
marks(void)
{
	struct street t = street_of(3);
	struct shot   c = shot_of(3);
	struct scene  s = taken(street_shot(a, &t, &c, W, H));
	struct seen   was = see(s, 92), is = see(erased(s), 88);
	struct copy   r = compared(&was, &is);
	int           in = 0, out = 0;

	is_i64(r.cols, 20, "320 pixels are twenty blocks");
	is_i64(r.rows, 15, "240 are fifteen");
	for (int i = 0; i < r.cols * r.rows; i++) {
		/* The box is 300..600 and 450..800 thousandths: blocks 6..11 and 7..11, the inner ones of it. */
		bool inner = i % r.cols >= 6 && i % r.cols <= 11 && i / r.cols >= 7 && i / r.cols <= 11;

		in += inner && r.mark[i] == '=';
		out += !inner && r.mark[i] == '=';
	}
	ok(r.mark[r.cols * r.rows] == 0 && in <= 1 && out == r.equal - in && r.equal > 60,
	   "of %d equal blocks %d lie where it was painted over", r.equal, in);
	ok(fabs(r.place.scale - 1) < 0.002 && fabs(r.place.x) < 0.5 && fabs(r.place.y) < 0.5, "it lies where it lay");
	is = see(cropped(s), 88);
	r = compared(&was, &is);
	ok(fabs(r.place.scale - 0.8) < 0.003 && fabs(r.place.x - 30.5) < 0.6 && fabs(r.place.y - 22.5) < 0.6,
	   "a part of it lies at %.1f, %.1f, %.3f as large (30.5, 22.5, 0.8)", r.place.x, r.place.y, r.place.scale);
	arena_reset(a);
}

static void
shot_anew(int shots)
{
	static const double step[] = {0.1, 0.2, 0.3, 0.5, 0.8};
	struct seen         was = {.plain = true};
	int                 copied = 0, near = 0, most = 0;

	for (int i = 0; i < shots; i++) {
		struct street t = street_of(first + 1000 + (uint64_t)(i / AGAIN));
		struct shot   c = shot_of(first + 1000 + (uint64_t)(i / AGAIN)), d;
		struct seen   is;
		struct copy   r;

		if (i % AGAIN == 0) {
			arena_reset(a);
			was = see(street_shot(a, &t, &c, W, H), 90);
		}
		d = shot_again(c, &t, (uint64_t)i, step[i % 5]);
		is = see(street_shot(a, &t, &d, W, H), 90);
		r = compared(&was, &is);
		copied += r.copied;
		most = r.told >= COPY_LEAST && r.share > most ? r.share : most;
		near += r.copied || (!was.plain && !is.plain && photo_distance(was.hash, is.hash) <= PHOTO_SAME);
	}
	is_i64(copied, 0, "of %d shots from another place none is told as a copy (the most alike: %d of 1,000 blocks)", shots,
	       most);
	ok(near * 100 < shots, "and fewer than 1 in 100 are told as alike: %d", near);
}

/* Nothing to see, next to nothing, and pictures of other things. */
static void
strangers(void)
{
	static unsigned char flat[PHOTO_LUMA * PHOTO_LUMA];
	struct photo_luma    whole = {PHOTO_LUMA, PHOTO_LUMA, flat}, dot = {1, 1, flat}, line = {PHOTO_LUMA, 1, flat};
	struct copy          r;
	int                  bad = 0;

	ok(copy_test(a, &whole, &whole, &r) == OK && !r.copied && r.told == 0, "a grey wall is a copy of no grey wall");
	ok(copy_test(a, &dot, &whole, &r) == OK && !r.copied && copy_test(a, &line, &dot, &r) == OK && !r.copied &&
	       copy_test(a, &whole, &line, &r) == OK && !r.copied, "nor is a dot, nor a line");
	for (int i = 0; i < 10; i++) {
		struct street t = street_of((uint64_t)i), u = street_of((uint64_t)i + 500);
		struct shot   c = shot_of((uint64_t)i), d = shot_of((uint64_t)i + 500);
		struct seen   was = see(street_shot(a, &t, &c, W, H), 90), is = see(street_shot(a, &u, &d, H, W), 90);

		bad += compared(&was, &is).copied;
		arena_reset(a);
	}
	is_i64(bad, 0, "other corners, upright beside lying, are none");
}

int
main(int argc, char **argv)
{
	int pictures = argc > 2 ? atoi(argv[1]) : 12, shots = argc > 2 ? atoi(argv[2]) : 40;

	first = argc > 3 ? strtoull(argv[3], NULL, 10) : 0;
	a = arena_new((size_t)512 << 20);
	ensure(a != NULL);
	marks();
	strangers();
	retouched(pictures);
	shot_anew(shots);
	arena_free(a);
	return done();
}
