/* Building calendars from the stored documents, and keeping them. */
#include "city/calendar/calendar.h"

#include "base/clock.h"
#include "base/ensure.h"
#include "base/memo.h"
#include "city/calendar/inside.h"
#include "city/place/place.h"
#include "city_calendar_texts.h"

#include <pthread.h>
#include <string.h>

/*
 * A calendar is immutable.  Whoever asks gets a reference that is given back when
 * its arena goes; a calendar without references stays until its place is needed.
 * Documents change a few times a year, so KEPT is generous; when all places are
 * in use the asker's arena owns a calendar of its own.
 */
enum { KEPT = 8, CALENDAR_BYTES = 16 << 20 };

struct kept {
	struct arena                   *arena; /* NULL: a free place */
	const struct worktime_calendar *calendar;
	int                             refs;
	uint64_t                        used;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct kept     kept[KEPT];
static uint64_t        tick;

static void
give_back(void *p)
{
	struct kept *k = p;

	(void)pthread_mutex_lock(&lock);
	ensure(k->refs > 0);
	k->refs--;
	(void)pthread_mutex_unlock(&lock);
}

static void
free_own(void *p)
{
	arena_free(p);
}

/* With the lock held. */
static struct kept *
find(str version)
{
	for (size_t i = 0; i < KEPT; i++)
		if (kept[i].arena && str_eq(worktime_version(kept[i].calendar), version))
			return &kept[i];
	return NULL;
}

/* With the lock held: a free place, else the unused one that rested longest, emptied. */
static struct kept *
place_for_one(void)
{
	struct kept *k = NULL;

	for (size_t i = 0; i < KEPT; i++) {
		if (!kept[i].arena)
			return &kept[i];
		if (kept[i].refs == 0 && (!k || kept[i].used < k->used))
			k = &kept[i];
	}
	if (k) {
		arena_free(k->arena);
		*k = (struct kept){0};
	}
	return k;
}

static enum err
borrow(struct ctx *cx, str version, const struct worktime_calendar **out, bool *found)
{
	struct kept *k;

	(void)pthread_mutex_lock(&lock);
	k = find(version);
	if (k) {
		k->refs++;
		k->used = ++tick;
		*out = k->calendar;
	}
	(void)pthread_mutex_unlock(&lock);
	*found = k != NULL;
	return k && arena_on_free(cx->arena, give_back, k) != OK ? ctx_no_memory(cx) : OK;
}

/* Takes the arena over, whatever happens. */
static enum err
keep(struct ctx *cx, struct arena *a, const struct worktime_calendar *c, const struct worktime_calendar **out)
{
	struct kept *k;

	(void)pthread_mutex_lock(&lock);
	k = find(worktime_version(c));
	if (k) {
		/* Somebody built the same one meanwhile. */
		arena_free(a);
	} else if ((k = place_for_one())) {
		k->arena = a;
		k->calendar = c;
	}
	if (k) {
		k->refs++;
		k->used = ++tick;
		*out = k->calendar;
	}
	(void)pthread_mutex_unlock(&lock);
	if (!k)
		*out = c;
	if ((k ? arena_on_free(cx->arena, give_back, k) : arena_on_free(cx->arena, free_own, a)) != OK)
		return ctx_no_memory(cx);
	return OK;
}

void
calendar_drop(void)
{
	(void)pthread_mutex_lock(&lock);
	for (size_t i = 0; i < KEPT; i++)
		if (kept[i].arena && kept[i].refs == 0) {
			arena_free(kept[i].arena);
			kept[i] = (struct kept){0};
		}
	(void)pthread_mutex_unlock(&lock);
}

/* "17-1a2b3c4d5e6f"; STR_NONE without memory. */
static str
name_version(struct ctx *cx, int64_t id, str chain)
{
	return arena_printf(cx->arena, "%lld-%.*s", (long long)id, 12, chain.p);
}

enum err
calendar_build(struct ctx *cx, struct arena *a, str version, const struct q_calendar_documents_row *doc, size_t n,
               const struct worktime_calendar **out, struct worktime_bad *bad, size_t *at)
{
	/* What is read weighs five times the documents, and is over when the calendar is built. */
	struct arena          *scratch = arena_new(CALENDAR_BYTES);
	struct worktime_draft *d = scratch ? ARENA_NEW(scratch, struct worktime_draft) : NULL;
	bool                   fine = d != NULL;

	*out = NULL;
	*at = 0;
	if (d)
		worktime_draft_init(d, scratch, version);
	else
		bad->fault = WORKTIME_MEMORY;
	for (; fine && *at < n; *at += fine)
		fine = worktime_read(d, doc[*at].body, bad);
	if (fine && d->spec.n_hours)
		fine = worktime_build(a, &d->spec, out, bad);
	arena_free(scratch);
	if (fine)
		return OK;
	return bad->fault == WORKTIME_MEMORY ? ctx_no_memory(cx) : ERR_INPUT;
}

/* The calendar of these documents into arena `a`, which is its own. */
static enum err
build_of(struct ctx *cx, struct arena *a, int64_t id, str version, const struct worktime_calendar **c)
{
	struct q_calendar_documents_row *doc;
	struct worktime_bad              bad = {0};
	size_t                           n, at;
	enum err e = q_calendar_documents(cx, &(struct q_calendar_documents_in){.id = id}, &doc, &n);

	if (e != OK)
		return e;
	e = calendar_build(cx, a, version, doc, n, c, &bad, &at);
	if (e == ERR_INPUT)
		return refuse(cx, ERR_STORE, NULL, T_calendar_broken, at < n ? doc[at].name : S("*"),
		              str_of(worktime_fault_name(bad.fault)));
	return e == OK && !*c ? refuse(cx, ERR_RULE, NULL, T_calendar_no_hours) : e;
}

/* The calendar whose newest document is `id`. */
static enum err
get(struct ctx *cx, int64_t id, str version, const struct worktime_calendar **out)
{
	const struct worktime_calendar *c;
	struct arena                   *a, *mine = cx->arena, *texts;
	bool                            found;
	enum err                        e;

	if ((e = borrow(cx, version, out, &found)) != OK || found)
		return e;
	a = arena_new(CALENDAR_BYTES);
	texts = arena_new(CALENDAR_BYTES);
	e = a && texts ? OK : ctx_no_memory(cx);
	if (e == OK) {
		/* All years' documents are over when the calendar is built: who asks first is not to carry them. */
		cx->arena = texts;
		e = build_of(cx, a, id, version, &c);
		cx->arena = mine;
	}
	if (e == OK) {
		arena_free(texts);
		return keep(cx, a, c, out);
	}
	arena_free(a);
	/* The words of a refusal lie there and are read with it. */
	if (texts && arena_on_free(mine, free_own, texts) != OK) {
		ctx_forget(cx);
		return ctx_no_memory(cx);
	}
	return e;
}

enum err
calendar_version(struct ctx *cx, str *version)
{
	struct q_calendar_newest_row row;
	enum err                     e = q_calendar_newest(cx, &row);

	*version = e == OK ? name_version(cx, row.id, row.digest) : STR_NONE;
	if (e == OK && !version->p)
		return ctx_no_memory(cx);
	return e == ERR_NONE ? OK : e;
}

enum err
calendar_now(struct ctx *cx, const struct worktime_calendar **out)
{
	struct q_calendar_newest_row row;
	str                          version;
	enum err                     e = q_calendar_newest(cx, &row);

	if (e == ERR_NONE)
		return refuse(cx, ERR_RULE, NULL, T_calendar_no_hours);
	if (e != OK)
		return e;
	version = name_version(cx, row.id, row.digest);
	return version.p ? get(cx, row.id, version, out) : ctx_no_memory(cx);
}

/* Version and length; a longer one is asked for every time. */
struct version_kept {
	char   p[48];
	size_t n;
};
MEMO(versions, struct version_kept, 16);

enum err
calendar_of_city(struct ctx *cx, struct city_state *city, const struct worktime_calendar **out)
{
	struct memo_key     k;
	struct version_kept v;
	bool                found = false;
	str                 version;
	enum err            e = city_state(cx, city);

	k = (struct memo_key){.store = city->store, .version = city->epoch};
	if (e == OK && memo_get(&versions, k, &v))
		e = borrow(cx, (str){v.p, v.n}, out, &found);
	if (e != OK || found || (e = calendar_now(cx, out)) != OK)
		return e;
	version = worktime_version(*out);
	if (version.n <= sizeof(v.p)) {
		memset(&v, 0, sizeof(v));
		memcpy(v.p, version.p, version.n);
		v.n = version.n;
		memo_put(&versions, k, &v);
	}
	return OK;
}

enum err
calendar_at(struct ctx *cx, str version, const struct worktime_calendar **out)
{
	struct q_calendar_mark_row row;
	str                        rest = version, number = str_cut(&rest, '-'), same;
	int64_t                    id;
	enum err                   e;

	if (!str_to_i64(number, &id) || id < 1)
		return refuse(cx, ERR_NONE, NULL, T_calendar_unknown, version);
	e = q_calendar_mark(cx, &(struct q_calendar_mark_in){.id = id}, &row);
	if (e == ERR_NONE)
		return refuse(cx, ERR_NONE, NULL, T_calendar_unknown, version);
	if (e != OK)
		return e;
	same = name_version(cx, id, row.digest);
	if (!same.p)
		return ctx_no_memory(cx);
	if (!str_eq(same, version))
		return refuse(cx, ERR_NONE, NULL, T_calendar_unknown, version);
	return get(cx, id, version, out);
}
