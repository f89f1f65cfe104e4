/* The rules of meetings. */
#include "judge/meeting/rules.h"

#include "judge_meeting_texts.h"

static const char *const kinds[MEETING_KIND_MAX] = {"kickoff", "weekly", "monthly", "review", "emergency"};
static const char *const states[MEETING_STATE_MAX] = {"called", "held", "void"};

enum meeting_kind
meeting_kind_of(str name)
{
	enum meeting_kind k = 0;

	while (k < MEETING_KIND_MAX && !str_eq(str_of(kinds[k]), name))
		k++;
	return k;
}

text_id
meeting_kind_label(enum meeting_kind k)
{
	static const text_id label[MEETING_KIND_MAX] = {T_meeting_kickoff, T_meeting_weekly, T_meeting_monthly,
	                                                T_meeting_review, T_meeting_emergency};

	return k < MEETING_KIND_MAX ? label[k] : T_none;
}

enum meeting_state
meeting_state_of(str name)
{
	enum meeting_state s = 0;

	while (s < MEETING_STATE_MAX && !str_eq(str_of(states[s]), name))
		s++;
	return s;
}

text_id
meeting_state_label(enum meeting_state s)
{
	static const text_id label[MEETING_STATE_MAX] = {T_meeting_called, T_meeting_held, T_meeting_void};

	return s < MEETING_STATE_MAX ? label[s] : T_none;
}

text_id
meeting_change_fault(enum meeting_state s)
{
	return s == MEETING_CALLED ? T_none : T_meeting_rule_over;
}

text_id
meeting_table_fault(enum meeting_state s, str day, str today)
{
	if (s != MEETING_CALLED)
		return T_meeting_rule_over;
	return str_cmp(day, today) > 0 ? T_meeting_rule_not_yet : T_none;
}

text_id
meeting_day_fault(int64_t tasks, str day, str today)
{
	return tasks && str_cmp(day, today) > 0 ? T_meeting_rule_day : T_none;
}

text_id
meeting_void_fault(int64_t tasks)
{
	return tasks ? T_meeting_rule_tasks : T_none;
}

static const char *const codes[MEETING_NUMBER_MAX] = {
#define X(name, code, label) #code,
    MEETING_NUMBERS(X)
#undef X
};

const char *
meeting_number_code(enum meeting_number n)
{
	return codes[n];
}

text_id
meeting_number_label(enum meeting_number n)
{
	static const text_id label[MEETING_NUMBER_MAX] = {
#define X(name, code, label_) label_,
	    MEETING_NUMBERS(X)
#undef X
	};

	return label[n];
}

enum meeting_number
meeting_number_of(str code)
{
	enum meeting_number n = 0;

	while (n < MEETING_NUMBER_MAX && !str_eq(str_of(codes[n]), code))
		n++;
	return n;
}

enum meeting_promise
meeting_promise_of(str state, str due, str shown)
{
	const bool accepted = str_eq(state, S("accepted")), reported = str_eq(state, S("reported"));

	if ((!accepted && !reported) || !shown.n || str_cmp(shown, due) > 0)
		return MEETING_PROMISE_BROKEN;
	return accepted ? MEETING_PROMISE_KEPT : MEETING_PROMISE_WAITS;
}

int64_t
meeting_since(enum meeting_kind k, opt_i64 last, int64_t cut, int64_t most)
{
	const int64_t day = 24 * INT64_C(3600000);
	int64_t       since = last.some ? last.v : cut - (k == MEETING_WEEKLY ? 7 : 31) * day;

	return since < cut - most ? cut - most : since;
}
