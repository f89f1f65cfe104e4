/* A map: a text file that says how to read somebody's ledger. */
#ifndef WORK_INTAKE_MAP_H
#define WORK_INTAKE_MAP_H

#include "kit/geo/geo.h"
#include "kit/table/table.h"
#include "work/ledger/told.h"
#include "work/ledger/when.h"

/*
 * docs/import.md describes the format.  Sections in brackets, `key = value` lines,
 * comments after '#'.  Keys and section names are Chinese or English.
 */

enum { MAP_FORMATS = 8, MAP_PLACES = 4, MAP_FACTS = 16, MAP_VALUES = 2000, MAP_BYTES = 1 << 20 };

/* Columns of the source: those of TOLD_TEXTS up to LAT, and the times. */
enum { MAP_TEXTS = TOLD_PLACE_TOLD };

/* Line 0: the map does not name it. */
struct map_name {
	str     name;
	int64_t line;
};

struct map_fact {
	str             label;
	struct map_name column;
};

enum map_table { MAP_STATUS, MAP_TYPE, MAP_UNIT, MAP_PLACE, MAP_TABLES };

/* One line of a value table: `from` as the source writes it. */
struct map_value {
	str     from, to;
	bool    prefix; /* from ended in '*': the beginning is enough, the longest wins */
	int64_t line;
};

struct map_values {
	struct map_value *v;
	size_t            n, cap;
};

struct ledger_map {
	str                 source, title;
	enum table_encoding encoding;
	char                sep; /* 0: to be found out */
	int64_t             skip; /* lines before the header */
	str                 header; /* or: the header is the first record with such a cell; STR_NONE */
	int                 zone;
	enum when_summer    summer;
	enum geo_srs            srs;
	int64_t             decimals; /* positions with fewer are none: a centre of something */
	bool                is_public;
	struct map_name     text[MAP_TEXTS];
	struct map_name     time[TOLD_TIME_MAX];
	struct map_name     place[MAP_PLACES]; /* the widest first */
	size_t              nplace;
	str                 fixed[TOLD_TEXT_MAX];
	str                 format[MAP_FORMATS];
	size_t              nformat;
	struct map_values   table[MAP_TABLES];
	struct map_fact     fact[MAP_FACTS];
	size_t              nfact;
};

/*
 * Read a map.  ERR_INPUT with a sentence for each fault (up to 16): line, key and
 * what to do about it.  Everything in *m lives in cx->arena or in `text`.
 */
MUSTCHECK enum err map_read(struct ctx *cx, str text, struct ledger_map *m);

/* What a table makes of a value: the same text, else the longest prefix, else '*'; NULL: nothing. */
const struct map_value *map_look(const struct map_values *t, str from);

#endif
