/* Problems tied to standards, and the gaps between standards, tasks, materials and problems. */
#ifndef WORK_TIE_TIE_H
#define WORK_TIE_TIE_H

#include "kit/command/command.h"
#include "kit/db/db.h"
#include "kit/journal/aggregate.h"
#include "work/task/task.h"

extern const struct db_schema      tie_schema;
extern const struct command *const tie_commands[]; /* case.tie, case.untie (task.edit): a case to a standard */
extern const size_t                tie_commands_n;
extern const struct view *const    tie_views[];
extern const size_t                tie_views_n;
extern const struct journal_aggregate tie_aggregates[]; /* rows equal their events */
extern const size_t                   tie_aggregates_n;

/* ---- task.gaps ---- */

enum { TIE_GAPS = 200, TIE_MOST = 100000 }; /* of each that are listed, and that are counted */

struct tie_gaps {
	struct task_ref *standard, *bare, *cases; /* standards without task, without material; cases without standard */
	struct task_list task;                    /* tasks without standard */
	size_t           nstandard, nbare, ncase; /* at most TIE_GAPS of each */
	int64_t          all_standard, all_bare, all_task, all_case; /* how many there are, at most TIE_MOST */
};

/* ---- case.ties ---- */

struct tie_ties {
	struct task_ref *standard, *task;
	size_t           nstandard, ntask;
};

#endif
