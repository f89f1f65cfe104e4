/* plan.progress: milestones, the plan against the baseline, and a forecast from the pace so far. */
#include "city/calendar/calendar.h"
#include "city/unit/roles.h"
#include "kit/stats/stats.h"
#include "plan_sql.h"
#include "work/plan/plan.h"
#include "work_plan_texts.h"

enum { WINDOW = 28 }; /* WINDOW: civil days whose pace counts */

#define PROGRESS_IN(X) X(str, campaign, 0, 1, 60, T_plan_f_line, NULL)
struct progress_in {
	PROGRESS_IN(FIELD_DECL)
};
#define IN_T progress_in
static const struct field fields[] = {PROGRESS_IN(FIELD_ROW)};
#undef IN_T

/* A task by its days. */
struct one {
	day  due, first, accepted;
	bool over;
};

static enum err
day_at(const struct ctx *cx, int64_t ms, day *out)
{
	int32_t second;

	return day_of_ms(ms, cx->zone, out, &second) ? OK : ERR_STORE;
}

/* ---- Baseline against plan ---- */

static void
points_of(const struct one *t, size_t n, day today, struct plan_progress *p)
{
	day     first, last;
	int32_t step;

	if (n == 0)
		return;
	first = last = t[0].first;
	for (size_t i = 0; i < n; i++) {
		first = t[i].first.v < first.v ? t[i].first : first;
		first = t[i].due.v < first.v ? t[i].due : first;
		last = t[i].first.v > last.v ? t[i].first : last;
		last = t[i].due.v > last.v ? t[i].due : last;
	}
	step = day_between(first, last) / (PLAN_POINTS - 1) + 1;
	for (day d = first; p->npoint < PLAN_POINTS; d.v += step) {
		struct plan_point *at = &p->point[p->npoint++];

		d = d.v > last.v ? last : d;
		*at = (struct plan_point){.at = d, .accepted = d.v > today.v ? -1 : 0};
		for (size_t i = 0; i < n; i++) {
			at->baseline += t[i].first.v <= d.v;
			at->planned += t[i].due.v <= d.v;
			at->accepted += d.v <= today.v && t[i].over && t[i].accepted.v <= d.v;
		}
		if (d.v == last.v)
			return;
	}
}

/* ---- Forecast ---- */

static enum err
forecast(struct ctx *cx, const struct one *t, size_t n, day today, day begun, struct plan_progress *p)
{
	const struct worktime_calendar *c;
	day                             from = {today.v - WINDOW};
	int32_t                         days, left, civil;
	bool                            guessed;
	enum err                        e = calendar_now(cx, &c);

	if (e != OK)
		return e;
	from = begun.v > from.v ? begun : from;
	if (worktime_count_days(c, from, today, &days, &guessed) != WORKTIME_OK)
		return refuse(cx, ERR_RULE, NULL, T_plan_range);
	p->pace = (struct plan_pace){.days = days > 0 ? days : 1, .left = p->all - p->accepted};
	p->last = today;
	for (size_t i = 0; i < n; i++) {
		p->pace.done += t[i].over && t[i].accepted.v >= from.v;
		p->last = !t[i].over && t[i].due.v > p->last.v ? t[i].due : p->last;
	}
	p->told = plan_forecast(&p->pace, &p->in);
	if (!p->told)
		return OK;
	if (!plan_days_left(c, today, p->last, &left, &civil) || !plan_day_after(c, today, p->in.low, &p->low) ||
	    !plan_day_after(c, today, p->in.mid, &p->mid) || !plan_day_after(c, today, p->in.high, &p->high))
		return refuse(cx, ERR_RULE, NULL, T_plan_range);
	p->chance = stats_thousandths(plan_chance(&p->pace, left));
	return OK;
}

/* ---- The view ---- */

static enum err
milestones(struct ctx *cx, const struct q_plan_all_row *row, const struct one *t, size_t n, day today,
           struct plan_progress *p)
{
	if (!(p->milestone = ARENA_NEWS(cx->arena, n, struct plan_milestone)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < n; i++)
		if (str_eq(row[i].kind, S("milestone")))
			p->milestone[p->nmilestone++] = (struct plan_milestone){.id = row[i].id, .no = row[i].no,
			    .title = row[i].title, .unit = row[i].unit_name, .state = row[i].state, .due = row[i].due,
			    .first_due = row[i].first_due, .over = t[i].over,
			    .late = !t[i].over && t[i].due.v < today.v};
	return OK;
}

static enum err
take(struct ctx *cx, const struct q_plan_all_row *row, size_t n, struct one *t, struct plan_progress *p, day *begun)
{
	enum err e = OK;

	for (size_t i = 0; e == OK && i < n; i++) {
		day made;

		if (!day_parse(row[i].due, &t[i].due) || !day_parse(row[i].first_due, &t[i].first))
			return refuse(cx, ERR_STORE, NULL, T_plan_range);
		t[i].over = str_eq(row[i].state, S("accepted"));
		if ((e = day_at(cx, row[i].made_at, &made)) == OK && row[i].accepted_at.some)
			e = day_at(cx, row[i].accepted_at.v, &t[i].accepted);
		*begun = i == 0 || made.v < begun->v ? made : *begun;
		p->accepted += t[i].over;
		p->moved += t[i].due.v > t[i].first.v;
		p->sooner += t[i].due.v < t[i].first.v;
		p->slip += t[i].due.v > t[i].first.v ? day_between(t[i].first, t[i].due) : 0;
	}
	return e;
}

static enum err
progress_of(struct ctx *cx, const void *arg, const void **out)
{
	const struct progress_in *in = arg;
	struct plan_progress     *p = ARENA_NEW(cx->arena, struct plan_progress);
	const day                 today = ctx_today(cx);
	struct q_plan_all_row    *row;
	struct one               *t;
	day                       begun = today;
	size_t                    n;
	enum err                  e;

	*out = p;
	if (!p)
		return ctx_no_memory(cx);
	if ((e = q_plan_all(cx, &(struct q_plan_all_in){.scope = cx->who ? cx->who->reach : REACH_ALL,
	         .line = in->campaign.n ? in->campaign : S(""), .n = PLAN_COUNTED + 1}, &row, &n)) != OK)
		return e;
	p->more = n > PLAN_COUNTED;
	n -= p->more;
	p->all = (int64_t)n;
	if (!(t = ARENA_NEWS(cx->arena, n, struct one)))
		return ctx_no_memory(cx);
	if ((e = take(cx, row, n, t, p, &begun)) != OK || (e = milestones(cx, row, t, n, today, p)) != OK)
		return e;
	points_of(t, n, today, p);
	return forecast(cx, t, n, today, begun, p);
}

static enum err
progress(struct ctx *cx, const void *arg, const void **out)
{
	return plan_beside(cx, progress_of, arg, out);
}

static void
day_json(struct json *j, const char *key, bool there, day d)
{
	char text[DAY_TEXT];

	json_kv_str(j, key, there ? day_format(d, text) : STR_NONE);
}

static void
progress_json(const void *out, struct json *j)
{
	const struct plan_progress *p = out;

	json_obj(j);
	json_kv_i64(j, "all", p->all);
	json_kv_bool(j, "more", p->more);
	json_kv_i64(j, "accepted", p->accepted);
	json_kv_i64(j, "moved", p->moved);
	json_kv_i64(j, "moved_days", p->slip);
	json_kv_i64(j, "pace", p->pace.done);
	json_kv_i64(j, "pace_work_days", p->pace.days);
	day_json(j, "last_due", true, p->last);
	day_json(j, "by_10", p->told && p->in.low < PLAN_FAR, p->low);
	day_json(j, "by_50", p->told && p->in.mid < PLAN_FAR, p->mid);
	day_json(j, "by_90", p->told && p->in.high < PLAN_FAR, p->high);
	json_kv_i64(j, "chance_thousandths", p->told ? p->chance : -1);
	json_key(j, S("milestones"));
	json_arr(j);
	for (size_t i = 0; i < p->nmilestone; i++) {
		json_obj(j);
		json_kv_i64(j, "id", p->milestone[i].id);
		json_kv_str(j, "no", p->milestone[i].no);
		json_kv_str(j, "task", p->milestone[i].title);
		json_kv_str(j, "due", p->milestone[i].due);
		json_kv_str(j, "first_due", p->milestone[i].first_due);
		json_kv_str(j, "state", p->milestone[i].state);
		json_obj_end(j);
	}
	json_arr_end(j);
	json_key(j, S("points"));
	json_arr(j);
	for (size_t i = 0; i < p->npoint; i++) {
		json_obj(j);
		day_json(j, "day", true, p->point[i].at);
		json_kv_i64(j, "baseline", p->point[i].baseline);
		json_kv_i64(j, "planned", p->point[i].planned);
		json_kv_i64(j, "accepted", p->point[i].accepted);
		json_obj_end(j);
	}
	json_arr_end(j);
	json_obj_end(j);
}

const struct view plan_progress_view = {
    .out = "{all:i,more:b,accepted:i,moved:i,moved_days:i,pace:i,pace_work_days:i,last_due:d,by_10:d?,by_50:d?,"
           "by_90:d?,chance_thousandths:i,milestones:[{id:i,no:s,task:s,due:d,first_due:d,state:s}],"
           "points:[{day:d,baseline:i,planned:i,accepted:i}]}",
    .name = "plan.progress",
    .summary = T_plan_progress_summary,
    .perm = PERM_TASK_SEE,
    .in = fields,
    .nin = NITEMS(fields),
    .in_size = sizeof(struct progress_in),
    .run = progress,
    .json = progress_json,
};
