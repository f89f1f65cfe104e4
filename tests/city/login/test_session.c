/* Logging in: waits, sessions in the store and in memory. */
#include "city/city.h"
#include "place_sql.h"
#include "login_sql.h"
#include "city/login/inside.h"

#include <pthread.h>
#include <time.h>

static const char home[] = "10.0.0.1", street[] = "203.0.113.9";

static enum err
log_in(struct store *s, const char *login, str password, const char *post, const char *address, struct reply *r,
    str *said)
{
	struct input in[] = {
	    {S("login"), str_of(login)}, {S("password"), password}, {S("address"), str_of(address)}, {S("post"),
	        str_of(post)}};

	s->cx.who = &actor_system;
	return run_said(s, "session.open", in, post ? 4 : 3, r, said);
}

static enum err
load(struct store *s, str token, struct session **x, bool *touch)
{
	enum err e;

	ctx_forget(&s->cx);
	s->cx.db = s->reader;
	ensure(db_begin(s->cx.db) == OK);
	e = session_load(&s->cx, token, x, touch);
	db_rollback(s->cx.db);
	s->cx.db = s->writer;
	return e;
}

static struct session *
session_of(struct store *s, str token)
{
	struct session *x = NULL;
	bool            touch;

	return load(s, token, &x, &touch) == OK ? x : NULL;
}

static int64_t
failures(struct store *s, const char *subject)
{
	struct q_failure_get_row f = {0};
	enum err                 e;

	ensure(db_begin(s->cx.db) == OK);
	e = q_failure_get(&s->cx, &(struct q_failure_get_in){.subject = str_of(subject)}, &f);
	db_rollback(s->cx.db);
	return e == OK ? f.failed : -1;
}

/* How often an account was refused for a reason from an address in the hour of `at`; -1: no such row. */
static int64_t
refused(struct store *s, int64_t at, const char *account, const char *address, const char *why)
{
	struct q_refused_get_row r;
	enum err                 e;

	ensure(db_begin(s->cx.db) == OK);
	e = q_refused_get(&s->cx,
	                  &(struct q_refused_get_in){.hour = at - at % 3600000, .account = str_of(account),
	                                             .address = str_of(address), .why = str_of(why)},
	                  &r);
	db_rollback(s->cx.db);
	return e == OK ? r.times : -1;
}

static int64_t
refused_rows(struct store *s, int64_t at)
{
	struct q_refused_rows_row r;

	ensure(db_begin(s->cx.db) == OK &&
	       q_refused_rows(&s->cx, &(struct q_refused_rows_in){.hour = at - at % 3600000, .most = 100000},
	                      &r) == OK);
	db_rollback(s->cx.db);
	return r.n;
}

static enum err
by_name(struct store *s, const char *command, const char *name, struct reply *r, str *said)
{
	struct input in = {S("name"), str_of(name)};

	return run_said(s, command, &in, 1, r, said);
}

static str
copy(struct store *s, str v)
{
	str out = STR_NONE;

	ensure(arena_str(s->cx.arena, v, &out));
	return out;
}

/* ---- Logging in ---- */

static void
demo_passwords(struct store *s)
{
	struct reply r;
	str          said;

	ok(run_said(s, "login.demo", NULL, 0, &r, &said) == ERR_RULE && has(said, "不是演示区"),
	   "%s: no known passwords where demo is not set", s->engine);
	ensure(db_begin(s->cx.db) == OK && setting_put(&s->cx, S("demo"), S("1")) == OK && db_commit(s->cx.db) == OK);
	ok(run_said(s, "login.demo", NULL, 0, &r, &said) == OK && str_eq(r.arg[0], S("80")),
	   "%s: with it the 80 log-ins get theirs", s->engine);
	ok(run_said(s, "login.demo", NULL, 0, &r, &said) == OK && str_eq(r.arg[0], S("0")), "%s: once", s->engine);
	ok(log_in(s, "zbz01", demo_password, NULL, home, &r, &said) == OK && r.secret.n == TOKEN_TEXT,
	    "%s: and can log in",
	   s->engine);
	ensure(db_begin(s->cx.db) == OK && setting_put(&s->cx, S("demo"), S("0")) == OK && db_commit(s->cx.db) == OK);
	ok(log_in(s, "zbz02", demo_password, NULL, home, &r, &said) == ERR_LOGIN,
	   "%s: the known password opens nothing once demo is not set", s->engine);
	ensure(db_begin(s->cx.db) == OK && setting_put(&s->cx, S("demo"), S("1")) == OK && db_commit(s->cx.db) == OK);
}

static void
fail_before(struct store *s, const char *subject, int n)
{
	int64_t changed;

	ensure(db_begin(s->cx.db) == OK);
	for (int i = 0; i < n; i++)
		ensure(q_failure_add(&s->cx,
		                     &(struct q_failure_add_in){.subject = str_of(subject), .at = s->cx.now,
		                                                .forget = 0},
		                     &changed) == OK);
	ensure(db_commit(s->cx.db) == OK);
}

static void
wrong_passwords(struct store *s)
{
	struct reply r;
	str          said, known, unknown;

	ok(log_in(s, "hcy01", S("wrong one"), NULL, street, &r, &known) == ERR_LOGIN &&
	       log_in(s, "nobody", S("wrong one"), NULL, street, &r, &unknown) == ERR_LOGIN && str_eq(known, unknown),
	   "%s: an unknown account and a wrong password read the same", s->engine);
	ok(failures(s, "login:hcy01") == 1 && failures(s, "login:?6382") == 1 && failures(s,
	    "address:203.0.113.9") == 2,
	   "%s: failures are kept though the log-in was refused; of what is no account two bytes of a digest",
	   s->engine);
	for (int i = 0; i < 3; i++)
		ok(log_in(s, "hcy01", S("wrong one"), NULL, street, &r, &said) == ERR_LOGIN, "%s: failure %d",
		    s->engine, i + 2);
	ok(log_in(s, "hcy01", demo_password, NULL, street, &r, &said) == ERR_MANY && has(said, "1 分钟"),
	   "%s: after four the right one has to wait too", s->engine);
	is_i64(failures(s, "login:hcy01"), 4, "%s: waiting does not make it longer", s->engine);
	ok(log_in(s, "HCY02", demo_password, NULL, street, &r, &said) == OK,
	    "%s: others at the address do not wait; capitals are no matter",
	   s->engine);
	s->cx.now += 1000;
	ok(log_in(s, "hcy01", demo_password, NULL, street, &r, &said) == OK && failures(s, "login:hcy01") == -1,
	   "%s: after the second it is let in, and the failures are forgotten", s->engine);
	for (int i = 0; i < 6; i++) {
		(void)log_in(s, "hcy01", S("guess"), NULL, "198.51.100.7", &r, &said);
		s->cx.now += 200;
	}
	ok(log_in(s, "hcy01", demo_password, NULL, "198.51.100.8", &r, &said) == ERR_MANY,
	   "%s: guessed at from elsewhere, the account waits", s->engine);
	ok(log_in(s, "hcy01", demo_password, NULL, street, &r, &said) == OK,
	   "%s: but not where it was let in before: nobody locks its owner out", s->engine);
	/* Twenty others tried before, without the hashing. */
	fail_before(s, "address:192.0.2.66", 20);
	ensure(log_in(s, "name20", S("guess"), NULL, "192.0.2.66", &r, &said) == ERR_LOGIN);
	ok(log_in(s, "hcy03", demo_password, NULL, "192.0.2.66", &r, &said) == ERR_MANY,
	   "%s: an address that tries many names waits itself", s->engine);
	s->cx.now += BACKOFF_MAX_MS;
	ok(log_in(s, "hcy03", demo_password, NULL, "192.0.2.66", &r, &said) == OK, "%s: 15 minutes at the most",
	    s->engine);
}

/* What the auditor reads of an hour in which nothing else was refused. */
static void
auditor_is_told(struct store *s)
{
	struct reply r;
	str          said;
	int64_t      n;

	s->cx.now = NOON + 5 * 3600000;
	ensure(log_in(s, "hcy03", S("wrong one"), NULL, home, &r, &said) == ERR_LOGIN);
	s->cx.now += 60000;
	ensure(log_in(s, "HCY03", S("wrong one"), NULL, home, &r, &said) == ERR_LOGIN);
	is_i64(refused(s, s->cx.now, "hcy03", home, "password"), 2,
	       "%s: the auditor is told who was refused, from where, in which hour, how often", s->engine);
	ensure(log_in(s, "my own password", S("x"), NULL, home, &r, &said) == ERR_LOGIN &&
	       log_in(s, "another", S("x"), NULL, home, &r, &said) == ERR_LOGIN);
	is_i64(refused(s, s->cx.now, "", home, "unknown"), 2,
	       "%s: what is no account's name is not written down: one row, however many are tried", s->engine);
	fail_before(s, "login:hcy03", 20);
	for (int i = 0; i < 5; i++)
		ensure(log_in(s, "hcy03", S("wrong one"), NULL, home, &r, &said) == ERR_MANY);
	ok(refused(s, s->cx.now, "hcy03", home, "wait") == 1 && refused(s, s->cx.now, "hcy03", home, "password") == 2,
	   "%s: knocking while one has to wait is told of, and costs one write a minute", s->engine);
	s->cx.now += 60000;
	ensure(log_in(s, "hcy03", S("wrong one"), NULL, home, &r, &said) == ERR_MANY);
	is_i64(refused(s, s->cx.now, "hcy03", home, "wait"), 2, "%s: the next minute counts again", s->engine);
	is_i64(refused_rows(s, s->cx.now), 3, "%s: three rows so far", s->engine);
	ensure(db_begin(s->cx.db) == OK);
	for (int i = 3; i < REFUSED_HOUR_ROWS; i++)
		ensure(q_refused_add(&s->cx,
		                     &(struct q_refused_add_in){
		                         .hour = s->cx.now - s->cx.now % 3600000, .account = S("hcy02"),
		                         .address = arena_printf(s->cx.arena, "192.0.2.%d", i), .why = S("password"),
		                         .at = s->cx.now},
		                     &n) == OK);
	ensure(db_commit(s->cx.db) == OK);
	ensure(log_in(s, "hcy01", S("wrong one"), NULL, "198.51.100.99", &r, &said) == ERR_LOGIN &&
	       log_in(s, "zbz02", S("wrong one"), NULL, "198.51.100.98", &r, &said) == ERR_LOGIN);
	ok(refused_rows(s, s->cx.now) == REFUSED_HOUR_ROWS + 1 && refused(s, s->cx.now, "", "", "rest") == 1,
	   "%s: an hour has its rows and one for the rest: nobody fills the disk", s->engine);
	s->cx.now += 120000;
	ensure(log_in(s, "hcy02", S("wrong one"), NULL, "192.0.2.17", &r, &said) == ERR_LOGIN);
	is_i64(refused(s, s->cx.now, "hcy02", "192.0.2.17", "password"), 2, "%s: rows that are there go on counting",
	       s->engine);
}

static void
sessions(struct store *s)
{
	struct reply    r;
	struct session *x, *y;
	str             said, token, second, other;
	bool            touch;
	struct actor    who;

	s->cx.now = NOON + 24 * 3600000;
	session_cache_clear();
	ensure(log_in(s, "zbz01", demo_password, NULL, home, &r, &said) == OK);
	token = copy(s, r.secret);
	ok(session_cached(token, s->cx.now, s->cx.arena, &x, &touch) == SESSION_UNKNOWN,
	    "%s: memory does not know it yet",
	   s->engine);
	if (!ok(load(s, token, &x, &touch) == OK, "%s: the store does", s->engine))
		return;
	ok(str_eq(x->actor.name, S("沈成岁")) && x->role == ROLE_CHIEF && has(x->actor.unit_name, "监督中心") &&
	       x->actor.session == r.id && x->actor.demo && !touch,
	   "%s: who, as what, where", s->engine);
	ok(actor_may(&x->actor, PERM_CASE_FILE) && !actor_may(&x->actor, PERM_CASE_VERIFY) &&
	    x->actor.reach % 2 == 0 &&
	       x->actor.reach == REACH_PLACE(x->actor.place),
	   "%s: with its post's permissions, over its place", s->engine);
	ok(session_cached(token, s->cx.now + 5, s->cx.arena, &y, &touch) == SESSION_GOOD && y->id == x->id &&
	       str_eq(y->actor.name, x->actor.name) && str_eq(y->login, S("zbz01")) &&
	           y->actor.reach == x->actor.reach && !touch,
	   "%s: now memory does", s->engine);
	other = arena_printf(s->cx.arena, "%c%.*s", token.p[0] == 'A' ? 'B' : 'A', (int)TOKEN_TEXT - 1, token.p + 1);
	ok(session_cached(S("short"), s->cx.now, s->cx.arena, &y, &touch) == SESSION_OVER &&
	       session_cached(other, s->cx.now, s->cx.arena, &y, &touch) != SESSION_GOOD && session_of(s,
	           other) == NULL,
	   "%s: another token is nobody", s->engine);
	session_epoch(INT64_C(1) << 40);
	ok(session_cached(token, s->cx.now + 6, s->cx.arena, &y, &touch) == SESSION_UNKNOWN,
	    "%s: a newer epoch asks the store again",
	   s->engine);
	session_cache_clear();
	ensure(load(s, token, &x, &touch) == OK);
	ok(session_cached(token, s->cx.now + SESSION_TRUST_MS, s->cx.arena, &y, &touch) == SESSION_UNKNOWN,
	   "%s: after a minute too", s->engine);

	/* A unit's own post */
	ensure(log_in(s, "cz01", demo_password, NULL, home, &r, &said) == OK);
	y = session_of(s, copy(s, r.secret));
	ok(y && y->role == ROLE_HANDLER && y->actor.reach == REACH_UNIT(y->actor.unit),
	   "%s: a post without a place sees its unit's own cases", s->engine);

	/* Idle */
	ensure(load(s, token, &x, &touch) == OK);
	ok(session_cached(token, s->cx.now + 29 * 60000, s->cx.arena, &y, &touch) == SESSION_UNKNOWN,
	    "%s: idle for 29 minutes", s->engine);
	s->cx.now += 29 * 60000;
	ok(load(s, token, &x, &touch) == OK && touch, "%s: still good, and the store should hear of it", s->engine);
	ok(session_cached(token, s->cx.now + 1000, s->cx.arena, &y, &touch) == SESSION_GOOD && !touch,
	    "%s: said once", s->engine);
	{
		struct input in = {S("id"), arena_printf(s->cx.arena, "%" PRId64, x->id)};

		ok(run_said(s, "session.seen", &in, 1, &r, &said) == OK, "%s: session.seen", s->engine);
	}
	session_cache_clear();
	s->cx.now += 29 * 60000;
	ok(load(s, token, &x, &touch) == OK, "%s: seen 29 minutes ago", s->engine);
	session_cache_clear();
	s->cx.now += 60000;
	ok(load(s, token, &x, &touch) == ERR_LOGIN, "%s: seen 30 minutes ago: over", s->engine);

	/* Its end, whatever is done with it */
	ensure(log_in(s, "zbz01", demo_password, NULL, home, &r, &said) == OK);
	token = copy(s, r.secret);
	for (int i = 0; i < 12 * 4 - 1; i++) {
		struct input in = {S("id"), arena_printf(s->cx.arena, "%" PRId64, r.id)};

		s->cx.now += 15 * 60000;
		ensure(run_said(s, "session.seen", &in, 1, &(struct reply){0}, &said) == OK);
	}
	ok(session_of(s, token) != NULL, "%s: used all the time it is good for 11 h 45 min", s->engine);
	s->cx.now += 15 * 60000;
	ok(session_of(s, token) == NULL && session_cached(token, s->cx.now, s->cx.arena, &y, &touch) != SESSION_GOOD,
	   "%s: after 12 hours it is over", s->engine);

	/* Closing */
	ensure(log_in(s, "zbz01", demo_password, NULL, home, &r, &said) == OK);
	token = copy(s, r.secret);
	x = session_of(s, token);
	ensure(x != NULL);
	who = x->actor;
	s->cx.who = &who;
	ok(run_said(s, "session.close", NULL, 0, &r, &said) == OK &&
	       session_cached(token, s->cx.now, s->cx.arena, &y, &touch) == SESSION_UNKNOWN && session_of(s,
	           token) == NULL,
	   "%s: closed, it is nobody's at once", s->engine);

	/* Another post */
	s->cx.who = &actor_system;
	{
		struct input in[] = {{S("person"), S("zbz01")}, {S("post"), S("JD-sl")}};
		struct input post = {S("post"), S("JD-sl")}, alien = {S("post"), S("HQ-xt")};

		ensure(run_said(s, "holding.add", in, 2, &r, &said) == OK);
		ensure(log_in(s, "zbz01", demo_password, "JD-sl", home, &r, &said) == OK);
		x = session_of(s, copy(s, r.secret));
		ok(x && x->role == ROLE_CLERK, "%s: logged in as the post asked for", s->engine);
		ensure(log_in(s, "zbz01", demo_password, NULL, home, &r, &said) == OK);
		token = copy(s, r.secret);
		x = session_of(s, token);
		ensure(x && x->role == ROLE_CHIEF);
		who = x->actor;
		s->cx.who = &who;
		ok(run_said(s, "session.switch_post", &alien, 1, &r, &said) == ERR_RULE,
		    "%s: not to a post that one does not hold",
		   s->engine);
		s->cx.now += 60000;
		ok(run_said(s, "session.switch_post", &post, 1, &r, &said) == OK, "%s: switching posts", s->engine);
		second = copy(s, r.secret);
		y = session_of(s, second);
		ok(y && y->role == ROLE_CLERK && !str_eq(second, token) && session_of(s, token) == NULL &&
		    y->ends_at == x->ends_at,
		   "%s: gives a new token, ends the old one, and is no longer good than before", s->engine);
		ok(y && y->actor.person == x->actor.person && y->actor.post != x->actor.post,
		    "%s: the same human in another post",
		   s->engine);
		s->cx.who = &actor_system;
		ensure(run_said(s, "holding.end", in, 2, &r, &said) == OK);
		session_cache_clear();
		ok(session_of(s, second) == NULL, "%s: a post that is left ends what was done in it", s->engine);
	}
}

/* The password is changed between the slow check of it and the log-in itself. */
static void
changed_meanwhile(struct store *s)
{
	const struct command *open = command_find(S("session.open"));
	struct input          in[] = {{S("login"), S("zbz02")}, {S("password"), demo_password}, {S("address"), str_of(home)}};
	struct q_login_by_name_row l;
	struct reply          r = {0};
	const void           *bound;
	void                 *made;
	int64_t               n;

	ctx_forget(&s->cx);
	s->cx.who = &actor_system;
	ensure(db_begin(s->cx.db) == OK &&
	       q_login_by_name(&s->cx, &(struct q_login_by_name_in){.name = S("zbz02")}, &l) == OK);
	db_rollback(s->cx.db);
	ensure(command_bind(&s->cx, open->in, open->nin, open->in_size, in, NITEMS(in), &bound) == OK &&
	       command_prepare(&s->cx, open, bound, &made) == OK);
	ensure(db_begin(s->cx.db) == OK &&
	       q_login_set_hash(&s->cx,
	                        &(struct q_login_set_hash_in){.id = l.id, .rev = l.rev, .hash = S("$argon2id$another"),
	                                                      .must_change = false},
	                        &n) == OK &&
	       db_commit(s->cx.db) == OK);
	ensure(db_begin(s->cx.db) == OK);
	ok(command_run(&s->cx, open, bound, made, NULL, &r) == OK && r.id == 0 && r.secret.n == 0 &&
	       r.done == T_login_wrong,
	   "%s: what was right when it was checked and is no longer opens nothing", s->engine);
	db_rollback(s->cx.db);
	ensure(db_begin(s->cx.db) == OK &&
	       q_login_set_hash(&s->cx,
	                        &(struct q_login_set_hash_in){.id = l.id, .rev = l.rev, .hash = l.hash,
	                                                      .must_change = l.must_change},
	                        &n) == OK &&
	       db_commit(s->cx.db) == OK);
	ensure(command_prepare(&s->cx, open, bound, &made) == OK && db_begin(s->cx.db) == OK);
	ok(command_run(&s->cx, open, bound, made, NULL, &r) == OK && r.id > 0, "%s: unchanged it does", s->engine);
	db_rollback(s->cx.db);
}

/* Nothing was checked because one had to wait: that the wait is over by then does not make it right. */
static void
waited_meanwhile(struct store *s)
{
	const struct command *open = command_find(S("session.open"));
	struct input          in[] = {{S("login"), S("hcy03")}, {S("password"), S("wrong one")}, {S("address"), S("192.0.2.201")}};
	struct reply          r = {0};
	const void           *bound;
	void                 *made;
	int64_t               before;

	ctx_forget(&s->cx);
	s->cx.who = &actor_system;
	fail_before(s, "login:hcy03", 30);
	ensure(command_bind(&s->cx, open->in, open->nin, open->in_size, in, NITEMS(in), &bound) == OK &&
	       command_prepare(&s->cx, open, bound, &made) == OK);
	before = failures(s, "login:hcy03");
	s->cx.now += BACKOFF_MAX_MS;
	ensure(db_begin(s->cx.db) == OK);
	ok(command_run(&s->cx, open, bound, made, NULL, &r) == OK && r.id == 0 && r.done == T_login_wait &&
	       str_eq(r.arg[0], S("1")),
	   "%s: who had to wait when he was looked at is told to, though it is over", s->engine);
	ensure(db_commit(s->cx.db) == OK);
	is_i64(failures(s, "login:hcy03"), before, "%s: and is not counted: no password was looked at", s->engine);
}

/* What another connection does with a session while somebody changes its post. */
struct switching {
	struct store *s;
	struct actor  who;
	enum err      result;
	str           said;
};

static void *
switch_post(void *arg)
{
	struct switching *w = arg;
	struct input      post = {S("post"), S("JD-sl")};
	struct reply      r;

	w->s->cx.who = &w->who;
	w->result = run_said(w->s, "session.switch_post", &post, 1, &r, &w->said);
	return NULL;
}

static void
switched_twice(struct store *s)
{
	struct input     in[] = {{S("person"), S("zbz02")}, {S("post"), S("JD-sl")}};
	struct timespec  pause = {0, 300000000};
	struct ctx       other = {.arena = arena_new(4 << 20), .now = s->cx.now, .zone = 480};
	struct switching w = {.s = s};
	struct session  *x;
	struct reply     r;
	pthread_t        thread;
	str              said;
	int64_t          n;

	s->cx.who = &actor_system;
	ensure(run_said(s, "holding.add", in, 2, &r, &said) == OK);
	s->cx.now += BACKOFF_MAX_MS;
	ensure(log_in(s, "zbz02", demo_password, NULL, "192.0.2.202", &r, &said) == OK);
	ensure((x = session_of(s, copy(s, r.secret))) != NULL);
	w.who = x->actor;
	other.db = store_open(s, DB_WRITER);
	ensure(other.arena && other.db && db_begin(other.db) == OK &&
	       q_session_end(&other, &(struct q_session_end_in){.id = x->id, .at = s->cx.now}, &n) == OK && n == 1);
	ensure(pthread_create(&thread, NULL, switch_post, &w) == 0);
	(void)nanosleep(&pause, NULL);
	ensure(db_commit(other.db) == OK && pthread_join(thread, NULL) == 0);
	ok(w.result == ERR_LOGIN && has(w.said, "登录"), "%s: of two who change the post of one session the second gets none: %s %.*s",
	   s->engine, err_name(w.result), STR_ARG(w.said));
	db_close(other.db);
	arena_free(other.arena);
}

static void
administration(struct store *s)
{
	struct input    create[] = {{S("name"), S("neu01")}, {S("person"), S("sly01")}};
	struct input    change[] = {{S("old"), STR_NONE}, {S("new"), S("etwas Langes 7")}};
	struct reply    r;
	struct session *x;
	struct actor    who, sec = {.user = 999, .person = 999};
	str             said, once, token, other;
	bool            touch;

	role_grant(ROLE_SECADMIN, &sec);
	s->cx.who = &sec;
	ok(run_said(s, "login.create", create, 2, &r, &said) == OK && r.secret.n == 14,
	    "%s: a log-in with a one-time password",
	   s->engine);
	once = copy(s, r.secret);
	ok(run_said(s, "login.create", create, 2, &r, &said) == ERR_RULE, "%s: a name once", s->engine);
	ok(log_in(s, "neu01", once, NULL, home, &r, &said) == OK && r.done == T_login_must_change, "%s: it opens",
	    s->engine);
	token = copy(s, r.secret);
	ensure(log_in(s, "neu01", once, NULL, home, &r, &said) == OK);
	other = copy(s, r.secret);
	x = session_of(s, token);
	ensure(x != NULL);
	ok(x->must_change && !actor_may(&x->actor, PERM_CASE_SEE) && actor_may(&x->actor, PERM_SELF),
	   "%s: but nothing can be done with it before it is changed", s->engine);
	who = x->actor;
	s->cx.who = &who;
	change[0].value = S("not this");
	ok(run_said(s, "login.password", change, 2, &r, &said) == ERR_INPUT &&
	       failures(s, "change:neu01") == 1,
	   "%s: the old one must be right, and guessing it is counted", s->engine);
	is_i64(refused(s, s->cx.now, "neu01", "", "old_password"), 1, "%s: the auditor is told of it", s->engine);
	change[0].value = once;
	change[1].value = S("12345678901");
	ok(run_said(s, "login.password", change, 2, &r, &said) == ERR_INPUT && has(said, "常见"),
	    "%s: a common one is refused",
	   s->engine);
	change[1].value = S("etwas Langes 7");
	ok(run_said(s, "login.password", change, 2, &r, &said) == OK,
	    "%s: changed", s->engine);
	x = session_of(s, token);
	ok(x && !x->must_change && actor_may(&x->actor, PERM_CASE_SEE) && session_of(s, other) == NULL,
	   "%s: this session goes on with all it may, others are ended", s->engine);
	ok(log_in(s, "neu01", once, NULL, home, &r, &said) == ERR_LOGIN, "%s: the one-time password is spent",
	    s->engine);

	s->cx.who = &sec;
	ok(by_name(s, "login.reset", "neu01", &r, &said) == OK && r.secret.n == 14 && session_of(s, token) == NULL,
	   "%s: a reset gives a new one and ends the sessions", s->engine);
	once = copy(s, r.secret);
	ensure(log_in(s, "neu01", once, NULL, home, &r, &said) == OK);
	token = copy(s, r.secret);
	ensure(session_of(s, token) != NULL);
	s->cx.who = &sec;
	ok(by_name(s, "login.disable", "neu01", &r, &said) == OK &&
	       session_cached(token, s->cx.now, s->cx.arena, &x, &touch) == SESSION_UNKNOWN && session_of(s,
	           token) == NULL,
	   "%s: disabled, its sessions are over at once", s->engine);
	ok(log_in(s, "neu01", once, NULL, home, &r, &said) == ERR_LOGIN && has(said, "登录名或口令不对"),
	   "%s: and it reads like a wrong password", s->engine);
	is_i64(refused(s, s->cx.now, "neu01", home, "disabled"), 1, "%s: but the auditor is told why", s->engine);
	s->cx.who = &sec;
	ok(by_name(s, "login.enable", "neu01", &r, &said) == OK && log_in(s, "neu01", once, NULL, home, &r,
	    &said) == OK,
	   "%s: enabled again", s->engine);
	s->cx.who = &sec;
	ok(by_name(s, "login.reset", "nobody", &r, &said) == ERR_NONE, "%s: no such log-in", s->engine);
	s->cx.who = &actor_system;
}

/* Who is at work is not idle, though the line was full when the store should have heard of it. */
static void
untold(struct store *s)
{
	struct reply    r;
	struct session *x;
	str             said, token;
	bool            touch;
	int             asked = 0;

	session_cache_clear();
	s->cx.now += 24 * 3600000;
	s->cx.who = &actor_system;
	ensure(log_in(s, "zbz01", demo_password, NULL, home, &r, &said) == OK);
	token = copy(s, r.secret);
	s->cx.now += 4 * 60000;
	ensure(load(s, token, &x, &touch) == OK && touch);
	session_untouched(x->id + 1);
	ok(session_cached(token, s->cx.now + 5000, s->cx.arena, &x, &touch) == SESSION_GOOD && !touch,
	   "%s: another's failure is another's", s->engine);
	session_untouched(x->id);
	for (int ms = 0; ms < SESSION_AGAIN_MS; ms += 100)
		asked += session_cached(token, s->cx.now + 5000 + ms, s->cx.arena, &x, &touch) == SESSION_GOOD && touch;
	is_i64(asked, 0, "not with every request while the line is full");
	ok(session_cached(token, s->cx.now + 5000 + SESSION_AGAIN_MS, s->cx.arena, &x, &touch) == SESSION_GOOD && touch,
	   "%s: but a second later it is asked for again", s->engine);
	ok(session_cached(token, s->cx.now + 5001 + SESSION_AGAIN_MS, s->cx.arena, &x, &touch) == SESSION_GOOD &&
	       !touch, "%s: once", s->engine);
}

static void
without_session(struct store *s)
{
	struct actor *a = NULL;

	ctx_forget(&s->cx);
	ensure(db_begin(s->cx.db) == OK);
	ok(actor_of_login(&s->cx, S("pqy01"), STR_NONE, &a) == OK && actor_may(a, PERM_CASE_DISPATCH) &&
	    a->session == 0,
	   "%s: --as a log-in, without a session", s->engine);
	ok(actor_of_login(&s->cx, S("pqy01"), S("HQ-xt"), &a) == ERR_NONE && actor_of_login(&s->cx, S("x"),
	    STR_NONE, &a) == ERR_NONE,
	   "%s: only what it holds, only whom there is", s->engine);
	db_rollback(s->cx.db);
}

static void
sweeping(struct store *s)
{
	struct reply r;
	str          said;
	int64_t      n;

	ensure(db_begin(s->cx.db) == OK);
	for (int i = 0; i < 5001; i++)
		ensure(q_failure_add(&s->cx,
		                     &(struct q_failure_add_in){.subject = arena_printf(s->cx.arena, "address:2001:db8:0:%x::/64", i),
		                                                .at = s->cx.now, .forget = 0},
		                     &n) == OK);
	ensure(db_commit(s->cx.db) == OK);
	s->cx.now += (int64_t)DAY_MS - 1;
	ok(run_said(s, "session.sweep", NULL, 0, &r, &said) == OK && r.id == 0 && failures(s, "address:2001:db8:0:7::/64") == 1,
	   "%s: an address's failures stay as long as they count", s->engine);
	s->cx.now += 2;
	ok(run_said(s, "session.sweep", NULL, 0, &r, &said) == OK && r.id == 1,
	   "%s: after a day they go, five thousand at a time: more is asked for", s->engine);
	ok(run_said(s, "session.sweep", NULL, 0, &r, &said) == OK && r.id == 0 && failures(s, "address:2001:db8:0:7::/64") == -1 &&
	       failures(s, "address:2001:db8:0:1388::/64") == -1,
	   "%s: until there are none", s->engine);
	is_i64(failures(s, "pair:192.0.2.202 zbz02"), 0, "that an account was let in from an address stays longer: a month");
	s->cx.now += (int64_t)100 * DAY_MS;
	is_i64(failures(s, "pair:192.0.2.202 zbz02"), 0, "until it is swept");
	ok(run_said(s, "session.sweep", NULL, 0, &r, &said) == OK && !str_eq(r.arg[0], S("0")) && failures(s,
	    "login:?6382") == -1 && refused(s, NOON, "hcy01", street, "password") == 4,
	   "%s: counts for back-off and old sessions do not stay for ever; what the auditor reads stays longer", s->engine);
	is_i64(failures(s, "pair:192.0.2.202 zbz02"), -1, "and goes then");
	s->cx.now += (int64_t)90 * DAY_MS;
	ok(run_said(s, "session.sweep", NULL, 0, &r, &said) == OK && refused(s, NOON, "hcy01", street, "password") == -1,
	   "%s: but not for ever: addresses and old sessions do not stay for ever", s->engine);
}

static void
test(struct store *s)
{
	session_cache_clear();
	make_city(s);
	demo_passwords(s);
	wrong_passwords(s);
	auditor_is_told(s);
	sessions(s);
	changed_meanwhile(s);
	waited_meanwhile(s);
	switched_twice(s);
	untold(s);
	administration(s);
	without_session(s);
	ok(folds(s, login_aggregates, login_aggregates_n), "%s: log-ins equal their events, no hash is in any",
	    s->engine);
	sweeping(s);
}

int
main(void)
{
	text_use(texts, T_MAX);
	city_register();
	on_engines(city_schemas, NITEMS(city_schemas), test);
	return done();
}
