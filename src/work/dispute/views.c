/* dispute.list, dispute.get. */
#include "city/unit/roles.h"
#include "city/unit/unit.h"
#include "kit/geo/shape.h"
#include "work/dispute/inside.h"
#include "work/life/rules.h"
#include "work_dispute_texts.h"

static const char *const states[] = {"", "returned", "joint", "ruled"};

static int64_t
reach_of(const struct ctx *cx)
{
	return cx->who ? cx->who->reach : REACH_ALL;
}

/* A row of either query. */
#define ITEM(cx, r)                                                                                            \
	(struct dispute_item){                                                                                 \
	    .id = (r).id, .case_id = (r).case_id, .opened_at = (r).opened_at, .state = (r).state,              \
	    .joint_at = (r).joint_at, .due_at = (r).due_at, .ruled_at = (r).ruled_at, .no = (r).no,            \
	    .class_key = (r).class_key, .class_name = (r).class_name, .place = (r).place_name,                 \
	    .address = (r).address, .holder = (r).holder, .owner = (r).owner,                                  \
	    .waits = (r).state == DISPUTE_JOINT && (r).case_open,                                              \
	    .late = (r).due_at.some && ((r).ruled_at.some ? (r).ruled_at.v : (cx)->now) > (r).due_at.v &&       \
	            ((r).state == DISPUTE_RULED || (r).case_open)}

/* ---- dispute.list ---- */

#define LIST_IN(X) \
	X(bool, open, 0, 0, 1, T_dispute_f_open, NULL) \
	X(code, unit, 0, 1, 40, T_dispute_f_unit_of, NULL) \
	X(id, after, 0, 1, INT64_MAX, T_dispute_f_after, NULL)
struct list_in {
	LIST_IN(FIELD_DECL)
};
#define IN_T list_in
static const struct field list_fields[] = {LIST_IN(FIELD_ROW)};
#undef IN_T

static enum err
list_run(struct ctx *cx, const void *arg, const void **out)
{
	const struct list_in      *in = arg;
	struct dispute_list       *l = ARENA_NEW(cx->arena, struct dispute_list);
	struct q_dispute_list_in   q = {.scope = reach_of(cx), .open = in->open,
	                                .after = in->after ? in->after : INT64_MAX, .n = DISPUTE_ROWS + 1};
	struct q_dispute_list_row *row;
	enum err                   e;

	*out = l;
	if (!l)
		return ctx_no_memory(cx);
	if ((e = unit_named(cx, "unit", in->unit, &q.unit)) != OK || (e = q_dispute_list(cx, &q, &row, &l->n)) != OK)
		return e;
	if (!(l->item = ARENA_NEWS(cx->arena, l->n + 1, struct dispute_item)))
		return ctx_no_memory(cx);
	l->more = l->n > DISPUTE_ROWS;
	l->n -= l->more;
	for (size_t i = 0; i < l->n; i++)
		l->item[i] = ITEM(cx, row[i]);
	return OK;
}

static void
item_json(const struct dispute_item *d, struct json *j)
{
	json_kv_i64(j, "id", d->id);
	json_kv_i64(j, "case", d->case_id);
	json_kv_str(j, "no", d->no);
	json_kv_str(j, "class_key", d->class_key);
	json_kv_str(j, "place", d->place);
	json_kv_str(j, "state", str_of(states[d->state]));
	json_kv_bool(j, "late", d->late);
	json_kv_str(j, "holder", d->holder);
	json_kv_str(j, "owner", d->owner);
	json_kv_i64(j, "opened_at", d->opened_at);
	if (d->due_at.some)
		json_kv_i64(j, "due_at", d->due_at.v);
	if (d->ruled_at.some)
		json_kv_i64(j, "ruled_at", d->ruled_at.v);
}
#define ITEM_OUT                                                                                               \
	"id:i,case:i,no:s,class_key:s,place:s,state:s,late:b,holder:s?,owner:s?,opened_at:t,due_at?:t,ruled_at?:t"

static void
list_json(const void *out, struct json *j)
{
	const struct dispute_list *l = out;

	json_arr(j);
	for (size_t i = 0; i < l->n; i++) {
		json_obj(j);
		item_json(&l->item[i], j);
		json_obj_end(j);
	}
	json_arr_end(j);
}

/* ---- dispute.get ---- */

#define GET_IN(X) X(id, id, 1, 1, INT64_MAX, T_dispute_f_id, NULL)
struct get_in {
	GET_IN(FIELD_DECL)
};
#define IN_T get_in
static const struct field get_fields[] = {GET_IN(FIELD_ROW)};
#undef IN_T

static enum err
take_sides(struct ctx *cx, const struct q_dispute_get_row *d, struct dispute_one *o)
{
	struct q_dispute_sides_row *s;
	enum err                    e = q_dispute_sides(cx, &(struct q_dispute_sides_in){d->id}, &s, &o->nside);

	if (e != OK)
		return e;
	if (!(o->side = ARENA_NEWS(cx->arena, o->nside + 1, struct dispute_side_seen)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < o->nside; i++)
		o->side[i] = (struct dispute_side_seen){
		    .n = s[i].n, .unit_id = s[i].unit_id, .at = s[i].at, .duty_id = s[i].duty_id,
		    .unit = s[i].unit_name, .duty_basis = s[i].basis, .duty_unit = s[i].duty_unit,
		    .law = s[i].law, .reason = s[i].reason, .upheld = d->unit_id.some && d->unit_id.v != s[i].unit_id};
	return OK;
}

/* Within a kilometre of the position, and what was ruled of the place or one above it. */
static enum err
take_near(struct ctx *cx, const struct q_dispute_get_row *d, struct dispute_one *o)
{
	static const int64_t     reach = 10000000; /* units of 1e-9 degrees: about a kilometre */
	struct q_dispute_near_in q = {.class_key = d->class_key, .place_id = d->place_id, .n = DISPUTE_NEAR};
	struct q_dispute_near_row *r;
	struct geo_point          p;
	enum err                  e = unit_today(cx, &q.day);

	q.some = d->lon.some && d->lat.some && geo_point_of(d->lon.v, d->lat.v, &p);
	if (q.some) {
		q.west = p.x - reach;
		q.east = p.x + reach;
		q.south = p.y - reach;
		q.north = p.y + reach;
	}
	if (e != OK || (e = q_dispute_near(cx, &q, &r, &o->nnear)) != OK)
		return e;
	if (!(o->near = ARENA_NEWS(cx->arena, o->nnear + 1, struct dispute_near)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < o->nnear; i++)
		o->near[i] = (struct dispute_near){r[i].id, r[i].no, r[i].unit_name, r[i].reason, r[i].valid_from};
	return OK;
}

static enum err
get_run(struct ctx *cx, const void *arg, const void **out)
{
	const struct get_in     *in = arg;
	struct dispute_one      *o = ARENA_NEW(cx->arena, struct dispute_one);
	struct q_dispute_get_row d;
	enum err                 e;

	*out = o;
	if (!o)
		return ctx_no_memory(cx);
	if ((e = q_dispute_get(cx, &(struct q_dispute_get_in){in->id, reach_of(cx)}, &d)) != OK)
		return e == ERR_NONE ? refuse(cx, ERR_NONE, "id", T_dispute_none) : e;
	o->d = ITEM(cx, d);
	o->lon = d.lon;
	o->lat = d.lat;
	o->way = d.way;
	o->reason = d.reason;
	o->ruled_unit = d.ruled_unit;
	o->bears = d.bears;
	o->bears_why = d.bears_why;
	o->place_code = d.place_code;
	o->precedent_id = d.precedent_id;
	o->precedent_no = d.precedent_no;
	if ((e = take_sides(cx, &d, o)) != OK || (e = take_near(cx, &d, o)) != OK)
		return e;
	return dispute_may_rule(cx, d.id, d.state, d.case_open, &o->fault);
}

static void
get_json(const void *out, struct json *j)
{
	const struct dispute_one *o = out;

	json_obj(j);
	item_json(&o->d, j);
	json_key(j, S("sides"));
	json_arr(j);
	for (size_t i = 0; i < o->nside; i++) {
		const struct dispute_side_seen *s = &o->side[i];

		json_obj(j);
		json_kv_i64(j, "n", s->n);
		json_kv_str(j, "unit", s->unit);
		json_kv_i64(j, "at", s->at);
		if (s->duty_id.some)
			json_kv_i64(j, "duty", s->duty_id.v);
		json_kv_str(j, "law", s->law);
		json_kv_str(j, "reason", s->reason);
		json_kv_bool(j, "upheld", s->upheld);
		json_obj_end(j);
	}
	json_arr_end(j);
	json_kv_str(j, "way", o->way);
	json_kv_str(j, "reason", o->reason);
	json_kv_str(j, "bears", o->bears);
	json_kv_str(j, "bears_why", o->bears_why);
	json_kv_str(j, "precedent", o->precedent_no);
	json_key(j, S("near"));
	json_arr(j);
	for (size_t i = 0; i < o->nnear; i++)
		json_str(j, o->near[i].no);
	json_arr_end(j);
	json_obj_end(j);
}

const struct view dispute_list_view = {
    .out = "[{" ITEM_OUT "}]", .name = "dispute.list", .summary = T_dispute_list_summary, .perm = PERM_CASE_SEE,
    .in = list_fields, .nin = NITEMS(list_fields), .in_size = sizeof(struct list_in), .run = list_run,
    .json = list_json};
const struct view dispute_get_view = {
    .out = "{" ITEM_OUT ",sides:[{n:i,unit:s,at:t,duty?:i,law:s?,reason:s,upheld:b}],way:s?,reason:s?,bears:s?,"
           "bears_why:s?,precedent:s?,near:[s]}",
    .name = "dispute.get", .summary = T_dispute_get_summary, .perm = PERM_CASE_SEE, .in = get_fields,
    .nin = NITEMS(get_fields), .in_size = sizeof(struct get_in), .run = get_run, .json = get_json};

/* ---- dispute.of ---- */

struct of_in {
	int64_t case_;
};
static const struct field of_fields[] = {
    {"case", FIELD_id, true, 1, INT64_MAX, offsetof(struct of_in, case_), T_dispute_f_case, NULL}};

static enum err
of_run(struct ctx *cx, const void *arg, const void **out)
{
	const struct of_in       *in = arg;
	struct dispute_at_case   *o = ARENA_NEW(cx->arena, struct dispute_at_case);
	struct q_dispute_here_row r;
	enum err                  e;

	*out = o;
	if (!o)
		return ctx_no_memory(cx);
	if ((e = q_dispute_here(cx, &(struct q_dispute_here_in){in->case_, reach_of(cx)}, &r)) != OK)
		return e == ERR_NONE ? refuse(cx, ERR_NONE, "case", T_dispute_no_case) : e;
	o->id = r.id;
	o->state = r.state;
	o->late = r.state == DISPUTE_JOINT && r.open && r.due_at < cx->now;
	o->again = r.returns > 0;
	o->may = cx->who && cx->who->unit && r.unit_id.some && r.unit_id.v == cx->who->unit && r.duty_basis != 4 &&
	         (r.case_state == CASE_DISPATCHED || r.case_state == CASE_WORKING) && r.returns <= CASE_RETURNS;
	return OK;
}

static void
of_json(const void *out, struct json *j)
{
	const struct dispute_at_case *o = out;

	json_obj(j);
	json_kv_i64(j, "id", o->id);
	json_kv_bool(j, "late", o->late);
	json_kv_bool(j, "may", o->may);
	json_obj_end(j);
}

const struct view dispute_of_view = {
    .out = "{id:i,late:b,may:b}", .name = "dispute.of", .summary = T_dispute_of_summary, .perm = PERM_CASE_SEE,
    .in = of_fields, .nin = NITEMS(of_fields), .in_size = sizeof(struct of_in), .run = of_run, .json = of_json};
