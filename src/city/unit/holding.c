/* holding.add, holding.end: who holds which post, from when until when. */
#include "city/place/place.h"
#include "city/unit/inside.h"
#include "city_unit_texts.h"

#define WHOSE_IN(X)                                                     \
	X(str, person, 1, 1, 60, T_unit_field_person, NULL)             \
	X(str, post, 1, 1, 60, T_unit_field_post, NULL)
#define TAKE_IN(X)                                                      \
	WHOSE_IN(X)                                                     \
	F_DAY(X, T_unit_field_day)                                      \
	X(day, until, 0, DAY_FIRST, DAY_LAST, T_unit_f_until, NULL)
#define LEAVE_IN(X) WHOSE_IN(X) F_DAY(X, T_unit_f_leave)
struct take_in {
	TAKE_IN(FIELD_DECL)
};
struct leave_in {
	LEAVE_IN(FIELD_DECL)
};
#define IN_T take_in
static const struct field take_fields[] = {TAKE_IN(FIELD_ROW)};
#undef IN_T
#define IN_T leave_in
static const struct field leave_fields[] = {LEAVE_IN(FIELD_ROW)};
#undef IN_T

struct hold {
	struct q_person_by_code_row person;
	struct q_post_by_code_row   post;
	struct q_holding_of_row    *h;
	size_t                      n;
	str                         on;
};

static enum err
hold_of(struct ctx *cx, str person, str post, int64_t said, struct hold *x)
{
	enum err e;

	if ((e = day_said(cx, "day", said, &x->on)) != OK || (e = db_lock(cx, "person", 0)) != OK)
		return e;
	e = q_person_by_code(cx, &(struct q_person_by_code_in){.code = person}, &x->person);
	if (e == ERR_NONE)
		return refuse(cx, ERR_INPUT, "person", T_unit_no_person, person);
	if (e != OK || (e = person_in_reach(cx, x->person.id)) != OK)
		return e;
	e = q_post_by_code(cx, &(struct q_post_by_code_in){.code = post}, &x->post);
	if (e == ERR_NONE)
		return refuse(cx, ERR_INPUT, "post", T_unit_no_post, post);
	if (e != OK || (e = post_in_reach(cx, x->post.id)) != OK)
		return e;
	return q_holding_of(cx, &(struct q_holding_of_in){.person_id = x->person.id}, &x->h, &x->n);
}

/* Only while there is the post, in a unit that there is, and the person. */
static enum err
there_is(struct ctx *cx, const struct hold *x, str until)
{
	struct q_unit_get_row unit;
	enum err              e = q_unit_get(cx, &(struct q_unit_get_in){.id = x->post.unit_id}, &unit);

	if (e != OK)
		return e;
	if (until.p && str_cmp(until, x->on) <= 0)
		return refuse(cx, ERR_INPUT, "until", T_unit_until_early, x->on);
	if (!span_holds(x->person.valid_from, x->person.valid_to, x->on))
		return refuse(cx, ERR_RULE, "day", T_unit_person_away, x->person.name, x->on);
	if (!span_holds(x->post.valid_from, x->post.valid_to, x->on) ||
	    !span_holds(unit.valid_from, unit.valid_to, x->on))
		return refuse(cx, ERR_RULE, "post", T_unit_post_away, x->post.name, x->on);
	return unit_must_last(cx, "until", x->post.unit_id, x->post.id, until);
}

static enum err
holding_add(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct take_in *in = arg;
	struct hold           x;
	str                   bad = STR_NONE, until = STR_NONE;
	bool                  fine;
	enum err              e;

	(void)made;
	if ((e = hold_of(cx, in->person, in->post, in->day, &x)) != OK ||
	    (in->until != FIELD_ABSENT && (e = day_words(cx, in->until, &until)) != OK) ||
	    (e = there_is(cx, &x, until)) != OK)
		return e;
	for (size_t i = 0; i < x.n; i++)
		if (x.h[i].post_id == x.post.id && span_overlap(x.h[i].valid_from, x.h[i].valid_to, x.on, until))
			return refuse(cx, ERR_RULE, "post", T_unit_holds_already, in->post);
	if ((e = take_post(cx, x.person.id, x.post.id, x.on, until)) != OK ||
	    (e = holdings_check(cx, x.person.id, &fine, &bad)) != OK)
		return e;
	if (!fine)
		return refuse(cx, ERR_RULE, "post", T_unit_roles_apart_post, bad);
	*out = (struct reply){.id = x.person.id, .done = T_unit_holding_added, .arg = {x.person.name, x.post.name}};
	return city_changed(cx);
}

static enum err
holding_end(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct leave_in *in = arg;
	struct hold            x;
	size_t                 ended = 0;
	enum err               e;

	(void)made;
	if ((e = hold_of(cx, in->person, in->post, in->day, &x)) != OK)
		return e;
	for (size_t i = 0; i < x.n; i++)
		if (x.h[i].post_id == x.post.id && holding_open(&x.h[i], x.on)) {
			if ((e = leave_post(cx, &x.h[i], x.on)) != OK)
				return e;
			ended++;
		}
	if (ended == 0)
		return refuse(cx, ERR_RULE, "post", T_unit_holds_not, in->post);
	*out = (struct reply){.id = x.person.id, .done = T_unit_holding_ended, .arg = {x.person.name, x.post.name}};
	return city_changed(cx);
}

/* Who may do what is the security administrator's business, not the system administrator's. */
const struct command holding_add_cmd = {
    .name = "holding.add",
    .summary = T_unit_holding_add_summary,
    .perm = PERM_USER_EDIT,
    .in = take_fields,
    .nin = NITEMS(take_fields),
    .in_size = sizeof(struct take_in),
    .apply = holding_add,
};
const struct command holding_end_cmd = {
    .name = "holding.end",
    .summary = T_unit_holding_end_summary,
    .perm = PERM_USER_EDIT,
    .in = leave_fields,
    .nin = NITEMS(leave_fields),
    .in_size = sizeof(struct leave_in),
    .apply = holding_end,
};
