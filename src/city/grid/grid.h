/* Unit grids: which piece of which community a position lies in, on which day. */
#ifndef CITY_GRID_GRID_H
#define CITY_GRID_GRID_H

#include "base/day.h"
#include "base/opt.h"
#include "kit/command/command.h"
#include "kit/db/db.h"
#include "kit/geo/geo.h"
#include "kit/journal/aggregate.h"

extern const struct db_schema      grid_schema;
/* Grids that a unit answers for (unit_register). */
extern const struct unit_hang grid_hang;

extern const struct command *const grid_commands[];
extern const size_t                grid_commands_n;
extern const struct view *const    grid_views[];
extern const size_t                grid_views_n;
extern const struct journal_aggregate grid_aggregates[]; /* rows equal their events */
extern const size_t                   grid_aggregates_n;

/* The coordinate systems of a file that is loaded: what `srs` of its command may be. */
extern const struct choice grid_systems[];

/* A grid as a position finds it; id 0: none. */
struct grid_found {
	int64_t id, place_id, unit_id; /* unit 0: that of the territory */
	str     code;
};

/*
 * The grid of the day that holds a position (CGCS2000, degrees); of several that have it on
 * their border the one with the lowest code.  OK with id 0 where there is none, and for what is
 * no position.  In cx->arena.  A reader asks memory, which is made anew when the city's
 * epoch has moved, and costs one query; a writer, who may see what will be undone, asks the store.
 */
MUSTCHECK enum err grid_at(struct ctx *cx, double lon, double lat, day on, struct grid_found *out);

/*
 * grid_at for a row that a command writes: of the day of `at` (ms UTC) in the city; nothing without
 * a position.  Memory of committed states is asked as far as `city` allows.
 */
struct city_state;
MUSTCHECK enum err grid_of(struct ctx *cx, struct city_state *city, opt_f64 lon, opt_f64 lat, int64_t at, opt_i64 *id);

/*
 * For prepare() of a command that calls grid_of: once commands have asked the store for 64 positions, a reader
 * makes the map that the next ones find in memory.  Nothing on a connection that may write.
 */
MUSTCHECK enum err grid_warm(struct ctx *cx);

/*
 * Which of some positions lie outside a place, as its grids of the day (those below it, too) have it: a hint, never a
 * refusal.  `away`: the position is in a grid of another place, or in none although this place has some.  A
 * city, or a place without grids and a position without one: nothing is said.  A reader's, within a snapshot.
 */
struct grid_spot {
	bool   some;
	double lon, lat; /* CGCS2000 */
};
struct grid_away {
	bool   away;
	str    place_code, place_name; /* of the community it lies in; STR_NONE: in no grid */
	double metres;                 /* to the nearest grid of the place; NAN: it has none */
};
MUSTCHECK enum err grid_away_of(struct ctx *cx, int64_t place, const struct grid_spot *spot, size_t n, day on,
                                struct grid_away *out);

/* Overlaps up to this many square metres are digitising, not fault: neither refused nor listed. */
#define GRID_TOLERANCE 1.0

/* ---- grid.check ---- */

/* A sentence about a file, and where; what is refused and what is only said. */
struct grid_note {
	size_t number; /* feature; 0: of the store */
	bool   refused;
	str    said;
	double lon, lat; /* NAN: nowhere in particular; in the system of the file, or CGCS2000 */
};

struct grid_check {
	struct grid_note *note;
	size_t            n, more; /* more than are listed */
	size_t            features, new, same;
	bool              good; /* nothing is refused */
};

/* ---- grid.list, grid.map ---- */

struct grid_item {
	int64_t id, place_id, unit_id;
	str     code, name, place_name, unit_name, land_use, level, valid_from, valid_to, outline;
	double  area, length;
	bool    near; /* of another place, beside those that were asked for */
};

struct grid_list {
	struct grid_item *item;
	size_t            n;
};

/* ---- grid.at ---- */

struct grid_here {
	int64_t id; /* 0: none */
	str     code, name, place_code, place_name, unit_code, unit_name;
};

#endif
