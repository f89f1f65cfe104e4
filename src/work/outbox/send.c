/* message.take, message.told, message.recover: what the sender does in the store, before and after sending. */
#include "work_outbox_texts.h"
#include "work/outbox/inside.h"

#define TAKE_IN(X) X(id, channel, 1, 1, INT64_MAX, T_outbox_f_channel, NULL)
struct take_in {
	TAKE_IN(FIELD_DECL)
};
#define IN_T take_in
static const struct field take_fields[] = {TAKE_IN(FIELD_ROW)};
#undef IN_T

struct taking {
	struct q_channel_get_row c;
	struct q_pace_get_row    pace;
	struct q_due_rows_row   *row;
	size_t                   n;
	str                      today;
};

/* Merged: fresh reminders, and what was to go in a digest already. */
static bool
may_merge(const struct q_due_rows_row *r)
{
	return topic_reminds(r->topic) && r->tries == 0;
}

/* What it reminds of is done or has another deadline: it is not told any more. */
static enum err
drop_stale(struct ctx *cx, struct taking *t)
{
	size_t   kept = 0;
	enum err e = OK;

	for (size_t i = 0; e == OK && i < t->n; i++) {
		if (!t->row[i].stale)
			t->row[kept++] = t->row[i];
		else
			e = message_end(cx, &(struct message_ending){.id = t->row[i].id, .rev = t->row[i].rev,
			    .fate = FATE_DROPPED});
	}
	t->n = kept;
	return e;
}

/*
 * Who holds a post has mailbox, hook and robot as channels, and may hold another post: the cap is theirs, over all
 * of them.  Senders take one after another here, or two at once would not see each other's.
 */
static enum err
people_had(struct ctx *cx, const struct taking *t, int64_t *today)
{
	struct q_pace_of_people_row all;
	enum err                    e;

	*today = t->pace.today;
	if (!t->c.post_id.some)
		return OK;
	if ((e = db_lock(cx, "message_people", 0)) != OK ||
	    (e = q_pace_of_people(cx, &(struct q_pace_of_people_in){t->c.post_id.v, t->today}, &all)) != OK)
		return e;
	if (all.today > *today)
		*today = all.today;
	return OK;
}

/* Reminders beyond the day's cap wait for the next day, where they go in one. */
static enum err
hold_capped(struct ctx *cx, struct taking *t)
{
	int64_t  next = next_day(cx->now, cx->zone), today;
	size_t   kept = 0;
	enum err e = people_had(cx, t, &today);

	if (e != OK || today < t->c.per_day)
		return e;
	for (size_t i = 0; e == OK && i < t->n; i++) {
		const struct q_due_rows_row *r = &t->row[i];

		if (!topic_reminds(r->topic) && !str_eq(r->topic, S("digest"))) {
			t->row[kept++] = *r;
			continue;
		}
		e = q_due_set(cx,
		              &(struct q_due_set_in){.message_id = r->id, .state = DUE_CAPPED, .next_at = next,
		              .tries = r->tries,
		                                     .unsure = r->unsure, .why = r->why, .code = r->code,
		                                     .said = r->said},
		              NULL);
	}
	t->n = kept;
	return e;
}

/* The titles of all that wait, one a line, as far as a message has room; the rest is counted. */
static enum err
digest_body(struct ctx *cx, const struct taking *t, str *out)
{
	size_t     room = post_room(post_kind_of(t->c.kind), t->c.markdown), left = 0;
	struct buf b;
	int64_t    n = 0;

	buf_init(&b, cx->arena, BUF_LINE);
	for (size_t i = 0; i < t->n; i++) {
		if (!may_merge(&t->row[i]))
			continue;
		/* Room for the last line; a gateway is told the number alone. */
		if (b.n + t->row[i].title.n + 400 > room) {
			left++;
			continue;
		}
		n++;
		buf_printf(&b, "%s%lld. %.*s", n > 1 ? "\n" : "", (long long)n, STR_ARG(t->row[i].title));
	}
	if (left) {
		str rest = arena_printf(cx->arena, "%zu", left);

		buf_char(&b, '\n');
		text_add(&b, T_outbox_digest_rest, ZH, &rest, 1);
	}
	return buf_end(&b, out) == OK ? OK : ctx_no_memory(cx);
}

/* One message that tells them all; they end within it. */
static enum err
merge(struct ctx *cx, struct taking *t, size_t count, int64_t *id)
{
	struct outbox_facts facts = {0};
	str                 body;
	enum err            e;

	facts.field[OUTBOX_COUNT] = arena_printf(cx->arena, "%zu", count);
	if ((e = digest_body(cx, t, &body)) != OK ||
	    (e = message_put(cx,
	                     &(struct message_new){.channel = t->c.id, .topic = OUTBOX_DIGEST, .facts = &facts,
	                     .body = body,
	                                           .path = S("/cases")},
	                     id)) != OK)
		return e;
	for (size_t i = 0; e == OK && i < t->n; i++)
		if (may_merge(&t->row[i]))
			e = message_end(cx, &(struct message_ending){
			                        .id = t->row[i].id, .rev = t->row[i].rev, .fate = FATE_INSIDE,
			                        .into = *id});
	return e;
}

static enum err
mark(struct ctx *cx, const struct taking *t, int64_t id, const struct q_due_rows_row *r, bool counts)
{
	enum err e = q_due_set(cx,
	                       &(struct q_due_set_in){.message_id = id, .state = DUE_SENDING, .next_at = cx->now,
	                                              .tries = (r ? r->tries : 0) + 1, .unsure = r ? r->unsure : 0,
	                                              .why = r ? r->why : 0, .code = r ? r->code : 0,
	                                              .said = r ? r->said : S("")},
	                       NULL);

	return e == OK ? q_pace_set(cx,
	                            &(struct q_pace_set_in){.channel_id = t->c.id, .day = t->today,
	                                                    .free_at = cx->now + MINUTE_MS / t->c.per_minute + 1,
	                                                    .today = t->pace.today + counts},
	                            NULL)
	               : e;
}

static enum err
load(struct ctx *cx, int64_t channel, struct taking *t)
{
	char     text[DAY_TEXT];
	enum err e;

	if ((e = q_channel_get(cx, &(struct q_channel_get_in){.id = channel}, &t->c)) != OK ||
	    (e = q_pace_get(cx, &(struct q_pace_get_in){channel}, &t->pace)) != OK)
		return e;
	if (!arena_str(cx->arena, day_format(ctx_today(cx), text), &t->today))
		return ctx_no_memory(cx);
	if (!str_eq(t->pace.day, t->today))
		t->pace.today = 0;
	return OK;
}

/*
 * One message of a channel is the sender's; reply.id names it, 0: none may go now.  Quiet hours, the day's cap and
 * digests are decided here, where the clock is the store's.
 */
static enum err
take(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct take_in *in = arg;
	struct taking         t;
	int64_t               until, id = 0;
	size_t                fresh = 0, first = SIZE_MAX;
	enum err              e;

	(void)made;
	*out = (struct reply){.done = T_outbox_taken};
	if ((e = load(cx, in->channel, &t)) != OK || t.pace.free_at > cx->now || t.c.ended_at.some)
		return e;
	until = quiet_until(cx->now, cx->zone, t.c.quiet_from, t.c.quiet_to);
	if (until > cx->now)
		return q_due_hold(cx, &(struct q_due_hold_in){t.c.id, cx->now, until}, NULL);
	if ((e = q_due_rows(cx, &(struct q_due_rows_in){t.c.id, cx->now, TAKE_ROWS}, &t.row, &t.n)) != OK ||
	    (e = drop_stale(cx, &t)) != OK || (e = hold_capped(cx, &t)) != OK)
		return e;
	for (size_t i = 0; i < t.n; i++) {
		fresh += may_merge(&t.row[i]);
		if (!may_merge(&t.row[i]) && first == SIZE_MAX)
			first = i;
	}
	if (t.n == 0)
		return OK;
	/* What is not merged goes before: it has been tried, or somebody waits for it. */
	if (first == SIZE_MAX && fresh >= (t.c.digest ? 2 : BURST)) {
		if ((e = merge(cx, &t, fresh, &id)) != OK || (e = mark(cx, &t, id, NULL, true)) != OK)
			return e;
	} else {
		const struct q_due_rows_row *r = &t.row[first == SIZE_MAX ? 0 : first];

		id = r->id;
		if ((e = mark(cx, &t, id, r, r->tries == 0 && topic_reminds(r->topic))) != OK)
			return e;
	}
	out->id = id;
	return OK;
}

/* ---- message.told ---- */

#define TOLD_IN(X)                                                        \
	X(id, id, 1, 1, INT64_MAX, T_outbox_f_message, NULL)              \
	X(i64, tries, 0, 1, 1000, T_outbox_f_tries, NULL)                 \
	X(i64, fate, 1, 0, POST_NEVER, T_outbox_f_fate, NULL)             \
	X(i64, why, 1, 0, POST_WHY_MAX - 1, T_outbox_f_why, NULL)         \
	X(i64, code, 0, INT64_MIN + 1, INT64_MAX, T_outbox_f_code, NULL)  \
	X(str, said, 0, 0, POST_SAID_MOST, T_outbox_f_said, NULL)         \
	X(i64, pause, 0, 0, DAY_MS, T_outbox_f_pause, NULL)
struct told_in {
	TOLD_IN(FIELD_DECL)
};
#define IN_T told_in
static const struct field told_fields[] = {TOLD_IN(FIELD_ROW)};
#undef IN_T

/* What came of it.  ERR_NONE when somebody else has it meanwhile: it was recovered and taken again. */
static enum err
told(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct told_in      *in = arg;
	struct q_message_get_row   m;
	struct message_ending      end = {.id = in->id, .why = (enum post_why)in->why,
	                                  .code = in->code == FIELD_ABSENT ? 0 : in->code, .said = in->said};
	int64_t                    pause = in->pause == FIELD_ABSENT ? 0 : in->pause, wait;
	enum err                   e;

	(void)made;
	if ((e = q_message_get(cx, &(struct q_message_get_in){.id = in->id}, &m)) != OK)
		return e;
	if (!m.state.some || m.state.v != DUE_SENDING || (in->tries != FIELD_ABSENT && m.tries.v != in->tries))
		return ERR_NONE;
	*out = (struct reply){.id = in->id, .done = T_outbox_noted};
	end.rev = m.rev;
	if (in->fate == POST_SENT) {
		end.fate = FATE_SENT;
		end.why = POST_WHY_NONE;
		end.code = 0;
		end.said = STR_NONE;
		return message_end(cx, &end);
	}
	if (pause && (e = q_pace_hold(cx, &(struct q_pace_hold_in){m.channel_id, cx->now + pause}, NULL)) != OK)
		return e;
	/* Gone out and not answered is as little known as what was cut off. */
	if (end.why == POST_WHY_SLOW && ++m.unsure.v >= UNSURE_MOST) {
		end.fate = FATE_DEAD;
		end.why = POST_WHY_UNSURE;
		return message_end(cx, &end);
	}
	if (in->fate == POST_NEVER || m.tries.v >= TRIES_MOST) {
		end.fate = FATE_DEAD;
		return message_end(cx, &end);
	}
	wait = backoff_of(m.tries.v);
	return q_due_set(cx,
	                 &(struct q_due_set_in){.message_id = in->id, .state = DUE_AGAIN,
	                                        .next_at = cx->now + (wait > pause ? wait : pause), .tries = m.tries.v,
	                                        .unsure = m.unsure.v, .why = end.why, .code = end.code,
	                                        .said = end.said.p ? end.said : S("")},
	                 NULL);
}

/* ---- message.recover ---- */

static enum err
recover_some(struct ctx *cx, int64_t channel, size_t *n)
{
	struct q_due_sending_row *row = NULL;
	struct q_message_get_row  m;
	enum err                  e = q_due_sending(cx, &row, n);

	(void)channel;
	for (size_t i = 0; e == OK && i < *n; i++) {
		if (row[i].unsure + 1 < UNSURE_MOST) {
			e = q_due_set(cx,
			              &(struct q_due_set_in){.message_id = row[i].message_id, .state = DUE_AGAIN,
			              .next_at = cx->now,
			                                     .tries = row[i].tries, .unsure = row[i].unsure + 1,
			                                     .why = POST_WHY_SLOW, .said = S("")},
			              NULL);
			continue;
		}
		if ((e = q_message_get(cx, &(struct q_message_get_in){.id = row[i].message_id}, &m)) == OK)
			e = message_end(cx, &(struct message_ending){
			                        .id = m.id, .rev = m.rev, .fate = FATE_DEAD, .why = POST_WHY_UNSURE});
	}
	return e;
}

/* Whoever becomes the sender: nobody knows whether what was being sent arrived. */
static enum err
recover(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	(void)arg;
	(void)made;
	*out = (struct reply){.done = T_outbox_recovered};
	return outbox_all(cx, 0, recover_some);
}

const struct command message_take_cmd = {
    .name = "message.take", .summary = T_outbox_c_take, .perm = PERM_SYSTEM, .lock = "channel",
    .lock_field = "channel",
    .in = take_fields, .nin = NITEMS(take_fields), .in_size = sizeof(struct take_in), .no_key = true, .apply = take,
};
const struct command message_told_cmd = {
    .name = "message.told", .summary = T_outbox_c_told, .perm = PERM_SYSTEM, .lock = "message", .lock_field = "id",
    .in = told_fields, .nin = NITEMS(told_fields), .in_size = sizeof(struct told_in), .no_key = true, .apply = told,
};
const struct command message_recover_cmd = {
    .name = "message.recover", .summary = T_outbox_c_recover, .perm = PERM_SYSTEM, .no_key = true, .apply = recover,
};

/* ---- message.ready, message.letter ---- */

static enum err
ready(struct ctx *cx, const void *arg, const void **out)
{
	struct outbox_ready    *o = ARENA_NEW(cx->arena, struct outbox_ready);
	struct q_due_ready_row *row;
	enum err                e;

	(void)arg;
	*out = o;
	if (!o)
		return ctx_no_memory(cx);
	if ((e = q_due_ready(cx, &(struct q_due_ready_in){cx->now}, &row, &o->n)) != OK)
		return e;
	if (!(o->channel = ARENA_NEWS(cx->arena, o->n + 1, int64_t)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < o->n; i++)
		o->channel[i] = row[i].channel_id;
	return OK;
}

static void
ready_json(const void *out, struct json *j)
{
	const struct outbox_ready *o = out;

	json_arr(j);
	for (size_t i = 0; i < o->n; i++)
		json_i64(j, o->channel[i]);
	json_arr_end(j);
}

#define LETTER_IN(X) X(id, id, 1, 1, INT64_MAX, T_outbox_f_message, NULL)
struct letter_in {
	LETTER_IN(FIELD_DECL)
};
#define IN_T letter_in
static const struct field letter_fields[] = {LETTER_IN(FIELD_ROW)};
#undef IN_T

static enum err
letter(struct ctx *cx, const void *arg, const void **out)
{
	const struct letter_in *in = arg;
	struct outbox_letter   *o = ARENA_NEW(cx->arena, struct outbox_letter);
	struct q_letter_row     r;
	enum err                e;

	*out = o;
	if (!o)
		return ctx_no_memory(cx);
	if ((e = q_letter(cx, &(struct q_letter_in){in->id}, &r)) != OK)
		return e;
	*o = (struct outbox_letter){.id = r.id, .tries = r.tries};
	if ((e = box_open(cx, r.tag, r.sealed, &o->to)) == ERR_MEMORY)
		return e;
	if (e != OK) {
		ctx_forget(cx);
		o->fault = POST_WHY_KEY;
	}
	o->to.kind = post_kind_of(r.kind);
	o->to.markdown = r.markdown;
	o->message = (struct post_message){.id = arena_printf(cx->arena, "%lld", (long long)r.id), .title = r.title,
	    .text = r.body,
	                                   .made_at = r.made_at};
	if (r.site.n && r.path.n)
		o->message.link = arena_printf(cx->arena, "%.*s%.*s", STR_ARG(r.site), STR_ARG(r.path));
	return OK;
}

/* Only that it is there: what opens a channel is written nowhere. */
static void
letter_json(const void *out, struct json *j)
{
	const struct outbox_letter *o = out;

	json_i64(j, o->id);
}

const struct view message_ready_view = {
    .name = "message.ready", .summary = T_outbox_v_ready, .perm = PERM_SYSTEM, .run = ready, .json = ready_json,
};
const struct view message_letter_view = {
    .name = "message.letter", .summary = T_outbox_v_letter, .perm = PERM_SYSTEM, .in = letter_fields,
    .nin = NITEMS(letter_fields), .in_size = sizeof(struct letter_in), .run = letter, .json = letter_json,
};
