/* recheck.rates: how much came back, unit by unit, how sure that is, and how long it lasts.  Units, never people. */
#include "city/unit/roles.h"
#include "work/docket/names.h"
#include "work/recheck/inside.h"
#include "work_recheck_texts.h"

enum { STRATA = 2000, BATCHES = 50, FIRST = 256 };

#define RATES_IN(X) \
	X(i64, days, 0, 1, 365, T_recheck_f_days, NULL) \
	X(id, batch, 0, 1, INT64_MAX, T_recheck_f_batch, NULL)
struct rates_in {
	RATES_IN(FIELD_DECL)
};
#define IN_T rates_in
static const struct field rates_fields[] = {RATES_IN(FIELD_ROW)};
#undef IN_T

struct walk {
	struct recheck_rates *o;
	str                  *stratum; /* of each unit */
	struct stats_life    *life;    /* the last is that of the case and closing being read */
	size_t                n, room;
	int64_t               case_id, closed_at;
};

static int32_t
days_between(const struct ctx *cx, int64_t from, int64_t to)
{
	day     a, b;
	int32_t ms, n;

	if (!day_of_ms(from, cx->zone, &a, &ms) || !day_of_ms(to, cx->zone, &b, &ms))
		return 0;
	n = day_between(a, b);
	return n > 0 ? n : 0;
}

/* Seen well until the last look that held; ended with the first that did not. */
static enum err
live(struct ctx *cx, struct walk *w, const struct q_relook_each_row *r, bool rebound)
{
	struct stats_life *l;

	if (w->n == 0 || w->case_id != r->case_id || w->closed_at != r->closed_at) {
		if (w->n == w->room) {
			size_t             more = w->room ? w->room * 2 : FIRST;
			struct stats_life *p = arena_grow(cx->arena, w->life, w->room * sizeof(*p), more * sizeof(*p));

			if (!p)
				return ctx_no_memory(cx);
			w->life = p;
			w->room = more;
		}
		w->life[w->n++] = (struct stats_life){0, false};
		w->case_id = r->case_id;
		w->closed_at = r->closed_at;
	}
	l = &w->life[w->n - 1];
	if (!l->ended) {
		int32_t days = days_between(cx, r->closed_at, r->looked_at.v);

		l->days = days > l->days ? days : l->days;
		l->ended = rebound;
	}
	return OK;
}

static enum err
take(struct ctx *cx, const struct q_relook_each_row *r, void *arg)
{
	struct walk         *w = arg;
	struct recheck_rate *u = NULL;
	enum recheck_state   s = recheck_state_of(r->state);

	for (size_t i = 0; i < w->o->n && !u; i++)
		if (str_eq(w->stratum[i], r->stratum))
			u = &w->o->unit[i];
	if (!u || s == RECHECK_MOOT || s == RECHECK_STATE_MAX)
		return OK;
	if (s == RECHECK_WAITING) {
		u->waiting++;
		return OK;
	}
	u->looked++;
	u->rebound += s == RECHECK_REBOUND;
	return r->looked_at.some ? live(cx, w, r, s == RECHECK_REBOUND) : OK;
}

/* The whole: counts together, and by strata the share among all that were on the lists. */
static enum err
whole(struct ctx *cx, struct recheck_rates *o)
{
	struct stats_stratum *s = ARENA_NEWS(cx->arena, o->n + 1, struct stats_stratum);
	struct stats_estimate e;

	if (!s)
		return ctx_no_memory(cx);
	for (size_t i = 0; i < o->n; i++) {
		struct recheck_rate *u = &o->unit[i];

		u->range = stats_wilson(u->rebound, u->looked, STATS_Z95);
		o->all.listed += u->listed;
		o->all.waiting += u->waiting;
		o->all.looked += u->looked;
		o->all.rebound += u->rebound;
		s[i] = (struct stats_stratum){u->listed, u->looked, u->rebound};
		/* At 7 and at 30 days the same case is on two lists, so there are never more looks than places. */
		if (s[i].n > s[i].all)
			s[i].all = s[i].n;
	}
	o->all.range = stats_wilson(o->all.rebound, o->all.looked, STATS_Z95);
	o->known = stats_strata(s, o->n, &e);
	if (o->known)
		o->share = e.share;
	return OK;
}

static enum err
batches(struct ctx *cx, struct recheck_rates *o)
{
	struct q_batch_list_row *row;
	enum err e = q_batch_list(cx, &(struct q_batch_list_in){cx->who->reach, BATCHES}, &row, &o->nbatches);

	if (e != OK)
		return e;
	if (!(o->batches = ARENA_NEWS(cx->arena, o->nbatches + 1, struct recheck_draw)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < o->nbatches; i++)
		o->batches[i] = (struct recheck_draw){.id = row[i].id, .batch = row[i].name, .listed = row[i].cases,
		                                      .promised_at = row[i].made_at};
	return OK;
}

static enum err
rates(struct ctx *cx, const void *arg, const void **out)
{
	const struct rates_in     *in = arg;
	struct recheck_rates      *o = ARENA_NEW(cx->arena, struct recheck_rates);
	struct walk                w = {.o = o};
	int64_t                    days = in->days == FIELD_ABSENT ? 0 : in->days;
	struct q_item_counts_row  *row;
	const struct docket_names *names;
	enum err                   e;

	*out = o;
	if (!o)
		return ctx_no_memory(cx);
	o->batch = in->batch;
	if ((e = docket_names(cx, &names)) != OK ||
	    (e = q_item_counts(cx, &(struct q_item_counts_in){.scope = cx->who->reach, .days = days,
	                                                      .batch = in->batch, .n = STRATA}, &row, &o->n)) != OK)
		return e;
	if (!(o->unit = ARENA_NEWS(cx->arena, o->n + 1, struct recheck_rate)) ||
	    !(w.stratum = ARENA_NEWS(cx->arena, o->n + 1, str)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < o->n; i++) {
		int64_t id;

		w.stratum[i] = row[i].stratum;
		o->unit[i].listed = row[i].listed;
		if (names_units_of(names, row[i].stratum, &id, 1) == 1) {
			o->unit[i].unit_id = id;
			o->unit[i].unit = names_unit_whole(names, SOME_I64(id));
		}
	}
	if ((e = q_relook_each(cx, &(struct q_relook_each_in){.scope = cx->who->reach, .days = days,
	                                                      .batch = in->batch},
	                     take, &w)) != OK ||
	    (e = whole(cx, o)) != OK || (e = batches(cx, o)) != OK)
		return e;
	o->lives = (int64_t)w.n;
	e = stats_survive(cx->arena, w.life, w.n, &o->step, &o->nsteps);
	return e == ERR_MEMORY ? ctx_no_memory(cx) : e;
}

static void
rate_json(struct json *j, const struct recheck_rate *u)
{
	json_obj(j);
	json_kv_str(j, "unit", u->unit);
	json_kv_i64(j, "listed", u->listed);
	json_kv_i64(j, "waiting", u->waiting);
	json_kv_i64(j, "looked", u->looked);
	json_kv_i64(j, "rebound", u->rebound);
	json_kv_i64(j, "low", stats_thousandths(u->range.low));
	json_kv_i64(j, "high", stats_thousandths(u->range.high));
	json_obj_end(j);
}

static void
rates_json(const void *out, struct json *j)
{
	const struct recheck_rates *o = out;

	json_obj(j);
	json_key(j, S("units"));
	json_arr(j);
	for (size_t i = 0; i < o->n; i++)
		rate_json(j, &o->unit[i]);
	json_arr_end(j);
	json_key(j, S("all"));
	rate_json(j, &o->all);
	json_key(j, S("share"));
	if (o->known)
		json_i64(j, stats_thousandths(o->share));
	else
		json_null(j);
	json_kv_i64(j, "cohort", o->lives);
	json_key(j, S("lasting"));
	json_arr(j);
	for (size_t i = 0; i < o->nsteps; i++) {
		json_obj(j);
		json_kv_i64(j, "days", o->step[i].days);
		json_kv_i64(j, "at_risk", o->step[i].at_risk);
		json_kv_i64(j, "rebound", o->step[i].ended);
		json_kv_i64(j, "share", stats_thousandths(o->step[i].share));
		json_obj_end(j);
	}
	json_arr_end(j);
	json_key(j, S("batches"));
	json_arr(j);
	for (size_t i = 0; i < o->nbatches; i++) {
		json_obj(j);
		json_kv_i64(j, "id", o->batches[i].id);
		json_kv_str(j, "name", o->batches[i].batch);
		json_kv_i64(j, "cases", o->batches[i].listed);
		json_obj_end(j);
	}
	json_arr_end(j);
	json_obj_end(j);
}

#define RATE_OUT "{unit:s?,listed:i,waiting:i,looked:i,rebound:i,low:i,high:i}"
const struct view recheck_rates_view = {
    .name = "recheck.rates",
    .out = "{units:[" RATE_OUT "],all:" RATE_OUT ",share:i?,cohort:i,lasting:[{days:i,at_risk:i,rebound:i,share:i}],"
           "batches:[{id:i,name:s,cases:i}]}",
    .summary = T_recheck_v_rates, .perm = PERM_CASE_SEE, .in = rates_fields, .nin = NITEMS(rates_fields),
    .in_size = sizeof(struct rates_in), .run = rates, .json = rates_json};
