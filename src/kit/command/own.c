/* Commands that the program gives itself. */
#include "kit/command/own.h"

#include "base/clock.h"
#include "base/ensure.h"
#include "base/log.h"
#include "base/mem.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

enum { ARENA = 4 << 20, SLICE = OWN_EACH * OWN_KINDS };

/* ---- One ---- */

struct own {
	struct work     work;
	struct arena   *arena;
	struct own_then then;
};

static void
done(struct work *w)
{
	struct own *o = w->owner;

	if (w->result != OK && w->result != ERR_RULE && w->result != ERR_NONE && w->result != ERR_STALE)
		log_line(LOG_WARN, "what=\"own command failed\" command=%s err=%s", w->command->name,
		         err_name(w->result));
	if (o->then.answered)
		o->then.answered(o->then.owner, o->then.tag, w);
	arena_free(o->arena);
}

enum err
own_run(struct writer *w, int zone, const struct command *c, const struct input *pairs, size_t n,
        const struct own_then *then)
{
	struct arena *a = arena_new(ARENA);
	struct own   *o = a ? ARENA_NEW(a, struct own) : NULL;
	enum err      e;

	if (!o) {
		arena_free(a);
		return ERR_MEMORY;
	}
	o->arena = a;
	if (then)
		o->then = *then;
	o->work = (struct work){.command = c, .done = done, .owner = o, .idem = {.key = STR_NONE},
	                        .background = true, .slice = o->then.slice};
	o->work.cx = (struct ctx){.arena = a, .zone = zone, .who = &actor_system, .now = clock_now()};
	e = command_bind(&o->work.cx, c->in, c->nin, c->in_size, pairs, n, &o->work.in);
	if (e == OK)
		e = writer_submit(w, &o->work);
	if (e != OK)
		arena_free(a);
	return e;
}

/* ---- Slices ---- */

struct run {
	struct own_item item;
	enum err        result;
};

struct aside {
	struct own_item item;
	int64_t         until;
};

struct own_slices {
	struct writer  *writer;
	int             zone;
	void          (*wake)(void *owner);
	void           *owner;
	pthread_mutex_t lock; /* guards results, `open` and `more` while a slice is under way */
	struct run      run[SLICE];
	size_t          nrun, open;
	bool            more;
	/* The owner's thread alone: a ring, by the time of coming back. */
	struct aside    aside[OWN_ASIDE];
	size_t          first, naside;
};

struct own_slices *
own_slices_new(struct writer *w, int zone, void (*wake)(void *owner), void *owner)
{
	struct own_slices *s = mem_alloc(sizeof(*s));

	if (!s)
		return NULL;
	s->writer = w;
	s->zone = zone;
	s->wake = wake;
	s->owner = owner;
	(void)pthread_mutex_init(&s->lock, NULL);
	return s;
}

void
own_slices_free(struct own_slices *s)
{
	if (!s)
		return;
	ensure(s->open == 0);
	(void)pthread_mutex_destroy(&s->lock);
	mem_free(s);
}

bool
own_slices_busy(struct own_slices *s)
{
	bool busy;

	(void)pthread_mutex_lock(&s->lock);
	busy = s->open > 0;
	(void)pthread_mutex_unlock(&s->lock);
	return busy;
}

size_t
own_slices_want(struct own_slices *s, int64_t now)
{
	while (s->naside > 0 && s->aside[s->first].until <= now) {
		s->first = (s->first + 1) % OWN_ASIDE;
		s->naside--;
	}
	/* Any of the last slice may be on the list again. */
	return OWN_EACH + s->naside + s->nrun;
}

static bool
same(const struct own_item *a, const struct own_item *b)
{
	return a->command == b->command && a->id == b->id && a->at == b->at;
}

static bool
is_aside(const struct own_slices *s, const struct own_item *item)
{
	for (size_t i = 0; i < s->naside; i++)
		if (same(&s->aside[(s->first + i) % OWN_ASIDE].item, item))
			return true;
	return false;
}

static void
set_aside(struct own_slices *s, const struct own_item *item, int64_t now)
{
	log_line(LOG_WARN, "what=\"stays due, tried again later\" command=%s id=%lld", item->command->name,
	         (long long)item->id);
	if (s->naside == OWN_ASIDE) {
		s->first = (s->first + 1) % OWN_ASIDE;
		s->naside--;
	}
	s->aside[(s->first + s->naside++) % OWN_ASIDE] = (struct aside){*item, now + OWN_ASIDE_MS};
}

/* Was it the store or the line that had no room, or somebody faster, so that the work itself has not been tried? */
static bool
is_untried(enum err e)
{
	return e == ERR_BUSY || e == ERR_RETRY || e == ERR_FULL || e == ERR_STORE || e == ERR_MEMORY || e == ERR_STALE;
}

static bool
was_tried(const struct own_slices *s, const struct own_item *item)
{
	for (size_t i = 0; i < s->nrun; i++)
		if (same(&s->run[i].item, item))
			return !is_untried(s->run[i].result);
	return false;
}

/* One less is under way; the last one asks for more when there is more and the writer has room. */
static void
close_one(struct own_slices *s)
{
	bool again = false;

	(void)pthread_mutex_lock(&s->lock);
	if (--s->open == 0 && s->more)
		for (size_t i = 0; i < s->nrun && !again; i++)
			again = !is_untried(s->run[i].result);
	(void)pthread_mutex_unlock(&s->lock);
	if (again && s->wake)
		s->wake(s->owner);
}

static void
answered(void *owner, int64_t tag, const struct work *w)
{
	struct own_slices *s = owner;

	(void)pthread_mutex_lock(&s->lock);
	s->run[tag].result = w->result;
	(void)pthread_mutex_unlock(&s->lock);
	close_one(s);
}

/* The first of each kind that are not set aside, into s->run; *more: there are others. */
static size_t
choose(struct own_slices *s, const struct own_item *list, size_t n, int64_t now, bool *more)
{
	struct run next[SLICE];
	struct {
		const struct command *command;
		size_t                n;
	} kind[OWN_KINDS] = {{NULL, 0}};
	size_t chosen = 0;

	*more = false;
	for (size_t i = 0; i < n; i++) {
		size_t k = 0;

		if (is_aside(s, &list[i]))
			continue;
		if (was_tried(s, &list[i])) {
			set_aside(s, &list[i], now);
			continue;
		}
		while (k < OWN_KINDS && kind[k].command && kind[k].command != list[i].command)
			k++;
		ensure(k < OWN_KINDS);
		kind[k].command = list[i].command;
		if (kind[k].n == OWN_EACH) {
			*more = true;
			continue;
		}
		kind[k].n++;
		next[chosen++] = (struct run){list[i], ERR_BUSY};
	}
	/* Of a kind that filled its part of the list there may be others behind it. */
	for (size_t k = 0; k < OWN_KINDS; k++)
		*more = *more || kind[k].n == OWN_EACH;
	memcpy(s->run, next, sizeof(next[0]) * chosen);
	s->nrun = chosen;
	return chosen;
}

size_t
own_slices_run(struct own_slices *s, const struct own_item *list, size_t n, int64_t now)
{
	struct own_then then = {.answered = answered, .owner = s};
	size_t          sent = 0, chosen;
	bool            more;

	ensure(!own_slices_busy(s));
	/* Until the last is handed in one is open more than there are: none of the answers is the last. */
	chosen = choose(s, list, n, now, &more);
	(void)pthread_mutex_lock(&s->lock);
	s->open = chosen + 1;
	s->more = more;
	(void)pthread_mutex_unlock(&s->lock);
	for (size_t i = 0; i < chosen; i++) {
		char         id[24];
		struct input pair = {S("id"), {id, 0}};

		pair.value.n = (size_t)snprintf(id, sizeof(id), "%lld", (long long)s->run[i].item.id);
		then.tag = (int64_t)i;
		if (own_run(s->writer, s->zone, s->run[i].item.command, &pair, 1, &then) == OK)
			sent++;
		else
			close_one(s);
	}
	close_one(s);
	return sent;
}
