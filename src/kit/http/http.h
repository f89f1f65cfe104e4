/* The web server: limits, routes, hand-over to workers, answers.  Knows HTTP, not cities. */
#ifndef KIT_HTTP_HTTP_H
#define KIT_HTTP_HTTP_H

#include "base/ctx.h"
#include "kit/gate/guard.h"
#include "kit/gate/parse.h"
#include "kit/gate/route.h"
#include "kit/command/writer.h"

/*
 * Threads (docs/threads-http.md): loop threads read and send and never wait;
 * reader workers run handlers, each with a store connection of its own; the
 * writer (kit/command) commits.  A request and its arena belong to one of them
 * at a time and wander with the request.
 */
struct http;
struct http_request;

/* ---- Answers ---- */

enum { HTTP_HEADERS = 16, HTTP_BODY = 1 << 20 };

struct http_header {
	const char *name; /* a constant */
	str         value;
};

/*
 * What a handler answers.  Texts live in the request's arena (or are constant).
 * Security headers, Cache-Control: no-store unless `cache` is set, and
 * X-Request-Id are added to every answer.
 */
struct http_reply {
	int                status; /* 0 is 200 */
	str                type;   /* Content-Type */
	str                body;
	str                cache; /* Cache-Control; STR_NONE: no-store */
	struct http_header header[HTTP_HEADERS];
	size_t             nheader;
	bool               has_file; /* send `size` bytes of `fd` from its start; the server closes fd */
	int                fd;
	uint64_t           size;
	/*
	 * A long answer in pieces: called on reader workers (not always the same one,
	 * so a snapshot does not last from piece to piece) until it returns with *end
	 * set or an error, which cuts the connection.  It appends to b, which is empty
	 * at each call and holds at most 256 KB; memory of earlier pieces is reused.
	 */
	enum err (*more)(struct http_request *rq, struct buf *b, bool *end);
	/* A stream of server-sent events: see http_publish. */
	bool stream;
};

/* A page or JSON as the body, which lives as long as the request; the status stays. */
void http_html(struct http_reply *rp, str page);
void http_json(struct http_reply *rp, str json);

/* 303 to a path on this site; anything else ("//host", "https:…", controls) becomes "/". */
void http_see_other(struct http_request *rq, struct http_reply *rp, str path);

/* True for a path on this site: begins with one '/', holds no '\', control or space. */
bool http_local_path(str path);

/* Adds a header; `name` is a constant.  More than HTTP_HEADERS is a bug. */
void http_add_header(struct http_reply *rp, const char *name, str value);

/*
 * Set the session cookie: HttpOnly, SameSite=Lax, Path=/, and Secure with the
 * __Host- prefix when the server is told it is behind TLS.  max_age in seconds; 0
 * ends with the browser.  An empty token deletes it.
 */
MUSTCHECK enum err http_set_session(struct http_request *rq, struct http_reply *rp, str token,
                                    int64_t max_age);

/* An anonymous temporary file, for long answers and spooled bodies; -1 on failure. */
int http_temp_file(const struct http_request *rq);

/* The folder of such files, for those who make theirs themselves. */
const char *http_temp_dir(const struct http_request *rq);

/* ---- Requests ---- */

/*
 * One request, complete, checked and parsed before a handler sees it: all text
 * is UTF-8 without NUL (but body and file bytes, which are raw).
 */
struct http_request {
	const struct http_route *route;
	enum http_method         method; /* HEAD arrives as HTTP_GET; the body is then dropped */
	str                      path;   /* decoded, no empty segment, no trailing slash but "/" */
	str                      host, agent, type; /* headers; STR_NONE when absent */
	str                      peer;              /* address as text; "unix" on the local socket */
	str                      id;                /* of the request, 8..40 characters */
	struct input             capture[HTTP_CAPTURES]; /* {name} of the pattern */
	size_t                   ncapture;
	const struct input      *query, *form; /* form: of urlencoded, multipart or JSON bodies */
	size_t                   nquery, nform;
	const struct http_file  *file;
	size_t                   nfile;
	str                      body;    /* raw */
	str                      session; /* the token of cookie or bearer; STR_NONE: none */
	bool                     bearer;
	bool                     local;      /* came through the local socket */
	int64_t                  local_uid;  /* then: the caller's user id, else -1 */
	int64_t                  last_event; /* Last-Event-ID; -1: none */
	struct ctx              *cx;         /* = &work.cx */
	struct work              work;       /* HTTP_WRITE: filled by run(), outcome for render() */
	const void              *env;        /* http_config.env */
};

/* The value of one query pair, or form pair, or STR_NONE. */
str http_query(const struct http_request *rq, str name);
str http_form(const struct http_request *rq, str name);

/* The token for forms of this session, field `_csrf`; STR_NONE without a session. */
str http_csrf(struct http_request *rq);

/* Scheme and host of this request, "https://duban.example", for addresses that leave the page; in the arena. */
str http_origin(const struct http_request *rq);

/* A cookie's value as sent, for settings of the browser such as the letter size; STR_NONE: none. */
str http_cookie(const struct http_request *rq, str name);

/*
 * The title of a refusal that HTTP itself made, for the page that shows it: of a form from elsewhere or of an
 * old page, of an address or a head that is too long.  T_none when the status says enough.
 */
text_id http_refusal_title(const struct http_request *rq, int status);

/* ---- The server ---- */

/* Zero in a number means the default in brackets. */
struct http_config {
	/* Where */
	const char *address;    /* [127.0.0.1] numeric IPv4 or IPv6 */
	int         port;       /* 0: the system chooses, see http_port */
	const char *socket;     /* path of the local socket; NULL: none */
	const char *static_dir; /* what the web build made; NULL: none */
	const char *static_at;  /* ["/static/"] */
	const char *temp_dir;   /* [/tmp] spooled bodies and answers */
	const char *cookie;     /* ["duban"] name of the session cookie */
	const char *api;        /* ["/api/"] unknown paths below it are answered as problem+json */
	bool        secure;     /* behind TLS: Secure cookies, __Host-, HSTS, https origins only */
	bool        proxied;    /* believe X-Forwarded-For, X-Request-Id from loopback and the socket */
	bool        trace;      /* add X-Duban-Trace */
	bool        access_log; /* one line a request */
	int         zone;       /* minutes east of Greenwich, for ctx */
	/* Threads and queues */
	int loops;   /* [2] */
	int workers; /* [2] */
	int queue;   /* [256] requests that may wait for a worker */
	int slow;    /* [64] of HTTP_SLOW, that may wait for the one thread that runs them */
	int heavy;   /* [32] of HTTP_HEAVY, that may wait for the two threads that run them */
	/* Limits */
	size_t line;        /* [4096] path and query */
	size_t head;        /* [6144] all headers, 64 at most; cookies 4.5 KB: a connection holds head + line + 2 KB */
	size_t body;        /* [HTTP_BODY] */
	size_t body_memory; /* [1 MiB] a longer body is spooled to a file */
	int    spool_mb;    /* [512] MiB of all bodies in files at once; past it 503 */
	size_t arena;       /* [8 MiB] per request */
	int    fields;      /* [200] of a form, and parts of a multipart form; a query has 64 at most */
	int    connections; /* [4096] */
	int    per_address; /* [0: no limit] connections; not behind a proxy */
	int    streams;     /* [1000] event streams */
	/* Time, ms */
	int head_ms;   /* [10,000] from accept to the end of the headers */
	int idle_ms;   /* [60,000] keep-alive: from an answer to the next request's headers */
	int body_ms;   /* [300,000] a whole body */
	int answer_ms; /* [30,000] from hand-over to the answer, else 504 */
	int min_rate;  /* [1024] bytes a second of bodies and answers, */
	int grace_ms;  /* [10,000] but not during this time */
	int ping_ms;   /* [20,000] event streams */
	int stream_ms; /* [900,000] life of an event stream; the browser comes back by itself */
	/* Requests an address (IPv6: /64), not of static_dir, loopback or the local socket; [no limit] */
	struct http_bucket rate[HTTP_RATES];
	unsigned char      csrf_key[32]; /* all zero: a random one until the end of the process */
	unsigned char      idem_key[32]; /* the same; of the digests for idempotency keys, which outlive it */

	/* Callbacks; each may be NULL. */
	void *env;
	/* A reader's store connection: on each worker thread, at start and end. */
	enum err (*worker_open)(void *env, struct db_conn **out);
	void (*worker_close)(void *env, struct db_conn *conn);
	/*
	 * A store connection for a loop thread, which must not wait: one that stops by
	 * itself after a little work (db_budget).  Quick routes are answered with it on
	 * the spot, which saves the way to a worker and back; what turns out to be more
	 * than that is begun again on a worker.  NULL in *out: none can be had.  Called
	 * from http_start; the connections are closed with worker_close.
	 */
	enum err (*loop_open)(void *env, struct db_conn **out);
	/*
	 * Who has this token?  Sets cx->who (memory in cx->arena, or held by arena_on_free
	 * of it) or leaves it NULL for nobody.  auth_cached runs on a loop thread, must not wait, has
	 * no store, and returns ERR_BUSY when only auth_load can tell, with cx->who set when it is likely
	 * him; that runs on a reader worker.  Any other error is the answer.
	 */
	enum err (*auth_cached)(void *env, struct ctx *cx, str token, bool bearer);
	enum err (*auth_load)(void *env, struct ctx *cx, str token, bool bearer);
	/* Hand a work to the writer: as writer_submit. */
	enum err (*submit)(void *env, struct work *work);
	/*
	 * Render a refusal as a page (cx->why says why).  On whatever thread found it:
	 * must not wait nor touch the store.  Leaving rp->status 0 keeps the plain page.
	 */
	void (*error_page)(void *env, struct http_request *rq, int status, struct http_reply *rp);
	/* Is the store there?  On a reader worker, for /readyz. */
	enum err (*ready)(void *env, struct ctx *cx);
};

/*
 * Listen and serve.  The routes must outlive the server; two that match the same
 * paths, or an INLINE route that is not public, are bugs.  /healthz and /readyz
 * are added.  ERR_STORE when address, socket, static_dir or a worker's store
 * connection cannot be had; the log says which.  *out is set before the first
 * request can come, so handlers may use it.
 */
MUSTCHECK enum err http_start(const struct http_config *config, const struct http_route *routes,
                              size_t n, struct http **out);

/* The port it listens on. */
int http_port(const struct http *h);

/*
 * Graceful stop: no new connections, 503 for new requests, at most wait_ms for
 * those in flight, then 504 for the rest; joins the workers and frees.  A
 * handler that never returns is waited for.  The writer must still run, and must
 * be stopped afterwards.
 */
void http_stop(struct http *h, int wait_ms);

/*
 * Tell all event streams that something changed at this position; cheap, any
 * thread.  Each stream gets `id: p`, `event: change`, `data: {"position":p}` with
 * the newest position only; one that came with an older Last-Event-ID gets it at once.
 */
void http_publish(struct http *h, int64_t position);

/* Since the start; `connections` and below as of now. */
struct http_stats {
	uint64_t requests, refused, expired, aborted, log_lost;
	uint64_t quick, too_dear; /* answered on a loop thread; tried there and begun again on a worker */
	int64_t  connections, in_flight, waiting, streams;
};

/* Thread-safe. */
void http_stats(struct http *h, struct http_stats *out);

#endif
