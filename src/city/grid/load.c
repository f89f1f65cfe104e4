/* grid.load, grid.replace, grid.void. */
#include "city/grid/inside.h"
#include "city/place/place.h"
#include "city/place/record.h"
#include "city/unit/roles.h"
#include "city/unit/unit.h"
#include "city_grid_texts.h"

enum { SAID_MOST = WHY_MAX - 1 };

const struct choice grid_systems[] = {
    {"cgcs2000", T_grid_srs_cgcs2000}, {"wgs84", T_grid_srs_wgs84}, {"gcj02", T_grid_srs_gcj02},
    {"bd09", T_grid_srs_bd09},         {NULL, T_none},
};

#define LOAD_IN(X)                                                           \
	X(text, file, 1, 1, GEOJSON_BYTES, T_grid_field_file, NULL)          \
	X(choice, srs, 1, 0, 0, T_grid_field_srs, grid_systems)              \
	X(str, place, 0, 1, 60, T_grid_field_place, NULL)                    \
	X(day, from, 0, DAY_FIRST, DAY_LAST, T_grid_field_from, NULL)        \
	X(str, source, 1, 1, 200, T_grid_field_source, NULL)
#define REPLACE_IN(X)                                                        \
	X(text, codes, 1, 15, 20000, T_grid_field_codes, NULL)               \
	X(str, reason, 1, 1, 200, T_grid_field_reason, NULL)                 \
	LOAD_IN(X)
#define VOID_IN(X)                                                           \
	X(text, codes, 1, 15, 20000, T_grid_field_codes, NULL)               \
	X(str, reason, 1, 1, 200, T_grid_field_reason, NULL)                 \
	X(day, from, 0, DAY_FIRST, DAY_LAST, T_grid_field_to, NULL)
struct load_in {
	LOAD_IN(FIELD_DECL)
};
struct replace_in {
	REPLACE_IN(FIELD_DECL)
};
struct void_in {
	VOID_IN(FIELD_DECL)
};
#define IN_T load_in
static const struct field load_fields[] = {LOAD_IN(FIELD_ROW)};
#undef IN_T
#define IN_T replace_in
static const struct field replace_fields[] = {REPLACE_IN(FIELD_ROW)};
#undef IN_T
#define IN_T void_in
static const struct field void_fields[] = {VOID_IN(FIELD_ROW)};
#undef IN_T

/* ---- Writing ---- */

static enum err
write_one(struct ctx *cx, const struct q_grid_add_in *g)
{
	struct q_grid_add_row row;
	struct record         r;
	enum err              e = q_grid_add(cx, g, &row);

	if (e != OK)
		return e;
	record_begin(cx, &r);
	json_kv_str(&r.set, "code", g->code);
	json_kv_i64(&r.set, "place_id", g->place_id);
	json_kv_str(&r.set, "name", g->name);
	json_kv_i64(&r.set, "west", g->west);
	json_kv_i64(&r.set, "south", g->south);
	json_kv_i64(&r.set, "east", g->east);
	json_kv_i64(&r.set, "north", g->north);
	json_kv_i64(&r.set, "height", g->height);
	json_key(&r.set, S("area"));
	json_f64(&r.set, g->area);
	json_key(&r.set, S("length"));
	json_f64(&r.set, g->length);
	json_kv_str(&r.set, "land_use", g->land_use);
	json_kv_str(&r.set, "level", g->level);
	record_opt(&r, "unit_id", g->unit_id.some, g->unit_id.v);
	json_kv_str(&r.set, "source", g->source);
	json_kv_str(&r.set, "valid_from", g->valid_from);
	json_kv_i64(&r.set, "made_at", g->made_at);
	json_kv_i64(&r.set, "made_by", g->made_by);
	json_kv_str(&r.set, "outline", g->outline);
	return record_end(cx, &r, "grid", row.id, 1, "grid.added", STR_NONE);
}

static enum err
void_one(struct ctx *cx, str code, str to, str why)
{
	struct q_grid_by_code_row row;
	struct record             r;
	int64_t                   n;
	enum err e = q_grid_by_code(cx, &(struct q_grid_by_code_in){.code = code}, &row);

	if (e == OK)
		e = grid_in_reach(cx, row.place_id, row.unit_id);
	if (e == ERR_NONE)
		return refuse(cx, ERR_INPUT, "codes", T_grid_unknown, code);
	if (e != OK)
		return e;
	if (row.valid_to.p)
		return refuse(cx, ERR_RULE, "codes", T_grid_void_already, code, row.valid_to);
	if (str_cmp(to, row.valid_from) <= 0)
		return refuse(cx, ERR_RULE, "from", T_grid_void_early, code, row.valid_from);
	e = q_grid_void(cx, &(struct q_grid_void_in){.id = row.id, .rev = row.rev + 1, .valid_to = to,
	    .void_why = why}, &n);
	if (e != OK)
		return e;
	record_begin(cx, &r);
	json_kv_str(&r.set, "valid_to", to);
	json_kv_str(&r.set, "void_why", why);
	return record_end(cx, &r, "grid", row.id, row.rev + 1, "grid.voided", STR_NONE);
}

static enum err
void_all(struct ctx *cx, str codes, day on, str why, size_t *n)
{
	str      to, code;
	enum err e = grid_day_text(cx, on, &to);

	while (e == OK && (code = grid_code_cut(&codes)).p) {
		e = void_one(cx, code, to, why);
		++*n;
	}
	return e;
}

/* The first sentences of what is refused; the rest is for grid.check. */
static enum err
refuse_all(struct ctx *cx, const struct grid_plan *p)
{
	size_t said = 0, left = p->more;

	for (size_t i = 0; i < p->notes; i++) {
		if (!p->note[i].refused)
			continue;
		if (said < SAID_MOST) {
			(void)refuse(cx, ERR_INPUT, "file", T_grid_said, p->note[i].said);
			said++;
		} else {
			left++;
		}
	}
	return left ? refuse(cx, ERR_INPUT, "file", T_grid_more, arena_printf(cx->arena, "%zu", left)) : ERR_INPUT;
}

static enum err
write_all(struct ctx *cx, const struct grid_source *in, size_t voided, struct reply *out)
{
	struct grid_plan *p = ARENA_NEW(cx->arena, struct grid_plan);
	size_t            added = 0;
	enum err          e;

	if (!p)
		return ctx_no_memory(cx);
	if ((e = grid_examine(cx, in, p)) != OK)
		return e;
	if (!p->good)
		return refuse_all(cx, p);
	for (size_t i = 0; e == OK && i < p->n; i++)
		if (!p->grid[i].same) {
			e = write_one(cx, &p->grid[i].row);
			added++;
		}
	if (e == OK && added + voided)
		e = city_changed(cx);
	*out = (struct reply){.done = T_grid_loaded,
	                      .arg = {arena_printf(cx->arena, "%zu", p->n), arena_printf(cx->arena, "%zu", added)}};
	return e;
}

/* ---- Commands ---- */

static enum err
lock(struct ctx *cx)
{
	enum err e = db_lock(cx, "grid", 0);

	return e == OK ? units_stay(cx) : e;
}

static enum err
load(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct load_in *in = arg;
	struct grid_source    s = {.file = in->file, .srs = in->srs, .place = in->place, .source = in->source,
	                           .from = grid_day(cx, in->from)};
	enum err              e = lock(cx);

	(void)made;
	return e == OK ? write_all(cx, &s, 0, out) : e;
}

static enum err
replace(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct replace_in *in = arg;
	struct grid_source       s = {.file = in->file, .srs = in->srs, .place = in->place, .source = in->source,
	                              .voided = in->codes, .from = grid_day(cx, in->from)};
	size_t                   n = 0;
	enum err                 e = lock(cx);

	(void)made;
	if (e != OK || (e = void_all(cx, in->codes, s.from, in->reason, &n)) != OK)
		return e;
	return write_all(cx, &s, n, out);
}

static enum err
void_them(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct void_in *in = arg;
	size_t                n = 0;
	enum err              e = lock(cx);

	(void)made;
	if (e != OK || (e = void_all(cx, in->codes, grid_day(cx, in->from), in->reason, &n)) != OK)
		return e;
	*out = (struct reply){.done = T_grid_voided, .arg = {arena_printf(cx->arena, "%zu", n)}};
	return city_changed(cx);
}

static const struct command load_cmd = {
    .name = "grid.load",
    .summary = T_grid_load_summary,
    .perm = PERM_CITY_EDIT,
    .in = load_fields,
    .nin = NITEMS(load_fields),
    .in_size = sizeof(struct load_in),
    .apply = load,
};
static const struct command replace_cmd = {
    .name = "grid.replace",
    .summary = T_grid_replace_summary,
    .perm = PERM_CITY_EDIT,
    .in = replace_fields,
    .nin = NITEMS(replace_fields),
    .in_size = sizeof(struct replace_in),
    .apply = replace,
};
static const struct command void_cmd = {
    .name = "grid.void",
    .summary = T_grid_void_summary,
    .perm = PERM_CITY_EDIT,
    .in = void_fields,
    .nin = NITEMS(void_fields),
    .in_size = sizeof(struct void_in),
    .apply = void_them,
};
const struct command *const grid_commands[] = {&load_cmd, &replace_cmd, &void_cmd};
const size_t                grid_commands_n = NITEMS(grid_commands);

const struct journal_aggregate grid_aggregates[] = {
    {.kind = "grid", .label = T_grid_thing, .queries = grid_queries, .query = "grid_fold"},
};
const size_t grid_aggregates_n = NITEMS(grid_aggregates);
