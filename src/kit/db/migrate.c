/* Schema steps: which were applied, which are missing, whether they are still the same. */
#include "base/ensure.h"
#include "base/log.h"
#include "kit/db/db.h"
#include "kit/engine/engine.h"
#include "kit_db_texts.h"

#include <stddef.h>

/* Before any room's tables; PostgreSQL's trigger function for `append only` and its type for BOOL beside it. */
static const char sqlite_start[] =
	"CREATE TABLE IF NOT EXISTS schema_step (room TEXT NOT NULL, step INTEGER NOT NULL, "
	"digest TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (room, step)) STRICT";
/* Two programs may migrate at once: the second waits, and then finds everything done. */
static const char postgres_start[] =
	"SELECT pg_advisory_xact_lock(4846221077201); "
	"CREATE TABLE IF NOT EXISTS schema_step (room TEXT COLLATE \"C\" NOT NULL, step BIGINT NOT NULL, "
	"digest TEXT COLLATE \"C\" NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (room, step)); "
	"CREATE OR REPLACE FUNCTION duban_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ "
	"BEGIN RAISE EXCEPTION 'append only' USING ERRCODE = '23D01'; END $$; "
	"DO $$ BEGIN IF to_regtype('duban_bool') IS NULL THEN "
	"CREATE DOMAIN duban_bool AS BIGINT CHECK (VALUE IN (0, 1)); END IF; END $$";

struct step_row {
	str     room;
	int64_t step;
	str     digest;
	int64_t at;
};

#define FIELD(s, name, type) {#name, offsetof(struct s, name), (type), false}

static const struct db_field step_fields[] = {
	FIELD(step_row, room, DB_STR), FIELD(step_row, step, DB_I64),
	FIELD(step_row, digest, DB_STR), FIELD(step_row, at, DB_I64),
};

static const struct db_query steps_all = {
	.name = "schema_steps", .room = "kit/db", .kind = DB_MANY, .table = "",
	.sqlite = "SELECT room, step, digest, at FROM schema_step ORDER BY room, step",
	.postgres = "SELECT room, step, digest, at FROM schema_step ORDER BY room, step",
	.out = step_fields, .nout = 4, .row_size = sizeof(struct step_row),
};

static const struct db_query step_add = {
	.name = "schema_step_add", .room = "kit/db", .kind = DB_EXEC, .writes = true, .table = "schema_step",
	.sqlite = "INSERT INTO schema_step (room, step, digest, at) VALUES (?1, ?2, ?3, ?4)",
	.postgres = "INSERT INTO schema_step (room, step, digest, at) VALUES ($1, $2, $3, $4)",
	.in = step_fields, .nin = 4,
};

struct exists_row {
	int64_t n;
};

static const struct db_field exists_fields[] = {FIELD(exists_row, n, DB_I64)};

static const struct db_query step_exists = {
	.name = "schema_step_exists", .room = "kit/db", .kind = DB_ONE, .table = "",
	.sqlite = "SELECT count(*) AS n FROM sqlite_schema WHERE name = 'schema_step'",
	.postgres = "SELECT count(*) AS n FROM pg_tables WHERE schemaname = current_schema() "
	            "AND tablename = 'schema_step'",
	.out = exists_fields, .nout = 1, .row_size = sizeof(struct exists_row),
};

static const struct step_row *
applied(const struct step_row *rows, size_t n, const char *room, int step)
{
	for (size_t i = 0; i < n; i++)
		if (rows[i].step == step && str_eq(rows[i].room, str_of(room)))
			return &rows[i];
	return NULL;
}

static bool
known(const struct db_schema *const *rooms, size_t n, const struct step_row *r)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(r->room, str_of(rooms[i]->room)) && r->step <= (int64_t)rooms[i]->n)
			return true;
	return false;
}

/* The store's steps against the program's: refuse what does not fit, count what is missing. */
static enum err
compare(struct ctx *cx, const struct db_schema *const *rooms, size_t n, const struct step_row *rows, size_t nrows,
        int *missing)
{
	for (size_t i = 0; i < nrows; i++)
		if (!known(rooms, n, &rows[i]))
			return refuse(cx, ERR_RULE, NULL, T_db_newer, rows[i].room,
			              arena_printf(cx->arena, "%d", (int)rows[i].step));
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < rooms[i]->n; k++) {
			const struct db_step  *s = &rooms[i]->step[k];
			const struct step_row *r = applied(rows, nrows, rooms[i]->room, s->n);

			if (!r)
				++*missing;
			else if (!str_eq(r->digest, str_of(s->digest)))
				return refuse(cx, ERR_RULE, NULL, T_db_step_changed, r->room,
				              arena_printf(cx->arena, "%d", s->n));
		}
	return OK;
}

static enum err
read_steps(struct ctx *cx, struct step_row **rows, size_t *n)
{
	struct exists_row x;
	void             *p = NULL;
	enum err          e;

	*rows = NULL;
	*n = 0;
	if ((e = db_run_one(cx, &step_exists, NULL, &x)) != OK || x.n == 0)
		return e;
	e = db_run_many(cx, &steps_all, NULL, &p, n);
	*rows = p;
	return e;
}

enum err
db_missing(struct ctx *cx, struct db_conn *c, const struct db_schema *const *rooms, size_t n, int *missing)
{
	struct db_conn  *was = cx->db;
	struct step_row *rows;
	size_t           nrows;
	enum err         e;

	*missing = 0;
	cx->db = c;
	e = read_steps(cx, &rows, &nrows);
	cx->db = was;
	return e != OK ? e : compare(cx, rooms, n, rows, nrows, missing);
}

/* One step, unless another program was faster. */
static enum err
apply(struct ctx *cx, const struct db_schema *room, const struct db_step *s, int *done)
{
	struct db_conn  *c = cx->db;
	struct step_row *rows, r = {str_of(room->room), s->n, str_of(s->digest), cx->now};
	size_t           nrows;
	int64_t          changed;
	enum err         e = db_begin(c);

	if (e != OK)
		return e;
	if ((e = c->engine->script(c, c->engine->many_writers ? postgres_start : sqlite_start)) != OK ||
	    (e = read_steps(cx, &rows, &nrows)) != OK)
		goto out;
	if (applied(rows, nrows, room->room, s->n)) {
		db_rollback(c);
		return OK;
	}
	if ((e = c->engine->script(c, c->engine->many_writers ? s->postgres : s->sqlite)) != OK ||
	    (e = db_run_exec(cx, &step_add, &r, &changed)) != OK)
		goto out;
	++*done;
	return db_commit(c);
out:
	db_rollback(c);
	return refuse(cx, e, NULL, T_db_step_failed, r.room, arena_printf(cx->arena, "%d", s->n));
}

enum err
db_migrate(struct ctx *cx, struct db_conn *c, const struct db_schema *const *rooms, size_t n, int *done)
{
	struct db_conn  *was = cx->db;
	struct step_row *rows;
	size_t           nrows;
	int              missing = 0, made = 0;
	enum err         e;

	ensure(c->mode == DB_OWNER && !c->begun);
	cx->db = c;
	if ((e = read_steps(cx, &rows, &nrows)) == OK)
		e = compare(cx, rooms, n, rows, nrows, &missing);
	for (size_t i = 0; e == OK && missing > 0 && i < n; i++)
		for (size_t k = 0; e == OK && k < rooms[i]->n; k++)
			if (!applied(rows, nrows, rooms[i]->room, rooms[i]->step[k].n))
				e = apply(cx, rooms[i], &rooms[i]->step[k], &made);
	cx->db = was;
	if (made > 0)
		log_line(LOG_INFO, "store=%s what=migrated steps=%d", c->engine->name, made);
	if (done)
		*done = made;
	return e;
}
