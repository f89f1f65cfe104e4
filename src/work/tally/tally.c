/* case.count and case.counted: numbers of what is never a case. */
#include "work/tally/tally.h"

#include "base/day.h"
#include "base/ensure.h"
#include "city/catalog/catalog.h"
#include "city/place/place.h"
#include "city/place/record.h"
#include "city/unit/roles.h"
#include "work/tally/tally_sql.h"
#include "work_tally_texts.h"

enum { BACK_DAYS = 31, MOST = 500 };

static str
day_text(struct ctx *cx, day d)
{
	char text[DAY_TEXT];
	str  s;

	return arena_str(cx->arena, day_format(d, text), &s) ? s : STR_NONE;
}

/* ---- case.count ----------------------------------------------------------------------------- */

#define COUNT_IN(X)                                                       \
	X(code, place, 1, 1, 40, T_tally_field_place, NULL)               \
	X(str, class, 1, 1, 40, T_tally_field_class, NULL)                \
	X(i64, n, 0, -1000, 1000, T_tally_field_n, NULL)                  \
	X(day, day, 0, DAY_FIRST, DAY_LAST, T_tally_field_day, NULL)
struct count_in {
	COUNT_IN(FIELD_DECL)
};
#define IN_T count_in
static const struct field count_fields[] = {COUNT_IN(FIELD_ROW)};
#undef IN_T

static enum err
write_count(struct ctx *cx, const struct q_tally_add_in *in, const struct q_tally_get_row *old, int64_t *sum)
{
	struct q_tally_add_row added;
	struct record          r;
	int64_t                changed;
	enum err               e;

	*sum = (old ? old->n : 0) + in->n;
	if (*sum < 0)
		return refuse(cx, ERR_RULE, "n", T_tally_below,
		              arena_printf(cx->arena, "%lld", (long long)(*sum - in->n)));
	if (old) {
		struct q_tally_change_in more = {.id = old->id, .rev = old->rev + 1, .n = *sum};

		if ((e = q_tally_change(cx, &more, &changed)) != OK)
			return e;
		record_begin(cx, &r);
		json_kv_i64(&r.set, "n", *sum);
		return record_end(cx, &r, "tally", old->id, old->rev + 1, "tally.counted", STR_NONE);
	}
	if ((e = q_tally_add(cx, in, &added)) != OK)
		return e;
	record_begin(cx, &r);
	json_kv_i64(&r.set, "place_id", in->place_id);
	json_kv_str(&r.set, "class_key", in->class_key);
	json_kv_str(&r.set, "day", in->day);
	json_kv_i64(&r.set, "n", in->n);
	return record_end(cx, &r, "tally", added.id, 1, "tally.counted", STR_NONE);
}

static enum err
count_apply(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct count_in *in = arg;
	struct q_tally_add_in  row = {.n = in->n == FIELD_ABSENT ? 1 : in->n};
	struct q_tally_get_row old;
	struct class_row       class;
	day                    now = ctx_today(cx), on = in->day == FIELD_ABSENT ? now : (day){(int32_t)in->day};
	int64_t                sum;
	enum err               e;

	(void)made;
	if (row.n == 0)
		return refuse(cx, ERR_INPUT, "n", T_tally_zero);
	if (on.v > now.v || on.v < now.v - BACK_DAYS)
		return refuse(cx, ERR_INPUT, "day", T_tally_bad_day);
	if ((e = catalog_class_named(cx, "class", in->class, on, &class)) != OK)
		return e;
	if (class.subject != SUBJECT_PERSON)
		return refuse(cx, ERR_RULE, "class", T_tally_not_person, class.name);
	if ((e = place_named(cx, "place", in->place, &row.place_id)) != OK)
		return e;
	if ((e = place_in_reach(cx, row.place_id)) != OK)
		return e == ERR_NONE ? refuse(cx, ERR_INPUT, "place", T_tally_outside) : e;
	row.class_key = class.key;
	row.day = day_text(cx, on);
	if (!row.day.p)
		return ctx_no_memory(cx);
	/* Two who count the same at the same moment come one after the other. */
	if ((e = db_lock(cx, "tally", row.place_id)) != OK)
		return e;
	e = q_tally_get(cx, &(struct q_tally_get_in){.place_id = row.place_id, .class_key = row.class_key,
	                                            .day = row.day}, &old);
	if (e != OK && e != ERR_NONE)
		return e;
	if ((e = write_count(cx, &row, e == OK ? &old : NULL, &sum)) != OK)
		return e;
	*out = (struct reply){.done = T_tally_done,
	                      .arg = {class.name, arena_printf(cx->arena, "%lld", (long long)sum)}};
	return OK;
}

static const struct command count_command = {
	.name = "case.count", .summary = T_tally_count, .perm = PERM_CASE_REPORT, .in = count_fields,
	.nin = NITEMS(count_fields), .in_size = sizeof(struct count_in), .apply = count_apply,
};
const struct command *const tally_commands[] = {&count_command};
const size_t                tally_commands_n = NITEMS(tally_commands);

/* ---- case.counted --------------------------------------------------------------------------- */

#define COUNTED_IN(X)                                                     \
	X(day, since, 0, DAY_FIRST, DAY_LAST, T_tally_field_since, NULL)  \
	X(day, until, 0, DAY_FIRST, DAY_LAST, T_tally_field_until, NULL)  \
	X(str, class, 0, 1, 40, T_tally_field_class, NULL)                \
	X(i64, most, 0, 1, MOST, T_tally_field_most, NULL)
struct counted_in {
	COUNTED_IN(FIELD_DECL)
};
#define IN_T counted_in
static const struct field counted_fields[] = {COUNTED_IN(FIELD_ROW)};
#undef IN_T

static enum err
counted_run(struct ctx *cx, const void *arg, const void **out)
{
	const struct counted_in *in = arg;
	struct tally_list       *list = ARENA_NEW(cx->arena, struct tally_list);
	day                      until = in->until == FIELD_ABSENT ? ctx_today(cx) : (day){(int32_t)in->until};
	day                      since = {in->since == FIELD_ABSENT ? until.v - BACK_DAYS : (int32_t)in->since};
	struct q_tally_list_in   q = {.scope_reach = cx->who->reach};
	struct q_tally_list_row *row;
	struct class_row         class;
	enum err                 e;

	if (!list)
		return ctx_no_memory(cx);
	q.most = in->most == FIELD_ABSENT ? MOST : in->most;
	q.class_key = S("");
	if (in->class.n) {
		if ((e = catalog_class_named(cx, "class", in->class, until, &class)) != OK)
			return e;
		q.class_key = class.key;
	}
	q.since = day_text(cx, since);
	q.until = day_text(cx, until);
	if (!q.since.p || !q.until.p)
		return ctx_no_memory(cx);
	if ((e = q_tally_list(cx, &q, &row, &list->n)) != OK)
		return e;
	if (!(list->item = ARENA_NEWS(cx->arena, list->n + 1, struct tally_item)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < list->n; i++) {
		e = catalog_class(cx, row[i].class_key, until, &class);
		if (e != OK && e != ERR_NONE)
			return e;
		list->item[i] = (struct tally_item){
			.place_id = row[i].place_id, .n = row[i].n, .day = row[i].day, .place_code = row[i].place_code,
			.place_name = row[i].place_name, .class_key = row[i].class_key,
			.class_name = e == OK ? class.name : row[i].class_key};
		list->sum += row[i].n;
	}
	*out = list;
	return OK;
}

static void
counted_json(const void *out, struct json *j)
{
	const struct tally_list *list = out;

	json_obj(j);
	json_kv_i64(j, "sum", list->sum);
	json_key(j, S("counts"));
	json_arr(j);
	for (size_t i = 0; i < list->n; i++) {
		const struct tally_item *t = &list->item[i];

		json_obj(j);
		json_kv_str(j, "day", t->day);
		json_kv_str(j, "place", t->place_code);
		json_kv_str(j, "place_name", t->place_name);
		json_kv_str(j, "class", t->class_key);
		json_kv_str(j, "class_name", t->class_name);
		json_kv_i64(j, "n", t->n);
		json_obj_end(j);
	}
	json_arr_end(j);
	json_obj_end(j);
}

static const struct view counted_view = {
	.out = "{sum:i,counts:[{day:d,place:s,place_name:s,class:s,class_name:s,n:i}]}",
	.name = "case.counted", .summary = T_tally_counted, .perm = PERM_CASE_SEE, .in = counted_fields,
	.nin = NITEMS(counted_fields), .in_size = sizeof(struct counted_in), .run = counted_run, .json = counted_json,
};
const struct view *const tally_views[] = {&counted_view};
const size_t             tally_views_n = NITEMS(tally_views);

const struct journal_aggregate tally_aggregates[] = {
	{.kind = "tally", .label = T_tally_thing, .queries = tally_queries, .query = "tally_fold"},
};
const size_t tally_aggregates_n = NITEMS(tally_aggregates);
