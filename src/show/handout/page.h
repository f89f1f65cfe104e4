/* What the page of a handout's photos shows, ready for its template. */
#ifndef SHOW_HANDOUT_PAGE_H
#define SHOW_HANDOUT_PAGE_H

#include "show/frame/frame.h"

struct handout_figure {
	text_id label;        /* before, after */
	str     small, large; /* as it leaves, or as it is within the house; STR_NONE: there is none */
	str     mask;         /* where it is looked at; STR_NONE: not by this post */
	str     alt;
	bool    clear;
};
struct handout_row_shown {
	str                   no, href, what, where, unit;
	bool                  proven;
	struct handout_figure figure[2];
	struct handout_figure *figures; /* figure, for the template */
	size_t                nfigures;
};
struct handout_photos {
	struct frame              page;
	str                       title, back;
	struct handout_row_shown *rows;
	size_t                    nrows;
	int64_t                   all, hidden; /* photos; those that nobody has looked at yet */
};

#endif
