/* Where templates come from: the office's own file, or the parts that are shipped. */
#include "kit/folder/folder.h"
#include "show/handout/handout.h"
#include "show/handout/inside.h"
#include "show_handout_texts.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *shipped_dir, *own_dir;

void
handout_use(const char *shipped, const char *own)
{
	shipped_dir = shipped;
	own_dir = own;
}

static int
by_name(const void *a, const void *b)
{
	const struct office_part *x = a, *y = b;

	return str_cmp(x->name, y->name);
}

/* "[" comes before letters, so that the types are first, as readers like it. */
static enum err
shipped_parts(struct ctx *cx, const struct handout_paper *p, struct office_parts *out)
{
	struct folder f;
	const char   *dir = arena_printf(cx->arena, "%s/%s", shipped_dir ? shipped_dir : ".", p->name).p;

	if (!dir)
		return ctx_no_memory(cx);
	if (!folder_read(cx->arena, dir, &f))
		return refuse(cx, ERR_STORE, NULL, T_handout_not_shipped, str_of(dir));
	if (!(out->part = ARENA_NEWS(cx->arena, f.n + 1, struct office_part)))
		return ctx_no_memory(cx);
	out->n = f.n;
	/* What begins with a dot is passed over in folders. */
	for (size_t i = 0; i < f.n; i++)
		out->part[i] = (struct office_part){
		    str_eq(f.file[i].path, S("_rels/rels")) ? S("_rels/.rels") : f.file[i].path, f.file[i].bytes};
	qsort(out->part, out->n, sizeof(*out->part), by_name);
	return OK;
}

enum err
handout_shipped(struct ctx *cx, const struct handout_paper *p, str *docx)
{
	struct office_parts parts;
	enum err            e = shipped_parts(cx, p, &parts);

	return e == OK ? office_pack(cx, parts.part, parts.n, docx) : e;
}

enum err
handout_check(struct ctx *cx, const struct handout_paper *p, str docx, struct office_template **t)
{
	struct office_parts *parts = ARENA_NEW(cx->arena, struct office_parts);
	enum err             e;

	if (!parts)
		return ctx_no_memory(cx);
	return (e = office_unpack(cx, docx, parts)) != OK ? e : office_read(cx, parts, p->field, p->nfield, t);
}

/* ERR_NONE: there is no such file. */
static enum err
read_own(struct ctx *cx, const struct handout_paper *p, str *out)
{
	const char *path = arena_printf(cx->arena, "%s/%s.docx", own_dir ? own_dir : "", p->name).p;
	struct stat st;
	char       *to = NULL;
	size_t      n = 0;
	int         fd = own_dir && path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
	enum err    e = OK;

	if (own_dir && !path)
		return ctx_no_memory(cx);
	if (fd < 0)
		return !own_dir || errno == ENOENT || errno == ENOTDIR
		           ? ERR_NONE
		           : refuse(cx, ERR_STORE, NULL, T_handout_unreadable, str_of(path));
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
		e = refuse(cx, ERR_STORE, NULL, T_handout_unreadable, str_of(path));
	else if (!(to = arena_alloc(cx->arena, OFFICE_FILE + 1)))
		e = ctx_no_memory(cx);
	while (e == OK && n <= OFFICE_FILE) {
		ssize_t got = read(fd, to + n, OFFICE_FILE + 1 - n);

		if (got == 0)
			break;
		if (got < 0 && errno != EINTR)
			e = refuse(cx, ERR_STORE, NULL, T_handout_unreadable, str_of(path));
		n += got > 0 ? (size_t)got : 0;
	}
	(void)close(fd);
	*out = (str){to, n};
	return e;
}

enum err
handout_template(struct ctx *cx, const struct handout_paper *p, struct office_template **t)
{
	struct office_parts *parts;
	str                  own;
	enum err             e = read_own(cx, p, &own);

	if (e == OK)
		return handout_check(cx, p, own, t);
	if (e != ERR_NONE)
		return e;
	if (!(parts = ARENA_NEW(cx->arena, struct office_parts)))
		return ctx_no_memory(cx);
	e = shipped_parts(cx, p, parts);
	return e == OK ? office_read(cx, parts, p->field, p->nfield, t) : e;
}
