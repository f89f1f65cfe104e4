/* duban papers: templates of papers; and where templates and the painter are, for those who make papers. */
#include "app/app.h"

#include "app_texts.h"
#include "base/utf8.h"
#include "kit/paper/paper.h"
#include "kit/picture/paint.h"
#include "kit/secret/secret.h"
#include "work/writ/writ.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { ROOM = 96 << 20 };

static const char *
folder(struct ctx *cx, const struct app *app)
{
	str db = str_of(app->db);

	if (app->papers)
		return app->papers;
	return str_starts(db, S("sqlite:")) ? arena_printf(cx->arena, "%s.papers", app->db + 7).p : NULL;
}

enum err
cli_papers(struct ctx *cx, const struct app *app)
{
	const char *shipped = arena_printf(cx->arena, "%s/data/papers", app->share).p;

	if (!shipped)
		return ctx_no_memory(cx);
	writ_use(shipped, folder(cx, app));
	picture_use(app->paint ? app->paint : cli_beside(cx, "paint/duban-paint", "duban-paint"));
	return OK;
}

static enum err
write_file(struct ctx *cx, const char *path, str bytes)
{
	FILE *f = fopen(path, "wb");
	bool  fine = f && fwrite(bytes.p, 1, bytes.n, f) == bytes.n;

	if (f)
		fine = fclose(f) == 0 && fine;
	return fine ? OK : refuse(cx, ERR_STORE, NULL, T_app_papers_written, str_of(path));
}

/* By the file's ending; a Word file where it says nothing. */
static enum writ_as
form_of(const char *path)
{
	str          rest = str_of(path), ending = rest;
	enum writ_as as;

	while (rest.p)
		ending = str_cut(&rest, '.');
	as = writ_as_of(ending);
	return as == WRIT_AS_MAX ? WRIT_DOCX : as;
}

static enum err
get(struct ctx *cx, const struct writ_form *p, const char *path)
{
	str      bytes;
	enum err e = writ_shipped(cx, p, form_of(path), &bytes);

	return e == OK ? write_file(cx, path, bytes) : e;
}

/* An official paper as people type it, as a PDF; what comes from here was signed by nobody. */
static enum err
pdf(struct ctx *cx, const char *from, const char *to)
{
	struct paper p;
	str          text, sheets, made;
	enum err     e;

	if ((e = cli_read(cx, from, PAPER_TEXT + 1, &text)) != OK)
		return e;
	if (!utf8_valid(text))
		return refuse(cx, ERR_INPUT, NULL, T_app_papers_utf8, str_of(from));
	if ((e = paper_read(cx, "paper", text, &p)) != OK)
		return e;
	p.draft = text_get(T_app_papers_draft, cx->lang);
	e = paper_lay(cx->arena, &p, cx->now, &sheets);
	if (e != OK)
		return e == ERR_MEMORY ? ctx_no_memory(cx) : refuse(cx, e, NULL, T_app_papers_large);
	return (e = picture_pdf(cx, sheets, &made)) == OK ? write_file(cx, to, made) : e;
}

static enum err
check(struct ctx *cx, const struct writ_form *p, const char *path)
{
	struct buf b;
	str        bytes;
	enum err   e = cli_read(cx, path, OPC_FILE, &bytes);

	if (e != OK || (e = writ_check(cx, p, form_of(path), bytes)) != OK)
		return e;
	buf_init(&b, cx->arena, BUF_LINE);
	text_add(&b, T_app_papers_fine, cx->lang, (const str[]){str_of(path)}, 1);
	(void)printf("%.*s\n", STR_ARG(buf_str(&b)));
	return OK;
}

/* Kept for template.add, whose field `file` is what is printed. */
static enum err
put(struct ctx *cx, const char *path)
{
	struct buf b;
	digest     d;
	str        bytes;
	enum err   e;

	if ((e = secret_start()) != OK || (e = cli_read(cx, path, OPC_FILE, &bytes)) != OK ||
	    (e = writ_take(cx, bytes, &d)) != OK)
		return e;
	buf_init(&b, cx->arena, BUF_PATH);
	digest_add(&b, d);
	(void)printf("%.*s  %s\n", STR_ARG(buf_str(&b)), path);
	return OK;
}

/* Outside of a read transaction each question is one of its own, so no snapshot grows old. */
static int
sweep(struct app *app)
{
	struct files_swept s;
	struct ctx         cx;
	int                code = cli_open(app, DB_READER, ROOM, &cx);
	enum err           e;

	if (code != 0)
		return code;
	if ((e = cli_papers(&cx, app)) == OK && (e = writ_sweep(&cx, &s)) == OK)
		(void)printf("kept=%lld removed=%lld bytes=%lld\n", (long long)s.kept, (long long)s.removed,
		             (long long)s.bytes);
	else
		code = cli_fail(&cx, e);
	cli_close(&cx);
	return code;
}

static void
list(const struct ctx *cx, const struct office_field *f, size_t n, const char *indent)
{
	for (size_t i = 0; i < n; i++) {
		str kind = f[i].kind == OFFICE_IS_ROWS      ? text_get(T_app_papers_rows, cx->lang)
		           : f[i].kind == OFFICE_IS_PICTURE ? text_get(T_app_papers_picture, cx->lang)
		                                         : S("");

		(void)printf("%s%-16s %.*s%.*s\n", indent, f[i].name, STR_ARG(text_get(f[i].label, cx->lang)),
		             STR_ARG(kind));
		list(cx, f[i].field, f[i].nfield, "    ");
	}
}

int
app_papers(struct app *app)
{
	const char                 *verb = app->argc > 1 ? app->argv[1] : "", *name = app->argc > 2 ? app->argv[2] : "";
	const struct writ_form *p = writ_form_of(str_of(name));
	struct ctx                  cx;
	int                         code;
	bool                        whole = strcmp(verb, "pdf") == 0, puts = strcmp(verb, "put") == 0;
	enum err                    e;

	if (strcmp(verb, "sweep") == 0 && app->argc == 2)
		return sweep(app);
	if (whole || puts ? app->argc != (puts ? 3 : 4) : !p || app->argc != (strcmp(verb, "fields") == 0 ? 3 : 4))
		return cli_usage(app, T_app_papers_verb, p ? verb : name);
	if ((code = cli_begin(app, ROOM, &cx)) != 0)
		return code;
	e = cli_papers(&cx, app);
	if (e == OK && whole)
		e = pdf(&cx, name, app->argv[3]);
	else if (e == OK && puts)
		e = put(&cx, name);
	else if (e == OK && strcmp(verb, "get") == 0)
		e = get(&cx, p, app->argv[3]);
	else if (e == OK && strcmp(verb, "check") == 0)
		e = check(&cx, p, app->argv[3]);
	else if (e == OK && strcmp(verb, "fields") == 0)
		list(&cx, p->field, p->nfield, "");
	else if (e == OK)
		code = cli_usage(app, T_app_papers_verb, verb);
	if (e != OK)
		code = cli_fail(&cx, e);
	cli_close(&cx);
	return code;
}
