/* What the files of this room share. */
#ifndef KIT_PAPER_INSIDE_H
#define KIT_PAPER_INSIDE_H

#include "kit/paper/paper.h"

/* A line of the text area, from 0 to PAPER_LINES - 1, on the page that is being set. */
struct setting {
	struct arena       *a;
	const struct paper *p;
	struct sheets       s;
	int                 page, line;
};

/* The next page, its number and what stands above it. */
void set_page(struct setting *t);

/* Rows of a table, all lines of *rest that begin with |; where it ends the body, `last` lines stay with its last. */
void set_table(struct setting *t, str *rest, int last);

#endif
