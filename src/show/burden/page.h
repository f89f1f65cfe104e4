/* What the pages of forms and their cost show. */
#ifndef SHOW_BURDEN_PAGE_H
#define SHOW_BURDEN_PAGE_H

#include "show/frame/form.h"
#include "show/trail/trail.h"

struct burden_row {
	int64_t id, minutes, asked, filled;
	str     no, title, due, unit;
	bool    late, ended, whole;
};
struct burden_list {
	struct frame       page;
	struct burden_row *rows;
	size_t             nrows;
	str                next;
	bool               later, asks;
};
struct burden_field {
	int64_t n;
	str     words, held, near;
};
struct burden_share {
	text_id label;
	str     list; /* what is counted; STR_NONE: it has no list */
	int64_t n, minutes;
};
struct burden_row_year {
	int64_t              id, forms, form_minutes, took, minutes, year, percent;
	str                  name;
	struct burden_share *parts; /* by kind */
	size_t               nparts;
	bool                 over;
};
/* Of pages that ask units for something; all empty: nothing to say. */
struct burden_note {
	str                     words;
	struct burden_row_year *units; /* the most burdened */
	size_t                  nunits;
	int64_t                 more; /* units that are not shown */
};
struct burden_new {
	struct frame         page;
	struct form          form;
	struct burden_field *fields;
	size_t               nfields;
	struct burden_row_year  *units;
	size_t               nunits;
	int64_t              asked, least;
	bool                 tried, none;
};
struct burden_answer {
	int64_t n;
	str     words, value;
};
struct burden_unit_row {
	str                   name;
	opt_i64               filled_at, took;
	bool                  late;
	struct burden_answer *answers;
	size_t                nanswers;
};
struct burden_one {
	struct frame            page;
	struct burden_row       row;
	str                     basis, over;
	int64_t                 asked; /* fields */
	struct burden_field    *fields;
	size_t                  nfields;
	struct burden_unit_row *units;
	size_t                  nunits;
	struct form            *acts;
	size_t                  nacts;
	struct trail_shown      past;
};
struct burden_each {
	text_id label;
	int64_t minutes;
};
struct burden_ledger {
	struct frame        page;
	struct form         form; /* burden.cost */
	str                 year, before, after; /* names, no amounts */
	int64_t             forms, minutes, usual;
	struct burden_row_year *units; /* that were asked for anything, the most burdened first */
	size_t              nunits, nspared;
	str                 spared; /* names of the others */
	struct burden_each *kinds;
	size_t              nkinds;
	bool                edits, has_after;
};

#endif
