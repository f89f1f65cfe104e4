/* What an engine is: a connection, what can be asked of it, values in structs.  For kit/db and the engines alone. */
#ifndef KIT_ENGINE_ENGINE_H
#define KIT_ENGINE_ENGINE_H

#include "base/ctx.h"
#include "kit/engine/query.h"

enum db_control { DO_BEGIN, DO_COMMIT, DO_ROLLBACK, DO_SAVEPOINT, DO_RELEASE, DO_ROLLBACK_TO, DO_MAX };

/*
 * Where rows go.  The engine fills `row` (texts may point into its own memory)
 * and calls take(); an error from it ends the run.
 */
struct db_sink {
	struct ctx            *cx;
	const struct db_query *q;
	void                  *row;
	enum err (*take)(struct db_sink *);
	enum err err; /* what take() said, apart from the engine's own errors */
	uint64_t n;
	int64_t  changed;
	/*
	 * Nobody looks at `changed`, or at the row before the next answer (the sink then lives in cx->arena):
	 * the engine may answer OK before it knows.  Nothing is handed out after a rollback.
	 */
	bool later;
};

struct db_engine {
	const char *name;
	bool        many_writers;
	void (*close)(struct db_conn *c);
	enum err (*control)(struct db_conn *c, enum db_control what);
	bool (*in_transaction)(const struct db_conn *c);
	bool (*lost)(const struct db_conn *c); /* the server is not to be had any more; NULL: there is none */
	/*
	 * Bind, run to the end, hand out rows; sets violation; says nothing to cx->why.  The error may be
	 * that of an earlier query of the transaction (db_run_exec without `changed`).
	 */
	enum err (*run)(struct db_conn *c, const struct db_query *q, const void *in, struct db_sink *s);
	/*
	 * q's rows, one number each, into ids[n] with the next answer; nothing on its way writes there after
	 * a rollback.  NULL: a row gets its id when it is there.
	 */
	enum err (*new_ids)(struct db_conn *c, const struct db_query *q, const void *in, int64_t *ids, size_t n);
	enum err (*await)(struct db_conn *c); /* all answers are read; NULL: nothing is ever on its way */
	/* Several statements of our own or of a schema step, without parameters. */
	enum err (*script)(struct db_conn *c, const char *sql);
	void (*limit)(struct db_conn *c, int64_t ms);
	void (*budget)(struct db_conn *c, int64_t steps); /* NULL: cannot be had */
	enum err (*check_query)(struct ctx *cx, struct db_conn *c, const struct db_query *q, struct buf *report);
	enum err (*checkpoint)(struct db_conn *c, enum db_checkpoint_mode mode, struct db_wal *wal);
	int64_t (*wal_size)(const struct db_conn *c);
	enum err (*check)(struct ctx *cx, struct db_conn *c);
	enum err (*backup)(struct ctx *cx, struct db_conn *c, str path,
	                   void (*progress)(int64_t done, int64_t all, void *arg), void *arg);
};

/* A statement prepared once for a connection; found by the query's address. */
struct db_slot {
	const struct db_query *q;
	void                  *stmt; /* sqlite3_stmt */
	unsigned               id;   /* name on PostgreSQL; 0: not prepared */
	bool                   busy;
};

enum { DB_HOLDS = 2 };

struct db_conn {
	const struct db_engine *engine;
	enum db_mode            mode;
	bool                    over;   /* past its budget; see db_budget */
	int64_t                 spent;  /* VM steps since db_budget_begin */
	uint64_t                store; /* a digest of its address */
	bool                    unshared; /* see db_unshare */
	bool                    begun;  /* between db_begin and its end, whatever the engine did meanwhile */
	enum err                failed; /* spoiled: every query says this until rolled back */
	struct db_violation     violation;
	struct db_slot         *slot; /* open addressing, nslots a power of two, at most half full */
	size_t                  nslots, used;
	uint64_t                trips;   /* to a server and back */
	uint64_t                links;   /* how often it was connected; a session's locks end with each */
	struct {
		const char *name; /* what db_hold has, */
		uint64_t    link; /* and on which of the links */
	} held[DB_HOLDS];
	int64_t                 last_id; /* SQLite */
};

/* The slot of q, empty (q NULL) when new; NULL without memory.  Moves other slots. */
struct db_slot *db_slot_of(struct db_conn *c, const struct db_query *q);

/* Into a row or out of a parameter struct, by its field. */
void        db_put_null(void *row, const struct db_field *f); /* nullable fields only */
void        db_put_i64(void *row, const struct db_field *f, int64_t v);
void        db_put_f64(void *row, const struct db_field *f, double v);
void        db_put_str(void *row, const struct db_field *f, const void *p, size_t n);
bool        db_in_null(const void *in, const struct db_field *f);
int64_t     db_in_i64(const void *in, const struct db_field *f); /* i64 and bool */
double      db_in_f64(const void *in, const struct db_field *f);
str         db_in_str(const void *in, const struct db_field *f);
const char *db_type_name(enum db_type t);

#endif
