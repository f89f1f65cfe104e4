/* Events of what administrators keep, in words: what was, what is. */
#include "show/trail/trail.h"

#include "base/ensure.h"
#include "kit/journal/journal.h"
#include "show_trail_texts.h"
#include "trail_sql.h"

#include <string.h>

enum { THINGS = 200, TEXT_ROOM = 4 * BUF_PAYLOAD };

/* An aggregate as the events so far left it. */
struct thing {
	str                kind;
	int64_t            id;
	const struct jval *value[TRAIL_COLUMNS];
};

static struct thing *
thing_of(struct thing *t, size_t *n, str kind, int64_t id)
{
	for (size_t i = 0; i < *n; i++)
		if (t[i].id == id && str_eq(t[i].kind, kind))
			return &t[i];
	if (*n == THINGS)
		return NULL;
	t[*n] = (struct thing){.kind = kind, .id = id};
	return &t[(*n)++];
}

static opt_i64
moment(const struct jval *v)
{
	int64_t at;

	return jval_i64(v, &at) ? SOME_I64(at) : (opt_i64){0};
}

/* NULL and the empty text are the same nothing to people. */
static bool
is_nothing(const struct jval *v)
{
	str s;

	return !v || jval_null(v) || (jval_str(v, &s) && !s.n);
}

static enum err
words(struct ctx *cx, const struct trail_words *w, const struct trail_column *c, const struct jval *v, str *out)
{
	int64_t n;
	bool    yes;

	*out = STR_NONE;
	if (is_nothing(v) || c->how == TRAIL_MOMENT)
		return OK;
	if (c->how == TRAIL_NAMED)
		return w->name(cx, c->column, v, out);
	if (jval_bool(v, &yes))
		*out = text_get(yes ? T_trail_yes : T_trail_no, cx->lang);
	else if (jval_i64(v, &n))
		*out = DESK_FORMAT(cx, "%lld", (long long)n);
	else
		(void)jval_str(v, out);
	return OK;
}

static enum err
columns_of(struct ctx *cx, const struct trail_words *w, struct thing *t, const struct jval *set, struct trail_entry *p)
{
	enum err e = OK;

	for (size_t i = 0; e == OK && i < w->ncolumn; i++) {
		const struct trail_column *c = &w->column[i];
		const struct jval         *was = t->value[i], *is = jval_get(set, str_of(c->column));
		struct trail_change       *x = &p->change[p->nchange];

		if (!is || !str_eq(t->kind, str_of(c->kind)))
			continue;
		t->value[i] = is;
		if ((is_nothing(was) && is_nothing(is)) || (was && jval_same(was, is)))
			continue;
		*x = (struct trail_change){.column = c->column, .label = c->label, .moment = c->how == TRAIL_MOMENT};
		if (x->moment) {
			x->was_at = moment(was);
			x->is_at = moment(is);
		}
		if ((e = words(cx, w, c, was, &x->was)) == OK)
			e = words(cx, w, c, is, &x->is);
		p->nchange++;
	}
	return e;
}

/* Rows that came or went, as a list: of {"S09":{…},"S10":null} or ["S09"]. */
static enum err
listed(struct ctx *cx, const struct trail_side *side, const struct jval *rows, bool gone, str *out)
{
	struct buf b;
	str        s, said;

	buf_init(&b, cx->arena, BUF_LINE);
	for (size_t i = 0; i < rows->n; i++) {
		const struct jval *r = &rows->item[i];

		if (rows->kind == JARR ? gone || !jval_str(r, &s) : jval_null(r) != gone)
			continue;
		if (b.n)
			buf_add(&b, S("；"));
		s = rows->kind == JARR ? s : r->key;
		said = side->row ? side->row(cx, s) : STR_NONE;
		buf_add(&b, said.n ? said : s);
	}
	*out = STR_NONE;
	return b.n ? buf_end(&b, out) : OK;
}

static enum err
sides_of(struct ctx *cx, const struct trail_words *w, str kind, const struct jval *rows, struct trail_entry *p)
{
	enum err e = OK;

	for (size_t i = 0; e == OK && i < w->nside; i++) {
		const struct jval   *v = jval_get(rows, str_of(w->side[i].table));
		struct trail_change *x = &p->change[p->nchange];
		str                  gone, come;

		if (!v || (v->kind != JARR && v->kind != JOBJ) || !str_eq(kind, str_of(w->side[i].kind)))
			continue;
		if ((e = listed(cx, &w->side[i], v, true, &gone)) != OK ||
		    (e = listed(cx, &w->side[i], v, false, &come)) != OK)
			return e;
		if (!gone.n && !come.n)
			continue;
		*x = (struct trail_change){.column = w->side[i].table, .label = w->side[i].label};
		if (gone.n)
			x->was = desk_text(cx, T_trail_gone, gone, STR_NONE);
		x->is = come.n ? desk_text(cx, T_trail_come, come, STR_NONE) : text_get(T_trail_nothing_new, cx->lang);
		p->nchange++;
	}
	return e;
}

static text_id
type_words(const struct trail_words *w, str type)
{
	for (size_t i = 0; i < w->ntype; i++)
		if (str_eq(type, str_of(w->type[i].type)))
			return w->type[i].words;
	return T_trail_other;
}

/* The tree shares nothing with the text: that goes with the next one. */
static enum err
tree_of(struct ctx *cx, struct arena *beside, str payload, const struct jval **v)
{
	struct arena *mine = cx->arena;
	str           text;
	enum err      e;

	arena_reset(beside);
	cx->arena = beside;
	e = journal_payload(cx, payload, &text);
	cx->arena = mine;
	return e == OK && text.n ? jval_parse(cx, text, &jlimit_payload, v) : e;
}

enum err
trail_of(struct ctx *cx, const struct trail_words *w, const struct trail_row *row, size_t n, struct trail *out)
{
	struct trail_change change[TRAIL_COLUMNS + TRAIL_SIDES];
	struct thing       *t = ARENA_NEWS(cx->arena, n < THINGS ? n + 1 : THINGS, struct thing);
	struct arena       *beside = arena_new_beside(cx->arena, TEXT_ROOM);
	size_t              nt = 0;
	enum err            e = OK;

	ensure(w->ncolumn <= TRAIL_COLUMNS && w->nside <= TRAIL_SIDES);
	*out = (struct trail){ARENA_NEWS(cx->arena, n + 1, struct trail_entry), n};
	if (!t || !out->past || !beside)
		return ctx_no_memory(cx);
	for (size_t i = 0; e == OK && i < n; i++) {
		struct trail_entry *p = &out->past[n - 1 - i];
		struct thing       *of = thing_of(t, &nt, row[i].kind, row[i].aggregate);
		const struct jval  *v = NULL;

		*p = (struct trail_entry){.at = row[i].at, .type = row[i].type, .what = type_words(w, row[i].type),
		                          .subject = row[i].subject};
		p->change = change;
		if (row[i].post_name.n)
			p->by = DESK_FORMAT(cx, "%.*s %.*s", STR_ARG(row[i].unit_name), STR_ARG(row[i].post_name));
		if ((e = tree_of(cx, beside, row[i].packed, &v)) != OK)
			return e;
		if (!jval_str(jval_get(jval_get(v, S("more")), S("basis")), &p->basis))
			(void)jval_str(jval_get(jval_get(v, S("more")), S("reason")), &p->basis);
		if (of && (e = columns_of(cx, w, of, jval_get(v, S("set")), p)) == OK)
			e = sides_of(cx, w, row[i].kind, jval_get(v, S("rows")), p);
		/* Few of the columns change: only those are kept. */
		if (!(p->change = ARENA_NEWS(cx->arena, p->nchange + 1, struct trail_change)))
			return ctx_no_memory(cx);
		memcpy(p->change, change, p->nchange * sizeof(*change));
	}
	return e;
}

enum err
trail_one(struct ctx *cx, const struct trail_words *w, str kind, int64_t id, struct trail *out)
{
	struct q_trail_events_row *e;
	struct trail_row          *row;
	size_t                     n;
	enum err                   err;

	err = q_trail_events(cx, &(struct q_trail_events_in){.kind = kind, .id = id}, &e, &n);
	if (err != OK)
		return err;
	if (!(row = ARENA_NEWS(cx->arena, n + 1, struct trail_row)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < n; i++) {
		const struct q_trail_events_row *x = &e[n - 1 - i];

		row[i] = (struct trail_row){.kind = kind, .aggregate = id, .type = x->type, .at = x->at,
		                            .packed = x->payload, .unit_name = x->unit_name,
		                            .post_name = x->post_name};
	}
	return trail_of(cx, w, row, n, out);
}

void
trail_json(const struct trail *t, struct json *j)
{
	json_arr(j);
	for (size_t i = 0; i < t->npast; i++) {
		const struct trail_entry *p = &t->past[i];

		json_obj(j);
		json_kv_i64(j, "at", p->at);
		json_kv_str(j, "type", p->type);
		json_kv_str(j, "subject", p->subject);
		json_kv_str(j, "by", p->by);
		if (p->basis.n)
			json_kv_str(j, "basis", p->basis);
		json_key(j, S("changes"));
		json_arr(j);
		for (size_t k = 0; k < p->nchange; k++) {
			const struct trail_change *c = &p->change[k];

			json_obj(j);
			json_kv_str(j, "column", str_of(c->column));
			if (c->moment && c->was_at.some)
				json_kv_i64(j, "was_at", c->was_at.v);
			if (c->moment && c->is_at.some)
				json_kv_i64(j, "is_at", c->is_at.v);
			if (!c->moment) {
				json_kv_str(j, "was", c->was);
				json_kv_str(j, "is", c->is);
			}
			json_obj_end(j);
		}
		json_arr_end(j);
		json_obj_end(j);
	}
	json_arr_end(j);
}

struct wanted {
	const struct trail_words *words;
	const char               *kind;
	int64_t                   id;
	struct trail              past;
};

static enum err
look(struct ctx *cx, void *arg)
{
	struct wanted *w = arg;

	return trail_one(cx, w->words, str_of(w->kind), w->id, &w->past);
}

enum err
trail_page(struct ctx *cx, perm_id perm, const struct trail_words *w, const char *kind, int64_t id,
           struct trail_shown *out)
{
	struct wanted wanted = {.words = w, .kind = kind, .id = id};
	enum err      e = view_look(cx, perm, look, &wanted);

	*out = trail_shown(&wanted.past);
	return e;
}

struct trail_shown
trail_shown(const struct trail *t)
{
	size_t n = t->npast < TRAIL_SHOWN ? t->npast : TRAIL_SHOWN;

	return (struct trail_shown){t->past, n, (int64_t)(t->npast - n)};
}
