/* The same results on both engines, for everything that engines like to do differently. */
#include "base/ensure.h"
#include "kit/db/engines.h"

#include "dbtest_sql.h"

static const struct db_schema *const rooms[] = {&dbtest_schema};

static int64_t
place(struct store *s, const char *code, const char *name, opt_i64 parent)
{
	struct q_place_add_in  in = {parent, str_of(code), str_of(name)};
	struct q_place_add_row row = {0};

	return q_place_add(&s->cx, &in, &row) == OK ? row.id : 0;
}

static int64_t
add_case(struct store *s, int64_t at, const char *no, opt_i64 due)
{
	struct q_case_add_in  in = {.place = at, .no = str_of(no), .due_at = due, .fine = 250, .closed = true};
	struct q_case_add_row row = {0};

	return q_case_add(&s->cx, &in, &row) == OK ? row.id : 0;
}

static void
values(struct store *s)
{
	static const char     bytes[] = "\0\xff\x01";
	struct q_case_add_in  in = {.no = S(""), .due_at = SOME_I64(INT64_MIN), .day = S("2026-11-21"),
	                            .closed = true, .fine = INT64_MAX, .score = SOME_F64(-0.1),
	                            .photo = {bytes, 3}};
	struct q_case_add_row made;
	struct q_case_get_row c;
	struct q_place_get_row p;

	ok(db_begin(s->writer) == OK, "%s: begin", s->engine);
	in.place = place(s, "350602001", "东铺头街道", (opt_i64){.some = false});
	ok(q_case_add(&s->cx, &in, &made) == OK && made.id > 0 && made.closed, "%s: RETURNING", s->engine);
	ok(q_case_get(&s->cx, &(struct q_case_get_in){made.id}, &c) == OK, "%s: one row by id", s->engine);
	ok(c.no.p && c.no.n == 0, "%s: the empty text is not NULL", s->engine);
	ok(c.due_at.some && c.due_at.v == INT64_MIN && c.fine == INT64_MAX, "%s: 64 bits there and back", s->engine);
	is_str(c.day, S("2026-11-21"), "%s: a day is text", s->engine);
	ok(c.score.some && c.score.v == -0.1, "%s: a double, bit by bit", s->engine);
	is_str(c.photo, ((str){bytes, 3}), "%s: bytes with NUL inside", s->engine);
	in = (struct q_case_add_in){.place = in.place, .no = S("二"), .photo = S("")};
	ok(q_case_add(&s->cx, &in, &made) == OK && !made.closed &&
	   q_case_get(&s->cx, &(struct q_case_get_in){made.id}, &c) == OK, "%s: absent values", s->engine);
	ok(!c.due_at.some && !c.day.p && !c.score.some && c.photo.p && c.photo.n == 0,
	   "%s: NULL comes back as none, empty bytes as empty", s->engine);
	ok(q_case_get(&s->cx, &(struct q_case_get_in){-1}, &c) == ERR_NONE, "%s: no row is ERR_NONE", s->engine);
	ok(q_place_get(&s->cx, &(struct q_place_get_in){S("350602")}, &p) == OK && !p.alias.p,
	   "%s: step 2 of the schema made a row", s->engine);
	ok(db_commit(s->writer) == OK, "%s: commit", s->engine);
}

static void
writing(struct store *s)
{
	struct q_place_put_row     put;
	struct q_counter_next_row  c;
	struct q_place_get_row     p;
	int64_t                    id, n = -1;

	ok(db_begin(s->writer) == OK, "%s: begin", s->engine);
	id = place(s, "a", "ONE", (opt_i64){.some = false});
	ok(q_place_rename(&s->cx, &(struct q_place_rename_in){id, S("TWO")}, &n) == OK && n == 1 &&
	   q_place_get(&s->cx, &(struct q_place_get_in){S("a")}, &p) == OK && str_eq(p.name, S("TWO")) &&
	   str_eq(p.alias, S("TWO!")), "%s: parameters go by name, not by order in the text", s->engine);
	ok(q_place_rename(&s->cx, &(struct q_place_rename_in){-1, S("x")}, &n) == OK && n == 0,
	   "%s: nothing changed is 0, not an error", s->engine);
	ok(q_place_put(&s->cx, &(struct q_place_put_in){S("a"), S("THREE")}, &put) == OK && put.id == id &&
	   str_eq(put.name, S("THREE")), "%s: ON CONFLICT DO UPDATE RETURNING gives the row that was there",
		s->engine);
	ok(q_place_put_new(&s->cx, &(struct q_place_put_new_in){S("a"), S("x")}, &n) == OK && n == 0,
	   "%s: ON CONFLICT DO NOTHING changes 0", s->engine);
	ok(q_place_put_new(&s->cx, &(struct q_place_put_new_in){S("b"), S("x")}, &n) == OK && n == 1,
	   "%s: and 1 when it was not there", s->engine);
	for (int i = 1; i <= 3; i++)
		ok(q_counter_next(&s->cx, &(struct q_counter_next_in){1, 2026}, &c) == OK && c.n == i,
		   "%s: counter gives %d", s->engine, i);
	db_rollback(s->writer);
	ok(q_place_get(&s->cx, &(struct q_place_get_in){S("a")}, &p) == ERR_NONE, "%s: rollback forgets", s->engine);
	ok(q_place_put_new(&s->cx, &(struct q_place_put_new_in){S("b"), S("x")}, &n) == ERR_STORE,
	   "%s: no write outside a transaction", s->engine);
	s->cx.db = s->reader;
	ok(db_begin(s->reader) == OK &&
	   q_place_put_new(&s->cx, &(struct q_place_put_new_in){S("b"), S("x")}, &n) == ERR_STORE,
	   "%s: no write on a reader", s->engine);
	db_rollback(s->reader);
	s->cx.db = s->writer;
}

struct walked {
	struct store *s;
	int           n, nested;
};

static enum err
walk(struct ctx *cx, const struct q_case_scan_row *row, void *arg)
{
	struct walked        *w = arg;
	struct q_case_get_row c;

	if (q_case_get(cx, &(struct q_case_get_in){row->id}, &c) == OK && str_eq(c.no, row->no))
		w->nested++;
	return ++w->n == 1200 ? ERR_MANY : OK;
}

struct climbed {
	int64_t depth, deepest, signs, n;
};

/* A query that runs while the same query runs further out. */
static enum err
climb(struct ctx *cx, const struct q_place_children_row *row, void *arg)
{
	struct climbed *c = arg;
	enum err        e;

	c->n++;
	c->signs += row->sign;
	c->depth++;
	if (c->depth > c->deepest)
		c->deepest = c->depth;
	e = q_place_children(cx, &(struct q_place_children_in){row->id}, climb, c);
	c->depth--;
	return e;
}

static void
reading(struct store *s)
{
	struct q_case_by_due_row  *due;
	struct q_case_page_row    *page;
	struct q_place_below_row  *below;
	struct q_place_by_code_row *codes;
	struct q_place_seek_row   *found;
	struct q_place_by_label_row *labels;
	struct q_place_path_row   *paths;
	struct ctx                 r;
	uint64_t                   few;
	struct q_case_ranks_row   *ranks;
	struct q_case_sums_row     sums;
	struct walked              w = {.s = s};
	struct climbed             up = {0};
	int64_t                    top, mid, id;
	size_t                     n;
	char                       no[20];

	ok(q_case_sums(&s->cx, &sums) == OK && sums.n == 0 && sums.fine == 0 && !sums.mean.some && !sums.any_open,
	   "%s: sums over no rows are 0, a mean over no rows is none", s->engine);
	ok(db_begin(s->writer) == OK, "%s: begin", s->engine);
	top = place(s, "é", "Ärger", (opt_i64){.some = false});
	mid = place(s, "B", "under", SOME_I64(top));
	(void)place(s, "a", "UNDER under", SOME_I64(mid));
	ok(add_case(s, top, "1", SOME_I64(50)) && add_case(s, top, "2", (opt_i64){.some = false}) &&
	   add_case(s, top, "3", SOME_I64(20)) && add_case(s, mid, "1", SOME_I64(200)), "%s: four cases", s->engine);

	ok(q_case_by_due(&s->cx, &(struct q_case_by_due_in){top}, &due, &n) == OK && n == 3 &&
	   str_eq(due[0].no, S("2")) && str_eq(due[1].no, S("1")) && str_eq(due[2].no, S("3")),
	   "%s: DESC NULLS FIRST", s->engine);
	ok(q_case_page(&s->cx, &(struct q_case_page_in){top, 0, 0, 2}, &page, &n) == OK && n == 2 &&
	   str_eq(page[0].no, S("3")) && str_eq(page[1].no, S("1")), "%s: first page", s->engine);
	id = page[1].id;
	ok(q_case_page(&s->cx, &(struct q_case_page_in){top, 50, id, 2}, &page, &n) == OK && n == 1 &&
	   str_eq(page[0].no, S("2")), "%s: next page by a row value, NULL last", s->engine);
	ok(q_case_page(&s->cx, &(struct q_case_page_in){top, INT64_MAX, 0, 2}, &page, &n) == OK && n == 0,
	   "%s: a page may be empty", s->engine);
	ok(q_place_below(&s->cx, &(struct q_place_below_in){top}, &below, &n) == OK && n == 3 &&
	   below[2].depth == 2 &&
	   str_eq(below[2].code, S("a")), "%s: recursive CTE", s->engine);
	ok(q_place_by_code(&s->cx, &codes, &n) == OK && n == 4 && str_eq(codes[0].code, S("350602")) &&
	   str_eq(codes[1].code, S("B")) && str_eq(codes[2].code, S("a")) && str_eq(codes[3].code, S("é")),
	   "%s: text is ordered by bytes", s->engine);
	(void)place(s, "C", "beside", SOME_I64(top));
	ok(q_place_children(&s->cx, &(struct q_place_children_in){top}, climb, &up) == OK && up.n == 3 &&
	   up.deepest == 2, "%s: a query may run inside its own callback", s->engine);
	is_i64(up.signs, 1, "%s: -1 is -1 in 32 bits too", s->engine);
	ok(q_place_by_label(&s->cx, &labels, &n) == OK && n == 5 && str_eq(labels[0].label, S("UNDER under-a")) &&
	   str_eq(labels[2].label, S("under-B")) && str_eq(labels[3].label, S("Ärger-é")) &&
	   str_eq(labels[4].label, S("芗城区-350602")), "%s: so are expressions, whatever the server's language",
	   s->engine);
	ok(q_place_path(&s->cx, &(struct q_place_path_in){top}, &paths, &n) == OK && n == 4 &&
	   str_eq(paths[3].path, S("Ärger/under/UNDER under")), "%s: texts grow in a recursive query", s->engine);
	r = s->cx;
	r.trace = (struct trace){0};
	ok(q_case_page(&r, &(struct q_case_page_in){mid, 0, 0, 50}, &page, &n) == OK && n == 1,
	   "%s: a page of a place", s->engine);
	few = r.trace.vm_steps;
	ok(q_place_seek(&s->cx, &(struct q_place_seek_in){S("under%")}, &found, &n) == OK && n == 2,
	   "%s: lower() LIKE finds both cases", s->engine);
	ok(q_place_seek(&s->cx, &(struct q_place_seek_in){S("u\\%%")}, &found, &n) == OK && n == 0,
	   "%s: ESCAPE makes %% a letter", s->engine);
	ok(q_case_ranks(&s->cx, &ranks, &n) == OK && n == 4 && ranks[2].place_no == 3 && !ranks[0].before.p &&
	   str_eq(ranks[2].before, S("2")) && ranks[3].place_no == 1, "%s: window functions", s->engine);
	ok(q_case_sums(&s->cx, &sums) == OK && sums.n == 4 && sums.fine == 1000 && sums.late == 2 && !sums.any_open,
	   "%s: sums, FILTER and EXISTS", s->engine);

	for (int i = 0; i < 1500; i++) {
		(void)snprintf(no, sizeof(no), "n%d", i);
		if (!add_case(s, mid, no, (opt_i64){.some = false}))
			break;
	}
	r.trace = (struct trace){0};
	ok(q_case_page(&r, &(struct q_case_page_in){mid, 0, 0, 1}, &page, &n) == OK && n == 1 && r.trace.rows == 1 &&
	   r.trace.queries == 1 && r.trace.vm_steps <= few + 10,
	   "%s: a page out of 1,501 costs what it costs out of 1 (the index on the expression serves it)", s->engine);
	ok(q_case_scan(&s->cx, &(struct q_case_scan_in){0}, walk, &w) == ERR_MANY && w.n == 1200 && w.nested == 1200,
	   "%s: rows stream, other queries run meanwhile, the callback's error ends it", s->engine);
	w = (struct walked){.s = s, .n = 5000};
	ok(q_case_scan(&s->cx, &(struct q_case_scan_in){0}, walk, &w) == OK && w.n == 6504,
	   "%s: the transaction goes on after that", s->engine);
	ok(db_commit(s->writer) == OK, "%s: commit", s->engine);
	w = (struct walked){.s = s, .n = 5000};
	s->cx.db = s->reader;
	ok(q_case_scan(&s->cx, &(struct q_case_scan_in){0}, walk, &w) == OK && w.n == 6504,
	   "%s: streaming outside a transaction", s->engine);
	s->cx.db = s->writer;
}

static void
violations(struct store *s)
{
	struct q_place_add_row  row;
	struct q_event_add_row  ev;
	struct q_event_count_row count;
	struct db_violation     v;
	struct q_case_add_in    in = {.no = S("1"), .fine = -1};
	struct q_case_add_row   c;
	int64_t                 n, id, at;

	ok(db_begin(s->writer) == OK && db_savepoint(s->writer) == OK, "%s: begin, savepoint", s->engine);
	at = place(s, "u", "first", (opt_i64){.some = false});
	ok(q_place_add(&s->cx, &(struct q_place_add_in){.code = S("u"), .name = S("x")}, &row) == ERR_RULE,
	   "%s: the same code again is ERR_RULE", s->engine);
	v = db_violation(s->writer);
	ok(v.kind == DB_UNIQUE && str_eq(str_of(v.table), S("t_place")), "%s: told as unique, t_place", s->engine);
	ok(s->cx.why.n == 0, "%s: no sentence is made up below", s->engine);
	ok(q_event_count(&s->cx, &count) == ERR_RULE, "%s: the transaction is spoiled until undone", s->engine);
	ok(db_rollback_to(s->writer) == OK && q_event_count(&s->cx, &count) == OK,
	   "%s: rolling back to the savepoint heals it", s->engine);
	ok(db_violation(s->writer).kind == DB_NO_VIOLATION, "%s: and forgets the violation", s->engine);

	ok(db_savepoint(s->writer) == OK && (at = place(s, "u", "first", (opt_i64){.some = false})) > 0 &&
	   db_release(s->writer) == OK && db_savepoint(s->writer) == OK, "%s: released work stays", s->engine);
	in.place = at;
	ok(q_case_add(&s->cx, &in, &c) == ERR_RULE && db_violation(s->writer).kind == DB_CHECK, "%s: CHECK",
	   s->engine);
	ok(db_rollback_to(s->writer) == OK && db_savepoint(s->writer) == OK, "%s: undone", s->engine);
	in = (struct q_case_add_in){.place = -7, .no = S("1")};
	ok(q_case_add(&s->cx, &in, &c) == ERR_RULE && db_violation(s->writer).kind == DB_FOREIGN,
	   "%s: a place that is not there", s->engine);
	ok(db_rollback_to(s->writer) == OK && db_savepoint(s->writer) == OK, "%s: undone", s->engine);

	id = add_case(s, at, "9", (opt_i64){.some = false});
	ok(q_event_add(&s->cx, &(struct q_event_add_in){id, S("made")}, &ev) == OK, "%s: an event", s->engine);
	ok(q_event_place(&s->cx, &(struct q_event_place_in){ev.id, 5}, &n) == OK && n == 1,
	   "%s: append only but pos: pos may change", s->engine);
	ok(db_release(s->writer) == OK && db_savepoint(s->writer) == OK, "%s: kept", s->engine);
	ok(q_event_forge(&s->cx, &(struct q_event_forge_in){ev.id, S("x")}, &n) == ERR_RULE &&
	   db_violation(s->writer).kind == DB_APPEND_ONLY, "%s: an event cannot be rewritten", s->engine);
	ok(db_rollback_to(s->writer) == OK && db_savepoint(s->writer) == OK, "%s: undone", s->engine);
	ok(q_event_drop(&s->cx, &(struct q_event_drop_in){ev.id}, &n) == ERR_RULE &&
	   db_violation(s->writer).kind == DB_APPEND_ONLY, "%s: nor dropped", s->engine);
	ok(db_commit(s->writer) == ERR_RULE && !db_in_transaction(s->writer),
	   "%s: a spoiled transaction cannot be committed", s->engine);
	ok(q_event_count(&s->cx, &count) == OK && count.n == 0, "%s: and nothing of it was kept", s->engine);

	ok(db_begin(s->writer) == OK &&
	   q_place_add(&s->cx, &(struct q_place_add_in){.code = S("z"), .name = {"\xff", 1}}, &row) == ERR_STORE,
	   "%s: text that is not UTF-8 is stopped before the engine", s->engine);
	db_rollback(s->writer);
}

/* A row that is there with the next answer. */
static void
rows_later(struct store *s)
{
	struct q_place_get_row  *row = ARENA_NEWS(s->cx.arena, 3, struct q_place_get_row), p;
	enum err                *got = ARENA_NEWS(s->cx.arena, 3, enum err), e;
	struct q_place_first_in  first = {S("l1"), S("again")};
	bool                     pg = db_many_writers(s->writer);
	uint64_t                 was = db_trips(s->writer);

	ensure(row && got && db_begin(s->writer) == OK);
	ok(q_place_get_later(&s->cx, &(struct q_place_get_in){S("m1")}, &row[0], &got[0]) == OK &&
	   q_place_get_later(&s->cx, &(struct q_place_get_in){S("none")}, &row[1], &got[1]) == OK &&
	   q_place_get(&s->cx, &(struct q_place_get_in){S("m2")}, &p) == OK && db_trips(s->writer) == was + pg,
	   "%s: three rows are asked for in one round trip", s->engine);
	ok(got[0] == OK && str_eq(row[0].name, S("many")) && got[1] == ERR_NONE && str_eq(p.name, S("many")),
	   "%s: and each is where it was wanted, or is not there", s->engine);
	ok(q_place_get_later(&s->cx, &(struct q_place_get_in){S("m3")}, &row[2], &got[2]) == OK &&
	   db_await(s->writer) == OK &&
	   got[2] == OK && str_eq(row[2].name, S("many")), "%s: or when it is awaited", s->engine);
	e = q_place_first(&s->cx, &first, NULL);
	(void)!q_place_get_later(&s->cx, &(struct q_place_get_in){S("m4")}, &row[0], &got[0]);
	ok((e == OK) == pg && (pg ? db_await(s->writer) : e) == ERR_STALE, "%s: a fault before it is told", s->engine);
	db_rollback(s->writer);
	ensure(db_begin(s->writer) == OK);
	row[0].name = S("untouched");
	e = q_place_get_later(&s->cx, &(struct q_place_get_in){S("m5")}, &row[0], &got[0]);
	if (pg)
		row[0].name = S("untouched");
	db_rollback(s->writer);
	ok(e == OK && q_place_get(&s->cx, &(struct q_place_get_in){S("m6")}, &p) == OK &&
	   (!pg || str_eq(row[0].name, S("untouched"))), "%s: nothing is written where a row was wanted once it is undone", s->engine);
}

/* Whoever does not look at the number of changed rows need not wait for it. */
static void
later(struct store *s)
{
	bool                     pg = db_many_writers(s->writer);
	struct q_place_first_in  first = {S("l1"), S("first")};
	struct q_event_forge_in  forge = {0, S("x")};
	struct q_event_count_row count;
	struct q_event_add_row   ev;
	struct q_place_get_row   p;
	struct db_violation      v;
	uint64_t                 was = db_trips(s->writer);
	char                     code[20];
	int64_t                  at;
	enum err                 e = OK;

	ok(db_begin(s->writer) == OK, "%s: begin", s->engine);
	db_rollback(s->writer);
	ok(db_begin(s->writer) == OK && db_commit(s->writer) == OK && db_trips(s->writer) == was,
	   "%s: nothing done costs no round trip", s->engine);
	ok(db_begin(s->writer) == OK && q_place_first(&s->cx, &first, NULL) == OK &&
	   q_place_put_new(&s->cx, &(struct q_place_put_new_in){S("l2"), S("second")}, NULL) == OK &&
	   db_commit(s->writer) == OK && db_trips(s->writer) == was + pg,
	   "%s: two rows and COMMIT are one round trip on a server", s->engine);
	ok(q_place_get(&s->cx, &(struct q_place_get_in){S("l2")}, &p) == OK, "%s: they are there", s->engine);

	ok(db_begin(s->writer) == OK && (e = q_place_first(&s->cx, &first, NULL)) == (pg ? OK : ERR_STALE),
	   "%s: a fault that nobody waits for", s->engine);
	if (e == OK)
		e = q_event_count(&s->cx, &count);
	v = db_violation(s->writer);
	ok(e == ERR_STALE && v.kind == DB_UNIQUE && str_eq(str_of(v.table), S("t_place")),
	   "%s: is told by the next query, as what its own query says it means", s->engine);
	ok(q_event_count(&s->cx, &count) == ERR_STALE && db_commit(s->writer) == ERR_STALE,
	   "%s: and spoils the transaction", s->engine);
	ok(db_begin(s->writer) == OK && q_place_put_new(&s->cx, &(struct q_place_put_new_in){S("l3"), S("x")},
	    NULL) == OK &&
	   (e = q_place_first(&s->cx, &first, NULL)) == (pg ? OK : ERR_STALE) &&
	   q_place_put_new(&s->cx, &(struct q_place_put_new_in){S("l4"), S("x")}, NULL) == e &&
	   db_commit(s->writer) == ERR_STALE && !db_in_transaction(s->writer),
	   "%s: or by COMMIT", s->engine);
	ok(db_violation(s->writer).kind == DB_UNIQUE && db_begin(s->writer) == OK &&
	   db_violation(s->writer).kind == DB_NO_VIOLATION, "%s: which leaves the violation to be looked at", s->engine);
	db_rollback(s->writer);
	ok(q_place_get(&s->cx, &(struct q_place_get_in){S("l3")}, &p) == ERR_NONE &&
	   q_place_get(&s->cx, &(struct q_place_get_in){S("l4")}, &p) == ERR_NONE,
	   "%s: nothing of it was kept, before the fault or after", s->engine);

	ok(db_begin(s->writer) == OK, "%s: begin", s->engine);
	(void)!q_place_first(&s->cx, &first, NULL);
	(void)!q_place_once(&s->cx, &(struct q_place_once_in){S("l5"), S("x")}, NULL);
	db_rollback(s->writer);
	ok(db_begin(s->writer) == OK && q_place_once(&s->cx, &(struct q_place_once_in){S("l5"), S("x")}, NULL) == OK &&
	   db_commit(s->writer) == OK && q_place_get(&s->cx, &(struct q_place_get_in){S("l5")}, &p) == OK,
	   "%s: a query that was passed over behind a fault is prepared again", s->engine);

	ok(db_begin(s->writer) == OK && db_savepoint(s->writer) == OK, "%s: a savepoint", s->engine);
	at = place(s, "l6", "x", (opt_i64){.some = false});
	at = add_case(s, at, "1", (opt_i64){.some = false});
	ok(q_event_add(&s->cx, &(struct q_event_add_in){at, S("made")}, &ev) == OK && db_release(s->writer) == OK &&
	   db_savepoint(s->writer) == OK, "%s: an event that nobody may rewrite", s->engine);
	forge.id = ev.id;
	e = q_event_forge(&s->cx, &forge, NULL);
	ok((pg ? e == OK && (e = db_release(s->writer)) == ERR_RULE : e == ERR_RULE) &&
	   db_violation(s->writer).kind == DB_APPEND_ONLY, "%s: its fault comes before the savepoint is kept",
	   s->engine);
	ok(db_rollback_to(s->writer) == OK && q_event_count(&s->cx, &count) == OK && count.n == 1,
	   "%s: and going back to it heals", s->engine);
	ok(db_savepoint(s->writer) == OK && q_event_forge(&s->cx, &forge, NULL) == (pg ? OK : ERR_RULE) &&
	   db_savepoint(s->writer) == ERR_RULE, "%s: a savepoint within it tells it too", s->engine);
	ok(db_rollback_to(s->writer) == OK && db_savepoint(s->writer) == OK &&
	   q_place_put_new(&s->cx, &(struct q_place_put_new_in){S("l7"), S("x")}, NULL) == OK &&
	   db_rollback_to(s->writer) == OK && q_place_get(&s->cx, &(struct q_place_get_in){S("l7")}, &p) == ERR_NONE,
	   "%s: what is on its way is undone with its savepoint", s->engine);
	was = db_trips(s->writer);
	for (int i = 0; i < 1000 && e; i++) {
		(void)snprintf(code, sizeof(code), "m%d", i);
		if (q_place_put_new(&s->cx, &(struct q_place_put_new_in){str_of(code), S("many")}, NULL) != OK)
			e = OK;
	}
	ok(e && db_commit(s->writer) == OK && db_trips(s->writer) - was < 20,
	   "%s: a thousand rows in a few round trips (%d)", s->engine, (int)(db_trips(s->writer) - was));
	ok(q_place_get(&s->cx, &(struct q_place_get_in){S("m999")}, &p) == OK, "%s: the last of them", s->engine);
	rows_later(s);
	ok(db_begin(s->writer) == OK, "%s: begin", s->engine);
	e = q_event_forge(&s->cx, &forge, NULL);
	for (int i = 0; i < 1000 && e == OK; i++)
		e = q_place_put_new(&s->cx, &(struct q_place_put_new_in){S("m0"), S("many")}, NULL);
	ok(e == ERR_RULE, "%s: a fault among many is told when the line is full", s->engine);
	db_rollback(s->writer);
}

static void
snapshots(struct store *s)
{
	struct ctx               r = s->cx;
	struct q_place_get_row   p;
	struct q_place_get_in    seek = {S("late")};
	int64_t                  n;

	r.db = s->reader;
	ok(db_begin(s->reader) == OK && q_place_get(&r, &seek, &p) == ERR_NONE, "%s: a reader looks", s->engine);
	ok(db_begin(s->writer) == OK &&
	   q_place_put_new(&s->cx, &(struct q_place_put_new_in){S("late"), S("x")}, &n) == OK &&
	   db_commit(s->writer) == OK, "%s: a writer writes meanwhile", s->engine);
	ok(q_place_get(&r, &seek, &p) == ERR_NONE, "%s: the reader's snapshot does not move", s->engine);
	ok(db_commit(s->reader) == OK && q_place_get(&r, &seek, &p) == OK, "%s: until it begins anew", s->engine);
	ok(db_begin(s->writer) == OK && db_lock(&s->cx, "t_place", 1) == OK && db_lock(&s->cx, "t_place", 1) == OK &&
	   db_commit(s->writer) == OK, "%s: a lock can be had twice", s->engine);
}

static void
migrations(struct store *s)
{
	static const char *const half[] = {"CREATE TABLE x (a INTEGER) STRICT; CREATE TABLE t_case (a INTEGER)",
	                                   "CREATE TABLE x (a BIGINT); CREATE TABLE t_case (a BIGINT)"};
	struct db_step          step[3] = {dbtest_schema.step[0], dbtest_schema.step[1],
	                                   {3, "d3", half[0], half[1]}};
	struct db_schema        changed = {"kit/db", step, 3}, older = {"kit/db", step, 1};
	const struct db_schema *list[] = {&changed}, *old[] = {&older};
	int                     done = -1, missing = -1;

	ok(db_migrate(&s->cx, s->owner, rooms, 1, &done) == OK && done == 0, "%s: migrating twice does nothing",
	   s->engine);
	ok(db_missing(&s->cx, s->reader, list, 1, &missing) == OK && missing == 1, "%s: one step is missing",
	   s->engine);
	ok(db_migrate(&s->cx, s->owner, list, 1, &done) == ERR_STORE && done == 0 && s->cx.why.n == 1,
	   "%s: a step that fails half-way", s->engine);
	step[2].sqlite = "CREATE TABLE x (a INTEGER) STRICT";
	step[2].postgres = "CREATE TABLE x (a BIGINT)";
	ctx_forget(&s->cx);
	ok(db_migrate(&s->cx, s->owner, list, 1, &done) == OK && done == 1, "%s: was undone wholly", s->engine);
	step[0].digest = "other";
	ok(db_migrate(&s->cx, s->owner, list, 1, &done) == ERR_RULE, "%s: a released step was edited", s->engine);
	ctx_forget(&s->cx);
	step[0].digest = dbtest_schema.step[0].digest;
	ok(db_migrate(&s->cx, s->owner, old, 1, &done) == ERR_RULE, "%s: the store is newer than the program",
	   s->engine);
	ctx_forget(&s->cx);
	ok(db_missing(&s->cx, s->reader, NULL, 0, &missing) == ERR_RULE, "%s: or has a room it does not know",
	   s->engine);
}

static const struct db_query *
query_named(const char *name)
{
	for (size_t i = 0; dbtest_queries[i]; i++)
		if (strcmp(dbtest_queries[i]->name, name) == 0)
			return dbtest_queries[i];
	abort();
}

/* C code that believes something else than the engine is told so, by the check and by the run. */
static void
wrong_beliefs(struct store *s)
{
	struct db_query      q = *query_named("place_by_code");
	struct db_field      out[2] = {q.out[0], q.out[1]};
	const struct db_query *list[] = {&q, NULL};
	struct buf           report;
	void                *rows;
	size_t               n;

	q.out = out;
	buf_init(&report, s->cx.arena, BUF_PAGE);
	ok(db_check_query(&s->cx, s->owner, list[0], &report) == OK && report.n == 0, "%s: right", s->engine);
	out[1].type = DB_F64;
	ok(db_run_many(&s->cx, &q, NULL, &rows, &n) == ERR_STORE && !rows && n == 0,
	   "%s: a column of another type is ERR_STORE", s->engine);
	ok(db_many_writers(s->owner) == (db_check_query(&s->cx, s->owner, &q, &report) != OK),
	   "%s: and PostgreSQL's description tells it beforehand", s->engine);
	out[1] = q.out[0];
	ok(db_check_query(&s->cx, s->owner, &q, &report) == ERR_RULE && report.n > 0, "%s: another name", s->engine);
	q.nout = 1;
	ok(db_check_query(&s->cx, s->owner, &q, &report) == ERR_RULE, "%s: another number of columns", s->engine);
	q = *query_named("place_get");
	q.nin = 0;
	ok(db_check_query(&s->cx, s->owner, &q, &report) == ERR_RULE, "%s: another number of parameters", s->engine);
	q = *query_named("place_get");
	q.sqlite = q.postgres = "SELECT nosuch FROM t_place";
	ok(db_check_query(&s->cx, s->owner, &q, &report) == ERR_RULE, "%s: an unknown column", s->engine);
	ok(db_begin(s->writer) == OK && db_savepoint(s->writer) == OK && db_rollback_to(s->writer) == OK &&
	   db_release(s->writer) != OK, "%s: rolling back to a savepoint drops it", s->engine);
	db_rollback(s->writer);
}

static void
every_query(struct store *s)
{
	store_check_queries(s, "kit/db", dbtest_queries);
	values(s);
}

int
main(void)
{
	static void (*const tests[])(struct store *) = {
		every_query, wrong_beliefs, writing, reading, violations, later, snapshots, migrations,
	};

	for (size_t i = 0; i < NITEMS(tests); i++)
		on_engines(rooms, 1, tests[i]);
	return done();
}
