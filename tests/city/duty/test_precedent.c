/* Precedents: after a ruling its unit answers within its border while it holds; else nothing changed. */
#include "city/city.h"
#include "city/grid/grid.h"
#include "duty_sql.h"

#include <math.h>

static uint64_t seed = 88172645463325252u;

static uint64_t
rnd(uint64_t n)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return seed % n;
}

/* ---- The rule, against counting it out ---- */

static void
property(void)
{
	enum { ROWS = 8 };
	static const char *const keys[] = {"S06", "S09", "S06010", "S06011", "S09005"};
	static const char *const days[] = {"2026-01-01", "2026-03-01", "2026-06-01", "2026-09-01"};
	int64_t                  wrong = 0, won = 0, none = 0, beaten = 0;

	for (int round = 0; round < 20000; round++) {
		struct duty_row r[ROWS], old = {.verdict = DUTY_WON};
		size_t          n = (size_t)rnd(ROWS + 1), on = (size_t)rnd(NITEMS(days)), got, want = SIZE_MAX;
		const char     *key = keys[2 + rnd(3)];

		for (size_t i = 0; i < n; i++) {
			size_t from = (size_t)rnd(4), to = from + 1 + (size_t)rnd(4), k = (size_t)rnd(NITEMS(keys));
			int64_t steps = (int64_t)rnd(4) - 1;

			/* Ids in no order; the widest and the narrowest alike. */
			r[i] = (struct duty_row){.id = (int64_t)((i * 5) % ROWS) + 1,
			                         .steps = steps,
			                         .class_key = str_of(keys[k]),
			                         .valid_from = str_of(days[from]),
			                         .unit_from = str_of(days[0]),
			                         .valid_to = to > 3 ? STR_NONE : str_of(days[to])};
			if (strncmp(keys[k], key, strlen(keys[k])) == 0 && steps >= 0 && from <= on && on < to &&
			    (want == SIZE_MAX || r[i].id > r[want].id))
				want = i;
		}
		got = precedent_decide(r, n, str_of(key), str_of(days[on]), &old);
		wrong += got != want || (got != SIZE_MAX && r[got].verdict != DUTY_WON) ||
		         (old.verdict == DUTY_RULED) != (want != SIZE_MAX);
		won += want != SIZE_MAX;
		none += want == SIZE_MAX;
		for (size_t i = 0; i < n; i++)
			beaten += r[i].verdict == DUTY_STRUCK;
	}
	is_i64(wrong, 0, "20,000 random sets of rulings: the latest that speaks is the one, and beats the row");
	ok(won > 5000 && none > 2000 && beaten > 2000, "each outcome occurs often");
}

/* ---- The store ---- */

static enum err
acts(struct store *s, const char *command, const char *pairs, struct reply *r, str *said)
{
	struct input in[12];
	size_t       n = 0;
	str          rest = str_of(pairs), one;

	while ((one = str_cut(&rest, '|')).n && n < NITEMS(in)) {
		str name = str_cut(&one, '=');

		in[n++] = (struct input){name, one};
	}
	*r = (struct reply){0};
	return run_said(s, command, in, n, r, said);
}

static void
refused(struct store *s, const char *command, const char *pairs, const char *field, const char *part, const char *rule)
{
	struct reply r;
	str          said;
	enum err     e = acts(s, command, pairs, &r, &said);

	if (!ok(e != OK && has(said, part) && s->cx.why.n &&
	            (!field || (s->cx.why.line[0].field && strcmp(s->cx.why.line[0].field, field) == 0)),
	        "%s: refused: %s", s->engine, rule))
		printf("# %s: %.*s\n", err_name(e), STR_ARG(said));
}

static int64_t
let_in(struct store *s, const char *command, const char *pairs, const char *rule)
{
	struct reply r;
	str          said;
	enum err     e = acts(s, command, pairs, &r, &said);

	if (!ok(e == OK && r.id > 0, "%s: %s", s->engine, rule))
		printf("# %s: %.*s\n", err_name(e), STR_ARG(said));
	return r.id;
}

/* "row 12" or "ruling 3" or "territory 5": what answers, not only who. */
struct who {
	int64_t unit, duty, precedent;
};

static struct who
ask(struct store *s, const char *key, const char *place, const double *at, const char *on)
{
	struct duty_answer a;
	struct geo_point   p;
	int64_t            id;
	day                d;

	ensure(day_parse(str_of(on), &d) && db_begin(s->cx.db) == OK);
	ensure(place_by_code(&s->cx, str_of(place), &id, NULL) == OK);
	ensure(duty_for(&s->cx, str_of(key), id, at ? duty_point(at[0], at[1], &p) : NULL, d, &a) == OK);
	db_rollback(s->cx.db);
	return (struct who){a.unit_id, a.duty_id, a.precedent_id};
}

static bool
same(struct who a, struct who b)
{
	return a.unit == b.unit && a.duty == b.duty && a.precedent == b.precedent;
}

static int64_t
unit_id(struct store *s, const char *code)
{
	struct q_duty_unit_row u;

	ensure(db_begin(s->cx.db) == OK);
	ensure(q_duty_unit(&s->cx, &(struct q_duty_unit_in){.code = str_of(code)}, &u) == OK);
	db_rollback(s->cx.db);
	return u.id;
}

/* Metres between two positions near 24.5 N, good to a thousandth. */
static double
metres(const double *a, const double *b)
{
	return hypot((a[0] - b[0]) * 101316, (a[1] - b[1]) * 110761);
}

enum { SPOTS = 150 };
static const char *const classes[] = {"S09005", "S06007", "S08001", "S06012"};
static const char *const places[] = {"350602004008", "350602004", "350602002010", "350602005001"};

struct spot {
	double at[2];
	size_t class, place;
	const char *on;
	struct who was;
};

/*
 * A ruling, then spots all over: within its circle its unit answers, while it holds; what is asked about another
 * place, class, day or without a position is answered by what answered before, to the row.
 */
static void
holds(struct store *s)
{
	static const char *const days[] = {"2026-11-19", "2026-11-20", "2026-12-31", "2027-01-01"};
	static const char *const units[] = {"CG", "HW", "YL"};
	int64_t                  wrong = 0, ruled = 0, before = 0;

	for (int round = 0; round < 6; round++) {
		const double mid[2] = {117.64 + (double)rnd(100) / 1e4, 24.50 + (double)rnd(100) / 1e4};
		struct spot  spot[SPOTS];
		size_t       c = (size_t)rnd(NITEMS(classes)), u = (size_t)rnd(NITEMS(units));
		int64_t      id, radius = 100 + (int64_t)rnd(400);

		for (int i = 0; i < SPOTS; i++) {
			spot[i] = (struct spot){.on = days[rnd(NITEMS(days))]};
			spot[i].at[0] = mid[0] + ((double)rnd(120) - 60) / 1e4;
			spot[i].at[1] = mid[1] + ((double)rnd(120) - 60) / 1e4;
			spot[i].class = rnd(4) ? c : (size_t)rnd(NITEMS(classes));
			spot[i].place = (size_t)rnd(rnd(3) ? 2 : NITEMS(places));
			spot[i].was = ask(s, classes[spot[i].class], places[spot[i].place], spot[i].at, spot[i].on);
		}
		id = let_in(s, "precedent.add",
		         arena_printf(s->cx.arena, "no=R%d|classes=%s|place=350602004|area=%.4f,%.4f|metres=%" PRId64 "|unit=%s|"
		             "reason=y|valid_from=2026-11-20|valid_to=2027-01-01", round, classes[c], mid[0], mid[1], radius,
		             units[u]).p, "a ruling round a spot");
		for (int i = 0; i < SPOTS; i++) {
			const struct spot *x = &spot[i];
			struct who         now = ask(s, classes[x->class], places[x->place], x->at, x->on);
			double             far = metres(x->at, mid);
			bool               speaks = x->class == c && x->place < 2 && strcmp(x->on, "2026-11-19") > 0 &&
			                            strcmp(x->on, "2027-01-01") < 0;

			if (fabs(far - (double)radius) < (double)radius * 0.025)
				continue; /* between the circle and its corners either may be */
			if (speaks && far < (double)radius) {
				ruled++;
				wrong += now.precedent != id || now.unit != unit_id(s, units[u]) || now.duty;
			} else {
				before++;
				wrong += !same(now, x->was);
			}
			wrong += ask(s, classes[x->class], places[x->place], NULL, x->on).precedent != 0;
		}
	}
	is_i64(wrong, 0, "within border, class, place and days the ruled unit answers; all else as it did before");
	ok(ruled > 40 && before > 400, "both occur often (%" PRId64 ", %" PRId64 ")", ruled, before);
}

#define RULE "classes=S06012|unit=YL|reason=现场会审|valid_from=2026-11-20"
static const double in[2] = {117.7000, 24.5000}, out[2] = {117.7200, 24.5000};

static void
later_strikes(struct store *s)
{
	const double both[2] = {117.7005, 24.5005};
	struct who   old = ask(s, "S06012", "350602004008", in, "2026-11-25");
	int64_t      first, second, third;
	struct who   w;

	first = let_in(s, "precedent.add", "no=A1|" RULE "|place=350602004|area=117.6990,24.4990；117.7010,24.4990；117.7010,24.5010；117.6990,24.5010",
	            "a ruling with a border of four points");
	w = ask(s, "S06012", "350602004008", in, "2026-11-25");
	ok(w.precedent == first && w.unit == unit_id(s, "YL"), "%s: answers within it", s->engine);
	ok(same(ask(s, "S06012", "350602004008", out, "2026-11-25"), old), "%s: and not outside", s->engine);
	ok(same(ask(s, "S06012", "350602004008", NULL, "2026-11-25"), old), "%s: nor where no position is known", s->engine);
	second = let_in(s, "precedent.add", "no=A2|classes=S06|unit=CG|reason=y|valid_from=2026-12-01|place=350602|"
	                                    "area=117.7000,24.5000；117.7020,24.5000；117.7020,24.5020；117.7000,24.5020",
	             "a later one over a part of it, for the big class");
	w = ask(s, "S06012", "350602004008", both, "2026-12-01");
	ok(w.precedent == second, "%s: the later ruling strikes the earlier where both speak, wide or narrow", s->engine);
	ok(ask(s, "S06012", "350602004008", both, "2026-11-30").precedent == first, "%s: not before its first day", s->engine);
	ok(ask(s, "S06012", "350602004008", (const double[]){117.6995, 24.4995}, "2026-12-01").precedent == first,
	   "%s: elsewhere the earlier one stands", s->engine);
	ok(ask(s, "S06007", "350602004008", both, "2026-12-01").precedent == second &&
	       ask(s, "S09005", "350602004008", both, "2026-12-01").precedent == 0,
	   "%s: a big class means all of its classes and no other", s->engine);
	third = let_in(s, "precedent.add", "no=A3|classes=S06012、S09|unit=HW|reason=y|valid_from=2026-11-20|place=350602004008", "a whole place");
	ok(ask(s, "S06012", "350602004008", NULL, "2026-12-01").precedent == third &&
	       ask(s, "S09005", "350602004008", both, "2026-12-01").precedent == third &&
	       ask(s, "S06012", "350602004", NULL, "2026-12-01").precedent == 0,
	   "%s: speaks there and below, with a position or none, and not above", s->engine);
	let_in(s, "precedent.strike", arena_printf(s->cx.arena, "id=%" PRId64 "|valid_to=2026-12-05|reason=上级另有分工", third).p, "one is struck");
	ok(ask(s, "S06012", "350602004008", in, "2026-12-04").precedent == third &&
	       ask(s, "S06012", "350602004008", (const double[]){117.6995, 24.4995}, "2026-12-05").precedent == first,
	   "%s: from that day on what answered before does again", s->engine);
	refused(s, "precedent.strike", arena_printf(s->cx.arena, "id=%" PRId64 "|valid_to=2026-12-06|reason=x", third).p, "valid_to", "2026-12-05",
	   "a later end: what is struck stays so");
	refused(s, "precedent.strike", arena_printf(s->cx.arena, "id=%" PRId64 "|valid_to=2026-11-19|reason=x", first).p, "valid_to", "2026-11-20",
	   "an end on a day that is over");
	refused(s, "precedent.strike", "id=9999|valid_to=2026-12-01|reason=x", "id", "没有这项", "one that is none");
}

static void
bad(struct store *s)
{
	static const char *const input[][4] = {
	    {"no=A1|" RULE "|place=350602", "no", "A1", "a number that is taken"},
	    {"no=B|" RULE "|place=350699", "place", "350699", "a place that is none"},
	    {"no=B|classes=S06012|unit=XX|reason=x|valid_from=2026-11-20|place=350602", "unit", "XX", "a unit that is none"},
	    {"no=B|classes=S06099|unit=CG|reason=x|valid_from=2026-11-20|place=350602", "classes", "个人", "a class about persons"},
	    {"no=B|classes=S06999|unit=CG|reason=x|valid_from=2026-11-20|place=350602", "classes", "S06999", "a class that is none"},
	    {"no=B|classes=S06012、S06|unit=CG|reason=x|valid_from=2026-11-20|place=350602", "classes", "大类", "a class beside its big class"},
	    {"no=B|classes=S06012|unit=CG|reason=x|valid_from=2026-11-19|place=350602", "valid_from", "2026-11-20", "a day that is over"},
	    {"no=B|" RULE "|valid_to=2026-11-20|place=350602", "valid_to", "2026-11-20", "an end no later than the beginning"},
	    {"no=B|" RULE "|place=350602|area=117.65,24.50；117.66,24.50", "area", "三个以上", "two points"},
	    {"no=B|" RULE "|place=350602|area=117.65,24.50", "area", "半径", "a point without a radius"},
	    {"no=B|" RULE "|place=350602|metres=100", "area", "半径", "a radius without a point"},
	    {"no=B|" RULE "|place=350602|area=117.65,24.50；117.66,24.50；117.66,24.51|metres=100", "metres", "去掉", "a radius with a border"},
	    {"no=B|" RULE "|place=350602|area=117.65,24.50；东门；117.66,24.51", "area", "第 2 个点", "words for a point"},
	    {"no=B|" RULE "|place=350602|area=117.65,94.50；117.66,24.50；117.66,24.51", "area", "第 1 个点", "no latitude"},
	    {"no=B|" RULE "|place=350602|area=117.65,24.50；117.66,24.51；117.66,24.50；117.65,24.51", "area", "相交", "a border that crosses itself"},
	    {"no=B|" RULE "|place=350602|area=117.65,24.50；117.65,24.50；117.65,24.50", "area", "三个以上", "one point three times"},
	};

	for (size_t i = 0; i < NITEMS(input); i++)
		refused(s, "precedent.add", input[i][0], input[i][1], input[i][2], input[i][3]);
	ensure(let_in(s, "unit.add", "code=LS|name=临时专班|kind=部门", "a unit") &&
	       let_in(s, "precedent.add", "no=B|classes=S06012|unit=LS|reason=x|valid_from=2026-11-20|place=350602005", "a ruling names it"));
	refused(s, "unit.close", "unit=LS|day=2026-12-01", NULL, "1 行", "it does not end while the ruling does");
}

static void
views(struct store *s)
{
	struct input  pairs[] = {{S("class_key"), S("S06012")}, {S("place"), S("350602004008")}, {S("on"), S("2026-12-10")},
	                         {S("lon"), S("117.6995")},     {S("lat"), S("24.4995")}};
	struct input  ended[] = {{S("ended"), S("1")}};
	const void   *v;
	str           j;
	size_t        now;

	ensure(shows(s, "duty.explain", pairs, NITEMS(pairs), &v) == OK);
	j = json_of(s, "duty.explain", v);
	ok(has(((const struct duty_explain *)v)->said, "裁定 A1") && has(j, "\"precedent_id\"") && has(j, "\"verdict\":\"ruled\"") &&
	       has(j, "\"verdict\":\"over\"") && has(j, "裁定 A1：现场会审"),
	   "%s: duty.explain tells the ruling, the row it beat and the ruling that was struck", s->engine);
	ensure(shows(s, "precedent.list", NULL, 0, &v) == OK);
	now = ((const struct precedent_list *)v)->n;
	ensure(shows(s, "precedent.list", ended, 1, &v) == OK);
	ok(now == 10 && ((const struct precedent_list *)v)->n == 10, "%s: ten were kept, and all hold today (%zu)", s->engine, now);
	ensure(shows(s, "precedent.list", pairs, 2, &v) == OK);
	j = json_of(s, "precedent.list", v);
	ok(has(j, "\"no\":\"A2\"") && has(j, "\"struck_why\":\"上级另有分工\"") && has(j, "\"area\":4"),
	   "%s: precedent.list finds those of a class at a place, its big class's too", s->engine);
}

/* A position alone: the grid of the day says the place. */
static void
by_position(struct store *s)
{
	static const char  file[] =
	    "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"properties\":{},\"geometry\":{\"type\":\"Polygon\","
	    "\"coordinates\":[[[117.698,24.498],[117.701,24.498],[117.701,24.501],[117.698,24.501],[117.698,24.498]]]}}]}";
	struct input       grid[] = {{S("file"), str_of(file)}, {S("srs"), S("cgcs2000")}, {S("place"), S("350602004008")},
	                             {S("source"), S("示例")}, {S("from"), S("2026-11-25")}};
	struct input       key = {S("class_key"), S("S06012")}, lon = {S("lon"), S("117.6995")}, lat = {S("lat"), S("24.4995")};
	struct input       at[] = {key, lon, lat, {S("on"), S("2026-12-10")}};
	struct input       early[] = {key, lon, lat, {S("on"), S("2026-11-24")}};
	struct input       named[] = {key, lon, lat, {S("on"), S("2026-12-10")}, {S("place"), S("350602004008")}};
	const void        *v;
	struct duty_explain a, b;
	struct reply       r;
	str                said, j;

	ensure(run_said(s, "grid.load", grid, NITEMS(grid), &r, &said) == OK);
	if (!ok(shows(s, "duty.explain", at, NITEMS(at), &v) == OK, "%s: duty.explain of a position", s->engine))
		return;
	a = *(const struct duty_explain *)v;
	j = json_of(s, "duty.explain", v);
	ensure(shows(s, "duty.explain", named, NITEMS(named), &v) == OK);
	b = *(const struct duty_explain *)v;
	is_str(a.grid, S("350602004008001"), "%s: it names the grid that holds it", s->engine);
	ok(has(j, "\"grid\":\"350602004008001\"") && a.answer.precedent_id && a.answer.precedent_id == b.answer.precedent_id &&
	       str_eq(a.said, b.said) && str_eq(a.place_name, b.place_name) && !b.grid.p,
	   "%s: and answers as for the grid's place at that position, the ruling there too", s->engine);
	ok(shows(s, "duty.explain", early, NITEMS(early), &v) == ERR_INPUT && s->cx.why.n &&
	       strcmp(s->cx.why.line[0].field, "place") == 0,
	   "%s: a day before the grid there was: the place must be named", s->engine);
	ok(shows(s, "duty.explain", at, 2, &v) == ERR_INPUT && strcmp(s->cx.why.line[0].field, "lat") == 0,
	   "%s: half a position is refused", s->engine);
	ok(shows(s, "duty.explain", at, 1, &v) == ERR_INPUT && strcmp(s->cx.why.line[0].field, "place") == 0,
	   "%s: neither place nor position is refused", s->engine);
}

static void
test(struct store *s)
{
	make_city(s);
	holds(s);
	later_strikes(s);
	bad(s);
	views(s);
	ok(folds(s, duty_aggregates, duty_aggregates_n), "%s: precedents equal their events", s->engine);
	by_position(s);
}

static const struct db_schema *const with_grids[] = {
    &command_schema, &journal_schema, &place_schema,    &unit_schema, &login_schema,
    &catalog_schema, &duty_schema,    &calendar_schema, &grid_schema,
};

int
main(void)
{
	text_use(texts, T_MAX);
	city_register();
	command_register(grid_commands, grid_commands_n);
	view_register(grid_views, grid_views_n);
	unit_register(&duty_hang, 1);
	property();
	on_engines(with_grids, NITEMS(with_grids), test);
	return done();
}
