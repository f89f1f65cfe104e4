/* The bulletin, its lists and its text: what the views of judge/bulletin say, with a link at every number. */
#include "show/notice/notice.h"

#include "city/unit/roles.h"
#include "judge/bulletin/bulletin.h"
#include "notice_tpl.h"
#include "show/notice/page.h"
#include "texts.h"
#include "work/docket/docket.h"
#include "work/docket/names.h"

static const enum bulletin_number columns[] = {BULLETIN_OPENING, BULLETIN_FRESH,   BULLETIN_CLOSED,
                                               BULLETIN_STOCK,   BULLETIN_OVERDUE, BULLETIN_SOON};

/* The inputs of a view among what the address says; empty ones are not meant. */
static size_t
asked(const struct input *pairs, size_t n, const char *const *names, struct input *out)
{
	size_t m = 0;

	for (; *names; names++) {
		str v = desk_value(pairs, n, str_of(*names));

		if (v.n)
			out[m++] = (struct input){str_of(*names), v};
	}
	return m;
}

/* The address of a page about just this bulletin. */
static str
address(struct ctx *cx, const char *path, const struct bulletin_head *h)
{
	return DESK_FORMAT(cx, "%s?day=%.*s&place=%.*s&seal=%lld&at=%lld", path, STR_ARG(h->day_text),
	                   STR_ARG(h->place_code), (long long)h->position, (long long)h->at);
}

/* narrow: "below" or "unit" with the id of one, 0 for what is none's; NULL: neither.  base: of the lists. */
static struct notice_cell
cell(struct ctx *cx, str base, const struct bulletin_sums *s, enum bulletin_number k, const char *narrow, int64_t id)
{
	str href;

	if (!narrow)
		href = DESK_FORMAT(cx, "%.*s&number=%s", STR_ARG(base), bulletin_code(k));
	else if (id)
		href = DESK_FORMAT(cx, "%.*s&number=%s&%s=%%23%lld", STR_ARG(base), bulletin_code(k), narrow,
		                   (long long)id);
	else
		href = DESK_FORMAT(cx, "%.*s&number=%s&%s=-", STR_ARG(base), bulletin_code(k), narrow);
	return (struct notice_cell){bulletin_label(k), s->n[k], href, k == BULLETIN_OVERDUE && s->n[k] > 0};
}

static enum err
row_of(struct ctx *cx, str base, const struct bulletin_row *r, const char *narrow, text_id own,
       struct notice_row *out)
{
	*out = (struct notice_row){.name = r->name, .own = own};
	if (!(out->cells = ARENA_NEWS(cx->arena, NITEMS(columns), struct notice_cell)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < NITEMS(columns); i++)
		out->cells[out->ncells++] = cell(cx, base, &r->sums, columns[i], narrow, r->id);
	return OK;
}

static enum err
rows_of(struct ctx *cx, str base, const struct bulletin_row *r, size_t n, const char *narrow, text_id own,
        struct notice_row **out)
{
	enum err e = OK;

	if (!(*out = ARENA_NEWS(cx->arena, n + 1, struct notice_row)))
		return ctx_no_memory(cx);
	for (size_t i = 0; e == OK && i < n; i++)
		e = row_of(cx, base, &r[i], narrow, own, &(*out)[i]);
	return e;
}

static str
seal_of(struct ctx *cx, const digest *d)
{
	struct buf b;

	buf_init(&b, cx->arena, BUF_PATH);
	for (size_t i = 0; i < DIGEST_SIZE; i += 2) {
		if (i)
			buf_char(&b, ' ');
		buf_hex(&b, d->b + i, 2);
	}
	return buf_str(&b);
}

/* Today's places right below one's own, and one's own. */
struct places {
	struct notice_page *p;
	str                 on;
};

static enum err
look_places(struct ctx *cx, void *arg)
{
	struct places             *l = arg;
	const struct docket_names *names;
	int64_t                    top = cx->who->place;
	enum err                   e = docket_names(cx, &names);

	if (e != OK)
		return e;
	if (!(l->p->places = ARENA_NEWS(cx->arena, names->nplace + 1, struct form_option)))
		return ctx_no_memory(cx);
	for (int below = 0; below < 2; below++)
		for (size_t i = 0; i < names->nplace; i++) {
			const struct docket_place *x = &names->place[i];

			if (below ? x->parent == top && x->id != top : x->id == top)
				l->p->places[l->p->nplaces++] =
				    (struct form_option){x->code, x->name, str_eq(x->code, l->on)};
		}
	return OK;
}

static enum err
fill(struct http_request *rq, const struct bulletin_show *o, struct notice_page *p)
{
	struct ctx                 *cx = rq->cx;
	const struct bulletin_head *h = &o->head;
	str                         base = address(cx, "/bulletin/cases", h);
	struct bulletin_row         all = {.name = text_get(T_notice_total_row, cx->lang), .sums = o->sums};
	struct {
		struct notice_cell  *to;
		enum bulletin_number k;
	} figure[] = {{&p->opening, BULLETIN_OPENING}, {&p->fresh, BULLETIN_FRESH},     {&p->closed, BULLETIN_CLOSED},
	              {&p->stock, BULLETIN_STOCK},     {&p->overdue, BULLETIN_OVERDUE}, {&p->soon, BULLETIN_SOON},
	              {&p->on_time, BULLETIN_ON_TIME}, {&p->late, BULLETIN_LATE},
	              {&p->proven, BULLETIN_PROVEN},   {&p->otherwise, BULLETIN_OTHERWISE}};
	enum err e;

	p->day = h->day_text;
	p->place = h->place_name;
	p->cut = h->cut;
	p->position = h->position;
	p->batch = h->batch;
	p->whole = h->whole;
	p->seal = seal_of(cx, &h->seal);
	p->text_href = address(cx, "/bulletin/text", h);
	p->save_href = frame_with(cx->arena, p->text_href, S("save"), S("1"));
	p->nrows = o->nplace;
	p->nunits = o->nunit;
	p->nsum = 1;
	for (size_t i = 0; i < NITEMS(figure); i++)
		*figure[i].to = cell(cx, base, &o->sums, figure[i].k, NULL, 0);
	if ((e = rows_of(cx, base, o->place, o->nplace, "below", T_bulletin_itself, &p->rows)) != OK ||
	    (e = rows_of(cx, base, o->unit, o->nunit, "unit", T_bulletin_nobody, &p->units)) != OK ||
	    (e = rows_of(cx, base, &all, 1, NULL, T_none, &p->sum)) != OK)
		return e;
	return bulletin_words(cx, o, &p->text);
}

static const char *const show_names[] = {"day", "place", "seal", "at", NULL};

enum err
notice_show(struct http_request *rq, const struct input *pairs, size_t n, str tail, struct form_again *again,
            struct http_reply *rp)
{
	struct ctx         *cx = rq->cx;
	struct notice_page *p = ARENA_NEW(cx->arena, struct notice_page);
	struct input        in[NITEMS(show_names)];
	size_t              m = asked(pairs, n, show_names, in);
	struct places       l = {p, desk_value(pairs, n, S("place"))};
	const void         *out;
	char                today[DAY_TEXT];
	struct html_cx      h;
	struct buf          b;
	enum err            e;

	(void)tail;
	if (!p)
		return ctx_no_memory(cx);
	frame_of(rq, &p->page);
	e = desk_view(rq, "bulletin.show", in, m, &out);
	if (e == ERR_RULE) {
		struct buf why;

		/* Nothing is sealed yet: that is no fault of whoever looks. */
		buf_init(&why, cx->arena, BUF_LINE);
		text_add(&why, cx->why.line[0].text, cx->lang, cx->why.line[0].arg, WHY_ARGS);
		p->empty = buf_str(&why);
		ctx_forget(cx);
		if (!arena_str(cx->arena, day_format(ctx_today(cx), today), &p->day))
			return ctx_no_memory(cx);
	} else if (e != OK) {
		return e;
	} else if ((e = fill(rq, out, p)) != OK) {
		return e;
	} else {
		l.on = ((const struct bulletin_show *)out)->head.place_code;
	}
	if ((e = view_look(cx, PERM_BULLETIN_SEE, look_places, &l)) != OK || (e = desk_saved(rq, &p->page)) != OK)
		return e;
	frame_begin(rq, &h, &b);
	tpl_notice_page(&h, p);
	return frame_end(&h, rp, desk_status(again));
}

enum err
notice_text_show(struct http_request *rq, const struct input *pairs, size_t n, str tail, struct form_again *again,
                 struct http_reply *rp)
{
	struct input                in[NITEMS(show_names)];
	size_t                      m = asked(pairs, n, show_names, in);
	const struct bulletin_text *o;
	const void                 *out;
	enum err                    e = desk_view(rq, "bulletin.text", in, m, &out);

	(void)tail;
	(void)again;
	if (e != OK)
		return e;
	o = out;
	rp->type = S("text/plain; charset=utf-8");
	rp->body = o->text;
	if (desk_value(pairs, n, S("save")).n)
		http_add_header(rp, "Content-Disposition", S("attachment; filename=\"bulletin.txt\""));
	return OK;
}

/* ---- The cases behind a number ---- */

static const char *const cases_names[] = {"number", "day", "place", "seal", "at", "below", "unit", "after", NULL};

/* This list without, or with another, `after`. */
static str
onward(struct ctx *cx, const struct input *pairs, size_t n, int64_t after)
{
	str to = S("/bulletin/cases");

	for (size_t i = 0; cases_names[i] && to.p; i++) {
		str v = desk_value(pairs, n, str_of(cases_names[i]));

		if (v.n && !str_eq(str_of(cases_names[i]), S("after")))
			to = frame_with(cx->arena, to, str_of(cases_names[i]), v);
	}
	return after && to.p ? frame_with(cx->arena, to, S("after"), DESK_FORMAT(cx, "%lld", (long long)after)) : to;
}

enum err
notice_cases_show(struct http_request *rq, const struct input *pairs, size_t n, str tail, struct form_again *again,
                  struct http_reply *rp)
{
	struct ctx                 *cx = rq->cx;
	struct notice_cases        *p = ARENA_NEW(cx->arena, struct notice_cases);
	struct input                in[NITEMS(cases_names)];
	size_t                      m = asked(pairs, n, cases_names, in);
	const struct bulletin_list *o;
	const void                 *out;
	struct html_cx              h;
	struct buf                  b;
	enum err                    e;

	(void)tail;
	(void)again;
	if (!p)
		return ctx_no_memory(cx);
	if ((e = desk_view(rq, "bulletin.cases", in, m, &out)) != OK)
		return e;
	o = out;
	frame_of(rq, &p->page);
	if ((e = desk_saved(rq, &p->page)) != OK)
		return e;
	p->number = bulletin_label(o->number);
	p->day = o->head.day_text;
	p->place = o->head.place_name;
	p->below = o->below_name;
	p->unit = o->unit_name;
	p->back = address(cx, "/bulletin", &o->head);
	p->total = o->total;
	p->outside = o->outside;
	p->cut = o->head.cut;
	if (!(p->rows = ARENA_NEWS(cx->arena, o->n + 1, struct notice_case)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < o->n; i++) {
		const struct bulletin_item *t = &o->item[i];
		bool                        due = t->c.due != INT64_MAX;

		p->rows[p->nrows++] = (struct notice_case){
		    .no = t->no,
		    .href = DESK_FORMAT(cx, "/cases/%lld", (long long)t->c.id),
		    .what = t->class_name,
		    .place = t->place_name,
		    .spot = t->address,
		    .unit = t->unit_name,
		    .stage = desk_dot_of(t->c.state, 0),
		    .due = due ? SOME_I64(t->c.due) : (opt_i64){0},
		    .late = (t->c.in & BULLETIN_IN(OVERDUE)) != 0};
	}
	if (o->next)
		p->next = onward(cx, pairs, n, o->next);
	if (desk_value(pairs, n, S("after")).n)
		p->first = onward(cx, pairs, n, 0);
	frame_begin(rq, &h, &b);
	tpl_notice_cases(&h, p);
	return frame_end(&h, rp, 200);
}
