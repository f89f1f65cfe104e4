/* Any bytes as a record of the decoder: what is accepted is written the same again, and its pictures are plain. */
#include "fuzz/fuzz.h"

#include "base/ensure.h"
#include "kit/photo/copy.h"

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct arena       *a = arena_new((size_t)32 << 20);
	struct photo_record r, again;
	struct photo_luma   l, first;
	struct copy         c;
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
	if (photo_luma_read((str){(const char *)p, n}, &l)) {
		buf_init(&b, a, PHOTO_OUT);
		photo_luma_write(&b, &l);
		ensure(buf_end(&b, &said) == OK && str_eq(said, (str){(const char *)p, n}));
		/* As an earlier picture and as a later one. */
		first = (struct photo_luma){l.w, 1, l.at};
		ensure(copy_test(a, &l, &first, &c) == OK &&
		       copy_test(a, &first, &l, &c) == OK && c.equal <= c.told && c.told <= COPY_BLOCKS);
	}
	arena_free(a);
	return 0;
}
