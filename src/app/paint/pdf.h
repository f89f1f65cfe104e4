/* Inside duban-paint: sheets become a PDF, by cairo and pango. */
#ifndef APP_PAINT_PDF_H
#define APP_PAINT_PDF_H

#include "base/arena.h"

/*
 * A PDF of at most `most` bytes into the arena; the same sheets give the same bytes where the fonts are the same.  Each
 * face is taken from the first font of its list that there is; what stands in for the first is kept as the PDF's
 * subject.  False: no sheets, no memory, too many bytes.
 */
MUSTCHECK bool pdf_sheets(struct arena *a, str sheets, size_t most, str *pdf);

#endif
