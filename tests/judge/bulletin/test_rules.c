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
	a[0].known = false;
	ok(!bulletin_judge(a, 1, 9999, FROM, CUT, &c) && c.in == 0, "of what is not known nothing is said");
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
	invented();
	for (int i = 0; i < BULLETIN_NUMBER_MAX; i++)
		ok(bulletin_number_of(str_of(bulletin_code((enum bulletin_number)i))) == (enum bulletin_number)i,
		   "%s is known by its code", bulletin_code((enum bulletin_number)i));
	ok(bulletin_number_of(S("all")) == BULLETIN_NUMBER_MAX, "no other is");
	return done();
}
