/* Writing tables: cells that neither break a line nor run as a formula. */
#include "kit/table/table.h"

#include <math.h>

static bool
is_number(str s)
{
	double v;

	return str_to_f64(s, &v) && isfinite(v);
}

static bool
says_text(str cell)
{
	size_t i = 0;

	while (i < cell.n && cell.p[i] == '\'')
		i++;
	return i > 0 && i < cell.n && str_find(S("=+-@\t\r"), cell.p[i]) != SIZE_MAX;
}

str
table_plain(str cell)
{
	return says_text(cell) ? str_slice(cell, 1, cell.n) : cell;
}

void
table_csv_cell(struct buf *b, str cell)
{
	bool formula = (cell.n && str_find(S("=+-@\t\r"), cell.p[0]) != SIZE_MAX && !is_number(cell)) ||
		       says_text(cell);
	bool quote = formula || str_trim(cell).n != cell.n;

	for (size_t i = 0; !quote && i < cell.n; i++)
		quote = str_find(S(",;\t\"\r\n"), cell.p[i]) != SIZE_MAX;
	if (!quote) {
		buf_add(b, cell);
		return;
	}
	buf_char(b, '"');
	/* A leading apostrophe is how every spreadsheet is told that this is text; one that was there gets another. */
	if (formula)
		buf_char(b, '\'');
	for (size_t i = 0; i < cell.n; i++) {
		if (cell.p[i] == '"')
			buf_char(b, '"');
		buf_char(b, cell.p[i]);
	}
	buf_char(b, '"');
}

void
table_csv_again(struct buf *b, str cell)
{
	table_csv_cell(b, table_plain(cell));
}
