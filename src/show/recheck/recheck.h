/* Looking back as pages: looks that wait, one with its form, what came back by unit, the draws and their lists. */
#ifndef SHOW_RECHECK_RECHECK_H
#define SHOW_RECHECK_RECHECK_H

#include "show/desk/desk.h"

/* GET /recheck (?state, unit, after), /recheck/{id}, /recheck/rates (?days, batch), /recheck/draws,
   /recheck/draws/{id}, /recheck/rules; /repeats (?kind, unit, after). */
desk_show recheck_list_show, recheck_one_show, recheck_rates_show, recheck_draws_show, recheck_draw_show,
    recheck_rules_show, recheck_repeats_show;

/* On the page of a case: what had been at its spot before, what came after it; dossier_also_shows. */
MUSTCHECK enum err recheck_repeat_panel(struct http_request *rq, int64_t case_id, str case_no, html *out);

#endif
