/* What the files of this room share. */
#ifndef WORK_DISPUTE_INSIDE_H
#define WORK_DISPUTE_INSIDE_H

#include "dispute_sql.h"
#include "work/dispute/dispute.h"

extern const struct view dispute_list_view, dispute_get_view, dispute_of_view, dispute_measures_view;

/* Why who asks may not rule on a dispute of a case; T_none: may.  Reasons and position are taken as given. */
MUSTCHECK enum err dispute_may_rule(struct ctx *cx, int64_t dispute_id, int64_t state, bool open,
                                    text_id *fault);

#endif
