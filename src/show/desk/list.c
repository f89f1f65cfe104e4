/* The work list: rows, filters as tags, keyset paging. */
#include "show/desk/desk.h"

#include "base/day.h"
#include "base/ensure.h"
#include "city/unit/roles.h"
#include "desk_sql.h"
#include "desk_tpl.h"
#include "judge/bulletin/bulletin.h"
#include "show_desk_texts.h"
#include "work/cases/cases.h"
#include "work/docket/docket.h"
#include "work_docket_texts.h"

/* What steers a list and is no filter. */
static bool
steers(str name)
{
	return str_eq(name, S("after")) || str_eq(name, S("sort")) || str_eq(name, S("order")) ||
	       str_eq(name, S("lang")) || str_eq(name, S("done")) || str_eq(name, S("seen")) ||
	       str_eq(name, S("dense")) || str_eq(name, S("n"));
}

struct desk_dot
desk_dot_of(int64_t state, int64_t asking)
{
	static const char *const kind[CASE_STATE_MAX] = {
	    [CASE_NONE] = "void",      [CASE_REPORTED] = "wait", [CASE_CHECKING] = "wait",
	    [CASE_CHECKED] = "wait",   [CASE_FILED] = "wait",    [CASE_DISPATCHED] = "wait",
	    [CASE_WORKING] = "half",   [CASE_FIXED] = "full",    [CASE_PROVEN] = "full",
	    [CASE_CLOSED] = "end",     [CASE_REWORK] = "back",   [CASE_RETURNED] = "back",
	    [CASE_SUSPENDED] = "hold", [CASE_REFUSED] = "void",  [CASE_VOID] = "void",
	    [CASE_MERGED] = "void",    [CASE_TOLD] = "end",
	};
	struct desk_dot d = {T_none, S("void")};

	if (state < 0 || state >= CASE_STATE_MAX)
		return d;
	d.label = case_state_label((enum case_state)state);
	d.kind = asking && case_open((enum case_state)state) ? S("hold") : str_of(kind[state]);
	return d;
}

struct desk_due
desk_due_of(const struct ctx *cx, int64_t state, opt_i64 due_at, bool overdue)
{
	struct desk_due d = {.paused = state == CASE_SUSPENDED, .done = !case_open((enum case_state)state),
	                     .dated = due_at.some};
	day             today, that;
	int32_t         ms;

	if (state == CASE_TOLD)
		return (struct desk_due){.some = true, .told = true, .blank = !due_at.some,
		                         .dated = due_at.some, .at = due_at.v};
	if (d.done || d.paused || !due_at.some) {
		d.some = d.done || d.paused;
		d.was = d.done && overdue;
		d.at = due_at.v;
		return d;
	}
	d.some = true;
	d.at = due_at.v;
	d.left = due_at.v - cx->now;
	/* Overdue at an earlier stage stays on record; the tag is about the deadline that runs. */
	d.late = d.left < 0;
	d.was = !d.late && overdue;
	d.soon = !d.late && day_of_ms(cx->now, cx->zone, &today, &ms) &&
	         day_of_ms(due_at.v, cx->zone, &that, &ms) && day_between(today, that) <= 0;
	return d;
}

enum err
desk_source(struct ctx *cx, str code, str *name)
{
	struct q_ledger_name_row r;
	enum err                 e;
	const struct command *c = command_find(S("case.report"));

	for (size_t i = 0; c && i < c->nin; i++) {
		if (!str_eq(str_of(c->in[i].name), S("source")))
			continue;
		for (const struct choice *x = c->in[i].choices; x && x->value; x++)
			if (str_eq(str_of(x->value), code)) {
				*name = text_get(x->label, cx->lang);
				return OK;
			}
	}
	*name = code;
	if (!code.n)
		return OK;
	/* No channel of ours: a ledger that was imported. */
	e = q_ledger_name(cx, &(struct q_ledger_name_in){.source = code}, &r);
	*name = e == OK ? r.title : desk_text(cx, T_desk_source_ledger, code, STR_NONE);
	return e == ERR_NONE ? OK : e;
}

/* An address in a column of its own: that it lies in this district goes without saying. */
static str
spot_of(str address)
{
	str site = frame_site()->name;

	return site.n && address.n > site.n && str_starts(address, site)
	               ? str_slice(address, site.n, address.n)
	               : address;
}

static enum err
rows(struct http_request *rq, const struct case_list_out *out, str in, struct desk_list *p)
{
	struct ctx *cx = rq->cx;
	str         seen = http_query(rq, S("seen"));
	enum err    e;

	p->rows = ARENA_NEWS(cx->arena, out->n, struct desk_row);
	p->nrows = out->n;
	if (!p->rows)
		return ctx_no_memory(cx);
	for (size_t i = 0; i < out->n; i++) {
		const struct case_item *c = &out->item[i];
		struct desk_row        *r = &p->rows[i];

		r->id = DESK_FORMAT(cx, "%lld", (long long)c->id);
		r->href = DESK_FORMAT(cx, "/cases/%lld%.*s", (long long)c->id, STR_ARG(in));
		r->no = c->no;
		r->urgent = c->priority == 1;
		r->very = c->priority == 2;
		r->unranked = c->state == CASE_TOLD; /* no source told how urgent it was */
		r->seen = str_eq(seen, r->id);
		r->fresh = c->state == CASE_REPORTED && cx->now - c->reported_at < INT64_C(3600000);
		r->due = desk_due_of(cx, c->state, c->due_at, c->overdue);
		/* A page has few sources, most often one. */
		if (i && str_eq(c->source, c[-1].source))
			r->source = r[-1].source;
		else if ((e = desk_source(cx, c->source, &r->source)) != OK)
			return e;
		r->what = c->class_name.n ? c->class_name : text_get(T_desk_no_class, cx->lang);
		r->place = c->place_name;
		r->spot = spot_of(c->address);
		r->unit = c->at_hq ? text_get(T_desk_at_hq, cx->lang) : c->unit_name;
		r->stage = desk_dot_of(c->state, c->asking);
		/* Counted apart, so shown apart: no verified end. */
		if (c->kind == CASE_KIND_SELF || c->kind == CASE_KIND_FORCED) {
			r->how = c->kind == CASE_KIND_SELF ? T_case_kind_self : T_case_kind_forced;
			r->stage.kind = S("void");
			r->due.apart = true;
		}
		if (c->state == CASE_TOLD) {
			r->unit = c->told_unit;
			r->told = c->told_status;
			r->stage.kind = c->open ? S("half") : S("end");
		}
		r->changed = c->last_at;
	}
	return OK;
}

static const text_id word_said[] = {
    [WORD_TEXT] = T_desk_q_text,   [WORD_NUMBER] = T_desk_q_number, [WORD_BEGIN] = T_desk_q_begin,
    [WORD_PLACE] = T_desk_q_place, [WORD_UNIT] = T_desk_q_unit,     [WORD_CLASS] = T_desk_q_class,
    [WORD_REF] = T_desk_q_ref,
};

/* How the search was taken, word by word: "按地点“巷口”、按地址文字“路灯”查找". */
static str
understood(const struct ctx *cx, const struct case_list_out *out)
{
	struct buf b;

	if (!out->nword)
		return STR_NONE;
	buf_init(&b, cx->arena, BUF_LINE);
	for (size_t i = 0; i < out->nword; i++) {
		if (i)
			buf_add(&b, text_get(T_desk_comma, cx->lang));
		buf_add(&b, desk_text(cx, word_said[out->word[i].kind], out->word[i].text, STR_NONE));
	}
	return desk_text(cx, T_desk_q_taken, buf_str(&b), STR_NONE);
}

/* The list's address with its filters but without one of them, and with one more pair. */
static str
address(struct ctx *cx, const struct input *pairs, size_t n, str without, str name, str value)
{
	str a = S("/cases");

	for (size_t i = 0; i < n; i++) {
		bool keep = str_eq(pairs[i].name, S("sort")) || str_eq(pairs[i].name, S("order")) ||
		            str_eq(pairs[i].name, S("dense")) || !steers(pairs[i].name);

		if (keep && !str_eq(pairs[i].name, without) && !str_eq(pairs[i].name, name) &&
		    pairs[i].value.n)
			a = frame_with(cx->arena, a, pairs[i].name, pairs[i].value);
	}
	return value.p ? frame_with(cx->arena, a, name, value) : a;
}

/* "?in=state%3Dworking": which list a case was come to from, so that its page leads on and back. */
static str
come_from(struct ctx *cx, const struct input *pairs, size_t n)
{
	str a = address(cx, pairs, n, STR_NONE, S("after"), desk_value(pairs, n, S("after")));

	(void)str_cut(&a, '?');
	return frame_with(cx->arena, S(""), S("in"), a.p ? a : S(""));
}

static const struct field *
field_of(const struct view *v, str name)
{
	for (size_t i = 0; v && i < v->nin; i++)
		if (str_eq(str_of(v->in[i].name), name))
			return &v->in[i];
	return NULL;
}

/* "待派遣、返工" for "filed,rework". */
static str
states(const struct ctx *cx, str codes)
{
	struct buf b;

	buf_init(&b, cx->arena, BUF_PATH);
	while (codes.p) {
		str             one = str_trim(str_cut(&codes, ','));
		enum case_state s = case_state_of(one);

		if (b.n)
			buf_add(&b, text_get(T_desk_comma, cx->lang));
		buf_add(&b, s < CASE_STATE_MAX ? text_get(case_state_label(s), cx->lang) : one);
	}
	return buf_str(&b);
}

static str
shown(struct ctx *cx, const struct field *f, str value)
{
	if (str_eq(str_of(f->name), S("state")))
		return states(cx, value);
	if (str_eq(str_of(f->name), S("source")))
		return desk_source(cx, value, &value) == OK ? value : STR_NONE;
	for (const struct choice *c = f->choices; c && c->value; c++)
		if (str_eq(str_of(c->value), value))
			return text_get(c->label, cx->lang);
	return f->kind == FIELD_bool ? text_get(T_desk_yes, cx->lang) : value;
}

static enum err
chips(struct http_request *rq, const struct view *v, const struct input *pairs, size_t n, struct desk_list *p)
{
	struct ctx *cx = rq->cx;

	p->chips = ARENA_NEWS(cx->arena, n ? n : 1, struct desk_chip);
	if (!p->chips)
		return ctx_no_memory(cx);
	for (size_t i = 0; i < n; i++) {
		const struct field *f = field_of(v, pairs[i].name);

		if (!f || steers(pairs[i].name) || !str_trim(pairs[i].value).n)
			continue;
		p->chips[p->nchips++] =
		    (struct desk_chip){text_get(f->label, cx->lang), shown(cx, f, pairs[i].value),
		                       address(cx, pairs, n, pairs[i].name, STR_NONE, STR_NONE)};
	}
	p->clear = S("/cases");
	p->add = S("/filter");
	for (size_t i = 0; i < n; i++)
		if (field_of(v, pairs[i].name) && !steers(pairs[i].name))
			p->add = frame_with(cx->arena, p->add, pairs[i].name, pairs[i].value);
	return OK;
}

/* Only what the view knows, and no blanks: forms by GET send every control. */
static enum err
known(struct http_request *rq, const struct view *v, const struct input *pairs, size_t n, struct input **out,
      size_t *m)
{
	*out = ARENA_NEWS(rq->cx->arena, n ? n : 1, struct input);
	*m = 0;
	if (!*out)
		return ctx_no_memory(rq->cx);
	for (size_t i = 0; i < n; i++)
		if (field_of(v, pairs[i].name) && str_trim(pairs[i].value).n)
			(*out)[(*m)++] = pairs[i];
	return OK;
}

/*
 * What waits for somebody of this role: the states from which he leads a case on.
 * In the order of a case's life, so that a case goes through the lists from above.
 */
static const struct {
	perm_id         may;
	enum case_state at;
} waiting_for[] = {
	{PERM_CASE_ACCEPT, CASE_REPORTED}, {PERM_CASE_ACCEPT, CASE_CHECKING},    {PERM_CASE_CHECK, CASE_CHECKING},
	{PERM_CASE_FILE, CASE_CHECKED},    {PERM_CASE_DISPATCH, CASE_FILED},     {PERM_CASE_DISPATCH, CASE_RETURNED},
	{PERM_CASE_HANDLE, CASE_REWORK},   {PERM_CASE_HANDLE, CASE_DISPATCHED},  {PERM_CASE_HANDLE, CASE_WORKING},
	{PERM_CASE_VERIFY, CASE_FIXED},    {PERM_CASE_CLOSE, CASE_PROVEN},
};

/* The first link of the rail: all that waits for him.  None for who only looks. */
static enum err
add_mine(struct ctx *cx, const struct case_counts_out *c, str state, struct frame *f)
{
	bool       taken[CASE_STATE_MAX] = {false};
	struct buf b;
	str        codes;
	int64_t    n = 0;
	enum err   e;

	buf_init(&b, cx->arena, BUF_LINE);
	for (size_t i = 0; i < NITEMS(waiting_for); i++) {
		enum case_state at = waiting_for[i].at;

		if (!actor_may(cx->who, waiting_for[i].may) || taken[at])
			continue;
		taken[at] = true;
		n += c->state[at];
		buf_printf(&b, "%s%s", b.n ? "," : "", case_state_code(at));
	}
	if ((e = buf_end(&b, &codes)) != OK)
		return ctx_no_memory(cx);
	/* What the bottom bar of phones counts is the same. */
	if (n > 0)
		f->tasks = SOME_I64(n);
	f->many_tasks = n >= CASE_COUNT_MOST;
	if (codes.n > 0)
		f->saved[f->nsaved++] = (struct frame_link){
		    .href = frame_with(cx->arena, S("/cases"), S("state"), codes),
		    .label = text_get(T_desk_saved_mine, cx->lang), .count = SOME_I64(n), .on = str_eq(state, codes)};
	return OK;
}

enum err
desk_saved(struct http_request *rq, struct frame *f)
{
	static const enum case_state  at[] = {CASE_REPORTED, CASE_CHECKING,   CASE_CHECKED,  CASE_FILED,
	                                      CASE_RETURNED, CASE_DISPATCHED, CASE_WORKING,  CASE_REWORK,
	                                      CASE_FIXED,    CASE_PROVEN,     CASE_SUSPENDED};
	struct ctx                   *cx = rq->cx;
	const struct case_counts_out *c;
	const void                   *out;
	str                           state = http_query(rq, S("state")), span = http_query(rq, S("due"));
	enum err                      e;

	if (!f->may_cases)
		return OK;
	if ((e = desk_view(rq, "case.counts", NULL, 0, &out)) != OK)
		return e;
	c = out;
	f->saved = ARENA_NEWS(cx->arena, NITEMS(at) + 4, struct frame_link);
	if (!f->saved)
		return ctx_no_memory(cx);
	if ((e = add_mine(cx, c, state, f)) != OK)
		return e;
	f->saved[f->nsaved++] = (struct frame_link){
	    .href = S("/cases?due=overdue"), .label = text_get(T_desk_saved_over, cx->lang),
	    .count = SOME_I64(c->overdue), .late = c->overdue > 0, .on = str_eq(span, S("overdue"))};
	f->saved[f->nsaved++] = (struct frame_link){
	    .href = S("/cases?due=today"), .label = text_get(T_desk_saved_today, cx->lang),
	    .count = SOME_I64(c->today), .soon = c->today > 0, .on = str_eq(span, S("today"))};
	for (size_t i = 0; i < NITEMS(at); i++) {
		str code = str_of(case_state_code(at[i]));

		if (c->state[at[i]] > 0)
			f->saved[f->nsaved++] = (struct frame_link){
			    .href = frame_with(cx->arena, S("/cases"), S("state"), code),
			    .label = frame_label(cx, case_state_label(at[i])),
			    .count = SOME_I64(c->state[at[i]]), .on = str_eq(state, code)};
	}
	f->told = c->told;
	if (c->told > 0)
		f->saved[f->nsaved++] = (struct frame_link){
		    .href = S("/cases?state=told"), .label = frame_label(cx, case_state_label(CASE_TOLD)),
		    .count = SOME_I64(c->told), .on = str_eq(state, S("told"))};
	for (size_t i = 0; i < f->nsaved; i++)
		f->saved[i].many = f->saved[i].count.v >= CASE_COUNT_MOST;
	return OK;
}

/* For a unit: what the daily bulletin asks of it, beside each case's own deadline. */
static enum err
look_asked(struct ctx *cx, void *arg)
{
	struct desk_list        *p = arg;
	struct bulletin_waiting *w;
	size_t                   n;
	enum err                 e = bulletin_waiting_of(cx, &w, &n);

	for (size_t i = 0; e == OK && i < p->nrows; i++) {
		struct desk_row *r = &p->rows[i];
		int64_t          id;

		if (!str_to_i64(r->id, &id))
			continue;
		for (size_t k = 0; k < n; k++)
			if (w[k].case_id == id) {
				r->asked = SOME_I64(w[k].due_at);
				r->asked_late = w[k].due_at < cx->now;
			}
	}
	return e;
}

static const text_id order_said[] = {
    [CASE_BY_DUE] = T_desk_order_due, [CASE_BY_NEW] = T_desk_order_new,   [CASE_BY_BOTH] = T_desk_order_both,
    [CASE_BY_END] = T_desk_order_end, [CASE_BY_TOLD] = T_desk_order_told,
};

static perm_id also_perm;
static enum err (*also)(struct http_request *rq, struct desk_also *out);

void
desk_also_waits(perm_id perm, enum err (*waits)(struct http_request *rq, struct desk_also *out))
{
	also_perm = perm;
	also = waits;
}

enum err
desk_list_show(struct http_request *rq, const struct input *pairs, size_t n, str tail,
               struct form_again *again, struct http_reply *rp)
{
	struct ctx                 *cx = rq->cx;
	const struct view          *v = view_find(S("case.list"));
	struct desk_list           *p = ARENA_NEW(cx->arena, struct desk_list);
	const struct case_list_out *list;
	const void                 *out;
	struct input               *in;
	struct html_cx              h;
	struct buf                  b;
	size_t                      m;
	enum err                    e;

	(void)tail;
	(void)again;
	if (!p)
		return ctx_no_memory(cx);
	if (!v)
		return ERR_NONE;
	if ((e = known(rq, v, pairs, n, &in, &m)) != OK || (e = view_show(cx, v, in, m, &out)) != OK)
		return e;
	list = out;
	frame_of(rq, &p->page);
	p->page.is_list = true;
	p->page.q = desk_value(pairs, n, S("q"));
	if ((e = rows(rq, list, come_from(cx, pairs, n), p)) != OK ||
	    (cx->who->reach % 2 && (e = view_look(cx, PERM_CASE_SEE, look_asked, p)) != OK) ||
	    (e = chips(rq, v, pairs, n, p)) != OK ||
	    (e = desk_saved(rq, &p->page)) != OK ||
	    (also && actor_may(cx->who, also_perm) && (e = also(rq, &p->also)) != OK))
		return e;
	p->more = list->next.n > 0;
	p->dense = str_eq(desk_value(pairs, n, S("dense")), S("1"));
	p->dense_href = address(cx, pairs, n, S("dense"), S("dense"), p->dense ? STR_NONE : S("1"));
	p->by_new = list->order == CASE_BY_NEW;
	p->by_due = list->order == CASE_BY_DUE || list->order == CASE_BY_BOTH;
	p->by_end = !p->by_new && !p->by_due;
	p->order = order_said[list->order];
	p->sort_new = address(cx, pairs, n, S("sort"), S("sort"), S("new"));
	p->sort_due = address(cx, pairs, n, S("sort"), STR_NONE, STR_NONE);
	p->understood = understood(cx, list);
	if (list->nword && !desk_value(pairs, n, S("q_as")).n)
		for (size_t i = 0; i < list->nword; i++)
			if (list->word[i].kind != WORD_TEXT)
				p->as_text = address(cx, pairs, n, S("q_as"), S("q_as"), S("text"));
	if (list->looked)
		p->looked = SOME_I64(list->looked);
	if (p->more)
		p->next = address(cx, pairs, n, S("after"), S("after"), list->next);
	p->last = !p->more && desk_value(pairs, n, S("after")).n;
	if (!p->nchips && !p->page.q.n && p->page.told > 0) {
		p->told = SOME_I64(p->page.told);
		p->many_told = p->page.told >= CASE_COUNT_MOST;
	}
	if (desk_value(pairs, n, S("after")).n)
		p->prev = address(cx, pairs, n, S("after"), STR_NONE, STR_NONE);
	frame_begin(rq, &h, &b);
	tpl_desk_list(&h, p);
	return frame_end(&h, rp, 200);
}

/* Codes are chosen from a list, not typed. */
static enum err
code_lists(struct ctx *cx, struct form *f)
{
	const struct command    *report = command_find(S("case.report"));
	struct form_group       *g = ARENA_NEWS(cx->arena, 2, struct form_group);
	struct form_group       *classes;
	size_t                   nclasses, nledgers;
	struct q_ledger_names_row *ledger;
	enum err                 e;

	if ((e = desk_classes(cx, &classes, &nclasses)) != OK)
		return e;
	form_pick(f, "class", classes, nclasses);
	if (!g || !(g[0].options = ARENA_NEWS(cx->arena, CASE_STATE_MAX, struct form_option)))
		return ctx_no_memory(cx);
	for (int s = CASE_REPORTED; s < CASE_STATE_MAX; s++)
		g[0].options[g[0].noptions++] =
		    (struct form_option){str_of(case_state_code((enum case_state)s)),
		                         text_get(case_state_label((enum case_state)s), cx->lang), false};
	form_pick(f, "state", &g[0], 1);
	for (size_t i = 0; report && i < report->nin; i++) {
		const struct choice *c = report->in[i].choices;
		size_t               n = 0;

		if (!str_eq(str_of(report->in[i].name), S("source")))
			continue;
		while (c && c[n].value)
			n++;
		if ((e = q_ledger_names(cx, &ledger, &nledgers)) != OK)
			return e;
		if (!(g[1].options = ARENA_NEWS(cx->arena, n + nledgers + 1, struct form_option)))
			return ctx_no_memory(cx);
		for (; c && c->value; c++)
			g[1].options[g[1].noptions++] =
			    (struct form_option){str_of(c->value), text_get(c->label, cx->lang), false};
		for (size_t k = 0; k < nledgers; k++)
			g[1].options[g[1].noptions++] = (struct form_option){ledger[k].source, ledger[k].title, false};
		form_pick(f, "source", &g[1], 1);
	}
	return OK;
}

enum err
desk_filter_show(struct http_request *rq, const struct input *pairs, size_t n, str tail,
                 struct form_again *again, struct http_reply *rp)
{
	struct ctx         *cx = rq->cx;
	const struct view  *v = view_find(S("case.list"));
	struct desk_filter *p = ARENA_NEW(cx->arena, struct desk_filter);
	struct html_cx      h;
	struct buf          b;
	size_t              kept = 0;
	enum err            e;

	(void)tail;
	(void)again;
	if (!p)
		return ctx_no_memory(cx);
	if (!v)
		return ERR_NONE;
	frame_of(rq, &p->page);
	p->page.at_cases = true;
	if ((e = desk_saved(rq, &p->page)) != OK ||
	    (e = form_of(cx, S("filter"), v->in, v->nin, &p->form)) != OK)
		return e;
	/* Cursors and references without a list are no questions to a person. */
	for (size_t i = 0; i < p->form.nfields; i++) {
		struct form_field *f = &p->form.fields[i];

		if (str_eq(f->name, S("after")) || str_eq(f->name, S("n")) || str_eq(f->name, S("q_as")) ||
		    f->field->kind == FIELD_id)
			continue;
		f->need = f->optional = false;
		/* A radio that is set cannot be unset. */
		if (f->radio) {
			f->radio = false;
			f->pick = true;
		}
		p->form.fields[kept++] = *f;
	}
	p->form.nfields = kept;
	if ((e = code_lists(cx, &p->form)) != OK)
		return e;
	for (size_t i = 0; i < kept; i++) {
		struct form_field *f = &p->form.fields[i];

		if (f->pick)
			f->blank = text_get(str_eq(f->name, S("sort")) ? T_desk_filter_auto : T_desk_filter_any,
			                    cx->lang);
	}
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < kept; k++)
			if (str_eq(p->form.fields[k].name, pairs[i].name))
				form_value(&p->form, p->form.fields[k].field->name, pairs[i].value);
	frame_begin(rq, &h, &b);
	tpl_desk_filter(&h, p);
	return frame_end(&h, rp, 200);
}
