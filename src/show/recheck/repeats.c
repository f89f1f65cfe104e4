/* What came back (屡改屡犯) and what is of long standing (顽疾): the list, its rules, the panel of a case. */
#include "base/day.h"
#include "city/unit/roles.h"
#include "recheck_tpl.h"
#include "show/recheck/inside.h"
#include "show/recheck/recheck.h"
#include "show_recheck_texts.h"
#include "work/repeat/repeat.h"
#include "work_repeat_texts.h"

static struct recheck_repeat_row
row_of(const struct repeat_item *r)
{
	return (struct recheck_repeat_row){
	    .id = r->case_id, .before = r->before_id, .nth = r->nth, .tasks = r->tasks, .found_at = r->found_at,
	    .before_at = r->before_at, .days = (r->found_at - r->before_at) / DAY_MS, .no = r->no,
	    .before_no = r->before_no, .what = r->class_name, .place = r->address.n ? r->address : r->place_name,
	    .unit = r->unit_name, .again = r->again, .chronic = r->chronic, .open = r->open};
}

/* A task with what is known of it already filled in. */
static str
plan_of(struct ctx *cx, const struct repeat_item *r)
{
	struct buf b;
	str        to = frame_with(cx->arena, S("/tasks/new"), S("places"), r->place_code);

	buf_init(&b, cx->arena, BUF_LINE);
	text_add(&b, T_rechecks_plan_goal, cx->lang,
	         (const str[]){r->class_name, r->address.n ? r->address : r->place_name}, 2);
	return frame_with(cx->arena, frame_with(cx->arena, to, S("task"), buf_str(&b)), S("source"), r->no);
}

/* ---- GET /repeats ---- */

static void
chips(struct ctx *cx, str kind, struct recheck_repeats_page *p)
{
	static const struct {
		const char *kind;
		text_id     name;
	} all[] = {{"", T_rechecks_all}, {"chronic", T_repeat_chronic}, {"bare", T_repeat_bare}};

	for (size_t i = 0; i < NITEMS(all); i++)
		p->chips[p->nchips++] = (struct recheck_chip){
		    .href = i ? frame_with(cx->arena, S("/repeats"), S("kind"), str_of(all[i].kind)) : S("/repeats"),
		    .name = text_get(all[i].name, cx->lang), .on = kind.n ? str_eq(kind, str_of(all[i].kind)) : i == 0};
}

static enum err
rules(struct http_request *rq, struct recheck_repeats_page *p)
{
	struct ctx                *cx = rq->cx;
	const struct repeat_rules *r;
	const void                *v;
	enum err                   e;

	if ((e = desk_view(rq, "repeat.rules", NULL, 0, &v)) != OK)
		return e;
	r = v;
	if (!(p->rules = ARENA_NEWS(cx->arena, r->n + 1, struct recheck_repeat_rule)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < r->n; i++)
		p->rules[p->nrules++] = (struct recheck_repeat_rule){
		    .days = r->line[i].by.days, .metres = r->line[i].by.metres, .times = r->line[i].by.times,
		    .span = r->line[i].by.span, .source = r->line[i].source,
		    .class_key = str_eq(r->line[i].class_key, S("*")) ? STR_NONE : r->line[i].class_key};
	return recheck_form(cx, "repeat.rule", S("/repeats"), "settings", T_rechecks_b_rule, &p->act, &p->may);
}

static enum err
rows(struct http_request *rq, const struct input *pairs, size_t n, struct recheck_repeats_page *p)
{
	static const char *const  names[] = {"kind", "unit", "after", NULL};
	struct ctx               *cx = rq->cx;
	const struct repeat_list *l;
	struct desk_asked         q;
	const void               *v;
	enum err                  e;

	if (!(p->cases = actor_may(cx->who, PERM_CASE_SEE)))
		return OK;
	if ((e = desk_asked(cx, S("/repeats"), "repeat.list", names, pairs, n, NULL, &q)) != OK ||
	    (e = desk_view(rq, "repeat.list", q.in, q.n, &v)) != OK)
		return e;
	l = v;
	p->first = q.first;
	p->plans = actor_may(cx->who, PERM_TASK_EDIT);
	if (!(p->rows = ARENA_NEWS(cx->arena, l->n + 1, struct recheck_repeat_row)) ||
	    !(p->chips = ARENA_NEWS(cx->arena, 4, struct recheck_chip)))
		return ctx_no_memory(cx);
	chips(cx, desk_value(pairs, n, S("kind")), p);
	for (size_t i = 0; i < l->n; i++) {
		struct recheck_repeat_row *r = &p->rows[p->nrows++];

		*r = row_of(&l->item[i]);
		if (p->plans && r->chronic && r->open && !r->tasks)
			r->plan = plan_of(cx, &l->item[i]);
	}
	if (l->more)
		p->next = desk_next(cx, &q, l->item[l->n - 1].case_id);
	return OK;
}

enum err
recheck_repeats_show(struct http_request *rq, const struct input *pairs, size_t n, str tail, struct form_again *again,
                     struct http_reply *rp)
{
	struct ctx                  *cx = rq->cx;
	struct recheck_repeats_page *p = ARENA_NEW(cx->arena, struct recheck_repeats_page);
	struct html_cx               h;
	struct buf                   b;
	enum err                     e;

	(void)tail;
	if (!p)
		return ctx_no_memory(cx);
	frame_of(rq, &p->page);
	if ((e = rows(rq, pairs, n, p)) != OK || (e = rules(rq, p)) != OK ||
	    (p->may && (e = form_again(cx, &p->act, again, &p->page)) != OK) ||
	    (e = form_rest(cx, again, &p->page)) != OK)
		return e;
	frame_begin(rq, &h, &b);
	tpl_recheck_repeats(&h, p);
	return frame_end(&h, rp, desk_status(again));
}

/* ---- On the page of a case ---- */

enum err
recheck_repeat_panel(struct http_request *rq, int64_t case_id, str case_no, html *out)
{
	struct ctx                  *cx = rq->cx;
	struct recheck_repeat_panel *p = ARENA_NEW(cx->arena, struct recheck_repeat_panel);
	struct input                 in = {S("id"), DESK_FORMAT(cx, "%lld", (long long)case_id)};
	const struct repeat_of      *o;
	const void                  *v;
	struct html_cx               h;
	struct buf                   b;
	enum err                     e;

	(void)case_no;
	if (!p)
		return ctx_no_memory(cx);
	if ((e = desk_view(rq, "repeat.of", &in, 1, &v)) != OK)
		return e;
	o = v;
	if (!o->first && !o->kept && !o->n)
		return OK;
	p->first = o->first;
	if ((p->kept = o->kept)) {
		p->row = row_of(&o->item);
		p->limit = o->by.days;
		p->metres = o->by.metres;
		p->times = o->by.times;
		p->span = o->by.span;
	}
	if (!(p->later = ARENA_NEWS(cx->arena, o->n + 1, struct recheck_chip)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < o->n; i++)
		p->later[p->nlater++] = (struct recheck_chip){
		    .href = DESK_FORMAT(cx, "/cases/%lld", (long long)o->later[i].id), .name = o->later[i].no};
	frame_begin(rq, &h, &b);
	tpl_recheck_repeat(&h, p);
	return html_end(&h, out);
}
