/* repeat.list, repeat.of, repeat.rules. */
#include "city/catalog/catalog.h"
#include "city/unit/roles.h"
#include "city/unit/unit.h"
#include "work/repeat/inside.h"
#include "work_repeat_texts.h"

static int64_t
reach_of(const struct ctx *cx)
{
	return cx->who ? cx->who->reach : REACH_ALL;
}

/* A row of either query as people read it. */
#define ITEM(r)                                                                                                \
	(struct repeat_item){                                                                                  \
	    .case_id = (r).case_id, .before_id = (r).before_id, .before_at = (r).before_at,                    \
	    .found_at = (r).found_at, .nth = (r).nth, .times = (r).times, .no = (r).no,                        \
	    .class_name = (r).class_name, .place_name = (r).place_name, .place_code = (r).place_code,          \
	    .address = (r).address, .unit_name = (r).unit_name, .before_no = (r).before_no,                    \
	    .again = (r).again, .chronic = (r).chronic, .open = (r).open.v, .tasks = (r).tasks}

/* ---- repeat.list ---- */

static const struct choice sorts[] = {
    {"chronic", T_repeat_chronic}, {"bare", T_repeat_bare}, {NULL, T_none}};

#define LIST_IN(X) \
	X(choice, kind, 0, 0, 0, T_repeat_f_kind, sorts) \
	X(code, unit, 0, 1, 40, T_repeat_f_unit, NULL) \
	X(id, after, 0, 1, INT64_MAX, T_repeat_f_after, NULL)
struct list_in {
	LIST_IN(FIELD_DECL)
};
#define IN_T list_in
static const struct field list_fields[] = {LIST_IN(FIELD_ROW)};
#undef IN_T

static enum err
list(struct ctx *cx, const void *arg, const void **out)
{
	const struct list_in    *in = arg;
	struct repeat_list      *o = ARENA_NEW(cx->arena, struct repeat_list);
	struct q_repeat_list_in  q = {.scope = reach_of(cx), .after_at = INT64_MAX, .after_id = INT64_MAX,
	                              .n = REPEAT_ROWS + 1};
	struct q_repeat_list_row *row;
	struct q_repeat_one_row   at;
	enum err                  e;

	*out = o;
	if (!o)
		return ctx_no_memory(cx);
	q.bare = str_eq(in->kind, S("bare"));
	q.chronic = in->kind.n > 0;
	if ((e = unit_named(cx, "unit", in->unit, &q.unit)) != OK)
		return e;
	if (in->after) {
		if ((e = q_repeat_one(cx, &(struct q_repeat_one_in){in->after, q.scope}, &at)) != OK)
			return e;
		q.after_at = at.found_at;
		q.after_id = at.case_id;
	}
	if ((e = q_repeat_list(cx, &q, &row, &o->n)) != OK)
		return e;
	if (!(o->item = ARENA_NEWS(cx->arena, o->n + 1, struct repeat_item)))
		return ctx_no_memory(cx);
	o->more = o->n > REPEAT_ROWS;
	o->n -= o->more;
	for (size_t i = 0; i < o->n; i++)
		o->item[i] = ITEM(row[i]);
	return OK;
}

static void
item_json(const struct repeat_item *r, struct json *j)
{
	json_kv_i64(j, "case", r->case_id);
	json_kv_str(j, "no", r->no);
	json_kv_str(j, "class", r->class_name);
	json_kv_str(j, "place", r->place_name);
	json_kv_str(j, "address", r->address);
	json_kv_str(j, "unit", r->unit_name);
	json_kv_bool(j, "open", r->open);
	json_kv_bool(j, "again", r->again);
	json_kv_bool(j, "chronic", r->chronic);
	json_kv_i64(j, "nth", r->nth);
	json_kv_str(j, "before", r->before_no);
	json_kv_i64(j, "before_at", r->before_at);
	json_kv_i64(j, "found_at", r->found_at);
	json_kv_i64(j, "tasks", r->tasks);
}
#define ITEM_OUT                                                                                           \
	"{case:i,no:s,class:s?,place:s,address:s?,unit:s?,open:b,again:b,chronic:b,nth:i,before:s?,before_at:t," \
	"found_at:t,tasks:i}"

static void
list_json(const void *out, struct json *j)
{
	const struct repeat_list *o = out;

	json_obj(j);
	json_key(j, S("repeats"));
	json_arr(j);
	for (size_t i = 0; i < o->n; i++) {
		json_obj(j);
		item_json(&o->item[i], j);
		json_obj_end(j);
	}
	json_arr_end(j);
	json_kv_bool(j, "more", o->more);
	json_obj_end(j);
}

static const struct view list_view = {
    .out = "{repeats:[" ITEM_OUT "],more:b}", .name = "repeat.list", .summary = T_repeat_v_list, .perm = PERM_CASE_SEE,
    .in = list_fields, .nin = NITEMS(list_fields), .in_size = sizeof(struct list_in), .run = list, .json = list_json};

/* ---- repeat.of ---- */

#define OF_IN(X) X(id, id, 1, 1, INT64_MAX, T_repeat_f_id, NULL)
struct of_in {
	OF_IN(FIELD_DECL)
};
#define IN_T of_in
static const struct field of_fields[] = {OF_IN(FIELD_ROW)};
#undef IN_T

static enum err
of(struct ctx *cx, const void *arg, const void **out)
{
	const struct of_in        *in = arg;
	struct repeat_of          *o = ARENA_NEW(cx->arena, struct repeat_of);
	struct q_repeat_first_row  c;
	struct q_repeat_one_row    r;
	struct q_repeat_later_row *l = NULL;
	enum err                   e;

	*out = o;
	if (!o)
		return ctx_no_memory(cx);
	if ((e = q_repeat_first(cx, &(struct q_repeat_first_in){in->id, reach_of(cx)}, &c)) != OK)
		return e;
	o->first = c.first;
	/* Most have neither. */
	if (c.later && (e = q_repeat_later(cx, &(struct q_repeat_later_in){in->id, reach_of(cx), REPEAT_ROWS}, &l,
	                                   &o->n)) != OK)
		return e;
	if (!(o->later = ARENA_NEWS(cx->arena, o->n + 1, struct repeat_later)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < o->n; i++)
		o->later[i] = (struct repeat_later){l[i].id, l[i].found_at, l[i].no};
	if (!c.kept)
		return OK;
	if ((e = q_repeat_one(cx, &(struct q_repeat_one_in){in->id, reach_of(cx)}, &r)) != OK)
		return e;
	o->kept = true;
	o->item = ITEM(r);
	o->by = (struct repeat_limits){r.days, r.metres, r.times, r.span};
	return OK;
}

static void
of_json(const void *out, struct json *j)
{
	const struct repeat_of *o = out;

	json_obj(j);
	json_kv_bool(j, "first", o->first);
	json_key(j, S("repeat"));
	if (o->kept) {
		json_obj(j);
		item_json(&o->item, j);
		json_obj_end(j);
	} else {
		json_null(j);
	}
	json_key(j, S("later"));
	json_arr(j);
	for (size_t i = 0; i < o->n; i++) {
		json_obj(j);
		json_kv_i64(j, "id", o->later[i].id);
		json_kv_str(j, "no", o->later[i].no);
		json_kv_i64(j, "found_at", o->later[i].found_at);
		json_obj_end(j);
	}
	json_arr_end(j);
	json_obj_end(j);
}

static const struct view of_view = {
    .out = "{first:b,repeat:*,later:[{id:i,no:s,found_at:t}]}", .name = "repeat.of", .summary = T_repeat_v_of,
    .perm = PERM_CASE_SEE, .in = of_fields, .nin = NITEMS(of_fields), .in_size = sizeof(struct of_in), .run = of,
    .json = of_json};

/* ---- repeat.rules ---- */

static enum err
rules(struct ctx *cx, const void *arg, const void **out)
{
	struct repeat_rules       *o = ARENA_NEW(cx->arena, struct repeat_rules);
	struct q_repeat_rules_row *row;
	enum err                   e;

	(void)arg;
	*out = o;
	if (!o)
		return ctx_no_memory(cx);
	if ((e = q_repeat_rules(cx, &(struct q_repeat_rules_in){REPEAT_RULES}, &row, &o->n)) != OK)
		return e;
	if (!(o->line = ARENA_NEWS(cx->arena, o->n + 1, struct repeat_rule_line)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < o->n; i++)
		o->line[i] = (struct repeat_rule_line){
		    .class_key = row[i].class_key, .source = row[i].source,
		    .by = {row[i].days, row[i].metres, row[i].times, row[i].span}};
	return OK;
}

static void
rules_json(const void *out, struct json *j)
{
	const struct repeat_rules *o = out;

	json_arr(j);
	for (size_t i = 0; i < o->n; i++) {
		json_obj(j);
		json_kv_str(j, "class", o->line[i].class_key);
		json_kv_i64(j, "days", o->line[i].by.days);
		json_kv_i64(j, "metres", o->line[i].by.metres);
		json_kv_i64(j, "times", o->line[i].by.times);
		json_kv_i64(j, "span", o->line[i].by.span);
		json_kv_str(j, "basis", o->line[i].source);
		json_obj_end(j);
	}
	json_arr_end(j);
}

static const struct view rules_view = {
    .out = "[{class:s,days:i,metres:i,times:i,span:i,basis:s}]", .name = "repeat.rules", .summary = T_repeat_v_rules,
    .perm = PERM_CITY_SEE, .run = rules, .json = rules_json};

const struct view *const repeat_views[] = {&list_view, &of_view, &rules_view};
const size_t             repeat_views_n = NITEMS(repeat_views);
