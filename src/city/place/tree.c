/* place.tree: a place and everything below it. */
#include "base/day.h"
#include "city/place/place.h"
#include "city_place_texts.h"
#include "place_sql.h"

#define PLACE_TREE_IN(X) X(str, top, 0, 1, 60, T_place_field_top, NULL)
struct place_tree_in {
	PLACE_TREE_IN(FIELD_DECL)
};
#define IN_T place_tree_in
static const struct field fields[] = {PLACE_TREE_IN(FIELD_ROW)};
#undef IN_T

static enum err
top_id(struct ctx *cx, str code, int64_t *id)
{
	struct q_place_top_row     top = {0};
	struct q_place_by_code_row place = {0};
	enum err e = code.p ? q_place_by_code(cx, &(struct q_place_by_code_in){.code = code}, &place)
	                    : q_place_top(cx, &top);

	*id = code.p ? place.id : top.id;
	return e;
}

static enum err
tree(struct ctx *cx, const void *arg, const void **out)
{
	const struct place_tree_in *in = arg;
	struct place_tree          *t = ARENA_NEW(cx->arena, struct place_tree);
	struct q_place_tree_row    *row;
	char                        text[DAY_TEXT];
	int64_t                     top;
	day                         today;
	int32_t                     ms;
	enum err                    e;

	if (!t)
		return ctx_no_memory(cx);
	if ((e = top_id(cx, in->top, &top)) != OK)
		return e;
	if (!day_of_ms(cx->now, cx->zone, &today, &ms))
		return ERR_NONE;
	e = q_place_tree(cx, &(struct q_place_tree_in){.above_id = top, .day = day_format(today, text)}, &row, &t->n);
	if (e != OK)
		return e;
	if (!(t->item = ARENA_NEWS(cx->arena, t->n, struct place_item)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < t->n; i++)
		t->item[i] = (struct place_item){
		    .id = row[i].id, .parent_id = row[i].id == top ? 0 : row[i].parent_id.v, .level = row[i].level,
		    .steps = row[i].steps.v, .below = row[i].below, .code = row[i].code, .name = row[i].name,
		    .short_name = row[i].short_name, .kind = row[i].kind};
	*out = t;
	return OK;
}

static void
json(const void *out, struct json *j)
{
	const struct place_tree *t = out;

	json_arr(j);
	for (size_t i = 0; i < t->n; i++) {
		const struct place_item *p = &t->item[i];

		json_obj(j);
		json_kv_i64(j, "id", p->id);
		json_kv_str(j, "code", p->code);
		json_kv_str(j, "name", p->name);
		json_kv_str(j, "short_name", p->short_name);
		json_kv_str(j, "kind", p->kind);
		json_kv_i64(j, "level", p->level);
		if (p->parent_id)
			json_kv_i64(j, "parent_id", p->parent_id);
		json_kv_i64(j, "below", p->below);
		json_obj_end(j);
	}
	json_arr_end(j);
}

/* Whoever reports a problem chooses a place; there is nothing personal in it. */
static const struct view tree_view = {
    .out = "[{id:i,code:s,name:s,short_name:s?,kind:s?,level:i,below:i,parent_id?:i}]",
    .name = "place.tree",
    .summary = T_place_tree_summary,
    .perm = PERM_SELF,
    .in = fields,
    .nin = NITEMS(fields),
    .in_size = sizeof(struct place_tree_in),
    .run = tree,
    .json = json,
};
extern const struct view zone_list_view;
const struct view *const place_views[] = {&tree_view, &zone_list_view};
const size_t             place_views_n = NITEMS(place_views);
