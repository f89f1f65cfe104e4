/* What several programs on one PostgreSQL tell each other by: locks, who is there, whose clock counts. */
#include "kit/db/db.h"
#include "kit/engine/engine.h"

#include "base/ensure.h"

#include <stddef.h>
#include <string.h>

/* Statements of one engine, which querygen, reading SQLite's grammar, cannot type. */

struct lock_in {
	int64_t key;
};

/* FNV-1a of kind and id, the same in every copy of the program. */
static int64_t
lock_key(const char *kind, int64_t id)
{
	uint64_t h = UINT64_C(1469598103934665603);
	int64_t  key;

	for (const char *p = kind; *p; p++)
		h = (h ^ (unsigned char)*p) * UINT64_C(1099511628211);
	for (int i = 0; i < 64; i += 8)
		h = (h ^ (((uint64_t)id >> i) & 255)) * UINT64_C(1099511628211);
	memcpy(&key, &h, sizeof(key));
	return key;
}

static enum err
take_lock(struct ctx *cx, const char *kind, int64_t id, bool shared)
{
	static const struct db_field in[] = {{"key", offsetof(struct lock_in, key), DB_I64, false}};
	static const struct db_query locks[] = {
		{.name = "db_lock", .room = "kit/db", .kind = DB_EXEC, .writes = true, .table = "",
		 .sqlite = "", .postgres = "SELECT pg_advisory_xact_lock($1)", .in = in, .nin = 1},
		{.name = "db_lock_shared", .room = "kit/db", .kind = DB_EXEC, .writes = true, .table = "",
		 .sqlite = "", .postgres = "SELECT pg_advisory_xact_lock_shared($1)", .in = in, .nin = 1},
	};
	struct lock_in v = {lock_key(kind, id)};

	if (!cx->db->engine->many_writers)
		return cx->db->failed;
	return db_run_exec(cx, &locks[shared], &v, NULL);
}

enum err
db_lock(struct ctx *cx, const char *kind, int64_t id)
{
	return take_lock(cx, kind, id, false);
}

enum err
db_lock_shared(struct ctx *cx, const char *kind, int64_t id)
{
	return take_lock(cx, kind, id, true);
}

struct held_row {
	int64_t held;
};

static const struct db_field held_in[] = {{"key", offsetof(struct lock_in, key), DB_I64, false}};
static const struct db_field held_out[] = {{"held", offsetof(struct held_row, held), DB_I64, false}};
static const struct db_query holds[] = {
	{.name = "db_hold", .room = "kit/db", .kind = DB_ONE, .table = "", .sqlite = "",
	 .postgres = "SELECT CASE WHEN pg_try_advisory_lock($1) THEN 1::bigint ELSE 0::bigint END AS held",
	 .in = held_in, .nin = 1, .out = held_out, .nout = 1, .row_size = sizeof(struct held_row)},
	{.name = "db_hold_shared", .room = "kit/db", .kind = DB_ONE, .table = "", .sqlite = "",
	 .postgres = "SELECT CASE WHEN pg_try_advisory_lock_shared($1) THEN 1::bigint ELSE 0::bigint END AS held",
	 .in = held_in, .nin = 1, .out = held_out, .nout = 1, .row_size = sizeof(struct held_row)},
};

/* Run one query on its own; *row is what it found. */
static enum err
ask_once(struct ctx *cx, struct db_conn *c, const struct db_query *q, const void *in, void *row)
{
	struct db_conn *was = cx->db;
	enum err        e = db_begin(c);

	if (e != OK)
		return e;
	cx->db = c;
	e = db_run_one(cx, q, in, row);
	cx->db = was;
	db_rollback(c);
	return e;
}

enum err
db_hold(struct ctx *cx, struct db_conn *c, const char *name, bool shared, bool *held)
{
	struct held_row row = {0};
	struct lock_in  in = {lock_key(name, -1)};
	size_t          i = 0;
	enum err        e;

	*held = !c->engine->many_writers;
	if (*held)
		return OK;
	/* A lost connection is made anew here, without its locks. */
	if ((e = db_begin(c)) != OK)
		return e;
	db_rollback(c);
	while (c->held[i].name && c->held[i].name != name) {
		i++;
		ensure(i < DB_HOLDS);
	}
	*held = c->held[i].name && c->held[i].link == c->links;
	if (*held || (e = ask_once(cx, c, &holds[shared], &in, &row)) != OK || row.held == 0)
		return e;
	*held = true;
	c->held[i].name = name;
	c->held[i].link = c->links;
	return OK;
}

enum err
db_clock_ahead(struct ctx *cx, struct db_conn *c, int64_t (*now)(void), int64_t *ahead)
{
	static const struct db_query clock = {
		.name = "db_clock", .room = "kit/db", .kind = DB_ONE, .table = "", .sqlite = "",
		.postgres = "SELECT CAST(floor(extract(epoch FROM clock_timestamp()) * 1000) AS bigint) AS held",
		.out = held_out, .nout = 1, .row_size = sizeof(struct held_row),
	};
	struct held_row row = {0};
	int64_t         before;
	enum err        e = OK;

	*ahead = 0;
	/* The second is quicker: the first may prepare, or connect. */
	for (int i = 0; e == OK && i < 2 && c->engine->many_writers; i++) {
		before = now();
		if ((e = ask_once(cx, c, &clock, NULL, &row)) == OK)
			*ahead = row.held - (before + (now() - before) / 2);
	}
	return e;
}
