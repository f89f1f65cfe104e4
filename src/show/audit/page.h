/* What the journal's page shows, ready for its template. */
#ifndef SHOW_AUDIT_PAGE_H
#define SHOW_AUDIT_PAGE_H

#include "show/frame/frame.h"
#include "show/trail/trail.h"

struct audit_choice {
	str     value;
	text_id label;
	bool    on;
};
struct audit_line {
	int64_t              at, pos; /* pos 0: not yet sealed */
	text_id              what;
	str                  kind, thing, who, person; /* STR_NONE: of cases; none; the program; nobody */
	str                  basis; /* the paper or the reason; STR_NONE: none was given */
	struct trail_change *change;
	size_t               nchange;
};
struct audit_page {
	struct frame         page;
	str                  day, earlier, later; /* days beside it that have changes; STR_NONE */
	struct audit_choice *kinds;
	size_t               nkinds;
	struct audit_line   *lines;
	size_t               nlines;
	str                  next, first; /* pages; STR_NONE */
};

#endif
