/* Where positions of the city can lie at all: place.bounds and who asks. */
#include "base/memo.h"
#include "city/place/place.h"
#include "city_place_texts.h"
#include "kit/table/sheet.h"

#include <math.h>

extern const struct command place_bounds_cmd;

enum { CODE, WEST, SOUTH, EAST, NORTH, SOURCE, COLUMNS };
static const struct sheet_column columns[COLUMNS] = {
    {"code", true}, {"west", true}, {"south", true}, {"east", true}, {"north", true}, {"source", true},
};

#define BOUNDS_IN(X) X(text, file, 1, 1, 1 << 20, T_place_field_bounds, NULL)
struct bounds_in {
	BOUNDS_IN(FIELD_DECL)
};
#define IN_T bounds_in
static const struct field fields[] = {BOUNDS_IN(FIELD_ROW)};
#undef IN_T

/* In degrees; wide, so that they find mistakes and nothing else. */
struct bounds {
	bool   some; /* false: nothing is known, everything holds */
	double west, south, east, north;
};

static bool
read_bounds(str text, struct bounds *b)
{
	double v[4];

	for (size_t i = 0; i < NITEMS(v); i++)
		if (!str_to_f64(str_cut(&text, ' '), &v[i]))
			return false;
	*b = (struct bounds){true, v[0], v[1], v[2], v[3]};
	return !text.p && b->west < b->east && b->south < b->north;
}

/* A code of the national list, for which the row CN stands in. */
static bool
national(str code)
{
	int64_t n;

	return code.n == 6 && str_to_i64(code, &n) && n >= 110000;
}

static enum err
bounds_load(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct bounds_in *in = arg;
	struct bounds     b;
	struct sheet            sheet;
	str                     root, text, found = STR_NONE, cell[COLUMNS];
	bool                    own = false;
	enum err                e;

	(void)made;
	if ((e = setting_get(cx, S("city.root"), &root)) != OK ||
	    (e = sheet_open(cx, &sheet, "file", &in->file, columns, COLUMNS)) != OK)
		return e;
	while ((e = sheet_next(cx, &sheet, cell)) == OK) {
		bool here = cell[CODE].n && str_eq(cell[CODE], root);

		text = arena_printf(cx->arena, "%.*s %.*s %.*s %.*s", STR_ARG(cell[WEST]), STR_ARG(cell[SOUTH]),
		                    STR_ARG(cell[EAST]), STR_ARG(cell[NORTH]));
		if (!read_bounds(text, &b))
			return sheet_refuse(cx, &sheet, WEST, T_place_bounds_form, text);
		if (here || (!own && national(root) && str_eq(cell[CODE], S("CN"))))
			found = text;
		own = own || here;
	}
	if (e == ERR_NONE)
		e = setting_put(cx, S("city.bounds"), found.p ? found : S(""));
	if (e == OK)
		e = city_changed(cx);
	*out = (struct reply){.done = found.p ? T_place_bounds_done : T_place_bounds_none, .arg = {found}};
	return e;
}

const struct command place_bounds_cmd = {
    .name = "place.bounds",
    .summary = T_place_bounds_summary,
    .perm = PERM_SYSTEM,
    .in = fields,
    .nin = NITEMS(fields),
    .in_size = sizeof(struct bounds_in),
    .apply = bounds_load,
};

static enum err
bounds_get(struct ctx *cx, struct bounds *b)
{
	str      text;
	enum err e = setting_get(cx, S("city.bounds"), &text);

	if (e != OK || !text.p || !read_bounds(text, b))
		*b = (struct bounds){.some = false};
	return e;
}

MEMO(bounds_kept, struct bounds, 16);

/* city NULL: asked for each time. */
static enum err
bounds_of(struct ctx *cx, struct city_state *city, struct bounds *b)
{
	struct memo_key k = {0};
	enum err        e = city ? city_state(cx, city) : OK;

	if (city)
		k = (struct memo_key){.store = city->store, .version = city->epoch};
	if (e != OK || memo_get(&bounds_kept, k, b) || (e = bounds_get(cx, b)) != OK)
		return e;
	memo_put(&bounds_kept, k, b);
	return OK;
}

static bool
bounds_hold(const struct bounds *b, double lon, double lat)
{
	return !b->some || (lon >= b->west && lon <= b->east && lat >= b->south && lat <= b->north);
}

enum err
place_position_likely(struct ctx *cx, struct city_state *city, double lon, double lat)
{
	struct bounds b;
	enum err            e;

	if (isnan(lon) && isnan(lat))
		return OK;
	if (isnan(lon) || isnan(lat))
		return refuse(cx, ERR_INPUT, isnan(lon) ? "lon" : "lat", T_place_half_position);
	if ((e = bounds_of(cx, city, &b)) != OK || bounds_hold(&b, lon, lat))
		return e;
	return refuse(cx, ERR_INPUT, "lon",
	              bounds_hold(&b, lat, lon) ? T_place_position_swapped : T_place_position_far,
	              arena_printf(cx->arena, "%.2f–%.2f", b.west, b.east),
	              arena_printf(cx->arena, "%.2f–%.2f", b.south, b.north));
}
