/* Works that are due, in slices: bounded, each kind moves, and what stays undone hides nothing. */
#include "kit/command/own.h"
#include "base/clock.h"
#include "base/ensure.h"
#include "base/log.h"
#include "kit/db/engines.h"
#include "kit/thing/things.h"
#include "texts.h"

#include <pthread.h>
#include <time.h>

enum { WORKS = 400, STUBBORN = 60 };

/* What each id does: gone when it was done, refused by a rule for ever, by a store that has no room, or too late. */
enum way { DOES, REFUSES, NO_ROOM, STALE };
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static enum way        way[WORKS];
static bool            gone[WORKS];
static int             tried[WORKS];
static _Atomic int     wakes;
static int64_t         which = 1; /* own_item.at of all */

struct id_in {
	int64_t id;
};
#define ID_IN(X) X(id, id, 1, 1, INT64_MAX, T_err_input, NULL)
#define IN_T id_in
static const struct field id_fields[] = {ID_IN(FIELD_ROW)};

static enum err
try_one(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct id_in *in = arg;
	enum err            e = OK;

	(void)made;
	(void)pthread_mutex_lock(&lock);
	tried[in->id]++;
	if (way[in->id] == REFUSES)
		e = refuse(cx, ERR_RULE, NULL, T_err_rule);
	else if (way[in->id] == NO_ROOM)
		e = ERR_FULL;
	else if (way[in->id] == STALE)
		e = ERR_STALE;
	else
		gone[in->id] = true;
	(void)pthread_mutex_unlock(&lock);
	*out = (struct reply){.id = in->id};
	return e;
}

static const struct command first_cmd = {
	.name = "thing.first", .summary = T_err_input, .perm = PERM_SELF, .in = id_fields, .nin = 1,
	.in_size = sizeof(struct id_in), .apply = try_one};
static const struct command second_cmd = {
	.name = "thing.second", .summary = T_err_input, .perm = PERM_SELF, .in = id_fields, .nin = 1,
	.in_size = sizeof(struct id_in), .apply = try_one};

static void
wake(void *owner)
{
	(void)owner;
	wakes++;
}

/* What is due: ids from `from` that are not gone, at most `most` of a kind; ids from `kinds` on are of the second. */
static size_t
due(struct own_item *list, int from, int kinds, size_t most)
{
	size_t n = 0, first = 0, second = 0;

	for (int i = from; i < WORKS; i++) {
		size_t *k = i < kinds ? &first : &second;

		if (!gone[i] && (*k)++ < most)
			list[n++] = (struct own_item){i < kinds ? &first_cmd : &second_cmd, i, which};
	}
	return n;
}

/* One slice, to its end.  How many were run. */
static size_t
slice(struct own_slices *s, int from, int kinds, int64_t now)
{
	struct own_item list[WORKS];
	size_t          n = due(list, from, kinds, own_slices_want(s, now));
	size_t          sent = own_slices_run(s, list, n, now);

	while (own_slices_busy(s))
		(void)nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
	/* The last answer may still be on its way to wake(). */
	(void)nanosleep(&(struct timespec){.tv_nsec = 20000000}, NULL);
	return sent;
}

static void
start_over(void)
{
	memset(way, 0, sizeof(way));
	memset(gone, 0, sizeof(gone));
	memset(tried, 0, sizeof(tried));
	wakes = 0;
}

static int
count_gone(int from, int to)
{
	int n = 0;

	for (int i = from; i < to; i++)
		n += gone[i];
	return n;
}

/* The first ones in need are refused for ever: the others behind them are done all the same. */
static void
stubborn(struct store *st, struct own_slices *s, int64_t now)
{
	int    slices = 0, most = 0, again = 0;
	size_t sent;

	start_over();
	for (int i = 1; i <= STUBBORN; i++)
		way[i] = REFUSES;
	sent = slice(s, 1, WORKS, now);
	ok(sent == OWN_EACH && count_gone(1, WORKS) == 0 && wakes == 1, "%s: of the first slice all are refused, the next may come",
	   st->engine);
	while (count_gone(1, WORKS) < WORKS - 1 - STUBBORN && slices++ < 100) {
		sent = slice(s, 1, WORKS, now);
		most = (int)sent > most ? (int)sent : most;
	}
	ok(count_gone(1, WORKS) == WORKS - 1 - STUBBORN && slices <= (WORKS - 1) / OWN_EACH,
	   "%s: behind %d that stay undone %d are done in %d slices", st->engine, STUBBORN, count_gone(1, WORKS), slices);
	ok(most <= OWN_EACH, "%s: of at most %d", st->engine, OWN_EACH);
	(void)slice(s, 1, WORKS, now);
	for (int i = 1; i <= STUBBORN; i++)
		again += tried[i] != 1;
	is_i64(again, 0, "each that stays undone was tried once");
	ok(wakes >= slices, "%s: while there is more, the next is asked for at once (%d times)", st->engine, wakes);
	is_i64((int64_t)own_slices_want(s, now), OWN_EACH + STUBBORN, "they are set aside, and as many more are read");
	way[1] = DOES;
	sent = slice(s, 1, WORKS, now + OWN_ASIDE_MS - 1);
	ok(sent == 0 && !gone[1], "%s: for ten minutes", st->engine);
	(void)slice(s, 1, WORKS, now + OWN_ASIDE_MS);
	ok(gone[1], "%s: then they are tried again", st->engine);
}

/* A long list of one kind does not keep the other waiting. */
static void
kinds(struct store *st, struct own_slices *s, int64_t now)
{
	start_over();
	ok(slice(s, 1, 300, now) == (size_t)2 * OWN_EACH && count_gone(1, 300) == OWN_EACH &&
	   count_gone(300, WORKS) == OWN_EACH,
	   "%s: the first slice holds %d of each kind", st->engine, OWN_EACH);
}

/* A full disk is nobody's own fault. */
static void
no_room(struct store *st, struct own_slices *s, int64_t now)
{
	int done = 0;

	start_over();
	for (int i = 390; i < WORKS; i++)
		way[i] = NO_ROOM;
	for (int i = 0; i < 3; i++)
		(void)slice(s, 390, WORKS, now);
	is_i64(tried[395], 3, "what the store refused is tried with every slice");
	for (int i = 390; i < WORKS; i++)
		way[i] = DOES;
	(void)slice(s, 390, WORKS, now);
	done = count_gone(390, WORKS);
	ok(done == WORKS - 390 && own_slices_want(s, now) == (size_t)OWN_EACH + WORKS - 390 && wakes == 0,
	   "%s: and done when there is room", st->engine);
}

/* Five calendars within a second: what the first left undone is another work under the next. */
static void
once_more(struct store *st, struct own_slices *s, int64_t now)
{
	start_over();
	way[398] = REFUSES;
	way[399] = STALE;
	(void)slice(s, 398, WORKS, now);
	(void)slice(s, 398, WORKS, now);
	is_i64(tried[398], 1, "what stays due is set aside");
	is_i64(tried[399], 2, "where somebody was faster it is tried again at once");
	way[398] = way[399] = DOES;
	which = 2;
	(void)slice(s, 398, WORKS, now);
	ok(gone[398] && gone[399], "%s: nothing set aside puts off another time's", st->engine);
	which = 1;
}

/* Each part on a writer of its own; then on one that has hardly a line. */
static void
test(struct store *st)
{
	void (*const part[])(struct store *, struct own_slices *, int64_t) = {stubborn, kinds, no_room, once_more};
	char                 url[512];
	struct writer_config config = {.store = url, .workers = 8, .batch = 64, .queue = 1000, .wal_bytes = 64 << 20};
	struct writer       *w;
	struct own_slices   *s;

	(void)snprintf(url, sizeof(url), "%.*s", STR_ARG(st->url));
	for (size_t i = 0; i < NITEMS(part); i++) {
		ensure(writer_start(&config, &w) == OK && (s = own_slices_new(w, 480, wake, NULL)) != NULL);
		part[i](st, s, 1700000000000);
		writer_stop(w);
		own_slices_free(s);
	}
	config.queue = 5;
	start_over();
	ensure(writer_start(&config, &w) == OK && (s = own_slices_new(w, 480, wake, NULL)) != NULL);
	for (int i = 0; i < 200 && count_gone(1, WORKS) < WORKS - 1; i++)
		(void)slice(s, 1, WORKS, 1700000000000);
	(void)slice(s, 1, WORKS, 1700000000000);
	ok(count_gone(1, WORKS) == WORKS - 1 && own_slices_want(s, 1700000000000) == OWN_EACH,
	   "%s: what the line had no room for comes with a later slice", st->engine);
	writer_stop(w);
	own_slices_free(s);
}

int
main(void)
{
	text_use(texts, T_MAX);
	log_level_set(LOG_ERROR);
	on_engines(things_schemas, THINGS_SCHEMAS, test);
	return done();
}
