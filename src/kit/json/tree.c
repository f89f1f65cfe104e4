/* JSON from outside: limits, the library, a copy in the arena. */
#include "kit/json/tree.h"

#include "base/ensure.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "kit_json_texts.h"

#include <jansson.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

/*
 * base/json.h is not included: jansson has a json_null() of its own.  The two do
 * not meet, because jansson binds its own names to itself; the tests parse null.
 */
void json_quote(struct buf *b, str v);

const struct jlimit jlimit_body = {1 << 20, 50000, JDEPTH_MAX};
const struct jlimit jlimit_payload = {64 << 10, 4000, 8};

static pthread_once_t once = PTHREAD_ONCE_INIT;

/* The library calls some failed allocations broken syntax, hence a mark of our own. */
static _Thread_local bool starved;

static void *
take(size_t n)
{
	void *p = mem_alloc(n);

	starved |= !p;
	return p;
}

/* It allocates through base/mem, so that tests can make it fail. */
static void
use_own_heap(void)
{
	json_set_alloc_funcs(take, mem_free);
}

static str
number(struct arena *a, int64_t v)
{
	return arena_printf(a, "%lld", (long long)v);
}

static enum err
too_large(struct ctx *cx, const struct jlimit *l)
{
	return refuse(cx, ERR_LARGE, NULL, T_json_large, number(cx->arena, (int64_t)l->bytes),
	              number(cx->arena, (int64_t)l->nodes));
}

/*
 * Count before the library allocates a node for each: brackets and commas outside
 * of strings.  On broken JSON the counts may be wrong, never the outcome.
 */
static enum err
measure(struct ctx *cx, str s, const struct jlimit *l)
{
	size_t nodes = 1;
	int    depth = 0;
	bool   quoted = false;

	if (s.n > l->bytes)
		return too_large(cx, l);
	/* Here, because the library passes over a NUL behind a number. */
	if (!utf8_valid(s))
		return refuse(cx, ERR_INPUT, NULL, T_json_not_text);
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (quoted) {
			if (c == '\\')
				i++;
			else if (c == '"')
				quoted = false;
			continue;
		}
		if (c == '"')
			quoted = true;
		else if (c == ']' || c == '}')
			depth--;
		else if (c == ',')
			nodes++;
		else if (c == '[' || c == '{') {
			nodes++;
			if (++depth > l->depth)
				return refuse(cx, ERR_LARGE, NULL, T_json_deep, number(cx->arena, l->depth));
		}
	}
	/* An empty array was counted as if it had an item: at most twice too many. */
	return nodes > 2 * l->nodes ? too_large(cx, l) : OK;
}

static enum err
broken(struct ctx *cx, const json_error_t *e)
{
	text_id text = T_json_broken;

	if (starved)
		return ctx_no_memory(cx);
	switch (json_error_code(e)) {
	case json_error_duplicate_key:
		text = T_json_twice;
		break;
	case json_error_numeric_overflow:
		text = T_json_number;
		break;
	default:
		break;
	}
	return refuse(cx, ERR_INPUT, NULL, text, number(cx->arena, e->line),
	              number(cx->arena, e->column));
}

struct copy {
	struct arena *arena;
	size_t        nodes, max;
};

static enum err copy_value(struct copy *c, json_t *from, struct jval *to);

static enum err
copy_items(struct copy *c, json_t *from, struct jval *to)
{
	bool         object = json_is_object(from);
	size_t       n = object ? json_object_size(from) : json_array_size(from);
	struct jval *item;
	void        *it = object ? json_object_iter(from) : NULL;

	if (n > c->max - c->nodes)
		return ERR_LARGE;
	item = ARENA_NEWS(c->arena, n, struct jval);
	if (!item)
		return ERR_MEMORY;
	to->n = (uint32_t)n;
	to->item = item;
	for (size_t i = 0; i < n; i++) {
		enum err e;
		str      key = STR_NONE;

		if (object)
			key = (str){json_object_iter_key(it), json_object_iter_key_len(it)};
		if (!arena_str(c->arena, key, &item[i].key))
			return ERR_MEMORY;
		e = copy_value(c, object ? json_object_iter_value(it) : json_array_get(from, i), &item[i]);
		if (e != OK)
			return e;
		if (object)
			it = json_object_iter_next(from, it);
	}
	return OK;
}

/* As deep as the limit allows, hence recursion is bounded. */
static enum err
copy_value(struct copy *c, json_t *from, struct jval *to)
{
	str s;

	if (c->nodes++ >= c->max)
		return ERR_LARGE;
	switch (json_typeof(from)) {
	case JSON_NULL:
		to->kind = JNULL;
		return OK;
	case JSON_TRUE:
	case JSON_FALSE:
		to->kind = JBOOL;
		to->b = json_is_true(from);
		return OK;
	case JSON_INTEGER:
		to->kind = JI64;
		to->i = json_integer_value(from);
		return OK;
	case JSON_REAL:
		to->kind = JF64;
		to->f = json_real_value(from);
		return OK;
	case JSON_STRING:
		to->kind = JSTR;
		s = (str){json_string_value(from), json_string_length(from)};
		return arena_str(c->arena, s, &to->s) ? OK : ERR_MEMORY;
	case JSON_ARRAY:
		to->kind = JARR;
		return copy_items(c, from, to);
	case JSON_OBJECT:
		to->kind = JOBJ;
		return copy_items(c, from, to);
	}
	ensure(false); /* the library has no other kinds */
	return ERR_INPUT;
}

enum err
jval_parse(struct ctx *cx, str text, const struct jlimit *limit, const struct jval **out)
{
	json_error_t error = {0};
	struct copy  c = {.arena = cx->arena, .max = limit->nodes};
	struct jval *v;
	json_t      *tree;
	enum err     e;

	ensure(limit->depth <= JDEPTH_MAX);
	starved = false;
	ensure(pthread_once(&once, use_own_heap) == 0);
	if ((e = measure(cx, text, limit)) != OK)
		return e;
	tree = json_loadb(text.p ? text.p : "", text.n, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error);
	if (!tree)
		return broken(cx, &error);
	/* It leaves out a letter for which there was no room, and goes on. */
	if (starved) {
		json_decref(tree);
		return ctx_no_memory(cx);
	}
	v = ARENA_NEW(cx->arena, struct jval);
	e = v ? copy_value(&c, tree, v) : ERR_MEMORY;
	json_decref(tree);
	if (e == ERR_LARGE)
		return too_large(cx, limit);
	if (e == ERR_MEMORY)
		return ctx_no_memory(cx);
	*out = v;
	return e;
}

const struct jval *
jval_get(const struct jval *v, str key)
{
	if (!v || v->kind != JOBJ)
		return NULL;
	for (uint32_t i = 0; i < v->n; i++)
		if (str_eq(v->item[i].key, key))
			return &v->item[i];
	return NULL;
}

bool
jval_i64(const struct jval *v, int64_t *out)
{
	if (!v || v->kind != JI64)
		return false;
	*out = v->i;
	return true;
}

bool
jval_f64(const struct jval *v, double *out)
{
	const int64_t exact = (int64_t)1 << 53;

	if (v && v->kind == JF64)
		*out = v->f;
	else if (v && v->kind == JI64 && v->i >= -exact && v->i <= exact)
		*out = (double)v->i;
	else
		return false;
	return true;
}

bool
jval_str(const struct jval *v, str *out)
{
	if (!v || v->kind != JSTR)
		return false;
	*out = v->s;
	return true;
}

bool
jval_bool(const struct jval *v, bool *out)
{
	if (!v || v->kind != JBOOL)
		return false;
	*out = v->b;
	return true;
}

bool
jval_null(const struct jval *v)
{
	return v && v->kind == JNULL;
}

static bool
same_items(const struct jval *a, const struct jval *b)
{
	if (a->n != b->n)
		return false;
	for (uint32_t i = 0; i < a->n; i++) {
		const struct jval *other = a->kind == JOBJ ? jval_get(b, a->item[i].key) : &b->item[i];

		if (!other || !jval_same(&a->item[i], other))
			return false;
	}
	return true;
}

bool
jval_same(const struct jval *a, const struct jval *b)
{
	if (a->kind != b->kind)
		return false;
	switch (a->kind) {
	case JNULL:
		return true;
	case JBOOL:
		return a->b == b->b;
	case JI64:
		return a->i == b->i;
	case JF64:
		return !(a->f < b->f) && !(a->f > b->f);
	case JSTR:
		return str_eq(a->s, b->s);
	case JARR:
	case JOBJ:
		return same_items(a, b);
	}
	return false;
}

static void
add_f64(struct buf *b, double f)
{
	char   z[32];
	double back = 0;

	/* The shortest that reads back the same; with a mark, so that it stays a fraction. */
	for (int digits = 1; digits <= 17; digits++) {
		(void)snprintf(z, sizeof(z), "%.*g", digits, f);
		if (str_to_f64(str_of(z), &back) && !(back < f) && !(back > f))
			break;
	}
	buf_add(b, str_of(z));
	if (!strpbrk(z, ".e"))
		buf_add(b, S(".0"));
}

void
jval_add(struct buf *b, const struct jval *v)
{
	char open = '[', close = ']';

	switch (v ? v->kind : JNULL) {
	case JNULL:
		buf_add(b, S("null"));
		return;
	case JBOOL:
		buf_add(b, v->b ? S("true") : S("false"));
		return;
	case JI64:
		buf_i64(b, v->i);
		return;
	case JF64:
		add_f64(b, v->f);
		return;
	case JSTR:
		json_quote(b, v->s);
		return;
	case JOBJ:
		open = '{';
		close = '}';
		break;
	case JARR:
		break;
	}
	buf_char(b, open);
	for (uint32_t i = 0; i < v->n; i++) {
		if (i > 0)
			buf_char(b, ',');
		if (v->kind == JOBJ) {
			json_quote(b, v->item[i].key);
			buf_char(b, ':');
		}
		jval_add(b, &v->item[i]);
	}
	buf_char(b, close);
}
