/* SQLite: one file, one writer, readers beside it. */
#include "base/clock.h"
#include "base/ensure.h"
#include "base/log.h"
#include "base/mem.h"
#include "kit/engine/engine.h"
#include "kit/sqlite/sqlite.h"
#include "kit_engine_texts.h"
#include "kit_sqlite_texts.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { BUSY_MS = 5000, RESTART_MS = 20, PROGRESS_OPS = 20000, BUDGET_OPS = 1000,
	BACKUP_PAGES = 1024, WAL_KEPT = 64 << 20 };

struct sqlite_conn {
	struct db_conn c;
	sqlite3       *db;
	sqlite3_stmt  *control[DO_MAX];
	int64_t        limit_us, deadline; /* 0: none; of the snapshot */
	int64_t        steps;              /* budget of a request, 0: none */
	int64_t        waits_since, patience_ms;
	char          *wal_path;
};

static struct sqlite_conn *
of(struct db_conn *c)
{
	return (struct sqlite_conn *)(void *)c;
}

/* ---- Errors ---- */

/* What is no query of a room, for log lines. */
enum { TRANSACTION, SCHEMA, CHECKPOINT };
static const struct db_query words_of_our_own[] = {
	[TRANSACTION] = {.name = "transaction", .table = ""},
	[SCHEMA] = {.name = "schema", .table = ""},
	[CHECKPOINT] = {.name = "checkpoint", .table = ""},
};

static enum err
violated(struct sqlite_conn *s, const struct db_query *q, int rc)
{
	enum db_violation_kind kind = DB_CHECK;

	if (rc == SQLITE_CONSTRAINT_UNIQUE || rc == SQLITE_CONSTRAINT_PRIMARYKEY || rc == SQLITE_CONSTRAINT_ROWID)
		kind = DB_UNIQUE;
	else if (rc == SQLITE_CONSTRAINT_FOREIGNKEY)
		kind = DB_FOREIGN;
	else if (rc == SQLITE_CONSTRAINT_NOTNULL)
		kind = DB_NOT_NULL;
	else if (rc == SQLITE_CONSTRAINT_TRIGGER)
		kind = DB_APPEND_ONLY;
	s->c.violation = (struct db_violation){kind, q->table};
	return q->violated ? q->violated : ERR_RULE;
}

static enum err
error_of(int rc)
{
	switch (rc) {
	case SQLITE_IOERR_NOMEM: return ERR_MEMORY;
	case SQLITE_IOERR_READ:
	case SQLITE_IOERR_SHORT_READ:
	case SQLITE_IOERR_CORRUPTFS: return ERR_STORE;
	default: break;
	}
	switch (rc & 255) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
	case SQLITE_INTERRUPT: return ERR_BUSY;
	case SQLITE_FULL:
	case SQLITE_READONLY:
	case SQLITE_IOERR: return ERR_FULL;
	case SQLITE_NOMEM: return ERR_MEMORY;
	default: return ERR_STORE;
	}
}

/* SQLite's messages name tables and columns, never values. */
static enum err
failed(struct sqlite_conn *s, const struct db_query *q, int rc)
{
	const char *what = q->name;

	if ((rc & 255) == SQLITE_CONSTRAINT) {
		log_line(LOG_DEBUG, "store=sqlite query=%s code=%d msg=\"%s\"", what, rc, sqlite3_errmsg(s->db));
		return violated(s, q, rc);
	}
	if (s->steps && error_of(rc) == ERR_BUSY) {
		s->c.over = true;
		return ERR_BUSY;
	}
	log_line(LOG_ERROR, "store=sqlite query=%s code=%d msg=\"%s\"", what, rc, sqlite3_errmsg(s->db));
	return error_of(rc);
}

/* ---- Opening ---- */

/* The second line behind "no function outside kit/db takes SQL": what no query may do. */
static int
authorize(void *arg, int action, const char *a, const char *b, const char *dbname, const char *trigger)
{
	const struct sqlite_conn *s = arg;

	(void)a, (void)b, (void)dbname, (void)trigger;
	switch (action) {
	case SQLITE_SELECT:
	case SQLITE_READ:
	case SQLITE_FUNCTION:
	case SQLITE_RECURSIVE:
	case SQLITE_TRANSACTION:
	case SQLITE_SAVEPOINT: return SQLITE_OK;
	case SQLITE_INSERT:
	case SQLITE_UPDATE:
	case SQLITE_DELETE: return s->c.mode == DB_READER ? SQLITE_DENY : SQLITE_OK;
	default: return SQLITE_DENY;
	}
}

static void
configure(void)
{
	/* The statistics' mutex costs readers two thirds of their speed (measurements.md §2). */
	(void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	(void)sqlite3_config(SQLITE_CONFIG_MULTITHREAD);
}

/*
 * Look every millisecond whether the other program has let go.  SQLite's own waiting sleeps up to
 * 100 ms at a time and so misses the short pauses between the transactions of an import.
 */
static int
wait_for_lock(void *arg, int tries)
{
	struct sqlite_conn *s = arg;
	struct timespec     ms = {0, 1000000};
	int64_t             now = clock_mono_us();

	if (tries == 0)
		s->waits_since = now;
	if (now - s->waits_since >= s->patience_ms * 1000)
		return 0;
	(void)nanosleep(&ms, NULL);
	return 1;
}

static int
settings(struct sqlite_conn *s)
{
	static const char all[] = "PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY; "
	                          "PRAGMA mmap_size=2147418112; PRAGMA wal_autocheckpoint=0;";
	bool reads = s->c.mode == DB_READER;
	char more[160];
	int  rc;

	s->patience_ms = BUSY_MS;
	(void)sqlite3_busy_handler(s->db, wait_for_lock, s);
	(void)sqlite3_db_config(s->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	(void)sqlite3_db_config(s->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	(void)sqlite3_db_config(s->db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
	(void)sqlite3_db_config(s->db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
	rc = sqlite3_exec(s->db, s->c.mode == DB_OWNER ? "PRAGMA journal_mode=WAL" : "", NULL, NULL, NULL);
	if (rc != SQLITE_OK || (rc = sqlite3_exec(s->db, all, NULL, NULL, NULL)) != SQLITE_OK)
		return rc;
	/*
	 * Who writes looks at every cell of a page before it builds on it.  A reader meets a mapped page
	 * anew each time it touches it: the same look would be a quarter of all its work, and SQLite bounds
	 * what it reads of a cell anyway.
	 */
	(void)snprintf(more, sizeof(more),
	               "PRAGMA journal_size_limit=%d; PRAGMA cache_size=%d; PRAGMA query_only=%s; "
	               "PRAGMA cell_size_check=%s;",
	               WAL_KEPT, reads ? -2000 : -16000, reads ? "ON" : "OFF", reads ? "OFF" : "ON");
	return sqlite3_exec(s->db, more, NULL, NULL, NULL);
}

static int
prepare_control(struct sqlite_conn *s)
{
	static const char *const words[DO_MAX] = {
		"BEGIN IMMEDIATE", "COMMIT", "ROLLBACK", "SAVEPOINT s", "RELEASE s", "ROLLBACK TO s",
	};
	int rc = SQLITE_OK;

	for (int i = 0; i < DO_MAX && rc == SQLITE_OK; i++)
		rc = sqlite3_prepare_v3(s->db, i == DO_BEGIN && s->c.mode == DB_READER ? "BEGIN" : words[i], -1,
		                        SQLITE_PREPARE_PERSISTENT, &s->control[i], NULL);
	return rc;
}

static void
sqlite_close_conn(struct db_conn *c)
{
	struct sqlite_conn *s = of(c);

	for (size_t i = 0; i < c->nslots; i++)
		(void)sqlite3_finalize(c->slot[i].stmt);
	for (int i = 0; i < DO_MAX; i++)
		(void)sqlite3_finalize(s->control[i]);
	if (sqlite3_close(s->db) != SQLITE_OK)
		log_line(LOG_ERROR, "store=sqlite what=close_failed msg=\"%s\"", sqlite3_errmsg(s->db));
	mem_free(s->wal_path);
	mem_free(s);
}

/* ---- Running ---- */

static void
snapshot_begins(struct sqlite_conn *s)
{
	s->deadline = s->limit_us ? clock_mono_us() + s->limit_us : 0;
}

static enum err
control(struct db_conn *c, enum db_control what)
{
	struct sqlite_conn *s = of(c);
	int                 rc = sqlite3_step(s->control[what]);

	(void)sqlite3_reset(s->control[what]);
	if (what == DO_BEGIN)
		snapshot_begins(s);
	if (rc != SQLITE_DONE)
		return failed(s, &words_of_our_own[TRANSACTION], rc);
	/* A savepoint outlives ROLLBACK TO; ours does not. */
	return what == DO_ROLLBACK_TO ? control(c, DO_RELEASE) : OK;
}

static bool
in_transaction(const struct db_conn *c)
{
	return !sqlite3_get_autocommit(((const struct sqlite_conn *)(const void *)c)->db);
}

static int
bind(sqlite3_stmt *st, const struct db_query *q, const void *in)
{
	int rc = SQLITE_OK;

	for (size_t i = 0; i < q->nin && rc == SQLITE_OK; i++) {
		const struct db_field *f = &q->in[i];
		int                    k = (int)i + 1;
		str                    v;

		if (db_in_null(in, f)) {
			rc = sqlite3_bind_null(st, k);
			continue;
		}
		switch (f->type) {
		case DB_I64:
		case DB_BOOL: rc = sqlite3_bind_int64(st, k, db_in_i64(in, f)); break;
		case DB_F64: rc = sqlite3_bind_double(st, k, db_in_f64(in, f)); break;
		case DB_STR:
			v = db_in_str(in, f);
			rc = sqlite3_bind_text64(st, k, v.p, v.n, SQLITE_STATIC, SQLITE_UTF8);
			break;
		case DB_BYTES:
			v = db_in_str(in, f);
			rc = sqlite3_bind_blob64(st, k, v.n ? v.p : "", v.n, SQLITE_STATIC);
			break;
		}
	}
	return rc;
}

static bool
fits(enum db_type t, int have)
{
	switch (t) {
	case DB_I64:
	case DB_BOOL: return have == SQLITE_INTEGER;
	case DB_F64: return have == SQLITE_FLOAT || have == SQLITE_INTEGER;
	case DB_STR: return have == SQLITE_TEXT;
	case DB_BYTES: return have == SQLITE_BLOB;
	}
	return false;
}

static enum err
read_row(sqlite3_stmt *st, const struct db_query *q, void *row)
{
	for (size_t i = 0; i < q->nout; i++) {
		const struct db_field *f = &q->out[i];
		int                    k = (int)i, have = sqlite3_column_type(st, k);

		if (have == SQLITE_NULL && f->nullable) {
			db_put_null(row, f);
			continue;
		}
		if (!fits(f->type, have)) {
			log_line(LOG_ERROR, "query=%s column=%s what=%s", q->name, f->name,
			         have == SQLITE_NULL ? "null" : "other_type");
			return ERR_STORE;
		}
		switch (f->type) {
		case DB_I64:
		case DB_BOOL: db_put_i64(row, f, sqlite3_column_int64(st, k)); break;
		case DB_F64: db_put_f64(row, f, sqlite3_column_double(st, k)); break;
		case DB_STR: {
			const void *p = sqlite3_column_text(st, k);

			if (!p)
				return ERR_MEMORY;
			db_put_str(row, f, p, (size_t)sqlite3_column_bytes(st, k));
			break;
		}
		case DB_BYTES: {
			const void *p = sqlite3_column_blob(st, k);

			db_put_str(row, f, p, (size_t)sqlite3_column_bytes(st, k));
			break;
		}
		}
	}
	return OK;
}

/* Past its time or its budget?  Small statements end before the progress handler is ever asked. */
static bool
is_over(const struct sqlite_conn *s)
{
	return (s->deadline && clock_mono_us() > s->deadline) || (s->steps && (s->c.over || s->c.spent > s->steps));
}

/* The statement of q: from the cache, or one of its own when the cached one is running further out. */
static enum err
statement(struct sqlite_conn *s, const struct db_query *q, sqlite3_stmt **st, bool *own)
{
	struct db_slot *slot = db_slot_of(&s->c, q);
	int             rc;

	if (!slot)
		return ERR_MEMORY;
	*own = slot->q && slot->busy;
	if (slot->q && !slot->busy) {
		slot->busy = true;
		*st = slot->stmt;
		return OK;
	}
	rc = sqlite3_prepare_v3(s->db, q->sqlite, -1, SQLITE_PREPARE_PERSISTENT, st, NULL);
	if (rc != SQLITE_OK)
		return failed(s, q, rc);
	if (!*own) {
		*slot = (struct db_slot){.q = q, .stmt = *st, .busy = true};
		s->c.used++;
	}
	return OK;
}

static enum err
run(struct db_conn *c, const struct db_query *q, const void *in, struct db_sink *sink)
{
	struct sqlite_conn *s = of(c);
	sqlite3_stmt       *st = NULL;
	bool                own = false;
	enum err            e = statement(s, q, &st, &own);
	int                 rc, steps;

	if (e != OK)
		return e;
	if (!c->begun)
		snapshot_begins(s); /* one of its own */
	rc = is_over(s) ? SQLITE_INTERRUPT : bind(st, q, in);
	while (rc == SQLITE_OK && e == OK && sink->err == OK && (rc = sqlite3_step(st)) == SQLITE_ROW) {
		rc = SQLITE_OK;
		sink->n++;
		if (q->nout && (e = read_row(st, q, sink->row)) == OK)
			sink->err = sink->take(sink);
	}
	if (rc == SQLITE_DONE) {
		sink->changed = sqlite3_changes64(s->db);
		c->last_id = sqlite3_last_insert_rowid(s->db);
		if (q->last_id && sink->changed > 0) {
			sink->n = (uint64_t)sink->changed;
			db_put_i64(sink->row, &q->out[0], sqlite3_last_insert_rowid(s->db));
			sink->err = sink->take(sink);
		}
	} else if (rc != SQLITE_OK)
		e = failed(s, q, rc);
	steps = sqlite3_stmt_status(st, SQLITE_STMTSTATUS_VM_STEP, 1);
	sink->cx->trace.vm_steps += (uint64_t)steps;
	s->c.spent += steps % BUDGET_OPS; /* whole thousands are counted while it runs */
	(void)sqlite3_reset(st);
	if (own) {
		(void)sqlite3_finalize(st);
	} else {
		(void)sqlite3_clear_bindings(st);
		/* Nested runs may have moved the table. */
		db_slot_of(c, q)->busy = false;
	}
	return e;
}

static enum err
script(struct db_conn *c, const char *sql)
{
	int rc = sqlite3_exec(of(c)->db, sql, NULL, NULL, NULL);

	return rc == SQLITE_OK ? OK : failed(of(c), &words_of_our_own[SCHEMA], rc);
}

static int
out_of_time(void *arg)
{
	const struct sqlite_conn *s = arg;

	return s->deadline && clock_mono_us() > s->deadline;
}

static void
limit(struct db_conn *c, int64_t ms)
{
	struct sqlite_conn *s = of(c);

	s->limit_us = ms * 1000;
	s->deadline = 0;
	sqlite3_progress_handler(s->db, ms ? PROGRESS_OPS : 0, ms ? out_of_time : NULL, s);
}

static int
spend(void *arg)
{
	struct sqlite_conn *s = arg;

	s->c.spent += BUDGET_OPS;
	return is_over(s);
}

static void
budget(struct db_conn *c, int64_t steps)
{
	struct sqlite_conn *s = of(c);

	s->steps = steps;
	s->patience_ms = steps ? 0 : BUSY_MS; /* a busy timeout would put SQLite's own waiting in place of ours */
	sqlite3_progress_handler(s->db, steps ? BUDGET_OPS : 0, steps ? spend : NULL, s);
}

static enum err
check_query(struct ctx *cx, struct db_conn *c, const struct db_query *q, struct buf *report)
{
	sqlite3_stmt *st = NULL;
	size_t        was = report->n;

	(void)cx;
	if (sqlite3_prepare_v2(of(c)->db, q->sqlite, -1, &st, NULL) != SQLITE_OK) {
		buf_printf(report, "%s: %s\n", q->name, sqlite3_errmsg(of(c)->db));
		return ERR_RULE;
	}
	if (sqlite3_bind_parameter_count(st) > (int)q->nin)
		buf_printf(report, "%s: %d parameters, not %zu\n", q->name, sqlite3_bind_parameter_count(st), q->nin);
	if (sqlite3_column_count(st) != (q->last_id ? 0 : (int)q->nout))
		buf_printf(report, "%s: %d columns, not %zu\n", q->name, sqlite3_column_count(st), q->nout);
	for (int i = 0; i < sqlite3_column_count(st) && i < (int)q->nout; i++)
		if (!str_eq(str_of(sqlite3_column_name(st, i)), str_of(q->out[i].name)))
			buf_printf(report, "%s: column %d is %s, not %s\n", q->name, i, sqlite3_column_name(st, i),
			           q->out[i].name);
	if (!q->writes != (sqlite3_stmt_readonly(st) != 0))
		buf_printf(report, "%s: writes or does not, against what the program thinks\n", q->name);
	(void)sqlite3_finalize(st);
	return report->n == was && !report->err ? OK : ERR_RULE;
}

/* ---- Care ---- */

static int64_t
wal_size(const struct db_conn *c)
{
	struct stat st;

	return stat(((const struct sqlite_conn *)(const void *)c)->wal_path, &st) == 0 ? (int64_t)st.st_size : 0;
}

static enum err
checkpoint(struct db_conn *c, enum db_checkpoint_mode mode, struct db_wal *wal)
{
	static const int modes[] = {SQLITE_CHECKPOINT_PASSIVE, SQLITE_CHECKPOINT_RESTART, SQLITE_CHECKPOINT_TRUNCATE};
	enum { FRAME = 4096 + 24 };
	int log = 0, moved = 0, rc;

	of(c)->patience_ms = mode == DB_CHECKPOINT_RESTART ? RESTART_MS : BUSY_MS;
	rc = sqlite3_wal_checkpoint_v2(of(c)->db, NULL, modes[mode], &log, &moved);
	of(c)->patience_ms = BUSY_MS;
	/* Both are -1 when the WAL was not looked at. */
	wal->used = log > 0 ? (int64_t)log * FRAME : 0;
	wal->left = log > moved ? (int64_t)(log - moved) * FRAME : 0;
	if (rc == SQLITE_BUSY)
		return ERR_BUSY; /* nothing worth a log line: it will be tried again */
	return rc == SQLITE_OK ? OK : failed(of(c), &words_of_our_own[CHECKPOINT], rc);
}

struct checking {
	int faults;
};

static int
check_line(void *arg, int n, char **values, char **names)
{
	struct checking *k = arg;

	(void)names;
	if (n > 0 && values[0] && str_eq(str_of(values[0]), S("ok")))
		return 0;
	k->faults++;
	log_line(LOG_ERROR, "store=sqlite what=broken msg=\"%s\"", n > 0 && values[0] ? values[0] : "");
	return 0;
}

static enum err
check_file(struct ctx *cx, sqlite3 *db)
{
	struct checking k = {0};
	int rc = sqlite3_exec(db, "PRAGMA integrity_check(20); PRAGMA foreign_key_check;", check_line, &k, NULL);

	if (rc != SQLITE_OK) {
		log_line(LOG_ERROR, "store=sqlite query=check code=%d msg=\"%s\"", rc, sqlite3_errmsg(db));
		k.faults++;
	}
	if (k.faults == 0)
		return OK;
	return refuse(cx, ERR_STORE, NULL, T_sqlite_broken, arena_printf(cx->arena, "%d", k.faults));
}

static enum err
check(struct ctx *cx, struct db_conn *c)
{
	ensure(c->mode == DB_OWNER);
	return check_file(cx, of(c)->db);
}

/*
 * The steps copy one snapshot: without the read transaction each write by
 * another connection would start the copy again from its first page.  Each step is
 * brought to the disk before the next: a whole store at the end would make the server's
 * commits wait behind it.
 */
static int
copy(sqlite3 *from, sqlite3 *to, int fd, void (*progress)(int64_t, int64_t, void *), void *arg)
{
	sqlite3_backup *b;
	int             rc = sqlite3_exec(from, "BEGIN; SELECT count(*) FROM sqlite_schema;", NULL, NULL, NULL);

	if (rc != SQLITE_OK)
		return rc;
	b = sqlite3_backup_init(to, "main", from, "main");
	if (!b) {
		(void)sqlite3_exec(from, "ROLLBACK", NULL, NULL, NULL);
		return sqlite3_errcode(to);
	}
	do {
		rc = sqlite3_backup_step(b, BACKUP_PAGES);
		(void)fdatasync(fd); /* for the pace only: SQLite syncs at the end and says when that fails */
		if (progress)
			progress(sqlite3_backup_pagecount(b) - sqlite3_backup_remaining(b),
			         sqlite3_backup_pagecount(b), arg);
	} while (rc == SQLITE_OK);
	rc = sqlite3_backup_finish(b);
	(void)sqlite3_exec(from, "ROLLBACK", NULL, NULL, NULL);
	return rc;
}

static enum err
backup(struct ctx *cx, struct db_conn *c, str path, void (*progress)(int64_t, int64_t, void *), void *arg)
{
	char    *z = arena_z(cx->arena, path);
	int      fd = z ? open(z, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600) : -1, rc;
	sqlite3 *to = NULL;
	enum err e = OK;

	if (!z)
		return ctx_no_memory(cx);
	if (fd < 0)
		return refuse(cx, ERR_INPUT, "path", errno == EEXIST ? T_engine_exists : T_engine_no_write, path);
	rc = sqlite3_open_v2(z, &to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
	if (rc == SQLITE_OK)
		rc = copy(of(c)->db, to, fd, progress, arg);
	/* The copy says WAL in its header; as a file to carry away it should be one file. */
	if (rc == SQLITE_OK)
		rc = sqlite3_exec(to, "PRAGMA journal_mode=DELETE", NULL, NULL, NULL);
	if (rc != SQLITE_OK)
		e = refuse(cx, error_of(rc), "path", T_engine_backup_failed, str_of(sqlite3_errstr(rc)));
	else
		e = check_file(cx, to);
	(void)sqlite3_close(to);
	(void)close(fd); /* last: closing it drops SQLite's locks on the copy */
	if (e != OK)
		(void)unlink(z);
	return e;
}

static const struct db_engine engine = {
	"sqlite", false, sqlite_close_conn, control, in_transaction, NULL, run, NULL, NULL, script, limit, budget,
	check_query, checkpoint, wal_size, check, backup,
};

enum err
sqlite_open(struct ctx *cx, str path, enum db_mode mode, struct db_conn **out)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	struct sqlite_conn   *s;
	char                 *z = arena_z(cx->arena, path), *wal;
	int                   fd, rc;

	(void)pthread_once(&once, configure);
	s = z ? mem_alloc(sizeof(*s)) : NULL;
	wal = s ? mem_alloc(path.n + sizeof("-wal")) : NULL;
	if (!wal) {
		mem_free(s);
		return ctx_no_memory(cx);
	}
	(void)snprintf(wal, path.n + sizeof("-wal"), "%s-wal", z);
	s->c.engine = &engine;
	s->c.mode = mode;
	s->wal_path = wal;
	/*
	 * SQLite would make it readable by all; the -wal and -shm files take over its mode.
	 * O_EXCL: closing a file that another connection of this process has open drops its POSIX
	 * locks, and the next program that comes and goes would delete the WAL under us.
	 */
	if (mode == DB_OWNER && (fd = open(z, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600)) >= 0)
		(void)close(fd);
	rc = sqlite3_open_v2(z, &s->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);
	if (rc == SQLITE_OK)
		rc = settings(s);
	if (rc == SQLITE_OK)
		rc = prepare_control(s);
	if (rc != SQLITE_OK) {
		enum err e = refuse(cx, error_of(rc), "db", T_engine_open, str_of(sqlite3_errstr(rc)));

		sqlite_close_conn(&s->c);
		return e;
	}
	if (mode != DB_OWNER)
		(void)sqlite3_set_authorizer(s->db, authorize, s);
	*out = &s->c;
	return OK;
}
