/* Many at once, and at random: numbers without gaps, histories that fold, identities that stay shut. */
#include "work/acts/city_case.h"

#include "city/unit/unit.h"
#include "kit/journal/journal.h"

#include "cases_sql.h"

#include <pthread.h>
#include <stdatomic.h>

enum { THREADS = 8, EACH = 25 };

/* ---- L14: numbers without gaps, under concurrency ------------------------------------------- */

struct reporter_thread {
	struct store   *s;
	struct db_conn *db;
	struct actor   *who;
	char            seen[THREADS * EACH + 200];
	int64_t         id_of[THREADS * EACH + 200];
	int             made, failed;
};

static void *
reports(void *arg)
{
	struct reporter_thread *t = arg;
	struct arena           *a = arena_new((size_t)64 << 20);
	const struct command   *c = command_find(S("case.report"));

	for (int i = 0; i < EACH; i++) {
		struct ctx   cx = {.arena = a, .now = t->s->cx.now, .zone = 480, .db = t->db, .who = t->who};
		struct reply r;
		bool         bad = i % 5 == 4;
		struct input in[] = {{S("source"), S("grid")}, {S("place"), str_of("")}, {S("address"), S("同时登记")},
		                     {S("description"), S("路灯不亮")}, {S("class"), bad ? S("S99999") : S("S01037")}};
		char         place[24];
		enum err     e;
		int64_t      n = 0;

		(void)snprintf(place, sizeof(place), "#%lld", (long long)place_one);
		in[1].value = str_of(place);
		do
			e = command_do(&cx, c, in, NITEMS(in), NULL, &r);
		while (e == ERR_BUSY || e == ERR_RETRY);
		/* Every fifth is refused after others have taken numbers: its own must not be lost. */
		if (bad)
			t->failed += e != ERR_INPUT;
		else if (e != OK || !str_to_i64(str_slice(r.no, 5, r.no.n), &n) || n >= (int64_t)sizeof(t->seen))
			t->failed++;
		else {
			t->seen[n]++;
			t->id_of[n] = r.id;
			t->made++;
		}
	}
	arena_free(a);
	return NULL;
}

static void
numbers(void)
{
	struct reporter_thread t[THREADS] = {0};
	pthread_t              id[THREADS];
	int                    made = 0, failed = 0, gaps = 0, twice = 0, back = 0;
	int64_t                before = 0;

	as("jdy01");
	for (int i = 0; i < THREADS; i++) {
		t[i].s = st;
		t[i].db = store_open(st, DB_WRITER);
		ensure(db_begin(st->cx.db) == OK);
		ensure(actor_of_login(&st->cx, S("jdy01"), STR_NONE, &t[i].who) == OK);
		db_rollback(st->cx.db);
	}
	for (int i = 0; i < THREADS; i++)
		ensure(pthread_create(&id[i], NULL, reports, &t[i]) == 0);
	for (int i = 0; i < THREADS; i++)
		(void)pthread_join(id[i], NULL);
	for (int i = 0; i < THREADS; i++) {
		made += t[i].made;
		failed += t[i].failed;
		db_close(t[i].db);
	}
	for (int n = 1; n <= made; n++) {
		int     seen = 0;
		int64_t case_id = 0;

		for (int i = 0; i < THREADS; i++) {
			seen += t[i].seen[n];
			case_id += t[i].id_of[n];
		}
		back += case_id <= before;
		before = case_id;
		gaps += seen == 0;
		twice += seen > 1;
	}
	is_i64(failed, 0, "no report fails for another reason than its class");
	is_i64(made, THREADS * EACH * 4 / 5, "L14: eight at once enter 160 cases");
	ok(gaps == 0 && twice == 0, "L14: numbered 1 to 160 without gaps or doubles");
	is_i64(back, 0, "and in the order of ids, by which the docket finds the beginning of a number");
}

/* ---- Random histories ---------------------------------------------------------------------------- */

enum { WALKERS = 4, STEPS = 300, CASES = 12 };

static const char *const people[] = {"jdy01", "sly01", "zbz01", "pqy01", "cz14", "cz01", "hcy01", "wgy01", "ld01",
                                     "cz15", "dcy01", "zbz02"};

/* One clock for all: time goes on with every step that anybody takes. */
static _Atomic int64_t now;

struct walker {
	struct ctx      cx;
	struct db_conn *reader, *writer;
	struct actor   *who[NITEMS(people)];
	int64_t         ids[CASES];
	uint64_t        seed;
	int             taken, refused, odd;
};

static uint64_t
any(struct walker *w, uint64_t n)
{
	w->seed ^= w->seed << 13;
	w->seed ^= w->seed >> 7;
	w->seed ^= w->seed << 17;
	return w->seed % n;
}

/* What the case's page offers to this person; NULL: nothing but ends and notes. */
static const struct command *
choose(struct walker *w, int64_t id)
{
	char                    text[24], name[60];
	struct input            in[] = {{S("id"), str_of("")}};
	const struct case_page *p;
	const void             *out;
	bool                    ends = any(w, 40) == 0;

	(void)snprintf(text, sizeof(text), "%lld", (long long)id);
	in[0].value = str_of(text);
	w->cx.db = w->reader;
	ctx_forget(&w->cx);
	if (view_show(&w->cx, view_find(S("case.get")), in, 1, &out) == OK) {
		p = out;
		for (size_t tries = 0; p->n_offer && tries < 30; tries++) {
			const struct case_act_offer *o = &p->offer[any(w, p->n_offer)];
			/* Ends and notes come seldom, or every case is soon over. */
			bool dull = o->act == CASE_DO_NOTE || o->act == CASE_DO_DECIDE_VOID || o->act == CASE_DO_SELF ||
			            o->act == CASE_DO_DECLINE || o->act == CASE_DO_MERGE || o->act == CASE_DO_ASK_VOID;

			if (!o->may || (dull && !ends))
				continue;
			(void)snprintf(name, sizeof(name), "case.%s", case_act_code(o->act));
			return command_find(str_of(name));
		}
	}
	return NULL;
}

/* Fields that a random step may fill; a command takes those it knows. */
static size_t
fill(struct walker *w, const struct command *c, const char *id, const char *other, struct input *in)
{
	static const char *const answers[] = {"yes", "no", "unclear"};
	size_t                   m = 0;

	for (size_t i = 0; i < c->nin; i++) {
		const char *f = c->in[i].name;
		str         v = STR_NONE;

		if (strcmp(f, "id") == 0)
			v = str_of(id);
		else if (strcmp(f, "other") == 0 || strcmp(f, "beside") == 0)
			v = str_of(other);
		else if (strcmp(f, "answer") == 0)
			v = str_of(answers[c->in[i].choices[2].value ? any(w, 3) : any(w, 2)]);
		else if (strcmp(f, "reason") == 0 || strcmp(f, "text") == 0)
			v = any(w, 10) ? S("随机") : STR_NONE;
		else if (strcmp(f, "condition") == 0 || strcmp(f, "closing") == 0)
			v = any(w, 8) ? S("S01037-2") : S("S06010-1");
		else if (strcmp(f, "class") == 0)
			v = any(w, 2) ? S("S01037") : STR_NONE;
		else if (strcmp(f, "until") == 0)
			v = S("2026-12-31");
		else if (strcmp(f, "person") == 0)
			v = strncmp(c->name, "case.assign", 11) == 0 ? S("#16") : STR_NONE;
		if (v.p)
			in[m++] = (struct input){str_of(f), v};
	}
	return m;
}

static void
random_step(struct walker *w)
{
	int64_t               case_id = w->ids[any(w, CASES)];
	const struct command *c = NULL;
	char                  id[24], other[24];
	struct input          in[12];
	struct reply          r;
	enum err              e;

	w->cx.now = atomic_fetch_add(&now, (int64_t)any(w, 60000)) + 1;
	w->cx.who = w->who[any(w, NITEMS(people))];
	if (any(w, 6) == 0)
		c = case_commands[any(w, case_commands_n)];
	for (int i = 0; i < 12 && !c; i++) {
		w->cx.who = w->who[any(w, NITEMS(people))];
		c = choose(w, case_id);
	}
	if (!c)
		return;
	(void)snprintf(id, sizeof(id), "%lld", (long long)case_id);
	(void)snprintf(other, sizeof(other), "%lld", (long long)w->ids[any(w, CASES)]);
	if (str_starts(str_of(c->name), S("case.reporter")) || strcmp(c->name, "case.tell") == 0 ||
	    strcmp(c->name, "case.report") == 0 || strcmp(c->name, "case.limit") == 0)
		return;
	w->cx.db = w->writer;
	ctx_forget(&w->cx);
	e = command_do(&w->cx, c, in, fill(w, c, id, other, in), NULL, &r);
	if (e == OK)
		w->taken++;
	else if (e == ERR_RULE || e == ERR_INPUT || e == ERR_DENIED || e == ERR_NONE || e == ERR_STALE || e == ERR_BUSY)
		w->refused++;
	else {
		w->odd++;
		(void)printf("# %s: %s\n", c->name, err_name(e));
	}
}

static void *
walks(void *arg)
{
	struct walker *w = arg;

	for (int i = 0; i < STEPS; i++) {
		random_step(w);
		arena_reset(w->cx.arena);
	}
	return NULL;
}

static void
begin_walker(struct walker *w, uint64_t start)
{
	*w = (struct walker){.cx = st->cx, .seed = start, .reader = store_open(st, DB_READER),
	                     .writer = store_open(st, DB_WRITER)};
	w->cx.arena = arena_new((size_t)64 << 20);
	ensure(db_begin(st->cx.db) == OK);
	for (size_t i = 0; i < NITEMS(people); i++)
		ensure(actor_of_login(&st->cx, str_of(people[i]), STR_NONE, &w->who[i]) == OK);
	db_rollback(st->cx.db);
}

/* One event after the other, the holds without overlap, and the rules' own sentences. */
static int
faults_of(const struct case_page *p)
{
	int faults = p->kind == CASE_KIND_PROVEN && p->n_hold < 7;

	for (size_t k = 1; k < p->n_event; k++)
		faults += p->event[k - 1].rev != p->event[k].rev + 1;
	for (size_t k = 0; k + 1 < p->n_hold; k++)
		faults += p->hold[k].to_at == CASE_NO_TIME;
	for (size_t k = 0; k < p->n_clock; k++)
		faults += p->clock[k].runs && (p->clock[k].met_at.some || p->clock[k].dropped_at.some);
	return faults;
}

static void
histories(void)
{
	struct walker w[WALKERS];
	pthread_t     id[WALKERS];
	int64_t       ids[CASES];
	unsigned      seen = 0;
	int           taken = 0, refused = 0, odd = 0, faults = 0;

	st->cx.now = at(11, 23, 8, 30);
	for (size_t i = 0; i < CASES; i++) {
		char address[40];

		(void)snprintf(address, sizeof(address), "随机路%zu号", i / 2);
		ids[i] = report("jdy01", "grid", place_one, address, "S01037");
		ensure(ids[i] != 0);
	}
	now = st->cx.now;
	for (int i = 0; i < WALKERS; i++) {
		begin_walker(&w[i], UINT64_C(0x2545F4914F6CDD1D) * (uint64_t)(i + 1));
		memcpy(w[i].ids, ids, sizeof(ids));
	}
	for (int i = 0; i < WALKERS; i++)
		ensure(pthread_create(&id[i], NULL, walks, &w[i]) == 0);
	for (int i = 0; i < WALKERS; i++) {
		(void)pthread_join(id[i], NULL);
		taken += w[i].taken;
		refused += w[i].refused;
		odd += w[i].odd;
		db_close(w[i].reader);
		db_close(w[i].writer);
		arena_free(w[i].cx.arena);
	}
	st->cx.now = now;
	for (size_t i = 0; i < CASES; i++) {
		const struct case_page *p = page_as("zbz01", ids[i]);

		seen |= 1u << p->state;
		faults += faults_of(p);
	}
	is_i64(odd, 0, "four at once take random steps on twelve cases: refused or done, nothing else");
	ok(taken > 200, "%d steps taken, %d refused", taken, refused);
	is_i64(faults, 0, "every revision has its event, nobody holds a case beside another");
	ok((seen & ~(1u << CASE_REPORTED)) != 0, "and left the cases in %d states, not all where they began",
	   __builtin_popcount(seen));
	ok(cases_fold(), "every case equals its folded events");
}

/* ---- L26: who told us -------------------------------------------------------------------------------- */

/* A clerk who also holds a post of the unit that is sent the case, today in the clerk's post. */
static void
accused_finds_nothing(int64_t id)
{
	struct posts_fault fault;
	bool               changed;
	const char        *i = num(id);

	as("sly02");
	ensure(db_begin(st->cx.db) == OK);
	ensure(person_posts_put(&st->cx, st->cx.who->person, S("JD-sl；SZ-cz"), S("2026-07-01"), &fault, &changed) == OK);
	ensure(changed && db_commit(st->cx.db) == OK);
	ok(does("sly02", "case.reporter_find", "phone", "13800138000", "reason", "回访", NULL) == OK && said_reply.id == id,
	   "L26: a clerk of two posts finds what neither unit had to handle");
	ok(does("sly01", "case.accept", "id", i, NULL) == OK &&
	   does("sly01", "case.assign_check", "id", i, "person", "hcy01", NULL) == OK &&
	   does("hcy01", "case.check", "id", i, "answer", "yes", "text", "属实", NULL) == OK &&
	   does("zbz01", "case.file", "id", i, "condition", "S01037-2", NULL) == OK &&
	   does("pqy01", "case.dispatch", "id", i, NULL) == OK, "it is sent to the municipal services");
	ok(does("sly02", "case.reporter_find", "phone", "13800138000", "reason", "回访", NULL) == OK && said_reply.id == 0 &&
	   said_reply.done == T_case_reporter_not_found,
	   "L26: of what the unit of the other post has to answer for they find nothing");
	ok(does("sly02", "case.reporter_look", "id", i, "reason", "回访", NULL) == ERR_DENIED && !said_reply.secret.p,
	   "L26: nor may they open who reported it, from the post of a clerk");
	ok(!page_as("sly02", id)->reporter_name.p && !page_as("sly02", id)->reporter_phone.p &&
	   page_as("sly01", id)->reporter_name.p, "L26: nor does their page have the masks that a clerk's has");
	ok(does("sly01", "case.reporter_find", "phone", "13800138000", "reason", "回访", NULL) == OK && said_reply.id == id,
	   "who has no other post finds it");
	ok(does(NULL, "case.reporter_find", "phone", "13800138000", "reason", "回访", NULL) == ERR_DENIED,
	   "the program itself looks nobody up");
}

static void
identities(void)
{
	char            path[400];
	struct keyring *keys;
	struct arena   *a = arena_new((size_t)1 << 20);
	int64_t         id;
	const struct case_page *p;

	(void)snprintf(path, sizeof(path), "%s/keys", test_folder());
	st->cx.now = at(12, 14, 9, 0);
	reporter_use_keys(NULL);
	ok(does("sly01", "case.report", "source", "hotline", "place", own(place_one), "address", "民主路1号", "class", "S01037",
	        "description", "路灯不亮", "reporter_name", "李甲乙", NULL) == ERR_RULE && has(said, "密钥"), "without keys nobody's name is taken");
	ensure(keyring_make(&st->cx, str_of(path)) == OK && keyring_load(&st->cx, a, str_of(path), &keys) == OK);
	reporter_use_keys(keys);
	ok(does("sly01", "case.report", "source", "hotline", "place", own(place_one), "address", "民主路1号", "class",
	        "S01037",
	        "description", "李甲乙说灯不亮", "reporter_name", "李甲乙", "reporter_phone", "138 0013 8000", NULL) == OK,
	   "a call with name and number");
	id = said_reply.id;
	p = page_as("sly01", id);
	is_str(p->reporter_name, S("李*"), "the clerk sees 李*");
	is_str(p->reporter_phone, S("138****8000"), "and 138****8000");
	ok(!page_as("jdy01", id)->reporter_name.p, "an inspector sees nothing of it");
	ok(!has(json_of(st, "case.get", page_as("sly01", id)), "13800138000"), "nobody's page has the number");
	ok(does("sly01", "case.reporter_find", "phone", "+86 138-0013 8000", NULL) == ERR_INPUT, "a search needs a reason");
	ok(does("sly01", "case.reporter_find", "phone", "+86 138-0013 8000", "reason", "回访", NULL) == OK && said_reply.id == id,
	   "the same number, written otherwise, finds the case");
	accused_finds_nothing(id);
	ok(does("sly01", "case.reporter_look", "id", num(id), "reason", "", NULL) == ERR_INPUT,
	   "a look needs a reason");
	ok(does("jdy01", "case.reporter_look", "id", num(id), "reason", "好奇", NULL) == ERR_DENIED, "and permission");
	ok(does("sly01", "case.reporter_look", "id", num(id), "reason", "回访", NULL) == OK, "with both it opens");
	ok(has(said_reply.secret, "李甲乙") && has(said_reply.secret, "13800138000"), "the whole name and number");
	ok(str_eq(page_as("sly01", id)->event[0].type, S("case.reporter_seen")), "and every look is an event");
	ok(does("sly01", "case.note", "id", num(id), "text", "李甲乙来电催办", NULL) == OK, "a note that names him");
	/* The law's erasure. */
	ok(does("aq01", "case.reporter_erase", "id", num(id), "reason", "我是三楼的老王", NULL) == ERR_INPUT &&
	       does("aq01", "case.reporter_erase", "id", num(id), "reason", "wish", NULL) == OK,
	   "erasure, for one of four reasons, never in free words");
	p = page_as("sly01", id);
	ok(!p->reporter_name.p && !p->description.p, "nothing of the person is left on the page");
	ok(!p->event[p->n_event - 1].payload.p, "nor in the first event");
	ok(does("sly01", "case.reporter_look", "id", num(id), "reason", "回访", NULL) == ERR_NONE, "nor behind a look");
	ok(does("sly01", "case.reporter_find", "phone", "13800138000", "reason", "回访", NULL) == OK && said_reply.id == 0,
	   "nor by number");
	for (size_t i = 0; i + 1 < p->n_event; i++)
		ok(i == 0 || !p->event[i].payload.p, "nor in what was written on the way");
	ensure(db_begin(st->cx.db) == OK && journal_seal(&st->cx, SEAL_COUNT_MAX, NULL) == OK &&
	       db_commit(st->cx.db) == OK);
	ok(cases_fold(), "the seal is green and the row equals its events");
	/* Free words are personal where nobody was named, too; the next file does not bring them back. */
	for (int i = 0; i < 2; i++) {
		ok(does("zbz01", "case.tell", "source", "old", "source_ref", "7", "place", own(place_one), "description",
		        "李甲乙家门口堆物", "status", i ? "办结" : "受理", "is_public", "1", "open", i ? "0" : "1", "at",
		        "2026-12-01T08:00:00Z", NULL) == OK, "a source tells of a case");
		id = said_reply.id;
		if (i == 0)
			ok(does("aq01", "case.reporter_erase", "id", num(id), "reason", "wish", NULL) == OK,
			   "its words are erased, although it has no reporter");
		ok(!page_as("zbz01", id)->description.p, i ? "told again they stay away" : "they are gone");
	}
	ok(str_eq(page_as("zbz01", id)->told_status, S("办结")), "and what else is new is taken");
	ok(cases_fold(), "and the rows equal their events");
	reporter_use_keys(NULL);
	arena_free(a);
	(void)unlink(path);
}

/* ---- What a case refers to is there ------------------------------------------------------------------- */

/* SQLite refuses a row that refers to nothing; PostgreSQL does not look, and the verifier names it. */
static void
refers_to_nothing(void)
{
	static const char *const columns[] = {"place_id", "root_id", "found_by", "grid_id", "class_id", "condition_id",
	                                      "unit_id", "post_id", "person_id", "duty_id"};
	struct q_wrong_cases_row *row;
	size_t                    n = 1;

	ok(q_wrong_cases(&st->cx, &(struct q_wrong_cases_in){.n = 1}, &row, &n) == OK && n == 0,
	   "no case refers to what is not there");
	for (size_t i = 0; i < NITEMS(columns); i++) {
		char sql[160];
		/* As a fault of the program would, not somebody's hand: through its own connection. */
		struct db_query q = {.name = "refer", .room = "tests", .kind = DB_EXEC, .writes = true, .table = "cases",
		                     .sqlite = sql, .postgres = sql};
		int64_t         changed = 0;
		enum err        e;

		(void)snprintf(sql, sizeof(sql), "UPDATE cases SET %s = 987654321 WHERE id = (SELECT max(id) FROM cases)",
		               columns[i]);
		ensure(db_begin(st->cx.db) == OK);
		e = db_run_exec(&st->cx, &q, NULL, &changed);
		n = 0;
		if (e == OK)
			ensure(q_wrong_cases(&st->cx, &(struct q_wrong_cases_in){.n = 1}, &row, &n) == OK);
		ok(e != OK || (changed == 1 && n == 1), "%s: %s of nothing is refused, or named by the verifier", st->engine,
		   columns[i]);
		if (strcmp(st->engine, "sqlite") == 0)
			ok(e != OK, "%s: refused where a look is cheap", columns[i]);
		db_rollback(st->cx.db);
		ctx_forget(&st->cx);
	}
}

static void
on_a_store(struct store *s)
{
	case_city(s);
	numbers();
	histories();
	identities();
	refers_to_nothing();
}

int
main(void)
{
	on_engines(case_schemas, NITEMS(case_schemas), on_a_store);
	return done();
}
