/* Grids: numbers, codes, overlaps, validity, the look-up on borders and days, and that all of it is in the events. */
#include "city/city.h"
#include "city/grid/grid.h"
#include "city/grid/outline.h"
#include "grid_sql.h"

#include <math.h>

/* ---- Numbering and outlines.  Pure ---- */

static void
numbers(void)
{
	/* Drawn as letters; two rows of unequal heights, one box that belongs to the lower by its middle. */
	static const struct {
		char           name;
		struct geo_box box;
	} drawn[] = {
	    {'e', {0, 0, 10, 10}},  {'b', {10, 12, 20, 22}}, {'a', {0, 10, 10, 20}},
	    {'c', {20, 9, 30, 18}}, {'g', {20, 0, 30, 9}},   {'f', {10, 0, 20, 12}},
	};
	struct grid_box g[NITEMS(drawn)];
	char            said[NITEMS(drawn) + 1] = "";

	for (size_t i = 0; i < NITEMS(drawn); i++)
		g[i] = (struct grid_box){drawn[i].box, i};
	grid_order(g, NITEMS(drawn));
	for (size_t i = 0; i < NITEMS(drawn); i++)
		said[i] = drawn[g[i].i].name;
	is_str(str_of(said), S("abcefg"), "numbered west to east, then the next row to the south (B1.2)");
}

static void
outlines(void)
{
	static const char    text[] = "P117000000000 24000000000 9000000 0 0 9000000 -9000000 0H117002000000 24002000000 0 1000000 1000000 0"
	                              "P118000000000 24000000000 1 0 0 1";
	struct arena        *a = arena_new(1 << 20);
	struct geo_shape     s, again;
	struct buf           b;

	ensure(a);
	buf_init(&b, a, BUF_PAGE);
	ok(outline_read(a, str_of(text), &s) == OK && s.nrings == 3 && s.ring[1].hole && s.ring[2].part == 1, "an outline is read");
	outline_add(&b, &s);
	is_str(buf_str(&b), str_of(text), "and written as it was");
	ok(outline_read(a, buf_str(&b), &again) == OK && again.n == s.n && memcmp(again.pt, s.pt,
	    s.n * sizeof(*s.pt)) == 0, "to the unit");
	ok(outline_read(a, S("P1 2 3"), &s) == ERR_INPUT && outline_read(a, S("117 24"), &s) == ERR_INPUT &&
	       outline_read(a, S(""), &s) == ERR_INPUT && outline_read(a, S("P1 2 3 4"), &s) == ERR_INPUT &&
	       outline_read(a, S("H0 0 1 0 0 1"), &s) == ERR_INPUT && outline_read(a, S("P999999999999999999 0 1 0 0 1"), &s) == ERR_INPUT,
	   "what is none is refused");
	arena_free(a);
}

/* ---- Files ---- */

static struct buf file;
static int        features;

static void
begin(struct store *s)
{
	buf_init(&file, s->cx.arena, BUF_PAGE);
	buf_add(&file, S("{\"type\":\"FeatureCollection\",\"features\":["));
	features = 0;
}

/* A box in thousandths of a degree from 117.64 E, 24.50 N. */
static void
box(const char *properties, double x0, double y0, double x1, double y1)
{
	double w = 117.64 + x0 / 1000, so = 24.5 + y0 / 1000, e = 117.64 + x1 / 1000, n = 24.5 + y1 / 1000;

	buf_printf(&file, "%s{\"type\":\"Feature\",\"properties\":{%s},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[%.9f,%.9f],"
	                  "[%.9f,%.9f],[%.9f,%.9f],[%.9f,%.9f],[%.9f,%.9f]]]}}",
	           features++ ? "," : "", properties, w, so, e, so, e, n, w, n, w, so);
}

static str
whole(void)
{
	buf_add(&file, S("]}"));
	return buf_str(&file);
}

static enum err
load(struct store *s, str text, const char *from, struct reply *r, str *said)
{
	struct input in[] = {{S("file"), text}, {S("srs"), S("cgcs2000")}, {S("place"), S("350602001001")}, {S("source"), S("示例")},
	                     {S("from"), str_of(from)}};

	return run_said(s, "grid.load", in, NITEMS(in), r, said);
}

static void
refused(struct store *s, const char *part, const char *rule)
{
	struct reply r;
	str          said;
	enum err     e = load(s, whole(), "2026-09-01", &r, &said);

	if (!ok(e == ERR_INPUT && has(said, part), "%s: %s", s->engine, rule))
		printf("# %s: %.*s\n", err_name(e), STR_ARG(said));
}

/* ---- Looking up: by the view (memory), inside a transaction (the store), and for a row (what is committed) ---- */

static int64_t
of_a_row(struct store *s, double x, double y, day d)
{
	struct city_state city = {0};
	opt_i64           id;

	ensure(grid_of(&s->cx, &city, SOME_F64(117.64 + x / 1000), SOME_F64(24.5 + y / 1000),
	               day_to_ms(d, 43200000, s->cx.zone), &id) == OK);
	return id.some ? id.v : 0;
}

static str
code_at(struct store *s, double x, double y, const char *on)
{
	struct input in[] = {{S("lon"), arena_printf(s->cx.arena, "%.10f", 117.64 + x / 1000)},
	                     {S("lat"), arena_printf(s->cx.arena, "%.10f", 24.5 + y / 1000)}, {S("on"), str_of(on)}};
	struct grid_found       f;
	const struct grid_here *h;
	const void             *out;
	day                     d;
	int64_t                 before, after, alone;

	ensure(day_parse(str_of(on), &d) && db_begin(s->cx.db) == OK);
	before = of_a_row(s, x, y, d);
	db_rollback(s->cx.db);
	ensure(shows(s, "grid.at", in, NITEMS(in), &out) == OK);
	h = out;
	ensure(db_begin(s->cx.db) == OK);
	after = of_a_row(s, x, y, d);
	/* As in a transaction that changes the city itself. */
	db_unshare(s->cx.db);
	alone = of_a_row(s, x, y, d);
	ensure(grid_at(&s->cx, 117.64 + x / 1000, 24.5 + y / 1000, d, &f) == OK);
	db_rollback(s->cx.db);
	if (f.id != h->id || before != h->id || after != h->id || alone != h->id)
		return S("two answers");
	return h->id ? str_slice(h->code, 12, 15) : S("none");
}

static void
loading(struct store *s)
{
	struct reply r;
	str          said, first;

	begin(s);
	box("\"name\":\"丙\"", 0, 0, 1, 1);
	box("\"name\":\"乙\",\"unit\":\"HW\"", 1, 1, 2, 2);
	box("\"name\":\"丁\",\"land_use\":\"居住\",\"level\":\"一级\"", 1, 0, 2, 1);
	box("\"name\":\"甲\"", 0, 1, 1, 2);
	first = whole();
	ok(load(s, first, "2026-09-01", &r, &said) == OK && changed(&r) == 4, "%s: four grids", s->engine);
	is_str(code_at(s, 0.5, 1.5, "2026-11-20"), S("001"), "%s: the north-western one is the first", s->engine);
	is_str(code_at(s, 1.5, 1.5, "2026-11-20"), S("002"), "%s: the one east of it the second", s->engine);
	is_str(code_at(s, 0.5, 0.5, "2026-11-20"), S("003"), "%s: then the next row", s->engine);
	is_str(code_at(s, 1.5, 0.5, "2026-11-20"), S("004"), "%s: and its east", s->engine);
	is_str(code_at(s, 1, 1, "2026-11-20"), S("001"), "%s: where four meet the lowest code has it", s->engine);
	is_str(code_at(s, 1, 0.5, "2026-11-20"), S("003"), "%s: where two meet too", s->engine);
	is_str(code_at(s, 2, 2, "2026-11-20"), S("002"), "%s: on the outer border whoever borders", s->engine);
	is_str(code_at(s, 2.0000011, 2, "2026-11-20"), S("none"), "%s: a tenth of a millimetre beside it nobody", s->engine);
	is_str(code_at(s, 0.5, 0.5, "2026-08-31"), S("none"), "%s: the day before it began nobody", s->engine);
	is_str(code_at(s, 0.5, 0.5, "2026-09-01"), S("003"), "%s: from its first day on", s->engine);

	begin(s);
	box("\"code\":\"350602001001003\",\"name\":\"丙\"", 0, 0, 1, 1);
	ok(load(s, whole(), "2026-09-01", &r, &said) == OK && changed(&r) == 0, "%s: the same grid again changes nothing", s->engine);
	begin(s);
	box("\"code\":\"350602001001003\",\"name\":\"别名\"", 0, 0, 1, 1);
	refused(s, "边界或属性不同", "a grid never changes");
	begin(s);
	box("", 1.5, 1.5, 3, 3);
	refused(s, "350602001001002", "an overlap with a grid of the store names it");
	begin(s);
	box("", 10, 0, 11, 1);
	box("", 10.9, 0, 12, 1);
	refused(s, "重叠 112", "an overlap within the file has its area: a tenth of a grid");
	begin(s);
	box("", 10, 0, 11, 1);
	box("", 10.9999999, 0, 12, 1);
	ok(load(s, whole(), "2026-09-01", &r, &said) == OK && changed(&r) == 2, "%s: a hundredth of a millimetre is digitising", s->engine);
	is_str(code_at(s, 11.5, 0.5, "2026-11-20"), S("006"), "%s: numbers go on", s->engine);
}

static void
codes(struct store *s)
{
	struct reply r;
	str          said;

	begin(s), box("\"code\":\"3506020010011\"", 20, 0, 21, 1);
	refused(s, "十五位", "a code has fifteen digits");
	begin(s), box("\"code\":\"350602001001000\"", 20, 0, 21, 1);
	refused(s, "十五位", "000 is no number");
	begin(s), box("\"code\":\"350602001999001\"", 20, 0, 21, 1);
	refused(s, "350602001999", "a community that does not exist");
	begin(s), box("\"code\":\"350602001001020\",\"community\":\"350602001002\"", 20, 0, 21, 1);
	refused(s, "不属于", "code and community contradict each other");
	begin(s), box("\"code\":\"350602001001020\"", 20, 0, 21, 1), box("\"code\":350602001001020", 22, 0, 23, 1);
	refused(s, "第 2 个要素：代码“350602001001020”与第 1 个要素相同，见 117.66", "the same code twice, once as a number, and where");
	begin(s), box("\"unit\":\"XX\"", 20, 0, 21, 1);
	refused(s, "XX", "a unit that does not exist");
	begin(s), box("\"code\":\"350602001002999\"", 20, 0, 21, 1);
	ok(load(s, whole(), "2026-09-01", &r, &said) == OK, "%s: 999 is a number", s->engine);
	begin(s), box("\"community\":\"350602001002\"", 21, 0, 22, 1);
	refused(s, "999", "and the last one: nothing can be numbered behind it");
	begin(s);
	refused(s, "没有网格", "an empty file");
	ensure(db_begin(s->cx.db) == OK && setting_put(&s->cx, S("city.bounds"), S("117.3 24.2 118.0 24.9")) == OK &&
	       db_commit(s->cx.db) == OK);
	begin(s), box("", 60, 0, 61, 1), box("", 5000, 0, 5001, 1);
	refused(s, "第 2 个要素：122.64", "a grid in another city, by the bounds of this one");
}

static void
voiding(struct store *s)
{
	struct input gone[] = {{S("codes"), S("350602001001001；350602001001003")}, {S("reason"), S("合并")}, {S("from"), S("2026-10-01")}};
	struct input early[] = {{S("codes"), S("350602001001004")}, {S("reason"), S("误")}, {S("from"), S("2026-09-01")}};
	struct input none[] = {{S("codes"), S("350602001001777")}, {S("reason"), S("误")}};
	struct input swap[] = {{S("codes"), S("350602001001002 350602001001004")}, {S("reason"), S("重划")}, {S("from"), S("2026-10-01")},
	                       {S("srs"), S("cgcs2000")}, {S("place"), S("350602001001")}, {S("source"), S("示例")}, {S("file"), STR_NONE}};
	struct reply r;
	str          said;

	ok(run_said(s, "grid.void", gone, 3, &r, &said) == OK, "%s: two grids are voided", s->engine);
	ok(run_said(s, "grid.void", gone, 3, &r, &said) == ERR_RULE && has(said, "2026-10-01"), "%s: once", s->engine);
	ok(run_said(s, "grid.void", early, 3, &r, &said) == ERR_RULE, "%s: not from its first day on", s->engine);
	ok(run_said(s, "grid.void", none, 2, &r, &said) == ERR_INPUT, "%s: only what there is", s->engine);
	is_str(code_at(s, 0.5, 1.5, "2026-09-30"), S("001"), "%s: on the days before it is told by the old border", s->engine);
	is_str(code_at(s, 0.5, 1.5, "2026-10-01"), S("none"), "%s: from then on not", s->engine);
	begin(s), box("\"code\":\"350602001001001\"", 0, 0, 1, 2);
	refused(s, "作废的代码不再使用", "a void code is never used again (B1.2)");
	begin(s), box("", 0, 0, 1, 2);
	ok(load(s, whole(), "2026-10-01", &r, &said) == OK, "%s: on void land a new grid may lie", s->engine);
	is_str(code_at(s, 0.5, 0.5, "2026-10-01"), S("007"), "%s: with the next number, not a void one", s->engine);
	begin(s), box("", 0, 0, 1, 2);
	refused(s, "重叠", "but not from an earlier day on, when it was not void");
	begin(s), box("", 1, 0, 2, 0.5), box("", 1, 0.5, 2, 2);
	swap[6].value = whole();
	ok(run_said(s, "grid.replace", swap, 7, &r, &said) == OK && changed(&r) == 2, "%s: two are drawn anew in one go", s->engine);
	is_str(code_at(s, 1.5, 1.5, "2026-11-20"), S("008"), "%s: the new border today", s->engine);
	is_str(code_at(s, 1.5, 1.5, "2026-09-30"), S("002"), "%s: the old one then", s->engine);
	begin(s), box("", 5, 5, 6, 6), box("", 5.5, 5.5, 6, 6);
	swap[0].value = S("350602001001008");
	swap[2].value = S("2026-11-01");
	swap[6].value = whole();
	ok(run_said(s, "grid.replace", swap, 7, &r, &said) == ERR_INPUT, "%s: a replacement with faults is refused", s->engine);
	is_str(code_at(s, 1.5, 1.5, "2026-11-20"), S("008"), "%s: and nothing of it done", s->engine);
}

/* Those of other places are asked for by name, and told apart. */
static void
near_by(struct store *s)
{
	struct input            in[] = {{S("place"), S("350602001001")}, {S("on"), S("2026-11-20")}, {S("near"), S("1")}};
	const struct grid_list *own, *all;
	const void             *out;
	size_t                  near = 0, other = 0;
	struct reply            r;
	str                     said;

	begin(s);
	box("\"community\":\"350602001003\"", 4, 0, 5, 1), box("\"community\":\"350602001003\"", 40, 0, 41, 1);
	ensure(load(s, whole(), "2026-10-01", &r, &said) == OK);
	ensure(shows(s, "grid.map", in, 2, &out) == OK);
	own = out;
	ensure(shows(s, "grid.map", in, 3, &out) == OK);
	all = out;
	for (size_t i = 0; i < all->n; i++) {
		near += all->item[i].near;
		other += all->item[i].near && !str_starts(all->item[i].code, S("350602001001"));
	}
	ok(near == 1 && other == 1 && all->n == own->n + 1, "%s: what another place has within 300 m is shown and marked, not what lies 4 km off", s->engine);
	in[0].value = S("350602001");
	ensure(shows(s, "grid.map", in, 3, &out) == OK);
	all = out;
	near = 0;
	for (size_t i = 0; i < all->n; i++)
		near += all->item[i].near;
	ok(near == 0 && all->n, "%s: of a street that has them all nothing is beside it", s->engine);
}

static void
views(struct store *s)
{
	struct input             in[] = {{S("file"), STR_NONE}, {S("srs"), S("cgcs2000")}, {S("place"), S("350602001003")}};
	struct input             day_before[] = {{S("place"), S("350602001001")}, {S("on"), S("2026-09-30")}};
	const struct grid_check *c;
	const struct grid_list  *l;
	const void              *out;
	struct reply             r;
	str                      map, said;
	int                      gaps = 0;

	begin(s);
	box("", 100, 0, 101, 1), box("", 101, 0, 102, 1), box("", 100, 1.2, 102, 2), box("", 102, 0, 103, 2),
	    box("", 99, 0, 100, 2);
	in[0].value = whole();
	ensure(shows(s, "grid.check", in, 3, &out) == OK);
	c = out;
	for (size_t i = 0; i < c->n; i++)
		gaps += has(c->note[i].said, "空隙") && !c->note[i].refused &&
		    fabs(c->note[i].lon - 117.741) < 0.0011 && fabs(c->note[i].lat - 24.5011) < 0.0002;
	ok(c->good && c->new == 5 && c->n == 1 && gaps == 1, "%s: a gap is listed with its place and does not hinder", s->engine);
	ok(has(json_of(s, "grid.check", out), "\"good\":true"), "%s: as JSON", s->engine);
	begin(s);
	box("\"code\":\"350602001003002\"", 100, 0, 101, 1), box("\"code\":\"350602001003001\"", 101, 0, 102, 1);
	in[0].value = whole();
	ensure(shows(s, "grid.check", in, 3, &out) == OK);
	c = out;
	ok(c->good && c->n == 1 && has(c->note[0].said, "自西向东"), "%s: numbers out of order are said", s->engine);

	ensure(shows(s, "grid.list", day_before, 2, &out) == OK);
	l = out;
	is_i64((int64_t)l->n, 6, "%s: grid.list has the grids of the day", s->engine);
	ok(l->n == 6 && str_eq(l->item[1].name, S("乙")) && has(l->item[1].unit_name, "环卫") &&
	    fabs(l->item[1].area - 11246) < 20,
	   "%s: with name, unit and square metres", s->engine);
	ensure(shows(s, "grid.map", day_before, 2, &out) == OK);
	map = json_of(s, "grid.map", out);
	ok(has(map, "\"FeatureCollection\"") && has(map, "[117.641,24.501]"), "%s: grid.map is GeoJSON in degrees", s->engine);
	ok(load(s, map, "2026-09-01", &r, &said) == ERR_INPUT && has(said, "350602001001001") && !has(said, "边界或属性不同"),
	   "%s: which reads back as the same grids: only void ones are refused", s->engine);
	near_by(s);
	ensure(shows(s, "grid.faults", NULL, 0, &out) == OK);
	ok(((const struct grid_check *)out)->n == 0, "%s: the store has neither overlap nor gap", s->engine);
}

static int64_t
place_of(struct store *s, const char *code)
{
	int64_t id;

	ensure(place_by_code(&s->cx, str_of(code), &id, NULL) == OK);
	return id;
}

/* Positions beside the place that was chosen.  At 24.5 N a thousandth of a degree is 101.36 m east, 110.77 m north. */
static void
away(struct store *s)
{
	const double            x = 117.64, y = 24.5, u = 0.001;
	const struct grid_spot  spot[] = {{true, x + 0.5 * u, y + 0.5 * u}, {true, x + 3 * u, y + 1 * u},
	                                  {true, x + 1 * u, y - 2 * u}, {true, x + 3 * u, y + 3 * u},
	                                  {false, 0, 0}};
	struct grid_away        a[5], b[5];
	day                     d;
	int64_t                 own, other, street, none;

	ensure(day_parse(S("2026-11-20"), &d) && db_begin(s->cx.db) == OK);
	own = place_of(s, "350602001001");
	other = place_of(s, "350602001002");
	street = place_of(s, "350602001");
	none = place_of(s, "350602002");
	ok(grid_away_of(&s->cx, own, spot, 5, d, a) == OK && !a[0].away && !a[4].away, "%s: inside its place nothing is said, nor without a position", s->engine);
	ok(a[1].away && !a[1].place_name.n && lround(a[1].metres) == 101, "%s: a thousandth of a degree east of it: %.1f m", s->engine, a[1].metres);
	ok(a[2].away && lround(a[2].metres) == 222, "%s: two thousandths south of it: %.1f m", s->engine, a[2].metres);
	ok(a[3].away && lround(a[3].metres) == 150, "%s: beyond its corner: %.1f m", s->engine, a[3].metres);
	ok(grid_away_of(&s->cx, other, spot, 5, d, b) == OK && b[0].away &&
	       str_eq(b[0].place_code, S("350602001001")) && isnan(b[0].metres),
	   "%s: of a place without grids: in whose grid it lies", s->engine);
	ok(!b[1].away, "%s: and nothing, when it lies in none either", s->engine);
	ok(grid_away_of(&s->cx, street, spot, 5, d, b) == OK && !b[0].away && b[1].away && lround(b[1].metres) == 101,
	   "%s: a street holds the grids of its communities", s->engine);
	ok(grid_away_of(&s->cx, none, spot, 5, (day){d.v - 200}, b) == OK && !b[0].away, "%s: before the grids began nothing", s->engine);
	db_rollback(s->cx.db);
}

static const struct db_schema *const schemas[] = {
    &command_schema, &journal_schema, &place_schema, &unit_schema, &login_schema, &catalog_schema, &duty_schema,
    &calendar_schema, &grid_schema,
};

/* Queries that the grid of one position costs a command. */
static int64_t
asks(struct store *s, day d)
{
	uint64_t before = s->cx.trace.queries;

	ensure(db_begin(s->cx.db) == OK);
	(void)of_a_row(s, 0.5, 0.5, d);
	db_rollback(s->cx.db);
	return (int64_t)(s->cx.trace.queries - before);
}

/* What many reports ask the store for one after the other a reader gets into memory. */
static void
warming(struct store *s)
{
	int64_t cold, warm;
	day     d;

	ensure(day_parse(S("2026-09-10"), &d) && db_begin(s->cx.db) == OK && city_changed(&s->cx) == OK &&
	       db_commit(s->cx.db) == OK);
	(void)asks(s, d);
	cold = asks(s, d);
	ok(grid_warm(&s->cx) == OK && asks(s, d) == cold, "%s: one position is not worth a map", s->engine);
	for (int i = 0; i < 64; i++)
		(void)asks(s, d);
	s->cx.db = s->reader;
	ok(grid_warm(&s->cx) == OK, "%s: after many a reader makes it", s->engine);
	s->cx.db = s->writer;
	warm = asks(s, d);
	is_i64(warm, cold - 1, "%s: and no command asks the store any more", s->engine);
}

/* Who keeps a street draws the grids in it, for its own units. */
static void
scope(struct store *s)
{
	struct actor who;
	struct reply r;
	str          said, code;

	begin(s), box("\"community\":\"350602001001\"", 90, 0, 91, 1);
	ensure(load(s, whole(), "2026-09-01", &r, &said) == OK);
	code = arena_printf(s->cx.arena, "350602001001%.*s", STR_ARG(code_at(s, 90.5, 0.5, "2026-11-20")));
	asks_for(s, &who, ROLE_SYSADMIN, "350602004");
	no(s, "grid.void", arena_printf(s->cx.arena, "codes=%.*s|reason=x", STR_ARG(code)).p, "codes", "没有代码为",
	   "another street's administrator knows of none to void");
	begin(s), box("\"community\":\"350602001001\"", 92, 0, 93, 1);
	refused(s, "不在你的管理范围", "nor draws one there");
	begin(s), box("\"community\":\"350602004008\",\"unit\":\"HW\"", 92, 0, 93, 1);
	refused(s, "不在你的管理范围", "nor one that the district's office answers for");
	begin(s), box("\"community\":\"350602004008\",\"unit\":\"T004\"", 92, 0, 93, 1);
	ok(load(s, whole(), "2026-09-01", &r, &said) == OK && changed(&r) == 1, "%s: but one of his own", s->engine);
	s->cx.who = &actor_system;
	so(s, "grid.void", arena_printf(s->cx.arena, "codes=%.*s|reason=x", STR_ARG(code)).p, T_grid_voided,
	   "which who keeps it may void");
}

/* A grid has no end, so neither has who answers for it; and who answers for one does not end. */
static void
ending(struct store *s)
{
	struct input add[] = {{S("code"), S("LS")}, {S("name"), S("临时专班")}, {S("kind"), S("部门")}},
	             close[] = {{S("unit"), S("LS")}, {S("day"), S("2026-12-10")}},
	             gone[] = {{S("codes"), S("350602001001077")}, {S("reason"), S("重划")}, {S("from"), S("2026-10-01")}};
	struct reply r;
	str          said = STR_NONE;

	ensure(run_said(s, "unit.add", add, 3, &r, &said) == OK);
	begin(s), box("\"code\":\"350602001001077\",\"unit\":\"LS\"", 70, 0, 71, 1);
	ok(load(s, whole(), "2026-09-01", &r, &said) == OK && run_said(s, "unit.close", close, 2, &r, &said) == ERR_RULE &&
	       has(said, "1 个网格由它负责"),
	   "%s: a unit with a grid does not end: %.*s", s->engine, STR_ARG(said));
	ensure(run_said(s, "grid.void", gone, 3, &r, &said) == OK);
	ok(run_said(s, "unit.close", close, 2, &r, &said) == OK, "%s: once it is void it does: %.*s", s->engine,
	   STR_ARG(said));
	begin(s), box("\"unit\":\"LS\"", 70, 0, 71, 1);
	refused(s, "“临时专班”自 2026-12-10 起撤销", "no new grid is a unit's that ends");
}

static void
test(struct store *s)
{
	store_check_queries(s, "city/grid", grid_queries);
	make_city(s);
	is_str(code_at(s, 0.5, 0.5, "2026-09-10"), S("none"), "%s: a city without grids", s->engine);
	loading(s);
	away(s);
	codes(s);
	voiding(s);
	views(s);
	warming(s);
	scope(s);
	ending(s);
	ok(folds(s, grid_aggregates, grid_aggregates_n), "%s: grids equal their events", s->engine);
}

int
main(void)
{
	text_use(texts, T_MAX);
	city_register();
	unit_register(&grid_hang, 1);
	command_register(grid_commands, grid_commands_n);
	view_register(grid_views, grid_views_n);
	numbers();
	outlines();
	on_engines(schemas, NITEMS(schemas), test);
	return done();
}
