/* GET /plan: the latest starts as a picture of bars, and what can no longer be done in time. */
#include "show/tasks/page.h"
#include "show/tasks/tasks.h"
#include "show_tasks_texts.h"
#include "tasks_tpl.h"
#include "work/plan/plan.h"

enum { ROWS = 60 };

/* A day's place on the picture, in percent of its width. */
static int64_t
percent(const struct plan_shown *s, day d)
{
	int32_t wide = day_between(s->first, s->last) + 1, at = day_between(s->first, d);

	return at <= 0 ? 0 : at >= wide ? 100 : (int64_t)at * 100 / wide;
}

static struct tasks_bar
bar_of(const struct plan_shown *s, const struct plan_row *r)
{
	struct tasks_bar b = {.id = r->id, .no = r->no, .title = r->title, .unit = r->unit, .by = r->by,
	    .start = r->t.start,
	                      .end = r->t.end, .early = r->t.early, .days = r->t.days, .late = r->t.late,
	                      .tight = r->t.tight,
	                      .over = r->over};

	b.x = percent(s, r->t.start);
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
	p->first = s->first;
	p->last = s->last;
	p->today_x = percent(s, s->today);
	p->civil = s->civil_left;
	p->work = s->work_left;
	p->nlate = s->late;
	p->ntight = s->tight;
	p->all = s->n;
	if (!(p->bars = ARENA_NEWS(cx->arena, ROWS, struct tasks_bar)))
		return ctx_no_memory(cx);
	/* What cannot be done comes first: that is what has to be dropped or helped. */
	for (int late = 1; late >= 0; late--)
		for (size_t i = 0; i < s->n && p->nbars < ROWS; i++)
			if (s->row[i].t.late == (late == 1))
				p->bars[p->nbars++] = bar_of(s, &s->row[i]);
	p->more = s->n - p->nbars;
	if ((e = progress(rq, &in, s, p)) != OK)
		return e;
	frame_begin(rq, &h, &b);
	tpl_tasks_plan(&h, p);
	return frame_end(&h, rp, 200);
}
