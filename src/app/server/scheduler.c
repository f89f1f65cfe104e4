/* What happens because time passed: deadlines, ends of suspensions, the seal, photos that nothing names. */
#include "app/server/inside.h"

#include "app_texts.h"
#include "base/clock.h"
#include "base/log.h"
#include "city/login/session.h"
#include "city/place/place.h"
#include "kit/journal/journal.h"
#include "work/acts/acts.h"
#include "work/photo/photo.h"
#include "work/writ/writ.h"

#include <time.h>

/* 256 events keep the writer for some 3 ms; 4096 of them kept those who were waiting for 60. */
enum { ROUND_S = 1, DUE_ROUNDS = 2, SEAL_ROUNDS = 10, SEAL_SLICE = 256, KEYS_ROUNDS = 3600, PHOTO_ROUNDS = 28,
	REMIND_ROUNDS = 20, DRAW_ROUNDS = 60 };
enum { CLOCK_ROUNDS = 10, ARENA = 4 << 20 };

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

static const struct command seal_run_cmd = {
    .name = "seal.run",
    .summary = T_app_seal_summary,
    .perm = PERM_SYSTEM,
    .apply = seal_run,
};

/* ---- The rounds ------------------------------------------------------------------------ */

/* Sealing and forgetting go in bounded pieces: an id in the reply says that more is left. */
static void
piece_done(void *owner, int64_t tag, const struct work *w)
{
	struct server  *s = owner;
	struct own_then then = {piece_done, s, tag, .slice = w->slice};

	if (w->result == OK && w->reply.id && own_run(s->writer, s->o->zone, w->command, NULL, 0, &then) != OK)
		log_line(LOG_DEBUG, "what=\"the rest waits for the next round\" command=%s", w->command->name);
}

static void
run_pieces(struct server *s, const struct command *c, const char *what)
{
	struct own_then then = {piece_done, s, 0, .slice = c == &seal_run_cmd};

	/* A refusal means that the line is full; the next round is soon enough. */
	if (own_run(s->writer, s->o->zone, c, NULL, 0, &then) != OK)
		log_line(LOG_WARN, "what=\"%s: the writer is busy\"", what);
}

/* A slice of what is due, unless the last one is still in the writer's line. */
static void
run_due(struct server *s, struct ctx *cx)
{
	const struct case_due_out *due;
	struct own_item           *list;
	const void                *out;
	struct input               most = {S("n"), STR_NONE};
	enum err                   e;

	if (own_slices_busy(s->due))
		return;
	most.value = arena_printf(cx->arena, "%zu", own_slices_want(s->due, cx->now));
	if ((e = view_show(cx, view_find(S("case.due")), &most, 1, &out)) != OK) {
		log_line(LOG_WARN, "what=\"due cases not read, deadlines wait\" err=%s", err_name(e));
		return;
	}
	due = out;
	if (!(list = ARENA_NEWS(cx->arena, due->n + 1, struct own_item)))
		return;
	for (size_t i = 0; i < due->n; i++)
		list[i] = (struct own_item){command_find(str_of(due->item[i].command)), due->item[i].id,
		                            due->item[i].at};
	(void)own_slices_run(s->due, list, due->n, cx->now);
}

/* On a writer thread. */
static void
due_again(void *owner)
{
	struct server *s = owner;

	(void)pthread_mutex_lock(&s->lock);
	s->due_now = true;
	(void)pthread_cond_signal(&s->wake);
	(void)pthread_mutex_unlock(&s->lock);
}

/* A folder each 28 seconds: all of them within two hours, and none keeps the rounds waiting for long. */
static void
sweep_photos(struct ctx *cx, int64_t turn)
{
	struct files_swept out;
	enum err           e;

	if (!photo_on())
		return;
	if ((e = photo_sweep_piece(cx, (unsigned)(turn % PHOTO_SWEEPS), &out)) != OK)
		log_line(LOG_WARN, "what=\"old photos stay\" err=%s", err_name(e));
	else if (out.removed)
		log_line(LOG_INFO, "what=\"photos that nothing names were removed\" files=%lld bytes=%lld",
		         (long long)out.removed, (long long)out.bytes);
}

/* The same with what was filled for papers that were then refused. */
static void
sweep_papers(struct ctx *cx, int64_t turn)
{
	struct files_swept out;
	enum err           e;

	if ((e = writ_sweep_piece(cx, (unsigned)(turn % WRIT_SWEEPS), &out)) != OK)
		log_line(LOG_WARN, "what=\"old papers stay\" err=%s", err_name(e));
	else if (out.removed)
		log_line(LOG_INFO, "what=\"papers that nothing names were removed\" files=%lld bytes=%lld",
		         (long long)out.removed, (long long)out.bytes);
}

static void
read_epoch(struct server *s, struct ctx *cx, int64_t *position)
{
	struct journal_head head;
	int64_t             n = 0, since;

	if (db_begin(cx->db) != OK)
		return;
	if (epoch_get(cx, &n) == OK)
		session_epoch(n);
	if (journal_head(cx, &head) == OK) {
		if (head.position > *position) {
			*position = head.position;
			http_publish(s->http, head.position);
		}
		atomic_store(&s->seen.position, head.position);
		atomic_store(&s->seen.batch, head.batch);
		atomic_store(&s->seen.sealed_at, head.sealed_at);
	}
	if (s->meter && journal_unsealed(cx, &since) == OK)
		atomic_store(&s->seen.unsealed_since, since);
	db_rollback(cx->db);
}

enum turn { TURN_ROUND, TURN_DUE, TURN_STOP };

/* Slices fill the time between two rounds and never put the next one off. */
static enum turn
wait_until(struct server *s, const struct timespec *next)
{
	enum turn       turn;
	struct timespec now;
	bool            late;

	(void)pthread_mutex_lock(&s->lock);
	for (;;) {
		(void)clock_gettime(CLOCK_MONOTONIC, &now);
		late = now.tv_sec > next->tv_sec || (now.tv_sec == next->tv_sec && now.tv_nsec >= next->tv_nsec);
		if (s->stopping || late || s->due_now)
			break;
		(void)pthread_cond_timedwait(&s->wake, &s->lock, next);
	}
	turn = s->stopping ? TURN_STOP : late ? TURN_ROUND : TURN_DUE;
	if (turn == TURN_DUE)
		s->due_now = false;
	(void)pthread_mutex_unlock(&s->lock);
	return turn;
}

static void
begin(struct ctx *cx)
{
	arena_reset(cx->arena);
	ctx_forget(cx);
	cx->now = clock_now();
}

/* ---- One of several copies ---------------------------------------------------------------- */

const char server_serving[] = "serving";

/* Whoever holds this keeps deadlines and the seal for all copies. */
static const char keeping[] = "scheduler";

enum err
server_clock(struct ctx *cx, struct db_conn *c)
{
	int64_t  ahead, was = clock_shifted();
	enum err e = db_clock_ahead(cx, c, clock_machine, &ahead);

	if (e != OK || (ahead - was < CLOCK_NEAR_MS && was - ahead < CLOCK_NEAR_MS))
		return e;
	log_line(LOG_WARN, "what=\"this machine's clock is not the store's, which counts\" ahead_ms=%lld",
	         (long long)-ahead);
	clock_shift(ahead);
	return OK;
}

/* Whether the rounds are this copy's; what is new is said. */
static bool
is_mine(struct server *s, struct ctx *cx, bool *was)
{
	bool mine = false, runs = false;

	if (db_hold(cx, cx->db, server_serving, true, &runs) != OK || db_hold(cx, cx->db, keeping, false, &mine) != OK)
		mine = false;
	else if (!runs)
		log_line(LOG_ERROR, "what=\"the store is being moved or made anew beside this server\"");
	if (s->copies && mine != *was)
		log_line(LOG_INFO, "what=\"%s\"", mine ? "this copy keeps the deadlines and the seal now"
		                                       : "another copy keeps the deadlines and the seal");
	*was = mine;
	return mine;
}

static void
run_round(struct server *s, struct ctx *cx, int64_t round)
{
	if (round % DUE_ROUNDS == 0)
		run_due(s, cx);
	if (round % SEAL_ROUNDS == 1)
		run_pieces(s, &seal_run_cmd, "seal waits");
	if (round % KEYS_ROUNDS == 2)
		run_pieces(s, &command_forget_cmd, "old keys stay");
	if (round % KEYS_ROUNDS == 3)
		run_pieces(s, command_find(S("session.sweep")), "old sessions stay");
	if (round % KEYS_ROUNDS == 5)
		run_pieces(s, command_find(S("bulk.forget")), "tables that nobody came back for stay");
	if (round % REMIND_ROUNDS == 6 && (!s->demo || s->o->post_to))
		run_pieces(s, command_find(S("message.remind")), "reminders wait");
	if (round % DRAW_ROUNDS == 8)
		run_pieces(s, command_find(S("recheck.run")), "draws wait");
	if (round % PHOTO_ROUNDS == 4)
		sweep_photos(cx, round / PHOTO_ROUNDS);
	if (round % PHOTO_ROUNDS == 18)
		sweep_papers(cx, round / PHOTO_ROUNDS);
}

static void
note_round(struct seen *v, const struct timespec *planned, const struct timespec *now)
{
	int64_t lag = (int64_t)(now->tv_sec - planned->tv_sec) * 1000000 + (now->tv_nsec - planned->tv_nsec) / 1000;

	atomic_store(&v->lag_us, lag);
	if (lag > atomic_load(&v->lag_most_us))
		atomic_store(&v->lag_most_us, lag);
	(void)atomic_fetch_add(&v->rounds, 1);
}

/* Without a store nothing is due; it is asked for again each round. */
static bool
has_store(struct server *s, struct ctx *cx)
{
	if (cx->db || db_open(cx, str_of(s->o->db), DB_READER, &cx->db) == OK)
		return true;
	log_line(LOG_ERROR, "what=\"the scheduler has no store: deadlines and the seal stand still\"");
	return false;
}

static void *
run_rounds(void *arg)
{
	struct server  *s = arg;
	struct ctx      cx = {.arena = arena_new(ARENA), .zone = s->o->zone, .who = &actor_system};
	int64_t         position = 0, round = -1, all = 0;
	bool            mine = false;
	struct timespec next, now;
	enum turn       turn;

	if (!cx.arena) {
		log_line(LOG_ERROR, "what=\"no memory for the scheduler: deadlines and the seal stand still\"");
		return NULL;
	}
	(void)clock_gettime(CLOCK_MONOTONIC, &next);
	next.tv_sec += ROUND_S;
	while ((turn = wait_until(s, &next)) != TURN_STOP) {
		begin(&cx);
		if (turn == TURN_DUE) {
			if (mine)
				run_due(s, &cx);
			continue;
		}
		(void)clock_gettime(CLOCK_MONOTONIC, &now);
		note_round(&s->seen, &next, &now);
		next = now;
		next.tv_sec += ROUND_S;
		if (!has_store(s, &cx))
			continue;
		if (all++ % CLOCK_ROUNDS == CLOCK_ROUNDS - 1 && server_clock(&cx, cx.db) == OK)
			cx.now = clock_now();
		/* Whoever takes over begins with everything. */
		round = is_mine(s, &cx, &mine) ? round + 1 : -1;
		atomic_store(&s->seen.mine, mine);
		if (mine)
			run_round(s, &cx, round);
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
	if (!(s->due = own_slices_new(s->writer, s->o->zone, due_again, s)))
		return ERR_MEMORY;
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
