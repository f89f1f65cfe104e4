/* class.compare: what was added, changed and ended between two days. */
#include "city/edition/inside.h"
#include "city_catalog_texts.h"
#include "edition_sql.h"
#include "kit/worktime/say.h"

#include <stdlib.h>
#include <string.h>

/* A class or a condition on one day, as the fields that are compared. */
struct item {
	str    key, name, version;
	size_t n;
	str   *value;
};
struct items {
	struct item *item;
	size_t       n;
};
struct column {
	const char *name;
	text_id     label;
};
static const struct column class_column[] = {
    {"name", T_catalog_f_name},         {"big_name", T_catalog_f_big}, {"subject", T_catalog_f_subject},
    {"synonyms", T_catalog_f_synonyms}, {"source", T_catalog_f_source},
};
static const struct column condition_column[] = {
    {"condition", T_catalog_f_condition}, {"limit", T_catalog_f_limit},
    {"limit_unit", T_catalog_f_unit},     {"after_key", T_catalog_f_after},
    {"closing", T_catalog_f_closing},     {"photo", T_catalog_f_photo},
    {"photo_reason", T_catalog_f_photo_reason}, {"not_collected", T_catalog_f_not_collected},
    {"season", T_catalog_f_season},       {"basis", T_catalog_f_basis},
    {"source", T_catalog_f_source},
};
static int
by_key(const void *a, const void *b)
{
	return str_cmp(((const struct item *)a)->key, ((const struct item *)b)->key);
}

/* Items without their fields: n of them, each with room for so many values. */
static enum err
items_new(struct ctx *cx, struct items *out, size_t columns)
{
	str *value = ARENA_NEWS(cx->arena, out->n * columns, str);

	if (!(out->item = ARENA_NEWS(cx->arena, out->n, struct item)) || !value)
		return ctx_no_memory(cx);
	for (size_t i = 0; i < out->n; i++) {
		out->item[i].n = columns;
		out->item[i].value = value + i * columns;
	}
	return OK;
}

static enum err
classes_on(struct ctx *cx, day on, struct items *out)
{
	struct q_class_as_of_row *row = NULL;
	char                      text[DAY_TEXT];
	enum err                  e;

	e = q_class_as_of(cx, &(struct q_class_as_of_in){day_format(on, text)}, &row, &out->n);
	if (e != OK || (e = items_new(cx, out, NITEMS(class_column))) != OK)
		return e;
	for (size_t i = 0; i < out->n; i++) {
		struct item *x = &out->item[i];
		const str    value[] = {row[i].name, row[i].big_name, row[i].subject, row[i].synonyms, row[i].source};

		_Static_assert(NITEMS(value) == NITEMS(class_column), "a value a column");
		x->key = row[i].key;
		x->name = row[i].name;
		x->version = row[i].version;
		memcpy(x->value, value, sizeof(value));
	}
	return OK;
}

static enum err
conditions_on(struct ctx *cx, day on, struct items *out)
{
	struct class_rule *r = NULL;
	enum err           e = catalog_rules(cx, on, STR_NONE, &r, &out->n);

	if (e != OK || (e = items_new(cx, out, NITEMS(condition_column))) != OK)
		return e;
	for (size_t i = 0; i < out->n; i++) {
		const struct class_condition *c = &r[i].c;
		struct item                  *x = &out->item[i];
		struct buf                    b;

		buf_init(&b, cx->arena, BUF_PATH);
		worktime_say_limit(&b, cx->lang, &c->limit);
		{
			const str value[] = {c->condition, buf_str(&b), c->limit_unit, c->after_key, c->closing,
			                     c->photo, c->photo_reason, c->not_collected, c->season,
			                     c->basis, c->source};

			_Static_assert(NITEMS(value) == NITEMS(condition_column), "a value a column");
			memcpy(x->value, value, sizeof(value));
		}
		x->key = c->key;
		x->name = c->condition;
		x->version = c->version;
	}
	return OK;
}

/* Values without a word and without a value are the same. */
static bool
same(str a, str b)
{
	return a.n == 0 ? b.n == 0 : str_eq(a, b);
}

static enum err
change(struct ctx *cx, const struct item *was, const struct item *is, const struct column *column,
       struct class_difference *d)
{
	size_t n = 0;

	*d = (struct class_difference){.key = is->key, .name = is->name, .what = CLASS_CHANGED,
	                               .was_version = was->version, .version = is->version};
	for (size_t i = 0; i < is->n; i++)
		n += !same(was->value[i], is->value[i]);
	if (n && !(d->field = ARENA_NEWS(cx->arena, n, struct class_field)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < is->n; i++)
		if (!same(was->value[i], is->value[i]))
			d->field[d->nfield++] = (struct class_field){column[i].name, column[i].label, was->value[i],
			                                            is->value[i]};
	return OK;
}

static enum err
differ(struct ctx *cx, struct items *a, struct items *b, const struct column *column, size_t *reissued,
       struct class_difference **out, size_t *n)
{
	struct class_difference *d = ARENA_NEWS(cx->arena, a->n + b->n, struct class_difference);
	size_t                   i = 0, k = 0;

	*out = d;
	*n = 0;
	if (!d)
		return ctx_no_memory(cx);
	/* In C: the engines order letters and digits each in its own way. */
	if (a->n)
		qsort(a->item, a->n, sizeof(*a->item), by_key);
	if (b->n)
		qsort(b->item, b->n, sizeof(*b->item), by_key);
	while (i < a->n || k < b->n) {
		int at = i == a->n ? 1 : k == b->n ? -1 : by_key(&a->item[i], &b->item[k]);

		if (at > 0) {
			d[(*n)++] = (struct class_difference){.key = b->item[k].key, .name = b->item[k].name,
			                                      .what = CLASS_ADDED, .version = b->item[k].version};
			k++;
		} else if (at < 0) {
			d[(*n)++] = (struct class_difference){.key = a->item[i].key, .name = a->item[i].name,
			                                      .what = CLASS_ENDED, .was_version = a->item[i].version};
			i++;
		} else {
			enum err e = change(cx, &a->item[i], &b->item[k], column, &d[*n]);

			if (e != OK)
				return e;
			if (d[*n].nfield)
				++*n;
			else
				*reissued += !str_eq(a->item[i].version, b->item[k].version);
			i++;
			k++;
		}
	}
	return OK;
}

/* Both lists are in order already; the newest day first, classes before conditions. */
static enum err
turns(struct ctx *cx, struct class_comparison *c)
{
	struct q_class_turns_row     *class = NULL;
	struct q_condition_turns_row *condition = NULL;
	size_t                        n = 0, m = 0, i = 0, k = 0;
	enum err                      e;

	if ((e = q_class_turns(cx, &class, &n)) != OK || (e = q_condition_turns(cx, &condition, &m)) != OK)
		return e;
	if (!(c->turn = ARENA_NEWS(cx->arena, n + m, struct class_turn)))
		return ctx_no_memory(cx);
	while (i < n || k < m) {
		bool next = k == m || (i < n && str_cmp(class[i].day, condition[k].day) >= 0);

		c->turn[c->nturn++] = next
		    ? (struct class_turn){class[i].day, class[i].version, class[i].n, false}
		    : (struct class_turn){condition[k].day, condition[k].version, condition[k].n, true};
		i += next;
		k += !next;
	}
	return OK;
}

#define COMPARE_IN(X)                                                       \
	X(day, from, 0, DAY_FIRST, DAY_LAST, T_catalog_field_from, NULL)    \
	X(day, to, 0, DAY_FIRST, DAY_LAST, T_catalog_field_to, NULL)
struct compare_in {
	COMPARE_IN(FIELD_DECL)
};
#define IN_T compare_in
static const struct field compare_fields[] = {COMPARE_IN(FIELD_ROW)};
#undef IN_T

/* Today, and the day before the newest versions began. */
static enum err
days(struct ctx *cx, const struct compare_in *in, struct class_comparison *c)
{
	char from[DAY_TEXT], to[DAY_TEXT];

	c->to = in->to == FIELD_ABSENT ? ctx_today(cx) : (day){(int32_t)in->to};
	c->from = c->to;
	if (in->from != FIELD_ABSENT) {
		c->from = (day){(int32_t)in->from};
		if (day_between(c->from, c->to) <= 0)
			return refuse(cx, ERR_INPUT, "from", T_catalog_order,
			              arena_printf(cx->arena, "%.*s", STR_ARG(day_format(c->from, from))),
			              arena_printf(cx->arena, "%.*s", STR_ARG(day_format(c->to, to))));
		return OK;
	}
	for (size_t i = 0; i < c->nturn; i++)
		if (day_parse(c->turn[i].day, &c->from) && day_between(c->from, c->to) >= 0)
			return day_add(c->from, -1, &c->from) ? OK : ERR_INPUT;
	return day_add(c->to, -1, &c->from) ? OK : ERR_INPUT;
}

static enum err
compare_run(struct ctx *cx, const void *arg, const void **out)
{
	struct class_comparison *c = ARENA_NEW(cx->arena, struct class_comparison);
	struct items             a, b;
	enum err                 e;

	*out = c;
	if (!c)
		return ctx_no_memory(cx);
	if ((e = turns(cx, c)) != OK || (e = days(cx, arg, c)) != OK || (e = classes_on(cx, c->from, &a)) != OK ||
	    (e = classes_on(cx, c->to, &b)) != OK ||
	    (e = differ(cx, &a, &b, class_column, &c->reissued, &c->class, &c->nclass)) != OK ||
	    (e = conditions_on(cx, c->from, &a)) != OK || (e = conditions_on(cx, c->to, &b)) != OK)
		return e;
	return differ(cx, &a, &b, condition_column, &c->reissued, &c->condition, &c->ncondition);
}

static void
differences_json(struct json *j, const char *key, const struct class_difference *d, size_t n)
{
	static const char *const what[CLASS_CHANGE_MAX] = {"added", "changed", "ended"};

	json_key(j, str_of(key));
	json_arr(j);
	for (size_t i = 0; i < n; i++) {
		json_obj(j);
		json_kv_str(j, "key", d[i].key);
		json_kv_str(j, "name", d[i].name);
		json_kv_str(j, "what", str_of(what[d[i].what]));
		json_kv_str(j, "was_version", d[i].was_version);
		json_kv_str(j, "version", d[i].version);
		json_key(j, S("fields"));
		json_arr(j);
		for (size_t k = 0; k < d[i].nfield; k++) {
			json_obj(j);
			json_kv_str(j, "field", str_of(d[i].field[k].name));
			json_kv_str(j, "was", d[i].field[k].was);
			json_kv_str(j, "is", d[i].field[k].is);
			json_obj_end(j);
		}
		json_arr_end(j);
		json_obj_end(j);
	}
	json_arr_end(j);
}

static void
compare_json(const void *out, struct json *j)
{
	const struct class_comparison *c = out;
	char                           text[DAY_TEXT];

	json_obj(j);
	json_kv_str(j, "from", day_format(c->from, text));
	json_kv_str(j, "to", day_format(c->to, text));
	json_kv_i64(j, "reissued", (int64_t)c->reissued);
	differences_json(j, "classes", c->class, c->nclass);
	differences_json(j, "conditions", c->condition, c->ncondition);
	json_key(j, S("versions"));
	json_arr(j);
	for (size_t i = 0; i < c->nturn; i++) {
		json_obj(j);
		json_kv_str(j, "from", c->turn[i].day);
		json_kv_str(j, "version", c->turn[i].version);
		json_kv_i64(j, "n", c->turn[i].n);
		json_kv_bool(j, "conditions", c->turn[i].conditions);
		json_obj_end(j);
	}
	json_arr_end(j);
	json_obj_end(j);
}

#define DIFFERENCE_OUT "[{key:s,name:s,what:s,was_version:s?,version:s?,fields:[{field:s,was:s?,is:s?}]}]"

const struct view edition_compare_view = {
    .out = "{from:d,to:d,reissued:i,classes:" DIFFERENCE_OUT ",conditions:" DIFFERENCE_OUT
           ",versions:[{from:d,version:s,n:i,conditions:b}]}",
    .name = "class.compare",
    .summary = T_catalog_compare_summary,
    .perm = PERM_SELF,
    .in = compare_fields,
    .nin = NITEMS(compare_fields),
    .in_size = sizeof(struct compare_in),
    .run = compare_run,
    .json = compare_json,
};
