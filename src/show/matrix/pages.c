/* The matrix, a new row, one row: read by all, changed by the system administrator. */
#include "city/catalog/catalog.h"
#include "city/duty/duty.h"
#include "city/place/place.h"
#include "city/unit/unit.h"
#include "city_duty_texts.h"
#include "matrix_tpl.h"
#include "show/matrix/inside.h"
#include "show/matrix/page.h"
#include "show_matrix_texts.h"

enum { MEANT = 8 };

/* ---- What is chosen from ---- */

/* Places and units of today; NULL: the form asks for none. */
struct picks {
	struct form                *form;
	struct q_matrix_places_row *place;
	struct q_matrix_units_row  *unit;
	size_t                      nplace, nunit;
};

/* Whether place k stands in the group of place `top`; SIZE_MAX: of the top and all down to the towns. */
static bool
is_below(const struct picks *t, size_t top, size_t k)
{
	if (top == SIZE_MAX)
		return k == 0 || t->place[k].level <= LEVEL_TOWN;
	return t->place[top].level == LEVEL_TOWN && t->place[k].parent_id == t->place[top].id;
}

/* Towns first, then the places of each town under its name; the value is the code. */
static enum err
pick_places(struct ctx *cx, const struct picks *t)
{
	struct form_group *all, *g;
	size_t             n = 0, towns = 1;

	for (size_t i = 0; i < t->nplace; i++)
		towns += t->place[i].level == LEVEL_TOWN;
	if (!(all = ARENA_NEWS(cx->arena, towns + 1, struct form_group)))
		return ctx_no_memory(cx);
	for (size_t i = SIZE_MAX; i == SIZE_MAX || i < t->nplace; i++) {
		g = &all[n];
		*g = (struct form_group){.label = i == SIZE_MAX ? STR_NONE : t->place[i].name};
		if (i != SIZE_MAX && t->place[i].level != LEVEL_TOWN)
			continue;
		for (size_t k = 0; k < t->nplace; k++)
			g->noptions += is_below(t, i, k);
		if (!g->noptions)
			continue;
		n++;
		if (!(g->options = ARENA_NEWS(cx->arena, g->noptions, struct form_option)))
			return ctx_no_memory(cx);
		for (size_t k = 0, m = 0; k < t->nplace; k++)
			if (is_below(t, i, k))
				g->options[m++] = (struct form_option){t->place[k].code, t->place[k].name, false};
	}
	form_pick(t->form, "place", all, n);
	return OK;
}

static enum err
pick_units(struct ctx *cx, const struct picks *t)
{
	struct form_group *g = ARENA_NEW(cx->arena, struct form_group);

	if (!g || !(g->options = ARENA_NEWS(cx->arena, t->nunit, struct form_option)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < t->nunit; i++)
		g->options[g->noptions++] = (struct form_option){
		    t->unit[i].code, desk_text(cx, T_matrix_unit_option, t->unit[i].name, t->unit[i].code), false};
	form_pick(t->form, "unit", g, 1);
	return OK;
}

/* A command's form, not a filter's. */
static bool
wants_scope(struct form *f)
{
	return form_field(f, "basis") || form_field(f, "reason");
}

static enum err
look_picks(struct ctx *cx, void *arg)
{
	struct picks *t = arg;
	str           today;
	int64_t       top = 0;
	enum err      e = unit_today(cx, &today);

	/* A filter asks about all of the city, a command changes what lies within scope. */
	if (e == OK && wants_scope(t->form))
		e = place_part(cx, &top);
	if (e == OK && form_field(t->form, "place"))
		e = q_matrix_places(cx, &(struct q_matrix_places_in){.day = today, .top = top}, &t->place, &t->nplace);
	if (e == OK && form_field(t->form, "unit"))
		e = q_matrix_units(cx, &(struct q_matrix_units_in){.day = today, .top = top}, &t->unit, &t->nunit);
	return e;
}

enum err
matrix_choices(struct http_request *rq, struct form *f)
{
	struct ctx  *cx = rq->cx;
	struct picks t = {.form = f};
	enum err     e;

	if ((form_field(f, "place") || form_field(f, "unit")) &&
	    (e = view_look(cx, PERM_CITY_SEE, look_picks, &t)) != OK)
		return e;
	if ((t.nplace && (e = pick_places(cx, &t)) != OK) || (t.nunit && (e = pick_units(cx, &t)) != OK))
		return e;
	form_hint(f, "class_key",
	          text_get(form_field(f, "basis") ? T_matrix_key_hint : T_matrix_class_hint, cx->lang));
	form_hint(f, "helpers", text_get(T_matrix_helpers_hint, cx->lang));
	return OK;
}

/* ---- Words ---- */

/* "S06010 暴露垃圾", "S06 市容环境", 所有类. */
static str
class_said(const struct ctx *cx, const struct class_list *all, str key)
{
	if (!key.n)
		return frame_label(cx, T_duty_every_class);
	for (size_t i = 0; all && i < all->n; i++) {
		const struct class_item *c = &all->item[i];

		if (str_eq(c->key, key))
			return DESK_FORMAT(cx, "%.*s %.*s", STR_ARG(key), STR_ARG(c->name));
		if (key.n == BIG_KEY && str_starts(c->key, key))
			return DESK_FORMAT(cx, "%.*s %.*s", STR_ARG(key), STR_ARG(c->big_name));
	}
	return key;
}

text_id
matrix_state(str on, str from, str to)
{
	if (to.n && str_cmp(to, on) <= 0)
		return T_matrix_over;
	return str_cmp(from, on) > 0 ? T_matrix_not_yet : T_none;
}

static str
verdict_said(const struct ctx *cx, const struct duty_row *r)
{
	return desk_text(cx, duty_verdict_text(r->verdict), r->verdict == DUTY_NOT_YET ? r->valid_from : r->valid_to,
	                 STR_NONE);
}

/* ---- GET /duties ---- */

/* The filter of the list, as it was asked for. */
struct asked {
	str class_key, place, unit, on, after;
	bool ended;
};

/* What was typed for a class, as a key: keys and codes as they are, words when they name just one. */
static enum err
class_meant(struct http_request *rq, str typed, struct matrix_list *p, str *key)
{
	struct ctx              *cx = rq->cx;
	struct input             in[2] = {{S("words"), typed}, {S("most"), DESK_FORMAT(cx, "%d", MEANT)}};
	const struct class_list *found;
	const void              *v;
	enum err                 e;

	*key = STR_NONE;
	if (!typed.n || class_key_valid(typed) || big_key_valid(typed)) {
		*key = typed;
		return OK;
	}
	if ((e = desk_view(rq, "class.search", in, NITEMS(in), &v)) != OK)
		return e;
	found = v;
	p->unknown = found->n == 0;
	if (found->n && found->item[0].fit >= CLASS_FIT_WHOLE && found->item[0].files &&
	    (found->n == 1 || found->item[1].fit < found->item[0].fit || !found->item[1].files)) {
		*key = found->item[0].key;
		return OK;
	}
	if (!(p->meant = ARENA_NEWS(cx->arena, found->n, struct matrix_meant)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < found->n; i++)
		p->meant[p->nmeant++] = (struct matrix_meant){
		    frame_with(cx->arena, S("/duties"), S("class_key"), found->item[i].key), found->item[i].label};
	return OK;
}

static void
add_reasons(const struct ctx *cx, const struct class_list *all, const struct duty_row *row, size_t n, bool ruling,
            struct matrix_answer *o)
{
	for (size_t i = 0; i < n; i++) {
		const struct duty_row *r = &row[i];

		o->reasons[o->nreasons++] = (struct matrix_reason){
		    ruling ? S("/precedents") : DESK_FORMAT(cx, "/duties/%lld", (long long)r->id),
		    ruling ? r->source : DESK_FORMAT(cx, "%lld", (long long)r->id), class_said(cx, all, r->class_key),
		    r->place_name, r->unit_name, verdict_said(cx, r), r->verdict == DUTY_WON};
	}
}

static enum err
who_answers(struct http_request *rq, const struct asked *a, const struct class_list *all, struct matrix_list *p)
{
	struct ctx                *cx = rq->cx;
	struct input               in[3] = {{S("class_key"), a->class_key}, {S("place"), a->place}, {S("on"), a->on}};
	const struct duty_explain *x;
	struct matrix_answer      *o;
	const void                *v;
	enum err                   e;

	if (a->class_key.n != CLASS_KEY || !a->place.n)
		return OK;
	if ((e = desk_view(rq, "duty.explain", in, 2 + (a->on.n > 0), &v)) != OK)
		return e;
	x = v;
	if (!(o = p->answer = ARENA_NEW(cx->arena, struct matrix_answer)) ||
	    !(o->helpers = ARENA_NEWS(cx->arena, x->answer.n_helper, struct matrix_helper)) ||
	    !(o->reasons = ARENA_NEWS(cx->arena, x->answer.n_ruling + x->answer.n_row, struct matrix_reason)))
		return ctx_no_memory(cx);
	o->class_ = class_said(cx, all, x->class_key);
	o->place = x->place_name;
	o->on = x->on;
	o->person = x->person;
	o->gap = x->answer.unit_id == 0;
	o->unit = x->answer.unit_name;
	o->basis = x->answer.basis;
	o->id = x->answer.duty_id;
	for (size_t i = 0; i < x->answer.n_helper; i++)
		o->helpers[o->nhelpers++] =
		    (struct matrix_helper){x->answer.helper[i].unit_name, x->answer.helper[i].territory};
	o->ruled = x->answer.precedent_id > 0;
	add_reasons(cx, all, x->answer.ruling, x->answer.n_ruling, true, o);
	add_reasons(cx, all, x->answer.row, x->answer.n_row, false, o);
	return OK;
}

static enum err
list_rows(struct http_request *rq, const struct asked *a, const struct class_list *all, struct matrix_list *p)
{
	struct ctx             *cx = rq->cx;
	const struct input      given[] = {{S("class_key"), a->class_key}, {S("place"), a->place}, {S("unit"), a->unit},
	                                   {S("on"), a->on}, {S("ended"), a->ended ? S("1") : STR_NONE},
	                                   {S("after"), a->after}};
	struct input            in[NITEMS(given) + 1];
	const struct duty_list *l;
	str                     here = S("/duties");
	const void             *v;
	size_t                  m = 0;
	enum err                e;

	for (size_t i = 0; i < NITEMS(given); i++) {
		if (!given[i].value.n)
			continue;
		in[m++] = given[i];
		if (!str_eq(given[i].name, S("after")))
			here = frame_with(cx->arena, here, given[i].name, given[i].value);
	}
	in[m++] = (struct input){S("n"), DESK_FORMAT(cx, "%d", MATRIX_ROWS)};
	if ((e = desk_view(rq, "duty.list", in, m, &v)) != OK)
		return e;
	l = v;
	p->on = l->on;
	p->later = a->after.n > 0;
	p->first = here;
	if (l->more)
		p->next = frame_with(cx->arena, here, S("after"),
		                     DESK_FORMAT(cx, "%lld", (long long)l->item[l->n - 1].id));
	if (!(p->items = ARENA_NEWS(cx->arena, l->n, struct matrix_item)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < l->n; i++) {
		const struct duty_item *d = &l->item[i];

		p->items[p->nitems++] =
		    (struct matrix_item){.id = d->id, .class_ = class_said(cx, all, d->class_key),
		                         .place = d->place_name, .unit = d->unit_name, .basis = d->basis,
		                         .from = d->valid_from, .to = d->valid_to,
		                         .state = matrix_state(l->on, d->valid_from, d->valid_to)};
	}
	return OK;
}

/* The filter with what was asked; each list shows its choice. */
static enum err
filter_form(struct http_request *rq, const struct asked *a, str typed, struct form *f)
{
	const struct view *v = view_find(S("duty.list"));
	const struct {
		const char *name;
		str         value;
	} given[] = {{"class_key", typed}, {"place", a->place}, {"unit", a->unit}, {"on", a->on},
	             {"ended", a->ended ? S("1") : STR_NONE}};
	enum err e;

	if ((e = form_of(rq->cx, str_of(v->name), v->in, v->nin, f)) != OK)
		return e;
	form_drop(f, "after");
	form_drop(f, "n");
	if ((e = matrix_choices(rq, f)) != OK)
		return e;
	for (size_t i = 0; i < NITEMS(given); i++)
		if (given[i].value.n)
			form_value(f, given[i].name, given[i].value);
	form_blank(f, "place", text_get(T_matrix_any_place, rq->cx->lang));
	form_blank(f, "unit", text_get(T_matrix_any_unit, rq->cx->lang));
	return OK;
}

enum err
matrix_list_show(struct http_request *rq, const struct input *pairs, size_t n, str tail, struct form_again *again,
                 struct http_reply *rp)
{
	struct ctx         *cx = rq->cx;
	struct matrix_list *p = ARENA_NEW(cx->arena, struct matrix_list);
	str                 typed = str_trim(desk_value(pairs, n, S("class_key")));
	struct asked        a = {.place = desk_value(pairs, n, S("place")), .unit = desk_value(pairs, n, S("unit")),
	                         .on = desk_value(pairs, n, S("on")), .after = desk_value(pairs, n, S("after")),
	                         .ended = desk_value(pairs, n, S("ended")).n > 0};
	const void         *v;
	struct html_cx      h;
	struct buf          b;
	enum err            e;

	(void)tail;
	(void)again;
	if (!p)
		return ctx_no_memory(cx);
	if ((e = desk_view(rq, "class.list", NULL, 0, &v)) != OK)
		return e;
	frame_of(rq, &p->page);
	p->q = typed;
	if ((e = class_meant(rq, typed, p, &a.class_key)) != OK || (e = filter_form(rq, &a, typed, &p->form)) != OK ||
	    (e = who_answers(rq, &a, v, p)) != OK || (!p->nmeant && (e = list_rows(rq, &a, v, p)) != OK))
		return e;
	p->edits = actor_may(cx->who, PERM_CITY_EDIT);
	p->add = S("/duties/new");
	if (a.class_key.n)
		p->add = frame_with(cx->arena, p->add, S("class_key"), a.class_key);
	if (a.place.n)
		p->add = frame_with(cx->arena, p->add, S("place"), a.place);
	frame_begin(rq, &h, &b);
	tpl_matrix_list(&h, p);
	return frame_end(&h, rp, 200);
}

/* ---- GET /duties/new ---- */

enum err
matrix_form(struct http_request *rq, const char *command, str page, text_id button, struct form *f)
{
	const struct command *c = command_find(str_of(command));
	enum err              e = form_of(rq->cx, str_of(command), c->in, c->nin, f);

	if (e != OK)
		return e;
	f->page = page;
	f->word = text_get(c->summary, rq->cx->lang);
	f->button = text_get(button, rq->cx->lang);
	return matrix_choices(rq, f);
}

enum err
matrix_new_show(struct http_request *rq, const struct input *pairs, size_t n, str tail, struct form_again *again,
                struct http_reply *rp)
{
	struct ctx        *cx = rq->cx;
	struct matrix_new *p = ARENA_NEW(cx->arena, struct matrix_new);
	struct html_cx     h;
	struct buf         b;
	char               today[DAY_TEXT];
	enum err           e;

	(void)tail;
	if (!p)
		return ctx_no_memory(cx);
	frame_of(rq, &p->page);
	if ((e = matrix_form(rq, "duty.add", S("/duties/new"), T_matrix_b_add, &p->form)) != OK)
		return e;
	form_value(&p->form, "class_key", desk_value(pairs, n, S("class_key")));
	form_value(&p->form, "place", desk_value(pairs, n, S("place")));
	form_value(&p->form, "valid_from",
	           DESK_FORMAT(cx, "%.*s", STR_ARG(day_format(ctx_today(cx), today))));
	if ((e = form_again(cx, &p->form, again, &p->page)) != OK || (e = form_rest(cx, again, &p->page)) != OK)
		return e;
	frame_begin(rq, &h, &b);
	tpl_matrix_new(&h, p);
	return frame_end(&h, rp, desk_status(again));
}

/* ---- GET /duties/{id} ---- */

static enum err
acts_of(struct http_request *rq, const struct matrix_duty *o, struct form_again *again, struct matrix_one *p)
{
	static const struct {
		const char *command, *icon;
		text_id     word, button;
		bool        danger;
	} acts[] = {{"duty.replace", "arrow-right", T_matrix_a_replace, T_matrix_b_replace, false},
	            {"duty.end", "ban", T_matrix_a_end, T_matrix_b_end, true}};
	struct ctx *cx = rq->cx;
	str         here = DESK_FORMAT(cx, "/duties/%lld", (long long)o->row.id);
	struct buf  codes;
	enum err    e;

	if (!(p->acts = ARENA_NEWS(cx->arena, NITEMS(acts), struct form)))
		return ctx_no_memory(cx);
	buf_init(&codes, cx->arena, BUF_LINE);
	for (size_t i = 0; i < o->nhelper; i++)
		buf_printf(&codes, "%s%.*s", i ? "；" : "", STR_ARG(o->helper[i].code));
	for (size_t i = 0; i < NITEMS(acts) && o->mine && p->state != T_matrix_over; i++) {
		struct form *f = &p->acts[p->nacts];

		if ((e = matrix_form(rq, acts[i].command, here, acts[i].button, f)) != OK)
			return e;
		form_hide_i64(cx, f, "id", o->row.id);
		form_value(f, "helpers", buf_str(&codes));
		form_value(f, "unit", o->row.unit_code);
		f->word = text_get(acts[i].word, cx->lang);
		f->icon = str_of(acts[i].icon);
		f->danger = acts[i].danger;
		f->ask = f->word;
		f->ask_more = p->class_;
		if ((e = form_again(cx, f, again, &p->page)) != OK)
			return e;
		p->nacts++;
	}
	return form_rest(cx, again, &p->page);
}

static enum err
take(struct http_request *rq, const struct matrix_duty *o, struct matrix_one *p)
{
	struct ctx *cx = rq->cx;
	const void *v;
	enum err    e = desk_view(rq, "class.list", NULL, 0, &v);

	if (e != OK)
		return e;
	p->id = o->row.id;
	p->class_ = class_said(cx, v, o->row.class_key);
	if (o->row.class_key.n == CLASS_KEY)
		p->class_href = DESK_FORMAT(cx, "/classes/%.*s", STR_ARG(o->row.class_key));
	else if (o->row.class_key.n)
		p->class_href = DESK_FORMAT(cx, "/classes?big=%.*s", STR_ARG(o->row.class_key));
	p->place = o->row.place_name;
	p->unit = o->row.unit_name;
	p->basis = o->row.basis;
	p->source = o->row.source;
	p->from = o->row.valid_from;
	p->to = o->row.valid_to;
	p->state = matrix_state(o->today, p->from, p->to);
	if (o->row.class_key.n == CLASS_KEY)
		p->ask = frame_with(cx->arena, frame_with(cx->arena, S("/duties"), S("class_key"), o->row.class_key),
		                    S("place"), o->row.place_code);
	p->helpers = ARENA_NEWS(cx->arena, o->nhelper, struct matrix_helper);
	p->line = ARENA_NEWS(cx->arena, o->nline, struct matrix_item);
	if (!p->helpers || !p->line)
		return ctx_no_memory(cx);
	for (size_t i = 0; i < o->nhelper; i++)
		p->helpers[p->nhelpers++] = (struct matrix_helper){o->helper[i].name, false};
	for (size_t i = 0; i < o->nline; i++)
		p->line[p->nline++] = (struct matrix_item){
		    .id = o->line[i].id, .unit = o->line[i].unit_name, .basis = o->line[i].basis,
		    .from = o->line[i].valid_from, .to = o->line[i].valid_to, .here = o->line[i].id == o->row.id,
		    .state = matrix_state(o->today, o->line[i].valid_from, o->line[i].valid_to)};
	p->past = trail_shown(&o->trail);
	return OK;
}

enum err
matrix_one_show(struct http_request *rq, const struct input *pairs, size_t n, str tail, struct form_again *again,
                struct http_reply *rp)
{
	struct ctx        *cx = rq->cx;
	struct matrix_one *p = ARENA_NEW(cx->arena, struct matrix_one);
	struct input       in = {S("id"), tail};
	const void        *out;
	struct html_cx     h;
	struct buf         b;
	int64_t            id;
	enum err           e;

	(void)pairs;
	(void)n;
	if (!p)
		return ctx_no_memory(cx);
	if (!str_to_i64(tail, &id) || id < 1)
		return ERR_NONE;
	frame_of(rq, &p->page);
	if ((e = view_show(cx, &matrix_duty_view, &in, 1, &out)) != OK || (e = take(rq, out, p)) != OK ||
	    (e = acts_of(rq, out, again, p)) != OK)
		return e;
	frame_begin(rq, &h, &b);
	tpl_matrix_one(&h, p);
	return frame_end(&h, rp, desk_status(again));
}
