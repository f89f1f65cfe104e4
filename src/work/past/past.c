/* Stands of a case: its events folded, as far as figures look at it. */
#include "work/past/past.h"

#include "kit/journal/journal.h"
#include "kit/json/tree.h"
#include "past_sql.h"

#include <stdlib.h>
#include <string.h>

enum { PAGE = 100, SCRATCH = 16 << 20 };

struct folder {
	struct ctx        *cx, page; /* page: events and their trees, forgotten page by page */
	struct past_stand *stand;
	size_t             n, room;
	struct past_stand  now;
};

static void
begin(struct past_stand *s)
{
	*s = (struct past_stand){.due = INT64_MAX};
}

/* `true` in a column of numbers: when the event was recorded. */
static void
number(const struct jval *set, const char *column, int64_t recorded_at, int64_t none, int64_t *out)
{
	const struct jval *v = jval_get(set, str_of(column));
	bool               b;

	if (v && jval_null(v))
		*out = none;
	else if (jval_bool(v, &b))
		*out = recorded_at;
	else
		(void)jval_i64(v, out);
}

/* Where the case stood then, if that is known, to one whose event no longer says it. */
static void
remember(struct past_stand *to, struct past_stand s)
{
	if (!s.known || to->known)
		return;
	s.rev = to->rev;
	s.recorded_at = to->recorded_at;
	s.pos = to->pos;
	*to = s;
}

/* What an event that erased others kept of them. */
static void
recall(struct folder *f, const struct jval *past)
{
	struct past_stand s;
	size_t            k = 0;

	begin(&s);
	for (uint32_t i = 0; past && past->kind == JARR && i < past->n; i++) {
		const struct jval *v = &past->item[i];
		int64_t            x[7];
		uint32_t           c = 0;

		while (v->kind == JARR && v->n == NITEMS(x) && c < NITEMS(x) && jval_i64(&v->item[c], &x[c]))
			c++;
		if (c < NITEMS(x))
			return;
		for (; k < f->n && f->stand[k].rev < x[0]; k++)
			remember(&f->stand[k], s);
		s = (struct past_stand){0, 0, 0, true, x[1], x[2], x[3], x[4], x[5] ? x[5] : INT64_MAX, x[6] != 0};
	}
	for (; k < f->n; k++)
		remember(&f->stand[k], s);
}

static enum err
take(struct folder *f, const struct q_past_events_row *r)
{
	const struct jval *v, *set;
	str                json;
	bool               whole = false;
	enum err           e = journal_payload(&f->page, r->payload, &json);

	if (e != OK)
		return e;
	if (json.p) {
		if ((e = jval_parse(&f->page, json, &jlimit_payload, &v)) != OK)
			return e;
		recall(f, jval_get(jval_get(v, S("more")), S("past")));
		if (r->rev == 1 || (jval_bool(jval_get(v, S("whole")), &whole) && whole)) {
			begin(&f->now);
			f->now.known = true;
		}
		set = jval_get(v, S("set"));
		number(set, "state", r->recorded_at, 0, &f->now.state);
		number(set, "kind", r->recorded_at, 0, &f->now.kind);
		number(set, "place_id", r->recorded_at, 0, &f->now.place);
		number(set, "unit_id", r->recorded_at, 0, &f->now.unit);
		number(set, "due_at", r->recorded_at, INT64_MAX, &f->now.due);
		(void)jval_bool(jval_get(set, S("overdue")), &f->now.overdue);
	} else {
		begin(&f->now);
	}
	f->now.rev = r->rev;
	f->now.recorded_at = r->recorded_at;
	f->now.pos = r->pos.some ? r->pos.v : INT64_MAX;
	if (f->n == f->room) {
		size_t             more = f->room ? f->room * 2 : 16;
		struct past_stand *p = arena_grow(f->cx->arena, f->stand, f->room * sizeof(*p), more * sizeof(*p));

		if (!p)
			return ctx_no_memory(f->cx);
		f->stand = p;
		f->room = more;
	}
	f->stand[f->n++] = f->now;
	return OK;
}

enum err
past_of(struct ctx *cx, int64_t case_id, struct past_stand **stand, size_t *n)
{
	struct folder f = {.cx = cx, .page = *cx};
	enum err      e = OK;
	size_t        m;

	*stand = NULL;
	*n = 0;
	f.page.trace = (struct trace){0};
	if (!(f.page.arena = arena_new(SCRATCH)))
		return ctx_no_memory(cx);
	begin(&f.now);
	do {
		struct q_past_events_in   in = {case_id, f.now.rev, PAGE};
		struct q_past_events_row *row;

		arena_reset(f.page.arena);
		m = 0;
		e = q_past_events(&f.page, &in, &row, &m);
		for (size_t i = 0; e == OK && i < m; i++)
			e = take(&f, &row[i]);
	} while (e == OK && m == PAGE);
	cx->trace.queries += f.page.trace.queries;
	cx->trace.rows += f.page.trace.rows;
	cx->trace.vm_steps += f.page.trace.vm_steps;
	arena_free(f.page.arena);
	if (e == ERR_MEMORY)
		return ctx_no_memory(cx);
	*stand = f.stand;
	*n = f.n;
	return e;
}

enum err
past_keep(struct ctx *cx, int64_t case_id, struct json *more)
{
	struct past_stand *s, was = {0};
	size_t             n;
	enum err           e = past_of(cx, case_id, &s, &n);

	if (e != OK)
		return e;
	json_key(more, S("past"));
	json_arr(more);
	for (size_t i = 0; i < n; i++) {
		if (!s[i].known ||
		    (was.known && was.state == s[i].state && was.kind == s[i].kind && was.place == s[i].place &&
		     was.unit == s[i].unit && was.due == s[i].due && was.overdue == s[i].overdue))
			continue;
		was = s[i];
		json_arr(more);
		json_i64(more, s[i].rev);
		json_i64(more, s[i].state);
		json_i64(more, s[i].kind);
		json_i64(more, s[i].place);
		json_i64(more, s[i].unit);
		json_i64(more, s[i].due == INT64_MAX ? 0 : s[i].due);
		json_i64(more, s[i].overdue);
		json_arr_end(more);
	}
	json_arr_end(more);
	return OK;
}

/* ---- Which cases moved ---- */

struct ids {
	struct ctx *cx;
	int64_t    *id;
	size_t      n, room;
};

static enum err
add(struct ctx *cx, str kind, int64_t id, void *arg)
{
	struct ids *l = arg;

	if (!str_eq(kind, S("case")) || (l->n && l->id[l->n - 1] == id))
		return OK;
	if (l->n == l->room) {
		size_t   more = l->room ? l->room * 2 : 256;
		int64_t *p = arena_grow(l->cx->arena, l->id, l->room * sizeof(*p), more * sizeof(*p));

		if (!p)
			return ctx_no_memory(cx);
		l->id = p;
		l->room = more;
	}
	l->id[l->n++] = id;
	return OK;
}

static enum err
add_sealed(struct ctx *cx, const struct q_past_sealed_row *r, void *arg)
{
	return add(cx, r->kind, r->aggregate, arg);
}

static enum err
add_unsealed(struct ctx *cx, const struct q_past_unsealed_row *r, void *arg)
{
	return add(cx, r->kind, r->aggregate, arg);
}

static int
by_id(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

enum err
past_changed(struct ctx *cx, int64_t after, int64_t **id, size_t *n)
{
	struct ids l = {.cx = cx};
	enum err   e;

	*id = NULL;
	*n = 0;
	if ((e = q_past_sealed(cx, &(struct q_past_sealed_in){after}, add_sealed, &l)) != OK ||
	    (e = q_past_unsealed(cx, add_unsealed, &l)) != OK)
		return e;
	if (l.n)
		qsort(l.id, l.n, sizeof(*l.id), by_id);
	for (size_t i = 0; i < l.n; i++)
		if (i == 0 || l.id[i] != l.id[*n - 1])
			l.id[(*n)++] = l.id[i];
	*id = l.id;
	return OK;
}
