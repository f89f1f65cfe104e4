/* PostgreSQL: many writers, one connection a thread, binary values, pipelined. */
#include "base/ensure.h"
#include "base/log.h"
#include "base/mem.h"
#include "kit/db/inside.h"
#include "texts.h"

#include <libpq-fe.h>
#include <poll.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { OID_BOOL = 16, OID_BYTEA = 17, OID_INT8 = 20, OID_INT2 = 21, OID_INT4 = 23, OID_TEXT = 25,
       OID_FLOAT8 = 701, MAX_PARAMS = 100, FETCH_ROWS = 500 };

/*
 * A statement goes out at once; what comes back is read only when somebody needs it.  BEGIN waits for
 * the first statement, an `exec` whose count nobody looks at stays unanswered until a later statement
 * needs its answer, and the answer to ROLLBACK is read before the next work: so a command has as many
 * round trips as it has answers to look at.  On a fault the server passes over what follows in the
 * same flight (up to the sync), COMMIT included.
 *
 * Statements on their way; with BEGIN and preparing, one more takes at most seven places.
 */
enum { LINE_MAX = 128, LINE_ROOM = 8 };

/* Plans are made again after so many statements of a connection, then twice as many, up to the last. */
enum { PLANS_FIRST = 256, PLANS_LAST = 1 << 20 };

enum awaited { THE_PARSE, THE_ANSWER, THE_SYNC };

struct waiting {
	const struct db_query *q; /* NULL: the sync */
	enum awaited           what;
};

struct pg_conn {
	struct db_conn c;
	PGconn        *pg;
	unsigned       last;   /* name of the last prepared statement, */
	unsigned       cursor; /* and cursor */
	int64_t        limit_ms;
	struct waiting line[LINE_MAX];
	size_t         nline;
	bool           begin_due; /* begun, and nothing sent yet */
	bool           leaving;   /* ROLLBACK is on its way; its answer is read before the next work */
	uint64_t       posted, plans_at;
};

static struct pg_conn *
of(struct db_conn *c)
{
	return (struct pg_conn *)(void *)c;
}

/* ---- Errors ---- */

static enum err
violated(struct pg_conn *p, const struct db_query *q, const char *state)
{
	static const struct {
		const char             *state;
		enum db_violation_kind  kind;
	} kinds[] = {
		{"23505", DB_UNIQUE}, {"23503", DB_FOREIGN}, {"23514", DB_CHECK}, {"23502", DB_NOT_NULL},
		{"23D01", DB_APPEND_ONLY},
	};

	p->c.violation = (struct db_violation){DB_CHECK, q->table};
	for (size_t i = 0; i < NITEMS(kinds); i++)
		if (strcmp(state, kinds[i].state) == 0)
			p->c.violation.kind = kinds[i].kind;
	return q->violated ? q->violated : ERR_RULE;
}

static enum err
error_of(const char *state)
{
	static const struct {
		const char *prefix;
		enum err    e;
	} errors[] = {
		{"40001", ERR_RETRY}, {"40P01", ERR_RETRY},
		{"53100", ERR_FULL},  {"25006", ERR_FULL}, /* a standby, or set read-only */
		{"53200", ERR_MEMORY}, {"53300", ERR_BUSY},
		{"55P03", ERR_BUSY}, /* lock_timeout */
		{"57014", ERR_BUSY}, /* statement_timeout */
		{"57P0", ERR_BUSY},  {"08", ERR_BUSY}, {"25P03", ERR_BUSY}, /* gone, or going */
	};

	for (size_t i = 0; i < NITEMS(errors); i++)
		if (strncmp(state, errors[i].prefix, str_of(errors[i].prefix).n) == 0)
			return errors[i].e;
	return ERR_STORE;
}

/* Messages of class 22 (data) quote values: their code alone is logged. */
static enum err
failed(struct pg_conn *p, const struct db_query *q, PGresult *r)
{
	const char *what = q->name;
	const char *state = r ? PQresultErrorField(r, PG_DIAG_SQLSTATE) : NULL;
	const char *text = r ? PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY) : NULL;
	enum err    e;

	if (PQstatus(p->pg) == CONNECTION_BAD) {
		log_line(LOG_WARN, "store=postgres query=%s what=connection_lost state=%s", what, state ? state : "");
		e = ERR_BUSY;
	} else if (state && strncmp(state, "23", 2) == 0) {
		log_line(LOG_DEBUG, "store=postgres query=%s state=%s", what, state);
		e = violated(p, q, state);
	} else {
		e = state ? error_of(state) : ERR_STORE;
		log_line(e == ERR_RETRY ? LOG_DEBUG : LOG_ERROR, "store=postgres query=%s state=%s msg=\"%s\"", what,
		         state ? state : "", state && text && strncmp(state, "22", 2) != 0 ? text : "");
	}
	PQclear(r);
	return e;
}

/* ---- The line of what is on its way ---- */

/* Words of our own are queries like the others. */
#define WORD(sql) {.name = "transaction", .room = "kit/db", .kind = DB_EXEC, .table = "", .postgres = (sql)}
enum { BEGIN_WRITER, BEGIN_READER, BEGIN_STREAM, COMMIT, ROLLBACK, SAVEPOINT, RELEASE, ROLLBACK_TO, NEW_PLANS };
static const struct db_query words[] = {
	[BEGIN_WRITER] = WORD("BEGIN ISOLATION LEVEL READ COMMITTED"),
	[BEGIN_READER] = WORD("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"),
	[BEGIN_STREAM] = WORD("BEGIN READ ONLY"),
	[COMMIT] = WORD("COMMIT"),
	[ROLLBACK] = WORD("ROLLBACK"),
	[SAVEPOINT] = WORD("SAVEPOINT s"),
	[RELEASE] = WORD("RELEASE SAVEPOINT s"),
	[ROLLBACK_TO] = WORD("ROLLBACK TO SAVEPOINT s"),
	[NEW_PLANS] = WORD("DISCARD PLANS"),
};

struct params {
	const char *value[MAX_PARAMS];
	int         length[MAX_PARAMS], format[MAX_PARAMS];
	char        number[MAX_PARAMS][8];
};

static void
param_types(const struct db_query *q, Oid *types)
{
	/* BOOL columns are BIGINT with a check: 0 and 1 mean the same on both engines. */
	static const Oid oids[] = {OID_INT8, OID_TEXT, OID_BYTEA, OID_FLOAT8, OID_INT8};

	ensure(q->nin <= MAX_PARAMS);
	for (size_t i = 0; i < q->nin; i++)
		types[i] = oids[q->in[i].type];
}

static bool
lost(const struct pg_conn *p)
{
	return PQstatus(p->pg) == CONNECTION_BAD;
}

static void
wait_for(struct pg_conn *p, const struct db_query *q, enum awaited what)
{
	ensure(p->nline < LINE_MAX);
	p->line[p->nline++] = (struct waiting){q, what};
}

/* Not even sent: the connection, or no memory. */
static enum err
unsent(struct pg_conn *p, const struct db_query *q)
{
	log_line(LOG_WARN, "store=postgres query=%s what=not_sent", q->name);
	return lost(p) ? ERR_BUSY : ERR_MEMORY;
}

static enum err
post(struct pg_conn *p, const struct db_query *q, const struct params *v)
{
	struct db_slot *slot = db_slot_of(&p->c, q);
	Oid             types[MAX_PARAMS];
	char            name[16];

	if (!slot)
		return ERR_MEMORY;
	if (!slot->id) {
		(void)snprintf(name, sizeof(name), "q%u", p->last + 1);
		param_types(q, types);
		if (!PQsendPrepare(p->pg, name, q->postgres, (int)q->nin, types))
			return unsent(p, q);
		p->c.used += !slot->q;
		*slot = (struct db_slot){.q = q, .id = ++p->last};
		wait_for(p, q, THE_PARSE);
	}
	(void)snprintf(name, sizeof(name), "q%u", slot->id);
	if (!PQsendQueryPrepared(p->pg, name, (int)q->nin, v ? v->value : NULL, v ? v->length : NULL,
	                         v ? v->format : NULL, 1))
		return unsent(p, q);
	wait_for(p, q, THE_ANSWER);
	p->posted++;
	return OK;
}

/* What was not prepared after all: nothing of that name is there. */
static void
forget(struct pg_conn *p, const struct waiting *w)
{
	if (w->what == THE_PARSE)
		db_slot_of(&p->c, w->q)->id = 0;
}

/* One answer; of the last its rows, when somebody wants them. */
static enum err
judge(struct pg_conn *p, const struct waiting *w, PGresult *r, PGresult **rows)
{
	ExecStatusType s = PQresultStatus(r);

	if (s == PGRES_TUPLES_OK || s == PGRES_COMMAND_OK) {
		if (rows)
			*rows = r;
		else
			PQclear(r);
		return OK;
	}
	forget(p, w);
	if (s == PGRES_PIPELINE_ABORTED) {
		PQclear(r);
		return OK; /* the fault before it is the one to tell */
	}
	return failed(p, w->q, r);
}

/* Read all that is on its way, in order: the first fault, and the rows of the last statement (rows may be NULL). */
static enum err
read_line(struct pg_conn *p, PGresult **rows)
{
	enum err first = OK;

	for (size_t i = 0; i < p->nline; i++) {
		const struct waiting *w = &p->line[i];
		PGresult             *r = PQgetResult(p->pg);
		enum err              e;

		if (w->what == THE_SYNC || !r) {
			PQclear(r);
			continue;
		}
		e = judge(p, w, r, i + 2 == p->nline ? rows : NULL);
		if (first == OK)
			first = e;
		while ((r = PQgetResult(p->pg)))
			PQclear(r);
	}
	p->nline = 0;
	if (!lost(p))
		return first;
	return first == OK ? ERR_BUSY : first;
}

static enum err
sync_line(struct pg_conn *p)
{
	if (!PQpipelineSync(p->pg))
		return unsent(p, p->nline ? p->line[p->nline - 1].q : &words[ROLLBACK]);
	wait_for(p, NULL, THE_SYNC);
	p->c.trips++;
	return OK;
}

static enum err
flush(struct pg_conn *p, PGresult **rows)
{
	enum err e = p->nline ? sync_line(p) : OK;

	return e == OK ? read_line(p, rows) : e;
}

/* The answer to a ROLLBACK that nobody waited for.  Whatever stood before it does not matter any more. */
static void
settle(struct pg_conn *p)
{
	if (!p->leaving)
		return;
	p->leaving = false;
	if (read_line(p, NULL) != OK)
		log_line(LOG_DEBUG, "store=postgres what=undone");
}

/* ---- Out of line: several statements at once, settings, descriptions ---- */

static void
begin_plainly(struct pg_conn *p)
{
	settle(p);
	ensure(p->nline == 0);
	(void)PQexitPipelineMode(p->pg);
}

static enum err
end_plainly(struct pg_conn *p, const char *what, PGresult *r)
{
	const struct db_query q = {.name = what, .table = ""};
	ExecStatusType        s = PQresultStatus(r);
	enum err              e = OK;

	if (s != PGRES_COMMAND_OK && s != PGRES_TUPLES_OK)
		e = failed(p, &q, r);
	else
		PQclear(r);
	if (!PQenterPipelineMode(p->pg) && e == OK)
		e = lost(p) ? ERR_BUSY : ERR_STORE;
	return e;
}

/* Statements whose rows do not matter. */
static enum err
plain(struct pg_conn *p, const char *what, const char *sql)
{
	begin_plainly(p);
	return end_plainly(p, what, PQexec(p->pg, sql));
}

/* ---- Opening ---- */

static void
quiet(void *arg, const char *message)
{
	(void)arg, (void)message;
}

static enum err
settings(struct pg_conn *p)
{
	char sql[400];

	(void)PQsetNoticeProcessor(p->pg, quiet, NULL);
	(void)snprintf(sql, sizeof(sql),
	               "SET client_encoding = 'UTF8'; SET standard_conforming_strings = on; "
	               "SET lock_timeout = 10000; SET idle_in_transaction_session_timeout = 60000; "
	               "SET statement_timeout = %lld; SET default_transaction_read_only = %s",
	               (long long)p->limit_ms, p->c.mode == DB_READER ? "on" : "off");
	return plain(p, "settings", sql);
}

/* After a loss: nothing prepared is there any more. */
static enum err
again(struct pg_conn *p)
{
	PQreset(p->pg);
	p->nline = 0;
	p->begin_due = p->leaving = false;
	memset(p->c.slot, 0, p->c.nslots * sizeof(*p->c.slot));
	p->c.used = 0;
	if (PQstatus(p->pg) != CONNECTION_OK) {
		log_line(LOG_WARN, "store=postgres what=cannot_connect");
		return ERR_BUSY;
	}
	return settings(p);
}

static void
pg_close(struct db_conn *c)
{
	PQfinish(of(c)->pg);
	mem_free(of(c));
}

/* ---- Transactions ---- */

static bool
in_transaction(const struct db_conn *c)
{
	const struct pg_conn   *p = (const struct pg_conn *)(const void *)c;
	PGTransactionStatusType s = PQtransactionStatus(p->pg);

	return p->begin_due || (!p->leaving && (s == PQTRANS_INTRANS || s == PQTRANS_INERROR || s == PQTRANS_ACTIVE));
}

/* Whether the connection ended while nobody used it; the server's last words are there to be read. */
static bool
gone(struct pg_conn *p)
{
	struct pollfd f = {PQsocket(p->pg), POLLIN, 0};

	for (int i = 0; i < 4 && !lost(p) && poll(&f, 1, 0) > 0; i++)
		if (!PQconsumeInput(p->pg))
			break;
	return lost(p);
}

static enum err
begin(struct pg_conn *p)
{
	enum err e = OK;

	settle(p);
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
	e = post(p, &words[p->c.mode == DB_READER ? BEGIN_READER : BEGIN_WRITER], NULL);
	/*
	 * A plan is kept until somebody runs ANALYZE.  One that was made while its tables were empty would
	 * scan them from end to end for the rest of the day, and for the whole of a first import.
	 */
	if (e == OK && p->posted >= p->plans_at) {
		p->plans_at = p->posted + (p->posted < PLANS_LAST ? p->posted : PLANS_LAST);
		e = post(p, &words[NEW_PLANS], NULL);
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
	if ((e = post(p, &words[COMMIT], NULL)) == OK)
		e = flush(p, &r);
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

	if (p->begin_due) {
		p->begin_due = false;
		return OK;
	}
	if (p->nline)
		e = sync_line(p);
	if (e != OK || (e = post(p, &words[ROLLBACK], NULL)) != OK || (e = sync_line(p)) != OK)
		return e;
	p->leaving = true;
	return OK;
}

/*
 * What was sent before a savepoint, or within it, is answered at its borders: a fault belongs to the
 * savepoint in which it happened.
 */
static enum err
savepoint(struct pg_conn *p)
{
	enum err e = p->begin_due ? open_due(p) : flush(p, NULL);

	return e == OK ? post(p, &words[SAVEPOINT], NULL) : e;
}

static enum err
release(struct pg_conn *p)
{
	enum err e = post(p, &words[RELEASE], NULL);

	return e == OK ? flush(p, NULL) : e;
}

static enum err
rollback_to(struct pg_conn *p)
{
	enum err e = flush(p, NULL);

	if (lost(p))
		return e;
	if ((e = post(p, &words[ROLLBACK_TO], NULL)) != OK || (e = post(p, &words[RELEASE], NULL)) != OK)
		return e;
	return flush(p, NULL);
}

static enum err
control(struct db_conn *c, enum db_control what)
{
	static enum err (*const steps[DO_MAX])(struct pg_conn *) = {
		begin, commit, rollback, savepoint, release, rollback_to,
	};

	return steps[what](of(c));
}

/* ---- Values ---- */

static void
put_be64(char *to, uint64_t v)
{
	for (int i = 0; i < 8; i++)
		to[i] = (char)(v >> (56 - 8 * i));
}

static int64_t
get_be(const char *p, int n)
{
	/* Sign-extended from the first byte. */
	int64_t v = (signed char)p[0];

	for (int i = 1; i < n; i++)
		v = (int64_t)((uint64_t)v << 8 | (unsigned char)p[i]);
	return v;
}

static enum err
fill_params(const struct db_query *q, const void *in, struct params *v)
{
	ensure(q->nin <= MAX_PARAMS);
	for (size_t i = 0; i < q->nin; i++) {
		const struct db_field *f = &q->in[i];
		uint64_t               bits = 0;
		double                 d;
		str                    s;

		v->format[i] = 1;
		v->value[i] = NULL;
		v->length[i] = 0;
		if (db_in_null(in, f))
			continue;
		if (f->type == DB_STR || f->type == DB_BYTES) {
			s = db_in_str(in, f);
			if (s.n > INT32_MAX)
				return ERR_LARGE;
			v->value[i] = s.n ? s.p : "";
			v->length[i] = (int)s.n;
			continue;
		}
		if (f->type == DB_F64) {
			d = db_in_f64(in, f);
			memcpy(&bits, &d, sizeof(bits));
		} else {
			bits = (uint64_t)db_in_i64(in, f);
		}
		put_be64(v->number[i], bits);
		v->value[i] = v->number[i];
		v->length[i] = 8;
	}
	return OK;
}

/* Literals and counts come as INTEGER, comparisons as BOOLEAN: all are whole numbers to C. */
static bool
fits(enum db_type t, Oid oid)
{
	switch (t) {
	case DB_I64:
	case DB_BOOL: return oid == OID_INT8 || oid == OID_INT4 || oid == OID_INT2 || oid == OID_BOOL;
	case DB_F64: return oid == OID_FLOAT8;
	case DB_STR: return oid == OID_TEXT;
	case DB_BYTES: return oid == OID_BYTEA;
	}
	return false;
}

static enum err
read_row(const PGresult *r, int row, const struct db_query *q, void *out)
{
	for (size_t i = 0; i < q->nout; i++) {
		const struct db_field *f = &q->out[i];
		int                    k = (int)i;
		const char            *p;

		if (PQgetisnull(r, row, k)) {
			if (!f->nullable) {
				log_line(LOG_ERROR, "query=%s column=%s what=null", q->name, f->name);
				return ERR_STORE;
			}
			db_put_null(out, f);
			continue;
		}
		p = PQgetvalue(r, row, k);
		if (f->type == DB_STR || f->type == DB_BYTES) {
			db_put_str(out, f, p, (size_t)PQgetlength(r, row, k));
		} else if (f->type == DB_F64) {
			uint64_t bits = (uint64_t)get_be(p, 8);
			double   d;

			memcpy(&d, &bits, sizeof(d));
			db_put_f64(out, f, d);
		} else {
			db_put_i64(out, f, get_be(p, PQgetlength(r, row, k)));
		}
	}
	return OK;
}

static enum err
check_result(const PGresult *r, const struct db_query *q)
{
	/* An `exec` and our own lock have rows that nobody reads. */
	if (q->nout == 0)
		return OK;
	if (PQnfields(r) != (int)q->nout) {
		log_line(LOG_ERROR, "query=%s what=other_columns", q->name);
		return ERR_STORE;
	}
	for (size_t i = 0; i < q->nout; i++)
		if (!fits(q->out[i].type, PQftype(r, (int)i))) {
			log_line(LOG_ERROR, "query=%s column=%s what=other_type oid=%u", q->name, q->out[i].name,
			         PQftype(r, (int)i));
			return ERR_STORE;
		}
	return OK;
}

static enum err
hand_out(const PGresult *r, const struct db_query *q, struct db_sink *sink)
{
	enum err e = check_result(r, q);

	for (int i = 0; q->nout && e == OK && sink->err == OK && i < PQntuples(r); i++) {
		sink->n++;
		if ((e = read_row(r, i, q, sink->row)) == OK)
			sink->err = sink->take(sink);
	}
	return e;
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
run_whole(struct pg_conn *p, const struct db_query *q, const struct params *v, struct db_sink *sink)
{
	PGresult *r = NULL;
	enum err  e;

	if ((e = open_due(p)) != OK || (e = post(p, q, v)) != OK)
		return e;
	/* Outside a transaction nothing comes after it that could tell its fault. */
	if (sink->later && p->c.begun && p->nline + LINE_ROOM < LINE_MAX)
		return OK;
	if ((e = flush(p, &r)) == OK) {
		take_changed(r, sink);
		e = hand_out(r, q, sink);
	}
	PQclear(r);
	return e;
}

/* A statement that is not worth preparing, as the last of the line. */
static enum err
send_once(struct pg_conn *p, const struct db_query *q, const char *sql, const struct params *v)
{
	Oid  types[MAX_PARAMS];
	bool sent;

	param_types(q, types);
	sent = v ? PQsendQueryParams(p->pg, sql, (int)q->nin, types, v->value, v->length, v->format, 1)
	         : PQsendQueryParams(p->pg, sql, 0, NULL, NULL, NULL, NULL, 1);
	if (!sent)
		return unsent(p, q);
	wait_for(p, q, THE_ANSWER);
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

		if ((e = send_once(p, q, sql, NULL)) == OK && (e = flush(p, &r)) == OK) {
			n = PQntuples(r);
			e = hand_out(r, q, sink);
		}
		PQclear(r);
	}
	return e;
}

/* By a cursor, so that the callback may run other queries on the same connection. */
static enum err
run_stream(struct pg_conn *p, const struct db_query *q, const struct params *v, struct db_sink *sink)
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
	e = own ? post(p, &words[BEGIN_STREAM], NULL) : open_due(p);
	if (e == OK && (e = send_once(p, q, sql, v)) == OK && (e = fetch(p, q, cursor, sink)) == OK && !own)
		e = send_once(p, q, close, NULL);
	if (own && !lost(p) && rollback(p) != OK && e == OK)
		e = ERR_BUSY;
	return e;
}

static enum err
run(struct db_conn *c, const struct db_query *q, const void *in, struct db_sink *sink)
{
	struct pg_conn *p = of(c);
	struct params   v;
	enum err        e = OK;

	settle(p);
	if (!c->begun && lost(p))
		e = again(p);
	/* Room for what this one needs. */
	if (e == OK && p->nline + LINE_ROOM >= LINE_MAX)
		e = flush(p, NULL);
	if (e != OK || (e = fill_params(q, in, &v)) != OK)
		return e;
	return q->kind == DB_EACH ? run_stream(p, q, &v, sink) : run_whole(p, q, &v, sink);
}

static enum err
await(struct db_conn *c)
{
	struct pg_conn *p = of(c);

	settle(p);
	return p->begin_due ? OK : flush(p, NULL);
}

static enum err
script(struct db_conn *c, const char *sql)
{
	struct pg_conn *p = of(c);
	enum err        e = open_due(p);

	if (e == OK && !p->leaving)
		e = flush(p, NULL);
	return e == OK ? plain(p, "schema", sql) : e;
}

static void
limit(struct db_conn *c, int64_t ms)
{
	struct pg_conn *p = of(c);
	char            sql[60];

	p->limit_ms = ms;
	(void)snprintf(sql, sizeof(sql), "SET statement_timeout = %lld", (long long)ms);
	if (!lost(p) && plain(p, "settings", sql) != OK)
		log_line(LOG_WARN, "store=postgres what=limit_not_set");
}

static void
describe(const PGresult *r, const struct db_query *q, struct buf *report)
{
	static const Oid oids[] = {OID_INT8, OID_TEXT, OID_BYTEA, OID_FLOAT8, OID_INT8};

	if (PQnparams(r) != (int)q->nin)
		buf_printf(report, "%s: %d parameters, not %zu\n", q->name, PQnparams(r), q->nin);
	for (size_t i = 0; i < q->nin && (int)i < PQnparams(r); i++)
		if (PQparamtype(r, (int)i) != oids[q->in[i].type])
			buf_printf(report, "%s: $%s has type oid %u, not %s\n", q->name, q->in[i].name,
			           PQparamtype(r, (int)i), db_type_name(q->in[i].type));
	if (PQnfields(r) != (int)q->nout)
		buf_printf(report, "%s: %d columns, not %zu\n", q->name, PQnfields(r), q->nout);
	for (size_t i = 0; i < q->nout && (int)i < PQnfields(r); i++) {
		if (!str_eq(str_of(PQfname(r, (int)i)), str_of(q->out[i].name)))
			buf_printf(report, "%s: column %zu is %s, not %s\n", q->name, i, PQfname(r, (int)i),
			           q->out[i].name);
		if (!fits(q->out[i].type, PQftype(r, (int)i)))
			buf_printf(report, "%s: column %s has type oid %u, not %s\n", q->name, q->out[i].name,
			           PQftype(r, (int)i), db_type_name(q->out[i].type));
	}
}

static enum err
check_query(struct ctx *cx, struct db_conn *c, const struct db_query *q, struct buf *report)
{
	struct pg_conn *p = of(c);
	Oid             types[MAX_PARAMS];
	size_t          was = report->n;
	PGresult       *r;

	(void)cx;
	param_types(q, types);
	begin_plainly(p);
	r = PQprepare(p->pg, "", q->postgres, (int)q->nin, types);
	if (PQresultStatus(r) == PGRES_COMMAND_OK) {
		PQclear(r);
		r = PQdescribePrepared(p->pg, "");
	}
	if (PQresultStatus(r) != PGRES_COMMAND_OK)
		buf_printf(report, "%s: %s", q->name, PQresultErrorMessage(r));
	else
		describe(r, q, report);
	PQclear(r);
	if (!PQenterPipelineMode(p->pg))
		return ERR_STORE;
	return report->n == was && !report->err ? OK : ERR_RULE;
}

/* ---- Care ---- */

static enum err
checkpoint(struct db_conn *c, enum db_checkpoint_mode mode, struct db_wal *wal)
{
	(void)c, (void)mode;
	*wal = (struct db_wal){0};
	return OK;
}

static int64_t
wal_size(const struct db_conn *c)
{
	(void)c;
	return 0;
}

static enum err
check(struct ctx *cx, struct db_conn *c)
{
	(void)cx;
	return plain(of(c), "check", "SELECT 1");
}

enum { ENV_VARS = 6 };

/* The connection as environment variables: a password must not show among the arguments. */
static bool
dump_env(struct ctx *cx, PGconn *pg, char **env)
{
	const struct {
		const char *name, *value;
	} vars[ENV_VARS] = {
		{"PGHOST", PQhost(pg)},   {"PGPORT", PQport(pg)},     {"PGUSER", PQuser(pg)},
		{"PGDATABASE", PQdb(pg)}, {"PGPASSWORD", PQpass(pg)}, {"PATH", getenv("PATH")},
	};
	size_t n = 0;

	for (size_t i = 0; i < ENV_VARS; i++) {
		str s;

		if (!vars[i].value || !*vars[i].value)
			continue;
		s = arena_printf(cx->arena, "%s=%s", vars[i].name, vars[i].value);
		if (!s.p || !(env[n++] = arena_z(cx->arena, s)))
			return false;
	}
	env[n] = NULL;
	return true;
}

static enum err
backup(struct ctx *cx, struct db_conn *c, str path, void (*progress)(int64_t, int64_t, void *), void *arg)
{
	char       *env[ENV_VARS + 1], *file = arena_z(cx->arena, path);
	str         option = arena_printf(cx->arena, "--file=%.*s", STR_ARG(path));
	char       *to = option.p ? arena_z(cx->arena, option) : NULL;
	char        dump[] = "pg_dump", format[] = "--format=custom";
	char       *argv[] = {dump, format, to, NULL};
	struct stat st;
	pid_t       pid;
	int         rc, status = 0;

	if (!file || !to || !dump_env(cx, of(c)->pg, env))
		return ctx_no_memory(cx);
	if (lstat(file, &st) == 0)
		return refuse(cx, ERR_RULE, "path", T_db_exists, path);
	if (progress)
		progress(0, 1, arg);
	rc = posix_spawnp(&pid, dump, NULL, NULL, argv, env);
	if (rc != 0)
		return refuse(cx, ERR_RULE, NULL, T_db_pg_dump);
	while (waitpid(pid, &status, 0) < 0)
		;
	if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
		return refuse(cx, ERR_RULE, NULL, T_db_pg_dump);
	if (status != 0) {
		(void)unlink(file);
		return refuse(cx, ERR_STORE, "path", T_db_backup_failed, S("pg_dump"));
	}
	if (progress)
		progress(1, 1, arg);
	return OK;
}

static const struct db_engine engine = {
	"postgres", true, pg_close, control, in_transaction, run, await, script, limit, NULL, check_query,
	checkpoint, wal_size, check, backup,
};

enum err
postgres_open(struct ctx *cx, str url, enum db_mode mode, struct db_conn **out)
{
	char           *z = arena_z(cx->arena, url);
	const char     *keys[] = {"dbname", "connect_timeout", "application_name", NULL};
	const char     *values[] = {z, "10", "duban", NULL};
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

		e = refuse(cx, ERR_STORE, "db", T_db_open, str_trim(str_cut(&why, '\n')));
		pg_close(&p->c);
		return e;
	}
	if (strcmp(PQparameterStatus(p->pg, "server_encoding"), "UTF8") != 0) {
		pg_close(&p->c);
		return refuse(cx, ERR_STORE, "db", T_db_encoding);
	}
	*out = &p->c;
	return OK;
}
