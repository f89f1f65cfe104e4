/* JPEG in and out, by TurboJPEG. */
#include "app/photo/picture.h"

#include "base/mem.h"

#include <string.h>
#include <turbojpeg.h>

/* The largest reduction on decoding, of 1, 2, 4 and 8, that leaves enough for the large version. */
static int
reduction(int64_t w, int64_t h)
{
	int64_t side = w > h ? w : h;
	int     by = 1;

	while (by < 8 && side / (by * 2) >= PHOTO_LARGE)
		by *= 2;
	return by;
}

/* Of four inks to three colours, without a profile: what browsers show, too. */
static void
inks(unsigned char *cmyk, size_t n, bool inverted, unsigned char *rgb)
{
	for (size_t i = 0; i < n; i++) {
		unsigned v[4];

		for (size_t k = 0; k < 4; k++)
			v[k] = inverted ? cmyk[i * 4 + k] : 255u - cmyk[i * 4 + k];
		for (size_t k = 0; k < 3; k++)
			rgb[i * 3 + k] = (unsigned char)((v[k] * v[3] + 127) / 255);
	}
}

/*
 * The library goes on after a warning, with grey where the data are missing.
 * Bytes too many between two markers, which some cameras write, harm nothing.
 */
static enum photo_refusal
judge(tjhandle tj)
{
	str said = str_of(tjGetErrorStr2(tj));

	if (str_find_str(said, S("emory")) != SIZE_MAX)
		return PHOTO_NO_MEMORY;
	if (str_find_str(said, S("remature end")) != SIZE_MAX)
		return PHOTO_NO_CUT;
	if (tjGetErrorCode(tj) == TJERR_WARNING &&
	    (!str_starts(said, S("Corrupt")) || str_find_str(said, S("extraneous")) != SIZE_MAX))
		return PHOTO_FINE;
	return PHOTO_NO_DAMAGED;
}

enum photo_refusal
jpeg_read(str bytes, const struct container *c, struct picture *p)
{
	const unsigned char *in = (const unsigned char *)bytes.p;
	tjhandle             tj = tjInitDecompress();
	tjscalingfactor      by = {1, reduction(c->w, c->h)};
	int                  w, h, sub, space;
	enum photo_refusal   no = PHOTO_NO_MEMORY;
	unsigned char       *four = NULL;
	bool                 ink;
	size_t               n;

	*p = (struct picture){0};
	if (!tj)
		return no;
	if (tjDecompressHeader3(tj, in, c->end, &w, &h, &sub, &space) != 0 && (no = judge(tj)) != PHOTO_FINE)
		goto out;
	no = PHOTO_NO_DAMAGED;
	if (w != c->w || h != c->h)
		goto out;
	ink = space == TJCS_CMYK || space == TJCS_YCCK;
	p->w = TJSCALED(w, by);
	p->h = TJSCALED(h, by);
	n = (size_t)p->w * (size_t)p->h;
	no = PHOTO_NO_MEMORY;
	if (!(p->rgb = mem_alloc(n * 3)) || (ink && !(four = mem_alloc(n * 4))))
		goto out;
	no = PHOTO_FINE;
	if (tjDecompress2(tj, in, c->end, ink ? four : p->rgb, p->w, 0, p->h, ink ? TJPF_CMYK : TJPF_RGB,
	                  TJFLAG_LIMITSCANS) != 0)
		no = judge(tj);
	if (no == PHOTO_FINE && ink)
		inks(four, n, c->inverted, p->rgb);
out:
	if (no != PHOTO_FINE) {
		mem_free(p->rgb);
		p->rgb = NULL;
	}
	mem_free(four);
	(void)tjDestroy(tj);
	return no;
}

enum err
jpeg_write(struct arena *a, const struct picture *p, str *out)
{
	tjhandle       tj = tjInitCompress();
	unsigned char *made = NULL;
	unsigned long  n = 0;
	enum err       e = ERR_MEMORY;

	if (tj && tjCompress2(tj, p->rgb, p->w, 0, p->h, TJPF_RGB, &made, &n, TJSAMP_420, 82,
	                      TJFLAG_ACCURATEDCT) == 0)
		e = arena_str(a, (str){(const char *)made, n}, out) ? OK : ERR_MEMORY;
	tjFree(made);
	if (tj)
		(void)tjDestroy(tj);
	return e;
}
