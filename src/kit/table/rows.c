/* Rows kept for checking, and validities that must not overlap. */
#include "kit/table/rows.h"

#include "base/day.h"
#include "base/utf8.h"
#include "kit_table_texts.h"

#include <stdlib.h>
#include <string.h>

static enum err
keep(struct ctx *cx, struct rows *t, const str *cell)
{
	struct row *r;

	if (t->n == t->cap) {
		size_t      cap = t->cap ? t->cap * 2 : 64;
		struct row *more = arena_grow(cx->arena, t->row, t->cap * sizeof(*more), cap * sizeof(*more));

		if (!more)
			return ctx_no_memory(cx);
		t->row = more;
		t->cap = cap;
	}
	r = &t->row[t->n];
	r->line = t->sheet.line;
	r->cell = ARENA_NEWS(cx->arena, t->sheet.n, str);
	if (!r->cell)
		return ctx_no_memory(cx);
	for (size_t i = 0; i < t->sheet.n; i++)
		if (cell[i].p && !arena_str(cx->arena, cell[i], &r->cell[i]))
			return ctx_no_memory(cx);
	t->n++;
	return OK;
}

void
rows_form(struct rows *t, const struct sheet_column *column, size_t n, const struct sheet_field *field)
{
	*t = (struct rows){.sheet = {.column = column, .n = n, .field = field}};
}

enum err
rows_add(struct ctx *cx, struct rows *t, const str *cell)
{
	str c[SHEET_COLUMNS];

	for (size_t i = 0; i < t->sheet.n; i++)
		c[i] = cell[i].n ? cell[i] : STR_NONE;
	t->sheet.line++;
	return keep(cx, t, c);
}

enum err
rows_read(struct ctx *cx, struct rows *t, const char *field, const str *text, const struct sheet_column *column,
          size_t n, size_t most)
{
	str      cell[SHEET_COLUMNS];
	enum err e;

	*t = (struct rows){0};
	if ((e = sheet_open(cx, &t->sheet, field, text, column, n)) != OK)
		return e;
	while ((e = sheet_next(cx, &t->sheet, cell)) == OK) {
		if (t->n == most)
			return refuse(cx, ERR_LARGE, field, T_rows_many, arena_printf(cx->arena, "%zu", most));
		if ((e = keep(cx, t, cell)) != OK)
			return e;
	}
	return e == ERR_NONE ? OK : e;
}

enum err
rows_refuse(struct ctx *cx, struct rows *t, size_t r, size_t c, text_id text, str arg)
{
	t->sheet.line = t->row[r].line;
	return sheet_refuse(cx, &t->sheet, c, text, arg);
}

enum err
rows_refuse_number(struct ctx *cx, struct rows *t, size_t r, size_t c, text_id text, str arg)
{
	t->sheet.line = t->row[r].line;
	return sheet_refuse_number(cx, &t->sheet, c, text, arg);
}

enum err
rows_each(struct ctx *cx, struct rows *t, rows_look *look, void *arg)
{
	bool     bad = false;
	enum err e = OK;

	for (size_t i = 0; e == OK && i < t->n && cx->why.n < WHY_MAX; i++) {
		e = look(cx, t, i, arg);
		bad = bad || e == ERR_INPUT;
		if (e == ERR_INPUT)
			e = OK;
	}
	return e == OK && bad ? ERR_INPUT : e;
}

static size_t *
slot_of(const struct rows_index *x, str cell)
{
	size_t i = (size_t)str_hash(cell) & x->mask;

	while (x->slot[i] && !str_eq(x->t->row[x->slot[i] - 1].cell[x->column], cell))
		i = (i + 1) & x->mask;
	return &x->slot[i];
}

enum err
rows_index(struct ctx *cx, const struct rows *t, size_t column, struct rows_index *out)
{
	*out = (struct rows_index){.t = t, .column = column, .mask = 15};
	while (out->mask < t->n * 2)
		out->mask = out->mask * 2 + 1;
	if (!(out->slot = ARENA_NEWS(cx->arena, out->mask + 1, size_t)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < t->n; i++)
		if (t->row[i].cell[column].p) {
			size_t *slot = slot_of(out, t->row[i].cell[column]);

			if (!*slot)
				*slot = i + 1;
		}
	return OK;
}

size_t
rows_find(const struct rows_index *x, str cell)
{
	size_t at = cell.p ? *slot_of(x, cell) : 0;

	return at ? at - 1 : SIZE_MAX;
}

enum err
rows_need(struct ctx *cx, struct rows *t, size_t r, const int *column, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!t->row[r].cell[column[i]].p)
			return rows_refuse(cx, t, r, (size_t)column[i], T_sheet_cell_missing, STR_NONE);
	return OK;
}

enum err
rows_fit(struct ctx *cx, struct rows *t, size_t r, const struct rows_most *most, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (utf8_len(t->row[r].cell[most[i].column]) > most[i].chars)
			return rows_refuse(cx, t, r, most[i].column, T_sheet_cell_long,
			                   arena_printf(cx->arena, "%zu", most[i].chars));
	return OK;
}

enum err
rows_choice(struct ctx *cx, struct rows *t, size_t r, size_t c, const char *const *words)
{
	str v = t->row[r].cell[c];

	if (!v.p)
		return OK;
	for (size_t i = 0; words[i]; i++)
		if (str_eq(v, str_of(words[i])))
			return OK;
	return rows_refuse(cx, t, r, c, T_sheet_cell_choice, v);
}

enum err
rows_day(struct ctx *cx, struct rows *t, size_t r, size_t c, int back, int ahead)
{
	str  cell = row_text(&t->row[r], c);
	char text[2][DAY_TEXT];
	day  d, first, last;
	int  away;

	if (!cell.n)
		return OK;
	if (!day_parse(cell, &d))
		return rows_refuse(cx, t, r, c, T_sheet_cell_day, cell);
	away = day_between(ctx_today(cx), d);
	if ((away >= -back && away <= ahead) || !day_add(ctx_today(cx), -back, &first) ||
	    !day_add(ctx_today(cx), ahead, &last))
		return OK;
	t->sheet.line = t->row[r].line;
	return sheet_refuse_more(cx, &t->sheet, c, T_sheet_cell_range, cell,
	                         arena_printf(cx->arena, "%.*s～%.*s", STR_ARG(day_format(first, text[0])),
	                                      STR_ARG(day_format(last, text[1]))));
}

enum err
rows_validity(struct ctx *cx, struct rows *t, size_t r, size_t from, size_t to, int ahead)
{
	str f = t->row[r].cell[from], u = t->row[r].cell[to];
	day d;

	if (!f.p)
		return rows_refuse(cx, t, r, from, T_sheet_cell_missing, STR_NONE);
	if (!day_parse(f, &d))
		return rows_refuse(cx, t, r, from, T_sheet_cell_day, f);
	if (day_between(ctx_today(cx), d) > ahead)
		return rows_refuse(cx, t, r, from, T_rows_far, f);
	if (u.p && !day_parse(u, &d))
		return rows_refuse(cx, t, r, to, T_sheet_cell_day, u);
	if (u.p && str_cmp(u, f) <= 0)
		return rows_refuse(cx, t, r, to, T_rows_ends_early, u);
	return OK;
}

str
row_text(const struct row *r, size_t c)
{
	return r->cell[c].p ? r->cell[c] : S("");
}

str
list_cut(str *rest)
{
	const str sep = S("；");

	while (rest->p) {
		size_t at = str_find_str(*rest, sep);
		str    v = str_trim(str_slice(*rest, 0, at == SIZE_MAX ? rest->n : at));

		*rest = at == SIZE_MAX ? STR_NONE : str_slice(*rest, at + sep.n, rest->n);
		if (v.n)
			return v;
	}
	return STR_NONE;
}

str
typed_cut(str *rest)
{
	static const str seps[] = {STR_INIT("；"), STR_INIT("，"), STR_INIT("、"), STR_INIT(";"), STR_INIT(","),
	                           STR_INIT("\n")};

	while (rest->p) {
		size_t at = SIZE_MAX, step = 0;
		str    v;

		for (size_t i = 0; i < NITEMS(seps); i++) {
			size_t found = str_find_str(*rest, seps[i]);

			if (found < at) {
				at = found;
				step = seps[i].n;
			}
		}
		v = str_trim(str_slice(*rest, 0, at == SIZE_MAX ? rest->n : at));
		*rest = at == SIZE_MAX ? STR_NONE : str_slice(*rest, at + step, rest->n);
		if (v.n)
			return v;
	}
	return STR_NONE;
}

/* What ends where it begins has no day. */
static bool
is_empty(str from, str to)
{
	return to.p && str_cmp(to, from) <= 0;
}

bool
span_overlap(str from_a, str to_a, str from_b, str to_b)
{
	if (is_empty(from_a, to_a) || is_empty(from_b, to_b))
		return false;
	return (!to_a.p || str_cmp(from_b, to_a) < 0) && (!to_b.p || str_cmp(from_a, to_b) < 0);
}

bool
span_holds(str from, str to, str on)
{
	return str_cmp(from, on) <= 0 && (!to.p || str_cmp(on, to) < 0);
}

static int
by_key(const void *a, const void *b)
{
	const struct span *x = a, *y = b;
	int                c = is_empty(x->from, x->to) - is_empty(y->from, y->to);

	/* Empty ones last, so that none stands between two that overlap. */
	if (c == 0)
		c = str_cmp(x->key, y->key);
	if (c == 0)
		c = str_cmp(x->from, y->from);
	return c ? c : (x->line > y->line) - (x->line < y->line);
}

size_t
span_clash(struct span *s, size_t n)
{
	/* qsort must not be given NULL. */
	if (n > 1)
		qsort(s, n, sizeof(*s), by_key);
	for (size_t i = 1; i < n; i++)
		if (str_eq(s[i - 1].key, s[i].key) &&
		    span_overlap(s[i - 1].from, s[i - 1].to, s[i].from, s[i].to))
			return i;
	return SIZE_MAX;
}
