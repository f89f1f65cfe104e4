/* Writing tables: cells that neither break a line nor run as a formula. */
#include "kit/table/table.h"

#include <math.h>

static bool
is_number(str s)
{
	double v;

	return str_to_f64(s, &v) && isfinite(v);
}

void
table_csv_cell(struct buf *b, str cell)
{
	bool formula = cell.n && str_find(S("=+-@\t\r"), cell.p[0]) != SIZE_MAX && !is_number(cell);
	bool quote = formula || str_trim(cell).n != cell.n;

	for (size_t i = 0; !quote && i < cell.n; i++)
		quote = str_find(S(",;\t\"\r\n"), cell.p[i]) != SIZE_MAX;
	if (!quote) {
		buf_add(b, cell);
		return;
	}
	buf_char(b, '"');
	/* A leading apostrophe is how every spreadsheet is told that this is text. */
	if (formula)
		buf_char(b, '\'');
	for (size_t i = 0; i < cell.n; i++) {
		if (cell.p[i] == '"')
			buf_char(b, '"');
		buf_char(b, cell.p[i]);
	}
	buf_char(b, '"');
}
