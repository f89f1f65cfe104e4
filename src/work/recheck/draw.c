/* recheck.run: what the day asks for, one piece at a time; draws promised, made, told. */
#include "base/log.h"
#include "city/place/record.h"
#include "kit/journal/columns.h"
#include "work/recheck/inside.h"
#include "work_recheck_texts.h"

#include <stdlib.h>

enum { TIDY = 50, SEEDS = 10000, DRAW_ROOM = 64 << 20, WAITING = 200 };

static const struct keyring *keys;

void
recheck_use_keys(const struct keyring *k)
{
	keys = k;
}

/* To which draw a sealed seed belongs; it opens no other. */
static str
about(struct ctx *cx, str promise)
{
	return arena_printf(cx->arena, "draw/%.*s", STR_ARG(promise));
}

static str
hex_of(struct ctx *cx, const void *p, size_t n)
{
	struct buf b;

	buf_init(&b, cx->arena, BUF_PATH);
	buf_hex(&b, p, n);
	return buf_str(&b);
}

static str
day_text(struct ctx *cx, day d)
{
	char text[DAY_TEXT];
	str  kept;

	return arena_str(cx->arena, day_format(d, text), &kept) ? kept : STR_NONE;
}

static enum err
draw_said(struct ctx *cx, const struct q_draw_waiting_row *was, const struct q_draw_waiting_row *is, const char *type)
{
	struct record r;

	record_begin(cx, &r);
	(void)columns_write(&r.set, query_named(recheck_queries, "draw_waiting"), 0, was, is, cx->now);
	return record_end(cx, &r, "recheck_draw", is->id, is->rev, type, STR_NONE);
}

enum err
look_said(struct ctx *cx, const struct q_relook_row_row *was, const struct q_relook_row_row *is, const char *type)
{
	struct record r;

	record_begin(cx, &r);
	(void)columns_write(&r.set, query_named(recheck_queries, "relook_row"), 0, was, is, cx->now);
	return record_end(cx, &r, "recheck", is->id, is->rev, type, STR_NONE);
}

/* ---- Promises ---- */

enum err
draw_promised(struct ctx *cx, const struct promise *p)
{
	struct q_draw_waiting_row row = {.rev = 1, .days = p->days, .batch = p->batch, .share = p->share,
	                                 .least = p->least, .within = p->within, .state = S("promised"),
	                                 .promised_at = cx->now};
	struct q_draw_add_row     made;
	struct q_draw_there_row   there;
	draw_seed                 seed;
	digest                    d;
	str                       sealed;
	day                       on;
	enum err                  e;

	if (!keys)
		return refuse(cx, ERR_RULE, NULL, T_recheck_no_keys);
	if (!day_add(ctx_today(cx), 1, &on))
		return ERR_RULE;
	row.on_day = day_text(cx, on);
	e = q_draw_there(cx, &(struct q_draw_there_in){row.on_day, p->days, p->batch}, &there);
	if (e != ERR_NONE)
		return e == OK ? refuse(cx, ERR_RULE, NULL, T_recheck_promised_already) : e;
	arena_keep_secret(cx->arena);
	secret_random(seed.b, sizeof(seed.b));
	d = draw_promise(seed, on);
	row.promise = hex_of(cx, d.b, sizeof(d.b));
	e = keyring_encrypt(cx, keys, about(cx, row.promise), (str){(const char *)seed.b, sizeof(seed.b)}, &sealed);
	secret_wipe(&seed, sizeof(seed));
	if (e != OK || (e = q_draw_add(cx, &(struct q_draw_add_in){
	                    .on_day = row.on_day, .days = row.days, .batch = row.batch, .promise = row.promise,
	                    .share = row.share, .least = row.least, .within = row.within,
	                    .promised_at = row.promised_at}, &made)) != OK ||
	    (e = q_draw_seed_add(cx, &(struct q_draw_seed_add_in){made.id, sealed}, NULL)) != OK)
		return e;
	row.id = made.id;
	return draw_said(cx, NULL, &row, "recheck_draw.promised");
}

/* Those of tomorrow that are not there yet; *some: there were any. */
static enum err
promise_all(struct ctx *cx, bool *some)
{
	struct q_recheck_rules_row *rule;
	struct q_draw_there_row     there;
	size_t                      n;
	day                         on;
	str                         text;
	enum err                    e = q_recheck_rules(cx, &(struct q_recheck_rules_in){RECHECK_RULES}, &rule, &n);

	if (e != OK || !day_add(ctx_today(cx), 1, &on))
		return e;
	text = day_text(cx, on);
	for (size_t i = 0; i < n; i++) {
		if (!rule[i].share)
			continue;
		e = q_draw_there(cx, &(struct q_draw_there_in){text, rule[i].days, 0}, &there);
		if (e == ERR_NONE) {
			*some = true;
			e = draw_promised(cx, &(struct promise){rule[i].days, 0, rule[i].share, rule[i].least,
			                                        rule[i].within});
		}
		if (e != OK)
			return e;
	}
	return OK;
}

/* ---- Draws ---- */

/* What a draw is made from. */
struct list {
	struct recheck_item *item;
	opt_i64             *unit;
	int64_t             *closed;
	size_t               n;
};

static enum err
list_new(struct ctx *cx, size_t n, struct list *l)
{
	l->item = ARENA_NEWS(cx->arena, n + 1, struct recheck_item);
	l->unit = ARENA_NEWS(cx->arena, n + 1, opt_i64);
	l->closed = ARENA_NEWS(cx->arena, n + 1, int64_t);
	return l->item && l->unit && l->closed ? OK : ctx_no_memory(cx);
}

static void
list_put(struct list *l, int64_t id, opt_i64 unit, str code, opt_i64 closed)
{
	l->item[l->n] = (struct recheck_item){id, code.n ? code : S("-")};
	l->unit[l->n] = unit;
	l->closed[l->n++] = closed.v;
}

/* Closed so many days before the draw, or since the last draw of this interval when days were left out. */
static enum err
list_closed(struct ctx *cx, const struct q_draw_waiting_row *d, day on, struct list *l)
{
	struct q_draw_before_row    before;
	struct q_closed_between_in  in = {.n = RECHECK_LIST + 1};
	struct q_closed_between_row *row;
	day                         first, last, was;
	size_t                      n;
	enum err                    e;

	if (!day_add(on, -d->days, &last))
		return ERR_RULE;
	first = last;
	e = q_draw_before(cx, &(struct q_draw_before_in){d->days, d->on_day, RECHECK_LIST}, &before);
	if (e == OK && (!day_parse(before.on_day, &was) || !day_add(was, 1 - d->days, &first)))
		return ERR_STORE;
	if (e != OK && e != ERR_NONE)
		return e;
	in.from_at = day_to_ms(first, 0, cx->zone);
	in.upto_at = day_to_ms(last, DAY_MS, cx->zone);
	if ((e = q_closed_between(cx, &in, &row, &n)) != OK || (e = list_new(cx, n, l)) != OK)
		return e;
	for (size_t i = 0; i < n; i++)
		list_put(l, row[i].id, row[i].unit_id, row[i].code, row[i].ended_at);
	return OK;
}

static enum err
list_batch(struct ctx *cx, int64_t batch, struct list *l)
{
	struct q_closed_of_batch_row *row;
	size_t                        n;
	enum err e = q_closed_of_batch(cx, &(struct q_closed_of_batch_in){batch, RECHECK_LIST + 1}, &row, &n);

	if (e != OK || (e = list_new(cx, n, l)) != OK)
		return e;
	for (size_t i = 0; i < n; i++)
		list_put(l, row[i].id, row[i].unit_id, row[i].code, row[i].ended_at);
	return OK;
}

static enum err
set_draw(struct ctx *cx, const struct q_draw_waiting_row *was, struct q_draw_waiting_row *is, const char *type)
{
	int64_t  changed;
	enum err e;

	is->rev = was->rev + 1;
	is->drawn_at = SOME_I64(cx->now);
	e = q_draw_set(cx, &(struct q_draw_set_in){.id = is->id, .rev = was->rev, .state = is->state, .seed = is->seed,
	                                           .list = is->list, .listed = is->listed, .taken = is->taken,
	                                           .drawn_at = cx->now}, &changed);
	if (e == OK && changed == 0)
		e = ERR_RETRY;
	if (e != OK || (e = q_draw_seed_drop(cx, &(struct q_draw_seed_drop_in){is->id}, NULL)) != OK)
		return e;
	return draw_said(cx, was, is, type);
}

/* The seed as it was made; false: its key is not among ours, or it was altered. */
static enum err
open_seed(struct ctx *cx, const struct q_draw_waiting_row *d, draw_seed *seed, bool *there)
{
	struct q_draw_seed_row row;
	struct secret         *plain;
	str                    bytes;
	enum err               e = q_draw_seed(cx, &(struct q_draw_seed_in){d->id}, &row);

	*there = false;
	if (e != OK)
		return e == ERR_NONE ? OK : e;
	arena_keep_secret(cx->arena);
	if ((e = keyring_decrypt(cx, keys, about(cx, d->promise), row.sealed, &plain, NULL)) != OK)
		return e == ERR_STORE ? OK : e;
	bytes = secret_show(plain);
	if (bytes.n != sizeof(seed->b))
		return OK;
	for (size_t i = 0; i < bytes.n; i++)
		seed->b[i] = (uint8_t)bytes.p[i];
	*there = true;
	return OK;
}

/* Where a case stands on the list. */
struct place_of {
	int64_t case_id;
	size_t  at;
};

static int
by_case(const void *a, const void *b)
{
	const struct place_of *x = a, *y = b;

	return (x->case_id > y->case_id) - (x->case_id < y->case_id);
}

/* By their cases; NULL: no memory. */
static struct place_of *
places_of(struct arena *a, const struct list *l)
{
	struct place_of *p = ARENA_NEWS(a, l->n + 1, struct place_of);

	for (size_t i = 0; p && i < l->n; i++)
		p[i] = (struct place_of){l->item[i].case_id, i};
	if (p && l->n)
		qsort(p, l->n, sizeof(*p), by_case);
	return p;
}

static enum err
add_looks(struct ctx *cx, const struct q_draw_waiting_row *d, const struct list *l, const struct draw *drawn)
{
	const struct place_of *place = places_of(cx->arena, l);
	day                    due;
	str                    by;
	enum err               e = OK;

	if (!day_add(ctx_today(cx), d->within, &due))
		return ERR_RULE;
	by = day_text(cx, due);
	if (!place || !by.p)
		return ctx_no_memory(cx);
	for (size_t i = 0; e == OK && i < drawn->n; i++) {
		struct q_relook_row_row row = {.rev = 1, .draw_id = d->id, .n = (int64_t)i + 1,
		                             .due = by, .state = S("waiting"), .words = S("")};
		struct q_relook_add_row made;
		const struct place_of  *at;
		struct place_of         key = {0, 0};

		if (!str_to_i64(drawn->item[i].id, &key.case_id) || l->n == 0 ||
		    !(at = bsearch(&key, place, l->n, sizeof(key), by_case)))
			return ERR_STORE;
		row.case_id = key.case_id;
		row.unit_id = l->unit[at->at];
		row.stratum = l->item[at->at].stratum;
		row.closed_at = l->closed[at->at];
		if ((e = q_relook_add(cx, &(struct q_relook_add_in){.draw_id = d->id, .n = row.n,
		                        .case_id = row.case_id, .unit_id = row.unit_id, .stratum = row.stratum,
		                        .closed_at = row.closed_at, .due = row.due}, &made)) != OK)
			return e;
		row.id = made.id;
		e = look_said(cx, NULL, &row, "recheck.drawn");
	}
	return e;
}

/*
 * *put_off: the seed cannot be read, and its day is today: another copy, or this one with the right key file,
 * still may.  From the next day on nobody draws by it any more.
 */
static enum err
make_draw(struct ctx *cx, const struct q_draw_waiting_row *d, bool *put_off)
{
	struct q_draw_waiting_row is = *d;
	struct list               l = {.n = 0};
	struct draw               drawn;
	draw_seed                 seed;
	bool                      there;
	day                       on;
	enum err                  e;

	if (!keys)
		return refuse(cx, ERR_RULE, NULL, T_recheck_no_keys);
	if (!day_parse(d->on_day, &on))
		return ERR_STORE;
	if ((e = open_seed(cx, d, &seed, &there)) != OK)
		return e;
	*put_off = !there && on.v >= ctx_today(cx).v;
	if (*put_off)
		return OK;
	if ((e = d->batch ? list_batch(cx, d->batch, &l) : list_closed(cx, d, on, &l)) != OK)
		return e;
	if (!there || l.n > RECHECK_LIST) {
		is.state = S("void");
		is.listed = (int64_t)l.n;
		return set_draw(cx, d, &is, "recheck_draw.void");
	}
	for (size_t i = 0; e == OK && i < l.n; i++)
		e = q_item_add(cx, &(struct q_item_add_in){d->id, l.item[i].case_id, l.item[i].stratum}, NULL);
	if (e != OK || (e = list_digest(cx, l.item, l.n, &is.list)) != OK ||
	    (e = draw_again(cx, seed, on, l.item, l.n, d->share, d->least, &drawn)) != OK ||
	    (e = add_looks(cx, d, &l, &drawn)) != OK)
		return e;
	is.state = S("drawn");
	is.seed = hex_of(cx, seed.b, sizeof(seed.b));
	is.listed = (int64_t)l.n;
	is.taken = (int64_t)drawn.n;
	return set_draw(cx, d, &is, "recheck_draw.drawn");
}

/* ---- recheck.run ---- */

/* Somebody opened the case again before anybody looked: there is nothing to look at. */
static enum err
tidy(struct ctx *cx, bool *more)
{
	struct q_relook_moot_row *row;
	size_t                  n;
	enum err                e = q_relook_moot(cx, &(struct q_relook_moot_in){TIDY}, &row, &n);

	for (size_t i = 0; e == OK && i < n; i++) {
		struct q_relook_row_row was = {
		    .id = row[i].id, .rev = row[i].rev, .draw_id = row[i].draw_id, .n = row[i].n,
		    .case_id = row[i].case_id, .unit_id = row[i].unit_id, .stratum = row[i].stratum,
		    .closed_at = row[i].closed_at, .due = row[i].due, .state = row[i].state,
		    .looked_at = row[i].looked_at, .looked_by = row[i].looked_by, .looked_unit = row[i].looked_unit,
		    .words = row[i].words},
		                      is = was;
		int64_t changed;

		is.rev++;
		is.state = S("moot");
		is.looked_at = SOME_I64(cx->now);
		if ((e = q_relook_set(cx, &(struct q_relook_set_in){.id = is.id, .rev = was.rev, .state = is.state,
		                        .looked_at = cx->now, .words = is.words}, &changed)) != OK)
			return e;
		e = changed ? look_said(cx, &was, &is, "recheck.moot") : ERR_RETRY;
	}
	*more = n == TIDY;
	return e;
}

static void
drop(void *arena)
{
	arena_free(arena);
}

struct attempt {
	const struct q_draw_waiting_row *draw;
	bool                             put_off;
};

static enum err
attempt(struct ctx *cx, void *arg)
{
	struct attempt *a = arg;

	return make_draw(cx, a->draw, &a->put_off);
}

/*
 * In memory of its own: a list of thousands and an event for each that is drawn need more than a command of the
 * program has.  Without memory all the same it is put off, and nothing of it is written.
 */
static enum err
draw_apart(struct ctx *cx, const struct q_draw_waiting_row *d, bool *put_off)
{
	struct arena  *mine = cx->arena, *room = arena_new(DRAW_ROOM);
	struct attempt a = {.draw = d};
	enum err       e = ERR_MEMORY;

	if (room) {
		cx->arena = room;
		e = command_part(cx, attempt, &a);
		cx->arena = mine;
	}
	if (e == ERR_MEMORY)
		log_line(LOG_WARN, "what=\"draw put off for want of memory\" draw=%lld", (long long)d->id);
	*put_off = a.put_off || e == ERR_MEMORY;
	if (*put_off) {
		ctx_forget(cx);
		e = OK;
	} else if (e != OK) {
		/* A refusal's words lie there. */
		if (arena_on_free(mine, drop, room) == OK)
			return e;
		ctx_forget(cx);
		return ctx_no_memory(cx);
	}
	arena_free(room);
	return e;
}

/* The first whose day has come and that can be made, *id; 0: none. */
static enum err
draw_next(struct ctx *cx, str today, int64_t *id)
{
	struct q_draw_waiting_in  in = {.today = today, .after_day = S("")};
	struct q_draw_waiting_row d;
	bool                      put_off;
	enum err                  e;

	*id = 0;
	for (size_t i = 0; i < WAITING; i++) {
		if ((e = q_draw_waiting(cx, &in, &d)) != OK)
			return e == ERR_NONE ? OK : e;
		if ((e = draw_apart(cx, &d, &put_off)) != OK || !put_off) {
			*id = d.id;
			return e;
		}
		in.after_day = d.on_day;
		in.after_id = d.id;
	}
	return OK;
}

static enum err
run(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	str      today = day_text(cx, ctx_today(cx));
	bool     more = false;
	enum err e;

	(void)arg;
	(void)made;
	if (!today.p)
		return ctx_no_memory(cx);
	if ((e = db_lock(cx, "recheck_draw", 0)) != OK || (e = draw_next(cx, today, &out->id)) != OK || out->id)
		return e;
	if ((e = promise_all(cx, &more)) == OK && !more)
		e = tidy(cx, &more);
	out->id = more;
	return e;
}

/* ---- recheck.renew: for duban keys ---- */

static enum err
renew_one(struct ctx *cx, const struct q_draw_seeds_row *s)
{
	struct secret *plain;
	str            sealed, bound = about(cx, s->promise);
	bool           stale;
	enum err       e;

	if (!bound.p)
		return ctx_no_memory(cx);
	e = keyring_decrypt(cx, keys, bound, s->sealed, &plain, &stale);
	if (e == ERR_STORE) {
		ctx_forget(cx); /* its key is gone already: no other key is kept for it */
		return OK;
	}
	if (e != OK || !stale || (e = keyring_encrypt(cx, keys, bound, secret_show(plain), &sealed)) != OK)
		return e;
	return q_draw_seed_set(cx, &(struct q_draw_seed_set_in){.draw_id = s->draw_id, .sealed = sealed}, NULL);
}

static enum err
renew(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	struct q_draw_seeds_row *row;
	size_t                   n;
	enum err                 e;

	(void)arg;
	(void)made;
	if (!keys)
		return refuse(cx, ERR_RULE, NULL, T_recheck_no_keys);
	arena_keep_secret(cx->arena);
	if ((e = db_lock(cx, "recheck_draw", 0)) == OK)
		e = q_draw_seeds(cx, &(struct q_draw_seeds_in){SEEDS}, &row, &n);
	for (size_t i = 0; e == OK && i < n; i++)
		e = renew_one(cx, &row[i]);
	*out = (struct reply){.done = T_recheck_done_renew};
	return e;
}

const struct command recheck_renew_cmd = {
    .name = "recheck.renew", .summary = T_recheck_c_renew, .perm = PERM_SYSTEM, .no_key = true, .apply = renew};

const struct command recheck_run_cmd = {
    .name = "recheck.run", .summary = T_recheck_c_run, .perm = PERM_SYSTEM, .no_key = true, .apply = run};
