/* What was acknowledged survives a power cut at every single write. */
#include "kit/db/engines.h"

#include "base/log.h"
#include "dbtest_sql.h"
#include "kit/engine/engine.h"
#include "powercut.h"
#include "texts.h"

enum { WORKS = 12 };

static const struct db_schema *const rooms[] = {&dbtest_schema};

static char path[200], disk[200], url[220], disk_url[220];

static void
remove_all(const char *name)
{
	static const char *const ends[] = {"", "-wal", "-shm", "-journal"};
	char file[300];

	for (size_t i = 0; i < NITEMS(ends); i++) {
		(void)snprintf(file, sizeof(file), "%s%s", name, ends[i]);
		(void)unlink(file);
	}
}

static enum err
put(struct ctx *cx, char side, int i)
{
	/* Some works are larger than a page, so that writes can be torn between pages. */
	static char name[9000];
	char        code[20];
	int64_t     n;

	memset(name, 'a' + i % 26, sizeof(name));
	(void)snprintf(code, sizeof(code), "%c%d", side, i);
	return q_place_put_new(cx, &(struct q_place_put_new_in){
		.code = str_of(code), .name = {name, i % 3 == 0 ? sizeof(name) : 20}}, &n);
}

static enum err
one_work(struct ctx *cx, int i)
{
	enum err e = db_begin(cx->db);

	if (e != OK)
		return e;
	if ((e = put(cx, 'l', i)) != OK || (e = put(cx, 'r', i)) != OK) {
		db_rollback(cx->db);
		return e;
	}
	return db_commit(cx->db);
}

/* Works and checkpoints in turn; returns how many works were acknowledged before the cut. */
static int
life(struct ctx *cx, bool unsafe)
{
	int acknowledged = 0;

	if (db_open(cx, str_of(url), DB_OWNER, &cx->db) != OK)
		return 0;
	if (unsafe && cx->db->engine->script(cx->db, "PRAGMA synchronous=OFF") != OK)
		abort();
	if (db_migrate(cx, cx->db, rooms, 1, NULL) == OK)
		for (int i = 0; i < WORKS && !powercut_happened(); i++) {
			if (one_work(cx, i) != OK)
				break;
			acknowledged++;
			if (i % 4 == 2 && db_checkpoint(cx->db,
				i % 8 == 2 ? DB_CHECKPOINT_RESTART : DB_CHECKPOINT_TRUNCATE,
			                                NULL) != OK)
				break;
		}
	return acknowledged;
}

/* NULL when all is well, else what is wrong. */
static const char *
after(struct ctx *cx, int acknowledged)
{
	const char             *wrong = NULL;
	struct q_place_get_row  row;
	struct db_conn         *c = NULL;
	char                    code[20];

	if (db_open(cx, str_of(disk_url), DB_OWNER, &c) != OK)
		return "the store does not open";
	cx->db = c;
	if (db_check(cx, c) != OK)
		wrong = "the file is broken";
	else if (db_migrate(cx, c, rooms, 1, NULL) != OK)
		wrong = "the schema is half made";
	for (int i = 0; !wrong && i < WORKS; i++) {
		enum err left, right;

		(void)snprintf(code, sizeof(code), "l%d", i);
		left = q_place_get(cx, &(struct q_place_get_in){str_of(code)}, &row);
		(void)snprintf(code, sizeof(code), "r%d", i);
		right = q_place_get(cx, &(struct q_place_get_in){str_of(code)}, &row);
		if (left != right)
			wrong = "half a work is there";
		else if (i < acknowledged && left != OK)
			wrong = "an acknowledged work is lost";
	}
	db_close(c);
	return wrong;
}

/* One cut; *total is the number of writes when it never came. */
static const char *
cut(uint64_t at, uint64_t seed, bool unsafe, bool *came)
{
	struct ctx  cx = {.arena = arena_new(16 << 20), .now = 1};
	const char *wrong;
	int         acknowledged;

	remove_all(path);
	remove_all(disk);
	powercut_on();
	powercut_plan(at, seed);
	acknowledged = life(&cx, unsafe);
	*came = powercut_happened();
	if (!powercut_disk(path, disk))
		abort();
	db_close(cx.db);
	powercut_off();
	ctx_forget(&cx);
	cx.db = NULL;
	wrong = after(&cx, acknowledged);
	arena_free(cx.arena);
	return wrong;
}

int
main(int argc, char **argv)
{
	int64_t seeds = 3, cuts = 0, bad = 0, lost = 0;
	bool    came = true;

	/* script/soak gives more seeds. */
	if (argc > 1 && !str_to_i64(str_of(argv[1]), &seeds))
		return 2;
	text_use(texts, T_MAX);
	log_level_set(LOG_ERROR + 1);
	(void)snprintf(path, sizeof(path), "%s/cut.db", test_folder());
	(void)snprintf(disk, sizeof(disk), "%s/cut-disk.db", test_folder());
	(void)snprintf(url, sizeof(url), "sqlite:%s", path);
	(void)snprintf(disk_url, sizeof(disk_url), "sqlite:%s", disk);
	for (uint64_t at = 1; came; at++)
		for (int64_t seed = 0; seed < seeds; seed++, cuts++) {
			const char *wrong = cut(at, at * 1000 + (uint64_t)seed, false, &came);

			if (wrong && ++bad <= 5)
				(void)printf("# cut at write %d, seed %d: %s\n", (int)at, (int)seed, wrong);
		}
	ok(cuts > 100 * seeds && bad == 0,
	   "%d power cuts, at every write: acknowledged works survive, others are whole or absent",
	   (int)cuts);
	came = true;
	for (uint64_t at = 40; came; at += 7)
		lost += cut(at, at, true, &came) != NULL;
	ok(lost > 0, "without fsync this disk loses works (%d times): the test can see it", (int)lost);
	remove_all(path);
	remove_all(disk);
	return done();
}
