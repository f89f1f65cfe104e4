/* person.list, person.show. */
#include "city/unit/unit.h"
#include "city_unit_texts.h"
#include "show/staff/inside.h"
#include "show_staff_texts.h"

enum { LIST_MOST = 10000 };

/* ---- person.list ---- */

#define PEOPLE_IN(X)                                                                 \
	X(str, q, 0, 1, 60, T_staff_f_q, NULL)                                       \
	X(i64, after, 0, 1, INT64_MAX, T_unit_f_after, NULL)                         \
	X(i64, n, 0, 1, LIST_MOST, T_unit_f_n, NULL)
struct people_in {
	PEOPLE_IN(FIELD_DECL)
};
#define IN_T people_in
static const struct field people_fields[] = {PEOPLE_IN(FIELD_ROW)};
#undef IN_T

static enum err
add_post(struct ctx *cx, struct staff_item *x, const struct q_staff_people_row *row)
{
	str one = arena_printf(cx->arena, "%.*s %.*s", STR_ARG(row->unit_name), STR_ARG(row->post_name));

	if (!one.p)
		return ctx_no_memory(cx);
	if (str_find_str(x->posts, one) == SIZE_MAX)
		x->posts = arena_printf(cx->arena, "%.*s%s%.*s", STR_ARG(x->posts), x->posts.n ? "；" : "",
		                        STR_ARG(one));
	return x->posts.p ? OK : ctx_no_memory(cx);
}

static enum err
people_run(struct ctx *cx, const void *arg, const void **out)
{
	const struct people_in *in = arg;
	struct staff_list      *l = ARENA_NEW(cx->arena, struct staff_list);
	int64_t                 most = in->n == FIELD_ABSENT ? LIST_MOST : in->n;
	struct q_staff_people_in q = {.q = in->q.n ? in->q : S(""),
	                             .after = in->after == FIELD_ABSENT ? 0 : in->after,
	                             .n = most + 1};
	struct q_staff_people_row    *row;
	struct people_reach     reach;
	size_t                  n;
	enum err                e;

	*out = l;
	if (!l)
		return ctx_no_memory(cx);
	if ((e = people_in_reach(cx, 0, &reach)) != OK)
		return e;
	/* Of a part of the city the few are picked out of all. */
	if (!reach.all)
		q.n = LIST_MOST;
	if ((e = unit_today(cx, &q.day)) != OK || (e = desk_like(cx, q.q, &q.like)) != OK ||
	    (e = q_staff_people(cx, &q, &row, &n)) != OK)
		return e;
	if (!(l->item = ARENA_NEWS(cx->arena, n + 1, struct staff_item)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < n && l->n <= (size_t)most; i++) {
		const struct q_staff_people_row *r = &row[i];
		struct staff_item         *x = l->n ? &l->item[l->n - 1] : NULL;

		if (!people_reach_has(&reach, r->id))
			continue;
		if (!x || x->id != r->id) {
			x = &l->item[l->n++];
			*x = (struct staff_item){.id = r->id, .code = r->code, .name = r->name, .login = r->login,
			                         .posts = S(""),
			                         .left = r->valid_to.n && str_cmp(r->valid_to, q.day) <= 0,
			                         .has_password = r->has_password.v, .must_change = r->must_change.v,
			                         .disabled = r->disabled_at.some, .factor = r->factor_at.some};
		}
		if (r->post_name.n && (e = add_post(cx, x, r)) != OK)
			return e;
	}
	if ((l->more = l->n > (size_t)most))
		l->n--;
	return OK;
}

static void
people_json(const void *out, struct json *j)
{
	const struct staff_list *l = out;

	json_arr(j);
	for (size_t i = 0; i < l->n; i++) {
		const struct staff_item *x = &l->item[i];

		json_obj(j);
		json_kv_i64(j, "id", x->id);
		json_kv_str(j, "code", x->code);
		json_kv_str(j, "name", x->name);
		json_kv_str(j, "login", x->login);
		json_kv_str(j, "posts", x->posts);
		json_kv_bool(j, "left", x->left);
		json_obj_end(j);
	}
	json_arr_end(j);
}

/* ---- person.show ---- */

#define PERSON_IN(X) X(id, id, 1, 1, INT64_MAX, T_staff_f_id, NULL)
struct person_in {
	PERSON_IN(FIELD_DECL)
};
#define IN_T person_in
static const struct field person_fields[] = {PERSON_IN(FIELD_ROW)};
#undef IN_T

static enum err
person_run(struct ctx *cx, const void *arg, const void **out)
{
	const struct person_in     *in = arg;
	struct staff_person        *o = ARENA_NEW(cx->arena, struct staff_person);
	struct q_staff_events_row  *ev;
	size_t                      n;
	enum err                    e;

	*out = o;
	if (!o)
		return ctx_no_memory(cx);
	if ((e = q_staff_person(cx, &(struct q_staff_person_in){.id = in->id}, &o->p)) != OK ||
	    (e = person_in_reach(cx, in->id)) != OK ||
	    (e = unit_today(cx, &o->today)) != OK ||
	    (e = q_staff_logins(cx, &(struct q_staff_logins_in){.id = in->id}, &o->login, &o->nlogin)) != OK ||
	    (e = q_staff_posts(cx, &(struct q_staff_posts_in){.id = in->id}, &o->post, &o->npost)) != OK ||
	    (e = q_staff_events(cx, &(struct q_staff_events_in){.id = in->id}, &ev, &n)) != OK)
		return e;
	return staff_past_of(cx, ev, n, &o->past);
}

static void
person_json(const void *out, struct json *j)
{
	const struct staff_person *o = out;

	json_obj(j);
	json_kv_i64(j, "id", o->p.id);
	json_kv_str(j, "code", o->p.code);
	json_kv_str(j, "name", o->p.name);
	json_key(j, S("logins"));
	json_arr(j);
	for (size_t i = 0; i < o->nlogin; i++)
		json_str(j, o->login[i].name);
	json_arr_end(j);
	json_key(j, S("posts"));
	json_arr(j);
	for (size_t i = 0; i < o->npost; i++) {
		json_obj(j);
		json_kv_str(j, "code", o->post[i].code);
		json_kv_str(j, "from", o->post[i].valid_from);
		json_kv_str(j, "to", o->post[i].valid_to);
		json_obj_end(j);
	}
	json_arr_end(j);
	json_key(j, S("past"));
	trail_json(&o->past, j);
	json_obj_end(j);
}

const struct view staff_list_view = {
    .out = "[{id:i,code:s,name:s,login:s?,posts:s?,left:b}]",
    .name = "person.list",
    .summary = T_staff_v_list,
    .perm = PERM_USER_EDIT,
    .in = people_fields,
    .nin = NITEMS(people_fields),
    .in_size = sizeof(struct people_in),
    .run = people_run,
    .json = people_json,
};
const struct view staff_person_view = {
    .out = "{id:i,code:s,name:s,logins:[s],posts:[{code:s,from:s,to:s?}],"
           "past:" TRAIL_OUT "}",
    .name = "person.show",
    .summary = T_staff_v_person,
    .perm = PERM_USER_EDIT,
    .in = person_fields,
    .nin = NITEMS(person_fields),
    .in_size = sizeof(struct person_in),
    .run = person_run,
    .json = person_json,
};

const struct view *const staff_views[] = {&staff_list_view, &staff_person_view};
const size_t             staff_views_n = NITEMS(staff_views);
