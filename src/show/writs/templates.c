/* The pages and files of templates: which are in force, versions of one kind, sending one in, trying it. */
#include "show/writs/writs.h"

#include "base/utf8.h"
#include "city/unit/roles.h"
#include "show/burden/burden.h"
#include "show/writs/page.h"
#include "show_writs_texts.h"
#include "work/writ/writ.h"
#include "writs_tpl.h"

/* A template, what becomes of it, and its PDF: more than a request has. */
enum { ROOM = 160 << 20, FIELDS_MOST = 400 };

/* ---- GET /templates ---- */

static const struct writ_version *
in_force(const struct writ_versions *l, const char *kind, enum writ_as as)
{
	for (size_t i = 0; i < l->n; i++)
		if (l->item[i].in_force && str_eq(l->item[i].kind, str_of(kind)) && writ_as_of(l->item[i].form) == as)
			return &l->item[i];
	return NULL;
}

enum err
writs_templates_show(struct http_request *rq, const struct input *pairs, size_t n, str tail, struct form_again *again,
                     struct http_reply *rp)
{
	struct ctx             *cx = rq->cx;
	struct writs_templates *p = ARENA_NEW(cx->arena, struct writs_templates);
	const struct writ_form *f;
	const void             *out;
	size_t                  most = 0;
	struct html_cx          h;
	struct buf              b;
	enum err                e;

	(void)pairs;
	(void)n;
	(void)tail;
	(void)again;
	while (writ_form_at(most))
		most++;
	if (!p || !(p->rows = ARENA_NEWS(cx->arena, most * WRIT_AS_MAX + 1, struct writs_force)))
		return ctx_no_memory(cx);
	if ((e = desk_view(rq, "template.list", NULL, 0, &out)) != OK)
		return e;
	frame_of(rq, &p->page);
	for (size_t i = 0; (f = writ_form_at(i)); i++)
		for (enum writ_as as = 0; as < WRIT_AS_MAX; as++) {
			const struct writ_version *v = in_force(out, f->name, as);

			if (!(f->forms & 1u << as))
				continue;
			p->rows[p->nrows++] = (struct writs_force){.label = f->label,
			                                           .as = writ_as_label(as),
			                                           .href = DESK_FORMAT(cx, "/templates/%s", f->name),
			                                           .name = v ? v->name : STR_NONE,
			                                           .nth = v ? v->nth : 0,
			                                           .used_at = v ? v->used_at.v : 0};
		}
	frame_begin(rq, &h, &b);
	tpl_writs_templates(&h, p);
	return frame_end(&h, rp, 200);
}

/* ---- GET /templates/{kind} ---- */

static struct writs_version
version_of(struct ctx *cx, const struct writ_version *v)
{
	str at = DESK_FORMAT(cx, "/templates/%.*s/%lld", STR_ARG(v->kind), (long long)v->id);

	return (struct writs_version){.id = v->id,
	                              .nth = v->nth,
	                              .kb = (v->bytes + 1023) / 1024,
	                              .added_at = v->added_at,
	                              .used_at = v->used_at.some ? v->used_at.v : 0,
	                              .ended_at = v->ended_at.some ? v->ended_at.v : 0,
	                              .as = writ_as_label(writ_as_of(v->form)),
	                              .in_force = v->in_force,
	                              .name = v->name,
	                              .note = v->note,
	                              .tried = v->tried,
	                              .tried_with = v->tried_with,
	                              .added_by = v->added_by,
	                              .used_by = v->used_by,
	                              .ended_by = v->ended_by,
	                              .file = DESK_FORMAT(cx, "%.*s/file", STR_ARG(at)),
	                              .trial = DESK_FORMAT(cx, "%.*s/trial", STR_ARG(at))};
}

static void
take_fields(struct ctx *cx, struct writs_template *p, const struct office_field *f, size_t n, str within)
{
	for (size_t i = 0; i < n && p->nfields < FIELDS_MOST; i++) {
		str  label = text_get(f[i].label, cx->lang);
		bool rows = f[i].kind == OFFICE_IS_ROWS;

		p->fields[p->nfields++] = (struct writs_field){
		    .mark = rows ? DESK_FORMAT(cx, "{{#%.*s}} … {{/%.*s}}", STR_ARG(label), STR_ARG(label))
		                 : DESK_FORMAT(cx, "{{%.*s}}", STR_ARG(label)),
		    .name = str_of(f[i].name),
		    .within = within,
		    .rows = rows,
		    .picture = f[i].kind == OFFICE_IS_PICTURE};
		take_fields(cx, p, f[i].field, f[i].nfield, label);
	}
}

static enum err
take_kind(struct http_request *rq, const struct writ_form *f, struct writs_template *p)
{
	struct ctx *cx = rq->cx;
	struct buf  accept;
	enum err    e;

	p->label = f->label;
	p->kind = str_of(f->name);
	p->href = DESK_FORMAT(cx, "/templates/%s", f->name);
	p->forms = ARENA_NEWS(cx->arena, WRIT_AS_MAX, struct writs_way);
	p->fields = ARENA_NEWS(cx->arena, FIELDS_MOST, struct writs_field);
	if (!p->forms || !p->fields)
		return ctx_no_memory(cx);
	buf_init(&accept, cx->arena, BUF_PATH);
	for (enum writ_as as = 0; as < WRIT_AS_MAX; as++) {
		str name = writ_as_name(as);

		if (!(f->forms & 1u << as))
			continue;
		buf_printf(&accept, "%s.%.*s", accept.n ? "," : "", STR_ARG(name));
		p->forms[p->nforms++] = (struct writs_way){
		    writ_as_label(as), DESK_FORMAT(cx, "%.*s/%.*s", STR_ARG(p->href), STR_ARG(name))};
	}
	p->accept = buf_str(&accept);
	take_fields(cx, p, f->field, f->nfield, STR_NONE);
	if ((e = command_offered(cx, command_find(S("template.add")), &p->edits)) != OK)
		return e;
	return OK;
}

enum err
writs_template_show(struct http_request *rq, const struct input *pairs, size_t n, str tail, struct form_again *again,
                    struct http_reply *rp)
{
	struct ctx                 *cx = rq->cx;
	struct writs_template      *p = ARENA_NEW(cx->arena, struct writs_template);
	const struct writ_form     *f = writ_form_of(tail);
	const struct writ_versions *l;
	const void                 *out;
	struct html_cx              h;
	struct buf                  b;
	enum err                    e;

	(void)pairs;
	(void)n;
	if (!f)
		return ERR_NONE;
	if (!p)
		return ctx_no_memory(cx);
	if ((e = desk_view(rq, "template.list", &(struct input){S("kind"), tail}, 1, &out)) != OK)
		return e;
	l = out;
	frame_of(rq, &p->page);
	if ((e = take_kind(rq, f, p)) != OK || (e = burden_note_of(rq, &p->kind, 1, 0, false, &p->cost)) != OK)
		return e;
	if (!(p->rows = ARENA_NEWS(cx->arena, l->n + 1, struct writs_version)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < l->n; i++)
		p->rows[p->nrows++] = version_of(cx, &l->item[i]);
	p->note = again ? desk_value(again->typed, again->n, S("note")) : S("");
	if (!p->note.p)
		p->note = S("");
	if ((e = form_rest(cx, again, &p->page)) != OK)
		return e;
	p->page.nkept = 0;
	frame_begin(rq, &h, &b);
	tpl_writs_template(&h, p);
	return frame_end(&h, rp, desk_status(again));
}

/* ---- Files ---- */

str
writs_media_of(enum writ_as as, bool filled)
{
	if (as == WRIT_TEXT)
		return filled ? S("application/pdf") : S("text/plain; charset=utf-8");
	if (as == WRIT_XLSX)
		return S("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
	return as == WRIT_PPTX ? S("application/vnd.openxmlformats-officedocument.presentationml.presentation")
	                       : S("application/vnd.openxmlformats-officedocument.wordprocessingml.document");
}

struct wanted {
	int64_t                 id, case_id;
	bool                    trial;
	const struct writ_form *form;
	struct writ_version     v;
	str                     bytes, with;
};

static enum err
fetch(struct ctx *cx, void *arg)
{
	struct wanted *w = arg;
	enum err       e = w->trial ? writ_try(cx, w->id, w->case_id, &w->v, &w->bytes, &w->with)
	                            : writ_version_read(cx, w->id, &w->v, &w->bytes);

	if (e == OK && !str_eq(w->v.kind, str_of(w->form->name)))
		return ERR_NONE;
	return e;
}

/* In memory of its own, which lives as long as the request. */
static enum err
look(struct http_request *rq, struct wanted *w)
{
	struct arena *mine = rq->cx->arena, *own = arena_new_beside(rq->cx->arena, ROOM);
	enum err      e;

	if (!own)
		return ctx_no_memory(rq->cx);
	rq->cx->arena = own;
	e = view_look(rq->cx, w->trial ? PERM_TEMPLATE_EDIT : PERM_CASE_SEE, fetch, w);
	rq->cx->arena = mine;
	return e;
}

enum err
writs_template_file_run(struct http_request *rq, struct http_reply *rp)
{
	struct ctx   *cx = rq->cx;
	str           what = rq->ncapture == 3 ? rq->capture[2].value : STR_NONE, ending, name;
	str           of = desk_value(rq->query, rq->nquery, S("case_id"));
	struct wanted w = {.form = rq->ncapture ? writ_form_of(rq->capture[0].value) : NULL,
	                   .trial = str_eq(what, S("trial"))};
	enum writ_as  as;
	enum err      e;

	if (!w.form || (!w.trial && !str_eq(what, S("file"))) || !str_to_i64(rq->capture[1].value, &w.id) || w.id < 1)
		return ERR_NONE;
	if (of.n && (!str_to_i64(of, &w.case_id) || w.case_id < 1))
		return refuse(cx, ERR_NONE, "case_id", T_writs_no_case);
	if ((e = look(rq, &w)) != OK)
		return e;
	as = writ_as_of(w.v.form);
	ending = w.trial && as == WRIT_TEXT ? S("pdf") : writ_as_name(as);
	name = desk_text(cx, w.trial ? T_writs_trial_file : T_writs_version_file, text_get(w.form->label, cx->lang),
	                 DESK_FORMAT(cx, "%lld", (long long)w.v.nth));
	rp->body = w.bytes;
	rp->type = writs_media_of(as, w.trial);
	http_add_header(rp, "Content-Disposition",
	                frame_attachment(cx->arena, DESK_FORMAT(cx, "template.%.*s", STR_ARG(ending)),
	                                 DESK_FORMAT(cx, "%.*s.%.*s", STR_ARG(name), STR_ARG(ending))));
	return OK;
}

enum err
writs_shipped_run(struct http_request *rq, struct http_reply *rp)
{
	struct ctx             *cx = rq->cx;
	const struct writ_form *f = rq->ncapture == 2 ? writ_form_of(rq->capture[0].value) : NULL;
	enum writ_as            as = rq->ncapture == 2 ? writ_as_of(rq->capture[1].value) : WRIT_AS_MAX;
	str                     ending;
	enum err                e;

	if (!f || as == WRIT_AS_MAX || !(f->forms & 1u << as))
		return ERR_NONE;
	if ((e = writ_shipped(cx, f, as, &rp->body)) != OK)
		return e;
	ending = writ_as_name(as);
	rp->type = writs_media_of(as, false);
	http_add_header(rp, "Content-Disposition",
	                frame_attachment(cx->arena, DESK_FORMAT(cx, "%s.%.*s", f->name, STR_ARG(ending)),
	                                 DESK_FORMAT(cx, "%.*s.%.*s", STR_ARG(text_get(f->label, cx->lang)),
	                                             STR_ARG(ending))));
	return OK;
}

/* ---- POST /templates/{kind} ---- */

/* "docx" of "通知单.DOCX", in small letters. */
static str
ending_of(struct ctx *cx, str name)
{
	str  rest = name, ending = S("");
	char low[8];

	(void)str_cut(&rest, '.');
	while (rest.p)
		ending = str_cut(&rest, '.');
	if (ending.n >= sizeof(low))
		return S("");
	for (size_t i = 0; i < ending.n; i++)
		low[i] = ending.p[i] >= 'A' && ending.p[i] <= 'Z' ? (char)(ending.p[i] + 32) : ending.p[i];
	return arena_str(cx->arena, (str){low, ending.n}, &ending) ? ending : S("");
}

static enum err
take(struct http_request *rq, const struct writ_form *f, struct input *pairs, size_t *n)
{
	struct ctx             *cx = rq->cx;
	const struct http_file *sent = NULL;
	str                     name, ending, note = str_trim(http_form(rq, S("note")));
	struct buf              b;
	digest                  d;
	enum err                e;

	for (size_t i = 0; i < rq->nfile; i++)
		if (str_eq(rq->file[i].field, S("file")) && rq->file[i].bytes.n)
			sent = &rq->file[i];
	if (!sent)
		return refuse(cx, ERR_INPUT, "file", T_writs_no_file);
	name = desk_file_name(sent->name);
	ending = ending_of(cx, name);
	if (writ_as_of(ending) == WRIT_AS_MAX || !(f->forms & 1u << writ_as_of(ending)))
		return refuse(cx, ERR_INPUT, "file", T_writs_other_form, name);
	if ((e = writ_take(cx, sent->bytes, &d)) != OK)
		return e;
	buf_init(&b, cx->arena, BUF_PATH);
	digest_add(&b, d);
	pairs[(*n)++] = (struct input){S("kind"), str_of(f->name)};
	pairs[(*n)++] = (struct input){S("form"), ending};
	pairs[(*n)++] = (struct input){S("file"), buf_str(&b)};
	if (name.n)
		pairs[(*n)++] = (struct input){S("name"), name};
	if (note.n)
		pairs[(*n)++] = (struct input){S("note"), note};
	return OK;
}

/* The form again, with what was typed into it. */
static enum err
again_show(struct http_request *rq, enum err err, struct http_reply *rp)
{
	struct input      typed = {S("note"), http_form(rq, S("note"))};
	struct form_again a = {.command = S("template.add"), .typed = &typed, .n = typed.value.n < 1000, .err = err};
	struct why       *why = ARENA_NEW(rq->cx->arena, struct why);

	if (err != ERR_INPUT && err != ERR_RULE && err != ERR_LARGE)
		return err;
	if (!why)
		return ctx_no_memory(rq->cx);
	*why = rq->cx->why;
	a.why = why;
	ctx_forget(rq->cx);
	return writs_template_show(rq, NULL, 0, rq->capture[0].value, &a, rp);
}

enum err
writs_template_run(struct http_request *rq, struct http_reply *rp)
{
	const struct writ_form *f = rq->ncapture ? writ_form_of(rq->capture[0].value) : NULL;
	const struct command   *c = command_find(S("template.add"));
	struct input            pairs[5];
	size_t                  n = 0;
	bool                    offered;
	enum err                e;

	if (!f || !c)
		return ERR_NONE;
	/* Who may not is told before a stranger's file is kept. */
	if ((e = command_allow(rq->cx, c->perm)) != OK || (e = command_offered(rq->cx, c, &offered)) != OK)
		return e;
	if (!offered)
		return ERR_NONE;
	if ((e = take(rq, f, pairs, &n)) == OK)
		e = desk_ready(rq, c, pairs, n);
	return e == OK ? OK : again_show(rq, e, rp);
}

enum err
writs_template_render(struct http_request *rq, struct http_reply *rp)
{
	if (rq->work.result != OK)
		return again_show(rq, rq->work.result, rp);
	http_see_other(rq, rp, frame_with(rq->cx->arena, rq->work.reply.see, S("done"), S("template.add")));
	return OK;
}
