/* The senders: threads that take what is due from the outbox, send it outside any transaction, and note the outcome. */
#include "app/server/inside.h"

#include "base/clock.h"
#include "base/log.h"
#include "work/outbox/outbox.h"

#include <time.h>

enum { ARENA = 8 << 20, ROUND_MS = 1000 };

static bool
is_stopping(struct sender *t)
{
	bool stopping;

	(void)pthread_mutex_lock(&t->lock);
	stopping = t->stopping;
	(void)pthread_mutex_unlock(&t->lock);
	return stopping;
}

static bool
stop_sending(void *arg)
{
	return is_stopping(arg);
}

/* Until the next round; false: the server ends. */
static bool
pause_ms(struct sender *t, int64_t ms)
{
	struct timespec until;
	bool            stopping;
	int             r = 0;

	(void)clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += ms / 1000;
	until.tv_nsec += ms % 1000 * 1000000;
	if (until.tv_nsec >= 1000000000) {
		until.tv_sec++;
		until.tv_nsec -= 1000000000;
	}
	(void)pthread_mutex_lock(&t->lock);
	while (!t->stopping && r == 0)
		r = pthread_cond_timedwait(&t->wake, &t->lock, &until);
	stopping = t->stopping;
	(void)pthread_mutex_unlock(&t->lock);
	return !stopping;
}

/* On a writer thread. */
static void
answered(void *owner, int64_t tag, const struct work *w)
{
	struct sender *t = owner;

	(void)tag;
	(void)pthread_mutex_lock(&t->lock);
	t->result = w->result;
	t->id = w->result == OK ? w->reply.id : 0;
	t->answered = true;
	(void)pthread_cond_broadcast(&t->wake);
	(void)pthread_mutex_unlock(&t->lock);
}

/* Run a command of the outbox and wait for its answer: the writer outlives the senders. */
static enum err
run(struct sender *t, const char *name, const struct input *pairs, size_t n, int64_t *id)
{
	struct own_then then = {answered, t, 0, .slice = false};
	enum err        e;

	t->answered = false;
	if ((e = own_run(t->s->writer, t->s->o->zone, command_find(str_of(name)), pairs, n, &then)) != OK)
		return e;
	(void)pthread_mutex_lock(&t->lock);
	while (!t->answered)
		(void)pthread_cond_wait(&t->wake, &t->lock);
	e = t->result;
	*id = t->id;
	(void)pthread_mutex_unlock(&t->lock);
	return e;
}

static str
number(struct ctx *cx, int64_t v)
{
	return arena_printf(cx->arena, "%lld", (long long)v);
}

/*
 * What came of it must not be forgotten: it is said until the store has it, or the server ends.  Then it will be
 * sent once more, as if it had been cut off.
 */
static void
tell(struct sender *t, struct ctx *cx, const struct outbox_letter *l, const struct post_outcome *o)
{
	struct input in[7] = {{S("id"), number(cx, l->id)},       {S("fate"), number(cx, o->fate)},
	                      {S("why"), number(cx, o->why)},     {S("code"), number(cx, o->code)},
	                      {S("pause"), number(cx, o->pause)}};
	size_t       n = 5;
	int64_t      id;
	enum err     e;

	if (l->tries)
		in[n++] = (struct input){S("tries"), number(cx, l->tries)};
	if (o->said.n)
		in[n++] = (struct input){S("said"), o->said};

	while ((e = run(t, "message.told", in, n, &id)) == ERR_BUSY || e == ERR_RETRY || e == ERR_FULL ||
	    e == ERR_MEMORY)
		if (!pause_ms(t, ROUND_MS))
			return;
	if (e != OK && e != ERR_NONE)
		log_line(LOG_WARN, "what=\"the outcome of a message is not noted\" id=%lld err=%s", (long long)l->id,
		    err_name(e));
	if (o->fate != POST_SENT)
		log_line(LOG_INFO, "what=\"a message did not go\" id=%lld try=%lld why=%d code=%lld", (long long)l->id,
		         (long long)l->tries, (int)o->why, (long long)o->code);
}

/* A demonstration sends nothing to anybody but hosts that were named. */
static bool
is_held(const struct sender *t, const struct outbox_letter *l)
{
	struct post_host h;

	return t->s->demo && !(post_host_of(l->to.address, &h) && post_allowed(&h));
}

static enum err
send_one(struct sender *t, struct ctx *cx, const struct outbox_letter *l, struct post_outcome *o)
{
	struct post_request rq;
	struct post_answer  a;
	enum err            e;

	*o = (struct post_outcome){.fate = POST_NEVER, .why = l->fault, .said = S("")};
	if (l->fault)
		return OK;
	if (is_held(t, l)) {
		o->why = POST_WHY_DEMO;
		return OK;
	}
	e = post_shape(cx, &l->to, &l->message, &rq);
	if (e == ERR_INPUT) {
		/* What was allowed when the channel was made is not any more. */
		ctx_forget(cx);
		o->why = POST_WHY_ADDRESS;
		return OK;
	}
	if (e != OK || (e = post_send(cx, &rq, stop_sending, t, &a)) != OK)
		return e;
	return post_judge(cx, &l->to, &a, o);
}

/* One message of a channel, if one may go now. */
static void
serve_channel(struct sender *t, struct ctx *cx, int64_t channel)
{
	struct input               in = {S("channel"), number(cx, channel)};
	const struct outbox_letter *l;
	struct outbox_letter        unread = {0};
	struct post_outcome         o;
	const void                *out;
	int64_t                    id = 0;
	enum err                   e;

	if ((e = run(t, "message.take", &in, 1, &id)) != OK || !id)
		return;
	in = (struct input){S("id"), number(cx, id)};
	o = (struct post_outcome){.fate = POST_LATER, .why = POST_WHY_UNREACHED, .said = S("")};
	if ((e = view_show(cx, view_find(S("message.letter")), &in, 1, &out)) == OK) {
		l = out;
		e = send_one(t, cx, l, &o);
	} else {
		unread.id = id;
		l = &unread;
	}
	if (e != OK)
		log_line(LOG_WARN, "what=\"a message could not be sent\" id=%lld err=%s", (long long)id, err_name(e));
	tell(t, cx, l, &o);
}

static bool
begin(struct sender *t, struct ctx *cx)
{
	arena_reset(cx->arena);
	ctx_forget(cx);
	cx->now = clock_now();
	return cx->db || db_open(cx, str_of(t->s->o->db), DB_READER, &cx->db) == OK;
}

/* Only the first sender takes up what was cut off, and only when none of this process is sending. */
static bool
may_send(struct sender *t)
{
	int64_t id;

	if (!atomic_load(&t->s->seen.mine)) {
		if (t->n == 0)
			atomic_store(&t->s->recovered, false);
		return false;
	}
	if (t->n == 0 && !atomic_load(&t->s->recovered) && atomic_load(&t->s->sending) == 0 && run(t,
	    "message.recover", NULL, 0, &id) == OK)
		atomic_store(&t->s->recovered, true);
	return atomic_load(&t->s->recovered);
}

static void *
run_rounds(void *arg)
{
	struct sender *t = arg;
	struct ctx     cx = {.arena = arena_new(ARENA), .zone = t->s->o->zone, .who = &actor_system};
	const void    *out;

	if (!cx.arena) {
		log_line(LOG_ERROR, "what=\"no memory for a sender: messages stay\"");
		return NULL;
	}
	while (pause_ms(t, ROUND_MS)) {
		const struct outbox_ready *ready;
		int64_t                    mine[64];
		size_t                     n = 0;

		if (!may_send(t) || !begin(t, &cx) || view_show(&cx, view_find(S("message.ready")), NULL, 0,
		    &out) != OK)
			continue;
		ready = out;
		for (size_t i = 0; i < ready->n && n < NITEMS(mine); i++)
			if (ready->channel[i] % SENDERS == t->n)
				mine[n++] = ready->channel[i];
		for (size_t i = 0; i < n && !is_stopping(t) && atomic_load(&t->s->seen.mine); i++)
			if (begin(t, &cx)) {
				(void)atomic_fetch_add(&t->s->sending, 1);
				serve_channel(t, &cx, mine[i]);
				(void)atomic_fetch_sub(&t->s->sending, 1);
			}
	}
	db_close(cx.db);
	arena_free(cx.arena);
	return NULL;
}

enum err
senders_start(struct server *s)
{
	pthread_condattr_t attr;

	(void)pthread_condattr_init(&attr);
	(void)pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	for (int i = 0; i < SENDERS; i++) {
		struct sender *t = &s->sender[i];

		t->n = i;
		t->s = s;
		(void)pthread_mutex_init(&t->lock, NULL);
		(void)pthread_cond_init(&t->wake, &attr);
		if (pthread_create(&t->thread, NULL, run_rounds, t) != 0) {
			t->s = NULL;
			return ERR_MEMORY;
		}
	}
	(void)pthread_condattr_destroy(&attr);
	return OK;
}

void
senders_stop(struct server *s)
{
	for (int i = 0; i < SENDERS; i++) {
		struct sender *t = &s->sender[i];

		if (!t->s)
			continue;
		(void)pthread_mutex_lock(&t->lock);
		t->stopping = true;
		(void)pthread_cond_broadcast(&t->wake);
		(void)pthread_mutex_unlock(&t->lock);
	}
	for (int i = 0; i < SENDERS; i++)
		if (s->sender[i].s)
			(void)pthread_join(s->sender[i].thread, NULL);
}
