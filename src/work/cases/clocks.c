/* The deadlines of a case: what starts, meets, stops and lengthens them. */
#include "base/ensure.h"
#include "base/memo.h"
#include "city/calendar/calendar.h"
#include "city/catalog/catalog.h"
#include "kit/journal/columns.h"
#include "kit/worktime/say.h"
#include "work/cases/inside.h"
#include "work_cases_texts.h"

#include <string.h>

/* One look for the whole job: it does not change within a transaction. */
static enum err
calendar_of(struct case_job *j, const struct worktime_calendar **out)
{
	enum err e = j->calendar ? OK : calendar_of_city(j->cx, job_city(j), &j->calendar);

	*out = j->calendar;
	return e;
}

static enum err
clocks_fault(struct ctx *cx, enum worktime_fault f)
{
	if (f == WORKTIME_OK)
		return OK;
	return f == WORKTIME_MEMORY ? ctx_no_memory(cx) : refuse(cx, ERR_RULE, NULL, T_case_no_deadline);
}

enum { CLOCKS_MORE = 16 }; /* that one command may start */

static enum err
take_clocks(struct case_job *j, const struct q_deadline_all_row *d, size_t n)
{
	j->clock = ARENA_NEWS(j->cx->arena, n + CLOCKS_MORE, struct q_deadline_all_row);
	j->clock_was = ARENA_NEWS(j->cx->arena, n + CLOCKS_MORE, struct q_deadline_all_row);
	if (!j->clock || !j->clock_was)
		return ctx_no_memory(j->cx);
	if (n) {
		memcpy(j->clock, d, n * sizeof *d);
		memcpy(j->clock_was, d, n * sizeof *d);
	}
	j->nclock = j->nclock_was = n;
	j->clocks_loaded = true;
	return OK;
}

static enum err
clocks_load(struct case_job *j)
{
	struct q_deadline_all_row *d = NULL;
	size_t                     n = 0;
	enum err                   e = OK;

	if (j->clocks_loaded)
		return OK;
	if (j->row.id)
		e = q_deadline_all(j->cx, &(struct q_deadline_all_in){.case_id = j->row.id}, &d, &n);
	return e == OK ? take_clocks(j, d, n) : e;
}

static enum err
add_clock(struct case_job *j, const struct q_deadline_all_row *d)
{
	return q_deadline_add(j->cx, &(struct q_deadline_add_in){
		.case_id = j->row.id, .n = d->n, .stage = d->stage, .unit_id = d->unit_id,
		.condition_id = d->condition_id, .amount = d->amount, .clock = d->clock, .unit = d->unit,
		.season = d->season, .calendar = d->calendar, .start_at = d->start_at, .due_at = d->due_at,
		.guessed = d->guessed,
		.extended = d->extended, .runs = d->runs, .overdue_at = d->overdue_at}, NULL);
}

static enum err
change_clock(struct case_job *j, const struct q_deadline_all_row *d)
{
	return q_deadline_save(j->cx, &(struct q_deadline_save_in){
		.case_id = j->row.id, .n = d->n, .calendar = d->calendar, .made = d->made, .due_at = d->due_at,
		.guessed = d->guessed, .extended = d->extended, .runs = d->runs, .paused_at = d->paused_at,
		.left_ms = d->left_ms, .met_at = d->met_at, .dropped_at = d->dropped_at, .overdue_at = d->overdue_at,
		.exempt_at = d->exempt_at, .exempt_why = d->exempt_why}, NULL);
}

enum err
clocks_save(struct case_job *j)
{
	static const struct db_query *_Atomic found;
	const struct db_query                *q = found;
	enum err                              e = OK;

	if (!q)
		found = q = query_named(cases_queries, "deadline_all");
	for (size_t i = 0; e == OK && i < j->nclock; i++) {
		const struct q_deadline_all_row *d = &j->clock[i], *was = i < j->nclock_was ? &j->clock_was[i] : NULL;
		struct side_row                  r;

		if (was && columns_same(q, was, d))
			continue;
		if ((e = was ? change_clock(j, d) : add_clock(j, d)) != OK)
			return e;
		side_begin(j, &r);
		/* Behind n, which is the key, and runs, which follows from the others. */
		(void)columns_write(&r.j, q, 2, was, d, j->cx->now);
		e = side_end(j, &r, SIDE_DEADLINE, side_key(j, d->n));
		j->clock_was[i] = *d;
	}
	j->nclock_was = j->nclock;
	return e;
}

/* A limit, and the days in which alone it runs (STR_NONE: all year). */
struct timed {
	struct worktime_limit limit;
	str                   season;
};

/* Today's calendar for a limit. */
static enum err
calendar_for(struct case_job *j, str season, const struct worktime_calendar **out)
{
	const struct worktime_calendar *all;
	enum err                        e = calendar_of(j, &all);

	return e == OK ? clocks_fault(j->cx, worktime_in_season(j->cx->arena, all, season, out)) : e;
}

/* The calendar that made a running deadline: what is left of it and what lengthens it goes by that one. */
static enum err
calendar_made(struct case_job *j, const struct q_deadline_all_row *d, const struct worktime_calendar **out)
{
	const struct worktime_calendar *all;
	str                             version = d->made.p ? d->made : d->calendar;
	enum err                        e = calendar_of(j, &all);

	if (e == OK && !str_eq(worktime_version(all), version))
		e = calendar_at(j->cx, version, &all);
	return e == OK ? clocks_fault(j->cx, worktime_in_season(j->cx->arena, all, d->season, out)) : e;
}

static enum err
due_from(struct case_job *j, const struct timed *t, int64_t from, int64_t *due, bool *guessed)
{
	const struct worktime_calendar *cal;
	struct worktime_due             d;
	enum err                        e;

	if ((e = calendar_for(j, t->season, &cal)) != OK ||
	    (e = clocks_fault(j->cx, worktime_add(cal, &t->limit, from, &d))) != OK)
		return e;
	*due = d.due;
	*guessed = d.guessed;
	return OK;
}

enum err
clocks_try(struct case_job *j, const struct worktime_limit *limit)
{
	struct timed t = {.limit = *limit};
	int64_t      due;
	bool         guessed;

	return due_from(j, &t, j->cx->now, &due, &guessed);
}

static enum err
work_limit(struct case_job *j, struct timed *out)
{
	struct class_condition c;
	enum err               e;

	if (!j->row.condition_id.some)
		return ERR_NONE;
	if ((e = catalog_condition(j->cx, j->row.condition_id.v, &c)) == OK)
		*out = (struct timed){c.limit, c.season};
	return e;
}

enum err
clocks_work_due(struct case_job *j, int64_t from, int64_t *due)
{
	struct timed t;
	bool         guessed;
	enum err     e = work_limit(j, &t);

	if (e == ERR_NONE)
		return OK;
	return e == OK ? due_from(j, &t, from, due, &guessed) : e;
}

enum err
clocks_longer(struct case_job *j, int64_t *due)
{
	const struct worktime_calendar *cal;
	struct worktime_due             longer;
	struct timed                    t;
	enum err                        e;

	if ((e = work_limit(j, &t)) != OK || (e = clocks_load(j)) != OK)
		return e == ERR_NONE ? OK : e;
	for (size_t i = 0; i < j->nclock; i++) {
		const struct q_deadline_all_row *d = &j->clock[i];

		if (!d->runs || d->stage != CASE_STAGE_WORK)
			continue;
		if ((e = calendar_made(j, d, &cal)) != OK ||
		    (e = clocks_fault(j->cx, worktime_add(cal, &t.limit, d->due_at, &longer))) != OK)
			return e;
		*due = longer.due;
	}
	return OK;
}

/* What the city has set for a stage: none is kept, too, as a stage without a clock. */
struct limit_kept {
	bool                  some, urgent;
	struct worktime_limit limit;
};
MEMO(limits, struct limit_kept, 1024);

static enum err
look_limit(struct case_job *j, enum case_stage stage, struct limit_kept *out)
{
	const struct q_case_row_row *r = &j->row;
	str                          class = r->class_key.n ? r->class_key : S("");
	struct q_limit_for_in        in = {.stage = stage, .condition_id = r->condition_id.v, .class_key = class,
	                                   .big_key = class.n ? class_big_key(class) : S(""), .day = j->today_text};
	struct q_limit_for_row       l;
	enum err                     e = q_limit_for(j->cx, &in, &l);

	*out = (struct limit_kept){.urgent = l.urgent};
	if (e == OK)
		out->some = worktime_limit_of(l.clock, l.unit, l.amount, &out->limit);
	return e;
}

/* Of a class or, once it was filed, of its condition; each has room beside the stage. */
static enum err
limit_of(struct case_job *j, enum case_stage stage, struct limit_kept *out)
{
	const struct q_case_row_row *r = &j->row;
	uint64_t                     class = looked_number(r->class_key), what = (uint64_t)stage << 56;
	struct city_state           *city = job_city(j);
	bool                         odd = !r->condition_id.v && r->class_key.n && !class;
	struct memo_key              k;
	enum err                     e = city_state(j->cx, city);

	if (e != OK || odd)
		return e == OK ? look_limit(j, stage, out) : e;
	what |= r->condition_id.v ? UINT64_C(1) << 55 | (uint64_t)r->condition_id.v : class;
	k = looked_key(city, j->today, what);
	if (memo_get(&limits, k, out))
		return OK;
	if ((e = look_limit(j, stage, out)) == OK)
		memo_put(&limits, k, out);
	return e;
}

/*
 * The limit of a stage.  What cannot wait for Monday goes by the urgent clock until the work begins:
 * office hours on the way there would use up the urgent hours of the work.  That is what was
 * reported as 特急, was filed under a condition on that clock or, before filing, is of a class that
 * has such a condition.
 */
static enum err
stage_limit(struct case_job *j, enum case_stage stage, struct timed *out)
{
	enum { VERY_URGENT = 2 };
	struct limit_kept l;
	enum err          e;

	if (stage == CASE_STAGE_WORK)
		return work_limit(j, out);
	if ((e = limit_of(j, stage, &l)) != OK)
		return e;
	*out = (struct timed){l.limit, STR_NONE};
	if (!l.some)
		return ERR_NONE;
	if (stage < CASE_STAGE_WORK && l.limit.clock == WORKTIME_OFFICE &&
	    (l.urgent || j->row.priority == VERY_URGENT))
		out->limit.clock = WORKTIME_URGENT;
	return OK;
}

/* A clock that begins at `from`. */
static enum err
start(struct case_job *j, enum case_stage stage, const struct timed *t, int64_t from)
{
	const struct worktime_limit    *limit = &t->limit;
	const struct worktime_calendar *cal;
	int64_t                         due;
	bool                            guessed;
	enum err                        e;

	if ((e = clocks_load(j)) != OK || (e = calendar_of(j, &cal)) != OK ||
	    (e = due_from(j, t, from, &due, &guessed)) != OK)
		return e;
	ensure(j->nclock < j->nclock_was + CLOCKS_MORE);
	j->clock[j->nclock] = (struct q_deadline_all_row){
		.n = (int64_t)j->nclock + 1, .stage = stage,
		.unit_id = stage == CASE_STAGE_WORK ? j->row.unit_id : (opt_i64){0},
		.condition_id = stage == CASE_STAGE_WORK ? j->row.condition_id : (opt_i64){0},
		.amount = limit->amount, .clock = str_of(worktime_clock_words[limit->clock]),
		.unit = str_of(worktime_unit_words[limit->unit]), .season = t->season, .runs = true,
		.calendar = worktime_version(cal), .start_at = from, .due_at = due, .guessed = guessed};
	j->nclock++;
	return OK;
}

enum err
clocks_first(struct case_job *j)
{
	struct timed    limit;
	enum case_stage stage = CASE_STAGE_ACCEPT;
	enum err        e;

	if (!j->step.starts)
		return OK;
	ensure(j->step.starts == CASE_RUNS(ACCEPT));
	if ((e = stage_limit(j, stage, &limit)) == ERR_NONE)
		return OK;
	if (e != OK || (e = start(j, stage, &limit, j->cx->now)) != OK)
		return e;
	j->row.due_at = SOME_I64(j->clock[0].due_at);
	j->row.due_stage = SOME_I64(stage);
	return OK;
}

/*
 * When 挂账 ends: at its day, whenever that is written down (L11), for a server that stood still is no
 * gift to the unit; or earlier, when somebody resumes it.
 */
static int64_t
pause_end(const struct case_job *j, const struct q_deadline_all_row *d)
{
	/* `until` is the last moment of its day. */
	int64_t end = j->old.until.some && j->old.until.v <= j->cx->now ? j->old.until.v + 1 : j->cx->now;

	return end > d->paused_at.v ? end : d->paused_at.v;
}

/* The clock goes on after 挂账 as a new one with what was left; at least a minute or a day. */
static enum err
go_on(struct case_job *j, struct q_deadline_all_row *d)
{
	struct timed           t = {.season = d->season};
	struct worktime_limit *limit = &t.limit;
	int64_t                left = d->left_ms.v, unit, end = pause_end(j, d);

	if (d->overdue_at.some || left < 0) {
		d->paused_at = (opt_i64){0};
		d->left_ms = (opt_i64){0};
		d->runs = true;
		return OK;
	}
	ensure(worktime_limit_of(d->clock, d->unit, 1, limit));
	limit->unit = limit->clock == WORKTIME_URGENT || limit->clock == WORKTIME_OFFICE ? WORKTIME_MINUTE
	                                                                                  : WORKTIME_DAY;
	unit = limit->unit == WORKTIME_MINUTE ? 60000 : 86400000;
	limit->amount = left <= unit ? 1 : (left + unit - 1) / unit;
	d->dropped_at = SOME_I64(end);
	return start(j, (enum case_stage)d->stage, &t, end);
}

/* What is left of a running clock, for its standing still; -1 when it is past. */
static enum err
pause_clock(struct case_job *j, struct q_deadline_all_row *d)
{
	const struct worktime_calendar *cal;
	struct worktime_left            left;
	struct worktime_limit               limit;
	enum err                        e;

	ensure(worktime_limit_of(d->clock, d->unit, 1, &limit));
	if ((e = calendar_made(j, d, &cal)) != OK ||
	    (e = clocks_fault(j->cx, worktime_remaining(cal, limit.clock, j->cx->now, d->due_at, &left))) != OK)
		return e;
	d->runs = false;
	d->paused_at = SOME_I64(j->cx->now);
	d->left_ms = SOME_I64(left.overdue ? -1 : left.ms);
	return OK;
}

/* 延期, which may reach into a year without a list. */
static enum err
extend_clock(struct case_job *j, struct q_deadline_all_row *d)
{
	const struct worktime_calendar *cal;
	struct worktime_used            used;
	struct worktime_limit           limit;
	enum err                        e;

	d->due_at = j->step.next.work_due;
	d->extended++;
	ensure(worktime_limit_of(d->clock, d->unit, 1, &limit));
	if ((e = calendar_made(j, d, &cal)) != OK ||
	    (e = clocks_fault(j->cx, worktime_elapsed(cal, limit.clock, d->start_at, d->due_at, &used))) != OK)
		return e;
	d->guessed = d->guessed || used.guessed;
	return OK;
}

/* L13: who let a stage pass its limit decides no appeal, nor does the unit; headquarters has none above it. */
static enum err
late(struct case_job *j, int64_t person, int64_t unit)
{
	struct q_unit_above_row u;
	enum err                e = OK;

	if (unit) {
		e = q_unit_above(j->cx, &(struct q_unit_above_in){.id = unit, .day = j->today_text}, &u);
		if (e != OK && e != ERR_NONE)
			return e;
		if (e == ERR_NONE || !u.parent_id.some)
			unit = 0;
	}
	return person || unit ? job_did(j, CASE_PART_LATE, person, unit) : OK;
}

/* Whoever has it now: a named person, a post, or the unit as such. */
static enum err
late_holder(struct case_job *j)
{
	struct case_holder     h = case_holder(&j->f);
	struct q_post_unit_row p;
	int64_t               *units;
	size_t                 n;
	enum err               e;

	if (!h.unit && h.post) {
		if ((e = q_post_unit(j->cx, &(struct q_post_unit_in){.id = h.post}, &p)) != OK)
			return e;
		h.unit = p.unit_id;
	} else if (!h.unit && h.person) {
		if ((e = job_units_of(j, h.person, &units, &n)) != OK)
			return e;
		/* In posts of several units nobody can tell for which. */
		for (size_t i = 0; i < n; i++)
			h.unit = i == 0 || units[i] == h.unit ? units[i] : 0;
	}
	return late(j, h.person, h.unit);
}

/* One clock under the step. */
static enum err
turn(struct case_job *j, struct q_deadline_all_row *d, str exempt_why)
{
	const struct case_step *s = &j->step;
	uint32_t                bit = 1u << d->stage;
	bool                    alive = d->runs || (d->paused_at.some && !d->dropped_at.some);
	enum err                e = OK;

	if (s->exempt && d->overdue_at.some && !d->exempt_at.some) {
		d->exempt_at = SOME_I64(j->cx->now);
		d->exempt_why = exempt_why;
	} else if (alive && (s->meets & bit)) {
		d->met_at = SOME_I64(j->cx->now);
		d->runs = false;
		if (d->overdue_at.some)
			e = late(j, j->who.person, j->who.unit);
	} else if (alive && (s->drops & bit)) {
		d->dropped_at = SOME_I64(j->cx->now);
		d->runs = false;
	} else if (d->runs && s->pause)
		e = pause_clock(j, d);
	else if (d->runs && s->extend && d->stage == CASE_STAGE_WORK)
		e = extend_clock(j, d);
	return e;
}

/* The row's summary: the earliest deadline that runs, and that of the work. */
static enum err
sum_up(struct case_job *j)
{
	struct q_case_row_row *r = &j->row;
	enum err               e;

	if ((e = clocks_load(j)) != OK)
		return e;
	r->due_at = r->due_stage = r->work_due = (opt_i64){0};
	for (size_t i = 0; i < j->nclock; i++) {
		const struct q_deadline_all_row *d = &j->clock[i];

		if (!d->runs)
			continue;
		if (!r->due_at.some || d->due_at < r->due_at.v) {
			r->due_at = SOME_I64(d->due_at);
			r->due_stage = SOME_I64(d->stage);
		}
		if (d->stage == CASE_STAGE_WORK)
			r->work_due = SOME_I64(d->due_at);
	}
	j->f.work_due = r->work_due.some ? r->work_due.v : CASE_NO_TIME;
	return OK;
}

enum err
clocks_run(struct case_job *j, str exempt_why)
{
	const struct case_step *s = &j->step;
	size_t                  n;
	enum err                e;

	if ((e = clocks_load(j)) != OK)
		return e;
	n = j->nclock;
	for (size_t i = 0; i < n; i++) {
		struct q_deadline_all_row *d = &j->clock[i];

		if (s->unpause && d->paused_at.some && !d->dropped_at.some)
			e = go_on(j, d);
		else
			e = turn(j, d, exempt_why);
		if (e != OK)
			return e;
	}
	for (int stage = 0; stage < CASE_STAGE_MAX; stage++) {
		struct timed limit;

		if (!(s->starts & (1u << stage)))
			continue;
		e = stage_limit(j, (enum case_stage)stage, &limit);
		if (e == OK)
			e = start(j, (enum case_stage)stage, &limit, j->cx->now);
		else if (e == ERR_NONE) /* a stage without a limit has no clock */
			e = OK;
		if (e != OK)
			return e;
	}
	return sum_up(j);
}

enum err
clocks_forget_words(struct case_job *j)
{
	enum err e = clocks_load(j);

	for (size_t i = 0; e == OK && i < j->nclock; i++)
		if (j->clock[i].exempt_why.p && !str_eq(j->clock[i].exempt_why, S("calendar")))
			j->clock[i].exempt_why = S("");
	return e;
}

/* Facts that the program records on its own. */
static enum err
by_itself(struct case_job *j, enum case_act act, const struct case_input *in)
{
	const struct case_who program = {.system = true};
	struct case_refusal   why;

	if (case_decide(&j->f, act, &program, in, j->cx->now, &j->step, &why) != OK)
		return job_refuse(j, &why);
	return job_take_step(j);
}

enum err
clocks_overdue(struct case_job *j)
{
	enum err e;

	if (!j->row.due_at.some || j->row.due_at.v >= j->cx->now || j->row.state == CASE_SUSPENDED)
		return OK;
	if ((e = clocks_load(j)) != OK)
		return e;
	for (size_t i = 0; i < j->nclock; i++) {
		struct q_deadline_all_row *d = &j->clock[i];
		struct case_input          in = {.over_due = d->due_at, .over_known = d->overdue_at.some,
		                                 .due = CASE_NO_TIME};

		if (!d->runs || d->overdue_at.some || d->due_at >= j->cx->now)
			continue;
		/* The fact lies at the first second past the deadline, whenever it is written down. */
		in.at = d->due_at + 1000 < j->cx->now ? d->due_at + 1000 : j->cx->now;
		d->overdue_at = SOME_I64(in.at);
		if ((e = by_itself(j, CASE_DO_OVERDUE, &in)) != OK)
			return e;
		if ((e = late_holder(j)) != OK)
			return e;
		json_kv_str(&j->more, "stage", str_of(case_stage_code((enum case_stage)d->stage)));
		json_kv_i64(&j->more, "due_at", d->due_at);
		if ((e = job_save(j, "case.overdue", in.at)) != OK)
			return e;
	}
	return OK;
}

/* The deadline stands as it is: by the newer calendar, where that gives the same, else by the one that made it. */
static void
keep_calendar(struct q_deadline_all_row *d, str newer, int64_t own)
{
	str made = d->made.p ? d->made : d->calendar;

	d->calendar = newer;
	d->made = d->due_at == own ? STR_NONE : made;
}

/* One clock under a newer calendar. */
static enum err
revise(struct case_job *j, struct q_deadline_all_row *d, bool *changed)
{
	const struct worktime_calendar *cal;
	struct worktime_limit       limit;
	struct worktime_revised r;
	opt_i64                 ended = d->met_at.some ? d->met_at : d->dropped_at;
	int64_t                 until = ended.some ? ended.v : j->cx->now;
	enum err                e;

	ensure(worktime_limit_of(d->clock, d->unit, d->amount * (1 + d->extended), &limit));
	if ((e = calendar_for(j, d->season, &cal)) != OK ||
	    (e = clocks_fault(j->cx, worktime_revise(cal, &limit, d->start_at, d->due_at, until, &r))) != OK)
		return e;
	if (r.guessed) {
		/* Looked at; the year it rests on has no list yet. */
		keep_calendar(d, worktime_version(cal), r.own);
		return OK;
	}
	*changed = true;
	d->guessed = false;
	json_obj(&j->more);
	json_kv_str(&j->more, "stage", str_of(case_stage_code((enum case_stage)d->stage)));
	json_kv_i64(&j->more, "was", d->due_at);
	json_kv_i64(&j->more, "is", r.due);
	json_obj_end(&j->more);
	if (d->runs)
		d->due_at = r.due;
	keep_calendar(d, worktime_version(cal), r.own);
	if (r.exempt && d->overdue_at.some && !d->exempt_at.some) {
		d->exempt_at = SOME_I64(j->cx->now);
		d->exempt_why = S("calendar");
	}
	return OK;
}

enum err
clocks_recompute(struct case_job *j, bool *changed)
{
	struct case_input in = {.at = CASE_NO_TIME, .due = CASE_NO_TIME};
	bool              late = false, looked = false;
	enum err          e;

	*changed = false;
	if ((e = clocks_load(j)) != OK)
		return e;
	json_key(&j->more, S("deadlines"));
	json_arr(&j->more);
	for (size_t i = 0; i < j->nclock && e == OK; i++)
		if (j->clock[i].guessed) {
			looked = true;
			e = revise(j, &j->clock[i], changed);
		}
	json_arr_end(&j->more);
	/* Looked at and left as it was: it now says which calendar it was looked at with. */
	if (e != OK || !*changed) {
		*changed = looked;
		return e;
	}
	if ((e = by_itself(j, CASE_DO_RECOMPUTE, &in)) != OK || (e = sum_up(j)) != OK)
		return e;
	for (size_t i = 0; i < j->nclock; i++)
		late = late || (j->clock[i].overdue_at.some && !j->clock[i].exempt_at.some);
	j->row.overdue = late;
	return OK;
}
