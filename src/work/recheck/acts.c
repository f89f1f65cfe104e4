/* recheck.look, recheck.rule, recheck.batch: what was seen, how much is drawn, and batches of problems. */
/* house: words, because the schema's own rows are repeated word by word */
#include "city/place/place.h"
#include "city/place/record.h"
#include "city/unit/roles.h"
#include "work/acts/acts.h"
#include "work/cases/cases.h"
#include "work/recheck/inside.h"
#include "work_recheck_texts.h"

/* ---- recheck.look ---- */

static const struct choice results[] = {{"held", T_recheck_held}, {"rebound", T_recheck_rebound}, {NULL, T_none}};

#define LOOK_IN(X) \
	X(id, id, 1, 1, INT64_MAX, T_recheck_f_id, NULL) \
	X(choice, result, 1, 0, 0, T_recheck_f_result, results) \
	X(text, words, 1, 2, 500, T_recheck_f_words, NULL)
struct look_in {
	LOOK_IN(FIELD_DECL)
};
#define IN_T look_in
static const struct field look_fields[] = {LOOK_IN(FIELD_ROW)};
#undef IN_T

static enum err
look(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct look_in *in = arg;
	struct q_relook_row_row was, is;
	struct case_reading   c;
	int64_t               changed;
	text_id               fault;
	enum err              e;

	(void)made;
	if ((e = q_relook_row(cx, &(struct q_relook_row_in){in->id, cx->who->reach}, &was)) != OK ||
	    (e = case_read(cx, was.case_id, &c)) != OK)
		return e;
	fault = recheck_fault(recheck_state_of(was.state), &c.facts, c.who.person, c.who.unit);
	if (fault != T_none)
		return refuse(cx, ERR_RULE, NULL, fault);
	is = was;
	is.rev++;
	is.state = in->result;
	is.looked_at = SOME_I64(cx->now);
	is.looked_by = SOME_I64(c.who.person);
	is.looked_unit = SOME_I64(c.who.unit);
	is.words = in->words;
	if ((e = q_relook_set(cx, &(struct q_relook_set_in){.id = is.id, .rev = was.rev, .state = is.state,
	                        .looked_at = cx->now, .looked_by = is.looked_by, .looked_unit = is.looked_unit,
	                        .words = is.words}, &changed)) != OK)
		return e;
	if (changed == 0)
		return ERR_RETRY;
	if ((e = look_said(cx, &was, &is, "recheck.looked")) != OK)
		return e;
	*out = (struct reply){.id = is.id, .rev = is.rev, .no = c.columns.no, .done = T_recheck_done_held,
	                      .see = arena_printf(cx->arena, "/recheck/%lld", (long long)is.id),
	                      .arg = {c.columns.no}};
	if (recheck_state_of(in->result) != RECHECK_REBOUND)
		return OK;
	out->done = T_recheck_done_rebound;
	return case_rebound(cx, was.case_id, in->words);
}

const struct command recheck_look_cmd = {
    .name = "recheck.look", .summary = T_recheck_c_look, .perm = PERM_CASE_VERIFY, .by_somebody = true,
    .lock = "recheck", .lock_field = "id", .in = look_fields, .nin = NITEMS(look_fields),
    .in_size = sizeof(struct look_in), .apply = look};

/* ---- recheck.rule ---- */

#define RULE_IN(X) \
	X(i64, days, 1, 1, 365, T_recheck_f_days, NULL) \
	X(i64, share, 1, 0, 1000, T_recheck_f_share, NULL) \
	X(i64, least, 1, 0, 100, T_recheck_f_least, NULL) \
	X(i64, within, 1, 1, 60, T_recheck_f_within, NULL) \
	X(str, basis, 1, 2, 200, T_recheck_f_basis, NULL)
struct rule_in {
	RULE_IN(FIELD_DECL)
};
#define IN_T rule_in
static const struct field rule_fields[] = {RULE_IN(FIELD_ROW)};
#undef IN_T

/* What is promised keeps the rule it was promised under. */
static enum err
rule(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct rule_in       *in = arg;
	struct q_recheck_rules_row *row;
	struct buf                  b;
	struct json                 j;
	str                         body;
	size_t                      n;
	bool                        known = false;
	enum err                    e;

	(void)made;
	if ((e = db_lock(cx, "recheck_rule", 1)) != OK ||
	    (e = q_recheck_rules(cx, &(struct q_recheck_rules_in){RECHECK_RULES}, &row, &n)) != OK)
		return e;
	for (size_t i = 0; i < n; i++)
		known = known || row[i].days == in->days;
	if (!known && n == RECHECK_RULES)
		return refuse(cx, ERR_RULE, "days", T_recheck_rules_many);
	buf_init(&b, cx->arena, BUF_PAYLOAD);
	json_init(&j, &b);
	json_obj(&j);
	json_kv_i64(&j, "share", in->share);
	json_kv_i64(&j, "least", in->least);
	json_kv_i64(&j, "within", in->within);
	json_kv_str(&j, "source", in->basis);
	json_obj_end(&j);
	if ((e = buf_end(&b, &body)) != OK ||
	    (e = q_recheck_rule_set(cx, &(struct q_recheck_rule_set_in){.days = in->days, .share = in->share,
	                                    .least = in->least, .within = in->within, .source = in->basis},
	                            NULL)) != OK)
		return e;
	*out = (struct reply){.done = T_recheck_done_rule};
	return record_row(cx, "recheck_rule", "recheck.ruled", "recheck_rule",
	                  arena_printf(cx->arena, "%lld", (long long)in->days), body, STR_NONE);
}

const struct command recheck_rule_cmd = {
    .name = "recheck.rule", .summary = T_recheck_c_rule, .perm = PERM_CITY_EDIT, .scope = place_city_in_reach,
    .in = rule_fields, .nin = NITEMS(rule_fields), .in_size = sizeof(struct rule_in), .apply = rule};

/* ---- recheck.batch ---- */

#define BATCH_IN(X) \
	X(str, name, 1, 2, 100, T_recheck_f_name, NULL) \
	X(str, basis, 1, 2, 200, T_recheck_f_basis, NULL) \
	X(text, cases, 1, 1, 30000, T_recheck_f_cases, NULL) \
	X(i64, share, 1, 1, 1000, T_recheck_f_share, NULL) \
	X(i64, within, 1, 1, 60, T_recheck_f_within, NULL)
struct batch_in {
	BATCH_IN(FIELD_DECL)
};
#define IN_T batch_in
static const struct field batch_fields[] = {BATCH_IN(FIELD_ROW)};
#undef IN_T

/* The next number of a list in lines, commas and spaces; STR_NONE at the end. */
static str
number_cut(str *rest)
{
	size_t n = 0;
	str    one;

	while (rest->n && (rest->p[0] == ' ' || rest->p[0] == ',' || rest->p[0] == ';' || rest->p[0] == '\n' ||
	                   rest->p[0] == '\r' || rest->p[0] == '\t'))
		*rest = str_slice(*rest, 1, rest->n);
	if (!rest->n)
		return STR_NONE;
	while (n < rest->n && rest->p[n] != ' ' && rest->p[n] != ',' && rest->p[n] != ';' && rest->p[n] != '\n' &&
	       rest->p[n] != '\r' && rest->p[n] != '\t')
		n++;
	one = str_slice(*rest, 0, n);
	*rest = str_slice(*rest, n, rest->n);
	return one;
}

static enum err
members(struct ctx *cx, str list, int64_t **ids, size_t *n)
{
	struct q_batch_case_row c;
	str                     no;

	if (!(*ids = ARENA_NEWS(cx->arena, RECHECK_BATCH, int64_t)))
		return ctx_no_memory(cx);
	*n = 0;
	while ((no = number_cut(&list)).n) {
		bool     twice = false;
		enum err e = q_batch_case(cx, &(struct q_batch_case_in){no, cx->who->reach}, &c);

		if (e == ERR_NONE)
			return refuse(cx, ERR_INPUT, "cases", T_recheck_no_case, no);
		if (e != OK)
			return e;
		if (c.state != CASE_CLOSED)
			return refuse(cx, ERR_INPUT, "cases", T_recheck_not_closed, no);
		for (size_t i = 0; i < *n; i++)
			twice = twice || (*ids)[i] == c.id;
		if (twice)
			return refuse(cx, ERR_INPUT, "cases", T_recheck_twice, no);
		if (*n == RECHECK_BATCH)
			return refuse(cx, ERR_INPUT, "cases", T_recheck_batch_many,
			              arena_printf(cx->arena, "%d", RECHECK_BATCH));
		(*ids)[(*n)++] = c.id;
	}
	return *n ? OK : refuse(cx, ERR_INPUT, "cases", T_recheck_batch_none);
}

static enum err
batch(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct batch_in   *in = arg;
	struct q_batch_named_row there;
	struct q_batch_add_row   b;
	struct record            r;
	int64_t                 *ids;
	size_t                   n = 0;
	enum err                 e;

	(void)made;
	e = q_batch_named(cx, &(struct q_batch_named_in){in->name}, &there);
	if (e == OK)
		return refuse(cx, ERR_INPUT, "name", T_recheck_batch_named, in->name);
	if (e != ERR_NONE || (e = members(cx, in->cases, &ids, &n)) != OK ||
	    (e = q_batch_add(cx, &(struct q_batch_add_in){.name = in->name, .source = in->basis, .cases = (int64_t)n,
	                                                  .made_at = cx->now, .made_by = cx->who->person}, &b)) != OK)
		return e;
	for (size_t i = 0; e == OK && i < n; i++)
		e = q_member_add(cx, &(struct q_member_add_in){b.id, ids[i]}, NULL);
	if (e != OK)
		return e;
	record_begin(cx, &r);
	json_kv_str(&r.set, "name", in->name);
	json_kv_str(&r.set, "source", in->basis);
	json_kv_i64(&r.set, "cases", (int64_t)n);
	json_kv_i64(&r.set, "made_at", cx->now);
	json_kv_i64(&r.set, "made_by", cx->who->person);
	if ((e = journal_sides_say(cx, &recheck_aggregates[2], b.id, NULL, &r.rows)) != OK ||
	    (e = record_end(cx, &r, "recheck_batch", b.id, 1, "recheck_batch.made", STR_NONE)) != OK)
		return e;
	*out = (struct reply){.id = b.id, .rev = 1, .done = T_recheck_done_batch, .arg = {in->name},
	                      .see = S("/recheck/draws")};
	return draw_promised(cx, &(struct promise){0, b.id, in->share, 0, in->within});
}

const struct command recheck_batch_cmd = {
    .name = "recheck.batch", .summary = T_recheck_c_batch, .perm = PERM_CASE_IMPORT, .in = batch_fields,
    .nin = NITEMS(batch_fields), .in_size = sizeof(struct batch_in), .apply = batch};

/* ---- All of them ---- */

const struct command *const recheck_commands[] = {&recheck_run_cmd, &recheck_look_cmd, &recheck_rule_cmd,
                                                  &recheck_batch_cmd, &recheck_renew_cmd};
const size_t                recheck_commands_n = NITEMS(recheck_commands);

static const char first_rules[] =
    "{\"7\":{\"share\":200,\"least\":1,\"within\":3,\"source\":\"示例：结案7天回头看比例，请按本地文件修改\"},"
    "\"30\":{\"share\":100,\"least\":0,\"within\":5,\"source\":\"示例：结案30天回头看比例，请按本地文件修改\"},"
    "\"90\":{\"share\":100,\"least\":0,\"within\":5,\"source\":\"示例：结案90天回头看比例，请按本地文件修改\"}}";
static const struct journal_side rule_side = {
    .table = "recheck_rule", .query = "fold_recheck_rules", .keys = 1, .initial = first_rules};
static const struct journal_side member_side = {.table = "recheck_member", .query = "fold_members", .keys = 1};
const struct journal_aggregate recheck_aggregates[] = {
    {.kind = "recheck", .label = T_recheck_thing, .queries = recheck_queries, .query = "relook_fold"},
    {.kind = "recheck_draw", .label = T_recheck_thing_draw, .queries = recheck_queries, .query = "draw_fold"},
    {.kind = "recheck_batch", .label = T_recheck_thing_batch, .queries = recheck_queries, .query = "batch_fold",
     .side = &member_side, .nside = 1},
    {.kind = "recheck_rule", .label = T_recheck_thing_rule, .queries = recheck_queries, .side = &rule_side,
     .nside = 1},
};
const size_t recheck_aggregates_n = NITEMS(recheck_aggregates);
