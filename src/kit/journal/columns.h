/* Rows as the queries describe them, for rooms whose events say whole rows. */
#ifndef KIT_JOURNAL_COLUMNS_H
#define KIT_JOURNAL_COLUMNS_H

#include "base/ctx.h"
#include "base/json.h"

struct db_query;
struct db_field;

/* The query of that name among a room's, which end with NULL; there must be one. */
const struct db_query *query_named(const struct db_query *const *queries, const char *name);

/*
 * Into the open object `j`: columns of q's row from `first` on that differ from `old`, or from their
 * defaults (docs/seal-format.md) when old is NULL.  A moment (a number named at or …_at) that is `now`
 * is written as true; INT64_MIN: none is.  id and rev never.  Returns the number written.
 */
size_t columns_write(struct json *j, const struct db_query *q, size_t first, const void *old, const void *row,
                     int64_t now);

/* Whether two rows of q agree in all but id and rev. */
bool columns_same(const struct db_query *q, const void *a, const void *b);

/* id and rev, which no event sets. */
bool columns_own(const struct db_field *f);

/* Bytes of a field in its struct. */
size_t columns_size(const struct db_field *f);

#endif
