/* Any bytes as a drawing for the painter: what is read lies within the bounds that the painter relies on. */
#include "fuzz/fuzz.h"

#include "base/ensure.h"
#include "kit/picture/drawing.h"

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct drawing_sheet s;
	struct drawing_thing t;
	size_t               left;
	int                  more;

	if (!drawing_read((str){(const char *)p, n}, &s))
		return 0;
	ensure(s.w >= 1 && s.w <= DRAWING_WIDE && s.h >= 1 && s.h <= DRAWING_HIGH && s.rest.n < n);
	left = s.rest.n;
	while ((more = drawing_next(&s, &t)) > 0) {
		ensure(s.rest.n < left);
		left = s.rest.n;
		ensure(t.w >= 0 && t.h >= 0 && t.round >= 0 && t.colour <= 0xFFFFFF);
		ensure(t.style.size >= 0 && t.style.lines >= 0);
		ensure(t.bytes.n <= (t.kind == DRAWING_IS_PHOTO ? (size_t)DRAWING_PHOTO : (size_t)DRAWING_TEXT));
		ensure(t.bytes.n == 0 || ((const uint8_t *)t.bytes.p > p &&
		                          (const uint8_t *)t.bytes.p + t.bytes.n <= p + n));
	}
	ensure(more == -1 || s.rest.n == 0);
	return 0;
}
