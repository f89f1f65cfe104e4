/* How far the log is sealed, batch by batch. */
#include "show/desk/desk.h"

#include "city/unit/roles.h"
#include "desk_sql.h"
#include "desk_tpl.h"
#include "kit/journal/journal.h"
#include "show_desk_texts.h"

enum { BATCHES = 20, HASH_SHOWN = 8, WAITING_MOST = 1000 };

struct seal_out {
	struct journal_head       head;
	struct q_seal_before_row *row;
	size_t                    n;
	int64_t                   waiting; /* no more than WAITING_MOST are counted */
	opt_i64                   oldest;
	bool                      first; /* the newest batch is among them */
};

#define DESK_SEAL_IN(X)                                                                                      \
	X(i64, before, 0, 1, INT64_MAX, T_desk_field_before, NULL)                                           \
	X(i64, at, 0, 1, INT64_MAX, T_desk_field_at, NULL)
struct desk_seal_in {
	DESK_SEAL_IN(FIELD_DECL)
};
#define IN_T desk_seal_in
static const struct field seal_fields[] = {DESK_SEAL_IN(FIELD_ROW)};
#undef IN_T

static enum err
seal_run(struct ctx *cx, const void *arg, const void **out)
{
	const struct desk_seal_in *in = arg;
	struct seal_out           *s = ARENA_NEW(cx->arena, struct seal_out);
	struct q_seal_holding_row *held;
	struct q_seal_waiting_row  waiting;
	int64_t                    upto = INT64_MAX;
	size_t                     n;
	enum err                   e;

	*out = s;
	if (!s)
		return ctx_no_memory(cx);
	if ((e = journal_head(cx, &s->head)) != OK ||
	    (e = q_seal_waiting(cx, &(struct q_seal_waiting_in){WAITING_MOST}, &waiting)) != OK)
		return e;
	if (in->at != FIELD_ABSENT) {
		if ((e = q_seal_holding(cx, &(struct q_seal_holding_in){in->at}, &held, &n)) != OK)
			return e;
		upto = n ? held->batch : 0;
	} else if (in->before != FIELD_ABSENT) {
		upto = in->before - 1;
	}
	s->waiting = waiting.n;
	s->oldest = waiting.oldest;
	s->first = upto >= s->head.batch;
	return q_seal_before(cx, &(struct q_seal_before_in){upto, BATCHES}, &s->row, &s->n);
}

static void
json_hex(struct json *j, const char *key, const void *p, size_t n)
{
	static const char hex[] = "0123456789abcdef";
	char              text[2 * DIGEST_SIZE];

	for (size_t i = 0; i < n && i < DIGEST_SIZE; i++) {
		text[2 * i] = hex[((const unsigned char *)p)[i] >> 4];
		text[2 * i + 1] = hex[((const unsigned char *)p)[i] & 15];
	}
	json_kv_str(j, key, (str){text, 2 * (n < DIGEST_SIZE ? n : DIGEST_SIZE)});
}

static void
seal_json(const void *out, struct json *j)
{
	const struct seal_out *s = out;

	json_obj(j);
	json_kv_i64(j, "position", s->head.position);
	json_kv_i64(j, "batch", s->head.batch);
	json_hex(j, "seal", s->head.seal.b, DIGEST_SIZE);
	json_kv_i64(j, "sealed_at", s->head.sealed_at);
	json_kv_i64(j, "waiting", s->waiting);
	json_kv_bool(j, "waiting_more", s->waiting == WAITING_MOST);
	json_key(j, S("batches"));
	json_arr(j);
	for (size_t i = 0; i < s->n; i++) {
		json_obj(j);
		json_kv_i64(j, "batch", s->row[i].batch);
		json_kv_i64(j, "first", s->row[i].first);
		json_kv_i64(j, "count", s->row[i].count);
		json_kv_i64(j, "sealed_at", s->row[i].sealed_at);
		json_hex(j, "seal", s->row[i].seal.p, s->row[i].seal.n);
		json_hex(j, "prev", s->row[i].prev.p, s->row[i].prev.n);
		json_obj_end(j);
	}
	json_arr_end(j);
	json_obj_end(j);
}

const struct view desk_seal_view = {
    .out = "{position:i,batch:i,seal:s,sealed_at:t?,waiting:i,waiting_more:b,"
           "batches:[{batch:i,first:i,count:i,sealed_at:t,seal:s,prev:s}]}",
    .name = "seal.show",
    .summary = T_desk_view_seal,
    .perm = PERM_SEAL_SEE,
    .in = seal_fields,
    .nin = NITEMS(seal_fields),
    .in_size = sizeof(struct desk_seal_in),
    .run = seal_run,
    .json = seal_json,
};

/* Groups of four hexadecimal digits, so that a person can compare them. */
static str
grouped(struct ctx *cx, const void *p, size_t n)
{
	struct buf b;

	buf_init(&b, cx->arena, BUF_PATH);
	for (size_t i = 0; i < n; i += 2) {
		if (i)
			buf_char(&b, ' ');
		buf_hex(&b, (const unsigned char *)p + i, 2);
	}
	return buf_str(&b);
}

enum err
desk_seal_show(struct http_request *rq, const struct input *pairs, size_t n, str tail,
               struct form_again *again, struct http_reply *rp)
{
	struct ctx            *cx = rq->cx;
	struct desk_seal      *p = ARENA_NEW(cx->arena, struct desk_seal);
	const struct seal_out *s;
	const void            *out;
	struct input           in[2];
	size_t                 m = 0;
	struct html_cx         h;
	struct buf             b;
	enum err               e;

	(void)tail;
	(void)again;
	if (!p)
		return ctx_no_memory(cx);
	for (size_t i = 0; i < n && m < NITEMS(in); i++)
		if (str_eq(pairs[i].name, S("before")) || str_eq(pairs[i].name, S("at")))
			in[m++] = pairs[i];
	if ((e = view_show(cx, &desk_seal_view, in, m, &out)) != OK)
		return e;
	s = out;
	frame_of(rq, &p->page);
	if ((e = desk_saved(rq, &p->page)) != OK)
		return e;
	p->position = s->head.position;
	p->batch = s->head.batch;
	p->at = s->head.sealed_at;
	p->waiting = s->waiting;
	p->many = s->waiting == WAITING_MOST;
	p->oldest = s->oldest;
	p->seal = s->head.batch ? grouped(cx, s->head.seal.b, DIGEST_SIZE) : STR_NONE;
	p->batches = ARENA_NEWS(cx->arena, s->n, struct desk_batch);
	if (!p->batches)
		return ctx_no_memory(cx);
	p->nbatches = s->n;
	for (size_t i = 0; i < s->n; i++)
		p->batches[i] = (struct desk_batch){s->row[i].batch,
		                                    s->row[i].first,
		                                    s->row[i].first + s->row[i].count - 1,
		                                    s->row[i].count,
		                                    s->row[i].sealed_at,
		                                    grouped(cx, s->row[i].seal.p, HASH_SHOWN),
		                                    grouped(cx, s->row[i].prev.p, HASH_SHOWN)};
	if (!s->first)
		p->newer = S("/seal");
	if (s->n && s->row[s->n - 1].batch > 1)
		p->older = DESK_FORMAT(cx, "/seal?before=%lld", (long long)s->row[s->n - 1].batch);
	frame_begin(rq, &h, &b);
	tpl_desk_seal(&h, p);
	return frame_end(&h, rp, 200);
}
