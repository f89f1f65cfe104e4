/* What does not fit about a picture, and boxes as they are written: values by hand. */
#include "tap.h"
#include "work/photo/photo.h"

#include <string.h>

enum { MINUTE = 60 * 1000 };
#define ADDED INT64_C(1795000000000)

/* A thousandth of a degree of latitude at 24.5 N is 110.8 metres (GRS80): 986 and 1,008 metres off. */
#define HERE {true, 117.65, 24.51}
#define NEAR {true, 117.65, 24.5189}
#define FAR {true, 117.65, 24.5191}

static void
doubts(void)
{
	static const struct {
		struct photo_doubtful p;
		unsigned              d;
		const char           *what;
	} t[] = {
	    {{.added_at = ADDED}, 0, "a picture that says nothing of itself"},
	    {{.added_at = ADDED, .taken_at = {true, ADDED + 10 * MINUTE}}, 0, "a camera ten minutes fast"},
	    {{.added_at = ADDED, .taken_at = {true, ADDED + 10 * MINUTE + 1}}, PHOTO_DOUBT_FUTURE, "one that is faster"},
	    {{.added_at = ADDED, .taken_at = {false, ADDED + 99 * MINUTE}}, 0, "a camera that tells no time"},
	    {{PHOTO_AT_FIXED, {true, ADDED - 2}, ADDED, ADDED - 1, {0}, {0}, {0}, 0}, PHOTO_DOUBT_BEFORE, "a fix older than the report"},
	    {{PHOTO_AT_VERIFIED, {true, ADDED - 2}, ADDED, ADDED - 1, {0}, {0}, {0}, 0}, PHOTO_DOUBT_BEFORE, "so when verifying"},
	    {{PHOTO_AT_FOUND, {true, ADDED - 2}, ADDED, ADDED - 1, {0}, {0}, {0}, 0}, 0, "not as it was found"},
	    {{PHOTO_AT_FIXED, {true, ADDED - 1}, ADDED, ADDED - 1, {0}, {0}, {0}, 0}, 0, "a fix at the very moment of the report"},
	    {{PHOTO_AT_FIXED, {false, 0}, ADDED, ADDED - 1, {0}, {0}, {0}, 0}, 0, "a fix without a time"},
	    {{PHOTO_AT_FIXED, {true, ADDED - 4}, ADDED, ADDED - 9, {0}, {0}, {true, ADDED - 3}, 0}, PHOTO_DOUBT_UNSENT,
	     "a fix older than the order to fix it"},
	    {{PHOTO_AT_FIXED, {true, ADDED - 3}, ADDED, ADDED - 9, {0}, {0}, {true, ADDED - 3}, 0}, 0, "at its very moment"},
	    {{PHOTO_AT_FIXED, {true, ADDED - 4}, ADDED, ADDED - 2, {0}, {0}, {true, ADDED - 3}, 0}, PHOTO_DOUBT_BEFORE,
	     "older than the report: that alone"},
	    {{PHOTO_AT_VERIFIED, {true, ADDED - 4}, ADDED, ADDED - 9, {0}, {0}, {true, ADDED - 3}, 0}, 0, "of the fix alone"},
	    {{.added_at = ADDED, .taken = NEAR, .spot = HERE, .far = 900}, PHOTO_DOUBT_FAR, "986 metres where the city says 900"},
	    {{.added_at = ADDED, .taken = NEAR, .spot = HERE, .far = 1000}, 0, "986 metres from the case"},
	    {{.added_at = ADDED, .taken = FAR, .spot = HERE, .far = 1000}, PHOTO_DOUBT_FAR, "1,008 metres from the case"},
	    {{.added_at = ADDED, .taken = FAR}, 0, "of a case without a position"},
	    {{.added_at = ADDED, .spot = FAR}, 0, "a camera that tells no position"},
	};

	for (size_t i = 0; i < NITEMS(t); i++)
		ok(photo_doubts(&t[i].p) == t[i].d, "%s: %s", t[i].what, t[i].d ? "told" : "nothing to tell");
}

static void
boxes(void)
{
	static const struct {
		const char *text;
		size_t      n; /* SIZE_MAX: not written so */
	} t[] = {
	    {"", 0}, {" ", 0}, {"0,0,1,1", 1}, {"0,0,10000,10000", 1}, {"9999,0,1,1", 1}, {"1,2,3,4 5,6,7,8", 2},
	    {"9999,0,2,1", SIZE_MAX}, {"0,9999,1,2", SIZE_MAX}, {"0,0,0,1", SIZE_MAX}, {"0,0,1,0", SIZE_MAX},
	    {"-1,0,1,1", SIZE_MAX}, {"0,0,10001,1", SIZE_MAX}, {"0,0,1", SIZE_MAX}, {"0,0,1,1,1", SIZE_MAX},
	    {"0,0,1,1,", SIZE_MAX}, {"a,0,1,1", SIZE_MAX}, {"1,1,1,1 x", SIZE_MAX},
	};
	struct photo_box box[PHOTO_BOXES];
	char             room[PHOTO_BOXES * 8 + 16];
	size_t           n, at = 0;

	for (size_t i = 0; i < NITEMS(t); i++) {
		bool good = photo_boxes(str_of(t[i].text), box, &n);

		ok(good == (t[i].n != SIZE_MAX) && (!good || n == t[i].n), "boxes “%s”: %s", t[i].text, good ? "taken" : "not so");
	}
	ok(photo_boxes(S("1,2,3,4"), box, &n) && box[0].x == 1 && box[0].y == 2 && box[0].w == 3 && box[0].h == 4,
	   "from the left, from the top, width, height");
	for (int i = 0; i < PHOTO_BOXES; i++, at += 8)
		(void)memcpy(room + at, "0,0,1,1 ", 8);
	ok(photo_boxes((str){room, at}, box, &n) && n == PHOTO_BOXES, "as many boxes as are allowed");
	(void)memcpy(room + at, "0,0,1,1 ", 8);
	ok(!photo_boxes((str){room, at + 8}, box, &n), "one more is too many");
}

int
main(void)
{
	doubts();
	boxes();
	return done();
}
