/* Looking classes and conditions up. */
#include "base/utf8.h"
#include "city/catalog/catalog.h"

#include "base/held.h"
#include "catalog_sql.h"
#include "city/place/place.h"
#include "city_catalog_texts.h"
#include "kit/pinyin/pinyin.h"

#include <stdlib.h>

const char *const subject_words[SUBJECT_MAX + 1] = {"place", "operator", "person", "?"};

/* SUBJECT_MAX for an unknown word. */
static enum subject
subject_of(str name)
{
	for (enum subject s = 0; s < SUBJECT_MAX; s++)
		if (str_eq(str_of(subject_words[s]), name))
			return s;
	return SUBJECT_MAX;
}

static bool
is_key(str key, size_t n)
{
	if (key.n != n || (key.p[0] != 'B' && key.p[0] != 'S'))
		return false;
	for (size_t i = 1; i < n; i++)
		if (key.p[i] < '0' || key.p[i] > '9')
			return false;
	return true;
}

bool
class_key_valid(str key)
{
	return is_key(key, CLASS_KEY);
}

bool
big_key_valid(str key)
{
	return is_key(key, BIG_KEY);
}

str
class_big_key(str class_key)
{
	return str_slice(class_key, 0, BIG_KEY);
}

static bool
can_file(str kind, enum subject s)
{
	return str_eq(kind, text_get(T_catalog_kind_event, ZH)) && s != SUBJECT_PERSON && s != SUBJECT_MAX;
}

static str
day_str(struct ctx *cx, day d)
{
	char text[DAY_TEXT];
	str  out = STR_NONE;

	return arena_str(cx->arena, day_format(d, text), &out) ? out : STR_NONE;
}

/* The two queries have the same columns but not the same type. */
#define CLASS_FROM(r)                                                                                            \
	((struct class_row){.id = (r).id, .key = (r).key, .kind = (r).kind, .code = (r).code,                    \
	                    .big_code = (r).big_code, .big_name = (r).big_name, .name = (r).name,                \
	                    .synonyms = (r).synonyms, .source = (r).source, .version = (r).version,              \
	                    .subject = subject_of((r).subject), .files = can_file((r).kind, subject_of((r).subject))})

enum err
catalog_class(struct ctx *cx, str key, day on, struct class_row *out)
{
	struct q_class_on_row row;
	str                   on_text = day_str(cx, on);
	enum err              e;

	if (!on_text.p)
		return ctx_no_memory(cx);
	e = q_class_on(cx, &(struct q_class_on_in){.key = key, .day = on_text}, &row);
	if (e == ERR_NONE)
		return refuse(cx, ERR_NONE, NULL, T_catalog_no_class, key, on_text);
	if (e == OK)
		*out = CLASS_FROM(row);
	return e;
}

/* The class there is on the day that an old code means: STR_NONE: it is none; empty: both an event and a component. */
static enum err
named_of_old(struct ctx *cx, str text, day on, str *key)
{
	char             of[2][CLASS_KEY];
	size_t           n = class_keys_of_old(text, of);
	struct class_row row;

	*key = STR_NONE;
	for (size_t i = 0; i < n; i++) {
		enum err e = catalog_class(cx, (str){of[i], CLASS_KEY}, on, &row);

		if (e == OK)
			*key = key->p ? S("") : row.key;
		else if (e == ERR_NONE)
			ctx_forget(cx);
		else
			return e;
	}
	return OK;
}

enum err
catalog_class_named(struct ctx *cx, const char *field, str text, day on, struct class_row *out)
{
	struct q_class_of_code_row *row;
	str                         today = day_str(cx, on), key = text;
	size_t                      n;
	enum err                    e;

	if (!today.p)
		return ctx_no_memory(cx);
	if ((e = named_of_old(cx, text, on, &key)) != OK)
		return e;
	if (!key.p) {
		key = text;
	} else if (!key.n) {
		return refuse(cx, ERR_INPUT, field, T_catalog_two_old, text);
	}
	if (!class_key_valid(key)) {
		/* The big class is two characters, whatever somebody typed. */
		e = q_class_of_code(cx, &(struct q_class_of_code_in){utf8_cut(text, 2), text, today}, &row, &n);
		if (e != OK)
			return e;
		if (n == 0)
			return refuse(cx, ERR_INPUT, field, T_catalog_no_code, text);
		if (n > 1)
			return refuse(cx, ERR_INPUT, field, T_catalog_two_codes, text,
			              arena_printf(cx->arena, "%.*s %.*s", STR_ARG(row[0].key), STR_ARG(row[0].name)),
			              arena_printf(cx->arena, "%.*s %.*s", STR_ARG(row[1].key), STR_ARG(row[1].name)));
		key = row[0].key;
	}
	e = catalog_class(cx, key, on, out);
	if (e != ERR_NONE)
		return e;
	ctx_forget(cx);
	return refuse(cx, ERR_INPUT, field, T_catalog_no_code, text);
}

enum err
catalog_class_version(struct ctx *cx, str key, str version, struct class_row *out)
{
	struct q_class_of_version_row row;
	enum err e = q_class_of_version(cx, &(struct q_class_of_version_in){.key = key, .version = version}, &row);

	if (e == ERR_NONE)
		return refuse(cx, ERR_NONE, NULL, T_catalog_no_class, key, version);
	if (e == OK)
		*out = CLASS_FROM(row);
	return e;
}

/* The words of the columns clock and clock_unit; condition.load let no other in. */
static struct worktime_limit
limit_from(str clock, str unit, int64_t amount)
{
	struct worktime_limit l = {.amount = amount, .clock = WORKTIME_URGENT, .unit = WORKTIME_HOUR};

	if (str_eq(clock, S("office")))
		l.clock = WORKTIME_OFFICE;
	else if (str_eq(clock, S("workday")))
		l.clock = WORKTIME_WORKDAY;
	else if (str_eq(clock, S("natural")))
		l.clock = WORKTIME_NATURAL;
	if (str_eq(unit, S("day")))
		l.unit = WORKTIME_DAY;
	else if (str_eq(unit, S("minute")))
		l.unit = WORKTIME_MINUTE;
	return l;
}

static bool
is_example(str source)
{
	return str_starts(source, text_get(T_catalog_example, ZH));
}

/* Days and name, as kit/worktime reads them.  Without memory the name alone, which is no season: refused there. */
static str
season_text(struct ctx *cx, str days, str name)
{
	str s = name.n ? arena_printf(cx->arena, "%.*s %.*s", STR_ARG(days), STR_ARG(name)) : STR_NONE;

	return s.p ? s : name.n ? name : STR_NONE;
}

#define CONDITION_FROM(r)                                                                                        \
	((struct class_condition){                                                                               \
	    .id = (r).id, .key = (r).key, .class_key = (r).class_key, .condition = (r).condition,                \
	    .closing = (r).closing, .limit_unit = (r).limit_unit, .after_key = (r).after_key,                    \
	    .amount = (r).amount, .limit = limit_from((r).clock, (r).clock_unit, (r).clock_amount),              \
	    .photo = (r).photo, .photo_reason = (r).photo_reason, .not_collected = (r).not_collected,            \
	    .season = season_text(cx, (r).season_days, (r).season), .basis = (r).basis, .source = (r).source,    \
	    .version = (r).version,                                                                              \
	    .inherited = (r).class_key.n == BIG_KEY, .example = is_example((r).source)})

enum err
catalog_conditions(struct ctx *cx, const struct class_row *class, day on, struct class_condition **out, size_t *n)
{
	struct q_condition_of_row *row = NULL;
	str                        on_text = day_str(cx, on);
	enum err                   e;

	*n = 0;
	*out = NULL;
	if (!on_text.p)
		return ctx_no_memory(cx);
	if (!class->files)
		return OK;
	e = q_condition_of(cx, &(struct q_condition_of_in){.class_key = class->key, .day = on_text}, &row, n);
	if (e == OK && *n == 0)
		e = q_condition_of(
		    cx, &(struct q_condition_of_in){.class_key = class_big_key(class->key), .day = on_text}, &row, n);
	if (e != OK)
		return e;
	*out = ARENA_NEWS(cx->arena, *n, struct class_condition);
	if (!*out)
		return ctx_no_memory(cx);
	for (size_t i = 0; i < *n; i++)
		(*out)[i] = CONDITION_FROM(row[i]);
	return OK;
}

enum err
catalog_rules(struct ctx *cx, day on, str big, struct class_rule **out, size_t *n)
{
	struct q_condition_valid_row *row = NULL;
	str                           on_text = day_str(cx, on);
	enum err                      e;

	*n = 0;
	if (!on_text.p)
		return ctx_no_memory(cx);
	if ((e = q_condition_valid(cx, &(struct q_condition_valid_in){on_text, big.p ? big : S("")}, &row, n)) != OK)
		return e;
	if (!(*out = ARENA_NEWS(cx->arena, *n, struct class_rule)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < *n; i++)
		(*out)[i] = (struct class_rule){CONDITION_FROM(row[i]), row[i].valid_from, row[i].valid_to};
	return OK;
}

enum err
catalog_versions(struct ctx *cx, str key, struct class_version **out, size_t *n)
{
	struct q_class_versions_row *row = NULL;
	enum err                     e = q_class_versions(cx, &(struct q_class_versions_in){.key = key}, &row, n);

	if (e != OK)
		return e;
	if (!(*out = ARENA_NEWS(cx->arena, *n, struct class_version)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < *n; i++)
		(*out)[i] = (struct class_version){CLASS_FROM(row[i]), row[i].valid_from, row[i].valid_to};
	return OK;
}

enum err
catalog_condition(struct ctx *cx, int64_t id, struct class_condition *out)
{
	struct q_condition_get_row row;
	enum err                   e = q_condition_get(cx, &(struct q_condition_get_in){.id = id}, &row);

	if (e == OK)
		*out = CONDITION_FROM(row);
	return e;
}

enum err
catalog_condition_of_key(struct ctx *cx, str key, struct class_condition *out)
{
	struct q_condition_by_key_row *row;
	str                            rest = key, class = str_cut(&rest, '-');
	size_t                         n;
	enum err                       e;

	e = q_condition_by_key(cx, &(struct q_condition_by_key_in){.class_key = class, .key = key}, &row, &n);
	if (e != OK || n == 0)
		return e == OK ? ERR_NONE : e;
	*out = CONDITION_FROM(row[0]);
	return OK;
}

/* ---- Searching ---- */

static int
fit_letters(const struct pinyin_word *letters, str label)
{
	static const int  fit[] = {0, CLASS_FIT_INSIDE, CLASS_FIT_BEGIN, CLASS_FIT_WHOLE};
	struct pinyin_fit f = pinyin_find(letters, label);

	return f.where ? fit[f.where] - (f.spelt ? CLASS_FIT_SPELT : CLASS_FIT_INITIALS) : 0;
}

/* `label` is a name or an everyday word of a class; letters: NULL when the word has other signs. */
static int
fit_label(str word, const struct pinyin_word *letters, str label)
{
	if (str_eq(word, label))
		return CLASS_FIT_WHOLE;
	if (str_starts(label, word))
		return CLASS_FIT_BEGIN;
	if (str_find_str(label, word) != SIZE_MAX)
		return CLASS_FIT_INSIDE;
	/* Two Chinese characters at least: one alone says nothing. */
	if (label.n >= 6 && str_find_str(word, label) != SIZE_MAX)
		return CLASS_FIT_SAID;
	return letters ? fit_letters(letters, label) : 0;
}

static int
fit_word(str word, str key, str code, str name, str synonyms)
{
	const str                 sep = S("；");
	struct pinyin_word        letters;
	const struct pinyin_word *spelt = pinyin_word(word, &letters) ? &letters : NULL;
	char                      of[2][CLASS_KEY];
	size_t                    old;
	int                       best = 0, fit;

	if (str_eq_nocase(word, key) || str_eq(word, code))
		return CLASS_FIT_CODE;
	old = class_keys_of_old(word, of);
	for (size_t i = 0; i < old; i++)
		if (str_eq((str){of[i], CLASS_KEY}, key))
			return CLASS_FIT_OLD;
	if (word.n >= 2 && (str_starts(code, word) || str_eq_nocase(str_slice(key, 0, word.n), word)))
		best = CLASS_FIT_BEGIN;
	if ((fit = fit_label(word, spelt, name)) > 0 && fit + 5 > best)
		best = fit + 5; /* the name's own word before an everyday one */
	while (synonyms.p && synonyms.n) {
		size_t at = str_find_str(synonyms, sep);

		fit = fit_label(word, spelt, str_slice(synonyms, 0, at == SIZE_MAX ? synonyms.n : at));
		best = fit > best ? fit : best;
		synonyms = at == SIZE_MAX ? STR_NONE : str_slice(synonyms, at + sep.n, synonyms.n);
	}
	return best;
}

int
class_fit(str words, str key, str code, str name, str synonyms)
{
	int sum = 0, n = 0;

	words = str_trim(words);
	while (words.p) {
		str word = str_trim(str_cut(&words, ' '));
		int fit = word.n ? fit_word(word, key, code, name, synonyms) : 0;

		if (word.n && fit == 0)
			return 0;
		sum += fit;
		n += word.n > 0;
	}
	return n ? sum / n : 0;
}

static int
by_fit(const void *a, const void *b)
{
	const struct class_item *x = a, *y = b;

	if (x->fit != y->fit)
		return x->fit < y->fit ? 1 : -1;
	if (x->files != y->files)
		return x->files ? -1 : 1;
	return str_cmp(x->key, y->key);
}

/* Today's catalogue of each store, under its epoch and the day. */
static struct held held_lists = HELD_INIT;
enum { LIST_BYTES = 8 << 20 };

/* 1, 0; -1: it has no conditions of its own. */
static int
asks_photo(const struct q_class_photos_row *row, size_t n, str key)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(row[i].class_key, key))
			return row[i].needed != 0;
	return -1;
}

static enum err
read_list(struct ctx *cx, day on, struct class_list *out)
{
	struct q_class_valid_row  *row;
	struct q_class_photos_row *photo;
	struct class_item         *item;
	str                        on_text = day_str(cx, on);
	size_t                     nphoto;
	enum err                   e;

	if (!on_text.p)
		return ctx_no_memory(cx);
	if ((e = q_class_valid(cx, &(struct q_class_valid_in){.day = on_text}, &row, &out->n)) != OK ||
	    (e = q_class_photos(cx, &(struct q_class_photos_in){.day = on_text}, &photo, &nphoto)) != OK)
		return e;
	out->item = item = ARENA_NEWS(cx->arena, out->n, struct class_item);
	if (!item)
		return ctx_no_memory(cx);
	for (size_t i = 0; i < out->n; i++) {
		int asks = asks_photo(photo, nphoto, row[i].key);

		item[i] = (struct class_item){
		    .id = row[i].id, .key = row[i].key, .code = row[i].code, .big_code = row[i].big_code,
		    .big_name = row[i].big_name, .kind = row[i].kind, .name = row[i].name,
		    .synonyms = row[i].synonyms, .version = row[i].version,
		    .subject = subject_of(row[i].subject), .files = can_file(row[i].kind,
		        subject_of(row[i].subject)),
		    .label = arena_printf(cx->arena, "%.*s %.*s", STR_ARG(row[i].code), STR_ARG(row[i].name))};
		if (asks < 0)
			asks = asks_photo(photo, nphoto, class_big_key(row[i].key));
		item[i].photo = item[i].files && asks == 1;
		/* One text for all classes of a big class. */
		item[i].big_label = i && str_eq(item[i - 1].big_code, item[i].big_code) &&
		                            str_eq(item[i - 1].big_name, item[i].big_name)
		                        ? item[i - 1].big_label
		                        : arena_printf(cx->arena, "%.*s %.*s", STR_ARG(row[i].big_code),
		                                       STR_ARG(row[i].big_name));
		if (!item[i].label.p || !item[i].big_label.p)
			return ctx_no_memory(cx);
	}
	return OK;
}

/* Into an arena of its own, to be held. */
static enum err
hold_list(struct ctx *cx, day on, struct held_key key, const struct class_list **out)
{
	struct ctx         own = *cx;
	struct class_list *list;
	enum err           e = OK;

	if (!(own.arena = arena_new(LIST_BYTES)))
		return ctx_no_memory(cx);
	if (!(list = ARENA_NEW(own.arena, struct class_list)))
		e = ctx_no_memory(cx);
	if (e != OK || (e = read_list(&own, on, list)) != OK) {
		cx->trace = own.trace;
		arena_free(own.arena);
		return e;
	}
	cx->trace = own.trace;
	*out = held_keep(&held_lists, key, own.arena, list, cx->arena);
	return *out ? OK : ctx_no_memory(cx);
}

enum err
catalog_list(struct ctx *cx, day on, struct class_list *out)
{
	const struct class_list *list;
	struct held_key          key = {.store = db_store(cx->db)};
	int64_t                  epoch;
	enum err                 e;

	if (!key.store || on.v != ctx_today(cx).v)
		return read_list(cx, on, out);
	if ((e = epoch_get(cx, &epoch)) != OK)
		return e;
	/* A day has 20 bits: 2,800 years. */
	key.version = epoch * (INT64_C(1) << 20) + (on.v & 0xfffff);
	list = held_borrow(&held_lists, key, cx->arena);
	if (!list && (e = hold_list(cx, on, key, &list)) != OK)
		return e;
	*out = *list;
	return OK;
}

enum err
catalog_search(struct ctx *cx, str words, day on, size_t most, struct class_list *out)
{
	struct class_list  all;
	struct class_item *hit;
	int               *fit;
	size_t             n = 0, k = 0;
	enum err           e;

	if ((e = catalog_list(cx, on, &all)) != OK)
		return e;
	if (!(fit = ARENA_NEWS(cx->arena, all.n, int)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < all.n; i++) {
		const struct class_item *c = &all.item[i];

		fit[i] = class_fit(words, c->key, c->code, c->name, c->synonyms);
		n += fit[i] > 0;
	}
	if (!(hit = ARENA_NEWS(cx->arena, n, struct class_item)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < all.n; i++)
		if (fit[i] > 0) {
			hit[k] = all.item[i];
			hit[k++].fit = fit[i];
		}
	if (n > 1)
		qsort(hit, n, sizeof(*hit), by_fit);
	out->item = hit;
	out->n = n < most ? n : most;
	return OK;
}

/* ---- Views ---- */

static void
list_json(const void *out, struct json *j)
{
	const struct class_list *l = out;

	json_arr(j);
	for (size_t i = 0; i < l->n; i++) {
		const struct class_item *c = &l->item[i];

		json_obj(j);
		json_kv_i64(j, "id", c->id);
		json_kv_str(j, "key", c->key);
		json_kv_str(j, "kind", c->kind);
		json_kv_str(j, "code", c->code);
		json_kv_str(j, "big_code", c->big_code);
		json_kv_str(j, "big_name", c->big_name);
		json_kv_str(j, "name", c->name);
		json_kv_str(j, "synonyms", c->synonyms);
		json_kv_str(j, "subject", str_of(subject_words[c->subject]));
		json_kv_bool(j, "files", c->files);
		json_kv_bool(j, "counted_only", c->subject == SUBJECT_PERSON);
		json_kv_str(j, "version", c->version);
		json_obj_end(j);
	}
	json_arr_end(j);
}

#define CLASS_LIST_IN(X)                                                    \
	X(str, big, 0, 3, 3, T_catalog_field_big, NULL)                     \
	X(day, on, 0, DAY_FIRST, DAY_LAST, T_catalog_field_on, NULL)
struct class_list_in {
	CLASS_LIST_IN(FIELD_DECL)
};
#define IN_T class_list_in
static const struct field list_fields[] = {CLASS_LIST_IN(FIELD_ROW)};
#undef IN_T

#define CLASS_SEARCH_IN(X)                                                  \
	X(str, words, 1, 1, 60, T_catalog_field_words, NULL)                \
	X(i64, most, 0, 1, 100, T_catalog_field_most, NULL)
struct class_search_in {
	CLASS_SEARCH_IN(FIELD_DECL)
};
#define IN_T class_search_in
static const struct field search_fields[] = {CLASS_SEARCH_IN(FIELD_ROW)};
#undef IN_T

static enum err
list_run(struct ctx *cx, const void *arg, const void **out)
{
	const struct class_list_in *in = arg;
	struct class_list          *l = ARENA_NEW(cx->arena, struct class_list);
	day                         on = in->on == FIELD_ABSENT ? ctx_today(cx) : (day){(int32_t)in->on};
	struct class_list           all;
	struct class_item          *some;
	enum err                    e;

	if (!l)
		return ctx_no_memory(cx);
	*out = l;
	if ((e = catalog_list(cx, on, l)) != OK || !in->big.p)
		return e;
	all = *l;
	l->item = some = ARENA_NEWS(cx->arena, all.n, struct class_item);
	l->n = 0;
	if (!some)
		return ctx_no_memory(cx);
	for (size_t i = 0; i < all.n; i++)
		if (str_starts(all.item[i].key, in->big))
			some[l->n++] = all.item[i];
	return OK;
}

static enum err
search_run(struct ctx *cx, const void *arg, const void **out)
{
	const struct class_search_in *in = arg;
	struct class_list            *l = ARENA_NEW(cx->arena, struct class_list);
	enum err                      e;

	if (!l)
		return ctx_no_memory(cx);
	e = catalog_search(cx, in->words, ctx_today(cx), in->most == FIELD_ABSENT ? 20 : (size_t)in->most, l);
	*out = l;
	return e;
}

/* Anybody logged in may look a class up: reporting needs it, and there is nothing personal in it. */
static const struct view list_view = {
    .out = "[{id:i,key:s,kind:s,code:s?,big_code:s?,big_name:s?,name:s,synonyms:s?,subject:s,"
           "files:b,counted_only:b,version:s}]",
    .name = "class.list",
    .summary = T_catalog_list_summary,
    .perm = PERM_SELF,
    .in = list_fields,
    .nin = NITEMS(list_fields),
    .in_size = sizeof(struct class_list_in),
    .run = list_run,
    .json = list_json,
};
static const struct view search_view = {
    .out = "[{id:i,key:s,kind:s,code:s?,big_code:s?,big_name:s?,name:s,synonyms:s?,subject:s,"
           "files:b,counted_only:b,version:s}]",
    .name = "class.search",
    .summary = T_catalog_search_summary,
    .perm = PERM_SELF,
    .in = search_fields,
    .nin = NITEMS(search_fields),
    .in_size = sizeof(struct class_search_in),
    .run = search_run,
    .json = list_json,
};
const struct view *const catalog_views[] = {&list_view, &search_view};
const size_t             catalog_views_n = NITEMS(catalog_views);
