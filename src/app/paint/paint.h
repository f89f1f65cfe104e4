/* Inside duban-paint: a drawing becomes a picture, by cairo and pango. */
#ifndef APP_PAINT_PAINT_H
#define APP_PAINT_PAINT_H

#include "base/arena.h"

/* Once, first.  False: there are no fonts with Chinese letters. */
MUSTCHECK bool paint_fonts(void);

/* All but the photos, for nobody: no font's file is opened for this drawing afterwards.  False: it is none. */
MUSTCHECK bool paint_dry(str drawing);

/*
 * Paint; a PNG of at most `most` bytes into the arena, the photos coarser by a bit of each colour until it is.
 * False: no drawing, a photo that is none, no memory, or too many bytes at the coarsest, too.
 */
MUSTCHECK bool paint_sheet(struct arena *a, str drawing, size_t most, str *png);

#endif
