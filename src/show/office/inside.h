/* What the files of this room share. */
#ifndef SHOW_OFFICE_INSIDE_H
#define SHOW_OFFICE_INSIDE_H

#include "office_sql.h"
#include "show/office/office.h"

struct office_sessions_out {
	struct q_sessions_row *row;
	size_t                 n;
};
struct office_looks_out {
	struct q_looks_row *row;
	size_t              n;
	str                *told; /* JSON of each row's payload; STR_NONE: erased */
};

/* Whether an event among the looks is a search by telephone. */
bool office_is_find(str type);

struct office_refused_out {
	struct q_refused_row *row;
	size_t                n;
};

extern const struct view office_sessions_view, office_looks_view, office_refused_view;

#endif
