/* What differs between side rows before and after, as an event says it. */
#include "base/ensure.h"
#include "base/json.h"
#include "kit/journal/rows.h"

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

/* The row with this key; NULL: none. */
static const char *
find(struct ctx *cx, const struct db_query *q, size_t keys, const char *rows, size_t n, str key)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(side_row_key(cx->arena, q, keys, rows + i * q->row_size), key))
			return rows + i * q->row_size;
	return NULL;
}

/* Columns that differ from the row before, or from their defaults; the number of them. */
static size_t
columns(struct ctx *cx, struct json *j, const struct db_query *q, size_t keys, const char *was, const char *row)
{
	size_t n = 0;

	json_obj(j);
	for (size_t i = 1 + keys; i < q->nout; i++) {
		struct jval v = field_value(cx->arena, &q->out[i], row);
		struct jval old = was ? field_value(cx->arena, &q->out[i], was) : field_unset(&q->out[i]);
		struct buf  b;

		if (jval_same(&v, &old))
			continue;
		buf_init(&b, cx->arena, BUF_PAYLOAD * 8);
		jval_add(&b, &v);
		json_key(j, str_of(q->out[i].name));
		json_raw(j, buf_str(&b));
		n++;
	}
	json_obj_end(j);
	return n;
}

/* One table's changes into `j`; *n of them. */
static void
say_table(struct ctx *cx, struct json *j, const struct journal_side *side, const struct db_query *q,
          const struct journal_sides *was, const struct journal_sides *now, size_t s, size_t *n)
{
	*n = 0;
	for (size_t i = 0; i < now->n[s]; i++) {
		const char *row = now->rows[s] + i * q->row_size;
		str         key = side_row_key(cx->arena, q, side->keys, row);
		const char *old = find(cx, q, side->keys, was->rows[s], was->n[s], key);
		struct buf  b;
		struct json x;

		buf_init(&b, cx->arena, BUF_PAYLOAD);
		json_init(&x, &b);
		if (columns(cx, &x, q, side->keys, old, row) == 0 && old)
			continue;
		json_key(j, key);
		json_raw(j, buf_str(&b));
		++*n;
	}
	for (size_t i = 0; i < was->n[s]; i++) {
		str key = side_row_key(cx->arena, q, side->keys, was->rows[s] + i * q->row_size);

		if (find(cx, q, side->keys, now->rows[s], now->n[s], key))
			continue;
		json_key(j, key);
		json_null(j);
		++*n;
	}
}

enum err
journal_sides_say(struct ctx *cx, const struct journal_aggregate *a, int64_t id, const struct journal_sides *was,
                  str *rows)
{
	static const struct journal_sides none;
	struct journal_sides              now;
	struct buf                        all;
	struct json                       w;
	bool                              any = false;
	enum err                          e = journal_sides_look(cx, a, id, &now);

	*rows = STR_NONE;
	if (e != OK)
		return e;
	buf_init(&all, cx->arena, BUF_PAYLOAD);
	json_init(&w, &all);
	json_obj(&w);
	for (size_t s = 0; s < a->nside; s++) {
		struct buf  b;
		struct json j;
		size_t      n;

		ensure(!a->side[s].digest);
		buf_init(&b, cx->arena, BUF_PAYLOAD);
		json_init(&j, &b);
		json_obj(&j);
		say_table(cx, &j, &a->side[s], aggregate_query(a, a->side[s].query), was ? was : &none, &now, s, &n);
		json_obj_end(&j);
		if (b.err)
			return b.err == ERR_MEMORY ? ctx_no_memory(cx) : b.err;
		if (n == 0)
			continue;
		any = true;
		json_key(&w, str_of(a->side[s].table));
		json_raw(&w, buf_str(&b));
	}
	json_obj_end(&w);
	return any ? buf_end(&all, rows) : OK;
}
