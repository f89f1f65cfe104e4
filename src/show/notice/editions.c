/* Issued bulletins: their list, one of them with what became of what it asked for, the cases behind that. */
#include "show/notice/inside.h"

#include "city/unit/roles.h"
#include "judge_bulletin_texts.h"
#include "notice_tpl.h"
#include "show_notice_texts.h"
#include "work/docket/docket.h"

/* How a result's columns stand: what is done first. */
static const enum bulletin_outcome columns[] = {BULLETIN_DUTY_IN_TIME, BULLETIN_DUTY_AFTER, BULLETIN_DUTY_WAITS,
                                                BULLETIN_DUTY_MISSED, BULLETIN_DUTY_RELEASED};

static str
path_of(struct ctx *cx, int64_t id, str more)
{
	return DESK_FORMAT(cx, "/bulletin/editions/%lld%.*s", (long long)id, STR_ARG(more));
}

/* base: of the list, with the moment. */
static enum err
row_of(struct ctx *cx, str base, const struct bulletin_tally *t, struct notice_row *out)
{
	str to = t->unit ? DESK_FORMAT(cx, "%.*s&unit=%%23%lld", STR_ARG(base), (long long)t->unit) : base;

	*out = (struct notice_row){.name = t->name};
	if (!(out->cells = ARENA_NEWS(cx->arena, NITEMS(columns) + 1, struct notice_cell)))
		return ctx_no_memory(cx);
	out->cells[out->ncells++] = (struct notice_cell){T_bulletin_listed, t->n, to, false};
	for (size_t i = 0; i < NITEMS(columns); i++) {
		enum bulletin_outcome o = columns[i];

		out->cells[out->ncells++] = (struct notice_cell){
		    bulletin_outcome_label(o), t->outcome[o],
		    DESK_FORMAT(cx, "%.*s&outcome=%s", STR_ARG(to), bulletin_outcome_code(o)),
		    o == BULLETIN_DUTY_MISSED && t->outcome[o] > 0};
	}
	return OK;
}

static enum err
fill_asked(struct ctx *cx, const struct bulletin_edition *o, struct notice_edition *p)
{
	str                   at = DESK_FORMAT(cx, "/cases?at=%lld", (long long)o->at), base = path_of(cx, o->id, at);
	struct bulletin_tally all = o->all;
	enum err              e = OK;

	all.name = text_get(T_notice_total_row, cx->lang);
	p->units = ARENA_NEWS(cx->arena, o->ntally + 1, struct notice_row);
	p->sum = ARENA_NEW(cx->arena, struct notice_row);
	if (!p->units || !p->sum)
		return ctx_no_memory(cx);
	for (; e == OK && p->nunits < o->ntally; p->nunits++)
		e = row_of(cx, base, &o->tally[p->nunits], &p->units[p->nunits]);
	p->nsum = 1;
	return e == OK ? row_of(cx, base, &all, p->sum) : e;
}

static str
post_of(struct ctx *cx, const struct bulletin_edition *o)
{
	if (!o->unit_name.p || !o->post_name.p)
		return o->post_name.p ? o->post_name : o->unit_name;
	return DESK_FORMAT(cx, "%.*s%s%.*s", STR_ARG(o->unit_name), cx->lang == EN ? ", " : "", STR_ARG(o->post_name));
}

static const char *const edition_names[] = {"at", NULL};

enum err
notice_edition_show(struct http_request *rq, const struct input *pairs, size_t n, str tail, struct form_again *again,
                    struct http_reply *rp)
{
	struct ctx                    *cx = rq->cx;
	struct notice_edition         *p = ARENA_NEW(cx->arena, struct notice_edition);
	struct input                   in[NITEMS(edition_names)];
	size_t                         m = notice_asked(pairs, n, edition_names, in);
	const struct bulletin_edition *o;
	const void                    *out;
	struct html_cx                 h;
	struct buf                     b;
	enum err                       e;

	(void)again;
	if (!p)
		return ctx_no_memory(cx);
	in[m++] = (struct input){S("id"), tail};
	if ((e = desk_view(rq, "bulletin.edition", in, m, &out)) != OK)
		return e == ERR_INPUT && !desk_value(pairs, n, S("at")).n ? ERR_NONE : e;
	o = out;
	frame_of(rq, &p->page);
	if ((e = desk_saved(rq, &p->page)) != OK || (e = notice_figures(cx, &o->show, &p->fig)) != OK ||
	    (e = fill_asked(cx, o, p)) != OK || (e = bulletin_words(cx, &o->show, o, &p->text)) != OK)
		return e;
	p->fig.digest = o->digest;
	p->day = o->show.head.day_text;
	p->place = o->show.head.place_name;
	p->as = post_of(cx, o);
	p->edition = o->edition;
	p->issued_at = notice_moment(cx, o->issued_at);
	p->at_text = notice_moment(cx, o->at);
	p->hours = o->hours;
	p->due_at = o->due_at;
	p->next = o->next;
	p->before = o->before;
	if (o->next)
		p->next_href = path_of(cx, o->next_id, S(""));
	if (o->before)
		p->before_href = path_of(cx, o->before_id, S(""));
	p->text_href = DESK_FORMAT(cx, "/bulletin/text?id=%lld", (long long)o->id);
	p->tall_href = DESK_FORMAT(cx, "/bulletin/tall.png?id=%lld", (long long)o->id);
	p->photos_href = DESK_FORMAT(cx, "/bulletin/photos?id=%lld", (long long)o->id);
	p->paper_href = DESK_FORMAT(cx, "/bulletin/paper.docx?id=%lld", (long long)o->id);
	p->notice_href = DESK_FORMAT(cx, "/bulletin/notice/docx?id=%lld", (long long)o->id);
	p->notice_pdf = DESK_FORMAT(cx, "/bulletin/notice/pdf?id=%lld", (long long)o->id);
	p->slides_href = DESK_FORMAT(cx, "/bulletin/slides.pptx?id=%lld", (long long)o->id);
	p->save_href = frame_with(cx->arena, p->text_href, S("save"), S("1"));
	frame_begin(rq, &h, &b);
	tpl_notice_edition(&h, p);
	return frame_end(&h, rp, 200);
}

/* ---- The cases behind a result ---- */

static const char *const items_names[] = {"unit", "outcome", "at", "after", NULL};

enum err
notice_items_show(struct http_request *rq, const struct input *pairs, size_t n, str tail, struct form_again *again,
                  struct http_reply *rp)
{
	struct ctx                       *cx = rq->cx;
	struct notice_items              *p = ARENA_NEW(cx->arena, struct notice_items);
	struct input                      in[NITEMS(items_names)];
	size_t                            m = notice_asked(pairs, n, items_names, in);
	const struct bulletin_items_page *o;
	const void                       *out;
	str                               path;
	struct html_cx                    h;
	struct buf                        b;
	enum err                          e;

	(void)again;
	if (!p)
		return ctx_no_memory(cx);
	in[m++] = (struct input){S("id"), tail};
	if ((e = desk_view(rq, "bulletin.items", in, m, &out)) != OK)
		return e;
	o = out;
	path = path_of(cx, o->edition.id, S("/cases"));
	frame_of(rq, &p->page);
	if ((e = desk_saved(rq, &p->page)) != OK)
		return e;
	p->outcome = o->outcome == BULLETIN_DUTY_MAX ? T_none : bulletin_outcome_label(o->outcome);
	p->day = o->edition.show.head.day_text;
	p->place = o->edition.show.head.place_name;
	p->unit = o->unit_name;
	p->back = path_of(cx, o->edition.id, S(""));
	p->at_text = notice_moment(cx, o->edition.at);
	p->edition = o->edition.edition;
	p->total = o->items.total;
	p->outside = o->items.outside;
	if (!(p->rows = ARENA_NEWS(cx->arena, o->items.n + 1, struct notice_item)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < o->items.n; i++) {
		const struct bulletin_listed *t = &o->items.item[i];

		p->rows[p->nrows++] = (struct notice_item){
		    .no = t->no,
		    .href = DESK_FORMAT(cx, "/cases/%lld", (long long)t->case_id),
		    .what = t->class_name,
		    .place = t->place_name,
		    .spot = t->address,
		    .unit = t->unit_name,
		    .late = t->late,
		    .bad = t->result.outcome == BULLETIN_DUTY_MISSED || t->result.outcome == BULLETIN_DUTY_AFTER,
		    .own_due = t->own_due,
		    .due = t->due_at,
		    .done = t->result.at,
		    .outcome = bulletin_outcome_label(t->result.outcome)};
	}
	if (o->items.next)
		p->next = notice_onward(cx, path, pairs, n, items_names, "after", o->items.next);
	if (desk_value(pairs, n, S("after")).n)
		p->first = notice_onward(cx, path, pairs, n, items_names, "after", 0);
	frame_begin(rq, &h, &b);
	tpl_notice_items(&h, p);
	return frame_end(&h, rp, 200);
}

/* ---- The list ---- */

static const char *const editions_names[] = {"day", "place", "before", NULL};

struct places {
	struct notice_editions *p;
	str                     on;
};

static enum err
look_places(struct ctx *cx, void *arg)
{
	struct places *l = arg;

	return notice_places(cx, l->on, &l->p->places, &l->p->nplaces);
}

enum err
notice_editions_show(struct http_request *rq, const struct input *pairs, size_t n, str tail, struct form_again *again,
                     struct http_reply *rp)
{
	struct ctx                     *cx = rq->cx;
	struct notice_editions         *p = ARENA_NEW(cx->arena, struct notice_editions);
	struct input                    in[NITEMS(editions_names)];
	size_t                          m = notice_asked(pairs, n, editions_names, in);
	struct places                   l = {.p = p};
	const struct bulletin_editions *o;
	const void                     *out;
	struct html_cx                  h;
	struct buf                      b;
	enum err                        e;

	(void)tail;
	(void)again;
	if (!p)
		return ctx_no_memory(cx);
	if ((e = desk_view(rq, "bulletin.editions", in, m, &out)) != OK)
		return e;
	o = out;
	l.on = o->place_code;
	frame_of(rq, &p->page);
	if ((e = view_look(cx, PERM_BULLETIN_SEE, look_places, &l)) != OK || (e = desk_saved(rq, &p->page)) != OK)
		return e;
	p->day = desk_value(pairs, n, S("day"));
	p->place = o->place_name;
	if (!(p->rows = ARENA_NEWS(cx->arena, o->n + 1, struct notice_line)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < o->n; i++) {
		const struct bulletin_line *x = &o->line[i];

		p->rows[p->nrows++] = (struct notice_line){
		    x->day_text, x->place_name, path_of(cx, x->id, S("")), x->edition, x->next, x->listed, x->units,
		    x->issued_at, x->due_at};
	}
	if (o->before)
		p->next = notice_onward(cx, S("/bulletin/editions"), pairs, n, editions_names, "before", o->before);
	if (desk_value(pairs, n, S("before")).n)
		p->first = notice_onward(cx, S("/bulletin/editions"), pairs, n, editions_names, "before", 0);
	frame_begin(rq, &h, &b);
	tpl_notice_editions(&h, p);
	return frame_end(&h, rp, 200);
}
