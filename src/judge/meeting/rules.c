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
