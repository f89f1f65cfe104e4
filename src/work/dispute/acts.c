/* dispute.refuse, dispute.rule. */
#include "city/calendar/calendar.h"
#include "city/duty/duty.h"
#include "city/place/place.h"
#include "city/place/record.h"
#include "city/unit/roles.h"
#include "city/unit/unit.h"
#include "work/acts/acts.h"
#include "work/dispute/inside.h"
#include "work_dispute_texts.h"

#define REFUSE_IN(X) \
	X(id, id, 1, 1, INT64_MAX, T_dispute_f_case, NULL) \
	X(id, duty, 0, 1, INT64_MAX, T_dispute_f_duty, NULL) \
	X(str, law, 0, 4, 200, T_dispute_f_law, NULL) \
	X(text, reason, 1, 1, 500, T_dispute_f_reason, NULL)
struct refuse_in {
	REFUSE_IN(FIELD_DECL)
};
#define IN_T refuse_in
static const struct field refuse_fields[] = {REFUSE_IN(FIELD_ROW)};
#undef IN_T

static const struct choice ways[] = {
    {"site", T_dispute_way_site}, {"papers", T_dispute_way_papers}, {NULL, T_none}};

#define RULE_IN(X) \
	X(id, id, 1, 1, INT64_MAX, T_dispute_f_case, NULL) \
	X(choice, way, 1, 0, 0, T_dispute_f_way, ways) \
	X(code, unit, 1, 1, 40, T_dispute_f_unit, NULL) \
	X(code, post, 0, 1, 40, T_dispute_f_post, NULL) \
	X(text, reason, 0, 1, 500, T_dispute_f_reason, NULL) \
	X(time, at, 0, 0, 0, T_dispute_f_at, NULL) \
	X(bool, keep, 0, 0, 1, T_dispute_f_keep, NULL) \
	X(text, area, 0, 1, 6000, T_dispute_f_area, NULL) \
	X(i64, metres, 0, 10, 5000, T_dispute_f_metres, NULL) \
	X(day, until, 0, DAY_FIRST, DAY_LAST, T_dispute_f_until, NULL) \
	X(code, bears, 0, 1, 40, T_dispute_f_bears, NULL) \
	X(str, bears_why, 0, 1, 200, T_dispute_f_bears_why, NULL)
struct rule_in {
	RULE_IN(FIELD_DECL)
};
#define IN_T rule_in
static const struct field rule_fields[] = {RULE_IN(FIELD_ROW)};
#undef IN_T

/* A case within reach and its dispute; d->id 0: none yet. */
struct found {
	struct q_dispute_case_row c;
	struct q_dispute_of_row   d;
};

static enum err
find(struct ctx *cx, int64_t id, struct found *f)
{
	int64_t  scope = cx->who->reach;
	enum err e = q_dispute_case(cx, &(struct q_dispute_case_in){id, scope}, &f->c);

	if (e != OK)
		return e == ERR_NONE ? refuse(cx, ERR_NONE, "id", T_dispute_no_case) : e;
	f->d = (struct q_dispute_of_row){0};
	e = q_dispute_of(cx, &(struct q_dispute_of_in){id, scope}, &f->d);
	return e == ERR_NONE ? OK : e;
}

/* ---- dispute.refuse ---- */

static enum err
check_ground(struct ctx *cx, const struct refuse_in *in, const struct found *f)
{
	struct dispute_ground    g = {.row = in->duty > 0, .law = in->law.n > 0, .unit = cx->who->unit,
	                              .ruled = f->c.duty_basis == 4};
	struct q_dispute_duty_row row;
	const char               *field;
	text_id                   fault;
	str                       today;
	enum err                  e = unit_today(cx, &today);

	if (e != OK)
		return e;
	if (!f->c.class_key.p)
		return refuse(cx, ERR_RULE, "id", T_dispute_no_class);
	if (g.row) {
		e = q_dispute_duty(cx, &(struct q_dispute_duty_in){.id = in->duty, .class_key = f->c.class_key,
		                                                   .place_id = f->c.place_id, .day = today}, &row);
		if (e != OK && e != ERR_NONE)
			return e;
		g.row_there = e == OK;
		g.row_speaks = e == OK && row.speaks;
		g.row_unit = e == OK ? row.unit_id : 0;
	}
	fault = dispute_ground_fault(&g, &field);
	return fault == T_none ? OK : refuse(cx, field ? ERR_INPUT : ERR_RULE, field, fault);
}

/* One working day, by today's calendar. */
static enum err
deadline(struct ctx *cx, int64_t *due, str *version)
{
	static const struct worktime_limit     limit = {1, WORKTIME_WORKDAY, WORKTIME_DAY};
	const struct worktime_calendar        *cal;
	struct worktime_due                    d;
	enum err                               e = calendar_now(cx, &cal);

	if (e != OK)
		return e;
	if (worktime_add(cal, &limit, cx->now, &d) != WORKTIME_OK)
		return refuse(cx, ERR_RULE, NULL, T_dispute_no_days);
	*due = d.due;
	return arena_str(cx->arena, worktime_version(cal), version) ? OK : ctx_no_memory(cx);
}

static enum err
side_json(struct ctx *cx, const struct q_dispute_side_add_in *s, str *out)
{
	struct buf  b;
	struct json j;

	buf_init(&b, cx->arena, BUF_PAYLOAD);
	json_init(&j, &b);
	json_obj(&j);
	json_key(&j, S("dispute_side"));
	json_obj(&j);
	json_key(&j, s->n == 1 ? S("1") : S("2"));
	json_obj(&j);
	json_kv_i64(&j, "unit_id", s->unit_id);
	json_kv_i64(&j, "at", s->at);
	if (s->duty_id.some)
		json_kv_i64(&j, "duty_id", s->duty_id.v);
	if (s->law.p)
		json_kv_str(&j, "law", s->law);
	json_kv_str(&j, "reason", s->reason);
	json_obj_end(&j);
	json_obj_end(&j);
	json_obj_end(&j);
	return buf_end(&b, out);
}

/* The row, made or changed, and the side of who refuses, in one event. */
static enum err
write_refusal(struct ctx *cx, const struct refuse_in *in, const struct found *f, int64_t due, str version)
{
	bool                         joint = f->c.returns > 0, fresh = f->d.id == 0;
	struct q_dispute_side_add_in side = {.n = joint ? 2 : 1, .unit_id = cx->who->unit, .at = cx->now,
	                                     .duty_id = in->duty ? SOME_I64(in->duty) : (opt_i64){0}, .law = in->law,
	                                     .reason = in->reason};
	struct q_dispute_add_in      add = {.case_id = f->c.id, .state = joint ? DISPUTE_JOINT : DISPUTE_RETURNED,
	                                    .class_key = f->c.class_key, .opened_at = cx->now};
	struct q_dispute_add_row     made = {.id = f->d.id};
	struct record                r;
	int64_t                      n, rev = fresh ? 1 : f->d.rev + 1;
	enum err                     e;

	if (joint) {
		add.joint_at = SOME_I64(cx->now);
		add.due_at = SOME_I64(due);
		add.calendar = version;
	}
	if (fresh)
		e = q_dispute_add(cx, &add, &made);
	else
		e = q_dispute_join(cx, &(struct q_dispute_join_in){f->d.id, rev, cx->now, due, version}, &n);
	side.dispute_id = made.id;
	if (e != OK || (e = q_dispute_side_add(cx, &side, &n)) != OK)
		return e;
	record_begin(cx, &r);
	if ((e = side_json(cx, &side, &r.rows)) != OK)
		return e;
	if (fresh) {
		json_kv_i64(&r.set, "case_id", add.case_id);
		json_kv_str(&r.set, "class_key", add.class_key);
		json_kv_i64(&r.set, "opened_at", add.opened_at);
	}
	json_kv_i64(&r.set, "state", add.state);
	if (joint) {
		json_kv_i64(&r.set, "joint_at", cx->now);
		json_kv_i64(&r.set, "due_at", due);
		json_kv_str(&r.set, "calendar", version);
	}
	return record_end(cx, &r, "dispute", made.id, rev, joint ? "dispute.joint" : "dispute.returned", STR_NONE);
}

static enum err
refuse_apply(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct refuse_in *in = arg;
	struct found            f;
	str                     version = STR_NONE;
	int64_t                 due = 0;
	enum err                e;

	(void)made;
	if ((e = find(cx, in->id, &f)) != OK || (e = check_ground(cx, in, &f)) != OK ||
	    (e = deadline(cx, &due, &version)) != OK ||
	    (e = case_returned(cx, in->id, f.c.returns > 0, in->reason, out)) != OK ||
	    (e = write_refusal(cx, in, &f, due, version)) != OK)
		return e;
	out->done = f.c.returns > 0 ? T_dispute_joint : T_dispute_returned;
	out->arg[0] = out->arg[1] = STR_NONE;
	if (f.c.returns > 0) {
		char    text[DAY_TEXT];
		day     d;
		int32_t ms = 0;

		if (day_of_ms(due, cx->zone, &d, &ms))
			out->arg[0] = arena_printf(cx->arena, "%.*s %02d:%02d", STR_ARG(day_format(d, text)),
			                           (int)(ms / 3600000), (int)(ms / 60000 % 60));
	}
	return OK;
}

/* ---- dispute.rule ---- */

enum err
dispute_may_rule(struct ctx *cx, int64_t dispute_id, int64_t state, bool open, text_id *fault)
{
	struct q_dispute_sides_row *s;
	struct dispute_ruling       r = {.state = (enum dispute_state)state, .open = open, .reason = true,
	                                 .at = cx->now, .now = cx->now, .joint_at = INT64_MIN,
	                                 .ruler = cx->who ? cx->who->unit : 0};
	const char                 *field;
	size_t                      n;
	enum err                    e = q_dispute_sides(cx, &(struct q_dispute_sides_in){dispute_id}, &s, &n);

	for (size_t i = 0; e == OK && i < n && i < NITEMS(r.side); i++)
		r.side[i] = s[i].unit_id;
	*fault = e == OK ? dispute_ruling_fault(&r, &field) : T_none;
	return e;
}

static enum err
check_ruling(struct ctx *cx, const struct rule_in *in, const struct found *f, int64_t at)
{
	struct dispute_ruling       r = {.state = (enum dispute_state)f->d.state, .open = f->c.open,
	                                 .joint_at = f->d.joint_at.some ? f->d.joint_at.v : INT64_MIN, .at = at,
	                                 .now = cx->now, .ruler = cx->who->unit, .reason = in->reason.n > 0,
	                                 .radius = in->keep && in->metres != FIELD_ABSENT && !in->area.n,
	                                 .spot = f->c.lon.some && f->c.lat.some, .bears = in->bears.n > 0,
	                                 .bears_why = in->bears_why.n > 0};
	struct q_dispute_sides_row *s;
	const char                 *field;
	text_id                     fault;
	size_t                      n;
	enum err                    e = q_dispute_sides(cx, &(struct q_dispute_sides_in){f->d.id}, &s, &n);

	if (e != OK)
		return e;
	for (size_t i = 0; i < n && i < NITEMS(r.side); i++)
		r.side[i] = s[i].unit_id;
	fault = dispute_ruling_fault(&r, &field);
	return fault == T_none ? OK : refuse(cx, field ? ERR_INPUT : ERR_RULE, field, fault);
}

/* The ruling as a precedent: with a border anywhere in the district, without one at the case's place. */
static enum err
keep(struct ctx *cx, const struct rule_in *in, const struct found *f, str unit, opt_i64 *id, str *no)
{
	bool                 round = in->metres != FIELD_ABSENT && !in->area.n;
	struct precedent_new p = {.reason = in->reason, .classes = f->c.class_key, .unit = unit, .area = in->area,
	                          .metres = in->metres, .valid_from = ctx_today(cx).v, .valid_to = in->until,
	                          .place = in->area.n || round ? f->c.root_code : f->c.place_code};
	struct buf           b;
	int64_t              made;
	enum err             e;

	*id = (opt_i64){0};
	*no = STR_NONE;
	if (!in->keep)
		return OK;
	buf_init(&b, cx->arena, BUF_LINE);
	text_add(&b, T_dispute_precedent_no, ZH, &f->c.no, 1);
	if ((e = buf_end(&b, no)) != OK)
		return e;
	p.no = *no;
	if (round)
		p.area = arena_printf(cx->arena, "%.9f,%.9f", f->c.lon.v, f->c.lat.v);
	if ((e = precedent_keep(cx, &p, &made)) == OK)
		*id = SOME_I64(made);
	return e;
}

static enum err
write_ruling(struct ctx *cx, const struct found *f, const struct q_dispute_end_in *q)
{
	struct record r;
	int64_t       n;
	enum err      e = q_dispute_end(cx, q, &n);

	if (e != OK)
		return e;
	record_begin(cx, &r);
	json_kv_i64(&r.set, "state", DISPUTE_RULED);
	json_kv_i64(&r.set, "ruled_at", q->ruled_at);
	json_kv_i64(&r.set, "ruled_by", q->ruled_by);
	if (q->ruled_unit.some)
		json_kv_i64(&r.set, "ruled_unit", q->ruled_unit.v);
	json_kv_str(&r.set, "way", q->way);
	json_kv_str(&r.set, "reason", q->reason);
	json_kv_i64(&r.set, "unit_id", q->unit_id);
	if (q->bears_id.some)
		json_kv_i64(&r.set, "bears_id", q->bears_id.v);
	if (q->bears_why.p)
		json_kv_str(&r.set, "bears_why", q->bears_why);
	if (q->precedent_id.some)
		json_kv_i64(&r.set, "precedent_id", q->precedent_id.v);
	return record_end(cx, &r, "dispute", f->d.id, q->rev, "dispute.ruled", STR_NONE);
}

/* Still to be done by somebody: it goes to whose it is.  Done, and looked at, it stays where it is. */
static bool
goes_on(const struct found *f, int64_t unit)
{
	return (f->c.state == CASE_DISPATCHED || f->c.state == CASE_WORKING || f->c.state == CASE_REWORK) &&
	       !(f->c.unit_id.some && f->c.unit_id.v == unit);
}

static enum err
rule_apply(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct rule_in   *in = arg;
	struct q_dispute_end_in q = {.ruled_at = in->at == FIELD_ABSENT || in->at == 0 ? cx->now : in->at,
	                             .ruled_by = cx->who->user, .way = in->way, .reason = in->reason,
	                             .bears_why = in->bears_why};
	struct found            f;
	int64_t                 bears = 0;
	struct q_dispute_unit_row unit;
	str                     no;
	enum err                e;

	(void)made;
	if ((e = find(cx, in->id, &f)) != OK || (e = check_ruling(cx, in, &f, q.ruled_at)) != OK ||
	    (e = unit_named(cx, "unit", in->unit, &q.unit_id)) != OK ||
	    (e = q_dispute_unit(cx, &(struct q_dispute_unit_in){q.unit_id}, &unit)) != OK ||
	    (e = unit_named(cx, "bears", in->bears, &bears)) != OK)
		return e;
	q.id = f.d.id;
	q.rev = f.d.rev + 1;
	q.ruled_unit = cx->who->unit ? SOME_I64(cx->who->unit) : (opt_i64){0};
	q.bears_id = bears ? SOME_I64(bears) : (opt_i64){0};
	if ((e = keep(cx, in, &f, unit.code, &q.precedent_id, &no)) != OK ||
	    (goes_on(&f, q.unit_id) && (e = case_sent_on(cx, in->id, in->unit, in->post, in->reason)) != OK) ||
	    (e = write_ruling(cx, &f, &q)) != OK)
		return e;
	*out = (struct reply){.id = f.d.id, .no = f.c.no, .done = in->keep ? T_dispute_ruled_kept : T_dispute_ruled,
	                      .see = arena_printf(cx->arena, "/disputes/%lld", (long long)f.d.id),
	                      .arg = {unit.name, no}};
	return out->see.p ? OK : ctx_no_memory(cx);
}

static const struct command refuse_cmd = {
    .name = "dispute.refuse", .summary = T_dispute_refuse_summary, .perm = PERM_CASE_HANDLE, .lock = "cases",
    .lock_field = "id", .in = refuse_fields, .nin = NITEMS(refuse_fields), .in_size = sizeof(struct refuse_in),
    .apply = refuse_apply};
static const struct command rule_cmd = {
    .name = "dispute.rule", .summary = T_dispute_rule_summary, .perm = PERM_CASE_DECIDE, .lock = "cases",
    .lock_field = "id", .in = rule_fields, .nin = NITEMS(rule_fields), .in_size = sizeof(struct rule_in),
    .apply = rule_apply};
const struct command *const dispute_commands[] = {&refuse_cmd, &rule_cmd};
const size_t                dispute_commands_n = NITEMS(dispute_commands);
const struct view *const    dispute_views[] = {&dispute_list_view, &dispute_get_view, &dispute_of_view,
                                            &dispute_measures_view};
const size_t                dispute_views_n = NITEMS(dispute_views);

static const struct journal_side side_side = {.table = "dispute_side", .query = "dispute_side_fold", .keys = 1};

const struct journal_aggregate dispute_aggregates[] = {
    {.kind = "dispute", .label = T_dispute_thing, .queries = dispute_queries, .query = "dispute_fold",
     .side = &side_side, .nside = 1},
};
const size_t dispute_aggregates_n = NITEMS(dispute_aggregates);
