/* Conduct of persons on a real store, both engines: counted, never filed, nothing but numbers. */
#include "tally_sql.h"
#include "work/acts/city_case.h"
#include "work/tally/tally.h"

static enum err
counts(const char *login, const char *place, const char *class, const char *n, const char *on)
{
	if (on)
		return does(login, "case.count", "place", place, "class", class, "n", n, "day", on, NULL);
	return does(login, "case.count", "place", place, "class", class, "n", n, NULL);
}

static const struct tally_list *
counted(const char *login)
{
	static const struct tally_list nothing;
	const void                    *out;

	as(login);
	return shows(st, "case.counted", NULL, 0, &out) == OK ? out : &nothing;
}

static void
on_a_store(struct store *s)
{
	static bool              registered;
	const struct tally_list *l;

	case_city(s);
	if (!registered) {
		command_register(tally_commands, tally_commands_n);
		view_register(tally_views, tally_views_n);
		registered = true;
	}
	st->cx.now = at(11, 20, 10, 0);
	ok(counts("jdy01", "350602001001", "S06099", "3", NULL) == OK, "%s: an inspector counts three dogs off the leash", s->engine);
	ok(counts("wgy01", "350602001001", "S06099", "2", NULL) == OK && counts("jdy01", "350602001001", "S06099", "-1", NULL) == OK,
	   "%s: another two, and one too many is taken back", s->engine);
	ok(counts("jdy01", "350602001001", "S09098", "7", "2026-11-19") == OK, "%s: yesterday's red lights", s->engine);
	ok(counts("jdy01", "350602001001", "S06099", "-5", NULL) == ERR_RULE && has(said, "4 次"),
	   "%s: no more can be taken back than were counted", s->engine);
	ok(counts("jdy01", "350602001001", "S06099", "0", NULL) == ERR_INPUT, "%s: nothing is no count", s->engine);
	ok(counts("jdy01", "350602001001", "S01037", "1", NULL) == ERR_RULE && has(said, "上报立案"),
	   "%s: a street lamp is reported, not counted", s->engine);
	ok(counts("jdy01", "350602002001", "S06099", "1", NULL) == ERR_INPUT && has(said, "管辖范围"),
	   "%s: not in another street", s->engine);
	ok(counts("jdy01", "350602001001", "S06099", "1", "2026-11-21") == ERR_INPUT && has(said, "31 天") &&
	       counts("jdy01", "350602001001", "S06099", "1", "2026-10-19") == ERR_INPUT &&
	       counts("jdy01", "350602001001", "S06099", "1", "2026-10-20") == OK,
	   "%s: of today or the 31 days before", s->engine);
	ok(counts("cz01", "350602001001", "S06099", "1", NULL) == ERR_DENIED, "%s: a handling unit does not count", s->engine);
	ok(counts("dcy01", "350602002001", "S06099", "10", NULL) == OK, "%s: 督查 counts anywhere", s->engine);
	l = counted("jdy01");
	ok(l->n == 3 && l->sum == 4 + 7 + 1 && str_eq(l->item[0].day, S("2026-11-20")) && l->item[0].n == 4 &&
	       str_eq(l->item[0].class_key, S("S06099")) && l->item[0].class_name.n &&
	       str_eq(l->item[1].day, S("2026-11-19")),
	   "%s: a street sees its own, the newest day first", s->engine);
	l = counted("zbz01");
	ok(l->n == 4 && l->sum == 22, "%s: the district's sum is that of its places", s->engine);
	is_i64((int64_t)counted("cz01")->n, 0, "%s: a unit's scope has none", s->engine);
	ok(has(json_of(s, "case.counted", counted("zbz01")), "\"sum\":22"), "%s: and as JSON", s->engine);
	ok(folds(s, tally_aggregates, tally_aggregates_n), "%s: it equals its events", s->engine);
	store_check_queries(s, "work/tally", tally_queries);
}

int
main(void)
{
	static const struct db_schema *const schemas[] = {
		&command_schema, &journal_schema, &place_schema, &unit_schema, &login_schema, &catalog_schema,
		&duty_schema, &calendar_schema, &grid_schema, &cases_schema, &repeat_schema, &tally_schema,
	};

	on_engines(schemas, NITEMS(schemas), on_a_store);
	return done();
}
