/* Rulings that are kept: read by all, kept and struck by who decides. */
#include "city/duty/duty.h"
#include "city/unit/roles.h"
#include "matrix_tpl.h"
#include "show/matrix/inside.h"
#include "show/matrix/page.h"
#include "show_matrix_texts.h"

static struct matrix_precedent_item
item_of(const struct ctx *cx, const struct precedent_item *x, str on)
{
	return (struct matrix_precedent_item){
	    .id = x->id, .no = x->no, .classes = x->classes, .place = x->place_name, .unit = x->unit_name,
	    .reason = x->reason, .from = x->valid_from, .to = x->valid_to, .struck = x->struck_why,
	    .state = matrix_state(on, x->valid_from, x->valid_to),
	    .area = x->bordered ? desk_text(cx, T_matrix_area_round, DESK_FORMAT(cx, "%.0f", x->area),
	                                    DESK_FORMAT(cx, "%.6f,%.6f", x->lon, x->lat))
	                        : text_get(T_matrix_area_place, cx->lang)};
}

enum err
matrix_precedents_show(struct http_request *rq, const struct input *pairs, size_t n, str tail, struct form_again *again,
                       struct http_reply *rp)
{
	static const char *const names[] = {"class_key", "place", "ended", "after"};
	struct ctx                  *cx = rq->cx;
	struct matrix_precedents    *p = ARENA_NEW(cx->arena, struct matrix_precedents);
	struct input                 in[NITEMS(names)];
	const struct precedent_list *l;
	const void                  *v;
	str                          here = S("/precedents");
	struct html_cx               h;
	struct buf                   b;
	size_t                       m = 0;
	enum err                     e;

	(void)tail;
	(void)again;
	if (!p)
		return ctx_no_memory(cx);
	frame_of(rq, &p->page);
	for (size_t i = 0; i < NITEMS(names); i++) {
		in[m] = (struct input){str_of(names[i]), desk_value(pairs, n, str_of(names[i]))};
		if (!in[m].value.n)
			continue;
		if (i < 3)
			here = frame_with(cx->arena, here, in[m].name, in[m].value);
		p->ended = p->ended || i == 2;
		m++;
	}
	if ((e = desk_view(rq, "precedent.list", in, m, &v)) != OK)
		return e;
	l = v;
	if (!(p->items = ARENA_NEWS(cx->arena, l->n, struct matrix_precedent_item)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < l->n; i++)
		p->items[p->nitems++] = item_of(cx, &l->item[i], l->on);
	if (l->more)
		p->next = frame_with(cx->arena, here, S("after"),
		                     DESK_FORMAT(cx, "%lld", (long long)l->item[l->n - 1].id));
	p->other = p->ended ? S("/precedents") : S("/precedents?ended=1");
	p->may = actor_may(cx->who, PERM_CASE_DECIDE);
	frame_begin(rq, &h, &b);
	tpl_matrix_precedents(&h, p);
	return frame_end(&h, rp, 200);
}

enum err
matrix_ruling_show(struct http_request *rq, const struct input *pairs, size_t n, str tail, struct form_again *again,
                   struct http_reply *rp)
{
	struct ctx        *cx = rq->cx;
	struct matrix_new *p = ARENA_NEW(cx->arena, struct matrix_new);
	struct html_cx     h;
	struct buf         b;
	char               today[DAY_TEXT];
	enum err           e;

	(void)pairs;
	(void)n;
	(void)tail;
	if (!p)
		return ctx_no_memory(cx);
	frame_of(rq, &p->page);
	p->ruling = true;
	if ((e = matrix_form(rq, "precedent.add", S("/precedents/new"), T_matrix_b_precedent, &p->form)) != OK)
		return e;
	form_value(&p->form, "valid_from", DESK_FORMAT(cx, "%.*s", STR_ARG(day_format(ctx_today(cx), today))));
	if ((e = form_again(cx, &p->form, again, &p->page)) != OK || (e = form_rest(cx, again, &p->page)) != OK)
		return e;
	frame_begin(rq, &h, &b);
	tpl_matrix_new(&h, p);
	return frame_end(&h, rp, desk_status(again));
}

enum err
matrix_precedent_show(struct http_request *rq, const struct input *pairs, size_t n, str tail, struct form_again *again,
                      struct http_reply *rp)
{
	struct ctx                  *cx = rq->cx;
	struct matrix_precedent     *p = ARENA_NEW(cx->arena, struct matrix_precedent);
	struct input                 in[3] = {{S("ended"), S("1")}, {S("n"), S("1")}};
	const struct precedent_list *l;
	const void                  *v;
	char                         today[DAY_TEXT];
	struct html_cx               h;
	struct buf                   b;
	int64_t                      id;
	enum err                     e;

	(void)pairs;
	(void)n;
	if (!p)
		return ctx_no_memory(cx);
	if (!str_to_i64(tail, &id) || id < 1 || id == INT64_MAX)
		return ERR_NONE;
	frame_of(rq, &p->page);
	in[2] = (struct input){S("after"), DESK_FORMAT(cx, "%lld", (long long)id + 1)};
	if ((e = desk_view(rq, "precedent.list", in, NITEMS(in), &v)) != OK)
		return e;
	l = v;
	if (l->n == 0 || l->item[0].id != id)
		return ERR_NONE;
	p->x = item_of(cx, &l->item[0], l->on);
	p->may = actor_may(cx->who, PERM_CASE_DECIDE) && p->x.state != T_matrix_over;
	if (p->may) {
		str here = DESK_FORMAT(cx, "/precedents/%lld", (long long)id);

		if ((e = matrix_form(rq, "precedent.strike", here, T_matrix_b_strike, &p->form)) != OK)
			return e;
		form_hide_i64(cx, &p->form, "id", id);
		form_value(&p->form, "valid_to", DESK_FORMAT(cx, "%.*s", STR_ARG(day_format(ctx_today(cx), today))));
		p->form.word = text_get(T_matrix_strike, cx->lang);
		p->form.icon = S("ban");
		p->form.danger = true;
		p->form.ask = p->form.word;
		p->form.ask_more = p->x.no;
		if ((e = form_again(cx, &p->form, again, &p->page)) != OK)
			return e;
	}
	if ((e = form_rest(cx, again, &p->page)) != OK)
		return e;
	frame_begin(rq, &h, &b);
	tpl_matrix_precedent(&h, p);
	return frame_end(&h, rp, desk_status(again));
}
