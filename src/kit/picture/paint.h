/* Drawings and sheets painted by duban-paint, a process of its own with the fonts, never in this one. */
#ifndef KIT_PICTURE_PAINT_H
#define KIT_PICTURE_PAINT_H

#include "base/ctx.h"

/* What a painted PNG may have, which messengers take (kit/picture/drawing.h bounds its size in pixels). */
enum { PICTURE_BYTES = 1900 << 10, PICTURE_AT_ONCE = 2, PICTURE_MS = 15000 };

/* Which program paints; once, before anything runs; lives as long as the process.  Without it nothing is painted. */
void picture_use(const char *program);

/*
 * Paint a drawing as a PNG of at most PICTURE_BYTES; its photos get coarser until it is.  Slow (half a second): on a
 * heavy worker.  *png lives as long as cx->arena, in memory of its own.  ERR_BUSY: PICTURE_AT_ONCE are being
 * painted; ERR_STORE with a sentence: no program, no fonts for Chinese, it crashed or was too slow.
 */
MUSTCHECK enum err picture_paint(struct ctx *cx, str drawing, str *png);

/*
 * The same with sheets (kit/picture/sheets.h): a PDF of at most SHEETS_PDF bytes.  Takes a tenth of a second and more.
 */
MUSTCHECK enum err picture_pdf(struct ctx *cx, str sheets, str *pdf);

#endif
