/* login.list, and the tables of the room. */
#include "city/login/inside.h"
#include "city_login_texts.h"
#include "city_unit_texts.h"

enum { LIST_MOST = 10000 };

#define LOGIN_LIST_IN(X)                                                             \
	X(i64, after, 0, 1, INT64_MAX, T_unit_f_after, NULL)                         \
	X(i64, n, 0, 1, LIST_MOST, T_unit_f_n, NULL)
struct login_list_in {
	LOGIN_LIST_IN(FIELD_DECL)
};
#define IN_T login_list_in
static const struct field login_list_fields[] = {LOGIN_LIST_IN(FIELD_ROW)};
#undef IN_T

static enum err
login_list_run(struct ctx *cx, const void *arg, const void **out)
{
	struct login_list      *l = ARENA_NEW(cx->arena, struct login_list);
	struct q_login_all_row *row;
	const struct login_list_in *in = arg;
	int64_t                 most = in->n == FIELD_ABSENT ? LIST_MOST : in->n;
	struct people_reach     reach;
	str                     today;
	size_t                  n;
	enum err                e;

	if (!l)
		return ctx_no_memory(cx);
	if ((e = unit_today(cx, &today)) != OK || (e = people_in_reach(cx, 0, &reach)) != OK ||
	    (e = q_login_all(cx,
	                     &(struct q_login_all_in){.day = today,
	                                              .after = in->after == FIELD_ABSENT ? 0 : in->after,
	                                              .n = reach.all ? most + 1 : LIST_MOST},
	                     &row, &n)) != OK)
		return e;
	if (!(l->item = ARENA_NEWS(cx->arena, n, struct login_item)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < n && l->n <= (size_t)most; i++) {
		struct login_item *x = l->n ? &l->item[l->n - 1] : NULL;

		if (!people_reach_has(&reach, row[i].person_id))
			continue;
		if (!x || x->id != row[i].id) {
			x = &l->item[l->n++];
			*x = (struct login_item){row[i].id, row[i].person_id, row[i].name, row[i].person_name,
			                         row[i].has_password, row[i].must_change, row[i].disabled_at.some,
			                         row[i].factor_at.some, S("")};
		}
		if (row[i].post_name.p)
			x->posts = arena_printf(cx->arena, "%.*s%s%.*s %.*s", STR_ARG(x->posts), x->posts.n ? "；"
			    : "",
			                        STR_ARG(row[i].unit_name), STR_ARG(row[i].post_name));
	}
	if ((l->more = l->n > (size_t)most))
		l->n--;
	*out = l;
	return OK;
}

static void
login_list_json(const void *out, struct json *j)
{
	const struct login_list *l = out;

	json_arr(j);
	for (size_t i = 0; i < l->n; i++) {
		const struct login_item *x = &l->item[i];

		json_obj(j);
		json_kv_i64(j, "id", x->id);
		json_kv_str(j, "name", x->name);
		json_kv_str(j, "person", x->person_name);
		json_kv_str(j, "posts", x->posts);
		json_kv_bool(j, "has_password", x->has_password);
		json_kv_bool(j, "must_change", x->must_change);
		json_kv_bool(j, "disabled", x->disabled);
		json_kv_bool(j, "factor", x->factor);
		json_obj_end(j);
	}
	json_arr_end(j);
}

const struct view login_list_view = {
    .out = "[{id:i,name:s,person:s,posts:s?,has_password:b,must_change:b,disabled:b,factor:b}]",
    .name = "login.list",
    .summary = T_login_list_summary,
    .perm = PERM_USER_EDIT,
    .in = login_list_fields,
    .nin = NITEMS(login_list_fields),
    .in_size = sizeof(struct login_list_in),
    .run = login_list_run,
    .json = login_list_json,
};
const struct view *const login_views[] = {&login_list_view, &login_mine_view, &factor_offer_view, &factor_keys_view};
const size_t             login_views_n = NITEMS(login_views);

const struct command *const login_commands[] = {
    &person_load_cmd,   &login_create_cmd, &login_reset_cmd,   &login_disable_cmd,  &login_enable_cmd,
    &login_password_cmd, &login_demo_cmd,  &session_open_cmd,  &session_close_cmd, &session_switch_cmd,
    &session_seen_cmd,  &session_sweep_cmd, &session_confirm_cmd, &login_link_cmd, &login_first_cmd,
    &factor_set_cmd,    &factor_remove_cmd, &factor_require_cmd,  &factor_renew_cmd,
};
const size_t login_commands_n = NITEMS(login_commands);

const struct journal_aggregate login_aggregates[] = {
    {.kind = "login", .label = T_login_thing_login, .queries = login_queries, .query = "login_fold"},
    {.kind = "session", .label = T_login_thing_session},
};
const size_t login_aggregates_n = NITEMS(login_aggregates);
