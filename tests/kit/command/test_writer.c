/* Many commands at once: batches, order, refusals among successes, a full disk, locks. */
#include "kit/command/writer.h"
#include "base/clock.h"
#include "base/ensure.h"
#include "kit/db/engines.h"
#include "texts.h"
#include "kit/thing/things.h"

#include <pthread.h>
#include <signal.h>
#include <sys/resource.h>

enum { WORKS = 400 };

static const struct actor clerk = {.user = 7, .name = STR_INIT("孙宇宙")};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t  moved = PTHREAD_COND_INITIALIZER;
static int             answered;

static void
on_done(struct work *w)
{
	(void)w;
	(void)pthread_mutex_lock(&lock);
	answered++;
	(void)pthread_cond_signal(&moved);
	(void)pthread_mutex_unlock(&lock);
}

static void
wait_for(int n)
{
	(void)pthread_mutex_lock(&lock);
	while (answered < n)
		(void)pthread_cond_wait(&moved, &lock);
	answered = 0;
	(void)pthread_mutex_unlock(&lock);
}

static struct work *
make(struct arena *a, const struct command *c, const void *in)
{
	struct work *w = ARENA_NEW(a, struct work);

	*w = (struct work){.command = c, .in = in, .done = on_done, .idem = {.key = STR_NONE}};
	w->cx = (struct ctx){.arena = arena_new(1 << 20), .who = &clerk, .zone = 480};
	return w;
}

/* Submit all at once and wait for all answers; counts those with each result. */
static void
run_all(struct writer *w, struct work **works, int n, int *fine, int *refused)
{
	int sent = 0;

	*fine = *refused = 0;
	for (int i = 0; i < n; i++) {
		if (writer_submit(w, works[i]) == OK)
			sent++;
		else
			works[i]->result = ERR_BUSY;
	}
	wait_for(sent);
	for (int i = 0; i < n; i++) {
		*fine += works[i]->result == OK;
		*refused += works[i]->result == ERR_RULE;
		arena_free(works[i]->cx.arena);
	}
}

static void
test(struct store *s)
{
	char                  url[512];
	struct writer_config  config = {.store = url, .workers = 8, .batch = 64, .queue = 1000, .wal_bytes = 64 << 20};
	struct writer_stats   stats;
	struct arena         *a = arena_new(16 << 20);
	struct writer        *w;
	struct work          *works[WORKS];
	struct thing_add_in   add = {.n = 1}, unlucky = {.n = 13}, zero = {.n = 0};
	struct thing_more_in *more = ARENA_NEW(a, struct thing_more_in);
	int64_t               things = 0, n = 0;
	int                   fine, refused;

	(void)snprintf(url, sizeof(url), "%.*s", STR_ARG(s->url));
	ok(writer_start(&config, &w) == OK, "%s: the writer starts", s->engine);

	for (int i = 0; i < WORKS; i++)
		works[i] = make(a, &thing_add_cmd, i % 10 == 3 ? &unlucky : &add);
	run_all(w, works, WORKS, &fine, &refused);
	ok(fine == WORKS * 9 / 10 && refused == WORKS / 10, "%s: %d of %d commands done, every tenth refused",
	   s->engine, fine, WORKS);
	ok(things_count(&s->cx, s->reader, &things, &n) == OK && things == WORKS * 9 / 10 && n == things,
	   "%s: refusals in a batch leave nothing, successes beside them stay", s->engine);
	writer_stats(w, &stats);
	ok(db_many_writers(s->writer) ? stats.transactions == WORKS : stats.transactions < WORKS / 4,
	   "%s: %d transactions for %d commands", s->engine, (int)stats.transactions, WORKS);

	/* exemplars.md §4, measurements.md §9: on PostgreSQL the row is locked before it is read. */
	works[0] = make(a, &thing_add_cmd, &zero);
	run_all(w, works, 1, &fine, &refused);
	*more = (struct thing_more_in){.id = works[0]->reply.id, .by = 1};
	for (int i = 0; i < WORKS; i++)
		works[i] = make(a, &thing_more_cmd, more);
	run_all(w, works, WORKS, &fine, &refused);
	(void)(things_count(&s->cx, s->reader, &things, &n) == OK);
	ok(fine == WORKS && n == WORKS * 9 / 10 + WORKS, "%s: no update of one row is lost by %d at once",
	   s->engine, WORKS);

	writer_stop(w);
	arena_free(a);
}

/* SQLite: a file that may not grow is a full disk; the batch is lost, each runs again alone. */
static void
test_full(struct store *s)
{
	char                 url[512], *pad;
	struct writer_config config = {.store = url, .batch = 64, .queue = 1000, .wal_bytes = 64 << 20};
	struct arena        *a;
	struct rlimit        was, tight;
	struct writer       *w;
	struct work         *works[64];
	struct thing_add_in  small = {.n = 1}, big = {.n = 1};
	int64_t              things = 0, n = 0;
	int                  fine, refused, full = 0;

	if (db_many_writers(s->writer))
		return;
	a = arena_new(16 << 20);
	pad = arena_alloc(a, 90000);
	memset(pad, 'x', 90000);
	big.pad = (str){pad, 90000};
	(void)snprintf(url, sizeof(url), "%.*s", STR_ARG(s->url));
	ok(writer_start(&config, &w) == OK, "full disk: the writer starts");
	(void)signal(SIGXFSZ, SIG_IGN);
	(void)getrlimit(RLIMIT_FSIZE, &was);
	tight = was;
	tight.rlim_cur = 1200000;
	(void)setrlimit(RLIMIT_FSIZE, &tight);
	for (int i = 0; i < 64; i++)
		works[i] = make(a, &thing_add_cmd, i % 2 ? &big : &small);
	for (int i = 0; i < 64; i++)
		(void)(writer_submit(w, works[i]) == OK);
	wait_for(64);
	(void)setrlimit(RLIMIT_FSIZE, &was);
	fine = refused = 0;
	for (int i = 0; i < 64; i++) {
		fine += works[i]->result == OK;
		full += works[i]->result == ERR_FULL;
		refused += works[i]->result != OK && works[i]->result != ERR_FULL;
		arena_free(works[i]->cx.arena);
	}
	ok(full > 0 && fine > 0 && refused == 0, "full disk: %d kept, %d told that the disk is full, %d otherwise",
	   fine, full, refused);
	ok(things_count(&s->cx, s->reader, &things, &n) == OK && things == fine,
	   "full disk: what was acknowledged is there, and nothing else");
	works[0] = make(a, &thing_add_cmd, &big);
	run_all(w, works, 1, &fine, &refused);
	ok(fine == 1, "full disk: with room again, work goes on");
	writer_stop(w);
	arena_free(a);
}

/* A command that stays in the writer until the gate is opened, and one that tells what time it was given. */
static bool    gate_open, inside;
static int64_t given[8];
static size_t  ngiven;

static enum err
wait_at_gate(struct ctx *cx, const void *in, void *made, struct reply *out)
{
	(void)cx;
	(void)in;
	(void)made;
	(void)out;
	(void)pthread_mutex_lock(&lock);
	inside = true;
	(void)pthread_cond_broadcast(&moved);
	while (!gate_open)
		(void)pthread_cond_wait(&moved, &lock);
	(void)pthread_mutex_unlock(&lock);
	return OK;
}

static enum err
tell_now(struct ctx *cx, const void *in, void *made, struct reply *out)
{
	(void)in;
	(void)made;
	(void)out;
	given[ngiven++] = cx->now;
	return OK;
}

static const struct command gate_cmd = {.name = "thing.gate", .perm = PERM_SELF, .apply = wait_at_gate};
static const struct command now_cmd = {.name = "thing.now", .perm = PERM_SELF, .apply = tell_now};

static const struct field   locked_fields[] = {
	{"id", FIELD_id, true, 1, INT64_MAX, offsetof(struct thing_more_in, id), T_err_input, NULL}};
static const struct command locked_now_cmd = {
    .name = "thing.locked_now",
    .perm = PERM_SELF,
    .lock = "t_thing",
    .lock_field = "id",
    .in = locked_fields,
    .nin = 1,
    .in_size = sizeof(struct thing_more_in),
    .apply = tell_now,
};

/* Who was told 504 may send again: what had not begun by then is never begun. */
static void
test_given_up(struct store *s)
{
	char                 url[512];
	struct writer_config config = {.store = url, .workers = 1, .batch = 64, .queue = 1000, .wal_bytes = 64 << 20};
	struct arena        *a = arena_new(1 << 20);
	struct writer       *w;
	struct work         *gate, *kept, *left;
	struct thing_add_in  in = {.n = 1};
	int64_t              things = 0, n = 0;

	(void)snprintf(url, sizeof(url), "%.*s", STR_ARG(s->url));
	ensure(writer_start(&config, &w) == OK);
	gate = make(a, &gate_cmd, NULL);
	kept = make(a, &thing_add_cmd, &in);
	left = make(a, &thing_add_cmd, &in);
	gate_open = inside = false;
	ensure(writer_submit(w, gate) == OK);
	(void)pthread_mutex_lock(&lock);
	while (!inside)
		(void)pthread_cond_wait(&moved, &lock);
	(void)pthread_mutex_unlock(&lock);
	ensure(writer_submit(w, left) == OK && writer_submit(w, kept) == OK);
	atomic_store(&left->given_up, true);
	(void)pthread_mutex_lock(&lock);
	gate_open = true;
	(void)pthread_cond_broadcast(&moved);
	(void)pthread_mutex_unlock(&lock);
	wait_for(3);
	ok(left->result == ERR_BUSY && left->reply.id == 0, "%s: given up while it waited, it is not begun", s->engine);
	ok(kept->result == OK && things_count(&s->cx, s->reader, &things, &n) == OK && things == 1,
	   "%s: what waited beside it is done, once", s->engine);
	writer_stop(w);
	arena_free(gate->cx.arena);
	arena_free(kept->cx.arena);
	arena_free(left->cx.arena);
	arena_free(a);
}

/* Whose turn it was: 'p' for what people wait for, 'b' for the background, 's' for its slices. */
static char   turns[64];
static size_t nturns;

static void
on_turn(struct work *w)
{
	(void)pthread_mutex_lock(&lock);
	if (w->command != &gate_cmd)
		turns[nturns++] = w->slice ? 's' : w->background ? 'b' : 'p';
	(void)pthread_mutex_unlock(&lock);
	on_done(w);
}

/* While the gate holds the writer, `background` of the one and then `people` of the other line up. */
static str
order_of(struct store *s, struct arena *a, int batch, int background, int people, bool slices)
{
	char                 url[512];
	struct writer_config config = {.store = url, .workers = 1, .batch = batch, .queue = 1000,
	    .wal_bytes = 64 << 20};
	struct writer       *w;
	struct work         *work[64];
	struct thing_add_in  in = {.n = 1};
	int                  n = background + people + 1;

	(void)snprintf(url, sizeof(url), "%.*s", STR_ARG(s->url));
	ensure(n <= 64 && writer_start(&config, &w) == OK);
	gate_open = inside = false;
	nturns = 0;
	for (int i = 0; i < n; i++) {
		work[i] = make(a, i ? &thing_add_cmd : &gate_cmd, i ? &in : NULL);
		work[i]->done = on_turn;
		work[i]->background = i > 0 && i <= background;
		work[i]->slice = slices && work[i]->background;
		ensure(writer_submit(w, work[i]) == OK);
		(void)pthread_mutex_lock(&lock);
		while (!inside)
			(void)pthread_cond_wait(&moved, &lock);
		(void)pthread_mutex_unlock(&lock);
	}
	(void)pthread_mutex_lock(&lock);
	gate_open = true;
	(void)pthread_cond_broadcast(&moved);
	(void)pthread_mutex_unlock(&lock);
	wait_for(n);
	writer_stop(w);
	for (int i = 0; i < n; i++)
		arena_free(work[i]->cx.arena);
	return (str){turns, nturns};
}

/* THREADS.md, "What may wait where": people first, the background in bounded pieces, neither for ever. */
static void
test_lines(struct store *s)
{
	struct arena *a = arena_new(1 << 20);

	is_str(order_of(s, a, 1, 3, 4, false), S("ppppbbb"), "what came later but somebody waits for goes first");
	is_str(order_of(s, a, 1, 1, 12, false), S("ppppppppbpppp"), "yet the background has every ninth turn");
	if (!db_many_writers(s->writer)) {
		is_str(order_of(s, a, 4, 9, 6, false), S("pppbpppbbbbbbbb"), "in a batch one place is the background's");
		is_str(order_of(s, a, 64, 12, 2, false), S("ppbbbbbbbbbbbb"), "a batch takes eight of it at most");
		is_str(order_of(s, a, 4, 2, 6, true), S("ppppppss"), "a slice of a long work is in no batch with people");
		is_str(order_of(s, a, 4, 1, 40, true), S("ppppppppppppppppppppppppppppppppspppppppp"),
		       "nor at the ninth turn, which it has alone");
	}
	arena_free(a);
}

/*
 * Two connections, one of which has the lock (on SQLite the store's): who waits for it is given the time at
 * which it was had, or he would write an earlier time behind a later one.
 */
static void
test_lock_time(struct store *s)
{
	char                 url[512];
	struct writer_config config = {.store = url, .workers = 2, .batch = 4, .queue = 10, .wal_bytes = 64 << 20};
	struct arena        *a = arena_new(1 << 20);
	struct thing_more_in in = {.id = 5, .by = 0};
	struct timespec      pause = {0, 200000000};
	struct writer       *w;
	struct work         *work = make(a, &locked_now_cmd, &in);
	int64_t              left, done_early;

	(void)snprintf(url, sizeof(url), "%.*s", STR_ARG(s->url));
	ensure(writer_start(&config, &w) == OK);
	ngiven = 0;
	ensure(db_begin(s->writer) == OK && db_lock(&s->cx, "t_thing", 5) == OK && db_await(s->writer) == OK);
	ensure(writer_submit(w, work) == OK);
	(void)nanosleep(&pause, NULL);
	(void)pthread_mutex_lock(&lock);
	done_early = answered;
	(void)pthread_mutex_unlock(&lock);
	is_i64(done_early, 0, "a command waits for the lock of another");
	left = clock_now();
	ensure(db_commit(s->writer) == OK);
	wait_for(1);
	ok(work->result == OK && ngiven == 1 && given[0] >= left,
	   "%s: and its time is the one at which it was had, %lld ms after the other let it go", s->engine,
	   (long long)(given[0] - left));
	arena_free(work->cx.arena);
	writer_stop(w);
	arena_free(a);
}

/* What follows something of a later time, as journal_add finds out: undone at first, and told from when on. */
static int64_t early[8];
static size_t  nearly;

static enum err
follow(struct ctx *cx, const void *in, void *made, struct reply *out)
{
	(void)in;
	(void)made;
	if (cx->not_before == 0) {
		early[nearly++] = cx->now;
		cx->not_before = cx->now + 5;
		return ERR_RETRY;
	}
	out->id = cx->now;
	return OK;
}

static const struct command follow_cmd = {.name = "thing.follow", .perm = PERM_SELF, .apply = follow};

/* In a batch of many it is run once more at that time, and the batch with it is kept. */
static void
test_not_before(struct store *s)
{
	char                 url[512];
	struct writer_config config = {.store = url, .workers = 1, .batch = 64, .queue = 1000, .wal_bytes = 64 << 20};
	struct arena        *a = arena_new(1 << 20);
	struct thing_add_in  in = {.n = 1};
	struct writer_stats  stats;
	struct writer       *w;
	struct work         *work[4];
	int64_t              things = 0, n = 0;

	(void)snprintf(url, sizeof(url), "%.*s", STR_ARG(s->url));
	ensure(writer_start(&config, &w) == OK);
	gate_open = inside = false;
	nearly = 0;
	work[0] = make(a, &gate_cmd, NULL);
	work[1] = make(a, &follow_cmd, NULL);
	work[2] = make(a, &thing_add_cmd, &in);
	work[3] = make(a, &follow_cmd, NULL);
	ensure(writer_submit(w, work[0]) == OK);
	(void)pthread_mutex_lock(&lock);
	while (!inside)
		(void)pthread_cond_wait(&moved, &lock);
	(void)pthread_mutex_unlock(&lock);
	for (int i = 1; i < 4; i++)
		ensure(writer_submit(w, work[i]) == OK);
	(void)pthread_mutex_lock(&lock);
	gate_open = true;
	(void)pthread_cond_broadcast(&moved);
	(void)pthread_mutex_unlock(&lock);
	wait_for(4);
	writer_stats(w, &stats);
	ok(work[1]->result == OK && work[3]->result == OK && nearly == 2, "%s: what must be later is run a second time, once",
	   s->engine);
	ok(work[1]->reply.id >= early[0] + 5 && work[3]->reply.id >= early[1] + 5, "%s: at that time or later", s->engine);
	ok(work[2]->result == OK && things_count(&s->cx, s->reader, &things, &n) == OK && things == 1 &&
	       stats.alone == 0,
	   "%s: and what is in its batch is done once, in it", s->engine);
	writer_stop(w);
	for (int i = 0; i < 4; i++)
		arena_free(work[i]->cx.arena);
	arena_free(a);
}

/* THREADS.md: while a backup keeps the WAL, what is left below its ceiling is for what people wait for. */
static void
test_held_slices(struct store *s)
{
	char                 url[512];
	struct writer_config config = {.store = url, .workers = 1, .batch = 1, .queue = 10, .wal_bytes = 12 << 20};
	struct arena        *a = arena_new(8 << 20);
	struct ctx           cx = {.arena = a};
	struct thing_add_in  in = {.n = 1};
	struct db_conn      *backup;
	struct writer       *w;
	struct writer_stats  now = {.waiting = 0};
	struct work         *slice, *work;
	int                  fine, refused, n = 0;

	if (db_many_writers(s->writer)) {
		arena_free(a);
		return;
	}
	(void)snprintf(url, sizeof(url), "%.*s", STR_ARG(s->url));
	ensure(writer_start(&config, &w) == OK && db_open(&cx, s->url, DB_READER, &backup) == OK);
	cx.db = backup;
	ensure(db_begin(backup) == OK && things_see(&cx) == OK);
	for (; n < 20000 && !now.slices_held; n++) {
		struct ctx one = {.arena = arena_new(1 << 20), .who = &clerk, .zone = 480};

		work = &(struct work){.command = &thing_add_cmd, .in = &in, .done = on_done, .cx = one};
		work->idem.key = STR_NONE;
		run_all(w, &work, 1, &fine, &refused);
		ensure(fine == 1);
		writer_stats(w, &now);
	}
	ok(now.slices_held && now.wal_bytes < config.wal_bytes, "%s: a third of the WAL holds slices", s->engine);
	slice = make(a, &thing_add_cmd, &in);
	slice->background = slice->slice = true;
	slice->result = ERR_MAX;
	ensure(writer_submit(w, slice) == OK);
	work = make(a, &thing_add_cmd, &in);
	run_all(w, &work, 1, &fine, &refused);
	writer_stats(w, &now);
	ok(fine == 1 && slice->result == ERR_MAX && now.waiting == 1, "%s: somebody's command goes by, the slice waits", s->engine);
	db_rollback(backup);
	wait_for(1);
	ok(slice->result == OK, "%s: and goes on when the reader has gone", s->engine);
	arena_free(slice->cx.arena);
	db_close(backup);
	writer_stop(w);
	arena_free(a);
}

/* A machine whose clock is set back must not put a later event before an earlier one. */
static void
test_now(struct store *s)
{
	const int64_t        day_ms = INT64_C(86400000), start = command_now() + day_ms;
	const int64_t        clocks[] = {start, start - day_ms, start - 1, start + day_ms};
	char                 url[512];
	struct writer_config config = {.store = url, .workers = 2, .batch = 4, .queue = 10, .wal_bytes = 64 << 20};
	struct arena        *a = arena_new(1 << 20);
	struct writer       *w;
	int                  fine, refused;

	(void)snprintf(url, sizeof(url), "%.*s", STR_ARG(s->url));
	ensure(writer_start(&config, &w) == OK);
	ngiven = 0;
	for (size_t i = 0; i < NITEMS(clocks); i++) {
		struct work *work = make(a, &now_cmd, NULL);

		clock_false(clocks[i], 0);
		run_all(w, &work, 1, &fine, &refused);
		ensure(fine == 1);
	}
	clock_true();
	ok(ngiven == 4 && given[0] == start && given[1] == start && given[2] == start,
	   "%s: the clock set back: commands go on at the last time given", s->engine);
	ok(given[3] == start + day_ms, "%s: and follow it when it has caught up", s->engine);
	writer_stop(w);
	arena_free(a);
}

int
main(void)
{
	text_use(texts, T_MAX);
	on_engines(things_schemas, THINGS_SCHEMAS, test);
	on_engines(things_schemas, THINGS_SCHEMAS, test_full);
	on_engines(things_schemas, THINGS_SCHEMAS, test_given_up);
	on_engines(things_schemas, THINGS_SCHEMAS, test_lock_time);
	on_engines(things_schemas, THINGS_SCHEMAS, test_now);
	on_engines(things_schemas, THINGS_SCHEMAS, test_lines);
	on_engines(things_schemas, THINGS_SCHEMAS, test_held_slices);
	on_engines(things_schemas, THINGS_SCHEMAS, test_not_before);
	return done();
}
