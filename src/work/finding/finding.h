/* What levels above found and took points off for, and where they placed us; each finding with its chain. */
#ifndef WORK_FINDING_FINDING_H
#define WORK_FINDING_FINDING_H

#include "base/opt.h"
#include "kit/command/command.h"
#include "kit/db/db.h"
#include "kit/journal/aggregate.h"
#include "work/bulk/bulk.h"
#include "work/life/rules.h"
#include "work/task/rules.h"

extern const struct db_schema      finding_schema;
extern const struct command *const finding_commands[];
extern const size_t                finding_commands_n;
extern const struct view *const    finding_views[];
extern const size_t                finding_views_n;
extern const struct journal_aggregate finding_aggregates[]; /* rows equal their events */
extern const size_t                   finding_aggregates_n;
extern const struct bulk_kind         finding_tables[]; /* findings, standings */
extern const size_t                   finding_tables_n;

enum { FINDING_ROWS = 5000, FINDING_LINKS = 200, FINDING_STANDINGS = 200 };

/* Value and label; NULL ends.  A finding of a level above (A85), or points lost in an assessment (A62). */
extern const struct choice finding_kinds[], finding_states[];

/*
 * Commands (permission task.edit): finding.load and standing.load take tables of the whole city; a number that is known
 * becomes what its row says, and an empty cell of a list leaves it as it is.  finding.link, finding.unlink: a standard,
 * a task, a case of the chain.
 */

/* ---- What a chain comes to.  Pure ---- */

/* gap: nobody was given it; work: something of it is open; done: every task accepted, every case closed. */
enum finding_state { FINDING_GAP, FINDING_WORK, FINDING_DONE, FINDING_STATE_MAX };

/* Void tasks and cases that were refused, void or merged away are in none of the numbers: they put nothing right. */
struct finding_chain {
	int64_t standards, tasks, accepted, cases, over; /* over: cases that are closed */
};
enum finding_state finding_state_of(const struct finding_chain *c);

/* "0.5", "12" as hundredths of a point; false: no such number, negative, or more than two decimals. */
bool finding_points(str text, int64_t *v);
str  finding_points_said(struct ctx *cx, int64_t v); /* and back: 50 is "0.5" */

/* ---- finding.list ---- */

struct finding_item {
	int64_t              id, lost; /* lost: hundredths of a point */
	str                  no, kind, source, level, found_on, words, due, place;
	struct finding_chain chain;
	enum finding_state   state;
	bool                 struck, late; /* late: its day is over and it is not done */
};
struct finding_list {
	struct finding_item *item; /* the newest first */
	size_t               n;
	bool                 more;
	int64_t              all, gap, done, lost, lost_open; /* of all within reach, whatever was asked for */
};

/* ---- finding.get ---- */

struct finding_task {
	int64_t         id, done, target;
	str             no, title, unit, due, measure;
	enum task_state state;
};
struct finding_case {
	int64_t         id;
	str             no, place;
	enum case_state state;
};
struct finding_standard {
	int64_t id;
	str     name, words; /* GC@2026/3.2 */
};
struct finding_shown {
	struct finding_item      f;
	str                      place_code;
	int64_t                  rev;
	struct finding_standard *standard;
	struct finding_task     *task;
	struct finding_case     *cases;
	size_t                   nstandard, ntask, ncase;
};

/* ---- standing.list ---- */

struct standing_item {
	int64_t id, stood, among;
	opt_i64 score, best, was; /* was: the rank before, in the same ranking */
	str     ranking, held_on, level, place, source;
};
struct standing_list {
	struct standing_item *item; /* the newest first, at most FINDING_STANDINGS */
	size_t                n;
};

#endif
