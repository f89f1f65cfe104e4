/* scheme.compare: what is new, changed, moved and gone between two versions. */
#include "city/unit/roles.h"
#include "work/scheme/inside.h"
#include "work_scheme_texts.h"

#include <string.h>

/* ---- The difference ---- */

/* What is compared, and which of it has its counterpart. */
struct sides {
	const struct standard_list *was, *is;
	bool                       *a, *b;
};

/* Those without counterpart by their words; words that stand twice are of no use. */
struct words {
	const struct standard_list *l;
	size_t                     *slot, mask;
};

static enum err
words_of(struct ctx *cx, const struct standard_list *l, const bool *skip, struct words *w)
{
	*w = (struct words){.l = l, .mask = 15};
	while (w->mask < 2 * l->n)
		w->mask = 2 * w->mask + 1;
	if (!(w->slot = ARENA_NEWS(cx->arena, w->mask + 1, size_t)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < l->n; i++) {
		size_t at = (size_t)str_hash(l->item[i].words) & w->mask;

		while (w->slot[at])
			at = (at + 1) & w->mask;
		if (!skip[i])
			w->slot[at] = i + 1;
	}
	return OK;
}

/* Where these words stand; SIZE_MAX: nowhere.  *twice: more than once. */
static size_t
words_find(const struct words *w, str words, bool *twice)
{
	size_t at = (size_t)str_hash(words) & w->mask, found = SIZE_MAX;

	*twice = false;
	for (; w->slot[at]; at = (at + 1) & w->mask)
		if (str_eq(w->l->item[w->slot[at] - 1].words, words)) {
			*twice = found != SIZE_MAX;
			if (*twice)
				return found;
			found = w->slot[at] - 1;
		}
	return found;
}

static str
number(struct ctx *cx, int64_t v)
{
	return arena_printf(cx->arena, "%lld", (long long)v);
}

/* The fields in which two standards differ. */
static enum err
fields(struct ctx *cx, const struct standard_item *a, const struct standard_item *b, struct standard_difference *d)
{
	const struct standard_field all[] = {
	    {T_scheme_f_no, a->no, b->no},                   {T_scheme_f_block, a->block, b->block},
	    {T_scheme_f_item, a->item, b->item},             {T_scheme_f_content, a->content, b->content},
	    {T_scheme_f_words, a->words, b->words},          {T_scheme_f_method, a->method, b->method},
	    {T_scheme_f_sites, a->site_types, b->site_types}, {T_scheme_f_weight, number(cx, a->weight),
	    number(cx, b->weight)}};

	if (!(d->field = ARENA_NEWS(cx->arena, NITEMS(all), struct standard_field)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < NITEMS(all); i++)
		if (!str_eq(all[i].was, all[i].is))
			d->field[d->nfield++] = all[i];
	d->was = a;
	d->is = b;
	return OK;
}

static void
add(struct scheme_comparison *out, struct standard_difference d)
{
	out->item[out->n++] = d;
	out->of[d.what]++;
}

/* Two standards are counterparts: said so, and not looked at again. */
static enum err
pair(struct ctx *cx, const struct standard_item *a, const struct standard_item *b, struct scheme_comparison *out)
{
	struct standard_difference d = {.what = str_eq(a->no, b->no) ? STANDARD_CHANGED : STANDARD_MOVED};
	enum err                   e = fields(cx, a, b, &d);

	if (e != OK)
		return e;
	if (d.nfield)
		add(out, d);
	else
		out->same++;
	return OK;
}

/* Pairs by number among those that have none yet; `words`: only where the words are the same too. */
static enum err
by_number(struct ctx *cx, const struct sides *x, bool words, struct scheme_comparison *out)
{
	enum err e = OK;

	for (size_t i = 0, k = 0; e == OK && i < x->was->n && k < x->is->n;) {
		const struct standard_item *a = &x->was->item[i], *b = &x->is->item[k];
		int                         c = scheme_no_cmp(a->no, b->no);

		if (!c && !x->a[i] && !x->b[k] && (!words || str_eq(a->words, b->words))) {
			x->a[i] = x->b[k] = true;
			e = pair(cx, a, b, out);
		}
		i += c <= 0;
		k += c >= 0;
	}
	return e;
}

/* Pairs by words that stand once only on either side. */
static enum err
by_words(struct ctx *cx, const struct sides *x, struct scheme_comparison *out)
{
	struct words old, new;
	enum err     e;

	if ((e = words_of(cx, x->was, x->a, &old)) != OK || (e = words_of(cx, x->is, x->b, &new)) != OK)
		return e;
	for (size_t k = 0; e == OK && k < x->is->n; k++) {
		bool   twice, here;
		size_t i = words_find(&old, x->is->item[k].words, &twice);

		(void)words_find(&new, x->is->item[k].words, &here);
		if (x->b[k] || i == SIZE_MAX || twice || here)
			continue;
		x->a[i] = x->b[k] = true;
		e = pair(cx, &x->was->item[i], &x->is->item[k], out);
	}
	return e;
}

enum err
scheme_differ(struct ctx *cx, const struct standard_list *was, const struct standard_list *is,
    struct scheme_comparison *out)
{
	struct sides x = {was, is, ARENA_NEWS(cx->arena, was->n, bool), ARENA_NEWS(cx->arena, is->n, bool)};
	enum err     e;

	out->item = ARENA_NEWS(cx->arena, was->n + is->n, struct standard_difference);
	if (!x.a || !x.b || !out->item)
		return ctx_no_memory(cx);
	if ((e = by_number(cx, &x, true, out)) != OK || (e = by_words(cx, &x, out)) != OK ||
	    (e = by_number(cx, &x, false, out)) != OK)
		return e;
	for (size_t k = 0; k < is->n; k++)
		if (!x.b[k])
			add(out, (struct standard_difference){.what = STANDARD_ADDED, .is = &is->item[k]});
	for (size_t i = 0; i < was->n; i++)
		if (!x.a[i])
			add(out, (struct standard_difference){.what = STANDARD_GONE, .was = &was->item[i]});
	return OK;
}

/* ---- The view ---- */

#define COMPARE_IN(X)                                                        \
	X(str, scheme, 1, 1, 60, T_scheme_field_scheme, NULL)                \
	X(str, from, 1, 1, 60, T_scheme_field_from, NULL)                    \
	X(str, to, 1, 1, 60, T_scheme_field_to, NULL)
struct compare_in {
	COMPARE_IN(FIELD_DECL)
};
#define IN_T compare_in
static const struct field compare_fields[] = {COMPARE_IN(FIELD_ROW)};
#undef IN_T

static enum err
version(struct ctx *cx, const struct scheme_list *l, str code, const char *field, str name,
    const struct scheme_item **out)
{
	*out = scheme_find(l, code, name);
	return *out ? OK
	            : refuse(cx, ERR_INPUT, field, T_scheme_unknown,
	                     arena_printf(cx->arena, "%.*s %.*s", STR_ARG(code), STR_ARG(name)));
}

static enum err
compare(struct ctx *cx, const void *arg, const void **out)
{
	const struct compare_in  *in = arg;
	struct scheme_comparison *c = ARENA_NEW(cx->arena, struct scheme_comparison);
	struct standard_list     *was = ARENA_NEW(cx->arena, struct standard_list);
	struct standard_list     *is = ARENA_NEW(cx->arena, struct standard_list);
	struct scheme_list        l;
	enum err                  e;

	*out = c;
	if (!c || !was || !is)
		return ctx_no_memory(cx);
	if ((e = scheme_read_all(cx, &l)) != OK || (e = version(cx, &l, in->scheme, "from", in->from,
	    &c->was)) != OK ||
	    (e = version(cx, &l, in->scheme, "to", in->to, &c->is)) != OK)
		return e;
	if (c->was == c->is)
		return refuse(cx, ERR_INPUT, "to", T_scheme_same_version, in->to);
	if ((e = scheme_read_standards(cx, c->was, was)) != OK || (e = scheme_read_standards(cx, c->is, is)) != OK)
		return e;
	return scheme_differ(cx, was, is, c);
}

static void
compare_json(const void *out, struct json *j)
{
	static const char *const        what[STANDARD_CHANGE_MAX] = {"added", "changed", "moved", "gone"};
	const struct scheme_comparison *c = out;

	json_obj(j);
	json_kv_str(j, "from", c->was->version);
	json_kv_str(j, "to", c->is->version);
	json_kv_i64(j, "same", (int64_t)c->same);
	json_key(j, S("differences"));
	json_arr(j);
	for (size_t i = 0; i < c->n; i++) {
		const struct standard_difference *d = &c->item[i];

		json_obj(j);
		json_kv_str(j, "what", str_of(what[d->what]));
		json_kv_str(j, "was", d->was ? d->was->no : STR_NONE);
		json_kv_str(j, "is", d->is ? d->is->no : STR_NONE);
		json_kv_str(j, "standard", (d->is ? d->is : d->was)->words);
		json_key(j, S("fields"));
		json_arr(j);
		for (size_t k = 0; k < d->nfield; k++) {
			json_obj(j);
			json_kv_str(j, "field", text_get(d->field[k].label, EN));
			json_kv_str(j, "was", d->field[k].was);
			json_kv_str(j, "is", d->field[k].is);
			json_obj_end(j);
		}
		json_arr_end(j);
		json_obj_end(j);
	}
	json_arr_end(j);
	json_obj_end(j);
}

const struct view scheme_compare_view = {
    .out = "{from:s,to:s,same:i,differences:[{what:s,was:s?,is:s?,standard:s,fields:[{field:s,was:s,is:s}]}]}",
    .name = "scheme.compare",
    .summary = T_scheme_compare_summary,
    .perm = PERM_CITY_SEE,
    .in = compare_fields,
    .nin = NITEMS(compare_fields),
    .in_size = sizeof(struct compare_in),
    .run = compare,
    .json = compare_json,
};
