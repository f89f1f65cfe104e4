/* How many cases wait in each state: the figures beside the work list. */
#include "base/day.h"
#include "city/unit/roles.h"
#include "texts.h"
#include "work/docket/inside.h"

#include <pthread.h>

/*
 * The last counts of each scope are kept with the newest event at that time: while
 * no event came after, they are still right, but for deadlines that have passed
 * since; so they are good for TRUST_MS at most.  (On PostgreSQL an event with a
 * lower number may be committed after one with a higher: that too shows after
 * TRUST_MS at the latest.)  One entry a slot, the newer one stays.
 */
enum { SLOTS = 512, TRUST_MS = 10 * 1000 };
struct kept {
	uint64_t               store; /* 0: free */
	int64_t                reach, event, at;
	struct case_counts_out counts;
};
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct kept     kept[SLOTS];

static struct kept *
slot_of(uint64_t store, int64_t reach)
{
	return &kept[(store ^ (uint64_t)reach * UINT64_C(0x9e3779b97f4a7c15)) >> 32 & (SLOTS - 1)];
}

static bool
recall(const struct kept *want, struct case_counts_out *out)
{
	struct kept *k = slot_of(want->store, want->reach);
	bool         good;

	(void)pthread_mutex_lock(&lock);
	good = k->store == want->store && k->reach == want->reach && k->event == want->event &&
	       want->at >= k->at && want->at - k->at < TRUST_MS;
	if (good)
		*out = k->counts;
	(void)pthread_mutex_unlock(&lock);
	return good;
}

static void
remember(const struct kept *fresh)
{
	(void)pthread_mutex_lock(&lock);
	*slot_of(fresh->store, fresh->reach) = *fresh;
	(void)pthread_mutex_unlock(&lock);
}

static enum err
count(struct ctx *cx, struct case_counts_out *o)
{
	struct q_count_all_in   in = {.scope = cx->who->reach, .now = cx->now, .midnight = cx->now,
	                              .most = CASE_COUNT_MOST};
	struct q_count_all_row *row;
	size_t                  n;
	day                     d;
	int32_t                 ms;
	enum err                e;

	if (day_of_ms(cx->now, cx->zone, &d, &ms))
		in.midnight = day_to_ms(d, DAY_MS, cx->zone);
	if ((e = q_count_all(cx, &in, &row, &n)) != OK)
		return e;
	for (size_t i = 0; i < n; i++) {
		if (row[i].what == -1)
			o->overdue = row[i].n;
		else if (row[i].what == -2)
			o->today = row[i].n;
		else if (row[i].what == CASE_TOLD)
			o->told = row[i].n;
		else if (row[i].what > 0 && row[i].what < CASE_STATE_MAX)
			o->state[row[i].what] = row[i].n;
	}
	return OK;
}

struct counts_in {
	char none;
};

static enum err
counts_run(struct ctx *cx, const void *arg, const void **out)
{
	struct case_counts_out    *o = ARENA_NEW(cx->arena, struct case_counts_out);
	struct kept                now = {.store = db_store(cx->db), .reach = cx->who->reach, .at = cx->now};
	struct q_newest_event_row  newest = {0};
	enum err                   e;

	(void)arg;
	*out = o;
	if (!o)
		return ctx_no_memory(cx);
	if (!now.store)
		return count(cx, o);
	e = q_newest_event(cx, &newest);
	if (e != OK && e != ERR_NONE)
		return e;
	now.event = newest.id;
	if (recall(&now, o))
		return OK;
	if ((e = count(cx, o)) != OK)
		return e;
	now.counts = *o;
	remember(&now);
	return OK;
}

static void
counts_json(const void *out, struct json *j)
{
	const struct case_counts_out *o = out;

	json_obj(j);
	json_key(j, S("states"));
	json_obj(j);
	for (int i = CASE_REPORTED; i < CASE_STATE_MAX; i++)
		if (case_open((enum case_state)i))
			json_kv_i64(j, case_state_code((enum case_state)i), o->state[i]);
	json_obj_end(j);
	json_kv_i64(j, "told", o->told);
	json_kv_i64(j, "overdue", o->overdue);
	json_kv_i64(j, "today", o->today);
	json_kv_i64(j, "most", CASE_COUNT_MOST);
	json_obj_end(j);
}

const struct view case_counts = {
	.name = "case.counts", .summary = T_case_counts, .perm = PERM_CASE_SEE, .in_size = sizeof(struct counts_in),
	.run = counts_run, .json = counts_json,
};
