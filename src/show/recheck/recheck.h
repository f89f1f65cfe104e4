/* Looking back as pages: looks that wait, one with its form, what came back by unit, the draws and their lists. */
#ifndef SHOW_RECHECK_RECHECK_H
#define SHOW_RECHECK_RECHECK_H

#include "show/desk/desk.h"

/* GET /recheck (?state, unit, after), /recheck/{id}, /recheck/rates (?days, batch), /recheck/draws,
   /recheck/draws/{id}, /recheck/rules. */
desk_show recheck_list_show, recheck_one_show, recheck_rates_show, recheck_draws_show, recheck_draw_show,
    recheck_rules_show;

#endif
