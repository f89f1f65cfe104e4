/* The files of papers: are they what was issued, and which does nothing name? */
#include "base/ensure.h"
#include "work/writ/inside.h"
#include "work_writ_texts.h"
#include "writ_sql.h"

enum { DAY = 24 * 3600 * 1000, PAGE = 200, ROOM = 8 << 20 };

/* ---- Looking whether all is there --------------------------------------------------------------------- */

struct checking {
	struct files         files;
	void               (*ill)(struct ctx *cx, const struct writ_ill *i, void *arg);
	void                *arg;
	struct writ_checked *out;
};

static enum err
check_one(struct ctx *cx, struct checking *k, str name, int64_t id, str what)
{
	struct writ_ill ill = {.id = id, .what = what};
	bool            same = false;
	digest          d;
	enum err        e = digest_parse(name, &d) ? files_check(cx, &k->files, d, &same) : ERR_NONE;

	k->out->files++;
	if (e != OK && e != ERR_NONE)
		return e;
	if (same)
		return OK;
	ill.gone = e == ERR_NONE;
	k->out->missing += ill.gone;
	k->out->altered += !ill.gone;
	k->ill(cx, &ill, k->arg);
	return OK;
}

static str
called(struct ctx *cx, text_id id, str kind, int64_t nth, str type, str no)
{
	const struct writ_form *f = writ_form_of(kind);
	struct buf              b;

	buf_init(&b, cx->arena, BUF_LINE);
	text_add(&b, id, cx->lang,
	         (const str[]){f ? text_get(f->label, cx->lang) : kind, no,
	                       arena_printf(cx->arena, "%lld", (long long)nth), type},
	         4);
	return buf_str(&b);
}

static enum err
check_papers(struct ctx *cx, struct checking *k)
{
	struct q_writ_kept_in   in = {.n = PAGE};
	struct q_writ_kept_row *row;
	size_t                  n = PAGE;
	enum err                e = OK;

	while (e == OK && n == PAGE) {
		arena_reset(cx->arena);
		if ((e = q_writ_kept(cx, &in, &row, &n)) != OK || n == 0)
			break;
		/* A folder that is not there is made, and then all is missing from it. */
		e = writ_files(cx, &k->files);
		for (size_t i = 0; e == OK && i < n; i++) {
			const struct q_writ_kept_row *r = &row[i];

			e = check_one(cx, k, r->docx, r->id,
			              called(cx, T_writ_called, r->kind, r->nth, S("docx"), r->no));
			if (e == OK)
				e = check_one(cx, k, r->pdf, r->id,
				              called(cx, T_writ_called, r->kind, r->nth, S("pdf"), r->no));
			in.after = r->id;
		}
	}
	return e;
}

static enum err
check_templates(struct ctx *cx, struct checking *k)
{
	struct q_template_kept_in   in = {.n = PAGE};
	struct q_template_kept_row *row;
	size_t                      n = PAGE;
	enum err                    e = OK;

	while (e == OK && n == PAGE) {
		arena_reset(cx->arena);
		if ((e = q_template_kept(cx, &in, &row, &n)) != OK || n == 0)
			break;
		e = writ_files(cx, &k->files);
		for (size_t i = 0; e == OK && i < n; i++) {
			const struct q_template_kept_row *r = &row[i];

			e = check_one(cx, k, r->file, r->id,
			              called(cx, T_writ_template_called, r->kind, r->nth, r->form, STR_NONE));
			in.after = r->id;
		}
	}
	return e;
}

static const struct writ_keeper *keeper[WRIT_KEEPERS];
static size_t                    nkeeper;

void
writ_also_keeps(const struct writ_keeper *k)
{
	ensure(nkeeper < WRIT_KEEPERS);
	keeper[nkeeper++] = k;
}

/* The files of a row that are there at all. */
static enum err
check_other(struct ctx *cx, struct checking *k, const struct writ_other *o)
{
	const struct {
		str         file;
		const char *ending;
	} has[] = {{o->docx, " docx"}, {o->pdf, " pdf"}, {o->xlsx, " xlsx"}, {o->file, ""}};
	enum err e = OK;

	for (size_t i = 0; e == OK && i < NITEMS(has); i++)
		if (has[i].file.n)
			e = check_one(cx, k, has[i].file, o->id,
			              arena_printf(cx->arena, "%.*s%s", STR_ARG(o->what), has[i].ending));
	return e;
}

static enum err
check_others(struct ctx *cx, struct checking *k, const struct writ_keeper *of)
{
	struct writ_other *row;
	size_t             n = WRIT_PAGE;
	int64_t            after = 0;
	enum err           e = OK;

	while (e == OK && n == WRIT_PAGE) {
		arena_reset(cx->arena);
		if ((e = of->page(cx, after, &row, &n)) != OK || n == 0)
			break;
		e = writ_files(cx, &k->files);
		for (size_t i = 0; e == OK && i < n; i++) {
			e = check_other(cx, k, &row[i]);
			after = row[i].id;
		}
	}
	return e;
}

enum err
writ_check_kept(struct ctx *cx, void (*ill)(struct ctx *cx, const struct writ_ill *i, void *arg), void *arg,
                struct writ_checked *out)
{
	struct checking k = {.ill = ill, .arg = arg, .out = out};
	struct arena   *own = arena_new_beside(cx->arena, ROOM), *mine = cx->arena;
	enum err        e;

	*out = (struct writ_checked){0};
	if (!own)
		return ctx_no_memory(cx);
	cx->arena = own;
	e = check_papers(cx, &k);
	if (e == OK)
		e = check_templates(cx, &k);
	for (size_t i = 0; e == OK && i < nkeeper; i++)
		e = check_others(cx, &k, keeper[i]);
	cx->arena = mine;
	return e;
}

/* ---- Sweeping ------------------------------------------------------------------------------------------- */

static enum err
named(struct ctx *cx, digest d, bool *is, void *arg)
{
	struct buf              hex;
	struct q_writ_named_row row;
	enum err                e;

	(void)arg;
	buf_init(&hex, cx->arena, BUF_PATH);
	digest_add(&hex, d);
	e = q_writ_named(cx, &(struct q_writ_named_in){.digest = buf_str(&hex)}, &row);
	*is = e != OK || row.n > 0;
	for (size_t i = 0; e == OK && !*is && i < nkeeper; i++)
		e = keeper[i]->names(cx, buf_str(&hex), is);
	return e;
}

enum err
writ_sweep(struct ctx *cx, struct files_swept *out)
{
	struct files f;
	enum err     e;

	*out = (struct files_swept){0};
	if (!writ_has_folder())
		return OK;
	e = writ_files(cx, &f);
	return e == OK ? files_sweep(cx, &f, DAY, named, NULL, out) : e;
}

enum err
writ_sweep_piece(struct ctx *cx, unsigned piece, struct files_swept *out)
{
	struct files f;
	enum err     e;

	*out = (struct files_swept){0};
	if (!writ_has_folder())
		return OK;
	e = writ_files(cx, &f);
	return e == OK ? files_sweep_part(cx, &f, DAY, piece, named, NULL, out) : e;
}
