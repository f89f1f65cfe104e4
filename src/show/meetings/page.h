/* What the pages of meetings show. */
#ifndef SHOW_MEETINGS_PAGE_H
#define SHOW_MEETINGS_PAGE_H

#include "show/burden/page.h"
#include "show/frame/form.h"
#include "show/trail/trail.h"

struct meetings_row {
	int64_t id, units, pledges, decisions;
	text_id kind, state;
	str     day, title, place;
	bool    held, over; /* over: cancelled */
};
struct meetings_list {
	struct frame         page;
	struct form          form;
	struct meetings_row *rows;
	size_t               nrows;
	str                  next, first;
	bool                 later, edits;
};
struct meetings_new {
	struct frame       page;
	struct form        form;
	struct burden_note cost;
};
struct meetings_line {
	int64_t n;
	str     words;
};
struct meetings_unit {
	str  name;
	bool absent;
};
struct meetings_task {
	str     href, no, title, goal, measure, due, unit, post;
	int64_t target, done;
	text_id state;
	bool    late, accepted;
};
struct meetings_paper {
	text_id kind;
	str     docx, pdf, print, post;
	int64_t nth, at, position;
};
struct meetings_issue {
	str     kind;
	text_id label, what;
};
struct meetings_one {
	struct frame          page;
	struct meetings_row   meeting;
	opt_i64               held_at;
	struct meetings_line *agenda, *said;
	struct meetings_unit *units;
	struct meetings_task *pledges, *decisions;
	size_t                nagenda, nsaid, nunits, npledges, ndecisions;
	text_id               why_not; /* nothing is noted there now */
	str                   like;    /* call another like it; STR_NONE: may not */
	struct form          *acts;
	size_t                nacts;
	struct trail_shown    past;
	struct burden_note    cost;
	bool                  pack; /* the asker may see it */
	struct meetings_paper *papers;
	struct meetings_issue  issues[2]; /* that may be issued now */
	size_t                 npapers, nissues;
};
struct meetings_cell {
	text_id label;
	int64_t n;
	str     href, delta; /* STR_NONE: none */
	bool    bad;
};
struct meetings_numbers {
	str                   name;
	bool                  attends;
	struct meetings_cell *cells;
	size_t                ncells;
};
struct meetings_pack {
	struct frame             page;
	struct meetings_row      meeting;
	str                      since_text, cut_text, last, last_title;
	int64_t                  position;
	bool                     told, closed;
	struct meetings_numbers *rows, all;
	struct meetings_task    *open;
	size_t                   nrows, nopen;
};
struct meetings_thing {
	str     href, no, words, unit, due;
	text_id state; /* T_none: a case */
};
struct meetings_items {
	struct frame           page;
	struct meetings_row    meeting;
	text_id                number;
	str                    unit, back;
	int64_t                outside, told; /* told: at the closing, when the list of now has another number */
	bool                   moved;
	struct meetings_thing *items;
	size_t                 nitems;
};

#endif
