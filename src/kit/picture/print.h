/* An office's own file printed as PDF by the word processor that the server has, in a box of its own. */
#ifndef KIT_PICTURE_PRINT_H
#define KIT_PICTURE_PRINT_H

#include "base/ctx.h"

enum { PRINT_MS = 30000, PRINT_PDF = 24 << 20 };

/*
 * The `soffice` on PATH, looked up anew each time, makes of the docx that `in` reads from its beginning (stays open) a
 * PDF of at most PRINT_PDF bytes.  It runs one at a time, without a network and with process numbers of its own
 * (unshare), on a folder and a profile that are thrown away, with 3 GB of addresses and at most `ms` of wall time;
 * then it and all that it started are killed, also when this process dies.  Slow (1 to 3 s): on a heavy worker.
 * *pdf lives as long as cx->arena, in memory of its own.  ERR_BUSY: another is being printed; ERR_STORE with a
 * sentence: not installed, too slow, it made none.
 */
MUSTCHECK enum err print_docx(struct ctx *cx, int in, int ms, str *pdf);

#endif
