/* Who acts: from a token, or from a log-in's name, by the store. */
#include "base/ensure.h"
#include "city/login/inside.h"
#include "city/place/place.h"
#include "city_login_texts.h"
#include "city_unit_texts.h"

/* Scope and permissions of a post.  No place: the unit's own cases. */
static void
fill_actor(struct actor *a, enum role role, opt_i64 place, int64_t unit, opt_i64 unit_place, bool bare)
{
	a->unit = unit;
	a->place = place.some ? place.v : unit_place.some ? unit_place.v : 0;
	a->reach = place.some ? REACH_PLACE(place.v) : REACH_UNIT(unit);
	a->role_name = text_get(role_label(role), ZH);
	if (!bare)
		role_grant(role, a);
}

enum err
login_is_demo(struct ctx *cx, bool *demo)
{
	str      value;
	enum err e = setting_get(cx, S("demo"), &value);

	*demo = str_eq(value, S("1"));
	return e;
}

static enum err
idle_ms(struct ctx *cx, int64_t *ms)
{
	str      value;
	int64_t  minutes;
	enum err e = setting_get(cx, S("session.idle_minutes"), &value);

	*ms = SESSION_IDLE_MS;
	if (e == OK && value.p && str_to_i64(value, &minutes) && minutes >= 1 && minutes <= 24 * 60)
		*ms = minutes * 60 * 1000;
	return e;
}

enum err
session_load(struct ctx *cx, str token, struct session **out, bool *touch)
{
	struct q_session_by_token_row row;
	struct session               *s = ARENA_NEW(cx->arena, struct session);
	int64_t                       epoch;
	digest                        d;
	str                           today;
	enum err                      e;

	*touch = false;
	if (!s)
		return ctx_no_memory(cx);
	if (token.n != TOKEN_TEXT)
		return refuse(cx, ERR_LOGIN, NULL, T_session_over);
	d = sha256_of(token);
	if ((e = unit_today(cx, &today)) != OK || (e = epoch_get(cx, &epoch)) != OK)
		return e;
	e = q_session_by_token(
	    cx, &(struct q_session_by_token_in){.token = {(const char *)d.b, sizeof(d.b)}, .day = today}, &row);
	if (e == ERR_NONE)
		return refuse(cx, ERR_LOGIN, NULL, T_session_over);
	if (e != OK)
		return e;
	*s = (struct session){.id = row.id, .login_id = row.login_id, .ends_at = row.ends_at, .seen_at = row.seen_at,
	                      .must_change = row.must_change, .login = row.login, .post_name = row.post_name,
	                      .role = role_of(row.role)};
	s->actor = (struct actor){.user = row.login_id, .person = row.person_id, .post = row.post_id,
	    .session = row.id,
	                          .name = row.person_name, .unit_name = row.unit_name};
	ensure(s->role < ROLE_MAX);
	if ((e = factor_required(cx, s->role, &s->must_enrol)) != OK)
		return e;
	s->must_enrol = s->must_enrol && !row.factor_at.some;
	fill_actor(&s->actor, s->role, row.place_id, row.unit_id, row.unit_place_id, row.must_change || s->must_enrol);
	if ((e = idle_ms(cx, &s->idle_ms)) != OK || (e = login_is_demo(cx, &s->actor.demo)) != OK)
		return e;
	session_remember(d, s, epoch, cx->now, touch);
	if (session_is_over(s, cx->now))
		return refuse(cx, ERR_LOGIN, NULL, T_session_over);
	*out = s;
	return OK;
}

enum err
session_check(struct ctx *cx, str token, struct session **out, bool *touch)
{
	struct q_session_still_row row;
	enum session_state         state = session_cached(token, cx->now, cx->arena, out, touch);
	bool                       due = *touch;
	enum err                   e;

	if (state == SESSION_OVER)
		return refuse(cx, ERR_LOGIN, NULL, T_session_over);
	if (state == SESSION_UNKNOWN)
		return session_load(cx, token, out, touch);
	e = q_session_still(cx, &(struct q_session_still_in){.id = (*out)->id, .city = S("city")}, &row);
	if (e == ERR_NONE) {
		session_forget((*out)->id);
		return refuse(cx, ERR_LOGIN, NULL, T_session_over);
	}
	if (e != OK)
		return e;
	if (row.epoch <= session_epoch_seen(row.epoch))
		return OK;
	/* Whoever memory told to say that it is used says so still. */
	e = session_load(cx, token, out, touch);
	*touch = *touch || due;
	return e;
}

enum err
actor_of_login(struct ctx *cx, str login, str post, struct actor **out)
{
	struct q_login_by_name_row l;
	struct q_login_posts_row  *h;
	struct q_actor_row_row     row;
	struct actor              *a = ARENA_NEW(cx->arena, struct actor);
	int64_t                    post_id = 0;
	size_t                     n;
	str                        today;
	enum err                   e;

	if (!a)
		return ctx_no_memory(cx);
	if ((e = unit_today(cx, &today)) != OK)
		return e;
	e = q_login_by_name(cx, &(struct q_login_by_name_in){.name = login}, &l);
	if (e == ERR_NONE || (e == OK && l.disabled_at.some))
		return refuse(cx, ERR_NONE, NULL, T_login_unknown, login);
	if (e != OK ||
	    (e = q_login_posts(cx, &(struct q_login_posts_in){.person_id = l.person_id, .day = today}, &h, &n)) != OK)
		return e;
	for (size_t i = 0; i < n && !post_id; i++)
		if (!post.p || str_eq(h[i].code, post))
			post_id = h[i].post_id;
	if (!post_id && n)
		return refuse(cx, ERR_NONE, NULL, T_unit_holds_not, post);
	if (!post_id)
		return refuse(cx, ERR_NONE, NULL, T_login_no_post);
	if ((e = q_actor_row(cx, &(struct q_actor_row_in){.login = login, .post_id = post_id, .day = today},
	    &row)) != OK)
		return e;
	*a = (struct actor){.user = row.login_id, .person = row.person_id, .post = row.post_id,
	    .name = row.person_name,
	                    .unit_name = row.unit_name};
	ensure(role_of(row.role) < ROLE_MAX);
	fill_actor(a, role_of(row.role), row.place_id, row.unit_id, row.unit_place_id, false);
	if ((e = login_is_demo(cx, &a->demo)) != OK)
		return e;
	*out = a;
	return OK;
}
