/* What the pages of zones show. */
#ifndef SHOW_ZONES_PAGE_H
#define SHOW_ZONES_PAGE_H

#include "show/frame/frame.h"

struct zones_number {
	int64_t n;
	str     href; /* its list of cases */
};

/* A zone, or a place of one, or the whole. */
struct zones_line {
	str                 code, name, href;
	bool                outside, ranked, behind;
	struct zones_number fresh, closed, stock, overdue;
	str                 rate, low, high, ranks; /* in per cent; ranks: "2", "2–5" */
	int64_t             from, to, at;           /* of the bar and its point, in a width of 100 */
};
struct zones_group {
	str                kind;
	struct zones_line *lines;
	size_t             nlines;
};
struct zones_page {
	struct frame        page;
	str                 since, until, place, code;
	int64_t             position;
	struct zones_line   whole, zone;
	struct zones_group *groups;
	size_t              ngroups;
	struct zones_line  *places;
	size_t              nplaces;
	str                 back;  /* to all zones, with the same days */
	int64_t             mark;  /* the whole's share, in a width of 100; 0: nothing ended */
	bool                edit;  /* may let in a table of zones */
};

#endif
