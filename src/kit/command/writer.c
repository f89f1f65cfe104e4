/* The waiting line, its threads, and the keeper of the WAL. */
#include "kit/command/writer.h"

#include "base/clock.h"
#include "base/ensure.h"
#include "base/log.h"
#include "base/mem.h"
#include "kit/db/db.h"

#include <pthread.h>
#include <string.h>
#include <time.h>

enum { BATCH_MAX = 256, TRIES = 8, WORKERS_MAX = 64, CHECKPOINT_MS = 40, WAL_WAIT_MS = 6000,
	REST_MOST = 2 << 20, WAL_STEP = 32 << 20 };

/* Slices of long works may fill a third of the WAL below its ceiling, people all of it. */
enum { SLICES_SHARE = 3 };

/* Of a batch, for the background; and how many batches may go without one while some wait. */
enum { BACKGROUND_MOST = 8, PASSED_MOST = 8 };

struct line {
	struct work *first, **last;
	int64_t      n;
};

struct writer {
	struct writer_config config;
	char                 store[1024];
	pthread_mutex_t      lock;
	pthread_cond_t       filled, wal_moved;
	struct line          people, background, slices;
	int                  passed, passed_slices; /* batches without one of that line, one after the other */
	bool                 stopping, wal_full, wal_long, keeper_stop;
	bool                 writing, held; /* one batch is on its way; none may begin */
	struct writer_stats  stats;
	pthread_t            thread[WORKERS_MAX], keeper;
	int                  nthreads;
	bool                 has_keeper;
	struct db_conn      *conn[WORKERS_MAX], *keeper_conn;
};

/* ---- Running ------------------------------------------------------------------ */

static void
sleep_ms(int64_t ms)
{
	struct timespec t = {(time_t)(ms / 1000), (long)(ms % 1000) * 1000000};

	(void)nanosleep(&t, NULL);
}

static enum err
run(struct work *k, struct db_conn *conn)
{
	k->cx.db = conn;
	k->cx.clocked = true;
	ctx_forget(&k->cx);
	return command_run(&k->cx, k->command, k->in, k->made, &k->idem, &k->reply);
}

static void
finish(struct work *k)
{
	k->cx.db = NULL;
	k->done(k);
}

/* w->lock is held. */
static void
l_count(struct writer *w, size_t n)
{
	int i = 0;

	while (i < WRITER_BATCHES - 1 && (size_t)1 << i < n)
		i++;
	w->stats.batch[i]++;
	w->stats.transactions++;
	w->stats.commands += n;
}

/* A transaction of its own. */
static void
run_alone(struct writer *w, struct work *k, struct db_conn *conn)
{
	uint64_t retries = 0;

	k->cx.not_before = 0;
	for (int i = 0; i < TRIES; i++) {
		k->result = k->given_up ? ERR_BUSY : db_begin(conn);
		if (k->result != OK)
			break;
		k->result = run(k, conn);
		if (k->result == OK)
			k->result = db_commit(conn);
		else
			db_rollback(conn);
		if (k->result != ERR_RETRY)
			break;
		retries++;
		sleep_ms(1 << i);
	}
	(void)pthread_mutex_lock(&w->lock);
	l_count(w, 1);
	w->stats.retries += retries;
	(void)pthread_mutex_unlock(&w->lock);
}

/*
 * In a savepoint; once more when it has to be later than it was.  False: the
 * transaction is gone.
 */
static bool
run_in_part(struct work *k, struct db_conn *conn)
{
	k->cx.not_before = 0;
	for (int i = 0; i < 2; i++) {
		if (db_savepoint(conn) != OK)
			return false;
		k->result = k->given_up ? ERR_BUSY : run(k, conn);
		if ((k->result == OK ? db_release(conn) : db_rollback_to(conn)) != OK || !db_in_transaction(conn))
			return false;
		if (k->result != ERR_RETRY || k->cx.not_before <= k->cx.now)
			break;
	}
	return true;
}

/*
 * All in one transaction, a savepoint each.  False: the transaction is gone and
 * nothing of the batch was kept.  When it cannot even begin, all are refused at
 * once: each of them alone would wait for the lock as long again.
 */
static bool
run_together(struct writer *w, struct work **batch, size_t n, struct db_conn *conn)
{
	enum err e = db_begin(conn);

	if (e != OK) {
		for (size_t i = 0; i < n; i++)
			batch[i]->result = e;
		return true;
	}
	for (size_t i = 0; i < n; i++) {
		if (!run_in_part(batch[i], conn)) {
			db_rollback(conn);
			return false;
		}
	}
	if (db_commit(conn) != OK) {
		db_rollback(conn);
		return false;
	}
	(void)pthread_mutex_lock(&w->lock);
	l_count(w, n);
	(void)pthread_mutex_unlock(&w->lock);
	return true;
}

static void
count_refused(struct writer *w, struct work **batch, size_t n)
{
	uint64_t refused = 0;

	for (size_t i = 0; i < n; i++)
		refused += batch[i]->result != OK;
	if (!refused)
		return;
	(void)pthread_mutex_lock(&w->lock);
	w->stats.refused += refused;
	(void)pthread_mutex_unlock(&w->lock);
}

static void
run_batch(struct writer *w, struct work **batch, size_t n, struct db_conn *conn)
{
	if (n == 1 || !run_together(w, batch, n, conn)) {
		if (n > 1) {
			(void)pthread_mutex_lock(&w->lock);
			w->stats.alone += n;
			(void)pthread_mutex_unlock(&w->lock);
			log_line(LOG_WARN, "what=\"batch lost, running each alone\" n=%zu", n);
		}
		for (size_t i = 0; i < n; i++)
			run_alone(w, batch[i], conn);
	}
	count_refused(w, batch, n);
	/* Answers leave only now, refusals too: everything before is committed or forgotten. */
	for (size_t i = 0; i < n; i++)
		finish(batch[i]);
}

/* ---- The line --------------------------------------------------------------------- */

/* w->lock is held where a name begins with l_. */
static void
l_push(struct line *l, struct work *k)
{
	k->next = NULL;
	*l->last = k;
	l->last = &k->next;
	l->n++;
}

static size_t
l_pop(struct line *l, struct work **batch, size_t most)
{
	size_t n = 0;

	while (l->first && n < most) {
		batch[n++] = l->first;
		l->first = l->first->next;
		if (!l->first)
			l->last = &l->first;
		l->n--;
	}
	return n;
}

/*
 * A slice may begin.  While a reader (a backup) keeps a long WAL from beginning anew none does: what is left
 * below the ceiling is for what people wait for.  Nothing waits for that when the writer ends.
 */
static bool
l_has_slice(const struct writer *w)
{
	return w->slices.first && (!w->wal_long || w->stopping);
}

/*
 * What people wait for first, then some of the background.  Of several a batch
 * keeps one place for it; where a batch is one command it gets every ninth.  A
 * slice of a long work gets the ninth alone: nobody's command is in its batch.
 */
static size_t
l_take(struct writer *w, struct work **batch, size_t most)
{
	bool   slice = l_has_slice(w), due = w->background.first && (most > 1 || w->passed >= PASSED_MOST);
	size_t n, back;

	if (slice && (w->passed_slices >= PASSED_MOST || (!w->people.first && !w->background.first))) {
		w->passed_slices = 0;
		return l_pop(&w->slices, batch, 1);
	}
	n = l_pop(&w->people, batch, due ? most - 1 : most);
	back = n && !due ? 0 : most - n < BACKGROUND_MOST ? most - n : BACKGROUND_MOST;
	back = l_pop(&w->background, batch + n, back);
	w->passed = back || !w->background.first ? 0 : w->passed + 1;
	w->passed_slices = slice ? w->passed_slices + 1 : 0;
	return n + back;
}

static size_t
take(struct writer *w, struct work **batch, size_t most)
{
	size_t n;

	(void)pthread_mutex_lock(&w->lock);
	while (!w->people.first && !w->background.first && !l_has_slice(w) && !w->stopping)
		(void)pthread_cond_wait(&w->filled, &w->lock);
	n = l_take(w, batch, most);
	(void)pthread_mutex_unlock(&w->lock);
	return n;
}

/*
 * Wait until the WAL is below its ceiling.  False when a reader kept it from
 * restarting for too long: then the commands are refused rather than the disk
 * filled.
 */
static bool
wal_has_room(struct writer *w, struct db_conn *conn)
{
	int64_t deadline = clock_mono_us() + WAL_WAIT_MS * 1000;
	bool    room = true;

	if (!w->has_keeper || db_wal_size(conn) < w->config.wal_bytes)
		return true;
	(void)pthread_mutex_lock(&w->lock);
	w->wal_full = true;
	while (w->wal_full && room) {
		struct timespec t;

		(void)clock_gettime(CLOCK_MONOTONIC, &t);
		t.tv_nsec += 50 * 1000000;
		t.tv_sec += t.tv_nsec / 1000000000;
		t.tv_nsec %= 1000000000;
		(void)pthread_cond_timedwait(&w->wal_moved, &w->lock, &t);
		room = clock_mono_us() < deadline;
	}
	room = !w->wal_full;
	(void)pthread_mutex_unlock(&w->lock);
	return room;
}

/* The keeper holds the writer between two batches for as long as the last pages of a WAL take. */
static void
begin_writing(struct writer *w)
{
	(void)pthread_mutex_lock(&w->lock);
	while (w->held)
		(void)pthread_cond_wait(&w->wal_moved, &w->lock);
	w->writing = true;
	(void)pthread_mutex_unlock(&w->lock);
}

static void
end_writing(struct writer *w)
{
	(void)pthread_mutex_lock(&w->lock);
	w->writing = false;
	if (w->held)
		(void)pthread_cond_broadcast(&w->wal_moved);
	(void)pthread_mutex_unlock(&w->lock);
}

struct thread_arg {
	struct writer *w;
	int            i;
};

static void *
work_thread(void *arg)
{
	struct thread_arg t = *(struct thread_arg *)arg;
	struct writer    *w = t.w;
	struct db_conn   *conn = w->conn[t.i];
	struct work      *batch[BATCH_MAX];
	size_t            n, most = db_many_writers(conn) ? 1 : (size_t)w->config.batch;

	mem_free(arg);
	while ((n = take(w, batch, most)) > 0) {
		if (wal_has_room(w, conn)) {
			if (w->has_keeper)
				begin_writing(w);
			run_batch(w, batch, n, conn);
			if (w->has_keeper)
				end_writing(w);
			continue;
		}
		for (size_t i = 0; i < n; i++)
			batch[i]->result = ERR_BUSY;
		count_refused(w, batch, n);
		for (size_t i = 0; i < n; i++)
			finish(batch[i]);
	}
	return NULL;
}

/*
 * A WAL that is written on all the time never ends by itself: what one checkpoint moves, the next commits
 * follow.  So when all but a little has been moved the writer is held, and the next batch begins the WAL
 * anew.  False: a reader was in the way for too long.
 */
static bool
start_again(struct writer *w)
{
	bool done;

	(void)pthread_mutex_lock(&w->lock);
	w->held = true;
	while (w->writing)
		(void)pthread_cond_wait(&w->wal_moved, &w->lock);
	(void)pthread_mutex_unlock(&w->lock);
	done = db_checkpoint(w->keeper_conn, DB_CHECKPOINT_RESTART, NULL) == OK;
	(void)pthread_mutex_lock(&w->lock);
	w->held = false;
	(void)pthread_cond_broadcast(&w->wal_moved);
	(void)pthread_mutex_unlock(&w->lock);
	return done;
}

/* Whether slices of long works have to wait, and when they need no longer, wake who takes them. */
static void
hold_slices(struct writer *w, bool wal_long)
{
	bool was;

	(void)pthread_mutex_lock(&w->lock);
	was = w->wal_long;
	if (was && !wal_long)
		(void)pthread_cond_broadcast(&w->filled);
	w->wal_long = wal_long;
	(void)pthread_mutex_unlock(&w->lock);
	if (was != wal_long)
		log_line(LOG_WARN, "what=\"%s\"", wal_long ? "a reader keeps the WAL: seal, deadlines and imports wait"
		                                            : "the WAL moves again: seal, deadlines and imports go on");
}

/* Move what is there; past a step of its growth, start again. */
static void
move_wal(struct writer *w, int64_t *step)
{
	struct db_wal wal = {0};
	enum err      e = db_checkpoint(w->keeper_conn, DB_CHECKPOINT_PASSIVE, &wal);

	/* Busy is normal here: the next round moves the rest. */
	if (e != OK && e != ERR_BUSY)
		log_line(LOG_WARN, "what=\"checkpoint failed\" err=%s", err_name(e));
	if (wal.used < WAL_STEP)
		*step = WAL_STEP;
	if (e == OK || e == ERR_BUSY)
		hold_slices(w, wal.used >= w->config.wal_bytes / SLICES_SHARE && wal.left > REST_MOST);
	if (e == OK && wal.used >= *step && wal.left <= REST_MOST)
		*step = start_again(w) ? WAL_STEP : wal.used + WAL_STEP;
}

/* Checkpoints on their own thread: in the writer they stall single commits (measurements.md §2). */
static void *
keep_wal(void *arg)
{
	struct writer *w = arg;
	int64_t        step = WAL_STEP;

	for (;;) {
		int64_t size = db_wal_size(w->keeper_conn);
		bool    full, stop;

		(void)pthread_mutex_lock(&w->lock);
		full = w->wal_full;
		stop = w->keeper_stop;
		w->stats.wal_bytes = size;
		(void)pthread_mutex_unlock(&w->lock);
		if (stop)
			break;
		if (full && db_checkpoint(w->keeper_conn, DB_CHECKPOINT_TRUNCATE, NULL) == OK) {
			(void)pthread_mutex_lock(&w->lock);
			w->wal_full = w->wal_long = false;
			(void)pthread_cond_broadcast(&w->wal_moved);
			(void)pthread_cond_broadcast(&w->filled);
			(void)pthread_mutex_unlock(&w->lock);
		} else if (!full && size > 0) {
			move_wal(w, &step);
		}
		sleep_ms(full ? 5 : CHECKPOINT_MS);
	}
	return NULL;
}

/* ---- Life -------------------------------------------------------------------------- */

static enum err
open_all(struct writer *w)
{
	struct ctx cx = {.arena = arena_new(1 << 20)};
	int        want = 1;
	enum err   e = cx.arena ? OK : ERR_MEMORY;
	str        store = str_of(w->store);

	if (e == OK)
		e = db_open(&cx, store, DB_WRITER, &w->conn[0]);
	if (e == OK && db_many_writers(w->conn[0]))
		want = w->config.workers < 1 ? 1 : w->config.workers > WORKERS_MAX ? WORKERS_MAX : w->config.workers;
	for (int i = 1; e == OK && i < want; i++)
		e = db_open(&cx, store, DB_WRITER, &w->conn[i]);
	if (e == OK && !db_many_writers(w->conn[0])) {
		e = db_open(&cx, store, DB_OWNER, &w->keeper_conn);
		w->has_keeper = e == OK;
	}
	w->nthreads = want;
	arena_free(cx.arena);
	return e;
}

static enum err
start_threads(struct writer *w)
{
	int started = 0;

	for (; started < w->nthreads; started++) {
		struct thread_arg *arg = mem_alloc(sizeof(*arg));

		if (!arg)
			break;
		*arg = (struct thread_arg){w, started};
		if (pthread_create(&w->thread[started], NULL, work_thread, arg) != 0) {
			mem_free(arg);
			break;
		}
	}
	if (started == w->nthreads && (!w->has_keeper || pthread_create(&w->keeper, NULL, keep_wal, w) == 0))
		return OK;
	w->has_keeper = false;
	w->nthreads = started;
	return ERR_MEMORY;
}

enum err
writer_start(const struct writer_config *config, struct writer **out)
{
	struct writer     *w = mem_alloc(sizeof(*w));
	str                store = str_of(config->store);
	pthread_condattr_t mono; /* a clock that is set back must not make anybody wait */
	enum err           e;

	*out = NULL;
	ensure(store.n < sizeof(w->store));
	if (!w)
		return ERR_MEMORY;
	w->config = *config;
	if (w->config.batch < 1 || w->config.batch > BATCH_MAX)
		w->config.batch = BATCH_MAX;
	memcpy(w->store, store.p, store.n);
	w->people.last = &w->people.first;
	w->background.last = &w->background.first;
	w->slices.last = &w->slices.first;
	(void)pthread_mutex_init(&w->lock, NULL);
	(void)pthread_cond_init(&w->filled, NULL);
	(void)pthread_condattr_init(&mono);
	(void)pthread_condattr_setclock(&mono, CLOCK_MONOTONIC);
	(void)pthread_cond_init(&w->wal_moved, &mono);
	(void)pthread_condattr_destroy(&mono);
	if ((e = open_all(w)) != OK) {
		w->nthreads = 0;
		w->has_keeper = false;
	} else {
		e = start_threads(w);
	}
	if (e != OK) {
		writer_stop(w);
		return e;
	}
	*out = w;
	return OK;
}

enum err
writer_submit(struct writer *w, struct work *work)
{
	struct line *line = !work->background ? &w->people : work->slice ? &w->slices : &w->background;
	enum err     e = OK;

	(void)pthread_mutex_lock(&w->lock);
	if (w->stopping || line->n >= w->config.queue)
		e = ERR_BUSY;
	else
		l_push(line, work);
	(void)pthread_mutex_unlock(&w->lock);
	/* Whoever wakes finds the lock free.  The writer is stopped by who has ended those that submit. */
	if (e == OK)
		(void)pthread_cond_signal(&w->filled);
	return e;
}

void
writer_stop(struct writer *w)
{
	if (!w)
		return;
	(void)pthread_mutex_lock(&w->lock);
	w->stopping = true;
	(void)pthread_cond_broadcast(&w->filled);
	(void)pthread_mutex_unlock(&w->lock);
	for (int i = 0; i < w->nthreads; i++)
		(void)pthread_join(w->thread[i], NULL);
	if (w->has_keeper) {
		(void)pthread_mutex_lock(&w->lock);
		w->keeper_stop = true;
		(void)pthread_mutex_unlock(&w->lock);
		(void)pthread_join(w->keeper, NULL);
	}
	for (int i = 0; i < WORKERS_MAX; i++)
		db_close(w->conn[i]);
	db_close(w->keeper_conn);
	(void)pthread_mutex_destroy(&w->lock);
	(void)pthread_cond_destroy(&w->filled);
	(void)pthread_cond_destroy(&w->wal_moved);
	mem_free(w);
}

void
writer_stats(struct writer *w, struct writer_stats *out)
{
	(void)pthread_mutex_lock(&w->lock);
	*out = w->stats;
	out->slices_held = w->wal_long;
	out->waiting = w->people.n + w->background.n + w->slices.n;
	(void)pthread_mutex_unlock(&w->lock);
}
