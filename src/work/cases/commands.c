/* What people and the program can do with a case: descriptors over one shared input. */
#include "city/place/record.h"
#include "city/unit/roles.h"
#include "texts.h"
#include "work/cases/inside.h"

static const struct choice yes_no[] = {{"yes", T_case_answer_yes}, {"no", T_case_answer_no}, {NULL, T_none}};
static const struct choice found[] = {
	{"yes", T_case_found_yes}, {"no", T_case_found_no}, {"unclear", T_case_found_unclear}, {NULL, T_none}};
static const struct choice passed[] = {
	{"yes", T_case_passed_yes}, {"no", T_case_passed_no}, {"unclear", T_case_passed_unclear}, {NULL, T_none}};

#define IN_T case_do_in
#define F_ID FIELD_ROW(id, id, 1, 1, INT64_MAX, T_case_field_id, NULL)
#define F_REV FIELD_ROW(i64, rev, 0, 0, INT64_MAX, T_case_field_rev, NULL)
#define F_AT FIELD_ROW(time, at, 0, 0, 0, T_case_field_at, NULL)
#define F_REASON(need) FIELD_ROW(text, reason, need, need, 500, T_case_field_reason, NULL)
/* A reason that is not always needed says when it is. */
#define F_WHY(label) FIELD_ROW(text, reason, 0, 0, 500, label, NULL)
#define F_TEXT(need) FIELD_ROW(text, text, need, need, 2000, T_case_field_text, NULL)
#define F_ANSWER(choices) FIELD_ROW(choice, answer, 1, 0, 0, T_case_field_answer, choices)
#define F_CLASS(need) FIELD_ROW(str, class, need, 1, 40, T_case_field_class, NULL)
#define F_CONDITION(need) FIELD_ROW(str, condition, need, 1, 60, T_case_field_condition, NULL)
#define F_UNIT FIELD_ROW(code, unit, 0, 1, 40, T_case_field_unit, NULL)
#define F_POST FIELD_ROW(code, post, 0, 1, 40, T_case_field_post, NULL)
#define F_PERSON FIELD_ROW(code, person, 0, 1, 40, T_case_field_person, NULL)
#define F_UNTIL FIELD_ROW(day, until, 1, 0, 0, T_case_field_until, NULL)
#define F_BESIDE FIELD_ROW(id, beside, 0, 1, INT64_MAX, T_case_field_beside, NULL)
#define F_OTHER FIELD_ROW(id, other, 1, 1, INT64_MAX, T_case_field_other, NULL)
#define F_CLOSING FIELD_ROW(str, closing, 1, 1, 60, T_case_field_closing, NULL)

/* Each command: act, permission, fields after id, rev and at. */
#define COMMANDS(X)                                                                                      \
	X(ACCEPT, accept, PERM_CASE_ACCEPT, F_TEXT(0))                                                          \
	X(ASSIGN_CHECK, assign_check, PERM_CASE_ACCEPT, F_POST F_PERSON F_WHY(T_case_field_why_moved))          \
	X(CHECK, check, PERM_CASE_CHECK, F_ANSWER(found) F_WHY(T_case_field_why_untrue) F_TEXT(0))              \
	X(FILE, file, PERM_CASE_FILE, F_CLASS(0) F_CONDITION(1) F_BESIDE F_TEXT(0))                             \
	X(DECLINE, decline, PERM_CASE_FILE, F_REASON(1))                                                        \
	X(SELF, self, PERM_CASE_REPORT, F_CLASS(0) F_CONDITION(1) F_TEXT(1))                                    \
	X(DISPATCH, dispatch, PERM_CASE_DISPATCH, F_UNIT F_POST F_PERSON F_WHY(T_case_field_why_other) F_TEXT(0))\
	X(SIGN, sign, PERM_CASE_HANDLE, F_TEXT(0))                                                              \
	X(FIX, fix, PERM_CASE_HANDLE, F_TEXT(1))                                                                \
	X(GIVE_BACK, give_back, PERM_CASE_HANDLE, F_REASON(1))                                                  \
	X(REASSIGN, reassign, PERM_CASE_DISPATCH, F_UNIT F_POST F_PERSON F_REASON(1))                           \
	X(ASSIGN_VERIFY, assign_verify, PERM_CASE_GUIDE, F_POST F_PERSON F_WHY(T_case_field_why_moved))         \
	X(VERIFY, verify, PERM_CASE_VERIFY, F_ANSWER(passed) F_WHY(T_case_field_why_failed) F_TEXT(0))          \
	X(DOUBT, doubt, PERM_CASE_CLOSE, F_REASON(1))                                                           \
	X(CLOSE, close, PERM_CASE_CLOSE, F_CLOSING F_TEXT(0))                                                   \
	X(ASK_EXTEND, ask_extend, PERM_CASE_HANDLE, F_REASON(1))                                                \
	X(DECIDE_EXTEND, decide_extend, PERM_CASE_DECIDE, F_ANSWER(yes_no) F_WHY(T_case_field_why_refused))     \
	X(ASK_SUSPEND, ask_suspend, PERM_CASE_PLEAD, F_UNTIL F_REASON(1))                                       \
	X(DECIDE_SUSPEND, decide_suspend, PERM_CASE_DECIDE, F_ANSWER(yes_no) F_WHY(T_case_field_why_refused))   \
	X(ASK_VOID, ask_void, PERM_CASE_ASK, F_REASON(1))                                                       \
	X(DECIDE_VOID, decide_void, PERM_CASE_DECIDE, F_ANSWER(yes_no) F_WHY(T_case_field_why_refused))         \
	X(ASK_FORCE, ask_force, PERM_CASE_ASK, F_REASON(1))                                                     \
	X(DECIDE_FORCE, decide_force, PERM_CASE_DECIDE, F_ANSWER(yes_no) F_WHY(T_case_field_why_refused))       \
	X(ASK_EXEMPT, ask_exempt, PERM_CASE_PLEAD, F_REASON(1))                                                 \
	X(DECIDE_EXEMPT, decide_exempt, PERM_CASE_DECIDE, F_ANSWER(yes_no) F_WHY(T_case_field_why_refused))     \
	X(RESUME, resume, PERM_CASE_GUIDE, F_REASON(1))                                                         \
	X(REOPEN, reopen, PERM_CASE_CLOSE, F_REASON(1))                                                         \
	X(MERGE, merge, PERM_CASE_MERGE, F_OTHER F_REASON(1))                                                   \
	X(NOTE, note, PERM_CASE_NOTE, F_TEXT(1))                                                                \
	X(RECLASSIFY, reclassify, PERM_CASE_GUIDE, F_CLASS(1) F_CONDITION(0) F_REASON(1))

#define DEFINE(ACT, code, perm_, rest)                                                                   \
	static const struct field code##_fields[] = {F_ID F_REV F_AT rest};                              \
	static enum err code##_apply(struct ctx *cx, const void *in, void *made, struct reply *out)      \
	{                                                                                                \
		(void)made;                                                                              \
		return case_act(cx, CASE_DO_##ACT, in, out);                                             \
	}                                                                                                \
	static const struct command code##_command = {                                                  \
		.name = "case." #code, .summary = CASE_LABEL_##ACT, .perm = (perm_), .lock = "cases",    \
		.lock_field = "id", .in = code##_fields, .nin = NITEMS(code##_fields),                   \
		.in_size = sizeof(struct case_do_in), .apply = code##_apply,                             \
	};

/* The labels of acts as constants. */
enum {
#define X(name, code, label) CASE_LABEL_##name = (label),
	CASE_ACTS(X)
#undef X
};

COMMANDS(DEFINE)

/* What the scheduler does at the time that a due event names. */
static const struct field due_fields[] = {F_ID};
#undef IN_T

#define DEFINE_DUE(ACT, var, name_)                                                                      \
	static enum err var##_apply(struct ctx *cx, const void *in, void *made, struct reply *out)       \
	{                                                                                                \
		(void)made;                                                                              \
		return case_act(cx, CASE_DO_##ACT, in, out);                                             \
	}                                                                                                \
	static const struct command var##_command = {                                                   \
		.name = (name_), .summary = CASE_LABEL_##ACT, .perm = PERM_SYSTEM, .lock = "cases",      \
		.lock_field = "id", .in = due_fields, .nin = NITEMS(due_fields),                         \
		.in_size = sizeof(struct case_do_in), .apply = var##_apply,                              \
	};
DEFINE_DUE(OVERDUE, overdue, "case.overdue")
DEFINE_DUE(RECOMPUTE, recompute, "case.recompute")
DEFINE_DUE(RESUME, resume_due, "case.resume_due")

/* ---- case.limit: how long a stage may take -------------------------------------------------- */

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
	return record_row(cx, "limit", "limit.set", "case_limit", arena_printf(cx->arena, "%d", stage), body, text);
}

static enum err
limit_apply(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct limit_in *in = arg;
	struct case_job        j;
	struct worktime_limit      limit;
	bool                   guessed;
	int64_t                due;
	enum err               e;

	(void)made;
	/* The calendar itself says whether clock and unit go together. */
	if (!worktime_limit_of(in->clock, in->unit, in->amount, &limit))
		return refuse(cx, ERR_INPUT, "unit", T_case_no_deadline);
	if ((e = job_new(cx, &j)) != OK || (e = clocks_due(&j, &limit, cx->now, &due, &guessed)) != OK)
		return e;
	for (int s = 0; s < CASE_STAGE_MAX; s++) {
		if (!str_eq(in->stage, str_of(case_stage_code((enum case_stage)s))))
			continue;
		*out = (struct reply){.done = T_case_limit_done};
		return set_limit(cx, s, in);
	}
	return refuse(cx, ERR_INPUT, "stage", T_case_no_deadline);
}

static const struct command limit_command = {
	.name = "case.limit", .summary = T_case_limit, .perm = PERM_CITY_EDIT, .in = limit_fields,
	.nin = NITEMS(limit_fields), .in_size = sizeof(struct limit_in), .apply = limit_apply,
};

/* ---- The lists ---------------------------------------------------------------------------------- */

#define LISTED(ACT, code, perm_, rest) &code##_command,
const struct command *const case_commands[] = {
	&case_report, COMMANDS(LISTED) &overdue_command, &recompute_command, &resume_due_command, &limit_command,
	&case_reporter_look, &case_reporter_erase, &case_reporter_find, &case_tell_command,
};
const size_t case_commands_n = NITEMS(case_commands);

perm_id
case_act_perm(enum case_act act)
{
	switch (act) {
#define PERM_OF(ACT, code, perm_, rest) \
	case CASE_DO_##ACT: return perm_;
		COMMANDS(PERM_OF)
	default: return PERM_DENY;
	}
}

const struct view *const case_views[] = {
	&case_near, &case_due,
};
const size_t case_views_n = NITEMS(case_views);
