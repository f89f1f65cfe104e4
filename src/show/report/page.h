/* What the pages about reporting show, ready for their templates. */
#ifndef SHOW_REPORT_PAGE_H
#define SHOW_REPORT_PAGE_H

#include "show/desk/pages.h"

struct report_tile {
	str  value, icon, label;
	bool on;
};

struct report_beside {
	str             no, href, spot;
	struct desk_dot stage;
};

struct report {
	struct frame        page;
	struct form         form;
	struct report_tile   *tiles;
	size_t              ntiles;
	struct form_field  *what, *other, *place, *spot, *text, *priority, *source, *source_ref, *rname, *rphone;
	struct form_field  *lon, *lat, *srs, *accuracy;
	struct form_field  *photo; /* NULL: photos are off */
	bool                call; /* the part for others' reports is open */
	struct report_beside *besides;
	size_t              nbesides;
	bool                asked; /* possible duplicates were shown already */
};

struct report_done {
	struct frame page;
	str          no, href, what;
	str          unit;
	struct desk_due due;
	bool         may_see, is_public;
};

#endif
