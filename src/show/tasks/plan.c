/* GET /plan: the latest starts as a picture of bars, and what can no longer be done in time. */
#include "show/tasks/page.h"
#include "show/tasks/tasks.h"
#include "show_tasks_texts.h"
#include "tasks_tpl.h"
#include "work/plan/plan.h"

enum { ROWS = 60, BACK = 60, AHEAD = 400 }; /* BACK, AHEAD: days of the picture before and after today */

/* One day typed in a far year must not press all other bars together: the picture ends there, the days do not. */
static day
axis_first(const struct plan_shown *s)
{
	return (day){s->first.v < s->today.v - BACK ? s->today.v - BACK : s->first.v};
}

static day
axis_last(const struct plan_shown *s)
{
	return (day){s->last.v > s->today.v + AHEAD ? s->today.v + AHEAD : s->last.v};
}

/* A day's place on the picture, in percent of its width. */
static int64_t
percent(const struct plan_shown *s, day d)
{
	const day first = axis_first(s), last = axis_last(s);
	int32_t   wide = day_between(first, last) + 1, at = day_between(first, d);

	return at <= 0 ? 0 : at >= wide ? 100 : (int64_t)at * 100 / wide;
}

static struct tasks_bar
bar_of(const struct plan_shown *s, const struct plan_row *r)
{
	struct tasks_bar b = {.id = r->id, .no = r->no, .title = r->title, .unit = r->unit, .by = r->by,
	    .start = r->t.start,
	                      .end = r->t.end, .early = r->t.early, .days = r->t.days, .late = r->t.late,
	                      .tight = r->t.tight,
	                      .over = r->over, .freed = r->freed};

	b.x = percent(s, r->t.start);
	b.x = b.x > 99 ? 99 : b.x;
	b.width = percent(s, (day){r->t.end.v + 1}) - b.x;
	b.width = b.width < 1 ? 1 : b.width;
	/* Up to when it would take, begun today: the part beyond the bar. */
	b.more_x = percent(s, (day){r->t.end.v + 1});
	b.more = r->t.late ? percent(s, (day){r->t.early.v + 1}) - b.more_x : 0;
	b.more = r->t.late && b.more < 1 ? 1 : b.more;
	return b;
}

/* When a milestone can be reached at the earliest, as the plan reckons it. */
static void
early_of(const struct plan_shown *s, struct tasks_milestone *m)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->row[i].id == m->id && !m->over) {
			m->told = true;
			m->early = s->row[i].t.early;
			m->behind = s->row[i].t.late;
		}
}

/* The figures above the list, each a way to its rows; "late", "tight", "freed". */
static const struct only {
	const char *word;
	text_id     label;
} onlies[] = {{"late", T_tasks_plan_late}, {"tight", T_tasks_plan_tight}, {"freed", T_tasks_plan_freed}};

static bool
is_in(const struct plan_row *r, const struct only *o)
{
	if (!o)
		return true;
	return o->label == T_tasks_plan_late    ? r->t.late
	       : o->label == T_tasks_plan_tight ? r->t.tight
	                                        : r->freed.p != NULL;
}

/* Where each figure leads. */
static enum err
ways(struct ctx *cx, const struct input *in, struct tasks_plan *p)
{
	str *const to[] = {&p->late, &p->tight, &p->freed};
	bool       fine;

	p->whole = in->value.n ? frame_with(cx->arena, S("/plan"), in->name, in->value) : S("/plan");
	fine = p->whole.p != NULL;
	for (size_t i = 0; fine && i < NITEMS(to); i++) {
		*to[i] = frame_with(cx->arena, p->whole, S("only"), str_of(onlies[i].word));
		fine = to[i]->p != NULL;
	}
	return fine ? OK : ctx_no_memory(cx);
}

/* What cannot be done comes first: that is what has to be dropped or helped. */
static enum err
bars(struct ctx *cx, const struct plan_shown *s, const struct only *o, int64_t from, str base, struct tasks_plan *p)
{
	int64_t fits = 0;

	if (!(p->bars = ARENA_NEWS(cx->arena, ROWS, struct tasks_bar)))
		return ctx_no_memory(cx);
	for (int late = 1; late >= 0; late--)
		for (size_t i = 0; i < s->n; i++) {
			if (s->row[i].t.late != (late == 1) || !is_in(&s->row[i], o))
				continue;
			if (fits++ >= from && p->nbars < ROWS)
				p->bars[p->nbars++] = bar_of(s, &s->row[i]);
		}
	if (fits > from + ROWS) {
		p->more = (size_t)(fits - from - ROWS);
		p->next = frame_with(cx->arena, base, S("from"), DESK_FORMAT(cx, "%lld", (long long)(from + ROWS)));
		return p->next.p ? OK : ctx_no_memory(cx);
	}
	return OK;
}

static enum err
progress(struct http_request *rq, const struct input *in, const struct plan_shown *s, struct tasks_plan *p)
{
	struct ctx                 *cx = rq->cx;
	const struct plan_progress *g;
	const void                 *v;
	enum err                    e = desk_view(rq, "plan.progress", in, in->value.n > 0, &v);

	if (e != OK)
		return e;
	g = v;
	p->total = g->all;
	p->counted = g->more;
	p->accepted = g->accepted;
	p->moved = g->moved;
	p->slip = g->slip;
	p->pace = g->pace.done;
	p->pace_days = g->pace.days;
	p->told = g->told && g->pace.left > 0;
	p->far = g->in.high >= PLAN_FAR;
	p->low = g->low;
	p->mid = g->mid;
	p->high = g->high;
	p->due_last = g->last;
	p->chance = DESK_FORMAT(cx, "%lld.%lld %%", (long long)(g->chance / 10), (long long)(g->chance % 10));
	p->milestones = ARENA_NEWS(cx->arena, g->nmilestone, struct tasks_milestone);
	p->points = ARENA_NEWS(cx->arena, g->npoint, struct tasks_point);
	if (!p->milestones || !p->points)
		return ctx_no_memory(cx);
	for (size_t i = 0; i < g->nmilestone; i++) {
		const struct plan_milestone *m = &g->milestone[i];
		struct tasks_milestone      *to = &p->milestones[p->nmilestones++];

		*to = (struct tasks_milestone){.id = m->id, .no = m->no, .title = m->title, .unit = m->unit,
		    .due = m->due, .first_due = m->first_due, .over = m->over, .late = m->late,
		    .moved = !str_eq(m->due, m->first_due)};
		early_of(s, to);
	}
	for (size_t i = 0; i < g->npoint; i++)
		p->points[p->npoints++] = (struct tasks_point){g->point[i].at, g->point[i].baseline,
		    g->point[i].planned, g->point[i].accepted, g->point[i].accepted >= 0};
	return OK;
}

enum err
tasks_plan_show(struct http_request *rq, const struct input *pairs, size_t n, str tail, struct form_again *again,
                struct http_reply *rp)
{
	struct ctx              *cx = rq->cx;
	struct tasks_plan       *p = ARENA_NEW(cx->arena, struct tasks_plan);
	struct input             in = {S("campaign"), str_trim(desk_value(pairs, n, S("campaign")))};
	const str                only = str_trim(desk_value(pairs, n, S("only")));
	const struct only       *o = NULL;
	int64_t                  from = 0;
	str                      base = S("/plan");
	const struct plan_shown *s;
	const void              *v;
	struct html_cx           h;
	struct buf               b;
	enum err                 e;

	(void)tail;
	(void)again;
	if (!p)
		return ctx_no_memory(cx);
	frame_of(rq, &p->page);
	if ((e = desk_view(rq, "plan.show", &in, in.value.n > 0, &v)) != OK)
		return e;
	s = v;
	p->line = in.value;
	p->today = s->today;
	p->first = axis_first(s);
	p->last = axis_last(s);
	p->end = s->last;
	p->cut = s->more;
	p->today_x = percent(s, s->today);
	p->civil = s->civil_left;
	p->work = s->work_left;
	p->nlate = s->late;
	p->ntight = s->tight;
	p->nfreed = s->freed;
	p->all = s->n;
	if ((e = ways(cx, &in, p)) != OK)
		return e;
	for (size_t i = 0; i < NITEMS(onlies); i++)
		if (str_eq(only, str_of(onlies[i].word))) {
			o = &onlies[i];
			p->only = o->label;
		}
	base = o ? frame_with(cx->arena, p->whole, S("only"), str_of(o->word)) : p->whole;
	if (!base.p)
		return ctx_no_memory(cx);
	if (!str_to_i64(desk_value(pairs, n, S("from")), &from) || from < 0)
		from = 0;
	if ((e = bars(cx, s, o, from, base, p)) != OK || (e = progress(rq, &in, s, p)) != OK)
		return e;
	frame_begin(rq, &h, &b);
	tpl_tasks_plan(&h, p);
	return frame_end(&h, rp, 200);
}
