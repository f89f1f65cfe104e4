/* What the folding of one thing and the walk over all things share. */
#ifndef KIT_VERIFY_FOLDING_H
#define KIT_VERIFY_FOLDING_H

#include "kit/db/db.h"
#include "kit/journal/rows.h"
#include "kit/verify/inside.h"

enum { COLUMNS_MAX = 128, SIDES_MAX = 8 };

/* A column as the events left it; unknown when what was set last has been erased. */
struct column {
	str         name;
	struct jval v;
	bool        known;
};

/* A row of a side table as the events left it; a cell that nobody set has kind JARR. */
struct side_row {
	size_t       side;
	str          key;
	struct jval *cell;
	bool         seen;
};

/* One thing being folded. */
struct thing {
	int64_t          id, rev;
	int64_t          event, recorded_at; /* its newest */
	size_t           n;
	struct column    column[COLUMNS_MAX];
	size_t           nrow, room;
	struct side_row *row;
	bool             blind; /* an erased event may have said anything, and no whole one came since */
	struct arena    *arena; /* texts of columns and rows */
	struct fault     fault; /* the first, found while folding or comparing */
};

/* Rows of a side table that were read for a page of things. */
struct side_page {
	const char *rows;
	size_t      at, n;
};

struct folding {
	struct ctx                     *cx;
	const struct verify_task       *task;
	struct verify_report           *report;
	const struct journal_aggregate *agg;
	const struct db_query          *q, *sq[SIDES_MAX];
	struct side_page                page[SIDES_MAX];
	struct ctx                      scratch; /* one payload, one value */
	struct thing                    thing;
};

/* The first fault of the thing stands; later ones are not looked at. */
void thing_fault(struct folding *f, enum fault_kind kind);

/* Begin with nothing but what the schema brings; then one event after the other. */
MUSTCHECK enum err thing_begin(struct folding *f, int64_t id);
MUSTCHECK enum err thing_event(struct folding *f, int64_t event, int64_t rev, int64_t recorded_at, str payload);

/* A row's id; the owner of a side table's row. */
int64_t row_id(const struct db_query *q, const char *row);
int64_t row_owner(const struct db_query *q, const char *row);

/* The table's row against what the events say. */
MUSTCHECK enum err compare_row(struct folding *f, const char *row);

/* Read the side rows of things behind `after`, up to and including `upto`, into page[]. */
MUSTCHECK enum err read_sides(struct folding *f, struct ctx *page, int64_t after, int64_t upto);

/* They against what the events say; *orphan: the owner of a row below id, whose thing is not there; 0. */
MUSTCHECK enum err compare_sides(struct folding *f, int64_t id, int64_t *orphan);

#endif
