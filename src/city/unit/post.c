/* post.add, post.change, post.close, post.reopen: one post, as an administrator keeps it. */
#include "base_texts.h"
#include "city/place/place.h"
#include "city/unit/inside.h"
#include "city_unit_texts.h"
#include "kit/table/rows.h"

static enum err
post_of(struct ctx *cx, str code, struct q_post_get_row *p)
{
	int64_t  id;
	enum err e;

	if ((e = post_named(cx, "post", code, &id)) != OK ||
	    (e = q_post_get(cx, &(struct q_post_get_in){.id = id}, p)) != OK)
		return e;
	return post_row_in_reach(cx, role_of(p->role), p->place_id, p->unit_place_id);
}

/* Whose scope is a unit acts wherever the city is: no administrator of a part makes one of the whole, nor himself. */
static enum err
scope_said(struct ctx *cx, str code, struct post_said *said)
{
	return place_said(cx, code, !is_admin(said->role), &said->place);
}

static bool
parts(char c)
{
	return c == ',' || c == ';' || c == ' ';
}

/* As people part them: by ；，、 or their ASCII cousins. */
static enum err
classes_said(struct ctx *cx, str text, str *list)
{
	static const char *const wide[] = {"，", "、", "；"};
	struct buf b;
	str        rest, prefix;

	buf_init(&b, cx->arena, BUF_LINE);
	for (size_t i = 0; i < text.n;) {
		size_t skip = parts(text.p[i]) ? 1 : 0;

		for (size_t k = 0; !skip && k < NITEMS(wide); k++)
			if (str_starts(str_slice(text, i, text.n), str_of(wide[k])))
				skip = 3;
		if (skip)
			buf_add(&b, str_of(wide[2]));
		else
			buf_char(&b, text.p[i]);
		i += skip ? skip : 1;
	}
	rest = *list = buf_str(&b);
	while ((prefix = list_cut(&rest)).p)
		if (!prefix_good(prefix))
			return refuse(cx, ERR_INPUT, "classes", T_unit_classes_one, prefix);
	return b.err == OK ? OK : ctx_no_memory(cx);
}

static enum err
put(struct ctx *cx, const struct post_said *said, text_id done, struct reply *out)
{
	enum post_fixed fixed;
	int64_t         id;
	bool            changed = false;
	enum err        e;

	if ((e = post_put(cx, said, &id, &fixed, &changed)) != OK)
		return e;
	*out = (struct reply){.id = id, .done = changed ? done : T_unit_same,
	                      .see = arena_printf(cx->arena, "/posts/%lld", (long long)id),
	                      .arg = {said->name, said->valid_to.p ? said->valid_to : said->valid_from}};
	return changed ? city_changed(cx) : OK;
}

static enum err
as_it_is(struct ctx *cx, const struct q_post_get_row *p, str basis, struct post_said *said)
{
	*said = (struct post_said){.code = p->code, .unit = p->unit_id, .role = role_of(p->role), .name = p->name,
	                           .place = p->place_id.v, .valid_from = p->valid_from, .valid_to = p->valid_to,
	                           .basis = basis};
	return post_classes(cx, p->id, &said->classes);
}

static enum err
has_ended(struct ctx *cx, const struct q_post_get_row *p)
{
	return p->valid_to.p ? refuse(cx, ERR_RULE, NULL, T_unit_is_over, p->name, p->valid_to) : OK;
}

static const struct choice roles[] = {
    {"inspector", T_role_inspector},   {"clerk", T_role_clerk},     {"chief", T_role_chief},
    {"dispatcher", T_role_dispatcher}, {"handler", T_role_handler}, {"verifier", T_role_verifier},
    {"supervisor", T_role_supervisor}, {"leader", T_role_leader},   {"sysadmin", T_role_sysadmin},
    {"secadmin", T_role_secadmin},     {"auditor", T_role_auditor}, {0},
};
_Static_assert(NITEMS(roles) == ROLE_MAX + 1, "every role can be chosen");

#define POST_IS(X)                                                      \
	X(str, name, 1, 1, POST_NAME_MOST, T_unit_f_post_name, NULL)    \
	X(code, place, 0, 1, 60, T_unit_f_scope, NULL)                  \
	X(str, classes, 0, 1, 500, T_unit_f_classes, NULL)
#define ADD_IN(X)                                                       \
	X(str, code, 1, 1, 60, T_unit_f_code, NULL)                     \
	X(code, unit, 1, 1, 60, T_unit_f_unit, NULL)                    \
	X(choice, role, 1, 0, 0, T_unit_f_role, roles)                  \
	POST_IS(X)                                                      \
	F_DAY(X, T_unit_field_day)                                      \
	F_BASIS(X)
#define CHANGE_IN(X)                                                    \
	X(code, post, 1, 1, 60, T_unit_f_post, NULL)                    \
	POST_IS(X)                                                      \
	F_BASIS(X)                                                      \
	F_REV(X)
#define CLOSE_IN(X)                                                     \
	X(code, post, 1, 1, 60, T_unit_f_post, NULL)                    \
	F_DAY(X, T_unit_f_end)                                          \
	F_BASIS(X)
#define REOPEN_IN(X)                                                    \
	X(code, post, 1, 1, 60, T_unit_f_post, NULL)                    \
	F_BASIS(X)
struct add_in {
	ADD_IN(FIELD_DECL)
};
struct change_in {
	CHANGE_IN(FIELD_DECL)
};
struct close_in {
	CLOSE_IN(FIELD_DECL)
};
struct reopen_in {
	REOPEN_IN(FIELD_DECL)
};
#define IN_T add_in
static const struct field add_fields[] = {ADD_IN(FIELD_ROW)};
#undef IN_T
#define IN_T change_in
static const struct field change_fields[] = {CHANGE_IN(FIELD_ROW)};
#undef IN_T
#define IN_T close_in
static const struct field close_fields[] = {CLOSE_IN(FIELD_ROW)};
#undef IN_T
#define IN_T reopen_in
static const struct field reopen_fields[] = {REOPEN_IN(FIELD_ROW)};
#undef IN_T

static enum err
post_add(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct add_in      *in = arg;
	struct q_post_by_code_row old;
	struct q_unit_get_row     unit;
	struct post_said said = {.code = in->code, .role = role_of(in->role), .name = in->name, .basis = in->basis};
	enum err         e;

	(void)made;
	if (!code_good(in->code))
		return refuse(cx, ERR_INPUT, "code", T_unit_code_one, in->code);
	if ((e = day_said(cx, "day", in->day, &said.valid_from)) != OK ||
	    (e = classes_said(cx, in->classes, &said.classes)) != OK || (e = db_lock(cx, "unit", 0)) != OK)
		return e;
	if ((e = q_post_by_code(cx, &(struct q_post_by_code_in){.code = in->code}, &old)) != ERR_NONE)
		return e == OK ? refuse(cx, ERR_RULE, "code", T_unit_code_taken, in->code, old.name) : e;
	if ((e = unit_of(cx, "unit", in->unit, &unit)) != OK || (e = scope_said(cx, in->place, &said)) != OK)
		return e;
	if (!span_holds(unit.valid_from, unit.valid_to, said.valid_from))
		return refuse(cx, ERR_RULE, "day", T_unit_away, unit.name, said.valid_from);
	if ((e = unit_must_last(cx, "unit", unit.id, 0, STR_NONE)) != OK)
		return e;
	said.unit = unit.id;
	return put(cx, &said, T_unit_post_added, out);
}

static enum err
post_change(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct change_in *in = arg;
	struct q_post_get_row   p;
	struct post_said        said;
	enum err                e;

	(void)made;
	if ((e = db_lock(cx, "unit", 0)) != OK || (e = post_of(cx, in->post, &p)) != OK ||
	    (e = has_ended(cx, &p)) != OK)
		return e;
	if (in->rev != FIELD_ABSENT && in->rev != p.rev)
		return refuse(cx, ERR_STALE, NULL, T_err_stale);
	if ((e = as_it_is(cx, &p, in->basis, &said)) != OK || (e = scope_said(cx, in->place, &said)) != OK ||
	    (e = classes_said(cx, in->classes, &said.classes)) != OK)
		return e;
	said.name = in->name;
	return put(cx, &said, T_unit_post_changed, out);
}

/* Who holds it is ended first, by whoever gives posts to people; the lock is that of holdings too. */
static enum err
post_close(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct close_in  *in = arg;
	struct q_post_get_row   p;
	struct post_said        said;
	str                     on;
	enum err                e;

	(void)made;
	if ((e = day_said(cx, "day", in->day, &on)) != OK || (e = db_lock(cx, "unit", 0)) != OK ||
	    (e = post_of(cx, in->post, &p)) != OK || (e = has_ended(cx, &p)) != OK ||
	    (e = day_after(cx, p.valid_from, on)) != OK || (e = unit_may_end(cx, p.unit_id, p.id, on)) != OK)
		return e;
	if ((e = as_it_is(cx, &p, in->basis, &said)) != OK)
		return e;
	said.valid_to = on;
	return put(cx, &said, T_unit_closed, out);
}

static enum err
post_reopen(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct reopen_in *in = arg;
	struct q_post_get_row   p;
	struct post_said        said;
	enum err                e;

	(void)made;
	if ((e = db_lock(cx, "unit", 0)) != OK || (e = post_of(cx, in->post, &p)) != OK)
		return e;
	if (!p.valid_to.p)
		return refuse(cx, ERR_RULE, "post", T_unit_not_over, p.name);
	if (p.unit_to.p)
		return refuse(cx, ERR_RULE, "post", T_unit_away, p.unit_name, p.unit_to);
	if ((e = as_it_is(cx, &p, in->basis, &said)) != OK)
		return e;
	said.valid_to = STR_NONE;
	return put(cx, &said, T_unit_reopened, out);
}

#define POST_COMMAND(id, name_, label)                                                        \
	const struct command post_##id##_cmd = {.name = name_,                                \
	                                        .summary = label,                             \
	                                        .perm = PERM_CITY_EDIT,                       \
	                                        .in = id##_fields,                            \
	                                        .nin = NITEMS(id##_fields),                   \
	                                        .in_size = sizeof(struct id##_in),            \
	                                        .apply = post_##id}
POST_COMMAND(add, "post.add", T_unit_post_add_summary);
POST_COMMAND(change, "post.change", T_unit_post_change_summary);
POST_COMMAND(close, "post.close", T_unit_post_close_summary);
POST_COMMAND(reopen, "post.reopen", T_unit_post_reopen_summary);
