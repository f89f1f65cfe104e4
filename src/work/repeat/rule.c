/* repeat.rule, repeat.rules: when a problem counts as come back, when as long standing. */
#include "city/catalog/catalog.h"
#include "city/place/place.h"
#include "city/place/record.h"
#include "city/unit/roles.h"
#include "work/repeat/inside.h"
#include "work_repeat_texts.h"

/* ---- repeat.rule ---- */

#define RULE_IN(X) \
	X(code, class, 0, 1, 40, T_repeat_f_class, NULL) \
	X(i64, days, 1, 1, 730, T_repeat_f_days, NULL) \
	X(i64, metres, 1, 0, 1000, T_repeat_f_metres, NULL) \
	X(i64, times, 1, 2, 50, T_repeat_f_times, NULL) \
	X(i64, span, 1, 1, 1830, T_repeat_f_span, NULL) \
	X(str, basis, 1, 2, 200, T_repeat_f_basis, NULL)
struct rule_in {
	RULE_IN(FIELD_DECL)
};
#define IN_T rule_in
static const struct field rule_fields[] = {RULE_IN(FIELD_ROW)};
#undef IN_T

/* A class by key or code, a big class by its key, or all. */
static enum err
class_of(struct ctx *cx, str said, str *key)
{
	struct class_row row;
	enum err         e;

	*key = said;
	if (!said.n) {
		*key = REPEAT_ALL;
		return OK;
	}
	if (big_key_valid(said))
		return OK;
	if ((e = catalog_class_named(cx, "class", said, ctx_today(cx), &row)) == OK)
		*key = row.key;
	return e;
}

static enum err
rule(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct rule_in      *in = arg;
	struct q_repeat_rules_row *row;
	struct buf                 b;
	struct json                j;
	str                        body, key;
	size_t                     n;
	bool                       known = false;
	enum err                   e;

	(void)made;
	if ((e = class_of(cx, in->class, &key)) != OK || (e = db_lock(cx, "repeat_rule", 1)) != OK ||
	    (e = q_repeat_rules(cx, &(struct q_repeat_rules_in){REPEAT_RULES}, &row, &n)) != OK)
		return e;
	for (size_t i = 0; i < n; i++)
		known = known || str_eq(row[i].class_key, key);
	if (!known && n == REPEAT_RULES)
		return refuse(cx, ERR_RULE, "class", T_repeat_rules_many);
	buf_init(&b, cx->arena, BUF_PAYLOAD);
	json_init(&j, &b);
	json_obj(&j);
	json_kv_i64(&j, "days", in->days);
	json_kv_i64(&j, "metres", in->metres);
	json_kv_i64(&j, "times", in->times);
	json_kv_i64(&j, "span", in->span);
	json_kv_str(&j, "source", in->basis);
	json_obj_end(&j);
	if ((e = buf_end(&b, &body)) != OK ||
	    (e = q_repeat_rule_set(cx, &(struct q_repeat_rule_set_in){
	         .class_key = key, .days = in->days, .metres = in->metres, .times = in->times, .span = in->span,
	         .source = in->basis}, NULL)) != OK)
		return e;
	*out = (struct reply){.done = T_repeat_done_rule, .see = S("/repeats")};
	return record_row(cx, "repeat_rule", "repeat_rule.set", "repeat_rule", key, body, STR_NONE);
}

const struct command repeat_rule_cmd = {
    .name = "repeat.rule", .summary = T_repeat_c_rule, .perm = PERM_CITY_EDIT, .scope = place_city_in_reach,
    .in = rule_fields, .nin = NITEMS(rule_fields), .in_size = sizeof(struct rule_in), .apply = rule};

const struct command *const repeat_commands[] = {&repeat_rule_cmd};
const size_t                repeat_commands_n = NITEMS(repeat_commands);
