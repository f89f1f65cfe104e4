/* The page and files of what is issued of a place: monthly reports, ledgers, tables of tasks, who answers for what. */
#include "show/writs/writs.h"

#include "city/unit/roles.h"
#include "judge/press/press.h"
#include "show/writs/page.h"
#include "show_writs_texts.h"
#include "writs_tpl.h"

static struct writs_edition
edition_of(const struct ctx *cx, const struct press_item *x)
{
	const str none = STR_NONE, at = DESK_FORMAT(cx, "/editions/%lld/", (long long)x->id);

	return (struct writs_edition){
	    .kind = x->label,
	    .place = x->place,
	    .period = x->period,
	    .as = DESK_FORMAT(cx, "%.*s %.*s", STR_ARG(x->unit), STR_ARG(x->post)),
	    .nth = x->nth,
	    .at = x->issued_at,
	    .position = x->position,
	    .docx = x->docx.n ? DESK_FORMAT(cx, "%.*sdocx", STR_ARG(at)) : none,
	    .print = x->docx.n ? DESK_FORMAT(cx, "%.*sprint", STR_ARG(at)) : none,
	    .pdf = x->pdf.n ? DESK_FORMAT(cx, "%.*spdf", STR_ARG(at)) : none,
	    .xlsx = x->xlsx.n ? DESK_FORMAT(cx, "%.*sxlsx", STR_ARG(at)) : none};
}

enum err
writs_editions_show(struct http_request *rq, const struct input *pairs, size_t n, str tail, struct form_again *again,
                    struct http_reply *rp)
{
	struct ctx              *cx = rq->cx;
	struct writs_editions   *p = ARENA_NEW(cx->arena, struct writs_editions);
	struct input             in = {S("before"), desk_value(pairs, n, S("before"))};
	const struct press_list *l;
	const void              *out;
	struct html_cx           h;
	struct buf               b;
	enum err                 e;

	(void)tail;
	if (!p)
		return ctx_no_memory(cx);
	if ((e = desk_view(rq, "press.list", &in, in.value.n > 0, &out)) != OK)
		return e;
	l = out;
	frame_of(rq, &p->page);
	p->month = again ? desk_value(again->typed, again->n, S("month")) : S("");
	p->rows = ARENA_NEWS(cx->arena, l->n + 1, struct writs_edition);
	p->forms = ARENA_NEWS(cx->arena, press_forms_n + 1, struct writs_form);
	if (!p->rows || !p->forms)
		return ctx_no_memory(cx);
	for (size_t i = 0; i < l->n; i++)
		p->rows[p->nrows++] = edition_of(cx, &l->item[i]);
	/* Who stands for a unit has its cases, not a place's. */
	for (size_t i = 0; i < press_forms_n && actor_may(cx->who, PERM_PAPER_ISSUE) && cx->who->reach % 2 == 0; i++)
		p->forms[p->nforms++] = (struct writs_form){str_of(press_forms[i].name), press_forms[i].label,
		                                            press_forms[i].what,
		                                            str_eq(str_of(press_forms[i].name), S("monthly"))};
	if (l->before)
		p->next = frame_with(cx->arena, S("/editions"), S("before"),
		                     DESK_FORMAT(cx, "%lld", (long long)l->before));
	if ((e = form_rest(cx, again, &p->page)) != OK)
		return e;
	p->page.nkept = 0;
	frame_begin(rq, &h, &b);
	tpl_writs_editions(&h, p);
	return frame_end(&h, rp, desk_status(again));
}

/* ---- GET /editions/{id}/{form} ---- */

struct wanted {
	int64_t            id;
	str                form, name;
	struct http_reply *rp;
};

static enum err
fetch(struct ctx *cx, void *arg)
{
	struct wanted *w = arg;

	return press_fetch(cx, w->id, w->form, &w->rp->fd, &w->rp->size, &w->name);
}

enum err
writs_edition_file_run(struct http_request *rq, struct http_reply *rp)
{
	struct ctx   *cx = rq->cx;
	str           form = rq->ncapture == 2 ? rq->capture[1].value : STR_NONE;
	bool          print = str_eq(form, S("print"));
	struct wanted w = {.form = print ? S("docx") : form, .rp = rp};
	enum writ_as  as = writ_as_of(str_eq(w.form, S("pdf")) ? S("txt") : w.form);
	enum err      e;

	if (as == WRIT_AS_MAX || str_eq(w.form, S("txt")) || !str_to_i64(rq->capture[0].value, &w.id) || w.id < 1)
		return ERR_NONE;
	if ((e = view_look(cx, PERM_CASE_SEE, fetch, &w)) != OK ||
	    (print && (e = writs_printed(cx, rp, &w.name)) != OK))
		return e;
	if (print)
		w.form = S("pdf");
	rp->has_file = !print;
	rp->type = print ? S("application/pdf") : writs_media_of(as, true);
	http_add_header(rp, "Content-Disposition",
	                frame_attachment(cx->arena,
	                                 DESK_FORMAT(cx, "edition-%lld.%.*s", (long long)w.id, STR_ARG(w.form)),
	                                 w.name));
	return OK;
}
