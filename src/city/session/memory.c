/* Sessions in memory: from a token to an actor without asking the store. */
#include "base/ensure.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "city/session/session.h"

#include <pthread.h>
#include <string.h>

/*
 * A table of SETS × WAYS places by the first bytes of the token's digest, under
 * one mutex that is held for a few hundred nanoseconds and never while waiting
 * for anything.  A place holds the number of an entry; the entries themselves are
 * taken one after the other, so that few sessions touch few pages of memory.  A
 * full set gives up its entry that was used longest ago.  What leaves is a copy
 * in the request's arena, so nobody holds on to an entry.
 *
 * An entry is good while its epoch is the city's, for SESSION_TRUST_MS after it
 * was read, and unless its session or log-in was forgotten meanwhile.  Forgetting
 * happens inside the command, before its commit; so that nobody reads the old
 * row and caches it in between, the forgotten id is kept out for a while.
 */
enum { SETS = 1024, WAYS = 8, TEXT = 400, OUT = 512, OUT_MS = 2 * 60 * 1000 };

struct entry {
	digest         token;
	struct session session;
	int64_t        epoch, read_at, used_at, touched_at;
	uint16_t       next;       /* while it is free: the next free one */
	char           text[TEXT]; /* the session's words */
};

/* An id that must not come back into memory yet. */
struct out {
	int64_t session, login, at;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct entry   *entries; /* lives as long as the process */
static uint16_t        places[SETS * WAYS];     /* 1 + the entry's index; 0: nothing */
static uint16_t        free_first, entries_had; /* 1 + an index, 0: none; how many were ever taken */
static struct out      outs[OUT];
static size_t          out_next;
static int64_t         epoch_now, clock_last;

/* The words of a session, in the order in which they are kept. */
static void
words_of(struct session *s, str *word[5])
{
	word[0] = &s->actor.name;
	word[1] = &s->actor.role_name;
	word[2] = &s->actor.unit_name;
	word[3] = &s->login;
	word[4] = &s->post_name;
}

/* Copy the session with its words into `text` of `room` bytes; what does not fit is cut. */
static void
copy_session(const struct session *from, struct session *to, char *text, size_t room)
{
	str   *word[5];
	size_t at = 0;

	*to = *from;
	words_of(to, word);
	for (size_t i = 0; i < NITEMS(word); i++) {
		size_t n = utf8_cut(*word[i], room - at).n;

		if (n)
			memcpy(text + at, word[i]->p, n);
		*word[i] = (str){text + at, n};
		at += n;
	}
}

static struct session *
copy_out(const struct session *s, struct arena *a)
{
	struct {
		struct session session;
		char           text[TEXT];
	} *out = arena_alloc(a, sizeof(*out));

	if (!out)
		return NULL;
	copy_session(s, &out->session, out->text, sizeof(out->text));
	return &out->session;
}

static uint16_t *
set_of(digest d)
{
	return &places[((size_t)d.b[0] << 8 | d.b[1]) % SETS * WAYS];
}

/* With the lock held: the place of a token, NULL when it has none. */
static uint16_t *
find(digest d)
{
	uint16_t *set = set_of(d);

	for (size_t i = 0; i < WAYS; i++)
		if (set[i] && digest_same(entries[set[i] - 1].token, d))
			return &set[i];
	return NULL;
}

static void
drop(uint16_t *place)
{
	struct entry *x = &entries[*place - 1];

	secret_wipe(x, sizeof(*x));
	x->next = free_first;
	free_first = *place;
	*place = 0;
}

/* There are as many entries as places, so a free place always finds one. */
static void
fill(uint16_t *place)
{
	if (free_first) {
		*place = free_first;
		free_first = entries[free_first - 1].next;
	} else {
		*place = ++entries_had;
	}
}

bool
session_is_over(const struct session *s, int64_t now)
{
	return now >= s->ends_at || now - s->seen_at >= s->idle_ms;
}

/* Is the store's seen_at due to be written? */
static bool
is_due(const struct session *s, int64_t touched_at, int64_t now)
{
	return now - touched_at >= s->idle_ms / 10;
}

enum session_state
session_cached(str token, int64_t now, struct arena *a, struct session **out, bool *touch)
{
	enum session_state state = SESSION_UNKNOWN;
	struct session    *copy = NULL;
	struct entry      *x;
	uint16_t          *place;
	digest             d;

	*touch = false;
	*out = NULL;
	if (token.n != TOKEN_TEXT)
		return SESSION_OVER;
	d = sha256_of(token);
	(void)pthread_mutex_lock(&lock);
	clock_last = now > clock_last ? now : clock_last;
	place = find(d);
	x = place ? &entries[*place - 1] : NULL;
	if (x && (x->epoch != epoch_now || now - x->read_at >= SESSION_TRUST_MS || now < x->read_at)) {
		/* Keep when it was last used: the store's word may be older. */
		x->epoch = -1;
		x = NULL;
	}
	if (x && session_is_over(&x->session, now)) {
		drop(place);
		state = SESSION_OVER;
	} else if (x && (copy = copy_out(&x->session, a))) {
		state = SESSION_GOOD;
		x->session.seen_at = x->used_at = now;
		if (is_due(&x->session, x->touched_at, now)) {
			x->touched_at = now;
			*touch = true;
		}
	}
	(void)pthread_mutex_unlock(&lock);
	*out = copy;
	return state;
}

void
session_untouched(int64_t session)
{
	(void)pthread_mutex_lock(&lock);
	for (size_t i = 0; i < SETS * WAYS; i++) {
		struct entry *x = places[i] ? &entries[places[i] - 1] : NULL;

		if (x && x->session.id == session)
			x->touched_at = clock_last - x->session.idle_ms / 10 + SESSION_AGAIN_MS;
	}
	(void)pthread_mutex_unlock(&lock);
}

/* With the lock held. */
static bool
is_out(const struct session *s, int64_t now)
{
	for (size_t i = 0; i < OUT; i++)
		if (now - outs[i].at < OUT_MS && outs[i].at &&
		    (outs[i].session == s->id || (outs[i].login && outs[i].login == s->login_id)))
			return true;
	return false;
}

/* With the lock held: where a token's session goes; a full set gives up what rested longest. */
static struct entry *
room_for(digest d)
{
	uint16_t *set = set_of(d), *place = find(d), *oldest = set;

	for (size_t i = 0; !place && i < WAYS; i++)
		if (!set[i])
			place = &set[i];
	for (size_t i = 1; !place && i < WAYS; i++)
		if (entries[set[i] - 1].used_at < entries[*oldest - 1].used_at)
			oldest = &set[i];
	place = place ? place : oldest;
	if (!*place)
		fill(place);
	return &entries[*place - 1];
}

void
session_remember(digest d, struct session *s, int64_t epoch, int64_t now, bool *touch)
{
	struct entry *x;
	uint16_t     *place;
	int64_t       touched = s->seen_at;

	(void)pthread_mutex_lock(&lock);
	clock_last = now > clock_last ? now : clock_last;
	epoch_now = epoch > epoch_now ? epoch : epoch_now;
	if (!entries)
		entries = mem_alloc(sizeof(*entries) * SETS * WAYS);
	place = find(d);
	if (place) {
		x = &entries[*place - 1];
		s->seen_at = x->session.seen_at > s->seen_at ? x->session.seen_at : s->seen_at;
		touched = x->touched_at;
	}
	*touch = is_due(s, touched, now);
	if (entries && !session_is_over(s, now) && !is_out(s, now)) {
		x = room_for(d);
		x->token = d;
		x->epoch = epoch;
		x->read_at = x->used_at = now;
		x->touched_at = *touch ? now : touched;
		copy_session(s, &x->session, x->text, sizeof(x->text));
		x->session.seen_at = now;
	}
	(void)pthread_mutex_unlock(&lock);
}

void
session_epoch(int64_t n)
{
	(void)pthread_mutex_lock(&lock);
	epoch_now = n;
	(void)pthread_mutex_unlock(&lock);
}

int64_t
session_epoch_seen(int64_t n)
{
	int64_t known;

	(void)pthread_mutex_lock(&lock);
	known = epoch_now;
	epoch_now = n > epoch_now ? n : epoch_now;
	(void)pthread_mutex_unlock(&lock);
	return known;
}

static void
forget(int64_t session, int64_t login)
{
	(void)pthread_mutex_lock(&lock);
	outs[out_next++ % OUT] = (struct out){session, login, clock_last ? clock_last : 1};
	for (size_t i = 0; i < SETS * WAYS; i++) {
		const struct session *s = places[i] ? &entries[places[i] - 1].session : NULL;

		if (s && (s->id == session || (login && s->login_id == login)))
			drop(&places[i]);
	}
	(void)pthread_mutex_unlock(&lock);
}

void
session_forget(int64_t session)
{
	forget(session, 0);
}

void
session_forget_login(int64_t login)
{
	forget(0, login);
}

void
session_cache_clear(void)
{
	(void)pthread_mutex_lock(&lock);
	for (size_t i = 0; i < SETS * WAYS; i++)
		if (places[i])
			drop(&places[i]);
	memset(outs, 0, sizeof(outs));
	clock_last = 0;
	epoch_now = 0;
	(void)pthread_mutex_unlock(&lock);
}
