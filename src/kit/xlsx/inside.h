/* What the files of this room share. */
#ifndef KIT_XLSX_INSIDE_H
#define KIT_XLSX_INSIDE_H

#include "base/buf.h"
#include "kit/package/package.h"
#include "kit/xlsx/xlsx.h"

/* How a format shows a number: as it is, with so many digits at least, as a day, a time, or both. */
enum shown { SHOWN_PLAIN, SHOWN_ZEROS, SHOWN_DAY, SHOWN_TIME, SHOWN_BOTH };
struct style {
	enum shown as;
	int        zeros; /* SHOWN_ZEROS */
};

struct xlsx_book {
	const char        *field;
	struct package    *p;
	struct xlsx_sheet *sheet;
	size_t            *part; /* of each sheet */
	size_t             n;
	bool               y1904;
	str               *text; /* shared */
	size_t             ntext, text_room, text_bytes;
	struct style      *style; /* by the number that cells name */
	size_t             nstyle;
};

/* By a built-in number, and by the words of a format of the file's own. */
struct style style_builtin(int64_t id);
struct style style_of(str format);

/* What became of a number. */
enum said { SAID, SAID_NO_DAY, SAID_LONG };
enum said number_say(struct arena *a, double v, struct style s, bool y1904, str *out, enum xlsx_kind *kind);

/* A day as ISO 8601 writes it, with or without a time: as this room writes it. */
bool iso_say(struct arena *a, str iso, str *out);

/*
 * Text of a cell: "_x000A_" is a line feed; other controls and marks that hide or reorder text go.  Longer than
 * XLSX_TEXT: false.  STR_NONE without memory.
 */
bool text_clean(struct arena *a, str in, str *out);

/* "AB12" → 27, 12; false: no cell's name. */
bool cell_at(str name, size_t *column, int64_t *row);

/* The other way. */
void cell_name(struct buf *b, size_t column, int64_t row);

enum { XLSX_LAST_ROW = 1048576, XLSX_LAST_COLUMN = 16384 };

#endif
