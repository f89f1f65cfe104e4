/* The face of the store: what holds on both engines. */
#include "kit/db/db.h"

#include "base/ensure.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "kit/engine/engine.h"
#include "kit/postgres/postgres.h"
#include "kit/sqlite/sqlite.h"
#include "kit_db_texts.h"

#include <string.h>

enum { FIRST_ROWS = 16 };

/* ---- Connections ---- */

enum err
db_open(struct ctx *cx, str url, enum db_mode mode, struct db_conn **out)
{
	enum err e;

	*out = NULL;
	if (str_starts(url, S("sqlite:")) && url.n > 7)
		e = sqlite_open(cx, str_slice(url, 7, url.n), mode, out);
	else if (str_starts(url, S("postgres://")) || str_starts(url, S("postgresql://")))
		e = postgres_open(cx, url, mode, out);
	else
		return refuse(cx, ERR_INPUT, "db", T_db_url);
	if (e == OK) {
		/* FNV-1a */
		(*out)->store = UINT64_C(14695981039346656037);
		for (size_t i = 0; i < url.n; i++)
			(*out)->store = ((*out)->store ^ (unsigned char)url.p[i]) * UINT64_C(1099511628211);
	}
	return e;
}

uint64_t
db_store(const struct db_conn *c)
{
	return c->mode == DB_READER ? c->store | 1 : 0;
}

uint64_t
db_shared(const struct db_conn *c)
{
	return c->mode == DB_OWNER || c->unshared ? 0 : c->store | 1;
}

void
db_unshare(struct db_conn *c)
{
	c->unshared = true;
}

void
db_close(struct db_conn *c)
{
	struct db_slot *slots = c ? c->slot : NULL;

	if (!c)
		return;
	c->engine->close(c);
	mem_free(slots);
}

const char *
db_engine(const struct db_conn *c)
{
	return c->engine->name;
}

bool
db_many_writers(const struct db_conn *c)
{
	return c->engine->many_writers;
}

void
db_limit(struct db_conn *c, int64_t ms)
{
	ensure(c->mode == DB_READER);
	c->engine->limit(c, ms);
}

bool
db_budget(struct db_conn *c, int64_t steps)
{
	ensure(c->mode == DB_READER);
	if (!c->engine->budget)
		return false;
	db_budget_begin(c);
	c->engine->budget(c, steps);
	return true;
}

void
db_budget_begin(struct db_conn *c)
{
	c->over = false;
	c->spent = 0;
}

bool
db_over_budget(const struct db_conn *c)
{
	return c->over;
}

/* ---- Transactions ---- */

enum err
db_begin(struct db_conn *c)
{
	enum err e;

	/* What a lost connection left standing on the wire is nobody's: its engine makes the connection anew. */
	ensure(!c->begun && (c->engine->many_writers || !c->engine->in_transaction(c)));
	c->failed = OK;
	c->unshared = false;
	c->violation = (struct db_violation){DB_NO_VIOLATION, ""};
	e = c->engine->control(c, DO_BEGIN);
	c->begun = e == OK;
	return e;
}

/*
 * Why a transaction is over that nobody has ended.  libpq may lose its server while it sends, and reports what it
 * has sent as sent; then it was the network, not the program.
 */
static enum err
ended(const struct db_conn *c)
{
	bool gone = c->engine->lost && c->engine->lost(c);

	log_line(gone ? LOG_WARN : LOG_ERROR, "store=%s what=%s", c->engine->name,
	         gone ? "connection_lost" : "transaction_ended");
	return gone ? ERR_BUSY : ERR_STORE;
}

enum err
db_commit(struct db_conn *c)
{
	struct db_violation v;
	enum err            e = c->failed;

	ensure(c->begun);
	/* A transaction that the engine has ended by itself must not pass for a kept one. */
	if (e == OK && !c->engine->in_transaction(c))
		e = ended(c);
	if (e == OK)
		e = c->engine->control(c, DO_COMMIT);
	v = c->violation;
	if (e != OK) {
		db_rollback(c);
		c->violation = v;
	}
	c->begun = false;
	c->failed = OK;
	return e;
}

void
db_rollback(struct db_conn *c)
{
	if (c->engine->in_transaction(c) && c->engine->control(c, DO_ROLLBACK) != OK)
		log_line(LOG_WARN, "store=%s what=rollback_failed", c->engine->name);
	c->begun = false;
	c->failed = OK;
	c->violation = (struct db_violation){DB_NO_VIOLATION, ""};
}

enum err
db_savepoint(struct db_conn *c)
{
	ensure(c->begun);
	if (c->failed == OK)
		c->failed = c->engine->control(c, DO_SAVEPOINT);
	return c->failed;
}

enum err
db_release(struct db_conn *c)
{
	ensure(c->begun);
	if (c->failed == OK)
		c->failed = c->engine->control(c, DO_RELEASE);
	return c->failed;
}

enum err
db_rollback_to(struct db_conn *c)
{
	enum err e;

	ensure(c->begun);
	if (!c->engine->in_transaction(c))
		return c->failed ? c->failed : ended(c);
	e = c->engine->control(c, DO_ROLLBACK_TO);
	c->failed = e;
	c->violation = (struct db_violation){DB_NO_VIOLATION, ""};
	return e;
}

bool
db_in_transaction(const struct db_conn *c)
{
	return c->engine->in_transaction(c);
}

uint64_t
db_trips(const struct db_conn *c)
{
	return c->trips;
}

struct db_violation
db_violation(const struct db_conn *c)
{
	return c->violation;
}

enum err
db_await(struct db_conn *c)
{
	ensure(c->begun);
	if (c->failed == OK && c->engine->await)
		c->failed = c->engine->await(c);
	return c->failed;
}

/* ---- Running ---- */

/* What one engine would take and the other refuse is refused here. */
static enum err
check_in(const struct db_query *q, const void *in)
{
	for (size_t i = 0; i < q->nin; i++) {
		const struct db_field *f = &q->in[i];
		bool                   null = db_in_null(in, f);

		if (null && !f->nullable) {
			log_line(LOG_ERROR, "query=%s param=%s what=no_value", q->name, f->name);
			return ERR_STORE;
		}
		if (!null && f->type == DB_STR && !utf8_valid(db_in_str(in, f))) {
			log_line(LOG_ERROR, "query=%s param=%s what=not_utf8", q->name, f->name);
			return ERR_STORE;
		}
	}
	return OK;
}

static enum err
spoil(struct db_conn *c, enum err e)
{
	if (c->begun && c->failed == OK)
		c->failed = e;
	return e;
}

static enum err
run(struct ctx *cx, const struct db_query *q, const void *in, struct db_sink *s)
{
	struct db_conn *c = cx->db;
	enum err        e;

	ensure(c != NULL);
	if (c->failed != OK)
		return c->failed;
	s->cx = cx;
	s->q = q;
	if (q->writes && c->begun && c->mode != DB_READER && !c->engine->in_transaction(c))
		return spoil(c, ended(c));
	if (q->writes && (c->mode == DB_READER || !c->engine->in_transaction(c))) {
		log_line(LOG_ERROR, "query=%s what=write_outside_transaction", q->name);
		return spoil(c, ERR_STORE);
	}
	if ((e = check_in(q, in)) != OK)
		return spoil(c, e);
	if (q->nout) {
		s->row = arena_alloc(cx->arena, q->row_size);
		if (!s->row)
			return spoil(c, ctx_no_memory(cx));
	}
	cx->trace.queries++;
	e = c->engine->run(c, q, in, s);
	cx->trace.rows += s->n;
	if (e != OK)
		return spoil(c, e);
	return s->err && q->writes ? spoil(c, s->err) : s->err;
}

/* The texts of a row, from the engine's memory to the arena's. */
static enum err
keep_texts(struct db_sink *s, void *row)
{
	for (size_t i = 0; i < s->q->nout; i++) {
		const struct db_field *f = &s->q->out[i];
		str                   *v = (void *)((char *)row + f->offset);

		if ((f->type == DB_STR || f->type == DB_BYTES) && !arena_str(s->cx->arena, *v, v))
			return ctx_no_memory(s->cx);
	}
	return OK;
}

struct one {
	struct db_sink s;
	void          *row;
};

static enum err
take_one(struct db_sink *s)
{
	struct one *o = (struct one *)(void *)s;

	if (s->n > 1) {
		log_line(LOG_ERROR, "query=%s what=more_than_one_row", s->q->name);
		return ERR_STORE;
	}
	memcpy(o->row, s->row, s->q->row_size);
	return keep_texts(s, o->row);
}

enum err
db_run_one(struct ctx *cx, const struct db_query *q, const void *in, void *row)
{
	struct one o = {.s = {.take = take_one}, .row = row};
	enum err   e;

	memset(row, 0, q->row_size);
	e = run(cx, q, in, &o.s);
	return e == OK && o.s.n == 0 ? ERR_NONE : e;
}

struct late {
	struct one o;
	enum err  *got;
};

static enum err
take_late(struct db_sink *s)
{
	struct late *l = (struct late *)(void *)s;
	enum err     e = take_one(s);

	if (e == OK)
		*l->got = OK;
	return e;
}

enum err
db_run_later(struct ctx *cx, const struct db_query *q, const void *in, void *row, enum err *got)
{
	struct late *l = ARENA_NEW(cx->arena, struct late);

	ensure(cx->db->begun);
	if (!l)
		return spoil(cx->db, ctx_no_memory(cx));
	memset(row, 0, q->row_size);
	*got = ERR_NONE;
	*l = (struct late){.o = {.s = {.take = take_late, .later = true}, .row = row}, .got = got};
	return run(cx, q, in, &l->o.s);
}

struct many {
	struct db_sink s;
	char          *rows;
	size_t         cap;
};

static enum err
take_many(struct db_sink *s)
{
	struct many *m = (struct many *)(void *)s;
	size_t       size = s->q->row_size, i = s->n - 1;

	if (i == m->cap) {
		size_t cap = m->cap ? m->cap * 2 : FIRST_ROWS;
		char  *p = arena_grow(s->cx->arena, m->rows, m->cap * size, cap * size);

		if (!p)
			return ctx_no_memory(s->cx);
		m->rows = p;
		m->cap = cap;
	}
	memcpy(m->rows + i * size, s->row, size);
	return keep_texts(s, m->rows + i * size);
}

enum err
db_run_many(struct ctx *cx, const struct db_query *q, const void *in, void **rows, size_t *n)
{
	struct many m = {.s = {.take = take_many}};
	enum err    e = run(cx, q, in, &m.s);

	*rows = e == OK ? m.rows : NULL;
	*n = e == OK ? m.s.n : 0;
	return e;
}

struct each {
	struct db_sink s;
	enum err (*row)(struct ctx *, const void *, void *);
	void *arg;
};

static enum err
take_each(struct db_sink *s)
{
	struct each *m = (struct each *)(void *)s;

	return m->row(s->cx, s->row, m->arg);
}

enum err
db_run_each(struct ctx *cx, const struct db_query *q, const void *in,
            enum err (*row)(struct ctx *, const void *, void *), void *arg)
{
	struct each m = {.s = {.take = take_each}, .row = row, .arg = arg};

	return run(cx, q, in, &m.s);
}

enum err
db_run_exec(struct ctx *cx, const struct db_query *q, const void *in, int64_t *changed)
{
	struct db_sink s = {.take = NULL, .later = changed == NULL};
	enum err       e = run(cx, q, in, &s);

	if (changed)
		*changed = e == OK ? s.changed : 0;
	return e;
}

struct ids_in {
	str     sequence;
	int64_t n;
};

enum err
db_new_ids(struct ctx *cx, const char *table, size_t n, int64_t *ids)
{
	static const struct db_field in[] = {{"sequence", offsetof(struct ids_in, sequence), DB_STR, false},
	                                     {"n", offsetof(struct ids_in, n), DB_I64, false}};
	static const struct db_query take = {
		.name = "db_new_ids", .room = "kit/db", .kind = DB_MANY, .writes = true, .table = "", .sqlite = "",
		.postgres = "SELECT nextval(CAST($1 AS regclass)) FROM generate_series(1, $2)", .in = in, .nin = 2,
	};
	struct db_conn *c = cx->db;
	struct ids_in   v = {.sequence = arena_printf(cx->arena, "%s_id_seq", table), .n = (int64_t)n};

	memset(ids, 0, n * sizeof(*ids));
	if (c->failed != OK || !c->engine->new_ids)
		return c->failed;
	ensure(c->begun);
	if (!v.sequence.p)
		return ctx_no_memory(cx);
	cx->trace.queries++;
	return spoil(c, c->engine->new_ids(c, &take, &v, ids, n));
}

int64_t
db_last_id(const struct db_conn *c)
{
	return c->last_id;
}

/* ---- Care ---- */

enum err
db_checkpoint(struct db_conn *c, enum db_checkpoint_mode mode, struct db_wal *wal)
{
	struct db_wal now = {0};
	enum err      e;

	ensure(c->mode == DB_OWNER && !c->begun);
	e = c->engine->checkpoint(c, mode, &now);
	if (wal)
		*wal = now;
	return e;
}

int64_t
db_wal_size(const struct db_conn *c)
{
	return c->engine->wal_size(c);
}

enum err
db_analyze(struct db_conn *c)
{
	ensure(c->mode == DB_OWNER && !c->begun);
	return c->engine->script(c, "ANALYZE");
}

enum err
db_check(struct ctx *cx, struct db_conn *c)
{
	return c->engine->check(cx, c);
}

enum err
db_backup(struct ctx *cx, struct db_conn *c, str path, void (*progress)(int64_t, int64_t, void *), void *arg)
{
	ensure(c->mode == DB_OWNER && !c->begun);
	return c->engine->backup(cx, c, path, progress, arg);
}

enum err
db_check_query(struct ctx *cx, struct db_conn *c, const struct db_query *q, struct buf *report)
{
	return c->engine->check_query(cx, c, q, report);
}
