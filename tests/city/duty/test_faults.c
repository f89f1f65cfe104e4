/* The n-th allocation fails, for n = 1.. until success: an error, never a crash, and nothing half done. */
#include "city/city.h"
#include "city/place/place.h"

static int64_t place; /* 巷口街道 */
static str     token, classes;

static enum err
try_duty(struct ctx *cx)
{
	struct duty_answer a;
	day                d = {20777}; /* 2026-11-20 */
	enum err           e = duty_for(cx, S("S06010"), place, d, &a);

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
rows(struct store *s)
{
	struct class_list l = {0};
	struct ctx        cx = {.now = s->cx.now, .zone = 480, .db = s->writer, .arena = arena_new(64 << 20)};
	day               d = {20777};

	ensure(cx.arena && db_begin(cx.db) == OK && catalog_search(&cx, S("甲乙丙"), d, 100, &l) == OK);
	db_rollback(cx.db);
	arena_free(cx.arena);
	return (int64_t)l.n;
}

static void
load_faults(struct store *s)
{
	struct input in = {S("file"), classes};
	int          odd = 0;
	uint64_t     n = 0;
	enum err     e = ERR_MEMORY;

	while (e != OK && (n = next(n)) < 100000) {
		struct ctx   cx = {.now = s->cx.now, .zone = 480, .db = s->writer, .who = &actor_system};
		struct reply r;

		mem_fail_at(n);
		cx.arena = arena_new(64 << 20);
		e = cx.arena ? command_do(&cx, command_find(S("class.load")), &in, 1, NULL, &r) : ERR_MEMORY;
		mem_fail_at(0);
		arena_free(cx.arena);
		odd += e != OK && (e != ERR_MEMORY || rows(s) != 0);
	}
	ok(e == OK && odd == 0 && rows(s) == 3, "%s: class.load: all of it, or after any of %d failures none of it",
	   s->engine, (int)n - 1);
}

static void
test(struct store *s)
{
	struct input in[] = {{S("login"), S("zbz01")}, {S("password"), demo_password}, {S("address"), S("10.0.0.1")}};
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
	load_faults(s);
}

int
main(void)
{
	text_use(texts, T_MAX);
	city_register();
	on_engines(city_schemas, NITEMS(city_schemas), test);
	calendar_drop();
	return done();
}
