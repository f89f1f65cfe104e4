/* The n-th allocation fails, for n = 1.. until success: an error, never a crash, and nothing half done. */
#include "city/city.h"
#include "city/grid/grid.h"
#include "city/place/place.h"
#include "city/site/site.h"

static int64_t         place; /* 巷口街道 */
static str             token, classes;
static struct db_conn *reader;

static const str grids = STR_INIT(
    "{\"type\":\"FeatureCollection\",\"features\":["
    "{\"type\":\"Feature\",\"properties\":{},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":"
    "[[[117.64,24.5],[117.641,24.5],[117.641,24.501],[117.64,24.501],[117.64,24.5]]]}},"
    "{\"type\":\"Feature\",\"properties\":{},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":"
    "[[[117.641,24.5],[117.642,24.5],[117.642,24.501],[117.641,24.501],[117.641,24.5]]]}}]}");
static const str sites = STR_INIT("code,type,name,place_code,lon,lat,line,source,valid_from\n"
                                  "M1,市场,甲,350602001001,117.6405,24.5005,,试,2026-01-01\n"
                                  "M2,河段,乙,350602001001,,,117.64 24.5;117.641 24.501,试,2026-01-01\n");

static enum err
try_duty(struct ctx *cx)
{
	struct duty_answer a;
	day                d = {20777}; /* 2026-11-20 */
	enum err           e = duty_for(cx, S("S06010"), place, NULL, d, &a);

	return e == OK && a.unit_id == 0 ? ERR_NONE : e;
}

static enum err
try_calendar(struct ctx *cx)
{
	const struct worktime_calendar *c;

	calendar_drop();
	return calendar_now(cx, &c);
}

static enum err
try_session(struct ctx *cx)
{
	struct session *x;
	bool            touch;

	return session_load(cx, token, &x, &touch);
}

static enum err
try_search(struct ctx *cx)
{
	struct class_list l;
	day               d = {20777};
	enum err          e = catalog_search(cx, S("路灯"), d, 20, &l);

	return e == OK && l.n == 0 ? ERR_NONE : e;
}

/* A writer asks the store. */
static enum err
try_grid_store(struct ctx *cx)
{
	struct grid_found f;
	day               d = {20777};
	enum err          e = grid_at(cx, 117.6405, 24.5005, d, &f);

	return e == OK && f.id == 0 ? ERR_NONE : e;
}

/* A reader asks memory, which is made for the first one that succeeds. */
static enum err
try_grid_memory(struct ctx *cx)
{
	struct ctx own = *cx;
	enum err   e;

	own.db = reader;
	ensure(db_begin(reader) == OK);
	e = try_grid_store(&own);
	db_rollback(reader);
	return e;
}

/* Each of the first 300 allocations, then every 37th: with one malloc an allocation there are thousands. */
static uint64_t
next(uint64_t n)
{
	return n < 300 ? n + 1 : n + 37;
}

/* Fails at each allocation in turn; then succeeds. */
static void
faults(struct store *s, enum err (*try)(struct ctx *), const char *what)
{
	int      odd = 0;
	uint64_t n = 0;
	enum err e = ERR_MEMORY;

	while (e != OK && (n = next(n)) < 100000) {
		struct ctx cx = {.now = s->cx.now, .zone = 480, .db = s->writer, .who = &actor_system};

		ensure(db_begin(cx.db) == OK);
		mem_fail_at(n);
		cx.arena = arena_new(64 << 20);
		e = cx.arena ? try(&cx) : ERR_MEMORY;
		mem_fail_at(0);
		odd += e != OK && e != ERR_MEMORY;
		db_rollback(cx.db);
		arena_free(cx.arena);
	}
	ok(e == OK && odd == 0 && n > 1,
	   "%s: %s: memory gone at any of the first %d allocations is an error and no more", s->engine,
	   what, (int)n - 1);
}

static int64_t
class_rows(struct store *s)
{
	struct class_list l = {0};
	struct ctx        cx = {.now = s->cx.now, .zone = 480, .db = s->writer, .arena = arena_new(64 << 20)};
	day               d = {20777};

	ensure(cx.arena && db_begin(cx.db) == OK && catalog_search(&cx, S("甲乙丙"), d, 100, &l) == OK);
	db_rollback(cx.db);
	arena_free(cx.arena);
	return (int64_t)l.n;
}

/* How many a view lists. */
static int64_t
listed(struct store *s, const char *view)
{
	const void *out;

	ensure(shows(s, view, NULL, 0, &out) == OK);
	return strcmp(view, "grid.list") == 0 ? (int64_t)((const struct grid_list *)out)->n
	                                      : (int64_t)((const struct site_list *)out)->n;
}

static int64_t
grid_rows(struct store *s)
{
	return listed(s, "grid.list");
}

static int64_t
site_rows(struct store *s)
{
	return listed(s, "site.list");
}

static void
load_faults(struct store *s, const char *command, const struct input *in, size_t nin,
            int64_t (*rows)(struct store *), int64_t all)
{
	int          odd = 0;
	uint64_t     n = 0;
	enum err     e = ERR_MEMORY;

	while (e != OK && (n = next(n)) < 100000) {
		struct ctx   cx = {.now = s->cx.now, .zone = 480, .db = s->writer, .who = &actor_system};
		struct reply r;

		mem_fail_at(n);
		cx.arena = arena_new(64 << 20);
		e = cx.arena ? command_do(&cx, command_find(str_of(command)), in, nin, NULL, &r) : ERR_MEMORY;
		mem_fail_at(0);
		arena_free(cx.arena);
		odd += e != OK && (e != ERR_MEMORY || rows(s) != 0);
	}
	ok(e == OK && odd == 0 && rows(s) == all, "%s: %s: all of it, or after any of %d failures none of it",
	   s->engine, command, (int)n - 1);
}

static void
test(struct store *s)
{
	struct input in[] = {{S("login"), S("zbz01")}, {S("password"), demo_password}, {S("address"), S("10.0.0.1")}};
	struct input grid[] = {{S("file"), grids}, {S("srs"), S("cgcs2000")}, {S("place"), S("350602001001")}, {S("source"), S("示例")}};
	struct input site[] = {{S("file"), sites}, {S("srs"), S("cgcs2000")}};
	struct reply r;
	str          said;

	session_cache_clear();
	make_city(s);
	ensure(load_calendar(s, S("office"), data_file(s, "calendar/office.tsv"), S("示例"), &r, &said) == OK);
	ensure(db_begin(s->cx.db) == OK && setting_put(&s->cx, S("demo"), S("1")) == OK && db_commit(s->cx.db) == OK);
	ensure(run_said(s, "login.demo", NULL, 0, &r, &said) == OK && run_said(s, "session.open", in, 3, &r,
	                                                                       &said) == OK);
	ensure(arena_str(s->cx.arena, r.secret, &token) && db_begin(s->cx.db) == OK);
	ensure(place_by_code(&s->cx, S("350602004"), &place, NULL) == OK);
	db_rollback(s->cx.db);
	classes = S("key\tkind\tcode\tbig_code\tbig_name\tname\tsubject\tsource\tversion\tvalid_from\n"
	            "S06081\t事项\t06081\t06\t市容\t甲乙丙一\tplace\t试\tX\t2026-01-01\n"
	            "S06082\t事项\t06082\t06\t市容\t甲乙丙二\tplace\t试\tX\t2026-01-01\n"
	            "S06083\t事项\t06083\t06\t市容\t甲乙丙三\tplace\t试\tX\t2026-01-01\n");
	faults(s, try_duty, "duty_for");
	faults(s, try_calendar, "calendar_now");
	faults(s, try_session, "session_load");
	faults(s, try_search, "catalog_search");
	load_faults(s, "class.load", &(struct input){S("file"), classes}, 1, class_rows, 3);
	load_faults(s, "grid.load", grid, NITEMS(grid), grid_rows, 2);
	load_faults(s, "site.load", site, NITEMS(site), site_rows, 2);
	reader = s->reader;
	faults(s, try_grid_store, "grid_at in the store");
	faults(s, try_grid_memory, "grid_at in memory");
}

static const struct db_schema *const schemas[] = {
    &command_schema, &journal_schema, &place_schema, &unit_schema, &login_schema, &catalog_schema, &duty_schema,
    &calendar_schema, &grid_schema, &site_schema,
};

int
main(void)
{
	text_use(texts, T_MAX);
	city_register();
	command_register(grid_commands, grid_commands_n);
	command_register(site_commands, site_commands_n);
	view_register(grid_views, grid_views_n);
	view_register(site_views, site_views_n);
	on_engines(schemas, NITEMS(schemas), test);
	calendar_drop();
	return done();
}
