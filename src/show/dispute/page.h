/* What the pages of disputes show. */
#ifndef SHOW_DISPUTE_PAGE_H
#define SHOW_DISPUTE_PAGE_H

#include "show/frame/form.h"

struct disputes_row {
	int64_t id, case_id, opened_at;
	opt_i64 joint_at, due_at, ruled_at;
	str     no, what, place, holder, owner;
	text_id state;
	bool    waits, late, ruled;
};
struct disputes_list_page {
	struct frame         page;
	struct disputes_row *open, *rows;
	size_t               nopen, nrows;
	str                  next, first;
	bool                 later;
};
struct disputes_side {
	int64_t at, duty;
	str     unit, duty_basis, duty_unit, law, reason;
	text_id nth;
	bool    row, ruled, upheld;
};
struct disputes_near {
	int64_t id;
	str     no, unit, reason, from;
};
struct disputes_one_page {
	struct frame          page;
	struct disputes_row   d;
	struct disputes_side *sides;
	size_t                nsides;
	str                   position, lon, lat, place_code, way, reason, ruled_unit, bears, bears_why, precedent_no;
	int64_t               precedent_id;
	bool                  map, may;
	struct disputes_near *nears;
	size_t                nnears;
	text_id               why_not;
	struct form           act;
};
struct disputes_new_page {
	struct frame page;
	struct form  form;
	int64_t      case_id;
	str          no, what, unit;
	bool         again; /* it was given back already */
};
struct disputes_measure {
	str     name, accuracy, hops, hours, upheld; /* STR_NONE: of none */
	int64_t sent, refused;
};
struct disputes_measures_page {
	struct frame             page;
	struct form              form;
	str                      from, to, units, classes; /* the last two: addresses of both tables */
	struct disputes_measure *lines;
	size_t                   nlines;
	bool                     by_class;
};
/* On the page of a case. */
struct disputes_panel {
	int64_t id, case_id;
	text_id state;
	bool    late, may, again;
};

#endif
