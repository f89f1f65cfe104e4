/* The rows of a sheet: merged areas are known beforehand, then row by row, in constant memory. */
#include "kit/xlsx/inside.h"

#include "kit_xlsx_texts.h"

#include <stdlib.h>
#include <string.h>

/* What is read within a cell. */
enum within { WITHIN_NOTHING, WITHIN_VALUE, WITHIN_TEXT };

/* A merged area, and what it shows once its first cell was read. */
struct merge {
	int64_t          top, bottom;
	size_t           left, right;
	struct xlsx_cell shows;
};

struct reading {
	struct xlsx_book *b;
	size_t            sheet;
	xlsx_take        *take;
	void             *arg;
	struct merge     *merge; /* by their top */
	size_t            nmerge, merge_room, next_merge;
	struct merge     *at[XLSX_COLUMNS]; /* the one that a column of this row belongs to */
	int64_t           no, last, count;
	size_t            column, next, n;
	struct xlsx_cell *cell;
	struct arena     *row; /* of one row's texts */
	/* The cell that is being read. */
	str         type; /* of a constant, or in `kind` */
	char        kind[16];
	int64_t     style;
	bool        formula, has_value, phonetic;
	enum within in;
	struct buf  said;
};

static str
name_of(const struct reading *r)
{
	return r->b->sheet[r->sheet].name;
}

static enum err
bad_cell(struct ctx *cx, struct reading *r, text_id why, str arg)
{
	return refuse(cx, ERR_INPUT, r->b->field, why, name_of(r), xlsx_cell_name(cx, r->column, r->no), arg);
}

/* ---- Merged areas ------------------------------------------------------------------------------------- */

static enum err
take_merge(struct ctx *cx, str name, const char **attr, void *arg)
{
	struct reading *r = arg;
	struct merge    m = {0};
	str             to = package_attribute(attr, "ref"), from;

	if (!str_eq(name, S("mergeCell")))
		return OK;
	from = str_cut(&to, ':');
	if (!cell_at(from, &m.left, &m.top) || !to.p || !cell_at(to, &m.right, &m.bottom) || m.right < m.left ||
	    m.bottom < m.top)
		return OK;
	if (r->nmerge == XLSX_MERGES)
		return refuse(cx, ERR_INPUT, r->b->field, T_xlsx_merges_many, name_of(r),
			      arena_printf(cx->arena, "%d", XLSX_MERGES));
	if (r->nmerge == r->merge_room) {
		size_t        more = r->merge_room ? r->merge_room * 2 : 16;
		struct merge *p =
		    arena_grow(cx->arena, r->merge, r->merge_room * sizeof(*p), more * sizeof(*p));

		if (!p)
			return ctx_no_memory(cx);
		r->merge = p;
		r->merge_room = more;
	}
	r->merge[r->nmerge++] = m;
	return OK;
}

static int
by_top(const void *a, const void *b)
{
	const struct merge *x = a, *y = b;

	if (x->top != y->top)
		return x->top < y->top ? -1 : 1;
	return (x->left > y->left) - (x->left < y->left);
}

/* Which merged areas this row meets.  None overlaps another: a spreadsheet does not make such. */
static enum err
meet_merges(struct ctx *cx, struct reading *r)
{
	for (size_t c = 0; c < XLSX_COLUMNS; c++)
		if (r->at[c] && r->at[c]->bottom < r->no)
			r->at[c] = NULL;
	for (; r->next_merge < r->nmerge && r->merge[r->next_merge].top <= r->no; r->next_merge++) {
		struct merge *m = &r->merge[r->next_merge];

		for (size_t c = m->left; c <= m->right && c < XLSX_COLUMNS && m->bottom >= r->no; c++) {
			if (r->at[c])
				return refuse(cx, ERR_INPUT, r->b->field, T_xlsx_damaged,
					      xlsx_cell_name(cx, m->left, m->top));
			r->at[c] = m;
		}
	}
	return OK;
}

/* Fill what merged areas show into this row. */
static enum err
show_merges(struct ctx *cx, struct reading *r)
{
	enum err e = r->nmerge ? meet_merges(cx, r) : OK;

	for (size_t c = 0; e == OK && r->nmerge && c < XLSX_COLUMNS; c++) {
		struct merge *m = r->at[c];

		if (!m)
			continue;
		if (m->top == r->no && m->left == c) {
			m->shows = r->cell[c];
			if (m->shows.text.p && !arena_str(cx->arena, m->shows.text, &m->shows.text))
				return ctx_no_memory(cx);
		}
		r->cell[c] = m->shows;
		r->cell[c].merged = true;
		if (m->shows.kind != XLSX_EMPTY && r->n <= c)
			r->n = c + 1;
	}
	return e;
}

/* ---- Cells ---------------------------------------------------------------------------------------------- */

static enum err
say_number(struct ctx *cx, struct reading *r, str text, struct xlsx_cell *c)
{
	struct style style = {SHOWN_PLAIN, 0};
	double       v;

	if (!str_to_f64(text, &v))
		return bad_cell(cx, r, T_xlsx_cell_damaged, STR_NONE);
	if (r->style >= 0 && (size_t)r->style < r->b->nstyle)
		style = r->b->style[r->style];
	switch (number_say(r->row, v, style, r->b->y1904, &c->text, &c->kind)) {
	case SAID_NO_DAY:
		return bad_cell(cx, r, T_xlsx_cell_day, text);
	case SAID_LONG:
		return bad_cell(cx, r, T_xlsx_cell_digits, STR_NONE);
	case SAID:
		break;
	}
	return c->text.p ? OK : ctx_no_memory(cx);
}

static enum err
say_text(struct ctx *cx, struct reading *r, str text, struct xlsx_cell *c)
{
	c->kind = XLSX_IS_TEXT;
	if (!text_clean(r->row, text, &c->text))
		return bad_cell(cx, r, T_xlsx_cell_long, arena_printf(cx->arena, "%d", XLSX_TEXT >> 10));
	return c->text.p ? OK : ctx_no_memory(cx);
}

static enum err
say_cell(struct ctx *cx, struct reading *r, struct xlsx_cell *c)
{
	str      said = buf_str(&r->said), type = r->type;
	int64_t  i;
	enum err e = OK;

	if (r->said.err == ERR_LARGE)
		return bad_cell(cx, r, T_xlsx_cell_long, arena_printf(cx->arena, "%d", XLSX_TEXT >> 10));
	if (r->said.err != OK)
		return ctx_no_memory(cx);
	if (str_eq(type, S("inlineStr")) || str_eq(type, S("str"))) {
		e = say_text(cx, r, said, c);
	} else if (str_trim(said).n == 0) {
		return OK;
	} else if (str_eq(type, S("s"))) {
		if (!str_to_i64(str_trim(said), &i) || i < 0 || (uint64_t)i >= r->b->ntext)
			return bad_cell(cx, r, T_xlsx_cell_damaged, STR_NONE);
		c->kind = XLSX_IS_TEXT;
		c->text = r->b->text[i];
	} else if (str_eq(type, S("b"))) {
		c->kind = XLSX_BOOL;
		c->text = str_eq(str_trim(said), S("1")) ? S("TRUE") : S("FALSE");
	} else if (str_eq(type, S("e"))) {
		str what;

		return text_clean(cx->arena, said, &what) ? bad_cell(cx, r, T_xlsx_cell_error, what)
							  : bad_cell(cx, r, T_xlsx_cell_damaged, STR_NONE);
	} else if (str_eq(type, S("d"))) {
		c->kind = XLSX_DAY;
		if (!iso_say(r->row, str_trim(said), &c->text))
			return bad_cell(cx, r, T_xlsx_cell_day, STR_NONE);
	} else {
		e = say_number(cx, r, str_trim(said), c);
	}
	c->formula = r->formula;
	if (e == OK && str_trim(c->text).n == 0)
		*c = (struct xlsx_cell){0};
	return e;
}

static enum err
begin_row(struct ctx *cx, struct reading *r, const char **attr)
{
	str no = package_attribute(attr, "r");

	r->no = r->last + 1;
	if ((no.p && !str_to_i64(no, &r->no)) || r->no <= r->last || r->no > XLSX_LAST_ROW) {
		r->no = r->last + 1;
		r->column = 0;
		return bad_cell(cx, r, T_xlsx_cell_damaged, STR_NONE);
	}
	r->last = r->no;
	r->n = r->next = 0;
	return OK;
}

static enum err
begin_cell(struct ctx *cx, struct reading *r, const char **attr)
{
	str     at = package_attribute(attr, "r"), type = package_attribute(attr, "t");
	int64_t row = r->no;

	r->column = r->next;
	if ((at.p && !cell_at(at, &r->column, &row)) || row != r->no || r->column < r->next) {
		r->column = r->next;
		return bad_cell(cx, r, T_xlsx_cell_damaged, STR_NONE);
	}
	r->next = r->column + 1;
	r->type = str_slice(type, 0, sizeof(r->kind));
	if (r->type.n)
		memcpy(r->kind, r->type.p, r->type.n);
	r->type.p = r->kind;
	r->style = 0;
	(void)str_to_i64(package_attribute(attr, "s"), &r->style);
	r->formula = r->phonetic = false;
	r->in = WITHIN_NOTHING;
	buf_clear(&r->said);
	return OK;
}

static enum err
end_cell(struct ctx *cx, struct reading *r)
{
	struct xlsx_cell c = {0};
	enum err         e = say_cell(cx, r, &c);

	if (e != OK || c.kind == XLSX_EMPTY)
		return e;
	if (r->column >= XLSX_COLUMNS)
		return refuse(cx, ERR_INPUT, r->b->field, T_xlsx_columns_many, name_of(r),
			      xlsx_cell_name(cx, r->column, r->no),
			      arena_printf(cx->arena, "%d", XLSX_COLUMNS));
	r->cell[r->column] = c;
	r->n = r->column + 1;
	return OK;
}

static enum err
end_row(struct ctx *cx, struct reading *r)
{
	bool     own = r->n > 0;
	enum err e = show_merges(cx, r);

	if (e == OK && own && ++r->count > XLSX_ROWS)
		e = refuse(cx, ERR_INPUT, r->b->field, T_xlsx_rows_many, name_of(r),
			   arena_printf(cx->arena, "%d", XLSX_ROWS));
	/* A row in which nothing but merged areas are seen is one of theirs, and said once. */
	if (e == OK && own)
		e = r->take(cx, &(struct xlsx_row){r->no, r->n, r->cell}, r->arg);
	memset(r->cell, 0, (r->nmerge ? XLSX_COLUMNS : r->n) * sizeof(*r->cell));
	arena_reset(r->row);
	return e;
}

/* ---- The walk ---- */

static enum err
on_start(struct ctx *cx, str name, const char **attr, void *arg)
{
	struct reading *r = arg;

	if (str_eq(name, S("row")))
		return begin_row(cx, r, attr);
	if (str_eq(name, S("c")))
		return begin_cell(cx, r, attr);
	r->formula = r->formula || str_eq(name, S("f"));
	r->phonetic = r->phonetic || str_eq(name, S("rPh"));
	if (str_eq(name, S("v")))
		r->in = WITHIN_VALUE;
	else if (str_eq(name, S("t")) && !r->phonetic && str_eq(r->type, S("inlineStr")))
		r->in = WITHIN_TEXT;
	return OK;
}

static enum err
on_text(struct ctx *cx, str text, void *arg)
{
	struct reading *r = arg;

	(void)cx;
	if (r->in != WITHIN_NOTHING)
		buf_add(&r->said, text);
	return OK;
}

static enum err
on_end(struct ctx *cx, str name, void *arg)
{
	struct reading *r = arg;

	r->in = WITHIN_NOTHING;
	if (str_eq(name, S("rPh")))
		r->phonetic = false;
	if (str_eq(name, S("c")))
		return end_cell(cx, r);
	return str_eq(name, S("row")) ? end_row(cx, r) : OK;
}

static enum err
walk(struct ctx *cx, struct reading *r, struct package_walk w)
{
	w.arg = r;
	w.broken = T_xlsx_broken;
	w.typed = T_xlsx_doctype;
	w.deep = T_xlsx_deep;
	return package_walk(cx, r->b->p, r->b->part[r->sheet], &w);
}

enum err
xlsx_rows(struct ctx *cx, struct xlsx_book *b, size_t sheet, xlsx_take *row, void *arg)
{
	struct reading r = {.b = b, .sheet = sheet, .take = row, .arg = arg};
	enum err       e;

	if (!(r.cell = ARENA_NEWS(cx->arena, XLSX_COLUMNS, struct xlsx_cell)))
		return ctx_no_memory(cx);
	buf_init(&r.said, cx->arena, XLSX_TEXT);
	if ((e = walk(cx, &r, (struct package_walk){.start = take_merge})) != OK)
		return e;
	if (r.nmerge > 1)
		qsort(r.merge, r.nmerge, sizeof(*r.merge), by_top);
	if (!(r.row = arena_new((size_t)XLSX_COLUMNS * XLSX_TEXT + (1 << 20))))
		return ctx_no_memory(cx);
	e = walk(cx, &r, (struct package_walk){.start = on_start, .end = on_end, .text = on_text});
	arena_free(r.row);
	return e;
}
