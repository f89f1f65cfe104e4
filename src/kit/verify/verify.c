/* Recompute the chain and name the first thing that does not fit. */
#include "kit/verify/verify.h"

#include "base/ensure.h"
#include "base/utf8.h"
#include "kit/db/db.h"
#include "kit/verify/inside.h"
#include "kit/journal/journal.h"
#include "verify_sql.h"
#include "kit/journal/pack.h"
#include <string.h>

enum err
page_begin(struct ctx *cx, struct ctx *page)
{
	*page = *cx;
	page->trace = (struct trace){0};
	page->arena = arena_new(PAGE_MEMORY);
	return page->arena ? OK : ctx_no_memory(cx);
}

static void
add_costs(struct ctx *cx, struct ctx *page)
{
	cx->trace.queries += page->trace.queries;
	cx->trace.rows += page->trace.rows;
	cx->trace.vm_steps += page->trace.vm_steps;
	page->trace = (struct trace){0};
}

void
page_reset(struct ctx *cx, struct ctx *page)
{
	add_costs(cx, page);
	arena_reset(page->arena);
}

void
page_end(struct ctx *cx, struct ctx *page)
{
	add_costs(cx, page);
	/* The sentences outlive the page. */
	for (size_t i = cx->why.n; i < page->why.n; i++) {
		const struct why_line *w = &page->why.line[i];

		(void)ctx_refuse(cx, page->why.err, w->field, w->text, w->arg, WHY_ARGS);
	}
	arena_free(page->arena);
}

void
fault_text(char *to, size_t size, str from)
{
	size_t n = from.n < size ? from.n : size - 1;

	while (n > 0 && n < from.n && ((unsigned char)from.p[n] & 0xc0) == 0x80)
		n--;
	if (n)
		memcpy(to, from.p, n);
	to[n] = '\0';
}

/* What a batch's events turned out to be, without their texts. */
struct found {
	int64_t pos, id;
	digest  leaf;
	bool    payload_fits; /* or was erased */
};

struct chain {
	struct ctx                *cx;
	const struct verify_task  *task;
	struct verify_report      *report;
	struct found               found[SEAL_COUNT_MAX + 1];
	size_t                     nfound;
	digest                     leaf[SEAL_COUNT_MAX];
};

static void
fault(struct chain *c, enum fault_kind kind, int64_t pos, int64_t id, const char *what)
{
	c->report->fault = (struct fault){.kind = kind, .pos = pos, .id = id};
	fault_text(c->report->fault.what, sizeof(c->report->fault.what), str_of(what));
}

static enum err
examine(struct ctx *page, struct found *f, const struct q_event_by_pos_row *r)
{
	struct event_header h = {
		r->id, r->kind, r->aggregate, r->rev, r->type, r->at, r->recorded_at, r->who, r->as_whom,
		r->erases_from, r->erases_to,
	};
	digest   stored = {{0}};
	str      json;
	bool     whole;
	enum err e;

	*f = (struct found){.pos = r->pos, .id = r->id, .payload_fits = true};
	if (r->commitment.n == DIGEST_SIZE)
		memcpy(stored.b, r->commitment.p, DIGEST_SIZE);
	f->leaf = seal_leaf(&h, stored);
	if (!r->payload.p)
		return OK;
	if ((e = payload_unpack(page, r->payload, &json, &whole)) != OK)
		return e;
	f->payload_fits = whole && r->salt.p && r->salt.n == SALT_SIZE &&
	                  digest_same(seal_commitment((const uint8_t *)r->salt.p, json), stored);
	return OK;
}

/* Read the batch's events, and at most one more than there should be: then one of them is wrong. */
static enum err
read_batch(struct chain *c, int64_t after, int64_t upto, size_t count)
{
	int64_t    after_id = INT64_MAX;
	struct ctx page;
	enum err   e = page_begin(c->cx, &page);

	if (e != OK)
		return e;
	c->nfound = 0;
	/* By position and id: several may claim one position, once its index is gone. */
	while (c->nfound <= count) {
		struct q_event_by_pos_in   in = {after, after_id, upto, EVENT_PAGE};
		struct q_event_by_pos_row *row;
		size_t                     n;

		if ((e = q_event_by_pos(&page, &in, &row, &n)) != OK || n == 0)
			break;
		for (size_t i = 0; e == OK && i < n && c->nfound <= count; i++) {
			e = examine(&page, &c->found[c->nfound++], &row[i]);
			c->report->erased += !row[i].payload.p;
		}
		after = row[n - 1].pos;
		after_id = row[n - 1].id;
		page_reset(c->cx, &page);
		if (e != OK || n < EVENT_PAGE)
			break;
	}
	page_end(c->cx, &page);
	return e;
}

/*
 * The first position at which the events are not those whose leaves were sealed.
 * leaf[] is proven by the root, so it is the truth.  docs/seal-format.md has the
 * same steps: change both, and tools/verify.mjs.
 */
static void
compare_batch(struct chain *c, int64_t first, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		int64_t             want = first + (int64_t)i;
		const struct found *f = &c->found[i], *next = i + 1 < c->nfound ? f + 1 : NULL;
		size_t              k = 0;

		if (i >= c->nfound || f->pos > want) {
			fault(c, FAULT_MISSING, want, 0, "");
			return;
		}
		if (f->pos < want) {
			fault(c, FAULT_INSERTED, f->pos, f->id, "");
			return;
		}
		if (digest_same(f->leaf, c->leaf[i])) {
			if (f->payload_fits)
				continue;
			fault(c, FAULT_ALTERED, want, f->id, "payload");
			return;
		}
		while (k < count && !digest_same(f->leaf, c->leaf[k]))
			k++;
		if (k == count && next && digest_same(next->leaf, c->leaf[i]))
			fault(c, FAULT_INSERTED, want, f->id, "");
		else if (k == count)
			fault(c, FAULT_ALTERED, want, f->id, f->payload_fits ? "event" : "commitment");
		else if (k == i + 1 && !(next && digest_same(next->leaf, c->leaf[i])))
			fault(c, FAULT_MISSING, want, 0, "");
		else {
			fault(c, FAULT_MOVED, want, f->id, "");
			c->report->fault.belongs = first + (int64_t)k;
		}
		return;
	}
	if (c->nfound > count)
		fault(c, FAULT_INSERTED, c->found[count].pos, c->found[count].id, "");
}

static void
seal_fault(struct chain *c, int64_t batch, const char *what)
{
	fault(c, FAULT_SEAL, 0, 0, what);
	c->report->fault.batch = batch;
}

/* The seal by itself, and upon the one before; its leaves are the truth afterwards. */
static bool
check_seal(struct chain *c, const struct q_seal_next_row *r)
{
	struct verify_report *rep = c->report;
	struct seal_head      s = {
		.batch = r->batch, .first = r->first, .count = r->count, .sealed_at = r->sealed_at,
	};
	digest                seal = {{0}};

	if (r->batch != rep->batches + 1) {
		fault(c, FAULT_SEAL_MISSING, 0, 0, "");
		rep->fault.batch = rep->batches + 1;
		return false;
	}
	if (r->prev.n == DIGEST_SIZE)
		memcpy(s.prev.b, r->prev.p, DIGEST_SIZE);
	if (r->root.n == DIGEST_SIZE)
		memcpy(s.root.b, r->root.p, DIGEST_SIZE);
	if (r->seal.n == DIGEST_SIZE)
		memcpy(seal.b, r->seal.p, DIGEST_SIZE);
	if (r->count < 1 || r->count > SEAL_COUNT_MAX || r->leaves.n != (size_t)r->count * DIGEST_SIZE) {
		seal_fault(c, r->batch, "count");
		return false;
	}
	memcpy(c->leaf, r->leaves.p, r->leaves.n);
	if (r->first != rep->position + 1)
		seal_fault(c, r->batch, "first");
	else if (r->root.n != DIGEST_SIZE || !digest_same(seal_root(c->leaf, (size_t)r->count), s.root))
		seal_fault(c, r->batch, "root");
	else if (r->prev.n != DIGEST_SIZE || !digest_same(s.prev, rep->seal))
		seal_fault(c, r->batch, "prev");
	else if (r->seal.n != DIGEST_SIZE || !digest_same(seal_of(&s), seal))
		seal_fault(c, r->batch, "seal");
	if (rep->fault.kind)
		return false;
	rep->seal = seal;
	return true;
}

/* Paper against store: its position must end a batch that has its seal. */
static void
check_expected(struct chain *c, int64_t last)
{
	const struct seal_expected *x = &c->task->expect;

	if (x->position > c->report->position && x->position <= last &&
	    (x->position != last || !digest_same(x->seal, c->report->seal)))
		fault(c, FAULT_EXPECT, x->position, 0, "");
}

static enum err
next_batch(struct chain *c, bool *more)
{
	struct verify_report   *rep = c->report;
	int64_t                 after = rep->batches == 0 ? INT64_MIN : rep->position;
	struct q_seal_next_row *row = NULL;
	struct ctx              page;
	int64_t                 first = 0, last = 0;
	size_t                  n = 0, count = 0;
	enum err                e = page_begin(c->cx, &page);

	*more = false;
	if (e != OK)
		return e;
	e = q_seal_next(&page, &(struct q_seal_next_in){.batch = rep->batches}, &row, &n);
	if (e == OK && n > 0 && check_seal(c, row)) {
		first = row->first;
		count = (size_t)row->count;
		last = first + row->count - 1;
		check_expected(c, last);
		*more = rep->fault.kind == FAULT_NONE;
	}
	page_end(c->cx, &page);
	if (e != OK || !*more)
		return e;
	if ((e = read_batch(c, after, last, count)) != OK)
		return e;
	compare_batch(c, first, count);
	*more = rep->fault.kind == FAULT_NONE;
	if (*more) {
		rep->batches++;
		rep->events += (int64_t)count;
		rep->position = last;
	}
	return OK;
}

/* Behind the last seal: nothing that claims a position, and nothing that paper knows. */
static enum err
check_end(struct chain *c)
{
	struct verify_report      *rep = c->report;
	struct q_event_by_pos_in   in = {rep->batches ? rep->position : INT64_MIN, INT64_MAX, INT64_MAX, 1};
	struct q_seal_next_row    *seal;
	struct q_event_by_pos_row *row;
	size_t                     n, nseal;
	enum err                   e;

	if ((e = q_event_by_pos(c->cx, &in, &row, &n)) != OK ||
	    (e = q_seal_next(c->cx, &(struct q_seal_next_in){.batch = rep->batches}, &seal, &nseal)) != OK)
		return e;
	/* A batch that was sealed since the loop ended is not a fault. */
	if (n > 0 && nseal == 0) {
		fault(c, FAULT_SEAL_MISSING, 0, 0, "");
		rep->fault.batch = rep->batches + 1;
	} else if (c->task->expect.position > rep->position) {
		fault(c, FAULT_EXPECT, c->task->expect.position, 0, "");
	}
	return OK;
}

static enum err
check_bare(struct chain *c)
{
	struct q_event_bare_row *row;
	size_t                   n;
	enum err                 e = q_event_bare(c->cx, &row, &n);

	if (e == OK && n > 0)
		fault(c, FAULT_BARE, row->pos, row->id, "");
	return e;
}

/* The copy that pages and bulletins read must be the last seal. */
static enum err
check_head(struct chain *c)
{
	struct q_seal_next_row *last = NULL;
	struct journal_head     head;
	size_t                  n = 0;
	bool                    good;
	enum err                e = journal_head(c->cx, &head);

	if (e == ERR_STORE) {
		fault(c, FAULT_HEAD, 0, 0, "");
		return OK;
	}
	/* A server that seals meanwhile moves it on: then it is a seal behind the last one looked at. */
	if (e == OK && head.batch > 0)
		e = q_seal_next(c->cx, &(struct q_seal_next_in){.batch = head.batch - 1}, &last, &n);
	if (e != OK)
		return e;
	good = head.batch >= c->report->batches && head.position >= c->report->position;
	if (n > 0)
		good = good && last->batch == head.batch && last->first + last->count - 1 == head.position &&
		       last->sealed_at == head.sealed_at && last->seal.n == DIGEST_SIZE &&
		       memcmp(last->seal.p, head.seal.b, DIGEST_SIZE) == 0;
	else
		good = good && head.batch == 0 && head.position == 0;
	if (!good)
		fault(c, FAULT_HEAD, 0, 0, "");
	return e;
}

static enum err
count_waiting(struct ctx *cx, struct verify_report *rep)
{
	struct q_event_waiting_row row;
	enum err                   e = q_event_waiting(cx, &row);

	if (e != OK)
		return e;
	rep->waiting = row.n;
	if (row.oldest.some && cx->now - row.oldest.v > JOURNAL_WINDOW_MS)
		rep->late = cx->now - row.oldest.v;
	return OK;
}

static enum err
verify_chain(struct chain *c)
{
	enum err e = OK;
	bool     more = true;

	while (more) {
		if ((e = next_batch(c, &more)) != OK)
			return e;
		if (more && c->task->pause && (e = c->task->pause(c->cx, c->report, c->task->arg)) != OK)
			return e;
	}
	return c->report->fault.kind ? OK : check_end(c);
}

enum err
journal_verify(struct ctx *cx, const struct verify_task *task, struct verify_report *report)
{
	struct arena *a = arena_new(sizeof(struct chain) + (64 << 10));
	struct chain *c = a ? ARENA_NEW(a, struct chain) : NULL;
	enum err      e;

	*report = (struct verify_report){0};
	if (!c) {
		e = ctx_no_memory(cx);
		goto out;
	}
	c->cx = cx;
	c->task = task;
	c->report = report;
	if ((e = count_waiting(cx, report)) != OK || (e = verify_chain(c)) != OK || report->fault.kind ||
	    (e = check_bare(c)) != OK || report->fault.kind || (e = check_head(c)) != OK || report->fault.kind)
		goto out;
	if (task->n > 0)
		e = fold_all(cx, task, report);
out:
	if (e == OK && report->fault.kind)
		e = fault_name(cx, task, &report->fault);
	arena_free(a);
	return e;
}
