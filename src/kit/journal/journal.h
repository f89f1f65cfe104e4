/* The event log: adding, erasing, sealing, and the one cursor. */
#ifndef KIT_JOURNAL_JOURNAL_H
#define KIT_JOURNAL_JOURNAL_H

#include "base/ctx.h"
#include "base/opt.h"
#include "kit/journal/seal.h"

struct db_schema;
extern const struct db_schema journal_schema; /* tables event, seal, journal_head */

/*
 * Every change of an aggregate's row is an event in the same transaction.  Its
 * payload says which columns got which value, so that folding the payloads of an
 * aggregate gives its row (kit/verify compares).  Columns that no event has set
 * are NULL, or 0, false, the empty text where the table lets no NULL stand; `id`
 * is the aggregate, and a column `rev` is the newest revision: both are never
 * set.  `true` in a column of numbers stands for the event's recorded_at.
 *
 * Rows that belong to it in other tables (side tables, aggregate.h) change in `rows`:
 *
 *	{"case_did":{"6,31,0":{"at":true}},"case_ask":{"1":null},"case_reach":[38,14,6]}
 *
 * table → key → the columns that got a value; null: the row is gone; a list of
 * keys: these rows are new and every column of theirs holds its default.  A key
 * is the row's key columns as text, joined by commas.
 *
 *	buf_init(&b, cx->arena, BUF_PAYLOAD);
 *	json_init(&j, &b);
 *	json_obj(&j);
 *	json_kv_str(&j, "state", S("filed"));
 *	json_kv_i64(&j, "due_at", due);
 *	json_obj_end(&j);
 *	if ((e = buf_end(&b, &set)) != OK)
 *		return e;
 *	e = journal_add(cx, &(struct journal_event){
 *		.kind = S("case"), .aggregate = id, .rev = rev + 1, .type = S("case.filed"), .at = cx->now,
 *		.who = SOME_I64(user), .as_whom = SOME_I64(post), .set = set,
 *	}, NULL);
 */
struct journal_event {
	str     kind;      /* the aggregate's kind, as registered for the fold */
	int64_t aggregate; /* its id */
	int64_t rev;       /* its revision after the change: 1 for the first event, then one more each time */
	str     type;      /* "case.filed": room, dot, past participle */
	int64_t at;        /* when it happened, ms UTC; not later than cx->now + 5 minutes */
	opt_i64 who;       /* user; none: the program */
	opt_i64 as_whom;   /* post */
	str     set;       /* JSON object: column → value as the row has it now; STR_NONE: no column */
	str     rows;      /* JSON object: changes of side tables; STR_NONE: none */
	bool    whole;     /* set and rows say all there is: what earlier events said no longer counts */
	str     more;      /* JSON object with what no column holds (a reason, a note); STR_NONE */
};

enum {
	JOURNAL_FUTURE_MS = 5 * 60 * 1000,
	JOURNAL_WINDOW_MS = 60 * 1000, /* an event waits no longer than this for its seal */
	JOURNAL_TYPE_MAX = 64          /* bytes of kind and of type */
};

/*
 * Add an event to the transaction that stands.  *id may be NULL.  Values in `set`
 * are text, whole numbers, fractions, true/false or null; BLOB columns as
 * lower-case hexadecimal text.
 *
 * ERR_INPUT field "at" for a time too far ahead, ERR_LARGE for a payload above
 * 64 KiB, ERR_STALE when this revision exists already or the one before does
 * not (somebody was faster), ERR_RETRY, with cx->not_before, when the one before
 * was recorded after cx->now, else what the store says.  Of a first revision
 * without `id` PostgreSQL tells it with a later query or with COMMIT (kit/db/db.h).
 */
MUSTCHECK enum err journal_add(struct ctx *cx, const struct journal_event *ev, int64_t *id);

/*
 * Erase the payloads of this aggregate's revisions from..to, and say so with the
 * event `by` (of the same aggregate, a later revision).  The room blanks the
 * columns of its rows first; `by` should be `whole`, because from an erased
 * revision on nothing is known of the aggregate until an event says it again.
 * The seal stays green.  Headers, and so times and people's ids, stay.  Earlier
 * backups still hold the payload: that is their retention's business.
 *
 * ERR_NONE when one of the revisions does not exist; else as journal_add.
 */
MUSTCHECK enum err journal_erase(struct ctx *cx, const struct journal_event *by, int64_t from, int64_t to);

/*
 * The revision that the next event of an aggregate has, for rooms whose aggregate
 * has side tables only.  The caller holds its lock (db_lock).
 */
MUSTCHECK enum err journal_next_rev(struct ctx *cx, str kind, int64_t aggregate, int64_t *rev);

/*
 * The JSON of a payload as a query of `event` read it: {"set":…,"rows":…,"more":…}, into
 * cx->arena; STR_NONE when it was erased, or damaged (verify says which).  ERR_MEMORY.
 */
MUSTCHECK enum err journal_payload(struct ctx *cx, str stored, str *json);

/*
 * Seal one batch: the oldest unsealed events that are committed, at most `most` of
 * them, 1..SEAL_COUNT_MAX.  *n (may be NULL) says how many; call again while it is
 * `most`.  Needs a write transaction of its own; takes the lock "journal" first, so
 * that two sealers follow each other.  sealed_at is cx->now.
 */
MUSTCHECK enum err journal_seal(struct ctx *cx, int64_t most, int64_t *n);

/* How far it is sealed: what bulletins print and feeds remember. */
struct journal_head {
	int64_t batch, position; /* 0 when nothing is sealed */
	digest  seal;            /* zeros then */
	int64_t sealed_at;
};

/* The newest sealed batch; never ERR_NONE. */
MUSTCHECK enum err journal_head(struct ctx *cx, struct journal_head *head);

/* When the oldest event was recorded that is not sealed yet; 0: all are. */
MUSTCHECK enum err journal_unsealed(struct ctx *cx, int64_t *since);

/* Only the position: the one cursor.  A number made at a position never changes. */
MUSTCHECK enum err journal_position(struct ctx *cx, int64_t *position);

#endif
