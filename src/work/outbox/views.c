/* channel.list, channel.show, message.list, message.show; the lists of this room. */
#include "base/json.h"
#include "city/place/place.h"
#include "city/unit/roles.h"
#include "work_outbox_texts.h"
#include "work/outbox/inside.h"

/* ---- channel.list ---- */

static enum err
channels(struct ctx *cx, const void *arg, const void **out)
{
	struct outbox_channels    *o = ARENA_NEW(cx->arena, struct outbox_channels);
	struct q_channel_list_row *row;
	str                        lead;
	enum err                   e;

	(void)arg;
	*out = o;
	if (!o)
		return ctx_no_memory(cx);
	o->lead = LEAD_USUAL;
	if ((e = q_channel_list(cx, &(struct q_channel_list_in){cx->who->reach}, &row, &o->n)) != OK ||
	    (e = setting_get(cx, MESSAGE_SITE, &o->site)) != OK || (e = setting_get(cx, MESSAGE_LEAD, &lead)) != OK ||
	    (e = setting_get(cx, MESSAGE_GATEWAYS, &o->gateways)) != OK)
		return e;
	if (lead.p)
		(void)str_to_i64(lead, &o->lead);
	if (!(o->item = ARENA_NEWS(cx->arena, o->n + 1, struct outbox_channel)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < o->n; i++)
		o->item[i] = (struct outbox_channel){
		    .id = row[i].id, .place_id = row[i].place_id, .waiting = row[i].waiting, .dead = row[i].dead,
		    .today = row[i].today, .name = row[i].name, .kind = row[i].kind, .shown = row[i].shown,
		    .place_name = row[i].place_name, .unit_name = row[i].unit_name, .post_name = row[i].post_name,
		    .due = row[i].tell_due, .overdue = row[i].tell_overdue, .bulletin = row[i].tell_bulletin,
		    .ended_at = row[i].ended_at};
	return OK;
}

static void
channels_json(const void *out, struct json *j)
{
	const struct outbox_channels *o = out;

	json_arr(j);
	for (size_t i = 0; i < o->n; i++) {
		const struct outbox_channel *c = &o->item[i];

		json_obj(j);
		json_kv_i64(j, "id", c->id);
		json_kv_str(j, "name", c->name);
		json_kv_str(j, "kind", c->kind);
		json_kv_str(j, "host", c->shown);
		json_kv_str(j, "place", c->place_name);
		json_kv_str(j, "unit", c->unit_name);
		json_kv_str(j, "post", c->post_name);
		json_kv_bool(j, "due", c->due);
		json_kv_bool(j, "overdue", c->overdue);
		json_kv_bool(j, "bulletin", c->bulletin);
		json_kv_bool(j, "on", !c->ended_at.some);
		json_kv_i64(j, "waiting", c->waiting);
		json_kv_i64(j, "dead", c->dead);
		json_kv_i64(j, "today", c->today);
		json_obj_end(j);
	}
	json_arr_end(j);
}

/* ---- channel.show ---- */

#define CHANNEL_IN(X) X(id, id, 1, 1, INT64_MAX, T_outbox_f_channel, NULL)
struct channel_in {
	CHANNEL_IN(FIELD_DECL)
};
#define IN_T channel_in
static const struct field channel_fields[] = {CHANNEL_IN(FIELD_ROW)};
#undef IN_T

static enum err
channel(struct ctx *cx, const void *arg, const void **out)
{
	const struct channel_in     *in = arg;
	struct outbox_channel_show  *o = ARENA_NEW(cx->arena, struct outbox_channel_show);
	struct q_channel_get_row     c;
	struct q_channel_events_row *row;
	enum err                     e;

	*out = o;
	if (!o)
		return ctx_no_memory(cx);
	if ((e = q_channel_get(cx, &(struct q_channel_get_in){in->id, cx->who->reach}, &c)) != OK)
		return e == ERR_NONE ? refuse(cx, ERR_NONE, NULL, T_outbox_none) : e;
	if ((e = q_channel_events(cx, &(struct q_channel_events_in){in->id}, &row, &o->npast)) != OK)
		return e;
	o->id = c.id;
	o->name = c.name;
	o->kind = c.kind;
	o->shown = c.shown;
	o->due = c.tell_due;
	o->overdue = c.tell_overdue;
	o->bulletin = c.tell_bulletin;
	o->markdown = c.markdown;
	o->quiet_from = c.quiet_from;
	o->quiet_to = c.quiet_to;
	o->per_minute = c.per_minute;
	o->per_day = c.per_day;
	o->digest = c.digest;
	o->ended_at = c.ended_at;
	if (!(o->past = ARENA_NEWS(cx->arena, o->npast + 1, struct outbox_past)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < o->npast; i++)
		o->past[i] = (struct outbox_past){row[i].type, row[i].unit_name, row[i].post_name, row[i].at};
	return OK;
}

static void
channel_json(const void *out, struct json *j)
{
	const struct outbox_channel_show *c = out;

	json_obj(j);
	json_kv_i64(j, "id", c->id);
	json_kv_str(j, "name", c->name);
	json_kv_str(j, "kind", c->kind);
	json_kv_str(j, "host", c->shown);
	json_kv_bool(j, "due", c->due);
	json_kv_bool(j, "overdue", c->overdue);
	json_kv_bool(j, "bulletin", c->bulletin);
	json_kv_bool(j, "markdown", c->markdown);
	json_kv_i64(j, "quiet_from", c->quiet_from);
	json_kv_i64(j, "quiet_to", c->quiet_to);
	json_kv_i64(j, "per_minute", c->per_minute);
	json_kv_i64(j, "per_day", c->per_day);
	json_kv_i64(j, "digest", c->digest);
	json_kv_bool(j, "on", !c->ended_at.some);
	json_obj_end(j);
}

/* ---- message.list ---- */

static const struct choice states[] = {
#define X(name, code, label) {#code, label},
    OUTBOX_STATES(X)
#undef X
    {NULL, T_none}};

enum { LIST_USUAL = 50, LIST_MOST = 200 };
#define LIST_IN(X)                                                       \
	X(choice, state, 0, 0, 0, T_outbox_f_state, states)              \
	X(id, channel, 0, 1, INT64_MAX, T_outbox_f_channel, NULL)        \
	X(id, before, 0, 1, INT64_MAX, T_outbox_f_before, NULL)          \
	X(i64, n, 0, 1, LIST_MOST, T_outbox_f_n, NULL)
struct list_in {
	LIST_IN(FIELD_DECL)
};
#define IN_T list_in
static const struct field list_fields[] = {LIST_IN(FIELD_ROW)};
#undef IN_T

static enum outbox_state
state_of(int64_t fate, opt_i64 due)
{
	return fate == FATE_OPEN ? (enum outbox_state)due.v
	    : (enum outbox_state)(OUTBOX_STATE_SENT - FATE_SENT + fate);
}

static struct outbox_item
item_of(const struct q_message_all_row *r)
{
	bool open = r->fate == FATE_OPEN;

	return (struct outbox_item){
	    .id = r->id, .made_at = r->made_at, .channel_id = r->channel_id, .tries = r->tries.v,
	    .state = state_of(r->fate, r->state), .topic = r->topic, .title = r->title,
	    .channel_name = r->channel_name,
	    .next_at = r->next_at, .fate_at = r->fate_at, .why = (enum post_why)(open ? r->due_why.v : r->why),
	    .code = open ? r->due_code.v : r->code, .said = open ? r->due_said : r->said};
}

static enum err
list(struct ctx *cx, const void *arg, const void **out)
{
	const struct list_in          *in = arg;
	struct outbox_list            *o = ARENA_NEW(cx->arena, struct outbox_list);
	struct q_message_all_row      *row = NULL;
	struct q_message_by_fate_row  *some = NULL;
	struct q_message_by_fate_in    q = {.scope = cx->who->reach, .channel = in->channel, .state = -1,
	                                    .before = in->before ? in->before : INT64_MAX,
	                                    .n = in->n == FIELD_ABSENT ? LIST_USUAL : in->n};
	int64_t                        most = q.n++;
	size_t                         s = 0;
	enum err                       e;

	*out = o;
	if (!o)
		return ctx_no_memory(cx);
	while (in->state.n && !str_eq(in->state, str_of(states[s].value)))
		s++;
	if (!in->state.n) {
		e = q_message_all(cx, &(struct q_message_all_in){q.scope, q.channel, q.before, q.n}, &row, &o->n);
	} else {
		q.fate = s < OUTBOX_STATE_SENT ? FATE_OPEN : (int64_t)(s - OUTBOX_STATE_SENT) + FATE_SENT;
		q.state = s < OUTBOX_STATE_SENT ? (int64_t)s : -1;
		e = q_message_by_fate(cx, &q, &some, &o->n);
	}
	if (e != OK)
		return e;
	o->more = (int64_t)o->n > most;
	o->n -= o->more;
	if (!(o->item = ARENA_NEWS(cx->arena, o->n + 1, struct outbox_item)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < o->n; i++)
		if (row)
			o->item[i] = item_of(&row[i]);
		else
			o->item[i] = item_of(&(struct q_message_all_row){
			    .id = some[i].id, .topic = some[i].topic, .title = some[i].title,
			    .made_at = some[i].made_at,
			    .fate = some[i].fate, .fate_at = some[i].fate_at, .why = some[i].why, .code = some[i].code,
			    .said = some[i].said, .channel_id = some[i].channel_id,
			    .channel_name = some[i].channel_name,
			    .state = some[i].state, .next_at = some[i].next_at, .tries = some[i].tries,
			    .due_why = some[i].due_why,
			    .due_code = some[i].due_code, .due_said = some[i].due_said});
	return OK;
}

static void
item_json(const struct outbox_item *m, struct json *j)
{
	json_kv_i64(j, "id", m->id);
	json_kv_i64(j, "channel", m->channel_id);
	json_kv_str(j, "topic", m->topic);
	json_kv_str(j, "title", m->title);
	json_kv_str(j, "state", str_of(outbox_state_name(m->state)));
	json_kv_i64(j, "made_at", m->made_at);
	json_kv_i64(j, "tries", m->tries);
	if (m->next_at.some)
		json_kv_i64(j, "next_at", m->next_at.v);
	if (m->fate_at.some)
		json_kv_i64(j, "ended_at", m->fate_at.v);
	if (m->why) {
		json_kv_i64(j, "why", m->why);
		json_kv_i64(j, "code", m->code);
		json_kv_str(j, "said", m->said);
	}
}

static void
list_json(const void *out, struct json *j)
{
	const struct outbox_list *o = out;

	json_arr(j);
	for (size_t i = 0; i < o->n; i++) {
		json_obj(j);
		item_json(&o->item[i], j);
		json_obj_end(j);
	}
	json_arr_end(j);
}

/* ---- message.show ---- */

#define SHOW_IN(X) X(id, id, 1, 1, INT64_MAX, T_outbox_f_message, NULL)
struct show_in {
	SHOW_IN(FIELD_DECL)
};
#define IN_T show_in
static const struct field show_fields[] = {SHOW_IN(FIELD_ROW)};
#undef IN_T

static enum err
show(struct ctx *cx, const void *arg, const void **out)
{
	const struct show_in        *in = arg;
	struct outbox_show          *o = ARENA_NEW(cx->arena, struct outbox_show);
	struct q_message_get_row     m;
	struct q_message_inside_row *row = NULL;
	enum err                     e;

	*out = o;
	if (!o)
		return ctx_no_memory(cx);
	if ((e = q_message_get(cx, &(struct q_message_get_in){in->id, cx->who->reach}, &m)) != OK)
		return e == ERR_NONE ? refuse(cx, ERR_NONE, NULL, T_outbox_none_message) : e;
	if (str_eq(m.topic, S("digest")) && (e = q_message_inside(cx, &(struct q_message_inside_in){m.id}, &row,
	    &o->ninside)) != OK)
		return e;
	o->item = item_of(&(struct q_message_all_row){
	    .id = m.id, .topic = m.topic, .title = m.title, .made_at = m.made_at, .fate = m.fate, .fate_at = m.fate_at,
	    .why = m.why, .code = m.code, .said = m.said, .channel_id = m.channel_id, .channel_name = m.channel_name,
	    .state = m.state, .next_at = m.next_at, .tries = m.tries, .due_why = m.due_why, .due_code = m.due_code,
	    .due_said = m.due_said});
	o->body = m.body;
	o->path = m.path;
	o->kind = m.kind;
	o->shown = m.shown;
	o->into = m.into_id;
	o->ended = m.ended_at.some;
	if (!(o->inside = ARENA_NEWS(cx->arena, o->ninside + 1, struct outbox_inside)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < o->ninside; i++)
		o->inside[i] = (struct outbox_inside){row[i].id, row[i].title};
	return OK;
}

static void
show_json(const void *out, struct json *j)
{
	const struct outbox_show *o = out;

	json_obj(j);
	item_json(&o->item, j);
	json_kv_str(j, "text", o->body);
	if (o->into.some)
		json_kv_i64(j, "into", o->into.v);
	json_key(j, S("inside"));
	json_arr(j);
	for (size_t i = 0; i < o->ninside; i++)
		json_i64(j, o->inside[i].id);
	json_arr_end(j);
	json_obj_end(j);
}

#define ITEM_OUT \
	"id:i,channel:i,topic:s,title:s,state:s,made_at:t,tries:i,next_at?:t,ended_at?:t,why?:i,code?:i,said?:s"
const struct view channel_list_view = {
    .out = "[{id:i,name:s,kind:s,host:s,place:s,unit:s?,post:s?,due:b,overdue:b,bulletin:b,on:b,waiting:i,"
           "dead:i,today:i}]",
    .name = "channel.list", .summary = T_outbox_v_channels, .perm = PERM_MESSAGE_SEE, .run = channels,
    .json = channels_json,
};
const struct view channel_show_view = {
    .out = "{id:i,name:s,kind:s,host:s,due:b,overdue:b,bulletin:b,markdown:b,quiet_from:i,quiet_to:i,"
           "per_minute:i,per_day:i,digest:i,on:b}",
    .name = "channel.show", .summary = T_outbox_v_channel, .perm = PERM_MESSAGE_SEE, .in = channel_fields,
    .nin = NITEMS(channel_fields), .in_size = sizeof(struct channel_in), .run = channel, .json = channel_json,
};
const struct view message_list_view = {
    .out = "[{" ITEM_OUT "}]", .name = "message.list", .summary = T_outbox_v_messages, .perm = PERM_MESSAGE_SEE,
    .in = list_fields, .nin = NITEMS(list_fields), .in_size = sizeof(struct list_in), .run = list, .json = list_json,
};
const struct view message_show_view = {
    .out = "{" ITEM_OUT ",text:s,into?:i,inside:[i]}", .name = "message.show", .summary = T_outbox_v_message,
    .perm = PERM_MESSAGE_SEE, .in = show_fields, .nin = NITEMS(show_fields), .in_size = sizeof(struct show_in),
    .run = show,
    .json = show_json,
};

/* ---- The lists ---- */

const struct command *const outbox_commands[] = {
    &channel_add_cmd, &channel_change_cmd, &channel_key_cmd, &channel_turn_cmd, &channel_test_cmd, &channel_renew_cmd,
    &message_again_cmd, &message_drop_cmd, &message_rules_cmd, &message_take_cmd, &message_told_cmd,
    &message_recover_cmd,
    &message_remind_cmd,
};
const size_t outbox_commands_n = NITEMS(outbox_commands);

const struct view *const outbox_views[] = {
    &channel_list_view, &channel_show_view, &message_list_view, &message_show_view, &message_ready_view,
    &message_letter_view, &channel_keys_view,
};
const size_t outbox_views_n = NITEMS(outbox_views);

const struct journal_aggregate outbox_aggregates[] = {
    {.kind = "channel", .label = T_outbox_kind_channel, .queries = outbox_queries, .query = "channel_fold"},
    {.kind = "message", .label = T_outbox_kind_message, .queries = outbox_queries, .query = "message_fold"},
};
const size_t outbox_aggregates_n = NITEMS(outbox_aggregates);
