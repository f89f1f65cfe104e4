/* Sessions in memory: from a token to an actor without asking the store. */
#include "base/ensure.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "city/login/inside.h"
#include "city/place/place.h"
#include "city_login_texts.h"
#include "city_unit_texts.h"
#include "kit/secret/secret.h"

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

static bool
is_over(const struct session *s, int64_t now)
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
	if (x && is_over(&x->session, now)) {
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

/* Into memory; s->seen_at becomes the later of the store's and memory's. */
static void
remember(digest d, struct session *s, int64_t epoch, int64_t now, bool *touch)
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
	if (entries && !is_over(s, now) && !is_out(s, now)) {
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

/* ---- From the store ---- */

/* Scope and permissions of a post.  No place: the unit's own cases. */
static void
fill_actor(struct actor *a, enum role role, opt_i64 place, int64_t unit, opt_i64 unit_place, bool bare)
{
	a->unit = unit;
	a->place = place.some ? place.v : unit_place.some ? unit_place.v : 0;
	a->reach = place.some ? REACH_PLACE(place.v) : REACH_UNIT(unit);
	a->role_name = text_get(role_label(role), ZH);
	if (!bare)
		role_grant(role, a);
}

enum err
login_is_demo(struct ctx *cx, bool *demo)
{
	str      value;
	enum err e = setting_get(cx, S("demo"), &value);

	*demo = str_eq(value, S("1"));
	return e;
}

static enum err
idle_ms(struct ctx *cx, int64_t *ms)
{
	str      value;
	int64_t  minutes;
	enum err e = setting_get(cx, S("session.idle_minutes"), &value);

	*ms = SESSION_IDLE_MS;
	if (e == OK && value.p && str_to_i64(value, &minutes) && minutes >= 1 && minutes <= 24 * 60)
		*ms = minutes * 60 * 1000;
	return e;
}

enum err
session_load(struct ctx *cx, str token, struct session **out, bool *touch)
{
	struct q_session_by_token_row row;
	struct session               *s = ARENA_NEW(cx->arena, struct session);
	int64_t                       epoch;
	digest                        d;
	str                           today;
	enum err                      e;

	*touch = false;
	if (!s)
		return ctx_no_memory(cx);
	if (token.n != TOKEN_TEXT)
		return refuse(cx, ERR_LOGIN, NULL, T_session_over);
	d = sha256_of(token);
	if ((e = unit_today(cx, &today)) != OK || (e = epoch_get(cx, &epoch)) != OK)
		return e;
	e = q_session_by_token(
	    cx, &(struct q_session_by_token_in){.token = {(const char *)d.b, sizeof(d.b)}, .day = today}, &row);
	if (e == ERR_NONE)
		return refuse(cx, ERR_LOGIN, NULL, T_session_over);
	if (e != OK)
		return e;
	*s = (struct session){.id = row.id, .login_id = row.login_id, .ends_at = row.ends_at, .seen_at = row.seen_at,
	                      .must_change = row.must_change, .login = row.login, .post_name = row.post_name,
	                      .role = role_of(row.role)};
	s->actor = (struct actor){.user = row.login_id, .person = row.person_id, .post = row.post_id,
	    .session = row.id,
	                          .name = row.person_name, .unit_name = row.unit_name};
	ensure(s->role < ROLE_MAX);
	if ((e = factor_required(cx, s->role, &s->must_enrol)) != OK)
		return e;
	s->must_enrol = s->must_enrol && !row.factor_at.some;
	fill_actor(&s->actor, s->role, row.place_id, row.unit_id, row.unit_place_id, row.must_change || s->must_enrol);
	if ((e = idle_ms(cx, &s->idle_ms)) != OK || (e = login_is_demo(cx, &s->actor.demo)) != OK)
		return e;
	remember(d, s, epoch, cx->now, touch);
	if (is_over(s, cx->now))
		return refuse(cx, ERR_LOGIN, NULL, T_session_over);
	*out = s;
	return OK;
}

enum err
session_check(struct ctx *cx, str token, struct session **out, bool *touch)
{
	struct q_session_still_row row;
	enum session_state         state = session_cached(token, cx->now, cx->arena, out, touch);
	int64_t                    known;
	bool                       due = *touch;
	enum err                   e;

	if (state == SESSION_OVER)
		return refuse(cx, ERR_LOGIN, NULL, T_session_over);
	if (state == SESSION_UNKNOWN)
		return session_load(cx, token, out, touch);
	e = q_session_still(cx, &(struct q_session_still_in){.id = (*out)->id, .city = S("city")}, &row);
	if (e == ERR_NONE) {
		session_forget((*out)->id);
		return refuse(cx, ERR_LOGIN, NULL, T_session_over);
	}
	if (e != OK)
		return e;
	(void)pthread_mutex_lock(&lock);
	known = epoch_now;
	epoch_now = row.epoch > epoch_now ? row.epoch : epoch_now;
	(void)pthread_mutex_unlock(&lock);
	if (row.epoch <= known)
		return OK;
	/* Whoever memory told to say that it is used says so still. */
	e = session_load(cx, token, out, touch);
	*touch = *touch || due;
	return e;
}

enum err
actor_of_login(struct ctx *cx, str login, str post, struct actor **out)
{
	struct q_login_by_name_row l;
	struct q_login_posts_row  *h;
	struct q_actor_row_row     row;
	struct actor              *a = ARENA_NEW(cx->arena, struct actor);
	int64_t                    post_id = 0;
	size_t                     n;
	str                        today;
	enum err                   e;

	if (!a)
		return ctx_no_memory(cx);
	if ((e = unit_today(cx, &today)) != OK)
		return e;
	e = q_login_by_name(cx, &(struct q_login_by_name_in){.name = login}, &l);
	if (e == ERR_NONE || (e == OK && l.disabled_at.some))
		return refuse(cx, ERR_NONE, NULL, T_login_unknown, login);
	if (e != OK ||
	    (e = q_login_posts(cx, &(struct q_login_posts_in){.person_id = l.person_id, .day = today}, &h, &n)) != OK)
		return e;
	for (size_t i = 0; i < n && !post_id; i++)
		if (!post.p || str_eq(h[i].code, post))
			post_id = h[i].post_id;
	if (!post_id && n)
		return refuse(cx, ERR_NONE, NULL, T_unit_holds_not, post);
	if (!post_id)
		return refuse(cx, ERR_NONE, NULL, T_login_no_post);
	if ((e = q_actor_row(cx, &(struct q_actor_row_in){.login = login, .post_id = post_id, .day = today},
	    &row)) != OK)
		return e;
	*a = (struct actor){.user = row.login_id, .person = row.person_id, .post = row.post_id,
	    .name = row.person_name,
	                    .unit_name = row.unit_name};
	ensure(role_of(row.role) < ROLE_MAX);
	fill_actor(a, role_of(row.role), row.place_id, row.unit_id, row.unit_place_id, false);
	if ((e = login_is_demo(cx, &a->demo)) != OK)
		return e;
	*out = a;
	return OK;
}
