/* The engine alone: the very rows of creates put into a store by plain prepared INSERTs. */
#include "base/clock.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 *   bench_raw FILE SECONDS BATCH
 *
 * Takes the rows that the last reported cases of the store consist of, and enters them
 * again under new ids: no network, no session, no rules, no JSON, no hashing, no
 * savepoints; the same schema, indexes, foreign keys and synchronous=FULL.  A
 * checkpoint after every 64 MB of WAL, in between.  The store is spoiled.  Prints
 * one line: creates a second.
 */

enum { CASES = 256, COLUMNS = 80, TABLES = 6, ROWS = 16 };

/* Which column is the case, and what makes a row of this case. */
static const struct {
	const char *name, *key, *where;
} tables[TABLES] = {
	{"cases", "id", "id = ?"},
	{"event", "aggregate", "kind = 'case' AND aggregate = ? AND rev = 1"},
	{"case_reach", "case_id", "case_id = ?"},
	{"case_hold", "case_id", "case_id = ?"},
	{"case_deadline", "case_id", "case_id = ?"},
	{"case_did", "case_id", "case_id = ?"},
};

struct row {
	sqlite3_value *v[COLUMNS];
};
static struct {
	int    n[TABLES];
	struct row row[TABLES][ROWS];
} sample[CASES];

static sqlite3      *db;
static sqlite3_stmt *insert[TABLES];
static int           ncol[TABLES], key_col[TABLES], id_col[TABLES], seq_col[TABLES], pos_col[TABLES];
static int           ncases;

static void
check(int rc, const char *what)
{
	if (rc == SQLITE_OK || rc == SQLITE_DONE || rc == SQLITE_ROW)
		return;
	(void)fprintf(stderr, "bench_raw: %s: %s\n", what, sqlite3_errmsg(db));
	exit(1);
}

static void
run(const char *sql)
{
	check(sqlite3_exec(db, sql, NULL, NULL, NULL), sql);
}

static sqlite3_stmt *
prepare(const char *sql)
{
	sqlite3_stmt *s;

	check(sqlite3_prepare_v2(db, sql, -1, &s, NULL), sql);
	return s;
}

static int64_t
number(const char *sql)
{
	sqlite3_stmt *s = prepare(sql);
	int64_t       n = sqlite3_step(s) == SQLITE_ROW ? sqlite3_column_int64(s, 0) : 0;

	(void)sqlite3_finalize(s);
	return n;
}

/* The INSERT of a table, and where its special columns are. */
static void
learn(int t)
{
	char          sql[4000], marks[2 * COLUMNS + 1] = "";
	sqlite3_stmt *s;

	(void)snprintf(sql, sizeof(sql), "SELECT * FROM %s LIMIT 0", tables[t].name);
	s = prepare(sql);
	ncol[t] = sqlite3_column_count(s);
	key_col[t] = id_col[t] = seq_col[t] = pos_col[t] = -1;
	for (int i = 0; i < ncol[t]; i++) {
		const char *name = sqlite3_column_name(s, i);

		marks[2 * i] = i ? ',' : ' ';
		marks[2 * i + 1] = '?';
		if (strcmp(name, tables[t].key) == 0)
			key_col[t] = i;
		else if (strcmp(name, "id") == 0)
			id_col[t] = i;
		else if (strcmp(name, "seq") == 0)
			seq_col[t] = i;
		else if (strcmp(name, "pos") == 0)
			pos_col[t] = i;
	}
	(void)sqlite3_finalize(s);
	(void)snprintf(sql, sizeof(sql), "INSERT INTO %s VALUES (%.*s)", tables[t].name, 2 * ncol[t], marks);
	insert[t] = prepare(sql);
}

static void
take_sample(void)
{
	sqlite3_stmt *ids = prepare("SELECT id FROM cases WHERE state = 1 ORDER BY id DESC LIMIT 256");

	while (sqlite3_step(ids) == SQLITE_ROW && ncases < CASES) {
		for (int t = 0; t < TABLES; t++) {
			char          sql[200];
			sqlite3_stmt *s;

			(void)snprintf(sql, sizeof(sql), "SELECT * FROM %s WHERE %s", tables[t].name, tables[t].where);
			s = prepare(sql);
			check(sqlite3_bind_int64(s, 1, sqlite3_column_int64(ids, 0)), "bind");
			while (sqlite3_step(s) == SQLITE_ROW && sample[ncases].n[t] < ROWS) {
				struct row *r = &sample[ncases].row[t][sample[ncases].n[t]++];

				for (int i = 0; i < ncol[t]; i++)
					r->v[i] = sqlite3_value_dup(sqlite3_column_value(s, i));
			}
			(void)sqlite3_finalize(s);
		}
		ncases++;
	}
	(void)sqlite3_finalize(ids);
	if (ncases == 0) {
		(void)fprintf(stderr, "bench_raw: no reported case in this store\n");
		exit(1);
	}
}

static void
enter(int k, int64_t id)
{
	for (int t = 0; t < TABLES; t++)
		for (int r = 0; r < sample[k].n[t]; r++) {
			for (int i = 0; i < ncol[t]; i++)
				check(sqlite3_bind_value(insert[t], i + 1, sample[k].row[t][r].v[i]), "bind");
			if (id_col[t] >= 0)
				check(sqlite3_bind_null(insert[t], id_col[t] + 1), "bind");
			if (pos_col[t] >= 0)
				check(sqlite3_bind_null(insert[t], pos_col[t] + 1), "bind");
			if (seq_col[t] >= 0)
				check(sqlite3_bind_int64(insert[t], seq_col[t] + 1, 100000000 + id), "bind");
			check(sqlite3_bind_int64(insert[t], key_col[t] + 1, id), "bind");
			check(sqlite3_step(insert[t]), tables[t].name);
			check(sqlite3_reset(insert[t]), tables[t].name);
		}
}

int
main(int argc, char **argv)
{
	int64_t t0, now, end, id, n = 0, moved = 0;
	int     batch = argc > 3 ? atoi(argv[3]) : 64;

	if (argc < 3)
		return 2;
	check(sqlite3_open_v2(argv[1], &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL), argv[1]);
	run("PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA wal_autocheckpoint=0; "
	    "PRAGMA cache_size=-16000; PRAGMA mmap_size=2147418112; PRAGMA recursive_triggers=ON;");
	for (int t = 0; t < TABLES; t++)
		learn(t);
	take_sample();
	id = number("SELECT max(id) + 1 FROM cases");
	t0 = now = clock_mono_us();
	end = t0 + (int64_t)(atof(argv[2]) * 1e6);
	while (now < end) {
		run("BEGIN IMMEDIATE");
		for (int i = 0; i < batch; i++, n++, id++)
			enter((int)(n % ncases), id);
		run("COMMIT");
		if (n - moved > 15000) {
			run("PRAGMA wal_checkpoint(TRUNCATE)");
			moved = n;
		}
		now = clock_mono_us();
	}
	(void)printf("rate=%.0f\n", (double)n * 1e6 / (double)(now - t0));
	return 0;
}
