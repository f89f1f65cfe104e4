/* Fresh stores for tests. */
#include "engines.h"

#include "base/clock.h"
#include "base/ensure.h"
#include "texts.h"

#include <libpq-fe.h>

static int  made;
static char folder[160];

/* Names after the process id met what a killed test of the same number had left. */
static void
forget_folder(void)
{
	(void)rmdir(folder);
}

const char *
test_folder(void)
{
	const char *tmp = getenv("TMPDIR");

	if (!folder[0]) {
		(void)snprintf(folder, sizeof(folder), "%s/duban-test.XXXXXX", tmp && *tmp ? tmp : "/tmp");
		ensure(mkdtemp(folder) != NULL);
		(void)atexit(forget_folder);
	}
	return folder;
}

static void
say_why(struct ctx *cx, const char *what)
{
	(void)printf("# %s failed", what);
	for (size_t i = 0; i < cx->why.n; i++)
		(void)printf(": %s %.*s", text_key(cx->why.line[i].text), STR_ARG(cx->why.line[i].arg[0]));
	(void)printf("\n");
	(void)fflush(stdout); /* abort() keeps what is not written to itself */
}

struct db_conn *
store_open(struct store *s, enum db_mode mode)
{
	struct db_conn *c = NULL;

	if (db_open(&s->cx, s->url, mode, &c) != OK) {
		say_why(&s->cx, "db_open");
		abort();
	}
	return c;
}

static void
run(struct store *s, const struct db_schema *const *rooms, size_t n, void (*test)(struct store *s))
{
	s->cx = (struct ctx){.arena = arena_new((size_t)512 << 20), .now = INT64_C(1700000000000), .zone = 480};
	ensure(s->cx.arena != NULL);
	s->owner = store_open(s, DB_OWNER);
	if (db_migrate(&s->cx, s->owner, rooms, n, NULL) != OK) {
		say_why(&s->cx, "db_migrate");
		abort();
	}
	s->writer = store_open(s, DB_WRITER);
	s->reader = store_open(s, DB_READER);
	s->cx.db = s->writer;
	test(s);
	db_close(s->reader);
	db_close(s->writer);
	db_close(s->owner);
	arena_free(s->cx.arena);
}

static void
on_sqlite(const struct db_schema *const *rooms, size_t n, void (*test)(struct store *s))
{
	static const char *const ends[] = {"", "-wal", "-shm"};
	char   url[300], path[310];
	size_t len;

	(void)snprintf(url, sizeof(url), "sqlite:%s/%d.db", test_folder(), ++made);
	run(&(struct store){.engine = "sqlite", .url = str_of(url)}, rooms, n, test);
	len = sizeof("sqlite:") - 1;
	for (size_t i = 0; i < NITEMS(ends); i++) {
		(void)snprintf(path, sizeof(path), "%s%s", url + len, ends[i]);
		(void)unlink(path);
	}
}

static void
admin(const char *url, const char *what, const char *name, const char *how)
{
	PGconn   *pg = PQconnectdb(url);
	char      sql[200];
	PGresult *r;

	(void)snprintf(sql, sizeof(sql), "%s DATABASE %s %s", what, name, how);
	r = PQexec(pg, sql);
	if (PQresultStatus(r) != PGRES_COMMAND_OK)
		(void)printf("# %s: %s", sql, PQerrorMessage(pg));
	PQclear(r);
	PQfinish(pg);
}

static void
on_postgres(const char *server, const struct db_schema *const *rooms, size_t n, void (*test)(struct store *s))
{
	char        name[60], url[1000];
	const char *query = strchr(server, '?'), *slash;

	/* postgres://user@host/NAME?options: another name, the same rest. */
	for (slash = query ? query : server + strlen(server); slash > server && *slash != '/'; slash--)
		;
	(void)snprintf(name, sizeof(name), "duban_test_%d_%" PRId64 "_%d", (int)getpid(), clock_now(), ++made);
	(void)snprintf(url, sizeof(url), "%.*s/%s%s", (int)(slash - server), server, name, query ? query : "");
	/* A server that speaks Chinese: whatever is not ordered by bytes shows. */
	admin(server, "CREATE", name, "TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER icu ICU_LOCALE 'zh-CN'");
	run(&(struct store){.engine = "postgres", .url = str_of(url)}, rooms, n, test);
	admin(server, "DROP", name, "WITH (FORCE)");
}

void
on_engines(const struct db_schema *const *rooms, size_t n, void (*test)(struct store *s))
{
	const char *pg = getenv("DUBAN_TEST_PG");

	text_use(texts, T_MAX);
	on_sqlite(rooms, n, test);
	if (pg && *pg)
		on_postgres(pg, rooms, n, test);
	else
		(void)printf("# PostgreSQL left out: DUBAN_TEST_PG is not set\n");
}
