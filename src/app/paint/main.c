/* duban-paint: a drawing or sheets on descriptor 0, a PNG or PDF on descriptor 1, then the end. */
#include "app/paint/paint.h"
#include "app/paint/pdf.h"
#include "app/photo/confine.h"
#include "base/mem.h"
#include "kit/picture/drawing.h"
#include "kit/picture/paint.h"
#include "kit/picture/sheets.h"
#include "texts.h"

#include <errno.h>
#include <sys/resource.h>
#include <unistd.h>

/*
 *	duban-paint  <drawing  >picture.png
 *	duban-paint  <sheets   >paper.pdf
 *
 * The drawing's format stands in kit/picture/drawing.c.  It is painted twice: once without its photos, so that each
 * font is loaded that its texts need; then, confined as duban-photo is, with them.  "no font" instead of a
 * picture: there is none for Chinese.  Exit 1: not even that.
 *
 * Sheets (kit/picture/sheets.c) hold no photos, and their PDF takes pieces of the fonts' files at its end: no
 * stranger's bytes are decoded, and so only its processor is bounded.
 */
_Static_assert((int)SHEETS_BYTES >= (int)DRAWING_BYTES, "one buffer takes either");
enum { IN = SHEETS_BYTES, PDF_CPU_S = 20 };

static bool
read_all(char *to, size_t *n)
{
	*n = 0;
	while (*n <= IN) {
		ssize_t got = read(0, to + *n, IN + 1 - *n);

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

/* Address space is not bounded here: fonts are mapped whole, and what the PDF may hold is. */
static bool
bounded(void)
{
	return setrlimit(RLIMIT_CPU, &(struct rlimit){PDF_CPU_S, PDF_CPU_S}) == 0 &&
	       setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0}) == 0;
}

int
main(void)
{
	struct arena *a = arena_new((size_t)96 << 20);
	char         *in = mem_alloc(IN + 1);
	bool          filtered;
	size_t        n;
	str           png;

	text_use(texts, T_MAX);
	if (!a || !in)
		return 1;
	if (!paint_fonts())
		_exit(write_all(S("no font\n")) ? 0 : 1);
	if (!read_all(in, &n))
		return 1;
	if (str_starts((str){in, n}, S("duban-sheets ")))
		_exit(bounded() && pdf_sheets(a, (str){in, n}, SHEETS_PDF, &png) && write_all(png) ? 0 : 1);
	if (!paint_dry((str){in, n}) || !confine(true, &filtered))
		return 1;
	/* At once: the end gives back all memory, and nothing is left to run. */
	_exit(paint_sheet(a, (str){in, n}, PICTURE_BYTES, &png) && write_all(png) ? 0 : 1);
}
