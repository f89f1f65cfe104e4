/* message.again, message.drop: what is done with letters that did not go; message.rules, message.remind. */
#include "base/clock.h"
#include "city/place/place.h"
#include "city/unit/roles.h"
#include "work_outbox_texts.h"
#include "work/life/rules.h"
#include "work/outbox/inside.h"

#define ONE_IN(X) X(id, id, 1, 1, INT64_MAX, T_outbox_f_message, NULL)
struct one_in {
	ONE_IN(FIELD_DECL)
};
#define IN_T one_in
static const struct field one_fields[] = {ONE_IN(FIELD_ROW)};
#undef IN_T

static enum err
get(struct ctx *cx, int64_t id, struct q_message_get_row *m)
{
	enum err e = q_message_get(cx, &(struct q_message_get_in){id, cx->who->reach}, m);

	return e == ERR_NONE ? refuse(cx, ERR_NONE, NULL, T_outbox_none_message) : e;
}

static struct reply
done(struct ctx *cx, int64_t id, text_id text)
{
	return (struct reply){.id = id, .done = text, .see = arena_printf(cx->arena, "/messages/%lld", (long long)id)};
}

static enum err
again(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct one_in     *in = arg;
	struct q_message_get_row m;
	enum err                 e;

	(void)made;
	if ((e = get(cx, in->id, &m)) != OK)
		return e;
	if (m.fate != FATE_DEAD && m.fate != FATE_DROPPED)
		return refuse(cx, ERR_RULE, NULL, T_outbox_not_dead);
	if (m.ended_at.some)
		return refuse(cx, ERR_RULE, NULL, T_outbox_is_off);
	*out = done(cx, in->id, T_outbox_again);
	return message_reopen(cx, m.id, m.rev, m.channel_id);
}

static enum err
drop(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct one_in     *in = arg;
	struct q_message_get_row m;
	enum err                 e;

	(void)made;
	if ((e = get(cx, in->id, &m)) != OK)
		return e;
	if ((m.fate != FATE_DEAD && m.fate != FATE_OPEN) || (m.state.some && m.state.v == DUE_SENDING))
		return refuse(cx, ERR_RULE, NULL, T_outbox_not_waiting);
	*out = done(cx, in->id, T_outbox_dropped);
	return message_end(cx, &(struct message_ending){.id = m.id, .rev = m.rev, .fate = FATE_DROPPED,
	                                                .why = (enum post_why)m.why, .code = m.code, .said = m.said});
}

/* ---- message.rules ---- */

#define RULES_IN(X)                                                       \
	X(str, site, 0, 10, 200, T_outbox_f_site, NULL)                   \
	X(i64, lead, 0, 10, LEAD_MOST, T_outbox_f_lead, NULL)             \
	X(str, gateways, 0, 1, 500, T_outbox_f_gateways, NULL)
struct rules_in {
	RULES_IN(FIELD_DECL)
};
#define IN_T rules_in
static const struct field rules_fields[] = {RULES_IN(FIELD_ROW)};
#undef IN_T

/* What is not said stays as it is. */
static enum err
rules(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct rules_in *in = arg;
	struct post_host       h;
	str                    site = in->site, wrong = STR_NONE, gateways = in->gateways;
	enum err               e = OK;

	(void)made;
	while (site.n && site.p[site.n - 1] == '/')
		site.n--;
	if (site.n && (!post_host_of(site, &h) || !str_starts(h.scheme, S("http")) || str_find(site,
	    '?') != SIZE_MAX ||
	               str_find(site, ')') != SIZE_MAX))
		return refuse(cx, ERR_INPUT, "site", T_outbox_bad_site);
	/* A field that is left empty says nothing, so taking them all out needs a sign. */
	if (str_eq(gateways, S("-")))
		gateways = S("");
	if (!post_gateways_ok(gateways, &wrong))
		return refuse(cx, ERR_INPUT, "gateways", T_outbox_bad_gateway, wrong);
	if (site.n)
		e = setting_put(cx, MESSAGE_SITE, site);
	if (e == OK && in->gateways.n)
		e = setting_put(cx, MESSAGE_GATEWAYS, gateways);
	if (e == OK && in->lead != FIELD_ABSENT)
		e = setting_put(cx, MESSAGE_LEAD, arena_printf(cx->arena, "%lld", (long long)in->lead));
	*out = (struct reply){.done = T_outbox_ruled};
	return e;
}

/* ---- message.remind ---- */

enum { REMIND_ROWS = 100, LATE_DAYS = 3 };

static enum err
remind_one(struct ctx *cx, enum outbox_topic topic, const struct q_remind_due_row *r)
{
	struct outbox_facts f = {0};
	struct buf          b;
	int64_t             id;

	buf_init(&b, cx->arena, BUF_PATH);
	clock_add_minute(&b, r->due_at, cx->zone);
	f.field[OUTBOX_NO] = r->no;
	f.field[OUTBOX_CLASS] = r->class_name.p ? r->class_name : S("—");
	f.field[OUTBOX_PLACE] = r->place_name;
	f.field[OUTBOX_UNIT] = r->unit_name.p ? r->unit_name : S("—");
	f.field[OUTBOX_STAGE] = text_get(case_stage_label((enum case_stage)r->stage), ZH);
	if (buf_end(&b, &f.field[OUTBOX_MOMENT]) != OK)
		return ctx_no_memory(cx);
	return message_put(cx,
	                   &(struct message_new){.channel = r->channel_id, .digest = r->digest, .topic = topic,
	                                         .about = r->case_id, .about_n = r->n * 8 + r->extended, .facts = &f,
	                                         .path = arena_printf(cx->arena, "/cases/%lld",
	                                         (long long)r->case_id)},
	                   &id);
}

/* The next slice of what is to be told of deadlines; an id in the reply says that there is more. */
static enum err
remind(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	struct q_remind_due_row     *due;
	struct q_remind_overdue_row *late;
	int64_t                      lead = LEAD_USUAL;
	size_t                       n, m;
	str                          value;
	enum err                     e;

	(void)arg;
	(void)made;
	*out = (struct reply){.done = T_outbox_reminded};
	if ((e = setting_get(cx, MESSAGE_LEAD, &value)) != OK)
		return e;
	if (value.p)
		(void)str_to_i64(value, &lead);
	if ((e = q_remind_due(cx, &(struct q_remind_due_in){cx->now, cx->now + lead * MINUTE_MS, REMIND_ROWS}, &due,
	    &n)) != OK ||
	    (e = q_remind_overdue(cx, &(struct q_remind_overdue_in){cx->now - LATE_DAYS * DAY_MS, REMIND_ROWS},
	    &late, &m)) != OK)
		return e;
	for (size_t i = 0; e == OK && i < n; i++)
		e = remind_one(cx, OUTBOX_DUE, &due[i]);
	for (size_t i = 0; e == OK && i < m; i++)
		e = remind_one(cx, OUTBOX_OVERDUE,
		               &(struct q_remind_due_row){.case_id = late[i].case_id, .n = late[i].n,
		               .extended = late[i].extended,
		                                          .due_at = late[i].due_at, .stage = late[i].stage,
		                                          .no = late[i].no,
		                                          .place_name = late[i].place_name,
		                                          .unit_name = late[i].unit_name,
		                                          .class_name = late[i].class_name,
		                                          .channel_id = late[i].channel_id,
		                                          .digest = late[i].digest});
	out->id = n == REMIND_ROWS || m == REMIND_ROWS;
	return e;
}

const struct command message_again_cmd = {
    .name = "message.again", .summary = T_outbox_c_again, .perm = PERM_MESSAGE_SEND, .lock = "message",
    .lock_field = "id",
    .in = one_fields, .nin = NITEMS(one_fields), .in_size = sizeof(struct one_in), .apply = again,
};
const struct command message_drop_cmd = {
    .name = "message.drop", .summary = T_outbox_c_drop, .perm = PERM_MESSAGE_SEND, .lock = "message",
    .lock_field = "id",
    .in = one_fields, .nin = NITEMS(one_fields), .in_size = sizeof(struct one_in), .apply = drop,
};
const struct command message_rules_cmd = {
    .name = "message.rules", .summary = T_outbox_c_rules, .perm = PERM_CITY_EDIT, .scope = place_city_in_reach,
    .in = rules_fields,
    .nin = NITEMS(rules_fields), .in_size = sizeof(struct rules_in), .apply = rules,
};
const struct command message_remind_cmd = {
    .name = "message.remind", .summary = T_outbox_c_remind, .perm = PERM_SYSTEM, .no_key = true, .apply = remind,
};
