/* What a person may know of cases at the same spot, before reporting or filing (L8). */
#include "city/catalog/catalog.h"
#include "city/place/place.h"
#include "city/unit/roles.h"
#include "texts.h"
#include "work/cases/inside.h"

#define NEAR_IN(X)                                                        \
	X(code, place, 1, 1, 40, T_case_field_place, NULL)                \
	X(str, class, 1, 1, 40, T_case_field_class, NULL)                 \
	X(str, address, 0, 0, 200, T_case_field_address, NULL)            \
	X(f64, lon, 0, -180, 180, T_case_field_lon, NULL)                 \
	X(f64, lat, 0, -90, 90, T_case_field_lat, NULL)                   \
	X(id, id, 0, 1, INT64_MAX, T_case_field_id, NULL)
struct near_in {
	NEAR_IN(FIELD_DECL)
};
#define IN_T near_in
static const struct field near_fields[] = {NEAR_IN(FIELD_ROW)};
#undef IN_T

/* Who answers for a place knows all of it; a unit knows its own cases, wherever they lie. */
static enum err
only_in_reach(struct ctx *cx, struct case_near_out *o)
{
	size_t n = 0;

	if (cx->who->reach == REACH_ALL || cx->who->reach % 2 == 0)
		return OK;
	for (size_t i = 0; i < o->n; i++) {
		struct q_case_row_in  in = {.id = o->item[i].id, .scope = cx->who->reach};
		struct q_case_row_row row;
		enum err              e = q_case_row(cx, &in, &row);

		if (e == OK)
			o->item[n++] = o->item[i];
		else if (e != ERR_NONE)
			return e;
	}
	o->n = n;
	return OK;
}

/* The key of a class that was named by its code alone. */
static enum err
key_of(struct ctx *cx, str *class)
{
	struct class_row row;
	int32_t          second;
	day              today;
	enum err         e;

	if (!day_of_ms(cx->now, cx->zone, &today, &second))
		return ERR_INPUT;
	if ((e = catalog_class_named(cx, "class", *class, today, &row)) == OK)
		*class = row.key;
	return e;
}

static enum err
near_run(struct ctx *cx, const void *arg, const void **out)
{
	const struct near_in *in = arg;
	struct case_near_out *o = ARENA_NEW(cx->arena, struct case_near_out);
	struct case_point     at = {in->lon >= -180 && in->lat >= -90, in->lon, in->lat};
	str                   key = in->class;
	int64_t               place;
	enum err              e;

	if (!o)
		return ctx_no_memory(cx);
	if ((e = place_named(cx, "place", in->place, &place)) != OK || (e = case_place_allowed(cx, place)) != OK ||
	    (!class_key_valid(key) && (e = key_of(cx, &key)) != OK))
		return e;
	*out = o;
	e = case_find_near(cx, in->id, place, key, at, in->address,
	                   cx->now - (int64_t)CASE_BACK_DAYS * DAY_MS, &o->item, &o->n);
	return e == OK ? only_in_reach(cx, o) : e;
}

static void
near_json(const void *out, struct json *j)
{
	const struct case_near_out *o = out;

	json_arr(j);
	for (size_t i = 0; i < o->n; i++) {
		json_obj(j);
		json_kv_i64(j, "id", o->item[i].id);
		json_kv_str(j, "no", o->item[i].no);
		json_kv_str(j, "state", str_of(case_state_code((enum case_state)o->item[i].state)));
		json_kv_i64(j, "at", o->item[i].at);
		json_kv_str(j, "address", o->item[i].address);
		json_obj_end(j);
	}
	json_arr_end(j);
}

const struct view case_near = {
	.name = "case.near", .summary = T_case_near, .perm = PERM_CASE_SEE, .in = near_fields,
	.nin = NITEMS(near_fields),
	.in_size = sizeof(struct near_in), .run = near_run, .json = near_json,
};
