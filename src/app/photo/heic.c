/* HEIC in, by libheif; only in duban-photo-heic, because its decoders are a world of their own. */
#include "app/photo/picture.h"

#include "base/mem.h"

#include <libheif/heif.h>
#include <string.h>

/* The camera's notes: four bytes of offset, "Exif", two zeros, then as everywhere. */
static str
notes(const struct heif_image_handle *h, unsigned char **held)
{
	heif_item_id   id;
	size_t         n, skip;
	unsigned char *p;

	if (heif_image_handle_get_list_of_metadata_block_IDs(h, "Exif", &id, 1) != 1)
		return STR_NONE;
	n = heif_image_handle_get_metadata_size(h, id);
	if (n < 16 || n > (256 << 10) || !(p = *held = mem_alloc(n)) ||
	    heif_image_handle_get_metadata(h, id, p).code != heif_error_Ok)
		return STR_NONE;
	skip = 4 + ((size_t)p[0] << 24 | (size_t)p[1] << 16 | (size_t)p[2] << 8 | p[3]);
	return skip < n ? (str){(const char *)p + skip, n - skip} : STR_NONE;
}

static enum photo_refusal
reason(struct heif_error e)
{
	if (e.code == heif_error_Memory_allocation_error)
		return PHOTO_NO_MEMORY;
	return e.subcode == heif_suberror_End_of_data ? PHOTO_NO_CUT : PHOTO_NO_DAMAGED;
}

static enum photo_refusal
copy(const struct heif_image *im, struct container *c, struct picture *p)
{
	int            stride;
	const uint8_t *from = heif_image_get_plane_readonly(im, heif_channel_interleaved, &stride);
	int            w = heif_image_get_width(im, heif_channel_interleaved);
	int            h = heif_image_get_height(im, heif_channel_interleaved);

	if (!from || w <= 0 || h <= 0 || w > PHOTO_SIDE || h > PHOTO_SIDE || stride < w * 3)
		return PHOTO_NO_DAMAGED;
	c->w = w;
	c->h = h;
	*p = (struct picture){w, h, mem_alloc((size_t)w * (size_t)h * 3)};
	for (int y = 0; p->rgb && y < h; y++)
		memcpy(p->rgb + (size_t)y * (size_t)w * 3, from + (size_t)y * (size_t)stride, (size_t)w * 3);
	return p->rgb ? PHOTO_FINE : PHOTO_NO_MEMORY;
}

enum photo_refusal
heic_read(str bytes, struct container *c, struct picture *p)
{
	struct heif_context      *hc = heif_context_alloc();
	struct heif_image_handle *h = NULL;
	struct heif_image        *im = NULL;
	struct heif_error         e;
	enum photo_refusal        no = PHOTO_NO_MEMORY;
	unsigned char            *held = NULL;

	*p = (struct picture){0};
	if (!hc)
		return no;
	heif_context_set_maximum_image_size_limit(hc, PHOTO_SIDE);
	heif_context_set_max_decoding_threads(hc, 0);
	e = heif_context_read_from_memory_without_copy(hc, bytes.p, bytes.n, NULL);
	if (e.code == heif_error_Ok)
		e = heif_context_get_primary_image_handle(hc, &h);
	if (e.code != heif_error_Ok) {
		no = reason(e);
		goto out;
	}
	c->w = heif_image_handle_get_width(h);
	c->h = heif_image_handle_get_height(h);
	c->several = true;
	if ((no = container_bounds(c)) != PHOTO_FINE)
		goto out;
	e = heif_decode_image(h, &im, heif_colorspace_RGB, heif_chroma_interleaved_RGB, NULL);
	no = e.code == heif_error_Ok ? copy(im, c, p) : reason(e);
	if (no == PHOTO_FINE) {
		/* Kept until the process ends, which is soon. */
		c->exif = notes(h, &held);
		if (str_starts(c->exif, S("Exif\0\0")))
			c->exif = str_slice(c->exif, 6, c->exif.n);
	}
out:
	if (im)
		heif_image_release(im);
	if (h)
		heif_image_handle_release(h);
	heif_context_free(hc);
	return no;
}
