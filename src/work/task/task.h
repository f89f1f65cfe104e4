/* Tasks: what a unit is to bring about by when, how it is shown, who accepts it; problems tied to standards. */
#ifndef WORK_TASK_TASK_H
#define WORK_TASK_TASK_H

#include "base/opt.h"
#include "kit/command/command.h"
#include "kit/db/db.h"
#include "kit/journal/aggregate.h"
#include "work/bulk/bulk.h"
#include "work/task/rules.h"

/* Tasks of a unit or post that are not over (unit_register). */
extern const struct unit_hang task_hang;

extern const struct db_schema      task_schema;
extern const struct command *const task_commands[];
extern const size_t                task_commands_n;
extern const struct view *const    task_views[];
extern const size_t                task_views_n;
extern const struct journal_aggregate task_aggregates[]; /* rows equal their events */
extern const size_t                   task_aggregates_n;
extern const struct bulk_kind         task_tables[];
extern const size_t                   task_tables_n;

enum { TASK_ROWS = 5000, TASK_CHECKS = 40, TASK_LINKS = 400, TASK_DAYS = 1000 };

/* Value and label; NULL ends. */
extern const struct choice task_kinds[], task_evidences[], task_states[];

/*
 * Commands (permissions task.edit, task.do, task.accept):
 * task.add, task.change: a task whole; refused without unit, post that somebody holds, and day (A15), without a goal
 * that can be measured, or when it would wait for itself.  task.load: the same for a table; when it
 * changes a due day it needs `reason`, which is kept with each task that it changes.
 * task.report: the unit says how far it is, more than the goal only when `over` says so; whole, it waits for
 * acceptance.  task.accept, task.return: another unit's.  task.void.  task.link: a case to a task.
 */

/* "城管局 处置岗" of a post's id, in cx->arena, for a task's history; ERR_NONE, without a sentence: there is none. */
MUSTCHECK enum err task_post_called(struct ctx *cx, int64_t post, str *out);

/* ---- task.list ---- */

struct task_item {
	int64_t         id, target, done, days, checks, held, standards;
	str             no, kind, title, goal, measure, begins, due, first_due, evidence, line, unit, post;
	enum task_state state;
	bool            late; /* not accepted, and its day is over */
};
struct task_list {
	struct task_item *item; /* the next due first */
	size_t            n;
	bool              more;
	str               today;
};

/* ---- task.get ---- */

struct task_check {
	int64_t n;
	str     words;
	bool    held;
};
struct task_ref {
	int64_t id, state; /* state: of a case; a task's enum task_state */
	str     name, words;
};

/* Room for n; as a list of {id, name, words} in JSON (TASK_REFS_OUT); and "GC@2026/3.2" for a standard. */
MUSTCHECK enum err task_refs_new(struct ctx *cx, size_t n, struct task_ref **out);
void task_refs_json(const char *key, const struct task_ref *r, size_t n, struct json *j);
str  task_standard_name(struct ctx *cx, str scheme, str version, str no);
#define TASK_REFS_OUT "[{id:i,name:s,words:s}]"

struct task_shown {
	struct task_item   t;
	str                unit_code, post_code, source, proof;
	opt_i64            reported_at, accepted_at;
	int64_t            rev, made_at;
	struct task_check *check;
	struct task_ref   *place, *site, *standard, *before, *cases;
	size_t             ncheck, nplace, nsite, nstandard, nbefore, ncase;
	bool               own;    /* the asker's unit's */
	text_id            accept; /* why the asker may not accept it now; T_none: may */
};

/* Those without standard within reach, as task.list; at most n. */
MUSTCHECK enum err task_list_bare(struct ctx *cx, size_t n, struct task_list *out);

/*
 * Those that a place sees, whoever asks, as task.list, at most n: of its units, or tied to a place of it; not what was
 * accepted with a day before `since`.  The caller has looked whether the place is within reach.
 */
MUSTCHECK enum err task_list_place(struct ctx *cx, int64_t place, str since, size_t n, struct task_list *out);

/* ---- task.lines: lines and campaigns, and how many tasks each has (id) ---- */

struct task_lines {
	struct task_ref *line;
	size_t           n;
};

#endif
