/* A table read as people write it, and held against the store: what is new, what changes, what stays. */
#include "base/day.h"
#include "kit/secret/secret.h"
#include "work/bulk/inside.h"
#include "work_bulk_texts.h"

#include <stdlib.h>

/* ---- Reading and writing ---- */

/* The digits at i; -1: none, or too many. */
static int
digits(str s, size_t *i)
{
	int    v = 0;
	size_t from = *i;

	for (; *i < s.n && s.p[*i] >= '0' && s.p[*i] <= '9'; ++*i) {
		if (*i - from == 4)
			return -1;
		v = v * 10 + (s.p[*i] - '0');
	}
	return *i > from ? v : -1;
}

/* "2026/7/1", "2026.7.1", "2026年7月1日", a midnight behind it: as spreadsheets save them.  Anything else stays
 * as it is. */
static enum err
day_said(struct ctx *cx, str *cell)
{
	const str marks[] = {S("-"), S("/"), S("."), text_get(T_bulk_year, ZH), text_get(T_bulk_month, ZH)};
	const str last = text_get(T_bulk_day, ZH);
	int       part[3] = {0};
	char      text[DAY_TEXT];
	size_t    i = 0;
	day       d;

	for (size_t k = 0; k < 3; k++) {
		bool marked = k == 2;

		if ((part[k] = digits(*cell, &i)) < 0)
			return OK;
		for (size_t m = 0; m < NITEMS(marks) && !marked; m++)
			if (str_starts(str_slice(*cell, i, cell->n), marks[m])) {
				i += marks[m].n;
				marked = true;
			}
		if (!marked)
			return OK;
	}
	if (str_starts(str_slice(*cell, i, cell->n), last))
		i += last.n;
	if ((i < cell->n && !str_starts(str_slice(*cell, i, cell->n), S(" 00:00")) &&
	     !str_starts(str_slice(*cell, i, cell->n), S(" 0:00"))) ||
	    !day_from_ymd(part[0], part[1], part[2], &d))
		return OK;
	return arena_str(cx->arena, day_format(d, text), cell) ? OK : ctx_no_memory(cx);
}

/* A record is a line. */
static enum err
one_line(struct ctx *cx, str *cell)
{
	char *p;

	if (str_find(*cell, '\n') == SIZE_MAX && str_find(*cell, '\r') == SIZE_MAX &&
	    str_find(*cell, '\t') == SIZE_MAX)
		return OK;
	if (!(p = arena_z(cx->arena, *cell)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < cell->n; i++)
		if (p[i] == '\n' || p[i] == '\r' || p[i] == '\t')
			p[i] = ' ';
	cell->p = p;
	return OK;
}

static bool
is_day(const struct bulk_column *c)
{
	return c->as == BULK_DAY || c->as == BULK_ASIDE_DAY;
}

enum err
bulk_read(struct ctx *cx, const struct bulk_kind *k, str text, struct rows *t)
{
	struct sheet_column *column = ARENA_NEWS(cx->arena, BULK_COLUMNS + 1, struct sheet_column);
	enum err             e;

	if (!column)
		return ctx_no_memory(cx);
	for (size_t c = 0; c < k->n; c++)
		column[c] = (struct sheet_column){k->column[c].name, k->column[c].need};
	column[k->n] = (struct sheet_column){bulk_mark_column.name, false};
	e = rows_read(cx, t, "file", &text, column, k->n + 1, BULK_ROWS);
	/* Whoever sends back what was given out whole is told how to have it in pieces. */
	if (e == ERR_LARGE && t->n == BULK_ROWS) {
		ctx_forget(cx);
		return refuse(cx, ERR_LARGE, "file", T_bulk_too_many, arena_printf(cx->arena, "%d", BULK_ROWS));
	}
	for (size_t c = 0; e == OK && c <= k->n; c++)
		e = one_line(cx, &t->sheet.said[c]);
	for (size_t i = 0; e == OK && i < t->n; i++)
		for (size_t c = 0; e == OK && c < k->n; c++) {
			str *cell = &t->row[i].cell[c];

			if (cell->n && (is_day(&k->column[c]) || k->column[c].as == BULK_NUMBER))
				e = sheet_narrow(cx, cell);
			if (e == OK && cell->n && is_day(&k->column[c]))
				e = day_said(cx, cell);
			if (cell->n)
				*cell = bulk_meant(&k->column[c], *cell);
			if (e == OK && cell->n)
				e = one_line(cx, cell);
		}
	return e;
}

const struct bulk_column bulk_mark_column = {.name = "export_mark", .width = 16};

static bool
is_aside(const struct bulk_column *c)
{
	return c->as == BULK_NOTE || c->as == BULK_ASIDE || c->as == BULK_ASIDE_DAY;
}

/* Letters alone: no spreadsheet takes them for a number. */
str
bulk_mark(const struct bulk_kind *k, const str *cell, char mark[BULK_MARK])
{
	struct sha256 h;
	digest        d;

	sha256_init(&h);
	for (size_t c = 0; c < k->n; c++) {
		if (is_aside(&k->column[c]))
			continue;
		if (cell[c].n)
			sha256_add(&h, cell[c].p, cell[c].n);
		sha256_add(&h, "\x1f", 1);
	}
	d = sha256_end(&h);
	for (size_t i = 0; i < BULK_MARK; i++)
		mark[i] = (char)('A' + (i % 2 ? d.b[i / 2] & 15 : d.b[i / 2] >> 4));
	return (str){mark, BULK_MARK};
}

/* What is there and says something; behind the kind's own the mark, where it is wanted. */
static bool
is_told(const struct bulk_kind *k, const struct rows *t, size_t c, bool mark)
{
	return t->sheet.at[c] != SIZE_MAX && (c < k->n ? k->column[c].as != BULK_NOTE : mark);
}

enum err
bulk_write(struct ctx *cx, const struct bulk_kind *k, const struct rows *t, bool mark, const bool *left, str *out)
{
	struct buf b;
	int64_t    line = 1;
	enum err   e;

	buf_init(&b, cx->arena, BULK_BYTES);
	for (; line < t->sheet.head; line++)
		buf_add(&b, S("#\n"));
	/* By the words that it used, which refusals will use. */
	for (size_t c = 0, n = 0; c <= k->n; c++)
		if (is_told(k, t, c, mark)) {
			if (n++)
				buf_char(&b, ',');
			table_csv_cell(&b, t->sheet.said[c]);
		}
	for (size_t i = 0; i < t->n; i++) {
		if (left && left[i])
			continue;
		for (; line < t->row[i].line; line++)
			buf_char(&b, '\n');
		for (size_t c = 0, n = 0; c <= k->n; c++) {
			if (!is_told(k, t, c, mark))
				continue;
			if (n++)
				buf_char(&b, ',');
			if (t->row[i].cell[c].n)
				table_csv_cell(&b, t->row[i].cell[c]);
		}
	}
	buf_char(&b, '\n');
	e = buf_end(&b, out);
	if (e == ERR_LARGE)
		return refuse(cx, ERR_INPUT, "file", T_bulk_large,
			      arena_printf(cx->arena, "%d", BULK_BYTES >> 20));
	return e == OK ? OK : ctx_no_memory(cx);
}

/* ---- Comparing ---- */

/* A row of the table. */
struct one {
	str                 key, change; /* change: all that changes, for the digest */
	bool                met, differs, marked, stale, why; /* why: changes what needs a reason */
	struct bulk_change *shown;
	size_t              nshown;
};
struct comparing {
	const struct bulk_kind *k;
	struct bulk_preview    *p;
	struct rows             t;
	struct one             *one;
	size_t                 *slot, mask;
};

static int
by_text(const void *a, const void *b)
{
	return str_cmp(*(const str *)a, *(const str *)b);
}

enum { WORDS = 200 };

/* A list in one order. */
static enum err
in_order(struct ctx *cx, str list, str *out)
{
	str        word[WORDS];
	struct buf b;
	size_t     n = 0;

	while (n < WORDS && (word[n] = list_cut(&list)).p)
		n++;
	if (n > 1)
		qsort(word, n, sizeof(*word), by_text);
	buf_init(&b, cx->arena, BULK_BYTES);
	for (size_t i = 0; i < n; i++) {
		if (i && str_eq(word[i], word[i - 1]))
			continue;
		if (b.n)
			buf_add(&b, S("；"));
		buf_add(&b, word[i]);
	}
	return buf_end(&b, out) == OK ? OK : ctx_no_memory(cx);
}

static enum err
same_cell(struct ctx *cx, const struct bulk_column *c, str was, str is, bool *same)
{
	str      a, b;
	enum err e;

	*same = (was.n == 0 && is.n == 0) || str_eq(was, is) || is_aside(c) || (c->keep && is.n == 0);
	if (*same || c->as != BULK_LIST)
		return OK;
	if ((e = in_order(cx, was, &a)) != OK || (e = in_order(cx, is, &b)) != OK)
		return e;
	*same = str_eq(a, b);
	return OK;
}

static str
key_of(struct ctx *cx, const struct bulk_kind *k, const str *cell)
{
	struct buf b;

	buf_init(&b, cx->arena, BUF_PAYLOAD);
	for (size_t c = 0; c < k->n; c++)
		if (k->column[c].key) {
			if (b.n)
				buf_char(&b, '\x1f');
			buf_add(&b, cell[c]);
		}
	return buf_str(&b);
}

static size_t *
slot_of(struct comparing *x, str key)
{
	size_t i = (size_t)str_hash(key) & x->mask;

	while (x->slot[i] && !str_eq(x->one[x->slot[i] - 1].key, key))
		i = (i + 1) & x->mask;
	return &x->slot[i];
}

static enum err
note_change(struct ctx *cx, struct comparing *x, struct one *o, const struct bulk_column *c, str was, str is)
{
	struct bulk_change *to;

	if (!o->shown && !(o->shown = ARENA_NEWS(cx->arena, x->k->n, struct bulk_change)))
		return ctx_no_memory(cx);
	to = &o->shown[o->nshown++];
	to->column = bulk_head(cx, c);
	if (!arena_str(cx->arena, bulk_shown(cx, c, was), &to->was) ||
	    !arena_str(cx->arena, bulk_shown(cx, c, is), &to->is))
		return ctx_no_memory(cx);
	return OK;
}

/* A row of the store: which of the table's it is, and what that changes. */
static enum err
meet(struct ctx *cx, const str *cell, void *arg)
{
	struct comparing *x = arg;
	struct one       *o;
	struct buf        b;
	size_t           *slot = slot_of(x, key_of(cx, x->k, cell));
	char              room[BULK_MARK];
	str               mark;
	enum err          e = OK;

	if (!*slot) {
		x->p->others++;
		return OK;
	}
	o = &x->one[*slot - 1];
	o->met = true;
	mark = x->t.row[*slot - 1].cell[x->k->n];
	o->marked = mark.n > 0;
	o->stale = o->marked && !str_eq(mark, bulk_mark(x->k, cell, room));
	buf_init(&b, cx->arena, BULK_BYTES);
	for (size_t c = 0; e == OK && c < x->k->n; c++) {
		str  is = x->t.row[*slot - 1].cell[c];
		bool same;

		if ((e = same_cell(cx, &x->k->column[c], cell[c], is, &same)) != OK || same)
			continue;
		o->differs = true;
		o->why = o->why || (x->k->why && c == x->k->why);
		buf_printf(&b, "%zu\x1f%.*s\x1f%.*s\x1e", c, STR_ARG(cell[c]), STR_ARG(is));
		e = note_change(cx, x, o, &x->k->column[c], cell[c], is);
	}
	if (e == OK && buf_end(&b, &o->change) != OK)
		e = ctx_no_memory(cx);
	return e;
}

static enum err
index_rows(struct ctx *cx, struct comparing *x)
{
	enum err e;

	for (x->mask = 15; x->mask < x->t.n * 2;)
		x->mask = x->mask * 2 + 1;
	x->one = ARENA_NEWS(cx->arena, x->t.n, struct one);
	x->slot = ARENA_NEWS(cx->arena, x->mask + 1, size_t);
	if (!x->one || !x->slot)
		return ctx_no_memory(cx);
	for (size_t i = 0; i < x->t.n; i++) {
		size_t *slot;

		if (x->k->fill && (e = x->k->fill(cx, x->t.row[i].cell)) != OK)
			return e;
		x->one[i].key = key_of(cx, x->k, x->t.row[i].cell);
		slot = slot_of(x, x->one[i].key);
		if (!*slot)
			*slot = i + 1;
	}
	return OK;
}

/* "S06010 · 350602 · 2026-07-01", and the name where it has one. */
static str
called(struct ctx *cx, const struct bulk_kind *k, const str *cell)
{
	struct buf b;

	buf_init(&b, cx->arena, BUF_LINE);
	for (size_t c = 0; c < k->n; c++)
		if ((k->column[c].key || str_eq(str_of(k->column[c].name), S("name"))) && cell[c].n) {
			if (b.n)
				buf_add(&b, S(" · "));
			buf_add(&b, cell[c]);
		}
	return buf_str(&b);
}

static enum err
show(struct ctx *cx, struct comparing *x, size_t i, enum bulk_state state)
{
	struct bulk_item *to = &x->p->item[x->p->n++];
	struct one       *o = &x->one[i];
	enum err          e = OK;

	*to = (struct bulk_item){
	    .state = state, .stale = o->stale, .line = x->t.row[i].line, .key = called(cx, x->k, x->t.row[i].cell)};
	for (size_t c = 0; e == OK && state == BULK_NEW && c < x->k->n; c++)
		if (x->t.row[i].cell[c].n && !x->k->column[c].key && x->k->column[c].as != BULK_NOTE)
			e = note_change(cx, x, o, &x->k->column[c], S(""), x->t.row[i].cell[c]);
	to->change = o->shown;
	to->nchange = o->nshown;
	return e;
}

static void
digest_row(struct sha256 *h, const struct comparing *x, size_t i)
{
	const struct one *o = &x->one[i];

	sha256_add(h, o->key.p, o->key.n);
	sha256_add(h, o->met ? "\x1d" : "\x1c", 1);
	if (o->met)
		sha256_add(h, o->change.p, o->change.n);
	for (size_t c = 0; !o->met && c < x->k->n; c++) {
		sha256_add(h, "\x1f", 1);
		if (x->t.row[i].cell[c].n)
			sha256_add(h, x->t.row[i].cell[c].p, x->t.row[i].cell[c].n);
	}
	sha256_add(h, "\x1e", 1);
}

enum err
bulk_compare(struct ctx *cx, const struct bulk_kind *k, str body, struct bulk_preview *p, bool **stale)
{
	struct comparing x = {.k = k, .p = p};
	struct sha256    h;
	struct buf       hex;
	enum err         e;

	p->kind = k;
	if ((e = bulk_read(cx, k, body, &x.t)) != OK || (e = index_rows(cx, &x)) != OK ||
	    (e = k->each(cx, meet, &x)) != OK)
		return e;
	if (!(p->item = ARENA_NEWS(cx->arena, BULK_SHOWN * 3, struct bulk_item)) ||
	    !(*stale = ARENA_NEWS(cx->arena, x.t.n + 1, bool)))
		return ctx_no_memory(cx);
	sha256_init(&h);
	sha256_add(&h, k->name, str_of(k->name).n);
	for (size_t i = 0; e == OK && i < x.t.n; i++) {
		const struct one *o = &x.one[i];

		if (o->met && !o->differs) {
			p->same++;
			continue;
		}
		digest_row(&h, &x, i);
		(*stale)[i] = o->stale;
		p->why += o->why && !o->stale;
		p->why_stale += o->why && o->stale;
		p->unmarked += o->met && !o->marked;
		if ((o->stale ? p->stale++ : o->met ? p->changed++ : p->fresh++) < BULK_SHOWN)
			e = show(cx, &x, i, o->met ? BULK_CHANGED : BULK_NEW);
	}
	buf_init(&hex, cx->arena, BUF_PATH);
	digest_add(&hex, sha256_end(&h));
	return e == OK && buf_end(&hex, &p->seen) != OK ? ctx_no_memory(cx) : e;
}
