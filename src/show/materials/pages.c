/* The pages of materials. */
#include "base/day.h"
#include "city/unit/roles.h"
#include "kit_table_texts.h"
#include "materials_tpl.h"
#include "show/materials/materials.h"
#include "show/materials/page.h"
#include "show/tasks/tasks.h"
#include "show_materials_texts.h"
#include "work_material_texts.h"

enum { ROWS = 40 };

/* ---- Words ---- */

static struct materials_item
item_said(const struct material_item *m)
{
	return (struct materials_item){.id = m->id, .copies = m->copies, .there = m->accepted + m->waiting,
	    .accepted = m->accepted, .waiting = m->waiting, .returned = m->returned, .no = m->no, .title = m->title,
	    .unit = m->unit, .post = m->post, .standard = m->standard, .kinds = m->kinds, .opens = m->opens,
	    .closes = m->closes, .state = material_state_label(m->state), .missing = m->state == MATERIAL_MISSING,
	    .late = m->late, .waits = m->state == MATERIAL_WAITING, .done = m->state == MATERIAL_DONE,
	    .over = m->state == MATERIAL_VOID};
}

/* ---- GET /materials ---- */

static enum err
units_of(struct ctx *cx, const struct material_list *l, struct materials_list *p)
{
	if (!(p->units = ARENA_NEWS(cx->arena, l->nunit, struct materials_unit)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < l->nunit; i++)
		if (l->unit[i].missing)
			p->units[p->nunits++] = (struct materials_unit){.name = l->unit[i].name,
			    .missing = l->unit[i].missing, .late = l->unit[i].late,
			    .href = frame_with(cx->arena, S("/materials?state=missing"), S("unit"), l->unit[i].code)};
	return OK;
}

enum err
materials_list_show(struct http_request *rq, const struct input *pairs, size_t n, str tail, struct form_again *again,
                    struct http_reply *rp)
{
	static const char *const    names[] = {"state", "unit", "standard", "upto", "after", NULL};
	struct ctx                 *cx = rq->cx;
	struct materials_list      *p = ARENA_NEW(cx->arena, struct materials_list);
	struct desk_asked           q;
	const struct material_list *l;
	const void                 *v;
	struct html_cx              h;
	struct buf                  b;
	enum err                    e;

	(void)tail;
	(void)again;
	if (!p)
		return ctx_no_memory(cx);
	frame_of(rq, &p->page);
	if ((e = desk_asked(cx, S("/materials"), "material.list", names, pairs, n, &p->form, &q)) != OK)
		return e;
	p->first = q.first;
	p->later = q.later;
	q.in[q.n++] = (struct input){S("n"), DESK_FORMAT(cx, "%d", ROWS)};
	if ((e = desk_view(rq, "material.list", q.in, q.n, &v)) != OK)
		return e;
	l = v;
	p->all = l->all.n;
	p->missing = l->all.missing;
	p->late = l->all.late;
	p->waiting = l->all.waiting;
	p->done = l->all.done;
	p->edits = actor_may(cx->who, PERM_TASK_EDIT);
	p->tables = p->edits && actor_may(cx->who, PERM_TABLE_EDIT);
	if (!(p->items = ARENA_NEWS(cx->arena, l->n, struct materials_item)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < l->n; i++)
		p->items[p->nitems++] = item_said(&l->item[i]);
	if (l->more)
		p->next = desk_next(cx, &q, l->item[l->n - 1].id);
	if ((e = units_of(cx, l, p)) != OK)
		return e;
	frame_begin(rq, &h, &b);
	tpl_materials_list(&h, p);
	return frame_end(&h, rp, 200);
}

/* ---- GET /materials/new ---- */

enum err
materials_new_show(struct http_request *rq, const struct input *pairs, size_t n, str tail, struct form_again *again,
                   struct http_reply *rp)
{
	struct ctx           *cx = rq->cx;
	struct materials_new *p = ARENA_NEW(cx->arena, struct materials_new);
	static const char *const needed[] = {"material", "of_standard", "post_code", "closes"};
	struct html_cx        h;
	struct buf            b;
	enum err              e;

	(void)tail;
	if (!p)
		return ctx_no_memory(cx);
	frame_of(rq, &p->page);
	if ((e = tasks_form(cx, "material.set", S("/materials/new"), "plus", T_materials_b_add, &p->form)) != OK)
		return e;
	form_drop(&p->form, "struck");
	form_drop(&p->form, "reason");
	form_hint(&p->form, "post_code", text_get(T_materials_post_hint, cx->lang));
	form_hint(&p->form, "file_kinds", text_get(T_materials_kinds_hint, cx->lang));
	for (size_t i = 0; i < NITEMS(needed); i++)
		form_need(&p->form, needed[i]);
	form_value(&p->form, "of_standard", desk_value(pairs, n, S("of_standard")));
	if ((e = tasks_pick_posts(rq, &p->form)) != OK || (e = form_again(cx, &p->form, again, &p->page)) != OK ||
	    (e = form_rest(cx, again, &p->page)) != OK)
		return e;
	frame_begin(rq, &h, &b);
	tpl_materials_new(&h, p);
	return frame_end(&h, rp, desk_status(again));
}

/* ---- GET /materials/{id} ---- */

static const struct trail_column columns[] = {
    {"material", "title", T_sheet_word_material, TRAIL_WORDS},  {"material", "kinds", T_sheet_word_file_kinds, TRAIL_WORDS},
    {"material", "most", T_sheet_word_most_mb, TRAIL_WORDS},    {"material", "copies", T_sheet_word_copies, TRAIL_WORDS},
    {"material", "opens", T_sheet_word_opens, TRAIL_WORDS},     {"material", "closes", T_sheet_word_closes, TRAIL_WORDS},
    {"material", "since", T_sheet_word_since, TRAIL_WORDS},     {"material", "until", T_sheet_word_until, TRAIL_WORDS},
    {"material", "asks", T_sheet_word_asks, TRAIL_WORDS},       {"material", "struck", T_sheet_word_struck, TRAIL_WORDS},
};
static const struct trail_type types[] = {
    {"material.added", T_materials_e_added},       {"material.changed", T_materials_e_changed},
    {"material.handed", T_materials_e_handed},     {"material.accepted", T_materials_e_accepted},
    {"material.returned", T_materials_e_returned},
};
const struct trail_words materials_words = {
    .column = columns, .ncolumn = NITEMS(columns), .type = types, .ntype = NITEMS(types),
};

static enum err
others_of(struct ctx *cx, const struct material_file *f, struct materials_file *to)
{
	if (!(to->others = ARENA_NEWS(cx->arena, f->nother, struct materials_other)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < f->nother; i++) {
		const struct material_other *o = &f->other[i];

		to->others[to->nothers++] = (struct materials_other){
		    .href = DESK_FORMAT(cx, "/materials/%lld", (long long)o->material),
		    .no = DESK_FORMAT(cx, "%.*s-%lld", STR_ARG(o->no), (long long)o->n), .title = o->title,
		    .unit = o->unit, .alike = o->alike, .returned = o->returned};
	}
	return OK;
}

static enum err
files_of(struct ctx *cx, const struct material_shown *s, struct materials_one *p)
{
	enum err e = OK;

	if (!(p->files = ARENA_NEWS(cx->arena, s->nfile, struct materials_file)))
		return ctx_no_memory(cx);
	for (size_t i = 0; e == OK && i < s->nfile; i++) {
		const struct material_file *f = &s->file[i];
		struct materials_file      *to = &p->files[p->nfiles++];
		const bool accepted = str_eq(f->state, S("accepted")), returned = str_eq(f->state, S("returned"));

		*to = (struct materials_file){.n = f->n, .kb = (f->bytes + 1023) / 1024, .handed_at = f->handed_at,
		    .judged_at = f->judged_at.some ? f->judged_at.v : 0, .kind = f->kind, .name = f->name,
		    .note = f->note, .dated = f->dated, .reason = f->reason, .late = f->late, .accepted = accepted,
		    .returned = returned, .waits = !accepted && !returned,
		    .href = DESK_FORMAT(cx, "/materials/%lld/%lld", (long long)s->m.id, (long long)f->n),
		    .state = accepted ? T_materials_accepted : returned ? T_materials_returned : T_material_waiting};
		e = others_of(cx, f, to);
		p->ntwice += f->nother > 0;
	}
	return e;
}

/* Which of the files may be judged now, each by its number. */
static enum err
judge_form(struct ctx *cx, const struct material_shown *s, str here, struct form *f, bool *some)
{
	struct form_group *g = ARENA_NEW(cx->arena, struct form_group);
	enum err           e;

	if (!g || !(g->options = ARENA_NEWS(cx->arena, s->nfile, struct form_option)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < s->nfile; i++)
		if (s->file[i].accept == T_none || s->file[i].give_back == T_none)
			g->options[g->noptions++] = (struct form_option){
			    .value = DESK_FORMAT(cx, "%lld", (long long)s->file[i].n),
			    .label = desk_text(cx, T_materials_nth, DESK_FORMAT(cx, "%lld", (long long)s->file[i].n),
			                       STR_NONE),
			    .on = false};
	*some = g->noptions > 0;
	if (!*some)
		return OK;
	if ((e = tasks_form(cx, "material.judge", here, "check", T_materials_b_judge, f)) != OK)
		return e;
	form_hide_i64(cx, f, "id", s->m.id);
	/* Only one that waits: nothing to choose. */
	form_pick(f, "nth", g, 1);
	if (g->noptions == 1)
		form_value(f, "nth", g->options[0].value);
	f->word = f->button;
	f->first = true;
	return OK;
}

static enum err
acts_of(struct http_request *rq, const struct material_shown *s, struct form_again *again, struct materials_one *p)
{
	struct ctx *cx = rq->cx;
	str         here = DESK_FORMAT(cx, "/materials/%lld", (long long)s->m.id);
	bool        some = false;
	enum err    e = OK;

	if (!(p->acts = ARENA_NEWS(cx->arena, 2, struct form)))
		return ctx_no_memory(cx);
	if (actor_may(cx->who, PERM_TASK_ACCEPT) && !s->own) {
		if ((e = judge_form(cx, s, here, &p->acts[0], &some)) != OK)
			return e;
		p->nacts += some;
		if (some && (e = form_again(cx, &p->acts[0], again, &p->page)) != OK)
			return e;
	}
	if (actor_may(cx->who, PERM_TASK_EDIT)) {
		struct form *f = &p->acts[p->nacts++];

		if ((e = tasks_form(cx, "material.set", here, "settings", T_materials_b_change, f)) != OK)
			return e;
		f->word = text_get(T_materials_e_changed, cx->lang);
		form_hide(f, "material_no", s->m.no);
		form_need(f, "reason");
		form_value(f, "asks", s->asks);
		if ((e = tasks_pick_posts(rq, f)) != OK || (e = form_again(cx, f, again, &p->page)) != OK)
			return e;
	}
	return form_rest(cx, again, &p->page);
}

/* ".docx,.pdf", as browsers ask for it. */
static str
accept_of(struct ctx *cx, str kinds)
{
	struct buf b;

	buf_init(&b, cx->arena, BUF_PATH);
	for (enum material_kind k = 0; k < MATERIAL_KIND_MAX; k++)
		if (material_takes(kinds, k))
			buf_printf(&b, "%s.%.*s", b.n ? "," : "", STR_ARG(material_kind_name(k)));
	return buf_str(&b);
}

enum err
materials_one_show(struct http_request *rq, const struct input *pairs, size_t n, str tail, struct form_again *again,
                   struct http_reply *rp)
{
	struct ctx                  *cx = rq->cx;
	struct materials_one        *p = ARENA_NEW(cx->arena, struct materials_one);
	const struct material_shown *s;
	const void                  *v;
	int64_t                      id;
	struct html_cx               h;
	struct buf                   b;
	enum err                     e;

	(void)pairs;
	(void)n;
	if (!p)
		return ctx_no_memory(cx);
	if (!str_to_i64(tail, &id) || id < 1)
		return ERR_NONE;
	frame_of(rq, &p->page);
	if ((e = desk_view(rq, "material.get", &(struct input){S("id"), tail}, 1, &v)) != OK)
		return e;
	s = v;
	p->m = item_said(&s->m);
	p->since = s->since;
	p->until = s->until;
	p->dates = s->since.n || s->until.n;
	p->asks = s->asks;
	p->words = s->words;
	p->most = s->most;
	p->standard_href = DESK_FORMAT(cx, "/standards/%lld", (long long)s->standard_id);
	p->own = s->own;
	p->why_not = s->own ? s->hand : T_none;
	p->may = s->own && s->hand == T_none && actor_may(cx->who, PERM_TASK_DO);
	p->accept = accept_of(cx, s->m.kinds);
	if (again && str_eq(again->command, S("material.hand"))) {
		p->note = desk_value(again->typed, again->n, S("note"));
		p->dated = desk_value(again->typed, again->n, S("dated"));
	}
	if ((e = files_of(cx, s, p)) != OK || (e = acts_of(rq, s, again, p)) != OK ||
	    (e = trail_page(cx, PERM_TASK_SEE, &materials_words, "material", id, &p->past)) != OK)
		return e;
	frame_begin(rq, &h, &b);
	tpl_materials_one(&h, p);
	return frame_end(&h, rp, desk_status(again));
}
