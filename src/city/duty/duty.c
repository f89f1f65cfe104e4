/* Asking the matrix. */
#include "city/duty/inside.h"

#include "city/catalog/catalog.h"
#include "city/grid/grid.h"
#include "city/grid/outline.h"
#include "city/place/place.h"
#include "city/unit/roles.h"
#include "city_duty_texts.h"
#include "duty_sql.h"

#include <math.h>

static enum err
day_str(struct ctx *cx, day d, str *out)
{
	char text[DAY_TEXT];

	return arena_str(cx->arena, day_format(d, text), out) ? OK : ctx_no_memory(cx);
}

/* Whether the position lies within what a ruling speaks of: without a border wherever its place is asked about. */
static enum err
within(struct ctx *cx, str outline, const struct geo_point *at, bool *yes)
{
	struct geo_shape s;
	enum err         e;

	*yes = outline.n == 0;
	if (*yes || !at)
		return OK;
	if ((e = outline_read(cx->arena, outline, &s)) != OK)
		return e;
	*yes = geo_shape_where(&s, *at) != GEO_OUT;
	return OK;
}

/* Rulings come first. */
static enum err
list_rows(struct ctx *cx, str class_key, int64_t place_id, const struct geo_point *at, struct duty_answer *a)
{
	struct q_duty_near_in   in = {.place_id = place_id, .class_key = class_key, .big_key = class_big_key(class_key),
	                              .some = at != NULL, .x = at ? at->x : 0, .y = at ? at->y : 0};
	struct q_duty_near_row *row;
	size_t                  n;
	enum err                e = q_duty_near(cx, &in, &row, &n);

	if (e != OK)
		return e;
	if (!(a->ruling = ARENA_NEWS(cx->arena, n, struct duty_row)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < n; i++) {
		a->ruling[i] = (struct duty_row){
		    .id = row[i].id, .place_id = row[i].place_id, .unit_id = row[i].unit_id, .steps = row[i].steps,
		    .class_key = row[i].class_key, .valid_from = row[i].valid_from, .valid_to = row[i].valid_to,
		    .unit_from = row[i].unit_from, .unit_to = row[i].unit_to, .place_name = row[i].place_name,
		    .unit_name = row[i].unit_name, .basis = row[i].basis, .source = row[i].source};
		if (row[i].ruled) {
			bool yes;

			a->n_ruling = i + 1;
			if ((e = within(cx, row[i].outline, at, &yes)) != OK)
				return e;
			if (!yes)
				a->ruling[i].steps = -1;
		}
	}
	a->row = a->ruling + a->n_ruling;
	a->n_row = n - a->n_ruling;
	return OK;
}

static bool
is_helper(const struct duty_answer *a, int64_t unit)
{
	for (size_t i = 0; i < a->n_helper; i++)
		if (a->helper[i].unit_id == unit)
			return true;
	return false;
}

/* The row's helpers that are there on the day, then the territory when it does not answer itself. */
static enum err
list_helpers(struct ctx *cx, str on, int64_t row_id, struct duty_answer *a)
{
	struct q_duty_helpers_row *h = NULL;
	size_t                     n = 0;
	enum err                   e;

	if (row_id && (e = q_duty_helpers(cx, &(struct q_duty_helpers_in){.duty_id = row_id}, &h, &n)) != OK)
		return e;
	if (!(a->helper = ARENA_NEWS(cx->arena, n + 1, struct duty_helper)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < n; i++)
		if (str_cmp(h[i].valid_from, on) <= 0 && (!h[i].valid_to.p || str_cmp(h[i].valid_to, on) > 0) &&
		    h[i].unit_id != a->unit_id)
			a->helper[a->n_helper++] = (struct duty_helper){h[i].unit_id, h[i].unit_name, false};
	if (a->territory_id && a->territory_id != a->unit_id && !is_helper(a, a->territory_id))
		a->helper[a->n_helper++] = (struct duty_helper){a->territory_id, a->territory_name, true};
	return OK;
}

/* "裁定 2026-3：…" */
static enum err
basis_of(struct ctx *cx, const struct duty_row *r, str *out)
{
	struct buf b;

	buf_init(&b, cx->arena, BUF_PAYLOAD);
	text_add(&b, T_duty_basis_ruling, cx->lang, (const str[]){r->source, r->basis}, 2);
	return buf_end(&b, out);
}

enum err
duty_for(struct ctx *cx, str class_key, int64_t place_id, const struct geo_point *at, day on, struct duty_answer *a)
{
	struct q_duty_territories_row *over;
	str                     on_text;
	size_t                  n, best, ruled;
	enum err                e;

	*a = (struct duty_answer){0};
	if ((e = day_str(cx, on, &on_text)) != OK || (e = list_rows(cx, class_key, place_id, at, a)) != OK ||
	    (e = q_duty_territories(cx, &(struct q_duty_territories_in){.place_id = place_id, .day = on_text}, &over,
	        &n)) != OK)
		return e;
	if (n) {
		a->territory_id = over[0].id;
		a->territory_name = over[0].name;
	}
	best = duty_decide(a->row, a->n_row, class_key, on_text);
	ruled = precedent_decide(a->ruling, a->n_ruling, class_key, on_text, best == SIZE_MAX ? NULL : &a->row[best]);
	if (ruled != SIZE_MAX) {
		const struct duty_row *r = &a->ruling[ruled];

		a->unit_id = r->unit_id;
		a->unit_name = r->unit_name;
		a->precedent_id = r->id;
		if ((e = basis_of(cx, r, &a->basis)) != OK)
			return e;
	} else if (best != SIZE_MAX) {
		const struct duty_row *r = &a->row[best];

		a->unit_id = r->unit_id;
		a->unit_name = r->unit_name;
		a->duty_id = r->id;
		a->basis = r->basis;
	} else if (a->territory_id) {
		a->unit_id = a->territory_id;
		a->unit_name = a->territory_name;
		a->is_default = true;
		a->basis = text_get(T_duty_basis_default, cx->lang);
	}
	return list_helpers(cx, on_text, best == SIZE_MAX ? 0 : a->row[best].id, a);
}

/* ---- Views ---- */

#define DUTY_LIST_IN(X)                                                  \
	X(str, class_key, 0, 3, 6, T_duty_field_class_any, NULL)         \
	X(str, place, 0, 1, 60, T_duty_field_place, NULL)                \
	X(str, unit, 0, 1, 60, T_duty_field_any_unit, NULL)              \
	X(day, on, 0, DAY_FIRST, DAY_LAST, T_duty_field_on, NULL)        \
	X(bool, ended, 0, 0, 1, T_duty_field_ended, NULL)                \
	X(id, after, 0, 1, INT64_MAX, T_duty_field_after, NULL)          \
	X(i64, n, 0, 1, DUTY_MOST, T_duty_field_n, NULL)
struct duty_list_in {
	DUTY_LIST_IN(FIELD_DECL)
};
#define IN_T duty_list_in
static const struct field list_fields[] = {DUTY_LIST_IN(FIELD_ROW)};
#undef IN_T

#define DUTY_EXPLAIN_IN(X)                                               \
	X(str, class_key, 1, 6, 6, T_duty_field_class, NULL)             \
	X(str, place, 0, 1, 60, T_duty_field_place, NULL)                \
	X(day, on, 0, DAY_FIRST, DAY_LAST, T_duty_field_on, NULL)        \
	X(f64, lon, 0, -180, 180, T_duty_field_lon, NULL)                \
	X(f64, lat, 0, -90, 90, T_duty_field_lat, NULL)
struct duty_explain_in {
	DUTY_EXPLAIN_IN(FIELD_DECL)
};
#define IN_T duty_explain_in
static const struct field explain_fields[] = {DUTY_EXPLAIN_IN(FIELD_ROW)};
#undef IN_T

/* What a filter names, as the query wants it. */
static enum err
list_filter(struct ctx *cx, const struct duty_list_in *in, struct q_duty_list_in *q)
{
	struct q_duty_get_row  after;
	struct q_duty_unit_row unit;
	enum err               e;

	*q = (struct q_duty_list_in){.whole = in->ended, .class_key = in->class_key.p ? in->class_key : S(""),
	                             .after_key = S(""), .n = (in->n == FIELD_ABSENT ? DUTY_MOST : in->n) + 1};
	q->big_key = q->class_key.n == CLASS_KEY ? class_big_key(q->class_key) : q->class_key;
	if ((e = day_str(cx, in->on == FIELD_ABSENT ? ctx_today(cx) : (day){(int32_t)in->on}, &q->day)) != OK)
		return e;
	if (in->place.p && (e = place_by_code(cx, in->place, &q->place_id, NULL)) != OK)
		return e == ERR_NONE ? refuse(cx, ERR_INPUT, "place", T_duty_no_place, in->place) : e;
	if (in->unit.p) {
		e = q_duty_unit(cx, &(struct q_duty_unit_in){.code = in->unit}, &unit);
		if (e != OK)
			return e == ERR_NONE ? refuse(cx, ERR_INPUT, "unit", T_duty_no_unit, in->unit) : e;
		q->unit_id = unit.id;
	}
	if (!in->after)
		return OK;
	e = q_duty_get(cx, &(struct q_duty_get_in){.id = in->after}, &after);
	q->after_key = e == OK ? after.class_key : S("");
	q->after = in->after;
	return e == ERR_NONE ? refuse(cx, ERR_INPUT, "after", T_duty_none) : e;
}

static enum err
list_run(struct ctx *cx, const void *arg, const void **out)
{
	struct duty_list       *l = ARENA_NEW(cx->arena, struct duty_list);
	struct q_duty_list_row *row;
	struct q_duty_list_in   q;
	enum err                e;

	*out = l;
	if (!l)
		return ctx_no_memory(cx);
	if ((e = list_filter(cx, arg, &q)) != OK || (e = q_duty_list(cx, &q, &row, &l->n)) != OK)
		return e;
	if (!(l->item = ARENA_NEWS(cx->arena, l->n, struct duty_item)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < l->n; i++)
		l->item[i] = (struct duty_item){row[i].id, row[i].place_id, row[i].unit_id, row[i].class_key,
		                                row[i].place_code, row[i].place_name, row[i].unit_name, row[i].basis,
		                                row[i].source, row[i].valid_from, row[i].valid_to};
	l->on = q.day;
	if ((l->more = (int64_t)l->n == q.n))
		l->n--;
	return OK;
}

static void
list_json(const void *out, struct json *j)
{
	const struct duty_list *l = out;

	json_arr(j);
	for (size_t i = 0; i < l->n; i++) {
		const struct duty_item *d = &l->item[i];

		json_obj(j);
		json_kv_i64(j, "id", d->id);
		json_kv_str(j, "class_key", d->class_key);
		json_kv_i64(j, "place_id", d->place_id);
		json_kv_str(j, "place_name", d->place_name);
		json_kv_i64(j, "unit_id", d->unit_id);
		json_kv_str(j, "unit_name", d->unit_name);
		json_kv_str(j, "basis", d->basis);
		json_kv_str(j, "source", d->source);
		json_kv_str(j, "valid_from", d->valid_from);
		json_kv_str(j, "valid_to", d->valid_to);
		json_obj_end(j);
	}
	json_arr_end(j);
}

/* The place that is named, else that of the grid which holds the position on the day. */
static enum err
explain_place(struct ctx *cx, const struct duty_explain_in *in, const struct geo_point *at, day on,
              struct duty_explain *x, int64_t *place)
{
	struct q_duty_spot_row spot;
	struct grid_found      g = {0};
	enum err               e;

	if (!at && (!isnan(in->lon) || !isnan(in->lat)))
		return refuse(cx, ERR_INPUT, isnan(in->lon) ? "lon" : "lat", T_duty_half_point);
	if (in->place.p) {
		e = place_by_code(cx, in->place, place, &x->place_name);
		return e == ERR_NONE ? refuse(cx, ERR_INPUT, "place", T_duty_no_place, in->place) : e;
	}
	if (!at)
		return refuse(cx, ERR_INPUT, "place", T_duty_place_or_point);
	if ((e = grid_at(cx, in->lon, in->lat, on, &g)) != OK)
		return e;
	if (!g.id)
		return refuse(cx, ERR_INPUT, "place", T_duty_no_grid);
	if ((e = q_duty_spot(cx, &(struct q_duty_spot_in){.id = g.place_id}, &spot)) != OK)
		return e;
	*place = g.place_id;
	x->place_name = spot.name;
	x->grid = g.code;
	return OK;
}

static enum err
explain_run(struct ctx *cx, const void *arg, const void **out)
{
	const struct duty_explain_in *in = arg;
	struct duty_explain          *x = ARENA_NEW(cx->arena, struct duty_explain);
	int64_t                       place;
	struct class_row              class;
	struct geo_point              spot;
	const struct geo_point       *at = duty_point(in->lon, in->lat, &spot);
	struct buf                    b;
	day                           on = in->on == FIELD_ABSENT ? ctx_today(cx) : (day){(int32_t)in->on};
	enum err                      e;

	if (!x)
		return ctx_no_memory(cx);
	if ((e = explain_place(cx, in, at, on, x, &place)) != OK ||
	    (e = catalog_class(cx, in->class_key, on, &class)) != OK || (e = day_str(cx, on, &x->on)) != OK)
		return e;
	x->person = class.subject == SUBJECT_PERSON;
	if (!x->person && (e = duty_for(cx, class.key, place, at, on, &x->answer)) != OK)
		return e;
	x->class_key = class.key;
	x->class_name = class.name;
	buf_init(&b, cx->arena, BUF_PAGE);
	if (x->person)
		buf_add(&b, text_get(T_duty_person_counted, cx->lang));
	else
		duty_say(&b, &x->answer, cx->lang);
	*out = x;
	return buf_end(&b, &x->said);
}

static void
considered_json(const struct duty_row *row, size_t n, const char *id, struct json *j)
{
	for (size_t i = 0; i < n; i++) {
		const struct duty_row *r = &row[i];

		json_obj(j);
		json_kv_i64(j, id, r->id);
		json_kv_str(j, "class_key", r->class_key);
		json_kv_str(j, "place_name", r->place_name);
		json_kv_str(j, "unit_name", r->unit_name);
		json_kv_str(j, "basis", r->basis);
		json_kv_str(j, "valid_from", r->valid_from);
		json_kv_str(j, "valid_to", r->valid_to);
		json_kv_str(j, "verdict", str_of(duty_verdict_name(r->verdict)));
		json_obj_end(j);
	}
}

static void
explain_json(const void *out, struct json *j)
{
	const struct duty_explain *x = out;
	const struct duty_answer  *a = &x->answer;

	json_obj(j);
	json_kv_str(j, "class_key", x->class_key);
	json_kv_str(j, "class_name", x->class_name);
	json_kv_str(j, "place_name", x->place_name);
	if (x->grid.p)
		json_kv_str(j, "grid", x->grid);
	json_kv_str(j, "on", x->on);
	json_kv_bool(j, "person", x->person);
	json_kv_bool(j, "gap", a->unit_id == 0 && !x->person);
	json_kv_bool(j, "default", a->is_default);
	if (a->unit_id) {
		json_kv_i64(j, "unit_id", a->unit_id);
		json_kv_str(j, "unit_name", a->unit_name);
		json_kv_str(j, "basis", a->basis);
	}
	if (a->duty_id)
		json_kv_i64(j, "duty_id", a->duty_id);
	if (a->precedent_id)
		json_kv_i64(j, "precedent_id", a->precedent_id);
	json_key(j, S("helpers"));
	json_arr(j);
	for (size_t i = 0; i < a->n_helper; i++) {
		json_obj(j);
		json_kv_i64(j, "unit_id", a->helper[i].unit_id);
		json_kv_str(j, "unit_name", a->helper[i].unit_name);
		json_kv_bool(j, "territory", a->helper[i].territory);
		json_obj_end(j);
	}
	json_arr_end(j);
	json_key(j, S("considered"));
	json_arr(j);
	considered_json(a->ruling, a->n_ruling, "precedent_id", j);
	considered_json(a->row, a->n_row, "duty_id", j);
	json_arr_end(j);
	json_kv_str(j, "said", x->said);
	json_obj_end(j);
}

static const struct view list_view = {
    .out = "[{id:i,class_key:s,place_id:i,place_name:s,unit_id:i,unit_name:s,basis:s?,source:s?,"
           "valid_from:d,valid_to:d?}]",
    .name = "duty.list",
    .summary = T_duty_list_summary,
    .perm = PERM_CITY_SEE,
    .in = list_fields,
    .nin = NITEMS(list_fields),
    .in_size = sizeof(struct duty_list_in),
    .run = list_run,
    .json = list_json,
};
static const struct view explain_view = {
    .out = "{class_key:s,class_name:s?,place_name:s,grid?:s,on:d,person:b,gap:b,default:b,unit_id?:i,unit_name?:s,"
           "basis?:s?,duty_id?:i,precedent_id?:i,helpers:[{unit_id:i,unit_name:s,territory:b}],"
           "considered:[{duty_id?:i,precedent_id?:i,class_key:s,place_name:s,unit_name:s,basis:s?,valid_from:d,"
           "valid_to:d?,verdict:s}],said:s}",
    .name = "duty.explain",
    .summary = T_duty_explain_summary,
    .perm = PERM_CITY_SEE,
    .in = explain_fields,
    .nin = NITEMS(explain_fields),
    .in_size = sizeof(struct duty_explain_in),
    .run = explain_run,
    .json = explain_json,
};
const struct view *const duty_views[] = {&list_view, &explain_view, &duty_gaps_view, &precedent_list_view};
const size_t             duty_views_n = NITEMS(duty_views);
