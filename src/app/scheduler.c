/* What happens because time passed: deadlines, ends of suspensions, the seal. */
#include "app/server.h"

#include "base/clock.h"
#include "base/log.h"
#include "city/place/place.h"
#include "city/login/session.h"
#include "kit/journal/journal.h"
#include "texts.h"
#include "work/acts/acts.h"

#include <stdio.h>
#include <time.h>

/* 256 events keep the writer for some 3 ms; 4096 of them kept those who were waiting for 60. */
enum { ROUND_MS = 1000, DUE_ROUNDS = 2, SEAL_ROUNDS = 10, SEAL_SLICE = 256,
	KEYS_ROUNDS = 3600, WAITING_MOST = 200, ARENA = 4 << 20 };

/* ---- A command of the program's own ------------------------------------------------ */

struct own {
	struct work    work;
	struct server *server;
	struct arena  *arena;
};

static void
own_done(struct work *w)
{
	struct own    *o = w->owner;
	struct server *s = o->server;

	/* Sealing and forgetting go in bounded pieces; an id in the reply says that more is left. */
	if (w->result == OK && w->reply.id && (w->command == &seal_run_cmd || w->command == &command_forget_cmd) &&
	    server_run(s, w->command, NULL, 0) != OK)
		log_line(LOG_DEBUG, "what=\"the rest waits for the next round\" command=%s", w->command->name);
	/* A rule or a vanished thing is no failure: somebody was faster. */
	if (w->result != OK && w->result != ERR_RULE && w->result != ERR_NONE && w->result != ERR_STALE)
		log_line(LOG_WARN, "what=\"own command failed\" command=%s err=%s", w->command->name,
		         err_name(w->result));
	(void)pthread_mutex_lock(&s->lock);
	s->waiting--;
	(void)pthread_mutex_unlock(&s->lock);
	arena_free(o->arena);
}

enum err
server_run(struct server *s, const struct command *c, const struct input *pairs, size_t n)
{
	struct arena *a = arena_new(ARENA);
	struct own   *o = a ? ARENA_NEW(a, struct own) : NULL;
	enum err      e;

	if (!o) {
		arena_free(a);
		return ERR_MEMORY;
	}
	o->server = s;
	o->arena = a;
	o->work = (struct work){.command = c, .done = own_done, .owner = o, .idem = {.key = STR_NONE},
	                       .background = true, .slice = c == &seal_run_cmd};
	o->work.cx = (struct ctx){.arena = a, .zone = s->zone, .who = &actor_system, .now = clock_now()};
	e = command_bind(&o->work.cx, c->in, c->nin, c->in_size, pairs, n, &o->work.in);
	if (e == OK) {
		(void)pthread_mutex_lock(&s->lock);
		s->waiting++;
		(void)pthread_mutex_unlock(&s->lock);
		e = writer_submit(s->writer, &o->work);
		if (e == OK)
			return OK;
		(void)pthread_mutex_lock(&s->lock);
		s->waiting--;
		(void)pthread_mutex_unlock(&s->lock);
	}
	arena_free(a);
	return e;
}

/* ---- The seal ------------------------------------------------------------------------ */

static enum err
seal_run(struct ctx *cx, const void *in, void *made, struct reply *out)
{
	int64_t  n = 0;
	enum err e = journal_seal(cx, SEAL_SLICE, &n);

	(void)in;
	(void)made;
	out->id = e == OK && n == SEAL_SLICE;
	return e;
}

const struct command seal_run_cmd = {
    .name = "seal.run",
    .summary = T_app_seal_summary,
    .perm = PERM_SYSTEM,
    .apply = seal_run,
};

/* ---- The rounds ------------------------------------------------------------------------ */

static bool
line_is_short(struct server *s)
{
	bool is;

	(void)pthread_mutex_lock(&s->lock);
	is = s->waiting < WAITING_MOST;
	(void)pthread_mutex_unlock(&s->lock);
	return is;
}

static void
run_due(struct server *s, struct ctx *cx)
{
	const struct case_due_out *due;
	const void                *out;
	enum err                   e = view_show(cx, view_find(S("case.due")), NULL, 0, &out);

	if (e != OK) {
		log_line(LOG_WARN, "what=\"due cases not read, deadlines wait\" err=%s", err_name(e));
		return;
	}
	due = out;
	for (size_t i = 0; i < due->n && line_is_short(s); i++) {
		const struct command *c = command_find(str_of(due->item[i].command));
		struct input          id = {S("id"), arena_printf(cx->arena, "%lld", (long long)due->item[i].id)};

		if (c && server_run(s, c, &id, 1) != OK)
			break;
	}
}

static void
read_epoch(struct server *s, struct ctx *cx, int64_t *position)
{
	int64_t n = 0, now_at = *position;

	if (db_begin(cx->db) != OK)
		return;
	if (epoch_get(cx, &n) == OK)
		session_epoch(n);
	if (journal_position(cx, &now_at) == OK && now_at > *position) {
		*position = now_at;
		http_publish(s->http, now_at);
	}
	db_rollback(cx->db);
}

static bool
wait_round(struct server *s)
{
	struct timespec t;
	bool            stopping;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	t.tv_sec += ROUND_MS / 1000;
	(void)pthread_mutex_lock(&s->lock);
	while (!s->stopping && pthread_cond_timedwait(&s->wake, &s->lock, &t) == 0)
		;
	stopping = s->stopping;
	(void)pthread_mutex_unlock(&s->lock);
	return !stopping;
}

static void *
run_rounds(void *arg)
{
	struct server *s = arg;
	struct ctx     cx = {.arena = arena_new(ARENA), .zone = s->zone, .who = &actor_system};
	int64_t        position = 0;

	if (!cx.arena || db_open(&cx, str_of(s->app->db), DB_READER, &cx.db) != OK) {
		log_line(LOG_ERROR, "what=\"the scheduler has no store: deadlines and the seal stand still\"");
		arena_free(cx.arena);
		return NULL;
	}
	for (int64_t round = 0; wait_round(s); round++) {
		arena_reset(cx.arena);
		ctx_forget(&cx);
		cx.now = clock_now();
		if (round % DUE_ROUNDS == 0)
			run_due(s, &cx);
		/* A refusal means that the line is full; the next round is soon enough for these. */
		if (round % SEAL_ROUNDS == 1 && server_run(s, &seal_run_cmd, NULL, 0) != OK)
			log_line(LOG_WARN, "what=\"seal waits: the writer is busy\"");
		if (round % KEYS_ROUNDS == 2 && server_run(s, &command_forget_cmd, NULL, 0) != OK)
			log_line(LOG_WARN, "what=\"old keys stay: the writer is busy\"");
		if (round % KEYS_ROUNDS == 3 && server_run(s, command_find(S("session.sweep")), NULL, 0) != OK)
			log_line(LOG_WARN, "what=\"old sessions stay: the writer is busy\"");
		read_epoch(s, &cx, &position);
	}
	db_close(cx.db);
	arena_free(cx.arena);
	return NULL;
}

enum err
scheduler_start(struct server *s)
{
	pthread_condattr_t attr;

	/* Rounds go by a clock that nobody sets. */
	(void)pthread_condattr_init(&attr);
	(void)pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	(void)pthread_mutex_init(&s->lock, NULL);
	(void)pthread_cond_init(&s->wake, &attr);
	(void)pthread_condattr_destroy(&attr);
	return pthread_create(&s->scheduler, NULL, run_rounds, s) == 0 ? OK : ERR_MEMORY;
}

void
scheduler_stop(struct server *s)
{
	(void)pthread_mutex_lock(&s->lock);
	s->stopping = true;
	(void)pthread_cond_broadcast(&s->wake);
	(void)pthread_mutex_unlock(&s->lock);
	(void)pthread_join(s->scheduler, NULL);
}
