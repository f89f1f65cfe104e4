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
 * A TSV or CSV text with a header record: the first that names all columns needed, among the first SHEET_HEAD;
 * a title may stand above it. Columns are found by name or by a word for it (sheet_word), in any order; unknown
 * ones are refused, so that a misspelt name is not silently lost, but for a running number, an export mark
 * (work/bulk) and columns with neither name nor content. Where the header has two lines, the second counts when
 * it alone is without unknown names; when both name columns and neither will do, that is said. The header said again
 * is passed over. Records whose first cell begins with
 * '#' are comments, before and after it.
 */
enum { SHEET_HEAD = 20 };
struct sheet {
	const char                *file; /* what to call it in sentences: the input field's name */
	struct table              *table;
	const struct sheet_column *column;
	size_t                     n;
	size_t                     at[SHEET_COLUMNS]; /* position of column i in the record, SIZE_MAX: not there */
	size_t                     width;
	bool                       blank[TABLE_COLUMNS]; /* nothing may stand in it */
	str                        said[SHEET_COLUMNS];  /* what the header calls column i; STR_NONE: not there */
	int64_t                    line, head;           /* head: the header's */
	const struct sheet_field  *field; /* a form's, one a column; NULL: a table */
};

/* What people call a column of that name in all tables alike; T_none: it has no word. */
text_id sheet_word(const char *name);

/* Whether a header's word means the column: its name, its word or another for it, in any language, spaces aside. */
bool sheet_means(const char *name, str word);

/*
 * Read the header.  ERR_INPUT, with line and column in the sentence, when the
 * text is not a table with the columns wanted.  `field` is the input field (a
 * constant) that the refusals are about.
 */
MUSTCHECK enum err sheet_open(struct ctx *cx, struct sheet *s, const char *field, const str *text,
                              const struct sheet_column *column, size_t n);

/*
 * The next record: cell[i] is the trimmed text of column[i], STR_NONE when empty
 * or not there; good until the next call.  An apostrophe before = + - @ goes: that is how a spreadsheet was told that
 * it is text.  ERR_NONE at the end; ERR_INPUT on a
 * record with bad bytes or more cells than the header.
 */
MUSTCHECK enum err sheet_next(struct ctx *cx, struct sheet *s, str *cell);

/* Refuse a record that has a fault, with its line: ERR_INPUT.  `field` as for sheet_open. */
enum err sheet_fault(struct ctx *cx, const char *field, const struct table_record *r);

/*
 * Refuse the current record for a column: ERR_INPUT.  The sentence gets where it is ("第 3 行"; nothing
 * in a form), what the column is called, `arg` and `more`.  In a form it stands at the column's field.  A day that is
 * a spreadsheet's number (sheet_cell_day of "46376") is told as the day that it seems to be.
 */
enum err sheet_refuse(struct ctx *cx, const struct sheet *s, size_t column, text_id text, str arg);
enum err sheet_refuse_more(struct ctx *cx, const struct sheet *s, size_t column, text_id text, str arg, str more);

/*
 * Refuse a cell that had to be a number: one with words behind it ("5 处") is told to leave them off, any other gets
 * `text`, as sheet_refuse.
 */
enum err sheet_refuse_number(struct ctx *cx, const struct sheet *s, size_t column, text_id text, str arg);

/* Digits as wide as Chinese letters (５) are digits: the cell with them narrow, in cx->arena.  ERR_MEMORY. */
MUSTCHECK enum err sheet_narrow(struct ctx *cx, str *cell);

#endif
