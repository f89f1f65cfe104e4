/* A table whose first record names its columns. */
#ifndef KIT_TABLE_SHEET_H
#define KIT_TABLE_SHEET_H

#include "base/ctx.h"
#include "kit/table/table.h"

enum { SHEET_COLUMNS = 64 };

/* A column that a loader wants. */
struct sheet_column {
	const char *name;
	bool        need; /* the column must be there; its cells may still be empty */
};

/* The field of a form that stands for a column; name NULL: none, refusals are then about the whole. */
struct sheet_field {
	const char *name;
	text_id     label;
};

/*
 * A TSV or CSV text with a header record.  Columns are found by name, in any
 * order; unknown ones are refused, so that a misspelt name is not silently
 * lost.  Records whose first cell begins with '#' are comments, before and
 * after the header.
 */
struct sheet {
	const char                *file; /* what to call it in sentences: the input field's name */
	struct table              *table;
	const struct sheet_column *column;
	size_t                     n;
	size_t                     at[SHEET_COLUMNS]; /* position of column i in the record, SIZE_MAX: not there */
	size_t                     width;
	int64_t                    line;
	const struct sheet_field  *field; /* a form's, one a column; NULL: a table */
};

/*
 * Read the header.  ERR_INPUT, with line and column in the sentence, when the
 * text is not a table with the columns wanted.  `field` is the input field (a
 * constant) that the refusals are about.
 */
MUSTCHECK enum err sheet_open(struct ctx *cx, struct sheet *s, const char *field, const str *text,
                              const struct sheet_column *column, size_t n);

/*
 * The next record: cell[i] is the trimmed text of column[i], STR_NONE when empty
 * or not there; good until the next call.  ERR_NONE at the end; ERR_INPUT on a
 * record with bad bytes or more cells than the header.
 */
MUSTCHECK enum err sheet_next(struct ctx *cx, struct sheet *s, str *cell);

/*
 * Refuse the current record for a column: ERR_INPUT.  The sentence gets where it is ("第 3 行"; nothing
 * in a form), what the column is called, and `arg`.  In a form it stands at the column's field.
 */
enum err sheet_refuse(struct ctx *cx, const struct sheet *s, size_t column, text_id text, str arg);

#endif
