/* The sealed history as JSON lines, for whoever wants to check it. */
#include "base/json.h"
#include "kit/db/db.h"
#include "kit/verify/inside.h"
#include "verify_sql.h"
#include "kit/journal/pack.h"

#include <string.h>

enum { EXPORT_LINE = 8 * BUF_PAYLOAD };

struct export {
	struct ctx               *cx;
	struct ctx                page;
	const struct export_task *task;
	int64_t                   batches, events, position, id;
	digest                    seal;
};

/* Whole numbers as text: JSON numbers lose digits in some languages. */
static void
kv_number(struct json *j, const char *key, int64_t v)
{
	json_key(j, str_of(key));
	buf_char(j->b, '"');
	json_i64(j, v);
	buf_char(j->b, '"');
}

static void
kv_opt(struct json *j, const char *key, opt_i64 v)
{
	if (v.some)
		kv_number(j, key, v.v);
	else
		json_kv_str(j, key, STR_NONE);
}

static str
hex(struct json *j, str bytes)
{
	struct buf b;

	buf_init(&b, j->b->arena, 2 * bytes.n);
	buf_hex(&b, bytes.p, bytes.n);
	if (b.err)
		j->b->err = b.err;
	return bytes.p ? (str){b.p ? b.p : "", b.n} : STR_NONE;
}

static enum err
line(struct export *x, struct json *j)
{
	str text;

	json_obj_end(j);
	json_obj_end(j);
	buf_char(j->b, '\n');
	if (buf_end(j->b, &text) != OK)
		return ctx_no_memory(x->cx);
	return x->task->out(x->cx, text, x->task->arg);
}

static enum err
put_event(struct export *x, const struct q_event_by_pos_row *r)
{
	struct buf  b;
	struct json j;
	str         payload;
	bool        whole;
	enum err    e = payload_unpack(&x->page, r->payload, &payload, &whole);

	if (e != OK)
		return e;
	buf_init(&b, x->page.arena, EXPORT_LINE);
	json_init(&j, &b);
	json_obj(&j);
	json_key(&j, S("event"));
	json_obj(&j);
	kv_number(&j, "pos", r->pos);
	kv_number(&j, "id", r->id);
	json_kv_str(&j, "kind", r->kind);
	kv_number(&j, "aggregate", r->aggregate);
	kv_number(&j, "rev", r->rev);
	json_kv_str(&j, "type", r->type);
	kv_number(&j, "at", r->at);
	kv_number(&j, "recorded_at", r->recorded_at);
	kv_opt(&j, "who", r->who);
	kv_opt(&j, "as_whom", r->as_whom);
	kv_number(&j, "erases_from", r->erases_from);
	kv_number(&j, "erases_to", r->erases_to);
	json_kv_str(&j, "commitment", hex(&j, r->commitment));
	/* null: erased; absent: kept back. */
	if (x->task->payloads || !r->payload.p) {
		json_kv_str(&j, "salt", hex(&j, r->salt));
		/* What is no payload any more fits no commitment, whatever is said here. */
		json_kv_str(&j, "payload", whole ? payload : S(""));
	}
	return line(x, &j);
}

/* Events behind x->position, up to and including upto. */
static enum err
put_events(struct export *x, int64_t after, int64_t after_id, int64_t upto)
{
	for (;;) {
		struct q_event_by_pos_in   in = {after, after_id, upto, EVENT_PAGE};
		struct q_event_by_pos_row *row;
		size_t                     n;
		enum err                   e = q_event_by_pos(&x->page, &in, &row, &n);

		for (size_t i = 0; e == OK && i < n; i++)
			e = put_event(x, &row[i]);
		if (e != OK || n == 0)
			return e;
		x->events += (int64_t)n;
		after = row[n - 1].pos;
		after_id = row[n - 1].id;
		page_reset(x->cx, &x->page);
		if (n < EVENT_PAGE)
			return OK;
	}
}

static enum err
put_seal(struct export *x, const struct q_seal_next_row *r)
{
	struct buf  b;
	struct json j;

	buf_init(&b, x->page.arena, EXPORT_LINE);
	json_init(&j, &b);
	json_obj(&j);
	json_key(&j, S("seal"));
	json_obj(&j);
	kv_number(&j, "batch", r->batch);
	kv_number(&j, "first", r->first);
	kv_number(&j, "count", r->count);
	json_kv_str(&j, "prev", hex(&j, r->prev));
	json_kv_str(&j, "root", hex(&j, r->root));
	kv_number(&j, "sealed_at", r->sealed_at);
	json_kv_str(&j, "seal", hex(&j, r->seal));
	json_key(&j, S("leaves"));
	json_arr(&j);
	for (size_t i = 0; i < r->leaves.n; i += DIGEST_SIZE)
		json_str(&j, hex(&j, str_slice(r->leaves, i, i + DIGEST_SIZE)));
	json_arr_end(&j);
	return line(x, &j);
}

static enum err
put_batch(struct export *x, bool *more)
{
	int64_t                 after = x->batches == 0 ? INT64_MIN : x->position;
	struct q_seal_next_row *row;
	size_t                  n;
	enum err                e;

	e = q_seal_next(&x->page, &(struct q_seal_next_in){.batch = x->batches}, &row, &n);
	*more = e == OK && n > 0;
	if (!*more || (e = put_seal(x, row)) != OK)
		return e;
	x->batches = row->batch;
	x->position = row->first + row->count - 1;
	if (row->seal.n == DIGEST_SIZE)
		memcpy(x->seal.b, row->seal.p, DIGEST_SIZE);
	page_reset(x->cx, &x->page);
	return put_events(x, after, INT64_MAX, x->position);
}

enum err
journal_export(struct ctx *cx, const struct export_task *task)
{
	struct export x = {.cx = cx, .task = task};
	struct buf    b;
	struct json   j;
	bool          more = true;
	enum err      e = page_begin(cx, &x.page);

	if (e != OK)
		return e;
	e = task->out(cx, S("{\"duban\":\"seal export 1\"}\n"), task->arg);
	while (e == OK && more) {
		e = put_batch(&x, &more);
		if (e == OK && more && task->pause)
			e = task->pause(cx, task->arg);
	}
	/* What claims a position behind the last seal; there should be nothing. */
	if (e == OK)
		e = put_events(&x, x.batches ? x.position : INT64_MIN, INT64_MAX, INT64_MAX);
	if (e == OK) {
		buf_init(&b, x.page.arena, BUF_LINE);
		json_init(&j, &b);
		json_obj(&j);
		json_key(&j, S("end"));
		json_obj(&j);
		kv_number(&j, "batches", x.batches);
		kv_number(&j, "events", x.events);
		kv_number(&j, "position", x.position);
		json_kv_str(&j, "seal", hex(&j, (str){(const char *)x.seal.b, DIGEST_SIZE}));
		e = line(&x, &j);
	}
	page_end(cx, &x.page);
	return e;
}
