/* Cut SQL into words, split it at semicolons, keep the remarks. */
#include "querygen.h"

#include <string.h>

enum { MAX_FILE = 2 << 20, MAX_TOKS = 60000 };

struct lexer {
	struct arena *arena;
	const char   *file;
	str           s;
	size_t        i;
	int           line;
	struct tok   *tok;
	struct remark *remark;
	size_t        ntok, nremark;
};

static bool
is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

bool
word_is(const struct tok *t, const char *word)
{
	return t->kind == TOK_WORD && str_eq_nocase(t->text, str_of(word));
}

bool
punct_is(const struct tok *t, const char *punct)
{
	return t->kind == TOK_PUNCT && str_eq(t->text, str_of(punct));
}

size_t
after_paren(const struct tok *t, size_t n, size_t open)
{
	int depth = 0;

	for (size_t i = open; i < n; i++) {
		if (punct_is(&t[i], "("))
			depth++;
		if (punct_is(&t[i], ")") && --depth == 0)
			return i + 1;
	}
	return n;
}

static char
at(const struct lexer *l, size_t ahead)
{
	return l->i + ahead < l->s.n ? l->s.p[l->i + ahead] : '\0';
}

/* Text in quotes, a doubled quote inside; false when the file ends first. */
static bool
skip_quoted(struct lexer *l, char quote)
{
	for (l->i++; l->i < l->s.n; l->i++) {
		if (l->s.p[l->i] == '\n')
			l->line++;
		if (l->s.p[l->i] != quote)
			continue;
		if (at(l, 1) != quote) {
			l->i++;
			return true;
		}
		l->i++;
	}
	return false;
}

static size_t
punct_length(const struct lexer *l)
{
	static const char *const two[] = {"::", "||", "<=", ">=", "<>", "!=", "==", "->", "<<", ">>"};

	for (size_t k = 0; k < NITEMS(two); k++)
		if (at(l, 0) == two[k][0] && at(l, 1) == two[k][1])
			return 2;
	return strchr("()+-*/%,.=<>;|&~", at(l, 0)) ? 1 : 0;
}

static bool
next_tok(struct lexer *l, bool space)
{
	struct tok *t = &l->tok[l->ntok];
	size_t      from = l->i, n;
	char        c = at(l, 0);

	*t = (struct tok){.line = l->line, .space = space};
	if (c == '\'' || c == '"') {
		t->kind = c == '"' ? TOK_QUOTED : TOK_STRING;
		if (!skip_quoted(l, c)) {
			fault(l->file, t->line, "a quote is not closed");
			return false;
		}
	} else if (c == '$' && is_word(at(l, 1))) {
		t->kind = TOK_PARAM;
		from = ++l->i;
		while (is_word(at(l, 0)))
			l->i++;
	} else if (is_word(c)) {
		t->kind = c >= '0' && c <= '9' ? TOK_NUMBER : TOK_WORD;
		while (is_word(at(l, 0)) || (t->kind == TOK_NUMBER && at(l, 0) == '.'))
			l->i++;
	} else if ((n = punct_length(l)) > 0) {
		t->kind = TOK_PUNCT;
		l->i += n;
	} else {
		fault(l->file, l->line, "character '%c' has no place in neutral SQL", c);
		return false;
	}
	t->text = str_slice(l->s, from, l->i);
	l->ntok++;
	return true;
}

static bool
read_all(struct arena *a, const char *file, str *out)
{
	FILE  *f = fopen(file, "rb");
	char  *p = f ? arena_alloc(a, MAX_FILE) : NULL;
	size_t n = p ? fread(p, 1, MAX_FILE, f) : 0;

	if (f)
		(void)fclose(f);
	if (!p || n == MAX_FILE) {
		fault(file, 0, "cannot be read, or is too large");
		return false;
	}
	*out = (str){p, n};
	return true;
}

static void
end_stmt(struct lexer *l, struct stmt *list, size_t *n)
{
	struct stmt *s = &list[*n];

	if (l->ntok == 0)
		return;
	if (*n == MAX_STMTS) {
		fault(l->file, l->line, "more than %d statements", MAX_STMTS);
		return;
	}
	*s = (struct stmt){l->remark, l->nremark, l->tok, l->ntok, l->tok[0].line};
	l->tok += l->ntok;
	l->remark += l->nremark;
	l->ntok = l->nremark = 0;
	(*n)++;
}

bool
lex_file(struct arena *a, const char *file, struct stmt **stmts, size_t *n)
{
	struct lexer l = {.arena = a, .file = file, .line = 1};
	struct tok  *toks = ARENA_NEWS(a, MAX_TOKS, struct tok);
	bool         space = false;

	*n = 0;
	*stmts = ARENA_NEWS(a, MAX_STMTS, struct stmt);
	l.remark = ARENA_NEWS(a, MAX_TOKS, struct remark);
	l.tok = toks;
	if (!*stmts || !l.remark || !toks || !read_all(a, file, &l.s))
		return false;
	while (l.i < l.s.n) {
		char c = at(&l, 0);

		if (l.tok + l.ntok == toks + MAX_TOKS) {
			fault(file, l.line, "the file is too long");
			return false;
		}
		if (c == '\n' || c == ' ' || c == '\t' || c == '\r') {
			l.line += c == '\n';
			l.i++;
			space = true;
		} else if (c == '-' && at(&l, 1) == '-') {
			size_t from = l.i;

			while (l.i < l.s.n && at(&l, 0) != '\n')
				l.i++;
			while (from < l.i && l.s.p[from] == '-')
				from++;
			/* Remarks inside a statement are for people only. */
			if (l.ntok == 0)
				l.remark[l.nremark++] = (struct remark){str_trim(str_slice(l.s, from, l.i)), l.line};
			space = true;
		} else if (c == ';') {
			l.i++;
			end_stmt(&l, *stmts, n);
			space = false;
		} else {
			if (!next_tok(&l, space))
				return false;
			space = false;
		}
	}
	if (l.ntok > 0) {
		fault(file, l.tok[0].line, "the last statement lacks its ;");
		return false;
	}
	return true;
}
