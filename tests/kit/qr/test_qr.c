/* QR codes as paths: the size that ISO 18004 gives, and the three corners. */
#include "kit/qr/qr.h"

#include "base/ensure.h"
#include "tap.h"

/* Whether the path has a run of `n` dark modules from (x, y) on. */
static bool
run(struct arena *a, str path, int x, int y, int n)
{
	return str_find_str(path, arena_printf(a, "M%d %dh%dv1H%dz", x, y, n, x)) != SIZE_MAX;
}

int
main(void)
{
	static char text[500];
	struct ctx  cx = {.arena = arena_new(8 << 20)};
	str         path, again;
	int64_t     side;

	ensure(cx.arena != NULL);
	ok(qr_path(&cx, S("abc"), &path, &side) == OK, "three letters");
	is_i64(side, 21, "are version 1: 21 modules a side");
	for (int corner = 0; corner < 3; corner++) {
		int x = corner == 1 ? 14 : 0, y = corner == 2 ? 14 : 0;

		ok(run(cx.arena, path, x, y, 7) && run(cx.arena, path, x, y + 6, 7) &&
		       run(cx.arena, path, x + 2, y + 3, 3),
		   "corner %d has its square", corner);
	}
	ok(run(cx.arena, path, 8, 6, 1) && run(cx.arena, path, 10, 6, 1) && run(cx.arena, path, 12, 6, 1), "dark and light in turn between them");
	ok(qr_path(&cx, S("abd"), &again, &side) == OK && !str_eq(path, again), "another text is another picture");
	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = (char)('a' + i % 26);
	ok(qr_path(&cx, (str){text, sizeof(text)}, &path, &side) == OK && (side - 17) % 4 == 0 && side > 21, "500 letters are larger");
	ok(path.n < 60000, "and still no burden for a page");
	arena_free(cx.arena);
	return done();
}
