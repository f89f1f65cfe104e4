/* Without libheif a HEIC is of a type that is not taken; heic.c, where it is linked, comes before this. */
#include "app/photo/picture.h"

enum photo_refusal
heic_read(str bytes, struct container *c, struct picture *p)
{
	(void)bytes;
	(void)c;
	*p = (struct picture){0};
	return PHOTO_NO_TYPE;
}
