/* What the pages of looking back show. */
#ifndef SHOW_RECHECK_PAGE_H
#define SHOW_RECHECK_PAGE_H

#include "show/album/page.h"
#include "show/frame/form.h"

struct recheck_chip {
	str  href, name;
	bool on;
};
struct recheck_row {
	int64_t id, case_id, days, closed_at;
	opt_i64 looked_at;
	str     no, what, place, unit, batch, due;
	text_id state;
	bool    late, waits, held, rebound;
};
struct recheck_list_page {
	struct frame         page;
	struct recheck_chip *chips;
	size_t               nchips;
	struct recheck_row  *rows;
	size_t               nrows;
	str                  next, first;
};
struct recheck_one_page {
	struct frame       page;
	struct recheck_row look;
	str                words, by_unit;
	text_id            why_not;
	int64_t            draw_id, n;
	struct form        act;
	bool               may;
	struct album_alike *alike;
	size_t              nalike;
};
struct recheck_line {
	str     unit, rate, low, high; /* in per cent */
	str     waits, back;           /* their lists; STR_NONE: nobody's */
	int64_t listed, waiting, looked, rebound;
};
struct recheck_last {
	int64_t days, at_risk, rebound;
	str     share;
};
struct recheck_rates_page {
	struct frame         page;
	struct recheck_chip *chips;
	size_t               nchips;
	struct recheck_line  all, *lines;
	size_t               nlines;
	str                  share; /* STR_NONE: nobody knows yet */
	struct recheck_last *steps;
	size_t               nsteps;
	str                  points; /* of the curve, in a square of 100 */
	int64_t              lives, last;
	struct form          act; /* recheck.batch */
	bool                 may;
};
struct recheck_draw_row {
	int64_t id, days, listed, taken, promised_at;
	opt_i64 drawn_at;
	str     on, batch, promise, seed, list, share;
	text_id state;
	bool    drawn;
};
struct recheck_draws_page {
	struct frame             page;
	struct recheck_draw_row *rows;
	size_t                   nrows;
	int64_t                  folded; /* drawn of nothing, and not in rows */
	str                      next, all; /* all: the address that shows those, too */
};
struct recheck_item_row {
	int64_t case_id, look, n;
	str     no, stratum;
	text_id state;
};
struct recheck_draw_page {
	struct frame             page;
	struct recheck_draw_row  draw;
	struct recheck_item_row *rows;
	size_t                   nrows;
	str                      command; /* that makes it again */
	str                      next;    /* further down the list; STR_NONE: this was the last */
};
struct recheck_rule_row {
	int64_t days, least, within;
	str     share, source;
};
struct recheck_rules_page {
	struct frame             page;
	struct recheck_rule_row *rows;
	size_t                   nrows;
	struct form              act;
	bool                     may, cases;
};
struct recheck_repeat_row {
	int64_t id, before, nth, tasks, found_at, before_at, days; /* days: from the one before */
	str     no, before_no, what, place, unit; /* before_no STR_NONE: out of reach */
	str     plan;                             /* where a long plan is made; STR_NONE: not by this reader */
	bool    again, chronic, open;
};
struct recheck_repeat_rule {
	int64_t days, metres, times, span;
	str     class_key, source; /* class_key STR_NONE: all others */
};
struct recheck_repeats_page {
	struct frame                page;
	struct recheck_chip        *chips;
	size_t                      nchips;
	struct recheck_repeat_row  *rows;
	size_t                      nrows;
	struct recheck_repeat_rule *rules;
	size_t                      nrules;
	str                         next, first;
	struct form                 act;
	bool                        may, plans, cases; /* cases: the reader works with cases; else the rules alone */
};
/* On the page of a case. */
struct recheck_repeat_panel {
	bool                      first, kept;
	struct recheck_repeat_row row;
	int64_t                   limit, metres, span, times;
	struct recheck_chip      *later;
	size_t                    nlater;
};

#endif
