/* Sessions in memory: who has which token, for how long, and what is forgotten. */
#include "base/ensure.h"
#include "city/session/session.h"
#include "tap.h"

#include <stdio.h>
#include <string.h>

static const int64_t NOW = INT64_C(1795140000000), MINUTE = 60 * 1000;
static struct arena *mem;

/* A token of its own for each n. */
static str
token(int n)
{
	char text[64];

	(void)snprintf(text, sizeof(text), "%0*d", (int)TOKEN_TEXT, n);
	return arena_printf(mem, "%.*s", (int)TOKEN_TEXT, text);
}

static struct session
session(int64_t id, int64_t login)
{
	return (struct session){.id = id, .login_id = login,
	                        .actor = {.user = login, .name = S("某某"), .unit_name = S("办公室")}, .login = S("zbz01"),
	                        .post_name = S("值班长岗"), .seen_at = NOW, .idle_ms = 30 * MINUTE,
	                        .ends_at = NOW + 12 * 60 * MINUTE};
}

static void
keep(int n, int64_t id, int64_t login, int64_t now)
{
	struct session s = session(id, login);
	bool           touch;

	session_remember(sha256_of(token(n)), &s, 1, now, &touch);
}

static enum session_state
ask(int n, int64_t now)
{
	struct session *s;
	bool            touch;

	return session_cached(token(n), now, mem, &s, &touch);
}

static void
known(void)
{
	struct session *s;
	bool            touch;
	char            text[3000];
	struct session  wordy = session(9, 9);

	ok(ask(1, NOW) == SESSION_UNKNOWN, "nobody is known at first");
	keep(1, 11, 7, NOW);
	ok(session_cached(token(1), NOW + 5, mem, &s, &touch) == SESSION_GOOD && s->id == 11 && s->actor.user == 7 &&
	       !touch,
	   "who was read is known");
	is_str(s->post_name, S("值班长岗"), "with his words");
	ok(ask(2, NOW) == SESSION_UNKNOWN && session_cached(S("short"), NOW, mem, &s, &touch) == SESSION_OVER,
	   "another's token is not, and what is no token never");
	ok(session_cached(token(1), NOW + 3 * MINUTE, mem, &s, &touch) == SESSION_UNKNOWN,
	   "for a minute: then the store is asked");
	keep(1, 11, 7, NOW + 3 * MINUTE);
	ok(session_cached(token(1), NOW + 3 * MINUTE + 1, mem, &s, &touch) == SESSION_GOOD && !touch,
	   "whether it is used is asked for once in a tenth of the idle time");
	memset(text, 'x', sizeof(text));
	wordy.actor.name = (str){text, sizeof(text)};
	session_remember(sha256_of(token(3)), &wordy, 1, NOW, &touch);
	ok(session_cached(token(3), NOW, mem, &s, &touch) == SESSION_GOOD && s->actor.name.n < 500 &&
	       s->post_name.n == 0,
	   "words that are too long are cut");
}

static void
over(void)
{
	struct session s = session(21, 8);

	ok(!session_is_over(&s, NOW + 30 * MINUTE - 1) && session_is_over(&s, NOW + 30 * MINUTE), "idle for half an hour it is over");
	s.seen_at = s.ends_at - 1;
	ok(!session_is_over(&s, s.ends_at - 1) && session_is_over(&s, s.ends_at), "and at its end, however busy");
	s = session(22, 8);
	s.ends_at = NOW + 30 * 1000;
	session_remember(sha256_of(token(22)), &s, 1, NOW, &(bool){false});
	ok(ask(22, NOW + 30 * 1000) == SESSION_OVER && ask(22, NOW) == SESSION_UNKNOWN, "what is over is dropped");
}

static void
forgotten(void)
{
	keep(31, 31, 5, NOW);
	keep(32, 32, 5, NOW);
	keep(33, 33, 6, NOW);
	session_forget(31);
	ok(ask(31, NOW) == SESSION_UNKNOWN && ask(32, NOW) == SESSION_GOOD, "one that is forgotten is gone, its log-in's others are not");
	keep(31, 31, 5, NOW + MINUTE);
	ok(ask(31, NOW + MINUTE) == SESSION_UNKNOWN, "nor does an old row bring it back");
	session_forget_login(5);
	ok(ask(32, NOW) == SESSION_UNKNOWN && ask(33, NOW) == SESSION_GOOD, "a log-in's are forgotten together");
	keep(33, 33, 6, NOW);
	session_epoch(2);
	ok(ask(33, NOW) == SESSION_UNKNOWN, "when the city has changed all are read again");
	is_i64(session_epoch_seen(5), 2, "an epoch that was seen elsewhere counts");
	is_i64(session_epoch_seen(3), 5, "an older one does not");
	session_cache_clear();
	for (int i = 0; i < 9000; i++)
		keep(1000 + i, 1000 + i, 1000 + i, NOW + i);
	ok(ask(9999, NOW + 9000) == SESSION_GOOD, "of more than there is room for the last are there");
}

int
main(void)
{
	ensure(secret_start() == OK && (mem = arena_new(64 << 20)) != NULL);
	session_cache_clear();
	known();
	over();
	forgotten();
	session_cache_clear();
	arena_free(mem);
	return done();
}
