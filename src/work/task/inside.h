/* What the files of this room share. */
#ifndef WORK_TASK_INSIDE_H
#define WORK_TASK_INSIDE_H

#include "kit/table/rows.h"
#include "task_sql.h"
#include "work/task/task.h"

/* Columns of the table of tasks; the fields of task.add have the same names. */
enum {
	TK_NO, TK_KIND, TK_TITLE, TK_GOAL, TK_TARGET, TK_MEASURE, TK_UNIT, TK_POST, TK_BEGINS, TK_DUE, TK_DAYS,
	    TK_EVIDENCE,
	TK_CHECKS, TK_PLACES, TK_SITES, TK_STANDARDS, TK_AFTER, TK_LINE, TK_SOURCE, TK_ALL
};
extern const struct sheet_column task_columns[TK_ALL];

/* A task that is said, with what its words mean. */
struct said {
	int64_t id; /* the task that has the number; 0: new */
	int64_t target, days, unit, post, *place, *site, *standard, *after;
	size_t  nplace, nsite, nstandard, nafter;
};
struct taking {
	struct said      *said; /* one a row */
	str               today;
	int64_t           own; /* task.change: the task itself; 0: none */
	struct rows_index by_no;
};

/* Row i held to the rules, taking->said[i] filled: rows_look. */
rows_look said_check;

/* Whether unit and post are there on the day on which it is due: for what is to be written.  Refused at the row. */
MUSTCHECK enum err said_lasts(struct ctx *cx, struct rows *t, size_t i, const struct said *s);

/* Written with its event: a new one, which gets its id; one that is there. */
MUSTCHECK enum err said_add(struct ctx *cx, const struct row *row, struct said *s);
MUSTCHECK enum err said_change(struct ctx *cx, const struct row *row, const struct said *s,
                               const struct q_task_row_row *old, str reason);

/* What a task's cells say now, in the arena: ids from..upto in order, as its table has them. */
MUSTCHECK enum err task_cells(struct ctx *cx, int64_t from, int64_t upto, bulk_take *take, void *arg);

/* The event of a change: what `set` and the side tables say, whatever `more`.  was NULL: a new task. */
struct record;
MUSTCHECK enum err task_said(struct ctx *cx, struct record *r, int64_t id, int64_t rev, const char *type,
                             const struct journal_sides *was, str reason);
MUSTCHECK enum err task_sides(struct ctx *cx, int64_t id, struct journal_sides *now);

/* A task within reach by id; ERR_NONE. */
MUSTCHECK enum err task_within(struct ctx *cx, int64_t id, struct q_task_row_row *out);

/* "The task is kept": the reply, with the page of the task. */
void task_reply(struct ctx *cx, text_id done, int64_t id, int64_t rev, str no, struct reply *out);

extern const struct command task_add_cmd, task_change_cmd, task_load_cmd, task_report_cmd, task_accept_cmd,
    task_return_cmd,
    task_void_cmd, task_link_cmd;
extern const struct view task_list_view, task_get_view, task_lines_view;

#endif
