/* Tables with named columns. */
#include "kit/table/sheet.h"

#include "base/ensure.h"
#include "base/utf8.h"
#include "texts.h"

static str
number(struct ctx *cx, int64_t v)
{
	return arena_printf(cx->arena, "%lld", (long long)v);
}

static str
line_said(struct ctx *cx, int64_t line)
{
	const str  n = number(cx, line);
	struct buf b;

	buf_init(&b, cx->arena, BUF_LINE);
	text_add(&b, T_sheet_line, cx->lang, &n, 1);
	return buf_str(&b);
}

static enum err
fault(struct ctx *cx, const struct sheet *s, const struct table_record *r)
{
	static const text_id text[] = {
	    [TABLE_OK] = T_none,           [TABLE_BYTES] = T_sheet_bytes, [TABLE_QUOTE] = T_sheet_quote,
	    [TABLE_LONG] = T_sheet_long,   [TABLE_WIDE] = T_sheet_wide,   [TABLE_READ] = T_sheet_read,
	};

	return refuse(cx, ERR_INPUT, s->file, text[r->fault], number(cx, r->line), number(cx, (int64_t)r->column));
}

static bool
is_comment(const struct table_record *r)
{
	return r->n > 0 && str_starts(r->field[0], S("#"));
}

static size_t
find(const struct sheet *s, str name)
{
	for (size_t i = 0; i < s->n; i++)
		if (str_eq(str_of(s->column[i].name), name))
			return i;
	return SIZE_MAX;
}

static enum err
read_header(struct ctx *cx, struct sheet *s, const struct table_record *r)
{
	for (size_t i = 0; i < s->n; i++)
		s->at[i] = SIZE_MAX;
	s->width = r->n;
	for (size_t k = 0; k < r->n; k++) {
		str    name = str_trim(r->field[k]);
		size_t i = find(s, name);

		if (i == SIZE_MAX)
			return refuse(cx, ERR_INPUT, s->file, T_sheet_unknown, utf8_cut(name, 40),
			              number(cx, (int64_t)k + 1));
		if (s->at[i] != SIZE_MAX)
			return refuse(cx, ERR_INPUT, s->file, T_sheet_twice, name);
		s->at[i] = k;
	}
	for (size_t i = 0; i < s->n; i++)
		if (s->column[i].need && s->at[i] == SIZE_MAX)
			return refuse(cx, ERR_INPUT, s->file, T_sheet_missing, str_of(s->column[i].name));
	return OK;
}

enum err
sheet_open(struct ctx *cx, struct sheet *s, const char *field, const str *text,
           const struct sheet_column *column, size_t n)
{
	struct table_options o = {.quotes = true, .read = table_read_str};
	struct table_record  r;
	str                 *rest = ARENA_NEW(cx->arena, str);

	ensure(n <= SHEET_COLUMNS);
	*s = (struct sheet){.file = field, .column = column, .n = n};
	if (!rest)
		return ctx_no_memory(cx);
	*rest = *text;
	o.arg = rest;
	o.quotes = str_find(*text, '\t') == SIZE_MAX;
	o.sep = o.quotes ? '\0' : '\t';
	s->table = table_new(cx->arena, &o);
	if (!s->table)
		return ctx_no_memory(cx);
	do {
		if (!table_next(s->table, &r))
			return refuse(cx, ERR_INPUT, field, T_sheet_empty);
		if (r.fault)
			return fault(cx, s, &r);
	} while (is_comment(&r));
	return read_header(cx, s, &r);
}

enum err
sheet_next(struct ctx *cx, struct sheet *s, str *cell)
{
	struct table_record r;

	do {
		if (!table_next(s->table, &r))
			return ERR_NONE;
		s->line = r.line;
		if (r.fault)
			return fault(cx, s, &r);
	} while (is_comment(&r));
	if (r.n > s->width)
		return refuse(cx, ERR_INPUT, s->file, T_sheet_wide, number(cx, r.line),
		              number(cx, (int64_t)s->width + 1));
	for (size_t i = 0; i < s->n; i++) {
		cell[i] = s->at[i] < r.n ? str_trim(r.field[s->at[i]]) : STR_NONE;
		if (cell[i].n == 0)
			cell[i] = STR_NONE;
	}
	return OK;
}

enum err
sheet_refuse(struct ctx *cx, const struct sheet *s, size_t column, text_id text, str arg)
{
	str said = arg.p ? utf8_cut(arg, 60) : S("");

	ensure(column < s->n);
	if (s->field)
		return refuse(cx, ERR_INPUT, s->field[column].name, text, S(""),
		              text_get(s->field[column].label, cx->lang), said);
	return refuse(cx, ERR_INPUT, s->file, text, line_said(cx, s->line), str_of(s->column[column].name), said);
}
