/* Zones as a whole table. */
#include "city/place/place.h"
#include "city/unit/roles.h"
#include "city_place_texts.h"
#include "judge/zone/zone.h"
#include "judge_zone_texts.h"
#include "zone_sql.h"

enum { ZN_CODE, ZN_NAME, ZN_KIND, ZN_PLACES, ZN_FROM, ZN_TO, ZN_ALL };

static const struct bulk_column columns[ZN_ALL] = {
    [ZN_CODE] = {.name = "code", .key = true, .need = true, .width = 12},
    [ZN_NAME] = {.name = "name", .need = true, .width = 30},
    [ZN_KIND] = {.name = "kind", .need = true, .width = 10},
    [ZN_PLACES] = {.name = "places", .as = BULK_LIST, .need = true, .width = 40},
    [ZN_FROM] = {.name = "valid_from", .as = BULK_DAY, .need = true, .width = 12},
    [ZN_TO] = {.name = "valid_to", .as = BULK_DAY, .width = 12},
};

struct giving {
	bulk_take        *take;
	void             *arg;
	struct bulk_words places;
};

static enum err
take_place(struct ctx *cx, const struct q_zone_table_places_row *r, void *arg)
{
	return bulk_words_add(cx, arg, r->zone_id, r->code);
}

static enum err
give(struct ctx *cx, const struct q_zone_table_row *r, void *arg)
{
	struct giving *g = arg;
	const str      cell[ZN_ALL] = {r->code, r->name, r->kind, bulk_words_of(&g->places, r->id), r->valid_from,
	                               r->valid_to};

	return g->take(cx, cell, g->arg);
}

static enum err
each(struct ctx *cx, bulk_take *take, void *arg)
{
	struct giving g = {.take = take, .arg = arg};
	enum err      e = q_zone_table_places(cx, take_place, &g.places);

	return e == OK ? q_zone_table(cx, give, &g) : e;
}

static const struct command load_cmd = {
    .name = "zone.load", .summary = T_place_zone_load, .perm = PERM_CITY_EDIT, .scope = place_city_in_reach,
    .in = zone_load_fields, .nin = 1, .in_size = sizeof(struct zone_load_in), .apply = zone_load,
};

const struct command *const zone_commands[] = {&load_cmd};
const size_t                zone_commands_n = NITEMS(zone_commands);

const struct bulk_kind zone_tables[] = {
    {"zones", T_zones_table, T_zones_table_what, "zone.load", "city", PERM_CITY_SEE, PERM_CITY_EDIT, columns, ZN_ALL,
     each, NULL, 0},
};
const size_t zone_tables_n = NITEMS(zone_tables);
