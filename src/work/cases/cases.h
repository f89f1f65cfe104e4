/* A case in the store, for the rooms above: commands, due work, the same spot, one case read whole. */
#ifndef WORK_CASES_CASES_H
#define WORK_CASES_CASES_H

#include "kit/command/command.h"
#include "kit/db/db.h"
#include "kit/journal/aggregate.h"
#include "kit/worktime/worktime.h"
#include "work/life/rules.h"

struct keyring;
struct looked;

extern const struct db_schema         cases_schema;
extern const struct command *const    case_commands[];
extern const size_t                   case_commands_n;
extern const struct view *const       case_views[];
extern const size_t                   case_views_n;
extern const struct journal_aggregate case_aggregates[]; /* kinds case, limit: rows equal their events */
extern const size_t                   case_aggregates_n;

/*
 * The keys for reporters' identities; once, before anything runs.  Without them
 * a report that names its reporter is refused, everything else works.
 */
void case_use_keys(const struct keyring *keys);

/* ---- case.tell, for a room that tells many ---- */

/*
 * What case.tell does, as a part of a running command, from the same input.  is_new: the
 * caller has looked, and no case was told under this number.  l (may be NULL) is shared by
 * all that a transaction tells.  Refusals come before anything
 * is written, but for those of the store.
 */
MUSTCHECK enum err case_tell(struct ctx *cx, const struct input *pairs, size_t n, struct looked *l, bool is_new,
                             struct reply *out);

/*
 * A room above that keeps words about cases; once, before anything runs.  case.reporter_erase
 * calls it within its own transaction, so that all goes or nothing.
 */
void case_also_forget(enum err (*forget)(struct ctx *cx, int64_t case_id));

/* ---- case.near ---- */

struct case_near_item {
	int64_t id;
	str     no;
	int64_t state, at; /* reported; ended when it is closed */
	str     address;
};
struct case_near_out {
	struct case_near_item *item;
	size_t                 n;
};

/* ---- case.due: for the scheduler ---- */

struct case_due_item {
	const char *command; /* "case.overdue", "case.resume_due", "case.recompute"; its one field is id */
	int64_t     id, at;
};
struct case_due_out {
	struct case_due_item *item;
	size_t                n;
};

/*
 * Open cases of the same spot and class (L8); those ended after `since` too when
 * it is not CASE_NO_TIME.  `id` is left out.  In cx->arena.
 */
MUSTCHECK enum err case_find_near(struct ctx *cx, int64_t id, int64_t place, str class_key, struct case_point at,
                                  str address, int64_t since, struct case_near_item **items, size_t *n);

/* ---- One case, for a room that shows it ---- */

/* Its columns as they stand (schema.sql says what each is). */
struct case_columns {
	int64_t id, rev, state, before, kind, priority, place_id, duty_basis, reported_at, last_at, rework, returns,
		moved, extensions, suspensions, reopens, found_again, came_back, asking;
	str     no, source, source_ref, told_status, told_unit, address, description, class_key, closing;
	bool    is_public, open, at_hq, overdue;
	opt_f64 lon, lat, accuracy;
	opt_i64 class_id, condition_id, unit_id, post_id, found_by, due_at, until, ended_at, merged_into, beside,
		back_of;
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

/* The permission that an act needs; PERM_DENY for acts that are no command of people. */
perm_id case_act_perm(enum case_act act);

#endif
