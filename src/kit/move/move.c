/* Every row of one store into another, whatever the engines. */
#include "kit/move/move.h"

#include "base/ensure.h"
#include "base/log.h"
#include "base/opt.h"
#include "kit_move_texts.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

/* A cell of any type takes as much: opt_i64, opt_f64 or str. */
enum { COLUMNS_MOST = 100, CELL = 16, PAGE_ROWS = 500, STEP_ARENA = 64 << 20 };

struct copied_table {
	str             name;
	size_t          n;
	struct db_field field[COLUMNS_MOST];
	bool            has_id;
	int64_t         rows;
};

struct copying {
	struct ctx           to;   /* with an arena that is emptied now and then */
	struct copied_table *table;
	const struct db_query *insert;
	int64_t              done, all, top;
	uint64_t             sum[2]; /* of the rows' digests: the order does not matter */
	void               (*progress)(int64_t, int64_t, void *);
	void                *arg;
};

/* ---- What there is ---- */

struct column_row {
	str     tab, col, type;
	int64_t id;
};

#define FIELD(s, name, type) {#name, offsetof(struct s, name), (type), false}

static const struct db_field column_fields[] = {
	FIELD(column_row, tab, DB_STR), FIELD(column_row, col, DB_STR),
	FIELD(column_row, type, DB_STR), FIELD(column_row, id, DB_I64),
};

static const struct db_query columns_all = {
	.name = "move_columns", .room = "kit/move", .kind = DB_MANY, .table = "",
	.sqlite = "SELECT m.name AS tab, p.name AS col, lower(p.type) AS type, "
	          "CASE WHEN p.name = 'id' AND p.pk = 1 THEN 1 ELSE 0 END AS id "
	          "FROM sqlite_schema AS m JOIN pragma_table_info(m.name) AS p "
	          "WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' AND m.name <> 'schema_step' "
	          "ORDER BY m.name, p.name",
	.postgres = "SELECT CAST(table_name AS text) COLLATE \"C\" AS tab, "
	            "CAST(column_name AS text) COLLATE \"C\" AS col, "
	            "CAST(data_type AS text) AS type, "
	            "CASE WHEN is_identity = 'YES' THEN CAST(1 AS bigint) ELSE CAST(0 AS bigint) END AS id "
	            "FROM information_schema.columns "
	            "WHERE table_schema = current_schema() AND table_name <> 'schema_step' ORDER BY 1, 2",
	.out = column_fields, .nout = 4, .row_size = sizeof(struct column_row),
};

static bool
type_of(str name, enum db_type *out)
{
	static const struct {
		const char  *name;
		enum db_type type;
	} types[] = {
		{"integer", DB_I64}, {"bigint", DB_I64}, {"text", DB_STR}, {"blob", DB_BYTES},
		{"bytea", DB_BYTES}, {"real", DB_F64}, {"double precision", DB_F64},
	};

	for (size_t i = 0; i < NITEMS(types); i++)
		if (str_eq(name, str_of(types[i].name))) {
			*out = types[i].type;
			return true;
		}
	return false;
}

/* The tables by name, their columns by name: so both engines tell the same. */
static enum err
read_tables(struct ctx *cx, struct db_conn *c, struct copied_table **out, size_t *ntables)
{
	struct db_conn      *was = cx->db;
	struct copied_table *t = NULL;
	struct column_row   *row;
	void                *p = NULL;
	size_t               n;
	enum err             e;

	*ntables = 0;
	cx->db = c;
	e = db_run_many(cx, &columns_all, NULL, &p, &n);
	cx->db = was;
	row = p;
	if (e != OK || !(*out = ARENA_NEWS(cx->arena, n + 1, struct copied_table)))
		return e != OK ? e : ctx_no_memory(cx);
	for (size_t i = 0; i < n; i++) {
		if (i == 0 || !str_eq(row[i].tab, row[i - 1].tab)) {
			t = &(*out)[(*ntables)++];
			t->name = row[i].tab;
		}
		ensure(t->n < COLUMNS_MOST);
		t->field[t->n] = (struct db_field){arena_z(cx->arena, row[i].col), t->n * CELL, DB_I64, true};
		if (!t->field[t->n].name)
			return ctx_no_memory(cx);
		if (!type_of(row[i].type, &t->field[t->n].type))
			return refuse(cx, ERR_RULE, NULL, T_move_strange, row[i].tab, row[i].type);
		t->has_id = t->has_id || row[i].id;
		t->n++;
	}
	return OK;
}

static bool
same_table(const struct copied_table *a, const struct copied_table *b)
{
	bool same = str_eq(a->name, b->name) && a->n == b->n;

	for (size_t i = 0; same && i < a->n; i++)
		same = a->field[i].type == b->field[i].type &&
		       str_eq(str_of(a->field[i].name), str_of(b->field[i].name));
	return same;
}

/* ---- Statements made here ---- */

struct number_row {
	int64_t n;
};

static const struct db_field number_field[] = {FIELD(number_row, n, DB_I64)};

/* A query of one number, whose text is made here: the connection keeps its address, so it lies in cx->arena. */
static enum err
number(struct ctx *cx, struct db_conn *c, bool writes, str sql, int64_t *n)
{
	struct db_query  *q = ARENA_NEW(cx->arena, struct db_query);
	struct db_conn   *was = cx->db;
	struct number_row row = {0};
	char             *text = sql.p ? arena_z(cx->arena, sql) : NULL;
	enum err          e;

	*n = 0;
	if (!q || !text)
		return ctx_no_memory(cx);
	*q = (struct db_query){.name = "move_number", .room = "kit/move", .kind = writes ? DB_EXEC : DB_ONE,
	                       .writes = writes, .table = "", .sqlite = text, .postgres = text,
	                       .out = writes ? NULL : number_field, .nout = writes ? 0 : 1,
	                       .row_size = writes ? 0 : sizeof(row)};
	cx->db = c;
	e = writes ? db_run_exec(cx, q, NULL, n) : db_run_one(cx, q, NULL, &row);
	cx->db = was;
	if (!writes)
		*n = row.n;
	return e;
}

static void
add_names(struct buf *b, const struct copied_table *t)
{
	for (size_t i = 0; i < t->n; i++)
		buf_printf(b, "%s%s", i ? ", " : "", t->field[i].name);
}

static const char *
select_text(struct ctx *cx, const struct copied_table *t)
{
	struct buf b;
	str        text;

	buf_init(&b, cx->arena, BUF_PAGE);
	buf_add(&b, S("SELECT "));
	add_names(&b, t);
	buf_printf(&b, " FROM %.*s", STR_ARG(t->name));
	return buf_end(&b, &text) == OK ? arena_z(cx->arena, text) : NULL;
}

static const char *
insert_text(struct ctx *cx, const struct copied_table *t, char mark)
{
	struct buf b;
	str        text;

	buf_init(&b, cx->arena, BUF_PAGE);
	buf_printf(&b, "INSERT INTO %.*s (", STR_ARG(t->name));
	add_names(&b, t);
	buf_add(&b, S(") VALUES ("));
	for (size_t i = 0; i < t->n; i++)
		buf_printf(&b, "%s%c%zu", i ? ", " : "", mark, i + 1);
	buf_char(&b, ')');
	return buf_end(&b, &text) == OK ? arena_z(cx->arena, text) : NULL;
}

/* ---- Rows ---- */

static void
mix(uint64_t h[2], const void *p, size_t n)
{
	const unsigned char *b = p;

	for (size_t i = 0; i < n; i++) {
		h[0] = (h[0] ^ b[i]) * UINT64_C(1099511628211);
		h[1] = (h[1] + b[i]) * UINT64_C(0x9E3779B97F4A7C15);
		h[1] ^= h[1] >> 29;
	}
}

static void
add_digest(struct copying *c, const void *row)
{
	uint64_t h[2] = {UINT64_C(14695981039346656037), UINT64_C(0x243F6A8885A308D3)};

	for (size_t i = 0; i < c->table->n; i++) {
		const struct db_field *f = &c->table->field[i];
		const void            *cell = (const char *)row + f->offset;
		const opt_i64         *v = cell;
		const opt_f64         *d = cell;
		const str             *s = cell;
		bool                   text = f->type == DB_STR || f->type == DB_BYTES;
		bool                   some = text ? s->p != NULL : f->type == DB_F64 ? d->some : v->some;

		mix(h, some ? "1" : "0", 1);
		if (some && text) {
			mix(h, &s->n, sizeof(s->n));
			mix(h, s->p, s->n);
		} else if (some && f->type == DB_F64) {
			mix(h, &d->v, sizeof(d->v));
		} else if (some) {
			mix(h, &v->v, sizeof(v->v));
			if (c->table->has_id && v->v > c->top && str_eq(str_of(f->name), S("id")))
				c->top = v->v;
		}
	}
	c->sum[0] += h[0];
	c->sum[1] += h[1];
	c->table->rows++;
}

static enum err
count_row(struct ctx *cx, const void *row, void *arg)
{
	(void)cx;
	add_digest(arg, row);
	return OK;
}

static enum err
copy_row(struct ctx *cx, const void *row, void *arg)
{
	struct copying *c = arg;
	enum err        e;

	(void)cx;
	add_digest(c, row);
	if ((e = db_run_exec(&c->to, c->insert, row, NULL)) != OK || ++c->done % PAGE_ROWS != 0)
		return e;
	/* What is on its way still needs nothing of the arena once it is answered. */
	if ((e = db_await(c->to.db)) != OK)
		return e;
	arena_reset(c->to.arena);
	if (c->progress)
		c->progress(c->done, c->all, c->arg);
	return OK;
}

static enum err
walk(struct ctx *cx, struct db_conn *conn, struct copying *c, enum err (*row)(struct ctx *, const void *, void *))
{
	struct db_query *q = ARENA_NEW(cx->arena, struct db_query);
	struct db_conn  *was = cx->db;
	const char      *text = select_text(cx, c->table);
	enum err         e;

	if (!q || !text)
		return ctx_no_memory(cx);
	*q = (struct db_query){.name = "move_rows", .room = "kit/move", .kind = DB_EACH, .table = "", .sqlite = text,
	                       .postgres = text, .out = c->table->field, .nout = c->table->n,
	                       .row_size = c->table->n * CELL};
	c->sum[0] = c->sum[1] = 0;
	c->table->rows = 0;
	cx->db = conn;
	e = db_run_each(cx, q, NULL, row, c);
	cx->db = was;
	return e;
}

static enum err
count_rows(struct ctx *cx, struct db_conn *c, const struct copied_table *t, int64_t *rows)
{
	return number(cx, c, false, arena_printf(cx->arena, "SELECT count(*) AS n FROM %.*s", STR_ARG(t->name)), rows);
}

/* One table, and the same digest of what then stands in the target. */
static enum err
copy_table(struct ctx *cx, struct db_conn *from, struct copying *c)
{
	struct db_conn  *to = c->to.db;
	struct db_query *q = ARENA_NEW(cx->arena, struct db_query);
	uint64_t         sum[2];
	int64_t          rows, gone;
	str              empty = arena_printf(cx->arena, "DELETE FROM %.*s", STR_ARG(c->table->name));
	enum err         e;

	if ((e = count_rows(cx, to, c->table, &rows)) != OK)
		return e;
	/* What the schema itself brings stands in the source, too; from an empty table nothing may be deleted. */
	if (rows > 0 && (e = number(cx, to, true, empty, &gone)) != OK)
		return e;
	if (!q)
		return ctx_no_memory(cx);
	*q = (struct db_query){
		.name = "move_insert", .room = "kit/move", .kind = DB_EXEC, .writes = true,
		.table = arena_z(cx->arena, c->table->name), .sqlite = insert_text(cx, c->table, '?'),
		.postgres = insert_text(cx, c->table, '$'), .in = c->table->field, .nin = c->table->n,
	};
	if (!q->table || !q->sqlite || !q->postgres)
		return ctx_no_memory(cx);
	c->insert = q;
	c->top = 0;
	if ((e = walk(cx, from, c, copy_row)) != OK || (e = db_await(to)) != OK)
		return e;
	memcpy(sum, c->sum, sizeof(sum));
	rows = c->table->rows;
	if ((e = walk(cx, to, c, count_row)) != OK)
		return e;
	if (rows != c->table->rows || memcmp(sum, c->sum, sizeof(sum)) != 0)
		return refuse(cx, ERR_STORE, NULL, T_move_differs, c->table->name);
	return OK;
}

/* The next id is one that nobody ever had. */
static enum err
go_on_from(struct ctx *cx, struct db_conn *from, struct db_conn *to, const struct copied_table *t, int64_t top)
{
	int64_t  last = 0, n;
	enum err e = OK;

	if (!t->has_id || !db_many_writers(to))
		return OK;
	if (db_many_writers(from))
		e = number(cx, from, false, arena_printf(cx->arena, "SELECT CASE WHEN is_called "
		           "THEN last_value ELSE 0 END AS n FROM %.*s_id_seq", STR_ARG(t->name)), &last);
	if (last < top)
		last = top;
	if (e != OK || last == 0)
		return e;
	return number(cx, to, false, arena_printf(cx->arena, "SELECT setval('%.*s_id_seq', %lld) AS n",
	              STR_ARG(t->name), (long long)last), &n);
}

/* ---- The whole ---- */

/* References are looked at when all is there: rows name rows of tables that come later, and of their own. */
static enum err
defer(struct ctx *cx, struct db_conn *c, bool on)
{
	static const char alter[] =
		"DO $$ DECLARE r record; BEGIN FOR r IN SELECT CAST(conrelid AS regclass) AS t, conname AS c "
		"FROM pg_constraint WHERE contype = 'f' "
		"AND connamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema()) LOOP "
		"EXECUTE format('ALTER TABLE %%s ALTER CONSTRAINT %%I %s', r.t, r.c); END LOOP; END $$";
	char     sql[sizeof(alter) + 60];
	int64_t  n;
	enum err e = OK;

	if (!db_many_writers(c))
		return on ? number(cx, c, true, S("PRAGMA defer_foreign_keys = ON"), &n) : OK;
	if (!on)
		e = number(cx, c, true, S("SET CONSTRAINTS ALL IMMEDIATE"), &n);
	if (e != OK)
		return e;
	(void)snprintf(sql, sizeof(sql), alter, on ? "DEFERRABLE INITIALLY DEFERRED" : "NOT DEFERRABLE");
	return number(cx, c, true, str_of(sql), &n);
}

static enum err
must_be_empty(struct ctx *cx, struct db_conn *to, const char *const *empty)
{
	int64_t  n = 0;
	enum err e = OK;

	for (; e == OK && *empty; empty++) {
		e = number(cx, to, false, arena_printf(cx->arena, "SELECT count(*) AS n FROM %s", *empty), &n);
		if (e == OK && n > 0)
			return refuse(cx, ERR_RULE, "to", T_move_full, str_of(*empty),
			              arena_printf(cx->arena, "%lld", (long long)n));
	}
	return e;
}

static enum err
copy_all(struct ctx *cx, struct db_conn *from, struct copying *c, struct copied_table *a, const struct copied_table *b,
         size_t n)
{
	int64_t  rows;
	enum err e = OK;

	for (size_t i = 0; e == OK && i < n; i++) {
		if (!same_table(&a[i], &b[i]))
			return refuse(cx, ERR_RULE, NULL, T_move_strange, a[i].name, b[i].name);
		/* On SQLite every key of that name looks like one that is given. */
		a[i].has_id = b[i].has_id;
		e = count_rows(cx, from, &a[i], &rows);
		c->all += rows;
	}
	for (size_t i = 0; e == OK && i < n; i++) {
		c->table = &a[i];
		if ((e = copy_table(cx, from, c)) == OK)
			e = go_on_from(cx, from, c->to.db, &a[i], c->top);
		log_line(LOG_INFO, "what=copied table=%.*s rows=%lld", STR_ARG(a[i].name), (long long)a[i].rows);
	}
	return e;
}

enum err
move_rows(struct ctx *cx, struct db_conn *from, struct db_conn *to, const char *const *empty,
        void (*progress)(int64_t done, int64_t all, void *arg), void *arg, struct moved *out)
{
	struct copied_table *a, *b;
	struct copying       c = {.progress = progress, .arg = arg};
	size_t               n, m;
	enum err             e;

	ensure(db_in_transaction(from) && db_in_transaction(to));
	*out = (struct moved){0};
	if ((e = must_be_empty(cx, to, empty)) != OK || (e = read_tables(cx, from, &a, &n)) != OK ||
	    (e = read_tables(cx, to, &b, &m)) != OK)
		return e;
	if (n != m)
		return refuse(cx, ERR_RULE, NULL, T_move_strange, arena_printf(cx->arena, "%zu", n),
		              arena_printf(cx->arena, "%zu", m));
	c.to = *cx;
	c.to.db = to;
	if (!(c.to.arena = arena_new(STEP_ARENA)))
		return ctx_no_memory(cx);
	if ((e = defer(cx, to, true)) == OK && (e = copy_all(cx, from, &c, a, b, n)) == OK)
		e = defer(cx, to, false);
	if (progress && e == OK)
		progress(c.all, c.all, arg);
	arena_free(c.to.arena);
	*out = (struct moved){(int64_t)n, c.done};
	return e;
}
