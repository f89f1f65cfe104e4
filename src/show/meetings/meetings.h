/* Meetings as pages: the list, calling one, one with what was promised and decided there. */
#ifndef SHOW_MEETINGS_MEETINGS_H
#define SHOW_MEETINGS_MEETINGS_H

#include "show/desk/desk.h"
#include "show/trail/trail.h"

/* GET /meetings (kind, state), /meetings/new (like: an earlier one to begin from), /meetings/{id}. */
desk_show meetings_list_show, meetings_new_show, meetings_one_show;

/* GET /meetings/{id}/pack, /meetings/{id}/list (number, unit): the agenda pack, and what is behind its numbers. */
desk_show meetings_pack_show, meetings_items_show;

/* GET /meeting-papers/{id}/{form}: docx or pdf, as it was issued. */
MUSTCHECK enum err meetings_file_run(struct http_request *rq, struct http_reply *rp);

/* What is said of events of meetings. */
extern const struct trail_words meetings_words;

#endif
