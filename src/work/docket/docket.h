/* Cases as people read them: the work list, the counts beside it, one case with all its page shows. */
#ifndef WORK_DOCKET_DOCKET_H
#define WORK_DOCKET_DOCKET_H

#include "kit/command/command.h"
#include "kit/db/db.h"
#include "work/life/rules.h"

extern const struct view *const docket_views[];
extern const size_t             docket_views_n;

/* ---- case.list ---- */

struct case_item {
	int64_t id;
	str     no;
	int64_t state, kind; /* kind: enum case_kind */
	str     source, class_key, class_name, place_name, address, unit_name; /* names may be STR_NONE */
	int64_t priority, asking, rework, last_at, reported_at, sort;
	str     told_status, told_unit; /* in the source's own words; STR_NONE: it told none, or is no source's */
	opt_i64 due_at;
	bool    overdue; /* recorded and not exempt; or now past due_at; never of what a source told */
	bool    at_hq, open; /* open: told ones too, when their source says so */
};

/*
 * How one word of the search was understood: anywhere in the address, 案号, its beginning, what the city calls
 * things, the number that its source gave it.
 */
enum docket_word_kind { WORD_TEXT, WORD_NUMBER, WORD_BEGIN, WORD_PLACE, WORD_UNIT, WORD_CLASS, WORD_REF };
struct docket_word {
	str                   text; /* as typed */
	enum docket_word_kind kind;
};

/*
 * By deadline, the next first; the newest first; open and ended ones in one list, by deadline or end, the earliest
 * first; by their end, the latest first; told alone: by the source's deadline while open, else its end, latest first.
 */
enum case_order { CASE_BY_DUE, CASE_BY_NEW, CASE_BY_BOTH, CASE_BY_END, CASE_BY_TOLD };

struct case_list_out {
	struct case_item   *item;
	size_t              n;
	str                 next;   /* give as `after` for the next page; STR_NONE: this was the last */
	int64_t             looked; /* not 0: the page ends because so many rows were looked at; go on from `next` */
	struct docket_word *word;
	size_t              nword;
	enum case_order     order;
};

/* ---- case.counts ---- */

enum { CASE_COUNT_MOST = 100 }; /* counted no further: say "99+" */
struct case_counts_out {
	int64_t state[CASE_STATE_MAX];
	int64_t told;           /* kept as sources told them, open or not */
	int64_t overdue, today; /* open cases past their deadline, due until the end of today */
};

/*
 * The counts are at most 10 s old.  Forget those of the actor's scope, so that what he
 * has just done shows at once: to be told after each command (command_after).
 */
void docket_forget(const struct ctx *cx);

/* ---- case.get ---- */

struct case_act_offer {
	enum case_act act;
	bool          may; /* permission and rules allow it now */
	text_id       why; /* !may: the sentence */
	text_id       why_arg[2];
};

struct case_hold_line {
	int64_t state;
	str     unit_name, post_name; /* STR_NONE: the desk of this stage */
	int64_t from_at, to_at;       /* CASE_NO_TIME: still */
	int64_t office_ms;            /* working time between them (A35) */
};

struct case_clock_line {
	int64_t stage, amount, start_at, due_at, extended;
	str     clock, unit, calendar;
	str     season; /* the name of the one in which alone it runs; STR_NONE: all year */
	bool    guessed, runs;
	opt_i64 met_at, dropped_at, paused_at, overdue_at, exempt_at;
	str     exempt_why;
	int64_t left_ms; /* runs: of its clock, still to go, or gone since due */
	bool    late, whole_days;
};

/* One stretch of the deadline that matters now, counted or not, and why. */
struct case_why_part {
	int64_t from, to, ms;
	str     why; /* worktime_why_name */
	str     name;
	str     paper; /* 文号 of the holiday or the make-up day; STR_NONE: an ordinary stretch */
	bool    make_up, guessed;
};

struct case_event_line {
	int64_t rev, at, recorded_at;
	str     type, post_name, unit_name; /* who is 0 for the program itself: no post */
	str     payload;                    /* JSON: set, more (reason, text, answer …); STR_NONE once erased, and
	                                       of a look at the reporter but for auditors */
	opt_i64 pos;                        /* its place in the seal */
};

struct case_part_line {
	str     unit_name, post_name, person_name, basis; /* person_name: STR_NONE unless one was, and the reader
	                                                     may learn it (names_person_to) */
	bool    main;
	opt_i64 due_at, to_at;
	int64_t from_at;
};

struct case_ask_line {
	int64_t kind, asked_at, outcome;
	str     reason, why;
	opt_i64 until, decided_at;
};

struct case_page {
	const struct case_reading *reading; /* work/cases/cases.h: what all this was made from */
	int64_t id, rev, state, before, kind, priority, place_id;
	str     no, source, source_ref, told_status, told_unit, address, description, place_name, place_code, class_key,
		class_name, class_code, big_name, unit_name, post_name, closing;
	bool    is_public, overdue, at_hq;
	opt_f64 lon, lat, accuracy;
	str     merged_no, beside_no, back_no; /* of those three cases */
	opt_i64 due_at, until, merged_into, beside, back_of, class_id, condition_id, unit_id;
	int64_t duty_basis, reported_at, last_at, rework, returns, moved, extensions, suspensions, reopens, found_again,
		came_back, asking;
	opt_i64 ended_at;
	str     reporter_name, reporter_phone; /* masked; STR_NONE: none, or not for this reader */
	str     condition, condition_key, limit_source, photo, photo_reason; /* of the filing condition */
	str    *up; /* names of the places above, the widest first */
	size_t  n_up;
	struct case_act_offer  *offer;
	size_t                  n_offer;
	struct case_hold_line  *hold;
	size_t                  n_hold;
	struct case_clock_line *clock;
	size_t                  n_clock;
	struct case_why_part   *why; /* of the running clock that is due next */
	size_t                  n_why;
	str                    *paper; /* 文号 of the published lists it rests on; none for clocks that run through */
	size_t                  n_paper;
	str                     hours; /* "08:00–12:00、14:30–17:30" of its first and last days, where they matter */
	struct case_part_line  *part;
	size_t                  n_part;
	struct case_ask_line   *ask;
	size_t                  n_ask;
	struct case_event_line *event; /* the newest first */
	size_t                  n_event;
	int64_t                 sealed; /* position up to which everything is sealed */
};

#endif
