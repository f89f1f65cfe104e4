/* The loop threads' part: a request is born, its body collected; it is handed over and sent.  Nothing here waits. */
#include "kit/http/inside.h"

#include "base/clock.h"
#include "base/ensure.h"
#include "base/fd.h"

#include "kit_http_texts.h"

#include <string.h>
#include <unistd.h>

enum { DRAIN = 8 << 20, FIRST_BODY = 64 << 10, CRAMMED = 200 /* bytes, about */ };

/* ---- Birth ---- */

static struct conn *
conn_of(struct MHD_Connection *c)
{
	const union MHD_ConnectionInfo *i = MHD_get_connection_info(c, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

	return i ? i->socket_context : NULL;
}

void *
serve_uri(void *cls, const char *uri, struct MHD_Connection *c)
{
	struct http  *h = cls;
	struct arena *a = arena_new(h->cfg.arena);
	struct rq    *rq = a ? ARENA_NEW(a, struct rq) : NULL;
	struct conn  *k = conn_of(c);
	str           raw = str_of(uri);

	if (!rq) {
		arena_free(a);
		return NULL; /* serve() then closes the connection */
	}
	rq->h = h;
	rq->arena = a;
	rq->mhd = c;
	rq->t_start = clock_mono_us();
	rq->spool = rq->reply.fd = -1;
	rq->length = -1;
	atomic_init(&rq->phase, PHASE_NEW);
	atomic_init(&rq->refs, 1);
	rq->pub.cx = &rq->pub.work.cx;
	rq->pub.cx->arena = a;
	rq->pub.cx->now = clock_now();
	rq->pub.cx->zone = h->cfg.zone;
	rq->pub.method = HTTP_METHODS;
	rq->pub.last_event = rq->pub.local_uid = -1;
	rq->pub.env = h->cfg.env;
	rq->raw_len = raw.n;
	/* Of one too long its beginning is enough to tell which face it wanted. */
	if (raw.n > h->cfg.line)
		raw = str_slice(raw, 0, 8);
	if (!arena_str(a, raw, &rq->raw)) {
		arena_free(a);
		return NULL;
	}
	/* Of a head that does not fit libmicrohttpd never tells the end: then the connection's end is its own. */
	if (k) {
		if (k->born)
			rq_drop(k->born);
		k->born = rq;
	}
	return rq;
}

static void
spool_drop(struct rq *rq)
{
	if (rq->spool >= 0)
		(void)close(rq->spool);
	rq->spool = -1;
	(void)atomic_fetch_sub(&rq->h->spooled, rq->spooled);
	rq->spooled = 0;
}

void
rq_drop(struct rq *rq)
{
	if (atomic_fetch_sub(&rq->refs, 1) != 1)
		return;
	if (rq->reply.has_file)
		(void)close(rq->reply.fd);
	spool_drop(rq);
	if (rq->unknown)
		(void)atomic_fetch_sub(&rq->h->unknown, 1);
	arena_free(rq->piece_arena);
	arena_free(rq->arena);
}

/* ---- Bodies ---- */

static bool
keep_in_memory(struct rq *rq, const char *data, size_t n)
{
	if (rq->nin + n > rq->cap) {
		size_t cap = rq->cap ? rq->cap * 2 : FIRST_BODY;
		char  *p;

		if (rq->cap == 0 && rq->length > 0 && rq->length < FIRST_BODY)
			cap = (size_t)rq->length;
		while (cap < rq->nin + n)
			cap *= 2;
		p = arena_grow(rq->arena, rq->in, rq->cap, cap);
		if (!p)
			return false;
		rq->in = p;
		rq->cap = cap;
	}
	memcpy(rq->in + rq->nin, data, n);
	return true;
}

/* Whoever makes up a session's token shall not fill the disk with it; nor shall all together. */
static bool
has_place(struct rq *rq, size_t n)
{
	int64_t more = (int64_t)(rq->spool < 0 ? rq->nin + n : n);

	if (rq->auth_due && !rq->pub.cx->who && !rq->unknown) {
		rq->unknown = true;
		if (atomic_fetch_add(&rq->h->unknown, 1) >= UNKNOWN_MOST)
			return false;
	}
	rq->spooled += more;
	return atomic_fetch_add(&rq->h->spooled, more) + more <= (int64_t)rq->h->cfg.spool_mb << 20;
}

/* Into the page cache: quick, though the disk may make it wait when memory is short. */
static bool
keep_in_file(struct rq *rq, const char *data, size_t n)
{
	if (rq->spool < 0) {
		rq->spool = http_temp_file(&rq->pub);
		if (rq->spool < 0 || !fd_write(rq->spool, (str){rq->in, rq->nin}))
			return false;
	}
	return fd_write(rq->spool, (str){data, n});
}

/* More of the body.  MHD takes no answer before its end, so a refusal waits for that. */
static void
take_body(struct rq *rq, const char *data, size_t n)
{
	enum phase ph = (enum phase)atomic_load(&rq->phase);
	bool       kept;

	atomic_fetch_add(&rq->conn->bytes, (int64_t)n);
	if (ph == PHASE_DRAIN) {
		rq->nin += n;
		return;
	}
	if (rq->nin + n > rq->limit) {
		spool_drop(rq);
		(void)head_too_large(rq);
		atomic_store(&rq->phase, PHASE_DRAIN);
		rq->nin = 0;
		return;
	}
	if (rq->nin + n > rq->h->cfg.body_memory && !has_place(rq, n)) {
		spool_drop(rq);
		rq->retry_s = HTTP_SLOW_RETRY_S;
		refuse_with(rq, 503, ERR_BUSY, T_http_queue_full, STR_NONE, STR_NONE);
		atomic_store(&rq->phase, PHASE_DRAIN);
		rq->nin = 0;
		return;
	}
	kept = rq->nin + n > rq->h->cfg.body_memory ? keep_in_file(rq, data, n)
	                                            : keep_in_memory(rq, data, n);
	rq->nin += n;
	if (!kept) {
		refuse_why(rq, 0, rq->spooled > 0 ? ERR_FULL : ERR_MEMORY);
		spool_drop(rq);
		atomic_store(&rq->phase, PHASE_DRAIN);
	}
}

/* ---- Sending ---- */

static enum MHD_Result
send_it(struct rq *rq, unsigned status, struct MHD_Response *r, enum conn_state s, uint64_t bytes)
{
	rq->status = (int)status;
	rq->sent = rq->head ? 0 : bytes;
	conn_state(rq->conn, s, (int64_t)bytes);
	return MHD_queue_response(rq->mhd, status, r);
}

static enum MHD_Result
send_asset(struct rq *rq)
{
	const struct asset *a = rq->asset;
	int                 z = a->size[1] > 0 && parse_gzip(rq->header[H_ENCODING]) ? 1 : 0;

	if (parse_etag(rq->header[H_ETAG], a->etag))
		return send_it(rq, 304, a->same[z], CONN_SEND, 0);
	return send_it(rq, 200, http_query(&rq->pub, S("v")).p ? a->forever[z] : a->fresh[z], CONN_SEND,
	               a->size[z]);
}

static enum MHD_Result
send_reply(struct rq *rq)
{
	struct http_reply   *rp = &rq->reply;
	struct MHD_Response *r;
	enum MHD_Result      done;

	if (rq->crammed)
		return rq->raw_len > rq->h->cfg.line ? send_it(rq, 414, rq->h->crammed[0], CONN_SEND, CRAMMED)
		                                     : send_it(rq, 431, rq->h->crammed[1], CONN_SEND, CRAMMED);
	r = reply_build(rq);
	if (!r)
		return MHD_NO; /* no memory, or a handler's header that is none: cut */
	done = send_it(rq, rp->status ? (unsigned)rp->status : 200, r,
	               rp->stream || rp->more ? CONN_STREAM : CONN_SEND,
	               rp->more || rp->stream ? 0 : rp->fd >= 0 && rp->size ? rp->size : rp->body.n);
	MHD_destroy_response(r);
	return done;
}

static enum MHD_Result
hand_over(struct rq *rq)
{
	const struct http_route *route = rq->pub.route;
	enum err                 e;

	if (rq->asset)
		return send_asset(rq);
	if (route->lane == HTTP_INLINE) {
		e = route->run(&rq->pub, &rq->reply);
		if (e != OK)
			refuse_why(rq, 0, e);
		return send_reply(rq);
	}
	if (quick_run(rq))
		return send_reply(rq);
	conn_state(rq->conn, CONN_WORK, 0);
	if (work_submit(rq))
		return MHD_YES; /* not ours any more */
	refuse_full(rq);
	return send_reply(rq);
}

/* The first call: only headers are there. */
static enum MHD_Result
first_call(struct rq *rq, const char *method, const char *version)
{
	rq->conn = conn_of(rq->mhd);
	if (!rq->conn)
		return MHD_NO;
	if (head_take(rq, method, version)) {
		atomic_store(&rq->phase, PHASE_BODY);
		if (rq->has_body)
			conn_state(rq->conn, CONN_BODY, 0);
		return MHD_YES;
	}
	/*
	 * An answer in this call ends the connection, and a client that is still
	 * sending may see only that; so a body of bearable size is read and dropped.
	 */
	if (rq->close || rq->length > DRAIN || (rq->has_body && rq->header[H_EXPECT].p))
		return send_reply(rq);
	atomic_store(&rq->phase, PHASE_DRAIN);
	if (rq->has_body)
		conn_state(rq->conn, CONN_BODY, 0);
	return MHD_YES;
}

enum MHD_Result
serve(void *cls, struct MHD_Connection *c, const char *url, const char *method, const char *version,
      const char *data, size_t *n, void **ctx)
{
	struct rq *rq = *ctx;
	enum phase ph;

	(void)cls;
	(void)url;
	if (!rq)
		return MHD_NO;
	ph = (enum phase)atomic_load(&rq->phase);
	ensure(ph != PHASE_WORK); /* suspended, it cannot come back by itself */
	switch (ph) {
	case PHASE_NEW:
		return first_call(rq, method, version);
	case PHASE_BODY:
		if (*n > 0) {
			take_body(rq, data, *n);
			*n = 0;
			return MHD_YES;
		}
		return hand_over(rq);
	case PHASE_DRAIN:
		if (*n > 0) {
			take_body(rq, data, *n);
			*n = 0;
			return rq->nin > DRAIN ? MHD_NO : MHD_YES;
		}
		return send_reply(rq);
	case PHASE_DONE:
		if (rq->reply.stream && !stream_begin(rq))
			refuse_with(rq, 503, ERR_BUSY, T_http_streams, STR_NONE, STR_NONE);
		return send_reply(rq);
	case PHASE_EXPIRED:
		rq->status = 504;
		conn_state(rq->conn, CONN_SEND, 4);
		return MHD_queue_response(c, 504, rq->h->expired);
	case PHASE_WORK:
		break;
	}
	return MHD_NO;
}

void
serve_completed(void *cls, struct MHD_Connection *c, void **ctx,
                enum MHD_RequestTerminationCode code)
{
	struct http *h = cls;
	struct rq   *rq = *ctx;
	struct conn *k = conn_of(c);
	bool         aborted = code != MHD_REQUEST_TERMINATED_COMPLETED_OK;

	if (!rq)
		return;
	*ctx = NULL;
	if (k && k->born == rq)
		k->born = NULL;
	if (aborted)
		h->aborted++;
	if (rq->streaming)
		stream_end(rq);
	if (rq->conn) {
		conn_said(h, rq, aborted);
		atomic_store(&rq->conn->kept, true);
		conn_state(rq->conn, CONN_HEAD, 0);
	}
	rq_drop(rq);
}
