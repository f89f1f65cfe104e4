/* Small reads answered on the loop thread itself, within a budget that cannot wait. */
#include "kit/http/inside.h"

#include "base/log.h"
#include "kit/db/db.h"

#include <string.h>

/*
 * The way to a worker and back costs as much as a small read: two wake-ups, two
 * changes of the poll set, a lock that all threads share.  So a route that says it
 * is quick is run here.  Its connection gives up after a budget of steps and
 * never waits for a lock; then everything is forgotten and a worker begins anew,
 * and so it does with the next requests for that path, without trying first.
 */
enum { DEAR_TURNS = 64 };

/* Loop threads belong to libmicrohttpd: each takes its number with its first quick request. */
static _Thread_local struct {
	const struct http *h;
	int                i;
} mine;

bool
quick_open(struct http *h)
{
	int n = h->cfg.loops < LOOPS_MOST - 1 ? h->cfg.loops + 1 : LOOPS_MOST; /* and the local socket's */

	for (int i = 0; h->cfg.loop_open && i < n; i++)
		if (h->cfg.loop_open(h->cfg.env, &h->loop_db[i]) != OK)
			return false;
	return true;
}

void
quick_close(struct http *h)
{
	for (int i = 0; i < LOOPS_MOST; i++)
		if (h->loop_db[i] && h->cfg.worker_close)
			h->cfg.worker_close(h->cfg.env, h->loop_db[i]);
}

static struct db_conn *
connection(struct http *h)
{
	if (mine.h != h) {
		mine.h = h;
		mine.i = h->loops_begun++;
	}
	return mine.i < LOOPS_MOST ? h->loop_db[mine.i] : NULL;
}

/* Was this path too dear lately?  Counts down, so that it is tried again. */
static bool
is_dear(_Atomic uint8_t *turns)
{
	uint8_t n = atomic_load_explicit(turns, memory_order_relaxed);

	/* Two loops may count at once: one turn more or less does not matter. */
	if (n)
		atomic_store_explicit(turns, (uint8_t)(n - 1), memory_order_relaxed);
	return n > 0;
}

bool
quick_run(struct rq *rq)
{
	struct http      *h = rq->h;
	struct ctx       *cx = rq->pub.cx;
	struct http_reply before = rq->reply;
	_Atomic uint8_t  *turns = &h->dear[str_hash(rq->pub.path) % DEAR];
	struct db_conn   *db;
	enum err          e;

	if (!rq->pub.route->quick || rq->auth_due || !(db = connection(h)) || is_dear(turns))
		return false;
	log_request(rq->pub.id);
	rq->pub.body = S("");
	cx->db = db;
	db_budget_begin(db);
	e = rq->pub.route->run(&rq->pub, &rq->reply);
	cx->db = NULL;
	log_request(S(""));
	if (db_over_budget(db)) {
		atomic_store_explicit(turns, DEAR_TURNS, memory_order_relaxed);
		h->too_dear++;
		rq->reply = before;
		ctx_forget(cx);
		cx->trace = (struct trace){0};
		return false;
	}
	h->quick++;
	if (e != OK)
		refuse_why(rq, 0, e);
	rq->user = cx->who ? cx->who->user : 0;
	return true;
}
