/* Texts as QR codes: libqrencode behind a narrow face. */
#ifndef KIT_QR_QR_H
#define KIT_QR_QR_H

#include "base/ctx.h"

/*
 * The dark modules of `text` (1..500 bytes of UTF-8) as the data of an SVG path in units of
 * one module, from (0, 0) to (*side, *side), without the quiet zone of 4 around it;
 * level M.  In cx->arena.  ERR_MEMORY.
 */
MUSTCHECK enum err qr_path(struct ctx *cx, str text, str *path, int64_t *side);

#endif
