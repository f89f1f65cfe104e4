/* unit.find, unit.show, post.find, post.show. */
#include "kit/table/rows.h"
#include "show/roster/inside.h"
#include "show_roster_texts.h"

/* Who keeps posts, and who gives them to people, is told who holds them, as far as his scope goes. */
static enum err
mine(struct ctx *cx, enum err (*in_reach)(struct ctx *cx, int64_t id), int64_t id, bool *mine, bool *names)
{
	bool     keeps = actor_may(cx->who, PERM_CITY_EDIT);
	enum err e = keeps || actor_may(cx->who, PERM_USER_EDIT) ? in_reach(cx, id) : ERR_NONE;

	*names = e == OK;
	*mine = e == OK && keeps;
	return e == ERR_NONE ? OK : e;
}

static int64_t
or_else(int64_t v, int64_t otherwise)
{
	return v == FIELD_ABSENT ? otherwise : v;
}

#define PAGE_IN(X)                                                              \
	X(str, q, 0, 0, 60, T_roster_f_q, NULL)                                 \
	X(bool, gone, 0, 0, 0, T_roster_f_gone, NULL)                           \
	X(i64, after, 0, 1, INT64_MAX, T_roster_f_after, NULL)                  \
	X(i64, n, 0, 1, 1000, T_roster_f_n, NULL)
#define UNITS_IN(X) X(i64, under, 0, 0, INT64_MAX, T_roster_f_under, NULL) PAGE_IN(X)
#define POSTS_IN(X) X(i64, unit, 0, 1, INT64_MAX, T_roster_f_unit, NULL) PAGE_IN(X)
#define ONE_IN(X) X(id, id, 1, 1, INT64_MAX, T_roster_f_id, NULL)
struct units_in {
	UNITS_IN(FIELD_DECL)
};
struct posts_in {
	POSTS_IN(FIELD_DECL)
};
struct one_in {
	ONE_IN(FIELD_DECL)
};
#define IN_T units_in
static const struct field units_fields[] = {UNITS_IN(FIELD_ROW)};
#undef IN_T
#define IN_T posts_in
static const struct field posts_fields[] = {POSTS_IN(FIELD_ROW)};
#undef IN_T
#define IN_T one_in
static const struct field one_fields[] = {ONE_IN(FIELD_ROW)};
#undef IN_T

/* ---- unit.find ---- */

static enum err
units_run(struct ctx *cx, const void *arg, const void **out)
{
	const struct units_in    *in = arg;
	struct roster_units      *l = ARENA_NEW(cx->arena, struct roster_units);
	struct q_roster_unit_row  above;
	int64_t                   most = or_else(in->n, 1000);
	struct q_roster_units_in  q = {.q = in->q.n ? in->q : S(""), .under = or_else(in->under, -1), .gone = in->gone,
	                               .after = or_else(in->after, 0), .n = most + 1};
	enum err                  e;

	*out = l;
	if (!l)
		return ctx_no_memory(cx);
	if ((e = unit_today(cx, &l->today)) != OK || (e = desk_like(cx, q.q, &q.like)) != OK)
		return e;
	q.day = l->today;
	if (q.under > 0) {
		if ((e = q_roster_unit(cx, &(struct q_roster_unit_in){.id = q.under}, &above)) != OK)
			return e;
		l->under_name = above.name;
		l->under_code = above.code;
		l->above_id = above.parent_id.v;
	}
	if ((e = q_roster_units(cx, &q, &l->row, &l->n)) != OK)
		return e;
	if ((l->more = l->n > (size_t)most))
		l->n--;
	return OK;
}

static void
units_json(const void *out, struct json *j)
{
	const struct roster_units *l = out;

	json_arr(j);
	for (size_t i = 0; i < l->n; i++) {
		const struct q_roster_units_row *u = &l->row[i];

		json_obj(j);
		json_kv_i64(j, "id", u->id);
		json_kv_str(j, "code", u->code);
		json_kv_str(j, "name", u->name);
		json_kv_str(j, "kind", u->kind);
		if (u->parent_id.some)
			json_kv_i64(j, "parent_id", u->parent_id.v);
		json_kv_i64(j, "posts", u->posts);
		json_kv_i64(j, "below", u->below);
		json_kv_str(j, "to", u->valid_to);
		json_obj_end(j);
	}
	json_arr_end(j);
}

/* ---- unit.show ---- */

/* Names of whoever holds each post, as far as they are told. */
static enum err
holders_of(struct ctx *cx, struct roster_unit *o)
{
	struct q_roster_unit_people_row *p = NULL;
	size_t                           n = 0;
	enum err                         e = OK;

	if (!(o->holders = ARENA_NEWS(cx->arena, o->npost + 1, str)))
		return ctx_no_memory(cx);
	if (o->names)
		e = q_roster_unit_people(cx, &(struct q_roster_unit_people_in){.id = o->u.id, .day = o->today}, &p, &n);
	for (size_t i = 0; e == OK && i < o->npost; i++) {
		struct buf b;

		buf_init(&b, cx->arena, BUF_LINE);
		for (size_t k = 0; k < n; k++) {
			if (p[k].post_id != o->post[i].id)
				continue;
			if (b.n)
				buf_add(&b, S("、"));
			buf_add(&b, p[k].name);
		}
		if (b.n)
			e = buf_end(&b, &o->holders[i]);
	}
	return e;
}

static enum err
unit_run(struct ctx *cx, const void *arg, const void **out)
{
	const struct one_in *in = arg;
	struct roster_unit  *o = ARENA_NEW(cx->arena, struct roster_unit);
	enum err             e;

	*out = o;
	if (!o)
		return ctx_no_memory(cx);
	if ((e = unit_today(cx, &o->today)) != OK ||
	    (e = q_roster_unit(cx, &(struct q_roster_unit_in){.id = in->id}, &o->u)) != OK ||
	    (e = mine(cx, unit_in_reach, in->id, &o->mine, &o->names)) != OK ||
	    (e = q_roster_unit_posts(cx, &(struct q_roster_unit_posts_in){.id = in->id, .day = o->today}, &o->post,
	                             &o->npost)) != OK ||
	    (e = holders_of(cx, o)) != OK ||
	    (e = q_roster_below(cx,
	                        &(struct q_roster_below_in){.id = in->id, .day = o->today, .n = ROSTER_BELOW + 1},
	                        &o->below, &o->nbelow)) != OK ||
	    (e = q_roster_duties(cx,
	                         &(struct q_roster_duties_in){.id = in->id, .day = o->today, .n = ROSTER_DUTIES + 1},
	                         &o->duty, &o->nduty)) != OK)
		return e;
	if ((o->more_below = o->nbelow > ROSTER_BELOW))
		o->nbelow--;
	if ((o->more_duty = o->nduty > ROSTER_DUTIES))
		o->nduty--;
	return trail_one(cx, &roster_words, S("unit"), in->id, &o->past);
}

static void
unit_json(const void *out, struct json *j)
{
	const struct roster_unit *o = out;

	json_obj(j);
	json_kv_i64(j, "id", o->u.id);
	json_kv_i64(j, "rev", o->u.rev);
	json_kv_str(j, "code", o->u.code);
	json_kv_str(j, "name", o->u.name);
	json_kv_str(j, "short_name", o->u.short_name);
	json_kv_str(j, "kind", o->u.kind);
	json_kv_str(j, "parent", o->u.parent_name);
	json_kv_str(j, "territory", o->u.place_name);
	json_kv_str(j, "from", o->u.valid_from);
	json_kv_str(j, "to", o->u.valid_to);
	json_key(j, S("posts"));
	json_arr(j);
	for (size_t i = 0; i < o->npost; i++) {
		json_obj(j);
		json_kv_i64(j, "id", o->post[i].id);
		json_kv_str(j, "code", o->post[i].code);
		json_kv_str(j, "name", o->post[i].name);
		json_kv_str(j, "role", o->post[i].role);
		json_kv_i64(j, "holders", o->post[i].holders);
		json_kv_str(j, "names", o->holders[i]);
		json_kv_str(j, "to", o->post[i].valid_to);
		json_obj_end(j);
	}
	json_arr_end(j);
	json_key(j, S("past"));
	trail_json(&o->past, j);
	json_obj_end(j);
}

/* ---- post.find ---- */

static enum err
posts_run(struct ctx *cx, const void *arg, const void **out)
{
	const struct posts_in   *in = arg;
	struct roster_posts     *l = ARENA_NEW(cx->arena, struct roster_posts);
	int64_t                  most = or_else(in->n, 1000);
	struct q_roster_posts_in q = {.q = in->q.n ? in->q : S(""), .unit = or_else(in->unit, 0), .gone = in->gone,
	                              .after = or_else(in->after, 0), .n = most + 1};
	enum err                 e;

	*out = l;
	if (!l)
		return ctx_no_memory(cx);
	if ((e = unit_today(cx, &l->today)) != OK || (e = desk_like(cx, q.q, &q.like)) != OK)
		return e;
	q.day = l->today;
	if ((e = q_roster_posts(cx, &q, &l->row, &l->n)) != OK)
		return e;
	if ((l->more = l->n > (size_t)most))
		l->n--;
	return OK;
}

static void
posts_json(const void *out, struct json *j)
{
	const struct roster_posts *l = out;

	json_arr(j);
	for (size_t i = 0; i < l->n; i++) {
		const struct q_roster_posts_row *o = &l->row[i];

		json_obj(j);
		json_kv_i64(j, "id", o->id);
		json_kv_str(j, "code", o->code);
		json_kv_str(j, "name", o->name);
		json_kv_str(j, "role", o->role);
		json_kv_str(j, "unit", o->unit_name);
		json_kv_str(j, "scope", o->place_name);
		json_kv_i64(j, "holders", o->holders);
		json_kv_str(j, "to", o->valid_to);
		json_obj_end(j);
	}
	json_arr_end(j);
}

/* ---- post.show ---- */

static enum err
classes_of(struct ctx *cx, int64_t post, str *out)
{
	struct q_roster_post_classes_row *c;
	struct buf                        b;
	size_t                            n;
	enum err e = q_roster_post_classes(cx, &(struct q_roster_post_classes_in){.id = post}, &c, &n);

	if (e != OK)
		return e;
	buf_init(&b, cx->arena, BUF_LINE);
	for (size_t i = 0; i < n; i++) {
		if (i)
			buf_add(&b, S("；"));
		buf_add(&b, c[i].prefix);
	}
	return buf_end(&b, out);
}

static enum err
post_run(struct ctx *cx, const void *arg, const void **out)
{
	const struct one_in *in = arg;
	struct roster_post  *o = ARENA_NEW(cx->arena, struct roster_post);
	enum err             e;

	*out = o;
	if (!o)
		return ctx_no_memory(cx);
	if ((e = unit_today(cx, &o->today)) != OK ||
	    (e = q_roster_post(cx, &(struct q_roster_post_in){.id = in->id}, &o->o)) != OK ||
	    (e = mine(cx, post_in_reach, in->id, &o->mine, &o->names)) != OK ||
	    (e = classes_of(cx, in->id, &o->classes)) != OK ||
	    (e = q_roster_post_people(cx, &(struct q_roster_post_people_in){.id = in->id}, &o->person,
	                              &o->nperson)) != OK)
		return e;
	for (size_t i = 0; i < o->nperson; i++)
		o->holders += span_holds(o->person[i].valid_from, o->person[i].valid_to, o->today);
	if (!o->names)
		o->nperson = 0;
	return trail_one(cx, &roster_words, S("post"), in->id, &o->past);
}

static void
post_json(const void *out, struct json *j)
{
	const struct roster_post *o = out;

	json_obj(j);
	json_kv_i64(j, "id", o->o.id);
	json_kv_i64(j, "rev", o->o.rev);
	json_kv_str(j, "code", o->o.code);
	json_kv_str(j, "name", o->o.name);
	json_kv_str(j, "role", o->o.role);
	json_kv_str(j, "unit", o->o.unit_code);
	json_kv_str(j, "scope", o->o.place_name);
	json_kv_str(j, "classes", o->classes);
	json_kv_str(j, "from", o->o.valid_from);
	json_kv_str(j, "to", o->o.valid_to);
	json_kv_i64(j, "holders", o->holders);
	json_key(j, S("held"));
	json_arr(j);
	for (size_t i = 0; i < o->nperson; i++) {
		json_obj(j);
		json_kv_str(j, "person", o->person[i].code);
		json_kv_str(j, "from", o->person[i].valid_from);
		json_kv_str(j, "to", o->person[i].valid_to);
		json_obj_end(j);
	}
	json_arr_end(j);
	json_key(j, S("past"));
	trail_json(&o->past, j);
	json_obj_end(j);
}

const struct view roster_find_units = {
    .out = "[{id:i,code:s,name:s,kind:s,parent_id?:i,posts:i,below:i,to:s?}]",
    .name = "unit.find",
    .summary = T_roster_v_units,
    .perm = PERM_CITY_SEE,
    .in = units_fields,
    .nin = NITEMS(units_fields),
    .in_size = sizeof(struct units_in),
    .run = units_run,
    .json = units_json,
};
const struct view roster_show_unit = {
    .out = "{id:i,rev:i,code:s,name:s,short_name:s,kind:s,parent:s?,territory:s?,from:s,to:s?,"
           "posts:[{id:i,code:s,name:s,role:s,holders:i,names:s?,to:s?}],past:" TRAIL_OUT "}",
    .name = "unit.show",
    .summary = T_roster_v_unit,
    .perm = PERM_CITY_SEE,
    .in = one_fields,
    .nin = NITEMS(one_fields),
    .in_size = sizeof(struct one_in),
    .run = unit_run,
    .json = unit_json,
};
const struct view roster_find_posts = {
    .out = "[{id:i,code:s,name:s,role:s,unit:s,scope:s?,holders:i,to:s?}]",
    .name = "post.find",
    .summary = T_roster_v_posts,
    .perm = PERM_CITY_SEE,
    .in = posts_fields,
    .nin = NITEMS(posts_fields),
    .in_size = sizeof(struct posts_in),
    .run = posts_run,
    .json = posts_json,
};
const struct view roster_show_post = {
    .out = "{id:i,rev:i,code:s,name:s,role:s,unit:s,scope:s?,classes:s?,from:s,to:s?,holders:i,"
           "held:[{person:s,from:s,to:s?}],past:" TRAIL_OUT "}",
    .name = "post.show",
    .summary = T_roster_v_post,
    .perm = PERM_CITY_SEE,
    .in = one_fields,
    .nin = NITEMS(one_fields),
    .in_size = sizeof(struct one_in),
    .run = post_run,
    .json = post_json,
};

const struct view *const roster_views[] = {&roster_find_units, &roster_show_unit, &roster_find_posts,
                                           &roster_show_post, &roster_left_view};
const size_t             roster_views_n = NITEMS(roster_views);
