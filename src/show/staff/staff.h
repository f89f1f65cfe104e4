/* People as the security administrator keeps them: who there is, one of them with all that was changed. */
#ifndef SHOW_STAFF_STAFF_H
#define SHOW_STAFF_STAFF_H

#include "show/desk/desk.h"
#include "show/trail/trail.h"

/* GET /people (?q=, ?after=; STAFF_ROWS a page), GET /people/{id}. */
desk_show staff_people_show, staff_person_show;

/* person.list, person.show. */
enum { STAFF_ROWS = 50 };
extern const struct view *const staff_views[];
extern const size_t             staff_views_n;

/* What is said of events of people, log-ins and posts held. */
extern const struct trail_words staff_words;

#endif
