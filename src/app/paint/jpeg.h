/* Inside duban-paint: JPEGs that duban-photo wrote, decoded. */
#ifndef APP_PAINT_JPEG_H
#define APP_PAINT_JPEG_H

#include "base/str.h"

/* Four bytes a pixel as cairo has them: blue, green, red, none. */
struct jpeg {
	int            w, h;
	unsigned char *pixels;
};

/*
 * Decode a plain JPEG of at most PHOTO_LARGE; `coarse` low bits of each colour are rounded away.  False: it is not
 * plain, or damaged, or no memory.  jpeg_close it.
 */
bool jpeg_open(str bytes, int coarse, struct jpeg *j);
void jpeg_close(struct jpeg *j);

#endif
