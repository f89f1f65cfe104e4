/* WebP in, made smaller on decoding; transparency becomes white. */
#include "app/photo/picture.h"

#include "base/mem.h"

#include <webp/decode.h>

static void
on_white(const unsigned char *rgba, size_t n, unsigned char *rgb)
{
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < 3; k++)
			rgb[i * 3 + k] = (unsigned char)((rgba[i * 4 + k] * rgba[i * 4 + 3] +
			                                  255 * (255 - rgba[i * 4 + 3]) + 127) /
			                                 255);
}

enum photo_refusal
webp_read(str bytes, const struct container *c, struct picture *p)
{
	const uint8_t     *in = (const uint8_t *)bytes.p;
	WebPDecoderConfig  cf;
	unsigned char     *four = NULL;
	enum photo_refusal no = PHOTO_NO_MEMORY;
	int64_t            side = c->w > c->h ? c->w : c->h;
	size_t             n;

	*p = (struct picture){0};
	if (!WebPInitDecoderConfig(&cf) || WebPGetFeatures(in, c->end, &cf.input) != VP8_STATUS_OK)
		return PHOTO_NO_DAMAGED;
	if (cf.input.has_animation)
		return PHOTO_NO_MOVING;
	if (cf.input.width != c->w || cf.input.height != c->h)
		return PHOTO_NO_DAMAGED;
	p->w = (int)c->w;
	p->h = (int)c->h;
	if (side > 2 * PHOTO_LARGE) {
		p->w = (int)((c->w * 2 * PHOTO_LARGE + side - 1) / side);
		p->h = (int)((c->h * 2 * PHOTO_LARGE + side - 1) / side);
		cf.options.use_scaling = 1;
		cf.options.scaled_width = p->w;
		cf.options.scaled_height = p->h;
	}
	n = (size_t)p->w * (size_t)p->h;
	if (!(p->rgb = mem_alloc(n * 3)) || (cf.input.has_alpha && !(four = mem_alloc(n * 4))))
		goto out;
	cf.output.colorspace = four ? MODE_RGBA : MODE_RGB;
	cf.output.is_external_memory = 1;
	cf.output.u.RGBA.rgba = four ? four : p->rgb;
	cf.output.u.RGBA.stride = p->w * (four ? 4 : 3);
	cf.output.u.RGBA.size = n * (four ? 4 : 3);
	switch (WebPDecode(in, c->end, &cf)) {
	case VP8_STATUS_OK:
		no = PHOTO_FINE;
		break;
	case VP8_STATUS_OUT_OF_MEMORY:
		break;
	case VP8_STATUS_NOT_ENOUGH_DATA:
	case VP8_STATUS_SUSPENDED:
		no = PHOTO_NO_CUT;
		break;
	default:
		no = PHOTO_NO_DAMAGED;
	}
	if (no == PHOTO_FINE && four)
		on_white(four, n, p->rgb);
	WebPFreeDecBuffer(&cf.output);
out:
	mem_free(four);
	if (no != PHOTO_FINE) {
		mem_free(p->rgb);
		p->rgb = NULL;
	}
	return no;
}
