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

/*
 * With `tasks` promises and decisions that are not void, {0} of the sentence: its day is not moved to one that has not
 * come (nothing is promised before it), and it is not cancelled, they would be of no meeting.
 */
text_id meeting_day_fault(int64_t tasks, str day, str today);
text_id meeting_void_fault(int64_t tasks);

/*
 * What a meeting is told of a unit, since the last one of its kind and place:
 *
 *	fresh closed stock overdue   as the bulletin has them (judge/bulletin/rules.h), of the whole stretch
 *	again    cases that were found again while they were open (A36)
 *	back     cases that came back after they were closed (A37)
 *	due      tasks whose day fell into it, promises apart; done: those of them that are accepted
 *	kept, broken   promises whose day fell into it (meeting_promise_of)
 */
#define MEETING_NUMBERS(X) \
	X(FRESH, fresh, T_meeting_fresh) \
	X(CLOSED, closed, T_meeting_closed) \
	X(STOCK, stock, T_meeting_stock) \
	X(OVERDUE, overdue, T_meeting_overdue) \
	X(AGAIN, again, T_meeting_again) \
	X(BACK, back, T_meeting_back) \
	X(DUE, due, T_meeting_due) \
	X(DONE, done, T_meeting_done) \
	X(KEPT, kept, T_meeting_kept) \
	X(BROKEN, broken, T_meeting_broken)
enum meeting_number {
#define X(name, code, label) MEETING_##name,
	MEETING_NUMBERS(X)
#undef X
	MEETING_NUMBER_MAX
};
const char         *meeting_number_code(enum meeting_number n);
text_id             meeting_number_label(enum meeting_number n);
enum meeting_number meeting_number_of(str code); /* MEETING_NUMBER_MAX: none such */

struct meeting_sums {
	int64_t n[MEETING_NUMBER_MAX];
};

/*
 * How a promise stands whose day is over: kept, when another unit has accepted it and its unit had shown the whole by
 * its day; waits, when it was shown by then and nobody has accepted it yet; broken else.  Days YYYY-MM-DD; shown
 * STR_NONE: never.
 */
enum meeting_promise { MEETING_PROMISE_WAITS, MEETING_PROMISE_KEPT, MEETING_PROMISE_BROKEN };
enum meeting_promise meeting_promise_of(str state, str due, str shown);

/*
 * Since when a meeting counts: where the last one of its kind and place ended (none: 7 days back for a weekly one, 31
 * else), `most` ms back at the utmost.
 */
int64_t meeting_since(enum meeting_kind k, opt_i64 last, int64_t cut, int64_t most);

#endif
