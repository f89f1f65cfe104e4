/* A small server with a route for everything that kit/http promises; driven by http.pl. */
#include "base/clock.h"
#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "kit/http/http.h"
#include "kit/meter/meter.h"

#include "texts.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static struct http *server;

/* ---- A writer of one thread, like kit/command's ---- */

static struct {
	pthread_mutex_t lock;
	pthread_cond_t  due;
	struct work    *head;
	bool            quit;
	pthread_t       thread;
	int64_t         committed;
} line = {.lock = PTHREAD_MUTEX_INITIALIZER, .due = PTHREAD_COND_INITIALIZER};

static void *
line_main(void *arg)
{
	(void)arg;
	(void)pthread_mutex_lock(&line.lock);
	while (!line.quit || line.head) {
		struct work *w = line.head;

		if (!w) {
			(void)pthread_cond_wait(&line.due, &line.lock);
			continue;
		}
		line.head = w->next;
		line.committed++;
		w->reply.id = line.committed;
		(void)pthread_mutex_unlock(&line.lock);
		w->result = w->command->apply(&w->cx, w->in, w->made, &w->reply);
		w->done(w);
		(void)pthread_mutex_lock(&line.lock);
	}
	(void)pthread_mutex_unlock(&line.lock);
	return NULL;
}

static enum err
submit(void *env, struct work *w)
{
	(void)env;
	(void)pthread_mutex_lock(&line.lock);
	w->next = line.head;
	line.head = w;
	(void)pthread_cond_signal(&line.due);
	(void)pthread_mutex_unlock(&line.lock);
	return OK;
}

/* ---- Sessions ---- */

static const struct actor alice = {.user = 7, .session = 1, .name = STR_INIT("alice")};

static enum err
auth_cached(void *env, struct ctx *cx, str token, bool bearer)
{
	int64_t n;

	/* The n-th allocation from here on, on this loop thread, fails. */
	if (str_starts(token, S("cached-fail-")) && str_to_i64(str_slice(token, 12, token.n), &n))
		mem_fail_at((uint64_t)n);
	if (str_starts(token, S("cached-")))
		cx->who = &alice;
	else if (str_starts(token, S("loaded-")))
		return ERR_BUSY;
	(void)env;
	(void)bearer;
	return OK;
}

static enum err
auth_load(void *env, struct ctx *cx, str token, bool bearer)
{
	int64_t n;

	/* The same on this worker. */
	if (str_starts(token, S("loaded-fail-")) && str_to_i64(str_slice(token, 12, token.n), &n))
		mem_fail_at((uint64_t)n);
	if (!str_eq(token, S("loaded-gone")))
		cx->who = &alice;
	(void)env;
	(void)bearer;
	return OK;
}

static enum err
worker_open(void *env, struct db_conn **out)
{
	(void)env;
	*out = NULL;
	return OK;
}

static bool store_is_down;

static enum err
ready(void *env, struct ctx *cx)
{
	(void)env;
	(void)cx;
	return store_is_down ? ERR_BUSY : OK;
}

static void
error_page(void *env, struct http_request *rq, int status, struct http_reply *rp)
{
	(void)env;
	if (status == 401)
		http_see_other(rq, rp, S("/login"));
}

/* ---- Handlers ---- */

static void
nap(int64_t ms)
{
	struct timespec t = {ms / 1000, (long)(ms % 1000) * 1000000};

	while (nanosleep(&t, &t) != 0)
		;
}

static int64_t
number(struct http_request *rq, str name, int64_t otherwise)
{
	int64_t v = otherwise;

	if (!str_to_i64(http_query(rq, name), &v))
		(void)str_to_i64(http_form(rq, name), &v);
	return v;
}

static enum err
hello(struct http_request *rq, struct http_reply *rp)
{
	(void)rq;
	rp->type = S("text/plain; charset=utf-8");
	rp->body = S("hello\n");
	return OK;
}

static enum err
sized(struct http_request *rq, struct http_reply *rp)
{
	int64_t n = number(rq, S("n"), 301);
	char   *p = n < 0 || n > 4 << 20 ? NULL : arena_alloc(rq->cx->arena, (size_t)n);

	if (!p)
		return ctx_no_memory(rq->cx);
	memset(p, 'x', (size_t)n);
	rp->type = S("text/plain");
	rp->body = (str){p, (size_t)n};
	return OK;
}

static enum err
slow(struct http_request *rq, struct http_reply *rp)
{
	nap(number(rq, S("ms"), 200));
	return hello(rq, rp);
}

static void
pairs(struct json *j, const char *key, const struct input *list, size_t n)
{
	json_key(j, str_of(key));
	json_arr(j);
	for (size_t i = 0; i < n; i++) {
		json_arr(j);
		json_str(j, list[i].name);
		json_str(j, list[i].value);
		json_arr_end(j);
	}
	json_arr_end(j);
}

/* Everything the handler was given, as JSON. */
static enum err
echo(struct http_request *rq, struct http_reply *rp)
{
	struct buf  b;
	struct json j;
	uint64_t    sum = 0;

	buf_init(&b, rq->cx->arena, BUF_PAGE);
	json_init(&j, &b);
	json_obj(&j);
	json_kv_str(&j, "path", rq->path);
	json_kv_str(&j, "peer", rq->peer);
	json_kv_str(&j, "id", rq->id);
	json_kv_str(&j, "lang", rq->cx->lang == ZH ? S("zh") : S("en"));
	json_kv_str(&j, "session", rq->session);
	json_kv_bool(&j, "bearer", rq->bearer);
	json_kv_bool(&j, "local", rq->local);
	json_kv_i64(&j, "uid", rq->local_uid);
	json_kv_i64(&j, "user", rq->cx->who ? rq->cx->who->user : 0);
	json_kv_str(&j, "csrf", http_csrf(rq));
	json_kv_str(&j, "key", rq->work.idem.key);
	json_key(&j, S("digest"));
	json_str(&j, arena_printf(rq->cx->arena, "%02x%02x%02x%02x", rq->work.idem.digest[0],
	                          rq->work.idem.digest[1], rq->work.idem.digest[2],
	                          rq->work.idem.digest[3]));
	pairs(&j, "capture", rq->capture, rq->ncapture);
	pairs(&j, "query", rq->query, rq->nquery);
	pairs(&j, "form", rq->form, rq->nform);
	json_key(&j, S("file"));
	json_arr(&j);
	for (size_t i = 0; i < rq->nfile; i++) {
		json_obj(&j);
		json_kv_str(&j, "field", rq->file[i].field);
		json_kv_str(&j, "name", rq->file[i].name);
		json_kv_str(&j, "type", rq->file[i].type);
		json_kv_i64(&j, "size", (int64_t)rq->file[i].bytes.n);
		json_kv_i64(&j, "hash", (int64_t)(str_hash(rq->file[i].bytes) >> 1));
		json_obj_end(&j);
	}
	json_arr_end(&j);
	for (size_t i = 0; i < rq->body.n; i++)
		sum += (unsigned char)rq->body.p[i];
	json_kv_i64(&j, "bytes", (int64_t)rq->body.n);
	json_kv_i64(&j, "sum", (int64_t)sum);
	json_kv_i64(&j, "committed", line.committed);
	json_obj_end(&j);
	http_json(rp, buf_str(&b));
	return b.err;
}

static enum err
login(struct http_request *rq, struct http_reply *rp)
{
	str token = http_form(rq, S("token"));

	http_see_other(rq, rp, http_form(rq, S("next")));
	return http_set_session(rq, rp, token.p ? token : S(""), 3600);
}

static enum err
fails(struct http_request *rq, struct http_reply *rp)
{
	static const struct {
		str      name;
		enum err e;
	} by[] = {{STR_INIT("rule"), ERR_RULE}, {STR_INIT("store"), ERR_STORE},
	          {STR_INIT("none"), ERR_NONE}, {STR_INIT("many"), ERR_MANY}};

	rp->body = S("must not be seen");
	for (size_t i = 0; i < NITEMS(by); i++)
		if (str_eq(rq->capture[0].value, by[i].name))
			return refuse(rq->cx, by[i].e, "field", T_http_not_found, S("<script>"));
	return OK;
}

static enum err
temp_file(struct http_request *rq, struct http_reply *rp)
{
	rp->fd = http_temp_file(rq);
	if (rp->fd < 0 || write(rp->fd, "from a file\n", 12) != 12)
		return ERR_STORE;
	rp->has_file = true;
	rp->size = 12;
	rp->type = S("text/plain");
	return OK;
}

struct count {
	int64_t at, n;
};

static enum err
more_lines(struct http_request *rq, struct buf *b, bool *end)
{
	/* The place to remember where we are is the request's own memory. */
	union {
		const void   *c;
		struct count *v;
	} c = {rq->work.in};

	if (number(rq, S("fail"), -1) == c.v->at)
		return ERR_STORE;
	for (int i = 0; i < 1000 && c.v->at < c.v->n; i++)
		buf_printf(b, "%lld\n", (long long)c.v->at++);
	*end = c.v->at == c.v->n;
	return OK;
}

static enum err
lines(struct http_request *rq, struct http_reply *rp)
{
	struct count *c = ARENA_NEW(rq->cx->arena, struct count);

	if (!c)
		return ctx_no_memory(rq->cx);
	c->n = number(rq, S("n"), 10);
	rq->work.in = c;
	rp->type = S("text/plain");
	rp->more = more_lines;
	return OK;
}

/* Uses its arena up. */
static enum err
glutton(struct http_request *rq, struct http_reply *rp)
{
	(void)rp;
	for (size_t n = 1 << 20; n > 0; n /= 2)
		while (arena_alloc(rq->cx->arena, n))
			;
	return ctx_no_memory(rq->cx);
}

static enum err
events(struct http_request *rq, struct http_reply *rp)
{
	(void)rq;
	rp->stream = true;
	return OK;
}

static enum err
publish(struct http_request *rq, struct http_reply *rp)
{
	http_publish(server, number(rq, S("p"), 0));
	return hello(rq, rp);
}

/* What was counted since the process began. */
static enum err
counted(struct http_request *rq, struct http_reply *rp)
{
	struct buf b;

	buf_init(&b, rq->cx->arena, 1 << 20);
	meter_add_requests(&b);
	rp->type = S("text/plain");
	return buf_end(&b, &rp->body);
}

/* ---- A gate that slow requests wait at until another request opens it ---- */

static struct {
	pthread_mutex_t lock;
	pthread_cond_t  moved;
	bool            open;
} gate = {.lock = PTHREAD_MUTEX_INITIALIZER, .moved = PTHREAD_COND_INITIALIZER};

static enum err
gate_pass(struct http_request *rq, struct http_reply *rp)
{
	(void)pthread_mutex_lock(&gate.lock);
	while (!gate.open)
		(void)pthread_cond_wait(&gate.moved, &gate.lock);
	(void)pthread_mutex_unlock(&gate.lock);
	return hello(rq, rp);
}

static enum err
gate_open(struct http_request *rq, struct http_reply *rp)
{
	(void)pthread_mutex_lock(&gate.lock);
	gate.open = true;
	(void)pthread_cond_broadcast(&gate.moved);
	(void)pthread_mutex_unlock(&gate.lock);
	return hello(rq, rp);
}

static enum http_pace
is_slow(const struct http_request *rq)
{
	(void)rq;
	return HTTP_SLOW;
}

static enum http_pace
is_heavy(const struct http_request *rq)
{
	(void)rq;
	return HTTP_HEAVY;
}

/* Told by the form alone, as where a name is written in another way. */
static enum http_pace
is_heavy_form(const struct http_request *rq)
{
	return http_form(rq, S("heavy")).n ? HTTP_HEAVY : HTTP_SWIFT;
}

/* ---- A command ---- */

struct add_in {
	int64_t ms;
	bool    refuse;
};

static enum err
add_apply(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct add_in *in = arg;

	(void)made;
	(void)out;
	nap(in->ms);
	return in->refuse ? refuse(cx, ERR_RULE, NULL, T_err_rule) : OK;
}

static const struct command add_cmd = {.name = "test.add", .perm = PERM_PUBLIC, .apply = add_apply};

static enum err
write_run(struct http_request *rq, struct http_reply *rp)
{
	struct add_in *in = ARENA_NEW(rq->cx->arena, struct add_in);

	if (!in)
		return ctx_no_memory(rq->cx);
	if (http_form(rq, S("final")).p)
		return hello(rq, rp);
	in->ms = number(rq, S("ms"), 0);
	in->refuse = http_form(rq, S("refuse")).p != NULL;
	rq->work.in = in;
	rq->work.command = &add_cmd;
	return OK;
}

static enum err
write_render(struct http_request *rq, struct http_reply *rp)
{
	struct buf  b;
	struct json j;

	if (rq->work.result != OK)
		return rq->work.result;
	buf_init(&b, rq->cx->arena, BUF_PAGE);
	json_init(&j, &b);
	reply_json(rq->cx, &rq->work.reply, &j);
	http_json(rp, buf_str(&b));
	rp->status = 201;
	return OK;
}

enum { IMPORT = 64 << 20 };

#define PUBLIC .lane = HTTP_READ, .perm = PERM_PUBLIC
#define API PUBLIC, .face = HTTP_API
static const struct http_route routes[] = {
    {.method = HTTP_GET, .pattern = "/", PUBLIC, .run = hello},
    {.method = HTTP_GET, .pattern = "/inline", .lane = HTTP_INLINE, .perm = PERM_PUBLIC,
     .run = sized},
    {.method = HTTP_GET, .pattern = "/read", PUBLIC, .run = sized},
    {.method = HTTP_GET, .pattern = "/slow", PUBLIC, .run = slow},
    {.method = HTTP_GET, .pattern = "/gate", PUBLIC, .pace = is_slow, .run = gate_pass},
    {.method = HTTP_GET, .pattern = "/heavy", PUBLIC, .pace = is_heavy, .run = gate_pass},
    {.method = HTTP_POST, .pattern = "/heavy", PUBLIC, .no_csrf = true, .pace = is_heavy_form, .run = gate_pass},
    {.method = HTTP_GET, .pattern = "/hash", PUBLIC, .pace = is_slow, .run = hello},
    {.method = HTTP_GET, .pattern = "/gate/open", PUBLIC, .run = gate_open},
    {.method = HTTP_GET, .pattern = "/echo", PUBLIC, .run = echo},
    {.method = HTTP_GET, .pattern = "/cases/{id}", PUBLIC, .run = echo},
    {.method = HTTP_GET, .pattern = "/cases/new", PUBLIC, .run = hello},
    {.method = HTTP_GET, .pattern = "/cases/{id}/photos/{n}", PUBLIC, .run = echo},
    {.method = HTTP_POST, .pattern = "/form", PUBLIC, .run = echo},
    {.method = HTTP_POST, .pattern = "/api/form", API, .run = echo},
    {.method = HTTP_POST, .pattern = "/hook", API, .no_csrf = true, .raw = true, .run = echo},
    {.method = HTTP_POST, .pattern = "/import", API, .no_csrf = true, .body = IMPORT, .run = echo},
    {.method = HTTP_POST, .pattern = "/local", API, .no_csrf = true, .body = IMPORT, .local = true, .run = echo},
    {.method = HTTP_PUT, .pattern = "/api/thing/{id}", API, .run = echo},
    {.method = HTTP_PATCH, .pattern = "/api/thing/{id}", API, .run = echo},
    {.method = HTTP_DELETE, .pattern = "/api/thing/{id}", API, .run = echo},
    {.method = HTTP_GET, .pattern = "/me", .lane = HTTP_READ, .perm = PERM_SELF, .run = echo},
    {.method = HTTP_GET, .pattern = "/api/me", .lane = HTTP_READ, .face = HTTP_API,
     .perm = PERM_SELF, .run = echo},
    {.method = HTTP_GET, .pattern = "/api/admin", .lane = HTTP_READ, .face = HTTP_API,
     .perm = PERM_FIRST, .run = echo},
    {.method = HTTP_GET, .pattern = "/denied", .lane = HTTP_READ, .run = echo},
    {.method = HTTP_POST, .pattern = "/login", PUBLIC, .rate = HTTP_RATE_LOGIN, .run = login},
    {.method = HTTP_GET, .pattern = "/fails/{how}", PUBLIC, .run = fails},
    {.method = HTTP_GET, .pattern = "/api/fails/{how}", API, .run = fails},
    {.method = HTTP_GET, .pattern = "/file", PUBLIC, .run = temp_file},
    {.method = HTTP_GET, .pattern = "/lines", PUBLIC, .run = lines},
    {.method = HTTP_GET, .pattern = "/events", PUBLIC, .run = events},
    {.method = HTTP_GET, .pattern = "/counted", PUBLIC, .run = counted},
    {.method = HTTP_GET, .pattern = "/glutton", PUBLIC, .run = glutton},
    {.method = HTTP_GET, .pattern = "/publish", PUBLIC, .run = publish},
    {.method = HTTP_POST, .pattern = "/api/write", .lane = HTTP_WRITE, .face = HTTP_API,
     .perm = PERM_PUBLIC, .run = write_run, .render = write_render},
};

/* ---- Main ---- */

static struct http_config cfg = {
    .auth_cached = auth_cached, .auth_load = auth_load, .submit = submit, .ready = ready,
    .worker_open = worker_open, .error_page = error_page, .zone = 480,
};

static const struct {
	const char *name;
	int        *v;
} numbers[] = {
    {"port", &cfg.port}, {"queue", &cfg.queue}, {"slow", &cfg.slow}, {"heavy", &cfg.heavy}, {"spool_mb", &cfg.spool_mb}, {"workers", &cfg.workers}, {"loops", &cfg.loops},
    {"head_ms", &cfg.head_ms}, {"idle_ms", &cfg.idle_ms}, {"body_ms", &cfg.body_ms},
    {"grace_ms", &cfg.grace_ms}, {"answer_ms", &cfg.answer_ms}, {"min_rate", &cfg.min_rate},
    {"ping_ms", &cfg.ping_ms}, {"stream_ms", &cfg.stream_ms}, {"streams", &cfg.streams},
    {"connections", &cfg.connections}, {"per_address", &cfg.per_address},
    {"login_rate", &cfg.rate[HTTP_RATE_LOGIN].per_minute},
    {"login_burst", &cfg.rate[HTTP_RATE_LOGIN].burst},
};

static const struct {
	const char *name;
	bool       *v;
} switches[] = {{"secure", &cfg.secure}, {"proxied", &cfg.proxied}, {"trace", &cfg.trace},
                {"log", &cfg.access_log}, {"down", &store_is_down}};

static const struct {
	const char  *name;
	const char **v;
} words[] = {{"socket", &cfg.socket}, {"static", &cfg.static_dir}, {"address", &cfg.address},
             {"temp", &cfg.temp_dir}};

static bool
option(const char *arg)
{
	const char *value = strchr(arg, '=');
	str         name;
	int64_t     v = 0;

	if (!value)
		return false;
	name = (str){arg, (size_t)(value++ - arg)};
	(void)str_to_i64(str_of(value), &v);
	for (size_t i = 0; i < NITEMS(numbers); i++)
		if (str_eq(name, str_of(numbers[i].name)))
			return *numbers[i].v = (int)v, true;
	for (size_t i = 0; i < NITEMS(switches); i++)
		if (str_eq(name, str_of(switches[i].name)))
			return *switches[i].v = v != 0, true;
	for (size_t i = 0; i < NITEMS(words); i++)
		if (str_eq(name, str_of(words[i].name)))
			return *words[i].v = value, true;
	if (str_eq(name, S("wait_ms")))
		return line.committed = 0, true;
	return false;
}

int
main(int argc, char **argv)
{
	sigset_t set;
	int      sig;
	int64_t  wait_ms = 5000;

	text_use(texts, T_MAX);
	for (int i = 1; i < argc; i++) {
		if (strncmp(argv[i], "wait_ms=", 8) == 0)
			(void)str_to_i64(str_of(argv[i] + 8), &wait_ms);
		else if (!option(argv[i]))
			return 2;
	}
	(void)sigemptyset(&set);
	(void)sigaddset(&set, SIGTERM);
	(void)sigaddset(&set, SIGINT);
	(void)pthread_sigmask(SIG_BLOCK, &set, NULL);
	if (pthread_create(&line.thread, NULL, line_main, NULL) != 0)
		return 1;
	if (http_start(&cfg, routes, NITEMS(routes), &server) != OK)
		return 1;
	(void)printf("port %d\n", http_port(server));
	(void)fflush(stdout);
	(void)sigwait(&set, &sig);
	http_stop(server, (int)wait_ms);
	(void)pthread_mutex_lock(&line.lock);
	line.quit = true;
	(void)pthread_cond_signal(&line.due);
	(void)pthread_mutex_unlock(&line.lock);
	(void)pthread_join(line.thread, NULL);
	(void)printf("stopped\n");
	return 0;
}
