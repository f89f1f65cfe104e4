/* The pages of looking back. */
#include "city/unit/roles.h"
#include "recheck_tpl.h"
#include "show/album/album.h"
#include "show/recheck/inside.h"
#include "show/recheck/recheck.h"
#include "show_recheck_texts.h"
#include "work/recheck/recheck.h"
#include "work_recheck_texts.h"

enum { CHIPS = 60 };

static str
per_cent(struct ctx *cx, double share)
{
	int64_t t = stats_thousandths(share);

	return DESK_FORMAT(cx, "%lld.%lld %%", (long long)(t / 10), (long long)(t % 10));
}

enum err
recheck_form(struct ctx *cx, const char *command, str page, const char *icon, text_id button, struct form *f, bool *may)
{
	const struct command *c = command_find(str_of(command));
	enum err              e;

	if (!actor_may(cx->who, c->perm))
		return OK;
	if ((e = form_of(cx, str_of(command), c->in, c->nin, f)) != OK)
		return e;
	f->page = page;
	f->word = frame_label(cx, c->summary);
	f->button = text_get(button, cx->lang);
	f->icon = str_of(icon);
	*may = true;
	return OK;
}

static struct recheck_row
row_of(const struct recheck_seen *s)
{
	return (struct recheck_row){.id = s->id, .case_id = s->case_id, .days = s->days, .closed_at = s->closed_at,
	                            .looked_at = s->looked_at, .no = s->no, .what = s->class_name,
	                            .place = s->address.n ? s->address : s->place_name, .unit = s->unit_name,
	                            .batch = s->batch, .due = s->due, .state = recheck_state_label(s->state),
	                            .late = s->late, .waits = s->state == RECHECK_WAITING,
	                            .held = s->state == RECHECK_HELD, .rebound = s->state == RECHECK_REBOUND};
}

/* ---- GET /recheck ---- */

enum err
recheck_list_show(struct http_request *rq, const struct input *pairs, size_t n, str tail, struct form_again *again,
                  struct http_reply *rp)
{
	static const char *const  names[] = {"state", "unit", "after", NULL};
	struct ctx               *cx = rq->cx;
	struct recheck_list_page *p = ARENA_NEW(cx->arena, struct recheck_list_page);
	struct desk_asked         q;
	const struct recheck_list *l;
	const void               *v;
	struct html_cx            h;
	struct buf                b;
	enum err                  e;

	(void)tail;
	(void)again;
	if (!p)
		return ctx_no_memory(cx);
	frame_of(rq, &p->page);
	if ((e = desk_asked(cx, S("/recheck"), "recheck.list", names, pairs, n, NULL, &q)) != OK ||
	    (e = desk_view(rq, "recheck.list", q.in, q.n, &v)) != OK)
		return e;
	p->first = q.first;
	l = v;
	if (!(p->rows = ARENA_NEWS(cx->arena, l->n + 1, struct recheck_row)) ||
	    !(p->chips = ARENA_NEWS(cx->arena, RECHECK_STATE_MAX, struct recheck_chip)))
		return ctx_no_memory(cx);
	for (enum recheck_state s = 0; s < RECHECK_STATE_MAX; s++)
		p->chips[p->nchips++] = (struct recheck_chip){
		    .href = s ? frame_with(cx->arena, S("/recheck"), S("state"), recheck_state_name(s)) : S("/recheck"),
		    .name = text_get(recheck_state_label(s), cx->lang), .on = s == l->state};
	for (size_t i = 0; i < l->n; i++)
		p->rows[p->nrows++] = row_of(&l->item[i]);
	if (l->more)
		p->next = desk_next(cx, &q, l->item[l->n - 1].id);
	frame_begin(rq, &h, &b);
	tpl_recheck_list(&h, p);
	return frame_end(&h, rp, 200);
}

/* ---- GET /recheck/{id} ---- */

enum err
recheck_one_show(struct http_request *rq, const struct input *pairs, size_t n, str tail, struct form_again *again,
                 struct http_reply *rp)
{
	struct ctx              *cx = rq->cx;
	struct recheck_one_page *p = ARENA_NEW(cx->arena, struct recheck_one_page);
	const struct recheck_one *o;
	const void              *v;
	int64_t                  id;
	struct html_cx           h;
	struct buf               b;
	enum err                 e;

	(void)pairs;
	(void)n;
	if (!p)
		return ctx_no_memory(cx);
	if (!str_to_i64(tail, &id) || id < 1)
		return ERR_NONE;
	frame_of(rq, &p->page);
	if ((e = desk_view(rq, "recheck.get", &(struct input){S("id"), tail}, 1, &v)) != OK)
		return e;
	o = v;
	p->look = row_of(&o->look);
	p->words = o->words;
	p->by_unit = o->by_unit;
	p->draw_id = o->draw_id;
	p->n = o->n;
	if (o->fault == T_none) {
		if ((e = recheck_form(cx, "recheck.look", DESK_FORMAT(cx, "/recheck/%lld", (long long)id), "eye",
		                  T_rechecks_b_look, &p->act, &p->may)) != OK)
			return e;
		if (p->may) {
			form_hide_i64(cx, &p->act, "id", id);
			p->act.word = text_get(T_rechecks_see, cx->lang);
			p->act.first = true;
			if ((e = form_again(cx, &p->act, again, &p->page)) != OK)
				return e;
		}
	} else if (p->look.waits && actor_may(cx->who, PERM_CASE_VERIFY)) {
		p->why_not = o->fault;
	}
	if ((e = album_hints(rq, p->look.case_id, &p->alike, &p->nalike)) != OK)
		return e;
	if ((e = form_rest(cx, again, &p->page)) != OK)
		return e;
	frame_begin(rq, &h, &b);
	tpl_recheck_one(&h, p);
	return frame_end(&h, rp, desk_status(again));
}

/* ---- GET /recheck/rates ---- */

static struct recheck_line
line_of(struct ctx *cx, const struct recheck_rate *r)
{
	struct recheck_line l = {.unit = r->unit, .listed = r->listed, .waiting = r->waiting, .looked = r->looked,
	                         .rebound = r->rebound};

	if (r->unit_id) {
		str of = frame_with(cx->arena, S("/recheck"), S("unit"),
		                    DESK_FORMAT(cx, "#%lld", (long long)r->unit_id));

		l.waits = of;
		l.back = frame_with(cx->arena, of, S("state"), recheck_state_name(RECHECK_REBOUND));
	}
	if (r->looked) {
		l.rate = per_cent(cx, (double)r->rebound / (double)r->looked);
		l.low = per_cent(cx, r->range.low);
		l.high = per_cent(cx, r->range.high);
	}
	return l;
}

/* The curve falls at each step and goes on level: points in a square of 100, the last day at its right end. */
static enum err
curve(struct ctx *cx, const struct recheck_rates *r, struct recheck_rates_page *p)
{
	struct buf b;
	int64_t    y = 0, last = 0;

	if (!(p->steps = ARENA_NEWS(cx->arena, r->nsteps + 1, struct recheck_last)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < r->nsteps; i++)
		last = r->step[i].days > last ? r->step[i].days : last;
	p->last = last = last < 90 ? 90 : last;
	buf_init(&b, cx->arena, BUF_PAGE);
	buf_add(&b, S("0,0"));
	for (size_t i = 0; i < r->nsteps; i++) {
		int64_t x = r->step[i].days * 1000 / last, down = 1000 - stats_thousandths(r->step[i].share);

		p->steps[p->nsteps++] = (struct recheck_last){r->step[i].days, r->step[i].at_risk, r->step[i].ended,
		                                              per_cent(cx, r->step[i].share)};
		buf_add(&b, DESK_FORMAT(cx, " %lld.%lld,%lld.%lld %lld.%lld,%lld.%lld", (long long)(x / 10),
		                        (long long)(x % 10), (long long)(y / 10), (long long)(y % 10),
		                        (long long)(x / 10), (long long)(x % 10), (long long)(down / 10),
		                        (long long)(down % 10)));
		y = down;
	}
	buf_add(&b, DESK_FORMAT(cx, " 100,%lld.%lld", (long long)(y / 10), (long long)(y % 10)));
	return buf_end(&b, &p->points);
}

static enum err
chips(struct ctx *cx, const struct recheck_rates *r, str days, struct recheck_rates_page *p)
{
	static const char *const intervals[] = {"7", "30", "90"};

	if (!(p->chips = ARENA_NEWS(cx->arena, CHIPS, struct recheck_chip)))
		return ctx_no_memory(cx);
	p->chips[p->nchips++] = (struct recheck_chip){S("/recheck/rates"), text_get(T_rechecks_all, cx->lang),
	                                              !days.n && !r->batch};
	for (size_t i = 0; i < NITEMS(intervals); i++) {
		str        text = str_of(intervals[i]);
		struct buf b;

		buf_init(&b, cx->arena, BUF_PATH);
		text_add(&b, T_rechecks_after, cx->lang, &text, 1);
		p->chips[p->nchips++] = (struct recheck_chip){
		    frame_with(cx->arena, S("/recheck/rates"), S("days"), text), buf_str(&b), str_eq(text, days)};
	}
	for (size_t i = 0; i < r->nbatches && p->nchips < CHIPS; i++)
		p->chips[p->nchips++] = (struct recheck_chip){
		    frame_with(cx->arena, S("/recheck/rates"), S("batch"),
		               DESK_FORMAT(cx, "%lld", (long long)r->batches[i].id)),
		    r->batches[i].batch, r->batches[i].id == r->batch};
	return OK;
}

enum err
recheck_rates_show(struct http_request *rq, const struct input *pairs, size_t n, str tail, struct form_again *again,
                   struct http_reply *rp)
{
	static const char *const   names[] = {"days", "batch"};
	struct ctx                *cx = rq->cx;
	struct recheck_rates_page *p = ARENA_NEW(cx->arena, struct recheck_rates_page);
	struct input               in[NITEMS(names)];
	const struct recheck_rates *r;
	const void                *v;
	size_t                     m = 0;
	struct html_cx             h;
	struct buf                 b;
	enum err                   e;

	(void)tail;
	if (!p)
		return ctx_no_memory(cx);
	frame_of(rq, &p->page);
	for (size_t i = 0; i < NITEMS(names); i++) {
		str value = str_trim(desk_value(pairs, n, str_of(names[i])));

		if (value.n)
			in[m++] = (struct input){str_of(names[i]), value};
	}
	if ((e = desk_view(rq, "recheck.rates", in, m, &v)) != OK)
		return e;
	r = v;
	p->all = line_of(cx, &r->all);
	p->share = r->known ? per_cent(cx, r->share) : STR_NONE;
	p->lives = r->lives;
	if (!(p->lines = ARENA_NEWS(cx->arena, r->n + 1, struct recheck_line)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < r->n; i++)
		p->lines[p->nlines++] = line_of(cx, &r->unit[i]);
	if ((e = curve(cx, r, p)) != OK || (e = chips(cx, r, str_trim(desk_value(pairs, n, S("days"))), p)) != OK ||
	    (e = recheck_form(cx, "recheck.batch", S("/recheck/rates"), "plus", T_rechecks_b_batch, &p->act,
	                  &p->may)) != OK)
		return e;
	if (p->may && (e = form_again(cx, &p->act, again, &p->page)) != OK)
		return e;
	if ((e = form_rest(cx, again, &p->page)) != OK)
		return e;
	frame_begin(rq, &h, &b);
	tpl_recheck_rates(&h, p);
	return frame_end(&h, rp, desk_status(again));
}

/* ---- GET /recheck/draws (before, all), /recheck/draws/{id} ---- */

static struct recheck_draw_row
draw_of(struct ctx *cx, const struct recheck_draw *d)
{
	bool drawn = str_eq(d->state, S("drawn"));

	return (struct recheck_draw_row){
	    .id = d->id, .days = d->days, .listed = d->listed, .taken = d->taken, .promised_at = d->promised_at,
	    .drawn_at = d->drawn_at, .on = d->on, .batch = d->batch, .promise = d->promise, .seed = d->seed,
	    .list = d->list, .share = per_cent(cx, (double)d->share / 1000), .drawn = drawn,
	    .state = drawn ? T_rechecks_drawn : str_eq(d->state, S("void")) ? T_rechecks_void : T_rechecks_promised};
}

enum err
recheck_draws_show(struct http_request *rq, const struct input *pairs, size_t n, str tail, struct form_again *again,
                   struct http_reply *rp)
{
	struct ctx                *cx = rq->cx;
	struct recheck_draws_page *p = ARENA_NEW(cx->arena, struct recheck_draws_page);
	str                        before = str_trim(desk_value(pairs, n, S("before")));
	bool                       all = str_eq(str_trim(desk_value(pairs, n, S("all"))), S("1"));
	const struct recheck_draws *d;
	const void                *v;
	struct html_cx             h;
	struct buf                 b;
	enum err                   e;

	(void)tail;
	(void)again;
	if (!p)
		return ctx_no_memory(cx);
	frame_of(rq, &p->page);
	if ((e = desk_view(rq, "recheck.draws", &(struct input){S("before"), before}, before.n ? 1 : 0, &v)) != OK)
		return e;
	d = v;
	if (!(p->rows = ARENA_NEWS(cx->arena, d->n + 1, struct recheck_draw_row)))
		return ctx_no_memory(cx);
	/* A promise is shown until it is kept; most days there is nothing to draw of, and three lines of it. */
	for (size_t i = 0; i < d->n; i++) {
		struct recheck_draw_row r = draw_of(cx, &d->draw[i]);

		if (r.drawn && !r.listed && !all)
			p->folded++;
		else
			p->rows[p->nrows++] = r;
	}
	p->all = frame_with(cx->arena, before.n ? frame_with(cx->arena, S("/recheck/draws"), S("before"), before)
	                                        : S("/recheck/draws"), S("all"), S("1"));
	if (d->before)
		p->next = DESK_FORMAT(cx, "/recheck/draws?before=%lld%s", (long long)d->before, all ? "&all=1" : "");
	frame_begin(rq, &h, &b);
	tpl_recheck_draws(&h, p);
	return frame_end(&h, rp, 200);
}

enum err
recheck_draw_show(struct http_request *rq, const struct input *pairs, size_t n, str tail, struct form_again *again,
                  struct http_reply *rp)
{
	struct ctx               *cx = rq->cx;
	struct recheck_draw_page *p = ARENA_NEW(cx->arena, struct recheck_draw_page);
	struct input              in[] = {{S("id"), tail}, {S("from"), desk_value(pairs, n, S("from"))}};
	const struct recheck_drawn *d;
	const void               *v;
	int64_t                   id;
	struct html_cx            h;
	struct buf                b;
	enum err                  e;

	(void)again;
	if (!p)
		return ctx_no_memory(cx);
	if (!str_to_i64(tail, &id) || id < 1)
		return ERR_NONE;
	frame_of(rq, &p->page);
	if ((e = desk_view(rq, "recheck.draw", in, in[1].value.n ? 2 : 1, &v)) != OK)
		return e;
	d = v;
	p->draw = draw_of(cx, &d->draw);
	if (d->more)
		p->next = DESK_FORMAT(cx, "/recheck/draws/%lld?from=%lld", (long long)id,
		                      (long long)(d->from + (int64_t)d->n));
	p->command = DESK_FORMAT(cx, "duban draw verify %lld", (long long)id);
	if (!(p->rows = ARENA_NEWS(cx->arena, d->n + 1, struct recheck_item_row)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < d->n; i++)
		p->rows[p->nrows++] = (struct recheck_item_row){
		    .case_id = d->item[i].case_id, .look = d->item[i].look, .n = d->item[i].n, .no = d->item[i].no,
		    .stratum = d->item[i].stratum, .state = recheck_state_label(d->item[i].state)};
	frame_begin(rq, &h, &b);
	tpl_recheck_draw(&h, p);
	return frame_end(&h, rp, 200);
}

/* ---- GET /recheck/rules ---- */

enum err
recheck_rules_show(struct http_request *rq, const struct input *pairs, size_t n, str tail, struct form_again *again,
                   struct http_reply *rp)
{
	struct ctx                *cx = rq->cx;
	struct recheck_rules_page *p = ARENA_NEW(cx->arena, struct recheck_rules_page);
	const struct recheck_rules *r;
	const void                *v;
	struct html_cx             h;
	struct buf                 b;
	enum err                   e;

	(void)pairs;
	(void)n;
	(void)tail;
	if (!p)
		return ctx_no_memory(cx);
	frame_of(rq, &p->page);
	if ((e = desk_view(rq, "recheck.rules", NULL, 0, &v)) != OK)
		return e;
	r = v;
	p->cases = actor_may(cx->who, PERM_CASE_SEE);
	if (!(p->rows = ARENA_NEWS(cx->arena, r->n + 1, struct recheck_rule_row)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < r->n; i++)
		p->rows[p->nrows++] = (struct recheck_rule_row){
		    .days = r->rule[i].days, .least = r->rule[i].least, .within = r->rule[i].within,
		    .share = per_cent(cx, (double)r->rule[i].share / 1000), .source = r->rule[i].source};
	if ((e = recheck_form(cx, "recheck.rule", S("/recheck/rules"), "settings", T_rechecks_b_rule, &p->act,
	                  &p->may)) != OK)
		return e;
	if (p->may && (e = form_again(cx, &p->act, again, &p->page)) != OK)
		return e;
	if ((e = form_rest(cx, again, &p->page)) != OK)
		return e;
	frame_begin(rq, &h, &b);
	tpl_recheck_rules(&h, p);
	return frame_end(&h, rp, desk_status(again));
}
