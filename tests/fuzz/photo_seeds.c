/* Seeds of the targets photo and record, made by code: photo_seeds FILE…, in the order of the table below. */
#include "app/photo/make.h"
#include "app/photo/picture.h"

#include <stdio.h>

static str
record_of(struct arena *a, str picture)
{
	struct photo_record r;
	struct buf          b;
	str                 out;

	photo_look(a, picture, NULL, 0, &r);
	buf_init(&b, a, PHOTO_OUT);
	photo_record_write(&b, &r);
	ensure(buf_end(&b, &out) == OK);
	return out;
}

static str
luma_of(struct arena *a, str picture)
{
	struct photo_luma l;
	struct buf        b;
	str               out;

	ensure(photo_luma_look(a, picture, &l) == PHOTO_FINE);
	buf_init(&b, a, PHOTO_OUT);
	photo_luma_write(&b, &l);
	ensure(buf_end(&b, &out) == OK);
	return out;
}

int
main(int argc, char **argv)
{
	struct arena *a = arena_new((size_t)64 << 20);
	struct scene  s = scene(a, 64, 48, 1, 0);
	str           exif = exif_of(a, 6, S("2026:05:01 10:11:12"), S("+08:00"), 24513000, 117647000),
	    jpeg = jpeg_of(a, s, 70, 0);
	const str seed[] = {
	    with_exif(a, jpeg, exif),
	    jpeg_of(a, s, 70, TJFLAG_PROGRESSIVE),
	    jpeg_cmyk(a, s),
	    with_chunk(a, png_of(a, s), S("eXIf"), exif),
	    png16_of(a, s),
	    webp_extended(a, webp_of(a, s, false), 8, 64, 48, S("EXIF"), exif),
	    webp_of(a, s, true),
	    record_of(a, with_exif(a, jpeg, exif)),
	    record_of(a, str_slice(jpeg, 0, 300)),
	    luma_of(a, jpeg),
	};

	for (int i = 1; i < argc && i <= (int)NITEMS(seed); i++) {
		FILE *f = fopen(argv[i], "wb");

		if (!f || fwrite(seed[i - 1].p, 1, seed[i - 1].n, f) != seed[i - 1].n || fclose(f) != 0)
			return 1;
	}
	arena_free(a);
	return argc == 1 + (int)NITEMS(seed) ? 0 : 2;
}
