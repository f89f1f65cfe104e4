/* The numbers of a day: by hand, and on invented histories beside another way of counting. */
#include "tap.h"
#include "judge/bulletin/rules.h"
#include "texts.h"
#include "work/life/rules.h"

#include <stdlib.h>
#include <string.h>

enum { FROM = 1000, CUT = 2000, HOUR = 3600 * 1000 };

static unsigned
in_of(const struct past_stand *s, size_t n, int64_t position)
{
	struct bulletin_case c = {.id = 7};

	return bulletin_judge(s, n, position, FROM, CUT, &c) ? c.in : 0;
}

static struct past_stand
stand(int64_t at, int64_t state)
{
	return (struct past_stand){.recorded_at = at, .pos = at, .known = true, .state = state, .place = 3, .unit = 4,
	                           .due = INT64_MAX};
}

static void
by_hand(void)
{
	struct past_stand a[4] = {stand(100, CASE_REPORTED), stand(200, CASE_FILED), stand(1500, CASE_WORKING),
	                          stand(1600, CASE_CLOSED)};
	struct bulletin_case c = {.id = 7};

	ok(in_of(a, 1, 9999) == 0, "reported and not filed is in no number");
	ok(in_of(a, 2, 9999) == (BULLETIN_IN(OPENING) | BULLETIN_IN(STOCK)),
	   "filed the day before and still open: opening and stock");
	ok(in_of(a, 3, 9999) == (BULLETIN_IN(OPENING) | BULLETIN_IN(STOCK)), "a step during the day changes nothing of that");
	a[3].kind = CASE_KIND_PROVEN;
	ok(in_of(a, 4, 9999) ==
	       (BULLETIN_IN(OPENING) | BULLETIN_IN(CLOSED) | BULLETIN_IN(ON_TIME) | BULLETIN_IN(PROVEN)),
	   "closed after a passed check, in time");
	ok(in_of(a, 4, 1599) == (BULLETIN_IN(OPENING) | BULLETIN_IN(STOCK)), "what is sealed later is not yet known");
	a[3].overdue = true;
	a[3].kind = CASE_KIND_FORCED;
	ok(in_of(a, 4, 9999) ==
	       (BULLETIN_IN(OPENING) | BULLETIN_IN(CLOSED) | BULLETIN_IN(LATE) | BULLETIN_IN(OTHERWISE)),
	   "forced and late");
	a[1] = stand(1000, CASE_FILED);
	ok(in_of(a, 2, 9999) == (BULLETIN_IN(FRESH) | BULLETIN_IN(STOCK)), "filed at midnight sharp is of the new day");
	a[2] = stand(2000, CASE_CLOSED);
	ok(in_of(a, 3, 9999) == (BULLETIN_IN(FRESH) | BULLETIN_IN(STOCK)), "closed at the next midnight sharp is of the next day");
	a[2] = stand(1999, CASE_VOID);
	ok(in_of(a, 3, 9999) ==
	       (BULLETIN_IN(FRESH) | BULLETIN_IN(CLOSED) | BULLETIN_IN(ON_TIME) | BULLETIN_IN(OTHERWISE)),
	   "new and ended on one day is in both");
	a[0] = stand(100, CASE_TOLD);
	ok(in_of(a, 1, 9999) == 0, "what a source told is in no number (L20)");
	a[1] = stand(1500, CASE_CLOSED);
	a[0] = stand(100, CASE_REPORTED);
	ok(in_of(a, 2, 9999) == 0, "nor what its finder put right himself (L24)");
	a[0] = stand(100, CASE_FILED);
	a[1] = stand(1100, CASE_CLOSED);
	a[2] = stand(1200, CASE_FILED);
	ok(in_of(a, 3, 9999) == (BULLETIN_IN(OPENING) | BULLETIN_IN(STOCK)), "closed and reopened: as if nothing had been");
	a[0].due = CUT;
	ok(in_of(a, 1, 9999) == (BULLETIN_IN(OPENING) | BULLETIN_IN(STOCK) | BULLETIN_IN(SOON)), "due at the end: not yet late (L13)");
	a[0].due = CUT - 1;
	ok(in_of(a, 1, 9999) == (BULLETIN_IN(OPENING) | BULLETIN_IN(STOCK) | BULLETIN_IN(OVERDUE)), "a millisecond earlier it is");
	a[0].due = CUT + 24 * (int64_t)HOUR;
	ok(in_of(a, 1, 9999) & BULLETIN_IN(SOON), "due in 24 hours");
	a[0].due++;
	ok(!(in_of(a, 1, 9999) & BULLETIN_IN(SOON)), "and not a millisecond later");
	a[0].overdue = true;
	ok(!(in_of(a, 1, 9999) & BULLETIN_IN(OVERDUE)), "a stage that was late before is not held against who has it now");
	a[0].due = INT64_MAX;
	ok(!(in_of(a, 1, 9999) & BULLETIN_IN(LISTED)), "A32: what headquarters has is not asked of a unit");
	a[0].state = CASE_WORKING;
	ok(!(in_of(a, 1, 9999) & BULLETIN_IN(LISTED)), "nor what is in its time and was there before");
	a[0].due = CUT - 1;
	ok(in_of(a, 1, 9999) & BULLETIN_IN(LISTED), "overdue and in a unit's hands: listed");
	a[0].unit = 0;
	ok(!(in_of(a, 1, 9999) & BULLETIN_IN(LISTED)), "of nobody nothing is asked");
	a[0].unit = 4;
	for (int state = 0; state < CASE_STATE_MAX; state++) {
		a[0].state = state;
		ok(!(in_of(a, 1, 9999) & BULLETIN_IN(LISTED)) !=
		       (state == CASE_DISPATCHED || state == CASE_WORKING || state == CASE_REWORK),
		   "overdue and %s: %s", case_state_code((enum case_state)state),
		   bulletin_in_hands(state) ? "listed" : "not listed");
	}
	a[0] = stand(1500, CASE_WORKING);
	ok(in_of(a, 1, 9999) & BULLETIN_IN(LISTED), "new that day and in a unit's hands: listed");
	a[0].state = CASE_FIXED;
	ok(!(in_of(a, 1, 9999) & BULLETIN_IN(LISTED)), "put right already: not");
	a[0].known = false;
	ok(!bulletin_judge(a, 1, 9999, FROM, CUT, &c) && c.in == 0, "of what is not known nothing is said");
}

/* ---- Obligations: issued at 18:00 of a day, due at 18:00 of the next; hours since the first midnight ---- */

enum { UNIT = 4, OTHER = 5, ISSUED = 18, DUE = 42 };

/* "d4@9 w4@10 f@20": state (d w f p r b s n: dispatched working fixed proven rework returned suspended filed), unit, hour. */
static struct bulletin_result
stands(const char *story, int at, int ended, bool proven)
{
	static const struct {
		char    letter;
		int64_t state;
	} letters[] = {{'d', CASE_DISPATCHED}, {'w', CASE_WORKING}, {'f', CASE_FIXED},     {'p', CASE_PROVEN},
	               {'r', CASE_REWORK},     {'b', CASE_RETURNED}, {'s', CASE_SUSPENDED}, {'n', CASE_FILED}};
	struct bulletin_stay s[12];
	struct bulletin_duty duty = {UNIT, ISSUED * (int64_t)HOUR, DUE * (int64_t)HOUR};
	size_t               n = 0;

	for (const char *p = story; *p; n++) {
		char    *end;
		int64_t unit = p[1] == '@' ? 0 : p[1] - '0';

		s[n] = (struct bulletin_stay){.unit = unit};
		for (size_t i = 0; i < sizeof(letters) / sizeof(*letters); i++)
			if (letters[i].letter == *p)
				s[n].state = letters[i].state;
		s[n].from = strtol(strchr(p, '@') + 1, &end, 10) * (int64_t)HOUR;
		p = *end ? end + 1 : end;
	}
	return bulletin_stands(s, n, ended ? SOME_I64(ended * (int64_t)HOUR) : (opt_i64){0}, proven, &duty,
	                       at * (int64_t)HOUR);
}

static bool
is(struct bulletin_result r, enum bulletin_outcome o, int hour)
{
	return r.outcome == o && (hour ? r.at.some && r.at.v == hour * (int64_t)HOUR : !r.at.some);
}

static void
obligations(void)
{
	static const struct bulletin_stay at_due[] = {{CASE_WORKING, UNIT, 9 * (int64_t)HOUR},
	                                              {CASE_FIXED, UNIT, DUE * (int64_t)HOUR}},
	                                  too_late[] = {{CASE_WORKING, UNIT, 9 * (int64_t)HOUR},
	                                                {CASE_FIXED, UNIT, DUE * (int64_t)HOUR + 1}};
	static const struct bulletin_duty duty = {UNIT, ISSUED * (int64_t)HOUR, DUE * (int64_t)HOUR};
	const opt_i64                     open = {0};
	const int64_t                     later = 99 * (int64_t)HOUR;

	ok(is(stands("d4@9 w4@10", 30, 0, false), BULLETIN_DUTY_WAITS, 0), "A32: at work and not yet due");
	ok(is(stands("d4@9 w4@10", 42, 0, false), BULLETIN_DUTY_WAITS, 0), "due itself is not late (L13)");
	ok(is(stands("d4@9 w4@10", 43, 0, false), BULLETIN_DUTY_MISSED, 0), "past due and not put right");
	ok(is(stands("d4@9 w4@10 f@20", 30, 0, false), BULLETIN_DUTY_IN_TIME, 20), "处置反馈 in time");
	ok(is(stands("d4@9 w4@10 f@20", 19, 0, false), BULLETIN_DUTY_WAITS, 0), "an hour before that it was not");
	ok(bulletin_stands(at_due, 2, open, false, &duty, later).outcome == BULLETIN_DUTY_IN_TIME &&
	       bulletin_stands(too_late, 2, open, false, &duty, later).outcome == BULLETIN_DUTY_AFTER,
	   "at the moment itself in time, a millisecond later not");
	ok(is(stands("d4@9 w4@10 f@50", 60, 0, false), BULLETIN_DUTY_AFTER, 50), "put right late");
	ok(is(stands("d4@9 w4@10 f@20 p@25", 60, 26, true), BULLETIN_DUTY_IN_TIME, 20),
	   "checked and closed: when the unit said so");
	ok(is(stands("d4@9 w4@10 f@20 r4@25", 30, 0, false), BULLETIN_DUTY_WAITS, 0),
	   "sent back by 核查: the word was wrong, it goes on");
	ok(is(stands("d4@9 w4@10 f@20 r4@50", 60, 0, false), BULLETIN_DUTY_MISSED, 0),
	   "sent back after due: it was not put right in time");
	ok(is(stands("d4@9 w4@10 f@20 r4@25 f@30", 60, 0, false), BULLETIN_DUTY_IN_TIME, 30),
	   "put right again, in time");
	ok(is(stands("d4@9 w4@10 f@20 r4@25 f@50", 60, 0, false), BULLETIN_DUTY_AFTER, 50), "or late");
	ok(is(stands("d4@9 w4@10 f@20 p@22 f@23 r4@25", 30, 0, false), BULLETIN_DUTY_WAITS, 0),
	   "a proof that was doubted proves nothing");
	ok(is(stands("d4@9 f@17", 30, 0, false), BULLETIN_DUTY_IN_TIME, 17), "put right before it was issued");
	ok(is(stands("d4@9 f@10 r4@12", 30, 0, false), BULLETIN_DUTY_WAITS, 0),
	   "what was sent back before that is not");
	ok(is(stands("d4@9 w4@10 s@20", 60, 0, false), BULLETIN_DUTY_RELEASED, 20), "挂账 releases");
	ok(is(stands("d4@9 w4@10 s@50", 60, 0, false), BULLETIN_DUTY_MISSED, 0), "but not what was missed already");
	ok(is(stands("d4@9 w4@10 d5@20 f@21", 60, 0, false), BULLETIN_DUTY_RELEASED, 20),
	   "another unit's work is not this one's");
	ok(is(stands("d4@9 b4@20", 60, 0, false), BULLETIN_DUTY_MISSED, 0), "given back: it runs on (L7)");
	ok(is(stands("d4@9 b4@20 d4@21 f@22", 60, 0, false), BULLETIN_DUTY_IN_TIME, 22),
	   "and sent again to the same unit it is still its own");
	ok(is(stands("d4@9 b4@20 d5@21", 60, 0, false), BULLETIN_DUTY_RELEASED, 21), "until another gets it");
	ok(is(stands("d4@9 w4@10", 60, 30, false), BULLETIN_DUTY_RELEASED, 30),
	   "void, merged, forced to an end: released");
	ok(is(stands("d4@9 w4@10", 60, 50, false), BULLETIN_DUTY_MISSED, 0), "but not after it was missed");
	ok(is(stands("d4@9 w4@10 f@20 n@40 d4@41", 60, 0, false), BULLETIN_DUTY_IN_TIME, 20),
	   "closed and reopened: what stood then stays");
	ok(is(stands("d4@9 w4@10 n@50 d5@51", 60, 0, false), BULLETIN_DUTY_MISSED, 0), "missed stays missed too");
	ok(stands("d4@9 w4@10", 60, 0, false).open && !stands("d4@9 w4@10 s@50", 60, 0, false).open &&
	       !stands("d4@9 w4@10 f@50", 60, 0, false).open,
	   "missed it is still to be done, until it is gone or done");
	ok(is(stands("d5@9", 60, 0, false), BULLETIN_DUTY_RELEASED, 9), "another's already when it was issued");
	for (int i = 0; i < BULLETIN_DUTY_MAX; i++) {
		const char *code = bulletin_outcome_code((enum bulletin_outcome)i);

		ok(bulletin_outcome_of(str_of(code)) == (enum bulletin_outcome)i, "%s is known by its code", code);
	}
	ok(bulletin_outcome_of(S("all")) == BULLETIN_DUTY_MAX, "no other is");
}

static void
which_rule(void)
{
	const struct bulletin_rule r[] = {{0, S(""), 24, 3, 1080, S("a")},
	                                  {0, S("S01"), 2, 0, 0, S("b")},
	                                  {7, S(""), 12, 1, 1020, S("c")},
	                                  {7, S("S01037"), 4, 0, 0, S("d")}};

	ok(bulletin_rule_for(r, 4, 8, S(""))->hours == 24 && bulletin_rule_for(r, 4, 7, S(""))->hours == 12,
	   "a place's own rule, else any place's");
	ok(bulletin_rule_for(r, 4, 8, S("S01037"))->hours == 2 && bulletin_rule_for(r, 4, 7, S("S01037"))->hours == 4 &&
	       bulletin_rule_for(r, 4, 7, S("S01002"))->hours == 2 && bulletin_rule_for(r, 4, 7, S("S04002"))->hours == 12,
	   "A32: a class may have hours of its own, the longest beginning wins");
	ok(!bulletin_rule_for(r, 0, 7, S("")), "none of none");
}

/* ---- Invented histories ---- */

enum { CASES = 60, STEPS = 12 };
static uint64_t seed = 88172645463325252u;

static int64_t
any(int64_t n)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (int64_t)(seed % (uint64_t)n);
}

static struct past_stand history[CASES][STEPS];
static size_t            steps[CASES];

static void
invent(void)
{
	for (int c = 0; c < CASES; c++) {
		int64_t t = any(2500), p = any(400);

		steps[c] = 1 + (size_t)any(STEPS);
		for (size_t i = 0; i < steps[c]; i++) {
			history[c][i] = stand(t, 1 + any(CASE_STATE_MAX - 1));
			history[c][i].pos = p;
			history[c][i].due = any(3) ? any(90 * (int64_t)HOUR) : INT64_MAX;
			history[c][i].overdue = any(4) == 0;
			history[c][i].kind = any(CASE_KIND_MAX);
			t += any(600);
			p += 1 + any(300);
		}
	}
}

/* The open states that come after 立案, by their own list of flags: not as rules.c does it. */
static int
counts(int64_t state)
{
	static const char open_after_filing[] = "....xxxxx.xxx....";

	return state >= 0 && state < CASE_STATE_MAX && open_after_filing[state] == 'x';
}

/*
 * Another way: nobody looks at a case as a whole.  All steps of all cases, one after the other by
 * time, move a sum up and down: what came in minus what went out is the stock.
 */
static void
flows(int64_t position, int64_t *opening, int64_t *in, int64_t *out, int64_t *stock)
{
	int64_t now[CASES] = {0};

	*opening = *in = *out = *stock = 0;
	for (int64_t t = 0; t < CUT; t++) {
		if (t == FROM)
			for (int c = 0; c < CASES; c++)
				*opening += counts(now[c]);
		for (int c = 0; c < CASES; c++)
			for (size_t i = 0; i < steps[c]; i++) {
				if (history[c][i].recorded_at != t || history[c][i].pos > position)
					continue;
				if (t >= FROM) {
					*in += !counts(now[c]) && counts(history[c][i].state);
					*out += counts(now[c]) && !counts(history[c][i].state);
				}
				now[c] = history[c][i].state;
			}
	}
	for (int c = 0; c < CASES; c++)
		*stock += counts(now[c]);
}

static void
invented(void)
{
	bool balance = true, same = true, nets = true, next = true;

	for (int round = 0; round < 200; round++) {
		struct bulletin_sums s = {0};
		int64_t              position = round % 4 ? any(3000) : INT64_MAX, opening, in, out, stock, after = 0;

		invent();
		for (int c = 0; c < CASES; c++) {
			struct bulletin_case x = {.id = c};

			if (bulletin_judge(history[c], steps[c], position, FROM, CUT, &x))
				bulletin_add(&s, &x);
			/* The day after, a moment after it began. */
			if (bulletin_judge(history[c], steps[c], position, CUT, CUT, &x))
				after += x.in & BULLETIN_IN(OPENING) ? 1 : 0;
		}
		flows(position, &opening, &in, &out, &stock);
		balance &= bulletin_balances(&s);
		same &= s.n[BULLETIN_OPENING] == opening && s.n[BULLETIN_STOCK] == stock;
		/* Who comes and goes several times is one case in the numbers, and several times in the flows. */
		nets &= s.n[BULLETIN_FRESH] - s.n[BULLETIN_CLOSED] == in - out && s.n[BULLETIN_FRESH] <= in &&
			s.n[BULLETIN_CLOSED] <= out;
		next &= after == s.n[BULLETIN_STOCK];
	}
	ok(balance, "200 invented days: opening + new - closed = stock, and the closed are those on time and late");
	ok(same, "opening and stock are those of a walk through all steps by time");
	ok(nets, "new minus closed is what that walk saw come in minus what it saw go out");
	ok(next, "the next day opens as this one closed");
}

int
main(void)
{
	text_use(texts, T_MAX);
	by_hand();
	obligations();
	which_rule();
	invented();
	for (int i = 0; i < BULLETIN_NUMBER_MAX; i++)
		ok(bulletin_number_of(str_of(bulletin_code((enum bulletin_number)i))) == (enum bulletin_number)i,
		   "%s is known by its code", bulletin_code((enum bulletin_number)i));
	ok(bulletin_number_of(S("all")) == BULLETIN_NUMBER_MAX, "no other is");
	return done();
}
