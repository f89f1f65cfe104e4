/* What the files of the PostgreSQL engine share: a connection, its line, values on the wire. */
#ifndef KIT_POSTGRES_INSIDE_H
#define KIT_POSTGRES_INSIDE_H

#include "kit/engine/engine.h"

#include <libpq-fe.h>

enum { OID_BOOL = 16, OID_BYTEA = 17, OID_INT8 = 20, OID_INT2 = 21, OID_INT4 = 23, OID_TEXT = 25, OID_FLOAT8 = 701 };
enum { MAX_PARAMS = 100 };

/* ---- line.c: statements on their way, and what comes back ---- */

/*
 * A statement goes out soon; what comes back is read only when somebody needs it.  BEGIN waits for
 * the first statement, an `exec` whose count nobody looks at stays unanswered until a later statement
 * needs its answer, and the answer to ROLLBACK is read before the next work: so a command has as many
 * round trips as it has answers to look at.  On a fault the server passes over what follows in the
 * same flight (up to the sync), COMMIT included.
 *
 * Statements on their way; with BEGIN and preparing, one more takes at most seven places.
 */
enum { LINE_MAX = 128, LINE_ROOM = 8, SEND_AT = 4 };

enum awaited { THE_PARSE, THE_ANSWER, THE_SYNC };

struct pg_waiting {
	const struct db_query *q; /* NULL: the sync */
	enum awaited           what;
	int64_t               *ids; /* where the numbers of its rows go, one each; NULL: nobody looks at them */
	size_t                 n;
	struct db_sink        *sink; /* where its row goes; NULL: nobody looks at it */
};

struct pg_conn {
	struct db_conn    c;
	PGconn           *pg;
	unsigned          last;   /* name of the last prepared statement, */
	unsigned          cursor; /* and cursor */
	int64_t           limit_ms;
	struct pg_waiting line[LINE_MAX];
	size_t            nline;
	bool              begin_due; /* begun, and nothing sent yet */
	bool              broken;    /* nobody knows what stands on it: to be made anew */
	bool              leaving;   /* ROLLBACK is on its way; its answer is read before the next work */
	uint64_t          posted, plans_at;
};

static inline struct pg_conn *
pg_of(struct db_conn *c)
{
	return (struct pg_conn *)(void *)c;
}

/* Words of our own are queries like the others. */
enum { BEGIN_WRITER, BEGIN_READER, BEGIN_STREAM, COMMIT, ROLLBACK, SAVEPOINT, RELEASE, ROLLBACK_TO, NEW_PLANS };
extern const struct db_query pg_words[];

struct pg_params {
	const char *value[MAX_PARAMS];
	int         length[MAX_PARAMS], format[MAX_PARAMS];
	char        number[MAX_PARAMS][8];
};

/* The connection is gone. */
bool pg_lost(const struct pg_conn *p);

/* What could not even be sent: ERR_BUSY when the connection is gone, else ERR_MEMORY. */
enum err pg_unsent(struct pg_conn *p, const struct db_query *q);

/* What was sent by hand has an answer to come, too. */
void pg_wait_for(struct pg_conn *p, const struct db_query *q, enum awaited what);

/* Send a query, prepared the first time; v NULL: it has no parameters. */
enum err pg_post(struct pg_conn *p, const struct db_query *q, const struct pg_params *v);

/* A border: a fault before it does not reach what comes behind it.  Costs a round trip when it is read. */
enum err pg_sync_line(struct pg_conn *p);

/* Wait for all that is on its way: the first fault, and the rows of the last statement (rows may be NULL). */
enum err pg_flush(struct pg_conn *p, PGresult **rows);

/* Read the answer to a ROLLBACK that nobody waited for; before any other work. */
void pg_settle(struct pg_conn *p);

/* Outside the line: to be called before anything is asked by libpq's own means; PQenterPipelineMode ends it. */
void pg_begin_plainly(struct pg_conn *p);

/* Several statements at once whose rows do not matter: settings, schema steps. */
enum err pg_plain(struct pg_conn *p, const char *what, const char *sql);

/* ---- values.c: values on the wire ---- */

/* The types of a query's parameters; of MAX_PARAMS. */
void pg_param_types(const struct db_query *q, Oid *types);

/* Point v at the parameters in `in`, numbers turned round; ERR_LARGE for a text above 2 GB. */
enum err pg_fill_params(const struct db_query *q, const void *in, struct pg_params *v);

/* A whole number of n bytes, sign-extended. */
int64_t pg_get_be(const char *p, int n);

/* Whether a column of this type can be read as that one. */
bool pg_fits(enum db_type t, Oid oid);

/* The rows of an answer into the sink, one after the other. */
enum err pg_hand_out(const PGresult *r, const struct db_query *q, struct db_sink *sink);

/* ---- care.c: limits, descriptions, backup ---- */

/* Each as struct db_engine (inside.h) says it. */
void     pg_limit(struct db_conn *c, int64_t ms);
enum err pg_check_query(struct ctx *cx, struct db_conn *c, const struct db_query *q, struct buf *report);
enum err pg_checkpoint(struct db_conn *c, enum db_checkpoint_mode mode, struct db_wal *wal);
int64_t  pg_wal_size(const struct db_conn *c);
enum err pg_check(struct ctx *cx, struct db_conn *c);
enum err pg_backup(struct ctx *cx, struct db_conn *c, str path, void (*progress)(int64_t, int64_t, void *), void *arg);

#endif
