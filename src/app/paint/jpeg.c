/* JPEG in, by TurboJPEG. */
#include "app/paint/jpeg.h"

#include "base/mem.h"
#include "kit/photo/record.h"

#include <turbojpeg.h>

static void
coarsen(unsigned char *p, size_t n, int bits)
{
	int half = 1 << bits >> 1, mask = ~((1 << bits) - 1);

	for (size_t i = 0; bits && i < n; i++) {
		int v = p[i] + half;

		p[i] = (unsigned char)((v > 255 ? 255 : v) & mask);
	}
}

bool
jpeg_open(str bytes, int coarse, struct jpeg *j)
{
	tjhandle tj;
	size_t   n;
	bool     fine;

	*j = (struct jpeg){0};
	if (!photo_jpeg_plain(bytes, &j->w, &j->h) || j->w > PHOTO_LARGE || j->h > PHOTO_LARGE)
		return false;
	n = (size_t)j->w * (size_t)j->h * 4;
	tj = tjInitDecompress();
	j->pixels = tj ? mem_alloc(n) : NULL;
	fine = j->pixels && tjDecompress2(tj, (const unsigned char *)bytes.p, bytes.n, j->pixels, j->w, j->w * 4, j->h,
	                                  TJPF_BGRX, 0) == 0;
	if (tj)
		(void)tjDestroy(tj);
	if (fine)
		coarsen(j->pixels, n, coarse);
	else
		jpeg_close(j);
	return fine;
}

void
jpeg_close(struct jpeg *j)
{
	mem_free(j->pixels);
	j->pixels = NULL;
}
