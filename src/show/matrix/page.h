/* What the pages of the matrix show. */
#ifndef SHOW_MATRIX_PAGE_H
#define SHOW_MATRIX_PAGE_H

#include "show/frame/form.h"
#include "show/trail/trail.h"

/* A row of the matrix; `state` says ended or not yet, T_none: it holds. */
struct matrix_item {
	int64_t id;
	str     class_, place, unit, basis, from, to;
	text_id state;
	bool    here; /* the page's own */
};
/* A row that was considered, and why it spoke or not. */
struct matrix_reason {
	str  href, no, class_, place, unit, why; /* a row, or a ruling by its number */
	bool won;
};
struct matrix_helper {
	str  name;
	bool territory;
};
struct matrix_answer {
	str                   class_, place, on, unit, basis;
	int64_t               id; /* of the row that says so; 0: the default */
	bool                  ruled;
	bool                  gap, person; /* person: conduct of persons, which is counted only */
	struct matrix_helper *helpers;
	size_t                nhelpers;
	struct matrix_reason *reasons;
	size_t                nreasons;
};
/* A class that the words in the field may mean. */
struct matrix_meant {
	str href, label;
};
struct matrix_list {
	struct frame          page;
	struct form           form;
	struct matrix_item   *items;
	size_t                nitems;
	str                   next, first, add, q, on;
	struct matrix_answer *answer; /* NULL: class or place are not chosen */
	struct matrix_meant  *meant;
	size_t                nmeant;
	bool                  edits, later, unknown; /* unknown: no class fits the words */
};
/* The matrix where it is silent.  bad: somebody must do something, several or none answer. */
struct matrix_gap_place {
	str name, href; /* href STR_NONE: nothing lies below it */
};
struct matrix_gap_cell {
	int64_t gaps;
	str     name, href; /* of the column; STR_NONE: one cell, or none */
	bool    bad;
};
struct matrix_gap_line {
	str                     name, href; /* href STR_NONE: a class */
	struct matrix_gap_cell *cells;
	size_t                  ncells;
	int64_t                 gaps;
};
struct matrix_gap {
	str     class_, place, add;
	int64_t places;
	text_id kind;
	bool    bad;
};
struct matrix_gaps {
	struct frame             page;
	struct form              form;
	str                      place, next, first;
	int64_t                  places, classes, cells, named, by_default, clash, nobody, gaps;
	struct matrix_gap_place *columns;
	struct matrix_gap_line  *lines;
	struct matrix_gap       *items;
	size_t                   ncolumns, nlines, nitems;
	int64_t                  without; /* lines without a gap, which are left out */
	bool                     edits, later;
};
struct matrix_new {
	struct frame page;
	struct form  form;
	bool         ruling; /* a ruling is kept, not a row added */
};
struct matrix_one {
	struct frame          page;
	int64_t               id;
	str                   class_, class_href, place, unit, basis, source, from, to, ask;
	text_id               state;
	struct matrix_helper *helpers;
	size_t                nhelpers;
	struct matrix_item   *line;
	size_t                nline;
	struct form          *acts;
	size_t                nacts;
	struct trail_shown    past;
};

/* A ruling that is kept. */
struct matrix_precedent_item {
	int64_t id;
	str     no, classes, place, area, unit, reason, from, to, struck;
	text_id state;
};
struct matrix_precedents {
	struct frame                  page;
	struct matrix_precedent_item *items;
	size_t                        nitems;
	str                           next, other;
	bool                          may, ended;
};
struct matrix_precedent {
	struct frame                 page;
	struct matrix_precedent_item x;
	struct form                  form;
	bool                         may;
};

#endif
