/* unit.add, unit.change, unit.close, unit.reopen: one unit, as an administrator keeps it. */
#include "base_texts.h"
#include "city/place/place.h"
#include "city/unit/inside.h"
#include "city_unit_texts.h"

/* ---- What commands on one row share ---- */

enum err
day_words(struct ctx *cx, int64_t said, str *out)
{
	char text[DAY_TEXT];

	return arena_str(cx->arena, day_format((day){(int32_t)said}, text), out) ? OK : ctx_no_memory(cx);
}

enum err
day_said(struct ctx *cx, const char *field, int64_t said, str *on)
{
	enum err e;

	if (said == FIELD_ABSENT)
		return unit_today(cx, on);
	if ((e = day_words(cx, said, on)) != OK)
		return e;
	return said > ctx_today(cx).v + AHEAD_YEAR ? refuse(cx, ERR_INPUT, field, T_unit_day_far, *on) : OK;
}

enum err
day_after(struct ctx *cx, str first, str on)
{
	return str_cmp(on, first) > 0 ? OK : refuse(cx, ERR_INPUT, "day", T_unit_day_early, first, on);
}

enum err
units_stay(struct ctx *cx)
{
	return db_lock_shared(cx, "unit_end", 0);
}

enum err
place_said(struct ctx *cx, str code, bool may_lack, int64_t *place)
{
	enum err e;

	*place = 0;
	if (!code.n) {
		e = may_lack ? OK : place_city_in_reach(cx);
		return e == ERR_NONE ? refuse(cx, ERR_INPUT, "place", T_unit_place_lacks) : e;
	}
	if ((e = place_named(cx, "place", code, place)) != OK)
		return e;
	e = place_in_reach(cx, *place);
	return e == ERR_NONE ? refuse(cx, ERR_INPUT, "place", T_unit_place_out, code) : e;
}

/* ---- One unit ---- */

enum err
unit_of(struct ctx *cx, const char *field, str code, struct q_unit_get_row *u)
{
	int64_t  id;
	enum err e;

	if ((e = unit_named(cx, field, code, &id)) != OK)
		return e;
	if ((e = q_unit_get(cx, &(struct q_unit_get_in){.id = id}, u)) != OK)
		return e;
	return unit_territory_in_reach(cx, u->place_id);
}

static enum err
has_ended(struct ctx *cx, const struct q_unit_get_row *u)
{
	return u->valid_to.p ? refuse(cx, ERR_RULE, NULL, T_unit_is_over, u->name, u->valid_to) : OK;
}

/* The competent unit: one without an end; 0 without a code. */
static enum err
parent_said(struct ctx *cx, str code, int64_t *parent)
{
	struct q_unit_get_row p;
	enum err              e;

	*parent = 0;
	if (!code.n)
		return OK;
	if ((e = unit_named(cx, "parent", code, parent)) != OK)
		return e;
	e = q_unit_get(cx, &(struct q_unit_get_in){.id = *parent}, &p);
	if (e == ERR_NONE)
		return refuse(cx, ERR_INPUT, "parent", T_unit_no_code, code);
	if (e == OK && p.valid_to.p)
		return refuse(cx, ERR_RULE, "parent", T_unit_parent_over, p.name, p.valid_to);
	return e;
}

/* Who ends a unit is not kept from it by another of its name. */
static enum err
name_alone(struct ctx *cx, const struct unit_said *said, int64_t id, const char *field)
{
	struct q_unit_namesake_row other;
	enum err                   e;

	if (said->valid_to.p)
		return OK;
	if ((e = q_unit_namesake(cx, &(struct q_unit_namesake_in){.id = id}, &other)) != OK)
		return e == ERR_NONE ? OK : e;
	return refuse(cx, ERR_RULE, field, T_unit_name_taken, said->name, other.code);
}

/* Written, and then everything looked at: what does not do takes all of it back. */
static enum err
put(struct ctx *cx, const struct unit_said *said, text_id done, struct reply *out)
{
	struct units_fault f;
	int64_t            id;
	bool               changed = false;
	enum err           e;

	if ((e = unit_put(cx, said, &id, &changed)) != OK || (e = units_check(cx, &f)) != OK)
		return e;
	if (f.rule == UNITS_RING)
		return refuse(cx, ERR_RULE, "parent", T_unit_ring_one, said->name);
	if (f.rule == UNITS_TERRITORY)
		return refuse(cx, ERR_RULE, "place", T_unit_territory_one, f.a == id ? f.other : f.code);
	if ((e = name_alone(cx, said, id, done == T_unit_reopened ? NULL : "name")) != OK)
		return e;
	*out = (struct reply){.id = id, .done = changed ? done : T_unit_same,
	                      .see = arena_printf(cx->arena, "/units/%lld", (long long)id),
	                      .arg = {said->name, said->valid_to.p ? said->valid_to : said->valid_from}};
	return changed ? city_changed(cx) : OK;
}

/* What stands in the store, to be said again but for what a command changes. */
static struct unit_said
as_it_is(const struct q_unit_get_row *u)
{
	return (struct unit_said){u->code, u->name, u->short_name, u->kind, u->parent_id.v, u->place_id.v,
	                          u->valid_from, u->valid_to, STR_NONE};
}

#define UNIT_IS(X)                                                      \
	X(str, name, 1, 1, UNIT_NAME_MOST, T_unit_f_name, NULL)         \
	X(str, short_name, 0, 1, UNIT_SHORT_MOST, T_unit_f_short, NULL) \
	X(str, kind, 1, 1, UNIT_KIND_MOST, T_unit_f_kind, NULL)         \
	X(code, parent, 0, 1, 60, T_unit_f_parent, NULL)                \
	X(code, place, 0, 1, 60, T_unit_f_territory, NULL)
#define ADD_IN(X)                                                       \
	X(str, code, 1, 1, 60, T_unit_f_code, NULL)                     \
	UNIT_IS(X)                                                      \
	F_DAY(X, T_unit_field_day)                                      \
	F_BASIS(X)
#define CHANGE_IN(X)                                                    \
	X(code, unit, 1, 1, 60, T_unit_f_unit, NULL)                    \
	UNIT_IS(X)                                                      \
	F_BASIS(X)                                                      \
	F_REV(X)
#define CLOSE_IN(X)                                                     \
	X(code, unit, 1, 1, 60, T_unit_f_unit, NULL)                    \
	F_DAY(X, T_unit_f_end)                                          \
	F_BASIS(X)
#define REOPEN_IN(X)                                                    \
	X(code, unit, 1, 1, 60, T_unit_f_unit, NULL)                    \
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
unit_add(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct add_in      *in = arg;
	struct q_unit_by_code_row old;
	struct unit_said said = {.code = in->code, .name = in->name, .short_name = in->short_name, .kind = in->kind,
	                         .basis = in->basis};
	enum err         e;

	(void)made;
	if (!code_good(in->code))
		return refuse(cx, ERR_INPUT, "code", T_unit_code_one, in->code);
	if ((e = day_said(cx, "day", in->day, &said.valid_from)) != OK || (e = db_lock(cx, "unit", 0)) != OK)
		return e;
	if ((e = q_unit_by_code(cx, &(struct q_unit_by_code_in){.code = in->code}, &old)) != ERR_NONE)
		return e == OK ? refuse(cx, ERR_RULE, "code", T_unit_code_taken, in->code, old.name) : e;
	if ((e = parent_said(cx, in->parent, &said.parent)) != OK ||
	    (e = place_said(cx, in->place, false, &said.place)) != OK)
		return e;
	return put(cx, &said, T_unit_added, out);
}

static enum err
unit_change(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct change_in *in = arg;
	struct q_unit_get_row   u;
	struct unit_said        said;
	enum err                e;

	(void)made;
	if ((e = db_lock(cx, "unit", 0)) != OK ||
	    (e = unit_of(cx, "unit", in->unit, &u)) != OK || (e = has_ended(cx, &u)) != OK)
		return e;
	if (in->rev != FIELD_ABSENT && in->rev != u.rev)
		return refuse(cx, ERR_STALE, NULL, T_err_stale);
	said = as_it_is(&u);
	said.name = in->name;
	said.short_name = in->short_name;
	said.kind = in->kind;
	said.basis = in->basis;
	if ((e = parent_said(cx, in->parent, &said.parent)) != OK ||
	    (e = place_said(cx, in->place, false, &said.place)) != OK)
		return e;
	return put(cx, &said, T_unit_changed, out);
}

/* Open cases, duties, posts and units below stay nobody's: first they are moved, by whoever may. */
static enum err
unit_close(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct close_in  *in = arg;
	struct q_unit_get_row   u;
	struct unit_said        said;
	str                     on;
	enum err                e;

	(void)made;
	if ((e = day_said(cx, "day", in->day, &on)) != OK || (e = db_lock(cx, "unit", 0)) != OK ||
	    (e = unit_of(cx, "unit", in->unit, &u)) != OK || (e = has_ended(cx, &u)) != OK ||
	    (e = day_after(cx, u.valid_from, on)) != OK || (e = unit_may_end(cx, u.id, 0, on)) != OK)
		return e;
	said = as_it_is(&u);
	said.valid_to = on;
	said.basis = in->basis;
	return put(cx, &said, u.place_id.some ? T_unit_closed_gap : T_unit_closed, out);
}

static enum err
unit_reopen(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct reopen_in *in = arg;
	struct q_unit_get_row   u, above;
	struct unit_said        said;
	enum err                e;

	(void)made;
	if ((e = db_lock(cx, "unit", 0)) != OK || (e = unit_of(cx, "unit", in->unit, &u)) != OK)
		return e;
	if (!u.valid_to.p)
		return refuse(cx, ERR_RULE, "unit", T_unit_not_over, u.name);
	if (u.parent_id.some) {
		if ((e = q_unit_get(cx, &(struct q_unit_get_in){.id = u.parent_id.v}, &above)) != OK)
			return e;
		if (above.valid_to.p)
			return refuse(cx, ERR_RULE, "unit", T_unit_parent_over, above.name, above.valid_to);
	}
	said = as_it_is(&u);
	said.valid_to = STR_NONE;
	said.basis = in->basis;
	return put(cx, &said, T_unit_reopened, out);
}

#define UNIT_COMMAND(id, name_, label)                                                        \
	const struct command unit_##id##_cmd = {.name = name_,                                \
	                                        .summary = label,                             \
	                                        .perm = PERM_CITY_EDIT,                       \
	                                        .in = id##_fields,                            \
	                                        .nin = NITEMS(id##_fields),                   \
	                                        .in_size = sizeof(struct id##_in),            \
	                                        .apply = unit_##id}
UNIT_COMMAND(add, "unit.add", T_unit_add_summary);
UNIT_COMMAND(change, "unit.change", T_unit_change_summary);
UNIT_COMMAND(close, "unit.close", T_unit_close_summary);
UNIT_COMMAND(reopen, "unit.reopen", T_unit_reopen_summary);
