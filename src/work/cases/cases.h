/* A case in the store, for the rooms above: its tables and events, one case read whole.  Changing one: job.h. */
#ifndef WORK_CASES_CASES_H
#define WORK_CASES_CASES_H

#include "city/unit/unit.h"
#include "kit/command/command.h"
#include "kit/db/db.h"
#include "kit/journal/aggregate.h"
#include "kit/worktime/worktime.h"
#include "work/life/rules.h"

extern const struct db_schema         cases_schema;
extern const struct journal_aggregate case_aggregates[]; /* kinds case, limit: rows equal their events */
extern const size_t                   case_aggregates_n;

/* case.limit: how long a stage may take. */
extern const struct command case_limit_command;

/* ---- One case, for a room that shows it ---- */

/* Its columns as they stand (schema.sql says what each is). */
struct case_columns {
	int64_t id, rev, state, before, kind, priority, place_id, duty_basis, reported_at, last_at, rework, returns,
		moved, extensions, suspensions, reopens, found_again, came_back, asking;
	str     no, source, source_ref, told_status, told_unit, address, description, class_key, closing;
	bool    is_public, open, at_hq, overdue;
	opt_f64 lon, lat, accuracy;
	opt_i64 class_id, condition_id, unit_id, post_id, found_by, due_at, until, ended_at, merged_into, beside,
		back_of, dispatched_at, verified_at;
};
struct case_reading {
	struct case_columns columns;
	struct case_facts facts; /* as the rules look at it */
	struct case_who   who;   /* the actor; in two posts: of the unit that has a part in it */
	str reporter_name, reporter_phone; /* masked; STR_NONE: none, or not for this actor (L26) */
};

/*
 * One case within the actor's reach, as far as only this room can tell: what may be
 * done with it by whom, and whose report it is.  ERR_NONE outside of it.
 */
MUSTCHECK enum err case_read(struct ctx *cx, int64_t id, struct case_reading *out);

/* Open cases of a unit or post, and looks that a post was sent to take (unit_register). */
extern const struct unit_hang case_hang;

#endif
