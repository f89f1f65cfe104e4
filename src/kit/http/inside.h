/* What the files of kit/http share. */
#ifndef KIT_HTTP_INSIDE_H
#define KIT_HTTP_INSIDE_H

#include "kit/http/http.h"

#include <microhttpd.h>
#include <pthread.h>
#include <stdatomic.h>

/* ---- parse.c: pure ---- */

/* The decoded path; ERR_INPUT: a dot segment, encoded slash, NUL, bad UTF-8, …; ERR_MEMORY. */
MUSTCHECK enum err parse_path(struct arena *a, str raw, str *path);

/* urlencoded pairs; ERR_INPUT malformed, ERR_LARGE more than max, ERR_MEMORY. */
MUSTCHECK enum err parse_pairs(struct arena *a, str text, size_t max, const struct input **pairs,
                               size_t *n);

/* The members of a JSON object of scalars as pairs; null members are left out. */
MUSTCHECK enum err parse_json(struct ctx *cx, str text, size_t max, const struct input **pairs,
                              size_t *n);

/* RFC 7578; parts with a file name become files, the others pairs. */
struct parts {
	const struct input     *pair;
	const struct http_file *file;
	size_t                  npair, nfile;
};
MUSTCHECK enum err parse_multipart(struct arena *a, str type, str body, size_t max,
                                   struct parts *out);

/* The media type alone, "text/html" of "text/html; charset=utf-8". */
str parse_media(str type);

/* The parameter of a header such as `form-data; name="x"`; STR_NONE: absent. */
str parse_param(struct arena *a, str value, str name);

/* The value of a cookie; STR_NONE when absent or there twice. */
str parse_cookie(str header, str name);

/* zh or en by quality of an Accept-Language header; Chinese when it says nothing of both. */
enum lang parse_language(str header);

/* Does an ETag list (If-None-Match) name this tag?  Weak comparison. */
bool parse_etag(str header, str tag);

/* Is gzip acceptable? */
bool parse_gzip(str accept_encoding);

/* ---- route.c ---- */

struct router;

/* Compile; ensure()s what http_start calls bugs.  NULL: no memory.  mem_free it. */
struct router *router_new(const struct http_route *const *routes, size_t n);
void           router_free(struct router *r);

/*
 * The route, with captures filled in; NULL when none.  *allow then has a bit for
 * each method that this path knows: 0 is 404, else 405.
 */
const struct http_route *router_find(const struct router *r, enum http_method m, str path,
                                     struct input *capture, size_t *ncapture, unsigned *allow);

/* ---- guard.c ---- */

struct buckets;
struct buckets *buckets_new(const struct http_bucket rate[HTTP_RATES]);
void            buckets_free(struct buckets *b);

/* Take one token; 0, or the seconds until there is one. */
int bucket_take(struct buckets *b, enum http_rate kind, uint64_t address, int64_t now_us);

/* What an unsafe request says about where it comes from. */
enum origin { ORIGIN_NONE, ORIGIN_SAME, ORIGIN_OTHER };
enum origin guard_origin(str host, str origin, str referer, str fetch_site, bool secure);

/* The CSRF token of a session: 64 hex digits of a keyed hash. */
enum { CSRF_HEX = 64 };
void guard_csrf(const unsigned char key[32], str session, char out[CSRF_HEX]);
bool guard_csrf_ok(const unsigned char key[32], str session, str token);

/* ---- static.c ---- */

struct assets;
struct asset {
	str                  path; /* "/static/app.css" */
	str                  etag;
	/* Plain, for ?v=…, for a known tag; [1] gzip.  Any loop thread may queue them. */
	struct MHD_Response *fresh[2], *forever[2], *same[2];
	size_t               size[2];
};

/* Read a directory; ERR_STORE with a log line when it cannot be read. */
MUSTCHECK enum err assets_load(const char *dir, const char *at, bool secure, struct assets **out);
void               assets_free(struct assets *a);
const struct asset *assets_find(const struct assets *a, str path);

/* ---- server.c, serve.c, work.c, conn.c ---- */

/* What the reaper knows of a connection. */
enum conn_state { CONN_HEAD, CONN_BODY, CONN_WORK, CONN_SEND, CONN_STREAM };
struct conn {
	struct conn    *prev, *next;
	int             fd;
	bool            local;
	int64_t         uid;
	uint64_t        key; /* of the address, for buckets; IPv6 by /64 */
	char            peer[48];
	_Atomic int     state;
	_Atomic int64_t since, bytes; /* µs when the state began; got or to be sent in it */
	_Atomic bool    kept, cut;    /* not the first request on it; shut by the reaper */
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
	size_t                raw_len; /* of the request line's address, when it was too long */
	int64_t               t_start, t_work;
	str                   header[H_KNOWN];
	char                  id[41];
	str                   raw; /* address as sent */
	char                 *in;   /* body so far, when it is in memory */
	size_t                nin, cap, limit;
	int                   spool; /* temporary file of a long body, -1: none */
	int64_t               length; /* Content-Length, -1: unknown */
	struct http_reply     reply;
	const struct asset   *asset;
	enum { STEP_RUN, STEP_RENDER, STEP_MORE } step;
	enum origin           origin;
	uint64_t              address; /* for buckets */
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

/* One line of the access log, written by the reaper so that no loop thread waits for a pipe. */
struct access {
	const char *pattern, *method;
	char        id[41];
	int         status;
	int64_t     us, user;
	uint64_t    bytes;
	bool        aborted;
};
enum { ACCESS_RING = 8192 };

struct http {
	struct http_config cfg;
	struct router     *router;
	struct assets     *assets;
	struct buckets    *buckets;
	const struct http_route **routes;
	char               cookie[64];
	struct MHD_Daemon *daemon[2]; /* TCP, local socket */
	struct MHD_Response *expired;
	int                listen[2], port;
	char               socket_path[108];

	/* Queues, flights, streams: one short lock, taken before MHD's own. */
	pthread_mutex_t    lock;
	pthread_cond_t     work_due, idle;
	struct queue       urgent, normal;
	struct rq         *flights, *streams;
	int                nflights, nstreams;
	_Atomic bool       stopping;
	bool               closed, quit;
	pthread_t         *worker;
	int                nworkers;
	int                opened, unopened; /* workers with and without their store */

	pthread_mutex_t    conn_lock;
	struct conn       *conns;
	int                nconns;
	pthread_t          reaper;
	pthread_cond_t     reap_due;
	bool               reaping;

	pthread_mutex_t    log_lock;
	struct access     *ring, *ring_spare;
	size_t             ring_n;
	_Atomic uint64_t   requests, refused, nexpired, aborted, log_lost;
	_Atomic int64_t    position;
};

/* conn.c */
void conn_notify(void *cls, struct MHD_Connection *c, void **ctx,
                 enum MHD_ConnectionNotificationCode code);
void conn_state(struct conn *c, enum conn_state s, int64_t bytes);
void *reaper_main(void *arg);
void  access_add(struct http *h, const struct rq *rq, bool aborted);
void  access_flush(struct http *h);

/* serve.c: loop threads */
void *serve_uri(void *cls, const char *uri, struct MHD_Connection *c);
enum MHD_Result serve(void *cls, struct MHD_Connection *c, const char *url, const char *method,
                      const char *version, const char *data, size_t *n, void **ctx);
void serve_completed(void *cls, struct MHD_Connection *c, void **ctx,
                     enum MHD_RequestTerminationCode code);

/* reply.c */
/* Set rq's answer to a refusal: status, sentence, arguments. */
void refuse_with(struct rq *rq, int status, enum err e, text_id text, str a0, str a1);
/* The answer from an error and cx->why. */
void refuse_why(struct rq *rq, int status, enum err e);
struct MHD_Response *reply_build(struct rq *rq);
bool reply_security(struct MHD_Response *r, bool secure);
struct MHD_Response *reply_fixed(int status, bool secure, const char *retry);

/* stream.c */
ssize_t piece_read(void *cls, uint64_t pos, char *to, size_t max);
ssize_t stream_read(void *cls, uint64_t pos, char *to, size_t max);
void    streams_wake(struct http *h, int64_t now_us); /* h->lock is held */
bool    stream_begin(struct rq *rq); /* false: too many */
void    stream_end(struct rq *rq);

/* work.c */
/* Suspend and hand over; false: full or closing, nothing was done. */
bool  work_submit(struct rq *rq);
void *worker_main(void *arg);
void  rq_drop(struct rq *rq);
/* From WORK to DONE or EXPIRED, and resume; false: somebody else was first. */
bool  work_resume(struct rq *rq, enum phase to);

#endif
