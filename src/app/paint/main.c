/* duban-paint: a drawing on descriptor 0, a PNG on descriptor 1, then the end. */
#include "app/paint/paint.h"
#include "app/photo/confine.h"
#include "base/mem.h"
#include "kit/picture/drawing.h"
#include "kit/picture/paint.h"

#include <errno.h>
#include <unistd.h>

/*
 *	duban-paint  <drawing  >picture.png
 *
 * The drawing's format stands in kit/picture/drawing.c.  It is painted twice: once without its photos, so that each
 * font is loaded that its texts need; then, confined as duban-photo is, with them.  "no font" instead of a
 * picture: there is none for Chinese.  Exit 1: not even that.
 */

static bool
read_all(char *to, size_t *n)
{
	*n = 0;
	while (*n <= DRAWING_BYTES) {
		ssize_t got = read(0, to + *n, DRAWING_BYTES + 1 - *n);

		if (got < 0 && errno != EINTR)
			return false;
		if (got == 0)
			return true;
		*n += got > 0 ? (size_t)got : 0;
	}
	return false;
}

static bool
write_all(str s)
{
	while (s.n) {
		ssize_t put = write(1, s.p, s.n);

		if (put < 0 && errno != EINTR)
			return false;
		s = str_slice(s, put > 0 ? (size_t)put : 0, s.n);
	}
	return true;
}

int
main(void)
{
	struct arena *a = arena_new((size_t)64 << 20);
	char         *in = mem_alloc(DRAWING_BYTES + 1);
	bool          filtered;
	size_t        n;
	str           png;

	if (!a || !in)
		return 1;
	if (!paint_fonts())
		_exit(write_all(S("no font\n")) ? 0 : 1);
	if (!read_all(in, &n) || !paint_dry((str){in, n}) || !confine(true, &filtered))
		return 1;
	/* At once: the end gives back all memory, and nothing is left to run. */
	_exit(paint_sheet(a, (str){in, n}, PICTURE_BYTES, &png) && write_all(png) ? 0 : 1);
}
