/* inquiry.fill, inquiry.end, burden.cost. */
#include "base/utf8.h"
#include "city/place/place.h"
#include "city/place/record.h"
#include "city/unit/roles.h"
#include "city/unit/unit.h"
#include "kit/journal/journal.h"
#include "work/burden/inside.h"
#include "work/outbox/outbox.h"
#include "work_burden_texts.h"

#define FILL_IN(X)                                                                  \
	X(id, id, 1, 1, INT64_MAX, T_burden_f_id, NULL)                             \
	X(text, answers, 1, 1, 30000, T_burden_f_answers, NULL)                     \
	X(i64, took, 0, 1, MINUTES_MOST, T_burden_f_took, NULL)
#define END_IN(X)                                                                   \
	X(id, id, 1, 1, INT64_MAX, T_burden_f_id, NULL)                             \
	X(text, reason, 1, 2, 300, T_burden_f_reason, NULL)
struct fill_in {
	FILL_IN(FIELD_DECL)
};
#define IN_T fill_in
static const struct field fill_fields[] = {FILL_IN(FIELD_ROW)};
#undef IN_T
struct end_in {
	END_IN(FIELD_DECL)
};
#define IN_T end_in
static const struct field end_fields[] = {END_IN(FIELD_ROW)};
#undef IN_T

struct act {
	struct q_inquiry_get_row q;
	struct journal_sides     was;
};

static enum err
begin(struct ctx *cx, int64_t id, struct act *a)
{
	enum err e = q_inquiry_get(cx, &(struct q_inquiry_get_in){id, burden_reach(cx)}, &a->q);

	if (e == ERR_NONE)
		return refuse(cx, e, "id", T_burden_none);
	if (e != OK || (e = journal_sides_look(cx, &burden_aggregates[1], id, &a->was)) != OK)
		return e;
	return a->q.ended_at.some ? refuse(cx, ERR_RULE, NULL, T_burden_is_ended, a->q.no) : OK;
}

static enum err
tell(struct ctx *cx, const struct act *a, bool end, const char *type, str more)
{
	const opt_i64 at = {end, end ? cx->now : 0};
	struct record r;
	int64_t       n;
	enum err      e;

	e = q_inquiry_touch(cx, &(struct q_inquiry_touch_in){.id = a->q.id, .rev = a->q.rev + 1, .ended_at = at}, &n);
	if (e != OK)
		return e;
	record_begin(cx, &r);
	if (end)
		json_kv_i64(&r.set, "ended_at", cx->now);
	if ((e = journal_sides_say(cx, &burden_aggregates[1], a->q.id, &a->was, &r.rows)) != OK)
		return e;
	return record_end(cx, &r, "inquiry", a->q.id, a->q.rev + 1, type, more);
}

static void
reply_of(struct ctx *cx, const struct act *a, text_id done, struct reply *out)
{
	*out = (struct reply){.id = a->q.id, .rev = a->q.rev + 1, .no = a->q.no, .done = done, .arg = {a->q.no},
	                      .see = arena_printf(cx->arena, "/inquiries/%lld", (long long)a->q.id)};
}

/* ---- inquiry.fill ---- */

/* An answer to each field that is asked, once, and to no other; all faults are said. */
static enum err
read_answers(struct ctx *cx, str text, const struct q_inquiry_items_row *item, size_t n, str *value)
{
	enum err e = OK;
	int64_t  no;
	str      v;

	while (burden_next_answer(&text, &no, &v)) {
		str name = arena_printf(cx->arena, "%lld", (long long)no);

		if (no < 1 || no > (int64_t)n || item[no - 1].held.n)
			e = refuse(cx, ERR_INPUT, "answers", T_burden_no_such_item, name);
		else if (value[no - 1].p)
			e = refuse(cx, ERR_INPUT, "answers", T_burden_answer_twice, name);
		else if (utf8_len(v) > INQUIRY_VALUE)
			e = refuse(cx, ERR_INPUT, "answers", T_burden_long_answer, item[no - 1].words);
		else if (v.n)
			value[no - 1] = v;
	}
	if (text.n)
		return refuse(cx, ERR_INPUT, "answers", T_burden_no_number, utf8_cut(text, 20));
	for (size_t i = 0; i < n; i++)
		if (!item[i].held.n && !value[i].p)
			e = refuse(cx, ERR_INPUT, "answers", T_burden_not_answered,
			           arena_printf(cx->arena, "%lld", (long long)item[i].n), item[i].words);
	return e;
}

static enum err
fill(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct fill_in      *in = arg;
	const int64_t              unit = cx->who ? cx->who->unit : 0;
	str                        value[INQUIRY_ITEMS] = {{0}};
	struct q_inquiry_items_row *item;
	struct q_inquiry_own_row   own;
	struct act                 a = {0};
	size_t                     nitem;
	int64_t                    n;
	enum err                   e;

	(void)made;
	if ((e = begin(cx, in->id, &a)) != OK)
		return e;
	e = q_inquiry_own(cx, &(struct q_inquiry_own_in){in->id, unit}, &own);
	if (e == ERR_NONE)
		return refuse(cx, ERR_RULE, NULL, T_burden_not_asked, a.q.no);
	if (e != OK || (e = q_inquiry_items(cx, &(struct q_inquiry_items_in){in->id}, &item, &nitem)) != OK ||
	    (e = read_answers(cx, in->answers, item, nitem, value)) != OK)
		return e;
	for (size_t i = 0; e == OK && i < nitem; i++)
		if (value[i].p)
			e = q_inquiry_answer_put(cx, &(struct q_inquiry_answer_put_in){.inquiry_id = in->id,
			    .unit_id = unit, .n = item[i].n, .value = value[i]}, &n);
	if (e == OK)
		e = q_inquiry_fill(cx, &(struct q_inquiry_fill_in){.inquiry_id = in->id, .unit_id = unit,
		    .filled_at = cx->now, .took = {in->took != FIELD_ABSENT, in->took}}, &n);
	if (e == OK)
		e = outbox_inquiry_over(cx, unit, in->id);
	reply_of(cx, &a, T_burden_did_fill, out);
	return e == OK ? tell(cx, &a, false, "inquiry.filled", STR_NONE) : e;
}

/* ---- What still waits for a unit ---- */

enum err
burden_waits(struct ctx *cx, int64_t unit, int64_t *n, str *due)
{
	struct q_waits_row row;
	enum err           e = q_waits(cx, &(struct q_waits_in){unit}, &row);

	*n = row.n;
	*due = row.due;
	return e;
}

static enum err
hangs(struct ctx *cx, const struct unit_end *end, int64_t *n)
{
	struct q_hangs_row row;
	enum err           e;

	if (end->post)
		return OK;
	e = q_hangs(cx, &(struct q_hangs_in){.unit_id = end->unit, .day = end->on}, &row);
	*n = row.n;
	return e;
}

const struct unit_hang burden_hang = {T_burden_hangs, hangs};

/* ---- inquiry.end ---- */

static enum err
end(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct end_in *in = arg;
	struct act           a = {0};
	str                  more;
	enum err             e;

	(void)made;
	if ((e = begin(cx, in->id, &a)) != OK)
		return e;
	if (cx->who && cx->who->unit != a.q.unit_id)
		return refuse(cx, ERR_RULE, NULL, T_burden_not_yours, a.q.unit_name);
	if ((e = record_basis(cx, in->reason, &more)) != OK || (e = outbox_inquiry_over(cx, 0, in->id)) != OK)
		return e;
	reply_of(cx, &a, T_burden_did_end, out);
	return tell(cx, &a, true, "inquiry.ended", more);
}

/* ---- burden.cost ---- */

#define COST_IN(X)                                                                  \
	X(choice, what, 1, 0, 0, T_burden_f_what, burden_costs)                            \
	X(i64, minutes, 1, 1, 100000, T_burden_f_minutes, NULL)
struct cost_in {
	COST_IN(FIELD_DECL)
};
#define IN_T cost_in
static const struct field cost_fields[] = {COST_IN(FIELD_ROW)};
#undef IN_T

static enum err
cost(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct cost_in *in = arg;
	str                   key = arena_printf(cx->arena, "burden.%.*s", STR_ARG(in->what));
	str                   value = arena_printf(cx->arena, "%lld", (long long)in->minutes);

	(void)made;
	if (!key.p || !value.p)
		return ctx_no_memory(cx);
	*out = (struct reply){.done = T_burden_did_cost, .see = S("/burden"), .arg = {value}};
	return setting_put(cx, key, value);
}

#define ONE(fields_, in_) \
	.lock = "inquiry", .lock_field = "id", .in = fields_, .nin = NITEMS(fields_), .in_size = sizeof(struct in_)

const struct command inquiry_fill_cmd = {.name = "inquiry.fill", .summary = T_burden_fill_summary,
    .perm = PERM_TASK_DO,
                                         ONE(fill_fields, fill_in), .apply = fill};
const struct command inquiry_end_cmd = {.name = "inquiry.end", .summary = T_burden_end_summary,
    .perm = PERM_TASK_EDIT,
                                        ONE(end_fields, end_in), .apply = end};
const struct command burden_cost_cmd = {
    .name = "burden.cost", .summary = T_burden_cost_summary, .perm = PERM_CITY_EDIT, .scope = place_city_in_reach,
    .in = cost_fields, .nin = NITEMS(cost_fields), .in_size = sizeof(struct cost_in), .apply = cost,
};

const struct command *const burden_commands[] = {&datum_load_cmd, &inquiry_ask_cmd, &inquiry_fill_cmd,
    &inquiry_end_cmd,
                                                 &burden_cost_cmd};
const size_t                burden_commands_n = NITEMS(burden_commands);

static const struct journal_side sides[] = {
    {.table = "inquiry_item", .query = "fold_inquiry_items", .keys = 1},
    {.table = "inquiry_unit", .query = "fold_inquiry_units", .keys = 1},
    {.table = "inquiry_reach", .query = "fold_inquiry_reach", .keys = 1},
    {.table = "inquiry_answer", .query = "fold_inquiry_answers", .keys = 2},
};
const struct journal_aggregate burden_aggregates[] = {
    {.kind = "datum", .label = T_burden_thing_datum, .queries = burden_queries, .query = "datum_fold"},
    {.kind = "inquiry", .label = T_burden_thing, .queries = burden_queries, .query = "inquiry_fold", .side = sides,
     .nside = NITEMS(sides)},
};
const size_t burden_aggregates_n = NITEMS(burden_aggregates);
