/* case.limit: how long the stages before and after the work may take. */
#include "city/place/place.h"
#include "city/place/record.h"
#include "city/unit/roles.h"
#include "work/cases/inside.h"
#include "work_cases_texts.h"
#include "work_life_texts.h"

static const struct choice stage_choices[] = {
	{"accept", T_case_stage_accept}, {"check", T_case_stage_check}, {"file", T_case_stage_file},
	{"dispatch", T_case_stage_dispatch}, {"sign", T_case_stage_sign}, {"verify", T_case_stage_verify},
	{"close", T_case_stage_close}, {NULL, T_none},
};
static const struct choice clock_choices[] = {
	{"urgent", T_case_clock_urgent}, {"office", T_case_clock_office}, {"workday", T_case_clock_workday},
	{"natural", T_case_clock_natural}, {NULL, T_none},
};
static const struct choice unit_choices[] = {
	{"minute", T_case_unit_minute}, {"hour", T_case_unit_hour}, {"day", T_case_unit_day}, {NULL, T_none}};

#define LIMIT_IN(X)                                                                 \
	X(choice, stage, 1, 0, 0, T_case_field_stage, stage_choices)                \
	X(i64, amount, 1, 1, 10000, T_case_field_amount, NULL)                      \
	X(choice, clock, 1, 0, 0, T_case_field_clock, clock_choices)                \
	X(choice, unit, 1, 0, 0, T_case_field_clock_unit, unit_choices)             \
	X(str, basis, 1, 2, 200, T_case_field_basis, NULL)
struct limit_in {
	LIMIT_IN(FIELD_DECL)
};
#define IN_T limit_in
static const struct field limit_fields[] = {LIMIT_IN(FIELD_ROW)};
#undef IN_T

/* Cases that run keep their clocks; the event says what was, too. */
static enum err
set_limit(struct ctx *cx, int stage, const struct limit_in *in)
{
	struct q_limit_get_row was;
	struct buf             b, m;
	struct json            j, more;
	str                    body, text;
	enum err               e = q_limit_get(cx, &(struct q_limit_get_in){.stage = stage}, &was);

	if (e != OK && e != ERR_NONE)
		return e;
	buf_init(&m, cx->arena, BUF_PAYLOAD);
	json_init(&more, &m);
	json_obj(&more);
	json_kv_str(&more, "stage", in->stage);
	if (e == OK) {
		json_kv_i64(&more, "was_amount", was.amount);
		json_kv_str(&more, "was_clock", was.clock);
		json_kv_str(&more, "was_unit", was.unit);
	}
	json_obj_end(&more);
	buf_init(&b, cx->arena, BUF_PAYLOAD);
	json_init(&j, &b);
	json_obj(&j);
	json_kv_i64(&j, "amount", in->amount);
	json_kv_str(&j, "clock", in->clock);
	json_kv_str(&j, "unit", in->unit);
	json_kv_str(&j, "source", in->basis);
	json_obj_end(&j);
	if ((e = buf_end(&b, &body)) != OK || (e = buf_end(&m, &text)) != OK ||
	    (e = q_limit_set(cx, &(struct q_limit_set_in){.stage = stage, .amount = in->amount, .clock = in->clock,
	                                                 .unit = in->unit, .source = in->basis}, NULL)) != OK)
		return e;
	if ((e = city_changed(cx)) != OK)
		return e;
	return record_row(cx, "limit", "limit.set", "case_limit", arena_printf(cx->arena, "%d", stage), body, text);
}

static enum err
limit_apply(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct limit_in *in = arg;
	struct case_job        j;
	struct worktime_limit      limit;
	enum err               e;

	(void)made;
	/* The calendar itself says whether clock and unit go together. */
	if (!worktime_limit_of(in->clock, in->unit, in->amount, &limit))
		return refuse(cx, ERR_INPUT, "unit", T_case_no_deadline);
	if ((e = job_new(cx, &j)) != OK || (e = clocks_try(&j, &limit)) != OK)
		return e;
	for (int s = 0; s < CASE_STAGE_MAX; s++) {
		if (!str_eq(in->stage, str_of(case_stage_code((enum case_stage)s))))
			continue;
		*out = (struct reply){.done = T_case_limit_done};
		return set_limit(cx, s, in);
	}
	return refuse(cx, ERR_INPUT, "stage", T_case_no_deadline);
}

const struct command case_limit_command = {
	.name = "case.limit", .summary = T_case_limit, .perm = PERM_CITY_EDIT,
	.scope = place_city_in_reach, .in = limit_fields,
	.nin = NITEMS(limit_fields), .in_size = sizeof(struct limit_in), .apply = limit_apply,
};
