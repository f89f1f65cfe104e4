/* unit.list, post.list, session.posts: who there is. */
#include "city/unit/inside.h"
#include "city_unit_texts.h"

enum { LIST_MOST = 10000 };

static enum err
unit_list_run(struct ctx *cx, const void *arg, const void **out)
{
	struct unit_list        *l = ARENA_NEW(cx->arena, struct unit_list);
	struct q_unit_valid_row *row;
	str                      today;
	enum err                 e;

	(void)arg;
	if (!l)
		return ctx_no_memory(cx);
	if ((e = unit_today(cx, &today)) != OK ||
	    (e = q_unit_valid(cx, &(struct q_unit_valid_in){.day = today}, &row, &l->n)) != OK)
		return e;
	if (!(l->item = ARENA_NEWS(cx->arena, l->n, struct unit_item)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < l->n; i++)
		l->item[i] = (struct unit_item){row[i].id, row[i].parent_id.v, row[i].place_id.v, row[i].code,
		                                row[i].name, row[i].short_name, row[i].kind, row[i].place_name};
	*out = l;
	return OK;
}

static void
unit_list_json(const void *out, struct json *j)
{
	const struct unit_list *l = out;

	json_arr(j);
	for (size_t i = 0; i < l->n; i++) {
		const struct unit_item *u = &l->item[i];

		json_obj(j);
		json_kv_i64(j, "id", u->id);
		json_kv_str(j, "code", u->code);
		json_kv_str(j, "name", u->name);
		json_kv_str(j, "short_name", u->short_name);
		json_kv_str(j, "kind", u->kind);
		if (u->parent_id)
			json_kv_i64(j, "parent_id", u->parent_id);
		if (u->place_id) {
			json_kv_i64(j, "place_id", u->place_id);
			json_kv_str(j, "place_name", u->place_name);
		}
		json_obj_end(j);
	}
	json_arr_end(j);
}

#define POST_LIST_IN(X)                                                              \
	X(i64, after, 0, 1, INT64_MAX, T_unit_f_after, NULL)                         \
	X(i64, n, 0, 1, LIST_MOST, T_unit_f_n, NULL)
struct post_list_in {
	POST_LIST_IN(FIELD_DECL)
};
#define IN_T post_list_in
static const struct field post_list_fields[] = {POST_LIST_IN(FIELD_ROW)};
#undef IN_T

static enum err
post_list_run(struct ctx *cx, const void *arg, const void **out)
{
	struct post_list        *l = ARENA_NEW(cx->arena, struct post_list);
	struct q_post_valid_row *row;
	const struct post_list_in *in = arg;
	int64_t                  most = in->n == FIELD_ABSENT ? LIST_MOST : in->n;
	str                      today;
	enum err                 e;

	if (!l)
		return ctx_no_memory(cx);
	if ((e = unit_today(cx, &today)) != OK ||
	    (e = q_post_valid(cx,
	                      &(struct q_post_valid_in){.day = today,
	                                                .after = in->after == FIELD_ABSENT ? 0 : in->after,
	                                                .n = most + 1},
	                      &row, &l->n)) != OK)
		return e;
	if ((l->more = l->n > (size_t)most))
		l->n--;
	if (!(l->item = ARENA_NEWS(cx->arena, l->n, struct post_item)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < l->n; i++)
		l->item[i] = (struct post_item){row[i].id, row[i].unit_id, row[i].place_id.v, row[i].holders,
		                                row[i].code, row[i].name, row[i].unit_name, row[i].place_name,
		                                role_of(row[i].role)};
	*out = l;
	return OK;
}

static void
post_list_json(const void *out, struct json *j)
{
	const struct post_list *l = out;

	json_arr(j);
	for (size_t i = 0; i < l->n; i++) {
		const struct post_item *p = &l->item[i];

		json_obj(j);
		json_kv_i64(j, "id", p->id);
		json_kv_str(j, "code", p->code);
		json_kv_str(j, "name", p->name);
		json_kv_str(j, "role", p->role < ROLE_MAX ? str_of(role_name(p->role)) : S("?"));
		json_kv_i64(j, "unit_id", p->unit_id);
		json_kv_str(j, "unit_name", p->unit_name);
		if (p->place_id) {
			json_kv_i64(j, "place_id", p->place_id);
			json_kv_str(j, "place_name", p->place_name);
		}
		json_kv_i64(j, "holders", p->holders);
		json_obj_end(j);
	}
	json_arr_end(j);
}

/* The posts that the asker may switch to: his own, no one else's. */
static enum err
posts_run(struct ctx *cx, const void *arg, const void **out)
{
	struct post_list         *l = ARENA_NEW(cx->arena, struct post_list);
	struct q_holding_now_row *row;
	str                       today;
	enum err                  e;

	(void)arg;
	if (!l)
		return ctx_no_memory(cx);
	if ((e = unit_today(cx, &today)) != OK ||
	    (e = q_holding_now(cx, &(struct q_holding_now_in){.person_id = cx->who->person, .day = today}, &row,
	        &l->n)) != OK)
		return e;
	if (!(l->item = ARENA_NEWS(cx->arena, l->n, struct post_item)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < l->n; i++)
		l->item[i] = (struct post_item){.id = row[i].post_id, .code = row[i].code, .name = row[i].name,
		                                .unit_name = row[i].unit_name, .role = role_of(row[i].role),
		                                    .holders = 1};
	*out = l;
	return OK;
}

const struct view unit_list_view = {
    .out = "[{id:i,code:s,name:s,short_name:s?,kind:s?,parent_id?:i,place_id?:i,place_name?:s}]",
    .name = "unit.list",
    .summary = T_unit_list_summary,
    .perm = PERM_CITY_SEE,
    .run = unit_list_run,
    .json = unit_list_json,
};
const struct view post_list_view = {
    .out = "[{id:i,code:s,name:s,role:s,unit_id:i,unit_name:s,place_id?:i,place_name?:s,holders:i}]",
    .name = "post.list",
    .summary = T_unit_post_list_summary,
    .perm = PERM_CITY_SEE,
    .in = post_list_fields,
    .nin = NITEMS(post_list_fields),
    .in_size = sizeof(struct post_list_in),
    .run = post_list_run,
    .json = post_list_json,
};
const struct view session_posts_view = {
    .out = "[{id:i,code:s,name:s,role:s,unit_id:i,unit_name:s,place_id?:i,place_name?:s,holders:i}]",
    .name = "session.posts",
    .summary = T_unit_posts_mine_summary,
    .perm = PERM_SELF,
    .run = posts_run,
    .json = post_list_json,
};

const struct view *const unit_views[] = {&unit_list_view, &post_list_view, &session_posts_view};
const size_t             unit_views_n = NITEMS(unit_views);

const struct command *const unit_commands[] = {
    &unit_load_cmd,   &unit_add_cmd,      &unit_change_cmd,  &unit_close_cmd,  &unit_reopen_cmd,
    &post_load_cmd,   &post_add_cmd,      &post_change_cmd,  &post_close_cmd,  &post_reopen_cmd,
    &person_add_cmd,  &person_change_cmd, &person_leave_cmd, &person_back_cmd,
    &holding_add_cmd, &holding_end_cmd,
};
const size_t unit_commands_n = NITEMS(unit_commands);

static const struct journal_side class_side = {.table = "post_class", .query = "post_class_fold", .keys = 1};

const struct journal_aggregate unit_aggregates[] = {
    {.kind = "unit", .label = T_unit_thing_unit, .queries = unit_queries, .query = "unit_fold"},
    [UNIT_POSTS] = {.kind = "post", .label = T_unit_thing_post, .queries = unit_queries, .query = "post_fold",
                    .side = &class_side, .nside = 1},
    {.kind = "person", .label = T_unit_thing_person, .queries = unit_queries, .query = "person_fold"},
    {.kind = "holding", .label = T_unit_thing_holding, .queries = unit_queries, .query = "holding_fold"},
};
const size_t unit_aggregates_n = NITEMS(unit_aggregates);
