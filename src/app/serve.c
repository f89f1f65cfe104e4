/* duban serve: the store, the writer, the web server, the scheduler, and their end. */
#include "app/server.h"

#include "app/api.h"
#include "app/demo/demo.h"
#include "app/local.h"
#include "base/clock.h"
#include "base/ensure.h"
#include "base/log.h"
#include "city/place/place.h"
#include "city/login/session.h"
#include "kit/gate/parse.h"
#include "kit/secret/secret.h"
#include "show/desk/desk.h"
#include "show/door/door.h"
#include "show/frame/frame.h"
#include "texts.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { READER_LIMIT_MS = 5000, GRACE_MS = 10000, WORKERS = 3, QUEUE = 2000, BATCH = 64, ROUTES = 64 };
/* About half a millisecond: what a loop thread may do for one request before it leaves it to a worker. */
enum { LOOP_STEPS = 20000 };
/* The WAL never grows past this, however fast people write (issue figures: 256 MB). */
static const int64_t WAL_BYTES = INT64_C(128) << 20;

/* ---- Callbacks of the web server -------------------------------------------------------- */

static enum err
worker_open(void *env, struct db_conn **out)
{
	struct server *s = env;
	struct ctx     cx = {.arena = arena_new(1 << 20)};
	enum err       e = cx.arena ? db_open(&cx, str_of(s->app->db), DB_READER, out) : ERR_MEMORY;

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
	if (own_run(s->writer, s->zone, command_find(S("session.seen")), &pair, 1, &then) != OK)
		session_untouched(id);
}

static enum err
auth_cached(void *env, struct ctx *cx, str token, bool bearer)
{
	struct session *found;
	bool            touch = false;

	(void)bearer;
	switch (session_cached(token, cx->now, cx->arena, &found, &touch)) {
	case SESSION_GOOD:
		cx->who = &found->actor;
		if (touch)
			touch_session(env, cx->arena, found->id);
		return OK;
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
	struct session *found;
	bool            touch = false;
	enum err        e;

	(void)bearer;
	if ((e = db_begin(cx->db)) != OK)
		return e;
	e = session_load(cx, token, &found, &touch);
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

/* An option's number from 1 to `most` into *out; an option that is absent leaves it. */
static bool
small_number(const char *option, int64_t most, int *out)
{
	int64_t n;

	if (!option)
		return true;
	if (!str_to_i64(str_of(option), &n) || n < 1 || n > most)
		return false;
	*out = (int)n;
	return true;
}

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

static void
on_api(struct json *j, enum lang lang)
{
	api_describe(j, lang);
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
	if (site->demo) {
		str text = text_get(T_app_demo_logins, s->app->lang);

		(void)printf("%.*s\n", STR_ARG(text));
		for (size_t i = 0; i < site->nlogins; i++)
			(void)printf("  %-8.*s %.*s\n", STR_ARG(site->logins[i].name), STR_ARG(site->logins[i].words));
	}
	(void)fflush(stdout);
}

/* ---- Life ------------------------------------------------------------------------------------ */

static enum err
start(struct server *s, struct http_config *hc, const struct frame_site *site)
{
	struct writer_config wc = {
	    .store = s->app->db, .workers = 16, .batch = s->batch, .queue = QUEUE, .wal_bytes = WAL_BYTES};
	enum err e;

	static struct http_route routes[ROUTES];
	size_t                   n = 0;

	ensure(door_routes_n + local_routes_n <= ROUTES);
	for (size_t i = 0; i < door_routes_n; i++)
		routes[n++] = door_routes[i];
	for (size_t i = 0; i < local_routes_n; i++)
		routes[n++] = local_routes[i];
	memcpy(hc->idem_key, s->app->idem_key, sizeof(hc->idem_key));
	frame_site_use(site);
	door_openapi = on_api;
	if ((e = writer_start(&wc, &s->writer)) != OK)
		return e;
	if ((e = http_start(hc, routes, n, &s->http)) != OK) {
		writer_stop(s->writer);
		return e;
	}
	if ((e = scheduler_start(s)) != OK) {
		http_stop(s->http, 0);
		writer_stop(s->writer);
		own_slices_free(s->due);
	}
	return e;
}

/* The scheduler first, then requests; the writer, which both need, last. */
static void
stop(struct server *s)
{
	log_line(LOG_INFO, "what=stopping");
	scheduler_stop(s);
	http_stop(s->http, GRACE_MS);
	writer_stop(s->writer);
	own_slices_free(s->due);
}

/* Sessions live in memory: of two servers on one file neither would know what the other forgets. */
static enum err
only_one(struct ctx *cx, const struct app *app)
{
	int fd = local_connect(app, cx->arena);

	if (fd < 0)
		return OK;
	(void)close(fd);
	return refuse(cx, ERR_RULE, NULL, T_app_serve_twice);
}

int
app_serve(struct app *app)
{
	const char        *listen = cli_option(app, "listen"), *workers = cli_option(app, "workers"),
	                  *batch = cli_option(app, "batch");
	struct server      s = {.app = app, .batch = BATCH};
	struct http_config hc = {.workers = WORKERS, .trace = app->trace, .access_log = true, .env = &s};
	struct frame_site  site = {0};
	struct ctx         cx;
	sigset_t           old;
	int                code;
	enum err           e;

	if ((code = cli_open(app, DB_READER, 4 << 20, &cx)) != 0)
		return code;
	if (!parse_listen(cx.arena, str_of(listen ? listen : "127.0.0.1:8080"), &hc.address, &hc.port) ||
	    !small_number(workers, 64, &hc.workers) || !small_number(batch, BATCH, &s.batch)) {
		cli_close(&cx);
		return cli_usage(app, T_app_listen, listen ? listen : workers ? workers : batch);
	}
	s.zone = hc.zone = cx.zone;
	hc.static_dir = arena_z(cx.arena, arena_printf(cx.arena, "%s/build/web", app->share));
	/* Behind a proxy that ends TLS: believe its X-Forwarded-For, and only hand out Secure cookies. */
	hc.proxied = cli_flag(app, "behind-proxy");
	hc.secure = cli_flag(app, "secure");
	hc.worker_open = worker_open;
	hc.worker_close = worker_close;
	hc.loop_open = loop_open;
	hc.auth_cached = auth_cached;
	hc.auth_load = auth_load;
	hc.submit = submit;
	hc.ready = ready;
	hc.error_page = desk_error_page;
	hc.socket = local_path(app, cx.arena);
	hold_signals(&old);
	if ((e = only_one(&cx, app)) == OK && (e = cli_keys(&cx, app, false)) == OK &&
	    (e = read_site(&cx, &site)) == OK && (e = demo_logins(&cx, &site)) == OK &&
	    (e = start(&s, &hc, &site)) == OK) {
		announce(&s, hc.address, &site);
		wait_for_signal(&old);
		stop(&s);
	} else {
		if (e == ERR_STORE && cx.why.n == 0)
			e = refuse(&cx, ERR_STORE, NULL, T_app_serve_failed, str_of(hc.address),
			           arena_printf(cx.arena, "%d", hc.port));
		code = cli_fail(&cx, e);
	}
	(void)pthread_sigmask(SIG_SETMASK, &old, NULL);
	cli_close(&cx);
	return code;
}
