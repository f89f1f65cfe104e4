/* class.show and condition.list: what the catalogue says, with where it comes from. */
#include "city/edition/inside.h"
#include "city_catalog_texts.h"

static void
rule_json(const struct class_rule *r, struct json *j)
{
	const struct class_condition *c = &r->c;

	json_obj(j);
	json_kv_i64(j, "id", c->id);
	json_kv_str(j, "key", c->key);
	json_kv_str(j, "class_key", c->class_key);
	json_kv_str(j, "condition", c->condition);
	json_kv_i64(j, "amount", c->amount);
	json_kv_str(j, "limit_unit", c->limit_unit);
	json_kv_str(j, "clock", str_of(worktime_clock_words[c->limit.clock]));
	json_kv_str(j, "clock_unit", str_of(worktime_unit_words[c->limit.unit]));
	json_kv_i64(j, "clock_amount", c->limit.amount);
	json_kv_str(j, "after_key", c->after_key);
	json_kv_str(j, "season", c->season);
	json_kv_str(j, "closing", c->closing);
	json_kv_str(j, "photo", c->photo);
	json_kv_str(j, "photo_reason", c->photo_reason);
	json_kv_str(j, "not_collected", c->not_collected);
	json_kv_str(j, "basis", c->basis);
	json_kv_str(j, "source", c->source);
	json_kv_bool(j, "example", c->example);
	json_kv_bool(j, "inherited", c->inherited);
	json_kv_str(j, "version", c->version);
	json_kv_str(j, "valid_from", r->valid_from);
	json_kv_str(j, "valid_to", r->valid_to);
	json_obj_end(j);
}

#define RULE_OUT                                                                                                       \
	"[{id:i,key:s,class_key:s,condition:s,amount:i,limit_unit:s,clock:s,clock_unit:s,clock_amount:i,"              \
	"after_key:s?,season:s?,closing:s,photo:s,photo_reason:s,not_collected:s,basis:s,source:s,"                    \
	"example:b,inherited:b,version:s,valid_from:d,valid_to:d?}]"

/* ---- class.show ---- */

#define CLASS_SHOW_IN(X)                                                    \
	X(str, key, 1, 6, 6, T_catalog_field_key, NULL)                     \
	X(day, on, 0, DAY_FIRST, DAY_LAST, T_catalog_field_on, NULL)
struct class_show_in {
	CLASS_SHOW_IN(FIELD_DECL)
};
#define IN_T class_show_in
static const struct field show_fields[] = {CLASS_SHOW_IN(FIELD_ROW)};
#undef IN_T

static day
day_asked(const struct ctx *cx, int64_t on)
{
	return on == FIELD_ABSENT ? ctx_today(cx) : (day){(int32_t)on};
}

/* The conditions of one key, which stand together. */
static size_t
rules_of(const struct class_rule *all, size_t n, str class_key, struct class_rule *out)
{
	size_t m = 0;

	for (size_t i = 0; i < n; i++)
		if (str_eq(all[i].c.class_key, class_key))
			out[m++] = all[i];
	return m;
}

static enum err
show_run(struct ctx *cx, const void *arg, const void **out)
{
	const struct class_show_in *in = arg;
	struct class_shown         *s = ARENA_NEW(cx->arena, struct class_shown);
	day                         on = day_asked(cx, in->on);
	struct class_rule          *all;
	char                        text[DAY_TEXT];
	str                         today = day_format(on, text);
	size_t                      n;
	enum err                    e;

	*out = s;
	if (!s)
		return ctx_no_memory(cx);
	if ((e = catalog_versions(cx, in->key, &s->version, &s->nversion)) != OK)
		return e;
	if (!s->nversion)
		return refuse(cx, ERR_NONE, NULL, T_catalog_no_class, in->key,
		              arena_printf(cx->arena, "%.*s", STR_ARG(today)));
	for (size_t i = 0; i < s->nversion && !s->now; i++) {
		const struct class_version *v = &s->version[i];

		s->now = str_cmp(v->valid_from, today) <= 0 && (!v->valid_to.p || str_cmp(v->valid_to, today) > 0);
		s->at = s->now ? i : 0;
	}
	if (!s->version[s->at].class.files)
		return OK;
	if ((e = catalog_rules(cx, on, class_big_key(in->key), &all, &n)) != OK)
		return e;
	if (!(s->rule = ARENA_NEWS(cx->arena, n, struct class_rule)))
		return ctx_no_memory(cx);
	s->nrule = rules_of(all, n, in->key, s->rule);
	if (!s->nrule)
		s->nrule = rules_of(all, n, class_big_key(in->key), s->rule);
	return OK;
}

static void
show_json(const void *out, struct json *j)
{
	const struct class_shown *s = out;

	json_obj(j);
	json_kv_bool(j, "valid", s->now);
	json_kv_str(j, "version", s->version[s->at].class.version);
	json_key(j, S("versions"));
	json_arr(j);
	for (size_t i = 0; i < s->nversion; i++) {
		const struct class_version *v = &s->version[i];

		json_obj(j);
		json_kv_i64(j, "id", v->class.id);
		json_kv_str(j, "key", v->class.key);
		json_kv_str(j, "kind", v->class.kind);
		json_kv_str(j, "code", v->class.code);
		json_kv_str(j, "big_code", v->class.big_code);
		json_kv_str(j, "big_name", v->class.big_name);
		json_kv_str(j, "name", v->class.name);
		json_kv_str(j, "synonyms", v->class.synonyms);
		json_kv_str(j, "subject", str_of(subject_words[v->class.subject]));
		json_kv_bool(j, "counted_only", v->class.subject == SUBJECT_PERSON);
		json_kv_bool(j, "files", v->class.files);
		json_kv_str(j, "source", v->class.source);
		json_kv_str(j, "version", v->class.version);
		json_kv_str(j, "valid_from", v->valid_from);
		json_kv_str(j, "valid_to", v->valid_to);
		json_obj_end(j);
	}
	json_arr_end(j);
	json_key(j, S("conditions"));
	json_arr(j);
	for (size_t i = 0; i < s->nrule; i++)
		rule_json(&s->rule[i], j);
	json_arr_end(j);
	json_obj_end(j);
}

const struct view edition_show_view = {
    .out = "{valid:b,version:s,versions:[{id:i,key:s,kind:s,code:s,big_code:s,big_name:s,name:s,synonyms:s,subject:s,"
           "counted_only:b,files:b,source:s,version:s,valid_from:d,valid_to:d?}],conditions:" RULE_OUT "}",
    .name = "class.show",
    .summary = T_catalog_show_summary,
    .perm = PERM_SELF,
    .in = show_fields,
    .nin = NITEMS(show_fields),
    .in_size = sizeof(struct class_show_in),
    .run = show_run,
    .json = show_json,
};

/* ---- condition.list ---- */

#define RULES_IN(X)                                                         \
	X(str, big, 0, 3, 3, T_catalog_field_big, NULL)                     \
	X(day, on, 0, DAY_FIRST, DAY_LAST, T_catalog_field_on, NULL)
struct rules_in {
	RULES_IN(FIELD_DECL)
};
#define IN_T rules_in
static const struct field rules_fields[] = {RULES_IN(FIELD_ROW)};
#undef IN_T

static enum err
rules_run(struct ctx *cx, const void *arg, const void **out)
{
	const struct rules_in *in = arg;
	struct rule_list      *l = ARENA_NEW(cx->arena, struct rule_list);
	struct class_rule     *rule;
	enum err               e;

	*out = l;
	if (!l)
		return ctx_no_memory(cx);
	e = catalog_rules(cx, day_asked(cx, in->on), in->big, &rule, &l->n);
	l->rule = rule;
	return e;
}

static void
rules_json(const void *out, struct json *j)
{
	const struct rule_list *l = out;

	json_arr(j);
	for (size_t i = 0; i < l->n; i++)
		rule_json(&l->rule[i], j);
	json_arr_end(j);
}

const struct view edition_rules_view = {
    .out = RULE_OUT,
    .name = "condition.list",
    .summary = T_catalog_rules_summary,
    .perm = PERM_SELF,
    .in = rules_fields,
    .nin = NITEMS(rules_fields),
    .in_size = sizeof(struct rules_in),
    .run = rules_run,
    .json = rules_json,
};

const struct view *const edition_views[] = {&edition_show_view, &edition_rules_view, &edition_compare_view};
const size_t             edition_views_n = NITEMS(edition_views);
