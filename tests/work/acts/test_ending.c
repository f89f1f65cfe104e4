/* A unit or post ends at the very moment at which something is hung on it: one of the two sees the other. */
#include "work/acts/city_case.h"

#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

enum { PAIRS = 8 };

struct doing {
	const char  *login, *command; /* login NULL: the program itself */
	struct input in[PAIRS];
	size_t       n;
};

/* The second of two commands, on a connection and a thread of its own. */
struct second {
	struct ctx            cx;
	const struct command *c;
	const struct doing   *d;
	enum err              e;
	atomic_bool           over;
};

struct waits_row {
	int64_t n;
};

static void *
run_second(void *arg)
{
	struct second *x = arg;
	struct reply   r;

	x->e = command_do(&x->cx, x->c, x->d->in, x->d->n, NULL, &r);
	atomic_store(&x->over, true);
	return NULL;
}

/* Whether somebody waits for a lock; on SQLite a second writer waits before it begins, where nobody sees it. */
static bool
somebody_waits(struct ctx *cx)
{
	static const struct db_field out[] = {{"n", offsetof(struct waits_row, n), DB_I64, false}};
	static const struct db_query waits = {
		.name = "waits", .room = "tests", .kind = DB_ONE, .table = "", .sqlite = "SELECT 1 AS n",
		.postgres = "SELECT count(*) AS n FROM pg_locks AS l JOIN pg_database AS d ON d.oid = l.database "
		            "WHERE d.datname = current_database() AND l.locktype = 'advisory' AND NOT l.granted",
		.out = out, .nout = 1, .row_size = sizeof(struct waits_row)};
	struct waits_row row = {0};

	ensure(db_begin(cx->db) == OK && db_run_one(cx, &waits, NULL, &row) == OK);
	db_rollback(cx->db);
	return row.n > 0;
}

/* The first is done and not yet committed when the second begins; the second is refused in these words. */
static void
at_once(const struct doing *first, const struct doing *second, const char *words, const char *rule)
{
	struct second         x = {.c = command_find(str_of(second->command)), .d = second};
	struct ctx            look = st->cx;
	const struct command *c = command_find(str_of(first->command));
	const struct timespec nap = {0, 1000000};
	struct reply          r;
	struct buf            why;
	const void           *in;
	pthread_t             t;

	as(second->login);
	x.cx = (struct ctx){.arena = arena_new((size_t)64 << 20), .now = st->cx.now, .zone = 480, .who = st->cx.who,
	                    .db = store_open(st, DB_WRITER)};
	look.db = st->reader;
	as(first->login);
	ctx_forget(&st->cx);
	ensure(command_bind(&st->cx, c->in, c->nin, c->in_size, first->in, first->n, &in) == OK);
	ensure(db_begin(st->cx.db) == OK);
	ok(command_run(&st->cx, c, in, NULL, NULL, &r) == OK && db_await(st->cx.db) == OK, "%s: %s, not yet committed",
	   st->engine, first->command);
	ensure(pthread_create(&t, NULL, run_second, &x) == 0);
	while (!atomic_load(&x.over) && !somebody_waits(&look))
		(void)nanosleep(&nap, NULL);
	ensure(db_commit(st->cx.db) == OK);
	(void)pthread_join(t, NULL);
	buf_init(&why, st->cx.arena, BUF_PAGE);
	why_text(&x.cx, x.e, &why);
	if (!ok((x.e == ERR_RULE || x.e == ERR_INPUT) && has(buf_str(&why), words), "%s: %s meanwhile: %s", st->engine,
	        second->command, rule))
		(void)printf("# %s: %.*s\n", err_name(x.e), STR_ARG(buf_str(&why)));
	db_close(x.cx.db);
	arena_free(x.cx.arena);
}

#define DOING(who, name, ...)                                                                      \
	(&(const struct doing){who, name, {__VA_ARGS__},                                           \
	                       sizeof((const struct input[]){__VA_ARGS__}) / sizeof(struct input)})
#define IN(field, value) {S(field), S(value)}
#define IN_ID(value) {S("id"), str_of(num(value))}

static void
post_of_a_case(void)
{
	int64_t id = case_to(CASE_FILED, "同时路1号"), other = case_to(CASE_FILED, "同时路2号");

	ensure(id && other);
	ok(does(NULL, "post.add", "code", "SZ-b", "unit", "SZ", "role", "handler", "name", "二班", NULL) == OK,
	   "%s: a post for handling that nobody holds yet", st->engine);
	at_once(DOING("pqy01", "case.dispatch", IN_ID(id), IN("unit", "SZ"), IN("post", "SZ-b")),
	        DOING(NULL, "post.close", IN("post", "SZ-b"), IN("day", "2026-11-21")), "还有 1 件在办案件",
	        "the post was just sent a case");
	ok(does("pqy01", "case.reassign", "id", num(id), "unit", "SZ", "post", "SZ-cz", "reason", "改派", NULL) == OK,
	   "%s: it is sent to another post", st->engine);
	st->cx.now = at(11, 21, 10, 0);
	at_once(DOING(NULL, "post.close", IN("post", "SZ-b"), IN("day", "2026-11-21")),
	        DOING("pqy01", "case.dispatch", IN_ID(other), IN("unit", "SZ"), IN("post", "SZ-b")), "没有这个岗位",
	        "a post that has just ended is sent nothing");
}

/* Who is sent to look has no part in the case; his post is needed for it all the same. */
static void
post_that_looks(void)
{
	int64_t id = case_to(CASE_FIXED, "同时路5号");

	ensure(id);
	ok(does(NULL, "post.add", "code", "JD-b", "unit", "JD", "role", "verifier", "name", "二组", "place", "350602",
	        NULL) == OK, "%s: a post for looking that nobody holds yet", st->engine);
	at_once(DOING("pqy01", "case.assign_verify", IN_ID(id), IN("post", "JD-b")),
	        DOING(NULL, "post.close", IN("post", "JD-b"), IN("day", "2026-11-22")), "还有 1 件在办案件",
	        "the post was just sent to look");
	ok(does(NULL, "post.close", "post", "JD-b", "day", "2026-11-22", NULL) == ERR_RULE &&
	       has(said, "还有 1 件在办案件"), "%s: nor may it end later, while it is to look", st->engine);
	ok(does("pqy01", "case.assign_verify", "id", num(id), "person", "hcy01", "reason", "换人", NULL) == OK &&
	       does(NULL, "post.close", "post", "JD-b", "day", "2026-11-22", NULL) == OK,
	   "%s: once another looks it ends", st->engine);
}

/* The unit of the territory gets every case (A08): here one without posts. */
static void
unit_that_helps(void)
{
	int64_t id = case_to(CASE_FILED, "同时路3号");

	ensure(id);
	ok(does(NULL, "unit.add", "code", "SQ", "name", "社区站", "kind", "属地", "place", own(place_one), NULL) == OK,
	   "%s: a unit whose territory is the community", st->engine);
	at_once(DOING("pqy01", "case.dispatch", IN_ID(id)),
	        DOING(NULL, "unit.close", IN("unit", "SQ"), IN("day", "2026-11-22")), "还有 1 件在办案件",
	        "the unit of the territory was just sent a case to help with");
	ok(does("pqy01", "case.reassign", "id", num(id), "unit", "CG", "post", "CG-cz", "reason", "改派", NULL) == OK,
	   "%s: it is another's alone", st->engine);
	at_once(DOING(NULL, "duty.add", IN("class_key", "S01037"), IN("place", "350602005"), IN("unit", "SQ"),
	              IN("basis", "示例"), IN("source", "示例"), IN("valid_from", "2026-12-01")),
	        DOING(NULL, "unit.close", IN("unit", "SQ"), IN("day", "2026-11-22")), "由它主办或协办",
	        "the unit was just made to answer for something");
}

/* What is set to end is sent nothing whose deadline lies beyond, and is given no longer one (I130). */
static void
post_that_ends_later(void)
{
	int64_t id, other;

	st->cx.now = at(11, 23, 10, 0);
	id = case_to(CASE_FILED, "同时路7号");
	other = case_to(CASE_FILED, "同时路8号");
	ensure(id && other);
	ok(does(NULL, "post.add", "code", "SZ-c", "unit", "SZ", "role", "handler", "name", "三班", NULL) == OK &&
	       does(NULL, "post.close", "post", "SZ-c", "day", "2026-11-26", NULL) == OK,
	   "%s: a post that ends in three days", st->engine);
	ok(does("pqy01", "case.dispatch", "id", num(id), "unit", "SZ", "post", "SZ-c", NULL) == OK,
	   "%s: it is sent what is due in two", st->engine);
	st->cx.now = at(11, 24, 16, 0);
	ok(does("pqy01", "case.dispatch", "id", num(other), "unit", "SZ", "post", "SZ-c", NULL) == ERR_RULE &&
	       has(said, "“三班”自 2026-11-26 起撤销"),
	   "%s: but nothing that is due when it is no more", st->engine);
	ok(does("pqy01", "case.dispatch", "id", num(other), "unit", "SZ", "post", "SZ-cz", NULL) == OK,
	   "%s: which another post takes", st->engine);
	ok(does("cz14", "case.sign", "id", num(id), NULL) == OK &&
	       does("cz14", "case.ask_extend", "id", num(id), "reason", "缺件", NULL) == OK,
	   "%s: its unit asks for more time", st->engine);
	ok(does("ld01", "case.decide_extend", "id", num(id), "answer", "yes", NULL) == ERR_RULE &&
	       has(said, "“三班”自 2026-11-26 起撤销"),
	   "%s: which it does not get beyond its end", st->engine);
	ok(does("ld01", "case.decide_extend", "id", num(id), "answer", "no", "reason", "撤销在即", NULL) == OK, "%s: a no it may have", st->engine);
}

static void
on_a_store(struct store *s)
{
	case_city(s);
	unit_register(&duty_hang, 1);
	unit_register(&case_hang, 1);
	post_of_a_case();
	post_that_looks();
	unit_that_helps();
	post_that_ends_later();
}

int
main(void)
{
	on_engines(case_schemas, NITEMS(case_schemas), on_a_store);
	return done();
}
