/* Templates: what is shipped, the version that is in force, and a paper filled by either. */
#include "base/utf8.h"
#include "kit/folder/folder.h"
#include "kit/paper/paper.h"
#include "kit/picture/paint.h"
#include "work/writ/inside.h"
#include "work_writ_texts.h"
#include "writ_sql.h"

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

static const struct {
	const char *name;
	text_id     label;
} ways[WRIT_AS_MAX] = {[WRIT_DOCX] = {"docx", T_writ_as_docx},
                       [WRIT_TEXT] = {"txt", T_writ_as_text},
                       [WRIT_PPTX] = {"pptx", T_writ_as_pptx},
                       [WRIT_XLSX] = {"xlsx", T_writ_as_xlsx}};

str
writ_as_name(enum writ_as as)
{
	return str_of(ways[as].name);
}

text_id
writ_as_label(enum writ_as as)
{
	return ways[as].label;
}

enum writ_as
writ_as_of(str name)
{
	enum writ_as as = 0;

	while (as < WRIT_AS_MAX && !str_eq(name, str_of(ways[as].name)))
		as++;
	return as;
}

/* ---- Files ---------------------------------------------------------------------------------------------- */

static int
by_name(const void *a, const void *b)
{
	const struct opc_part *x = a, *y = b;

	return str_cmp(x->name, y->name);
}

/* "[" comes before letters, so that the types are first, as readers like it. */
static enum err
shipped_parts(struct ctx *cx, const struct writ_form *p, enum writ_as as, struct opc_parts *out)
{
	struct folder f;
	const char   *dir = arena_printf(cx->arena, "%s/%s%s", shipped_dir ? shipped_dir : ".", p->name,
	                                 as == WRIT_XLSX ? "-xlsx" : "")
	                      .p;

	if (!dir)
		return ctx_no_memory(cx);
	if (!folder_read(cx->arena, dir, &f))
		return refuse(cx, ERR_STORE, NULL, T_writ_not_shipped, str_of(dir));
	if (!(out->part = ARENA_NEWS(cx->arena, f.n + 1, struct opc_part)))
		return ctx_no_memory(cx);
	out->n = f.n;
	/* What begins with a dot is passed over in folders. */
	for (size_t i = 0; i < f.n; i++)
		out->part[i] = (struct opc_part){
		    str_eq(f.file[i].path, S("_rels/rels")) ? S("_rels/.rels") : f.file[i].path, f.file[i].bytes};
	qsort(out->part, out->n, sizeof(*out->part), by_name);
	return OK;
}

/* At most `most` bytes from an open file, which is closed. */
static enum err
read_fd(struct ctx *cx, int fd, str path, size_t most, str *out)
{
	struct stat st;
	char       *to = NULL;
	size_t      n = 0;
	enum err    e = OK;

	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || (uint64_t)st.st_size > most)
		e = refuse(cx, ERR_STORE, NULL, T_writ_unreadable, path);
	else if (!(to = arena_alloc(cx->arena, (size_t)st.st_size + 1)))
		e = ctx_no_memory(cx);
	while (e == OK && n < (size_t)st.st_size) {
		ssize_t got = read(fd, to + n, (size_t)st.st_size - n);

		if (got == 0 || (got < 0 && errno != EINTR))
			e = refuse(cx, ERR_STORE, NULL, T_writ_unreadable, path);
		n += got > 0 ? (size_t)got : 0;
	}
	(void)close(fd);
	*out = (str){to, n};
	return e;
}

static enum err
shipped_text(struct ctx *cx, const struct writ_form *p, str *text)
{
	str path = arena_printf(cx->arena, "%s/%s.txt", shipped_dir ? shipped_dir : ".", p->name);
	int fd = path.p ? open(path.p, O_RDONLY | O_CLOEXEC) : -1;

	if (!path.p)
		return ctx_no_memory(cx);
	if (fd < 0)
		return refuse(cx, ERR_STORE, NULL, T_writ_not_shipped, path);
	return read_fd(cx, fd, path, OPC_FILE, text);
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
	str dir = arena_printf(cx->arena, "%s/kept", own_dir ? own_dir : "");

	if (!own_dir)
		return refuse(cx, ERR_RULE, NULL, T_writ_no_folder);
	if (!dir.p)
		return ctx_no_memory(cx);
	if (mkdir(own_dir, 0700) != 0 && errno != EEXIST)
		return refuse(cx, ERR_STORE, NULL, T_writ_no_room, str_of(own_dir));
	return files_open(cx, dir.p, f);
}

enum err
writ_take(struct ctx *cx, str bytes, digest *d)
{
	if (bytes.n > OPC_FILE)
		return refuse(cx, ERR_LARGE, "file", T_writ_file_large,
		              arena_printf(cx->arena, "%d", OPC_FILE >> 20));
	return writ_keep(cx, bytes, d);
}

enum err
writ_keep(struct ctx *cx, str bytes, digest *d)
{
	struct files f;
	enum err     e = writ_files(cx, &f);

	return e == OK ? files_put(cx, &f, bytes, d) : e;
}

/* What was given is taken as it was given, or not at all. */
enum err
writ_kept_bytes(struct ctx *cx, str name, size_t most, str *bytes)
{
	struct files f;
	uint64_t     size;
	digest       d;
	int          fd;
	enum err     e;

	if ((e = writ_files(cx, &f)) != OK)
		return e;
	e = digest_parse(name, &d) ? files_get(cx, &f, d, &fd, &size) : ERR_NONE;
	if (e == OK && (e = read_fd(cx, fd, name, most, bytes)) == OK && !digest_same(sha256_of(*bytes), d))
		e = ERR_NONE;
	return e;
}

enum err
writ_kept_read(struct ctx *cx, str name, str *bytes)
{
	enum err e = writ_kept_bytes(cx, name, OPC_FILE, bytes);

	return e == ERR_NONE ? refuse(cx, ERR_STORE, NULL, T_writ_template_gone, name) : e;
}

/* ---- Templates -------------------------------------------------------------------------------------------- */

enum err
writ_shipped(struct ctx *cx, const struct writ_form *p, enum writ_as as, str *bytes)
{
	struct opc_parts parts;
	enum err            e;

	if (as == WRIT_TEXT)
		return shipped_text(cx, p, bytes);
	e = shipped_parts(cx, p, as, &parts);
	return e == OK ? opc_pack(cx, parts.part, parts.n, bytes) : e;
}

static enum err
read_parts(struct ctx *cx, const struct writ_form *p, enum writ_as as, str bytes, struct office_template **t)
{
	struct opc_parts *parts = ARENA_NEW(cx->arena, struct opc_parts);
	enum err             e;

	if (!parts)
		return ctx_no_memory(cx);
	e = bytes.p ? opc_unpack(cx, bytes, parts) : shipped_parts(cx, p, as, parts);
	if (e != OK || (e = office_read(cx, parts, p->field, p->nfield, t)) != OK)
		return e;
	return office_form_of(*t) == (as == WRIT_PPTX ? OFFICE_SLIDES : as == WRIT_XLSX ? OFFICE_BOOK : OFFICE_DOCUMENT)
	           ? OK
	           : refuse(cx, ERR_INPUT, "template", T_writ_other_form, text_get(ways[as].label, cx->lang));
}

static bool
is_text(str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] < 0x20 && s.p[i] != '\n' && s.p[i] != '\r' && s.p[i] != '\t')
			return false;
	return utf8_valid(s);
}

static enum err
check_text(struct ctx *cx, const struct writ_form *p, str bytes)
{
	struct paper paper;
	str          as_is;
	enum err     e;

	if (!is_text(bytes))
		return refuse(cx, ERR_INPUT, "template", T_writ_utf8);
	if ((e = office_say(cx, bytes, p->field, p->nfield, NULL, &as_is)) != OK)
		return e;
	return str_find_str(bytes, S("{{")) == SIZE_MAX ? refuse(cx, ERR_INPUT, "template", T_writ_no_marks)
	                                                : paper_read(cx, "template", bytes, &paper);
}

enum err
writ_check(struct ctx *cx, const struct writ_form *p, enum writ_as as, str bytes)
{
	struct office_template *t;

	return as == WRIT_TEXT ? check_text(cx, p, bytes) : read_parts(cx, p, as, bytes, &t);
}

/* *bytes: STR_NONE when the shipped one is in force. */
static enum err
in_force(struct ctx *cx, const struct writ_form *p, enum writ_as as, str *bytes, int64_t *by)
{
	struct q_template_in_force_in  in = {str_of(p->name), writ_as_name(as)};
	struct q_template_in_force_row row;
	enum err                       e = q_template_in_force(cx, &in, &row);

	*bytes = STR_NONE;
	*by = 0;
	if (e != OK)
		return e == ERR_NONE ? OK : e;
	*by = row.id;
	return writ_kept_read(cx, row.file, bytes);
}

static enum err
make_pdf(struct ctx *cx, const struct writ_form *p, str template, const struct office_value *value, str *pdf)
{
	struct paper paper;
	str          text, sheets;
	enum err     e;

	if (!template.p && (e = shipped_text(cx, p, &template)) != OK)
		return e;
	if ((e = office_say(cx, template, p->field, p->nfield, value, &text)) != OK ||
	    (e = paper_read(cx, "template", text, &paper)) != OK)
		return e;
	paper.draft = text_get(T_writ_draft, ZH);
	e = paper_lay(cx->arena, &paper, cx->now, &sheets);
	if (e != OK)
		return e == ERR_MEMORY ? ctx_no_memory(cx) : refuse(cx, e, NULL, T_writ_large);
	return picture_pdf(cx, sheets, pdf);
}

enum err
writ_fill(struct ctx *cx, const struct writ_form *p, enum writ_as as, str bytes, const struct office_value *value,
          str *out, int64_t *by)
{
	struct office_template *t;
	enum err                e = OK;

	*by = 0;
	if (!bytes.p && (e = in_force(cx, p, as, &bytes, by)) != OK)
		return e;
	if (as == WRIT_TEXT)
		return make_pdf(cx, p, bytes, value, out);
	return (e = read_parts(cx, p, as, bytes, &t)) == OK ? office_fill(cx, t, value, out) : e;
}
