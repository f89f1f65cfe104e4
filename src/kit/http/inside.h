/* What the files of kit/http share. */
#ifndef KIT_HTTP_INSIDE_H
#define KIT_HTTP_INSIDE_H

#include "kit/access/access.h"
#include "kit/answer/answer.h"
#include "kit/gate/guard.h"
#include "kit/gate/parse.h"
#include "kit/http/http.h"
#include "kit/sock/sock.h"

#include <microhttpd.h>
#include <pthread.h>
#include <stdatomic.h>

/* ---- server.c, head.c, serve.c, work.c, conn.c ---- */

/* What the reaper knows of a connection. */
enum conn_state { CONN_HEAD, CONN_BODY, CONN_WORK, CONN_SEND, CONN_STREAM };
struct conn {
	struct conn     *prev, *next;
	int              fd;
	struct sock_peer peer;
	_Atomic int      state;
	_Atomic int64_t  since, bytes; /* µs when the state began; got or to be sent in it */
	_Atomic bool     kept, cut;    /* not the first request on it; shut by the reaper */
	struct rq       *born;         /* the request whose end libmicrohttpd has not told yet */
};

/*
 * A request's life.  NEW → BODY → (DRAIN, refused: the body is read and dropped)
 * → WORK (suspended; worker, writer or waiting) → DONE (worker) or EXPIRED
 * (reaper): the one that changes the phase resumes the connection.  Two may hold
 * it: its connection, and its job on workers or writer; the last frees the arena.
 */
enum phase { PHASE_NEW, PHASE_BODY, PHASE_DRAIN, PHASE_WORK, PHASE_DONE, PHASE_EXPIRED };

enum known {
	H_HOST, H_ORIGIN, H_REFERER, H_FETCH_SITE, H_COOKIE, H_AUTH, H_TYPE, H_LENGTH, H_TE, H_LANGUAGE,
	H_ENCODING, H_ETAG, H_AGENT, H_KEY, H_CSRF, H_LAST, H_REQUEST_ID, H_FORWARDED, H_EXPECT,
	H_KNOWN
};

struct rq {
	struct http_request   pub; /* first: handlers see only this */
	struct http          *h;
	struct arena         *arena;
	struct conn          *conn; /* loop thread only */
	struct MHD_Connection *mhd; /* may be touched only by the one who changes the phase */
	_Atomic int           phase, refs;
	bool                  head, has_body, auth_due, close, forever, gzip, same, chunked, streaming;
	enum http_pace        pace;    /* its lane */
	bool                  parsed;  /* checked too: run() is next */
	bool                  crammed; /* its head leaves no room for a proper answer */
	size_t                raw_len; /* of the request line's address, when it was too long */
	int64_t               t_start, t_work;
	str                   header[H_KNOWN];
	char                  id[41];
	str                   raw; /* address as sent */
	char                 *in;   /* body so far, when it is in memory */
	size_t                nin, cap, limit;
	int                   spool; /* temporary file of a long body, -1: none */
	int64_t               spooled; /* its bytes, as counted in http.spooled */
	bool                  unknown; /* counted in http.unknown */
	int64_t               length; /* Content-Length, -1: unknown */
	struct http_reply     reply;
	const struct asset   *asset;
	enum { STEP_RUN, STEP_RENDER, STEP_MORE } step;
	enum origin           origin;
	int                   retry_s; /* Retry-After of a 503; 0: one second */
	int64_t               user;
	int                   status;  /* sent */
	uint64_t              sent;
	/* long answers and streams; guarded by h->lock */
	struct arena         *piece_arena;
	str                   piece;
	size_t                piece_at;
	enum err              piece_err;
	bool                  piece_end, waiting;
	int64_t               position, pinged, born;
	bool                  greeted;
	struct rq            *snext, *sprev; /* open streams */
	struct rq            *qnext;         /* in a queue */
	struct rq            *fnext, *fprev; /* in flight */
};

struct queue {
	struct rq *head, *tail;
	int        n;
};

enum { LOOPS_MOST = 64, DEAR = 1024, UNKNOWN_MOST = 8, HTTP_SLOW_RETRY_S = 5 };

struct http {
	struct http_config cfg;
	struct router     *router;
	struct assets     *assets;
	struct buckets    *buckets;
	const struct http_route **routes;
	char               cookie[64];
	struct MHD_Daemon *daemon[2]; /* TCP, local socket */
	struct MHD_Response *expired, *crammed[2]; /* 414, 431 */
	int                listen[2], port;
	bool               has_socket; /* cfg.socket is ours to unlink */

	/* Queues, flights, streams: one short lock, taken before MHD's own. */
	pthread_mutex_t    lock;
	pthread_cond_t     due[HTTP_PACES], idle;
	struct queue       urgent, lane[HTTP_PACES];
	int                lane_most[HTTP_PACES]; /* what may wait in each */
	struct rq         *flights, *streams;
	int                nflights, nstreams;
	_Atomic bool       stopping;
	_Atomic int        unknown; /* long bodies that lie in files for sessions which memory does not know */
	_Atomic int64_t    spooled; /* bytes of all bodies in files */
	_Atomic int        telling; /* writer threads that are handing a request back */
	bool               closed, quit;
	pthread_t         *worker;
	int                nworkers; /* the last ones are the slow lane's and the heavy lane's */
	int                opened, unopened; /* workers with and without their store */

	/* Quick routes: connections for loop threads, and paths that were too dear (quick.c). */
	struct db_conn    *loop_db[LOOPS_MOST];
	_Atomic int        loops_begun;
	_Atomic uint8_t    dear[DEAR];
	_Atomic uint64_t   quick, too_dear;

	pthread_mutex_t    conn_lock;
	struct conn       *conns;
	int                nconns;
	pthread_t          reaper;
	pthread_cond_t     reap_due;
	bool               reaping;

	struct access_log *access; /* NULL: none */
	uint64_t           id_salt[2]; /* of request ids */
	_Atomic uint64_t   id_count;
	_Atomic uint64_t   requests, refused, nexpired, aborted;
	_Atomic int64_t    position;
};

/* server.c: bytes of a connection's pool */
size_t http_pool(const struct http *h);

/* conn.c */
void conn_notify(void *cls, struct MHD_Connection *c, void **ctx,
                 enum MHD_ConnectionNotificationCode code);
void conn_state(struct conn *c, enum conn_state s, int64_t bytes);
void *reaper_main(void *arg);
/* Into the access log: answered, or aborted. */
void  conn_said(struct http *h, const struct rq *rq, bool aborted);

/* head.c */
/* Everything that can be refused before the body is read; false: a refusal is set. */
bool head_take(struct rq *rq, const char *method, const char *version);
/* Refuse a body over rq->limit; false. */
bool head_too_large(struct rq *rq);

/* serve.c: loop threads */
void *serve_uri(void *cls, const char *uri, struct MHD_Connection *c);
enum MHD_Result serve(void *cls, struct MHD_Connection *c, const char *url, const char *method,
                      const char *version, const char *data, size_t *n, void **ctx);
void serve_completed(void *cls, struct MHD_Connection *c, void **ctx,
                     enum MHD_RequestTerminationCode code);

/* reply.c */
/* Set rq's answer to a refusal: status, sentence, arguments. */
void refuse_with(struct rq *rq, int status, enum err e, text_id text, str a0, str a1);
/* 503: rq's lane is full. */
void refuse_full(struct rq *rq);
/* The answer from an error and cx->why. */
void refuse_why(struct rq *rq, int status, enum err e);
struct MHD_Response *reply_build(struct rq *rq);
/* 414 or 431 with as small a head as can be, its sentence in both languages. */
struct MHD_Response *reply_crammed(int status);

/* stream.c */
ssize_t piece_read(void *cls, uint64_t pos, char *to, size_t max);
ssize_t stream_read(void *cls, uint64_t pos, char *to, size_t max);
void    streams_wake(struct http *h, int64_t now_us); /* h->lock is held */
bool    stream_begin(struct rq *rq); /* false: too many */
void    stream_end(struct rq *rq);

/* quick.c */
/* Open what cfg.loop_open gives; false: the log says why. */
bool quick_open(struct http *h);
void quick_close(struct http *h);
/* Answer on this loop thread; false: nothing was done, a worker must. */
bool quick_run(struct rq *rq);

/* work.c */
/* Suspend and hand over; false: full or closing, nothing was done. */
bool  work_submit(struct rq *rq);
void *worker_main(void *arg);
void *slow_main(void *arg);  /* of HTTP_SLOW */
void *heavy_main(void *arg); /* of HTTP_HEAVY */
void  rq_drop(struct rq *rq);
/* From WORK to DONE or EXPIRED, and resume; false: somebody else was first. */
bool  work_resume(struct rq *rq, enum phase to);

#endif
