/* PNG in, by libpng's simplified interface: 16 bits, palettes, grey and transparency become RGB on white. */
#include "app/photo/picture.h"

#include "base/mem.h"

#include <png.h>
#include <string.h>

enum photo_refusal
png_read(str bytes, const struct container *c, struct picture *p)
{
	png_image          png = {.version = PNG_IMAGE_VERSION};
	png_color          white = {255, 255, 255};
	enum photo_refusal no = PHOTO_NO_DAMAGED;

	*p = (struct picture){0};
	if (!png_image_begin_read_from_memory(&png, bytes.p, c->end))
		return no;
	if (png.width != c->w || png.height != c->h)
		goto out;
	png.format = PNG_FORMAT_RGB;
	p->w = (int)png.width;
	p->h = (int)png.height;
	if (!(p->rgb = mem_alloc(PNG_IMAGE_SIZE(png)))) {
		no = PHOTO_NO_MEMORY;
		goto out;
	}
	if (png_image_finish_read(&png, &white, p->rgb, 0, NULL) && !PNG_IMAGE_FAILED(png))
		no = PHOTO_FINE;
	else if (str_find_str(str_of(png.message), S("emory")) != SIZE_MAX)
		no = PHOTO_NO_MEMORY;
out:
	png_image_free(&png);
	if (no != PHOTO_FINE) {
		mem_free(p->rgb);
		p->rgb = NULL;
	}
	return no;
}
