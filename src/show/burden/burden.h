/* Forms that units are asked to fill, and what they cost, as pages. */
#ifndef SHOW_BURDEN_BURDEN_H
#define SHOW_BURDEN_BURDEN_H

#include "show/desk/desk.h"
#include "show/trail/trail.h"

/* GET /inquiries (?before=), /inquiries/new (with items and units: tried), /inquiries/{id}, /burden (?year=). */
desk_show burden_list_show, burden_new_show, burden_one_show, burden_year_show;

/*
 * What it costs units to be asked, for the pages that ask: {{> burden_pages/note note}}, data struct burden_note
 * (show/burden/page.h).  `kind`: of work/burden; `units`: how many are asked, 0: not known yet; `years`: also what the
 * year has cost each unit within reach so far, for who is about to ask.  Nothing for who may not see the ledger.
 */
struct burden_note;
MUSTCHECK enum err burden_note_of(struct http_request *rq, const str *kind, size_t n, int64_t units, bool years,
                                  struct burden_note *out);

/* For desk_also_waits: forms that wait for the actor's unit. */
MUSTCHECK enum err burden_pages_waits(struct http_request *rq, struct desk_also *out);

/* What is said of events of forms and of the dictionary. */
extern const struct trail_words burden_words;

#endif
