/* A file becomes a record: frame, bounds, decode, upright, cover, shrink, compare. */
#include "app/photo/picture.h"

#include "base/mem.h"

static enum photo_refusal
decode(str bytes, struct container *c, struct picture *p)
{
	switch (c->format) {
	case PHOTO_IS_JPEG:
		return jpeg_read(bytes, c, p);
	case PHOTO_IS_PNG:
		return png_read(bytes, c, p);
	case PHOTO_IS_WEBP:
		return webp_read(bytes, c, p);
	case PHOTO_IS_HEIC:
		return heic_read(bytes, c, p);
	case PHOTO_FORMAT_MAX:
		break;
	}
	return PHOTO_NO_TYPE;
}

/* The two versions and the hash, of a picture that is upright and covered. */
static enum err
derive(struct arena *a, const struct picture *large, struct photo_record *r)
{
	struct picture small = {0};
	enum err       e;

	if ((e = picture_fit(large, PHOTO_SMALL, &small)) == OK &&
	    (e = picture_hash(large, &r->hash, &r->plain)) == OK &&
	    (e = jpeg_write(a, large, &r->large.bytes)) == OK)
		e = jpeg_write(a, &small, &r->small.bytes);
	r->large.width = large->w;
	r->large.height = large->h;
	r->small.width = small.w;
	r->small.height = small.h;
	mem_free(small.rgb);
	return e;
}

/* Bounds, then decoded; not upright yet. */
static enum photo_refusal
open_picture(str bytes, struct container *c, struct picture *p)
{
	enum photo_refusal no = container_read(bytes, c);

	if (no == PHOTO_FINE && c->format != PHOTO_IS_HEIC)
		no = container_bounds(c);
	return no == PHOTO_FINE ? decode(bytes, c, p) : no;
}

enum photo_refusal
photo_luma_look(struct arena *a, str bytes, struct photo_luma *out)
{
	struct container   c;
	struct picture     p = {0}, large = {0};
	struct photo_taken taken;
	enum photo_refusal no = open_picture(bytes, &c, &p);
	enum err           e;

	if (no != PHOTO_FINE)
		return no;
	/* Turned when it is small: turning needs as much memory again. */
	e = picture_fit(&p, PHOTO_LARGE, &large);
	mem_free(p.rgb);
	if (e == OK && c.format != PHOTO_IS_HEIC)
		e = picture_turn(&large, exif_read(c.exif, &taken));
	if (e == OK)
		e = picture_luma(a, &large, out);
	mem_free(large.rgb);
	return e == OK ? PHOTO_FINE : PHOTO_NO_MEMORY;
}

void
photo_look(struct arena *a, str bytes, const struct box *box, size_t nbox, struct photo_record *r)
{
	struct container c;
	struct picture   p = {0}, large = {0};
	enum err         e = ERR_MEMORY;

	*r = (struct photo_record){.turned = 1};
	r->no = open_picture(bytes, &c, &p);
	if (r->no != PHOTO_FINE) {
		r->a = r->no == PHOTO_NO_PIXELS || r->no == PHOTO_NO_TINY ? c.w : 0;
		r->b = r->no == PHOTO_NO_PIXELS || r->no == PHOTO_NO_TINY ? c.h : 0;
		return;
	}
	r->format = c.format;
	r->turned = exif_read(c.exif, &r->taken);
	if (c.format == PHOTO_IS_HEIC)
		r->turned = 1;
	e = picture_fit(&p, PHOTO_LARGE, &large);
	mem_free(p.rgb);
	if (e == OK)
		e = picture_turn(&large, r->turned);
	r->width = (int)(r->turned >= 5 ? c.h : c.w);
	r->height = (int)(r->turned >= 5 ? c.w : c.h);
	for (size_t i = 0; e == OK && i < nbox; i++)
		picture_box(&large, box[i]);
	if (e == OK)
		e = derive(a, &large, r);
	mem_free(large.rgb);
	if (e != OK)
		*r = (struct photo_record){.no = PHOTO_NO_MEMORY};
}
