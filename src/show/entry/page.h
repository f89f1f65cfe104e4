/* What the pages of ways in show. */
#ifndef SHOW_ENTRY_PAGE_H
#define SHOW_ENTRY_PAGE_H

#include "show/frame/form.h"

struct entry_code {
	struct frame page;
	str          ticket, next;
	bool         bad;
};

struct entry_first {
	struct frame page;
	str          name, ticket; /* name STR_NONE: the link serves no more */
	bool         bad;
};

struct entry_factor {
	struct frame page;
	bool         required; /* and there is none yet */
	opt_i64      since;
	int64_t      recovery; /* codes left */
	bool         few;      /* hardly any */
	str          key, qr, view;
	struct form  set;
};

#endif
