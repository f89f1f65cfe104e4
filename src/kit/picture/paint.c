/* Handing a drawing to the painter, and its picture back. */
#define _GNU_SOURCE
#include "kit/picture/paint.h"

#include "kit/photo/child.h"
#include "kit/picture/sheets.h"
#include "kit_picture_texts.h"

#include <errno.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <unistd.h>

static const char *painter;
static atomic_int  busy;

void
picture_use(const char *program)
{
	painter = program;
}

/* In memory that has no name and no disk under it. */
static enum err
hand_over(struct ctx *cx, str bytes, int *fd)
{
	*fd = memfd_create("duban-drawing", MFD_CLOEXEC);
	while (*fd >= 0 && bytes.n) {
		ssize_t put = write(*fd, bytes.p, bytes.n);

		if (put < 0 && errno != EINTR)
			break;
		bytes = str_slice(bytes, put > 0 ? (size_t)put : 0, bytes.n);
	}
	if (*fd >= 0 && bytes.n == 0 && lseek(*fd, 0, SEEK_SET) == 0)
		return OK;
	if (*fd >= 0)
		(void)close(*fd);
	return refuse(cx, ERR_STORE, NULL, T_picture_failed);
}

static enum err
paint(struct ctx *cx, struct arena *own, str drawing, str signature, size_t most, str *png)
{
	char            *argv[] = {arena_z(own, str_of(painter)), NULL};
	struct child     run = {.program = painter, .argv = argv, .ms = PICTURE_MS, .most = most};
	enum child_end   end;
	enum err         e = argv[0] ? hand_over(cx, drawing, &run.in) : ctx_no_memory(cx);

	if (e != OK)
		return e;
	end = child_run(own, &run, png);
	(void)close(run.in);
	if (end == CHILD_DONE && str_starts(*png, signature))
		return OK;
	if (end == CHILD_DONE && str_eq(*png, S("no font\n")))
		return refuse(cx, ERR_STORE, NULL, T_picture_no_font);
	if (end == CHILD_MEMORY)
		return ctx_no_memory(cx);
	return refuse(cx, ERR_STORE, NULL, end == CHILD_ABSENT ? T_picture_no_painter : T_picture_failed);
}

static enum err
made(struct ctx *cx, str in, str signature, size_t most, str *out)
{
	struct arena *own;
	enum err      e;

	*out = STR_NONE;
	if (!painter)
		return refuse(cx, ERR_STORE, NULL, T_picture_no_painter);
	/* What grows in an arena may leave what it was before behind. */
	if (!(own = arena_new_beside(cx->arena, most * 4 + ((size_t)8 << 20))))
		return ctx_no_memory(cx);
	if (atomic_fetch_add(&busy, 1) >= PICTURE_AT_ONCE)
		e = refuse(cx, ERR_BUSY, NULL, T_picture_busy);
	else
		e = paint(cx, own, in, signature, most, out);
	(void)atomic_fetch_sub(&busy, 1);
	return e;
}

enum err
picture_paint(struct ctx *cx, str drawing, str *png)
{
	return made(cx, drawing, S("\x89PNG\r\n\x1a\n"), PICTURE_BYTES, png);
}

enum err
picture_pdf(struct ctx *cx, str sheets, str *pdf)
{
	return made(cx, sheets, S("%PDF-"), SHEETS_PDF, pdf);
}
