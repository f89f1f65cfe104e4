/* What the bulletin's pages show, ready for their templates. */
#ifndef SHOW_NOTICE_PAGE_H
#define SHOW_NOTICE_PAGE_H

#include "show/desk/pages.h"

/* One number, leading to its cases. */
struct notice_cell {
	text_id label;
	int64_t n;
	str     href;
	bool    late; /* something overdue */
};
struct notice_row {
	str                 name;
	text_id             own; /* instead of a name */
	struct notice_cell *cells;
	size_t              ncells;
};
struct notice_page {
	struct frame         page;
	str                  day, place;
	struct form_option  *places; /* whose bulletin may be asked for */
	size_t               nplaces;
	str                  empty; /* why there is none; STR_NONE: there is one */
	struct notice_cell   opening, fresh, closed, stock, overdue, soon, on_time, late, proven, otherwise;
	struct notice_row   *rows, *units, *sum; /* sum: one row, below each table */
	size_t               nrows, nunits, nsum;
	int64_t              cut, position, batch;
	bool                 whole;
	str                  seal, text, text_href, save_href;
};

struct notice_case {
	str             no, href, what, place, spot, unit;
	struct desk_dot stage;
	opt_i64         due;
	bool            late;
};
struct notice_cases {
	struct frame        page;
	text_id             number;
	str                 day, place, below, unit, back;
	int64_t             total, outside, cut;
	struct notice_case *rows;
	size_t              nrows;
	str                 next, first; /* addresses; STR_NONE: none */
};

#endif
