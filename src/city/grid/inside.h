/* What the files of this room share. */
#ifndef CITY_GRID_INSIDE_H
#define CITY_GRID_INSIDE_H

#include "city/grid/grid.h"
#include "city/grid/outline.h"
#include "grid_sql.h"
#include "kit/geo/set.h"
#include "kit/geojson/geojson.h"

/* All grids ever, by code, in memory. */
struct grid_one {
	int64_t id, place_id, unit_id;
	str     code;
	day     from, to; /* to: first day on which it no longer is */
};
struct grid_map {
	struct grid_one  *grid;
	struct geo_shape *shape;
	struct geo_set    set;
	size_t            n;
};

/* As docket_names: of the store's epoch, held; a writer's own otherwise. */
MUSTCHECK enum err grid_map(struct ctx *cx, const struct grid_map **out);

/* The grid of the day that holds a position: grid_at, of a map that is there already. */
void grid_on_map(const struct grid_map *map, struct geo_point at, day on, struct grid_found *out);

/* The civil day of cx->now, or what was given. */
day grid_day(const struct ctx *cx, int64_t given);

/* A day as text in cx->arena. */
MUSTCHECK enum err grid_day_text(struct ctx *cx, day d, str *out);

/* A grid of a file, as it will be. */
struct grid_new {
	struct geojson_feature *f;
	str                     code, community, outline;
	bool                    numbered; /* its number is ours, not the file's */
	bool                    same;     /* the store has it already */
	struct q_grid_add_in    row;
};

/* A file examined beside the store. */
struct grid_plan {
	struct geojson    json;
	struct grid_new  *grid;
	size_t            n, same;
	struct grid_note *note;
	size_t            notes, room, more;
	bool              good;
};

/* What grid.load, grid.replace and grid.check have in common. */
struct grid_source {
	str     file, srs, place, source, voided; /* voided: codes that make way, separated by ；or commas or spaces */
	day     from;
};

/* Read the file, number and check it; ERR_INPUT only when it is no such file.  plan->good: it may be written. */
MUSTCHECK enum err grid_examine(struct ctx *cx, const struct grid_source *in, struct grid_plan *plan);

/* Whether a grid's community, and the unit that it names, lie within cx->who's scope; ERR_NONE when not. */
MUSTCHECK enum err grid_in_reach(struct ctx *cx, int64_t place, opt_i64 unit);

/* Cut the next code off a list; STR_NONE at the end. */
str grid_code_cut(str *rest);

#endif
