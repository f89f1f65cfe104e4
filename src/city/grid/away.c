/* Positions that lie outside the place that was chosen for them: where instead, and how far off. */
#include "city/grid/inside.h"
#include "city/place/place.h"

#include <math.h>
#include <stdlib.h>

static int
by_number(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return x < y ? -1 : x > y;
}

/* Metres to the nearest grid of these places; NAN: they have none that day. */
static double
metres_to(const struct grid_map *map, const int64_t *place, size_t n, struct geo_point at, day on)
{
	double least = (double)NAN;

	for (size_t i = 0; i < map->n; i++) {
		const struct grid_one *g = &map->grid[i];
		double                 d;

		if (g->from.v > on.v || on.v >= g->to.v || !bsearch(&g->place_id, place, n, sizeof(*place), by_number))
			continue;
		d = geo_shape_metres(&map->shape[i], at);
		if (!(d >= least))
			least = d;
	}
	return least;
}

static enum err
one(struct ctx *cx, const struct grid_map *map, int64_t place, struct geo_point at, day on, struct grid_away *out)
{
	struct grid_found         f = {0};
	struct place_line         line;
	struct q_grid_names_row   names;
	struct q_grid_places_row *below;
	int64_t                  *id;
	size_t                    n;
	enum err                  e;

	grid_on_map(map, at, on, &f);
	if (f.id && (e = place_line(cx, f.place_id, &line)) != OK)
		return e;
	for (size_t i = 0; f.id && i < line.n; i++)
		if (line.above[i] == place)
			return OK;
	if ((e = q_grid_places(cx, &(struct q_grid_places_in){.top = place}, &below, &n)) != OK)
		return e;
	if (!(id = ARENA_NEWS(cx->arena, n + 1, int64_t)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < n; i++)
		id[i] = below[i].place_id;
	out->metres = metres_to(map, id, n, at, on);
	out->away = f.id || !isnan(out->metres);
	if (!f.id)
		return OK;
	if ((e = q_grid_names(cx, &(struct q_grid_names_in){.id = f.id}, &names)) != OK)
		return e;
	out->place_code = names.place_code;
	out->place_name = names.place_name;
	return OK;
}

enum err
grid_away_of(struct ctx *cx, int64_t place, const struct grid_spot *spot, size_t n, day on, struct grid_away *out)
{
	const struct grid_map *map = NULL;
	enum err               e = OK;

	for (size_t i = 0; i < n && e == OK; i++) {
		struct geo_point at;

		out[i] = (struct grid_away){.metres = (double)NAN};
		if (!spot[i].some || !geo_point_of(spot[i].lon, spot[i].lat, &at))
			continue;
		if (!map && (e = grid_map(cx, &map)) != OK)
			return e;
		if (map->n)
			e = one(cx, map, place, at, on, &out[i]);
	}
	return e;
}
