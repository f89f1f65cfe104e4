/* When a meeting may be changed, decide, be closed; since when it counts; how a promise stands.  Pure. */
#ifndef JUDGE_MEETING_RULES_H
#define JUDGE_MEETING_RULES_H

#include "base/opt.h"
#include "base/str.h"
#include "base/text.h"

/* Stored by their names. */
enum meeting_kind {
	MEETING_KICKOFF,
	MEETING_WEEKLY,
	MEETING_MONTHLY,
	MEETING_REVIEW,
	MEETING_EMERGENCY,
	MEETING_KIND_MAX
};
enum meeting_state { MEETING_CALLED, MEETING_HELD, MEETING_VOID, MEETING_STATE_MAX };

enum meeting_kind  meeting_kind_of(str name); /* MEETING_KIND_MAX: none such */
text_id            meeting_kind_label(enum meeting_kind k);
enum meeting_state meeting_state_of(str name); /* MEETING_STATE_MAX: none such */
text_id            meeting_state_label(enum meeting_state s);

/*
 * The sentence why not, T_none: it may.  Days are YYYY-MM-DD.
 * change, void: while it is called.  At the table (promises, decisions) and to close it: while it is called, once
 * its day has come.
 */
text_id meeting_change_fault(enum meeting_state s);
text_id meeting_table_fault(enum meeting_state s, str day, str today);

#endif
