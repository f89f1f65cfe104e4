/* Formulas taken apart as far as their references, which are written anew. */
#include "kit/xlsx/refs.h"

#include "kit/xlsx/inside.h"

bool
xlsx_cell_at(str name, size_t *column, int64_t *row)
{
	return cell_at(name, column, row);
}

int64_t
xlsx_moved(const struct xlsx_moves *m, int64_t row, bool last)
{
	const struct xlsx_move *at = NULL;

	for (size_t i = 0; i < m->n && m->row[i].was <= row; i++)
		at = &m->row[i];
	if (!at)
		return row;
	return at->was == row ? (last ? at->last : at->first) : at->last + (row - at->was);
}

/* ---- Words -------------------------------------------------------------------------------------------- */

static bool
in_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' ||
	       c == '$' || c == '\\' || (c & 0x80);
}

/* $AB$12, $12, as it is written. */
struct ref {
	bool    fixed_column, fixed_row;
	int64_t column; /* from 1; 0: a whole row */
	int64_t row;
};

static bool
read_ref(str w, struct ref *r)
{
	size_t i = 0, letters = 0;

	*r = (struct ref){0};
	if (i < w.n && w.p[i] == '$') {
		r->fixed_column = true;
		i++;
	}
	for (; i < w.n && ((w.p[i] >= 'A' && w.p[i] <= 'Z') || (w.p[i] >= 'a' && w.p[i] <= 'z')); i++, letters++)
		r->column = r->column * 26 + ((w.p[i] & 0xDF) - 'A' + 1);
	if (letters == 0) {
		r->fixed_row = r->fixed_column;
		r->fixed_column = false;
	} else if (i < w.n && w.p[i] == '$') {
		r->fixed_row = true;
		i++;
	}
	return letters <= 3 && r->column <= XLSX_LAST_COLUMN && i < w.n && w.p[i] != '-' &&
	       str_to_i64(str_slice(w, i, w.n), &r->row) && r->row > 0 && r->row <= XLSX_LAST_ROW;
}

static void
say_ref(struct buf *b, const struct ref *r)
{
	char   name[4];
	size_t n = 0;

	if (r->fixed_column)
		buf_char(b, '$');
	for (int64_t c = r->column; c > 0 && n < sizeof(name); c = (c - 1) / 26)
		name[n++] = (char)('A' + (c - 1) % 26);
	while (n)
		buf_char(b, name[--n]);
	if (r->fixed_row)
		buf_char(b, '$');
	buf_i64(b, r->row);
}

/* ---- Moving ------------------------------------------------------------------------------------------- */

struct moving {
	struct buf              *b;
	const struct xlsx_moves *sheet;
	size_t                   n, own, of; /* of: whose sheet's the next reference is */
	const struct xlsx_here  *here;
	int64_t                  rows, columns; /* sheet NULL: shifted by so many */
	bool                     spread;        /* what was one cell and is in many rows becomes a range */
};

static size_t
sheet_named(const struct moving *m, str name)
{
	size_t i = 0;

	while (i < m->n && !str_eq_nocase(m->sheet[i].sheet, name))
		i++;
	return i;
}

static void
move_ref(const struct moving *m, struct ref *r, bool last)
{
	const struct xlsx_here *h = m->here;

	if (!m->sheet) {
		r->row += r->fixed_row ? 0 : m->rows;
		r->column += r->fixed_column || !r->column ? 0 : m->columns;
		r->row = r->row < 1 ? 1 : r->row;
	} else if (m->of == m->own && h && h->from && r->row >= h->from && r->row <= h->upto) {
		r->row = h->is + (r->row - h->was);
	} else if (m->of < m->n) {
		r->row = xlsx_moved(&m->sheet[m->of], r->row, last);
	}
}

/* One reference, or a range of two; how many bytes it takes, 0: it is none. */
static size_t
try_ref(const struct moving *m, str text, size_t from, size_t end)
{
	struct ref a, z;
	size_t     to = end + 1;

	if (!read_ref(str_slice(text, from, end), &a))
		return 0;
	while (to < text.n && in_word(text.p[to]))
		to++;
	if (end < text.n && text.p[end] == ':' && read_ref(str_slice(text, end + 1, to), &z) &&
	    !a.column == !z.column) {
		move_ref(m, &a, false);
		move_ref(m, &z, true);
		if (m->sheet && z.row < a.row)
			z.row = a.row;
		say_ref(m->b, &a);
		buf_char(m->b, ':');
		say_ref(m->b, &z);
		return to - from;
	}
	if (!a.column)
		return 0;
	z = a;
	move_ref(m, &a, false);
	move_ref(m, &z, true);
	say_ref(m->b, &a);
	if (m->spread && z.row > a.row) {
		buf_char(m->b, ':');
		say_ref(m->b, &z);
	}
	return end - from;
}

/* What is in quotes, to behind the closing one: doubled it is part of it. */
static size_t
quoted(str text, size_t at)
{
	char q = text.p[at++];

	for (; at < text.n; at++)
		if (text.p[at] == q && (at + 1 >= text.n || text.p[at + 1] != q))
			return at + 1;
		else if (text.p[at] == q)
			at++;
	return text.n;
}

static void
move_all(struct moving *m, str text)
{
	m->of = m->own;
	for (size_t at = 0; at < text.n;) {
		size_t end = at, used;

		if (text.p[at] == '"' || text.p[at] == '\'') {
			end = quoted(text, at);
			if (text.p[at] == '\'' && end < text.n && text.p[end] == '!')
				m->of = sheet_named(m, str_slice(text, at + 1, end - 1));
		} else if (in_word(text.p[at])) {
			while (end < text.n && in_word(text.p[end]))
				end++;
			if (end < text.n && text.p[end] == '!') {
				m->of = sheet_named(m, str_slice(text, at, end));
			} else {
				used = end < text.n && text.p[end] == '(' ? 0 : try_ref(m, text, at, end);
				m->of = m->own;
				if (used) {
					at += used;
					continue;
				}
			}
		} else {
			end++;
		}
		buf_add(m->b, str_slice(text, at, end));
		at = end;
	}
}

void
xlsx_formula_move(struct buf *b, str formula, const struct xlsx_moves *sheet, size_t n, size_t own,
                  const struct xlsx_here *here)
{
	struct moving m = {.b = b, .sheet = sheet, .n = n, .own = own, .here = here};

	move_all(&m, formula);
}

void
xlsx_ref_move(struct buf *b, str ref, const struct xlsx_moves *moves, bool spread)
{
	struct moving m = {.b = b, .sheet = moves, .n = 1, .spread = spread};

	move_all(&m, ref);
}

void
xlsx_formula_shift(struct buf *b, str formula, int64_t rows, int64_t columns)
{
	struct moving m = {.b = b, .rows = rows, .columns = columns};

	move_all(&m, formula);
}

bool
xlsx_formula_reaches(str f)
{
	static const char *const asks[] = {"WEBSERVICE", "RTD", "CALL", "REGISTER", "REGISTER.ID", "EXEC", "FILTERXML",
	                                   "IMAGE", "DDE", "SQL.REQUEST", "_XLFN.WEBSERVICE", "_XLFN.IMAGE"};

	for (size_t at = 0, end; at < f.n; at = end) {
		end = at + 1;
		if (f.p[at] == '"') {
			end = quoted(f, at);
		} else if (f.p[at] == '\'') {
			end = quoted(f, at);
			if (str_find(str_slice(f, at, end), '[') != SIZE_MAX)
				return true;
		} else if (f.p[at] == '|' ||
		           (f.p[at] == '[' && (at == 0 || (!in_word(f.p[at - 1]) && f.p[at - 1] != '[' &&
		                                           f.p[at - 1] != ',')))) {
			return true;
		} else if (in_word(f.p[at])) {
			while (end < f.n && in_word(f.p[end]))
				end++;
			for (size_t i = 0; end < f.n && f.p[end] == '(' && i < NITEMS(asks); i++)
				if (str_eq_nocase(str_slice(f, at, end), str_of(asks[i])))
					return true;
		}
	}
	return false;
}
