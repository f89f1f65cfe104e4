/* What filing one more problem at a spot means, and what is kept of it. */
/* house: words, because the schema's own row is repeated word by word */
#include "work/repeat/inside.h"

#include "base/day.h"
#include "base/ensure.h"
#include "city/catalog/catalog.h"
#include "city/place/record.h"
#include "work_repeat_texts.h"

/* ---- The rule ---- */

struct repeat_found
repeat_judge(const struct repeat_closed *c, size_t n, const struct repeat_limits *by, int64_t now)
{
	struct repeat_found f = {.nth = 1, .by = *by};
	int64_t             longest = (by->days > by->span ? by->days : by->span) * DAY_MS;

	for (size_t i = 0; i < n; i++) {
		int64_t ago = now - c[i].ended_at;

		if (ago < 0 || ago > longest)
			continue;
		if (!f.before || c[i].ended_at > f.before_at ||
		    (c[i].ended_at == f.before_at && c[i].id > f.before)) {
			f.before = c[i].id;
			f.before_at = c[i].ended_at;
		}
		if (ago <= by->span * DAY_MS)
			f.nth += 1 + c[i].reopens;
	}
	f.again = f.before && now - f.before_at <= by->days * DAY_MS;
	f.chronic = f.nth >= by->times;
	return f;
}

/* ---- Finding ---- */

static struct case_point
point_of(opt_f64 lon, opt_f64 lat)
{
	return (struct case_point){lon.some && lat.some, lon.v, lat.v};
}

static enum err
limits_of(struct ctx *cx, str class_key, struct repeat_limits *by)
{
	struct q_repeat_rule_for_row r;
	enum err e = q_repeat_rule_for(cx, &(struct q_repeat_rule_for_in){class_key, class_big_key(class_key)}, &r);

	/* The schema brings one of all classes, and nothing takes it away. */
	ensure(e != ERR_NONE);
	if (e == OK)
		*by = (struct repeat_limits){r.days, r.metres, r.times, r.span};
	return e;
}

enum err
repeat_find(struct ctx *cx, const struct repeat_spot *spot, struct repeat_found *out)
{
	struct q_repeat_closed_row *row;
	struct q_repeat_closed_in   q;
	struct repeat_closed       *c;
	struct repeat_limits        by;
	struct case_box             box;
	struct buf                  plain;
	size_t                      n, m = 0;
	enum err                    e;

	if ((e = limits_of(cx, spot->class_key, &by)) != OK)
		return e;
	buf_init(&plain, cx->arena, BUF_LINE);
	case_spot_plain(spot->address, &plain);
	if (plain.err != OK)
		return ctx_no_memory(cx);
	box = case_box_within(spot->at, (double)by.metres);
	q = (struct q_repeat_closed_in){
	    .place_id = spot->place, .class_key = spot->class_key,
	    .since = cx->now - (by.days > by.span ? by.days : by.span) * DAY_MS, .anywhere = by.metres == 0,
	    .has_point = spot->at.some, .plain = plain.n ? buf_str(&plain) : S(""), .west = box.west, .east = box.east,
	    .south = box.south, .north = box.north, .n = REPEAT_LOOKED};
	if ((e = q_repeat_closed(cx, &q, &row, &n)) != OK)
		return e;
	if (!(c = ARENA_NEWS(cx->arena, n + 1, struct repeat_closed)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < n; i++) {
		if (row[i].id == spot->id || (spot->step.n && str_eq(row[i].proven, spot->step)))
			continue;
		if (by.metres && !case_same_within(spot->at, spot->address, point_of(row[i].lon, row[i].lat),
		                                   row[i].address, (double)by.metres))
			continue;
		c[m++] = (struct repeat_closed){row[i].id, row[i].ended_at, row[i].reopens};
	}
	*out = repeat_judge(c, m, &by, cx->now);
	return OK;
}

/* ---- Keeping ---- */

enum err
repeat_keep(struct ctx *cx, int64_t case_id, const struct repeat_found *f)
{
	struct record r;
	enum err      e;

	if (!f->before)
		return OK;
	e = q_repeat_add(cx, &(struct q_repeat_add_in){
	    .case_id = case_id, .before_id = f->before, .before_at = f->before_at, .again = f->again, .nth = f->nth,
	    .chronic = f->chronic, .days = f->by.days, .metres = f->by.metres, .times = f->by.times, .span = f->by.span,
	    .found_at = cx->now}, NULL);
	if (e != OK)
		return e;
	record_begin(cx, &r);
	json_kv_i64(&r.set, "before_id", f->before);
	json_kv_i64(&r.set, "before_at", f->before_at);
	json_kv_bool(&r.set, "again", f->again);
	json_kv_i64(&r.set, "nth", f->nth);
	json_kv_bool(&r.set, "chronic", f->chronic);
	json_kv_i64(&r.set, "days", f->by.days);
	json_kv_i64(&r.set, "metres", f->by.metres);
	json_kv_i64(&r.set, "times", f->by.times);
	json_kv_i64(&r.set, "span", f->by.span);
	json_kv_i64(&r.set, "found_at", cx->now);
	json_kv_bool(&r.set, "dropped", false);
	return record_end(cx, &r, "case_repeat", case_id, 1, "case_repeat.found", STR_NONE);
}

enum err
repeat_drop(struct ctx *cx, int64_t case_id)
{
	struct record r;
	int64_t       n;
	enum err      e = q_repeat_remove(cx, &(struct q_repeat_remove_in){case_id}, &n);

	if (e != OK || n == 0)
		return e;
	record_begin(cx, &r);
	json_kv_bool(&r.set, "dropped", true);
	return record_end(cx, &r, "case_repeat", case_id, 2, "case_repeat.dropped", STR_NONE);
}

/* ---- What the verifier knows of it ---- */

static const char first_rule[] = "{\"*\":{\"days\":90,\"metres\":30,\"times\":3,\"span\":365,"
                                 "\"source\":\"示例：屡改屡犯和顽疾的认定，请按本地文件修改\"}}";
static const struct journal_side rule_side = {
    .table = "repeat_rule", .query = "fold_repeat_rules", .keys = 1, .initial = first_rule};

const struct journal_aggregate repeat_aggregates[] = {
    {.kind = "case_repeat", .label = T_repeat_thing, .queries = repeat_queries, .query = "repeat_fold"},
    {.kind = "repeat_rule", .label = T_repeat_thing_rule, .queries = repeat_queries, .side = &rule_side, .nside = 1},
};
const size_t repeat_aggregates_n = NITEMS(repeat_aggregates);
