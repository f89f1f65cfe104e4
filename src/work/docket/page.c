/* One case with everything its page shows: facts, deadline and why, hands, requests, what happened. */
#include "city/calendar/calendar.h"
#include "city/catalog/catalog.h"
#include "city/unit/roles.h"
#include "kit/journal/journal.h"
#include "work/acts/acts.h"
#include "work/cases/cases.h"
#include "work/docket/inside.h"
#include "work/docket/names.h"
#include "work_cases_texts.h"
#include "work_docket_texts.h"

enum { WHY_PARTS = 16, UP_MOST = 32, PAPERS = 8 };

/* What every part of the page is made from. */
struct source {
	const struct case_reading      *reading;
	const struct case_columns      *row; /* of the reading */
	const struct docket_names      *names;
	const struct worktime_calendar *cal;
};

#define GET_IN(X) X(id, id, 1, 1, INT64_MAX, T_case_field_id, NULL)
struct get_in {
	GET_IN(FIELD_DECL)
};
#define IN_T get_in
static const struct field get_fields[] = {GET_IN(FIELD_ROW)};
#undef IN_T

/* Itself and the places above it, the widest first. */
static enum err
take_places(struct ctx *cx, const struct source *s, struct case_page *p)
{
	const struct docket_place *up[UP_MOST], *at = names_place_of(s->names, s->row->place_id);

	if (at) {
		p->place_name = at->name;
		p->place_code = at->code;
	}
	for (; at && p->n_up < UP_MOST; at = at->parent ? names_place_of(s->names, at->parent) : NULL)
		up[p->n_up++] = at;
	if (!(p->up = ARENA_NEWS(cx->arena, p->n_up, str)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < p->n_up; i++)
		p->up[i] = up[p->n_up - 1 - i]->name;
	return OK;
}

static enum err
take_facts(struct ctx *cx, const struct source *s, struct case_page *p)
{
	const struct case_columns *r = s->row;
	const struct docket_class *k = r->class_id.some ? names_class_of(s->names, r->class_id.v) : NULL;

	*p = (struct case_page){
		.id = r->id, .rev = r->rev, .state = r->state, .before = r->before, .kind = r->kind,
		.priority = r->priority,
		.place_id = r->place_id, .no = r->no, .source = r->source, .source_ref = r->source_ref,
		.told_status = r->told_status, .told_unit = r->told_unit, .address = r->address,
		.description = r->description,
		.class_key = r->class_key, .class_name = k ? k->name : STR_NONE, .class_code = k ? k->code : STR_NONE,
		.big_name = k ? k->big_name : STR_NONE,
		.unit_name = names_unit_whole(s->names, r->unit_id), .post_name = names_post(s->names, r->post_id),
		.closing = r->closing,
		.is_public = r->is_public, .at_hq = r->at_hq, .lon = r->lon, .lat = r->lat, .accuracy = r->accuracy,
		.overdue = r->overdue || (r->open && r->due_at.some && r->due_at.v < cx->now),
		.due_at = r->due_at, .until = r->until, .merged_into = r->merged_into, .beside = r->beside,
		.back_of = r->back_of, .class_id = r->class_id, .condition_id = r->condition_id, .unit_id = r->unit_id,
		.duty_basis = r->duty_basis, .reported_at = r->reported_at, .last_at = r->last_at, .rework = r->rework,
		.returns = r->returns, .moved = r->moved, .extensions = r->extensions, .suspensions = r->suspensions,
		.reopens = r->reopens, .found_again = r->found_again, .came_back = r->came_back, .asking = r->asking,
		.ended_at = r->ended_at, .reading = s->reading, .reporter_name = s->reading->reporter_name,
		.reporter_phone = s->reading->reporter_phone,
	};
	return take_places(cx, s, p);
}

/* People know cases by their numbers. */
static enum err
take_others(struct ctx *cx, const struct case_columns *r, struct case_page *p)
{
	struct q_page_others_row *o;
	size_t                    n;
	enum err                  e;

	if (!r->merged_into.some && !r->beside.some && !r->back_of.some)
		return OK;
	e = q_page_others(cx, &(struct q_page_others_in){.scope = cx->who->reach, .merged = r->merged_into.v,
	                                                 .beside = r->beside.v, .back = r->back_of.v}, &o, &n);
	for (size_t i = 0; e == OK && i < n; i++) {
		p->merged_no = o[i].id == r->merged_into.v ? o[i].no : p->merged_no;
		p->beside_no = o[i].id == r->beside.v ? o[i].no : p->beside_no;
		p->back_no = o[i].id == r->back_of.v ? o[i].no : p->back_no;
	}
	return e;
}

static enum err
take_condition(struct ctx *cx, const struct case_columns *r, struct case_page *p)
{
	struct class_condition c;
	enum err               e;

	if (!r->condition_id.some)
		return OK;
	if ((e = catalog_condition(cx, r->condition_id.v, &c)) != OK)
		return e;
	p->condition = c.condition;
	p->condition_key = c.key;
	p->limit_source = c.source;
	p->photo = c.photo;
	p->photo_reason = c.photo_reason;
	if (!p->closing.p)
		p->closing = c.closing;
	return OK;
}

static enum err
take_offers(struct ctx *cx, const struct case_reading *reading, struct case_page *p)
{
	if (!(p->offer = ARENA_NEWS(cx->arena, CASE_ACT_MAX, struct case_act_offer)))
		return ctx_no_memory(cx);
	for (int a = 0; a < CASE_ACT_MAX; a++) {
		perm_id             perm = case_act_perm((enum case_act)a);
		struct case_refusal why = {.text = T_none};
		bool                may;

		if (perm == PERM_DENY || !actor_may(cx->who, perm))
			continue;
		may = case_may(&reading->facts, (enum case_act)a, &reading->who, cx->now, &why);
		p->offer[p->n_offer++] = (struct case_act_offer){(enum case_act)a, may, may ? T_none : why.text,
		                                                {why.arg[0], why.arg[1]}};
	}
	return OK;
}

/* Working time between two instants; nothing outside the calendar's years. */
static int64_t
office_ms(const struct worktime_calendar *cal, int64_t from, int64_t to)
{
	struct worktime_used u;

	return cal && to >= from && worktime_elapsed(cal, WORKTIME_OFFICE, from, to, &u) == WORKTIME_OK ? u.ms : 0;
}

static enum err
take_holds(struct ctx *cx, const struct source *s, struct case_page *p)
{
	struct q_page_holds_row *h;
	enum err                 e = q_page_holds(cx, &(struct q_page_holds_in){s->row->id}, &h, &p->n_hold);

	if (e != OK)
		return e;
	if (!(p->hold = ARENA_NEWS(cx->arena, p->n_hold, struct case_hold_line)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < p->n_hold; i++)
		p->hold[i] = (struct case_hold_line){
			.state = h[i].state, .unit_name = names_unit_whole(s->names, h[i].unit_id),
			.post_name = names_post(s->names, h[i].post_id), .from_at = h[i].from_at,
			.to_at = h[i].to_at.some ? h[i].to_at.v : CASE_NO_TIME,
			.office_ms = office_ms(s->cal, h[i].from_at, h[i].to_at.some ? h[i].to_at.v : cx->now)};
	return OK;
}

/* What the calendar knows of the day an instant lies in; false outside its years. */
static bool
about_day(const struct worktime_calendar *cal, int64_t ms, struct worktime_about *out)
{
	day     d;
	int32_t rest;

	return day_of_ms(ms, worktime_zone(cal), &d, &rest) && worktime_day(cal, d, out) == WORKTIME_OK;
}

static enum err
add_paper(struct ctx *cx, const struct worktime_paper *w, struct case_page *p)
{
	if (!w || !w->no.n || p->n_paper == PAPERS)
		return OK;
	for (size_t i = 0; i < p->n_paper; i++)
		if (str_eq(p->paper[i], w->no))
			return OK;
	return arena_str(cx->arena, w->no, &p->paper[p->n_paper++]) ? OK : ctx_no_memory(cx);
}

static void
add_hours(const struct ctx *cx, struct buf *b, const struct worktime_about *a)
{
	for (size_t i = 0; i < a->n_windows; i++) {
		const struct worktime_window *w = &a->window[i];

		if (b->n)
			buf_add(b, text_get(T_docket_and, cx->lang));
		buf_printf(b, "%02d:%02d–%02d:%02d", w->from / 60, w->from % 60, w->to / 60, w->to % 60);
	}
}

/*
 * What else a deadline rests on: the published list of each of its years (that of
 * 1 January, which every list names), the lists its holidays come from, and the
 * office hours of its first and its last day.
 */
static enum err
grounds(struct ctx *cx, const struct worktime_calendar *cal, const struct q_page_clocks_row *d, struct case_page *p)
{
	struct worktime_about a;
	struct buf            first, last;
	day                   from, to, new_year;
	int32_t               rest;
	enum err              e = OK;

	if (!(p->paper = ARENA_NEWS(cx->arena, PAPERS, str)))
		return ctx_no_memory(cx);
	if (!day_of_ms(d->start_at, worktime_zone(cal), &from, &rest) ||
	    !day_of_ms(d->due_at, worktime_zone(cal), &to, &rest))
		return OK;
	for (int y = day_year(from); y <= day_year(to) && e == OK; y++)
		if (day_from_ymd(y, 1, 1, &new_year) && worktime_day(cal, new_year, &a) == WORKTIME_OK)
			e = add_paper(cx, a.paper, p);
	buf_init(&first, cx->arena, BUF_LINE);
	buf_init(&last, cx->arena, BUF_LINE);
	if (e == OK && about_day(cal, d->start_at, &a))
		add_hours(cx, &first, &a);
	if (e == OK && about_day(cal, d->due_at, &a))
		add_hours(cx, &last, &a);
	p->hours = buf_str(&first);
	if (last.n && !str_eq(p->hours, buf_str(&last))) {
		if (first.n)
			buf_add(&first, text_get(T_docket_or, cx->lang));
		buf_add(&first, buf_str(&last));
		p->hours = buf_str(&first);
	}
	return e;
}

/* The calendar that made a deadline, in its season: what is left of it and why come from that one; *out NULL: none. */
static enum err
calendar_of(struct ctx *cx, const struct source *s, const struct q_page_clocks_row *d,
            const struct worktime_calendar **out)
{
	const struct worktime_calendar *all = s->cal;
	enum err                        e = OK;

	*out = NULL;
	if (!str_eq(worktime_version(all), d->calendar))
		e = calendar_at(cx, d->calendar, &all);
	if (e == OK && worktime_in_season(cx->arena, all, d->season, out) != WORKTIME_OK)
		*out = NULL;
	return e;
}

static enum err
explain(struct ctx *cx, const struct worktime_calendar *cal, const struct q_page_clocks_row *d,
        enum worktime_clock clock, struct case_page *p)
{
	struct worktime_part    part[WHY_PARTS];
	struct worktime_reasons r = {.part = part, .max = WHY_PARTS};
	enum err                e;

	if (!cal || worktime_explain(cal, clock, d->start_at, d->due_at, &r) != WORKTIME_OK)
		return OK;
	if ((clock == WORKTIME_OFFICE || clock == WORKTIME_WORKDAY) && (e = grounds(cx, cal, d, p)) != OK)
		return e;
	if (!(p->why = ARENA_NEWS(cx->arena, r.n, struct case_why_part)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < r.n; i++) {
		const struct worktime_part *x = &part[i];
		struct worktime_about       a;

		p->why[i] = (struct case_why_part){.from = x->from, .to = x->to, .ms = x->ms,
		                                  .why = str_of(worktime_why_name(x->why)),
		                                  .make_up = x->make_up, .guessed = x->guessed};
		if (!x->name.p)
			continue;
		if (!arena_str(cx->arena, x->name, &p->why[i].name))
			return ctx_no_memory(cx);
		if (!p->paper || !about_day(cal, x->from, &a) || !a.paper)
			continue;
		if (!arena_str(cx->arena, a.paper->no, &p->why[i].paper))
			return ctx_no_memory(cx);
		if ((e = add_paper(cx, a.paper, p)) != OK)
			return e;
	}
	p->n_why = r.n;
	return OK;
}

static enum err
take_clocks(struct ctx *cx, const struct source *s, struct case_page *p)
{
	const struct worktime_calendar *next_cal = NULL;
	const struct q_page_clocks_row *next = NULL;
	struct q_page_clocks_row       *clock;
	struct worktime_limit           limit, next_limit = {0};
	enum err                        e;

	if ((e = q_page_clocks(cx, &(struct q_page_clocks_in){s->row->id}, &clock, &p->n_clock)) != OK)
		return e;
	if (!(p->clock = ARENA_NEWS(cx->arena, p->n_clock, struct case_clock_line)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < p->n_clock; i++) {
		const struct q_page_clocks_row *d = &clock[i];
		const struct worktime_calendar *cal;
		struct worktime_season          season;
		struct worktime_left            left;
		int64_t                         ended = d->met_at.some       ? d->met_at.v
		                                         : d->dropped_at.some ? d->dropped_at.v
		                                                              : cx->now;

		p->clock[i] = (struct case_clock_line){
			.stage = d->stage, .amount = d->amount, .start_at = d->start_at, .due_at = d->due_at,
			.extended = d->extended, .clock = d->clock, .unit = d->unit, .calendar = d->calendar,
			.guessed = d->guessed, .runs = d->runs, .met_at = d->met_at, .dropped_at = d->dropped_at,
			.paused_at = d->paused_at, .overdue_at = d->overdue_at, .exempt_at = d->exempt_at,
			.exempt_why = d->exempt_why, .late = ended > d->due_at};
		if (d->season.p && worktime_season_of(d->season, &season))
			p->clock[i].season = season.name;
		if (!d->runs || !worktime_limit_of(d->clock, d->unit, d->amount, &limit))
			continue;
		if ((e = calendar_of(cx, s, d, &cal)) != OK)
			return e;
		if (cal && worktime_remaining(cal, limit.clock, cx->now, d->due_at, &left) == WORKTIME_OK) {
			p->clock[i].left_ms = left.ms;
			p->clock[i].whole_days = left.whole_days;
		}
		if (!next || d->due_at < next->due_at) {
			next = d;
			next_cal = cal;
			next_limit = limit;
		}
	}
	return next ? explain(cx, next_cal, next, next_limit.clock, p) : OK;
}

static enum err
take_parts(struct ctx *cx, const struct source *s, struct case_page *p)
{
	struct q_page_parts_row *a;
	enum err                 e;

	/* Each part's unit stands among those that had it. */
	if (!case_handled(&s->reading->facts))
		return OK;
	if ((e = q_page_parts(cx, &(struct q_page_parts_in){s->row->id}, &a, &p->n_part)) != OK)
		return e;
	if (!(p->part = ARENA_NEWS(cx->arena, p->n_part, struct case_part_line)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < p->n_part; i++)
		p->part[i] = (struct case_part_line){
			.unit_name = names_unit_whole(s->names, SOME_I64(a[i].unit_id)),
			.post_name = names_post(s->names, a[i].post_id),
			.person_name = names_person_to(s->names, cx->who, a[i].unit_id, a[i].person_id),
			.basis = a[i].basis, .main = a[i].main,
			.due_at = a[i].due_at, .to_at = a[i].to_at, .from_at = a[i].from_at};
	return OK;
}

static enum err
take_asks(struct ctx *cx, const struct source *s, struct case_page *p)
{
	struct q_page_asks_row *q;
	enum err                e;

	/* The first thing that happens to a case is that it is there; to ask is another. */
	if (s->row->rev == 1)
		return OK;
	if ((e = q_page_asks(cx, &(struct q_page_asks_in){s->row->id}, &q, &p->n_ask)) != OK)
		return e;
	if (!(p->ask = ARENA_NEWS(cx->arena, p->n_ask, struct case_ask_line)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < p->n_ask; i++)
		p->ask[i] = (struct case_ask_line){.kind = q[i].kind, .asked_at = q[i].asked_at,
		                                   .outcome = q[i].outcome,
		                                  .reason = q[i].reason, .why = q[i].why, .until = q[i].until,
		                                  .decided_at = q[i].decided_at};
	return OK;
}

static enum err
take_events(struct ctx *cx, const struct source *s, struct case_page *p)
{
	struct q_page_events_row *v;
	enum err                  e;

	e = q_page_events(cx, &(struct q_page_events_in){.case_id = s->row->id}, &v, &p->n_event);
	if (e != OK)
		return e;
	if (!(p->event = ARENA_NEWS(cx->arena, p->n_event, struct case_event_line)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < p->n_event; i++) {
		p->event[i] = (struct case_event_line){
			.rev = v[i].rev, .at = v[i].at, .recorded_at = v[i].recorded_at, .type = v[i].type,
			.post_name = names_post(s->names, v[i].as_whom),
			.unit_name = names_unit_of_post(s->names, v[i].as_whom), .pos = v[i].pos};
		/* Why somebody looked at the reporter may tell who that is: the auditors read it (audit.looks). */
		if (str_eq(v[i].type, S("case.reporter_seen")) && !actor_may(cx->who, PERM_AUDIT_SEE))
			continue;
		if ((e = journal_payload(cx, v[i].payload, &p->event[i].payload)) != OK)
			return e;
	}
	return journal_position(cx, &p->sealed);
}

static enum err
get_run(struct ctx *cx, const void *arg, const void **out)
{
	const struct get_in *in = arg;
	struct case_page    *p = ARENA_NEW(cx->arena, struct case_page);
	struct case_reading *reading = ARENA_NEW(cx->arena, struct case_reading);
	struct source        s = {.reading = reading};
	enum err             e;

	if (!p || !reading)
		return ctx_no_memory(cx);
	*out = p;
	if ((e = case_read(cx, in->id, reading)) != OK || (e = docket_names(cx, &s.names)) != OK)
		return e;
	s.row = &reading->columns;
	if ((e = take_facts(cx, &s, p)) != OK || (e = take_others(cx, s.row, p)) != OK ||
	    (e = take_condition(cx, s.row, p)) != OK || (e = take_offers(cx, reading, p)) != OK ||
	    (e = calendar_now(cx, &s.cal)) != OK || (e = take_holds(cx, &s, p)) != OK ||
	    (e = take_clocks(cx, &s, p)) != OK || (e = take_parts(cx, &s, p)) != OK ||
	    (e = take_asks(cx, &s, p)) != OK)
		return e;
	return take_events(cx, &s, p);
}

const struct view case_get = {
	.out = "{id:i,rev:i,no:s,state:s,kind:s?,priority:i,source:s,source_ref:s?,told_status:s?,"
	       "told_unit:s?,is_public:b,duty_basis:s?,reported_at:t,last_at:t,ended_at:t?,due_at:t?,"
	       "until:t?,overdue:b,at_hq:b,rework:i,returns:i,moved:i,extensions:i,suspensions:i,"
	       "reopens:i,found_again:i,came_back:i,merged_into:i?,merged_no:s?,beside:i?,back_of:i?,"
	       "sealed:i,place:i,place_code:s,places:[s],address:s?,lon:n?,lat:n?,accuracy:n?,"
	       "description:s?,class:s?,class_name:s?,big_name:s?,condition:s?,condition_key:s?,"
	       "limit_source:s?,closing:s?,photo:s?,photo_reason:s?,unit_name:s?,post_name:s?,"
	       "reporter_name:s?,reporter_phone:s?,deadlines:[{stage:s,amount:i,clock:s,unit:s,"
	       "season:s?,extended:i,calendar:s?,guessed:b,start_at:t,due_at:t,runs:b,met_at:t?,"
	       "dropped_at:t?,paused_at:t?,overdue_at:t?,exempt_at:t?,exempt_why:s?,left_ms?:i,"
	       "over_ms?:i,whole_days?:b}],why:[{from:t,to:t,ms:i,why:s?,name:s?,paper:s?,make_up:b,"
	       "guessed:b}],papers:[s],hours:s?,hands:[{state:s,unit_name:s?,post_name:s?,from:t,to:t?,"
	       "office_ms:i}],parts:[{unit_name:s,post_name:s?,person_name:s?,main:b,basis:s?,due_at:t?,"
	       "from:t,to:t?}],asks:[{kind:s,asked_at:t,reason:s?,until:t?,outcome:s,decided_at:t?,"
	       "why:s?}],acts:[{act:s,may:b,why:s?}],events:[{rev:i,type:s,at:t,recorded_at:t,"
	       "post_name:s?,unit_name:s?,pos:i?,payload:*}]}",
	.name = "case.get", .summary = T_case_get, .perm = PERM_CASE_SEE, .in = get_fields, .nin = NITEMS(get_fields),
	.in_size = sizeof(struct get_in), .run = get_run, .json = case_page_json,
};
