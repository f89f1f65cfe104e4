/* scheme.list, standard.list, standard.get: schemes as people read them. */
#include "city/unit/roles.h"
#include "city/unit/unit.h"
#include "kit/pinyin/pinyin.h"
#include "kit/table/rows.h"
#include "work/scheme/inside.h"
#include "work_scheme_texts.h"

#include <stdlib.h>

/* ---- Numbers ---- */

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* A run of digits at *i without its leading noughts. */
static str
run_of(str s, size_t *i)
{
	size_t from;

	while (*i < s.n && s.p[*i] == '0')
		++*i;
	for (from = *i; *i < s.n && is_digit(s.p[*i]);)
		++*i;
	return str_slice(s, from, *i);
}

int
scheme_no_cmp(str a, str b)
{
	size_t i = 0, k = 0;

	while (i < a.n && k < b.n) {
		if (is_digit(a.p[i]) && is_digit(b.p[k])) {
			str x = run_of(a, &i), y = run_of(b, &k);
			int c = x.n != y.n ? (x.n < y.n ? -1 : 1) : str_cmp(x, y);

			if (c)
				return c;
		} else if (a.p[i] != b.p[k]) {
			return (unsigned char)a.p[i] < (unsigned char)b.p[k] ? -1 : 1;
		} else {
			i++;
			k++;
		}
	}
	if (a.n - i != b.n - k)
		return a.n - i < b.n - k ? -1 : 1;
	return str_cmp(a, b); /* 3.2 and 3.02 */
}

static int
by_no(const void *a, const void *b)
{
	return scheme_no_cmp(((const struct standard_item *)a)->no, ((const struct standard_item *)b)->no);
}

/* ---- Reading ---- */

enum err
scheme_read_all(struct ctx *cx, struct scheme_list *out)
{
	struct q_scheme_all_row  *row;
	struct q_scheme_sums_row *sum;
	size_t                    n;
	str                       today;
	enum err                  e;

	if ((e = unit_today(cx, &today)) != OK || (e = q_scheme_all(cx, &row, &out->n)) != OK ||
	    (e = q_scheme_sums(cx, &sum, &n)) != OK)
		return e;
	if (!(out->item = ARENA_NEWS(cx->arena, out->n, struct scheme_item)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < out->n; i++) {
		struct scheme_item *s = &out->item[i];

		*s = (struct scheme_item){.id = row[i].id, .rev = row[i].rev, .code = row[i].code,
		    .version = row[i].version, .name = row[i].name, .level = row[i].level, .source = row[i].source,
		    .valid_from = row[i].valid_from, .valid_to = row[i].valid_to, .sample = row[i].sample,
		    .now = span_holds(row[i].valid_from, row[i].valid_to, today)};
		for (size_t k = 0; k < n; k++)
			if (sum[k].scheme_id == s->id) {
				s->standards = sum[k].n;
				s->weight = sum[k].weight;
			}
	}
	return OK;
}

const struct scheme_item *
scheme_find(const struct scheme_list *l, str code, str version)
{
	for (size_t i = 0; i < l->n; i++)
		if (str_eq(l->item[i].code, code) && (version.n ? str_eq(l->item[i].version,
		    version) : l->item[i].now))
			return &l->item[i];
	return NULL;
}

enum err
scheme_read_standards(struct ctx *cx, const struct scheme_item *s, struct standard_list *out)
{
	struct q_standard_of_row *row;
	struct standard_item     *more;
	size_t                    n, had = out->n;
	enum err e = q_standard_of(cx, &(struct q_standard_of_in){.scheme_id = s->id}, &row, &n);

	if (e != OK)
		return e;
	if (!(more = arena_grow(cx->arena, out->item, had * sizeof(*more), (had + n) * sizeof(*more))))
		return ctx_no_memory(cx);
	out->item = more;
	for (size_t i = 0; i < n; i++)
		more[out->n++] = (struct standard_item){.id = row[i].id, .scheme_id = s->id, .weight = row[i].weight,
		    .scheme = s->code, .version = s->version, .no = row[i].no, .block = row[i].block,
		    .item = row[i].item,
		    .content = row[i].content, .words = row[i].words, .method = row[i].method,
		    .site_types = row[i].site_types};
	if (n)
		qsort(more + had, n, sizeof(*more), by_no);
	return OK;
}

enum err
scheme_standard_named(struct ctx *cx, str name, int64_t *id)
{
	struct q_standard_named_in  in = {0};
	struct q_standard_named_row r;
	struct q_standard_there_row there;
	size_t                      slash = str_find(name, '/');
	enum err                    e;

	if (code_is_id(name, id))
		return q_standard_there(cx, &(struct q_standard_there_in){.id = *id}, &there);
	if (slash == SIZE_MAX)
		return ERR_NONE;
	in.no = str_trim(str_slice(name, slash + 1, name.n));
	in.version = str_slice(name, 0, slash);
	in.code = str_trim(str_cut(&in.version, '@'));
	in.version = in.version.p ? str_trim(in.version) : S("");
	if ((e = unit_today(cx, &in.day)) != OK || (e = q_standard_named(cx, &in, &r)) != OK)
		return e;
	*id = r.id;
	return OK;
}

/* ---- scheme.list ---- */

static enum err
list(struct ctx *cx, const void *arg, const void **out)
{
	struct scheme_list *l = ARENA_NEW(cx->arena, struct scheme_list);

	(void)arg;
	*out = l;
	return l ? scheme_read_all(cx, l) : ctx_no_memory(cx);
}

static void
list_json(const void *out, struct json *j)
{
	const struct scheme_list *l = out;

	json_arr(j);
	for (size_t i = 0; i < l->n; i++) {
		const struct scheme_item *s = &l->item[i];

		json_obj(j);
		json_kv_i64(j, "id", s->id);
		json_kv_str(j, "code", s->code);
		json_kv_str(j, "version", s->version);
		json_kv_str(j, "name", s->name);
		json_kv_str(j, "level", s->level);
		json_kv_str(j, "source", s->source);
		json_kv_bool(j, "sample", s->sample);
		json_kv_str(j, "valid_from", s->valid_from);
		json_kv_str(j, "valid_to", s->valid_to);
		json_kv_bool(j, "now", s->now);
		json_kv_i64(j, "standards", s->standards);
		json_kv_i64(j, "weight", s->weight);
		json_obj_end(j);
	}
	json_arr_end(j);
}

/* ---- standard.list ---- */

enum { LIST_USUAL = 200 };

#define LIST_IN(X)                                                           \
	X(str, scheme, 0, 1, 60, T_scheme_field_scheme, NULL)                \
	X(str, version, 0, 1, 60, T_scheme_field_version, NULL)              \
	X(str, block, 0, 1, 300, T_scheme_field_block, NULL)                 \
	X(str, site, 0, 1, 60, T_scheme_field_site, NULL)                    \
	X(str, words, 0, 1, 60, T_scheme_field_words, NULL)                  \
	X(id, after, 0, 1, INT64_MAX, T_scheme_field_after, NULL)            \
	X(i64, n, 0, 1, SCHEME_ROWS, T_scheme_field_n, NULL)
struct list_in {
	LIST_IN(FIELD_DECL)
};
#define IN_T list_in
static const struct field list_fields[] = {LIST_IN(FIELD_ROW)};
#undef IN_T

static bool
has_type(str list, str type)
{
	str one;

	while ((one = list_cut(&list)).p)
		if (str_eq(one, type))
			return true;
	return false;
}

/* The next word of what was typed, empty at the end. */
static str
typed_word(str *rest)
{
	*rest = str_trim(*rest);
	return rest->n ? str_trim(str_cut(rest, ' ')) : S("");
}

static bool
has(str text, str words)
{
	return str_find_str(text, words) != SIZE_MAX;
}

/* Every word that was typed, written or spelt in pinyin, in whatever a standard says. */
static bool
says(const struct standard_item *s, str typed)
{
	const str text[] = {s->no, s->block, s->item, s->content, s->words, s->method};
	str       word;

	while ((word = typed_word(&typed)).n) {
		struct pinyin_word letters;
		const bool         spelt = pinyin_word(word, &letters);
		bool               found = false;

		for (size_t i = 0; !found && i < NITEMS(text); i++)
			found = has(text[i], word) ||
			        (spelt && pinyin_find(&letters, text[i]).where != PINYIN_NOWHERE);
		if (!found)
			return false;
	}
	return true;
}

static bool
fits(const struct standard_item *s, const struct list_in *in)
{
	return (!in->block.n || str_eq(s->block, in->block)) && (!in->site.n || has_type(s->site_types, in->site)) &&
	       says(s, in->words);
}

/*
 * Schemes may have thousands of standards, of which a page is wanted: all are read one at a time, and of those that fit
 * no more is kept than what puts them in order; then those of the page are read whole.
 */
struct pick {
	int64_t                   id;
	const struct scheme_item *of;
	str                       no;
};
struct picking {
	const struct list_in     *in;
	const struct scheme_item *of;
	struct pick              *pick;
	size_t                    n, room;
	struct standard_item     *item; /* of the page, in the order of pick */
	struct place {
		int64_t id;
		size_t  at;
	} *place; /* where each stands in item, by id */
};

static struct standard_item
item_of(const struct scheme_item *s, const struct q_standard_scan_row *r)
{
	return (struct standard_item){.id = r->id, .scheme_id = s->id, .weight = r->weight, .scheme = s->code,
	                              .version = s->version, .no = r->no, .block = r->block, .item = r->item,
	                              .content = r->content, .words = r->words, .method = r->method,
	                              .site_types = r->site_types};
}

static enum err
take_pick(struct ctx *cx, const struct q_standard_scan_row *r, void *arg)
{
	struct picking            *k = arg;
	const struct standard_item s = item_of(k->of, r);
	struct pick               *more;

	if (!fits(&s, k->in))
		return OK;
	if (k->n == k->room) {
		const size_t room = k->room ? k->room * 2 : 256;

		if (!(more = arena_grow(cx->arena, k->pick, k->room * sizeof(*more), room * sizeof(*more))))
			return ctx_no_memory(cx);
		k->pick = more;
		k->room = room;
	}
	k->pick[k->n] = (struct pick){.id = r->id, .of = k->of};
	return arena_str(cx->arena, r->no, &k->pick[k->n++].no) ? OK : ctx_no_memory(cx);
}

static int
pick_by_no(const void *a, const void *b)
{
	return scheme_no_cmp(((const struct pick *)a)->no, ((const struct pick *)b)->no);
}

static int
place_by_id(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	return (x->id > y->id) - (x->id < y->id);
}

/* Of a page: whatever of it is this standard, whole. */
static enum err
take_item(struct ctx *cx, const struct q_standard_scan_row *r, void *arg)
{
	struct picking     *k = arg;
	const struct place *at = bsearch(&(struct place){.id = r->id}, k->place, k->n, sizeof(*at), place_by_id);
	struct standard_item s = item_of(k->of, r);
	str *const           text[] = {&s.no, &s.block, &s.item, &s.content, &s.words, &s.method, &s.site_types};

	if (!at)
		return OK;
	for (size_t t = 0; t < NITEMS(text); t++)
		if (!arena_str(cx->arena, *text[t], text[t]))
			return ctx_no_memory(cx);
	k->item[at->at] = s;
	return OK;
}

/* The standards of the page, read whole, in its order. */
static enum err
read_page(struct ctx *cx, struct picking *k)
{
	enum err e = OK;

	k->item = ARENA_NEWS(cx->arena, k->n + 1, struct standard_item);
	k->place = ARENA_NEWS(cx->arena, k->n + 1, struct place);
	if (!k->item || !k->place)
		return ctx_no_memory(cx);
	for (size_t i = 0; i < k->n; i++)
		k->place[i] = (struct place){k->pick[i].id, i};
	qsort(k->place, k->n, sizeof(*k->place), place_by_id);
	for (size_t i = 0; i < k->n && e == OK; i++)
		if (i == 0 || k->pick[i].of != k->pick[i - 1].of) {
			k->of = k->pick[i].of;
			e = q_standard_scan(cx, &(struct q_standard_scan_in){k->of->id}, take_item, k);
		}
	return e;
}

/* Those that stand behind `after`, as many as fit. */
static void
choose(struct picking *k, bool *more)
{
	const size_t most = k->in->n == FIELD_ABSENT ? LIST_USUAL : (size_t)k->in->n;
	size_t       from = 0;

	while (k->in->after && from < k->n && k->pick[from].id != k->in->after)
		from++;
	from += k->in->after && from < k->n;
	k->pick += from;
	k->n -= from;
	*more = k->n > most;
	k->n = *more ? most : k->n;
}

static enum err
standards(struct ctx *cx, const void *arg, const void **out)
{
	const struct list_in *in = arg;
	struct standard_list *l = ARENA_NEW(cx->arena, struct standard_list);
	struct picking        k = {.in = in};
	struct scheme_list    all;
	bool                  found = false;
	enum err              e;

	*out = l;
	if (!l)
		return ctx_no_memory(cx);
	if ((e = scheme_read_all(cx, &all)) != OK)
		return e;
	for (size_t i = 0; i < all.n && e == OK; i++) {
		const struct scheme_item *s = &all.item[i];
		const size_t              had = k.n;

		if ((in->scheme.n && !str_eq(in->scheme, s->code)) ||
		    (in->version.n ? !str_eq(in->version, s->version) : !s->now))
			continue;
		found = true;
		k.of = s;
		e = q_standard_scan(cx, &(struct q_standard_scan_in){s->id}, take_pick, &k);
		if (k.n > had)
			qsort(k.pick + had, k.n - had, sizeof(*k.pick), pick_by_no);
	}
	if (e == OK && !found && in->scheme.n)
		return refuse(cx, ERR_INPUT, "scheme", T_scheme_unknown,
		              arena_printf(cx->arena, "%.*s %.*s", STR_ARG(in->scheme), STR_ARG(in->version)));
	if (e != OK)
		return e;
	choose(&k, &l->more);
	e = read_page(cx, &k);
	l->item = k.item;
	l->n = k.n;
	return e;
}

static void
standard_fields_json(const struct standard_item *s, struct json *j)
{
	json_kv_i64(j, "id", s->id);
	json_kv_str(j, "scheme", s->scheme);
	json_kv_str(j, "version", s->version);
	json_kv_str(j, "no", s->no);
	json_kv_str(j, "block", s->block);
	json_kv_str(j, "item", s->item);
	json_kv_str(j, "content", s->content);
	json_kv_str(j, "standard", s->words);
	json_kv_str(j, "method", s->method);
	json_kv_str(j, "site_types", s->site_types);
	json_kv_i64(j, "weight", s->weight);
}

static void
standards_json(const void *out, struct json *j)
{
	const struct standard_list *l = out;

	json_obj(j);
	json_key(j, S("standards"));
	json_arr(j);
	for (size_t i = 0; i < l->n; i++) {
		json_obj(j);
		standard_fields_json(&l->item[i], j);
		json_obj_end(j);
	}
	json_arr_end(j);
	json_kv_bool(j, "more", l->more);
	json_obj_end(j);
}

/* ---- standard.get ---- */

#define GET_IN(X) X(id, id, 1, 1, INT64_MAX, T_scheme_field_id, NULL)
struct get_in {
	GET_IN(FIELD_DECL)
};
#define IN_T get_in
static const struct field get_fields[] = {GET_IN(FIELD_ROW)};
#undef IN_T

static enum err
read_standard(struct ctx *cx, int64_t id, struct standard_shown *out)
{
	struct q_standard_get_row r;
	enum err                  e = q_standard_get(cx, &(struct q_standard_get_in){.id = id}, &r);

	if (e != OK)
		return e;
	*out = (struct standard_shown){
	    .s = {.id = r.id, .scheme_id = r.scheme_id, .weight = r.weight, .scheme = r.code,
	    .version = r.version, .no = r.no,
	          .block = r.block, .item = r.item, .content = r.content, .words = r.words, .method = r.method,
	          .site_types = r.site_types},
	    .scheme_name = r.name, .level = r.level, .valid_from = r.valid_from, .valid_to = r.valid_to,
	    .struck = r.struck,
	    .sample = r.sample};
	return OK;
}

static enum err
get(struct ctx *cx, const void *arg, const void **out)
{
	const struct get_in   *in = arg;
	struct standard_shown *s = ARENA_NEW(cx->arena, struct standard_shown);

	*out = s;
	return s ? read_standard(cx, in->id, s) : ctx_no_memory(cx);
}

static void
get_json(const void *out, struct json *j)
{
	const struct standard_shown *s = out;

	json_obj(j);
	standard_fields_json(&s->s, j);
	json_kv_str(j, "scheme_name", s->scheme_name);
	json_kv_str(j, "level", s->level);
	json_kv_bool(j, "sample", s->sample);
	json_kv_bool(j, "struck", s->struck);
	json_obj_end(j);
}

#define STANDARD_OUT "id:i,scheme:s,version:s,no:s,block:s,item:s,content:s,standard:s,method:s,site_types:s,weight:i"

const struct view scheme_list_view = {
    .out = "[{id:i,code:s,version:s,name:s,level:s,source:s,sample:b,valid_from:d,valid_to:d?,now:b,"
           "standards:i,weight:i}]",
    .name = "scheme.list",
    .summary = T_scheme_list_summary,
    .perm = PERM_CITY_SEE,
    .run = list,
    .json = list_json,
};
const struct view standard_list_view = {
    .out = "{standards:[{" STANDARD_OUT "}],more:b}",
    .name = "standard.list",
    .summary = T_scheme_standard_list_summary,
    .perm = PERM_CITY_SEE,
    .in = list_fields,
    .nin = NITEMS(list_fields),
    .in_size = sizeof(struct list_in),
    .run = standards,
    .json = standards_json,
};
const struct view standard_get_view = {
    .out = "{" STANDARD_OUT ",scheme_name:s,level:s,sample:b,struck:b}",
    .name = "standard.get",
    .summary = T_scheme_standard_get_summary,
    .perm = PERM_CITY_SEE,
    .in = get_fields,
    .nin = NITEMS(get_fields),
    .in_size = sizeof(struct get_in),
    .run = get,
    .json = get_json,
};
const struct view *const scheme_views[] = {&scheme_list_view, &standard_list_view, &standard_get_view,
                                           &scheme_compare_view};
const size_t             scheme_views_n = NITEMS(scheme_views);
