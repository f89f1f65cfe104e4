/* How many cases wait in each state: the figures beside the work list. */
#include "base/day.h"
#include "city/unit/roles.h"
#include "work/docket/inside.h"
#include "work_docket_texts.h"

#include <pthread.h>

/*
 * The last counts of each scope are kept for TRUST_MS, whatever happens meanwhile:
 * where much is written they would else be counted for every page.  Who has done
 * something himself sees it at once, because his command forgets his scope's
 * (docket_forget); what others did shows TRUST_MS later at most.  When they are old
 * one reader counts and the others take the old ones until he is through, but not
 * for longer than as long again.  One entry a slot, the newer one stays.
 */
enum { SLOTS = 512, TRUST_MS = 10 * 1000 };
struct kept {
	uint64_t               store; /* 0: free */
	int64_t                reach, at;
	struct case_counts_out counts;
	uint32_t               turn; /* one more with each forgetting: what was counted before is not kept */
	bool                   counting;
};
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct kept     kept[SLOTS];

static struct kept *
slot_of(int64_t reach)
{
	return &kept[(uint64_t)reach * UINT64_C(0x9e3779b97f4a7c15) >> 32 & (SLOTS - 1)];
}

static bool
same(const struct kept *k, const struct kept *want)
{
	return k->store == want->store && k->reach == want->reach;
}

/* False: the caller is to count, and then to say so (remember) or that it failed (give_up). */
static bool
recall(struct kept *want, struct case_counts_out *out)
{
	struct kept *k = slot_of(want->reach);
	int64_t      age;
	bool         good;

	(void)pthread_mutex_lock(&lock);
	age = want->at - k->at;
	good = same(k, want) && age >= 0 && age < (k->counting ? 2 * TRUST_MS : TRUST_MS);
	if (good)
		*out = k->counts;
	else if (same(k, want))
		k->counting = true;
	want->turn = k->turn;
	(void)pthread_mutex_unlock(&lock);
	return good;
}

static void
remember(const struct kept *fresh)
{
	struct kept *k = slot_of(fresh->reach);

	(void)pthread_mutex_lock(&lock);
	if (k->turn == fresh->turn)
		*k = *fresh;
	(void)pthread_mutex_unlock(&lock);
}

static void
give_up(const struct kept *want)
{
	struct kept *k = slot_of(want->reach);

	(void)pthread_mutex_lock(&lock);
	if (same(k, want))
		k->counting = false;
	(void)pthread_mutex_unlock(&lock);
}

void
docket_forget(const struct ctx *cx)
{
	struct kept *k;

	if (!cx->who)
		return;
	k = slot_of(cx->who->reach);
	(void)pthread_mutex_lock(&lock);
	*k = (struct kept){.turn = k->turn + 1};
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
	struct case_counts_out *o = ARENA_NEW(cx->arena, struct case_counts_out);
	struct kept             now = {.store = db_store(cx->db), .reach = cx->who->reach, .at = cx->now};
	enum err                e;

	(void)arg;
	*out = o;
	if (!o)
		return ctx_no_memory(cx);
	/* A connection that may write sees what may be undone: nothing of it is kept. */
	if (!now.store)
		return count(cx, o);
	if (recall(&now, o))
		return OK;
	if ((e = count(cx, o)) != OK) {
		give_up(&now);
		return e;
	}
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
	.out = "{states:{*:i},told:i,overdue:i,today:i,most:i}",
	.name = "case.counts", .summary = T_case_counts, .perm = PERM_CASE_SEE, .in_size = sizeof(struct counts_in),
	.run = counts_run, .json = counts_json,
};
