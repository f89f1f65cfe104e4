/* What people and the program can do with a case: descriptors over one shared input. */
#include "city/unit/roles.h"
#include "work/acts/inside.h"
#include "work_acts_texts.h"
#include "work_cases_texts.h"

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
#define F_PHOTO PHOTO_FIELD(FIELD_ROW)
#define F_CLOSING FIELD_ROW(str, closing, 1, 1, 60, T_case_field_closing, NULL)

/* Each command: act, permission, fields after id, rev and at.  P: with pictures of that step. */
#define COMMANDS(X, P)                                                                                   \
	X(ACCEPT, accept, PERM_CASE_ACCEPT, F_TEXT(0))                                                          \
	X(ASSIGN_CHECK, assign_check, PERM_CASE_ACCEPT, F_POST F_PERSON F_WHY(T_case_field_why_moved))          \
	P(CHECK, check, PERM_CASE_CHECK, F_ANSWER(found) F_WHY(T_case_field_why_untrue) F_TEXT(0) F_PHOTO)      \
	X(FILE, file, PERM_CASE_FILE, F_CLASS(0) F_CONDITION(1) F_BESIDE F_TEXT(0))                             \
	X(DECLINE, decline, PERM_CASE_FILE, F_REASON(1))                                                        \
	X(SELF, self, PERM_CASE_REPORT, F_CLASS(0) F_CONDITION(1) F_TEXT(1))                                    \
	X(DISPATCH, dispatch, PERM_CASE_DISPATCH, F_UNIT F_POST F_PERSON F_WHY(T_case_field_why_other) F_TEXT(0))\
	X(SIGN, sign, PERM_CASE_HANDLE, F_TEXT(0))                                                              \
	P(FIX, fix, PERM_CASE_HANDLE, F_TEXT(1) F_PHOTO)                                                        \
	X(GIVE_BACK, give_back, PERM_CASE_HANDLE, F_REASON(1))                                                  \
	X(REASSIGN, reassign, PERM_CASE_DISPATCH, F_UNIT F_POST F_PERSON F_REASON(1))                           \
	X(ASSIGN_VERIFY, assign_verify, PERM_CASE_GUIDE, F_POST F_PERSON F_WHY(T_case_field_why_moved))         \
	P(VERIFY, verify, PERM_CASE_VERIFY, F_ANSWER(passed) F_WHY(T_case_field_why_failed) F_TEXT(0) F_PHOTO)  \
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

/* Decoded before the transaction. */
static enum err
take_photos(struct ctx *cx, enum case_act act, const void *arg, void **made)
{
	const struct case_do_in *in = arg;
	struct photo_batch      *b;
	enum err                 e = photo_prepare(cx, in->photo, in->id, photo_moment_at(act), &b);

	*made = b;
	return e;
}

#define DEFINE_WITH(prepare_, ACT, code, perm_, ...)                                                     \
	static const struct field code##_fields[] = {F_ID F_REV F_AT __VA_ARGS__};                       \
	static enum err code##_apply(struct ctx *cx, const void *in, void *made, struct reply *out)      \
	{                                                                                                \
		return case_act(cx, CASE_DO_##ACT, in, made, out);                                       \
	}                                                                                                \
	static const struct command code##_command = {                                                  \
		.name = "case." #code, .summary = CASE_LABEL_##ACT, .perm = (perm_), .lock = "cases",    \
		.lock_field = "id", .in = code##_fields, .nin = NITEMS(code##_fields),                   \
		.in_size = sizeof(struct case_do_in), .prepare = (prepare_), .apply = code##_apply,      \
	};
#define DEFINE(ACT, code, perm_, rest) DEFINE_WITH(NULL, ACT, code, perm_, rest)
#define DEFINE_PHOTO(ACT, code, perm_, rest)                                                             \
	static enum err code##_prepare(struct ctx *cx, const void *in, void **made)                      \
	{                                                                                                \
		return take_photos(cx, CASE_DO_##ACT, in, made);                                         \
	}                                                                                                \
	DEFINE_WITH(code##_prepare, ACT, code, perm_, rest)

/* The labels of acts as constants. */
enum {
#define X(name, code, label) CASE_LABEL_##name = (label),
	CASE_ACTS(X)
#undef X
};

COMMANDS(DEFINE, DEFINE_PHOTO)

/* What the scheduler does at the time that a due event names. */
static const struct field due_fields[] = {F_ID};
#undef IN_T

#define DEFINE_DUE(ACT, var, name_)                                                                      \
	static enum err var##_apply(struct ctx *cx, const void *in, void *made, struct reply *out)       \
	{                                                                                                \
		return case_act(cx, CASE_DO_##ACT, in, made, out);                                       \
	}                                                                                                \
	static const struct command var##_command = {                                                   \
		.name = (name_), .summary = CASE_LABEL_##ACT, .perm = PERM_SYSTEM, .lock = "cases",      \
		.lock_field = "id", .in = due_fields, .nin = NITEMS(due_fields),                         \
		.in_size = sizeof(struct case_do_in), .apply = var##_apply,                              \
	};
DEFINE_DUE(OVERDUE, overdue, "case.overdue")
DEFINE_DUE(RECOMPUTE, recompute, "case.recompute")
DEFINE_DUE(RESUME, resume_due, "case.resume_due")

/* ---- The lists ---------------------------------------------------------------------------------- */

#define LISTED(ACT, code, perm_, rest) &code##_command,
const struct command *const case_commands[] = {
	&case_report, COMMANDS(LISTED, LISTED) &overdue_command, &recompute_command, &resume_due_command,
	&case_tell_command, &case_limit_command,
};
const size_t case_commands_n = NITEMS(case_commands);

perm_id
case_act_perm(enum case_act act)
{
	switch (act) {
#define PERM_OF(ACT, code, perm_, rest) \
	case CASE_DO_##ACT: return perm_;
		COMMANDS(PERM_OF, PERM_OF)
	default: return PERM_DENY;
	}
}

const struct view *const case_views[] = {
	&case_near, &case_due,
};
const size_t case_views_n = NITEMS(case_views);
