/* References in a spreadsheet's formulas, moved as rows of a sheet are repeated or taken out.  Pure. */
#ifndef KIT_XLSX_REFS_H
#define KIT_XLSX_REFS_H

#include "base/buf.h"

/* Where a row has gone: to `first` … `last`, when it was repeated; last < first: it was taken out before `first`. */
struct xlsx_move {
	int64_t was, first, last;
};
/* Of a sheet by its name, ascending by `was`; rows between them go with the one above. */
struct xlsx_moves {
	str               sheet;
	struct xlsx_move *row;
	size_t            n;
};

/* Where a row is now, the first or the last of those that became of it. */
int64_t xlsx_moved(const struct xlsx_moves *m, int64_t row, bool last);

/* A formula's own row: what it was, what it is, and from where to where rows are repeated with it; 0: none are. */
struct xlsx_here {
	int64_t was, is, from, upto;
};

/*
 * A formula, or what a name stands for, with every reference moved.  One into rows that are repeated with it stays
 * within its own; a range reaches from the first to the last.  own: the sheet that is meant where none is named;
 * n: of none.
 */
void xlsx_formula_move(struct buf *b, str formula, const struct xlsx_moves *sheet, size_t n, size_t own,
                       const struct xlsx_here *here);

/* "A3:C3", "A3 B5:B6" or "AB12" of a sheet, moved; spread: a cell that is there in many rows becomes all of them. */
void xlsx_ref_move(struct buf *b, str ref, const struct xlsx_moves *m, bool spread);

/* What a formula says that is written for another cell, so many rows below and columns to the right of it. */
void xlsx_formula_shift(struct buf *b, str formula, int64_t rows, int64_t columns);

/* Does it ask another file, program or server, as [1]Sheet!A1, cmd|'…', WEBSERVICE() and CALL() do? */
bool xlsx_formula_reaches(str formula);

/* "AB12" → 27, 12; false: no cell's name. */
bool xlsx_cell_at(str name, size_t *column, int64_t *row);

#endif
