/* Connections as the reaper sees them; it writes the access log, too. */
#include "kit/http/inside.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "kit/meter/meter.h"

#include <string.h>
#include <sys/socket.h>
#include <time.h>

enum { TICK_MS = 200, CUTS_LOGGED = 16 };

void
conn_state(struct conn *c, enum conn_state s, int64_t bytes)
{
	atomic_store(&c->bytes, bytes);
	atomic_store(&c->since, clock_mono_us());
	atomic_store(&c->state, (int)s);
}

void
conn_notify(void *cls, struct MHD_Connection *mc, void **ctx,
            enum MHD_ConnectionNotificationCode code)
{
	struct http *h = cls;
	struct conn *c = *ctx;

	if (code == MHD_CONNECTION_NOTIFY_STARTED) {
		const union MHD_ConnectionInfo *fd, *sa;

		*ctx = c = mem_alloc(sizeof(*c));
		if (!c)
			return; /* serve() closes a connection without one */
		fd = MHD_get_connection_info(mc, MHD_CONNECTION_INFO_CONNECTION_FD);
		sa = MHD_get_connection_info(mc, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
		c->fd = fd ? fd->connect_fd : -1;
		sock_peer(c->fd, sa ? sa->client_addr : NULL, &c->peer);
		conn_state(c, CONN_HEAD, 0);
		(void)pthread_mutex_lock(&h->conn_lock);
		c->next = h->conns;
		if (c->next)
			c->next->prev = c;
		h->conns = c;
		h->nconns++;
		(void)pthread_mutex_unlock(&h->conn_lock);
		return;
	}
	if (!c)
		return;
	/* An address of 20 KB, say, is refused by libmicrohttpd before the rest of it has been read. */
	sock_drain(c->fd);
	/* The descriptor is still open here, so the reaper never shuts somebody else's. */
	(void)pthread_mutex_lock(&h->conn_lock);
	if (c->prev)
		c->prev->next = c->next;
	else
		h->conns = c->next;
	if (c->next)
		c->next->prev = c->prev;
	h->nconns--;
	(void)pthread_mutex_unlock(&h->conn_lock);
	*ctx = NULL;
	if (c->born)
		rq_drop(c->born);
	mem_free(c);
}

/*
 * libmicrohttpd's time-out begins anew with each byte, and stands still while a
 * connection is suspended; these deadlines do neither.
 */
static bool
overdue(const struct http *h, struct conn *c, int64_t now)
{
	int64_t t = now - atomic_load(&c->since), bytes = atomic_load(&c->bytes);
	int64_t due = (t - (int64_t)h->cfg.grace_ms * 1000) / 1000 * h->cfg.min_rate / 1000;

	switch ((enum conn_state)atomic_load(&c->state)) {
	case CONN_HEAD:
		return t > (int64_t)(atomic_load(&c->kept) ? h->cfg.idle_ms : h->cfg.head_ms) * 1000;
	case CONN_BODY:
		return t > (int64_t)h->cfg.body_ms * 1000 || due > bytes;
	case CONN_SEND:
		return due > bytes;
	case CONN_WORK:
	case CONN_STREAM:
		break;
	}
	return false;
}

static void
reap_connections(struct http *h, int64_t now)
{
	char   peer[CUTS_LOGGED][SOCK_PEER];
	size_t n = 0;

	(void)pthread_mutex_lock(&h->conn_lock);
	for (struct conn *c = h->conns; c; c = c->next) {
		if (atomic_load(&c->cut) || !overdue(h, c, now))
			continue;
		/* A kept connection that says nothing more is nobody's fault. */
		if ((atomic_load(&c->state) != CONN_HEAD || !atomic_load(&c->kept)) && n < CUTS_LOGGED)
			memcpy(peer[n++], c->peer.text, sizeof(c->peer.text));
		atomic_store(&c->cut, true);
		(void)shutdown(c->fd, SHUT_RDWR);
	}
	(void)pthread_mutex_unlock(&h->conn_lock);
	/* Only now: loop threads take that lock, and standard error may make one wait. */
	for (size_t i = 0; i < n; i++)
		log_line(LOG_INFO, "event=slow_client peer=%s", peer[i]);
}

/* Requests that wait too long are answered 504; whoever works on them finishes for nothing. */
static void
reap_requests(struct http *h, int64_t now)
{
	(void)pthread_mutex_lock(&h->lock);
	for (struct rq *r = h->flights; r; r = r->fnext)
		if (now - r->t_work > (int64_t)h->cfg.answer_ms * 1000 && work_resume(r, PHASE_EXPIRED))
			h->nexpired++;
	streams_wake(h, now);
	(void)pthread_mutex_unlock(&h->lock);
}

void *
reaper_main(void *arg)
{
	struct http *h = arg;
	bool         on = true;

	while (on) {
		struct timespec t;
		int64_t         now;

		(void)clock_gettime(CLOCK_MONOTONIC, &t);
		t.tv_nsec += TICK_MS * 1000000;
		if (t.tv_nsec >= 1000000000) {
			t.tv_sec++;
			t.tv_nsec -= 1000000000;
		}
		(void)pthread_mutex_lock(&h->conn_lock);
		if (h->reaping)
			(void)pthread_cond_timedwait(&h->reap_due, &h->conn_lock, &t);
		on = h->reaping;
		(void)pthread_mutex_unlock(&h->conn_lock);
		now = clock_mono_us();
		reap_connections(h, now);
		reap_requests(h, now);
		if (h->access)
			access_flush(h->access);
	}
	return NULL;
}

/* At its end: its stream is taken off the list by then, its file is the response's. */
static enum meter_class
class_of(const struct rq *rq)
{
	const struct http_route *r = rq->pub.route;

	if (!r)
		return rq->asset ? METER_static : METER_none;
	if (r->local)
		return METER_local;
	if (r->no_auth)
		return METER_health;
	if (rq->reply.stream)
		return METER_stream;
	if (rq->pace == HTTP_HEAVY)
		return METER_heavy;
	if (rq->reply.size)
		return METER_file;
	if (r->face == HTTP_API)
		return r->lane == HTTP_WRITE ? METER_write : METER_read;
	return r->lane == HTTP_WRITE ? METER_form : METER_page;
}

void
conn_said(struct http *h, const struct rq *rq, bool aborted)
{
	static const char *const name[HTTP_METHODS] = {"GET", "POST", "PUT", "PATCH", "DELETE"};
	struct access            a = {
	    .id = rq->pub.id,
	    .method = rq->head ? "HEAD" : rq->pub.method < HTTP_METHODS ? name[rq->pub.method] : "-",
	    .route = rq->pub.route ? rq->pub.route->pattern : rq->asset ? "static" : "-",
	    .status = rq->status,
	    .us = clock_mono_us() - rq->t_start,
	    /* Of one that expired, a worker may be writing this now. */
	    .user = atomic_load(&rq->phase) == PHASE_EXPIRED ? 0 : rq->user,
	    .bytes = rq->sent,
	    .aborted = aborted,
	};

	meter_request(class_of(rq), aborted ? 0 : a.status, a.us);
	if (h->access && access_add(h->access, &a))
		(void)pthread_cond_signal(&h->reap_due);
}
