/* A picture looked up among those that are there by its hash: the store's index beside a plain scan of all hashes. */
#include "base/clock.h"
#include "city/calendar/calendar.h"
#include "city/catalog/catalog.h"
#include "city/duty/duty.h"
#include "city/grid/grid.h"
#include "city/login/login.h"
#include "city/place/place.h"
#include "city/unit/unit.h"
#include "kit/command/command.h"
#include "kit/journal/journal.h"
#include "work/cases/cases.h"
#include "work/photo/inside.h"

#include <libpq-fe.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

/*
 *   bench_alike URL DIGESTS
 *
 * Makes the tables at URL, which must be empty, puts DIGESTS hashes there as photo.add does, and looks 200 of
 * them up with up
 * to eight bits turned: as a new picture is (photo_each_near), and by comparing with each of an array in
 * memory.  Both must
 * find the same.  Prints medians, and how long the first look-up took, which reads all of them.
 */

enum { LOOKS = 200 };

static struct ctx cx;

static void
must(bool good, const char *what)
{
	if (good)
		return;
	(void)fprintf(stderr, "bench_alike: %s\n", what);
	exit(1);
}

/* ---- The hashes: the same in C and in SQL ---- */

#define PIECE_SQL \
	"(((g %% 65521) * %d + (g / 65521) * %d + %d) %% 65536 | " \
	"(((g %% 65519) * %d + g / 65519 * %d) %% 65536 & 4369))"
static const int by[4][5] = {{40503, 7919, 17, 30011, 5003}, {52711, 3571, 4099, 21001, 9001}, {61927, 9973,
    911, 45007, 2003},
                             {33391, 6007, 28001, 50021, 7001}};

static int64_t
piece_of(int64_t g, int k)
{
	int64_t u = ((g % 65521) * by[k][0] + (g / 65521) * by[k][1] + by[k][2]) % 65536;

	return u | (((g % 65519) * by[k][3] + g / 65519 * by[k][4]) % 65536 & 4369);
}

static uint64_t
hash_of(int64_t g)
{
	uint64_t h = 0;

	for (int k = 3; k >= 0; k--)
		h = h << 16 | (uint64_t)piece_of(g, k);
	return h;
}

/* ---- Filling, behind the program's back: no keys to other tables are looked at ---- */

static void
exec(const char *url, const char *sql)
{
	if (str_starts(str_of(url), S("sqlite:"))) {
		sqlite3 *db = NULL;

		must(sqlite3_open(url + 7, &db) == SQLITE_OK, "open");
		must(sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK, sqlite3_errmsg(db));
		(void)sqlite3_close(db);
	} else {
		PGconn   *pg = PQconnectdb(url);
		PGresult *r = PQexec(pg, "SET session_replication_role = replica");

		PQclear(r);
		r = PQexec(pg, sql);
		must(PQresultStatus(r) == PGRES_COMMAND_OK, PQerrorMessage(pg));
		PQclear(r);
		PQfinish(pg);
	}
}

static void
fill(const char *url, int64_t n)
{
	struct buf b;
	str        sql;
	char       piece[4][300];

	for (int k = 0; k < 4; k++)
		(void)snprintf(piece[k], sizeof(piece[k]), PIECE_SQL, by[k][0], by[k][1], by[k][2], by[k][3], by[k][4]);
	buf_init(&b, cx.arena, BUF_PAGE);
	buf_printf(&b,
	           "INSERT INTO photo_hash (photo_id, hash) "
	           "WITH RECURSIVE n(g) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT g + 1 FROM n WHERE g < %lld), "
	           "h(g, a, b, c, d) AS (SELECT g, %s, %s, %s, %s FROM n) "
	           "SELECT g, (d << 48) | (c << 32) | (b << 16) | a FROM h",
	           (long long)n, piece[0], piece[1], piece[2], piece[3]);
	must(buf_end(&b, &sql) == OK, "too long");
	exec(url, arena_z(cx.arena, sql));
	exec(url, str_starts(str_of(url), S("sqlite:")) ? "ANALYZE" : "ANALYZE photo_hash");
}

/* ---- Looking up ---- */

struct seen {
	int64_t n, sum;
};

static void
see(int64_t id, int distance, void *arg)
{
	struct seen *s = arg;

	s->n++;
	s->sum += id * (distance + 1);
}

static struct seen
scan(const uint64_t *all, int64_t n, uint64_t hash)
{
	struct seen s = {0};

	for (int64_t i = 0; i < n; i++) {
		int d = __builtin_popcountll(all[i] ^ hash);

		if (d <= PHOTO_NEAR)
			see(i + 1, d, &s);
	}
	return s;
}

static int
order(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

int
main(int argc, char **argv)
{
	static const struct db_schema *const schemas[] = {
	    &command_schema, &journal_schema,  &place_schema, &unit_schema,  &login_schema, &catalog_schema,
	    &duty_schema,    &calendar_schema, &grid_schema,  &cases_schema, &photo_schema,
	};
	static int64_t  took[2][LOOKS];
	int64_t         first = 0;
	struct db_conn *c = NULL;
	struct seen     a, b;
	uint64_t       *all, seed = 20261123;
	int64_t         n = argc == 3 ? strtoll(argv[2], NULL, 10) : 0, found = 0;
	int             made;

	must(n > 0 && n <= 10000000, "bench_alike URL DIGESTS");
	cx = (struct ctx){.arena = arena_new((size_t)512 << 20), .now = clock_now()};
	all = ARENA_NEWS(cx.arena, (size_t)n, uint64_t);
	must(all && db_open(&cx, str_of(argv[1]), DB_OWNER, &c) == OK, "cannot open");
	must(db_migrate(&cx, c, schemas, NITEMS(schemas), &made) == OK, "cannot make the tables");
	fill(argv[1], n);
	for (int64_t i = 0; i < n; i++)
		all[i] = hash_of(i + 1);
	db_close(c);
	must(db_open(&cx, str_of(argv[1]), DB_READER, &c) == OK, "cannot open");
	cx.db = c;
	for (int i = 0; i < LOOKS; i++) {
		uint64_t hash = all[(uint64_t)i * 2654435761u % (uint64_t)n];
		int64_t  from;

		for (int k = 0; k < i % 9; k++) {
			seed = seed * 6364136223846793005u + 1442695040888963407u;
			hash ^= UINT64_C(1) << (seed >> 58);
		}
		must(db_begin(c) == OK, "a transaction");
		a = (struct seen){0};
		from = clock_mono_us();
		must(photo_each_near(&cx, hash, see, &a) == OK, "the look-up");
		took[0][i] = clock_mono_us() - from;
		first = first ? first : took[0][i];
		db_rollback(c);
		from = clock_mono_us();
		b = scan(all, n, hash);
		took[1][i] = clock_mono_us() - from;
		must(a.n == b.n && a.sum == b.sum, "the index finds something else than the scan");
		found += a.n;
	}
	for (int k = 0; k < 2; k++)
		qsort(took[k], LOOKS, sizeof(took[k][0]), order);
	(void)printf("ms=%.2f p99=%.2f scan=%.2f ratio=%.2f digests=%lld found=%lld first=%.0f\n",
	    (double)took[0][LOOKS / 2] / 1e3,
	             (double)took[0][LOOKS * 99 / 100] / 1e3, (double)took[1][LOOKS / 2] / 1e3,
	             (double)took[1][LOOKS / 2] / (double)took[0][LOOKS / 2], (long long)n, (long long)found,
	                 (double)first / 1e3);
	db_close(c);
	arena_free(cx.arena);
	return 0;
}
