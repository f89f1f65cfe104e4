/* duty.gaps: the matrix seen from where it is silent. */
#include "city/catalog/catalog.h"
#include "city/duty/inside.h"
#include "city/place/place.h"
#include "city/unit/roles.h"
#include "city_duty_texts.h"

#include <stdlib.h>

enum { ROWS = 20000, ROOM = 24 << 20 };

#define DUTY_GAPS_IN(X)                                                  \
	X(str, class_key, 0, 3, 6, T_duty_field_class_any, NULL)         \
	X(str, place, 0, 1, 60, T_duty_field_place, NULL)                \
	X(day, on, 0, DAY_FIRST, DAY_LAST, T_duty_field_on, NULL)        \
	X(i64, from, 0, 0, INT32_MAX, T_duty_field_from_nth, NULL)
struct duty_gaps_in {
	DUTY_GAPS_IN(FIELD_DECL)
};
#define IN_T duty_gaps_in
static const struct field gaps_fields[] = {DUTY_GAPS_IN(FIELD_ROW)};
#undef IN_T

/* What is looked at. */
struct looked {
	struct ctx                *cx;
	int64_t                    top;
	struct q_cover_places_row *place; /* as cover, with its words */
	struct cover_place        *cover;
	size_t                     nplace;
	size_t                    *by_id; /* indexes of places in the order of their ids */
	bool                      *inner; /* has places below it */
	struct cover_row          *row;
	size_t                     nrow;
	const struct class_item  **class; /* that can be filed */
	str                       *key;
	size_t                     nclass;
	size_t                    *column, *line; /* of each place; of each class */
	uint8_t                   *kind;
};

/* The place's index; 0, the top, for one that is not among them: it lies above. */
static size_t
index_of(const struct looked *l, int64_t id)
{
	size_t from = 0, to = l->nplace;

	while (from < to) {
		size_t mid = from + (to - from) / 2;

		if (l->place[l->by_id[mid]].id < id)
			from = mid + 1;
		else
			to = mid;
	}
	return from < l->nplace && l->place[l->by_id[from]].id == id ? l->by_id[from] : 0;
}

/* An id and where it stands: what qsort can order without seeing the places. */
struct numbered {
	int64_t id;
	size_t  at;
};

static int
by_number(const void *a, const void *b)
{
	const struct numbered *x = a, *y = b;

	return x->id < y->id ? -1 : x->id > y->id;
}

/* The units of the nearest place above the top, when none has the top itself. */
static enum err
territory_above(struct looked *l, str on)
{
	struct q_duty_territories_row *u;
	size_t                         n, near = 0;
	enum err                       e;

	if (l->cover[0].territories)
		return OK;
	e = q_duty_territories(l->cx, &(struct q_duty_territories_in){.place_id = l->top, .day = on}, &u, &n);
	while (e == OK && near < n && u[near].steps == u[0].steps)
		near++;
	l->cover[0].territories = (int64_t)near;
	return e;
}

static enum err
look_places(struct looked *l, str on)
{
	struct ctx      *cx = l->cx;
	struct numbered *order;
	enum err         e;

	e = q_cover_places(cx, &(struct q_cover_places_in){.top = l->top, .day = on}, &l->place, &l->nplace);
	if (e != OK)
		return e;
	if (l->nplace > DUTY_GAPS_PLACES)
		return refuse(cx, ERR_LARGE, "place", T_duty_gaps_large, l->place[0].name);
	l->cover = ARENA_NEWS(cx->arena, l->nplace + 1, struct cover_place);
	l->by_id = ARENA_NEWS(cx->arena, l->nplace + 1, size_t);
	l->inner = ARENA_NEWS(cx->arena, l->nplace + 1, bool);
	order = ARENA_NEWS(cx->arena, l->nplace + 1, struct numbered);
	if (!l->cover || !l->by_id || !l->inner || !order)
		return ctx_no_memory(cx);
	for (size_t i = 0; i < l->nplace; i++)
		order[i] = (struct numbered){l->place[i].id, i};
	qsort(order, l->nplace, sizeof(*order), by_number);
	for (size_t i = 0; i < l->nplace; i++)
		l->by_id[i] = order[i].at;
	for (size_t i = 0; i < l->nplace; i++) {
		size_t up = i && l->place[i].parent_id.some ? index_of(l, l->place[i].parent_id.v) : 0;

		l->cover[i] = (struct cover_place){.parent = up, .territories = l->place[i].territories};
		l->inner[up] = l->inner[up] || i > 0;
	}
	return l->nplace ? territory_above(l, on) : OK;
}

static enum err
look_rows(struct looked *l, str on)
{
	struct q_cover_rows_row *r;
	size_t                   n;
	enum err                 e;

	e = q_cover_rows(l->cx, &(struct q_cover_rows_in){.top = l->top, .day = on}, &r, &n);
	if (e != OK)
		return e;
	if (n > ROWS)
		return refuse(l->cx, ERR_LARGE, "place", T_duty_gaps_large, l->place[0].name);
	if (!(l->row = ARENA_NEWS(l->cx->arena, n + 1, struct cover_row)))
		return ctx_no_memory(l->cx);
	for (size_t i = 0; i < n; i++)
		l->row[i] = (struct cover_row){index_of(l, r[i].place_id), r[i].class_key};
	l->nrow = n;
	return OK;
}

/* Which classes, and in which line of the matrix each stands. */
static enum err
look_classes(struct looked *l, str wanted, day on, struct duty_gaps *g)
{
	struct ctx       *cx = l->cx;
	struct class_list list;
	enum err          e = catalog_list(cx, on, &list);

	if (e != OK)
		return e;
	l->class = ARENA_NEWS(cx->arena, list.n + 1, const struct class_item *);
	l->key = ARENA_NEWS(cx->arena, list.n + 1, str);
	l->line = ARENA_NEWS(cx->arena, list.n + 1, size_t);
	g->line = ARENA_NEWS(cx->arena, list.n + 1, struct duty_gap_line);
	if (!l->class || !l->key || !l->line || !g->line)
		return ctx_no_memory(cx);
	for (size_t i = 0; i < list.n; i++) {
		const struct class_item *c = &list.item[i];
		str                      key = wanted.n ? c->key : class_big_key(c->key);

		if (!c->files || !str_starts(c->key, wanted))
			continue;
		if (!g->nline || !str_eq(g->line[g->nline - 1].key, key))
			g->line[g->nline++] = (struct duty_gap_line){
			    .key = key, .name = wanted.n ? c->label : c->big_label};
		l->class[l->nclass] = c;
		l->key[l->nclass] = c->key;
		l->line[l->nclass++] = g->nline - 1;
	}
	if (wanted.n && l->nclass == 0)
		return refuse(cx, ERR_INPUT, "class_key", T_duty_no_class, wanted);
	return OK;
}

static enum err
make_columns(struct looked *l, struct duty_gaps *g)
{
	struct ctx *cx = l->cx;

	l->column = ARENA_NEWS(cx->arena, l->nplace + 1, size_t);
	g->column = ARENA_NEWS(cx->arena, l->nplace + 1, struct duty_gap_place);
	if (!l->column || !g->column)
		return ctx_no_memory(cx);
	for (size_t p = 0; p < l->nplace; p++) {
		bool own = p && l->cover[p].parent == 0;

		l->column[p] = own ? g->ncolumn : l->column[l->cover[p].parent];
		if (own)
			g->column[g->ncolumn++] = (struct duty_gap_place){
			    l->place[p].code, l->place[p].short_name.n ? l->place[p].short_name : l->place[p].name};
	}
	if (g->ncolumn == 0)
		g->column[g->ncolumn++] = (struct duty_gap_place){g->place_code, g->place_name};
	for (size_t i = 0; i < g->nline; i++)
		if (!(g->line[i].cell = ARENA_NEWS(cx->arena, g->ncolumn, struct duty_gap_cell)))
			return ctx_no_memory(cx);
	return OK;
}

static void
count_cells(const struct looked *l, struct duty_gaps *g)
{
	for (size_t p = 0; p < l->nplace; p++) {
		g->places += !l->inner[p];
		for (size_t c = 0; !l->inner[p] && c < l->nclass; c++) {
			uint8_t k = l->kind[p * l->nclass + c];

			g->all.of[k]++;
			g->line[l->line[c]].cell[l->column[p]].of[k]++;
		}
	}
}

/* The gaps from the from-th on, each at the highest place that is one as a whole. */
static enum err
list_gaps(const struct looked *l, struct duty_gaps *g)
{
	if (!(g->gap = ARENA_NEWS(l->cx->arena, DUTY_GAPS, struct duty_gap)))
		return ctx_no_memory(l->cx);
	for (size_t c = 0; c < l->nclass; c++)
		for (size_t p = 0; p < l->nplace; p++) {
			enum duty_cover k = l->kind[p * l->nclass + c];

			if (k == DUTY_NAMED || k == DUTY_MIXED ||
			    (p && l->kind[l->cover[p].parent * l->nclass + c] != DUTY_MIXED))
				continue;
			if (g->gaps++ >= g->from && g->ngap < DUTY_GAPS)
				g->gap[g->ngap++] = (struct duty_gap){
				    l->class[c]->key, l->class[c]->name, l->place[p].code, l->place[p].name,
				    (int64_t)l->cover[p].leaves, k};
		}
	return OK;
}

static enum err
look(struct ctx *cx, const void *arg, const void **out)
{
	const struct duty_gaps_in *in = arg;
	struct duty_gaps          *g = ARENA_NEW(cx->arena, struct duty_gaps);
	struct looked              l = {.cx = cx};
	day                        on = in->on == FIELD_ABSENT ? ctx_today(cx) : (day){(int32_t)in->on};
	char                       text[DAY_TEXT];
	enum err                   e;

	*out = g;
	if (!g || !arena_str(cx->arena, day_format(on, text), &g->on))
		return ctx_no_memory(cx);
	g->class_key = in->class_key.p ? in->class_key : S("");
	g->from = in->from == FIELD_ABSENT ? 0 : in->from;
	if (g->class_key.n && !class_key_valid(g->class_key) && !big_key_valid(g->class_key))
		return refuse(cx, ERR_INPUT, "class_key", T_duty_no_class, g->class_key);
	g->place_code = in->place;
	if (!in->place.p && (e = place_district(cx, STR_NONE, &g->place_code, &g->place_name)) != OK)
		return e;
	e = place_by_code(cx, g->place_code, &l.top, &g->place_name);
	if (e == ERR_NONE)
		return refuse(cx, ERR_INPUT, "place", T_duty_no_place, g->place_code);
	if (e != OK || (e = look_places(&l, g->on)) != OK)
		return e;
	/* A place that is not there on the day has nothing below it. */
	if (l.nplace == 0)
		return refuse(cx, ERR_INPUT, "on", T_duty_no_place_on, g->place_name, g->on);
	g->place_code = l.place[0].code;
	g->place_name = l.place[0].name;
	if ((e = look_rows(&l, g->on)) != OK || (e = look_classes(&l, g->class_key, on, g)) != OK ||
	    (e = make_columns(&l, g)) != OK)
		return e;
	g->classes = (int64_t)l.nclass;
	if (!(l.kind = ARENA_NEWS(cx->arena, l.nplace * l.nclass + 1, uint8_t)))
		return ctx_no_memory(cx);
	duty_cover(l.cover, l.nplace, l.row, l.nrow, l.key, l.nclass, l.kind);
	count_cells(&l, g);
	return list_gaps(&l, g);
}

/* In a room of its own: a city's cells are more than a request has room for. */
static enum err
gaps_run(struct ctx *cx, const void *arg, const void **out)
{
	struct arena *mine = cx->arena, *own = arena_new_beside(cx->arena, ROOM);
	enum err      e;

	if (!own)
		return ctx_no_memory(cx);
	cx->arena = own;
	e = look(cx, arg, out);
	cx->arena = mine;
	return e;
}

int64_t
duty_gap_cells(const struct duty_gap_cell *c)
{
	return c->of[DUTY_BY_DEFAULT] + c->of[DUTY_CLASH] + c->of[DUTY_NOBODY];
}

static void
gaps_json(const void *out, struct json *j)
{
	const struct duty_gaps *g = out;

	json_obj(j);
	for (int k = 0; k < DUTY_MIXED; k++)
		json_kv_i64(j, duty_cover_name((enum duty_cover)k), g->all.of[k]);
	json_key(j, S("columns"));
	json_arr(j);
	for (size_t i = 0; i < g->ncolumn; i++)
		json_str(j, g->column[i].code);
	json_arr_end(j);
	json_key(j, S("lines"));
	json_arr(j);
	for (size_t i = 0; i < g->nline; i++) {
		json_obj(j);
		json_kv_str(j, "key", g->line[i].key);
		json_key(j, S("gaps"));
		json_arr(j);
		for (size_t k = 0; k < g->ncolumn; k++)
			json_i64(j, duty_gap_cells(&g->line[i].cell[k]));
		json_arr_end(j);
		json_obj_end(j);
	}
	json_arr_end(j);
	json_kv_i64(j, "n", g->gaps);
	json_key(j, S("gaps"));
	json_arr(j);
	for (size_t i = 0; i < g->ngap; i++) {
		const struct duty_gap *x = &g->gap[i];

		json_obj(j);
		json_kv_str(j, "class_key", x->class_key);
		json_kv_str(j, "class_name", x->class_name);
		json_kv_str(j, "place", x->place_code);
		json_kv_str(j, "place_name", x->place_name);
		json_kv_i64(j, "places", x->places);
		json_kv_str(j, "kind", str_of(duty_cover_name(x->kind)));
		json_obj_end(j);
	}
	json_arr_end(j);
	json_obj_end(j);
}

const struct view duty_gaps_view = {
    .out = "{named:i,default:i,clash:i,nobody:i,"
           "columns:[s],lines:[{key:s,gaps:[i]}],n:i,"
           "gaps:[{class_key:s,class_name:s,place:s,place_name:s,places:i,kind:s}]}",
    .name = "duty.gaps",
    .summary = T_duty_gaps_summary,
    .perm = PERM_CITY_SEE,
    .in = gaps_fields,
    .nin = NITEMS(gaps_fields),
    .in_size = sizeof(struct duty_gaps_in),
    .run = gaps_run,
    .json = gaps_json,
};
