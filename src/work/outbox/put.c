/* Messages made, ended and opened again, each with its event. */
#include "base/json.h"
#include "city/place/record.h"
#include "base_texts.h"
#include "work_outbox_texts.h"
#include "work/outbox/inside.h"

/* Reminders wait for each other where the channel says so: until the first of those that wait goes. */
static enum err
when(struct ctx *cx, const struct message_new *m, int64_t *at)
{
	struct q_due_first_row first;
	enum err               e;

	*at = cx->now;
	if (!topic_reminds(str_of(topic_name(m->topic))) || m->digest == 0)
		return OK;
	*at = cx->now + m->digest * MINUTE_MS;
	e = q_due_first(cx, &(struct q_due_first_in){m->channel}, &first);
	if (e == OK && first.next_at.some && first.next_at.v < *at)
		*at = first.next_at.v > cx->now ? first.next_at.v : cx->now;
	return e == ERR_NONE ? OK : e;
}

enum err
message_put(struct ctx *cx, const struct message_new *m, int64_t *id)
{
	struct q_message_add_in in = {.channel_id = m->channel, .topic = str_of(topic_name(m->topic)),
	    .about = m->about,
	                              .about_n = m->about_n, .path = m->path.p ? m->path : S(""), .made_at = cx->now,
	                              .made_by = cx->who ? cx->who->user : 0};
	struct q_message_add_row row;
	struct record            r;
	int64_t                  at;
	enum err                 e;

	*id = 0;
	if ((e = topic_words(cx, m->topic, m->facts, &in.title, &in.body)) != OK)
		return e;
	if (m->body.p)
		in.body = m->body;
	if ((e = when(cx, m, &at)) != OK || (e = q_message_add(cx, &in, &row)) != OK)
		return e == ERR_NONE ? OK : e;
	*id = row.id;
	if ((e = q_due_add(cx, &(struct q_due_add_in){*id, m->channel, at}, NULL)) != OK)
		return e;
	record_begin(cx, &r);
	json_kv_i64(&r.set, "channel_id", in.channel_id);
	json_kv_str(&r.set, "topic", in.topic);
	json_kv_i64(&r.set, "about", in.about);
	json_kv_i64(&r.set, "about_n", in.about_n);
	json_kv_str(&r.set, "title", in.title);
	json_kv_str(&r.set, "body", in.body);
	json_kv_str(&r.set, "path", in.path);
	json_kv_i64(&r.set, "made_at", in.made_at);
	json_kv_i64(&r.set, "made_by", in.made_by);
	return record_end(cx, &r, "message", *id, 1, "message.made", STR_NONE);
}

static enum err
set_fate(struct ctx *cx, const struct q_message_end_in *in, const char *type)
{
	struct record r;
	int64_t       n;
	enum err      e;

	if ((e = q_message_end(cx, in, &n)) != OK)
		return e;
	if (n != 1)
		return refuse(cx, ERR_STALE, NULL, T_err_stale);
	record_begin(cx, &r);
	json_kv_i64(&r.set, "fate", in->fate);
	record_opt(&r, "fate_at", in->fate_at.some, in->fate_at.v);
	record_opt(&r, "into_id", in->into_id.some, in->into_id.v);
	json_kv_i64(&r.set, "why", in->why);
	json_kv_i64(&r.set, "code", in->code);
	json_kv_str(&r.set, "said", in->said);
	return record_end(cx, &r, "message", in->id, in->rev, type, STR_NONE);
}

enum err
message_end(struct ctx *cx, const struct message_ending *m)
{
	static const char *const types[] = {[FATE_OPEN] = "message.made", [FATE_SENT] = "message.sent",
	    [FATE_DEAD] = "message.died",
	                                    [FATE_DROPPED] = "message.dropped", [FATE_INSIDE] = "message.told_within"};
	enum err e = q_due_drop(cx, &(struct q_due_drop_in){m->id}, NULL);

	if (e != OK)
		return e;
	return set_fate(cx,
	                &(struct q_message_end_in){.id = m->id, .rev = m->rev + 1, .fate = m->fate,
	                .fate_at = SOME_I64(cx->now),
	                                           .into_id = {m->into != 0, m->into}, .why = m->why, .code = m->code,
	                                           .said = m->said.p ? m->said : S("")},
	                types[m->fate]);
}

enum err
outbox_all(struct ctx *cx, int64_t channel, outbox_some *some)
{
	struct arena *mine = cx->arena, *own = arena_new_beside(mine, ROUND_ROOM);
	size_t        n = 1;
	enum err      e = OK;

	if (!own)
		return ctx_no_memory(cx);
	cx->arena = own;
	while (n && (e = some(cx, channel, &n)) == OK)
		arena_reset(own);
	cx->arena = mine;
	return e;
}

enum err
message_reopen(struct ctx *cx, int64_t id, int64_t rev, int64_t channel)
{
	enum err e = q_due_add(cx, &(struct q_due_add_in){id, channel, cx->now}, NULL);

	return e == OK ? set_fate(cx, &(struct q_message_end_in){.id = id, .rev = rev + 1, .said = S("")},
	    "message.reopened") : e;
}

enum err
outbox_bulletin(struct ctx *cx, int64_t place, int64_t bulletin, const struct outbox_facts *facts)
{
	struct q_channel_at_row *row;
	size_t                   n;
	int64_t                  id;
	enum err                 e = q_channel_at(cx, &(struct q_channel_at_in){place}, &row, &n);

	for (size_t i = 0; e == OK && i < n; i++)
		e = message_put(cx,
		                &(struct message_new){.channel = row[i].id, .digest = row[i].digest,
		                .topic = OUTBOX_BULLETIN,
		                                      .about = bulletin, .facts = facts,
		                                      .path = arena_printf(cx->arena, "/bulletin/editions/%lld",
		                                      (long long)bulletin)},
		                &id);
	return e;
}

enum err
outbox_inquiry(struct ctx *cx, int64_t unit, int64_t inquiry, const struct outbox_facts *facts)
{
	struct q_channel_of_unit_row *row;
	size_t                        n;
	int64_t                       id;
	str                           path = arena_printf(cx->arena, "/inquiries/%lld", (long long)inquiry);
	enum err                      e = q_channel_of_unit(cx, &(struct q_channel_of_unit_in){unit}, &row, &n);

	for (size_t i = 0; e == OK && i < n; i++)
		e = message_put(cx, &(struct message_new){.channel = row[i].id, .digest = row[i].digest,
		                    .topic = OUTBOX_INQUIRY, .about = inquiry, .facts = facts, .path = path}, &id);
	return e;
}

enum err
outbox_inquiry_over(struct ctx *cx, int64_t unit, int64_t inquiry)
{
	struct q_inquiry_waits_row *row;
	size_t                      n;
	enum err e = q_inquiry_waits(cx, &(struct q_inquiry_waits_in){.inquiry = inquiry, .unit = unit}, &row, &n);

	for (size_t i = 0; e == OK && i < n; i++)
		e = message_end(cx, &(struct message_ending){.id = row[i].id, .rev = row[i].rev, .fate = FATE_DROPPED});
	return e;
}
