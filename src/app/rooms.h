/* Every room's part in the whole, in floor order. */
#ifndef APP_ROOMS_H
#define APP_ROOMS_H

#include "kit/db/db.h"
#include "kit/journal/aggregate.h"

/* Register every room's commands and views; once, at start. */
void rooms_register(void);

/* Every room's schema, for migrate and for the check at start. */
size_t rooms_schemas(const struct db_schema *const **list);

/* Every kind of aggregate whose table must equal its folded events. */
size_t rooms_aggregates(const struct journal_aggregate **list);

#endif
