/* Typed C functions from named queries, by preparing them: what the parts share. */
#ifndef QUERYGEN_QUERYGEN_H
#define QUERYGEN_QUERYGEN_H

#include "base/arena.h"
#include "base/str.h"

#include <sqlite3.h>
#include <stdio.h>

/* ---- Faults ---- */

/* `file:line: …` on standard error; the tool fails in the end. */
void fault(const char *file, int line, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
int  faults(void);

/* ---- Lexing: enough to split and number, never to parse ---- */

enum tok_kind { TOK_WORD, TOK_NUMBER, TOK_STRING, TOK_QUOTED, TOK_PARAM, TOK_PUNCT };

struct tok {
	enum tok_kind kind;
	str           text; /* a parameter without its $ */
	int           line;
	bool          space; /* white space or a comment stood before it */
};

/* One `-- …` line, without dashes and outer spaces. */
struct remark {
	str text;
	int line;
};

/* A statement without its `;`, and the remarks since the statement before. */
struct stmt {
	struct remark *remark;
	size_t         nremark;
	struct tok    *tok;
	size_t         ntok;
	int            line;
};

enum { MAX_STMTS = 2000 };

/* Split a file; false (fault said) when it cannot be read or lexed. */
bool lex_file(struct arena *a, const char *file, struct stmt **stmts, size_t *n);

bool   word_is(const struct tok *t, const char *word); /* a word, whatever its case */
bool   punct_is(const struct tok *t, const char *punct);
size_t after_paren(const struct tok *t, size_t n, size_t open); /* index behind the matching ) */

/* ---- Schema ---- */

enum nullness { NOT_NULL, NULLABLE };

struct table {
	str  name, room;
	bool scoped, append_only;
	str  but[16]; /* columns that an append-only table lets change */
	int  nbut;
};

struct step {
	int  n, line;
	str  sqlite, postgres; /* statements joined by ";\n" */
	str  neutral;          /* what the digest is taken of */
	char digest[33];
};

enum { MAX_TABLES = 400, MAX_STEPS = 100 };

struct world {
	struct arena *arena;
	str           room; /* whose queries are made */
	sqlite3      *meta; /* tables with the neutral type names as types: to tell types */
	sqlite3      *real; /* the DDL as it will run: only to see that it does */
	struct table  table[MAX_TABLES];
	size_t        ntable;
	struct step   step[MAX_STEPS]; /* of the own room */
	size_t        nstep;
	str           allow[400][2]; /* tools/layers.txt: who may use whom on the same floor */
	size_t        nallow;
};

struct table *world_table(struct world *w, str name);
void          world_layers(struct world *w, const char *file);
bool          world_may_use(const struct world *w, str who, str whom);

/* The room of a path such as …/src/work/cases/schema.sql: "work/cases". */
str room_of(const char *path);

void schema_read(struct world *w, const char *file);

/* ---- Queries ---- */

enum type { TYPE_I64, TYPE_STR, TYPE_BYTES, TYPE_F64, TYPE_BOOL, TYPE_NONE };

struct field {
	str       name;
	enum type type;
	bool      nullable, used;
	int       line;
};

enum { MAX_FIELDS = 100, MAX_QUERIES = 400 };

struct query {
	str           name, kind, table; /* table: which it writes */
	const char   *file;
	int           line;
	bool          unscoped, writes, later; /* later: its answer can be awaited later, too */
	bool          last_id; /* RETURNING its table's ID and nothing else: SQLite need not return it */
	str           violated; /* "stale", "retry"; empty: ERR_RULE */
	struct field  in[MAX_FIELDS], out[MAX_FIELDS], col[MAX_FIELDS];
	size_t        nin, nout, ncol;
	struct remark prose[40];
	size_t        nprose;
	struct stmt   body[2]; /* [1].ntok > 0 when PostgreSQL has its own */
	str           sqlite, postgres;
};

/* All queries of a file, checked; appended to list. */
void queries_read(struct world *w, const char *file, struct query **list, size_t *n);

/* ---- Output ---- */

bool emit_c(const char *path, const char *header, const char *as, const struct world *w,
            struct query *const *q, size_t n);
bool emit_h(const char *path, const char *as, const struct world *w, struct query *const *q, size_t n);

#endif
