/* Birth and death of the server: sockets, threads, the order in which they end. */
#include "kit/http/inside.h"

#include "base/clock.h"
#include "base/ensure.h"
#include "base/log.h"
#include "base/mem.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/*
 * What a connection's pool holds besides the longest line and the longest head: 56 bytes for each
 * header line that came, and the head of the answer, about 1.2 KB.  libmicrohttpd clears the whole
 * pool behind each request, so every open connection has all of it in memory.
 */
enum { POOL_MORE = 2 << 10 };

/* As many as pictures are decoded at once (kit/photo). */
enum { HEAVY_WORKERS = 2 };

/* Connections that wait to be accepted. */
enum { BACKLOG = 1024, BACKLOG_LOCAL = 128 };

size_t
http_pool(const struct http *h)
{
	return h->cfg.head + h->cfg.line + POOL_MORE;
}

/* ---- The routes of every server ---- */

static enum err
healthz(struct http_request *rq, struct http_reply *rp)
{
	(void)rq;
	http_json(rp, S("{\"ok\":true}\n"));
	return OK;
}

static enum err
readyz(struct http_request *rq, struct http_reply *rp)
{
	const struct http_config *cfg = &((const struct rq *)rq)->h->cfg;
	enum err                  e = cfg->ready ? cfg->ready(cfg->env, rq->cx) : OK;

	http_json(rp, S("{\"ok\":true}\n"));
	return e;
}

static const struct http_route own[] = {
    {.method = HTTP_GET, .pattern = "/healthz", .lane = HTTP_INLINE, .face = HTTP_API,
     .perm = PERM_PUBLIC, .no_auth = true, .run = healthz},
    {.method = HTTP_GET, .pattern = "/readyz", .lane = HTTP_READ, .face = HTTP_API,
     .perm = PERM_PUBLIC, .no_auth = true, .run = readyz},
};

/* ---- Start ---- */

static void
default_int(int *v, int to)
{
	if (*v <= 0)
		*v = to;
}

static void
default_size(size_t *v, size_t to)
{
	if (*v == 0)
		*v = to;
}

static void
defaults(struct http_config *c)
{
	if (!c->address)
		c->address = "127.0.0.1";
	if (!c->static_at)
		c->static_at = "/static/";
	if (!c->temp_dir)
		c->temp_dir = "/tmp";
	if (!c->cookie)
		c->cookie = "duban";
	if (!c->api)
		c->api = "/api/";
	default_int(&c->loops, 2);
	default_int(&c->workers, 2);
	default_int(&c->queue, 256);
	default_int(&c->slow, 64);
	default_int(&c->heavy, 32);
	default_int(&c->spool_mb, 512);
	default_size(&c->line, 4096);
	default_size(&c->head, 6144);
	default_size(&c->body, HTTP_BODY);
	default_size(&c->body_memory, 1 << 20);
	default_size(&c->arena, 8 << 20);
	default_int(&c->fields, 200);
	default_int(&c->connections, 4096);
	default_int(&c->streams, 1000);
	default_int(&c->head_ms, 10000);
	default_int(&c->idle_ms, 60000);
	default_int(&c->body_ms, 300000);
	default_int(&c->answer_ms, 30000);
	default_int(&c->min_rate, 1024);
	default_int(&c->grace_ms, 10000);
	default_int(&c->ping_ms, 20000);
	default_int(&c->stream_ms, 900000);
	if (sodium_is_zero(c->csrf_key, sizeof(c->csrf_key)))
		randombytes_buf(c->csrf_key, sizeof(c->csrf_key));
	if (sodium_is_zero(c->idem_key, sizeof(c->idem_key)))
		randombytes_buf(c->idem_key, sizeof(c->idem_key));
}

__attribute__((format(printf, 2, 0))) static void
mhd_says(void *cls, const char *fmt, va_list ap)
{
	char z[512];
	int  n = vsnprintf(z, sizeof(z), fmt, ap);

	(void)cls;
	while (n > 0 && n < (int)sizeof(z) && z[n - 1] == '\n')
		n--;
	log_line(LOG_DEBUG, "event=mhd text=\"%.*s\"", n < (int)sizeof(z) ? n : (int)sizeof(z) - 1, z);
}

_Noreturn static void
mhd_panics(void *cls, const char *file, unsigned line, const char *reason)
{
	(void)cls;
	ensure_failed(file, (int)line, reason ? reason : "libmicrohttpd");
}

static struct MHD_Daemon *
start_daemon(struct http *h, int fd, unsigned loops)
{
	unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_TURBO | MHD_ALLOW_SUSPEND_RESUME |
	                 MHD_USE_ERROR_LOG;
	/* MHD's own time-out only ends what neither sends nor is waited for; see overdue(). */
	int64_t  stall = (h->cfg.idle_ms > h->cfg.body_ms ? h->cfg.idle_ms : h->cfg.body_ms) / 1000;
	struct MHD_OptionItem options[] = {
	    {MHD_OPTION_THREAD_POOL_SIZE, (intptr_t)loops, NULL},
	    {MHD_OPTION_PER_IP_CONNECTION_LIMIT, h->cfg.per_address, NULL},
	    /* The last: MHD passes over a pool of one. */
	    {MHD_OPTION_END, 0, NULL},
	};
	struct MHD_OptionItem *more = options;

	if (loops < 2)
		more++;
	return MHD_start_daemon(
	    flags, 0, NULL, NULL, serve, h, MHD_OPTION_EXTERNAL_LOGGER, mhd_says, NULL,
	    MHD_OPTION_LISTEN_SOCKET, fd, MHD_OPTION_STRICT_FOR_CLIENT, 1,
	    MHD_OPTION_CONNECTION_MEMORY_LIMIT, http_pool(h),
	    MHD_OPTION_CONNECTION_LIMIT, (unsigned)h->cfg.connections, MHD_OPTION_CONNECTION_TIMEOUT,
	    (unsigned)(stall + 1), MHD_OPTION_NOTIFY_COMPLETED, serve_completed, h,
	    MHD_OPTION_NOTIFY_CONNECTION, conn_notify, h, MHD_OPTION_URI_LOG_CALLBACK, serve_uri, h,
	    MHD_OPTION_ARRAY, more, MHD_OPTION_END);
}

static bool
collect_routes(struct http *h, const struct http_route *routes, size_t n)
{
	h->routes = mem_alloc((n + NITEMS(own)) * sizeof(h->routes[0]));
	if (!h->routes)
		return false;
	for (size_t i = 0; i < n; i++)
		h->routes[i] = &routes[i];
	for (size_t i = 0; i < NITEMS(own); i++)
		h->routes[n + i] = &own[i];
	h->router = router_new(h->routes, n + NITEMS(own));
	return h->router != NULL;
}

static bool
start_workers(struct http *h)
{
	int  slow = h->cfg.workers, heavy = slow + 1, most = heavy + HEAVY_WORKERS;
	bool fine = true;

	h->lane_most[HTTP_SWIFT] = h->cfg.queue;
	h->lane_most[HTTP_SLOW] = h->cfg.slow;
	h->lane_most[HTTP_HEAVY] = h->cfg.heavy;
	h->worker = mem_alloc((size_t)most * sizeof(h->worker[0]));
	if (!h->worker)
		return false;
	while (fine && h->nworkers < most) {
		int n = h->nworkers;

		fine = pthread_create(&h->worker[n], NULL,
		                      n < slow ? worker_main : n < heavy ? slow_main : heavy_main, h) == 0;
		h->nworkers += fine;
	}
	(void)pthread_mutex_lock(&h->lock);
	while (h->opened + h->unopened < h->nworkers)
		(void)pthread_cond_wait(&h->idle, &h->lock);
	fine = fine && h->unopened == 0;
	(void)pthread_mutex_unlock(&h->lock);
	return fine;
}

/* In any state of start; what was not made is skipped. */
static void
tear_down(struct http *h)
{
	/* Nothing is suspended any more, which MHD_stop_daemon would abort on. */
	for (int i = 0; i < 2; i++)
		if (h->daemon[i])
			MHD_stop_daemon(h->daemon[i]);
	for (int i = 0; i < 2; i++)
		if (h->listen[i] >= 0)
			(void)close(h->listen[i]);
	if (h->has_socket)
		(void)unlink(h->cfg.socket);
	/* Requests that were given up may still be with a worker or the writer. */
	(void)pthread_mutex_lock(&h->lock);
	while (h->nflights > 0)
		(void)pthread_cond_wait(&h->idle, &h->lock);
	/* A few instructions at most. */
	while (h->telling > 0)
		(void)sched_yield();
	h->quit = true;
	for (int i = 0; i < HTTP_PACES; i++)
		(void)pthread_cond_broadcast(&h->due[i]);
	(void)pthread_mutex_unlock(&h->lock);
	for (int i = 0; i < h->nworkers; i++)
		(void)pthread_join(h->worker[i], NULL);
	if (h->reaping) {
		(void)pthread_mutex_lock(&h->conn_lock);
		h->reaping = false;
		(void)pthread_cond_signal(&h->reap_due);
		(void)pthread_mutex_unlock(&h->conn_lock);
		(void)pthread_join(h->reaper, NULL);
	}
	quick_close(h);
	assets_free(h->assets);
	if (h->expired)
		MHD_destroy_response(h->expired);
	for (int i = 0; i < 2; i++)
		if (h->crammed[i])
			MHD_destroy_response(h->crammed[i]);
	router_free(h->router);
	buckets_free(h->buckets);
	mem_free(h->routes);
	mem_free(h->worker);
	access_close(h->access);
	(void)pthread_mutex_destroy(&h->lock);
	(void)pthread_mutex_destroy(&h->conn_lock);
	for (int i = 0; i < HTTP_PACES; i++)
		(void)pthread_cond_destroy(&h->due[i]);
	(void)pthread_cond_destroy(&h->idle);
	(void)pthread_cond_destroy(&h->reap_due);
	mem_free(h);
}

static bool
prepare(struct http *h, const struct http_route *routes, size_t n)
{
	pthread_condattr_t mono;

	(void)pthread_mutex_init(&h->lock, NULL);
	(void)pthread_mutex_init(&h->conn_lock, NULL);
	for (int i = 0; i < HTTP_PACES; i++)
		(void)pthread_cond_init(&h->due[i], NULL);
	(void)pthread_condattr_init(&mono);
	(void)pthread_condattr_setclock(&mono, CLOCK_MONOTONIC);
	(void)pthread_cond_init(&h->reap_due, &mono);
	(void)pthread_cond_init(&h->idle, &mono);
	(void)pthread_condattr_destroy(&mono);
	(void)snprintf(h->cookie, sizeof(h->cookie), "%s%s", h->cfg.secure ? "__Host-" : "",
	               h->cfg.cookie);
	randombytes_buf(h->id_salt, sizeof(h->id_salt));
	/* Loop threads, the local socket's, and whoever stops. */
	if (h->cfg.access_log && (h->access = access_open(h->cfg.loops + 2)) != NULL)
		access_on_crash(h->access);
	h->buckets = buckets_new(h->cfg.rate);
	h->expired = answer_fixed(504, h->cfg.secure, "5");
	h->crammed[0] = reply_crammed(414);
	h->crammed[1] = reply_crammed(431);
	return (h->access || !h->cfg.access_log) && h->buckets && h->expired && h->crammed[0] &&
	       h->crammed[1] && collect_routes(h, routes, n);
}

/* In the order of need; true when everything runs. */
static bool
run(struct http *h)
{
	if (h->cfg.static_dir &&
	    assets_load(h->cfg.static_dir, h->cfg.static_at, h->cfg.secure, &h->assets) != OK)
		return false;
	if (!start_workers(h) || !quick_open(h)) {
		log_line(LOG_ERROR, "event=http_no_store");
		return false;
	}
	if (!sock_listen(h->cfg.address, h->cfg.port, BACKLOG, &h->listen[0], &h->port)) {
		log_line(LOG_ERROR, "event=http_no_address address=%s port=%d errno=%d", h->cfg.address,
		         h->cfg.port, errno);
		return false;
	}
	if (h->cfg.socket && !(h->has_socket = sock_listen_local(h->cfg.socket, BACKLOG_LOCAL, &h->listen[1]))) {
		log_line(LOG_ERROR, "event=http_no_socket path=%s errno=%d", h->cfg.socket, errno);
		return false;
	}
	h->reaping = true;
	if (pthread_create(&h->reaper, NULL, reaper_main, h) != 0) {
		h->reaping = false;
		return false;
	}
	h->daemon[0] = start_daemon(h, h->listen[0], (unsigned)h->cfg.loops);
	if (h->daemon[0] && h->listen[1] >= 0)
		h->daemon[1] = start_daemon(h, h->listen[1], 1);
	return h->daemon[0] && (h->listen[1] < 0 || h->daemon[1]);
}

enum err
http_start(const struct http_config *config, const struct http_route *routes, size_t n,
           struct http **out)
{
	struct http *h = mem_alloc(sizeof(*h));
	sigset_t     all, was;
	bool         fine;

	*out = NULL;
	if (!h || sodium_init() < 0) {
		mem_free(h);
		return ERR_MEMORY;
	}
	MHD_set_panic_func(mhd_panics, NULL);
	h->cfg = *config;
	defaults(&h->cfg);
	h->listen[0] = h->listen[1] = -1;
	*out = h;
	/* Signals are the main thread's business. */
	(void)sigfillset(&all);
	(void)pthread_sigmask(SIG_SETMASK, &all, &was);
	fine = prepare(h, routes, n) && run(h);
	(void)pthread_sigmask(SIG_SETMASK, &was, NULL);
	if (!fine) {
		*out = NULL;
		tear_down(h);
		return ERR_STORE;
	}
	return OK;
}

int
http_port(const struct http *h)
{
	return h->port;
}

/* ---- Stop ---- */

static void
wait_for_flights(struct http *h, int wait_ms)
{
	struct timespec t;
	int             late = 0;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	t.tv_sec += wait_ms / 1000;
	t.tv_nsec += (long)(wait_ms % 1000) * 1000000;
	if (t.tv_nsec >= 1000000000) {
		t.tv_sec++;
		t.tv_nsec -= 1000000000;
	}
	while (h->nflights > 0 && late == 0)
		late = pthread_cond_timedwait(&h->idle, &h->lock, &t);
}

/* Answers that are on their way get a moment to leave: MHD_stop_daemon would cut them. */
static void
linger(struct http *h)
{
	struct timespec nap = {0, 5000000};

	for (int i = 0; i < 200; i++) {
		int busy = 0;

		(void)pthread_mutex_lock(&h->conn_lock);
		for (struct conn *c = h->conns; c; c = c->next)
			busy += atomic_load(&c->state) >= CONN_WORK;
		(void)pthread_mutex_unlock(&h->conn_lock);
		if (busy == 0)
			break;
		(void)nanosleep(&nap, NULL);
	}
}

void
http_stop(struct http *h, int wait_ms)
{
	for (int i = 0; i < 2; i++)
		if (h->daemon[i])
			(void)MHD_quiesce_daemon(h->daemon[i]);
	h->stopping = true;
	(void)pthread_mutex_lock(&h->lock);
	streams_wake(h, clock_mono_us());
	wait_for_flights(h, wait_ms);
	/* From here on nothing is suspended any more: closed is looked at under the same lock. */
	h->closed = true;
	for (struct rq *r = h->flights; r; r = r->fnext)
		if (work_resume(r, PHASE_EXPIRED))
			h->nexpired++;
	streams_wake(h, clock_mono_us());
	(void)pthread_mutex_unlock(&h->lock);
	linger(h);
	tear_down(h);
}

void
http_stats(struct http *h, struct http_stats *out)
{
	*out = (struct http_stats){.requests = h->requests, .refused = h->refused,
	                           .expired = h->nexpired, .aborted = h->aborted,
	                           .log_lost = h->access ? access_lost(h->access) : 0, .quick = h->quick,
	                           .too_dear = h->too_dear};
	(void)pthread_mutex_lock(&h->lock);
	out->in_flight = h->nflights;
	for (int i = 0; i < HTTP_PACES; i++)
		out->waiting += h->lane[i].n;
	out->streams = h->nstreams;
	(void)pthread_mutex_unlock(&h->lock);
	(void)pthread_mutex_lock(&h->conn_lock);
	out->connections = h->nconns;
	(void)pthread_mutex_unlock(&h->conn_lock);
}
