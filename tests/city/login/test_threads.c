/* Sessions and calendars in memory, asked for by many threads at once (run under the thread sanitizer too). */
#include "city/city.h"

#include <pthread.h>

enum { THREADS = 4, ROUNDS = 400, PEOPLE = 6 };

struct job {
	struct store   *s;
	struct db_conn *db;
	str             token[PEOPLE];
	int64_t         session[PEOPLE], closed; /* the last one is closed by the first thread */
	int             number, wrong, hits;
};

static int closed_now; /* atomically */

static void
ask(struct job *j, int round)
{
	struct ctx      cx = {.arena = arena_new(4 << 20), .now = NOON, .zone = 480, .db = j->db};
	int             i = (round * 7 + j->number) % PEOPLE;
	struct session *x = NULL;
	bool            touch, after = __atomic_load_n(&closed_now, __ATOMIC_SEQ_CST) != 0;
	enum err        e = OK;

	ensure(cx.arena != NULL);
	if (session_cached(j->token[i], cx.now, cx.arena, &x, &touch) == SESSION_GOOD) {
		j->hits++;
	} else {
		ensure(db_begin(cx.db) == OK);
		e = session_load(&cx, j->token[i], &x, &touch);
		db_rollback(cx.db);
	}
	if (i == PEOPLE - 1 && after)
		j->wrong += e != ERR_LOGIN;
	else if (i != PEOPLE - 1)
		j->wrong += e != OK || x->id != j->session[i];
	if (round % 50 == 0)
		session_forget(1000000 + round);
	arena_free(cx.arena);
}

static void
calendar(struct job *j)
{
	struct ctx                      cx = {.arena = arena_new(64 << 20), .now = NOON, .zone = 480, .db = j->db};
	const struct worktime_calendar *c = NULL;
	struct worktime_due             due;
	enum err                        e;

	ensure(cx.arena && db_begin(cx.db) == OK);
	e = calendar_now(&cx, &c);
	db_rollback(cx.db);
	j->wrong += e != OK || worktime_add(c, &(struct worktime_limit){1, WORKTIME_WORKDAY, WORKTIME_DAY}, NOON,
	                                    &due) ||
	            due.due <= NOON;
	arena_free(cx.arena);
	calendar_drop();
}

static void *
work(void *arg)
{
	struct job *j = arg;

	for (int round = 0; round < ROUNDS; round++) {
		ask(j, round);
		if (round % 40 == 0)
			calendar(j);
		if (j->number == 0 && round == ROUNDS / 2) {
			struct ctx   cx = {.arena = arena_new(4 << 20), .now = NOON, .zone = 480, .db = j->s->writer};
			struct actor who = {.user = 1, .session = j->closed};
			struct reply r;

			cx.who = &who;
			ensure(cx.arena && command_do(&cx, command_find(S("session.close")), NULL, 0, NULL, &r) == OK);
			__atomic_store_n(&closed_now, 1, __ATOMIC_SEQ_CST);
			arena_free(cx.arena);
		}
	}
	return NULL;
}

static void
test(struct store *s)
{
	static const char *const who[PEOPLE] = {"zbz01", "zbz02", "hcy01", "hcy02", "pqy01", "pqy02"};
	struct job               job[THREADS] = {0};
	pthread_t                thread[THREADS];
	struct reply             r;
	str                      said;
	int                      wrong = 0, hits = 0;

	session_cache_clear();
	calendar_drop();
	__atomic_store_n(&closed_now, 0, __ATOMIC_SEQ_CST);
	make_city(s);
	ensure(load_calendar(s, S("office"), data_file(s, "calendar/office.tsv"), S("示例"), &r, &said) == OK);
	ensure(db_begin(s->cx.db) == OK && setting_put(&s->cx, S("demo"), S("1")) == OK && db_commit(s->cx.db) == OK);
	ensure(run_said(s, "login.demo", NULL, 0, &r, &said) == OK);
	for (int i = 0; i < PEOPLE; i++) {
		struct input in[] = {{S("login"), str_of(who[i])}, {S("password"), demo_password}, {S("address"),
		                                                                                    S("10.0.0.1")}};

		ensure(run_said(s, "session.open", in, 3, &r, &said) == OK && r.id);
		ensure(arena_str(s->cx.arena, r.secret, &job[0].token[i]));
		job[0].session[i] = job[0].closed = r.id;
	}
	for (int t = 0; t < THREADS; t++) {
		job[t] = job[0];
		job[t].s = s;
		job[t].number = t;
		job[t].db = store_open(s, DB_READER);
		job[t].wrong = job[t].hits = 0;
	}
	for (int t = 0; t < THREADS; t++)
		ensure(pthread_create(&thread[t], NULL, work, &job[t]) == 0);
	for (int t = 0; t < THREADS; t++) {
		(void)pthread_join(thread[t], NULL);
		db_close(job[t].db);
		wrong += job[t].wrong;
		hits += job[t].hits;
	}
	is_i64(wrong, 0,
	       "%s: everybody is who he is, a closed session is nobody's once that was answered, calendars answer",
	       s->engine);
	ok(hits > THREADS * ROUNDS / 2, "%s: most of it out of memory (%d of %d)", s->engine, hits, THREADS * ROUNDS);
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
