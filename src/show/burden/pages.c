/* The pages of forms and of what they cost. */
#include "burden_pages_tpl.h"
#include "city/unit/unit.h"
#include "city/unit/roles.h"
#include "show/burden/burden.h"
#include "kit_table_texts.h"
#include "show/burden/page.h"
#include "show/desk/pages.h"
#include "show_burden_texts.h"
#include "work/burden/burden.h"
#include "work_burden_texts.h"

#include <string.h>

/* ---- What they share ---- */

static struct burden_row
row_of(const struct inquiry *q)
{
	return (struct burden_row){.id = q->id, .minutes = q->minutes, .asked = q->asked, .filled = q->filled,
	    .no = q->no,
	    .title = q->title, .due = q->due, .unit = q->unit, .late = q->late, .ended = q->ended_at.some,
	    .whole = q->filled == q->asked};
}

static enum err
costs_of(struct ctx *cx, const struct burden_year *y, const struct burden_unit *u, size_t n,
         struct burden_row_year **out)
{
	if (!(*out = ARENA_NEWS(cx->arena, n, struct burden_row_year)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < n; i++) {
		struct burden_row_year *x = &(*out)[i];

		*x = (struct burden_row_year){.id = u[i].id, .forms = u[i].forms, .form_minutes = u[i].form_minutes,
		    .took = u[i].took, .minutes = u[i].minutes, .year = u[i].year,
		    .percent = u[i].year ? u[i].minutes * 100 / u[i].year : 0, .name = u[i].name, .over = u[i].over};
		if (!y)
			continue;
		if (!(x->parts = ARENA_NEWS(cx->arena, y->nkind, struct burden_share)))
			return ctx_no_memory(cx);
		for (; x->nparts < y->nkind; x->nparts++)
			x->parts[x->nparts] = (struct burden_share){
			    .label = y->kind[x->nparts].kind->label, .n = u[i].part[x->nparts].n,
			    .minutes = u[i].part[x->nparts].minutes,
			    .list = strcmp(y->kind[x->nparts].kind->name, "task") == 0
			                ? frame_with(cx->arena, S("/tasks"), S("unit"), u[i].code) : STR_NONE};
	}
	return OK;
}

/* The names of units that were asked for nothing. */
static enum err
spared_of(struct ctx *cx, const struct burden_year *y, struct burden_ledger *p)
{
	struct buf b;

	buf_init(&b, cx->arena, (size_t)1 << 18);
	p->nspared = y->n - p->nunits;
	for (size_t i = p->nunits; i < y->n; i++) {
		buf_add(&b, i > p->nunits ? cx->lang == ZH ? S("、") : S(", ") : S(""));
		buf_add(&b, y->unit[i].name);
	}
	return buf_end(&b, &p->spared) == OK ? OK : ctx_no_memory(cx);
}

static enum err
fields_of(struct ctx *cx, const struct inquiry_item *it, size_t n, struct burden_field **out)
{
	if (!(*out = ARENA_NEWS(cx->arena, n, struct burden_field)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < n; i++)
		(*out)[i] = (struct burden_field){it[i].n, it[i].words, it[i].held, it[i].near};
	return OK;
}

static enum err
form_for(struct ctx *cx, const char *command, str page, const char *icon, text_id button, struct form *f)
{
	const struct command *c = command_find(str_of(command));
	enum err              e = form_of(cx, str_of(command), c->in, c->nin, f);

	f->page = page;
	f->word = frame_label(cx, c->summary);
	f->button = text_get(button, cx->lang);
	f->icon = str_of(icon);
	return e;
}

/* ---- What it costs, on pages of other rooms ---- */

enum { NOTE_UNITS = 20 };

struct noting {
	const str *kind;
	size_t     n;
	int64_t    units;
	struct buf b;
};

static enum err
note(struct ctx *cx, void *arg)
{
	struct noting *w = arg;
	enum err       e = OK;

	for (size_t i = 0; e == OK && i < w->n; i++) {
		int64_t each;
		text_id label;

		e = burden_minutes(cx, w->kind[i], &each, &label);
		if (e == ERR_NONE) {
			e = OK;
			continue;
		}
		if (e != OK)
			return e;
		if (w->b.n)
			buf_add(&w->b, text_get(T_burden_pages_and, cx->lang));
		text_add(&w->b, w->units ? T_burden_pages_in_all : T_burden_pages_each, cx->lang,
		         (const str[]){text_get(label, cx->lang), DESK_FORMAT(cx, "%lld", (long long)each),
		                       DESK_FORMAT(cx, "%lld", (long long)w->units),
		                       DESK_FORMAT(cx, "%lld", (long long)(each * w->units))},
		         4);
	}
	return e;
}

enum err
burden_note_of(struct http_request *rq, const str *kind, size_t n, int64_t units, bool years,
               struct burden_note *out)
{
	struct ctx               *cx = rq->cx;
	struct noting             w = {.kind = kind, .n = n, .units = units};
	const struct burden_year *y;
	const void               *v;
	size_t                    shown;
	enum err                  e;

	*out = (struct burden_note){.words = STR_NONE};
	if (!actor_may(cx->who, PERM_TASK_SEE))
		return OK;
	buf_init(&w.b, cx->arena, BUF_LINE);
	if ((e = view_look(cx, PERM_TASK_SEE, note, &w)) != OK || (e = buf_end(&w.b, &out->words)) != OK || !years)
		return e;
	if ((e = desk_view(rq, "burden.year", NULL, 0, &v)) != OK)
		return e;
	y = v;
	shown = y->n < NOTE_UNITS ? y->n : NOTE_UNITS;
	out->nunits = shown;
	out->more = (int64_t)(y->n - shown);
	return costs_of(cx, NULL, y->unit, shown, &out->units);
}

/* ---- Above a unit's list of cases ---- */

struct waiting {
	int64_t n;
	str     due;
};

static enum err
waits(struct ctx *cx, void *arg)
{
	struct waiting *w = arg;

	return burden_waits(cx, cx->who->unit, &w->n, &w->due);
}

enum err
burden_pages_waits(struct http_request *rq, struct desk_also *out)
{
	struct waiting w = {.due = STR_NONE};
	enum err       e = view_look(rq->cx, PERM_TASK_DO, waits, &w);

	*out = (struct desk_also){.words = STR_NONE, .href = S("/inquiries")};
	if (e == OK && w.n)
		out->words = desk_text(rq->cx, T_burden_pages_waits, DESK_FORMAT(rq->cx, "%lld", (long long)w.n),
		                       w.due);
	return e;
}

/* ---- GET /inquiries ---- */

enum err
burden_list_show(struct http_request *rq, const struct input *pairs, size_t n, str tail, struct form_again *again,
                 struct http_reply *rp)
{
	struct ctx                *cx = rq->cx;
	struct burden_list        *p = ARENA_NEW(cx->arena, struct burden_list);
	const struct input         before = {S("before"), desk_value(pairs, n, S("before"))};
	const struct inquiry_list *l;
	const void                *v;
	struct html_cx             h;
	struct buf                 b;
	enum err                   e;

	(void)tail;
	(void)again;
	if (!p)
		return ctx_no_memory(cx);
	frame_of(rq, &p->page);
	p->later = before.value.n != 0;
	p->asks = actor_may(cx->who, PERM_TASK_EDIT);
	if ((e = desk_view(rq, "inquiry.list", &before, p->later ? 1 : 0, &v)) != OK)
		return e;
	l = v;
	if (!(p->rows = ARENA_NEWS(cx->arena, l->n, struct burden_row)))
		return ctx_no_memory(cx);
	for (; p->nrows < l->n; p->nrows++)
		p->rows[p->nrows] = row_of(&l->item[p->nrows]);
	if (l->before)
		p->next = DESK_FORMAT(cx, "/inquiries?before=%lld", (long long)l->before);
	frame_begin(rq, &h, &b);
	tpl_burden_pages_list(&h, p);
	return frame_end(&h, rp, 200);
}

/* ---- GET /inquiries/new ---- */

/* Units to choose from, by kind. */
static enum err
pick_units(struct http_request *rq, struct form *f)
{
	struct ctx             *cx = rq->cx;
	const struct unit_list *list;
	struct form_group      *g;
	const void             *v;
	size_t                  n = 0;
	enum err                e = desk_view(rq, "unit.list", NULL, 0, &v);

	if (e != OK)
		return e;
	list = v;
	if (!(g = ARENA_NEWS(cx->arena, list->n + 1, struct form_group)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < list->n; i++) {
		str    kind = list->item[i].kind;
		size_t k = 0;

		while (k < n && !str_eq(g[k].label, kind))
			k++;
		if (k == n) {
			g[n].label = kind;
			if (!(g[n++].options = ARENA_NEWS(cx->arena, list->n - i, struct form_option)))
				return ctx_no_memory(cx);
		}
		g[k].options[g[k].noptions++] = (struct form_option){list->item[i].code, list->item[i].name, false};
	}
	form_pick_many(f, "units", g, n);
	if (form_field(f, "units"))
		form_field(f, "units")->label = frame_label(cx, T_burden_pages_asked_units);
	return OK;
}

/* All that was chosen: in an address each stands for itself. */
static str
all_of(struct ctx *cx, const struct input *pairs, size_t n, str name)
{
	struct buf b;

	buf_init(&b, cx->arena, BUF_LINE);
	for (size_t i = 0; i < n; i++)
		if (str_eq(pairs[i].name, name) && pairs[i].value.n) {
			buf_add(&b, b.n ? S("；") : S(""));
			buf_add(&b, pairs[i].value);
		}
	return b.err == OK ? buf_str(&b) : STR_NONE;
}

/* What was typed is tried before anything is sent; a fault in it is said as the command would. */
static enum err
try(struct http_request *rq, const struct input *pairs, size_t n, struct burden_new *p)
{
	struct ctx         *cx = rq->cx;
	const struct input  in[] = {{S("items"), desk_value(pairs, n, S("items"))},
	                            {S("units"), all_of(cx, pairs, n, S("units"))}};
	struct form_again   again = {.command = S("inquiry.ask"), .typed = pairs, .n = n};
	const struct inquiry_try *t;
	struct why         *why = ARENA_NEW(cx->arena, struct why);
	const void         *v;
	enum err            e;

	if (!why)
		return ctx_no_memory(cx);
	for (size_t i = 0; i < p->form.nfields; i++) {
		const char *name = p->form.fields[i].field->name;
		str         typed = all_of(cx, pairs, n, str_of(name));

		if (typed.n)
			form_value(&p->form, name, typed);
	}
	if (!in[0].value.n && !in[1].value.n)
		return OK;
	e = desk_view(rq, "inquiry.try", in, NITEMS(in), &v);
	if (e == ERR_INPUT) {
		*why = cx->why;
		ctx_forget(cx);
		again.err = e;
		again.why = why;
		return form_again(cx, &p->form, &again, &p->page);
	}
	if (e != OK)
		return e;
	t = v;
	p->tried = true;
	p->asked = (int64_t)t->nasked;
	p->none = t->nasked == 0;
	p->least = t->least;
	p->nfields = t->nitem;
	p->nunits = t->nunit;
	e = fields_of(cx, t->item, t->nitem, &p->fields);
	return e == OK ? costs_of(cx, NULL, t->unit, t->nunit, &p->units) : e;
}

enum err
burden_new_show(struct http_request *rq, const struct input *pairs, size_t n, str tail, struct form_again *again,
                struct http_reply *rp)
{
	struct ctx        *cx = rq->cx;
	struct burden_new *p = ARENA_NEW(cx->arena, struct burden_new);
	struct html_cx     h;
	struct buf         b;
	enum err           e;

	(void)tail;
	if (!p)
		return ctx_no_memory(cx);
	frame_of(rq, &p->page);
	if ((e = form_for(cx, "inquiry.ask", S("/inquiries/new"), "send", T_burden_pages_ask, &p->form)) != OK)
		return e;
	form_hint(&p->form, "items", text_get(T_burden_pages_items_hint, cx->lang));
	if ((e = pick_units(rq, &p->form)) != OK)
		return e;
	form_hint(&p->form, "units", text_get(T_burden_pages_units_hint, cx->lang));
	form_hint(&p->form, "over", text_get(T_burden_pages_over_hint, cx->lang));
	if (!again && (e = try(rq, pairs, n, p)) != OK)
		return e;
	if ((e = form_again(cx, &p->form, again, &p->page)) != OK || (e = form_rest(cx, again, &p->page)) != OK)
		return e;
	frame_begin(rq, &h, &b);
	tpl_burden_pages_new(&h, p);
	return frame_end(&h, rp, desk_status(again));
}

/* ---- GET /inquiries/{id} ---- */

static const struct trail_column columns[] = {
    {"inquiry", "title", T_burden_f_title, TRAIL_WORDS},     {"inquiry", "minutes", T_burden_pages_minutes, TRAIL_WORDS},
    {"inquiry", "due", T_sheet_word_due, TRAIL_WORDS},       {"inquiry", "over", T_burden_f_over, TRAIL_WORDS},
    {"inquiry", "ended_at", T_burden_pages_e_ended, TRAIL_MOMENT}, {"datum", "name", T_burden_pages_field, TRAIL_WORDS},
    {"datum", "owner", T_sheet_word_owner, TRAIL_WORDS},     {"datum", "held_in", T_sheet_word_held_in, TRAIL_WORDS},
    {"datum", "ended", T_sheet_word_ended, TRAIL_WORDS},
};
static const struct trail_type types[] = {
    {"inquiry.asked", T_burden_pages_e_asked}, {"inquiry.filled", T_burden_pages_e_filled},
    {"inquiry.ended", T_burden_pages_e_ended}, {"datum.added", T_burden_pages_e_datum},
    {"datum.changed", T_burden_pages_e_datum_changed},
};
const struct trail_words burden_words = {
    .column = columns, .ncolumn = NITEMS(columns), .type = types, .ntype = NITEMS(types),
};

static enum err
units_of(struct ctx *cx, const struct inquiry_shown *s, struct burden_one *p)
{
	if (!(p->units = ARENA_NEWS(cx->arena, s->nunit, struct burden_unit_row)))
		return ctx_no_memory(cx);
	for (; p->nunits < s->nunit; p->nunits++) {
		const struct inquiry_unit *u = &s->unit[p->nunits];
		struct burden_unit_row    *x = &p->units[p->nunits];

		*x = (struct burden_unit_row){.name = u->name, .filled_at = u->filled_at, .took = u->took,
		    .late = u->late};
		if (!u->filled_at.some)
			continue;
		if (!(x->answers = ARENA_NEWS(cx->arena, u->n, struct burden_answer)))
			return ctx_no_memory(cx);
		for (; x->nanswers < u->n; x->nanswers++)
			x->answers[x->nanswers] = (struct burden_answer){u->answer[x->nanswers].n,
			    u->answer[x->nanswers].words, u->answer[x->nanswers].value};
	}
	return OK;
}

/* "1. …" a line for each field that is asked, with what the unit has answered so far. */
static str
lines_for(struct ctx *cx, const struct inquiry_shown *s)
{
	const struct inquiry_unit *own = NULL;
	struct buf                 b;

	for (size_t u = 0; u < s->nunit; u++)
		if (cx->who && s->unit[u].id == cx->who->unit)
			own = &s->unit[u];
	buf_init(&b, cx->arena, BUF_PAYLOAD);
	for (size_t i = 0; own && i < own->n; i++)
		buf_printf(&b, "%lld. %.*s\n", (long long)own->answer[i].n, STR_ARG(own->answer[i].value));
	return b.err ? S("") : buf_str(&b);
}

static enum err
acts_of(struct ctx *cx, const struct inquiry_shown *s, struct form_again *again, struct burden_one *p)
{
	const struct {
		const char *command, *icon;
		text_id     button;
		bool        fits, danger;
	} acts[] = {
	    {"inquiry.fill", "send", s->own_filled ? T_burden_pages_again : T_burden_pages_fill, s->own, false},
	    {"inquiry.end", "ban", T_burden_pages_end, s->mine, true},
	};
	str      here = DESK_FORMAT(cx, "/inquiries/%lld", (long long)s->q.id);
	enum err e;

	if (!(p->acts = ARENA_NEWS(cx->arena, NITEMS(acts), struct form)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < NITEMS(acts); i++) {
		struct form *f = &p->acts[p->nacts];

		if (s->q.ended_at.some || !acts[i].fits ||
		    !actor_may(cx->who, command_find(str_of(acts[i].command))->perm))
			continue;
		if ((e = form_for(cx, acts[i].command, here, acts[i].icon, acts[i].button, f)) != OK)
			return e;
		form_hide_i64(cx, f, "id", s->q.id);
		form_value(f, "answers", lines_for(cx, s));
		f->danger = acts[i].danger;
		f->ask = f->word;
		f->ask_more = s->q.title;
		f->first = f->open = i == 0 && !s->own_filled;
		if ((e = form_again(cx, f, again, &p->page)) != OK)
			return e;
		p->nacts++;
	}
	return form_rest(cx, again, &p->page);
}

enum err
burden_one_show(struct http_request *rq, const struct input *pairs, size_t n, str tail, struct form_again *again,
                struct http_reply *rp)
{
	struct ctx                 *cx = rq->cx;
	struct burden_one          *p = ARENA_NEW(cx->arena, struct burden_one);
	const struct inquiry_shown *s;
	const void                 *v;
	struct html_cx              h;
	struct buf                  b;
	int64_t                     id;
	enum err                    e;

	(void)pairs;
	(void)n;
	if (!p)
		return ctx_no_memory(cx);
	if (!str_to_i64(tail, &id) || id < 1)
		return ERR_NONE;
	frame_of(rq, &p->page);
	if ((e = desk_view(rq, "inquiry.get", &(struct input){S("id"), tail}, 1, &v)) != OK)
		return e;
	s = v;
	p->row = row_of(&s->q);
	p->basis = s->q.basis;
	p->over = s->q.over;
	p->asked = (int64_t)s->nasked;
	p->nfields = s->nitem;
	if ((e = fields_of(cx, s->item, s->nitem, &p->fields)) != OK || (e = units_of(cx, s, p)) != OK ||
	    (e = acts_of(cx, s, again, p)) != OK ||
	    (e = trail_page(cx, PERM_TASK_SEE, &burden_words, "inquiry", id, &p->past)) != OK)
		return e;
	frame_begin(rq, &h, &b);
	tpl_burden_pages_one(&h, p);
	return frame_end(&h, rp, desk_status(again));
}

/* ---- GET /burden ---- */

enum err
burden_year_show(struct http_request *rq, const struct input *pairs, size_t n, str tail, struct form_again *again,
                 struct http_reply *rp)
{
	struct ctx               *cx = rq->cx;
	struct burden_ledger     *p = ARENA_NEW(cx->arena, struct burden_ledger);
	const struct input        year = {S("year"), desk_value(pairs, n, S("year"))};
	const struct burden_year *y;
	const void               *v;
	struct html_cx            h;
	struct buf                b;
	enum err                  e;

	(void)tail;
	if (!p)
		return ctx_no_memory(cx);
	frame_of(rq, &p->page);
	if ((e = desk_view(rq, "burden.year", &year, year.value.n ? 1 : 0, &v)) != OK)
		return e;
	y = v;
	p->year = DESK_FORMAT(cx, "%lld", (long long)y->year);
	p->before = DESK_FORMAT(cx, "%lld", (long long)y->year - 1);
	p->after = DESK_FORMAT(cx, "%lld", (long long)y->year + 1);
	p->has_after = y->year < day_year(ctx_today(cx));
	p->forms = y->forms;
	p->minutes = y->minutes;
	p->usual = y->usual;
	/* They stand by what they were asked for: those of nothing are last. */
	while (p->nunits < y->n && (y->unit[p->nunits].minutes || y->unit[p->nunits].forms))
		p->nunits++;
	if ((e = costs_of(cx, y, y->unit, p->nunits, &p->units)) != OK || (e = spared_of(cx, y, p)) != OK)
		return e;
	if (!(p->kinds = ARENA_NEWS(cx->arena, y->nkind, struct burden_each)))
		return ctx_no_memory(cx);
	for (; p->nkinds < y->nkind; p->nkinds++)
		p->kinds[p->nkinds] = (struct burden_each){y->kind[p->nkinds].kind->label, y->kind[p->nkinds].minutes};
	p->edits = actor_may(cx->who, PERM_CITY_EDIT);
	if (p->edits && ((e = form_for(cx, "burden.cost", S("/burden"), "settings", T_burden_pages_cost,
	    &p->form)) != OK ||
	                 (e = form_again(cx, &p->form, again, &p->page)) != OK))
		return e;
	if ((e = form_rest(cx, again, &p->page)) != OK)
		return e;
	frame_begin(rq, &h, &b);
	tpl_burden_pages_year(&h, p);
	return frame_end(&h, rp, desk_status(again));
}
