/* The agenda pack as a page, and what is behind its numbers. */
#include "base/clock.h"
#include "judge/meeting/meeting.h"
#include "meetings_tpl.h"
#include "show/meetings/inside.h"
#include "show/meetings/meetings.h"
#include "show_meetings_texts.h"
#include "work/task/task.h"

static str
moment(struct ctx *cx, int64_t at)
{
	struct buf b;

	buf_init(&b, cx->arena, BUF_LINE);
	clock_add_minute(&b, at, cx->zone);
	return buf_str(&b);
}

/* The bulletin's list of a number of this stretch; the unit by its id. */
static str
cases_of(struct ctx *cx, const struct meeting_pack *k, const char *number, str unit)
{
	str cut = moment(cx, k->cut), path;

	path = DESK_FORMAT(cx, "/bulletin/cases?number=%s&day=%.*s&place=%%23%lld&seal=%lld&at=%lld&since=%lld", number,
	                   STR_ARG(str_slice(cut, 0, 10)), (long long)k->place, (long long)k->position,
	                   (long long)k->cut, (long long)k->since);
	return unit.n ? frame_with(cx->arena, path, S("unit"), unit) : path;
}

static str
href_of(struct ctx *cx, const struct meeting_pack *k, enum meeting_number n, str unit)
{
	str path;

	if (n < MEETING_AGAIN)
		return cases_of(cx, k, meeting_number_code(n), unit);
	/* What is nobody's has no list of its own there. */
	if (str_eq(unit, S("-")))
		return STR_NONE;
	path = DESK_FORMAT(cx, "/meetings/%lld/list?number=%s", (long long)k->m.id, meeting_number_code(n));
	return unit.n ? frame_with(cx->arena, path, S("unit"), unit) : path;
}

static enum err
cells_of(struct ctx *cx, const struct meeting_pack *k, const struct meeting_sums *s, const struct meeting_sums *was,
         str unit, struct meetings_numbers *r)
{
	if (!(r->cells = ARENA_NEWS(cx->arena, MEETING_NUMBER_MAX, struct meetings_cell)))
		return ctx_no_memory(cx);
	for (int i = 0; i < MEETING_NUMBER_MAX; i++) {
		enum meeting_number n = (enum meeting_number)i;
		int64_t             delta = k->compares ? s->n[i] - was->n[i] : 0;

		r->cells[r->ncells++] = (struct meetings_cell){.label = meeting_number_label(n), .n = s->n[i],
		    .href = s->n[i] ? href_of(cx, k, n, unit) : STR_NONE,
		    .delta = delta ? DESK_FORMAT(cx, "%+lld", (long long)delta) : STR_NONE,
		    .bad = s->n[i] > 0 && (n == MEETING_OVERDUE || n == MEETING_BACK || n == MEETING_BROKEN)};
	}
	return OK;
}

static enum err
fill(struct ctx *cx, const struct meeting_pack *k, struct meetings_pack *p)
{
	enum err e;

	p->meeting = meetings_row_of(&k->m);
	p->told = k->told;
	p->closed = k->closed;
	p->position = k->position;
	p->since_text = moment(cx, k->since);
	p->cut_text = moment(cx, k->cut);
	p->last = k->last_id ? DESK_FORMAT(cx, "/meetings/%lld", (long long)k->last_id) : STR_NONE;
	p->last_title = DESK_FORMAT(cx, "%.*s（%.*s）", STR_ARG(k->last_title), STR_ARG(k->last_day));
	p->rows = ARENA_NEWS(cx->arena, k->nrow + 1, struct meetings_numbers);
	p->open = ARENA_NEWS(cx->arena, k->nopen + 1, struct meetings_task);
	if (!p->rows || !p->open)
		return ctx_no_memory(cx);
	for (size_t i = 0; i < k->nopen; i++)
		p->open[p->nopen++] = meetings_task_of(cx, &k->open[i].task);
	for (size_t i = 0; i < k->nrow; i++) {
		const struct meeting_row *r = &k->row[i];
		struct meetings_numbers  *to = &p->rows[p->nrows++];

		to->name = r->id ? r->name : text_get(T_meetings_nobody, cx->lang);
		to->attends = r->attends;
		if ((e = cells_of(cx, k, &r->sums, &r->was, r->id ? r->code : S("-"), to)) != OK)
			return e;
	}
	p->all.name = text_get(T_meetings_all, cx->lang);
	return cells_of(cx, k, &k->sums, &k->was, STR_NONE, &p->all);
}

enum err
meetings_pack_show(struct http_request *rq, const struct input *pairs, size_t n, str tail, struct form_again *again,
                   struct http_reply *rp)
{
	struct ctx           *cx = rq->cx;
	struct meetings_pack *p = ARENA_NEW(cx->arena, struct meetings_pack);
	const void           *v;
	struct html_cx        h;
	struct buf            b;
	enum err              e;

	(void)pairs;
	(void)n;
	(void)again;
	if (!p)
		return ctx_no_memory(cx);
	frame_of(rq, &p->page);
	if ((e = desk_view(rq, "meeting.pack", &(struct input){S("id"), tail}, 1, &v)) != OK ||
	    (e = fill(cx, v, p)) != OK)
		return e;
	frame_begin(rq, &h, &b);
	tpl_meetings_pack(&h, p);
	return frame_end(&h, rp, 200);
}

enum err
meetings_items_show(struct http_request *rq, const struct input *pairs, size_t n, str tail, struct form_again *again,
                    struct http_reply *rp)
{
	struct ctx                  *cx = rq->cx;
	struct meetings_items       *p = ARENA_NEW(cx->arena, struct meetings_items);
	struct input                 in[3] = {{S("id"), tail}, {S("number"), desk_value(pairs, n, S("number"))}};
	str                          unit = desk_value(pairs, n, S("unit"));
	const struct meeting_things *o;
	const void                  *v;
	struct html_cx               h;
	struct buf                   b;
	enum err                     e;

	(void)again;
	if (!p)
		return ctx_no_memory(cx);
	frame_of(rq, &p->page);
	in[2] = (struct input){S("unit"), unit};
	if ((e = desk_view(rq, "meeting.items", in, unit.n ? 3 : 2, &v)) != OK)
		return e;
	o = v;
	p->meeting = meetings_row_of(&o->m);
	p->number = meeting_number_label(o->number);
	p->unit = o->unit_name;
	p->outside = o->outside;
	p->told = o->told.v;
	p->moved = o->told.some && o->told.v != (int64_t)o->n;
	p->back = DESK_FORMAT(cx, "/meetings/%.*s/pack", STR_ARG(tail));
	if (!(p->items = ARENA_NEWS(cx->arena, o->n + 1, struct meetings_thing)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < o->n; i++)
		p->items[p->nitems++] = (struct meetings_thing){
		    .href = DESK_FORMAT(cx, o->item[i].task ? "/tasks/%lld" : "/cases/%lld", (long long)o->item[i].id),
		    .no = o->item[i].no, .words = o->item[i].words, .unit = o->item[i].unit, .due = o->item[i].due,
		    .state = o->item[i].task ? task_state_label(task_state_of(o->item[i].state)) : T_none};
	frame_begin(rq, &h, &b);
	tpl_meetings_items(&h, p);
	return frame_end(&h, rp, 200);
}
