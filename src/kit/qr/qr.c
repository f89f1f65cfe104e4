/* A QR code as one SVG path: a rectangle for each run of dark modules. */
#include "kit/qr/qr.h"

#include "base/buf.h"
#include "base/ensure.h"

#include <qrencode.h>

enum { LONGEST = 500, DARK = 1 };

enum err
qr_path(struct ctx *cx, str text, str *path, int64_t *side)
{
	QRcode    *q;
	struct buf b;
	enum err   e;

	ensure(text.n >= 1 && text.n <= LONGEST);
	q = QRcode_encodeData((int)text.n, (const unsigned char *)text.p, 0, QR_ECLEVEL_M);
	if (!q)
		return ctx_no_memory(cx);
	*side = q->width;
	buf_init(&b, cx->arena, BUF_PAGE);
	for (int y = 0; y < q->width; y++)
		for (int x = 0, from; x < q->width; x++) {
			const unsigned char *row = q->data + y * q->width;

			if (!(row[x] & DARK))
				continue;
			for (from = x; x < q->width && (row[x] & DARK); x++)
				;
			buf_printf(&b, "M%d %dh%dv1H%dz", from, y, x - from, from);
		}
	e = buf_end(&b, path);
	QRcode_free(q);
	return e == ERR_MEMORY ? ctx_no_memory(cx) : e;
}
