/* Where the matrix is silent, as a page: figures, class by place, a list to work off. */
#include "city/duty/duty.h"
#include "matrix_tpl.h"
#include "show/matrix/inside.h"
#include "show/matrix/page.h"
#include "show_matrix_texts.h"

/* The page as it was asked for, without its place in the list; `place` and `class_key` in place of those asked. */
static str
here_with(struct ctx *cx, str class_key, str place, str on)
{
	str at = S("/duties/gaps");

	if (class_key.n)
		at = frame_with(cx->arena, at, S("class_key"), class_key);
	if (place.n)
		at = frame_with(cx->arena, at, S("place"), place);
	return on.n ? frame_with(cx->arena, at, S("on"), on) : at;
}

/* What was asked for. */
struct asked {
	str class_key, place, on, from;
};

static enum err
table(struct ctx *cx, const struct asked *a, const struct duty_gaps *g, struct matrix_gaps *p)
{
	bool narrow = g->ncolumn > 1;

	p->columns = ARENA_NEWS(cx->arena, g->ncolumn, struct matrix_gap_place);
	p->lines = ARENA_NEWS(cx->arena, g->nline + 1, struct matrix_gap_line);
	if (!p->columns || !p->lines)
		return ctx_no_memory(cx);
	for (size_t i = 0; i < g->ncolumn; i++)
		p->columns[p->ncolumns++] = (struct matrix_gap_place){
		    g->column[i].name, narrow ? here_with(cx, a->class_key, g->column[i].code, a->on) : STR_NONE};
	for (size_t i = 0; i < g->nline; i++) {
		const struct duty_gap_line *x = &g->line[i];
		struct matrix_gap_line     *l = &p->lines[p->nlines];

		l->name = x->name;
		if (!str_eq(x->key, a->class_key))
			l->href = here_with(cx, x->key, a->place, a->on);
		if (!(l->cells = ARENA_NEWS(cx->arena, g->ncolumn, struct matrix_gap_cell)))
			return ctx_no_memory(cx);
		for (size_t k = 0; k < g->ncolumn; k++) {
			struct matrix_gap_cell *c = &l->cells[l->ncells++];

			c->name = g->column[k].name;
			c->gaps = duty_gap_cells(&x->cell[k]);
			c->bad = x->cell[k].of[DUTY_CLASH] + x->cell[k].of[DUTY_NOBODY] > 0;
			if (c->gaps && c->gaps + x->cell[k].of[DUTY_NAMED] > 1)
				c->href = DESK_FORMAT(cx, "%.*s#ls",
				                      STR_ARG(here_with(cx, x->key, g->column[k].code, a->on)));
			l->gaps += c->gaps;
		}
		if (l->gaps) {
			p->nlines++;
		} else {
			*l = (struct matrix_gap_line){0};
			p->without++;
		}
	}
	return OK;
}

static enum err
list(struct ctx *cx, const struct duty_gaps *g, struct matrix_gaps *p)
{
	static const text_id kind[DUTY_COVER_MAX] = {[DUTY_BY_DEFAULT] = T_matrix_gaps_kind_default,
	                                             [DUTY_CLASH] = T_matrix_gaps_kind_clash,
	                                             [DUTY_NOBODY] = T_matrix_gaps_kind_nobody};

	if (!(p->items = ARENA_NEWS(cx->arena, g->ngap + 1, struct matrix_gap)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < g->ngap; i++) {
		const struct duty_gap *x = &g->gap[i];

		p->items[p->nitems++] = (struct matrix_gap){
		    .class_ = DESK_FORMAT(cx, "%.*s %.*s", STR_ARG(x->class_key), STR_ARG(x->class_name)),
		    .place = x->place_name, .places = x->places, .kind = kind[x->kind],
		    .bad = x->kind != DUTY_BY_DEFAULT,
		    .add = frame_with(cx->arena, frame_with(cx->arena, S("/duties/new"), S("class_key"), x->class_key),
		                      S("place"), x->place_code)};
	}
	return OK;
}

/* The filter with what was asked. */
static enum err
filter(struct http_request *rq, const struct asked *a, struct form *f)
{
	const struct view *v = view_find(S("duty.gaps"));
	enum err           e = form_of(rq->cx, str_of(v->name), v->in, v->nin, f);

	if (e != OK)
		return e;
	form_drop(f, "from");
	if ((e = matrix_choices(rq, f)) != OK)
		return e;
	form_value(f, "class_key", a->class_key);
	form_value(f, "place", a->place);
	form_value(f, "on", a->on);
	form_blank(f, "place", text_get(T_matrix_any_place, rq->cx->lang));
	form_hint(f, "class_key", text_get(T_matrix_key_hint, rq->cx->lang));
	return OK;
}

static enum err
fill(struct ctx *cx, const struct asked *a, const struct duty_gaps *g, struct matrix_gaps *p)
{
	str      here = here_with(cx, a->class_key, a->place, a->on);
	int64_t  behind = g->from + (int64_t)g->ngap;
	enum err e;

	p->place = g->place_name;
	p->places = g->places;
	p->classes = g->classes;
	p->cells = g->places * g->classes;
	p->named = g->all.of[DUTY_NAMED];
	p->by_default = g->all.of[DUTY_BY_DEFAULT];
	p->clash = g->all.of[DUTY_CLASH];
	p->nobody = g->all.of[DUTY_NOBODY];
	p->gaps = g->gaps;
	p->edits = actor_may(cx->who, PERM_CITY_EDIT);
	p->later = g->from > 0;
	p->first = here;
	if (behind < g->gaps)
		p->next = frame_with(cx->arena, here, S("from"), DESK_FORMAT(cx, "%lld", (long long)behind));
	if ((e = table(cx, a, g, p)) != OK)
		return e;
	return list(cx, g, p);
}

enum err
matrix_gaps_show(struct http_request *rq, const struct input *pairs, size_t n, str tail, struct form_again *again,
                 struct http_reply *rp)
{
	struct ctx         *cx = rq->cx;
	struct matrix_gaps *p = ARENA_NEW(cx->arena, struct matrix_gaps);
	struct asked        a = {str_trim(desk_value(pairs, n, S("class_key"))), desk_value(pairs, n, S("place")),
	                         desk_value(pairs, n, S("on")), desk_value(pairs, n, S("from"))};
	const struct input  given[] = {{S("class_key"), a.class_key}, {S("place"), a.place}, {S("on"), a.on},
	                               {S("from"), a.from}};
	struct input        in[NITEMS(given)];
	const void         *v;
	struct html_cx      h;
	struct buf          b;
	size_t              m = 0;
	enum err            e;

	(void)tail;
	(void)again;
	if (!p)
		return ctx_no_memory(cx);
	for (size_t i = 0; i < NITEMS(given); i++)
		if (given[i].value.n)
			in[m++] = given[i];
	frame_of(rq, &p->page);
	if ((e = desk_view(rq, "duty.gaps", in, m, &v)) != OK || (e = filter(rq, &a, &p->form)) != OK ||
	    (e = fill(cx, &a, v, p)) != OK)
		return e;
	frame_begin(rq, &h, &b);
	tpl_matrix_gaps(&h, p);
	return frame_end(&h, rp, 200);
}
