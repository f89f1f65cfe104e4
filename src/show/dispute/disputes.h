/* The dispute desk: what waits for a ruling, one dispute with both grounds, refusing with a ground. */
#ifndef SHOW_DISPUTE_DISPUTES_H
#define SHOW_DISPUTE_DISPUTES_H

#include "show/desk/desk.h"

/* GET /disputes (?unit, after), /disputes/{id}, /disputes/new (?case). */
desk_show disputes_list_show, disputes_one_show, disputes_new_show;

/* GET /disputes/measures (?from, to, by). */
desk_show disputes_measures_show;

/* On the page of a case: its dispute, or where to refuse it; dossier_also_shows. */
MUSTCHECK enum err disputes_panel(struct http_request *rq, int64_t case_id, str case_no, html *out);

#endif
