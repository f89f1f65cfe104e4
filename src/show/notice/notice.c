/* The bulletin, its lists and its text: what the views of judge/bulletin say, with a link at every number. */
#include "show/notice/inside.h"

#include "base/clock.h"
#include "city/unit/roles.h"
#include "judge_bulletin_texts.h"
#include "notice_tpl.h"
#include "show_notice_texts.h"
#include "work/docket/docket.h"
#include "work/docket/names.h"

static const enum bulletin_number columns[] = {BULLETIN_OPENING, BULLETIN_FRESH,   BULLETIN_CLOSED,
                                               BULLETIN_STOCK,   BULLETIN_OVERDUE, BULLETIN_SOON,
                                               BULLETIN_LISTED};

size_t
notice_asked(const struct input *pairs, size_t n, const char *const *names, struct input *out)
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

/*
 * narrow: "below" or "unit" with the id or code of one, neither for what is none's; NULL: neither.  base: of the
 * lists; STR_NONE: there are none any more.
 */
static struct notice_cell
cell(struct ctx *cx, str base, const struct bulletin_sums *s, enum bulletin_number k, const char *narrow,
     const struct bulletin_row *r)
{
	str href = STR_NONE;

	if (!base.p)
		;
	else if (!narrow)
		href = DESK_FORMAT(cx, "%.*s&number=%s", STR_ARG(base), bulletin_code(k));
	else if (r->id)
		href = DESK_FORMAT(cx, "%.*s&number=%s&%s=%%23%lld", STR_ARG(base), bulletin_code(k), narrow,
		                   (long long)r->id);
	else if (r->code.n)
		href = frame_with(cx->arena, DESK_FORMAT(cx, "%.*s&number=%s", STR_ARG(base), bulletin_code(k)),
		                  str_of(narrow), r->code);
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
		out->cells[out->ncells++] = cell(cx, base, &r->sums, columns[i], narrow, r);
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

enum err
notice_places(struct ctx *cx, str on, struct form_option **places, size_t *n)
{
	const struct docket_names *names;
	int64_t                    top = cx->who->place;
	enum err                   e = docket_names(cx, &names);

	*n = 0;
	if (e != OK)
		return e;
	if (!(*places = ARENA_NEWS(cx->arena, names->nplace + 1, struct form_option)))
		return ctx_no_memory(cx);
	for (int below = 0; below < 2; below++)
		for (size_t i = 0; i < names->nplace; i++) {
			const struct docket_place *x = &names->place[i];

			if (below ? x->parent == top && x->id != top : x->id == top)
				(*places)[(*n)++] = (struct form_option){x->code, x->name, str_eq(x->code, on)};
		}
	return OK;
}

str
notice_moment(const struct ctx *cx, int64_t at)
{
	struct buf b;

	buf_init(&b, cx->arena, BUF_PATH);
	clock_add_second(&b, at, cx->zone);
	return buf_str(&b);
}

enum err
notice_figures(struct ctx *cx, const struct bulletin_show *o, struct notice_figures *p)
{
	const struct bulletin_head *h = &o->head;
	bool                        seen = h->on.v >= ctx_today(cx).v - BULLETIN_BACK_DAYS;
	str                         base = seen ? address(cx, "/bulletin/cases", h) : STR_NONE;
	struct bulletin_row         all = {.name = text_get(T_notice_total_row, cx->lang), .sums = o->sums};
	struct {
		struct notice_cell  *to;
		enum bulletin_number k;
	} figure[] = {{&p->opening, BULLETIN_OPENING}, {&p->fresh, BULLETIN_FRESH},     {&p->closed, BULLETIN_CLOSED},
	              {&p->stock, BULLETIN_STOCK},     {&p->overdue, BULLETIN_OVERDUE}, {&p->soon, BULLETIN_SOON},
	              {&p->on_time, BULLETIN_ON_TIME}, {&p->late, BULLETIN_LATE},
	              {&p->proven, BULLETIN_PROVEN},   {&p->otherwise, BULLETIN_OTHERWISE}};
	enum err e;

	p->cut_text = notice_moment(cx, h->cut);
	p->position = h->position;
	p->batch = h->batch;
	p->whole = h->whole;
	p->seal = seal_of(cx, &h->seal);
	if (!(p->draws = ARENA_NEWS(cx->arena, o->npromise + 1, struct notice_draw)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < o->npromise; i++)
		p->draws[p->ndraws++] = (struct notice_draw){o->promise[i].on, o->promise[i].promise,
		                                              o->promise[i].days};
	p->nrows = o->nplace;
	p->nunits = o->nunit;
	p->nsum = 1;
	for (size_t i = 0; i < NITEMS(figure); i++)
		*figure[i].to = cell(cx, base, &o->sums, figure[i].k, NULL, NULL);
	if ((e = rows_of(cx, base, o->place, o->nplace, "below", T_bulletin_itself, &p->rows)) != OK ||
	    (e = rows_of(cx, base, o->unit, o->nunit, "unit", T_bulletin_nobody, &p->units)) != OK ||
	    (e = rows_of(cx, base, &all, 1, NULL, T_none, &p->sum)) != OK)
		return e;
	return OK;
}

static void
fill_issue(struct http_request *rq, const struct bulletin_draft *d, struct notice_page *p)
{
	struct ctx                 *cx = rq->cx;
	const struct bulletin_head *h = &d->show.head;
	int64_t                     minute = d->rule.expected;
	str                         nth = DESK_FORMAT(cx, "%lld", (long long)d->edition);
	str                         arg[3] = {h->place_name, h->day_text, nth};
	struct buf                  b;

	p->newest = d->edition - 1;
	if (d->newest_id) {
		p->newest_href = DESK_FORMAT(cx, "/bulletin/editions/%lld", (long long)d->newest_id);
		p->newest_at = notice_moment(cx, d->newest_at);
	}
	if (d->expected)
		p->awaited = DESK_FORMAT(cx, "%02d:%02d", (int)(minute / 60), (int)(minute % 60));
	p->issues = actor_may(cx->who, PERM_BULLETIN_ISSUE);
	p->may = d->may;
	p->why = d->why == T_none ? STR_NONE : desk_text(cx, d->why, d->why_arg[0], d->why_arg[1]);
	p->listed = d->listed;
	p->units = d->units;
	p->hours = d->rule.hours;
	p->due = cx->now + d->rule.hours * BULLETIN_HOUR_MS;
	p->at = h->at;
	p->listed_href = frame_with(cx->arena, address(cx, "/bulletin/cases", h), S("number"), S("listed"));
	p->button = desk_text(cx, T_notice_issue_nth, nth, STR_NONE);
	buf_init(&b, cx->arena, BUF_LINE);
	text_add(&b, T_notice_issue_ask, cx->lang, arg, 3);
	p->ask = buf_str(&b);
	/* To come back to what is newest then, not to what is old already. */
	p->here = frame_with(cx->arena, DESK_FORMAT(cx, "/bulletin?day=%.*s", STR_ARG(h->day_text)), S("place"),
	                     h->place_code);
}

/* What is read for the page beside the bulletin itself. */
struct looking {
	struct http_request        *rq;
	struct notice_page         *p;
	const struct bulletin_show *o; /* NULL: there is none */
};

static enum err
look(struct ctx *cx, void *arg)
{
	struct looking       *l = arg;
	struct notice_page   *p = l->p;
	struct bulletin_draft d;
	enum err              e;

	if (!l->o)
		return notice_places(cx, p->place_code, &p->places, &p->nplaces);
	if ((e = bulletin_draft_of(cx, l->o, &d)) != OK || (e = notice_figures(cx, l->o, &p->fig)) != OK ||
	    (e = bulletin_words(cx, l->o, NULL, &p->text)) != OK ||
	    (e = notice_places(cx, l->o->head.place_code, &p->places, &p->nplaces)) != OK)
		return e;
	p->fig.ndraws = 0; /* they stand in the text below */
	p->day = l->o->head.day_text;
	p->place = l->o->head.place_name;
	p->place_code = l->o->head.place_code;
	p->text_href = address(cx, "/bulletin/text", &l->o->head);
	p->tall_href = address(cx, "/bulletin/tall.png", &l->o->head);
	p->photos_href = address(cx, "/bulletin/photos", &l->o->head);
	p->paper_href = address(cx, "/bulletin/paper.docx", &l->o->head);
	p->notice_href = address(cx, "/bulletin/notice/docx", &l->o->head);
	p->notice_pdf = address(cx, "/bulletin/notice/pdf", &l->o->head);
	p->slides_href = address(cx, "/bulletin/slides.pptx", &l->o->head);
	p->save_href = frame_with(cx->arena, p->text_href, S("save"), S("1"));
	fill_issue(l->rq, &d, p);
	return OK;
}

static const char *const show_names[] = {"day", "place", "seal", "at", NULL};
static const char *const text_names[] = {"day", "place", "seal", "at", "id", NULL};

enum err
notice_show(struct http_request *rq, const struct input *pairs, size_t n, str tail, struct form_again *again,
            struct http_reply *rp)
{
	struct ctx         *cx = rq->cx;
	struct notice_page *p = ARENA_NEW(cx->arena, struct notice_page);
	struct input        in[NITEMS(show_names)];
	size_t              m = notice_asked(pairs, n, show_names, in);
	struct looking      l = {.rq = rq, .p = p};
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
		p->place_code = desk_value(pairs, n, S("place"));
	} else if (e != OK) {
		return e;
	} else {
		l.o = out;
	}
	if ((e = view_look(cx, PERM_BULLETIN_SEE, look, &l)) != OK ||
	    (e = form_rest(cx, again, &p->page)) != OK || (e = desk_saved(rq, &p->page)) != OK)
		return e;
	frame_begin(rq, &h, &b);
	tpl_notice_page(&h, p);
	return frame_end(&h, rp, desk_status(again));
}

enum err
notice_text_show(struct http_request *rq, const struct input *pairs, size_t n, str tail, struct form_again *again,
                 struct http_reply *rp)
{
	struct input                in[NITEMS(text_names)];
	size_t                      m = notice_asked(pairs, n, text_names, in);
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

static const char *const cases_names[] = {"number", "day",  "place", "seal",  "at",
                                          "below",  "unit", "since", "after", NULL};

str
notice_onward(struct ctx *cx, str path, const struct input *pairs, size_t n, const char *const *names, const char *name,
              int64_t value)
{
	for (; *names && path.p; names++) {
		str v = desk_value(pairs, n, str_of(*names));

		if (v.n && !str_eq(str_of(*names), str_of(name)))
			path = frame_with(cx->arena, path, str_of(*names), v);
	}
	if (!value || !path.p)
		return path;
	return frame_with(cx->arena, path, str_of(name), DESK_FORMAT(cx, "%lld", (long long)value));
}

static str
onward(struct ctx *cx, const struct input *pairs, size_t n, int64_t after)
{
	return notice_onward(cx, S("/bulletin/cases"), pairs, n, cases_names, "after", after);
}

enum err
notice_cases_show(struct http_request *rq, const struct input *pairs, size_t n, str tail, struct form_again *again,
                  struct http_reply *rp)
{
	struct ctx                 *cx = rq->cx;
	struct notice_cases        *p = ARENA_NEW(cx->arena, struct notice_cases);
	struct input                in[NITEMS(cases_names)];
	size_t                      m = notice_asked(pairs, n, cases_names, in);
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
	p->cut_text = notice_moment(cx, o->head.cut);
	if (desk_value(pairs, n, S("since")).n)
		p->since_text = notice_moment(cx, o->head.from);
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
