/* A workbook while it is filled: rows that are repeated are numbered, and what refers to rows goes along. */
#ifndef KIT_WORKBOOK_WORKBOOK_H
#define KIT_WORKBOOK_WORKBOOK_H

#include "kit/opc/opc.h"

/* A sheet, ready to be filled: cells with marks ({{) hold their text themselves, formulas are each their own. */
struct workbook_sheet {
	size_t   part; /* of the workbook's parts */
	str      name, bytes;
	int64_t *row; /* the numbers of its rows, ascending */
	size_t   nrow;
};
struct workbook {
	const struct opc_parts *parts; /* workbook_read makes it a list of its own */
	size_t                  types; /* which of them is [Content_Types].xml, */
	size_t                  main;  /* the workbook itself, */
	size_t                  main_rels; /* its relations; SIZE_MAX: none */
	struct workbook_sheet  *sheet; /* by workbook_read */
	size_t                  nsheet;
};

/*
 * Read its sheets; it is worked out anew when it is opened.  The parts' bytes must live as long as it.  ERR_INPUT,
 * field "template", with a sentence: formulas that ask other files, rows without numbers, a field in a sheet's header.
 */
MUSTCHECK enum err workbook_read(struct ctx *cx, struct workbook *w);

/* A part that is not written again, by its name: the order in which formulas were worked out. */
bool workbook_drops(str part);

/* Stands before a number that was filled in, until it is known whether it has its cell to itself; in no other use. */
#define WORKBOOK_NUMBER_MARK "\xef\xa3\x91"

/*
 * `made` has the workbook's parts in their order, those of sheets as they were filled: the sheet's bytes with values in
 * place of marks, rows left out and repeated.  Then rows are numbered, and all that refers to rows goes with
 * them: formulas, merged cells, areas that are printed, named or checked, charts.  ERR_LARGE past OPC_OUT.
 */
MUSTCHECK enum err workbook_end(struct ctx *cx, const struct workbook *w, struct opc_part *made);

#endif
