/* The tree of places: loading, changing parents, roll-ups. */
#include "city/city.h"
#include "place_sql.h"

static const char head[] = "code\tparent_code\tlevel\tkind\tname\tvalid_from\tvalid_to\n";

static int64_t
id_of(struct store *s, const char *code)
{
	struct q_place_by_code_row p;

	ensure(q_place_by_code(&s->cx, &(struct q_place_by_code_in){.code = str_of(code)}, &p) == OK);
	return p.id;
}

static int64_t
count(struct store *s, const char *above, int64_t level)
{
	struct q_place_count_row n;

	ensure(q_place_count(&s->cx, &(struct q_place_count_in){.above_id = id_of(s, above), .level = level},
	                     &n) == OK);
	return n.n;
}

static void
refused(struct store *s, const char *rows, const char *part, const char *rule)
{
	struct reply r;
	str          said;
	enum err     e = load_file(s, "place.load", arena_printf(s->cx.arena, "%s%s", head, rows), &r, &said);

	ok((e == ERR_INPUT || e == ERR_RULE) && has(said, part), "%s: %s", s->engine, rule);
	if (e == OK || !has(said, part))
		printf("# %s: %.*s", err_name(e), STR_ARG(said));
}

static void
district(struct store *s)
{
	struct input             top = {S("top"), S("350602004")};
	const struct place_tree *t;
	const void              *out;
	struct reply             r;
	str                      said;
	int64_t                  sum = 0, below = 0, whole = 0;

	store_check_queries(s, "city/place", place_queries);
	s->cx.now = NOON;
	s->cx.who = &actor_system;
	ok(loads(s, "place.load", "places/350602.tsv"), "%s: 芗城区 loads", s->engine);
	ensure(db_begin(s->cx.db) == OK);
	is_i64(count(s, "350602", LEVEL_TOWN), 12, "%s: 12 township-level places", s->engine);
	is_i64(count(s, "350602", LEVEL_VILLAGE), 179, "%s: 179 communities", s->engine);
	db_rollback(s->cx.db);
	ok(load_file(s, "place.load", data_file(s, "places/350602.tsv"), &r, &said) == OK && changed(&r) == 0,
	   "%s: twice adds nothing", s->engine);
	if (!ok(shows(s, "place.tree", NULL, 0, &out) == OK, "%s: place.tree", s->engine))
		return;
	t = out;
	is_i64((int64_t)t->n, 194, "%s: province, city, district, 12 and 179", s->engine);
	for (size_t i = 0; i < t->n; i++) {
		sum += t->item[i].level == LEVEL_TOWN ? t->item[i].below + 1 : 0;
		below += t->item[i].level == LEVEL_VILLAGE && t->item[i].below == 0;
		whole = t->item[i].level == LEVEL_COUNTY ? t->item[i].below : whole;
	}
	ok(sum == whole && below == 179, "%s: roll-ups equal the sum of the leaves (A03)", s->engine);
	if (ok(shows(s, "place.tree", &top, 1, &out) == OK, "%s: of a street", s->engine)) {
		t = out;
		ok(t->n > 5 && t->item[0].parent_id == 0 && str_eq(t->item[0].code, S("350602004")) &&
		       t->item[1].parent_id == t->item[0].id && has(json_of(s, "place.tree", out), "\"level\":5"),
		   "%s: it comes first, its communities after it", s->engine);
	}
	top.value = S("999");
	ok(shows(s, "place.tree", &top, 1, &out) == ERR_NONE, "%s: no such place", s->engine);
	refused(s, "X\t\tcity\t市\t另一城\t2026-01-01\t\n", "一个库只装一个城市", "one store, one city");
	ok(folds(s, place_aggregates, place_aggregates_n), "%s: places equal their events", s->engine);
}

static void
any_city(struct store *s)
{
	struct q_place_ups_row *up;
	const void             *out;
	size_t                  n;

	s->cx.now = NOON;
	s->cx.who = &actor_system;
	refused(s, "A\t\tcity\t市\t甲\t2026-01-01\t\nB\t\tcity\t市\t乙\t2026-01-01\t\n", "恰有一个", "two roots");
	refused(s, "A\tB\tcity\t市\t甲\t2026-01-01\t\nB\tA\ttown\t镇\t乙\t2026-01-01\t\n", "低于上级",
	        "a ring cannot be level");
	refused(s, "A\t\tcity\t市\t甲\t2026-01-01\t\nB\tC\ttown\t镇\t乙\t2026-01-01\t\n", "第 3 行", "an unknown parent");
	refused(s, "A\t\tcity\t市\t甲\t2026-01-01\t\nB\tA\ttown\t镇\t乙\t2026-02-30\t\n", "valid_from",
	        "a day that there is");
	refused(s, "A\t\tcity\t市\t甲\t2026-01-01\t\nB\tA\ttown\t镇\t乙\t2026-01-01\t\nB\tA\ttown\t镇\t乙\t2026-02-01\t\n",
	        "重叠", "two validities of a place that overlap");
	ok(loads(s, "place.load", "places/example-city.tsv"), "%s: a city of three levels with letters for codes",
	   s->engine);
	ensure(db_begin(s->cx.db) == OK);
	is_i64(count(s, "YL-03", LEVEL_VILLAGE), 4, "%s: 滨河社区 lies in 新河镇 since 2025-03-01", s->engine);
	is_i64(count(s, "YL-01", LEVEL_VILLAGE), 2, "%s: and no longer in 城中街道", s->engine);
	ensure(q_place_ups(&s->cx, &(struct q_place_ups_in){.place_id = id_of(s, "YL-01-03")}, &up, &n) == OK);
	ok(n == 3 && str_eq(up[0].code, S("YL-01-03")) && str_eq(up[1].code, S("YL-03")) && str_eq(up[2].code, S("YL")),
	   "%s: up from it, the nearest first", s->engine);
	db_rollback(s->cx.db);
	if (ok(shows(s, "place.tree", NULL, 0, &out) == OK, "%s: place.tree", s->engine))
		is_i64((int64_t)((const struct place_tree *)out)->n, 12, "%s: 12 places", s->engine);
	ok(folds(s, place_aggregates, place_aggregates_n), "%s: places equal their events, changed parents too",
	   s->engine);
}

/* Zones that a place lies in on a day ("": today), and how many members they have together. */
static size_t
zones_and(struct store *s, const char *place, const char *on, size_t *members)
{
	struct input              in[] = {{S("place"), str_of(place)}, {S("day"), str_of(on)}};
	const struct place_zones *z;
	const void               *out;
	size_t                    n = 0;

	if (shows(s, "zone.list", in, *on ? 2 : 1, &out) != OK)
		return SIZE_MAX;
	z = out;
	*members = z->n;
	for (size_t i = 0; i < z->n; i++)
		n += i == 0 || !str_eq(z->item[i].code, z->item[i - 1].code);
	return n;
}

static size_t
zones(struct store *s, const char *place, const char *on)
{
	size_t members;

	return zones_and(s, place, on, &members);
}

static enum err
zone_table(struct store *s, const char *rows, str *said)
{
	struct reply r;

	return load_file(s, "zone.load", arena_printf(s->cx.arena, "code\tname\tkind\tplaces\tvalid_from\tvalid_to\n%s", rows),
	                 &r, said);
}

/* Overlays: places lie in several at once, and leave them without leaving the tree. */
static void
overlays(struct store *s)
{
	str    said;
	size_t members = 0;

	s->cx.now = NOON;
	s->cx.who = &actor_system;
	ensure(loads(s, "place.load", "places/350602.tsv"));
	ok(zone_table(s, "GX\t高新区\t功能区\t350602001；350602004\t2026-07-01\t\nP1\t一片区\t片区\t350602004\t2026-07-01\t\n",
	              &said) == OK,
	   "%s: two zones", s->engine);
	ok(zones(s, "350602004", "") == 2 && zones(s, "350602001", "") == 1 && zones(s, "350602002", "") == 0,
	   "%s: a street in both, one in one, one in none", s->engine);
	ok(zones(s, "350602004001", "") == 2, "%s: what lies below a member lies in them, too", s->engine);
	ok(zones(s, "350602004", "2026-06-30") == 0, "%s: not before their first day", s->engine);
	s->cx.now = NOON + DAY_MS;
	ok(zone_table(s, "GX\t高新区\t功能区\t350602001；350602002\t2026-07-01\t\n", &said) == OK, "%s: another member",
	   s->engine);
	ok(zones(s, "350602004", "") == 1 && zones(s, "350602002", "") == 1 && zones(s, "350602001", "") == 1,
	   "%s: who is not named has left, who is has come", s->engine);
	ok(zone_table(s, "GX\t高新区\t功能区\t350602001；350602002；350602001\t2026-07-01\t\n", &said) == OK &&
	       zones_and(s, "350602001", "", &members) == 1 && members == 2,
	   "%s: a member named twice is one", s->engine);
	s->cx.now = NOON;
	ok(zones(s, "350602004", "") == 2 && zones(s, "350602002", "") == 0, "%s: the day before is as it was", s->engine);
	s->cx.now = NOON + DAY_MS;
	ok(zone_table(s, "GX\t高新区\t功能区\t350602001\t2026-08-01\t\n", &said) == ERR_INPUT && has(said, "2026-07-01"),
	   "%s: its first day stays", s->engine);
	ok(zone_table(s, "X\tx\t片区\t999\t2026-07-01\t\n", &said) == ERR_INPUT && has(said, "999"),
	   "%s: a place that there is not", s->engine);
	ok(zone_table(s, "X\tx\t片区\t350602001\t2026-07-01\t\nX\ty\t片区\t350602001\t2026-07-01\t\n", &said) ==
	       ERR_INPUT,
	   "%s: a zone twice", s->engine);
	ok(zone_table(s, "P1\t一片区\t片区\t350602004\t2026-07-01\t2026-12-31\n", &said) == OK &&
	       zones(s, "350602004", "2026-12-31") == 0 && zones(s, "350602004", "2026-12-30") == 1,
	   "%s: an end holds from its day on", s->engine);
	ok(folds(s, place_aggregates, place_aggregates_n), "%s: zones equal their events", s->engine);
}

static void
names(void)
{
	is_str(place_short(S("巷口街道")), S("巷口"), "巷口街道 is 巷口");
	is_str(place_short(S("金宝社区居委会")), S("金宝"), "金宝社区居委会 is 金宝");
	is_str(place_short(S("天宝镇")), S("天宝"), "天宝镇 is 天宝");
	is_str(place_short(S("古镇")), S("古镇"), "a name of one character would be none");
	is_str(place_short(S("天宝林场")), S("天宝林场"), "a farm keeps its name");
	is_i64(place_level(S("town")), LEVEL_TOWN, "town");
	is_i64(place_level(S("burg")), 0, "no such level");
}

/* The command stands in judge/zone, above the city; what it does is the place's, and asked here by itself. */
static const struct command        zone_load_here = {.name = "zone.load", .summary = T_place_field_zones, .perm = PERM_CITY_EDIT,
                                                     .scope = place_city_in_reach, .in = zone_load_fields, .nin = 1,
                                                     .in_size = sizeof(struct zone_load_in), .apply = zone_load};
static const struct command *const here[] = {&zone_load_here};

int
main(void)
{
	text_use(texts, T_MAX);
	city_register();
	command_register(here, NITEMS(here));
	names();
	on_engines(city_schemas, NITEMS(city_schemas), district);
	on_engines(city_schemas, NITEMS(city_schemas), any_city);
	on_engines(city_schemas, NITEMS(city_schemas), overlays);
	return done();
}
