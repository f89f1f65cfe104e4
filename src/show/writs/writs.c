/* The pages and files of papers. */
#include "show/writs/writs.h"

#include "city/unit/roles.h"
#include "kit/picture/print.h"
#include "show/burden/burden.h"
#include "show/writs/page.h"
#include "show_writs_texts.h"
#include "work/writ/writ.h"
#include "writs_tpl.h"

#include <unistd.h>

static struct writs_row
row_of(const struct ctx *cx, const struct writ_item *x)
{
	struct writs_row r = {.kind = x->label,
	                      .no = x->case_no,
	                      .unit = x->unit_name,
	                      .docx_digest = x->docx,
	                      .pdf_digest = x->pdf,
	                      .nth = x->nth,
	                      .at = x->issued_at,
	                      .position = x->position,
	                      .docx_nth = x->docx_nth,
	                      .pdf_nth = x->pdf_nth,
	                      .docx_kb = (x->docx_bytes + 1023) / 1024,
	                      .pdf_kb = (x->pdf_bytes + 1023) / 1024};

	r.href = DESK_FORMAT(cx, "/papers/%lld", (long long)x->id);
	r.docx = DESK_FORMAT(cx, "/papers/%lld/docx", (long long)x->id);
	r.pdf = DESK_FORMAT(cx, "/papers/%lld/pdf", (long long)x->id);
	r.print = x->docx_nth ? DESK_FORMAT(cx, "/papers/%lld/print", (long long)x->id) : STR_NONE;
	r.case_href = DESK_FORMAT(cx, "/cases/%lld", (long long)x->case_id);
	r.as = DESK_FORMAT(cx, "%.*s %.*s", STR_ARG(x->issued_unit), STR_ARG(x->issued_post));
	return r;
}

/* What may be issued is said by its kind when it is tried: the page offers all. */
static enum err
take_forms(struct http_request *rq, struct writs_list *p)
{
	struct ctx             *cx = rq->cx;
	const struct writ_form *f;
	str                    *kind;
	size_t                  n = 0;

	while (writ_form_at(n))
		n++;
	if (!(p->forms = ARENA_NEWS(cx->arena, n + 1, struct writs_form)))
		return ctx_no_memory(cx);
	for (size_t i = 0; (f = writ_form_at(i)); i++)
		if (f->gather)
			p->forms[p->nforms++] = (struct writs_form){str_of(f->name), f->label, f->what, false};
	if (!(kind = ARENA_NEWS(cx->arena, p->nforms, str)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < p->nforms; i++)
		kind[i] = p->forms[i].name;
	return burden_note_of(rq, kind, p->nforms, 0, false, &p->cost);
}

enum err
writs_list_show(struct http_request *rq, const struct input *pairs, size_t n, str tail, struct form_again *again,
                struct http_reply *rp)
{
	static const char *const names[] = {"case_id", "before"};
	struct ctx              *cx = rq->cx;
	struct writs_list       *p = ARENA_NEW(cx->arena, struct writs_list);
	const struct writ_list  *o;
	struct input             in[NITEMS(names)];
	size_t                   m = 0;
	const void              *out;
	struct html_cx           h;
	struct buf               b;
	enum err                 e;

	(void)tail;
	if (!p)
		return ctx_no_memory(cx);
	for (size_t i = 0; i < NITEMS(names); i++) {
		str v = desk_value(pairs, n, str_of(names[i]));

		if (v.n)
			in[m++] = (struct input){str_of(names[i]), v};
	}
	if ((e = desk_view(rq, "writ.list", in, m, &out)) != OK)
		return e;
	o = out;
	frame_of(rq, &p->page);
	p->case_id = desk_value(pairs, n, S("case_id"));
	p->here = p->case_id.n ? frame_with(cx->arena, S("/papers"), S("case_id"), p->case_id) : S("/papers");
	if (p->case_id.n) {
		p->case_href = DESK_FORMAT(cx, "/cases/%.*s", STR_ARG(p->case_id));
		if (actor_may(cx->who, PERM_PAPER_ISSUE) && (e = take_forms(rq, p)) != OK)
			return e;
	}
	if (!(p->rows = ARENA_NEWS(cx->arena, o->n + 1, struct writs_row)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < o->n; i++)
		p->rows[p->nrows++] = row_of(cx, &o->item[i]);
	if (o->before)
		p->next = frame_with(cx->arena, p->here, S("before"), DESK_FORMAT(cx, "%lld", (long long)o->before));
	if (desk_value(pairs, n, S("before")).n)
		p->first = p->here;
	if ((e = form_rest(cx, again, &p->page)) != OK)
		return e;
	p->page.nkept = 0;
	frame_begin(rq, &h, &b);
	tpl_writs_list(&h, p);
	return frame_end(&h, rp, desk_status(again));
}

enum err
writs_one_show(struct http_request *rq, const struct input *pairs, size_t n, str tail, struct form_again *again,
               struct http_reply *rp)
{
	struct ctx       *cx = rq->cx;
	struct writs_one *p = ARENA_NEW(cx->arena, struct writs_one);
	const void       *out;
	struct html_cx    h;
	struct buf        b;
	enum err          e;

	(void)pairs;
	(void)n;
	(void)again;
	if (!p)
		return ctx_no_memory(cx);
	if ((e = desk_view(rq, "writ.get", &(struct input){S("id"), tail}, 1, &out)) != OK)
		return e;
	frame_of(rq, &p->page);
	p->row = row_of(cx, ((const struct writ_list *)out)->item);
	if ((e = burden_note_of(rq, &((const struct writ_list *)out)->item->kind, 1, 1, false, &p->cost)) != OK)
		return e;
	frame_begin(rq, &h, &b);
	tpl_writs_one(&h, p);
	return frame_end(&h, rp, 200);
}

/* ---- Files ---- */

struct wanted {
	int64_t            id;
	bool               pdf;
	struct http_reply *rp;
	str                name;
};

static enum err
fetch(struct ctx *cx, void *arg)
{
	struct wanted *w = arg;

	return writ_fetch(cx, w->id, w->pdf, &w->rp->fd, &w->rp->size, &w->name);
}

enum err
writs_printed(struct ctx *cx, struct http_reply *rp, str *name)
{
	enum err e = print_docx(cx, rp->fd, PRINT_MS, &rp->body);

	(void)close(rp->fd);
	rp->fd = -1;
	rp->size = 0;
	if (e == OK && str_ends(*name, S(".docx")))
		*name = DESK_FORMAT(cx, "%.*s.pdf", STR_ARG(str_slice(*name, 0, name->n - S(".docx").n)));
	return e;
}

enum err
writs_file_run(struct http_request *rq, struct http_reply *rp)
{
	struct ctx   *cx = rq->cx;
	str           form = rq->ncapture == 2 ? rq->capture[1].value : STR_NONE;
	struct wanted w = {.pdf = str_eq(form, S("pdf")), .rp = rp};
	bool          print = str_eq(form, S("print"));
	enum err      e;

	if ((!w.pdf && !print && !str_eq(form, S("docx"))) || !str_to_i64(rq->capture[0].value, &w.id))
		return ERR_NONE;
	if ((e = view_look(cx, PERM_CASE_SEE, fetch, &w)) != OK ||
	    (print && (e = writs_printed(cx, rp, &w.name)) != OK))
		return e;
	if (print) {
		w.pdf = true;
		form = S("pdf");
	}
	rp->has_file = !print;
	rp->type = w.pdf ? S("application/pdf")
	                 : S("application/vnd.openxmlformats-officedocument.wordprocessingml.document");
	http_add_header(rp, "Content-Disposition",
	                frame_attachment(cx->arena, DESK_FORMAT(cx, "paper-%lld.%.*s", (long long)w.id, STR_ARG(form)),
	                                 w.name));
	return OK;
}

struct rows_wanted {
	bool               open;
	const char        *dir;
	struct http_reply *rp;
	int64_t            position;
};

static enum err
ledger(struct ctx *cx, void *arg)
{
	struct rows_wanted *w = arg;

	return writ_ledger(cx, w->open, w->dir, &w->rp->fd, &w->rp->size, &w->position);
}

enum err
writs_ledger_run(struct http_request *rq, struct http_reply *rp)
{
	struct ctx        *cx = rq->cx;
	str                which = rq->ncapture ? rq->capture[0].value : STR_NONE, name;
	struct rows_wanted w = {.open = str_eq(which, S("open")), .dir = http_temp_dir(rq), .rp = rp};
	char               today[DAY_TEXT];
	enum err           e;

	if (!w.open && !str_eq(which, S("all")))
		return ERR_NONE;
	if ((e = view_look(cx, PERM_CASE_SEE, ledger, &w)) != OK)
		return e;
	rp->has_file = true;
	rp->type = S("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
	name = desk_text(cx, T_writs_ledger_file, day_format(ctx_today(cx), today),
	                 DESK_FORMAT(cx, "%lld", (long long)w.position));
	http_add_header(rp, "Content-Disposition", frame_attachment(cx->arena, S("ledger.xlsx"), name));
	return OK;
}
