/* Which numbers of a day's bulletin a case is in.  Pure. */
#ifndef JUDGE_BULLETIN_RULES_H
#define JUDGE_BULLETIN_RULES_H

#include "base/opt.h"
#include "base/str.h"
#include "base/text.h"
#include "judge_bulletin_texts.h"
#include "work/past/past.h"

/*
 * Number, code, label.  A case is in the stock from 立案 until it ends, 挂账 too; what is reported and not
 * yet filed is not in it, nor what a source told (L20), nor 自行处置 (L24), which is never filed.  Each is
 * a number of cases, so that a list has exactly those:
 *
 *	opening   in the stock when the day began
 *	fresh     not then, and in it at some moment of the day
 *	closed    one of these two, and not in it at the end
 *	stock     in it at the end: opening + fresh - closed, always
 *	proven    closed after a passed 核查; otherwise: closed in any other way (forced, void, merged)
 *	on_time   closed without an overdue fact that stands; late: closed with one
 *	overdue   in the stock, past its running deadline at the end, as the work list has it: a stage that was late
 *	          before, at headquarters say, is not held against who has the case now
 *	soon      in the stock, not overdue, its running deadline within 24 natural hours of the end
 *	listed    in the hands of a unit at the end (sent to it, worked on, to be done again), and new that day or
 *	          overdue: what an issued bulletin asks its unit to put right (A32).  Not what waits for 核查 or
 *	          headquarters, was given back, or stands still (挂账); not what is in its time and was there before.
 *
 * Times are those of recording (L13: work counts as done when it is recorded), so that a day, once it is sealed,
 * never changes, and the next one opens as it closed.  Place and unit are those at the end.
 */
#define BULLETIN_NUMBERS(X) \
	X(OPENING, opening, T_bulletin_opening) \
	X(FRESH, fresh, T_bulletin_fresh) \
	X(CLOSED, closed, T_bulletin_closed) \
	X(STOCK, stock, T_bulletin_stock) \
	X(OVERDUE, overdue, T_bulletin_overdue) \
	X(SOON, soon, T_bulletin_soon) \
	X(ON_TIME, on_time, T_bulletin_on_time) \
	X(LATE, late, T_bulletin_late) \
	X(PROVEN, proven, T_bulletin_proven) \
	X(OTHERWISE, otherwise, T_bulletin_otherwise) \
	X(LISTED, listed, T_bulletin_listed)
enum bulletin_number {
#define X(name, code, label) BULLETIN_##name,
	BULLETIN_NUMBERS(X)
#undef X
	BULLETIN_NUMBER_MAX
};
#define BULLETIN_IN(name) (1u << BULLETIN_##name)

const char          *bulletin_code(enum bulletin_number n); /* "opening" */
text_id              bulletin_label(enum bulletin_number n);
enum bulletin_number bulletin_number_of(str code); /* BULLETIN_NUMBER_MAX: no such */

enum { BULLETIN_SOON_MS = 24 * 60 * 60 * 1000 };

/* A case as it stood at the end of what was looked at. */
struct bulletin_case {
	int64_t  id;
	unsigned in; /* BULLETIN_IN of each number it is in */
	int64_t  state, place, unit, due; /* unit 0: nobody's; due INT64_MAX: none */
};

/*
 * Of the stands of a case, in order, those recorded before `cut` whose event lies at or before `position` count; the
 * day began at `from` (<= cut).  False: it is in no number, and *c is as it was.  c->id is the caller's.
 */
bool bulletin_judge(const struct past_stand *s, size_t n, int64_t position, int64_t from, int64_t cut,
                    struct bulletin_case *c);

struct bulletin_sums {
	int64_t n[BULLETIN_NUMBER_MAX];
};
/* One more case in the sums. */
void bulletin_add(struct bulletin_sums *s, const struct bulletin_case *c);

/* Whether what must be equal is: opening + fresh - closed = stock, on_time + late = closed = proven + otherwise. */
bool bulletin_balances(const struct bulletin_sums *s);

/* ---- The obligation of a listed case ---------------------------------------------------------- */

/* A case is at its unit's: it was sent there, is worked on, or is to be done again. */
bool bulletin_in_hands(int64_t state);

/* What a city says of its bulletins: a row for all of a place, and rows for classes with hours of their own. */
struct bulletin_rule {
	int64_t place;     /* 0: any place that has none of its own */
	str     class_key; /* "": any class */
	int64_t hours, cap, expected; /* natural hours; editions of one day; minute of the day */
	str     source;
};

enum { BULLETIN_HOUR_MS = 60 * 60 * 1000 };

/*
 * The rule for a place and a class ("": none in particular) among those of that place and of any (place 0): the
 * longest beginning of the class wins, then the place's own.  NULL: there is none.
 */
const struct bulletin_rule *bulletin_rule_for(const struct bulletin_rule *rule, size_t n, int64_t place, str class_key);

/* Who had the case from when: a row of case_hold, in order. */
struct bulletin_stay {
	int64_t state, unit, from;
};

/* An obligation: of which unit, until when. */
struct bulletin_duty {
	int64_t unit, issued, due;
};

/* How an obligation stands.  Numbers stand in addresses by their code, not in the store. */
#define BULLETIN_OUTCOMES(X) \
	X(WAITS, waits, T_bulletin_waits) \
	X(IN_TIME, in_time, T_bulletin_in_time) \
	X(AFTER, after, T_bulletin_after) \
	X(MISSED, missed, T_bulletin_missed) \
	X(RELEASED, released, T_bulletin_released)
enum bulletin_outcome {
#define X(name, code, label) BULLETIN_DUTY_##name,
	BULLETIN_OUTCOMES(X)
#undef X
	BULLETIN_DUTY_MAX
};
const char           *bulletin_outcome_code(enum bulletin_outcome o); /* "in_time" */
text_id               bulletin_outcome_label(enum bulletin_outcome o);
enum bulletin_outcome bulletin_outcome_of(str code); /* BULLETIN_DUTY_MAX: no such */

struct bulletin_result {
	enum bulletin_outcome outcome;
	opt_i64               at;   /* when it was met, or released */
	bool                  open; /* still to be met: waits, or missed and not gone since */
};

/*
 * How an obligation stands at `at`, from the stays of its case and how the case ended (`ended`: the time, none while it
 * is open; `proven`: closed after a passed 核查).
 *
 *	in_time   处置反馈 recorded at or before its due moment (L13), also before it was issued, and not sent back since
 *	after     the same, recorded later
 *	waits     neither, and not yet past due (due itself is in time, a millisecond later is not)
 *	missed    neither, and past due
 *	released  while it waited the case was void, merged, forced to an end, 挂账, or given to another unit
 *
 * A failed 核查 sends it back: the word of the unit was wrong, and the obligation goes on to its next 反馈.  Giving
 * back to headquarters changes nothing until the case goes to another unit.  Once a case has ended, what
 * stood then stays: reopening it does not bring the obligation back.  What releases after due leaves `missed`.
 */
struct bulletin_result bulletin_stands(const struct bulletin_stay *s, size_t n, opt_i64 ended, bool proven,
                                       const struct bulletin_duty *duty, int64_t at);

#endif
