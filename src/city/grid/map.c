/* All grids in memory, once an epoch, and the one that holds a position. */
#include "base/ensure.h"
#include "base/held.h"
#include "base/memo.h"
#include "city/grid/inside.h"
#include "city/place/place.h"
#include "city_grid_texts.h"

#include <stdatomic.h>
#include <string.h>

static struct held held_grids = HELD_INIT;
enum { MAP_BYTES = 512 << 20 };

day
grid_day(const struct ctx *cx, int64_t given)
{
	return given != FIELD_ABSENT ? (day){(int32_t)given} : ctx_today(cx);
}

enum err
grid_day_text(struct ctx *cx, day d, str *out)
{
	char text[DAY_TEXT];

	return arena_str(cx->arena, day_format(d, text), out) ? OK : ctx_no_memory(cx);
}

struct filling {
	struct grid_map *m;
	size_t           room;
};

/* A border in the store that is none was not written by us. */
static enum err
broken(struct ctx *cx, str code)
{
	return refuse(cx, ERR_STORE, NULL, T_grid_broken, code);
}

static enum err
days_of(struct ctx *cx, str code, str from, str to, struct grid_one *g)
{
	g->to = (day){DAY_LAST};
	return day_parse(from, &g->from) && (!to.p || day_parse(to, &g->to)) ? OK : broken(cx, code);
}

static enum err
take(struct ctx *cx, const struct q_grid_all_row *row, void *arg)
{
	struct filling *f = arg;
	struct grid_map *m = f->m;
	enum err         e;

	if (m->n == f->room) {
		size_t            room = f->room * 2 + 256;
		struct grid_one  *more = arena_grow(cx->arena, m->grid, m->n * sizeof(*more), room * sizeof(*more));
		struct geo_shape *shape = arena_grow(cx->arena, m->shape, m->n * sizeof(*shape), room * sizeof(*shape));

		if (!more || !shape)
			return ctx_no_memory(cx);
		m->grid = more;
		m->shape = shape;
		f->room = room;
	}
	m->grid[m->n] = (struct grid_one){.id = row->id, .place_id = row->place_id, .unit_id = row->unit_id.v};
	if (!arena_str(cx->arena, row->code, &m->grid[m->n].code))
		return ctx_no_memory(cx);
	e = days_of(cx, row->code, row->valid_from, row->valid_to, &m->grid[m->n]);
	if (e == OK)
		e = outline_read(cx->arena, row->outline, &m->shape[m->n]);
	if (e != OK)
		return e == ERR_MEMORY ? ctx_no_memory(cx) : broken(cx, row->code);
	m->n++;
	return OK;
}

static enum err
read_all(struct ctx *cx, struct grid_map *m)
{
	struct filling f = {.m = m};
	enum err       e = q_grid_all(cx, take, &f);

	if (e == OK && !geo_set_build(cx->arena, m->shape, m->n, &m->set))
		return ctx_no_memory(cx);
	return e;
}

enum err
grid_map(struct ctx *cx, const struct grid_map **out)
{
	struct held_key  key = {.store = db_store(cx->db)};
	struct ctx       own = *cx;
	struct grid_map *m;
	enum err         e = OK;

	if (!key.store) {
		*out = m = ARENA_NEW(cx->arena, struct grid_map);
		return m ? read_all(cx, m) : ctx_no_memory(cx);
	}
	if ((e = epoch_get(cx, &key.version)) != OK)
		return e;
	if ((*out = held_borrow(&held_grids, key, cx->arena)))
		return OK;
	if (!(own.arena = arena_new(MAP_BYTES)))
		return ctx_no_memory(cx);
	if (!(m = ARENA_NEW(own.arena, struct grid_map)))
		e = ctx_no_memory(cx);
	if (e != OK || (e = read_all(&own, m)) != OK) {
		str code = STR_NONE;
		bool told = e == ERR_STORE && own.why.n > cx->why.n && arena_str(cx->arena, own.why.line[0].arg[0],
		    &code);

		arena_free(own.arena);
		return told ? broken(cx, code) : e;
	}
	cx->trace = own.trace;
	*out = held_keep(&held_grids, key, own.arena, m, cx->arena);
	return *out ? OK : ctx_no_memory(cx);
}

/* ---- One position ---- */

struct on_day {
	const struct grid_map *map;
	day                    on;
};

static bool
holds(const struct grid_one *g, day on)
{
	return g->from.v <= on.v && on.v < g->to.v;
}

static bool
wanted(size_t i, const void *arg)
{
	const struct on_day *w = arg;

	return holds(&w->map->grid[i], w->on);
}

void
grid_on_map(const struct grid_map *map, struct geo_point at, day on, struct grid_found *out)
{
	struct on_day w = {map, on};
	size_t        i = geo_set_at(&map->set, at, wanted, &w);

	if (i != SIZE_MAX) {
		const struct grid_one *g = &map->grid[i];

		*out = (struct grid_found){g->id, g->place_id, g->unit_id, g->code};
	}
}

static enum err
in_memory(struct ctx *cx, struct geo_point at, day on, struct grid_found *out)
{
	const struct grid_map *map;
	enum err               e = grid_map(cx, &map);

	if (e == OK)
		grid_on_map(map, at, on, out);
	return e;
}

static enum err
in_store(struct ctx *cx, struct geo_point at, day on, struct grid_found *out)
{
	struct q_grid_box_row *row;
	size_t                 n;
	enum err               e = q_grid_box(cx, &(struct q_grid_box_in){.x = at.x, .y = at.y}, &row, &n);

	for (size_t i = 0; e == OK && i < n && !out->id; i++) {
		struct grid_one  g;
		struct geo_shape s;

		if ((e = days_of(cx, row[i].code, row[i].valid_from, row[i].valid_to, &g)) != OK)
			return e;
		if (!holds(&g, on))
			continue;
		if ((e = outline_read(cx->arena, row[i].outline, &s)) != OK)
			return e == ERR_MEMORY ? ctx_no_memory(cx) : broken(cx, row[i].code);
		if (geo_shape_where(&s, at) != GEO_OUT)
			*out = (struct grid_found){row[i].id, row[i].place_id, row[i].unit_id.v, row[i].code};
	}
	return e;
}

enum err
grid_at(struct ctx *cx, double lon, double lat, day on, struct grid_found *out)
{
	struct geo_point at;

	*out = (struct grid_found){0};
	if (!geo_point_of(lon, lat, &at))
		return OK;
	return db_store(cx->db) ? in_memory(cx, at, on, out) : in_store(cx, at, on, out);
}

/* Most cities have no grids, which is remembered. */
MEMO(any_grid, bool, 16);

static enum err
is_any(struct ctx *cx, struct city_state *city, bool *any)
{
	struct q_grid_any_row row;
	struct memo_key       k;
	enum err              e = city_state(cx, city);

	k = (struct memo_key){.store = city->store, .version = city->epoch};
	if (e != OK || memo_get(&any_grid, k, any))
		return e;
	e = q_grid_any(cx, &row);
	*any = e == OK && row.there;
	if (e == OK)
		memo_put(&any_grid, k, any);
	return e;
}

/* Positions for which the store was asked since somebody last made the map for their sake. */
static _Atomic uint32_t asked;
enum { ASKED_MOST = 64 };

/* On the map that readers hold, if they do: a command does not read all of it for one position. */
static enum err
in_city(struct ctx *cx, struct city_state *city, struct geo_point at, day on, struct grid_found *out)
{
	const struct grid_map *map = NULL;
	bool                   any;
	enum err               e = is_any(cx, city, &any);

	if (e != OK || !any)
		return e;
	if (city->store)
		map = held_borrow(&held_grids, (struct held_key){city->store, city->epoch}, cx->arena);
	if (!map) {
		atomic_fetch_add_explicit(&asked, 1, memory_order_relaxed);
		return in_store(cx, at, on, out);
	}
	grid_on_map(map, at, on, out);
	return OK;
}

enum err
grid_warm(struct ctx *cx)
{
	const struct grid_map *map;
	struct ctx             look = *cx;
	enum err               e;

	if (atomic_load_explicit(&asked, memory_order_relaxed) < ASKED_MOST || !db_store(cx->db))
		return OK;
	atomic_store_explicit(&asked, 0, memory_order_relaxed);
	/* An outline that cannot be read is the business of who meets it. */
	e = grid_map(&look, &map);
	cx->trace = look.trace;
	return e == ERR_STORE ? OK : e;
}

enum err
grid_of(struct ctx *cx, struct city_state *city, opt_f64 lon, opt_f64 lat, int64_t at, opt_i64 *id)
{
	struct grid_found f = {0};
	struct geo_point  where;
	day               on;
	int32_t           ms;
	enum err          e = OK;

	if (lon.some && lat.some && geo_point_of(lon.v, lat.v, &where) && day_of_ms(at, cx->zone, &on, &ms))
		e = in_city(cx, city, where, on, &f);
	*id = f.id ? SOME_I64(f.id) : (opt_i64){.some = false};
	return e;
}
