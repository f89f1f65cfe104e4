/* Until when a unit or post is there: nothing is hung on it that lasts longer. */
#include "city/unit/inside.h"

/* The earlier end of the two, and whose it is. */
static void
nearer(struct unit_over *x, str name, str on)
{
	if (on.p && (!x->on.p || str_cmp(on, x->on) < 0))
		*x = (struct unit_over){name, on};
}

enum err
unit_lasts(struct ctx *cx, int64_t unit, int64_t post, str until, struct unit_over *over)
{
	struct unit_over      first = {STR_NONE, STR_NONE};
	struct q_unit_get_row u;
	struct q_post_get_row p;
	enum err              e;

	*over = first;
	if (post) {
		if ((e = q_post_get(cx, &(struct q_post_get_in){.id = post}, &p)) != OK)
			return e;
		nearer(&first, p.name, p.valid_to);
		nearer(&first, p.unit_name, p.unit_to);
	} else {
		if ((e = q_unit_get(cx, &(struct q_unit_get_in){.id = unit}, &u)) != OK)
			return e;
		nearer(&first, u.name, u.valid_to);
	}
	if (first.on.p && (!until.p || str_cmp(until, first.on) > 0))
		*over = first;
	return OK;
}

enum err
unit_must_last(struct ctx *cx, const char *field, int64_t unit, int64_t post, str until)
{
	struct unit_over over;
	enum err         e = unit_lasts(cx, unit, post, until, &over);

	return e == OK && over.on.p ? refuse(cx, ERR_RULE, field, T_unit_ends_before, over.name, over.on) : e;
}

enum err
unit_must_last_day(struct ctx *cx, const char *field, int64_t unit, int64_t post, day last)
{
	char text[DAY_TEXT];

	return unit_must_last(cx, field, unit, post, day_format((day){last.v + 1}, text));
}

/* ---- What hangs on one that is to end ---- */

static enum err
still_hangs(struct ctx *cx, text_id sentence, int64_t n)
{
	return n ? refuse(cx, ERR_RULE, NULL, sentence, arena_printf(cx->arena, "%lld", (long long)n)) : OK;
}

enum err
unit_may_end(struct ctx *cx, int64_t unit, str on)
{
	struct q_unit_hangs_row hangs;
	enum err                e, own, others;

	if ((e = q_unit_hangs(cx, &(struct q_unit_hangs_in){.id = unit, .day = on}, &hangs)) != OK)
		return e;
	own = still_hangs(cx, T_unit_has_posts, hangs.posts);
	e = still_hangs(cx, T_unit_has_below, hangs.below);
	others = others_ask(cx, &(struct unit_end){.unit = unit, .on = on});
	return others != OK ? others : e != OK ? e : own;
}

enum err
post_may_end(struct ctx *cx, int64_t unit, int64_t post, str on)
{
	struct q_post_hangs_row hangs;
	enum err                e, others;

	if ((e = db_lock(cx, "person", 0)) != OK ||
	    (e = q_post_hangs(cx, &(struct q_post_hangs_in){.id = post, .day = on}, &hangs)) != OK)
		return e;
	e = still_hangs(cx, T_unit_has_holders, hangs.holders);
	others = others_ask(cx, &(struct unit_end){.unit = unit, .post = post, .on = on});
	return others != OK ? others : e;
}
