/* What the files of this room share beside its content. */
#ifndef SHOW_HANDOUT_INSIDE_H
#define SHOW_HANDOUT_INSIDE_H

#include "show/handout/handout.h"

/* The office's own template of a paper, read anew each time, or the shipped one; refuses as handout_check does. */
MUSTCHECK enum err handout_template(struct ctx *cx, const struct handout_paper *p, struct office_template **t);

#endif
