/* The dispute desk. */
#include "city/duty/duty.h"
#include "city/unit/roles.h"
#include "disputes_tpl.h"
#include "show/dispute/disputes.h"
#include "show/dispute/page.h"
#include "show/matrix/matrix.h"
#include "show_dispute_texts.h"
#include "work/dispute/dispute.h"
#include "work/docket/docket.h"
#include "work/life/rules.h"
#include "work_dispute_texts.h"

static text_id
state_said(int64_t state)
{
	static const text_id said[] = {T_none, T_dispute_state_returned, T_dispute_state_joint, T_dispute_state_ruled};

	return said[state];
}

static struct disputes_row
row_of(const struct dispute_item *d)
{
	return (struct disputes_row){
	    .id = d->id, .case_id = d->case_id, .opened_at = d->opened_at, .joint_at = d->joint_at,
	    .due_at = d->due_at, .ruled_at = d->ruled_at, .no = d->no, .what = d->class_name,
	    .place = d->address.n ? d->address : d->place, .holder = d->holder, .owner = d->owner,
	    .state = state_said(d->state), .waits = d->waits, .late = d->late, .ruled = d->state == DISPUTE_RULED};
}

/* ---- GET /disputes ---- */

/* *out: a row for each of a list, but for those that wait when others are asked for. */
static enum err
take_rows(struct ctx *cx, const struct dispute_list *l, bool open, struct disputes_row **out, size_t *n)
{
	*n = 0;
	if (!(*out = ARENA_NEWS(cx->arena, l->n + 1, struct disputes_row)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < l->n; i++)
		if (l->item[i].waits == open)
			(*out)[(*n)++] = row_of(&l->item[i]);
	return OK;
}

enum err
disputes_list_show(struct http_request *rq, const struct input *pairs, size_t n, str tail, struct form_again *again,
                   struct http_reply *rp)
{
	static const char *const   names[] = {"unit", "after", NULL};
	struct ctx                *cx = rq->cx;
	struct disputes_list_page *p = ARENA_NEW(cx->arena, struct disputes_list_page);
	struct input               open = {S("open"), S("1")};
	const struct dispute_list *l;
	struct desk_asked          q;
	const void                *v;
	struct html_cx             h;
	struct buf                 b;
	enum err                   e;

	(void)tail;
	(void)again;
	if (!p)
		return ctx_no_memory(cx);
	frame_of(rq, &p->page);
	if ((e = desk_asked(cx, S("/disputes"), "dispute.list", names, pairs, n, NULL, &q)) != OK)
		return e;
	p->first = q.first;
	p->later = q.later;
	if (!q.later && ((e = desk_view(rq, "dispute.list", &open, 1, &v)) != OK ||
	                 (e = take_rows(cx, v, true, &p->open, &p->nopen)) != OK))
		return e;
	if ((e = desk_view(rq, "dispute.list", q.in, q.n, &v)) != OK ||
	    (e = take_rows(cx, v, false, &p->rows, &p->nrows)) != OK)
		return e;
	l = v;
	if (l->more)
		p->next = desk_next(cx, &q, l->item[l->n - 1].id);
	frame_begin(rq, &h, &b);
	tpl_disputes_list(&h, p);
	return frame_end(&h, rp, 200);
}

/* ---- GET /disputes/{id} ---- */

static enum err
take_sides(struct ctx *cx, const struct dispute_one *o, struct disputes_one_page *p)
{
	p->sides = ARENA_NEWS(cx->arena, o->nside + 1, struct disputes_side);
	p->nears = ARENA_NEWS(cx->arena, o->nnear + 1, struct disputes_near);
	if (!p->sides || !p->nears)
		return ctx_no_memory(cx);
	for (size_t i = 0; i < o->nside; i++) {
		const struct dispute_side_seen *s = &o->side[i];

		p->sides[p->nsides++] = (struct disputes_side){
		    .at = s->at, .duty = s->duty_id.v, .unit = s->unit, .duty_basis = s->duty_basis,
		    .duty_unit = s->duty_unit, .law = s->law, .reason = s->reason,
		    .nth = s->n == 1 ? T_disputes_first : T_disputes_second,
		    .row = s->duty_id.some, .ruled = o->d.state == DISPUTE_RULED, .upheld = s->upheld};
	}
	for (size_t i = 0; i < o->nnear; i++)
		p->nears[p->nnears++] = (struct disputes_near){o->near[i].id, o->near[i].no, o->near[i].unit,
		                                               o->near[i].reason, o->near[i].valid_from};
	return OK;
}

static enum err
take_act(struct http_request *rq, const struct dispute_one *o, struct form_again *again, struct disputes_one_page *p)
{
	const struct command *c = command_find(S("dispute.rule"));
	struct ctx           *cx = rq->cx;
	struct form          *f = &p->act;
	struct form_field    *unit;
	enum err              e;

	if (!actor_may(cx->who, PERM_CASE_DECIDE) || !p->d.waits)
		return OK;
	if (o->fault != T_none) {
		p->why_not = o->fault;
		return OK;
	}
	if ((e = form_of(cx, str_of(c->name), c->in, c->nin, f)) != OK || (e = matrix_choices(rq, f)) != OK)
		return e;
	f->page = DESK_FORMAT(cx, "/disputes/%lld", (long long)o->d.id);
	f->word = text_get(c->summary, cx->lang);
	f->button = text_get(T_disputes_b_rule, cx->lang);
	f->icon = S("stamp");
	f->open = true;
	form_hide_i64(cx, f, "id", o->d.case_id);
	if ((unit = form_field(f, "unit")) && unit->groups) {
		struct form_group *g = ARENA_NEWS(cx->arena, unit->ngroups, struct form_group);

		if (!g)
			return ctx_no_memory(cx);
		for (size_t i = 0; i < unit->ngroups; i++) {
			g[i] = unit->groups[i];
			if (!(g[i].options = ARENA_NEWS(cx->arena, g[i].noptions, struct form_option)))
				return ctx_no_memory(cx);
			for (size_t k = 0; k < g[i].noptions; k++)
				g[i].options[k] = unit->groups[i].options[k];
		}
		form_pick(f, "bears", g, unit->ngroups);
		form_blank(f, "bears", text_get(T_disputes_nobody, cx->lang));
	}
	p->may = true;
	return form_again(cx, f, again, &p->page);
}

enum err
disputes_one_show(struct http_request *rq, const struct input *pairs, size_t n, str tail, struct form_again *again,
                  struct http_reply *rp)
{
	struct ctx               *cx = rq->cx;
	struct disputes_one_page *p = ARENA_NEW(cx->arena, struct disputes_one_page);
	const struct dispute_one *o;
	const void               *v;
	struct html_cx            h;
	struct buf                b;
	int64_t                   id;
	enum err                  e;

	(void)pairs;
	(void)n;
	if (!p)
		return ctx_no_memory(cx);
	if (!str_to_i64(tail, &id) || id < 1)
		return ERR_NONE;
	frame_of(rq, &p->page);
	if ((e = desk_view(rq, "dispute.get", &(struct input){S("id"), tail}, 1, &v)) != OK)
		return e;
	o = v;
	p->d = row_of(&o->d);
	if (o->lon.some && o->lat.some) {
		p->position = DESK_FORMAT(cx, "%.5f, %.5f", o->lon.v, o->lat.v);
		p->lon = DESK_FORMAT(cx, "%.6f", o->lon.v);
		p->lat = DESK_FORMAT(cx, "%.6f", o->lat.v);
		p->place_code = o->place_code;
		if ((p->map = actor_may(cx->who, PERM_CITY_SEE)))
			p->page.sheet = p->page.script = S("map");
	}
	if (o->way.n)
		p->way = text_get(str_eq(o->way, S("site")) ? T_dispute_way_site : T_dispute_way_papers, cx->lang);
	p->reason = o->reason;
	p->ruled_unit = o->ruled_unit;
	p->bears = o->bears;
	p->bears_why = o->bears_why;
	p->precedent_no = o->precedent_no;
	p->precedent_id = o->precedent_id.some ? o->precedent_id.v : 0;
	if ((e = take_sides(cx, o, p)) != OK || (e = take_act(rq, o, again, p)) != OK ||
	    (e = form_rest(cx, again, &p->page)) != OK)
		return e;
	frame_begin(rq, &h, &b);
	tpl_disputes_one(&h, p);
	return frame_end(&h, rp, desk_status(again));
}

/* ---- GET /disputes/new ---- */

/* Rows of the matrix that speak of the case and name another unit: what a refusal may rest on. */
static enum err
pick_rows(struct http_request *rq, const struct case_page *c, struct form *f)
{
	struct ctx                *cx = rq->cx;
	struct input               in[2] = {{S("class_key"), c->class_key}, {S("place"), c->place_code}};
	struct form_group         *g = ARENA_NEW(cx->arena, struct form_group);
	const struct duty_answer  *a;
	const void                *v;
	enum err                   e;

	if (!g)
		return ctx_no_memory(cx);
	if (!c->class_key.n || !actor_may(cx->who, PERM_CITY_SEE))
		return OK;
	if ((e = desk_view(rq, "duty.explain", in, NITEMS(in), &v)) != OK)
		return e;
	a = &((const struct duty_explain *)v)->answer;
	if (!(g->options = ARENA_NEWS(cx->arena, a->n_row + 1, struct form_option)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < a->n_row; i++) {
		const struct duty_row *r = &a->row[i];

		if (r->unit_id != cx->who->unit && r->verdict != DUTY_OVER && r->verdict != DUTY_NOT_YET &&
		    r->verdict != DUTY_OTHER_CLASS && r->verdict != DUTY_OTHER_PLACE)
			g->options[g->noptions++] = (struct form_option){
			    DESK_FORMAT(cx, "%lld", (long long)r->id),
			    DESK_FORMAT(cx, "%lld %.*s %.*s", (long long)r->id, STR_ARG(r->unit_name),
			                STR_ARG(r->basis)), false};
	}
	form_pick(f, "duty", g, 1);
	form_blank(f, "duty", text_get(T_disputes_by_law, cx->lang));
	return OK;
}

enum err
disputes_new_show(struct http_request *rq, const struct input *pairs, size_t n, str tail, struct form_again *again,
                  struct http_reply *rp)
{
	const struct command     *cmd = command_find(S("dispute.refuse"));
	struct ctx               *cx = rq->cx;
	struct disputes_new_page *p = ARENA_NEW(cx->arena, struct disputes_new_page);
	str                       id = desk_value(pairs, n, S("case"));
	const struct case_page   *c;
	const void               *v;
	struct html_cx            h;
	struct buf                b;
	enum err                  e;

	(void)tail;
	if (!p)
		return ctx_no_memory(cx);
	if (!id.n && again)
		id = desk_value(again->typed, again->n, S("id"));
	if (!str_to_i64(id, &p->case_id) || p->case_id < 1)
		return ERR_NONE;
	frame_of(rq, &p->page);
	if ((e = desk_view(rq, "case.get", &(struct input){S("id"), id}, 1, &v)) != OK)
		return e;
	c = v;
	p->no = c->no;
	p->what = c->class_name;
	p->unit = c->unit_name;
	p->again = c->returns > 0;
	if ((e = form_of(cx, str_of(cmd->name), cmd->in, cmd->nin, &p->form)) != OK ||
	    (e = pick_rows(rq, c, &p->form)) != OK)
		return e;
	p->form.page = DESK_FORMAT(cx, "/disputes/new?case=%lld", (long long)p->case_id);
	p->form.button = text_get(p->again ? T_disputes_b_joint : T_disputes_b_return, cx->lang);
	form_hide_i64(cx, &p->form, "id", p->case_id);
	if ((e = form_again(cx, &p->form, again, &p->page)) != OK || (e = form_rest(cx, again, &p->page)) != OK)
		return e;
	frame_begin(rq, &h, &b);
	tpl_disputes_new(&h, p);
	return frame_end(&h, rp, desk_status(again));
}

/* ---- GET /disputes/measures ---- */

/* a of b in per cent, or a / b, with one place behind the point; STR_NONE of none. */
static str
part(struct ctx *cx, int64_t a, int64_t b, int64_t times, const char *mark)
{
	int64_t t = b ? (a * times * 10 + b / 2) / b : 0;

	return b ? DESK_FORMAT(cx, "%lld.%lld%s", (long long)(t / 10), (long long)(t % 10), mark) : STR_NONE;
}

enum err
disputes_measures_show(struct http_request *rq, const struct input *pairs, size_t n, str tail, struct form_again *again,
                       struct http_reply *rp)
{
	static const char *const       names[] = {"from", "to", "by", NULL};
	struct ctx                    *cx = rq->cx;
	struct disputes_measures_page *p = ARENA_NEW(cx->arena, struct disputes_measures_page);
	const struct dispute_measures *m;
	struct desk_asked              q;
	const void                    *v;
	struct html_cx                 h;
	struct buf                     b;
	enum err                       e;

	(void)tail;
	(void)again;
	if (!p)
		return ctx_no_memory(cx);
	frame_of(rq, &p->page);
	if ((e = desk_asked(cx, S("/disputes/measures"), "dispute.measures", names, pairs, n, &p->form, &q)) != OK ||
	    (e = desk_view(rq, "dispute.measures", q.in, q.n, &v)) != OK)
		return e;
	m = v;
	p->from = m->from;
	p->to = m->to;
	p->by_class = m->by_class;
	p->units = frame_with(cx->arena, S("/disputes/measures"), S("from"), m->from);
	p->units = frame_with(cx->arena, p->units, S("to"), m->to);
	p->classes = frame_with(cx->arena, p->units, S("by"), S("class"));
	if (!(p->lines = ARENA_NEWS(cx->arena, m->n + 1, struct disputes_measure)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < m->n; i++) {
		const struct dispute_measure *x = &m->line[i];

		p->lines[p->nlines++] = (struct disputes_measure){
		    .name = x->name, .accuracy = part(cx, x->stayed, x->sent, 100, " %"),
		    .hops = part(cx, x->hops, x->sent, 1, ""),
		    .hours = part(cx, x->lost, x->refused ? 3600000 : 0, 1, ""),
		    .upheld = part(cx, x->upheld, x->ruled, 100, " %"), .sent = x->sent, .refused = x->refused};
	}
	frame_begin(rq, &h, &b);
	tpl_disputes_measures(&h, p);
	return frame_end(&h, rp, 200);
}

/* ---- On the page of a case ---- */

enum err
disputes_panel(struct http_request *rq, int64_t case_id, str case_no, html *out)
{
	struct ctx            *cx = rq->cx;
	struct disputes_panel *p = ARENA_NEW(cx->arena, struct disputes_panel);
	struct input           in = {S("case"), DESK_FORMAT(cx, "%lld", (long long)case_id)};
	const struct dispute_at_case *o;
	const void            *v;
	struct html_cx         h;
	struct buf             b;
	enum err               e;

	(void)case_no;
	if (!p)
		return ctx_no_memory(cx);
	if ((e = desk_view(rq, "dispute.of", &in, 1, &v)) != OK)
		return e;
	o = v;
	p->case_id = case_id;
	p->id = o->id;
	p->state = o->id ? state_said(o->state) : T_none;
	p->late = o->late;
	p->may = o->may && actor_may(cx->who, PERM_CASE_HANDLE);
	p->again = o->again;
	if (!p->id && !p->may)
		return OK;
	frame_begin(rq, &h, &b);
	tpl_disputes_panel(&h, p);
	return html_end(&h, out);
}
