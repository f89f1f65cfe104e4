/* Draws made again from what is there: `duban draw verify`. */
#include "kit/journal/journal.h"
#include "kit/json/tree.h"
#include "work/recheck/inside.h"
#include "work_recheck_texts.h"

enum { PAGE = 200, EVENTS = 10 };

text_id
recheck_wrong_text(enum recheck_wrong w)
{
	static const text_id words[] = {T_recheck_w_fine, T_recheck_w_event, T_recheck_w_promise, T_recheck_w_list,
	                                T_recheck_w_draw, T_recheck_w_early, T_recheck_w_gone};

	return words[w];
}

static bool
says(const struct jval *set, const char *column, str is)
{
	const struct jval *v = jval_get(set, str_of(column));
	str                said;

	return v && jval_str(v, &said) && is.p && str_eq(said, is);
}

/* What the journal has: the promise of its first event; seed and list of the one that drew. */
static enum err
as_said(struct ctx *cx, const struct q_draw_fold_row *d, bool *same)
{
	static const struct jlimit limit = {1 << 20, 1000, 6};
	struct q_draw_said_row    *row;
	size_t                     n;
	enum err e = q_draw_said(cx, &(struct q_draw_said_in){d->id, EVENTS}, &row, &n);

	*same = e == OK && n == (size_t)d->rev;
	for (size_t i = 0; e == OK && *same && i < n; i++) {
		const struct jval *v, *set;
		str                json;

		if ((e = journal_payload(cx, row[i].payload, &json)) != OK)
			return e;
		if (!json.p || jval_parse(cx, json, &limit, &v) != OK || !(set = jval_get(v, S("set"))))
			*same = false;
		else if (i == 0)
			*same = says(set, "promise", d->promise) && says(set, "on_day", d->on_day);
		else if (str_eq(row[i].type, S("recheck_draw.drawn")))
			*same = says(set, "seed", d->seed) && says(set, "list", d->list);
	}
	return e;
}

static bool
seed_of(str hex, draw_seed *out)
{
	digest d;

	if (!hex.p || !digest_parse(hex, &d))
		return false;
	for (size_t i = 0; i < sizeof(out->b); i++)
		out->b[i] = d.b[i];
	return true;
}

/* A promise comes before its day, the draw on it or later. */
static bool
early(const struct ctx *cx, const struct q_draw_fold_row *d, day on)
{
	int64_t midnight = day_to_ms(on, 0, cx->zone);

	return d->promised_at >= midnight || (d->drawn_at.some && d->drawn_at.v < midnight);
}

/* The same again: as many, and each in its place. */
static enum err
same_draw(struct ctx *cx, const struct q_draw_fold_row *d, draw_seed seed, day on, const struct recheck_item *item,
          size_t n, bool *same, int64_t *looks)
{
	struct q_relook_drawn_row *row;
	struct draw              drawn;
	size_t                   taken;
	enum err                 e;

	if ((e = draw_again(cx, seed, on, item, n, d->share, d->least, &drawn)) != OK ||
	    (e = q_relook_drawn(cx, &(struct q_relook_drawn_in){d->id, RECHECK_LIST + 1}, &row, &taken)) != OK)
		return e;
	*same = taken == drawn.n && d->taken == (int64_t)taken;
	for (size_t i = 0; *same && i < taken; i++) {
		int64_t id;

		*same = row[i].n == (int64_t)i + 1 && str_to_i64(drawn.item[i].id, &id) && id == row[i].case_id &&
		        str_eq(drawn.item[i].stratum, row[i].stratum);
	}
	*looks += (int64_t)taken;
	return OK;
}

static enum err
check_drawn(struct ctx *cx, const struct q_draw_fold_row *d, day on, struct recheck_checked *out,
            enum recheck_wrong *wrong)
{
	struct q_item_all_row *row;
	struct recheck_item   *item;
	draw_seed              seed;
	digest                 promise;
	size_t                 n;
	str                    hex;
	bool                   same;
	enum err               e;

	out->draws++;
	if (!seed_of(d->seed, &seed) || !digest_parse(d->promise, &promise) || !draw_kept(seed, on, promise)) {
		*wrong = RECHECK_BAD_PROMISE;
		return OK;
	}
	if ((e = q_item_all(cx, &(struct q_item_all_in){d->id, RECHECK_LIST + 1}, &row, &n)) != OK)
		return e;
	if (!(item = ARENA_NEWS(cx->arena, n + 1, struct recheck_item)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < n; i++)
		item[i] = (struct recheck_item){row[i].case_id, row[i].stratum};
	out->items += (int64_t)n;
	if ((e = list_digest(cx, item, n, &hex)) != OK)
		return e;
	if (!d->list.p || !str_eq(hex, d->list) || d->listed != (int64_t)n) {
		*wrong = RECHECK_BAD_LIST;
		return OK;
	}
	e = same_draw(cx, d, seed, on, item, n, &same, &out->looks);
	if (e == OK && !same)
		*wrong = RECHECK_BAD_DRAW;
	return e;
}

static enum err
check(struct ctx *cx, const struct q_draw_fold_row *d, struct recheck_checked *out)
{
	enum recheck_wrong wrong = RECHECK_FINE;
	bool               same;
	day                on;
	enum err           e = as_said(cx, d, &same);

	if (e != OK)
		return e;
	if (!same || !day_parse(d->on_day, &on))
		wrong = RECHECK_BAD_EVENT;
	else if (early(cx, d, on))
		wrong = RECHECK_EARLY;
	else if (str_eq(d->state, S("drawn")))
		e = check_drawn(cx, d, on, out, &wrong);
	else
		out->promised++;
	if (e == OK && wrong != RECHECK_FINE && (!out->bad || d->id < out->bad)) {
		out->bad = d->id;
		out->wrong = wrong;
		out->bad_day = d->on_day;
	}
	return e;
}

/* The first that the journal knows and the store does not. */
static enum err
gone(struct ctx *cx, int64_t id, struct recheck_checked *out)
{
	static const struct jlimit limit = {1 << 20, 1000, 6};
	struct q_draw_lost_row     lost;
	const struct jval         *v, *on;
	str                        json, is;
	enum err e = q_draw_lost(cx, &(struct q_draw_lost_in){id ? id : 1, id ? id : INT64_MAX}, &lost);

	if (e == ERR_NONE)
		return OK;
	if (e != OK || (e = journal_payload(cx, lost.payload, &json)) != OK)
		return e;
	out->bad = lost.aggregate;
	out->wrong = RECHECK_GONE;
	out->bad_day = S("—");
	if (json.p && jval_parse(cx, json, &limit, &v) == OK && (v = jval_get(v, S("set"))) != NULL &&
	    (on = jval_get(v, S("on_day"))) != NULL && jval_str(on, &is))
		out->bad_day = is;
	return OK;
}

enum err
recheck_verify(struct ctx *cx, int64_t id, struct recheck_checked *out)
{
	struct q_draw_fold_row *row;
	int64_t                 after = id ? id - 1 : 0;
	size_t                  n;
	enum err                e;

	*out = (struct recheck_checked){.bad = 0};
	if ((e = gone(cx, id, out)) != OK || (id && out->bad))
		return e;
	do {
		if ((e = q_draw_fold(cx, &(struct q_draw_fold_in){after, id ? 1 : PAGE}, &row, &n)) != OK)
			return e;
		if (id && (n == 0 || row[0].id != id))
			return ERR_NONE;
		for (size_t i = 0; e == OK && i < n; i++) {
			e = check(cx, &row[i], out);
			after = row[i].id;
		}
	} while (e == OK && !id && n == PAGE);
	return e;
}
