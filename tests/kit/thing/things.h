/* Commands on things: enough to try dispatcher and writer. */
#ifndef TESTS_KIT_THING_THINGS_H
#define TESTS_KIT_THING_THINGS_H

#include "kit/command/command.h"
#include "kit/db/db.h"

/* thing.add n pad: a new thing.  n = 13 is refused after the row was written. */
extern const struct command thing_add_cmd;

/* thing.more id by: reads n, then writes n + by; loses updates unless the row is locked. */
extern const struct command thing_more_cmd;

struct thing_add_in {
	int64_t n;
	str     pad;
};
struct thing_more_in {
	int64_t id, by;
};

/* All things: how many, and the sum of n.  Begins and ends its own snapshot on conn. */
enum err things_count(struct ctx *cx, struct db_conn *conn, int64_t *things, int64_t *n);

/* Look once: the transaction of cx->db has its snapshot from then on. */
enum err things_see(struct ctx *cx);

extern const struct db_schema *const things_schemas[];
enum { THINGS_SCHEMAS = 2 };

#endif
