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

struct notice_draw {
	str     on, promise;
	int64_t days;
};

/* The figures of a day, as worked out now or as an edition keeps them. */
struct notice_figures {
	struct notice_cell opening, fresh, closed, stock, overdue, soon, on_time, late, proven, otherwise;
	struct notice_row *rows, *units, *sum; /* sum: one row, below each table */
	size_t             nrows, nunits, nsum;
	int64_t            position, batch;
	str                cut_text; /* to the second */
	bool               whole;
	struct notice_draw *draws; /* promised that day */
	size_t             ndraws;
	str                seal, digest; /* digest: of an edition; STR_NONE: none */
};
struct notice_page {
	struct frame          page;
	str                   day, place, place_code;
	struct form_option   *places; /* whose bulletin may be asked for */
	size_t                nplaces;
	str                   empty; /* why there is none; STR_NONE: there is one */
	struct notice_figures fig;
	str                   text, text_href, save_href, tall_href, photos_href, paper_href;
	str                   slides_href, notice_href, notice_pdf;
	/* Issuing it: */
	int64_t newest; /* the edition that was issued last of that day */
	str     newest_href, newest_at;
	str     awaited;     /* "18:00": the hour has passed and there is none */
	bool    issues, may; /* the reader's post issues bulletins; this one can be */
	str     why;         /* issues, !may: the sentence */
	int64_t listed, units, hours, due, at;
	str     listed_href, ask, button, here;
};

struct notice_edition {
	struct frame          page;
	str                   day, place, as, issued_at, at_text; /* as: post and unit */
	int64_t               edition, next, before, hours, due_at;
	str                   next_href, before_href;
	struct notice_figures fig;
	struct notice_row    *units, *sum;
	size_t                nunits, nsum;
	str                   text, text_href, save_href, tall_href, photos_href, paper_href;
	str                   slides_href, notice_href, notice_pdf;
};

struct notice_item {
	str     no, href, what, place, spot, unit;
	bool    late, bad;
	opt_i64 own_due, done;
	int64_t due;
	text_id outcome;
};
struct notice_items {
	struct frame        page;
	text_id             outcome; /* T_none: any */
	str                 day, place, unit, back, at_text;
	int64_t             edition, total, outside;
	struct notice_item *rows;
	size_t              nrows;
	str                 next, first;
};

struct notice_line {
	str     day, place, href;
	int64_t edition, next, listed, units, issued_at, due_at;
};
struct notice_editions {
	struct frame        page;
	str                 day, place;
	struct form_option *places;
	size_t              nplaces;
	struct notice_line *rows;
	size_t              nrows;
	str                 next, first;
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
	str                 cut_text, since_text;
	int64_t             total, outside;
	struct notice_case *rows;
	size_t              nrows;
	str                 next, first; /* addresses; STR_NONE: none */
};

#endif
