/* Tables as files: xlsx and CSV out, whatever an office sends in. */
#include "base/fd.h"
#include "kit/xlsx/xlsx.h"
#include "work/bulk/inside.h"
#include "work_bulk_texts.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

/* ---- In ---- */

struct taking {
	struct ctx *cx;
	struct buf  b;
	int64_t     line, formulas;
};

/* Records stand in the line of their row; what is skipped at the head must not look blank, for texts are
 * trimmed. */
static void
begin_line(struct taking *t, int64_t no)
{
	for (; t->line < no; t->line++)
		buf_add(&t->b, t->b.n == (size_t)(t->line - 1) * 2 ? S("#\n") : S("\n"));
	t->line++;
}

/* A line break within a cell, as in many a header, would move every row below it. */
static void
end_line(struct taking *t, size_t from)
{
	for (size_t i = from; i < t->b.n; i++)
		if (t->b.p[i] == '\n' || t->b.p[i] == '\r')
			t->b.p[i] = ' ';
	buf_char(&t->b, '\n');
}

static enum err
take_row(struct ctx *cx, const struct xlsx_row *row, void *arg)
{
	struct taking *t = arg;
	size_t         from;

	(void)cx;
	begin_line(t, row->no);
	from = t->b.n;
	for (size_t i = 0; i < row->n; i++) {
		if (i)
			buf_char(&t->b, ',');
		t->formulas += row->cell[i].formula;
		if (row->cell[i].text.n)
			table_csv_cell(&t->b, row->cell[i].text);
	}
	end_line(t, from);
	return OK;
}

static void
note(struct buf *notes, const struct ctx *cx, text_id text, str arg)
{
	text_add(notes, text, cx->lang, &arg, 1);
	buf_char(notes, '\n');
}

/* The first sheet that is seen; that there are others is said. */
static enum err
take_book(struct ctx *cx, struct taking *t, str bytes, struct buf *notes)
{
	const struct xlsx_sheet *s;
	struct xlsx_book        *b;
	size_t                   n, first = SIZE_MAX;
	enum err                 e = xlsx_open(cx, "file", bytes, &b);

	if (e != OK)
		return e;
	n = xlsx_sheets(b, &s);
	for (size_t i = 0; i < n; i++) {
		if (s[i].hidden)
			note(notes, cx, T_bulk_note_hidden, s[i].name);
		else if (first == SIZE_MAX)
			first = i;
		else
			note(notes, cx, T_bulk_note_other, s[i].name);
	}
	if (first == SIZE_MAX)
		return refuse(cx, ERR_INPUT, "file", T_bulk_all_hidden);
	if ((e = xlsx_rows(cx, b, first, take_row, t)) == OK && t->formulas)
		note(notes, cx, T_bulk_note_formulas, arena_printf(cx->arena, "%lld", (long long)t->formulas));
	return e;
}

static enum err
take_text(struct ctx *cx, struct taking *t, str bytes)
{
	struct table_options o = {.quotes = true, .read = table_read_str, .arg = &bytes};
	struct table        *table = table_new(cx->arena, &o);
	struct table_record  r;
	size_t               from;

	if (!table)
		return ctx_no_memory(cx);
	while (table_next(table, &r)) {
		if (r.fault)
			return sheet_fault(cx, "file", &r);
		begin_line(t, r.line);
		from = t->b.n;
		for (size_t i = 0; i < r.n; i++) {
			str cell = str_trim(r.field[i]);

			if (i)
				buf_char(&t->b, ',');
			if (cell.n)
				table_csv_again(&t->b, cell);
		}
		end_line(t, from);
	}
	return OK;
}

enum err
bulk_file(struct ctx *cx, str bytes, str *text, str *notes)
{
	struct taking t = {.cx = cx, .line = 1};
	struct buf    said;
	enum err      e;

	buf_init(&t.b, cx->arena, BULK_BYTES);
	buf_init(&said, cx->arena, BUF_LINE);
	if (str_starts(bytes, S("PK")) || str_starts(bytes, S("\xd0\xcf\x11\xe0")))
		e = take_book(cx, &t, bytes, &said);
	else
		e = take_text(cx, &t, bytes);
	if (e != OK)
		return e;
	e = buf_end(&t.b, text);
	if (e == ERR_LARGE)
		return refuse(cx, ERR_INPUT, "file", T_bulk_large,
			      arena_printf(cx->arena, "%d", BULK_BYTES >> 20));
	*notes = buf_str(&said);
	return e == OK ? OK : ctx_no_memory(cx);
}

/* ---- Out ---- */

struct giving {
	const struct bulk_kind *k;
	size_t                  n; /* columns that are given */
	struct xlsx_writer     *w;
	int                     fd;
	struct buf              b;
	uint64_t                size;
	const struct bulk_part *part;
	int64_t                 nth;
};

static enum err
lost(struct ctx *cx)
{
	return refuse(cx, ERR_STORE, NULL, T_bulk_not_written);
}

static enum err
give_book_row(struct ctx *cx, const str *cell, void *arg)
{
	struct giving *g = arg;
	str            shown[BULK_COLUMNS + 1];
	char           mark[BULK_MARK];

	if (!bulk_part_has(g->k, g->part, ++g->nth, cell))
		return OK;
	for (size_t c = 0; c < g->n; c++)
		shown[c] = bulk_shown(cx, &g->k->column[c], cell[c]);
	shown[g->n] = bulk_mark(g->k, cell, mark);
	return xlsx_add(cx, g->w, shown);
}

static enum err
give_book(struct ctx *cx, struct giving *g, const char *dir)
{
	struct xlsx_column *column = ARENA_NEWS(cx->arena, BULK_COLUMNS + 1, struct xlsx_column);
	enum err            e;

	if (!column)
		return ctx_no_memory(cx);
	for (size_t c = 0; c < g->n; c++) {
		enum bulk_as as = g->k->column[c].as;

		column[c] = (struct xlsx_column){bulk_head(cx, &g->k->column[c]),
						 as == BULK_DAY || as == BULK_ASIDE_DAY ? XLSX_AS_DAY
						 : as == BULK_NUMBER                    ? XLSX_AS_NUMBER
						                                        : XLSX_AS_TEXT,
						 g->k->column[c].width, g->k->column[c].rest};
	}
	column[g->n] = (struct xlsx_column){bulk_head(cx, &bulk_mark_column), XLSX_AS_TEXT, bulk_mark_column.width,
						   true};
	e = xlsx_begin(cx, dir, text_get(g->k->title, cx->lang), column, g->n + 1, &g->w);
	if (e != OK)
		return e;
	if (g->part && (e = g->k->each(cx, give_book_row, g)) != OK) {
		xlsx_drop(g->w);
		return e;
	}
	return xlsx_end(cx, g->w, &g->fd, &g->size);
}

static enum err
flush(struct ctx *cx, struct giving *g, size_t from)
{
	str      text;
	enum err e = buf_end(&g->b, &text);

	if (e != OK)
		return ctx_no_memory(cx);
	if (text.n < from)
		return OK;
	if (!fd_write(g->fd, text))
		return lost(cx);
	g->size += text.n;
	buf_clear(&g->b);
	return OK;
}

static enum err
give_line(struct ctx *cx, const str *cell, void *arg)
{
	enum { PIECE = 64 << 10 };
	struct giving *g = arg;
	char           mark[BULK_MARK];

	if (!bulk_part_has(g->k, g->part, ++g->nth, cell))
		return OK;
	for (size_t c = 0; c < g->n; c++) {
		if (c)
			buf_char(&g->b, ',');
		if (cell[c].n)
			table_csv_cell(&g->b, bulk_shown(cx, &g->k->column[c], cell[c]));
	}
	buf_char(&g->b, ',');
	buf_add(&g->b, bulk_mark(g->k, cell, mark));
	buf_add(&g->b, S("\r\n"));
	return flush(cx, g, PIECE);
}

/* With a byte order mark: without it spreadsheets take Chinese for something else. */
static enum err
give_lines(struct ctx *cx, struct giving *g, const char *dir)
{
	char    *name = arena_z(cx->arena, arena_printf(cx->arena, "%s/duban-table-XXXXXX", dir));
	enum err e;

	if (!name)
		return ctx_no_memory(cx);
	if ((g->fd = mkstemp(name)) < 0)
		return lost(cx);
	(void)unlink(name);
	(void)fcntl(g->fd, F_SETFD, FD_CLOEXEC);
	buf_init(&g->b, cx->arena, (size_t)1 << 20);
	buf_add(&g->b, S("\xEF\xBB\xBF"));
	for (size_t c = 0; c < g->n; c++) {
		if (c)
			buf_char(&g->b, ',');
		table_csv_cell(&g->b, bulk_head(cx, &g->k->column[c]));
	}
	buf_char(&g->b, ',');
	table_csv_cell(&g->b, bulk_head(cx, &bulk_mark_column));
	buf_add(&g->b, S("\r\n"));
	e = g->part ? g->k->each(cx, give_line, g) : OK;
	if (e == OK)
		e = flush(cx, g, 0);
	if (e != OK) {
		(void)close(g->fd);
		g->fd = -1;
	}
	return e;
}

enum err
bulk_give(struct ctx *cx, const struct bulk_kind *k, enum bulk_form form, const char *dir,
          const struct bulk_part *part, int *fd, uint64_t *size)
{
	struct giving g = {.k = k, .n = k->n, .fd = -1, .part = part};
	enum err      e;

	while (g.n && k->column[g.n - 1].as == BULK_NOTE)
		g.n--;
	e = form == BULK_XLSX ? give_book(cx, &g, dir) : give_lines(cx, &g, dir);
	*fd = g.fd;
	*size = g.size;
	return e;
}
