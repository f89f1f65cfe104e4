/* Any bytes as a record of the decoder: what is accepted is written the same again, and its pictures are plain. */
#include "fuzz/fuzz.h"

#include "base/ensure.h"
#include "kit/photo/record.h"

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct arena       *a = arena_new((size_t)32 << 20);
	struct photo_record r, again;
	struct buf          b;
	str                 said;
	int                 w, h;

	ensure(a != NULL);
	if (photo_record_read((str){(const char *)p, n}, &r)) {
		buf_init(&b, a, PHOTO_OUT);
		photo_record_write(&b, &r);
		ensure(buf_end(&b, &said) == OK && photo_record_read(said, &again) && again.no == r.no);
		ensure(r.no != PHOTO_FINE ||
		       (photo_jpeg_plain(r.large.bytes, &w, &h) && w <= PHOTO_LARGE && again.hash == r.hash &&
		        str_eq(r.small.bytes, again.small.bytes)));
	}
	arena_free(a);
	return 0;
}
