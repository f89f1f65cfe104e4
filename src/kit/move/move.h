/* One store into another, whatever the engines. */
#ifndef KIT_MOVE_MOVE_H
#define KIT_MOVE_MOVE_H

#include "kit/db/db.h"

struct moved {
	int64_t tables, rows;
};

/*
 * Every row of every table of `from` into `to`, whatever the engines; both have this program's schema and stand in
 * a transaction, `to` (DB_OWNER) in one that the caller commits when this was OK, and rolls back when not.
 * Nobody may write to `from` meanwhile.  Each table is read again in `to` and compared row by row (by digests);
 * ids go on where they were.  ERR_RULE with a sentence when a table of `empty` (its end a NULL) has rows in `to`,
 * or the schemas differ.  Memory does not grow with the store.  progress (may be NULL) is told rows.
 * cx->arena keeps statements that both connections remember: close them before it is freed.
 */
MUSTCHECK enum err move_rows(struct ctx *cx, struct db_conn *from, struct db_conn *to, const char *const *empty,
                             void (*progress)(int64_t done, int64_t all, void *arg), void *arg, struct moved *out);

#endif
