/* Rows as the queries of journal_aggregate give them, as JSON says them: for who writes events and who checks them. */
#ifndef KIT_JOURNAL_ROWS_H
#define KIT_JOURNAL_ROWS_H

#include "kit/db/db.h"
#include "kit/journal/aggregate.h"
#include "kit/json/tree.h"

/* A field of a row as JSON has it; text lives in the row, hexadecimal of bytes in `a`. */
struct jval field_value(struct arena *a, const struct db_field *x, const char *row);

/* What a column holds that nobody has set. */
struct jval field_unset(const struct db_field *x);

/* The key columns of a side table's row as text, joined by commas. */
str side_row_key(struct arena *a, const struct db_query *q, size_t keys, const char *row);

/* The query of a room by its name; it has the shape that aggregate.h asks for. */
const struct db_query *aggregate_query(const struct journal_aggregate *a, const char *name);

/* Give the names of such a query their values: `after`, and `upto` or `n`. */
void aggregate_input(const struct db_query *q, int64_t after, int64_t upto, int64_t in[2]);

#endif
