/* What a person may know of cases at the same spot, before reporting or filing (L8). */
#include "city/catalog/catalog.h"
#include "city/place/place.h"
#include "city/unit/roles.h"
#include "work/acts/inside.h"
#include "work_acts_texts.h"
#include "work_cases_texts.h"

struct case_point
case_point_of(opt_f64 lon, opt_f64 lat)
{
	return (struct case_point){lon.some && lat.some, lon.v, lat.v};
}

enum err
case_find_near(struct ctx *cx, int64_t id, int64_t place, str class_key, struct case_point at, str address,
               int64_t since, struct case_near_item **items, size_t *n)
{
	struct q_near_open_row  *open;
	struct q_near_ended_row *ended = NULL;
	struct case_box          box = case_spot_box(at);
	size_t                   nopen, nended = 0;
	struct buf               plain;
	str                      spot;
	enum err                 e;

	*n = 0;
	buf_init(&plain, cx->arena, BUF_LINE);
	case_spot_plain(address, &plain);
	if (plain.err != OK)
		return ctx_no_memory(cx);
	spot = plain.n ? buf_str(&plain) : S("");
	e = q_near_open(cx, &(struct q_near_open_in){.place_id = place, .class_key = class_key, .id = id,
	                                             .has_point = at.some, .plain = spot, .west = box.west,
	                                             .east = box.east, .south = box.south, .north = box.north},
	                &open, &nopen);
	if (e == OK && since != CASE_NO_TIME)
		e = q_near_ended(cx, &(struct q_near_ended_in){.place_id = place, .class_key = class_key,
		                                               .since = since, .has_point = at.some,
		                                               .plain = spot, .west = box.west, .east = box.east,
		                                               .south = box.south, .north = box.north},
		                 &ended, &nended);
	if (e != OK)
		return e;
	if (!(*items = ARENA_NEWS(cx->arena, nopen + nended + 1, struct case_near_item)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < nopen; i++)
		if (case_same_spot(at, address, case_point_of(open[i].lon, open[i].lat), open[i].address))
			(*items)[(*n)++] = (struct case_near_item){open[i].id, open[i].no, open[i].state,
			                                          open[i].reported_at, open[i].address, STR_NONE};
	for (size_t i = 0; i < nended; i++)
		if (ended[i].id != id &&
		    case_same_spot(at, address, case_point_of(ended[i].lon, ended[i].lat), ended[i].address))
			(*items)[(*n)++] = (struct case_near_item){ended[i].id, ended[i].no, CASE_CLOSED,
			                                           ended[i].ended_at, ended[i].address,
			                                           ended[i].kind == CASE_KIND_FORCED
			                                                   ? STR_NONE
			                                                   : ended[i].condition};
	return OK;
}

/* ---- case.near ---------------------------------------------------------------------- */

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
		struct case_job j;
		enum err        e = job_load(cx, o->item[i].id, cx->who->reach, &j);

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
	.out = "[{id:i,no:s,state:s,at:t,address:s?}]",
	.name = "case.near", .summary = T_case_near, .perm = PERM_CASE_SEE, .in = near_fields,
	.nin = NITEMS(near_fields),
	.in_size = sizeof(struct near_in), .run = near_run, .json = near_json,
};
