/* Reader workers: what a request needs that may wait; and the way to the writer and back. */
#include "kit/http/inside.h"

#include "base/clock.h"
#include "base/ensure.h"
#include "base/log.h"
#include "base/utf8.h"

#include "kit_gate_texts.h"
#include "kit_http_texts.h"

#include <sodium.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { PIECE = 256 << 10, PIECE_ARENA = 8 << 20 };

/* ---- Queues and flights; h->lock is held where a name begins with q_ ---- */

static void
q_push(struct queue *q, struct rq *rq)
{
	rq->qnext = NULL;
	if (q->tail)
		q->tail->qnext = rq;
	else
		q->head = rq;
	q->tail = rq;
	q->n++;
}

static struct rq *
q_pop(struct queue *q)
{
	struct rq *rq = q->head;

	if (!rq)
		return NULL;
	q->head = rq->qnext;
	if (!q->head)
		q->tail = NULL;
	q->n--;
	return rq;
}

/*
 * Suspend on the loop thread and give the request away.  Who is to be woken: not before the lock is free, or the
 * one who wakes goes back to sleep on it.
 */
MUSTCHECK static pthread_cond_t *
q_depart(struct rq *rq)
{
	struct http *h = rq->h;

	atomic_store(&rq->phase, PHASE_WORK);
	atomic_fetch_add(&rq->refs, 1);
	rq->t_work = clock_mono_us();
	MHD_suspend_connection(rq->mhd);
	rq->fprev = NULL;
	rq->fnext = h->flights;
	if (rq->fnext)
		rq->fnext->fprev = rq;
	h->flights = rq;
	h->nflights++;
	/* Pieces of an answer are made by whoever is free. */
	if (rq->step != STEP_RUN)
		rq->pace = HTTP_SWIFT;
	q_push(&h->lane[rq->pace], rq);
	return &h->due[rq->pace];
}

/*
 * The way back.  Resuming and leaving the list are one step: once resumed, the
 * request may depart again for its next piece, and once the list is empty
 * nothing may be suspended.
 */
static void
q_land(struct rq *rq)
{
	struct http *h = rq->h;

	(void)work_resume(rq, PHASE_DONE);
	if (rq->fprev)
		rq->fprev->fnext = rq->fnext;
	else
		h->flights = rq->fnext;
	if (rq->fnext)
		rq->fnext->fprev = rq->fprev;
	if (--h->nflights == 0)
		(void)pthread_cond_broadcast(&h->idle);
}

bool
work_submit(struct rq *rq)
{
	const struct http_route *r = rq->pub.route;
	struct http             *h = rq->h;
	pthread_cond_t          *due = NULL;
	bool                     taken;

	/* Once, and before the lock: it is a room's own function. */
	if (rq->step == STEP_RUN) {
		rq->pub.body = rq->spool < 0 ? (str){rq->in ? rq->in : "", rq->nin} : STR_NONE;
		rq->pace = r->pace ? r->pace(&rq->pub) : HTTP_SWIFT;
	}
	(void)pthread_mutex_lock(&h->lock);
	taken = !h->closed && h->lane[rq->pace].n < h->lane_most[rq->pace];
	if (taken)
		due = q_depart(rq);
	(void)pthread_mutex_unlock(&h->lock);
	if (due)
		(void)pthread_cond_signal(due);
	return taken;
}

bool
work_resume(struct rq *rq, enum phase to)
{
	int was = PHASE_WORK;

	if (!atomic_compare_exchange_strong(&rq->phase, &was, (int)to))
		return false;
	/* Whoever is told 504 may send again: what still waits in the writer's line is not begun. */
	if (to == PHASE_EXPIRED)
		atomic_store(&rq->pub.work.given_up, true);
	MHD_resume_connection(rq->mhd);
	return true;
}

/* ---- Bodies ---- */

struct mapping {
	void  *p;
	size_t n;
};

static void
unmap(void *arg)
{
	struct mapping *m = arg;

	(void)munmap(m->p, m->n);
}

/* A spooled body is mapped: it costs page cache, not memory, and is read like any other. */
static enum err
find_body(struct rq *rq)
{
	struct mapping *m;

	rq->pub.body = (str){rq->in ? rq->in : "", rq->nin};
	if (rq->spool < 0)
		return OK;
	m = ARENA_NEW(rq->arena, struct mapping);
	if (!m)
		return ctx_no_memory(rq->pub.cx);
	m->n = rq->nin;
	m->p = mmap(NULL, m->n, PROT_READ, MAP_PRIVATE, rq->spool, 0);
	if (m->p == MAP_FAILED)
		return ctx_no_memory(rq->pub.cx);
	rq->pub.body.p = m->p;
	return arena_on_free(rq->arena, unmap, m);
}

/* The body as pairs and files; false: refused. */
static bool
parse_body(struct rq *rq)
{
	struct http_request *q = &rq->pub;
	str                  media = parse_media(q->type);
	size_t               max = (size_t)rq->h->cfg.fields;
	struct parts         parts = {0};
	enum err             e = find_body(rq);

	if (e != OK) {
		refuse_why(rq, 0, e);
		return false;
	}
	if (q->route->raw || q->body.n == 0)
		return true;
	if (str_eq_nocase(media, S("application/x-www-form-urlencoded"))) {
		e = parse_pairs(rq->arena, q->body, max, &q->form, &q->nform);
	} else if (str_eq_nocase(media, S("application/json"))) {
		e = parse_json(q->cx, q->body, max, &q->form, &q->nform);
	} else if (str_eq_nocase(media, S("multipart/form-data"))) {
		e = parse_multipart(rq->arena, q->type, q->body, max, &parts);
		q->form = parts.pair;
		q->nform = parts.npair;
		q->file = parts.file;
		q->nfile = parts.nfile;
	} else {
		refuse_with(rq, 415, ERR_INPUT, T_http_bad_type,
		            utf8_valid(media) ? str_slice(media, 0, 80) : STR_NONE, STR_NONE);
		return false;
	}
	if (e == OK)
		return true;
	if (q->cx->why.n > 0)
		refuse_why(rq, e == ERR_INPUT ? 400 : 0, e);
	else if (e == ERR_LARGE)
		refuse_with(rq, 413, e, T_http_fields_many, arena_printf(rq->arena, "%zu", max), STR_NONE);
	else if (e == ERR_INPUT)
		refuse_with(rq, 400, e, T_gate_bad_body, STR_NONE, STR_NONE);
	else
		refuse_why(rq, 0, e);
	return false;
}

/* ---- Checks that need the body or the store ---- */

static bool
check_token(struct rq *rq)
{
	struct http_request *q = &rq->pub;
	bool                 json = str_eq_nocase(parse_media(q->type), S("application/json"));
	str                  token = rq->header[H_CSRF];

	if (q->method == HTTP_GET || q->route->no_csrf || q->bearer || !q->session.p)
		return true;
	if (json && rq->origin == ORIGIN_SAME)
		return true;
	if (!token.p && !json)
		token = http_form(q, S("_csrf"));
	if (guard_csrf_ok(rq->h->cfg.csrf_key, q->session, token))
		return true;
	refuse_with(rq, 403, ERR_DENIED, T_http_csrf_token, STR_NONE, STR_NONE);
	return false;
}

static bool
check_auth(struct rq *rq)
{
	const struct http_config *cfg = &rq->h->cfg;
	struct ctx               *cx = rq->pub.cx;
	enum err                  e = OK;

	if (!rq->auth_due)
		return true;
	cx->who = NULL;
	if (cfg->auth_load)
		e = cfg->auth_load(cfg->env, cx, rq->pub.session, rq->pub.bearer);
	if (e == OK)
		e = command_allow(cx, rq->pub.route->perm);
	if (e == OK)
		return true;
	refuse_why(rq, 0, e);
	return false;
}

static void
hash_text(crypto_generichash_state *st, str s)
{
	uint64_t n = s.n;

	(void)crypto_generichash_update(st, (const unsigned char *)&n, sizeof(n));
	if (s.n)
		(void)crypto_generichash_update(st, (const unsigned char *)s.p, s.n);
}

/*
 * What the same key must stand for: the path and the fields.  Not the bytes of
 * the body: a browser that sends a form again takes another boundary, and the
 * carrier's own fields (_csrf) may differ.  Keyed, because it is kept in the store
 * and fields such as a telephone could be guessed from a plain digest.
 */
static void
fill_idem(struct rq *rq)
{
	struct http_request     *q = &rq->pub;
	crypto_generichash_state st;

	if (q->method == HTTP_GET)
		return;
	q->work.idem.key = rq->header[H_KEY].p ? rq->header[H_KEY] : http_form(q, S("_key"));
	if (!q->work.idem.key.p)
		return;
	(void)crypto_generichash_init(&st, rq->h->cfg.idem_key, sizeof(rq->h->cfg.idem_key),
	                              sizeof(q->work.idem.digest));
	hash_text(&st, str_of(q->route->pattern));
	hash_text(&st, q->path);
	for (size_t i = 0; i < q->nform; i++) {
		if (str_starts(q->form[i].name, S("_")))
			continue;
		hash_text(&st, q->form[i].name);
		hash_text(&st, q->form[i].value);
	}
	for (size_t i = 0; i < q->nfile; i++) {
		hash_text(&st, q->file[i].field);
		hash_text(&st, q->file[i].bytes);
	}
	if (q->route->raw)
		hash_text(&st, q->body);
	(void)crypto_generichash_final(&st, q->work.idem.digest, sizeof(q->work.idem.digest));
}

/* ---- Steps ---- */

/* On a writer thread, after the commit. */
static void
committed(struct work *w)
{
	struct rq   *rq = w->owner;
	struct http *h = rq->h;

	/* Told apart, since with the request landed and the lock free the server may end. */
	h->telling++;
	(void)pthread_mutex_lock(&h->lock);
	q_push(&h->urgent, rq);
	(void)pthread_mutex_unlock(&h->lock);
	(void)pthread_cond_signal(&h->due[HTTP_SWIFT]);
	h->telling--;
}

/* True: the request has gone to the writer and must not be touched. */
static bool
submitted(struct rq *rq)
{
	struct work *w = &rq->pub.work;
	enum err     e = ERR_BUSY;

	if (rq->pub.route->lane != HTTP_WRITE || !w->command)
		return false;
	rq->pub.cx->db = NULL;
	rq->step = STEP_RENDER;
	w->done = committed;
	w->owner = rq;
	if (rq->h->cfg.submit)
		e = rq->h->cfg.submit(rq->h->cfg.env, w);
	if (e == OK)
		return true;
	refuse_why(rq, 0, e);
	return false;
}

/* What its bytes hid the form tells: how a field is written decides nothing. */
static bool
heavier(struct rq *rq)
{
	const struct http_route *r = rq->pub.route;

	return r->pace && r->pace(&rq->pub) > rq->pace;
}

/* True: the request waits in a heavier lane and must not be touched. */
static bool
handed_on(struct rq *rq)
{
	struct http   *h = rq->h;
	enum http_pace to = rq->pub.route->pace(&rq->pub);
	bool           taken;

	rq->pub.cx->db = NULL;
	(void)pthread_mutex_lock(&h->lock);
	taken = h->lane[to].n < h->lane_most[to];
	rq->pace = to;
	if (taken)
		q_push(&h->lane[to], rq);
	(void)pthread_mutex_unlock(&h->lock);
	if (taken)
		(void)pthread_cond_signal(&h->due[to]);
	else
		refuse_full(rq);
	return taken;
}

static void
next_piece(struct rq *rq)
{
	struct ctx *cx = rq->pub.cx;
	struct buf  b;

	arena_reset(rq->piece_arena);
	buf_init(&b, rq->piece_arena, PIECE);
	cx->arena = rq->piece_arena;
	rq->piece_err = rq->reply.more(&rq->pub, &b, &rq->piece_end);
	if (rq->piece_err == OK)
		rq->piece_err = b.err;
	cx->arena = rq->arena;
	rq->piece = buf_str(&b);
	rq->piece_at = 0;
}

/* The first piece is made here, so that its failure is still an answer of its own. */
static void
begin_pieces(struct rq *rq)
{
	rq->piece_arena = arena_new(PIECE_ARENA);
	if (!rq->piece_arena) {
		refuse_why(rq, 0, ERR_MEMORY);
		return;
	}
	rq->step = STEP_MORE;
	next_piece(rq);
	if (rq->piece_err)
		refuse_why(rq, 0, rq->piece_err);
}

/* True: the request is the writer's now, or another lane's. */
static bool
step(struct rq *rq)
{
	struct http_reply *rp = &rq->reply;
	enum err           e;

	if (rq->step == STEP_MORE) {
		next_piece(rq);
		return false;
	}
	if (rq->step == STEP_RUN) {
		if (!rq->parsed && (!check_auth(rq) || !parse_body(rq) || !check_token(rq)))
			return false;
		if (!rq->parsed && (rq->parsed = true) && heavier(rq))
			return handed_on(rq);
		fill_idem(rq);
		e = rq->pub.route->run(&rq->pub, rp);
		if (e == OK && submitted(rq))
			return true;
	} else {
		e = rq->pub.route->render(&rq->pub, rp);
	}
	if (e != OK)
		refuse_why(rq, 0, e);
	else if (rp->more)
		begin_pieces(rq);
	return false;
}

/* One turn of one request; true when it may land. */
static bool
turn(struct rq *rq, struct db_conn *db)
{
	struct ctx *cx = rq->pub.cx;
	bool        gone;

	if (atomic_load(&rq->phase) == PHASE_EXPIRED)
		return true;
	log_request(rq->pub.id);
	cx->db = db;
	gone = step(rq);
	log_request(S(""));
	if (gone)
		return false;
	cx->db = NULL;
	rq->user = cx->who ? cx->who->user : 0;
	return true;
}

/* What comes next for a worker, with the lock: its own queue, what comes back from the writer first. */
static struct rq *
q_next(struct http *h, enum http_pace lane)
{
	struct rq *rq = lane == HTTP_SWIFT ? q_pop(&h->urgent) : NULL;

	return rq ? rq : q_pop(&h->lane[lane]);
}

static void
work(struct http *h, enum http_pace lane)
{
	struct db_conn *db = NULL;
	struct rq      *rq, *landed = NULL;
	bool            fine = !h->cfg.worker_open || h->cfg.worker_open(h->cfg.env, &db) == OK;

	(void)pthread_mutex_lock(&h->lock);
	if (fine)
		h->opened++;
	else
		h->unopened++;
	(void)pthread_cond_broadcast(&h->idle);
	while (fine) {
		if (landed)
			q_land(landed);
		rq = q_next(h, lane);
		if (!rq && !landed) {
			if (h->quit)
				break;
			(void)pthread_cond_wait(&h->due[lane], &h->lock);
			continue;
		}
		(void)pthread_mutex_unlock(&h->lock);
		if (landed)
			rq_drop(landed);
		landed = rq && turn(rq, db) ? rq : NULL;
		(void)pthread_mutex_lock(&h->lock);
	}
	(void)pthread_mutex_unlock(&h->lock);
	if (fine && h->cfg.worker_close)
		h->cfg.worker_close(h->cfg.env, db);
}

void *
worker_main(void *arg)
{
	work(arg, HTTP_SWIFT);
	return NULL;
}

void *
slow_main(void *arg)
{
	work(arg, HTTP_SLOW);
	return NULL;
}

void *
heavy_main(void *arg)
{
	work(arg, HTTP_HEAVY);
	return NULL;
}

/* ---- Long answers ---- */

ssize_t
piece_read(void *cls, uint64_t pos, char *to, size_t max)
{
	struct rq      *rq = cls;
	struct http    *h = rq->h;
	size_t          n = rq->piece.n - rq->piece_at;
	pthread_cond_t *due = NULL;
	bool            closed;

	(void)pos;
	if (atomic_load(&rq->phase) == PHASE_EXPIRED || rq->piece_err)
		return MHD_CONTENT_READER_END_WITH_ERROR;
	if (n > 0) {
		/* Each piece has a time of its own to get through; making it has not. */
		if (rq->piece_at == 0)
			conn_state(rq->conn, CONN_SEND, (int64_t)n);
		n = n < max ? n : max;
		memcpy(to, rq->piece.p + rq->piece_at, n);
		rq->piece_at += n;
		rq->sent += n;
		return (ssize_t)n;
	}
	if (rq->piece_end)
		return MHD_CONTENT_READER_END_OF_STREAM;
	conn_state(rq->conn, CONN_WORK, 0);
	/* More pieces than the queue holds are no new requests: they always find room. */
	(void)pthread_mutex_lock(&h->lock);
	closed = h->closed;
	if (!closed)
		due = q_depart(rq);
	(void)pthread_mutex_unlock(&h->lock);
	if (due)
		(void)pthread_cond_signal(due);
	return closed ? MHD_CONTENT_READER_END_WITH_ERROR : 0;
}

/* ---- For handlers ---- */

static str
value_of(const struct input *list, size_t n, str name)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(list[i].name, name))
			return list[i].value;
	return STR_NONE;
}

str
http_query(const struct http_request *rq, str name)
{
	return value_of(rq->query, rq->nquery, name);
}

str
http_form(const struct http_request *rq, str name)
{
	return value_of(rq->form, rq->nform, name);
}

str
http_csrf(struct http_request *rq)
{
	const struct http *h = ((const struct rq *)rq)->h;
	char              *p;

	if (!rq->session.p || rq->bearer)
		return STR_NONE;
	p = arena_alloc(rq->cx->arena, CSRF_HEX);
	if (!p)
		return STR_NONE;
	guard_csrf(h->cfg.csrf_key, rq->session, p);
	return (str){p, CSRF_HEX};
}

str
http_origin(const struct http_request *rq)
{
	const struct http *h = ((const struct rq *)rq)->h;

	return arena_printf(rq->cx->arena, "%s://%.*s", h->cfg.secure ? "https" : "http", STR_ARG(rq->host));
}

str
http_cookie(const struct http_request *rq, str name)
{
	return parse_cookie(((const struct rq *)rq)->header[H_COOKIE], name);
}
