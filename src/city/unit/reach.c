/* Whether a unit, post or person lies within somebody's scope. */
#include "city/place/place.h"
#include "city/unit/inside.h"

enum err
unit_territory_in_reach(struct ctx *cx, opt_i64 place)
{
	return place.some ? place_in_reach(cx, place.v) : place_city_in_reach(cx);
}

enum err
unit_in_reach(struct ctx *cx, int64_t id)
{
	struct q_unit_get_row u;
	enum err              e = q_unit_get(cx, &(struct q_unit_get_in){.id = id}, &u);

	return e == OK ? unit_territory_in_reach(cx, u.place_id) : e;
}

enum err
unit_may_answer(struct ctx *cx, int64_t id)
{
	int64_t  part;
	enum err e = place_part(cx, &part);

	return e == OK && part ? unit_in_reach(cx, id) : e;
}

/* An administrator's post without a place has a scope wherever the city is, in whichever unit it stands. */
enum err
post_row_in_reach(struct ctx *cx, enum role role, opt_i64 place, opt_i64 territory)
{
	if (place.some)
		return place_in_reach(cx, place.v);
	return is_admin(role) ? place_city_in_reach(cx) : unit_territory_in_reach(cx, territory);
}

enum err
post_in_reach(struct ctx *cx, int64_t id)
{
	struct q_post_get_row p;
	enum err              e = q_post_get(cx, &(struct q_post_get_in){.id = id}, &p);

	return e == OK ? post_row_in_reach(cx, role_of(p.role), p.place_id, p.unit_place_id) : e;
}

enum err
people_in_reach(struct ctx *cx, int64_t person, struct people_reach *out)
{
	struct q_person_reach_in   in = {.person_id = person, .who = cx->who->user};
	struct q_person_reach_row *row;
	size_t                     n;
	enum err                   e = place_part(cx, &in.above_id);

	*out = (struct people_reach){.all = e == OK && !in.above_id};
	if (e != OK || out->all)
		return e;
	if ((e = unit_today(cx, &in.day)) != OK || (e = q_person_reach(cx, &in, &row, &n)) != OK)
		return e;
	if (!(out->id = ARENA_NEWS(cx->arena, n + 1, int64_t)))
		return ctx_no_memory(cx);
	for (; out->n < n; out->n++)
		out->id[out->n] = row[out->n].id;
	return OK;
}

bool
people_reach_has(const struct people_reach *r, int64_t person)
{
	size_t lo = 0, hi = r->n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (r->id[mid] < person)
			lo = mid + 1;
		else
			hi = mid;
	}
	return r->all || (lo < r->n && r->id[lo] == person);
}

enum err
person_in_reach(struct ctx *cx, int64_t person)
{
	struct people_reach r;
	enum err            e = people_in_reach(cx, person, &r);

	return e == OK && !people_reach_has(&r, person) ? ERR_NONE : e;
}
