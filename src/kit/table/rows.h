/* All rows of a table with named columns, kept for checking before anything is written. */
#ifndef KIT_TABLE_ROWS_H
#define KIT_TABLE_ROWS_H

#include "kit/table/sheet.h"

/* One record: its cells in the order of the columns wanted, and where it stood. */
struct row {
	str    *cell; /* STR_NONE: empty or not there */
	int64_t line;
};

/* A whole table in cx->arena. */
struct rows {
	struct sheet sheet;
	struct row  *row;
	size_t       n, cap;
};

/*
 * Read all records of `text`.  ERR_INPUT as sheet_open and sheet_next;
 * ERR_LARGE past `most` records.  `field` is the input field's name, a constant.
 */
MUSTCHECK enum err rows_read(struct ctx *cx, struct rows *t, const char *field, const str *text,
                             const struct sheet_column *column, size_t n, size_t most);

/*
 * A table that comes from a form (rows_add fills it), so that one row is held to the rules of a whole
 * file.  field: one a column; refusals stand at it and say its label.
 */
void rows_form(struct rows *t, const struct sheet_column *column, size_t n, const struct sheet_field *field);

/* One more row: its cells, n of them, are copied; blank ones become STR_NONE.  ERR_MEMORY. */
MUSTCHECK enum err rows_add(struct ctx *cx, struct rows *t, const str *cell);

/* Refuse row r for column c: the sentence gets where it is, the column's name and `arg`.  Returns ERR_INPUT. */
enum err rows_refuse(struct ctx *cx, struct rows *t, size_t r, size_t c, text_id text, str arg);

/* The same for a cell that had to be a number (sheet_refuse_number). */
enum err rows_refuse_number(struct ctx *cx, struct rows *t, size_t r, size_t c, text_id text, str arg);

/*
 * Look at each row.  A refused one (ERR_INPUT) does not keep the next from being looked at, so that a person is told of
 * all of them, as far as there is room for sentences; then ERR_INPUT.  Any other error ends it.
 */
typedef enum err rows_look(struct ctx *cx, struct rows *t, size_t i, void *arg);
MUSTCHECK enum err rows_each(struct ctx *cx, struct rows *t, rows_look *look, void *arg);

/* Rows by the text of a column, in cx->arena; of the same text the first counts, empty cells do not.  ERR_MEMORY. */
struct rows_index {
	const struct rows *t;
	size_t             column, mask;
	size_t            *slot; /* row + 1 */
};
MUSTCHECK enum err rows_index(struct ctx *cx, const struct rows *t, size_t column, struct rows_index *out);
size_t             rows_find(const struct rows_index *x, str cell); /* SIZE_MAX: there is none */

/* Each of `n` columns must have something in row r. */
MUSTCHECK enum err rows_need(struct ctx *cx, struct rows *t, size_t r, const int *column, size_t n);

/* What a column can have at most, in characters: as much as the form for one row takes. */
struct rows_most {
	size_t column, chars;
};
MUSTCHECK enum err rows_fit(struct ctx *cx, struct rows *t, size_t r, const struct rows_most *most, size_t n);

/* The cell, when there is one, must be one of the words, ended by NULL. */
MUSTCHECK enum err rows_choice(struct ctx *cx, struct rows *t, size_t r, size_t c, const char *const *words);

/* How many days ahead something may begin, in tables and in commands on one row: most often a year is mistyped. */
enum { AHEAD_YEAR = 366, AHEAD_RULES = 731 };

/*
 * The cell, when there is one, must be a day at most `back` days before today and `ahead` after it.  One beyond is told
 * so, with the first and the last that are taken.
 */
MUSTCHECK enum err rows_day(struct ctx *cx, struct rows *t, size_t r, size_t c, int back, int ahead);

/*
 * valid_from must be a day, at most `ahead` days after today; valid_to empty or a later day (the first day on
 * which it no longer holds).
 */
MUSTCHECK enum err rows_validity(struct ctx *cx, struct rows *t, size_t r, size_t from, size_t to, int ahead);

/* The cell, or the empty text. */
str row_text(const struct row *r, size_t c);

/* Cut the next value off a list separated by ；, trimmed; empty values are skipped, STR_NONE at the end. */
str list_cut(str *rest);

/* The same of a list as people type it: separated by lines, ； ; ， , or 、. */
str typed_cut(str *rest);

/* ---- Validities ------------------------------------------------------------ */

/* From the first day to the day before `to` (STR_NONE: for ever), as YYYY-MM-DD. */
struct span {
	str     key; /* spans of one key must not overlap */
	str     from, to;
	int64_t line; /* of the file; 0: in the store already */
	size_t  row;  /* for the caller */
};

/* True when the two share a day. */
bool span_overlap(str from_a, str to_a, str from_b, str to_b);

/* True when the day lies in it. */
bool span_holds(str from, str to, str on);

/*
 * Sorts spans by key and beginning and returns the index of one that overlaps
 * the one before it; SIZE_MAX when there is none.
 */
size_t span_clash(struct span *s, size_t n);

#endif
