/* The pages about the pages: every component in every state, and the keys. */
#ifndef SHOW_LOOK_LOOK_H
#define SHOW_LOOK_LOOK_H

#include "show/desk/desk.h"

/* /style: needs no log-in and no store; what it shows are samples. */
desk_show look_style_show;

/*
 * /keys: what each key does, those first that lead somewhere this person may go.  The script shows the same list in a
 * box on `?`, less what the page before it has no use for (data-if: a selector).
 */
desk_show look_keys_show;

#endif
