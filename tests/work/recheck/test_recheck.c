/* Looking back on both engines: promised, drawn, looked at by others, counted; a draw changed by hand is found. */
#include "work/acts/city_case.h"
#include "work/recheck/inside.h"

#include <libpq-fe.h>
#include <math.h>
#include <sqlite3.h>
#include <string.h>
#include <unistd.h>

static const struct db_schema *const schemas[] = {
    &command_schema, &journal_schema, &place_schema, &unit_schema,  &login_schema, &catalog_schema,
    &duty_schema,    &calendar_schema, &grid_schema, &cases_schema, &repeat_schema, &recheck_schema,
};

static void
take_keys(void)
{
	static struct arena *a;
	struct keyring      *k;
	str                  path = arena_printf(st->cx.arena, "%s/recheck.keys", test_folder());
	char                *z = arena_z(st->cx.arena, path);

	if (!a)
		a = arena_new(1 << 20);
	ensure(z != NULL);
	(void)unlink(z);
	ensure(keyring_make(&st->cx, path) == OK && keyring_load(&st->cx, a, path, &k) == OK);
	recheck_use_keys(k);
	(void)unlink(z);
}

/* Behind the program's back, with its triggers off. */
static void
by_hand(const char *sql)
{
	bool good = false;

	if (str_starts(st->url, S("sqlite:"))) {
		sqlite3 *db = NULL;

		good = sqlite3_open(st->url.p + 7, &db) == SQLITE_OK && sqlite3_busy_timeout(db, 20000) == SQLITE_OK &&
		       sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK;
		if (!good)
			(void)printf("# %s\n", sqlite3_errmsg(db));
		(void)sqlite3_close(db);
	} else {
		PGconn   *pg = PQconnectdb(st->url.p);
		PGresult *r = PQexec(pg, sql);

		good = PQresultStatus(r) == PGRES_COMMAND_OK;
		if (!good)
			(void)printf("# %s\n", PQerrorMessage(pg));
		PQclear(r);
		PQfinish(pg);
	}
	ensure(good);
}

static const void *
see(const char *login, const char *view, const char *field, const char *value)
{
	struct input in = {str_of(field), str_of(value)};
	const void  *out;

	as(login);
	return shows(st, view, &in, field[0] ? 1 : 0, &out) == OK ? out : NULL;
}

/* As the scheduler: until nothing is left. */
static int
runs(void)
{
	int n = 0;

	while (does(NULL, "recheck.run", NULL) == OK && said_reply.id && n < 100)
		n++;
	return n;
}

/* One draw, 0: all. */
static struct recheck_checked
verified_one(int64_t id)
{
	struct recheck_checked c = {.bad = -1};

	as(NULL);
	ctx_forget(&st->cx);
	ensure(db_begin(st->cx.db) == OK);
	if (recheck_verify(&st->cx, id, &c) != OK)
		c.bad = -1;
	db_rollback(st->cx.db);
	return c;
}

static struct recheck_checked
verified(void)
{
	return verified_one(0);
}

static bool
well(void)
{
	struct journal_aggregate all[16];
	size_t                   n = 0;

	for (size_t i = 0; i < case_aggregates_n; i++)
		all[n++] = case_aggregates[i];
	for (size_t i = 0; i < recheck_aggregates_n; i++)
		all[n++] = recheck_aggregates[i];
	return folds(st, all, n);
}

/* ---- Pure ---- */

static void
rules(void)
{
	struct case_did   did[] = {{CASE_PART_FOUND, 1, 10}, {CASE_PART_HANDLED, 2, 20}, {CASE_PART_VERIFIED, 3, 30}};
	struct case_facts f = {.state = CASE_CLOSED, .did = did, .ndid = 3};

	ok(recheck_fault(RECHECK_WAITING, &f, 4, 40) == T_none, "A37: somebody without part in it looks");
	ok(recheck_fault(RECHECK_WAITING, &f, 1, 40) != T_none, "not who reported it");
	ok(recheck_fault(RECHECK_WAITING, &f, 2, 40) != T_none, "nor who handled it");
	ok(recheck_fault(RECHECK_WAITING, &f, 4, 20) != T_none, "nor anybody of that unit");
	ok(recheck_fault(RECHECK_WAITING, &f, 3, 40) != T_none, "nor who verified it");
	ok(recheck_fault(RECHECK_HELD, &f, 4, 40) != T_none, "once");
	f.state = CASE_FILED;
	ok(recheck_fault(RECHECK_WAITING, &f, 4, 40) != T_none, "and only while it is closed");
	is_i64((int64_t)recheck_want(130, 200), 26, "20 %% of 130 are 26");
	is_i64((int64_t)recheck_want(7, 200), 2, "of 7: 1.4, so 2");
	is_i64((int64_t)recheck_want(0, 200), 0, "of nothing: nothing");
	is_i64((int64_t)recheck_want(130, 1000), 130, "all of a batch");
}

/* ---- A promise and its draw ---- */

enum { CLOSED = 6 };
static int64_t made[CLOSED];

static void
drawing(void)
{
	const struct recheck_draws *d;
	const struct recheck_list  *l;
	const struct recheck_drawn *one;
	struct recheck_checked      c;
	char                        address[40];

	recheck_use_keys(NULL);
	st->cx.now = at(11, 20, 9, 0);
	ok(does(NULL, "recheck.run", NULL) == ERR_RULE, "%s: without keys nothing is promised", st->engine);
	take_keys();
	for (int i = 0; i < CLOSED; i++) {
		(void)snprintf(address, sizeof(address), "回头路%d号", i + 1);
		made[i] = case_to(CASE_CLOSED, address);
		ensure(made[i]);
	}
	st->cx.now = at(11, 26, 0, 5);
	ok(runs() == 1 && runs() == 0, "the draws of the next day are promised, once");
	d = see("zbz01", "recheck.draws", "", "");
	ok(d && d->n == 3 && str_eq(d->draw[0].on, S("2026-11-27")) && !d->draw[0].seed.p && d->draw[0].promise.n == 64,
	   "one for each interval: the promise is told, the seed is not");
	st->cx.now = at(11, 26, 23, 50);
	ok(runs() == 0, "before its day nothing is drawn");
	st->cx.now = at(11, 27, 0, 1);
	ok(runs() == 4, "on its day the three are drawn, then the next are promised");
	d = see("zbz01", "recheck.draws", "", "");
	ok(d && d->n == 6 && str_eq(d->draw[5].state, S("drawn")) && d->draw[5].listed == CLOSED &&
	       d->draw[5].taken == 2 && d->draw[5].seed.n == 64,
	   "of six that were closed seven days ago 20 %%, rounded up: two, and the seed is told");
	ok(d && d->draw[4].listed == 0 && str_eq(d->draw[4].state, S("drawn")), "an empty list is drawn from, too");
	one = see("zbz01", "recheck.draw", "id", num(d->draw[5].id));
	ok(one && one->n == CLOSED && one->item[0].n == 1 && one->item[1].n == 2 && one->item[2].n == 0,
	   "its list is there for anybody who may see the cases, what was drawn first");
	l = see("zbz01", "recheck.list", "", "");
	ok(l && l->n == 2 && str_eq(l->item[0].due, S("2026-11-30")) && !l->item[0].late, "two looks wait, for three days");
	ok((l = see("cz33", "recheck.list", "", "")) == NULL || l->n == 0, "nobody outside reach sees them");
	c = verified();
	ok(!c.bad && c.draws == 3 && c.promised == 3 && c.items == CLOSED && c.looks == 2,
	   "duban draw verify: made again from seed and list, the same is drawn");
	ok(well(), "every row equals its events");
}

/* ---- Looks ---- */

static int64_t
waiting(size_t i, int64_t *id)
{
	const struct recheck_list *l = see("zbz01", "recheck.list", "", "");

	ensure(l && l->n > i);
	*id = l->item[i].case_id;
	return l->item[i].id;
}

static void
looking(void)
{
	const struct recheck_rates *r;
	const struct recheck_one   *one;
	const struct case_page     *p;
	int64_t                     id, look = waiting(0, &id), back, look2 = waiting(1, &back);

	st->cx.now = at(11, 27, 10, 0);
	ok(does(NULL, "recheck.look", "id", num(look), "result", "held", "words", "完好", NULL) == ERR_DENIED && has(said, "--as"),
	   "the program itself sees nothing: a look is somebody's");
	ok(does("zbz01", "recheck.look", "id", num(look), "result", "held", "words", "完好", NULL) == ERR_DENIED,
	   "who does not verify cases does not look");
	ok(does("jdy01", "recheck.look", "id", num(look), "result", "held", "words", "完好", NULL) == ERR_RULE,
	   "the reporter may not: %.*s", STR_ARG(said));
	ok(does("hcy01", "recheck.look", "id", num(look), "result", "held", "words", "完好", NULL) == ERR_RULE,
	   "the verifier may not");
	ok(does("hcy02", "recheck.look", "id", num(look), "result", "fine", "words", "完好", NULL) == ERR_INPUT,
	   "it held or came back");
	ok(does("hcy02", "recheck.look", "id", num(look), "result", "held", NULL) == ERR_INPUT, "with what was seen");
	one = see("hcy02", "recheck.get", "id", num(look));
	ok(one && one->fault == T_none, "somebody else may");
	ok(does("hcy02", "recheck.look", "id", num(look), "result", "held", "words", "灯亮，杆直", NULL) == OK, "it held");
	ok(does("hcy02", "recheck.look", "id", num(look), "result", "rebound", "words", "又坏了", NULL) == ERR_RULE,
	   "a look is taken once");
	p = page_as("zbz01", id);
	ok(p->came_back == 0 && p->state == CASE_CLOSED, "its case stays as it is");
	ok(does("hcy02", "recheck.look", "id", num(look2), "result", "rebound", "words", "灯又灭了", NULL) == OK,
	   "the other came back");
	p = page_as("zbz01", back);
	ok(p->came_back == 1 && p->state == CASE_FILED, "A37: it is counted and opened again");
	r = see("zbz01", "recheck.rates", "", "");
	ok(r && r->n == 1 && r->unit[0].listed == CLOSED && r->unit[0].looked == 2 && r->unit[0].rebound == 1,
	   "by unit: 1 of 2 looked at, of 6 listed");
	/* By hand: p = 1/2, n = 2, z² = 3.8415: centre 0.5, half width √(0.125 + 0.2401)·1.96/2.9207 = 0.4055. */
	ok(r && fabs(r->unit[0].range.low - 0.0945) < 0.0002 && fabs(r->unit[0].range.high - 0.9055) < 0.0002,
	   "with Wilson's interval");
	ok(r && r->known && fabs(r->share - 0.5) < 1e-9, "and of all that were listed, by strata");
	ok(r && r->lives == 2 && r->nsteps == 1 && r->step[0].days == 7 && r->step[0].at_risk == 2 &&
	       fabs(r->step[0].share - 0.5) < 1e-9,
	   "half of them lasted longer than seven days");
	ok(well(), "every row equals its events");
}

/* ---- A batch, and a case that is opened before the look ---- */

static void
batches(void)
{
	const struct recheck_list  *l;
	const struct recheck_rates *r;
	str                         nos = STR_NONE;
	char                       *text;
	struct buf                  b;
	int64_t                     left[CLOSED], id, batch;
	size_t                      n = 0;

	st->cx.now = at(11, 27, 15, 0);
	buf_init(&b, st->cx.arena, BUF_PAGE);
	for (int i = 0; i < CLOSED; i++) {
		const struct case_page *p = page_as("zbz01", made[i]);

		if (p->state != CASE_CLOSED)
			continue;
		left[n++] = made[i];
		buf_add(&b, p->no);
		buf_add(&b, S("\n"));
	}
	nos = buf_str(&b);
	text = arena_z(st->cx.arena, nos);
	ok(does("zbz01", "recheck.batch", "name", "130个问题", "basis", "文件002", "cases", "2026-99999", "share", "1000",
	        "within", "7", NULL) == ERR_INPUT && has(said, "2026-99999"),
	   "a number that is none is named");
	ok(does("zbz01", "recheck.batch", "name", "130个问题", "basis", "文件002", "cases", "，", "share", "1000",
	        "within", "7", NULL) == ERR_INPUT, "so is nonsense");
	ok(does("hcy02", "recheck.batch", "name", "130个问题", "basis", "文件002", "cases", text, "share", "1000",
	        "within", "7", NULL) == ERR_DENIED, "not everybody makes batches");
	ok(does("zbz01", "recheck.batch", "name", "130个问题", "basis", "文件002", "cases", text, "share", "1000",
	        "within", "7", NULL) == OK, "closed cases as a batch: %.*s", STR_ARG(said));
	batch = said_reply.id;
	ok(does("zbz01", "recheck.batch", "name", "130个问题", "basis", "文件002", "cases", text, "share", "1000",
	        "within", "7", NULL) == ERR_INPUT, "a name once");
	ok(does("zbz01", "case.reopen", "id", num(left[0]), "reason", "居民反映", NULL) == OK, "one is opened again");
	st->cx.now = at(11, 28, 0, 1);
	(void)runs();
	l = see("zbz01", "recheck.list", "", "");
	ok(l && l->n == n - 1 && str_eq(l->item[0].batch, S("130个问题")) && str_eq(l->item[0].due, S("2026-12-05")),
	   "all of it that is still closed is looked at");
	id = l->item[0].case_id;
	ok(does("zbz01", "case.reopen", "id", num(id), "reason", "居民反映", NULL) == OK && runs() == 0, "one more opened");
	l = see("zbz01", "recheck.list", "state", "moot");
	ok(l && l->n == 1 && l->item[0].case_id == id, "its look is no longer needed");
	r = see("zbz01", "recheck.rates", "batch", num(batch));
	ok(r && r->all.listed == (int64_t)n - 1 && r->all.looked == 0 && !r->known && r->nbatches == 1,
	   "a cohort of its own, of which nobody knows anything yet");
	ok(!verified().bad, "duban draw verify agrees");
	ok(does("xt01", "recheck.rule", "days", "14", "share", "50", "least", "0", "within", "5", "basis", "办公室通知",
	        NULL) == OK, "the intervals are data");
	ok(does("xt01", "recheck.rule", "days", "14", "share", "1001", "least", "0", "within", "5", "basis", "x",
	        NULL) == ERR_INPUT, "more than all is not drawn");
	ok(well(), "every row equals its events");
}

/* ---- Keys of seeds ---- */

static struct keyring *
ring_at(str path)
{
	static struct arena *a;
	struct keyring      *k;

	if (!a)
		a = arena_new(1 << 20);
	ensure(keyring_load(&st->cx, a, path, &k) == OK);
	return k;
}

static int
in_state(const char *on, const char *state)
{
	const struct recheck_draws *d = see("zbz01", "recheck.draws", "", "");
	int                         n = 0;

	for (size_t i = 0; d && i < d->n; i++)
		n += str_eq(d->draw[i].on, str_of(on)) && str_eq(d->draw[i].state, str_of(state));
	return n;
}

static void
day_before(str want, const char *rule)
{
	struct q_draw_before_row row;

	as(NULL);
	ensure(db_begin(st->cx.db) == OK &&
	       q_draw_before(&st->cx, &(struct q_draw_before_in){7, S("2026-12-01"), RECHECK_LIST}, &row) == OK);
	is_str(row.on_day, want, "%s: %s", st->engine, rule);
	db_rollback(st->cx.db);
}

static void
seeds(void)
{
	str         path = arena_printf(st->cx.arena, "%s/renewed-%s.keys", test_folder(), st->engine);
	const char *last = NULL;

	ensure(keyring_make(&st->cx, path) == OK);
	recheck_use_keys(ring_at(path));
	st->cx.now = at(11, 28, 12, 0);
	(void)runs();
	for (size_t i = 0; i < CLOSED && !last; i++)
		if (page_as("zbz01", made[i])->state == CASE_CLOSED)
			last = arena_z(st->cx.arena, page_as("zbz01", made[i])->no);
	ok(last && does("zbz01", "recheck.batch", "name", "又一批", "basis", "文件003", "cases", last, "share", "1000", "within",
	                "7", NULL) == OK, "a batch is promised under the key that is known: %.*s", STR_ARG(said));
	st->cx.now = at(11, 29, 0, 1);
	is_i64(runs() > 0 ? in_state("2026-11-29", "void") : -1, 0, "what lies under an unknown key is not drawn on its day");
	is_i64(in_state("2026-11-29", "drawn"), 2, "what cannot be read hides neither the batch nor the interval behind it");
	ok(in_state("2026-11-29", "promised") > 0 && in_state("2026-11-30", "promised") > 0,
	   "another copy may still read it, and what is to be promised is");
	ok(keyring_rotate(&st->cx, path) == OK, "another key");
	recheck_use_keys(ring_at(path));
	ok(does(NULL, "recheck.renew", NULL) == OK, "seeds that are not told go under it; those that nobody can read stay");
	ok(keyring_drop(&st->cx, path, 1) == OK, "and the old one goes");
	recheck_use_keys(ring_at(path));
	st->cx.now = at(11, 30, 0, 1);
	(void)runs();
	ok(in_state("2026-11-30", "drawn") > 0 && in_state("2026-11-30", "void") == 0, "drawn under the new key");
	ok(in_state("2026-11-29", "promised") == 0 && in_state("2026-11-29", "void") > 0,
	   "nobody draws on a later day by what could not be read");
	ok(!verified().bad && well(), "as the events say");
	by_hand("UPDATE recheck_draw SET state = 'void' WHERE days = 7 AND on_day = '2026-11-30'");
	day_before(S("2026-11-28"), "what a void draw did not list comes to the next one");
	by_hand("UPDATE recheck_draw SET listed = 5001 WHERE days = 7 AND on_day = '2026-11-30'");
	day_before(S("2026-11-30"), "but for one that was too long, else every later one is");
	by_hand("UPDATE recheck_draw SET state = 'drawn', listed = 0 WHERE days = 7 AND on_day = '2026-11-30'");
}

/* ---- Changed by hand ---- */

/* Of six cases in a row the first for the last, the second for the last but one … and back. */
#define MIRRORED \
	"UPDATE recheck SET case_id = (SELECT min(i.case_id) + max(i.case_id) FROM recheck_item AS i WHERE i.draw_id = 1)" \
	" - case_id WHERE n = 1 AND draw_id = 1"

static void
hands(void)
{
	static const struct {
		const char        *what, *sql, *back;
		enum recheck_wrong found;
	} t[] = {
	    {"another case in the place of one drawn",
	     MIRRORED, MIRRORED, RECHECK_BAD_DRAW},
	    {"two drawn ones exchanged", "UPDATE recheck SET n = n + 10 WHERE n = 1 AND draw_id = 1",
	     "UPDATE recheck SET n = n - 10 WHERE n = 11 AND draw_id = 1", RECHECK_BAD_DRAW},
	    {"another seed",
	     "UPDATE recheck_draw SET seed = '00000000000000000000000000000000000000000000000000000000000000ff' WHERE id = 1",
	     NULL, RECHECK_BAD_EVENT},
	};

	for (size_t i = 0; i < NITEMS(t); i++) {
		struct recheck_checked c;

		by_hand(t[i].sql);
		c = verified();
		ok(c.bad == 1 && c.wrong == t[i].found, "duban draw verify finds %s: %d", t[i].what, (int)c.wrong);
		if (t[i].back)
			by_hand(t[i].back);
	}
}

/* Taken out whole: only the journal still has it. */
static void
missing(void)
{
	const struct recheck_draws *d = see("zbz01", "recheck.draws", "", "");
	int64_t                     id = 0;
	day                         on;
	struct recheck_checked      c;

	for (size_t i = 0; d && i < d->n; i++)
		if (d->draw[i].listed == 0 && d->draw[i].id > id)
			id = d->draw[i].id;
	ok(id > 1 && !verified().bad && !verified_one(id).bad, "draw %lld has no list, and agrees", (long long)id);
	by_hand("CREATE TABLE kept AS SELECT id FROM recheck_draw WHERE id NOT IN (SELECT draw_id FROM recheck_item)");
	by_hand("DELETE FROM recheck_seed WHERE draw_id = (SELECT max(id) FROM kept)");
	by_hand("DELETE FROM recheck_draw WHERE id = (SELECT max(id) FROM kept)");
	by_hand("DROP TABLE kept");
	c = verified();
	ok(c.bad == id && c.wrong == RECHECK_GONE && day_parse(c.bad_day, &on),
	   "duban draw verify finds a draw that was taken out: %lld of %.*s", (long long)c.bad, STR_ARG(c.bad_day));
	c = verified_one(id);
	ok(c.bad == id && c.wrong == RECHECK_GONE, "and when asked for that one");
	is_i64(verified_one(id + 1).bad, -1, "one that never was is none");
	ok(!verified_one(1).bad, "another one agrees");
	by_hand(MIRRORED);
	c = verified();
	ok(c.bad == 1 && c.wrong == RECHECK_BAD_DRAW, "of several the first is told, missing or changed");
	by_hand(MIRRORED);
}

#define CLOSED_AT "1796356800000" /* noon of 4 December */

/* All of the longest list, in no more memory than a command of the program has. */
static void
crowd(void)
{
	struct arena               *mine = st->cx.arena, *own = arena_new(4 << 20);
	const struct recheck_draws *d;
	int                         n;

	ok(does("xt01", "recheck.rule", "days", "7", "share", "1000", "least", "0", "within", "5", "basis", "办公室通知",
	        NULL) == OK, "all that were closed seven days ago");
	st->cx.now = at(12, 10, 0, 1);
	(void)runs();
	by_hand("CREATE TABLE many AS WITH RECURSIVE g(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM g WHERE i < 5000)"
	        " SELECT c.*, g.i FROM (SELECT * FROM cases WHERE state = 9 ORDER BY id LIMIT 1) AS c CROSS JOIN g;"
	        " CREATE TABLE sees AS SELECT r.*, m.i FROM case_reach AS r JOIN many AS m ON m.id = r.case_id;"
	        " UPDATE many SET id = 100000 + i, no = 'M' || i, seq = 100000 + i, ended_at = " CLOSED_AT ";"
	        " UPDATE sees SET case_id = 100000 + i, due = " CLOSED_AT ";"
	        " ALTER TABLE many DROP COLUMN i; ALTER TABLE sees DROP COLUMN i;"
	        " INSERT INTO cases SELECT * FROM many; INSERT INTO case_reach SELECT * FROM sees;"
	        " DROP TABLE many; DROP TABLE sees");
	st->cx.now = at(12, 11, 0, 1);
	st->cx.arena = own;
	n = runs();
	st->cx.arena = mine;
	d = see("zbz01", "recheck.draws", "", "");
	ok(d && d->n > 0 && str_eq(d->draw[0].on, S("2026-12-12")), "%s: %d runs; the next day is promised: %.*s", st->engine, n,
	   STR_ARG(said));
	for (size_t i = 0; d && i < d->n; i++)
		if (str_eq(d->draw[i].on, S("2026-12-11")) && d->draw[i].days == 7)
			ok(str_eq(d->draw[i].state, S("drawn")) && d->draw[i].listed == 5000 && d->draw[i].taken == 5000,
			   "%s: %lld of %lld drawn, %.*s, in %d runs", st->engine, (long long)d->draw[i].taken,
			   (long long)d->draw[i].listed, STR_ARG(d->draw[i].state), n);
	arena_free(own);
}

static void
test(struct store *s)
{
	static bool registered;

	if (!registered) {
		command_register(recheck_commands, recheck_commands_n);
		view_register(recheck_views, recheck_views_n);
		registered = true;
	}
	store_check_queries(s, "work/recheck", recheck_queries);
	case_city(s);
	drawing();
	looking();
	batches();
	seeds();
	crowd();
	missing();
	hands();
}

int
main(void)
{
	text_use(texts, T_MAX);
	rules();
	on_engines(schemas, NITEMS(schemas), test);
	return done();
}
