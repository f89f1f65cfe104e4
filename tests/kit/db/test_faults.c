/* What happens when the disk is full, memory ends, a connection is cut, many want the same. */
#include "base/ensure.h"
#include "kit/db/engines.h"

#include "base/mem.h"
#include "dbtest_sql.h"
#include "kit/engine/engine.h"

#include <libpq-fe.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

static const struct db_schema *const rooms[] = {&dbtest_schema};

static void
rest(int ms)
{
	(void)nanosleep(&(struct timespec){0, ms * 1000000L}, NULL);
}

static int64_t
places(struct ctx *cx)
{
	struct q_place_count_row row;

	return q_place_count(cx, &row) == OK ? row.n : -1;
}

static enum err
put(struct ctx *cx, int i, const char *name)
{
	char    code[20];
	int64_t n;

	(void)snprintf(code, sizeof(code), "c%d", i);
	return q_place_put_new(cx, &(struct q_place_put_new_in){str_of(code), str_of(name)}, &n);
}

/* ---- The disk ---- */

/* Fill until it fails; the batch's earlier, released work must be gone with it, and said so. */
static void
fill(struct store *s, struct db_conn *c, const char *how)
{
	static char big[20000];
	struct ctx  cx = s->cx;
	int64_t     before;
	enum err    e = OK;
	int         i;

	memset(big, 'x', sizeof(big) - 1);
	cx.db = c;
	before = places(&cx);
	ok(db_begin(c) == OK && db_savepoint(c) == OK && put(&cx, 1, "kept?") == OK && db_release(c) == OK &&
	   db_savepoint(c) == OK, "%s: a batch with one command done", how);
	for (i = 2; e == OK && i < 10000; i++)
		e = put(&cx, i, big);
	ok(e == ERR_FULL, "%s: ERR_FULL after %d rows", how, i - 2);
	ok(!db_in_transaction(c), "%s: the engine has ended the whole transaction", how);
	ok(put(&cx, 1, "x") == ERR_FULL, "%s: nothing runs on outside of it", how);
	ok(db_rollback_to(c) == ERR_FULL, "%s: the savepoint is gone too", how);
	ok(db_commit(c) == ERR_FULL, "%s: a commit cannot pass", how);
	ok(places(&cx) == before, "%s: nothing was kept", how);
}

static void
full_disk(struct store *s)
{
	static char   big[20000];
	struct rlimit was, now;
	struct ctx    cx = s->cx;
	enum err      e;

	if (db_many_writers(s->owner)) {
		(void)printf("# full disk: not made to happen on PostgreSQL (53100)\n");
		return;
	}
	cx.db = s->owner;
	ok(s->owner->engine->script(s->owner, "PRAGMA max_page_count=60") == OK, "a store of 60 pages");
	fill(s, s->owner, "SQLITE_FULL");
	ok(s->owner->engine->script(s->owner, "PRAGMA max_page_count=1073741823") == OK, "there is room again");
	ok(db_begin(s->owner) == OK && put(&cx, 1, "x") == OK && db_commit(s->owner) == OK, "and writing goes on");

	(void)signal(SIGXFSZ, SIG_IGN);
	(void)getrlimit(RLIMIT_FSIZE, &was);
	now = was;
	now.rlim_cur = 1 << 20;
	(void)setrlimit(RLIMIT_FSIZE, &now);
	/* Small enough to stay in the cache until COMMIT writes it to the WAL. */
	cx.db = s->writer;
	memset(big, 'y', sizeof(big) - 1);
	e = db_begin(s->writer);
	for (int i = 100; e == OK && i < 200; i++)
		e = put(&cx, i, big);
	ok(e == OK && db_commit(s->writer) == ERR_FULL, "an interrupted write at COMMIT is ERR_FULL");
	ok(!db_in_transaction(s->writer) && places(&cx) == 2, "and nothing of it is there");
	(void)setrlimit(RLIMIT_FSIZE, &was);
	ok(db_begin(s->writer) == OK && put(&cx, 100, "z") == OK && db_commit(s->writer) == OK && places(&cx) == 3,
	   "afterwards writing goes on");
	ok(db_check(&s->cx, s->owner) == OK, "the file is whole");
}

static void
second_line(struct store *s)
{
	if (db_many_writers(s->owner))
		return;
	ok(s->writer->engine->script(s->writer, "PRAGMA synchronous=OFF") == ERR_STORE, "a writer cannot PRAGMA");
	ok(s->writer->engine->script(s->writer, "ATTACH '/tmp/x' AS x") == ERR_STORE, "nor ATTACH");
	ok(s->writer->engine->script(s->writer, "DROP TABLE t_place") == ERR_STORE, "nor change the schema");
	ok(s->reader->engine->script(s->reader, "DELETE FROM t_place") == ERR_STORE, "a reader cannot write");
	ok(s->owner->engine->script(s->owner,
	   "PRAGMA writable_schema=ON; UPDATE sqlite_schema SET sql = ''") == ERR_STORE,
	   "the owner cannot write the schema table (DEFENSIVE)");
	ok(s->owner->engine->script(s->owner, "SELECT \"nosuch\" FROM t_place") == ERR_STORE,
	   "a misspelt column is not taken for a text (DQS)");
}

/* ---- Memory ---- */

static enum err
work(struct store *s, struct arena *a)
{
	struct ctx                  cx = {.arena = a, .now = s->cx.now};
	struct q_place_by_code_row *rows;
	struct q_place_add_row      row;
	size_t                      n;
	enum err                    e = db_open(&cx, s->url, DB_WRITER, &cx.db);

	if (e != OK)
		return e;
	if ((e = db_begin(cx.db)) == OK &&
	    (e = q_place_add(&cx, &(struct q_place_add_in){.code = S("m"), .name = S("x")}, &row)) == OK &&
	    (e = q_place_by_code(&cx, &rows, &n)) == OK)
		e = n == 2 ? OK : ERR_STORE;
	db_rollback(cx.db);
	db_close(cx.db);
	return e;
}

static void
no_memory(struct store *s)
{
	uint64_t n = 0;
	enum err e = ERR_MEMORY;
	bool     always = true;

	while (e != OK && n < 1000) {
		struct arena *a = arena_new(1 << 20);

		mem_fail_at(++n);
		e = work(s, a);
		mem_fail_at(0);
		always = always && (e == OK || e == ERR_MEMORY);
		arena_free(a);
	}
	ok(always && e == OK && n > 3, "%s: each of %d allocations may fail: ERR_MEMORY, nothing leaks", s->engine,
	   (int)n - 1);
	ok(places(&s->cx) == 1, "%s: and nothing was kept", s->engine);
}

/* ---- The connection ---- */

static void
cut(struct store *s)
{
	char      url[1000];
	PGconn   *pg;
	PGresult *r;

	(void)snprintf(url, sizeof(url), "%.*s", STR_ARG(s->url));
	pg = PQconnectdb(url);
	r = PQexec(pg, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
	               "WHERE application_name = 'duban' AND datname = current_database()");
	PQclear(r);
	PQfinish(pg);
	rest(50);
}

static void
cut_connection(struct store *s)
{
	struct ctx r = s->cx;

	if (!db_many_writers(s->writer))
		return;
	r.db = s->reader;
	ok(db_begin(s->writer) == OK && put(&s->cx, 1, "x") == OK, "postgres: in the middle of a work");
	cut(s);
	ok(put(&s->cx, 2, "x") == ERR_BUSY, "postgres: a cut connection is ERR_BUSY");
	ok(put(&s->cx, 3, "x") == ERR_BUSY, "postgres: for all of this work");
	ok(db_commit(s->writer) == ERR_BUSY && !db_in_transaction(s->writer), "postgres: which cannot be committed");
	ok(db_begin(s->writer) == OK && put(&s->cx, 4, "x") == OK && db_commit(s->writer) == OK,
	   "postgres: the next work has a new connection");
	cut(s);
	ok(db_begin(s->writer) == OK && places(&s->cx) == 2 && db_commit(s->writer) == OK,
	   "postgres: a cut between two works is not noticed");
	ok(places(&r) == -1 && places(&r) == 2, "postgres: a reader outside a transaction loses one query");
	ok(db_begin(s->writer) == OK && put(&s->cx, 5, "x") == OK, "postgres: once more");
	cut(s);
	ok(db_commit(s->writer) == ERR_BUSY && db_begin(s->writer) == OK && places(&s->cx) == 2,
	   "postgres: cut before COMMIT: ERR_BUSY, not kept");
	db_rollback(s->writer);
	ok(db_begin(s->writer) == OK && put(&s->cx, 6, "x") == OK, "postgres: and once more");
	cut(s);
	ok(q_place_put_new(&s->cx, &(struct q_place_put_new_in){S("on its way"), S("x")}, NULL) == OK &&
	   db_commit(s->writer) == ERR_BUSY && db_begin(s->writer) == OK && places(&s->cx) == 2,
	   "postgres: cut with rows on their way: told by COMMIT, none kept");
	db_rollback(s->writer);
	cut(s);
	ok(db_begin(s->writer) == OK &&
	   q_place_put_new(&s->cx, &(struct q_place_put_new_in){S("sent"), S("x")}, NULL) == OK &&
	   db_commit(s->writer) == OK && places(&s->cx) == 3,
	   "postgres: a cut between two works is seen before BEGIN, though that is not sent alone");
}

/* Rows on their way that fill the socket: libpq notices while it sends, and says nothing but that it has sent. */
static void
cut_while_sending(struct store *s)
{
	enum { LONG = 200000, TIMES = 12 };
	char    *name = arena_alloc(s->cx.arena, LONG);
	enum err e = OK;
	int      told = 0, other = 0;

	if (!db_many_writers(s->writer))
		return;
	ensure(name);
	memset(name, 'x', LONG);
	for (int rows = 1; rows <= TIMES; rows++) {
		ensure(db_begin(s->writer) == OK && put(&s->cx, 7, "x") == OK);
		cut(s);
		for (int i = 0; i < rows; i++) {
			str code = arena_printf(s->cx.arena, "long %d %d", rows, i);

			e = q_place_put_new(&s->cx, &(struct q_place_put_new_in){code, {name, LONG}}, NULL);
			other += e != OK && e != ERR_BUSY;
			rest(2);
		}
		e = db_commit(s->writer);
		told += e == ERR_BUSY;
		other += e != ERR_BUSY;
		ensure(!db_in_transaction(s->writer));
	}
	ok(told == TIMES && other == 0, "postgres: cut while much is on its way: ERR_BUSY, however late it is noticed");
}

static void
out_of_time(struct store *s)
{
	struct ctx        r = s->cx;
	struct q_slow_row row;

	r.db = s->reader;
	r.trace = (struct trace){0};
	db_limit(s->reader, 200);
	ok(q_slow(&r, &(struct q_slow_in){INT64_C(1) << 60}, &row) == ERR_BUSY, "%s: a reader's limit", s->engine);
	ok(q_slow(&r, &(struct q_slow_in){100}, &row) == OK && row.n == 100, "%s: shorter queries pass", s->engine);
	ok(r.trace.queries == 2, "%s: queries are counted", s->engine);
	ok(db_many_writers(s->reader) || r.trace.vm_steps > 100, "%s: and VM steps, where there are any", s->engine);
}

/* design.md: read snapshots of at most five seconds, however small each of their queries is. */
static void
snapshot_limit(struct store *s)
{
	struct ctx        r = s->cx;
	struct q_slow_row row;
	struct timespec   nap = {0, 60000000};

	if (db_many_writers(s->reader))
		return;
	r.db = s->reader;
	db_limit(s->reader, 50);
	ok(db_begin(s->reader) == OK && q_slow(&r, &(struct q_slow_in){10}, &row) == OK, "sqlite: a snapshot within its limit");
	(void)nanosleep(&nap, NULL);
	ok(q_slow(&r, &(struct q_slow_in){10}, &row) == ERR_BUSY, "sqlite: past it nothing more is read, however small");
	db_rollback(s->reader);
	ok(db_begin(s->reader) == OK && q_slow(&r, &(struct q_slow_in){10}, &row) == OK, "sqlite: the next one has its own time");
	db_rollback(s->reader);
	db_limit(s->reader, 0);
}

/* THREADS.md: what runs on a loop thread stops by itself. */
static void
budget(struct store *s)
{
	struct ctx        r = s->cx;
	struct q_slow_row row;
	int               passed = 0;

	r.db = s->reader;
	if (db_many_writers(s->reader)) {
		ok(!db_budget(s->reader, 5000), "postgres: no budget can be had where each question waits for the wire");
		return;
	}
	ok(db_budget(s->reader, 5000), "sqlite: a budget");
	ok(db_begin(s->reader) == OK && q_slow(&r, &(struct q_slow_in){10}, &row) == OK && !db_over_budget(s->reader),
	   "sqlite: what is small passes");
	db_rollback(s->reader);
	ok(db_begin(s->reader) == OK && q_slow(&r, &(struct q_slow_in){INT64_C(1) << 60}, &row) == ERR_BUSY &&
	   db_over_budget(s->reader), "sqlite: what has no end is stopped");
	db_rollback(s->reader);
	ok(db_begin(s->reader) == OK && db_over_budget(s->reader) &&
	       q_slow(&r, &(struct q_slow_in){10}, &row) == ERR_BUSY,
	   "sqlite: another snapshot of the same request gives nothing back");
	db_rollback(s->reader);
	db_budget_begin(s->reader);
	ok(db_begin(s->reader) == OK && !db_over_budget(s->reader), "sqlite: the next request has a budget of its own");
	while (passed < 1000 && q_slow(&r, &(struct q_slow_in){20}, &row) == OK)
		passed++;
	ok(passed > 5 && passed < 1000 && db_over_budget(s->reader), "sqlite: many small ones together are stopped too");
	db_rollback(s->reader);
	db_budget_begin(s->reader);
	for (passed = 0; passed < 1000 && db_begin(s->reader) == OK; passed++) {
		enum err e = q_slow(&r, &(struct q_slow_in){20}, &row);

		db_rollback(s->reader);
		if (e != OK)
			break;
	}
	ok(passed > 5 && passed < 1000 && db_over_budget(s->reader), "sqlite: so are they in a snapshot each");
	(void)db_budget(s->reader, 0);
	ok(q_slow(&r, &(struct q_slow_in){10000}, &row) == OK, "sqlite: without a budget as before");
}

/* ---- Many at once ---- */

enum { THREADS = 4, TURNS = 50 };

struct racer {
	struct store   *s;
	pthread_t       thread;
	struct db_conn *c;
	int             done, retries;
};

static enum err
next_number(struct ctx *cx)
{
	struct q_counter_next_row row;
	enum err                  e = db_begin(cx->db);

	if (e != OK)
		return e;
	if ((e = db_lock(cx, "t_counter", 7)) != OK ||
	    (e = q_counter_next(cx, &(struct q_counter_next_in){7, 2026}, &row)) != OK) {
		db_rollback(cx->db);
		return e;
	}
	return db_commit(cx->db);
}

static void *
race(void *arg)
{
	struct racer *r = arg;
	struct ctx    cx = {.arena = arena_new(8 << 20), .db = r->c};

	for (int i = 0; i < TURNS; i++) {
		enum err e = next_number(&cx);

		r->done += e == OK;
		r->retries += e == ERR_RETRY;
	}
	arena_free(cx.arena);
	return NULL;
}

static void
numbers(struct store *s)
{
	struct racer              r[THREADS] = {{0}};
	struct q_counter_next_row row;
	int                       done = 0, retries = 0;

	for (int i = 0; i < THREADS; i++) {
		r[i].s = s;
		r[i].c = store_open(s, DB_WRITER);
		(void)pthread_create(&r[i].thread, NULL, race, &r[i]);
	}
	for (int i = 0; i < THREADS; i++) {
		(void)pthread_join(r[i].thread, NULL);
		db_close(r[i].c);
		done += r[i].done;
		retries += r[i].retries;
	}
	is_i64(done, THREADS * TURNS, "%s: %d threads take numbers, none fails (%d lost races)", s->engine, THREADS,
	       retries);
	ok(db_begin(s->writer) == OK && q_counter_next(&s->cx, &(struct q_counter_next_in){7, 2026}, &row) == OK,
	   "%s: one more", s->engine);
	is_i64(row.n, THREADS * TURNS + 1, "%s: without gaps", s->engine);
	db_rollback(s->writer);
}

/* A lock goes out with the next query. */
static enum err
look(struct ctx *cx)
{
	struct q_place_get_row p;
	enum err               e = q_place_get(cx, &(struct q_place_get_in){S("350602")}, &p);

	return e == ERR_NONE ? OK : e;
}

struct crossing {
	struct db_conn *c;
	int64_t         first, second;
	enum err        e;
	pthread_barrier_t *meet;
};

static void *
cross(void *arg)
{
	struct crossing *x = arg;
	struct ctx       cx = {.arena = arena_new(1 << 20), .db = x->c};

	x->e = db_begin(x->c);
	if (x->e == OK && (x->e = db_lock(&cx, "t_case", x->first)) == OK)
		x->e = look(&cx);
	(void)pthread_barrier_wait(x->meet);
	if (x->e == OK && (x->e = db_lock(&cx, "t_case", x->second)) == OK)
		x->e = look(&cx);
	db_rollback(x->c);
	arena_free(cx.arena);
	return NULL;
}

static void
deadlock(struct store *s)
{
	pthread_barrier_t meet;
	struct crossing   x[2] = {{.first = 1, .second = 2}, {.first = 2, .second = 1}};
	pthread_t         t[2];

	if (!db_many_writers(s->writer))
		return;
	(void)pthread_barrier_init(&meet, NULL, 2);
	for (int i = 0; i < 2; i++) {
		x[i].meet = &meet;
		x[i].c = store_open(s, DB_WRITER);
		(void)pthread_create(&t[i], NULL, cross, &x[i]);
	}
	for (int i = 0; i < 2; i++) {
		(void)pthread_join(t[i], NULL);
		db_close(x[i].c);
	}
	ok((x[0].e == ERR_RETRY && x[1].e == OK) || (x[1].e == ERR_RETRY && x[0].e == OK),
	   "postgres: of two that lock crosswise one is told ERR_RETRY");
	(void)pthread_barrier_destroy(&meet);
}

/* Two programs that start at the same time. */
static void *
migrate(void *arg)
{
	static const struct db_step   steps[] = {
		{1, "one", "CREATE TABLE zz1 (a INTEGER) STRICT", "CREATE TABLE zz1 (a BIGINT)"},
		{2, "two", "CREATE TABLE zz2 (a INTEGER) STRICT", "CREATE TABLE zz2 (a BIGINT)"},
		{3, "three", "CREATE TABLE zz3 (a INTEGER) STRICT", "CREATE TABLE zz3 (a BIGINT)"},
	};
	static const struct db_schema       other = {"kit/zz", steps, 3};
	static const struct db_schema *const both[] = {&dbtest_schema, &other};
	struct racer *r = arg;
	struct ctx    cx = {.arena = arena_new(8 << 20)};

	r->retries = db_migrate(&cx, r->c, both, 2, &r->done) != OK;
	arena_free(cx.arena);
	return NULL;
}

static void
migrating_at_once(struct store *s)
{
	struct racer r[THREADS] = {{0}};
	int          done = 0, refused = 0;

	for (int i = 0; i < THREADS; i++)
		r[i].c = store_open(s, DB_OWNER);
	for (int i = 0; i < THREADS; i++)
		(void)pthread_create(&r[i].thread, NULL, migrate, &r[i]);
	for (int i = 0; i < THREADS; i++) {
		(void)pthread_join(r[i].thread, NULL);
		db_close(r[i].c);
		done += r[i].done;
		refused += r[i].retries;
	}
	ok(done == 3 && refused == 0, "%s: %d programs migrate at once: each step is made once, all are content",
	   s->engine, THREADS);
}

/* ---- Care ---- */

struct busy_writer {
	struct store   *s;
	struct db_conn *c;
	pthread_mutex_t lock;
	bool            stop;
	int             pairs;
};

static bool
told_to_stop(struct busy_writer *w)
{
	bool stop;

	(void)pthread_mutex_lock(&w->lock);
	stop = w->stop;
	(void)pthread_mutex_unlock(&w->lock);
	return stop;
}

/* Two rows a transaction: a copy with an odd number of them is torn. */
static void *
write_pairs(void *arg)
{
	struct busy_writer *w = arg;
	struct ctx          cx = {.arena = arena_new(64 << 20), .db = w->c};

	for (int i = 10; !told_to_stop(w) && i < 100000; i += 2) {
		if (db_begin(w->c) != OK)
			break;
		if (put(&cx, i, "left") != OK || put(&cx, i + 1, "right") != OK || db_commit(w->c) != OK) {
			db_rollback(w->c);
			break;
		}
		w->pairs++;
		arena_reset(cx.arena);
	}
	arena_free(cx.arena);
	return NULL;
}

struct progressed {
	int     calls;
	int64_t done, all;
};

static void
progress(int64_t pages, int64_t all, void *arg)
{
	struct progressed *p = arg;

	p->calls++;
	p->done = pages;
	p->all = all;
	rest(20); /* so that the writer gets in between */
}

static void
look_at_copy(struct store *s, const char *path)
{
	char            url[300];
	struct store    copy = *s;
	struct db_conn *c;

	if (db_many_writers(s->writer)) {
		char list[400];

		(void)snprintf(list, sizeof(list), "pg_restore --list %s > /dev/null", path);
		ok(system(list) == 0, "postgres: pg_restore can read the copy");
		return;
	}
	(void)snprintf(url, sizeof(url), "sqlite:%s", path);
	copy.url = str_of(url);
	c = store_open(&copy, DB_OWNER);
	copy.cx.db = c;
	ok(db_check(&copy.cx, c) == OK && places(&copy.cx) > 1 && places(&copy.cx) % 2 == 1,
	   "sqlite: the copy is whole and at one moment (%d places)", (int)places(&copy.cx));
	db_close(c);
}

static void
backups(struct store *s)
{
	struct busy_writer w = {.s = s, .lock = PTHREAD_MUTEX_INITIALIZER};
	struct progressed  p = {0};
	pthread_t          t;
	char               path[200];

	(void)snprintf(path, sizeof(path), "%s/copy.backup", test_folder());
	ok(db_begin(s->writer) == OK, "%s: begin", s->engine);
	for (int i = 100000; i < 160000; i++)
		if (put(&s->cx, i, "a place with a name that fills some pages of the file") != OK)
			break;
	ok(db_commit(s->writer) == OK, "%s: 60,000 rows", s->engine);
	w.c = store_open(s, DB_WRITER);
	(void)pthread_create(&t, NULL, write_pairs, &w);
	rest(50);
	ok(db_backup(&s->cx, s->owner, str_of(path), progress, &p) == OK, "%s: backup while writing", s->engine);
	(void)pthread_mutex_lock(&w.lock);
	w.stop = true;
	(void)pthread_mutex_unlock(&w.lock);
	(void)pthread_join(t, NULL);
	ok(p.calls <= p.all / 1000 + 2, "%s: it never starts again because of them", s->engine);
	ok(w.pairs > 1 && p.calls > 1 && p.done == p.all, "%s: %d transactions went on meanwhile, %d reports",
	   s->engine,
	   w.pairs, p.calls);
	look_at_copy(s, path);
	ok(db_backup(&s->cx, s->owner, str_of(path), NULL, NULL) == ERR_INPUT, "%s: no file is overwritten",
	   s->engine);
	ctx_forget(&s->cx);
	ok(db_backup(&s->cx, s->owner, S("/nosuch/dir/x"), NULL, NULL) != OK && s->cx.why.n == 1,
	   "%s: a place that cannot be written is told", s->engine);
	ctx_forget(&s->cx);
	db_close(w.c);
	(void)unlink(path);
}

static void
checkpoints(struct store *s)
{
	struct ctx r = s->cx;
	struct db_wal wal = {-1, -1}, before;
	int64_t       size;

	if (db_many_writers(s->owner)) {
		ok(db_checkpoint(s->owner, DB_CHECKPOINT_TRUNCATE, &wal) == OK && wal.used == 0 && wal.left == 0 &&
		   db_wal_size(s->owner) == 0,
		   "postgres: needs no care");
		return;
	}
	ok(db_begin(s->writer) == OK && put(&s->cx, 1, "x") == OK && db_commit(s->writer) == OK, "sqlite: written");
	ok(db_wal_size(s->writer) > 4096, "sqlite: it lies in the WAL");
	r.db = s->reader;
	ok(db_begin(s->reader) == OK && places(&r) == 2, "sqlite: somebody reads");
	ok(db_begin(s->writer) == OK && put(&s->cx, 2, "x") == OK && db_commit(s->writer) == OK,
	   "sqlite: written on");
	ok(db_checkpoint(s->owner, DB_CHECKPOINT_PASSIVE, &wal) == OK && wal.left > 0 && wal.left < wal.used,
	   "sqlite: a reader holds back the rest (%d of %d bytes)", (int)wal.left, (int)wal.used);
	ok(db_checkpoint(s->owner, DB_CHECKPOINT_RESTART, NULL) == ERR_BUSY,
	   "sqlite: nor does the WAL start again under it");
	size = db_wal_size(s->writer);
	ok(db_commit(s->reader) == OK && db_checkpoint(s->owner, DB_CHECKPOINT_RESTART, &before) == OK &&
	   before.left == 0,
	   "sqlite: afterwards all is moved");
	ok(db_begin(s->writer) == OK && put(&s->cx, 3, "x") == OK && db_commit(s->writer) == OK &&
	   db_checkpoint(s->owner, DB_CHECKPOINT_PASSIVE, &wal) == OK && wal.used > 0 && wal.used < before.used &&
	   db_wal_size(s->writer) == size,
	   "sqlite: and the next commit begins at its beginning (%d bytes, before %d), in a file as long",
	   (int)wal.used, (int)before.used);
	ok(db_checkpoint(s->owner, DB_CHECKPOINT_TRUNCATE, &wal) == OK && wal.left == 0 && db_wal_size(s->writer) == 0,
	   "sqlite: and an empty WAL has an empty file");
}

static void
bad_urls(struct store *s)
{
	struct db_conn *c;

	ok(db_open(&s->cx, S("mysql://x"), DB_READER, &c) == ERR_INPUT && !c && s->cx.why.n == 1,
	   "an unknown engine");
	ctx_forget(&s->cx);
	ok(db_open(&s->cx, S("sqlite:/nosuch/dir/x.db"), DB_OWNER, &c) != OK && !c && s->cx.why.n == 1,
	   "no such folder");
	ctx_forget(&s->cx);
	ok(db_open(&s->cx, S("sqlite:/tmp/duban-nosuch.db"), DB_WRITER, &c) != OK &&
	   access("/tmp/duban-nosuch.db", F_OK) != 0,
	   "only the owner makes a file");
	ctx_forget(&s->cx);
	ok(db_open(&s->cx, S("postgres://nobody@127.0.0.1:1/x"), DB_READER, &c) == ERR_STORE && s->cx.why.n == 1,
	   "nobody listens");
	ctx_forget(&s->cx);
}

/* ---- Another program ---- */

/* As a program of its own: look at the store and go.  The exit code is the number of places. */
static int
visit(const char *url)
{
	struct ctx cx = {.arena = arena_new(1 << 20)};
	int64_t    n = -1;

	if (cx.arena && db_open(&cx, str_of(url), DB_READER, &cx.db) == OK && db_begin(cx.db) == OK)
		n = places(&cx);
	db_rollback(cx.db);
	db_close(cx.db);
	arena_free(cx.arena);
	return n < 0 || n > 100 ? 101 : (int)n;
}

static int
spawn_visit(struct store *s)
{
	extern char **environ;
	char  self[] = "/proc/self/exe", word[] = "visit", *url = arena_z(s->cx.arena, s->url);
	char *argv[] = {self, word, url, NULL};
	pid_t pid;
	int   status = 0;

	if (!url || posix_spawn(&pid, self, NULL, NULL, argv, environ) != 0 || waitpid(pid, &status, 0) != pid)
		return -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* POSIX drops a file's locks when any descriptor of it is closed in the process. */
static void
others_come_and_go(struct store *s)
{
	struct db_conn *late = store_open(s, DB_OWNER);
	int64_t         before;

	s->cx.db = s->writer;
	before = places(&s->cx);
	ok(db_begin(s->writer) == OK && put(&s->cx, 70001, "one") == OK && db_commit(s->writer) == OK,
	   "%s: a row, after an owner was opened late", s->engine);
	is_i64(spawn_visit(s), before + 1, "another program sees it and goes");
	ok(db_begin(s->writer) == OK && put(&s->cx, 70002, "two") == OK && db_commit(s->writer) == OK, "another row");
	is_i64(spawn_visit(s), before + 2, "and the next program sees both: its going took nothing away");
	db_close(late);
}

int
main(int argc, char **argv)
{
	static void (*const tests[])(struct store *) = {
		full_disk, second_line, no_memory, cut_connection, cut_while_sending, out_of_time, snapshot_limit,
		budget, numbers, deadlock, migrating_at_once,
		backups,
		checkpoints, bad_urls, others_come_and_go,
	};

	if (argc == 3 && strcmp(argv[1], "visit") == 0)
		return visit(argv[2]);
	for (size_t i = 0; i < NITEMS(tests); i++)
		on_engines(rooms, 1, tests[i]);
	return done();
}
