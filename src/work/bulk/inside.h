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

/* ---- Reading, comparing ---- */

/* A table as it came, whatever it calls its columns, read within BULK_ROWS.  ERR_INPUT at `file`. */
MUSTCHECK enum err bulk_read(struct ctx *cx, const struct bulk_kind *k, str text, struct rows *t);

/*
 * The same as CSV that the command takes, days as YYYY-MM-DD, under the words that the table used and each row
 * in the line that it came from, so that refusals name what people find.
 */
MUSTCHECK enum err bulk_write(struct ctx *cx, const struct bulk_kind *k, const struct rows *t, str *out);

/* Fill a preview's counts, items and `seen` from a body that bulk_write wrote and the store.  Of cx->db. */
MUSTCHECK enum err bulk_compare(struct ctx *cx, const struct bulk_kind *k, str body, struct bulk_preview *p);

#endif
