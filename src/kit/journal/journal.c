/* The event log: adding, erasing, sealing. */
#include "kit/journal/journal.h"

#include "base/ensure.h"
#include "base/json.h"
#include "base_texts.h"
#include "kit/db/db.h"
#include "kit/journal/journal_sql.h"
#include "kit/journal/pack.h"
#include "kit_journal_texts.h"

#include <string.h>

enum { SEAL_PAGE = 512 };

static void
check_event(const struct journal_event *ev)
{
	ensure(ev->kind.n > 0 && ev->kind.n <= JOURNAL_TYPE_MAX);
	ensure(ev->type.n > 0 && ev->type.n <= JOURNAL_TYPE_MAX);
	ensure(ev->aggregate > 0 && ev->rev > 0);
}

/* {"set":…,"rows":…,"more":…,"whole":true,"os_user":…} */
static enum err
make_payload(struct ctx *cx, const struct journal_event *ev, str *payload)
{
	struct buf b;
	enum err   e;

	buf_init(&b, cx->arena, BUF_PAYLOAD);
	buf_add(&b, S("{\"set\":"));
	buf_add(&b, ev->set.p ? ev->set : S("{}"));
	if (ev->rows.p) {
		buf_add(&b, S(",\"rows\":"));
		buf_add(&b, ev->rows);
	}
	if (ev->more.p) {
		buf_add(&b, S(",\"more\":"));
		buf_add(&b, ev->more);
	}
	if (ev->whole)
		buf_add(&b, S(",\"whole\":true"));
	/* Whoever sits at the command line acts in other people's names: it is kept who that was. */
	if (cx->os_user.p) {
		struct json j;

		buf_add(&b, S(",\"os_user\":"));
		json_init(&j, &b);
		json_str(&j, cx->os_user);
	}
	buf_char(&b, '}');
	if ((e = buf_end(&b, payload)) != OK)
		return e == ERR_MEMORY ? ctx_no_memory(cx) : refuse(cx, e, NULL, T_err_large);
	return OK;
}

/*
 * ERR_RETRY when the revision before is there and was recorded after cx->now: whoever wrote it was
 * faster, or his clock is ahead.  What an aggregate's events say is run again at that time.
 */
static enum err
later_than(struct ctx *cx, const struct journal_event *ev)
{
	struct q_event_last_rev_row row;
	enum err                    e;

	e = q_event_last_rev(cx, &(struct q_event_last_rev_in){.kind = ev->kind, .aggregate = ev->aggregate}, &row);
	if (e != OK || row.rev != ev->rev - 1 || row.recorded_at <= cx->now)
		return e == ERR_NONE ? OK : e;
	cx->not_before = row.recorded_at;
	return ERR_RETRY;
}

static enum err
add(struct ctx *cx, const struct journal_event *ev, int64_t from, int64_t to, int64_t *id)
{
	uint8_t               salt[SALT_SIZE];
	struct q_event_add_in in = {
		.kind = ev->kind, .aggregate = ev->aggregate, .rev = ev->rev, .type = ev->type, .at = ev->at,
		.recorded_at = cx->now, .who = ev->who, .as_whom = ev->as_whom, .erases_from = from,
		.erases_to = to,
		.salt = {(const char *)salt, sizeof(salt)},
	};
	struct q_event_add_row row;
	str                    payload;
	digest                 c;
	enum err               e;

	check_event(ev);
	/* What follows something of a clock that was ahead since happens then, too: first its time. */
	if (ev->at > cx->now + JOURNAL_FUTURE_MS)
		return (e = later_than(cx, ev)) != OK ? e : refuse(cx, ERR_INPUT, "at", T_journal_future);
	if ((e = make_payload(cx, ev, &payload)) != OK || (e = payload_pack(cx, payload, &in.payload)) != OK)
		return e;
	secret_random(salt, sizeof(salt));
	c = seal_commitment(salt, payload);
	in.commitment = (str){(const char *)c.b, sizeof(c.b)};
	if (ev->rev == 1 && !id && !to) {
		struct q_event_first_in first = {
			.kind = in.kind, .aggregate = in.aggregate, .type = in.type, .at = in.at,
			.recorded_at = in.recorded_at, .who = in.who, .as_whom = in.as_whom, .salt = in.salt,
			.payload = in.payload, .commitment = in.commitment,
		};

		e = q_event_first(cx, &first, NULL);
		return e == ERR_STALE ? refuse(cx, e, NULL, T_err_stale) : e;
	}
	e = q_event_add(cx, &in, &row);
	/* No row: the revision before is missing, or younger.  ERR_RULE: this one is there already. */
	if (e == ERR_NONE && (e = later_than(cx, ev)) == OK)
		e = ERR_NONE;
	if (e == ERR_NONE || (e == ERR_RULE && db_violation(cx->db).kind == DB_UNIQUE))
		return refuse(cx, ERR_STALE, NULL, T_err_stale);
	if (e == OK && id)
		*id = row.id;
	return e;
}

enum err
journal_add(struct ctx *cx, const struct journal_event *ev, int64_t *id)
{
	return add(cx, ev, 0, 0, id);
}

enum err
journal_payload(struct ctx *cx, str stored, str *json)
{
	bool     whole;
	enum err e = payload_unpack(cx, stored, json, &whole);

	/* verify names what was damaged; whoever reads a history goes on without it. */
	if (e == OK && !whole)
		*json = STR_NONE;
	return e;
}

enum err
journal_next_rev(struct ctx *cx, str kind, int64_t aggregate, int64_t *rev)
{
	struct q_event_last_rev_row row;
	enum err                    e;

	e = q_event_last_rev(cx, &(struct q_event_last_rev_in){.kind = kind, .aggregate = aggregate}, &row);
	*rev = e == OK ? row.rev + 1 : 1;
	return e == ERR_NONE ? OK : e;
}

enum err
journal_erase(struct ctx *cx, const struct journal_event *by, int64_t from, int64_t to)
{
	struct q_event_erase_in in = {by->kind, by->aggregate, from, to};
	int64_t                 changed = 0;
	enum err                e;

	ensure(from >= 1 && from <= to);
	/* Before `by` is added: on `to` >= by->rev the count below tells. */
	if ((e = q_event_erase(cx, &in, &changed)) != OK)
		return e;
	if (changed != to - from + 1)
		return ERR_NONE;
	return add(cx, by, from, to, NULL);
}

static digest
as_digest(str s)
{
	digest d;

	ensure(s.n == sizeof(d.b));
	memcpy(d.b, s.p, sizeof(d.b));
	return d;
}

enum err
journal_head(struct ctx *cx, struct journal_head *head)
{
	struct q_journal_head_get_row row;
	enum err                      e = q_journal_head_get(cx, &row);

	*head = (struct journal_head){0};
	if (e == ERR_NONE)
		return OK;
	if (e != OK)
		return e;
	if (row.seal.n != DIGEST_SIZE)
		return ERR_STORE;
	*head = (struct journal_head){row.batch, row.position, as_digest(row.seal), row.sealed_at};
	return OK;
}

enum err
journal_unsealed(struct ctx *cx, int64_t *since)
{
	struct q_event_oldest_unsealed_row row;
	enum err                           e = q_event_oldest_unsealed(cx, &row);

	*since = e == OK ? row.recorded_at : 0;
	return e == ERR_NONE ? OK : e;
}

enum err
journal_position(struct ctx *cx, int64_t *position)
{
	struct journal_head head;
	enum err            e = journal_head(cx, &head);

	*position = head.position;
	return e;
}

/* The leaves of the events behind a position, in order. */
static enum err
read_leaves(struct ctx *cx, int64_t after, int64_t n, digest *leaf)
{
	int64_t done = 0;

	while (done < n) {
		struct q_event_to_seal_in   in = {.after = after + done, .n = SEAL_PAGE};
		struct q_event_to_seal_row *row;
		size_t                      got;
		enum err                    e = q_event_to_seal(cx, &in, &row, &got);

		if (e != OK)
			return e;
		/* What was just placed is there, or somebody wrote past the lock. */
		if (got == 0 || (int64_t)got > n - done)
			return ERR_STORE;
		for (size_t i = 0; i < got; i++) {
			const struct q_event_to_seal_row *r = &row[i];
			struct event_header               h = {
				r->id, r->kind, r->aggregate, r->rev, r->type, r->at, r->recorded_at, r->who,
				r->as_whom, r->erases_from, r->erases_to,
			};

			if (r->commitment.n != DIGEST_SIZE)
				return ERR_STORE;
			leaf[done++] = seal_leaf(&h, as_digest(r->commitment));
		}
	}
	return OK;
}

enum err
journal_seal(struct ctx *cx, int64_t most, int64_t *n)
{
	struct journal_head head;
	struct seal_head    s;
	digest             *leaf, seal;
	int64_t             placed = 0, changed;
	enum err            e;

	ensure(most > 0 && most <= SEAL_COUNT_MAX);
	if (n)
		*n = 0;
	/* Positions are given first and the events read afterwards: whatever is committed meanwhile waits. */
	if ((e = db_lock(cx, "journal", 0)) != OK || (e = journal_head(cx, &head)) != OK ||
	    (e = q_event_place(cx, &(struct q_event_place_in){.base = head.position, .n = most},
	                       &placed)) != OK ||
	    placed == 0)
		return e;
	leaf = ARENA_NEWS(cx->arena, (size_t)placed, digest);
	if (!leaf)
		return ctx_no_memory(cx);
	if ((e = read_leaves(cx, head.position, placed, leaf)) != OK)
		return e;
	s = (struct seal_head){
		.prev = head.seal, .batch = head.batch + 1, .first = head.position + 1, .count = placed,
		.sealed_at = cx->now, .root = seal_root(leaf, (size_t)placed),
	};
	seal = seal_of(&s);
	e = q_seal_add(cx, &(struct q_seal_add_in){
		.batch = s.batch, .first = s.first, .count = s.count,
		.prev = {(const char *)s.prev.b, DIGEST_SIZE},
		.root = {(const char *)s.root.b, DIGEST_SIZE},
		.leaves = {(const char *)leaf, (size_t)placed * sizeof(*leaf)},
		.sealed_at = s.sealed_at,
		.seal = {(const char *)seal.b, DIGEST_SIZE},
	}, &changed);
	if (e != OK)
		return e;
	e = q_journal_head_set(cx, &(struct q_journal_head_set_in){
		.batch = s.batch, .position = s.first + s.count - 1,
		.seal = {(const char *)seal.b, DIGEST_SIZE}, .sealed_at = s.sealed_at,
	}, &changed);
	if (e == OK && n)
		*n = placed;
	return e;
}
