/* Where things are: the tree of places, settings, zones. */
#ifndef CITY_PLACE_PLACE_H
#define CITY_PLACE_PLACE_H

#include "kit/command/command.h"
#include "kit/db/db.h"
#include "kit/journal/aggregate.h"

extern const struct db_schema      place_schema;
extern const struct command *const place_commands[];
extern const size_t                place_commands_n;
extern const struct view *const    place_views[];
extern const size_t                place_views_n;
extern const struct journal_aggregate place_aggregates[]; /* rows equal their events */
extern const size_t                   place_aggregates_n;
extern const struct journal_aggregate *const place_city; /* the one that settings and zones belong to */

/* zone.list: a member place of a zone a row, zone by zone in the order of their codes. */
struct place_zone {
	str code, name, kind, place_code, place_name;
};
struct place_zones {
	struct place_zone *item;
	size_t             n;
};

/*
 * What the command zone.load does; it stands in judge/zone, where the right to it is known.  `file`: a table of code,
 * name, kind, places, valid_from, valid_to; places that a zone has and the table does not name end today.
 */
#define ZONE_LOAD_IN(X) X(text, file, 1, 1, 1 << 20, T_place_field_zones, NULL)
struct zone_load_in {
	ZONE_LOAD_IN(FIELD_DECL)
};
extern const struct field zone_load_fields[1];
MUSTCHECK enum err zone_load(struct ctx *cx, const void *in, void *made, struct reply *out);

/* Levels of the national list; other cities may use other numbers, deeper is greater. */
enum { LEVEL_PROVINCE = 1, LEVEL_CITY = 2, LEVEL_COUNTY = 3, LEVEL_TOWN = 4, LEVEL_VILLAGE = 5 };

/* The level of a word in a place file ("province" … "village"); 0 for any other. */
int64_t place_level(str word);

/*
 * A short name for lists: without 街道办事处, 街道, 社区居民委员会, 社区居委会,
 * 村民委员会, 村委会, 镇, 乡 at the end, unless less than two characters remain.
 */
str place_short(str name);

/* A setting's value in cx->arena; *value is STR_NONE when it was never set. */
MUSTCHECK enum err setting_get(struct ctx *cx, str key, str *value);
MUSTCHECK enum err setting_put(struct ctx *cx, str key, str value);

/* Ask for a setting in this transaction; setting_answer gives it once the next answered query is done. */
struct setting_asked;
MUSTCHECK enum err setting_ask(struct ctx *cx, str key, struct setting_asked **out);
str setting_answer(const struct setting_asked *s); /* STR_NONE when it was never set */

/*
 * The district this store is for: the place of `code`, or, when that is
 * STR_NONE, the one whose cases are numbered, else the root.  ERR_NONE when
 * there is none.  Texts in cx->arena.
 */
MUSTCHECK enum err place_district(struct ctx *cx, str code, str *found, str *name);

/*
 * A place by its official code; *name (in cx->arena) may be NULL.  ERR_NONE, without
 * a sentence, when there is none; a place that is no more has its code still.
 */
MUSTCHECK enum err place_by_code(struct ctx *cx, str code, int64_t *id, str *name);

/*
 * The place that a FIELD_code means.  An unknown one is ERR_INPUT with a sentence at
 * `field` (a constant): an id ("#17") is not looked at here, who uses it finds nothing.
 */
MUSTCHECK enum err place_named(struct ctx *cx, const char *field, str code, int64_t *id);

/*
 * Whether cx->who's scope has the place in it: ERR_NONE, without a sentence, when
 * it has not.  Whose scope is a unit acts wherever the city is; the program does
 * as it is told.
 */
MUSTCHECK enum err place_in_reach(struct ctx *cx, int64_t place);

/*
 * Whether cx->who's scope is the whole city, as a district counts its cases: ERR_NONE, without a sentence, for a part
 * of it.  What lies in no place (an office of the district, a whole table) is in nobody else's scope.
 */
MUSTCHECK enum err place_city_in_reach(struct ctx *cx);

/* The part of the city that is cx->who's scope, by its top; 0: that is the whole city. */
MUSTCHECK enum err place_part(struct ctx *cx, int64_t *top);

/* A place and all above it in one look: a case is numbered there, and seen from there. */
enum { PLACE_LINE = 32 };
struct place_line {
	int64_t place, above[PLACE_LINE]; /* itself first */
	size_t  n;                        /* 0: there is no such place */
	int64_t numbers;                  /* the nearest whose cases are numbered; 0: none */
};
MUSTCHECK enum err place_line(struct ctx *cx, int64_t place, struct place_line *out);

/* place_in_reach, of a line that is there already. */
bool place_line_in_reach(const struct ctx *cx, const struct place_line *line);

/*
 * Refuses half a position, and one that this city has no spot at (place.bounds, out of
 * data/base/bounds.tsv): most often both numbers are exchanged.  Degrees; NAN: not given.
 * city NULL: the bounds are asked for each time.
 */
struct city_state;
MUSTCHECK enum err place_position_likely(struct ctx *cx, struct city_state *city, double lon,
                                         double lat);

/* The city's epoch: what is held in memory is old when it has moved. */
MUSTCHECK enum err epoch_get(struct ctx *cx, int64_t *n);

/*
 * Under which state of the city a command keeps what it looks up (base/memo.h), asked for once
 * in a transaction: begin with {0}.  A command that changes the city keeps nothing: store is 0.
 */
struct city_asked;
struct city_state {
	uint64_t           store;
	int64_t            epoch;
	bool               asked;
	struct city_asked *ahead; /* city_ask's, or NULL */
};
MUSTCHECK enum err city_state(struct ctx *cx, struct city_state *s);

/* Ask for the epoch without waiting; *out, in cx->arena, is NULL where nothing may be kept. */
MUSTCHECK enum err city_ask(struct ctx *cx, struct city_asked **out);

/* The city changed: every copy of Duban reloads what it holds in memory.  Inside a command. */
MUSTCHECK enum err city_changed(struct ctx *cx);

/* ---- place.tree ---- */

struct place_item {
	int64_t id, parent_id; /* 0: the top asked for */
	int64_t level, steps;  /* below the top */
	int64_t below;         /* how many places lie in it */
	str     code, name, short_name, kind;
};

/* By level, then in their order: parents before children. */
struct place_tree {
	struct place_item *item;
	size_t             n;
};

#endif
