/* dispute.measures: how well cases find their unit at once, and what quarrels cost. */
#include "city/unit/roles.h"
#include "work/dispute/inside.h"
#include "work_dispute_texts.h"

enum { DAYS = 31, YEAR = 366 };

static const struct choice keys[] = {{"unit", T_dispute_by_unit}, {"class", T_dispute_by_class}, {NULL, T_none}};

#define MEASURES_IN(X) \
	X(day, from, 0, DAY_FIRST, DAY_LAST, T_dispute_f_from, NULL) \
	X(day, to, 0, DAY_FIRST, DAY_LAST, T_dispute_f_to, NULL) \
	X(choice, by, 0, 0, 0, T_dispute_f_by, keys)
struct measures_in {
	MEASURES_IN(FIELD_DECL)
};
#define IN_T measures_in
static const struct field fields[] = {MEASURES_IN(FIELD_ROW)};
#undef IN_T

/* The id of the first case that was entered at or after a moment, by halving. */
static enum err
first_case(struct ctx *cx, int64_t since, int64_t *first)
{
	struct q_dispute_last_row    last;
	struct q_dispute_case_at_row at;
	int64_t                      lo = 1, hi;
	enum err                     e = q_dispute_last(cx, &last);

	hi = e == OK ? last.id + 1 : 0;
	while (e == OK && lo < hi) {
		int64_t mid = lo + (hi - lo) / 2;

		e = q_dispute_case_at(cx, &(struct q_dispute_case_at_in){mid}, &at);
		if (e == OK && at.made_at < since)
			lo = at.id + 1;
		else
			hi = mid;
	}
	*first = lo;
	return e;
}

static struct dispute_measure *
line_of(struct dispute_measures *m, str key, str name)
{
	for (size_t i = 0; i < m->n; i++)
		if (str_eq(m->line[i].key, key))
			return &m->line[i];
	m->line[m->n] = (struct dispute_measure){.key = key, .name = name};
	return &m->line[m->n++];
}

static enum err
fill(struct ctx *cx, int64_t since, int64_t until, struct dispute_measures *m)
{
	int64_t                    scope = cx->who ? cx->who->reach : REACH_ALL;
	struct q_dispute_sent_row *s;
	struct q_dispute_lost_row *l;
	size_t                     ns, nl;
	struct q_dispute_sent_in   q = {.scope = scope, .since = since, .until = until, .by_class = m->by_class};
	struct q_dispute_lost_in   p = {.scope = scope, .since = since, .until = until, .now = cx->now,
	                                .by_class = m->by_class};
	enum err                   e = first_case(cx, since, &q.first);

	if (e != OK || (e = q_dispute_sent(cx, &q, &s, &ns)) != OK || (e = q_dispute_lost(cx, &p, &l, &nl)) != OK)
		return e;
	if (!(m->line = ARENA_NEWS(cx->arena, ns + nl + 1, struct dispute_measure)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < ns; i++) {
		struct dispute_measure *x = line_of(m, s[i].key, s[i].name);

		x->sent = s[i].sent;
		x->stayed = s[i].stayed;
		x->hops = s[i].hops;
	}
	for (size_t i = 0; i < nl; i++) {
		struct dispute_measure *x = line_of(m, l[i].key, l[i].name);

		x->refused = l[i].refused;
		x->ruled = l[i].ruled;
		x->upheld = l[i].upheld;
		x->lost = l[i].lost;
	}
	return OK;
}

static enum err
run(struct ctx *cx, const void *arg, const void **out)
{
	const struct measures_in *in = arg;
	struct dispute_measures  *m = ARENA_NEW(cx->arena, struct dispute_measures);
	day                       to = in->to == FIELD_ABSENT ? ctx_today(cx) : (day){(int32_t)in->to};
	day                       from = in->from == FIELD_ABSENT ? (day){to.v - DAYS + 1} : (day){(int32_t)in->from};
	char                      text[DAY_TEXT];

	*out = m;
	if (!m)
		return ctx_no_memory(cx);
	if (from.v > to.v || to.v - from.v >= YEAR)
		return refuse(cx, ERR_INPUT, "from", T_dispute_days);
	m->by_class = str_eq(in->by, S("class"));
	if (!arena_str(cx->arena, day_format(from, text), &m->from) ||
	    !arena_str(cx->arena, day_format(to, text), &m->to))
		return ctx_no_memory(cx);
	return fill(cx, day_to_ms(from, 0, cx->zone), day_to_ms(to, DAY_MS, cx->zone), m);
}

static void
json(const void *out, struct json *j)
{
	const struct dispute_measures *m = out;

	json_arr(j);
	for (size_t i = 0; i < m->n; i++) {
		const struct dispute_measure *x = &m->line[i];

		json_obj(j);
		json_kv_str(j, "key", x->key);
		json_kv_str(j, "name", x->name);
		json_kv_i64(j, "sent", x->sent);
		json_kv_i64(j, "stayed", x->stayed);
		json_kv_i64(j, "hops", x->hops);
		json_kv_i64(j, "refused", x->refused);
		json_kv_i64(j, "ruled", x->ruled);
		json_kv_i64(j, "upheld", x->upheld);
		json_kv_i64(j, "lost_ms", x->lost);
		json_obj_end(j);
	}
	json_arr_end(j);
}

const struct view dispute_measures_view = {
    .out = "[{key:s,name:s,sent:i,stayed:i,hops:i,refused:i,ruled:i,upheld:i,lost_ms:i}]",
    .name = "dispute.measures", .summary = T_dispute_measures_summary, .perm = PERM_CASE_SEE, .in = fields,
    .nin = NITEMS(fields), .in_size = sizeof(struct measures_in), .run = run, .json = json};
