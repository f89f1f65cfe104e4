/* Connections as the reaper sees them, and the access log it writes. */
#include "kit/http/inside.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"

#include <arpa/inet.h>
#include <asm/socket.h> /* SO_PEERCRED, which sys/socket.h hides from POSIX programs */
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

enum { TICK_MS = 200, CUTS_LOGGED = 16 };

/* Linux's struct ucred, which the headers hide from a POSIX program. */
struct peer_cred {
	int32_t pid;
	uint32_t uid, gid;
};

static void
fill_address(struct conn *c, const struct sockaddr *sa)
{
	if (sa && sa->sa_family == AF_INET) {
		struct sockaddr_in in;

		memcpy(&in, sa, sizeof(in));
		(void)inet_ntop(AF_INET, &in.sin_addr, c->peer, sizeof(c->peer));
		c->key = str_hash((str){(const char *)&in.sin_addr, 4});
	} else if (sa && sa->sa_family == AF_INET6) {
		struct sockaddr_in6 in;

		memcpy(&in, sa, sizeof(in));
		(void)inet_ntop(AF_INET6, &in.sin6_addr, c->peer, sizeof(c->peer));
		c->key = str_hash((str){(const char *)&in.sin6_addr, 8});
	} else {
		struct peer_cred cred;
		socklen_t        n = sizeof(cred);

		c->local = true;
		(void)snprintf(c->peer, sizeof(c->peer), "unix");
		if (getsockopt(c->fd, SOL_SOCKET, SO_PEERCRED, &cred, &n) == 0)
			c->uid = cred.uid;
	}
}

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
		c->uid = -1;
		fill_address(c, sa ? sa->client_addr : NULL);
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
	char   peer[CUTS_LOGGED][48];
	size_t n = 0;

	(void)pthread_mutex_lock(&h->conn_lock);
	for (struct conn *c = h->conns; c; c = c->next) {
		if (atomic_load(&c->cut) || !overdue(h, c, now))
			continue;
		/* A kept connection that says nothing more is nobody's fault. */
		if ((atomic_load(&c->state) != CONN_HEAD || !atomic_load(&c->kept)) && n < CUTS_LOGGED)
			memcpy(peer[n++], c->peer, sizeof(c->peer));
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

static void
access_flush(struct http *h)
{
	struct access *ring;
	size_t         n;

	if (!h->cfg.access_log)
		return;
	/* The two halves of the ring are used in turn, so that writing holds no lock. */
	(void)pthread_mutex_lock(&h->log_lock);
	ring = h->ring;
	n = h->ring_n;
	h->ring = h->ring_spare;
	h->ring_spare = ring;
	h->ring_n = 0;
	(void)pthread_mutex_unlock(&h->log_lock);
	for (size_t i = 0; i < n; i++) {
		const struct access *a = &ring[i];

		log_request(str_of(a->id));
		log_line(LOG_INFO, "event=request method=%s route=%s status=%d us=%lld bytes=%llu user=%lld%s",
		         a->method, a->pattern, a->status, (long long)a->us, (unsigned long long)a->bytes,
		         (long long)a->user, a->aborted ? " aborted=1" : "");
	}
	log_request(S(""));
	if (n == ACCESS_RING)
		log_line(LOG_WARN, "event=access_log_full lost=%llu", (unsigned long long)h->log_lost);
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
		access_flush(h);
	}
	return NULL;
}

void
access_add(struct http *h, const struct rq *rq, bool aborted)
{
	static const char *const name[HTTP_METHODS] = {"GET", "POST", "PUT", "PATCH", "DELETE"};
	struct access           *a;

	if (!h->cfg.access_log)
		return;
	(void)pthread_mutex_lock(&h->log_lock);
	if (h->ring_n == ACCESS_RING) {
		h->log_lost++;
	} else {
		a = &h->ring[h->ring_n++];
		a->pattern = rq->pub.route ? rq->pub.route->pattern : rq->asset ? "static" : "-";
		a->method = rq->head ? "HEAD" : rq->pub.method < HTTP_METHODS ? name[rq->pub.method] : "-";
		a->status = rq->status;
		a->us = clock_mono_us() - rq->t_start;
		/* Of one that expired, a worker may be writing this now. */
		a->user = atomic_load(&rq->phase) == PHASE_EXPIRED ? 0 : rq->user;
		a->bytes = rq->sent;
		a->aborted = aborted;
		memcpy(a->id, rq->id, sizeof(a->id));
	}
	if (h->ring_n == ACCESS_RING / 2)
		(void)pthread_cond_signal(&h->reap_due);
	(void)pthread_mutex_unlock(&h->log_lock);
}
