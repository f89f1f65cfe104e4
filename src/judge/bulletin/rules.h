/* Which numbers of a day's bulletin a case is in.  Pure. */
#ifndef JUDGE_BULLETIN_RULES_H
#define JUDGE_BULLETIN_RULES_H

#include "base/str.h"
#include "base/text.h"
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
	X(OTHERWISE, otherwise, T_bulletin_otherwise)
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

#endif
