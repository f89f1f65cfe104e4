/* A JPEG of a scene on standard output, for tests from outside: make_photo NUMBER WIDTH HEIGHT QUALITY [exif]. */
#include "app/photo/make.h"

#include <stdio.h>

int
main(int argc, char **argv)
{
	struct arena *a = arena_new((size_t)256 << 20);
	int64_t       n[4];
	str           jpeg;

	for (int i = 0; i < 4; i++)
		if (argc < 5 || !str_to_i64(str_of(argv[i + 1]), &n[i]))
			return 2;
	jpeg = jpeg_of(a, scene(a, (int)n[1], (int)n[2], (uint64_t)n[0], 0), (int)n[3], 0);
	if (argc > 5)
		jpeg = with_exif(a, jpeg, exif_of(a, 6, S("2026:05:01 10:11:12"), S("+08:00"), 24513000, 117647000));
	n[0] = fwrite(jpeg.p, 1, jpeg.n, stdout) == jpeg.n ? 0 : 1;
	arena_free(a);
	return (int)n[0];
}
