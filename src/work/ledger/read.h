/* From records of a file to told rows, as a map says. */
#ifndef WORK_INTAKE_READ_H
#define WORK_INTAKE_READ_H

#include "work/ledger/map.h"
#include "work/ledger/places.h"

/* Why a record cannot be taken: its column by the source's name (STR_NONE: the whole). */
struct read_fault {
	str     column;
	text_id text; /* {0} the column's or field's name, {1} and {2} */
	str     arg[2];
};

/* What a good row is short of; counted, never hidden. */
struct read_notes {
	bool no_place; /* only what the map falls back to */
	bool odd_place; /* the words for places contradict one another */
	bool no_position;
	bool coarse;    /* a position was written, too coarse to be one */
	bool no_class;  /* a type without a class of ours */
	bool status_unknown;
};

struct reader {
	const struct ledger_map    *map;
	const struct ledger_places *places;
	int64_t                     now;
	size_t                      width; /* of the header */
	str                         header[TABLE_COLUMNS];
	size_t                      text[MAP_TEXTS]; /* positions in the record; SIZE_MAX: not there */
	size_t                      time[TOLD_TIME_MAX];
	size_t                      place[MAP_PLACES];
	size_t                      fact[MAP_FACTS];
};

/*
 * Take the header record: find every column that the map names.  ERR_INPUT with a
 * sentence for each that is missing or there twice (first 16).  The names are copied into
 * cx->arena.
 */
MUSTCHECK enum err reader_header(struct ctx *cx, struct reader *r, const struct ledger_map *map,
                                 const struct ledger_places *places, const struct table_record *rec);

/* True when a record is the header that the map looks for (its cell `表头含`). */
bool reader_is_header(const struct ledger_map *map, const struct table_record *rec);

/*
 * One record: true and *t (texts in `a` or in the record), or false and why not.
 * Everything told_check asks for holds afterwards.
 */
bool reader_row(struct arena *a, const struct reader *r, const struct table_record *rec, struct told *t,
                struct read_notes *notes, struct read_fault *why);

/* The source's own name of the column that a told field (its JSON key) comes from; STR_NONE. */
str reader_column(const struct reader *r, str key);

#endif
