/* Meetings as pages: the list, calling one, one with what was promised and decided there. */
#ifndef SHOW_MEETINGS_MEETINGS_H
#define SHOW_MEETINGS_MEETINGS_H

#include "show/desk/desk.h"
#include "show/trail/trail.h"

/* GET /meetings (kind, state), /meetings/new (like: an earlier one to begin from), /meetings/{id}. */
desk_show meetings_list_show, meetings_new_show, meetings_one_show;

/* What is said of events of meetings. */
extern const struct trail_words meetings_words;

#endif
