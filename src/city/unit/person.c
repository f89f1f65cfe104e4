/* person.add, person.change, person.leave, person.back: one of the people, as the security administrator keeps them. */
#include "city/place/place.h"
#include "city/unit/inside.h"
#include "city_unit_texts.h"

static enum err
person_of(struct ctx *cx, str code, struct q_person_get_row *p)
{
	int64_t  id;
	enum err e = person_named(cx, "person", code, &id);

	if (e != OK || (e = q_person_get(cx, &(struct q_person_get_in){.id = id}, p)) != OK)
		return e;
	return person_in_reach(cx, id);
}

static enum err
put(struct ctx *cx, const struct person_said *said, text_id done, struct reply *out)
{
	int64_t  id;
	bool     changed = false;
	enum err e = person_put(cx, said, &id, &changed);

	if (e != OK)
		return e;
	*out = (struct reply){.id = id, .done = changed ? done : T_unit_same,
	                      .see = arena_printf(cx->arena, "/people/%lld", (long long)id),
	                      .arg = {said->name, said->valid_to.p ? said->valid_to : said->valid_from}};
	return changed ? city_changed(cx) : OK;
}

static struct person_said
as_it_is(const struct q_person_get_row *p, str basis)
{
	return (struct person_said){p->code, p->name, p->valid_from, p->valid_to, basis};
}

#define ADD_IN(X)                                                       \
	X(str, code, 1, 1, 60, T_unit_f_code, NULL)                     \
	X(str, name, 1, 1, PERSON_NAME_MOST, T_unit_f_person_name, NULL) \
	F_DAY(X, T_unit_field_day)
#define CHANGE_IN(X)                                                    \
	X(code, person, 1, 1, 60, T_unit_field_person, NULL)            \
	X(str, name, 1, 1, PERSON_NAME_MOST, T_unit_f_person_name, NULL)
#define LEAVE_IN(X)                                                     \
	X(code, person, 1, 1, 60, T_unit_field_person, NULL)            \
	F_DAY(X, T_unit_f_leave)                                        \
	F_BASIS(X)
#define BACK_IN(X)                                                      \
	X(code, person, 1, 1, 60, T_unit_field_person, NULL)            \
	F_BASIS(X)
struct add_in {
	ADD_IN(FIELD_DECL)
};
struct change_in {
	CHANGE_IN(FIELD_DECL)
};
struct leave_in {
	LEAVE_IN(FIELD_DECL)
};
struct back_in {
	BACK_IN(FIELD_DECL)
};
#define IN_T add_in
static const struct field add_fields[] = {ADD_IN(FIELD_ROW)};
#undef IN_T
#define IN_T change_in
static const struct field change_fields[] = {CHANGE_IN(FIELD_ROW)};
#undef IN_T
#define IN_T leave_in
static const struct field leave_fields[] = {LEAVE_IN(FIELD_ROW)};
#undef IN_T
#define IN_T back_in
static const struct field back_fields[] = {BACK_IN(FIELD_ROW)};
#undef IN_T

static enum err
person_add(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct add_in        *in = arg;
	struct q_person_by_code_row old;
	struct person_said          said = {.code = in->code, .name = in->name};
	enum err                    e;

	(void)made;
	if (!code_good(in->code))
		return refuse(cx, ERR_INPUT, "code", T_unit_code_one, in->code);
	if ((e = day_said(cx, "day", in->day, &said.valid_from)) != OK || (e = db_lock(cx, "person", 0)) != OK)
		return e;
	if ((e = q_person_by_code(cx, &(struct q_person_by_code_in){.code = in->code}, &old)) != ERR_NONE)
		return e == OK ? refuse(cx, ERR_RULE, "code", T_unit_code_taken, in->code, old.name) : e;
	return put(cx, &said, T_unit_person_added, out);
}

static enum err
person_change(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct change_in *in = arg;
	struct q_person_get_row p;
	struct person_said      said;
	enum err                e;

	(void)made;
	if ((e = db_lock(cx, "person", 0)) != OK || (e = person_of(cx, in->person, &p)) != OK)
		return e;
	said = as_it_is(&p, STR_NONE);
	said.name = in->name;
	return put(cx, &said, T_unit_changed, out);
}

/* With whom all that he holds ends: nobody logs in as somebody who has left, nor is a case sent to him. */
static enum err
person_leave(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct leave_in   *in = arg;
	struct q_person_get_row  p;
	struct q_holding_of_row *h;
	struct person_said       said;
	str                      on;
	size_t                   n;
	enum err                 e;

	(void)made;
	if ((e = day_said(cx, "day", in->day, &on)) != OK || (e = db_lock(cx, "person", 0)) != OK ||
	    (e = person_of(cx, in->person, &p)) != OK)
		return e;
	if (p.valid_to.p)
		return refuse(cx, ERR_RULE, "person", T_unit_left_already, p.name, p.valid_to);
	if (p.id == cx->who->person)
		return refuse(cx, ERR_RULE, "person", T_unit_leave_self);
	if ((e = day_after(cx, p.valid_from, on)) != OK ||
	    (e = q_holding_of(cx, &(struct q_holding_of_in){.person_id = p.id}, &h, &n)) != OK)
		return e;
	for (size_t i = 0; e == OK && i < n; i++)
		if (holding_open(&h[i], on))
			e = leave_post(cx, &h[i], on);
	if (e != OK)
		return e;
	said = as_it_is(&p, in->basis);
	said.valid_to = on;
	return put(cx, &said, T_unit_person_left, out);
}

/* What was held stays ended: posts are given anew. */
static enum err
person_back(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct back_in   *in = arg;
	struct q_person_get_row p;
	struct person_said      said;
	enum err                e;

	(void)made;
	if ((e = db_lock(cx, "person", 0)) != OK || (e = person_of(cx, in->person, &p)) != OK)
		return e;
	if (!p.valid_to.p)
		return refuse(cx, ERR_RULE, "person", T_unit_not_left, p.name);
	said = as_it_is(&p, in->basis);
	said.valid_to = STR_NONE;
	return put(cx, &said, T_unit_person_back, out);
}

#define PERSON_COMMAND(id, name_, label)                                                        \
	const struct command person_##id##_cmd = {.name = name_,                                \
	                                          .summary = label,                             \
	                                          .perm = PERM_USER_EDIT,                       \
	                                          .in = id##_fields,                            \
	                                          .nin = NITEMS(id##_fields),                   \
	                                          .in_size = sizeof(struct id##_in),            \
	                                          .apply = person_##id}
PERSON_COMMAND(add, "person.add", T_unit_person_add_summary);
PERSON_COMMAND(change, "person.change", T_unit_person_change_summary);
PERSON_COMMAND(leave, "person.leave", T_unit_person_leave_summary);
PERSON_COMMAND(back, "person.back", T_unit_person_back_summary);
