/* PostgreSQL: statements that go out at once, and their answers, read when somebody needs one. */
#include "base/ensure.h"
#include "base/log.h"
#include "kit/postgres/inside.h"

#include <stdio.h>
#include <string.h>

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

#define WORD(sql) {.name = "transaction", .room = "kit/db", .kind = DB_EXEC, .table = "", .postgres = (sql)}
const struct db_query pg_words[] = {
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

bool
pg_lost(const struct pg_conn *p)
{
	return p->broken || PQstatus(p->pg) == CONNECTION_BAD;
}

void
pg_wait_for(struct pg_conn *p, const struct db_query *q, enum awaited what)
{
	ensure(p->nline < LINE_MAX);
	p->line[p->nline++] = (struct pg_waiting){.q = q, .what = what};
}

/*
 * Not even sent: the connection is gone, which libpq may not have noticed yet, or there is no memory.  What it would
 * do with the next statement nobody knows, so the connection is made again before that.
 */
enum err
pg_unsent(struct pg_conn *p, const struct db_query *q)
{
	const char *why = PQerrorMessage(p->pg);
	bool        memory = strstr(why, "out of memory") != NULL;

	log_line(LOG_WARN, "store=postgres query=%s what=not_sent lost=%d msg=\"%.*s\"", q->name, pg_lost(p),
	         (int)strcspn(why, "\n"), why);
	p->broken = true;
	return memory ? ERR_MEMORY : ERR_BUSY;
}

enum err
pg_post(struct pg_conn *p, const struct db_query *q, const struct pg_params *v)
{
	struct db_slot *slot = db_slot_of(&p->c, q);
	Oid             types[MAX_PARAMS];
	char            name[16];

	if (!slot)
		return ERR_MEMORY;
	if (!slot->id) {
		(void)snprintf(name, sizeof(name), "q%u", p->last + 1);
		pg_param_types(q, types);
		if (!PQsendPrepare(p->pg, name, q->postgres, (int)q->nin, types))
			return pg_unsent(p, q);
		p->c.used += !slot->q;
		*slot = (struct db_slot){.q = q, .id = ++p->last};
		pg_wait_for(p, q, THE_PARSE);
	}
	(void)snprintf(name, sizeof(name), "q%u", slot->id);
	if (!PQsendQueryPrepared(p->pg, name, (int)q->nin, v ? v->value : NULL, v ? v->length : NULL,
	                         v ? v->format : NULL, 1))
		return pg_unsent(p, q);
	pg_wait_for(p, q, THE_ANSWER);
	p->posted++;
	/* The server works on what it has while we make the rest. */
	if (p->nline % SEND_AT == 0 && PQflush(p->pg) < 0)
		return pg_unsent(p, q);
	return OK;
}

/* What was not prepared after all: nothing of that name is there. */
static void
forget(struct pg_conn *p, const struct pg_waiting *w)
{
	if (w->what == THE_PARSE)
		db_slot_of(&p->c, w->q)->id = 0;
}

static enum err
take_ids(const struct pg_waiting *w, const PGresult *r)
{
	if ((size_t)PQntuples(r) != w->n || PQftype(r, 0) != OID_INT8)
		return ERR_STORE;
	for (size_t i = 0; i < w->n; i++)
		w->ids[i] = pg_get_be(PQgetvalue(r, (int)i, 0), 8);
	return OK;
}

/* One answer; of the last its rows, when somebody wants them. */
static enum err
judge(struct pg_conn *p, const struct pg_waiting *w, PGresult *r, PGresult **rows)
{
	ExecStatusType s = PQresultStatus(r);
	enum err       e = OK;

	if (s == PGRES_TUPLES_OK && (w->ids || w->sink)) {
		e = w->ids ? take_ids(w, r) : pg_hand_out(r, w->q, w->sink);
		PQclear(r);
		return e == OK && w->sink ? w->sink->err : e;
	}
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
pg_read_line(struct pg_conn *p, PGresult **rows)
{
	enum err first = OK;

	for (size_t i = 0; i < p->nline; i++) {
		const struct pg_waiting *w = &p->line[i];
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
	if (!pg_lost(p))
		return first;
	return first == OK ? ERR_BUSY : first;
}

enum err
pg_sync_line(struct pg_conn *p)
{
	if (!PQpipelineSync(p->pg))
		return pg_unsent(p, p->nline ? p->line[p->nline - 1].q : &pg_words[ROLLBACK]);
	pg_wait_for(p, NULL, THE_SYNC);
	p->c.trips++;
	return OK;
}

enum err
pg_flush(struct pg_conn *p, PGresult **rows)
{
	enum err e = p->nline ? pg_sync_line(p) : OK;

	return e == OK ? pg_read_line(p, rows) : e;
}

/* The answer to a ROLLBACK that nobody waited for.  Whatever stood before it does not matter any more. */
void
pg_settle(struct pg_conn *p)
{
	if (!p->leaving)
		return;
	p->leaving = false;
	if (pg_read_line(p, NULL) != OK)
		log_line(LOG_DEBUG, "store=postgres what=undone");
	p->broken = PQtransactionStatus(p->pg) != PQTRANS_IDLE;
}

/* ---- Out of line: several statements at once, settings, descriptions ---- */

void
pg_begin_plainly(struct pg_conn *p)
{
	pg_settle(p);
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
		e = pg_lost(p) ? ERR_BUSY : ERR_STORE;
	return e;
}

/* Statements whose rows do not matter. */
enum err
pg_plain(struct pg_conn *p, const char *what, const char *sql)
{
	pg_begin_plainly(p);
	return end_plainly(p, what, PQexec(p->pg, sql));
}
