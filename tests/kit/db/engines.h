/* The same test on every engine: a fresh store each time, made from the rooms' schemas. */
#ifndef TESTS_KIT_DB_ENGINES_H
#define TESTS_KIT_DB_ENGINES_H

#include "kit/db/db.h"
#include "tap.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A store while its test runs.  cx.db is the writer, outside a transaction, cx.now 1700000000000. */
struct store {
	const char     *engine; /* "sqlite" or "postgres": for the words of a test, not for ifs */
	str             url;
	struct ctx      cx;
	struct db_conn *owner, *writer, *reader;
};

/* Test binaries link db_test_dep, which holds engines.c. */

/*
 * Run test(store) on SQLite and, when DUBAN_TEST_PG is set, on PostgreSQL: each
 * in a store of its own with these rooms' schemas (floor order) applied.
 */
void on_engines(const struct db_schema *const *rooms, size_t n, void (*test)(struct store *s));

/*
 * A folder of this process's own for what a test writes, made when first asked
 * for; removed at exit when it is empty again.
 */
const char *test_folder(void);

/* A further connection to the same store, with a context of its own to use it from another thread. */
struct db_conn *store_open(struct store *s, enum db_mode mode);

/* Prepare and describe every query of a room on this engine; one ok() for the room. */
__attribute__((unused)) static void
store_check_queries(struct store *s, const char *room, const struct db_query *const *queries)
{
	struct buf report;
	size_t     n = 0;
	enum err   e = OK, one;

	buf_init(&report, s->cx.arena, BUF_PAGE);
	for (; queries[n]; n++)
		if ((one = db_check_query(&s->cx, s->owner, queries[n], &report)) != OK)
			e = one;
	if (!ok(e == OK, "%s: %s takes all %zu queries with the types the program believes", s->engine, room, n))
		(void)printf("# %.*s\n", STR_ARG(buf_str(&report)));
}

#endif
