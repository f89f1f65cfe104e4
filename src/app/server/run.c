/* A server's life: the store, the writer, the web server, the scheduler, and their end. */
#include "app/server/inside.h"

#include "app/demo/demo.h"
#include "app/server/api.h"
#include "app_texts.h"
#include "base/clock.h"
#include "base/ensure.h"
#include "base/log.h"
#include "city/credential/credential.h"
#include "city/login/session.h"
#include "city/place/place.h"
#include "kit/meter/meter.h"
#include "show/desk/desk.h"
#include "show/door/door.h"
#include "show/frame/frame.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

enum { READER_LIMIT_MS = 5000, GRACE_MS = 10000, QUEUE = 2000, ROUTES = 160, DESCRIBING = 16 << 20 };
/* About half a millisecond: what a loop thread may do for one request before it leaves it to a worker. */
enum { LOOP_STEPS = 20000 };
/* From one address: an office of a thousand desks behind one; who guesses at passwords waits much earlier. */
enum { REQUESTS_S = 200, REQUESTS_BURST = 1000, LOGINS_MIN = 300, LOGINS_BURST = 300 };
/* The WAL never grows past this, however fast people write (issue figures: 256 MB). */
static const int64_t WAL_BYTES = INT64_C(240) << 20;

/* ---- Callbacks of the web server -------------------------------------------------------- */

static enum err
worker_open(void *env, struct db_conn **out)
{
	struct server *s = env;
	struct ctx     cx = {.arena = arena_new(1 << 20)};
	enum err       e = cx.arena ? db_open(&cx, str_of(s->o->db), DB_READER, out) : ERR_MEMORY;

	/* A snapshot older than this would hold the WAL back (design.md). */
	if (e == OK)
		db_limit(*out, READER_LIMIT_MS);
	arena_free(cx.arena);
	return e;
}

/* A loop thread's: on PostgreSQL every question waits for the wire, so there is none. */
static enum err
loop_open(void *env, struct db_conn **out)
{
	enum err e = worker_open(env, out);

	if (e == OK && !db_budget(*out, LOOP_STEPS)) {
		db_close(*out);
		*out = NULL;
	}
	return e;
}

static void
worker_close(void *env, struct db_conn *conn)
{
	(void)env;
	db_close(conn);
}

static void
touched(void *owner, int64_t id, const struct work *w)
{
	(void)owner;
	/* Of one that ended meanwhile there is nothing left to say. */
	if (w->result != OK && w->result != ERR_NONE)
		session_untouched(id);
}

static void
touch_session(struct server *s, struct arena *a, int64_t id)
{
	struct input    pair = {S("id"), arena_printf(a, "%lld", (long long)id)};
	struct own_then then = {.answered = touched, .tag = id};

	/* Too busy now: a later request says it again. */
	if (own_run(s->writer, s->o->zone, command_find(S("session.seen")), &pair, 1, &then) != OK)
		session_untouched(id);
}

static enum err
auth_cached(void *env, struct ctx *cx, str token, bool bearer)
{
	const struct server *s = env;
	struct session      *found;
	bool                 touch = false;

	(void)bearer;
	switch (session_cached(token, cx->now, cx->arena, &found, &touch)) {
	case SESSION_GOOD:
		cx->who = &found->actor;
		if (touch)
			touch_session(env, cx->arena, found->id);
		/* Another copy may have ended it: only the store knows. */
		return s->copies ? ERR_BUSY : OK;
	case SESSION_OVER:
		return OK;
	case SESSION_UNKNOWN:
		break;
	}
	return ERR_BUSY;
}

static enum err
auth_load(void *env, struct ctx *cx, str token, bool bearer)
{
	const struct server *s = env;
	struct session      *found;
	bool                 touch = false;
	enum err             e;

	(void)bearer;
	if ((e = db_begin(cx->db)) != OK)
		return e;
	e = s->copies ? session_check(cx, token, &found, &touch) : session_load(cx, token, &found, &touch);
	db_rollback(cx->db);
	if (e == OK) {
		cx->who = &found->actor;
		if (touch)
			touch_session(env, cx->arena, found->id);
	} else if (e == ERR_LOGIN) {
		/* An old cookie is nobody, not an error: public pages still open. */
		ctx_forget(cx);
		e = OK;
	}
	return e;
}

static enum err
submit(void *env, struct work *work)
{
	struct server *s = env;

	return writer_submit(s->writer, work);
}

static enum err
ready(void *env, struct ctx *cx)
{
	str      value;
	enum err e = db_begin(cx->db);

	(void)env;
	if (e == OK)
		e = setting_get(cx, S("city.name"), &value);
	db_rollback(cx->db);
	return e;
}

/* ---- Configuration ------------------------------------------------------------------------ */

static enum err
read_site(struct ctx *cx, struct frame_site *site)
{
	str      demo;
	enum err e;

	if ((e = db_begin(cx->db)) != OK)
		return e;
	if ((e = setting_get(cx, S("city.name"), &site->name)) == OK)
		e = setting_get(cx, S("demo"), &demo);
	db_rollback(cx->db);
	if (e == OK) {
		site->demo = str_eq(demo, S("1"));
		if (site->demo)
			site->demo_password = demo_password;
	}
	return e;
}

static volatile sig_atomic_t told_to_stop;

static void
on_signal(int sig)
{
	(void)sig;
	told_to_stop = 1;
}

/* Before any thread is started: all inherit the mask, so only wait_for_signal hears of a stop, none too early. */
static void
hold_signals(sigset_t *old)
{
	struct sigaction sa = {.sa_handler = on_signal};
	sigset_t         block;

	(void)sigemptyset(&sa.sa_mask);
	(void)sigaction(SIGINT, &sa, NULL);
	(void)sigaction(SIGTERM, &sa, NULL);
	(void)sigemptyset(&block);
	(void)sigaddset(&block, SIGINT);
	(void)sigaddset(&block, SIGTERM);
	(void)pthread_sigmask(SIG_BLOCK, &block, old);
}

static void
wait_for_signal(const sigset_t *old)
{
	while (!told_to_stop)
		(void)sigsuspend(old);
}

static void
announce(struct server *s, const char *address, const struct frame_site *site)
{
	(void)printf("http://%s%s%s:%d/\n", strchr(address, ':') ? "[" : "", address, strchr(address, ':') ? "]" : "",
	             http_port(s->http));
	if (s->meter) {
		address = s->o->metrics_address;
		(void)printf("http://%s%s%s:%d/metrics\n", strchr(address, ':') ? "[" : "", address,
		             strchr(address, ':') ? "]" : "", meter_port(s->meter));
	}
	if (site->demo) {
		str text = text_get(T_app_demo_logins, s->o->lang);

		(void)printf("%.*s\n", STR_ARG(text));
		for (size_t i = 0; i < site->nlogins; i++)
			(void)printf("  %-8.*s %.*s\n", STR_ARG(site->logins[i].name), STR_ARG(site->logins[i].words));
	}
	(void)fflush(stdout);
}

/* ---- Life ------------------------------------------------------------------------------------ */

/* What leaves first, then the scheduler, then requests; the writer, which both need, last. */
static void
stop(struct server *s)
{
	log_line(LOG_INFO, "what=stopping");
	senders_stop(s);
	scheduler_stop(s);
	meter_stop(s->meter);
	http_stop(s->http, GRACE_MS);
	writer_stop(s->writer);
	own_slices_free(s->due);
}

static enum err
start(struct server *s, struct http_config *hc, const struct frame_site *site)
{
	struct writer_config wc = {
	    .store = s->o->db, .workers = 16, .batch = s->o->batch, .queue = QUEUE, .wal_bytes = WAL_BYTES};
	enum err e;

	static struct http_route routes[ROUTES];
	size_t                   n = 0;

	ensure(door_routes_n + local_routes_n <= ROUTES);
	for (size_t i = 0; i < door_routes_n; i++)
		routes[n++] = door_routes[i];
	for (size_t i = 0; i < local_routes_n; i++)
		routes[n++] = local_routes[i];
	frame_site_use(site);
	if ((e = writer_start(&wc, &s->writer)) != OK)
		return e;
	if ((e = http_start(hc, routes, n, &s->http)) != OK) {
		writer_stop(s->writer);
		return e;
	}
	if ((e = metrics_start(s)) != OK || (e = scheduler_start(s)) != OK) {
		meter_stop(s->meter);
		http_stop(s->http, 0);
		writer_stop(s->writer);
		own_slices_free(s->due);
		return e;
	}
	if ((e = senders_start(s)) != OK)
		stop(s);
	return e;
}

/* The API's description in each language, once: it is the same for all, and long. */
static enum err
describe(struct ctx *cx)
{
	enum err e = OK;

	for (int lang = 0; lang < LANG_MAX && e == OK; lang++) {
		struct arena *a = arena_new(DESCRIBING);
		str           text;

		if (!a || (e = api_describe(a, (enum lang)lang, &text)) == ERR_MEMORY ||
		    (e == OK && !arena_str(cx->arena, text, &door_openapi[lang])))
			e = ctx_no_memory(cx);
		arena_free(a);
	}
	return e;
}

enum err
server_run(struct ctx *cx, const struct server_options *o)
{
	struct server      s = {.o = o, .begun_at = clock_now()};
	struct http_config hc = {
	    .address = o->address, .port = o->port, .workers = o->workers, .zone = o->zone, .static_dir = o->static_dir,
	    .socket = o->socket, .trace = o->trace, .proxied = o->proxied, .secure = o->secure, .access_log = true,
	    .worker_open = worker_open, .worker_close = worker_close, .loop_open = loop_open,
	    .auth_cached = auth_cached, .auth_load = auth_load, .submit = submit, .ready = ready,
	    .rate = {[HTTP_RATE_ANY] = {60 * REQUESTS_S, REQUESTS_BURST},
	             [HTTP_RATE_LOGIN] = {LOGINS_MIN, LOGINS_BURST}},
	    .error_page = desk_error_page, .env = &s,
	};
	struct frame_site site = {0};
	sigset_t          old;
	enum err          e;

	memcpy(hc.idem_key, o->idem_key, sizeof(hc.idem_key));
	memcpy(hc.csrf_key, o->csrf_key, sizeof(hc.csrf_key));
	s.copies = db_many_writers(cx->db);
	hold_signals(&old);
	if ((e = read_site(cx, &site)) == OK && (e = demo_logins(cx, &site)) == OK && (e = describe(cx)) == OK &&
	    (s.demo = site.demo, e = start(&s, &hc, &site)) == OK) {
		announce(&s, hc.address, &site);
		wait_for_signal(&old);
		stop(&s);
	}
	(void)pthread_sigmask(SIG_SETMASK, &old, NULL);
	return e;
}
