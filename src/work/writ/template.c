/* Where templates come from: the office's own file, or the parts that are shipped. */
#include "base/utf8.h"
#include "kit/folder/folder.h"
#include "work/writ/inside.h"
#include "work_writ_texts.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *shipped_dir, *own_dir;

void
writ_use(const char *shipped, const char *own)
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
shipped_parts(struct ctx *cx, const struct writ_form *p, struct office_parts *out)
{
	struct folder f;
	const char   *dir = arena_printf(cx->arena, "%s/%s", shipped_dir ? shipped_dir : ".", p->name).p;

	if (!dir)
		return ctx_no_memory(cx);
	if (!folder_read(cx->arena, dir, &f))
		return refuse(cx, ERR_STORE, NULL, T_writ_not_shipped, str_of(dir));
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
writ_shipped(struct ctx *cx, const struct writ_form *p, str *docx)
{
	struct office_parts parts;
	enum err            e = shipped_parts(cx, p, &parts);

	return e == OK ? office_pack(cx, parts.part, parts.n, docx) : e;
}

enum err
writ_check(struct ctx *cx, const struct writ_form *p, str docx, struct office_template **t)
{
	struct office_parts *parts = ARENA_NEW(cx->arena, struct office_parts);
	enum err             e;

	if (!parts)
		return ctx_no_memory(cx);
	return (e = office_unpack(cx, docx, parts)) != OK ? e : office_read(cx, parts, p->field, p->nfield, t);
}

/* ERR_NONE: there is no such file. */
static enum err
read_file(struct ctx *cx, const char *dir, const char *name, const char *type, str *out)
{
	const char *path = arena_printf(cx->arena, "%s/%s.%s", dir ? dir : "", name, type).p;
	struct stat st;
	char       *to = NULL;
	size_t      n = 0;
	int         fd = dir && path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
	enum err    e = OK;

	if (dir && !path)
		return ctx_no_memory(cx);
	if (fd < 0)
		return !dir || errno == ENOENT || errno == ENOTDIR
		           ? ERR_NONE
		           : refuse(cx, ERR_STORE, NULL, T_writ_unreadable, str_of(path));
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
		e = refuse(cx, ERR_STORE, NULL, T_writ_unreadable, str_of(path));
	else if (!(to = arena_alloc(cx->arena, OFFICE_FILE + 1)))
		e = ctx_no_memory(cx);
	while (e == OK && n <= OFFICE_FILE) {
		ssize_t got = read(fd, to + n, OFFICE_FILE + 1 - n);

		if (got == 0)
			break;
		if (got < 0 && errno != EINTR)
			e = refuse(cx, ERR_STORE, NULL, T_writ_unreadable, str_of(path));
		n += got > 0 ? (size_t)got : 0;
	}
	(void)close(fd);
	*out = (str){to, n};
	return e;
}

enum err
writ_template(struct ctx *cx, const struct writ_form *p, struct office_template **t)
{
	struct office_parts *parts;
	str                  own;
	enum err             e = read_file(cx, own_dir, p->name, "docx", &own);

	if (e == OK)
		return writ_check(cx, p, own, t);
	if (e != ERR_NONE)
		return e;
	if (!(parts = ARENA_NEW(cx->arena, struct office_parts)))
		return ctx_no_memory(cx);
	e = shipped_parts(cx, p, parts);
	return e == OK ? office_read(cx, parts, p->field, p->nfield, t) : e;
}

enum err
writ_text(struct ctx *cx, const struct writ_form *p, str *text)
{
	enum err e = read_file(cx, own_dir, p->name, "txt", text);

	if (e == ERR_NONE)
		e = read_file(cx, shipped_dir, p->name, "txt", text);
	if (e == ERR_NONE)
		return refuse(cx, ERR_STORE, NULL, T_writ_not_shipped,
		              arena_printf(cx->arena, "%s/%s.txt", shipped_dir ? shipped_dir : ".", p->name));
	return e == OK && !utf8_valid(*text) ? refuse(cx, ERR_INPUT, "template", T_writ_utf8) : e;
}

bool
writ_has_folder(void)
{
	struct stat st;

	return own_dir && stat(own_dir, &st) == 0 && S_ISDIR(st.st_mode);
}

enum err
writ_files(struct ctx *cx, struct files *f)
{
	str         dir = arena_printf(cx->arena, "%s/kept", own_dir ? own_dir : "");

	if (!own_dir)
		return refuse(cx, ERR_RULE, NULL, T_writ_no_folder);
	if (!dir.p)
		return ctx_no_memory(cx);
	if (mkdir(own_dir, 0700) != 0 && errno != EEXIST)
		return refuse(cx, ERR_STORE, NULL, T_writ_no_room, str_of(own_dir));
	return files_open(cx, dir.p, f);
}
