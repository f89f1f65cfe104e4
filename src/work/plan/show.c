/* plan.show: the tasks that are not accepted, with their latest starts and what can no longer be done in time. */
#include "city/calendar/calendar.h"
#include "city/unit/roles.h"
#include "plan_sql.h"
#include "work/plan/plan.h"
#include "work_plan_texts.h"

#include <stdlib.h>

#define SHOW_IN(X) X(str, campaign, 0, 1, 60, T_plan_f_line, NULL)
struct show_in {
	SHOW_IN(FIELD_DECL)
};
#define IN_T show_in
static const struct field show_fields[] = {SHOW_IN(FIELD_ROW)};
#undef IN_T

/* The place of an id among tasks; SIZE_MAX: it is not among them. */
struct place_of {
	int64_t id;
	size_t  at;
};

static int
by_id(const void *a, const void *b)
{
	const struct place_of *x = a, *y = b;

	return (x->id > y->id) - (x->id < y->id);
}

static size_t
find(const struct place_of *p, size_t n, int64_t id)
{
	const struct place_of key = {id, 0}, *found = n ? bsearch(&key, p, n, sizeof(*p), by_id) : NULL;

	return found ? found->at : SIZE_MAX;
}

static int
by_start(const void *a, const void *b)
{
	const struct plan_row *x = a, *y = b;

	return x->t.start.v != y->t.start.v ? (x->t.start.v > y->t.start.v) - (x->t.start.v < y->t.start.v)
	                                    : str_cmp(x->no, y->no);
}

/* "R01 → R02 → R01" */
static enum err
refuse_ring(struct ctx *cx, const struct q_plan_tasks_row *row, const size_t *ring, size_t n)
{
	struct buf b;

	buf_init(&b, cx->arena, BUF_LINE);
	for (size_t i = 0; i <= n; i++)
		buf_printf(&b, "%s%.*s", i ? " → " : "", STR_ARG(row[ring[i % n]].no));
	return refuse(cx, ERR_RULE, NULL, T_plan_ring, buf_str(&b));
}

static enum err
edges(struct ctx *cx, const struct q_plan_tasks_row *row, size_t n, struct plan_edge **out, size_t *m)
{
	struct place_of         *p = ARENA_NEWS(cx->arena, n, struct place_of);
	struct q_plan_edges_row *e;
	enum err                 err = q_plan_edges(cx, &e, m);

	if (err != OK)
		return err;
	if (!p || !(*out = ARENA_NEWS(cx->arena, *m, struct plan_edge)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < n; i++)
		p[i] = (struct place_of){row[i].id, i};
	if (n)
		qsort(p, n, sizeof(*p), by_id);
	for (size_t i = 0; i < *m; i++)
		(*out)[i] = (struct plan_edge){find(p, n, e[i].task_id), find(p, n, e[i].ref_id)};
	return OK;
}

/* Those whose forerunner is void stand as free; that is told, or nobody would ask whether they may begin. */
static enum err
freed(struct ctx *cx, struct plan_shown *s)
{
	struct q_plan_freed_row *f;
	size_t                   n, k;
	enum err e = q_plan_freed(cx, &(struct q_plan_freed_in){cx->who ? cx->who->reach : REACH_ALL}, &f, &n);

	for (size_t i = 0; e == OK && n && i < s->n; i++) {
		size_t low = 0, high = n;

		while (low < high) {
			k = low + (high - low) / 2;
			if (f[k].task_id < s->row[i].id)
				low = k + 1;
			else
				high = k;
		}
		if (low < n && f[low].task_id == s->row[i].id) {
			s->row[i].freed = f[low].no;
			s->freed++;
		}
	}
	return e;
}

static enum err
tell(struct ctx *cx, const struct worktime_calendar *c, const struct q_plan_tasks_row *row, const struct plan_task *t,
     struct plan_shown *s)
{
	if (!(s->row = ARENA_NEWS(cx->arena, s->n, struct plan_row)))
		return ctx_no_memory(cx);
	s->first = s->last = s->today;
	for (size_t i = 0; i < s->n; i++) {
		s->row[i] = (struct plan_row){.id = row[i].id, .no = row[i].no, .title = row[i].title,
		    .unit = row[i].unit_name,
		    .by = t[i].by == SIZE_MAX ? STR_NONE : row[t[i].by].no, .t = t[i], .over = t[i].done};
		s->late += t[i].late;
		s->tight += t[i].tight;
		s->first = t[i].start.v < s->first.v ? t[i].start : s->first;
		s->last = t[i].due.v > s->last.v ? t[i].due : s->last;
		s->last = t[i].early.v > s->last.v ? t[i].early : s->last;
	}
	if (s->n)
		qsort(s->row, s->n, sizeof(*s->row), by_start);
	return plan_days_left(c, s->today, s->last, &s->work_left, &s->civil_left) ? OK
	                                                                           : refuse(cx, ERR_RULE, NULL,
	                                                                           T_plan_range);
}

static enum err
show_of(struct ctx *cx, const void *arg, const void **out)
{
	const struct show_in           *in = arg;
	struct plan_shown              *s = ARENA_NEW(cx->arena, struct plan_shown);
	const struct worktime_calendar *c;
	struct q_plan_tasks_row        *row;
	struct plan_task               *t;
	struct plan_edge               *edge;
	size_t                         *ring, nring, m;
	enum plan_fault                 f;
	enum err                        e;

	*out = s;
	if (!s)
		return ctx_no_memory(cx);
	s->today = ctx_today(cx);
	if ((e = calendar_now(cx, &c)) != OK ||
	    (e = q_plan_tasks(cx, &(struct q_plan_tasks_in){.scope = cx->who ? cx->who->reach : REACH_ALL,
	         .line = in->campaign.n ? in->campaign : S(""), .n = PLAN_MOST + 1}, &row, &s->n)) != OK)
		return e;
	s->more = s->n > PLAN_MOST;
	s->n -= s->more;
	if ((e = edges(cx, row, s->n, &edge, &m)) != OK)
		return e;
	if (!(t = ARENA_NEWS(cx->arena, s->n, struct plan_task)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < s->n; i++) {
		t[i].days = (int32_t)row[i].days;
		t[i].done = str_eq(row[i].state, S("reported"));
		if (!day_parse(row[i].due, &t[i].due) || (row[i].begins.n && !day_parse(row[i].begins, &t[i].begins)))
			return refuse(cx, ERR_STORE, NULL, T_plan_range);
	}
	if ((f = plan_back(cx->arena, c, s->today, t, s->n, edge, m, &ring, &nring)) == PLAN_CYCLE)
		return refuse_ring(cx, row, ring, nring);
	if (f != PLAN_OK)
		return f == PLAN_MEMORY ? ctx_no_memory(cx) : refuse(cx, ERR_RULE, NULL, T_plan_range);
	e = tell(cx, c, row, t, s);
	return e == OK ? freed(cx, s) : e;
}

enum err
plan_beside(struct ctx *cx, enum err (*run)(struct ctx *, const void *, const void **), const void *arg,
            const void **out)
{
	struct arena *mine = cx->arena, *own = arena_new_beside(cx->arena, PLAN_ROOM);
	enum err      e;

	*out = NULL;
	if (!own)
		return ctx_no_memory(cx);
	cx->arena = own;
	e = run(cx, arg, out);
	cx->arena = mine;
	return e;
}

static enum err
show(struct ctx *cx, const void *arg, const void **out)
{
	return plan_beside(cx, show_of, arg, out);
}

static void
day_json(struct json *j, const char *key, day d)
{
	char text[DAY_TEXT];

	json_kv_str(j, key, day_format(d, text));
}

static void
show_json(const void *out, struct json *j)
{
	const struct plan_shown *s = out;

	json_obj(j);
	day_json(j, "today", s->today);
	day_json(j, "last", s->last);
	json_kv_i64(j, "work_days_left", s->work_left);
	json_kv_i64(j, "days_left", s->civil_left);
	json_kv_i64(j, "late", (int64_t)s->late);
	json_kv_bool(j, "more", s->more);
	json_key(j, S("tasks"));
	json_arr(j);
	for (size_t i = 0; i < s->n; i++) {
		const struct plan_row *r = &s->row[i];

		json_obj(j);
		json_kv_i64(j, "id", r->id);
		json_kv_str(j, "no", r->no);
		day_json(j, "start", r->t.start);
		day_json(j, "end", r->t.end);
		day_json(j, "earliest", r->t.early);
		day_json(j, "due", r->t.due);
		json_kv_i64(j, "work_days", r->t.days);
		json_kv_str(j, "for", r->by);
		json_kv_bool(j, "late", r->t.late);
		json_kv_bool(j, "tight", r->t.tight);
		json_kv_str(j, "after_void", r->freed);
		json_obj_end(j);
	}
	json_arr_end(j);
	json_obj_end(j);
}

static const struct view show_view = {
    .out = "{today:d,last:d,work_days_left:i,days_left:i,late:i,more:b,"
           "tasks:[{id:i,no:s,start:d,end:d,earliest:d,due:d,work_days:i,for:s?,late:b,tight:b,after_void:s?}]}",
    .name = "plan.show",
    .summary = T_plan_show_summary,
    .perm = PERM_TASK_SEE,
    .in = show_fields,
    .nin = NITEMS(show_fields),
    .in_size = sizeof(struct show_in),
    .run = show,
    .json = show_json,
};
const struct view *const plan_views[] = {&show_view, &plan_progress_view};
const size_t             plan_views_n = NITEMS(plan_views);
