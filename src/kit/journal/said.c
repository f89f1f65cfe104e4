/* What differs between side rows before and after, as an event says it. */
#include "base/ensure.h"
#include "base/json.h"
#include "kit/journal/rows.h"

#include <stdlib.h>
#include <string.h>

enum err
journal_sides_look(struct ctx *cx, const struct journal_aggregate *a, int64_t id, struct journal_sides *now)
{
	enum err e = OK;

	ensure(a->nside <= JOURNAL_SIDES);
	*now = (struct journal_sides){0};
	for (size_t s = 0; e == OK && s < a->nside; s++) {
		const struct db_query *q = aggregate_query(a, a->side[s].query);
		int64_t                in[2];
		void                  *p = NULL;

		aggregate_input(q, id - 1, id, in);
		e = db_run_many(cx, q, in, &p, &now->n[s]);
		now->rows[s] = p;
	}
	return e;
}

/*
 * Rows by their keys, which are made once: a thing may have thousands of rows, and
 * comparing each with each by keys made anew takes the square of that in memory.
 */
struct keyed {
	str         key;
	const char *row;
};

static int
by_key(const void *a, const void *b)
{
	const struct keyed *x = a, *y = b;

	return str_cmp(x->key, y->key);
}

/* In the order of the rows; NULL: no memory. */
static struct keyed *
keys_of(struct arena *a, const struct db_query *q, size_t keys, const char *rows, size_t n)
{
	struct keyed *k = ARENA_NEWS(a, n + 1, struct keyed);

	for (size_t i = 0; k && i < n; i++) {
		k[i] = (struct keyed){side_row_key(a, q, keys, rows + i * q->row_size), rows + i * q->row_size};
		if (!k[i].key.p)
			return NULL;
	}
	return k;
}

static struct keyed *
sorted(struct arena *a, const struct keyed *k, size_t n)
{
	struct keyed *s = ARENA_NEWS(a, n + 1, struct keyed);

	if (s && n) {
		memcpy(s, k, n * sizeof(*s));
		qsort(s, n, sizeof(*s), by_key);
	}
	return s;
}

/* The row with this key; NULL: none. */
static const char *
find(const struct keyed *k, size_t n, str key)
{
	const struct keyed one = {key, NULL}, *found = n ? bsearch(&one, k, n, sizeof(one), by_key) : NULL;

	return found ? found->row : NULL;
}

/* Columns that differ from the row before, or from their defaults; the number of them. */
static size_t
columns(struct arena *a, struct json *j, const struct db_query *q, size_t keys, const char *was, const char *row)
{
	size_t n = 0;

	json_obj(j);
	for (size_t i = 1 + keys; i < q->nout; i++) {
		struct jval v = field_value(a, &q->out[i], row);
		struct jval old = was ? field_value(a, &q->out[i], was) : field_unset(&q->out[i]);
		struct buf  b;

		if (jval_same(&v, &old))
			continue;
		buf_init(&b, a, BUF_PAYLOAD * 8);
		jval_add(&b, &v);
		json_key(j, str_of(q->out[i].name));
		json_raw(j, buf_str(&b));
		/* Without memory it is no value, and the row must not be told without it. */
		if (b.err)
			j->b->err = b.err;
		n++;
	}
	json_obj_end(j);
	return n;
}

/* One table's changes into `j`; *n of them.  `keep` is for keys, `row` for one row at a time. */
static enum err
say_table(struct json *j, const struct journal_side *side, const struct db_query *q, const struct journal_sides *was,
          const struct journal_sides *now, size_t s, struct arena *keep, struct arena *one, size_t *n)
{
	const struct keyed *before = keys_of(keep, q, side->keys, was->rows[s], was->n[s]);
	const struct keyed *after = keys_of(keep, q, side->keys, now->rows[s], now->n[s]);
	const struct keyed *old = before ? sorted(keep, before, was->n[s]) : NULL;
	const struct keyed *new = after ? sorted(keep, after, now->n[s]) : NULL;

	*n = 0;
	if (!old || !new)
		return ERR_MEMORY;
	for (size_t i = 0; i < now->n[s]; i++) {
		const char *then = find(old, was->n[s], after[i].key);
		struct buf  b;
		struct json x;

		arena_reset(one);
		buf_init(&b, one, BUF_PAYLOAD);
		json_init(&x, &b);
		if (columns(one, &x, q, side->keys, then, after[i].row) == 0 && then)
			continue;
		if (b.err)
			return b.err;
		json_key(j, after[i].key);
		json_raw(j, buf_str(&b));
		++*n;
	}
	for (size_t i = 0; i < was->n[s]; i++) {
		if (find(new, now->n[s], before[i].key))
			continue;
		json_key(j, before[i].key);
		json_null(j);
		++*n;
	}
	return OK;
}

/* All tables' changes; `keep` and `one` as above. */
static enum err
say_all(struct ctx *cx, const struct journal_aggregate *a, const struct journal_sides *was,
        const struct journal_sides *now, struct arena *keep, struct arena *one, str *rows)
{
	struct buf  all;
	struct json w;
	bool        any = false;

	buf_init(&all, cx->arena, BUF_PAYLOAD);
	json_init(&w, &all);
	json_obj(&w);
	for (size_t s = 0; s < a->nside; s++) {
		struct buf  b;
		struct json j;
		size_t      n;
		enum err    e;

		ensure(!a->side[s].digest);
		buf_init(&b, keep, BUF_PAYLOAD);
		json_init(&j, &b);
		json_obj(&j);
		e = say_table(&j, &a->side[s], aggregate_query(a, a->side[s].query), was, now, s, keep, one, &n);
		json_obj_end(&j);
		if (e != OK || b.err)
			return e == ERR_MEMORY || b.err == ERR_MEMORY ? ctx_no_memory(cx) : e != OK ? e : b.err;
		if (n == 0)
			continue;
		any = true;
		json_key(&w, str_of(a->side[s].table));
		json_raw(&w, buf_str(&b));
	}
	json_obj_end(&w);
	return any ? buf_end(&all, rows) : OK;
}

enum { SIDES_ROOM = 64 << 20 };

static void
drop(void *arena)
{
	arena_free(arena);
}

enum err
journal_sides_say(struct ctx *cx, const struct journal_aggregate *a, int64_t id, const struct journal_sides *was,
                  str *rows)
{
	static const struct journal_sides none;
	struct arena                     *mine = cx->arena, *keep, *one;
	struct journal_sides              now;
	enum err                          e;

	*rows = STR_NONE;
	if (a->nside == 0)
		return OK;
	keep = arena_new(SIDES_ROOM);
	one = arena_new(SIDES_ROOM);
	e = keep && one ? OK : ctx_no_memory(cx);
	if (e == OK) {
		/* The rows need not fit into a request's memory; a refusal's words there live as long as it. */
		cx->arena = keep;
		e = journal_sides_look(cx, a, id, &now);
		cx->arena = mine;
	}
	if (e == OK) {
		e = say_all(cx, a, was ? was : &none, &now, keep, one, rows);
	} else if (keep) {
		if (arena_on_free(mine, drop, keep) != OK) {
			ctx_forget(cx);
			e = ctx_no_memory(cx);
		}
		keep = NULL;
	}
	arena_free(one);
	arena_free(keep);
	return e;
}
