/* Spreadsheets of the office (.xlsx): read as people see them, written so that text stays text. */
#ifndef KIT_XLSX_XLSX_H
#define KIT_XLSX_XLSX_H

#include "base/ctx.h"

enum {
	XLSX_FILE = 16 << 20,    /* most bytes of a workbook that is read; */
	XLSX_WHOLE = 256 << 20,  /* of all its parts unpacked: they are read in pieces; */
	XLSX_STRINGS = 24 << 20, /* of the texts that its cells share; */
	XLSX_TEXT = 100 << 10,   /* of one cell: a spreadsheet allows 32,767 characters; */
	XLSX_PARTS = 1000,
	XLSX_SHEETS = 200,
	XLSX_STYLES = 20000,
	XLSX_MERGES = 20000, /* in one sheet */
	XLSX_ROWS = 200000,  /* that hold something, in one sheet */
	XLSX_COLUMNS = 256
};

/* ---- Reading ---------------------------------------------------------------------------------- */

/*
 * What a cell holds, and `text` says it as it would be typed: numbers shortest, without exponent where they are
 * whole and with the zeros that a format like 0000 shows; days 2026-11-20, with a time where the format shows one
 * "2026-11-20 08:30", times "08:30"; TRUE, FALSE.
 */
enum xlsx_kind { XLSX_EMPTY, XLSX_IS_TEXT, XLSX_NUMBER, XLSX_DAY, XLSX_BOOL };
struct xlsx_cell {
	enum xlsx_kind kind;
	str            text;    /* UTF-8 without controls but line feeds and tabs */
	bool           formula; /* worked out: what was kept in the file is taken, nothing is computed here */
	bool           merged;  /* belongs to merged cells, whose value it shows */
};

struct xlsx_row {
	int64_t                 no; /* from 1, as the spreadsheet counts */
	size_t                  n;  /* cells up to the last that holds something */
	const struct xlsx_cell *cell;
};

struct xlsx_sheet {
	str  name;
	bool hidden;
};

struct xlsx_book;

/*
 * Read a workbook's list of sheets, shared texts and formats.  `bytes` and the constant `field`, the input
 * field that the refusals are about, must live as long as cx->arena.  ERR_INPUT: no xlsx, encrypted, damaged,
 * too large in any way, XML with a document type, macros.  Each sentence names the remedy.
 */
MUSTCHECK enum err xlsx_open(struct ctx *cx, const char *field, str bytes, struct xlsx_book **out);

/* In the order of their tabs, hidden ones too. */
size_t xlsx_sheets(const struct xlsx_book *b, const struct xlsx_sheet **out);

/*
 * Each row of a sheet that holds something, from above; rows and cells without anything are passed over.  A
 * merged area's value stands in all its cells.  What row() returns ends it unless OK; the row is good until it
 * returns. ERR_INPUT, naming sheet and cell: an error value (#N/A), a whole number of more than 15 digits (a
 * spreadsheet has lost the last ones already), the 29 February 1900 or a day before 1900 or after 9999, too
 * many rows or columns, damaged. Memory does not grow with the number of rows.
 */
typedef enum err   xlsx_take(struct ctx *cx, const struct xlsx_row *row, void *arg);
MUSTCHECK enum err xlsx_rows(struct ctx *cx, struct xlsx_book *b, size_t sheet, xlsx_take *row, void *arg);

/* "AB12" of column 27 (from 0) and row 12, in cx->arena. */
str xlsx_cell_name(struct ctx *cx, size_t column, int64_t row);

/* ---- Writing ---------------------------------------------------------------------------------- */

enum xlsx_as {
	XLSX_AS_TEXT,   /* whatever it begins with or looks like */
	XLSX_AS_NUMBER, /* where it is one; else as text */
	XLSX_AS_DAY     /* YYYY-MM-DD where it is one; else as text */
};
struct xlsx_column {
	str          head;
	enum xlsx_as as;
	int          width; /* in characters; Chinese ones count two */
	bool         rest;  /* it and all behind it are not printed */
};

/*
 * It prints in landscape, its printed columns on one page's width: on A4 where their letters are 8 points high there at
 * least, else on A3.  How wide they may be together, each with XLSX_PAD tenths besides, at letters of 11 points.
 */
enum { XLSX_PAD = 7, XLSX_A4_TENTHS = 2050, XLSX_A3_TENTHS = 2960 };

/*
 * A workbook of one sheet is begun in the folder `dir` (a temporary file, gone by itself when closed), its head
 * frozen, bold and printed on each page.  Row by row, in constant memory; the same rows give the same bytes.
 * xlsx_end gives the file, open for reading from its start and without a name, which the caller closes.  After any
 * error nothing is left behind, and nothing but returning may be done.  ERR_STORE: the folder is full or cannot be
 * written. ERR_LARGE: past 1,048,575 rows.
 */
struct xlsx_writer;
MUSTCHECK enum err xlsx_begin(struct ctx *cx, const char *dir, str sheet, const struct xlsx_column *column,
			      size_t n, struct xlsx_writer **out);
MUSTCHECK enum err xlsx_add(struct ctx *cx, struct xlsx_writer *w, const str *cell);
/* Instead of xlsx_end, when something else failed. */
void xlsx_drop(struct xlsx_writer *w);
MUSTCHECK enum err xlsx_end(struct ctx *cx, struct xlsx_writer *w, int *fd, uint64_t *size);

#endif
