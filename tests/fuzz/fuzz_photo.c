/* Any bytes as a picture, in this process: looked at or refused, and what is said of it is a record. */
#include "fuzz/fuzz.h"

#include "app/photo/picture.h"
#include "base/ensure.h"

enum { PIXELS = 1 << 20 };

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	static const struct box box = {2500, 2500, 100, 9000};
	struct arena           *a = arena_new((size_t)64 << 20);
	str                     bytes = {(const char *)p, n};
	struct photo_record     r, back;
	struct container        c;
	struct buf              b;
	str                     said;

	ensure(a != NULL);
	/* What says it is large is refused or takes long; either is known. */
	if (container_read(bytes, &c) != PHOTO_FINE || c.w * c.h <= PIXELS) {
		photo_look(a, bytes, &box, n % 2, &r);
		buf_init(&b, a, PHOTO_OUT);
		photo_record_write(&b, &r);
		ensure(buf_end(&b, &said) == OK && photo_record_read(said, &back) && back.no == r.no);
	}
	arena_free(a);
	return 0;
}
