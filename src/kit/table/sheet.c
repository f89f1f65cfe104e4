/* Tables with named columns. */
#include "kit/table/sheet.h"

#include "base/day.h"
#include "base/ensure.h"
#include "base/utf8.h"
#include "kit_table_texts.h"

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

enum err
sheet_fault(struct ctx *cx, const char *field, const struct table_record *r)
{
	static const text_id text[] = {
	    [TABLE_OK] = T_none,         [TABLE_BYTES] = T_sheet_bytes, [TABLE_QUOTE] = T_sheet_quote,
	    [TABLE_LONG] = T_sheet_long, [TABLE_WIDE] = T_sheet_wide,   [TABLE_READ] = T_sheet_read,
	};

	return refuse(cx, ERR_INPUT, field, text[r->fault], number(cx, r->line),
		      number(cx, (int64_t)r->column));
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
		if (sheet_means(s->column[i].name, name))
			return i;
	return SIZE_MAX;
}

/* The number of a row is the spreadsheet's business, and what it said when given out that of whoever looks at it. */
static bool
is_passed_over(str name)
{
	return name.n == 0 || str_eq(name, text_get(T_sheet_serial, ZH)) ||
	       str_eq(name, text_get(T_sheet_serial, EN)) || sheet_means("export_mark", name);
}

/* How a record does as header. */
struct match {
	size_t named, missing, unknown;
};

static struct match
match_header(const struct sheet *s, const struct table_record *r)
{
	struct match m = {0};
	bool         there[SHEET_COLUMNS] = {false};

	for (size_t k = 0; k < r->n; k++) {
		str    name = str_trim(r->field[k]);
		size_t i = find(s, name);

		if (i == SIZE_MAX) {
			m.unknown += !is_passed_over(name);
			continue;
		}
		m.named += !there[i];
		m.unknown += there[i];
		there[i] = true;
	}
	for (size_t i = 0; i < s->n; i++)
		m.missing += s->column[i].need && !there[i];
	return m;
}

static str
column_word(const struct ctx *cx, const struct sheet_column *c)
{
	text_id word = sheet_word(c->name);

	return word != T_none ? text_get(word, cx->lang) : str_of(c->name);
}

static enum err
read_header(struct ctx *cx, struct sheet *s, const struct table_record *r)
{
	for (size_t i = 0; i < s->n; i++)
		s->at[i] = SIZE_MAX;
	s->width = r->n;
	s->head = r->line;
	for (size_t k = 0; k < r->n; k++) {
		str    name = str_trim(r->field[k]);
		size_t i = find(s, name);

		s->blank[k] = name.n == 0;
		if (i == SIZE_MAX && is_passed_over(name))
			continue;
		if (i == SIZE_MAX)
			return refuse(cx, ERR_INPUT, s->file, T_sheet_unknown, utf8_cut(name, 40),
				      number(cx, (int64_t)k + 1));
		if (s->at[i] != SIZE_MAX)
			return refuse(cx, ERR_INPUT, s->file, T_sheet_twice, name);
		s->at[i] = k;
		if (!arena_str(cx->arena, name, &s->said[i]))
			return ctx_no_memory(cx);
	}
	for (size_t i = 0; i < s->n; i++)
		if (s->column[i].need && s->at[i] == SIZE_MAX)
			return refuse(cx, ERR_INPUT, s->file, T_sheet_missing, column_word(cx, &s->column[i]));
	return OK;
}

/* A record outlives the next one. */
static enum err
keep(struct ctx *cx, struct table_record *to, const struct table_record *r)
{
	str *field = ARENA_NEWS(cx->arena, r->n, str);

	if (!field)
		return ctx_no_memory(cx);
	for (size_t i = 0; i < r->n; i++)
		if (!arena_str(cx->arena, r->field[i], &field[i]))
			return ctx_no_memory(cx);
	*to = *r;
	to->field = field;
	return OK;
}

/* Among the first records; when none will do, the refusal is about the one that names most columns. */
static enum err
find_header(struct ctx *cx, struct sheet *s)
{
	struct table_record r, best = {0};
	struct match        most = {0};
	struct match        above = {0}; /* of the record in the line before */
	int64_t             at = 0, upper = 0, lower = 0; /* two lines that both name columns */
	enum err            e;

	for (int k = 0; k < SHEET_HEAD && table_next(s->table, &r);) {
		struct match m;

		if (r.fault)
			return sheet_fault(cx, s->file, &r);
		if (is_comment(&r))
			continue;
		m = match_header(s, &r);
		if (m.missing == 0 && m.unknown == 0)
			return read_header(cx, s, &r);
		if (above.named > 1 && m.named > 1) {
			upper = at;
			lower = r.line;
		}
		above = m;
		at = r.line;
		/* Its second line may still do. */
		if (most.named && most.missing == 0)
			break;
		if ((m.named > most.named || !best.field) && (e = keep(cx, &best, &r)) != OK)
			return e;
		if (m.named >= most.named)
			most = m;
		k++;
	}
	if (upper)
		return refuse(cx, ERR_INPUT, s->file, T_sheet_two_rows, number(cx, upper), number(cx, lower));
	return best.field ? read_header(cx, s, &best) : refuse(cx, ERR_INPUT, s->file, T_sheet_empty);
}

enum err
sheet_open(struct ctx *cx, struct sheet *s, const char *field, const str *text,
	   const struct sheet_column *column, size_t n)
{
	struct table_options o = {.quotes = true, .read = table_read_str};
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
	return find_header(cx, s);
}

/* The header again, as on each printed page. */
static bool
is_header(const struct sheet *s, const struct table_record *r)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->at[i] != SIZE_MAX &&
		    !(s->at[i] < r->n && str_eq(str_trim(r->field[s->at[i]]), s->said[i])))
			return false;
	return true;
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
			return sheet_fault(cx, s->file, &r);
	} while (is_comment(&r) || is_header(s, &r));
	for (size_t k = 0; k < r.n; k++)
		if ((k >= s->width || s->blank[k]) && str_trim(r.field[k]).n)
			return refuse(cx, ERR_INPUT, s->file, T_sheet_wide, number(cx, r.line),
				      number(cx, (int64_t)k + 1));
	for (size_t i = 0; i < s->n; i++) {
		cell[i] = s->at[i] < r.n ? table_plain(str_trim(r.field[s->at[i]])) : STR_NONE;
		if (cell[i].n == 0)
			cell[i] = STR_NONE;
	}
	return OK;
}

/* "46376", a day that lost its format: as spreadsheets count from 1900, for those from 1955 to 2119. */
static bool
serial_said(str cell, char text[DAY_TEXT], str *out)
{
	enum { FIRST = 20000, LAST = 80000, AT_1970 = 25569 };
	int64_t v;

	if (!str_to_i64(cell, &v) || v < FIRST || v > LAST)
		return false;
	*out = day_format((day){(int32_t)(v - AT_1970)}, text);
	return true;
}

enum err
sheet_refuse_more(struct ctx *cx, const struct sheet *s, size_t column, text_id text, str arg, str more)
{
	str said = arg.p ? utf8_cut(arg, 60) : S("");

	ensure(column < s->n);
	if (s->field)
		return refuse(cx, ERR_INPUT, s->field[column].name, text, S(""),
			      text_get(s->field[column].label, cx->lang), said, more);
	return refuse(cx, ERR_INPUT, s->file, text, line_said(cx, s->line),
		      s->said[column].n ? s->said[column] : column_word(cx, &s->column[column]), said, more);
}

enum err
sheet_refuse(struct ctx *cx, const struct sheet *s, size_t column, text_id text, str arg)
{
	char room[DAY_TEXT];
	str  on = S("");

	if (text == T_sheet_cell_day && serial_said(arg, room, &on))
		text = T_sheet_cell_serial;
	return sheet_refuse_more(cx, s, column, text, arg, on);
}

enum err
sheet_refuse_number(struct ctx *cx, const struct sheet *s, size_t column, text_id text, str arg)
{
	size_t n = 0;

	while (n < arg.n && arg.p[n] >= '0' && arg.p[n] <= '9')
		n++;
	/* "5.5" is another fault than "5 处". */
	if (n == 0 || n == arg.n || arg.p[n] == '.' || arg.p[n] == ',')
		return sheet_refuse(cx, s, column, text, arg);
	return sheet_refuse_more(cx, s, column, T_sheet_cell_unit, arg, str_slice(arg, 0, n));
}

enum err
sheet_narrow(struct ctx *cx, str *cell)
{
	const str wide = S("\xef\xbc"); /* U+FF10..FF19 are EF BC 90..99 */
	size_t    n = 0;
	char     *p;

	if (str_find_str(*cell, wide) == SIZE_MAX)
		return OK;
	if (!(p = arena_z(cx->arena, *cell)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < cell->n; i++) {
		unsigned char last = i + 2 < cell->n ? (unsigned char)cell->p[i + 2] : 0;

		if (last >= 0x90 && last <= 0x99 && str_starts(str_slice(*cell, i, cell->n), wide)) {
			p[n++] = (char)('0' + (last - 0x90));
			i += 2;
		} else {
			p[n++] = cell->p[i];
		}
	}
	*cell = (str){p, n};
	return OK;
}
