/* The event log on both engines: adding, erasing, sealing; real tampering is found and named. */
#include "base/clock.h"
#include "base/json.h"
#include "base/mem.h"
#include "kit/db/engines.h"
#include "kit/journal/journal.h"
#include "kit/journal/journal_sql.h"
#include "kit/verify/verify.h"
#include "verify_sql.h"
#include "texts.h"
#include "things_sql.h"

#include <libpq-fe.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <time.h>

static const char *verifier; /* tools/verify.mjs */

enum { PART, SECRET, VISIT };
static const struct journal_side sides[] = {
	[PART] = {.table = "t_part", .query = "part_fold", .keys = 2},
	[SECRET] = {.table = "t_secret", .query = "secret_fold", .keys = 1, .digest = true},
	[VISIT] = {.table = "t_visit", .query = "visit_fold", .keys = 1},
};
static const struct journal_side choice = {
	.table = "t_choice", .query = "choice_fold", .keys = 1, .initial = "{\"size\":{\"value\":\"3\"}}"};
static const char *const wrong[] = {"wrong_t_sum", NULL};

/* A visit for each time that n was changed. */
static enum err
visits(struct folding *f, int64_t recorded_at)
{
	int64_t  n = folding_rows(f, VISIT), last = 0;
	enum err e;

	if (n > 0 && folding_cell(f, VISIT, n, "n", &last) && last == folding_column(f, "n"))
		return OK;
	if ((e = folding_set(f, VISIT, n + 1, "n", folding_column(f, "n"))) != OK)
		return e;
	return folding_set(f, VISIT, n + 1, "at", recorded_at);
}

static const struct journal_aggregate aggregates[] = {
	{.kind = "thing", .queries = things_queries, .query = "thing_fold", .side = sides, .nside = NITEMS(sides), .derive = visits,
	 .wrong = wrong},
	{.kind = "note", .queries = things_queries},
	{.kind = "choice", .queries = things_queries, .side = &choice, .nside = 1},
};

/* ---- Doing things as a room does ---- */

static void
must(enum err e, const char *what)
{
	if (e != OK) {
		(void)printf("Bail out! %s: %s\n", what, err_name(e));
		exit(1);
	}
}

static void
begin(struct store *s)
{
	ctx_forget(&s->cx);
	must(db_begin(s->cx.db), "begin");
}

static void
commit(struct store *s)
{
	must(db_commit(s->cx.db), "commit");
}

static struct journal_event
event(const char *kind, int64_t id, int64_t rev, const char *type, const char *set)
{
	return (struct journal_event){
		.kind = str_of(kind), .aggregate = id, .rev = rev, .type = str_of(type), .at = 1699999990000,
		.who = SOME_I64(7), .set = str_of(set),
	};
}

/* Rows beside a thing in every way that a room has them, and what its event says of them. */
static str
side_rows(struct store *s, int64_t id, int64_t n)
{
	struct q_secret_fold_row *row;
	size_t                    rows;
	int64_t                   changed;
	str                       hex;
	const struct db_query    *q = NULL;

	for (size_t i = 0; things_queries[i]; i++)
		if (strcmp(things_queries[i]->name, "secret_fold") == 0)
			q = things_queries[i];
	must(q_part_add(&s->cx, &(struct q_part_add_in){.thing_id = id, .n = 1, .kind = S("甲"), .word = S("一"),
	    .at = s->cx.now},
	                &changed), "part_add");
	must(q_part_add(&s->cx, &(struct q_part_add_in){.thing_id = id, .n = 2, .kind = S("乙"), .word = S("")},
	    &changed), "part_add");
	must(q_visit_add(&s->cx, &(struct q_visit_add_in){.thing_id = id, .k = 1, .n = n, .at = s->cx.now},
	    &changed), "visit_add");
	must(q_secret_add(&s->cx, &(struct q_secret_add_in){.thing_id = id, .sealed = S("\x01\xfe")}, &changed), "secret_add");
	must(q_sum_add(&s->cx, &(struct q_sum_add_in){.thing_id = id, .parts = 2}, &changed), "sum_add");
	must(q_secret_fold(&s->cx, &(struct q_secret_fold_in){.after = id - 1, .upto = id}, &row, &rows), "secret_fold");
	must(journal_row_digest(&s->cx, q, 1, row, &hex), "digest");
	return arena_printf(s->cx.arena, "{\"t_part\":{\"1,甲\":{\"word\":\"一\",\"at\":true},\"2,乙\":{}},"
	                    "\"t_secret\":{\"1\":{\"digest\":\"%.*s\"}}}", STR_ARG(hex));
}

/* A thing with a photo and a fraction; its first event says the same. */
static int64_t
add_thing(struct store *s, const char *name, int64_t n)
{
	struct q_thing_add_row row;
	struct journal_event   ev;
	struct buf             b;
	struct json            j;

	must(q_thing_add(&s->cx, &(struct q_thing_add_in){
		.name = str_of(name), .n = SOME_I64(n), .score = SOME_F64(0.1), .open = SOME_BOOL(true),
		.photo = S("\x00\xff\x10"), .phone = S("0596-0000001"),
	}, &row), "thing_add");
	buf_init(&b, s->cx.arena, BUF_PAYLOAD);
	json_init(&j, &b);
	json_obj(&j);
	json_kv_str(&j, "name", str_of(name));
	json_kv_i64(&j, "n", n);
	json_key(&j, S("score"));
	json_f64(&j, 0.1);
	json_kv_bool(&j, "open", true);
	json_kv_str(&j, "photo", S("00ff10"));
	json_kv_str(&j, "phone", S("0596-0000001"));
	json_obj_end(&j);
	ev = event("thing", row.id, 1, "thing.made", NULL);
	ev.set = buf_str(&b);
	ev.as_whom = SOME_I64(3);
	ev.more = S("{\"reason\":\"第一次\"}");
	ev.rows = side_rows(s, row.id, n);
	must(journal_add(&s->cx, &ev, NULL), "journal_add");
	return row.id;
}

static void
set_thing(struct store *s, int64_t id, int64_t rev, int64_t n, const char *phone)
{
	struct journal_event ev = event("thing", id, rev, "thing.changed", NULL);
	int64_t              changed;
	str                  json = phone ? arena_printf(s->cx.arena, "{\"n\":%d,\"phone\":\"%s\"}", (int)n, phone)
	                                  : arena_printf(s->cx.arena, "{\"n\":%d,\"phone\":null}", (int)n);

	must(q_thing_set(&s->cx, &(struct q_thing_set_in){.id = id, .n = SOME_I64(n), .phone = str_of(phone)},
	    &changed),
	     "thing_set");
	ev.set = json;
	if (rev == 2) {
		must(q_part_add(&s->cx, &(struct q_part_add_in){.thing_id = id, .n = 3, .kind = S("丙"),
		    .word = S("")}, &changed), "part_add");
		ev.rows = S("{\"t_part\":[\"3,丙\"]}");
	}
	must(q_visit_add(&s->cx, &(struct q_visit_add_in){.thing_id = id, .k = rev, .n = n, .at = s->cx.now},
	    &changed), "visit_add");
	must(journal_add(&s->cx, &ev, NULL), "journal_add");
}

static int64_t
seal(struct store *s)
{
	int64_t n = -1;

	begin(s);
	must(journal_seal(&s->cx, SEAL_COUNT_MAX, &n), "journal_seal");
	commit(s);
	return n;
}

/* ---- Looking ---- */

static str
line_of(struct store *s, const struct verify_report *r)
{
	struct buf b;

	buf_init(&b, s->cx.arena, 4096);
	verify_line(&b, r);
	return buf_str(&b);
}

static struct verify_report
verify(struct store *s, struct seal_expected expect)
{
	struct verify_task   task = {.aggregates = aggregates, .n = NITEMS(aggregates), .expect = expect};
	struct verify_report r;

	ctx_forget(&s->cx);
	must(db_begin(s->reader), "begin");
	s->cx.db = s->reader;
	must(journal_verify(&s->cx, &task, &r), "journal_verify");
	db_rollback(s->reader);
	s->cx.db = s->writer;
	return r;
}

static enum err
to_file(struct ctx *cx, str piece, void *arg)
{
	(void)cx;
	return fwrite(piece.p, 1, piece.n, arg) == piece.n ? OK : ERR_FULL;
}

/* What the second verifier says of an export, as one line. */
static str
second_opinion(struct store *s, bool payloads, const char *expect)
{
	char  path[] = "/tmp/duban-export-XXXXXX", out[400] = "";
	int   fd = mkstemp(path);
	FILE *f = fd < 0 ? NULL : fdopen(fd, "wb");
	str   cmd;

	if (!f)
		abort();
	ctx_forget(&s->cx);
	must(db_begin(s->reader), "begin");
	s->cx.db = s->reader;
	must(journal_export(&s->cx, &(struct export_task){.payloads = payloads, .out = to_file, .arg = f}), "journal_export");
	db_rollback(s->reader);
	s->cx.db = s->writer;
	(void)fclose(f);
	cmd = arena_printf(s->cx.arena, "node '%s' %s %s%s 2>&1", verifier, path, expect[0] ? "--expect " : "", expect);
	f = popen(cmd.p, "r");
	if (!f || !fgets(out, sizeof(out), f))
		out[0] = '\0';
	if (f)
		(void)pclose(f);
	(void)unlink(path);
	out[strcspn(out, "\n")] = '\0';
	return arena_printf(s->cx.arena, "%s", out);
}

/* SQL by somebody who has the store's password and no scruples. */
static void
by_hand(struct store *s, const char *sql)
{
	bool good;

	if (strcmp(s->engine, "sqlite") == 0) {
		sqlite3 *db = NULL;
		char    *why = NULL;

		good = sqlite3_open(s->url.p + 7, &db) == SQLITE_OK && sqlite3_exec(db, sql, NULL, NULL,
		    &why) == SQLITE_OK;
		if (!good)
			(void)printf("# %s\n", why ? why : "open");
		sqlite3_free(why);
		(void)sqlite3_close(db);
	} else {
		PGconn   *pg = PQconnectdb(s->url.p);
		PGresult *r = PQexec(pg, sql);

		good = PQresultStatus(r) == PGRES_COMMAND_OK || PQresultStatus(r) == PGRES_TUPLES_OK;
		if (!good)
			(void)printf("# %s\n", PQerrorMessage(pg));
		PQclear(r);
		PQfinish(pg);
	}
	if (!good) {
		(void)printf("Bail out! %s\n", sql);
		exit(1);
	}
}

static void
drop_triggers(struct store *s)
{
	bool lite = strcmp(s->engine, "sqlite") == 0;

	by_hand(s, lite ? "DROP TRIGGER event_keep_u; DROP TRIGGER event_keep_d; DROP TRIGGER seal_keep_u; DROP TRIGGER seal_keep_d"
	                : "DROP TRIGGER event_keep_u ON event; DROP TRIGGER event_keep_d ON event;"
	                  "DROP TRIGGER seal_keep_u ON seal; DROP TRIGGER seal_keep_d ON seal");
	by_hand(s, "CREATE TABLE k_event AS SELECT * FROM event; CREATE TABLE k_seal AS SELECT * FROM seal;"
	           "CREATE TABLE k_thing AS SELECT * FROM t_thing; CREATE TABLE k_part AS SELECT * FROM t_part;"
	           "CREATE TABLE k_secret AS SELECT * FROM t_secret; CREATE TABLE k_visit AS SELECT * FROM t_visit;"
	           "CREATE TABLE k_sum AS SELECT * FROM t_sum; CREATE TABLE k_choice AS SELECT * FROM t_choice;"
	           "CREATE TABLE k_head AS SELECT * FROM journal_head; DROP INDEX event_pos");
}

static void
restore(struct store *s)
{
	by_hand(s, "DELETE FROM event; INSERT INTO event SELECT * FROM k_event;"
	           "DELETE FROM seal; INSERT INTO seal SELECT * FROM k_seal;"
	           "DELETE FROM t_thing; INSERT INTO t_thing SELECT * FROM k_thing;"
	           "DELETE FROM t_part; INSERT INTO t_part SELECT * FROM k_part;"
	           "DELETE FROM t_secret; INSERT INTO t_secret SELECT * FROM k_secret;"
	           "DELETE FROM t_visit; INSERT INTO t_visit SELECT * FROM k_visit;"
	           "DELETE FROM t_sum; INSERT INTO t_sum SELECT * FROM k_sum;"
	           "DELETE FROM t_choice; INSERT INTO t_choice SELECT * FROM k_choice;"
	           "DELETE FROM journal_head; INSERT INTO journal_head SELECT * FROM k_head");
}

/* ---- The rules ---- */

static void
what_is_refused(struct store *s)
{
	struct journal_event ev = event("note", 1, 1, "note.made", "{}");
	const char          *on = s->engine;
	char                 big[70000];

	begin(s);
	must(db_savepoint(s->writer), "savepoint");
	ev.at = s->cx.now + JOURNAL_FUTURE_MS + 1;
	ok(journal_add(&s->cx, &ev, NULL) == ERR_INPUT && s->cx.why.line[0].text == T_journal_future &&
	   strcmp(s->cx.why.line[0].field, "at") == 0, "%s: an event more than 5 minutes ahead is refused", on);
	ev.at = s->cx.now + JOURNAL_FUTURE_MS;
	ok(journal_add(&s->cx, &ev, NULL) == OK, "%s: exactly 5 minutes ahead is not", on);
	ctx_forget(&s->cx);
	ev.rev = 3;
	ok(journal_add(&s->cx, &ev, NULL) == ERR_STALE && s->cx.why.line[0].text == T_err_stale, "%s: revision 3 before 2 is refused", on);
	ev.rev = 2;
	ev.at = --s->cx.now;
	ok(journal_add(&s->cx, &ev, NULL) == ERR_RETRY && s->cx.not_before == s->cx.now + 1,
	   "%s: 2 recorded before 1 is to be run again, at the time of 1", on);
	s->cx.now -= 2 * JOURNAL_FUTURE_MS;
	ok(journal_add(&s->cx, &ev, NULL) == ERR_RETRY && s->cx.not_before == s->cx.now + 2 * JOURNAL_FUTURE_MS + 1,
	   "%s: also when what it says is more than 5 minutes ahead of a clock that was set back", on);
	s->cx.now += 2 * JOURNAL_FUTURE_MS;
	must(db_rollback_to(s->writer) == OK ? db_savepoint(s->writer) : ERR_STORE, "savepoint");
	s->cx.now++;
	ev.rev = 1;
	must(journal_add(&s->cx, &ev, NULL), "1 once more");
	ev.rev = 2;
	ok(journal_add(&s->cx, &ev, NULL) == OK, "%s: 2 after 1 is not", on);
	ev.rev = 3;
	ok(journal_add(&s->cx, &ev, NULL) == OK, "%s: and now 3", on);
	ctx_forget(&s->cx);
	memset(big, ' ', sizeof(big) - 1);
	big[sizeof(big) - 1] = '\0';
	big[0] = '{';
	big[sizeof(big) - 2] = '}';
	ev.rev = 4;
	ev.set = str_of(big);
	ok(journal_add(&s->cx, &ev, NULL) == ERR_LARGE && s->cx.why.n == 1, "%s: a payload above 64 KiB is refused", on);
	ctx_forget(&s->cx);
	ev.set = S("{}");
	ev.rev = 2;
	ok(journal_add(&s->cx, &ev, NULL) == ERR_STALE, "%s: revision 2 a second time is refused", on);
	must(db_rollback_to(s->writer), "rollback to");
	db_rollback(s->writer);
}

static void
salts_and_erasing(struct store *s)
{
	struct q_event_by_pos_row *row;
	size_t                     rows;
	int64_t                    n;

	/* Two of the same payload: whoever knows one must not find the other. */
	begin(s);
	for (int i = 21; i <= 22; i++) {
		struct journal_event ev = event("note", i, 1, "note.made", "{}");

		must(journal_add(&s->cx, &ev, NULL), "add");
	}
	must(journal_seal(&s->cx, SEAL_COUNT_MAX, &n), "seal");
	must(q_event_by_pos(&s->cx, &(struct q_event_by_pos_in){12, INT64_MAX, 99, 99}, &row, &rows), "by_pos");
	ok(rows == 2 && str_eq(row[0].payload, row[1].payload) && !str_eq(row[0].salt, row[1].salt) &&
	   !str_eq(row[0].commitment, row[1].commitment), "%s: equal payloads have unequal commitments", s->engine);
	db_rollback(s->writer);
	begin(s);
	(void)add_thing(s, "甲", 1);
	ok(q_event_erase(&s->cx, &(struct q_event_erase_in){S("thing"), 1, 1, 1}, &n) == OK && n == 1, "%s: payload and salt may go", s->engine);
	db_rollback(s->writer);
}

/* Twelve events in three batches: things 1 to 3, with changes. */
static void
make_history(struct store *s)
{
	begin(s);
	for (int i = 1; i <= 3; i++)
		(void)add_thing(s, i == 1 ? "甲" : i == 2 ? "乙" : "丙", i);
	commit(s);
	is_i64(seal(s), 3, "%s: three events are sealed", s->engine);
	is_i64(seal(s), 0, "%s: and nothing is left", s->engine);
	begin(s);
	for (int rev = 2; rev <= 3; rev++)
		for (int i = 1; i <= 3; i++)
			set_thing(s, i, rev, 10 * i + rev, "0596-0000002");
	commit(s);
	is_i64(seal(s), 6, "%s: six more", s->engine);
	begin(s);
	for (int i = 1; i <= 3; i++)
		set_thing(s, i, 4, i == 2 ? INT64_C(2000000000) : i, NULL);
	commit(s);
	s->cx.now += 1000;
	is_i64(seal(s), 3, "%s: and three", s->engine);
}

static void
agree(struct store *s, const char *want, const char *words)
{
	struct verify_report r = verify(s, (struct seal_expected){0});
	str                  mine = line_of(s, &r), shown = str_starts(mine, S("ok")) ? S("ok") : mine;

	/* A digest that changes from run to run is not repeated here. */
	if (want[strlen(want) - 1] == '=')
		shown = str_slice(shown, 0, strlen(want));
	is_str(shown, str_of(want), "%s: %s", s->engine, words);
	if (r.fault.kind < FAULT_GAP)
		is_str(second_opinion(s, true, ""), mine, "%s: the second verifier says the same", s->engine);
}

static void
is_whole(struct store *s)
{
	struct verify_report r = verify(s, (struct seal_expected){0});
	struct journal_head  head;
	str                  line = line_of(s, &r);
	struct buf           b;

	ok(r.fault.kind == FAULT_NONE && r.events == 12 && r.batches == 3 && r.position == 12 && r.rows == 28 &&
	    r.waiting == 0,
	   "%s: 12 events, 3 batches, 28 rows agree: %.*s", s->engine, STR_ARG(line));
	is_str(second_opinion(s, true, ""), line, "%s: so says the second verifier", s->engine);
	is_str(second_opinion(s, false, ""), line, "%s: also without payloads", s->engine);
	ok(journal_head(&s->cx, &head) == OK && head.position == 12 && digest_same(head.seal, r.seal), "%s: the head is the last seal", s->engine);
	buf_init(&b, s->cx.arena, 4096);
	verify_text(&s->cx, &b, &r);
	ok(str_starts(buf_str(&b), S("完整：12 条事件、3 批封印、28 行数据")), "%s: in words: %.*s", s->engine, STR_ARG(buf_str(&b)));
	ok(verify(s, (struct seal_expected){12, r.seal}).fault.kind == FAULT_NONE, "%s: the printed seal stands there", s->engine);
	r.seal.b[0] ^= 1;
	ok(verify(s, (struct seal_expected){12, r.seal}).fault.kind == FAULT_EXPECT, "%s: another seal does not", s->engine);
	r.seal.b[0] ^= 1;
	ok(verify(s, (struct seal_expected){11, r.seal}).fault.kind == FAULT_EXPECT, "%s: nor at another position", s->engine);
}

#define SLIP_IN(rev)                                                                                           \
	"INSERT INTO event SELECT 99, kind, aggregate, " rev ", type, at, recorded_at, who, as_whom, erases_from," \
	" erases_to, salt, payload, commitment, NULL FROM event WHERE id = 5"

static void
tampering(struct store *s)
{
	static const struct {
		const char *words, *sql, *want;
	} t[] = {
		{"a payload altered", "UPDATE event SET payload = (SELECT x.payload FROM event AS x WHERE x.id = 6) WHERE id = 5", "fault altered pos=5 id=5 what=payload"},
		{"a salt altered", "UPDATE event SET salt = commitment WHERE id = 5", "fault altered pos=5 id=5 what=payload"},
		{"a salt cut short", "UPDATE event SET salt = substr(salt, 1, 4) WHERE id = 5", "fault altered pos=5 id=5 what=payload"},
		{"a salt taken away", "UPDATE event SET salt = NULL WHERE id = 5", "fault altered pos=5 id=5 what=payload"},
		{"a commitment altered", "UPDATE event SET commitment = (SELECT x.commitment FROM event AS x WHERE x.id = 6) WHERE id = 5",
		 "fault altered pos=5 id=5 what=commitment"},
		{"payload, salt and commitment put in from another event",
		 "UPDATE event SET payload = (SELECT x.payload FROM event AS x WHERE x.id = 6), salt = (SELECT x.salt FROM event AS x WHERE x.id = 6),"
		 " commitment = (SELECT x.commitment FROM event AS x WHERE x.id = 6) WHERE id = 5", "fault altered pos=5 id=5 what=event"},
		{"a header altered: who", "UPDATE event SET who = 8 WHERE id = 2", "fault altered pos=2 id=2 what=event"},
		{"a header altered: when", "UPDATE event SET at = at - 1 WHERE id = 12", "fault altered pos=12 id=12 what=event"},
		{"a header altered: as whom", "UPDATE event SET as_whom = NULL WHERE id = 1", "fault altered pos=1 id=1 what=event"},
		{"an event deleted in the middle", "DELETE FROM event WHERE id = 6", "fault missing pos=6"},
		{"an event deleted at the end of a batch", "DELETE FROM event WHERE id = 3", "fault missing pos=3"},
		{"an event deleted and the others moved up", "DELETE FROM event WHERE id = 6; UPDATE event SET pos = pos - 1 WHERE pos > 6",
		 "fault missing pos=6"},
		{"an event inserted and the others moved down",
		 "UPDATE event SET pos = pos + 1 WHERE pos > 5;"
		 "INSERT INTO event SELECT 99, kind, aggregate, 99, type, at, recorded_at, who, as_whom, erases_from, erases_to, salt, payload,"
		 " commitment, 6 FROM event WHERE id = 5", "fault inserted pos=6 id=99"},
		{"an event inserted at a taken position",
		 "INSERT INTO event SELECT 99, kind, aggregate, 99, type, at, recorded_at, who, as_whom, erases_from, erases_to, salt, payload,"
		 " commitment, 5 FROM event WHERE id = 5", "fault inserted pos=5 id=99"},
		{"an event inserted at the last position of a batch",
		 "INSERT INTO event SELECT 99, kind, aggregate, 99, type, at, recorded_at, who, as_whom, erases_from, erases_to, salt, payload,"
		 " commitment, 9 FROM event WHERE id = 5", "fault inserted pos=9 id=99"},
		{"an event inserted before the first",
		 "INSERT INTO event SELECT 99, kind, aggregate, 99, type, at, recorded_at, who, as_whom, erases_from, erases_to, salt, payload,"
		 " commitment, 0 FROM event WHERE id = 5", "fault inserted pos=0 id=99"},
		{"an event inserted behind the last seal",
		 "INSERT INTO event SELECT 99, kind, aggregate, 99, type, at, recorded_at, who, as_whom, erases_from, erases_to, salt, payload,"
		 " commitment, 13 FROM event WHERE id = 5", "fault seal-missing batch=4"},
		{"two neighbours swapped", "UPDATE event SET pos = CASE WHEN pos = 6 THEN 7 ELSE 6 END WHERE pos = 6 OR pos = 7",
		 "fault moved pos=6 id=7 belongs=7"},
		{"two far apart swapped", "UPDATE event SET pos = CASE WHEN pos = 5 THEN 8 ELSE 5 END WHERE pos = 5 OR pos = 8",
		 "fault moved pos=5 id=8 belongs=8"},
		{"a seal's time altered", "UPDATE seal SET sealed_at = sealed_at + 1 WHERE batch = 2", "fault seal batch=2 what=seal"},
		{"a seal's leaves swapped for another's", "UPDATE seal SET leaves = (SELECT x.leaves FROM seal AS x WHERE x.batch = 1) WHERE batch = 3",
		 "fault seal batch=3 what=root"},
		{"leaves and root from another batch", "UPDATE seal SET leaves = (SELECT x.leaves FROM seal AS x WHERE x.batch = 1),"
		 " root = (SELECT x.root FROM seal AS x WHERE x.batch = 1) WHERE batch = 3", "fault seal batch=3 what=seal"},
		{"a seal's predecessor altered", "UPDATE seal SET prev = root WHERE batch = 2", "fault seal batch=2 what=prev"},
		{"a seal's count altered", "UPDATE seal SET count = 5 WHERE batch = 2", "fault seal batch=2 what=count"},
		{"a seal's first position altered", "UPDATE seal SET first = 5 WHERE batch = 2", "fault seal batch=2 what=first"},
		{"a seal's first position lowered", "UPDATE seal SET first = 3 WHERE batch = 2", "fault seal batch=2 what=first"},
		{"a seal deleted in the middle", "DELETE FROM seal WHERE batch = 2", "fault seal-missing batch=2"},
		{"the last seal deleted", "DELETE FROM seal WHERE batch = 3", "fault seal-missing batch=3"},
		{"a payload blanked without a word", "UPDATE event SET payload = NULL, salt = NULL WHERE id = 4", "fault bare pos=4 id=4"},
		{"a row altered", "UPDATE t_thing SET n = 77 WHERE id = 3", "fault row kind=thing id=3 column=n table=77 folded=3"},
		{"a text altered", "UPDATE t_thing SET name = '丁' WHERE id = 2", "fault row kind=thing id=2 column=name table=\"丁\" folded=\"乙\""},
		{"a text blanked", "UPDATE t_thing SET name = NULL WHERE id = 2", "fault row kind=thing id=2 column=name table=null folded=\"乙\""},
		{"a fraction altered", "UPDATE t_thing SET score = 0.2 WHERE id = 1", "fault row kind=thing id=1 column=score table=0.2 folded=0.1"},
		{"a boolean altered", "UPDATE t_thing SET open = 0 WHERE id = 1", "fault row kind=thing id=1 column=open table=false folded=true"},
		{"a revision altered", "UPDATE t_thing SET rev = 5 WHERE id = 1", "fault gap kind=thing id=1 rev=5"},
		{"a phone written that no event told", "UPDATE t_thing SET phone = 'x' WHERE id = 1",
		 "fault row kind=thing id=1 column=phone table=\"x\" folded=null"},
		{"a row deleted", "DELETE FROM t_thing WHERE id = 2", "fault row-missing kind=thing id=2"},
		{"the last row deleted", "DELETE FROM t_thing WHERE id = 3", "fault row-missing kind=thing id=3"},
		{"a row added", "INSERT INTO t_thing (id, rev) VALUES (9, 1)", "fault row-unknown kind=thing id=9"},
		{"a side row altered", "UPDATE t_part SET word = '二' WHERE thing_id = 2 AND n = 1",
		 "fault row kind=thing id=2 in=t_part key=1,甲 column=word table=\"二\" folded=\"一\""},
		{"a time of a side row", "UPDATE t_part SET at = at + 1 WHERE thing_id = 3 AND n = 1",
		 "fault row kind=thing id=3 in=t_part key=1,甲 column=at table=1700000000001 folded=1700000000000"},
		{"a default of a side row", "UPDATE t_part SET gone = 1 WHERE thing_id = 1 AND n = 2",
		 "fault row kind=thing id=1 in=t_part key=2,乙 column=gone table=1 folded=null"},
		{"a side row deleted", "DELETE FROM t_part WHERE thing_id = 3 AND n = 2", "fault row-missing kind=thing id=3 in=t_part key=2,乙"},
		{"a side row inserted", "INSERT INTO t_part VALUES (2, 4, '丁', '', 0, NULL)", "fault row-unknown kind=thing id=2 in=t_part key=4,丁"},
		{"a side row of a thing that is not there", "INSERT INTO t_part VALUES (9, 1, '丙', '', 0, NULL)",
		 "fault row-unknown kind=thing id=9 in=t_part key=1,丙"},
		{"one before all things", "INSERT INTO t_part VALUES (-9, 1, '丙', '', 0, NULL)",
		 "fault row-unknown kind=thing id=-9 in=t_part key=1,丙"},
		{"a key of a side row", "UPDATE t_part SET kind = '己' WHERE thing_id = 1 AND n = 2",
		 "fault row-unknown kind=thing id=1 in=t_part key=2,己"},
		{"what follows from the columns", "UPDATE t_visit SET n = n + 1 WHERE thing_id = 2 AND k = 2",
		 "fault row kind=thing id=2 in=t_visit key=2 column=n table=23 folded=22"},
		{"one of those deleted", "DELETE FROM t_visit WHERE thing_id = 2 AND k = 4", "fault row-missing kind=thing id=2 in=t_visit key=4"},
		{"a secret put in its place", "UPDATE t_secret SET sealed = (SELECT x.prev FROM seal AS x WHERE x.batch = 1) WHERE thing_id = 1",
		 "fault row kind=thing id=1 in=t_secret key=1 column=digest table="},
		{"a secret deleted", "DELETE FROM t_secret WHERE thing_id = 1", "fault row-missing kind=thing id=1 in=t_secret key=1"},
		{"a sum", "UPDATE t_sum SET parts = 3 WHERE thing_id = 2", "fault wrong in=t_sum id=2"},
		{"what the schema itself put in", "UPDATE t_choice SET value = '4'",
		 "fault row kind=choice id=1 in=t_choice key=size column=value table=\"4\" folded=\"3\""},
		{"that deleted", "DELETE FROM t_choice", "fault row-missing kind=choice id=1 in=t_choice key=size"},
		{"a choice that nobody made", "INSERT INTO t_choice VALUES ('colour', 'red')", "fault row-unknown kind=choice id=1 in=t_choice key=colour"},
		{"the copy of the last seal", "UPDATE journal_head SET seal = (SELECT x.seal FROM seal AS x WHERE x.batch = 1)", "fault head"},
		{"how far it is sealed", "UPDATE journal_head SET position = 11", "fault head"},
		{"an event slipped in unsealed", SLIP_IN("6"), "fault gap kind=thing id=2 rev=5 event=99"},
		{"one forged behind the last", SLIP_IN("5"), "fault extra kind=thing id=2 rev=5 event=99"},
		{"an event of a kind nobody knows",
		 "INSERT INTO event SELECT 99, 'ghost', 1, 1, type, at, recorded_at, who, as_whom, erases_from, erases_to, salt, payload,"
		 " commitment, NULL FROM event WHERE id = 5", "fault kind kind=ghost"},
	};
	struct verify_report r = verify(s, (struct seal_expected){0});
	struct seal_expected paper = {r.position, r.seal};
	str                  hex;
	struct buf           b;

	buf_init(&b, s->cx.arena, 200);
	buf_printf(&b, "%d:", (int)paper.position);
	digest_add(&b, paper.seal);
	hex = arena_printf(s->cx.arena, "%.*s", STR_ARG(buf_str(&b)));
	drop_triggers(s);
	for (size_t i = 0; i < NITEMS(t); i++) {
		by_hand(s, t[i].sql);
		agree(s, t[i].want, t[i].words);
		restore(s);
	}
	agree(s, "ok", "restored, all is well");

	by_hand(s, "DELETE FROM seal WHERE batch = 3; DELETE FROM event WHERE pos > 9; UPDATE t_thing SET rev = 3, phone = '0596-0000002', n = 10 * id + 3;"
	           "DELETE FROM t_visit WHERE k = 4;"
	           "UPDATE journal_head SET batch = 2, position = 9, seal = (SELECT x.seal FROM seal AS x WHERE x.batch = 2),"
	           " sealed_at = (SELECT x.sealed_at FROM seal AS x WHERE x.batch = 2)");
	agree(s, "ok", "the newest batch cut off, rows put back: nobody can see it");
	r = verify(s, paper);
	is_str(line_of(s, &r), S("fault expect pos=12"), "%s: unless the seal stands on paper", s->engine);
	is_str(second_opinion(s, true, hex.p), S("fault expect pos=12"), "%s: which the second verifier knows, too", s->engine);
	restore(s);
	agree(s, "ok", "and restored again");
	by_hand(s, strcmp(s->engine, "sqlite") == 0
	           ? "UPDATE t_thing SET photo = X'00' WHERE id = 1" : "UPDATE t_thing SET photo = '\\x00' WHERE id = 1");
	agree(s, "fault row kind=thing id=1 column=photo table=\"00\" folded=\"00ff10\"", "a photo's bytes altered");
	restore(s);
	by_hand(s, "CREATE UNIQUE INDEX event_pos ON event (pos); DROP TABLE k_event; DROP TABLE k_seal; DROP TABLE k_thing; DROP TABLE k_part;"
	           "DROP TABLE k_secret; DROP TABLE k_visit; DROP TABLE k_sum; DROP TABLE k_choice; DROP TABLE k_head");
}

/* The reporter's phone goes; the chain does not notice, and the fold knows what it no longer knows. */
static void
erasing(struct store *s)
{
	struct journal_event by = event("thing", 1, 5, "thing.erased", "{\"phone\":null}");
	struct verify_report r;
	int64_t              changed;

	begin(s);
	ok(journal_erase(&s->cx, &by, 1, 5) == ERR_NONE, "%s: an event cannot erase itself", s->engine);
	db_rollback(s->writer);
	begin(s);
	must(q_thing_set(&s->cx, &(struct q_thing_set_in){.id = 1, .n = SOME_I64(1)}, &changed), "thing_set");
	ok(journal_erase(&s->cx, &by, 1, 3) == OK, "%s: revisions 1 to 3 of thing 1 are erased", s->engine);
	commit(s);
	is_i64(seal(s), 1, "%s: the erasing event is sealed", s->engine);
	r = verify(s, (struct seal_expected){0});
	ok(r.fault.kind == FAULT_NONE && r.erased == 3 && r.events == 13, "%s: green: %.*s", s->engine, STR_ARG(line_of(s, &r)));
	is_str(second_opinion(s, true, ""), line_of(s, &r), "%s: for the second verifier, too", s->engine);
	is_str(second_opinion(s, false, ""), line_of(s, &r), "%s: with and without payloads", s->engine);
	by_hand(s, "UPDATE t_thing SET name = 'x' WHERE id = 1");
	ok(verify(s, (struct seal_expected){0}).fault.kind == FAULT_NONE, "%s: the name, set only by an erased event, is unknown", s->engine);
	by_hand(s, "UPDATE t_thing SET phone = 'x' WHERE id = 1");
	r = verify(s, (struct seal_expected){0});
	is_str(line_of(s, &r), S("fault row kind=thing id=1 column=phone table=\"x\" folded=null"), "%s: the phone is known to be blank", s->engine);
	by_hand(s, "UPDATE t_thing SET phone = NULL, name = '甲' WHERE id = 1");
}

/* PostgreSQL: a lower id is committed after a higher one was sealed. */
static void
late_commits(struct store *s)
{
	struct db_conn      *other;
	struct journal_event a = event("note", 1, 1, "note.made", "{}"), b = event("note", 2, 1, "note.made", "{}");
	int64_t              ida = 0, idb = 0;
	struct verify_report r;

	if (!db_many_writers(s->writer))
		return;
	other = store_open(s, DB_WRITER);
	begin(s);
	must(journal_add(&s->cx, &a, &ida), "a");
	s->cx.db = other;
	begin(s);
	must(journal_add(&s->cx, &b, &idb), "b");
	commit(s);
	is_i64(seal(s), 1, "%s: only what is committed is sealed", s->engine);
	s->cx.db = s->writer;
	commit(s);
	is_i64(seal(s), 1, "%s: id %d, committed after %d was sealed, comes next", s->engine, (int)ida, (int)idb);
	r = verify(s, (struct seal_expected){0});
	ok(ida < idb && r.fault.kind == FAULT_NONE, "%s: position follows sealing, not ids", s->engine);
	is_str(second_opinion(s, true, ""), line_of(s, &r), "%s: the second verifier agrees", s->engine);
	db_close(other);
}

static void
waiting(struct store *s)
{
	struct journal_event ev = event("note", 3, 1, "note.made", "{}");
	struct verify_report r;
	struct buf           b;

	begin(s);
	must(journal_add(&s->cx, &ev, NULL), "add");
	commit(s);
	s->cx.now += JOURNAL_WINDOW_MS;
	r = verify(s, (struct seal_expected){0});
	ok(r.waiting == 1 && r.late == 0, "%s: 60 seconds unsealed: not late", s->engine);
	s->cx.now++;
	r = verify(s, (struct seal_expected){0});
	ok(r.fault.kind == FAULT_NONE && r.late == JOURNAL_WINDOW_MS + 1, "%s: one millisecond more: late, yet no fault", s->engine);
	buf_init(&b, s->cx.arena, 4096);
	s->cx.lang = EN;
	verify_text(&s->cx, &b, &r);
	s->cx.lang = ZH;
	ok(str_find_str(buf_str(&b), S("\nWarning: 1 events have waited")) != SIZE_MAX, "%s: and said so", s->engine);
	(void)seal(s);
}

static void
many_events(struct store *s)
{
	enum { N = 5000 };
	struct journal_event ev = event("note", 4, 1, "note.made", "{\"text\":\"一二三四五六七八九十一二三四五六七八九十\"}");
	struct verify_report r;
	int64_t              t, us_add, us_seal, us_verify;

	t = clock_mono_us();
	begin(s);
	for (int i = 1; i <= N; i++) {
		ev.rev = i;
		must(journal_add(&s->cx, &ev, NULL), "add");
	}
	commit(s);
	us_add = clock_mono_us() - t;
	t = clock_mono_us();
	is_i64(seal(s), SEAL_COUNT_MAX, "%s: a batch has at most 4096 events", s->engine);
	is_i64(seal(s), N - SEAL_COUNT_MAX, "%s: the rest goes into the next", s->engine);
	us_seal = clock_mono_us() - t;
	t = clock_mono_us();
	r = verify(s, (struct seal_expected){0});
	us_verify = clock_mono_us() - t;
	ok(r.fault.kind == FAULT_NONE, "%s: %.*s", s->engine, STR_ARG(line_of(s, &r)));
	(void)printf("# %s: per second %d added, %d sealed, %d verified\n", s->engine, (int)(N * INT64_C(1000000) / us_add),
	             (int)(N * INT64_C(1000000) / us_seal), (int)(r.events * INT64_C(1000000) / us_verify));
	is_str(second_opinion(s, true, ""), line_of(s, &r), "%s: the second verifier agrees", s->engine);

	/* Where one page of the verifier ends and the next begins. */
	by_hand(s, "DROP INDEX event_pos;"
	           "INSERT INTO event SELECT 999999, kind, aggregate, 999999, type, at, recorded_at, who, as_whom, erases_from,"
	           " erases_to, salt, payload, commitment, pos FROM event WHERE pos ="
	           " (SELECT first + 127 FROM seal WHERE count = 4096)");
	r = verify(s, (struct seal_expected){0});
	ok(r.fault.kind == FAULT_INSERTED && r.fault.id == 999999, "%s: a second event at the edge of a page is found", s->engine);
	is_str(second_opinion(s, true, ""), line_of(s, &r), "%s: the second verifier agrees", s->engine);
	by_hand(s, "DELETE FROM event WHERE id = 999999; CREATE UNIQUE INDEX event_pos ON event (pos)");
}

/* 36 MB of history of one thing, folded in less. */
static void
a_long_history(struct store *s)
{
	struct arena        *keep = s->cx.arena;
	char                 phone[60001];
	struct verify_report r;
	int64_t              id;

	memset(phone, '5', sizeof(phone) - 1);
	phone[sizeof(phone) - 1] = '\0';
	begin(s);
	id = add_thing(s, "己", 1);
	for (int rev = 2; rev <= 600; rev++) {
		s->cx.arena = arena_new(4 << 20);
		set_thing(s, id, rev, rev, phone);
		arena_free(s->cx.arena);
	}
	s->cx.arena = keep;
	commit(s);
	is_i64(seal(s), 600, "%s: 600 events of 60 KB", s->engine);
	r = verify(s, (struct seal_expected){0});
	ok(r.fault.kind == FAULT_NONE, "%s: are folded: %.*s", s->engine, STR_ARG(line_of(s, &r)));
}

/* ---- Verifying while others write ---- */

enum { THINGS = 700 };

struct writer {
	struct store   store; /* a copy: the test goes on using its own */
	struct db_conn *conn;
	int64_t        first; /* id of the first of THINGS */
	atomic_bool    stop;
	atomic_int     round;
	int            changes;
};

static void *
keep_writing(void *arg)
{
	struct writer *w = arg;
	struct store   mine = w->store;
	uint64_t       seed = 88172645463325252u;
	int64_t        rev[THINGS];

	for (int i = 0; i < THINGS; i++)
		rev[i] = 1;
	mine.cx.arena = arena_new(16 << 20);
	mine.cx.db = w->conn;
	while (!w->stop) {
		/* Some for each round: else a slow verifier runs after a history that grows before it. */
		if (w->changes > 400 * (w->round + 1)) {
			(void)nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
			continue;
		}
		begin(&mine);
		for (int k = 0; k < 20; k++) {
			int i;

			seed ^= seed << 13;
			seed ^= seed >> 7;
			seed ^= seed << 17;
			i = (int)(seed % THINGS);
			set_thing(&mine, w->first + i, ++rev[i], (int64_t)(seed >> 40), "0596-0000003");
			w->changes++;
		}
		commit(&mine);
		(void)seal(&mine);
		arena_reset(mine.cx.arena);
	}
	arena_free(mine.cx.arena);
	return NULL;
}

static enum err
new_snapshot(struct ctx *cx, const struct verify_report *r, void *arg)
{
	(void)r;
	++*(int *)arg;
	db_rollback(cx->db);
	return db_begin(cx->db);
}

static void
verifying_while_others_write(struct store *s)
{
	int                  pauses = 0, faults = 0, rounds = 0;
	struct verify_task   task = {.aggregates = aggregates, .n = NITEMS(aggregates), .pause = new_snapshot,
	    .arg = &pauses};
	struct writer        w = {.store = *s, .conn = store_open(s, DB_WRITER)};
	struct verify_report r;
	struct arena        *keep = s->cx.arena;
	pthread_t            t;

	begin(s);
	for (int i = 0; i < THINGS; i++) {
		int64_t id = add_thing(s, "戊", i);

		if (i == 0)
			w.first = id;
	}
	commit(s);
	if (pthread_create(&t, NULL, keep_writing, &w) != 0)
		abort();
	s->cx.db = s->reader;
	while (rounds < 20) {
		s->cx.arena = arena_new(64 << 20);
		/* With a snapshot for each page, or without any: then every query sees another store. */
		task.pause = rounds % 2 ? NULL : new_snapshot;
		if (task.pause)
			must(db_begin(s->reader), "begin");
		must(journal_verify(&s->cx, &task, &r), "journal_verify");
		db_rollback(s->reader);
		if (r.fault.kind) {
			(void)printf("# %.*s\n", STR_ARG(line_of(s, &r)));
			faults++;
		}
		w.round = ++rounds;
		arena_free(s->cx.arena);
	}
	w.stop = true;
	(void)pthread_join(t, NULL);
	s->cx.arena = keep;
	s->cx.db = s->writer;
	db_close(w.conn);
	ok(faults == 0 && w.changes > 100 && pauses > 30, "%s: verified %d times during %d changes, %d snapshots, no false alarm",
	   s->engine, rounds, w.changes, pauses);
	r = verify(s, (struct seal_expected){0});
	ok(r.fault.kind == FAULT_NONE && r.rows >= THINGS, "%s: and whole in the end", s->engine);
}

static enum err
nowhere(struct ctx *cx, str piece, void *arg)
{
	(void)cx;
	*(size_t *)arg += piece.n;
	return OK;
}

static enum err
everything(struct store *s)
{
	struct verify_task   task = {.aggregates = aggregates, .n = NITEMS(aggregates)};
	struct verify_report r;
	struct journal_event ev = event("thing", 2, 5, "thing.changed", "{\"n\":5}"), by = event("thing", 2, 6, "thing.erased", "{}");
	int64_t              n;
	size_t               bytes = 0;
	enum err             e;

	if ((e = db_begin(s->cx.db)) != OK)
		return e;
	if ((e = q_thing_set(&s->cx, &(struct q_thing_set_in){.id = 2, .n = SOME_I64(5)}, &n)) == OK &&
	    (e = journal_add(&s->cx, &ev, &n)) == OK &&
	    (e = q_thing_set(&s->cx, &(struct q_thing_set_in){.id = 2, .n = SOME_I64(5)}, &n)) == OK &&
	    (e = journal_erase(&s->cx, &by, 2, 3)) == OK && (e = journal_seal(&s->cx, SEAL_COUNT_MAX, &n)) == OK &&
	    (e = journal_verify(&s->cx, &task, &r)) == OK &&
	    (e = journal_export(&s->cx, &(struct export_task){.payloads = true, .out = nowhere,
	        .arg = &bytes})) == OK &&
	    r.fault.kind)
		e = ERR_RULE;
	db_rollback(s->cx.db);
	return e;
}

static void
survives_every_failed_allocation(struct store *s)
{
	struct arena *keep = s->cx.arena;
	enum err      e = ERR_MEMORY;
	uint64_t      n = 1;

	for (; e == ERR_MEMORY && n < 5000; n++) {
		s->cx.arena = arena_new(64 << 20);
		ctx_forget(&s->cx);
		mem_fail_at(n);
		e = everything(s);
		mem_fail_at(0);
		arena_free(s->cx.arena);
	}
	s->cx.arena = keep;
	ctx_forget(&s->cx);
	ok(e == OK && n > 20, "%s: each of %d failed allocations says ERR_MEMORY and changes nothing (last: %s)", s->engine, (int)n - 1, err_name(e));
	ok(verify(s, (struct seal_expected){0}).fault.kind == FAULT_NONE, "%s: still whole", s->engine);
}

static void
on_a_store(struct store *s)
{
	store_check_queries(s, "kit/journal", journal_queries);
	store_check_queries(s, "kit/verify", verify_queries);
	is_str(second_opinion(s, true, ""), S("ok events=0 batches=0 position=0 seal="
	       "0000000000000000000000000000000000000000000000000000000000000000"), "%s: an empty history is whole", s->engine);
	ok(verify(s, (struct seal_expected){0}).fault.kind == FAULT_NONE, "%s: so say we", s->engine);
	ok(verify(s, (struct seal_expected){1, {{0}}}).fault.kind == FAULT_EXPECT, "%s: but not when paper says otherwise", s->engine);
	/* First of all, because PostgreSQL's ids do not roll back, and the tampering is told by id. */
	make_history(s);
	is_whole(s);
	tampering(s);
	what_is_refused(s);
	salts_and_erasing(s);
	survives_every_failed_allocation(s);
	erasing(s);
	late_commits(s);
	waiting(s);
	many_events(s);
	verifying_while_others_write(s);
	a_long_history(s);
}

int
main(int argc, char **argv)
{
	static const struct db_schema *const rooms[] = {&journal_schema, &things_schema};

	verifier = argc > 1 ? argv[1] : "tools/verify.mjs";
	if (secret_start() != OK)
		return 1;
	on_engines(rooms, NITEMS(rooms), on_a_store);
	return done();
}
