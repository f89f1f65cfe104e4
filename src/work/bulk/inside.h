/* What the files of this room share. */
#ifndef WORK_BULK_INSIDE_H
#define WORK_BULK_INSIDE_H

#include "bulk_sql.h"
#include "kit/table/rows.h"
#include "work/bulk/bulk.h"

/* ---- Kinds that hold rules ---- */

enum { BULK_CLASS_ALL = 13, BULK_CONDITION_ALL = 17, BULK_DAY_ALL = 7 };
extern const struct bulk_column bulk_class_columns[BULK_CLASS_ALL];
extern const struct bulk_column bulk_condition_columns[BULK_CONDITION_ALL];
extern const struct bulk_column bulk_day_columns[BULK_DAY_ALL];

/* Every row of the store, as bulk_kind.each has it. */
MUSTCHECK enum err bulk_each_class(struct ctx *cx, bulk_take *take, void *arg);
MUSTCHECK enum err bulk_each_condition(struct ctx *cx, bulk_take *take, void *arg);
MUSTCHECK enum err bulk_each_day(struct ctx *cx, bulk_take *take, void *arg);

/* ---- Pieces ---- */

/* Whether the nth row, from 1, belongs to a piece. */
bool bulk_part_has(const struct bulk_kind *k, const struct bulk_part *p, int64_t nth, const str *cell);

extern const struct view bulk_parts_view;

/* ---- Reading, comparing ---- */

/* A table as it came, whatever it calls its columns, read within BULK_ROWS.  ERR_INPUT at `file`. */
MUSTCHECK enum err bulk_read(struct ctx *cx, const struct bulk_kind *k, str text, struct rows *t);

/* The export mark: the column behind a kind's own, and what it says of a row's cells as the store has them. */
enum { BULK_MARK = 12 };
extern const struct bulk_column bulk_mark_column;
str bulk_mark(const struct bulk_kind *k, const str *cell, char mark[BULK_MARK]);

/*
 * The same as CSV that the command takes, days as YYYY-MM-DD, under the words that the table used and each row
 * in the line that it came from, so that refusals name what people find.  mark: with the export marks, to be kept;
 * left[i]: row i is left out, NULL: none is.
 */
MUSTCHECK enum err bulk_write(struct ctx *cx, const struct bulk_kind *k, const struct rows *t, bool mark,
                              const bool *left, str *out);

/*
 * Fill a preview's counts, items and `seen` from a body that bulk_write wrote with marks, and the store.  Of cx->db.
 * *stale: for each of its rows.
 */
MUSTCHECK enum err bulk_compare(struct ctx *cx, const struct bulk_kind *k, str body, struct bulk_preview *p,
                                bool **stale);

#endif
