/* Named queries: their annotations, what is refused, and what preparing them tells. */
#include "base/buf.h"
#include "querygen.h"

#include <string.h>

enum { MAX_TEXT = 64 << 10, MAX_READS = 400 };

/* What SQLite's authorizer saw while it prepared one statement. */
struct seen {
	struct arena *arena;
	struct {
		str table, column;
	} read[MAX_READS];
	size_t nread;
	str    written;
	bool   many_written;
};

/* Tables whose columns can be NULL although they are declared NOT NULL. */
struct loose {
	str    table[MAX_READS];
	size_t n;
	bool   all;
};

static bool
is_name(str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!((s.p[i] >= 'a' && s.p[i] <= 'z') || s.p[i] == '_' ||
		      (i > 0 && s.p[i] >= '0' && s.p[i] <= '9')))
			return false;
	return s.n > 0;
}

static bool
in_list(str s, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq_nocase(s, str_of(list[i])))
			return true;
	return false;
}

static bool
is_c_word(str s)
{
	static const char *const words[] = {
		"auto", "bool", "break", "case", "char", "const", "continue", "default", "do", "double",
		"else", "enum", "extern", "float", "for", "goto", "if", "inline", "int", "long", "register",
		"restrict", "return", "short", "signed", "sizeof", "static", "struct", "switch", "typedef",
		"union", "unsigned", "void", "volatile", "while", "str",
	};

	return in_list(s, words, NITEMS(words));
}

static struct field *
find_field(struct field *f, size_t n, str name)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(f[i].name, name))
			return &f[i];
	return NULL;
}

/* ---- Annotations ---- */

static enum type
type_named(str s)
{
	static const char *const names[] = {"i64", "str", "bytes", "f64", "bool"};

	for (size_t i = 0; i < NITEMS(names); i++)
		if (str_eq(s, str_of(names[i])))
			return (enum type)i;
	return TYPE_NONE;
}

/* `id i64, name str?` */
static void
read_fields(struct query *q, str list, int line, struct field *f, size_t *n)
{
	while (list.p) {
		str          item = str_trim(str_cut(&list, ',')), name = str_cut(&item, ' ');
		struct field x = {.name = name, .line = line};

		if (name.n == 0 && !list.p)
			return; /* a comma at the line's end */
		item = str_trim(item);
		x.nullable = str_ends(item, S("?"));
		x.type = type_named(x.nullable ? str_slice(item, 0, item.n - 1) : item);
		if (!is_name(name) || is_c_word(name))
			fault(q->file, line, "'%.*s' cannot be the name of a field", STR_ARG(name));
		if (x.type == TYPE_NONE)
			fault(q->file, line,
				"%.*s: the type is one of i64 str bytes f64 bool, with ? when it may be NULL",
			      STR_ARG(name));
		if (find_field(f, *n, name))
			fault(q->file, line, "%.*s stands here twice", STR_ARG(name));
		if (*n == MAX_FIELDS) {
			fault(q->file, line, "more than %d fields", MAX_FIELDS);
			return;
		}
		f[(*n)++] = x;
	}
}

static bool
is_header(str r, str *name, str *kind)
{
	static const char *const kinds[] = {"one", "many", "each", "exec"};
	str                      rest = r;

	*name = str_cut(&rest, ':');
	*kind = str_trim(rest);
	return rest.p && is_name(*name) && in_list(*kind, kinds, NITEMS(kinds));
}

static void
read_remarks(struct query *q, const struct stmt *s)
{
	str name, kind;

	for (size_t i = 0; i < s->nremark; i++) {
		const struct remark *r = &s->remark[i];

		if (is_header(r->text, &name, &kind)) {
			if (q->line)
				fault(q->file, r->line, "a query's SQL is missing before this");
			q->name = name;
			q->kind = kind;
			q->line = r->line;
		} else if (!q->line) {
			continue; /* about the file, not about a query */
		} else if (str_starts(r->text, S("in:"))) {
			read_fields(q, str_slice(r->text, 3, r->text.n), r->line, q->in, &q->nin);
		} else if (str_starts(r->text, S("out:"))) {
			read_fields(q, str_slice(r->text, 4, r->text.n), r->line, q->out, &q->nout);
		} else if (str_starts(r->text, S("unscoped:"))) {
			q->unscoped = true;
			if (str_trim(str_slice(r->text, 9, r->text.n)).n < 4)
				fault(q->file, r->line, "unscoped: needs a reason");
		} else if (str_eq(r->text, S("later"))) {
			q->later = true;
		} else if (str_starts(r->text, S("violated:"))) {
			q->violated = str_trim(str_slice(r->text, 9, r->text.n));
		} else if (!str_starts(r->text, S("body:")) && q->nprose < NITEMS(q->prose)) {
			q->prose[q->nprose++] = *r;
		}
	}
	if (q->violated.n && !str_eq(q->violated, S("stale")) && !str_eq(q->violated, S("retry")))
		fault(q->file, q->line, "violated: stale or retry, not %.*s", STR_ARG(q->violated));
}

static str
body_mark(const struct stmt *s)
{
	for (size_t i = 0; i < s->nremark; i++)
		if (str_starts(s->remark[i].text, S("body:")))
			return str_trim(str_slice(s->remark[i].text, 5, s->remark[i].text.n));
	return STR_NONE;
}

/* ---- What is refused by its words ---- */

static void
refuse_words(const struct query *q, const struct stmt *s)
{
	static const struct {
		const char *word, *why; /* with a ( only as a function */
	} words[] = {
		{"CURRENT_TIMESTAMP", "time is given: pass cx->now as a parameter"},
		{"CURRENT_DATE", "time is given: pass it as a parameter"},
		{"CURRENT_TIME", "time is given: pass it as a parameter"},
		{"now(", "time is given: pass cx->now as a parameter"},
		{"strftime(", "time is given and computed in C"},
		{"datetime(", "time is given and computed in C"},
		{"date(", "time is given and computed in C"},
		{"time(", "time is given and computed in C"},
		{"julianday(", "time is given and computed in C"},
		{"unixepoch(", "time is given: pass cx->now as a parameter"},
		{"random(", "chance is drawn in C"},
		{"TRUE", "booleans are 0 and 1"},
		{"FALSE", "booleans are 0 and 1"},
		{"ifnull(", "only SQLite knows it: coalesce"},
		{"iif(", "only SQLite knows it: CASE WHEN"},
		{"group_concat(", "the engines name it differently: join in C"},
		{"string_agg(", "the engines name it differently: join in C"},
		{"array_agg(", "only PostgreSQL knows it"},
		{"greatest(", "only PostgreSQL knows it: CASE WHEN"},
		{"least(", "only PostgreSQL knows it: CASE WHEN"},
		{"total(", "only SQLite knows it: sum"},
		{"printf(", "format in C"},
		{"instr(", "only SQLite knows it"},
		{"strpos(", "only PostgreSQL knows it"},
		{"ILIKE", "only PostgreSQL knows it: lower() LIKE"},
		{"GLOB", "only SQLite knows it"},
		{"REGEXP", "only SQLite knows it"},
		{"SIMILAR", "only PostgreSQL knows it"},
		{"rowid", "only SQLite knows it"},
		{"FULL", "name the nullable side with LEFT JOIN"},
		{"RIGHT", "name the nullable side with LEFT JOIN"},
		{"NATURAL", "columns are named, not guessed"},
		{"USING", "write ON a.x = b.x"},
		{"PRAGMA", "only kit/db speaks to the engine"},
		{"ATTACH", "only kit/db speaks to the engine"},
	};
	bool split = q->body[1].ntok > 0;

	for (size_t i = 0; i < s->ntok; i++) {
		const struct tok *t = &s->tok[i];

		if (t->kind == TOK_QUOTED)
			fault(q->file, t->line, "%.*s: names are written without quotes, texts with '",
				STR_ARG(t->text));
		if (punct_is(t, "::"))
			fault(q->file, t->line, ":: is another parameter to SQLite: CAST(… AS …)");
		if (punct_is(t, "=="))
			fault(q->file, t->line, "== is not SQL: =");
		for (size_t k = 0; t->kind == TOK_WORD && k < NITEMS(words); k++) {
			str  word = str_of(words[k].word);
			bool call = str_ends(word, S("("));

			if (call && !(i + 1 < s->ntok && punct_is(t + 1, "(")))
				continue;
			if (str_eq_nocase(t->text, str_slice(word, 0, word.n - call)))
				fault(q->file, t->line, "%.*s: %s", STR_ARG(t->text), words[k].why);
		}
		if (word_is(t, "FOR") && i + 1 < s->ntok && word_is(t + 1, "UPDATE") && !split)
			fault(q->file, t->line, "FOR UPDATE: the dispatcher locks");
		if (word_is(t, "OR") && i > 0 && (word_is(t - 1, "INSERT") || word_is(t - 1, "UPDATE")))
			fault(q->file, t->line, "only SQLite knows it: ON CONFLICT");
		if (word_is(t, "REPLACE") && i == 0)
			fault(q->file, t->line, "only SQLite knows it: ON CONFLICT DO UPDATE");
	}
}

/* `*` in a list of columns. */
static void
refuse_star(const struct query *q, const struct stmt *s)
{
	for (size_t i = 1; i < s->ntok; i++) {
		const struct tok *b = &s->tok[i - 1];

		if (punct_is(&s->tok[i], "*") && (word_is(b, "SELECT") || word_is(b, "DISTINCT") ||
		    word_is(b, "ALL") || word_is(b, "RETURNING") || punct_is(b, ",") || punct_is(b, ".")))
			fault(q->file, s->tok[i].line, "name the columns instead of *");
	}
}

static void
refuse_like(const struct query *q, const struct stmt *s)
{
	for (size_t i = 1; i < s->ntok; i++) {
		size_t end = word_is(&s->tok[i - 1], "NOT") ? i - 1 : i, open = end;
		int    depth = 0;

		if (!word_is(&s->tok[i], "LIKE"))
			continue;
		while (open > 0) {
			open--;
			depth += punct_is(&s->tok[open], ")") ? 1 : punct_is(&s->tok[open], "(") ? -1 : 0;
			if (depth == 0)
				break;
		}
		if (open == 0 || !word_is(&s->tok[open - 1], "lower"))
			fault(q->file, s->tok[i].line,
			      "LIKE sees case on one engine only: lower(x) LIKE $lowered ESCAPE '\\'");
	}
}

/* sum() and avg() inside CAST; CAST to types both know; divisors that cannot be 0; no min(a, b). */
static void
refuse_numbers(const struct query *q, const struct stmt *s)
{
	static const char *const types[] = {"BIGINT", "TEXT", "PRECISION"};
	size_t                   cast_end[64];
	size_t                   ncast = 0;

	for (size_t i = 0; i < s->ntok; i++) {
		const struct tok *t = &s->tok[i], *next = i + 1 < s->ntok ? t + 1 : t;

		while (ncast > 0 && i >= cast_end[ncast - 1])
			ncast--;
		if (word_is(t, "CAST") && punct_is(next, "(") && ncast < NITEMS(cast_end)) {
			size_t end = after_paren(s->tok, s->ntok, i + 1);

			cast_end[ncast++] = end;
			if (end < 2 || !in_list(s->tok[end - 2].text, types, NITEMS(types)))
				fault(q->file, t->line, "CAST AS BIGINT, TEXT or DOUBLE PRECISION: others differ");
		}
		if ((word_is(t, "sum") || word_is(t, "avg")) && punct_is(next, "(") && ncast == 0)
			fault(q->file, t->line,
			      "%.*s() has another type on each engine: CAST(… AS BIGINT) or DOUBLE PRECISION",
			      STR_ARG(t->text));
		if ((punct_is(t, "/") || punct_is(t, "%")) &&
		    !(next->kind == TOK_NUMBER && !str_eq(next->text, S("0"))) && !word_is(next, "nullif") &&
		    !(word_is(next, "CAST") && i + 3 < s->ntok && word_is(&s->tok[i + 3], "nullif")))
			fault(q->file, t->line,
			      "a division by 0 is NULL on one engine and fails on the other: / nullif(x, 0)");
		if ((word_is(t, "lower") || word_is(t, "upper")) && i + 2 < s->ntok && t[2].kind == TOK_PARAM)
			fault(q->file, t->line, "%.*s($%.*s): the engines fold other letters differently: do it in C",
			      STR_ARG(t->text), STR_ARG(t[2].text));
		if ((word_is(t, "min") || word_is(t, "max")) && punct_is(next, "(")) {
			int depth = 0;

			for (size_t k = i + 1; k < after_paren(s->tok, s->ntok, i + 1); k++) {
				depth += punct_is(&s->tok[k], "(") ? 1 : punct_is(&s->tok[k], ")") ? -1 : 0;
				if (depth == 1 && punct_is(&s->tok[k], ","))
					fault(q->file, t->line, "%.*s of two values: CASE WHEN", STR_ARG(t->text));
			}
		}
		if (word_is(t, "IS") && next != t) {
			const struct tok *v = word_is(next, "NOT") && i + 2 < s->ntok ? t + 2 : next;

			if (!word_is(v, "NULL") && !word_is(v, "DISTINCT"))
				fault(q->file, t->line, "IS: only NULL and [NOT] DISTINCT FROM");
		}
	}
}

/* ---- Preparing ---- */

static int
authorize(void *arg, int action, const char *a, const char *b, const char *dbname, const char *trigger)
{
	struct seen *s = arg;
	str          table = str_of(a), column = str_of(b);

	(void)dbname;
	if (trigger || str_starts(table, S("sqlite_")))
		return SQLITE_OK;
	if (action == SQLITE_INSERT || action == SQLITE_UPDATE || action == SQLITE_DELETE) {
		if (s->written.p && !str_eq(s->written, table))
			s->many_written = true;
		if (!arena_str(s->arena, table, &s->written))
			return SQLITE_DENY;
	} else if (action == SQLITE_READ && s->nread < MAX_READS) {
		if (!arena_str(s->arena, table, &s->read[s->nread].table) ||
		    !arena_str(s->arena, column, &s->read[s->nread].column))
			return SQLITE_DENY;
		s->nread++;
	}
	return SQLITE_OK;
}

static enum type
column_type(struct world *w, str table, str column, bool *nullable)
{
	static const struct {
		const char *name;
		enum type   type;
	} types[] = {
		{"INTEGER", TYPE_I64}, {"I64", TYPE_I64}, {"TIME", TYPE_I64}, {"MONEY", TYPE_I64},
		{"REF", TYPE_I64},     {"TEXT", TYPE_STR}, {"DAY", TYPE_STR}, {"BLOB", TYPE_BYTES},
		{"F64", TYPE_F64},     {"BOOL", TYPE_BOOL},
	};
	const char *decl = NULL;
	int         not_null = 0, key = 0;

	if (sqlite3_table_column_metadata(w->meta, NULL, arena_z(w->arena, table), arena_z(w->arena, column),
	                                  &decl, NULL, &not_null, &key, NULL) != SQLITE_OK || !decl)
		return TYPE_NONE;
	*nullable = !not_null && !key;
	for (size_t i = 0; i < NITEMS(types); i++)
		if (str_eq(str_of(decl), str_of(types[i].name)))
			return types[i].type;
	return TYPE_NONE;
}

static bool
is_loose(const struct loose *l, str table)
{
	for (size_t i = 0; i < l->n; i++)
		if (str_eq_nocase(l->table[i], table))
			return true;
	return l->all;
}

static void
add_loose(struct world *w, struct loose *l, str table)
{
	if (!world_table(w, table))
		l->all = true; /* a subquery, or the name of a common table expression */
	else if (l->n < MAX_READS)
		l->table[l->n++] = table;
}

/* Tables on the right of a LEFT JOIN, and those in a scalar subquery, may give no row. */
static void
find_loose(struct world *w, const struct stmt *s, struct loose *l)
{
	static const char *const rows[] = {"FROM", "JOIN", "IN", "EXISTS", "AS", "MATERIALIZED"};

	for (size_t i = 0; i + 2 < s->ntok; i++) {
		const struct tok *t = &s->tok[i];

		if (word_is(t, "LEFT") && !punct_is(t + 1, "(")) {
			size_t k = word_is(t + 1, "OUTER") ? i + 3 : i + 2;

			if (k < s->ntok)
				add_loose(w, l, s->tok[k].text);
		}
		if (punct_is(t, "(") && word_is(t + 1, "SELECT") && i > 0 &&
		    !(t[-1].kind == TOK_WORD && in_list(t[-1].text, rows, NITEMS(rows))))
			for (size_t k = i, end = after_paren(s->tok, s->ntok, i); k + 1 < end; k++)
				if ((word_is(&s->tok[k], "FROM") || word_is(&s->tok[k], "JOIN")) &&
				    s->tok[k + 1].kind == TOK_WORD)
					add_loose(w, l, s->tok[k + 1].text);
	}
}

static void
tell_columns(struct world *w, struct query *q, sqlite3_stmt *st, const struct loose *l)
{
	for (int i = 0; i < sqlite3_column_count(st); i++) {
		str           name = str_of(sqlite3_column_name(st, i));
		const char   *table = sqlite3_column_table_name(st, i);
		struct field *said, f = {.type = TYPE_NONE, .line = q->line};

		if (q->ncol == MAX_FIELDS || !arena_str(w->arena, name, &f.name))
			return;
		if (!is_name(name) || is_c_word(name)) {
			fault(q->file, q->line, "column '%.*s' needs a name: … AS name", STR_ARG(name));
			continue;
		}
		if (find_field(q->col, q->ncol, name))
			fault(q->file, q->line, "column %.*s stands here twice", STR_ARG(name));
		if (table) {
			str t = str_of(table), c = str_of(sqlite3_column_origin_name(st, i));

			f.type = column_type(w, t, c, &f.nullable);
			f.nullable = f.nullable || is_loose(l, t);
		}
		said = find_field(q->out, q->nout, f.name);
		if (said) {
			said->used = true;
			if (f.type != TYPE_NONE && f.type != said->type)
				fault(q->file, said->line, "%.*s has another type in its table", STR_ARG(name));
			f.type = said->type;
			f.nullable = said->nullable;
		}
		if (f.type == TYPE_NONE)
			fault(q->file, q->line, "%.*s is an expression: say its type with -- out: %.*s …",
				STR_ARG(name),
			      STR_ARG(name));
		q->col[q->ncol++] = f;
	}
	for (size_t i = 0; i < q->nout; i++)
		if (!q->out[i].used)
			fault(q->file, q->out[i].line, "out: there is no column %.*s", STR_ARG(q->out[i].name));
}

/* The table behind an alias, and whether a LEFT JOIN brought it; NULL when that is not plain. */
static const struct table *
alias_table(struct world *w, const struct stmt *s, str alias, bool *left)
{
	for (size_t i = 1; i + 2 < s->ntok; i++) {
		const struct tok *t = &s->tok[i];
		size_t            k = word_is(t + 1, "AS") ? i + 2 : i + 1;

		if (t->kind != TOK_WORD || !(word_is(t - 1, "FROM") || word_is(t - 1, "JOIN") || punct_is(t - 1,
			",")))
			continue;
		if (!world_table(w, t->text) ||
		    (!str_eq_nocase(s->tok[k].text, alias) && !str_eq_nocase(t->text, alias)))
			continue;
		*left = word_is(t - 1, "JOIN") && i > 1 && (word_is(t - 2, "LEFT") || word_is(t - 2, "OUTER"));
		return world_table(w, t->text);
	}
	return NULL;
}

/* Is the word a column that may be NULL? */
static bool
may_be_null(struct world *w, struct query *q, const struct stmt *s, const struct seen *seen,
            const struct loose *l, str word, str qualifier)
{
	struct field       *f = qualifier.n ? NULL : find_field(q->col, q->ncol, word);
	bool                nullable = false, left = false;
	const struct table *t = qualifier.n ? alias_table(w, s, qualifier, &left) : NULL;

	if (f)
		return f->nullable;
	if (t)
		return column_type(w, t->name, word, &nullable) != TYPE_NONE && (nullable || left);
	for (size_t i = 0; i < seen->nread; i++)
		if (str_eq_nocase(seen->read[i].column, word) &&
		    column_type(w, seen->read[i].table, word, &nullable) != TYPE_NONE &&
		    (nullable || is_loose(l, seen->read[i].table)))
			return true;
	return false;
}

static void
check_order_term(struct world *w, struct query *q, const struct stmt *s, const struct seen *seen,
                 const struct loose *l, const struct tok *t, size_t n)
{
	static const char *const nulls[] = {"min", "max", "sum", "avg", "nullif", "lag", "lead", "SELECT"};

	for (size_t i = 0; i < n; i++)
		if (word_is(&t[i], "NULLS"))
			return;
	if (n == 0 || word_is(t, "coalesce"))
		return;
	for (size_t i = 0; i < n; i++)
		if (t[i].kind == TOK_WORD && (in_list(t[i].text, nulls, NITEMS(nulls)) ||
		    may_be_null(w, q, s, seen, l, t[i].text,
		                i > 1 && punct_is(&t[i - 1], ".") ? t[i - 2].text : S("")))) {
			fault(q->file, t[i].line, "ORDER BY %.*s may be NULL: say NULLS FIRST or NULLS LAST",
			      STR_ARG(t[i].text));
			return;
		}
}

static void
check_order(struct world *w, struct query *q, const struct stmt *s, const struct seen *seen,
            const struct loose *l)
{
	static const char *const ends[] = {"LIMIT", "OFFSET", "ROWS", "RANGE", "GROUPS", "RETURNING"};

	for (size_t i = 1; i < s->ntok; i++) {
		size_t from = i + 1;
		int    depth = 0;

		if (!word_is(&s->tok[i], "BY") || !word_is(&s->tok[i - 1], "ORDER"))
			continue;
		for (size_t k = from;; k++) {
			bool end = k == s->ntok || (depth == 0 && (punct_is(&s->tok[k], ")") ||
			           (s->tok[k].kind == TOK_WORD && in_list(s->tok[k].text, ends, NITEMS(ends)))));

			if (end || (depth == 0 && punct_is(&s->tok[k], ","))) {
				check_order_term(w, q, s, seen, l, &s->tok[from], k - from);
				from = k + 1;
			}
			if (end)
				break;
			depth += punct_is(&s->tok[k], "(") ? 1 : punct_is(&s->tok[k], ")") ? -1 : 0;
		}
	}
}

static void
check_tables(struct world *w, struct query *q, const struct stmt *s, const struct seen *seen)
{
	bool scope = false, select = !q->writes;

	for (size_t i = 0; i < q->nin; i++)
		scope = scope || str_starts(q->in[i].name, S("scope"));
	if (q->writes) {
		const struct table *t = world_table(w, seen->written);

		if (t && !str_eq(t->room, w->room))
			fault(q->file, s->line, "%.*s writes %.*s, a table of %.*s", STR_ARG(w->room),
				STR_ARG(t->name),
			      STR_ARG(t->room));
		if (seen->many_written)
			fault(q->file, s->line, "one statement writes one table");
	}
	for (size_t i = 0; i < seen->nread; i++) {
		const struct table *t = world_table(w, seen->read[i].table);

		if (!t)
			continue;
		if (!world_may_use(w, w->room, t->room)) {
			fault(q->file, s->line, "%.*s may not read %.*s, a table of %.*s", STR_ARG(w->room),
			      STR_ARG(t->name), STR_ARG(t->room));
			return;
		}
		if (t->scoped && select && !scope && !q->unscoped) {
			fault(q->file, s->line, "%.*s is scoped: use a parameter $scope…, or say -- unscoped: why",
			      STR_ARG(t->name));
			return;
		}
	}
}

static void
check_kind(const struct query *q, const struct stmt *s)
{
	int  depth = 0;
	bool limit = false;

	for (size_t i = 0; i < s->ntok; i++) {
		depth += punct_is(&s->tok[i], "(") ? 1 : punct_is(&s->tok[i], ")") ? -1 : 0;
		limit = limit || (depth == 0 && word_is(&s->tok[i], "LIMIT"));
	}
	if (str_eq(q->kind, S("many")) && !limit)
		fault(q->file, q->line, "%.*s: `many` needs a LIMIT; `each` streams", STR_ARG(q->name));
	if (str_eq(q->kind, S("exec")) && (q->ncol > 0 || !q->writes))
		fault(q->file, q->line, "%.*s: `exec` writes and gives no rows", STR_ARG(q->name));
	if (!str_eq(q->kind, S("exec")) && q->ncol == 0)
		fault(q->file, q->line, "%.*s gives no columns: it is an `exec`", STR_ARG(q->name));
	if (q->later && !str_eq(q->kind, S("one")))
		fault(q->file, q->line, "%.*s: only a `one` is awaited later", STR_ARG(q->name));
	if (q->violated.n && !q->writes)
		fault(q->file, q->line, "%.*s: what only reads violates nothing", STR_ARG(q->name));
	if (q->writes && str_eq(q->kind, S("each")))
		fault(q->file, q->line, "%.*s: `each` only reads", STR_ARG(q->name));
}

/*
 * INSERT … RETURNING id, where SQLite can be asked for the last rowid: its RETURNING makes a table
 * of its own for each run, which costs as much as the row.  ON CONFLICT may insert nothing.
 */
static bool
gives_last_id(struct world *w, const struct query *q, const struct stmt *s)
{
	const char *type = NULL, *table, *column;
	int         key = 0;

	if (!str_eq(q->kind, S("one")) || s->ntok < 4 || !word_is(&s->tok[0], "INSERT") ||
	    !word_is(&s->tok[s->ntok - 2], "RETURNING") || s->tok[s->ntok - 1].kind != TOK_WORD)
		return false;
	for (size_t i = 0; i < s->ntok; i++)
		if (word_is(&s->tok[i], "CONFLICT"))
			return false;
	table = arena_z(w->arena, q->table);
	column = arena_z(w->arena, s->tok[s->ntok - 1].text);
	return table && column &&
	       sqlite3_table_column_metadata(w->meta, NULL, table, column, &type, NULL, NULL, &key, NULL) ==
		       SQLITE_OK &&
	       key && type && str_eq(str_of(type), S("INTEGER")); /* only an ID is written so */
}

static str
body_text(struct world *w, struct query *q, const struct stmt *s, char mark)
{
	struct buf b;

	buf_init(&b, w->arena, MAX_TEXT);
	for (size_t i = 0; i < s->ntok; i++) {
		const struct tok *t = &s->tok[i];

		if (t->space && b.n > 0)
			buf_char(&b, ' ');
		if (t->kind == TOK_PARAM) {
			struct field *f = find_field(q->in, q->nin, t->text);

			if (f) {
				f->used = true;
				buf_printf(&b, "%c%d", mark, (int)(f - q->in) + 1);
			} else {
				fault(q->file, t->line, "$%.*s is not declared with -- in:", STR_ARG(t->text));
			}
		} else {
			buf_add(&b, t->text);
		}
	}
	if (b.err)
		fault(q->file, q->line, "the statement is too long");
	return buf_str(&b);
}

static void
check(struct world *w, struct query *q)
{
	struct seen   seen = {.arena = w->arena};
	struct loose  loose = {.n = 0};
	sqlite3_stmt *st = NULL;
	const char   *tail = NULL;

	for (int i = 0; i < 2; i++) {
		refuse_words(q, &q->body[i]);
		refuse_star(q, &q->body[i]);
		refuse_like(q, &q->body[i]);
		refuse_numbers(q, &q->body[i]);
	}
	q->sqlite = body_text(w, q, &q->body[0], '?');
	q->postgres = body_text(w, q, &q->body[q->body[1].ntok ? 1 : 0], '$');
	for (size_t i = 0; i < q->nin; i++)
		if (!q->in[i].used)
			fault(q->file, q->in[i].line, "parameter $%.*s is not used", STR_ARG(q->in[i].name));
	(void)sqlite3_set_authorizer(w->meta, authorize, &seen);
	if (sqlite3_prepare_v2(w->meta, arena_z(w->arena, q->sqlite), -1, &st, &tail) != SQLITE_OK || !st) {
		fault(q->file, q->body[0].line, "%s", sqlite3_errmsg(w->meta));
	} else {
		q->writes = seen.written.p != NULL;
		q->table = seen.written.p ? seen.written : S("");
		(void)sqlite3_set_authorizer(w->meta, NULL, NULL);
		find_loose(w, &q->body[0], &loose);
		tell_columns(w, q, st, &loose);
		check_order(w, q, &q->body[0], &seen, &loose);
		check_tables(w, q, &q->body[0], &seen);
		check_kind(q, &q->body[0]);
		q->last_id = gives_last_id(w, q, &q->body[0]);
	}
	if (q->last_id) {
		struct stmt bare = q->body[0];

		bare.ntok -= 2;
		q->sqlite = body_text(w, q, &bare, '?');
	}
	(void)sqlite3_set_authorizer(w->meta, NULL, NULL);
	(void)sqlite3_finalize(st);
}

void
queries_read(struct world *w, const char *file, struct query **list, size_t *n)
{
	struct stmt *s;
	size_t       ns;

	if (!lex_file(w->arena, file, &s, &ns))
		return;
	for (size_t i = 0; i < ns; i++) {
		struct query *q = ARENA_NEW(w->arena, struct query);
		str           mark = body_mark(&s[i]);

		if (!q || *n == MAX_QUERIES) {
			fault(file, s[i].line, "more than %d queries", MAX_QUERIES);
			return;
		}
		q->file = file;
		read_remarks(q, &s[i]);
		if (!q->line) {
			fault(file, s[i].line, "a query begins with: -- name: one|many|each|exec");
			continue;
		}
		q->body[0] = s[i];
		if (str_eq(mark, S("sqlite"))) {
			if (i + 1 < ns && str_eq(body_mark(&s[i + 1]), S("postgres")))
				q->body[1] = s[++i];
			else
				fault(file, s[i].line, "body: sqlite is followed by one with body: postgres");
		} else if (mark.p) {
			fault(file, s[i].line, "body: sqlite comes first, then body: postgres");
		}
		for (size_t k = 0; k < *n; k++)
			if (str_eq(list[k]->name, q->name))
				fault(file, q->line, "query %.*s exists already", STR_ARG(q->name));
		check(w, q);
		list[(*n)++] = q;
	}
}
