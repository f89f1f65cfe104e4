/* Which doors there are: the descriptor of a route, and how one is found. */
#ifndef KIT_GATE_ROUTE_H
#define KIT_GATE_ROUTE_H

#include "kit/command/command.h"

struct http_request;
struct http_reply;

enum { HTTP_CAPTURES = 4 };

enum http_method { HTTP_GET, HTTP_POST, HTTP_PUT, HTTP_PATCH, HTTP_DELETE, HTTP_METHODS };

/*
 * HTTP_INLINE  on the loop thread: must not wait, has no store and no body; public only.
 * HTTP_READ    run() on a reader worker.
 * HTTP_WRITE   run() on a reader worker fills rq->work (command, in, made) and
 *              returns OK; it goes to the writer, and after the commit render()
 *              runs on a reader worker with work.result (a refusal too: return
 *              it to have it answered in the usual way) and work.reply.  When
 *              run() leaves work.command NULL its answer is final.
 */
enum http_lane { HTTP_INLINE, HTTP_READ, HTTP_WRITE };

/* How refusals look: a page, or problem+json. */
enum http_face { HTTP_PAGE, HTTP_API };

/* Buckets of requests per address (http_config.rate): log-ins have one of their own. */
enum http_rate { HTTP_RATE_ANY, HTTP_RATE_LOGIN, HTTP_RATES };

/*
 * How long a request works: as any other; a tenth of a second (a password is hashed); seconds and more (pictures are
 * decoded).  Each but the first has a lane of its own, so that none waits for one of the next.
 */
enum http_pace { HTTP_SWIFT, HTTP_SLOW, HTTP_HEAVY, HTTP_PACES };

struct http_route {
	enum http_method method;
	const char      *pattern; /* "/cases/{id}/photos/{n}": literals win over captures */
	enum http_lane   lane;
	enum http_face   face;
	perm_id          perm;    /* 0 denies everybody; checked before run() */
	bool             no_csrf; /* only for callers that are no browsers (webhooks) */
	bool             no_auth; /* for pages that must never look at a session (health) */
	size_t           body;    /* most bytes; 0: http_config.body */
	size_t           files;   /* most bytes of a multipart form that comes with a session; 0: as body */
	/* Only for these requests, asked when the head is there; NULL: for all. */
	bool (*brings_files)(const struct http_request *rq);
	bool             quick;   /* GET, HTTP_READ, small as a rule: see http_config.loop_open */
	bool             raw;     /* do not parse the body, whatever its type */
	bool             local;   /* only through the local socket: elsewhere there is no such path */
	uint8_t          rate;    /* enum http_rate */
	const void      *arg;     /* for run(), e.g. its command or view */
	/*
	 * How long does run() of this request work?  What is not HTTP_SWIFT goes to threads
	 * that do nothing else, behind a short queue of its own.  Asked twice: on a loop
	 * thread, before the body is parsed (rq->body is its bytes, STR_NONE when they lie in a
	 * file; no form, no files), and on a worker when it is; if it is then heavier than
	 * was said first it is handed over.  NULL: HTTP_SWIFT.
	 */
	enum http_pace (*pace)(const struct http_request *rq);
	/*
	 * Is there such a thing behind this door?  Called on a loop thread with the first
	 * capture; where it says no the route does not match, so that a name of another
	 * method's is answered 405 with that method.  NULL: any name may be.
	 */
	bool (*knows)(str name);
	/*
	 * On an error the answer is made from it and cx->why: problem+json, or
	 * http_config.error_page.
	 */
	enum err (*run)(struct http_request *rq, struct http_reply *rp);
	enum err (*render)(struct http_request *rq, struct http_reply *rp);
};

/* ---- Compiled ---- */

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

#endif
