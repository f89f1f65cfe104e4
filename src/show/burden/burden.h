/* Forms that units are asked to fill, and what they cost, as pages. */
#ifndef SHOW_BURDEN_BURDEN_H
#define SHOW_BURDEN_BURDEN_H

#include "show/desk/desk.h"
#include "show/trail/trail.h"

/* GET /inquiries (?before=), /inquiries/new (with items and units: tried), /inquiries/{id}, /burden (?year=). */
desk_show burden_list_show, burden_new_show, burden_one_show, burden_year_show;

/* What is said of events of forms and of the dictionary. */
extern const struct trail_words burden_words;

#endif
