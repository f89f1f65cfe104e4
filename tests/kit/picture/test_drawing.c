/* A drawing is read as it was written, and what is none is not. */
#include "base/ensure.h"
#include "kit/picture/drawing.h"
#include "tap.h"

#include <string.h>

static str
drawn(struct arena *a)
{
	struct drawing d;
	str            out;

	drawing_begin(&d, a, 750);
	drawing_box(&d, 1, 2, 3, 4, 5, 0xABCDEF);
	drawing_text(&d, -6, 7, 8,
	             &(struct drawing_style){.size = 20, .line = 30, .bold = true, .colour = 1, .lines = 3}, S("two\nlines 督办"));
	drawing_more(&d, 9, &(struct drawing_style){.size = 12, .serif = true}, S(""));
	drawing_tag(&d, 10, 11, 12, &(struct drawing_style){.size = 18, .line = 30, .align = DRAWING_RIGHT}, 2, S("tag"));
	drawing_photo(&d, 13, 14, 15, 16, 6, S("\xff\xd8 1 2 3\n4 5 6\n"));
	ensure(drawing_end(&d, 900, 0xFFFFFF, &out) == OK);
	return out;
}

static int
count(str bytes)
{
	struct drawing_sheet s;
	struct drawing_thing t;
	int                  n = 0, more;

	if (!drawing_read(bytes, &s))
		return -1;
	while ((more = drawing_next(&s, &t)) > 0)
		n++;
	return more < 0 ? -1 : n;
}

int
main(void)
{
	struct arena        *a = arena_new((size_t)64 << 20);
	struct drawing_sheet s;
	struct drawing_thing t[5];
	struct drawing       d;
	str                  whole, out;
	char                *big, *hurt;
	size_t               fine = 0;

	ensure(a != NULL);
	whole = drawn(a);
	ok(drawing_read(whole, &s) && s.w == 750 && s.h == 900 && s.ground == 0xFFFFFF, "a sheet has its size");
	for (int i = 0; i < 5; i++)
		ensure(drawing_next(&s, &t[i]) == 1);
	ok(drawing_next(&s, &t[0]) == 0, "and five things");
	ok(drawing_read(whole, &s) && drawing_next(&s, &t[0]) == 1 && t[0].kind == DRAWING_IS_BOX && t[0].x == 1 &&
	       t[0].h == 4 && t[0].round == 5 && t[0].colour == 0xABCDEF,
	   "a box");
	is_str(t[1].bytes, S("two\nlines 督办"), "a text with its line feed");
	ok(t[1].x == -6 && t[1].style.bold && t[1].style.size == 20 && t[1].style.lines == 3, "with its style");
	ok(t[2].kind == DRAWING_IS_MORE && t[2].x == 9 && t[2].style.serif, "what follows it");
	ok(t[3].kind == DRAWING_IS_TAG && t[3].h == 30 && t[3].style.align == DRAWING_RIGHT, "a tag");
	is_str(t[4].bytes, S("\xff\xd8 1 2 3\n4 5 6\n"), "a photo, whatever its bytes look like");

	for (size_t cut = 1; cut < whole.n; cut++)
		fine += count(str_slice(whole, 0, cut)) == 5;
	is_i64((int64_t)fine, 0, "cut short anywhere it is none, or has less");
	hurt = arena_alloc(a, whole.n);
	big = arena_alloc(a, DRAWING_PHOTO + 1);
	ensure(hurt && big);
	for (size_t i = 0; i < whole.n; i++) {
		memcpy(hurt, whole.p, whole.n);
		hurt[i] = (char)(hurt[i] ^ 0x15);
		(void)count((str){hurt, whole.n});
	}
	ok(true, "hurt anywhere it is read within its bytes");
	is_i64(count(S("duban-drawing 1 0 5 0\n")), -1, "no sheet is 0 wide");
	is_i64(count(S("duban-drawing 1 750 9000 0\n")), -1, "nor higher than 8,000");
	is_i64(count(S("duban-drawing 1 750 900 0\n0 0 0 1 1 0 0 0 0 0 0 0 0 0 5000\n")), -1, "no text is longer than it is");

	drawing_begin(&d, a, 750);
	ok(drawing_end(&d, DRAWING_HIGH + 1, 0, &out) == ERR_LARGE, "too high a drawing is refused where it is made");
	for (int i = 0; i <= DRAWING_THINGS; i++)
		drawing_box(&d, 0, 0, 1, 1, 0, 0);
	ok(drawing_end(&d, 10, 0, &out) == ERR_LARGE, "so is one of too many things");
	drawing_begin(&d, a, 750);
	for (int i = 0; i < 13; i++)
		drawing_photo(&d, 0, 0, 1, 1, 0, (str){big, DRAWING_PHOTO});
	ok(drawing_end(&d, 10, 0, &out) == ERR_LARGE, "and of too many bytes");
	arena_free(a);
	return done();
}
