/* Conduct of persons: counted by place, class and day, and nothing else. */
#ifndef WORK_TALLY_TALLY_H
#define WORK_TALLY_TALLY_H

#include "kit/command/command.h"
#include "kit/db/db.h"
#include "kit/verify/verify.h"

/*
 * A class about persons (helmets, red lights, dogs off the leash) is never a case (L9; domain.md,
 * refusals 1): a row here has a place, a class, a day and a number.  No name, no plate, no picture,
 * no words, no position; who counted stands in the event's head as with every command, and no
 * view groups by it.
 */
extern const struct db_schema         tally_schema;
extern const struct command *const    tally_commands[]; /* case.count */
extern const size_t                   tally_commands_n;
extern const struct view *const       tally_views[]; /* case.counted */
extern const size_t                   tally_views_n;
extern const struct journal_aggregate tally_aggregates[]; /* kind tally: rows equal their events */
extern const size_t                   tally_aggregates_n;

/* ---- case.counted: the newest days first ---- */

struct tally_item {
	int64_t place_id, n;
	str     day, place_code, place_name, class_key, class_name;
};
struct tally_list {
	struct tally_item *item;
	size_t             n;
	int64_t            sum;
};

#endif
