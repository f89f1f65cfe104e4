/* Whether a unit or post lies within somebody's scope. */
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
