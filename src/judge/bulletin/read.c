/* Which cases are in a day's numbers: those that moved since it began from their events, the others as they stand. */
#include "judge/bulletin/inside.h"

#include "city/place/place.h"
#include "judge_bulletin_texts.h"
#include "kit/journal/journal.h"
#include "work/docket/names.h"

#include <stdlib.h>

enum { CASE_BYTES = 4 << 20 };

static enum err
batch(struct ctx *cx, int64_t n, struct q_bulletin_batch_row *row)
{
	return q_bulletin_batch(cx, &(struct q_bulletin_batch_in){n}, row);
}

/* The newest batch sealed before a time (position INT64_MAX), or that ends at or before a position; 0: none. */
static enum err
newest(struct ctx *cx, int64_t upto, int64_t before, int64_t position, struct q_bulletin_batch_row *found)
{
	int64_t low = 0, high = upto;

	*found = (struct q_bulletin_batch_row){0};
	while (low < high) {
		int64_t                     mid = high - (high - low) / 2;
		struct q_bulletin_batch_row row;
		enum err                    e = batch(cx, mid, &row);

		if (e != OK)
			return e == ERR_NONE ? ERR_STORE : e;
		if (row.sealed_at < before && row.first + row.count - 1 <= position) {
			low = mid;
			*found = row;
		} else {
			high = mid - 1;
		}
	}
	return OK;
}

static enum err
place_of(struct ctx *cx, str code, struct bulletin_head *h, const struct docket_names *names)
{
	const struct docket_place *p;
	enum err                   e;

	h->place = cx->who ? cx->who->place : 0;
	if (code.n && !code_is_id(code, &h->place) && (e = place_named(cx, "place", code, &h->place)) != OK)
		return e;
	if (!h->place)
		return refuse(cx, ERR_INPUT, "place", T_bulletin_which_place);
	/* Who stands for a unit has its cases, not a place's figures. */
	if (cx->who && cx->who->reach % 2)
		return ERR_NONE;
	if ((e = place_in_reach(cx, h->place)) != OK)
		return e;
	if (!(p = names_place_of(names, h->place)))
		return ERR_NONE;
	h->place_code = p->code;
	h->place_name = p->name;
	return OK;
}

static enum err
as_of(struct ctx *cx, const struct bulletin_ask *ask, struct bulletin_head *h)
{
	struct journal_head         now;
	struct q_bulletin_batch_row row, next;
	enum err                    e = journal_head(cx, &now);

	if (e != OK)
		return e;
	if (now.batch == 0)
		return refuse(cx, ERR_RULE, "seal", T_bulletin_nothing_sealed);
	if (ask->position != FIELD_ABSENT && ask->position > now.position)
		return refuse(cx, ERR_INPUT, "seal", T_bulletin_not_yet_sealed,
		              arena_printf(cx->arena, "%lld", (long long)now.position));
	if ((e = newest(cx, now.batch, INT64_MAX, ask->position == FIELD_ABSENT ? INT64_MAX : ask->position,
	                &row)) != OK)
		return e;
	if (!row.batch)
		return refuse(cx, ERR_INPUT, "seal", T_bulletin_nothing_sealed);
	h->position = row.first + row.count - 1;
	h->batch = row.batch;
	h->sealed_at = row.sealed_at;
	if (row.seal.n != sizeof(h->seal.b))
		return ERR_STORE;
	for (size_t i = 0; i < sizeof(h->seal.b); i++)
		h->seal.b[i] = (unsigned char)row.seal.p[i];
	h->at = ask->at != FIELD_ABSENT ? ask->at : ask->position != FIELD_ABSENT ? row.sealed_at : cx->now;
	/* A clock that was set back is no reason to be refused. */
	if (ask->at == FIELD_ABSENT && h->at < row.sealed_at)
		h->at = row.sealed_at;
	if (h->at < row.sealed_at || (h->at > cx->now && h->at != row.sealed_at))
		return refuse(cx, ERR_INPUT, "at", T_bulletin_bad_at);
	if (row.batch < now.batch) {
		if ((e = batch(cx, row.batch + 1, &next)) != OK)
			return e == ERR_NONE ? ERR_STORE : e;
		if (h->at > next.sealed_at)
			return refuse(cx, ERR_INPUT, "at", T_bulletin_bad_at);
	}
	return OK;
}

enum err
bulletin_head_of(struct ctx *cx, const struct bulletin_ask *ask, struct bulletin_head *h)
{
	const struct docket_names *names;
	char                       text[DAY_TEXT];
	day                        today = ctx_today(cx);
	const int back = ask->since == FIELD_ABSENT ? BULLETIN_BACK_DAYS : BULLETIN_STRETCH_BACK_DAYS;
	int64_t                    end;
	enum err                   e;

	*h = (struct bulletin_head){.on = ask->day == FIELD_ABSENT ? today : (day){(int32_t)ask->day}};
	if ((e = docket_names(cx, &names)) != OK || (e = place_of(cx, ask->place, h, names)) != OK)
		return e;
	if (h->on.v > today.v || h->on.v < today.v - back)
		return refuse(cx, ERR_INPUT, "day", T_bulletin_bad_day, arena_printf(cx->arena, "%d", back));
	if ((e = as_of(cx, ask, h)) != OK)
		return e;
	h->from = day_to_ms(h->on, 0, cx->zone);
	end = h->from + DAY_MS;
	if (h->at < h->from)
		return refuse(cx, ERR_INPUT, "at", T_bulletin_before_day);
	h->whole = h->at >= end;
	h->cut = h->whole ? end : h->at;
	if (ask->since != FIELD_ABSENT) {
		if (ask->since >= h->cut || h->cut - ask->since > BULLETIN_STRETCH_DAYS * (int64_t)DAY_MS)
			return refuse(cx, ERR_INPUT, "since", T_bulletin_bad_since,
			              arena_printf(cx->arena, "%d", BULLETIN_STRETCH_DAYS));
		h->from = ask->since;
	}
	return arena_str(cx->arena, day_format(h->on, text), &h->day_text) ? OK : ctx_no_memory(cx);
}

int64_t
bulletin_below(const struct docket_names *names, int64_t place, int64_t top)
{
	const struct docket_place *p = names_place_of(names, place);

	while (p && p->id != top && p->parent != top)
		p = names_place_of(names, p->parent);
	return p && p->id != top ? p->id : 0;
}

struct reading {
	const struct bulletin_head *h;
	bulletin_take              *take;
	void                       *arg;
	const int64_t              *moved;
	size_t                      nmoved;
};

static int
by_id(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

/* It stands as it did when the day began. */
static enum err
take_open(struct ctx *cx, const struct q_bulletin_open_row *row, void *arg)
{
	const struct reading *r = arg;
	struct bulletin_case  c = {.id = row->id};
	struct past_stand     s = {
	        .known = true, .recorded_at = INT64_MIN, .state = row->state, .kind = row->kind, .place = row->place_id,
	        .unit = row->unit_id.some ? row->unit_id.v : 0,
	        .due = row->due_at.some ? row->due_at.v : INT64_MAX, .overdue = row->overdue};

	if ((r->nmoved && bsearch(&row->id, r->moved, r->nmoved, sizeof(row->id), by_id)) ||
	    !bulletin_judge(&s, 1, r->h->position, r->h->from, r->h->cut, &c))
		return OK;
	return r->take(cx, &c, r->arg);
}

static enum err
take_moved(struct ctx *cx, struct reading *r, const struct docket_names *names)
{
	struct ctx one = *cx;
	enum err   e = OK;

	if (!(one.arena = arena_new(CASE_BYTES)))
		return ctx_no_memory(cx);
	one.trace = (struct trace){0};
	for (size_t i = 0; e == OK && i < r->nmoved; i++) {
		struct bulletin_case c = {.id = r->moved[i]};
		struct past_stand   *s;
		size_t               n;

		arena_reset(one.arena);
		e = past_of(&one, c.id, &s, &n);
		if (e == OK && bulletin_judge(s, n, r->h->position, r->h->from, r->h->cut, &c) &&
		    names_inside(names, c.place, r->h->place))
			e = r->take(cx, &c, r->arg);
	}
	cx->trace.queries += one.trace.queries;
	cx->trace.rows += one.trace.rows;
	cx->trace.vm_steps += one.trace.vm_steps;
	arena_free(one.arena);
	return e == ERR_MEMORY ? ctx_no_memory(cx) : e;
}

enum err
bulletin_each(struct ctx *cx, const struct bulletin_head *h, const struct docket_names *names, bulletin_take *take,
              void *arg)
{
	struct reading              r = {.h = h, .take = take, .arg = arg};
	struct q_bulletin_batch_row before;
	int64_t                    *moved;
	enum err                    e;

	/*
	 * What is sealed in a batch was recorded before, by clocks that may differ: what moved since the day
	 * began lies behind it.
	 */
	if ((e = newest(cx, h->batch, h->from - JOURNAL_FUTURE_MS, INT64_MAX, &before)) != OK ||
	    (e = past_changed(cx, before.first + before.count - (before.batch ? 1 : 0), &moved, &r.nmoved)) != OK)
		return e;
	r.moved = moved;
	if ((e = q_bulletin_open(cx, &(struct q_bulletin_open_in){REACH_PLACE(h->place)}, take_open, &r)) != OK)
		return e;
	return take_moved(cx, &r, names);
}
