/* zone.figures: what the cases of each zone's places did in a stretch of days, side by side. */
#include "base/day.h"
#include "city/place/place.h"
#include "city/unit/roles.h"
#include "judge/zone/zone.h"
#include "judge_zone_texts.h"
#include "kit/stats/stats.h"
#include "work/docket/names.h"
#include "zone_sql.h"

#include <stdlib.h>

enum { USUAL_DAYS = 30, PARTS = 2000 };

#define FIGURES_IN(X) \
	X(day, since, 0, DAY_FIRST, DAY_LAST, T_zones_f_since, NULL) \
	X(day, until, 0, DAY_FIRST, DAY_LAST, T_zones_f_until, NULL) \
	X(id, id, 0, 1, INT64_MAX, T_zones_f_zone, NULL) \
	X(i64, seal, 0, 1, INT64_MAX, T_zones_f_seal, NULL) \
	X(time, at, 0, 0, INT64_MAX, T_zones_f_at, NULL)
struct figures_in {
	FIGURES_IN(FIELD_DECL)
};
#define IN_T figures_in
static const struct field figures_fields[] = {FIGURES_IN(FIELD_ROW)};
#undef IN_T

/* The reader's whole place: his scope's top, the district for whoever has none. */
static enum err
top_of(struct ctx *cx, int64_t *top)
{
	str      code, name;
	enum err e;

	*top = cx->who ? cx->who->place : 0;
	if (*top)
		return OK;
	return (e = place_district(cx, STR_NONE, &code, &name)) != OK ? e : place_by_code(cx, code, top, NULL);
}

/* The days asked for. */
static enum err
stretch(struct ctx *cx, const struct figures_in *in, struct zone_figures *o)
{
	day today = ctx_today(cx);

	o->until = in->until == FIELD_ABSENT ? today : (day){(int32_t)in->until};
	o->since = in->since == FIELD_ABSENT ? (day){o->until.v - USUAL_DAYS} : (day){(int32_t)in->since};
	if (o->until.v > today.v)
		return refuse(cx, ERR_INPUT, "until", T_zones_ahead);
	if (o->since.v > o->until.v)
		return refuse(cx, ERR_INPUT, "since", T_zones_order);
	if (o->until.v - o->since.v >= BULLETIN_STRETCH_DAYS)
		return refuse(cx, ERR_INPUT, "since", T_zones_long,
		              arena_printf(cx->arena, "%d", BULLETIN_STRETCH_DAYS));
	return OK;
}

/* Cases on their way into the places of zones. */
struct counting {
	const struct docket_names *names;
	struct zone_figures       *o;
	struct zone_part          *part;
	size_t                     n;
};

static enum err
take_case(struct ctx *cx, const struct bulletin_case *c, void *arg)
{
	struct counting *k = arg;

	(void)cx;
	bulletin_add(&k->o->sums, c);
	for (size_t i = 0; i < k->n; i++)
		if (names_inside(k->names, c->place, k->part[i].place))
			bulletin_add(&k->part[i].sums, c);
	return OK;
}

/* Every case is looked at once, however many zones its place lies in. */
static enum err
count(struct ctx *cx, struct zone_figures *o, const struct q_zone_parts_on_row *row, size_t n)
{
	struct counting k = {.o = o, .part = ARENA_NEWS(cx->arena, n + 1, struct zone_part), .n = n};
	enum err        e = k.part ? docket_names(cx, &k.names) : ctx_no_memory(cx);

	if (e != OK)
		return e;
	for (size_t i = 0; i < n; i++)
		k.part[i] = (struct zone_part){.place = row[i].id, .code = row[i].code, .name = row[i].name,
		                               .outside = !names_inside(k.names, row[i].id, o->head.place)};
	if ((e = bulletin_each(cx, &o->head, k.names, take_case, &k)) != OK)
		return e;
	for (size_t i = 0; i < n; i++) {
		struct zone_row *z = o->row;

		while (z < o->row + o->n && z->id != row[i].zone_id)
			z++;
		if (z == o->row + o->n)
			continue; /* more zones than are shown */
		if (!z->nparts++)
			z->part = &k.part[i];
		z->outside |= k.part[i].outside;
		for (int m = 0; m < BULLETIN_NUMBER_MAX; m++)
			z->sums.n[m] += k.part[i].sums.n[m];
	}
	return OK;
}

static int64_t
ended(const struct bulletin_sums *s)
{
	return s->n[BULLETIN_ON_TIME] + s->n[BULLETIN_LATE];
}

/* Those that may stand first stand first; where nothing ended, last; then by code. */
static int
by_rank(const void *a, const void *b)
{
	const struct zone_row *x = a, *y = b;
	int                    kind = str_cmp(x->kind, y->kind);

	if (kind)
		return kind;
	if (!x->rate.best != !y->rate.best)
		return x->rate.best ? -1 : 1;
	if (x->rate.best != y->rate.best)
		return x->rate.best < y->rate.best ? -1 : 1;
	if (x->rate.worst != y->rate.worst)
		return x->rate.worst < y->rate.worst ? -1 : 1;
	return str_cmp(x->code, y->code);
}

/* Zones of a kind are rivals; they stand together. */
static enum err
rank(struct ctx *cx, struct zone_figures *o)
{
	struct zone_rate *rate = ARENA_NEWS(cx->arena, o->n + 1, struct zone_rate);

	if (!rate)
		return ctx_no_memory(cx);
	for (size_t i = 0, k; i < o->n; i = k) {
		for (k = i; k < o->n && str_eq(o->row[k].kind, o->row[i].kind); k++)
			rate[k] = o->row[k].outside ? (struct zone_rate){0}
			                            : (struct zone_rate){.hits = o->row[k].sums.n[BULLETIN_ON_TIME],
			                                                 .n = ended(&o->row[k].sums)};
		zone_ranks(&rate[i], k - i, o->share);
	}
	for (size_t i = 0; i < o->n; i++)
		o->row[i].rate = rate[i];
	qsort(o->row, o->n, sizeof(*o->row), by_rank);
	return OK;
}

static enum err
figures(struct ctx *cx, const void *arg, const void **out)
{
	const struct figures_in    *in = arg;
	struct zone_figures        *o = ARENA_NEW(cx->arena, struct zone_figures);
	struct q_zone_on_row       *zone;
	struct q_zone_parts_on_row *part;
	size_t                      n;
	char                        text[DAY_TEXT];
	str                         on;
	int64_t                     top;
	enum err                    e;

	*out = o;
	if (!o)
		return ctx_no_memory(cx);
	if ((e = stretch(cx, in, o)) != OK || (e = top_of(cx, &top)) != OK ||
	    (e = bulletin_stretch(cx, top, day_to_ms(o->since, 0, cx->zone), o->until.v, in->seal, in->at,
	                          &o->head)) != OK)
		return e;
	on = day_format(o->until, text);
	if ((e = q_zone_on(cx, &(struct q_zone_on_in){on, in->id}, &zone, &o->n)) != OK ||
	    (e = q_zone_parts_on(cx, &(struct q_zone_parts_on_in){on, in->id}, &part, &n)) != OK)
		return e;
	if (in->id && !o->n)
		return ERR_NONE;
	if (n > PARTS)
		return refuse(cx, ERR_RULE, NULL, T_zones_many, arena_printf(cx->arena, "%d", PARTS));
	if (!(o->row = ARENA_NEWS(cx->arena, o->n + 1, struct zone_row)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < o->n; i++)
		o->row[i] = (struct zone_row){.id = zone[i].id, .code = zone[i].code, .name = zone[i].name,
		                              .kind = zone[i].kind};
	if ((e = count(cx, o, part, n)) != OK)
		return e;
	o->share = ended(&o->sums)
	               ? stats_thousandths((double)o->sums.n[BULLETIN_ON_TIME] / (double)ended(&o->sums))
	               : -1;
	return rank(cx, o);
}

static void
sums_json(struct json *j, const struct bulletin_sums *s)
{
	json_key(j, S("numbers"));
	json_obj(j);
	for (int i = 0; i < BULLETIN_NUMBER_MAX; i++)
		json_kv_i64(j, bulletin_code((enum bulletin_number)i), s->n[i]);
	json_obj_end(j);
}

static void
row_json(struct json *j, const struct zone_row *z)
{
	json_obj(j);
	json_kv_i64(j, "id", z->id);
	json_kv_str(j, "code", z->code);
	json_kv_str(j, "name", z->name);
	json_kv_str(j, "kind", z->kind);
	json_kv_bool(j, "outside", z->outside);
	if (!z->outside) {
		sums_json(j, &z->sums);
		json_kv_i64(j, "ended", z->rate.n);
		json_kv_i64(j, "on_time", z->rate.hits);
		json_kv_i64(j, "low", z->rate.low);
		json_kv_i64(j, "high", z->rate.high);
		json_kv_i64(j, "best", z->rate.best);
		json_kv_i64(j, "worst", z->rate.worst);
		json_kv_bool(j, "behind", z->rate.behind);
	}
	json_key(j, S("places"));
	json_arr(j);
	for (size_t i = 0; i < z->nparts; i++) {
		json_obj(j);
		json_kv_str(j, "code", z->part[i].code);
		json_kv_str(j, "name", z->part[i].name);
		if (!z->part[i].outside)
			sums_json(j, &z->part[i].sums);
		json_obj_end(j);
	}
	json_arr_end(j);
	json_obj_end(j);
}

static void
figures_json(const void *out, struct json *j)
{
	const struct zone_figures *o = out;
	char                       a[DAY_TEXT], b[DAY_TEXT];

	json_obj(j);
	json_kv_str(j, "since", day_format(o->since, a));
	json_kv_str(j, "until", day_format(o->until, b));
	json_kv_str(j, "place", o->head.place_code);
	json_kv_i64(j, "position", o->head.position);
	json_kv_i64(j, "at", o->head.at);
	sums_json(j, &o->sums);
	json_key(j, S("share"));
	if (o->share < 0)
		json_null(j);
	else
		json_i64(j, o->share);
	json_key(j, S("zones"));
	json_arr(j);
	for (size_t i = 0; i < o->n; i++)
		row_json(j, &o->row[i]);
	json_arr_end(j);
	json_obj_end(j);
}

static const struct view figures_view = {
    .name = "zone.figures",
    .out = "{since:d,until:d,place:s,position:i,at:t,numbers:{*:i},share:i?,"
           "zones:[{id:i,code:s,name:s,kind:s,outside:b,numbers?:{*:i},ended?:i,on_time?:i,"
           "low?:i,high?:i,best?:i,worst?:i,behind?:b,places:[{code:s,name:s,numbers?:{*:i}}]}]}",
    .summary = T_zones_v_figures, .perm = PERM_BULLETIN_SEE, .in = figures_fields, .nin = NITEMS(figures_fields),
    .in_size = sizeof(struct figures_in), .run = figures, .json = figures_json,
};

const struct view *const zone_views[] = {&figures_view};
const size_t             zone_views_n = NITEMS(zone_views);
