/* What is asked of grids: lists, a map, one spot, what is wrong with a file. */
#include "city/grid/inside.h"
#include "city/place/place.h"
#include "city/unit/roles.h"
#include "city_grid_texts.h"

#include <math.h>

/* ---- grid.check ---- */

#define CHECK_IN(X)                                                          \
	X(text, file, 1, 1, GEOJSON_BYTES, T_grid_field_file, NULL)          \
	X(choice, srs, 1, 0, 0, T_grid_field_srs, grid_systems)              \
	X(str, place, 0, 1, 60, T_grid_field_place, NULL)                    \
	X(day, from, 0, DAY_FIRST, DAY_LAST, T_grid_field_from, NULL)        \
	X(text, codes, 0, 1, 20000, T_grid_field_codes, NULL)
struct check_in {
	CHECK_IN(FIELD_DECL)
};
#define IN_T check_in
static const struct field check_fields[] = {CHECK_IN(FIELD_ROW)};
#undef IN_T

static enum err
check(struct ctx *cx, const void *arg, const void **out)
{
	const struct check_in *in = arg;
	struct grid_source     s = {.file = in->file, .srs = in->srs, .place = in->place, .voided = in->codes,
	                            .from = grid_day(cx, in->from)};
	struct grid_plan      *p = ARENA_NEW(cx->arena, struct grid_plan);
	struct grid_check     *c = ARENA_NEW(cx->arena, struct grid_check);
	enum err               e;

	if (!p || !c)
		return ctx_no_memory(cx);
	if ((e = grid_examine(cx, &s, p)) != OK)
		return e;
	*c = (struct grid_check){p->note, p->notes, p->more, p->n, 0, p->same, p->good};
	for (size_t i = 0; i < p->n; i++)
		c->new += p->grid[i].f->good && !p->grid[i].same;
	*out = c;
	return OK;
}

static void
degrees(struct json *j, const char *key, double v)
{
	if (isnan(v))
		return;
	json_key(j, str_of(key));
	json_f64(j, v);
}

static void
check_json(const void *out, struct json *j)
{
	const struct grid_check *c = out;

	json_obj(j);
	json_kv_bool(j, "good", c->good);
	json_kv_i64(j, "features", (int64_t)c->features);
	json_kv_i64(j, "new", (int64_t)c->new);
	json_kv_i64(j, "same", (int64_t)c->same);
	json_kv_i64(j, "not_listed", (int64_t)c->more);
	json_key(j, S("notes"));
	json_arr(j);
	for (size_t i = 0; i < c->n; i++) {
		json_obj(j);
		json_kv_i64(j, "feature", (int64_t)c->note[i].number);
		json_kv_bool(j, "refused", c->note[i].refused);
		json_kv_str(j, "said", c->note[i].said);
		degrees(j, "lon", c->note[i].lon);
		degrees(j, "lat", c->note[i].lat);
		json_obj_end(j);
	}
	json_arr_end(j);
	json_obj_end(j);
}

/* ---- grid.list, grid.map ---- */

#define LIST_IN(X)                                                           \
	X(str, place, 0, 1, 60, T_grid_field_top, NULL)                      \
	X(day, on, 0, DAY_FIRST, DAY_LAST, T_grid_field_on, NULL)
struct list_in {
	LIST_IN(FIELD_DECL)
};
#define IN_T list_in
static const struct field list_fields[] = {LIST_IN(FIELD_ROW)};
#undef IN_T

#define MAP_IN(X) \
	LIST_IN(X) \
	X(bool, near, 0, 0, 0, T_grid_field_near, NULL)
struct map_in {
	MAP_IN(FIELD_DECL)
};
#define IN_T map_in
static const struct field map_fields[] = {MAP_IN(FIELD_ROW)};
#undef IN_T

/* How far around a place its neighbours are shown: some 300 m, in units of 1e-9 degrees. */
enum { AROUND = 3000000 };

/* The grids of a place, and those of others around them. */
static enum err
grids_of(struct ctx *cx, const struct list_in *in, bool near, const void **out)
{
	struct grid_list         *l = ARENA_NEW(cx->arena, struct grid_list);
	struct q_grid_list_row   *row;
	struct q_grid_around_row *beside = NULL;
	struct q_grid_around_in   box = {.west = INT64_MAX, .south = INT64_MAX, .east = INT64_MIN, .north = INT64_MIN};
	str                       code = in->place, name;
	size_t                    n, m = 0;
	enum err                  e;

	if (!l)
		return ctx_no_memory(cx);
	if ((!code.n && (e = place_district(cx, STR_NONE, &code, &name)) != OK) ||
	    (e = place_named(cx, "place", code, &box.top)) != OK ||
	    (e = grid_day_text(cx, grid_day(cx, in->on), &box.day)) != OK ||
	    (e = q_grid_list(cx, &(struct q_grid_list_in){.top = box.top, .day = box.day}, &row, &n)) != OK)
		return e;
	for (size_t i = 0; i < n; i++) {
		box.west = row[i].west - AROUND < box.west ? row[i].west - AROUND : box.west;
		box.south = row[i].south - AROUND < box.south ? row[i].south - AROUND : box.south;
		box.east = row[i].east + AROUND > box.east ? row[i].east + AROUND : box.east;
		box.north = row[i].north + AROUND > box.north ? row[i].north + AROUND : box.north;
	}
	if (near && n && (e = q_grid_around(cx, &box, &beside, &m)) != OK)
		return e;
	if (!(l->item = ARENA_NEWS(cx->arena, n + m + 1, struct grid_item)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < n; i++)
		l->item[l->n++] = (struct grid_item){
		    .id = row[i].id, .place_id = row[i].place_id, .unit_id = row[i].unit_id.v, .code = row[i].code,
		    .name = row[i].name, .place_name = row[i].place_name, .unit_name = row[i].unit_name,
		    .land_use = row[i].land_use, .level = row[i].level, .valid_from = row[i].valid_from,
		    .valid_to = row[i].valid_to, .outline = row[i].outline, .area = row[i].area,
		    .length = row[i].length};
	for (size_t i = 0; i < m; i++)
		l->item[l->n++] = (struct grid_item){
		    .id = beside[i].id, .place_id = beside[i].place_id, .unit_id = beside[i].unit_id.v,
		    .code = beside[i].code, .name = beside[i].name, .place_name = beside[i].place_name,
		    .unit_name = beside[i].unit_name, .land_use = beside[i].land_use, .level = beside[i].level,
		    .valid_from = beside[i].valid_from, .valid_to = beside[i].valid_to,
		    .outline = beside[i].outline, .area = beside[i].area, .length = beside[i].length, .near = true};
	*out = l;
	return OK;
}

static enum err
list(struct ctx *cx, const void *arg, const void **out)
{
	return grids_of(cx, arg, false, out);
}

static enum err
map(struct ctx *cx, const void *arg, const void **out)
{
	const struct map_in *in = arg;

	return grids_of(cx, &(struct list_in){in->place, in->on}, in->near, out);
}

static void
about(const struct grid_item *g, struct json *j)
{
	json_kv_str(j, "code", g->code);
	json_kv_str(j, "name", g->name);
	json_kv_str(j, "place", g->place_name);
	json_kv_str(j, "unit", g->unit_name);
	json_kv_str(j, "land_use", g->land_use);
	json_kv_str(j, "level", g->level);
	json_key(j, S("area"));
	json_f64(j, g->area);
	json_key(j, S("length"));
	json_f64(j, g->length);
	json_kv_str(j, "valid_from", g->valid_from);
	json_kv_str(j, "valid_to", g->valid_to);
}

static void
list_json(const void *out, struct json *j)
{
	const struct grid_list *l = out;

	json_arr(j);
	for (size_t i = 0; i < l->n; i++) {
		json_obj(j);
		json_kv_i64(j, "id", l->item[i].id);
		about(&l->item[i], j);
		json_obj_end(j);
	}
	json_arr_end(j);
}

static void
position(struct json *j, struct geo_point p)
{
	json_arr(j);
	json_f64(j, geo_degrees(p.x));
	json_f64(j, geo_degrees(p.y));
	json_arr_end(j);
}

/* A MultiPolygon's coordinates: parts, rings, positions; each ring closed. */
static void
coordinates(struct json *j, const struct geo_shape *s)
{
	json_arr(j);
	for (size_t r = 0; r < s->nrings; r++) {
		if (!s->ring[r].hole)
			json_arr(j);
		json_arr(j);
		for (size_t i = 0; i <= s->ring[r].n; i++)
			position(j, s->pt[s->ring[r].from + i]);
		json_arr_end(j);
		if (r + 1 == s->nrings || !s->ring[r + 1].hole)
			json_arr_end(j);
	}
	json_arr_end(j);
}

/* As a FeatureCollection that grid.load would read again. */
static void
map_json(const void *out, struct json *j)
{
	const struct grid_list *l = out;

	json_obj(j);
	json_kv_str(j, "type", S("FeatureCollection"));
	json_key(j, S("features"));
	json_arr(j);
	for (size_t i = 0; i < l->n; i++) {
		struct geo_shape s;
		struct arena    *a = arena_new(64 << 20);
		bool             fine = a && outline_read(a, l->item[i].outline, &s) == OK;

		json_obj(j);
		json_kv_str(j, "type", S("Feature"));
		json_key(j, S("properties"));
		json_obj(j);
		about(&l->item[i], j);
		if (l->item[i].near)
			json_kv_bool(j, "near", true);
		json_obj_end(j);
		json_key(j, S("geometry"));
		if (fine) {
			json_obj(j);
			json_kv_str(j, "type", S("MultiPolygon"));
			json_key(j, S("coordinates"));
			coordinates(j, &s);
			json_obj_end(j);
		} else {
			json_null(j);
		}
		json_obj_end(j);
		arena_free(a);
	}
	json_arr_end(j);
	json_obj_end(j);
}

/* ---- grid.at ---- */

#define AT_IN(X)                                                             \
	X(f64, lon, 1, -180, 180, T_grid_field_lon, NULL)                    \
	X(f64, lat, 1, -90, 90, T_grid_field_lat, NULL)                      \
	X(choice, srs, 0, 0, 0, T_grid_field_srs, grid_systems)              \
	X(day, on, 0, DAY_FIRST, DAY_LAST, T_grid_field_on, NULL)
struct at_in {
	AT_IN(FIELD_DECL)
};
#define IN_T at_in
static const struct field at_fields[] = {AT_IN(FIELD_ROW)};
#undef IN_T

static enum err
at(struct ctx *cx, const void *arg, const void **out)
{
	const struct at_in     *in = arg;
	struct grid_here       *h = ARENA_NEW(cx->arena, struct grid_here);
	double                  lon = in->lon, lat = in->lat;
	struct grid_found       f;
	struct q_grid_names_row row;
	enum err                e;

	if (!h)
		return ctx_no_memory(cx);
	*out = h;
	geo_to_cgcs2000(geo_srs_of(in->srs), &lon, &lat);
	if ((e = grid_at(cx, lon, lat, grid_day(cx, in->on), &f)) != OK || f.id == 0)
		return e;
	if ((e = q_grid_names(cx, &(struct q_grid_names_in){.id = f.id}, &row)) == OK)
		*h = (struct grid_here){f.id, row.code, row.name, row.place_code, row.place_name, row.unit_code,
		    row.unit_name};
	return e;
}

static void
at_json(const void *out, struct json *j)
{
	const struct grid_here *h = out;

	json_obj(j);
	if (h->id) {
		json_kv_str(j, "code", h->code);
		json_kv_str(j, "name", h->name);
		json_kv_str(j, "place_code", h->place_code);
		json_kv_str(j, "place", h->place_name);
		json_kv_str(j, "unit_code", h->unit_code);
		json_kv_str(j, "unit", h->unit_name);
	}
	json_obj_end(j);
}

/* ---- grid.faults ---- */

static str
code_of(const str *code, size_t i)
{
	return i == SIZE_MAX ? STR_NONE : code[i];
}

static enum err
faults(struct ctx *cx, const void *arg, const void **out)
{
	const struct list_in  *in = arg;
	day                    on = grid_day(cx, in->on);
	struct grid_check     *c = ARENA_NEW(cx->arena, struct grid_check);
	const struct grid_map *m;
	struct geo_shape      *shape;
	struct geo_patch      *patch;
	struct geo_set         set;
	str                   *code;
	size_t                 n = 0, patches;
	enum err               e = grid_map(cx, &m);

	if (e != OK)
		return e;
	shape = ARENA_NEWS(cx->arena, m->n, struct geo_shape);
	code = ARENA_NEWS(cx->arena, m->n, str);
	if (!c || !shape || !code)
		return ctx_no_memory(cx);
	for (size_t i = 0; i < m->n; i++)
		if (m->grid[i].from.v <= on.v && on.v < m->grid[i].to.v && str_starts(m->grid[i].code, in->place)) {
			shape[n] = m->shape[i];
			code[n++] = m->grid[i].code;
		}
	if (!geo_set_build(cx->arena, shape, n, &set))
		return ctx_no_memory(cx);
	if ((e = geo_set_patches(cx->arena, &set, GRID_TOLERANCE, &patch, &patches)) == ERR_LARGE)
		return refuse(cx, ERR_LARGE, NULL, T_grid_tangle);
	if (e != OK || !(c->note = ARENA_NEWS(cx->arena, patches, struct grid_note)))
		return ctx_no_memory(cx);
	*c = (struct grid_check){.note = c->note, .n = patches, .features = n, .same = n, .good = patches == 0};
	for (size_t i = 0; i < patches; i++) {
		struct buf b;
		bool       gap = patch[i].gap;
		str        arg5[] = {S(""), arena_printf(cx->arena, "%.7f", patch[i].lon),
		                     arena_printf(cx->arena, "%.7f", patch[i].lat),
		                     arena_printf(cx->arena, "%.*s, %.*s", STR_ARG(code_of(code, patch[i].a)),
		                                  STR_ARG(code_of(code, patch[i].b))),
		                     arena_printf(cx->arena, "%.1f", patch[i].area)};

		buf_init(&b, cx->arena, BUF_LINE);
		text_add(&b, gap ? T_grid_store_gap : T_grid_store_overlap, cx->lang, arg5, NITEMS(arg5));
		c->note[i] = (struct grid_note){.refused = !gap, .said = buf_str(&b), .lon = patch[i].lon,
		    .lat = patch[i].lat};
	}
	*out = c;
	return OK;
}

/* ---- The views ---- */

static const struct view check_view = {
    .out = "{good:b,features:i,new:i,same:i,not_listed:i,notes:[{feature:i,refused:b,said:s,lon?:n,lat?:n}]}",
    .name = "grid.check",
    .summary = T_grid_check_summary,
    .perm = PERM_CITY_EDIT,
    .in = check_fields,
    .nin = NITEMS(check_fields),
    .in_size = sizeof(struct check_in),
    .run = check,
    .json = check_json,
};
static const struct view list_view = {
    .out = "[{id:i,code:s,name:s,place:s,unit:s?,land_use:s,level:s,area:n,length:n,"
           "valid_from:d,valid_to:d?}]",
    .name = "grid.list",
    .summary = T_grid_list_summary,
    .perm = PERM_CITY_SEE,
    .in = list_fields,
    .nin = NITEMS(list_fields),
    .in_size = sizeof(struct list_in),
    .run = list,
    .json = list_json,
};
static const struct view map_view = {
    .out = "{type:s,features:[{type:s,properties:{code:s,name:s,place:s,unit:s?,land_use:s,level:s,area:n,length:n,"
           "valid_from:d,valid_to:d?,near?:b},"
           "geometry:*}]}",
    .name = "grid.map",
    .summary = T_grid_map_summary,
    .perm = PERM_CITY_SEE,
    .in = map_fields,
    .nin = NITEMS(map_fields),
    .in_size = sizeof(struct map_in),
    .run = map,
    .json = map_json,
};
static const struct view at_view = {
    .out = "{code?:s,name?:s,place_code?:s,place?:s,unit_code?:s?,unit?:s?}",
    .name = "grid.at",
    .summary = T_grid_at_summary,
    .perm = PERM_CITY_SEE,
    .in = at_fields,
    .nin = NITEMS(at_fields),
    .in_size = sizeof(struct at_in),
    .run = at,
    .json = at_json,
};
static const struct view faults_view = {
    .out = "{good:b,features:i,new:i,same:i,not_listed:i,notes:[{feature:i,refused:b,said:s,lon?:n,lat?:n}]}",
    .name = "grid.faults",
    .summary = T_grid_faults_summary,
    .perm = PERM_CITY_SEE,
    .in = list_fields,
    .nin = NITEMS(list_fields),
    .in_size = sizeof(struct list_in),
    .run = faults,
    .json = check_json,
};
const struct view *const grid_views[] = {&check_view, &list_view, &map_view, &at_view, &faults_view};
const size_t             grid_views_n = NITEMS(grid_views);
