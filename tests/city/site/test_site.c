/* Sites: rows taken, rows refused one by one, positions and lines, changes, and that all of it is in the events. */
#include "city/city.h"
#include "city/site/site.h"
#include "kit/geo/geo.h"
#include "site_sql.h"

#include <math.h>

static const char head[] = "code,type,name,place_code,unit_code,address,lon,lat,line,source,valid_from,valid_to\n";

static enum err
load(struct store *s, const char *srs, const char *rows, struct reply *r, str *said)
{
	struct input in[] = {{S("file"), arena_printf(s->cx.arena, "%s%s", head, rows)}, {S("srs"), str_of(srs)}};

	return run_said(s, "site.load", in, 2, r, said);
}

static const struct site_check *
check(struct store *s, const char *rows)
{
	struct input in[] = {{S("file"), arena_printf(s->cx.arena, "%s%s", head, rows)}, {S("srs"), S("cgcs2000")}};
	const void  *out;

	ensure(shows(s, "site.check", in, 2, &out) == OK);
	return out;
}

static const struct site_list *
listed(struct store *s, const char *place, const char *type, const char *on)
{
	struct input in[] = {{S("place"), str_of(place)}, {S("on"), str_of(on)}, {S("type"), str_of(type)}};
	const void  *out;

	ensure(shows(s, "site.list", in, *type ? 3 : 2, &out) == OK);
	return out;
}

static const char two[] = "M1,农贸市场,新浦市场,350602004008,HW,新浦路14号,117.6681,24.5064,,示例,2026-09-01,\n"
                          "R1,主次干道,新华东路,350602004,,,,,117.66 24.51；117.67 24.51;117.68 24.515,示例,2026-09-01,2026-11-01\n";

static void
loading(struct store *s)
{
	const struct site_list *l;
	double                  lon = 117.6681, lat = 24.5064;
	struct reply            r;
	str                     said;

	ok(load(s, "cgcs2000", two, &r, &said) == OK && changed(&r) == 2, "%s: a market and a street", s->engine);
	ok(load(s, "cgcs2000", two, &r, &said) == OK && changed(&r) == 0, "%s: twice adds nothing", s->engine);
	l = listed(s, "350602", "", "2026-10-31");
	ok(l->n == 2 && str_eq(l->item[1].code, S("M1")) && has(l->item[1].unit_name, "环卫") &&
	    fabs(l->item[1].lon.v - 117.6681) < 1e-9,
	   "%s: listed with unit and position", s->engine);
	is_str(l->item[0].line,
	    S("117.660000000 24.510000000;117.670000000 24.510000000;117.680000000 24.515000000"), "%s: a line, both kinds of semicolons", s->engine);
	ok(l->n == 2 && fabs(l->item[0].lon.v - 117.66) < 1e-9, "%s: which stands where it begins", s->engine);
	ok(listed(s, "350602", "", "2026-11-01")->n == 1, "%s: one that ended is gone from that day on", s->engine);
	ok(listed(s, "350602", "农贸市场", "2026-10-31")->n == 1 && listed(s, "350602004008", "", "2026-10-31")->n == 1 &&
	       listed(s, "350602001", "", "2026-10-31")->n == 0,
	   "%s: by type, by place", s->engine);
	ok(load(s, "gcj02", "M1,农贸市场,新浦农贸市场,350602004008,HW,新浦路14号,117.6681,24.5064,,示例,2026-09-01,\n", &r, &said) == OK && changed(&r) == 1,
	   "%s: a newer list changes it", s->engine);
	geo_to_cgcs2000(GEO_GCJ02, &lon, &lat);
	l = listed(s, "350602004008", "", "2026-10-31");
	ok(str_eq(l->item[0].name, S("新浦农贸市场")) && fabs(l->item[0].lon.v - lon) < 2e-9 && fabs(lon - 117.6681) > 0.003,
	   "%s: its name, and its position out of GCJ-02", s->engine);
}

static void
refusing(struct store *s)
{
	static const struct {
		const char *row, *part, *rule;
	} c[] = {
	    {",农贸市场,甲,350602004008,,,,,,示例,2026-09-01,", "code", "a row without a code"},
	    {"A,,甲,350602004008,,,,,,示例,2026-09-01,", "type", "or without a type"},
	    {"A,市场,甲,350699,,,,,,示例,2026-09-01,", "350699", "a place that does not exist"},
	    {"A,市场,甲,350602,XX,,,,,示例,2026-09-01,", "XX", "a unit that does not exist"},
	    {"A,市场,甲,350602,,,117.6,,,示例,2026-09-01,", "不是经纬度", "half a position"},
	    {"A,市场,甲,350602,,,500000,2600000,,示例,2026-09-01,", "不是经纬度", "metres"},
	    {"A,市场,甲,350602,,,117.6,24.5,117.6 24.5;117.7 24.5,示例,2026-09-01,", "只填一种", "both a position and a line"},
	    {"A,市场,甲,350602,,,,,117.6 24.5,示例,2026-09-01,", "2 到 2000", "a line of one point"},
	    {"A,市场,甲,350602,,,,,117.6;117.7,示例,2026-09-01,", "不是经纬度", "a line of half points"},
	    {"A,市场,甲,350602,,,,,,示例,2026-9-1,", "日期", "a day written otherwise"},
	    {"A,市场,甲,350602,,,,,,示例,2026-09-01,2026-09-01", "应晚于开始", "an end that is no later"},
	    {"A,市场,甲,350602,,,,,,,2026-09-01,", "source", "no source"},
	};

	for (size_t i = 0; i < NITEMS(c); i++) {
		const struct site_check *k = check(s, (char *)arena_z(s->cx.arena, arena_printf(s->cx.arena,
		    "G,市场,好,350602,,,,,,示例,2026-09-01,\n%s\nH,市场,好,350602,,,,,,示例,2026-09-01,\n", c[i].row)));

		if (!ok(k->n == 1 && k->reject[0].line == 3 && has(k->reject[0].said, c[i].part) && k->rows == 3 &&
		    k->new == 2,
		        "%s: refused with its line, the others not: %s", s->engine, c[i].rule))
			for (size_t r = 0; r < k->n; r++)
				printf("# %d: %.*s\n", (int)k->reject[r].line, STR_ARG(k->reject[r].said));
	}
	{
		const struct site_check *k = check(s, "G,市场,好,350602,,,,,,示例,2026-09-01,\nG,市场,又,350602,,,,,,示例,2026-09-01,\n");
		struct reply             r;
		str                      said;

		ok(k->n == 1 && k->reject[0].line == 3, "%s: a code twice: the second row", s->engine);
		ok(load(s, "cgcs2000", "G,市场,好,350602,,,,,,示例,2026-09-01,\nK,市场,甲,350699,,,,,,示例,2026-09-01,\n", &r, &said) == ERR_INPUT && has(said, "350699"),
		   "%s: a load with a bad row is refused", s->engine);
		ok(listed(s, "350602", "", "2026-10-31")->n == 2, "%s: as a whole", s->engine);
	}
}

/* Each row may say its own coordinate system; whoever says none in either way has no position. */
static void
systems(struct store *s)
{
	static const char own[] = "code,type,name,place_code,unit_code,address,经度,纬度,line,坐标系,source,valid_from,valid_to\n";
	static const char rows[] = "S1,市场,甲,350602004008,,,117.6681,24.5064,,GCJ-02,示例,2026-09-01,\n"
				   "S2,市场,乙,350602004008,,,117.6681,24.5064,,,示例,2026-09-01,\n"
				   "S3,市场,丙,350602004008,,,,,,,示例,2026-09-01,\n";
	str    lon = S("117.6681"), lat = S("24.50640"), line = S(""), srs = S("wgs-84");
	char   text[2][SITE_DEGREES];
	double x = 117.6681, y = 24.5064;
	const struct site_list *l;
	struct input            in[2] = {{S("file"), arena_printf(s->cx.arena, "%s%s", own, rows)}, {S("srs"), S("wgs84")}};
	struct reply            r;
	str                     said;

	ok(run_said(s, "site.load", in, 1, &r, &said) == ERR_INPUT && has(said, "第 3 行“坐标系”") &&
	       has(said, "GCJ-02（高德、腾讯）") &&
	       !has(said, "第 2 行") && !has(said, "第 4 行"),
	   "%s: a position without its system is refused, with the line and the four there are", s->engine);
	ok(run_said(s, "site.load", in, 2, &r, &said) == OK && changed(&r) == 3,
	   "%s: or the file says it for all that do not", s->engine);
	l = listed(s, "350602004008", "市场", "2026-10-31");
	geo_to_cgcs2000(GEO_GCJ02, &x, &y);
	ok(l->n == 3 && fabs(l->item[0].lon.v - x) < 2e-9 && fabs(l->item[1].lon.v - 117.6681) < 2e-9 &&
	       !l->item[2].lon.some,
	   "%s: each by its own", s->engine);
	in[0].value = arena_printf(s->cx.arena, "%sS1,市场,甲,350602004008,,,%.*s,%.*s,,CGCS2000,示例,2026-09-01,\n", own,
	                           STR_ARG(site_degrees(l->item[0].lon, text[0])),
	                           STR_ARG(site_degrees(l->item[0].lat, text[1])));
	ok(run_said(s, "site.load", in, 1, &r, &said) == OK && changed(&r) == 0,
	   "%s: the same spot in another system is no news", s->engine);
	in[0].value = arena_printf(s->cx.arena, "%sS1,市场,甲,350602004008,,,1,1,,北京54,示例,2026-09-01,\n", own);
	ok(run_said(s, "site.load", in, 1, &r, &said) == ERR_INPUT && has(said, "北京54") && has(said, "BD-09"),
	   "%s: a system that we do not know", s->engine);
	in[0].value = arena_printf(s->cx.arena, "%sS1,市场,甲,350602004008,,,24.5064,117.6681,,CGCS2000,示例,2026-09-01,\n", own);
	ok(run_said(s, "site.load", in, 1, &r, &said) == ERR_INPUT && has(said, "第 2 行"),
	   "%s: a position elsewhere, with its line", s->engine);
	ok(site_normal(&s->cx, &lon, &lat, &line, &srs) == OK && str_eq(lon, S("117.6681")) &&
	       str_eq(lat, S("24.5064")) && str_eq(srs, S("cgcs2000")),
	   "%s: as the store will have it", s->engine);
	line = S("117.66 24.51；117.67,24.51");
	lon = lat = S("");
	srs = S("BD-09");
	ok(site_normal(&s->cx, &lon, &lat, &line, &srs) == OK && str_starts(line, S("117.6")) &&
	       !has(line, "；") && str_eq(srs, S("cgcs2000")),
	   "%s: a line, too", s->engine);
	line = S("117.66 24.51;x");
	srs = S("BD-09");
	ok(site_normal(&s->cx, &lon, &lat, &line, &srs) == OK && str_eq(line, S("117.66 24.51;x")) &&
	       str_eq(srs, S("BD-09")),
	   "%s: what is none stays as it is", s->engine);
}

/* Thousands at once, on each engine. */
static void
thousands(struct store *s)
{
	struct buf   b;
	struct reply r;
	str          said;

	buf_init(&b, s->cx.arena, BUF_PAGE);
	for (int i = 0; i < 3000; i++)
		buf_printf(&b, "T%d,公共厕所,第%d座,350602004008,,,117.%04d,24.5,,示例,2026-09-01,\n", i, i, 4000 + i);
	ok(load(s, "wgs84", arena_z(s->cx.arena, buf_str(&b)), &r, &said) == OK && changed(&r) == 3000, "%s: 3,000 sites", s->engine);
	is_i64((int64_t)listed(s, "350602004", "公共厕所", "2026-10-31")->n, 3000, "%s: all there", s->engine);
}

static const struct db_schema *const schemas[] = {
    &command_schema, &journal_schema, &place_schema, &unit_schema, &login_schema, &catalog_schema, &duty_schema,
    &calendar_schema, &site_schema,
};

/* Who keeps a street keeps the sites in it that its own units answer for. */
static void
scope(struct store *s)
{
	struct actor who;
	struct reply r;
	str          said;

	ensure(load(s, "cgcs2000", "D1,市场,甲,350602005,,,,,,示例,2026-09-01,\nD2,市场,乙,350602004,HW,,,,,示例,2026-09-01,\n", &r,
	            &said) == OK);
	asks_for(s, &who, ROLE_SYSADMIN, "350602004");
	ok(load(s, "cgcs2000", "D1,市场,丙,350602004,,,,,,示例,2026-09-01,\nE1,市场,丙,350602005,,,,,,示例,2026-09-01,\n"
	        "D2,市场,乙,350602004,,,,,,示例,2026-09-01,\nE2,市场,乙,350602004,HW,,,,,示例,2026-09-01,\n", &r, &said) == ERR_INPUT &&
	       has(said, "“D1”（") && has(said, "“E1”（") && has(said, "“D2”（") && has(said, "“E2”（"),
	   "%s: a site fetched from another street, one that would lie there, one of the district's office and one for it: each refused", s->engine);
	ok(load(s, "cgcs2000", "D1,市场,甲,350602005,,,,,,示例,2026-09-01,\nE1,市场,丙,350602004008,T004,,,,,示例,2026-09-01,\n",
	        &r, &said) == OK && changed(&r) == 1, "%s: its own beside one that stays as it was", s->engine);
	s->cx.who = &actor_system;
}

/* A unit that ends has no sites beyond that day, and does not end before them. */
static void
ending(struct store *s)
{
	struct input add[] = {{S("code"), S("LS")}, {S("name"), S("临时专班")}, {S("kind"), S("部门")}},
	             close[] = {{S("unit"), S("LS")}, {S("day"), S("2026-12-10")}};
	struct reply r;
	str          said = STR_NONE;

	ok(run_said(s, "unit.add", add, 3, &r, &said) == OK &&
	       load(s, "cgcs2000", "U1,市场,甲,350602004,LS,,,,,示例,2026-09-01,\n", &r, &said) == OK,
	   "%s: a unit with a site: %.*s", s->engine, STR_ARG(said));
	ok(run_said(s, "unit.close", close, 2, &r, &said) == ERR_RULE && has(said, "1 个点位由它负责"),
	   "%s: does not end: %.*s", s->engine, STR_ARG(said));
	ok(load(s, "cgcs2000", "U1,市场,甲,350602004,LS,,,,,示例,2026-09-01,2026-12-10\n", &r, &said) == OK &&
	       run_said(s, "unit.close", close, 2, &r, &said) == OK,
	   "%s: but on the day on which the site is no more: %.*s", s->engine, STR_ARG(said));
	ok(load(s, "cgcs2000", "U1,市场,甲,350602004,LS,,,,,示例,2026-09-01,2026-12-11\n", &r, &said) == ERR_INPUT &&
	       has(said, "临时专班") && has(said, "定了撤销的日子"),
	   "%s: nor does a site last a day longer then", s->engine);
	ok(load(s, "cgcs2000", "U2,市场,乙,350602004,LS,,,,,示例,2026-09-01,\n", &r, &said) == ERR_INPUT,
	   "%s: nor is a new one without an end its own", s->engine);
	ok(load(s, "cgcs2000", "U1,市场,甲,350602004,LS,,,,,示例,2026-09-01,2026-12-10\n", &r, &said) == OK &&
	       changed(&r) == 0,
	   "%s: what stays as it was is let in", s->engine);
}

static void
test(struct store *s)
{
	store_check_queries(s, "city/site", site_queries);
	make_city(s);
	loading(s);
	refusing(s);
	systems(s);
	thousands(s);
	scope(s);
	ending(s);
	ok(folds(s, site_aggregates, site_aggregates_n), "%s: sites equal their events", s->engine);
}

int
main(void)
{
	text_use(texts, T_MAX);
	city_register();
	unit_register(&site_hang, 1);
	command_register(site_commands, site_commands_n);
	view_register(site_views, site_views_n);
	on_engines(schemas, NITEMS(schemas), test);
	return done();
}
