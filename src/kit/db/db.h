/* SQLite and PostgreSQL behind one face: connections, transactions, prepared queries. */
#ifndef KIT_DB_DB_H
#define KIT_DB_DB_H

#include "base/ctx.h"
#include "kit/engine/query.h"

/*
 * Rooms never see SQL text: they call the functions that tools/querygen makes
 * from their *.sql files (q_…), and those call db_run_* below.  What a caller of
 * a q_… function gets, on both engines alike:
 *
 *   OK         done.  `one` filled the row, `many` the array (n may be 0).
 *   ERR_NONE   `one` found no row; the transaction goes on.
 *   ERR_RULE   a constraint of the schema was violated; cx->why is not set.
 *              db_violation tells which kind and table.
 *   ERR_STALE  only where the query says `-- violated: stale`; else whoever sends
 *              a revision looks at the number of changed rows and says so itself.
 *   ERR_RETRY  lost a race (PostgreSQL 40001, 40P01): the dispatcher runs again.
 *   ERR_BUSY   locked, interrupted, out of time, or the connection was lost.
 *   ERR_FULL   the disk is full or read-only.
 *   ERR_MEMORY the arena or the engine has no memory.
 *   ERR_STORE  anything else; the log names the query, never its parameters.
 *
 * After any error but ERR_NONE from a query that writes, and after an engine's
 * error from one that reads, the transaction is spoiled: every later query
 * returns the same error until db_rollback_to or db_rollback.  (PostgreSQL does
 * so by nature; on SQLite kit/db does, so that no code can rely on more.)  A
 * command that wants "insert unless there" writes ON CONFLICT DO NOTHING.
 *
 * An `exec` takes a pointer for the number of changed rows; NULL says that
 * nobody looks at it.  Then PostgreSQL need not answer at once (a round trip
 * saved): OK means "on its way", and its fault is returned by a later query of
 * the same transaction, or by db_commit, with the table and kind of violation
 * of the statement at fault, and nothing after it was done.  SQLite answers at
 * once.  So: NULL only where every fault means the same to the caller as at
 * COMMIT, and `-- violated: stale|retry` in the .sql where a constraint tells
 * something else than ERR_RULE.  Within a savepoint the fault comes before the
 * savepoint is kept.
 *
 * One thread uses a connection at a time.
 */
/* ---- Connections ---------------------------------------------------------- */

/*
 * Open `sqlite:PATH` or `postgres://…`.  Only DB_OWNER creates a SQLite file
 * (readable by its owner alone).  Failures are explained in cx->why (cx->db is
 * not touched).  db_close it; it holds memory outside any arena.
 */
MUSTCHECK enum err db_open(struct ctx *cx, str url, enum db_mode mode, struct db_conn **out);

/* Roll back what stands open and close; NULL is fine. */
void db_close(struct db_conn *c);

/*
 * A store of its own that is thrown away afterwards (kit/db/scratch.c).  PostgreSQL: a new, empty database `name`
 * (a to z, 0 to 9, _) on the server of `url`, which needs the right to make databases; *made is its address, and
 * drop, given the same url and name, removes it whoever is connected.  SQLite: `url` itself, whose file is the
 * caller's to choose and remove.  The database that url names is not touched.  ERR_STORE with a sentence.
 */
MUSTCHECK enum err db_scratch_make(struct ctx *cx, str url, str name, str *made);
MUSTCHECK enum err db_scratch_drop(struct ctx *cx, str url, str name);

/* "sqlite" or "postgres": for reports and logs only; rules must not look at it. */
const char *db_engine(const struct db_conn *c);

/*
 * A number that tells stores apart within this process, for what is kept of a
 * committed state; 0 on a connection that may write: what it sees may be undone,
 * so nothing of it may be kept.
 */
uint64_t db_store(const struct db_conn *c);

/*
 * As db_store, on a writer's connection, too: for what is looked up again and again by commands
 * and kept under the number of a committed state that was read in this transaction.  0 from
 * db_unshare on until the transaction ends, and always on an owner's.
 */
uint64_t db_shared(const struct db_conn *c);

/* What the others see is changed in this transaction: nothing of what it sees may be kept. */
void db_unshare(struct db_conn *c);

/* True when many writers can work at once (PostgreSQL): the dispatcher's choice of threads. */
bool db_many_writers(const struct db_conn *c);

/*
 * No snapshot of a reader lasts longer than `ms` from now on, 0 = no limit: what
 * it asks after that is ERR_BUSY (SQLite: counted from db_begin; PostgreSQL: from
 * the beginning of each query).  Holds until changed.  Not for writers: an
 * interrupted write would roll back a whole batch.
 */
void db_limit(struct db_conn *c, int64_t ms);

/*
 * For a thread that must not wait: from one db_budget_begin to the next this reader
 * does no more than about `steps` VM steps, in however many snapshots, and no lock
 * is waited for; the query at which it ends says ERR_BUSY, and so does every later
 * one, and db_over_budget is true.  0 steps: no budget any more.  Begins one.
 * False, and nothing is set, on an engine that is asked over a wire.
 */
bool db_budget(struct db_conn *c, int64_t steps);
void db_budget_begin(struct db_conn *c);
bool db_over_budget(const struct db_conn *c);

/* ---- Transactions: only the dispatcher (kit/command) and tools call these -- */

/*
 * Begin.  Readers get one read-only snapshot (SQLite: from the first query on);
 * writers the write lock (SQLite) or READ COMMITTED (PostgreSQL).  Must not be
 * called inside a transaction.  A lost PostgreSQL connection is made again
 * here; ERR_BUSY when that fails or the lock could not be had.
 */
MUSTCHECK enum err db_begin(struct db_conn *c);

/*
 * Commit.  ERR_RULE, with db_violation, when a statement that nobody waited
 * for was at fault.  On any error nothing was kept and the transaction is over, with one
 * exception: ERR_BUSY on PostgreSQL means that the connection was lost while
 * committing and the outcome is unknown (the idempotency key decides).
 * A spoiled transaction is rolled back and its error returned.
 */
MUSTCHECK enum err db_commit(struct db_conn *c);

/* Forget everything since db_begin.  Harmless when no transaction stands. */
void db_rollback(struct db_conn *c);

/* A savepoint, its keeping, and its forgetting; they nest. */
MUSTCHECK enum err db_savepoint(struct db_conn *c);
MUSTCHECK enum err db_release(struct db_conn *c);

/*
 * Undo what was done since the savepoint, drop it, and heal a spoiled
 * transaction.  An error means that the whole transaction is gone (a full disk
 * can do that on SQLite): db_rollback and start again.
 */
MUSTCHECK enum err db_rollback_to(struct db_conn *c);

/*
 * Whether the transaction still stands in the engine.  SQLite ends it by
 * itself on a full disk, an I/O error or lack of memory, savepoints included;
 * the dispatcher asks after each command of a batch.
 */
bool db_in_transaction(const struct db_conn *c);

/*
 * How often a connection has waited for its server so far: 0 on SQLite.  What a
 * command costs on PostgreSQL is mostly this.
 */
uint64_t db_trips(const struct db_conn *c);

/*
 * Wait until whatever was sent is done: locks are had, faults of unanswered
 * statements told.  Nothing on SQLite, where nothing is on its way.
 */
MUSTCHECK enum err db_await(struct db_conn *c);

/*
 * Ids for n rows of `table` that are to be made in this transaction.  PostgreSQL
 * gives them beforehand, so that nobody waits for a row's answer to know its id:
 * they stand in ids (in cx->arena) once the next answered query, or db_await, is
 * done.  SQLite gives an id with its row: ids are 0, the row is inserted with NULL,
 * and db_last_id tells.  Ids that are not used are gone.  Takes cx->db.
 */
MUSTCHECK enum err db_new_ids(struct ctx *cx, const char *table, size_t n, int64_t *ids);

/* Of the row that was inserted last without an id: SQLite. */
int64_t db_last_id(const struct db_conn *c);

/*
 * Let nobody else change the aggregate `kind` (its table's name, or any name
 * for a counter) with this id until the transaction ends.  PostgreSQL: an
 * advisory lock of the transaction, taken before the first look at the rows;
 * SQLite has one writer and does nothing.  It goes out with the next query,
 * which sees what the holder before has committed; that one tells ERR_RETRY on
 * deadlock, ERR_BUSY when the lock could not be had in time.  Takes cx->db.
 */
MUSTCHECK enum err db_lock(struct ctx *cx, const char *kind, int64_t id);

/* The same lock, which many may have at once, but nobody beside one who has db_lock. */
MUSTCHECK enum err db_lock_shared(struct ctx *cx, const char *kind, int64_t id);

/*
 * Of all programs on this store at most one has `name` (static; two on one connection): *held says whether
 * this connection has it, now or already.  It has it until it is closed or its connection is lost, which the next
 * db_begin finds out: so ask again before each use, outside a transaction.  Whoever has lost it
 * without knowing yet may go on for that one use; what must not happen twice needs a db_lock besides.
 * With `shared` many may have it at once, but nobody unshared.  SQLite: always; its store has one server.
 */
MUSTCHECK enum err db_hold(struct ctx *cx, struct db_conn *c, const char *name, bool shared, bool *held);

/*
 * How far the store's clock is ahead of `now()`, in milliseconds, give or take half a round trip:
 * where several machines share a store its clock counts.  0 on SQLite.
 */
MUSTCHECK enum err db_clock_ahead(struct ctx *cx, struct db_conn *c, int64_t (*now)(void), int64_t *ahead);

/* ---- What was violated ------------------------------------------------------ */

/* About the last violation on this connection; DB_NO_VIOLATION after the next begin or rollback. */
struct db_violation db_violation(const struct db_conn *c);

/* ---- Schema ------------------------------------------------------------------ */

/* One step of a room's schema; made by tools/querygen from schema.sql. */
struct db_step {
	int         n;
	const char *digest; /* of the neutral text without comments and white space */
	const char *sqlite, *postgres;
};

struct db_schema {
	const char           *room; /* "work/cases" */
	const struct db_step *step;
	size_t                n;
};

/*
 * Bring the store to the program's schema: rooms in floor order, each missing
 * step in a transaction of its own, noted in schema_step with cx->now.  Needs
 * DB_OWNER.  ERR_RULE with a sentence, and nothing done, when a step that was
 * applied reads otherwise now, or the store has steps or rooms this program
 * does not know (it is newer).  Two programs may try at once.  *done (may be
 * NULL) is the number of steps applied.
 */
MUSTCHECK enum err db_migrate(struct ctx *cx, struct db_conn *c, const struct db_schema *const *rooms, size_t n,
                              int *done);

/* The same checks on any connection, applying nothing: how many steps are missing. */
MUSTCHECK enum err db_missing(struct ctx *cx, struct db_conn *c, const struct db_schema *const *rooms, size_t n,
                              int *missing);

/* ---- Care ---------------------------------------------------------------------- */

/*
 * Move the WAL into the file, on a DB_OWNER connection of its own thread: the
 * writer never does.  *wal (may be NULL) is how it stands afterwards; after RESTART
 * or TRUNCATE nothing is left.  ERR_BUSY when somebody was in the way: after 20 ms
 * with RESTART, which is asked for while people wait, after 5 s with TRUNCATE.
 * PostgreSQL looks after itself: OK and 0.
 */
MUSTCHECK enum err db_checkpoint(struct db_conn *c, enum db_checkpoint_mode mode, struct db_wal *wal);

/* Size of the WAL file in bytes, without taking any lock; 0 on PostgreSQL. */
int64_t db_wal_size(const struct db_conn *c);

/*
 * Count what the query planner wants to know, after an import or once a day; on
 * DB_OWNER.  SQLite: connections opened afterwards use it.
 */
MUSTCHECK enum err db_analyze(struct db_conn *c);

/*
 * The engine's own check of its file (SQLite integrity_check and
 * foreign_key_check; PostgreSQL only answers).  ERR_STORE, logged, when broken.
 * Reads everything; on DB_OWNER.
 */
MUSTCHECK enum err db_check(struct ctx *cx, struct db_conn *c);

/*
 * Write a consistent copy to `path`, which must not exist, while others serve.
 * SQLite: a database file, checked; one read snapshot is held meanwhile, so the
 * WAL cannot restart.  PostgreSQL: pg_dump's custom format (pg_restore reads
 * it); needs pg_dump installed.  On failure the file is removed.  progress (may
 * be NULL) is told pages done and in all.  Needs DB_OWNER.
 */
MUSTCHECK enum err db_backup(struct ctx *cx, struct db_conn *c, str path,
                             void (*progress)(int64_t done, int64_t all, void *arg), void *arg);

/* ---- For generated code ------------------------------------------------------- */

/* What generated functions call: q_<name> is the door for everybody else. */
MUSTCHECK enum err db_run_one(struct ctx *cx, const struct db_query *q, const void *in, void *row);
/*
 * As db_run_one for whoever has more to ask before they look: row and *got (OK, ERR_NONE), both in
 * cx->arena, are there once the next answered query, or db_await, is done.  Inside a transaction
 * only; a fault is told as that of an `exec` whose count nobody looks at.  SQLite answers at once.
 */
MUSTCHECK enum err db_run_later(struct ctx *cx, const struct db_query *q, const void *in, void *row, enum err *got);
MUSTCHECK enum err db_run_many(struct ctx *cx, const struct db_query *q, const void *in, void **rows, size_t *n);
/* Row and texts are good until row() returns; its error ends the run and is returned. */
MUSTCHECK enum err db_run_each(struct ctx *cx, const struct db_query *q, const void *in,
                               enum err (*row)(struct ctx *, const void *, void *), void *arg);
/* changed NULL: see above. */
MUSTCHECK enum err db_run_exec(struct ctx *cx, const struct db_query *q, const void *in, int64_t *changed);

/*
 * For tests: prepare q on this engine and compare names and types of parameters
 * and columns with what the C code believes.  Differences go to *report, one a
 * line; OK only when there are none.
 */
MUSTCHECK enum err db_check_query(struct ctx *cx, struct db_conn *c, const struct db_query *q, struct buf *report);

#endif
