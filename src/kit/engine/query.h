/* What is asked of a store, in whichever engine: queries as data, and words that kit/db and the engines share. */
#ifndef KIT_ENGINE_QUERY_H
#define KIT_ENGINE_QUERY_H

#include "base/err.h"
#include "base/opt.h"
#include "base/str.h"

struct db_conn;

enum db_mode {
	DB_READER, /* views: cannot write */
	DB_WRITER, /* commands: cannot change the schema */
	DB_OWNER,  /* init, migrate, backup, checkpoint: may do anything; makes the file */
};

enum db_violation_kind {
	DB_NO_VIOLATION,
	DB_UNIQUE,
	DB_FOREIGN,
	DB_CHECK,
	DB_NOT_NULL,
	DB_APPEND_ONLY, /* UPDATE or DELETE on a table marked so */
};

struct db_violation {
	enum db_violation_kind kind;
	const char            *table; /* the table the failed query writes; "" unknown */
};

enum db_checkpoint_mode {
	DB_CHECKPOINT_PASSIVE, /* as much as can be done without waiting */
	/* Wait a moment for readers; the WAL starts again from its beginning, its file stays as long as it was. */
	DB_CHECKPOINT_RESTART,
	DB_CHECKPOINT_TRUNCATE /* and its file becomes empty */
};

/* What a WAL holds, in bytes: what was written since its beginning, and what of it is still to be moved. */
struct db_wal {
	int64_t used, left;
};

/* ---- Queries, as tools/querygen makes them ---- */

enum db_type { DB_I64, DB_STR, DB_BYTES, DB_F64, DB_BOOL };
enum db_kind { DB_ONE, DB_MANY, DB_EACH, DB_EXEC };

/* A parameter or a column: where it lies in the struct.  Nullable: opt_*, or str without p. */
struct db_field {
	const char  *name;
	size_t       offset;
	enum db_type type;
	bool         nullable;
};

/* Static and constant: connections remember its statement by its address. */
struct db_query {
	const char            *name, *room;
	enum db_kind           kind;
	bool                   writes;
	const char            *table;    /* that it writes; "" for none */
	enum err               violated; /* what a violated constraint means; 0: ERR_RULE */
	bool                   last_id;  /* its one column is the ID of its new row: SQLite needs no RETURNING */
	const char            *sqlite, *postgres;
	const struct db_field *in, *out;
	size_t                 nin, nout, row_size;
};

#endif
