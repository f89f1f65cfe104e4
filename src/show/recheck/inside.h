/* What the files of this room share. */
#ifndef SHOW_RECHECK_INSIDE_H
#define SHOW_RECHECK_INSIDE_H

#include "show/desk/desk.h"
#include "show/recheck/page.h"

/* A form of a command on a page, under its summary; *may stays as it is for whoever may not. */
MUSTCHECK enum err recheck_form(struct ctx *cx, const char *command, str page, const char *icon, text_id button,
                                struct form *f, bool *may);

#endif
