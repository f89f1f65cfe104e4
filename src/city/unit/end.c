/* Until when a unit or post is there: nothing is hung on it that lasts longer. */
#include "base/ensure.h"
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
posts_of(struct ctx *cx, const struct unit_end *end, int64_t *n)
{
	struct q_unit_posts_row row;
	enum err                e;

	if (end->post)
		return OK;
	e = q_unit_posts(cx, &(struct q_unit_posts_in){.id = end->unit, .day = end->on}, &row);
	*n = row.n;
	return e;
}

static enum err
units_below(struct ctx *cx, const struct unit_end *end, int64_t *n)
{
	struct q_unit_below_row row;
	enum err                e;

	if (end->post)
		return OK;
	e = q_unit_below(cx, &(struct q_unit_below_in){.id = end->unit, .day = end->on}, &row);
	*n = row.n;
	return e;
}

/* A unit's posts stand for themselves. */
static enum err
holders_of(struct ctx *cx, const struct unit_end *end, int64_t *n)
{
	struct q_post_holders_row row;
	enum err                  e;

	if (!end->post)
		return OK;
	e = q_post_holders(cx, &(struct q_post_holders_in){.id = end->post, .day = end->on}, &row);
	*n = row.n;
	return e;
}

static const struct unit_hang own[] = {{T_unit_has_posts, posts_of}, {T_unit_has_below, units_below},
                                       {T_unit_has_holders, holders_of}};

enum { KINDS = 16 };
static struct {
	const struct unit_hang *all;
	size_t                  n;
} kinds[KINDS];
static size_t nkinds;

void
unit_register(const struct unit_hang *all, size_t n)
{
	if (n == 0)
		nkinds = 0;
	for (size_t i = 0; i < nkinds; i++)
		if (kinds[i].all == all)
			return;
	if (n == 0)
		return;
	ensure(nkinds < KINDS);
	kinds[nkinds].all = all;
	kinds[nkinds++].n = n;
}

/* A sentence for each kind of which there are some. */
static enum err
ask(struct ctx *cx, const struct unit_hang *all, size_t n, const struct unit_end *end, enum err *found)
{
	int64_t  many;
	enum err e;

	for (size_t i = 0; i < n; i++) {
		many = 0;
		if ((e = all[i].count(cx, end, &many)) != OK)
			return e;
		if (many)
			*found = refuse(cx, ERR_RULE, NULL, all[i].hangs,
			                arena_printf(cx->arena, "%lld", (long long)many));
	}
	return OK;
}

enum err
unit_may_end(struct ctx *cx, int64_t unit, int64_t post, str on)
{
	const struct unit_end end = {unit, post, on};
	enum err              e, found = OK;

	/* Whoever is hanging something on it is waited for (units_stay). */
	if ((post && (e = db_lock(cx, "person", 0)) != OK) || (e = db_lock(cx, "unit_end", 0)) != OK ||
	    (e = ask(cx, own, NITEMS(own), &end, &found)) != OK)
		return e;
	for (size_t i = 0; i < nkinds; i++)
		if ((e = ask(cx, kinds[i].all, kinds[i].n, &end, &found)) != OK)
			return e;
	return found;
}
