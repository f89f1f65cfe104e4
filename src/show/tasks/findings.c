/* The pages of what levels above found: all of it with ranks, one with its chain. */
#include "city/unit/roles.h"
#include "kit_table_texts.h"
#include "show/tasks/page.h"
#include "show/tasks/tasks.h"
#include "show_tasks_texts.h"
#include "tasks_tpl.h"
#include "work/finding/finding.h"
#include "work/scheme/scheme.h"
#include "work_finding_texts.h"

enum { ROWS = 40 };

/* ---- Words ---- */

static struct findings_item
item_said(struct ctx *cx, const struct finding_item *f)
{
	static const text_id states[FINDING_STATE_MAX] = {T_finding_gap, T_finding_work, T_finding_done};
	const bool           lost = str_eq(f->kind, S("lost"));

	return (struct findings_item){.id = f->id, .standards = f->chain.standards, .tasks = f->chain.tasks,
	    .accepted = f->chain.accepted, .cases = f->chain.cases, .over = f->chain.over, .no = f->no,
	    .words = f->words, .source = f->source, .found_on = f->found_on, .due = f->due, .place = f->place,
	    .lost = f->lost ? finding_points_said(cx, f->lost) : STR_NONE,
	    .kind = lost ? T_finding_kind_lost : T_finding_kind_finding, .level = scheme_level_label(f->level),
	    .state = states[f->state], .gap = f->state == FINDING_GAP, .done = f->state == FINDING_DONE,
	    .late = f->late};
}

/* ---- GET /findings ---- */

static enum err
ranks_of(struct http_request *rq, struct findings_list *p)
{
	struct ctx                 *cx = rq->cx;
	const struct standing_list *l;
	const void                 *v;
	enum err                    e = desk_view(rq, "standing.list", NULL, 0, &v);

	if (e != OK)
		return e;
	l = v;
	if (!(p->ranks = ARENA_NEWS(cx->arena, l->n, struct findings_rank)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < l->n && i < ROWS; i++) {
		const struct standing_item *s = &l->item[i];
		int64_t                     moved = s->was.some ? s->was.v - s->stood : 0;

		p->ranks[p->nranks++] = (struct findings_rank){.ranking = s->ranking, .held_on = s->held_on,
		    .place = s->place, .source = s->source, .stood = s->stood, .among = s->among,
		    .score = s->score.some ? finding_points_said(cx, s->score.v) : STR_NONE,
		    .best = s->best.some ? finding_points_said(cx, s->best.v) : STR_NONE,
		    .better = moved > 0 ? moved : 0, .worse = moved < 0 ? -moved : 0, .same = s->was.some};
	}
	return OK;
}

enum err
tasks_findings_show(struct http_request *rq, const struct input *pairs, size_t n, str tail, struct form_again *again,
                    struct http_reply *rp)
{
	static const char *const   names[] = {"kind", "state", "place", "standard", "task", "struck", "after", NULL};
	struct ctx                *cx = rq->cx;
	struct findings_list      *p = ARENA_NEW(cx->arena, struct findings_list);
	struct desk_asked       q;
	const struct finding_list *l;
	const void                *v;
	struct html_cx             h;
	struct buf                 b;
	enum err                   e;

	(void)tail;
	(void)again;
	if (!p)
		return ctx_no_memory(cx);
	frame_of(rq, &p->page);
	if ((e = desk_asked(cx, S("/findings"), "finding.list", names, pairs, n, &p->form, &q)) != OK)
		return e;
	form_drop(&p->form, "standard");
	form_drop(&p->form, "task");
	p->first = q.first;
	p->later = q.later;
	q.in[q.n++] = (struct input){S("n"), DESK_FORMAT(cx, "%d", ROWS)};
	if ((e = desk_view(rq, "finding.list", q.in, q.n, &v)) != OK || (e = ranks_of(rq, p)) != OK)
		return e;
	l = v;
	if (!(p->items = ARENA_NEWS(cx->arena, l->n, struct findings_item)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < l->n; i++)
		p->items[p->nitems++] = item_said(cx, &l->item[i]);
	if (l->more)
		p->next = desk_next(cx, &q, l->item[l->n - 1].id);
	p->all = l->all;
	p->gap = l->gap;
	p->done = l->done;
	p->lost = finding_points_said(cx, l->lost);
	p->lost_open = finding_points_said(cx, l->lost_open);
	p->edits = actor_may(cx->who, PERM_TASK_EDIT) && actor_may(cx->who, PERM_TABLE_EDIT);
	frame_begin(rq, &h, &b);
	tpl_tasks_findings(&h, p);
	return frame_end(&h, rp, 200);
}

/* ---- GET /findings/{id} ---- */

/* Where a task for it is issued, what is known of it filled in. */
static str
issue_path(struct ctx *cx, const struct finding_shown *s)
{
	str        path = S("/tasks/new");
	struct buf b;

	buf_init(&b, cx->arena, BUF_LINE);
	for (size_t i = 0; i < s->nstandard; i++)
		buf_printf(&b, "%s%.*s", i ? "；" : "", STR_ARG(s->standard[i].name));
	path = frame_with(cx->arena, path, S("task"), s->f.words);
	path = frame_with(cx->arena, path, S("source"), DESK_FORMAT(cx, "%.*s %.*s", STR_ARG(s->f.source),
	                                                            STR_ARG(s->f.no)));
	path = frame_with(cx->arena, path, S("places"), s->place_code);
	if (b.n && !b.err)
		path = frame_with(cx->arena, path, S("standards"), buf_str(&b));
	return s->f.due.n ? frame_with(cx->arena, path, S("due"), s->f.due) : path;
}

static enum err
take(struct ctx *cx, const struct finding_shown *s, struct findings_one *p)
{
	p->f = item_said(cx, &s->f);
	p->struck = s->f.struck;
	p->standards = ARENA_NEWS(cx->arena, s->nstandard, struct tasks_link);
	p->tasks = ARENA_NEWS(cx->arena, s->ntask, struct findings_task);
	p->cases = ARENA_NEWS(cx->arena, s->ncase, struct tasks_link);
	if (!p->standards || !p->tasks || !p->cases)
		return ctx_no_memory(cx);
	for (size_t i = 0; i < s->nstandard; i++)
		p->standards[p->nstandards++] = (struct tasks_link){
		    .href = DESK_FORMAT(cx, "/standards/%lld", (long long)s->standard[i].id),
		    .name = s->standard[i].name, .words = s->standard[i].words};
	for (size_t i = 0; i < s->ntask; i++) {
		const struct finding_task *t = &s->task[i];

		p->tasks[p->ntasks++] = (struct findings_task){.id = t->id, .done = t->done, .target = t->target,
		    .no = t->no, .title = t->title, .unit = t->unit, .due = t->due, .measure = t->measure,
		    .state = task_state_label(t->state), .accepted = t->state == TASK_ACCEPTED};
	}
	for (size_t i = 0; i < s->ncase; i++)
		p->cases[p->ncases++] = (struct tasks_link){
		    .href = DESK_FORMAT(cx, "/cases/%lld", (long long)s->cases[i].id), .name = s->cases[i].no,
		    .words = s->cases[i].place, .state = case_state_label(s->cases[i].state)};
	return OK;
}

static enum err
acts_of(struct ctx *cx, const struct finding_shown *s, struct form_again *again, struct findings_one *p)
{
	static const struct {
		const char *command, *icon;
		text_id     button;
	} acts[] = {{"finding.link", "plus", T_findings_b_link}, {"finding.unlink", "undo-2", T_findings_b_unlink}};
	str      here = DESK_FORMAT(cx, "/findings/%lld", (long long)s->f.id);
	enum err e = OK;

	if (!actor_may(cx->who, PERM_TASK_EDIT))
		return OK;
	p->issue = s->f.struck ? STR_NONE : issue_path(cx, s);
	if (!(p->acts = ARENA_NEWS(cx->arena, NITEMS(acts), struct form)))
		return ctx_no_memory(cx);
	for (size_t i = 0; e == OK && i < NITEMS(acts); i++) {
		struct form *f = &p->acts[p->nacts++];

		if ((e = tasks_form(cx, acts[i].command, here, acts[i].icon, acts[i].button, f)) != OK)
			return e;
		form_hide_i64(cx, f, "id", s->f.id);
		e = form_again(cx, f, again, &p->page);
	}
	return e == OK ? form_rest(cx, again, &p->page) : e;
}

enum err
tasks_finding_show(struct http_request *rq, const struct input *pairs, size_t n, str tail, struct form_again *again,
                   struct http_reply *rp)
{
	struct ctx          *cx = rq->cx;
	struct findings_one *p = ARENA_NEW(cx->arena, struct findings_one);
	int64_t        id;
	const void          *v;
	struct html_cx       h;
	struct buf           b;
	enum err             e;

	(void)pairs;
	(void)n;
	if (!p)
		return ctx_no_memory(cx);
	if (!str_to_i64(tail, &id) || id < 1)
		return ERR_NONE;
	frame_of(rq, &p->page);
	if ((e = desk_view(rq, "finding.get", &(struct input){S("id"), tail}, 1, &v)) != OK ||
	    (e = take(cx, v, p)) != OK || (e = acts_of(cx, v, again, p)) != OK ||
	    (e = trail_page(cx, PERM_TASK_SEE, &tasks_words, "finding", id, &p->past)) != OK)
		return e;
	frame_begin(rq, &h, &b);
	tpl_tasks_finding(&h, p);
	return frame_end(&h, rp, desk_status(again));
}
