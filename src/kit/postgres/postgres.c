/* PostgreSQL: many writers, one connection a thread, binary values, pipelined. */
#include "base/ensure.h"
#include "base/log.h"
#include "base/mem.h"
#include "kit/postgres/inside.h"
#include "kit/postgres/postgres.h"
#include "kit_engine_texts.h"
#include "kit_postgres_texts.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>

enum { FETCH_ROWS = 500 };

/* Plans are made again after so many statements of a connection, then twice as many, up to the last. */
enum { PLANS_FIRST = 256, PLANS_LAST = 1 << 20 };

/* ---- Opening ---- */

static void
quiet(void *arg, const char *message)
{
	(void)arg, (void)message;
}

/*
 * Commands look at few rows, each by an index that its query names.  A planner that has seen the tables
 * empty, or small, would rather read them whole, and keep to that while an import fills them.  Where no
 * index fits it then reckons with ten thousand million pages and compiles the statement: 90 ms each time,
 * so never.  Nor is a plan for these very values any better than the one for all.
 */
static enum err
settings(struct pg_conn *p)
{
	char sql[600];

	(void)PQsetNoticeProcessor(p->pg, quiet, NULL);
	(void)snprintf(sql, sizeof(sql),
	               "SET client_encoding = 'UTF8'; SET standard_conforming_strings = on; "
	               "SET lock_timeout = 10000; SET idle_in_transaction_session_timeout = 60000; "
	               "SET statement_timeout = %lld; SET default_transaction_read_only = %s; "
	               "SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3; "
	               "SET jit = off; SET enable_seqscan = %s; SET plan_cache_mode = %s",
	               (long long)p->limit_ms, p->c.mode == DB_READER ? "on" : "off",
	               p->c.mode == DB_WRITER ? "off" : "on",
	               p->c.mode == DB_WRITER ? "force_generic_plan" : "auto");
	return pg_plain(p, "settings", sql);
}

/* After a loss: nothing prepared is there any more. */
static enum err
again(struct pg_conn *p)
{
	enum err e;

	PQreset(p->pg);
	p->nline = 0;
	p->begin_due = p->leaving = p->broken = false;
	p->c.links++;
	memset(p->c.slot, 0, p->c.nslots * sizeof(*p->c.slot));
	p->c.used = 0;
	if (PQstatus(p->pg) != CONNECTION_OK) {
		log_line(LOG_WARN, "store=postgres what=cannot_connect");
		return ERR_BUSY;
	}
	e = settings(p);
	p->broken = e != OK;
	return e;
}

static void
pg_close(struct db_conn *c)
{
	PQfinish(pg_of(c)->pg);
	mem_free(pg_of(c));
}

/* ---- Transactions ---- */

static bool
in_transaction(const struct db_conn *c)
{
	const struct pg_conn   *p = (const struct pg_conn *)(const void *)c;
	PGTransactionStatusType s = PQtransactionStatus(p->pg);

	return p->begin_due || (!p->leaving && !p->broken &&
	                        (s == PQTRANS_INTRANS || s == PQTRANS_INERROR || s == PQTRANS_ACTIVE));
}

static bool
lost(const struct db_conn *c)
{
	return pg_lost((const struct pg_conn *)(const void *)c);
}

/* Whether the connection ended while nobody used it; the server's last words are there to be read. */
static bool
gone(struct pg_conn *p)
{
	struct pollfd f = {PQsocket(p->pg), POLLIN, 0};

	for (int i = 0; i < 4 && !pg_lost(p) && poll(&f, 1, 0) > 0; i++)
		if (!PQconsumeInput(p->pg))
			break;
	return pg_lost(p);
}

static enum err
begin(struct pg_conn *p)
{
	enum err e = OK;

	pg_settle(p);
	if (PQtransactionStatus(p->pg) != PQTRANS_IDLE)
		p->broken = true;
	if (gone(p))
		e = again(p);
	p->begin_due = e == OK;
	return e;
}

/* Before the first statement of a transaction: BEGIN, and now and then new plans. */
static enum err
open_due(struct pg_conn *p)
{
	enum err e;

	if (!p->begin_due)
		return OK;
	p->begin_due = false;
	e = pg_post(p, &pg_words[p->c.mode == DB_READER ? BEGIN_READER : BEGIN_WRITER], NULL);
	/*
	 * A plan is kept until somebody runs ANALYZE.  One that was made while its tables were empty would
	 * scan them from end to end for the rest of the day, and for the whole of a first import.
	 */
	if (e == OK && p->posted >= p->plans_at) {
		p->plans_at = p->posted + (p->posted < PLANS_LAST ? p->posted : PLANS_LAST);
		e = pg_post(p, &pg_words[NEW_PLANS], NULL);
	}
	return e;
}

static enum err
commit(struct pg_conn *p)
{
	PGresult *r = NULL;
	enum err  e;

	if (p->begin_due) {
		p->begin_due = false;
		return OK;
	}
	if ((e = pg_post(p, &pg_words[COMMIT], NULL)) == OK)
		e = pg_flush(p, &r);
	/* COMMIT of a failed transaction succeeds, and says ROLLBACK. */
	if (e == OK && strcmp(PQcmdStatus(r), "COMMIT") != 0)
		e = ERR_STORE;
	PQclear(r);
	return e;
}

/* Two syncs: a fault in what is on its way must not make the server pass over the ROLLBACK. */
static enum err
rollback(struct pg_conn *p)
{
	enum err e = OK;

	/* They are read when their memory may be gone. */
	for (size_t i = 0; i < p->nline; i++) {
		p->line[i].ids = NULL;
		p->line[i].sink = NULL;
	}
	if (p->begin_due) {
		p->begin_due = false;
		return OK;
	}
	if (p->nline)
		e = pg_sync_line(p);
	if (e == OK && (e = pg_post(p, &pg_words[ROLLBACK], NULL)) == OK)
		e = pg_sync_line(p);
	/* What could not be undone must not be taken for a transaction of whoever comes next. */
	p->leaving = e == OK;
	p->broken = e != OK;
	return e;
}

/*
 * What was sent before a savepoint, or within it, is answered at its borders: a fault belongs to the
 * savepoint in which it happened.
 */
static enum err
savepoint(struct pg_conn *p)
{
	enum err e = p->begin_due ? open_due(p) : pg_flush(p, NULL);

	return e == OK ? pg_post(p, &pg_words[SAVEPOINT], NULL) : e;
}

static enum err
release(struct pg_conn *p)
{
	enum err e = pg_post(p, &pg_words[RELEASE], NULL);

	return e == OK ? pg_flush(p, NULL) : e;
}

static enum err
rollback_to(struct pg_conn *p)
{
	enum err e = pg_flush(p, NULL);

	if (pg_lost(p))
		return e;
	if ((e = pg_post(p, &pg_words[ROLLBACK_TO], NULL)) != OK || (e = pg_post(p, &pg_words[RELEASE], NULL)) != OK)
		return e;
	return pg_flush(p, NULL);
}

static enum err
control(struct db_conn *c, enum db_control what)
{
	static enum err (*const steps[DO_MAX])(struct pg_conn *) = {
		begin, commit, rollback, savepoint, release, rollback_to,
	};

	return steps[what](pg_of(c));
}

/* ---- Running ---- */

static void
take_changed(PGresult *r, struct db_sink *sink)
{
	int64_t n = 0;

	if (*PQcmdTuples(r) && str_to_i64(str_of(PQcmdTuples(r)), &n))
		sink->changed = n;
}

static enum err
run_whole(struct pg_conn *p, const struct db_query *q, const struct pg_params *v, struct db_sink *sink)
{
	PGresult *r = NULL;
	enum err  e;

	if ((e = open_due(p)) != OK || (e = pg_post(p, q, v)) != OK)
		return e;
	/* Outside a transaction nothing comes after it that could tell its fault. */
	if (sink->later && p->c.begun && p->nline + LINE_ROOM < LINE_MAX) {
		p->line[p->nline - 1].sink = sink->take ? sink : NULL;
		return OK;
	}
	if ((e = pg_flush(p, &r)) == OK) {
		take_changed(r, sink);
		e = pg_hand_out(r, q, sink);
	}
	PQclear(r);
	return e;
}

/* A statement that is not worth preparing, as the last of the line. */
static enum err
send_once(struct pg_conn *p, const struct db_query *q, const char *sql, const struct pg_params *v)
{
	Oid  types[MAX_PARAMS];
	bool sent;

	pg_param_types(q, types);
	sent = v ? PQsendQueryParams(p->pg, sql, (int)q->nin, types, v->value, v->length, v->format, 1)
	         : PQsendQueryParams(p->pg, sql, 0, NULL, NULL, NULL, NULL, 1);
	if (!sent)
		return pg_unsent(p, q);
	pg_wait_for(p, q, THE_ANSWER);
	return OK;
}

static enum err
fetch(struct pg_conn *p, const struct db_query *q, unsigned cursor, struct db_sink *sink)
{
	char     sql[60];
	enum err e = OK;
	int      n = FETCH_ROWS;

	(void)snprintf(sql, sizeof(sql), "FETCH FORWARD %d FROM c%u", FETCH_ROWS, cursor);
	while (e == OK && sink->err == OK && n == FETCH_ROWS) {
		PGresult *r = NULL;

		if ((e = send_once(p, q, sql, NULL)) == OK && (e = pg_flush(p, &r)) == OK) {
			n = PQntuples(r);
			e = pg_hand_out(r, q, sink);
		}
		PQclear(r);
	}
	return e;
}

/* By a cursor, so that the callback may run other queries on the same connection. */
static enum err
run_stream(struct pg_conn *p, const struct db_query *q, const struct pg_params *v, struct db_sink *sink)
{
	unsigned cursor = ++p->cursor;
	size_t   size = str_of(q->postgres).n + 64;
	bool     own = !in_transaction(&p->c);
	char    *sql = arena_alloc(sink->cx->arena, size), close[40];
	enum err e;

	if (!sql)
		return ctx_no_memory(sink->cx);
	(void)snprintf(sql, size, "DECLARE c%u NO SCROLL CURSOR FOR %s", cursor, q->postgres);
	(void)snprintf(close, sizeof(close), "CLOSE c%u", cursor);
	e = own ? pg_post(p, &pg_words[BEGIN_STREAM], NULL) : open_due(p);
	if (e == OK && (e = send_once(p, q, sql, v)) == OK && (e = fetch(p, q, cursor, sink)) == OK && !own)
		e = send_once(p, q, close, NULL);
	if (own && !pg_lost(p) && rollback(p) != OK && e == OK)
		e = ERR_BUSY;
	return e;
}

static enum err
run(struct db_conn *c, const struct db_query *q, const void *in, struct db_sink *sink)
{
	struct pg_conn *p = pg_of(c);
	struct pg_params   v;
	enum err        e = OK;

	pg_settle(p);
	if (!c->begun && pg_lost(p))
		e = again(p);
	/* Room for what this one needs. */
	if (e == OK && p->nline + LINE_ROOM >= LINE_MAX)
		e = pg_flush(p, NULL);
	if (e != OK || (e = pg_fill_params(q, in, &v)) != OK)
		return e;
	return q->kind == DB_EACH ? run_stream(p, q, &v, sink) : run_whole(p, q, &v, sink);
}

static enum err
new_ids(struct db_conn *c, const struct db_query *q, const void *in, int64_t *ids, size_t n)
{
	struct pg_conn *p = pg_of(c);
	struct pg_params   v;
	enum err        e = OK;

	pg_settle(p);
	if (p->nline + LINE_ROOM >= LINE_MAX)
		e = pg_flush(p, NULL);
	if (e != OK || (e = pg_fill_params(q, in, &v)) != OK || (e = open_due(p)) != OK ||
	    (e = pg_post(p, q, &v)) != OK)
		return e;
	p->line[p->nline - 1].ids = ids;
	p->line[p->nline - 1].n = n;
	return OK;
}

static enum err
await(struct db_conn *c)
{
	struct pg_conn *p = pg_of(c);

	pg_settle(p);
	return p->begin_due ? OK : pg_flush(p, NULL);
}

static enum err
script(struct db_conn *c, const char *sql)
{
	struct pg_conn *p = pg_of(c);
	enum err        e = open_due(p);

	if (e == OK && !p->leaving)
		e = pg_flush(p, NULL);
	return e == OK ? pg_plain(p, "schema", sql) : e;
}

static const struct db_engine engine = {
	"postgres", true, pg_close, control, in_transaction, lost, run, new_ids, await, script, pg_limit, NULL,
	pg_check_query, pg_checkpoint, pg_wal_size, pg_check, pg_backup,
};

enum err
postgres_open(struct ctx *cx, str url, enum db_mode mode, struct db_conn **out)
{
	char           *z = arena_z(cx->arena, url);
	/* What the address says itself counts; a machine that is cut off is given up within half a minute. */
	const char     *keys[] = {"connect_timeout", "application_name", "keepalives_idle", "keepalives_interval",
	                          "keepalives_count", "tcp_user_timeout", "dbname", NULL};
	const char     *values[] = {"10", "duban", "10", "5", "3", "25000", z, NULL};
	struct pg_conn *p = z ? mem_alloc(sizeof(*p)) : NULL;
	enum err        e;

	if (!p)
		return ctx_no_memory(cx);
	p->c.engine = &engine;
	p->c.mode = mode;
	p->plans_at = PLANS_FIRST;
	p->pg = PQconnectdbParams(keys, values, 1);
	if (PQstatus(p->pg) != CONNECTION_OK || settings(p) != OK) {
		str why = str_of(PQerrorMessage(p->pg));

		e = refuse(cx, ERR_STORE, "db", T_engine_open, str_trim(str_cut(&why, '\n')));
		pg_close(&p->c);
		return e;
	}
	if (strcmp(PQparameterStatus(p->pg, "server_encoding"), "UTF8") != 0) {
		pg_close(&p->c);
		return refuse(cx, ERR_STORE, "db", T_postgres_encoding);
	}
	*out = &p->c;
	return OK;
}
