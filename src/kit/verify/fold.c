/* Fold the events of each thing and compare with its row. */
#include "kit/verify/folding.h"

#include "base/ensure.h"
#include "kit/db/db.h"
#include "kit/journal/columns.h"
#include "kit/journal/journal.h"
#include "verify_sql.h"

#include <string.h>

enum { SECOND_LOOKS = 50 };

/* Rows behind an id; *rows has n of q->row_size bytes. */
static enum err
read_rows(struct folding *f, struct ctx *page, int64_t after, int64_t limit, const char **rows, size_t *n)
{
	int64_t in[2] = {0, 0};
	void   *p = NULL;
	enum err e;

	for (size_t i = 0; i < f->q->nin; i++)
		in[f->q->in[i].offset / sizeof(in[0])] = strcmp(f->q->in[i].name, "n") == 0 ? limit : after;
	e = db_run_many(page, f->q, in, &p, n);
	*rows = p;
	return e;
}

/* ---- A second look at one thing, because somebody may have been writing ---- */

/* The row as a digest; zeros when there is none. */
static enum err
row_now(struct folding *f, struct ctx *page, const char **row, digest *d)
{
	struct sha256 h;
	const char   *p;
	size_t        n;
	enum err      e = read_rows(f, page, f->thing.id - 1, 1, &p, &n);

	*row = NULL;
	*d = (digest){{0}};
	if (e != OK || n == 0 || row_id(f->q, p) != f->thing.id)
		return e;
	*row = p;
	sha256_init(&h);
	for (size_t i = 0; i < f->q->nout; i++) {
		struct jval v = field_value(page->arena, &f->q->out[i], p);
		struct buf  b;

		buf_init(&b, page->arena, SIZE_MAX / 2);
		jval_add(&b, &v);
		buf_char(&b, ';');
		if (b.err)
			return ctx_no_memory(f->cx);
		sha256_add(&h, b.p, b.n);
	}
	*d = sha256_end(&h);
	return OK;
}

static enum err
fold_from_start(struct folding *f, struct ctx *page, int64_t id)
{
	enum err e = thing_begin(f, id);

	while (e == OK) {
		struct q_event_of_aggregate_in   in = {str_of(f->agg->kind), id, f->thing.rev, EVENT_PAGE};
		struct q_event_of_aggregate_row *row;
		size_t                           n = 0;

		arena_reset(page->arena);
		e = q_event_of_aggregate(page, &in, &row, &n);
		for (size_t i = 0; e == OK && i < n; i++)
			e = thing_event(f, row[i].id, row[i].rev, row[i].recorded_at, row[i].payload);
		if (n < EVENT_PAGE)
			break;
	}
	return e;
}

/* The sides of a page are not to be lost over a second look at one of its things. */
static enum err
look_at_sides(struct folding *f, struct ctx *page, int64_t id)
{
	struct side_page saved[SIDES_MAX];
	int64_t          orphan;
	enum err         e;

	memcpy(saved, f->page, sizeof(saved));
	if ((e = read_sides(f, page, id - 1, id)) == OK)
		e = compare_sides(f, id, &orphan);
	memcpy(f->page, saved, sizeof(saved));
	return e;
}

/* What stands between two equal looks at the row is what was true all the while. */
static enum err
look_again(struct folding *f, int64_t id)
{
	struct ctx page;
	enum err   e = page_begin(f->cx, &page);

	if (e != OK)
		return e;
	e = ERR_BUSY;
	for (int i = 0; i < SECOND_LOOKS && e == ERR_BUSY; i++) {
		const char *row;
		digest      before, after;

		f->thing.id = id;
		if ((e = row_now(f, &page, &row, &before)) != OK || (e = fold_from_start(f, &page, id)) != OK)
			break;
		if (!row && f->thing.rev > 0)
			thing_fault(f, FAULT_ROW_MISSING);
		arena_reset(page.arena);
		if ((e = row_now(f, &page, &row, &after)) != OK)
			break;
		if (row && !f->thing.fault.kind)
			e = compare_row(f, row);
		if (e == OK && !f->thing.fault.kind)
			e = look_at_sides(f, &page, id);
		/* What was read last may be newer than what was folded. */
		if (e == OK)
			e = row_now(f, &page, &row, &after);
		if (e == OK && !digest_same(before, after))
			e = ERR_BUSY;
	}
	if (e == OK && f->thing.fault.kind)
		f->report->fault = f->thing.fault;
	page_end(f->cx, &page);
	return e;
}

/* ---- All things of a kind: rows and events side by side, both by id ---- */

struct stream {
	struct ctx                         page;
	struct q_event_by_aggregate_row   *row;
	size_t                             i, n;
	int64_t                            aggregate, rev; /* last one taken */
	bool                               end;
};

/* The next event, or NULL at the end; good until the next call. */
static enum err
peek(struct folding *f, struct stream *s, const struct q_event_by_aggregate_row **row)
{
	enum err e = OK;

	if (s->i == s->n && !s->end) {
		struct q_event_by_aggregate_in in = {str_of(f->agg->kind), s->aggregate, s->rev, EVENT_PAGE};

		page_reset(f->cx, &s->page);
		s->i = 0;
		e = q_event_by_aggregate(&s->page, &in, &s->row, &s->n);
		if (e != OK)
			s->n = 0;
		s->end = s->n == 0;
	}
	*row = s->i < s->n ? &s->row[s->i] : NULL;
	return e;
}

static void
take(struct stream *s)
{
	s->aggregate = s->row[s->i].aggregate;
	s->rev = s->row[s->i].rev;
	s->i++;
}

/* Fold the events of one id that come next; those of lower ids have no row. */
static enum err
fold_upto(struct folding *f, struct stream *s, int64_t id, bool all)
{
	const struct q_event_by_aggregate_row *ev;
	enum err                               e;

	while ((e = peek(f, s, &ev)) == OK && ev && (all || ev->aggregate < id) && !f->report->fault.kind) {
		int64_t orphan = ev->aggregate;

		while (e == OK && ev && ev->aggregate == orphan) {
			take(s);
			e = peek(f, s, &ev);
		}
		if (e != OK || (e = look_again(f, orphan)) != OK)
			return e;
	}
	if (e != OK || all || f->report->fault.kind || (e = thing_begin(f, id)) != OK)
		return e;
	while ((e = peek(f, s, &ev)) == OK && ev && ev->aggregate == id) {
		if ((e = thing_event(f, ev->id, ev->rev, ev->recorded_at, ev->payload)) != OK)
			return e;
		take(s);
	}
	return e;
}

static enum err
fold_rows(struct folding *f, struct stream *s, const char *rows, size_t n)
{
	for (size_t i = 0; i < n && !f->report->fault.kind; i++) {
		const char *row = rows + i * f->q->row_size;
		int64_t     id = row_id(f->q, row), orphan = 0;
		enum err    e;

		if ((e = fold_upto(f, s, id, false)) != OK)
			return e;
		if (f->report->fault.kind)
			return OK;
		if ((e = compare_row(f, row)) != OK || (e = compare_sides(f, id, &orphan)) != OK ||
		    (orphan && (e = look_again(f, orphan)) != OK) ||
		    (f->thing.fault.kind && !f->report->fault.kind && (e = look_again(f, id)) != OK))
			return e;
		f->report->rows++;
	}
	return OK;
}

/* Side rows behind the last thing. */
static enum err
fold_orphans(struct folding *f)
{
	int64_t  orphan = 0;
	enum err e;

	if ((e = thing_begin(f, INT64_MAX)) != OK || (e = compare_sides(f, INT64_MAX, &orphan)) != OK || !orphan)
		return e;
	return look_again(f, orphan);
}

static enum err
fold_kind(struct folding *f)
{
	struct stream s = {.aggregate = INT64_MIN, .rev = INT64_MIN};
	struct ctx    page;
	int64_t       after = INT64_MIN;
	const char   *rows;
	size_t        n = ROW_PAGE;
	enum err      e = page_begin(f->cx, &s.page);

	if (e != OK)
		return e;
	if ((e = page_begin(f->cx, &page)) != OK) {
		page_end(f->cx, &s.page);
		return e;
	}
	while (n == ROW_PAGE && !f->report->fault.kind) {
		int64_t upto = INT64_MAX;

		page_reset(f->cx, &page);
		if (f->task->pause && (e = f->task->pause(f->cx, f->report, f->task->arg)) != OK)
			break;
		if ((e = read_rows(f, &page, after, ROW_PAGE, &rows, &n)) != OK)
			break;
		if (n == ROW_PAGE)
			upto = row_id(f->q, rows + (n - 1) * f->q->row_size);
		if ((e = read_sides(f, &page, after, upto)) != OK || (e = fold_rows(f, &s, rows, n)) != OK)
			break;
		if (n < ROW_PAGE && !f->report->fault.kind && (e = fold_orphans(f)) != OK)
			break;
		after = upto;
	}
	if (e == OK && !f->report->fault.kind)
		e = fold_upto(f, &s, 0, true);
	page_end(f->cx, &page);
	page_end(f->cx, &s.page);
	return e;
}

/* A kind without a table of its own is one thing, number 1, with rows in side tables. */
static enum err
fold_sides_only(struct folding *f)
{
	struct ctx page;
	int64_t    orphan, next;
	enum err   e = page_begin(f->cx, &page);

	if (e != OK)
		return e;
	e = ERR_BUSY;
	for (int i = 0; i < SECOND_LOOKS && e == ERR_BUSY; i++) {
		f->thing.id = 1;
		if ((e = fold_from_start(f, &page, 1)) != OK)
			break;
		arena_reset(page.arena);
		if ((e = read_sides(f, &page, INT64_MIN, INT64_MAX)) != OK || (e = compare_sides(f, 1, &orphan)) != OK)
			break;
		e = journal_next_rev(&page, str_of(f->agg->kind), 1, &next);
		if (e == OK && next != f->thing.rev + 1)
			e = ERR_BUSY;
	}
	if (e == OK && f->thing.fault.kind)
		f->report->fault = f->thing.fault;
	page_end(f->cx, &page);
	return e;
}

/* Tables that are worked out of others: what is not as it would be now. */
static enum err
find_wrong(struct folding *f, const char *name)
{
	const struct db_query *q = query_named(f->agg->queries, name);
	int64_t                in[2] = {1, 1};
	void                  *p;
	size_t                 n;
	enum err               e;

	ensure(q->kind == DB_MANY && q->nin == 1 && strncmp(name, "wrong_", 6) == 0);
	if ((e = db_run_many(&f->scratch, q, in, &p, &n)) == OK && n > 0) {
		f->report->fault = (struct fault){.kind = FAULT_WRONG, .aggregate = row_owner(q, p)};
		fault_text(f->report->fault.side, sizeof(f->report->fault.side), str_of(name + 6));
	}
	arena_reset(f->scratch.arena);
	return e;
}

static enum err
fold_one_kind(struct folding *f)
{
	const struct journal_aggregate *a = f->agg;
	enum err                        e = OK;

	ensure(a->nside <= SIDES_MAX);
	f->q = a->query ? aggregate_query(a, a->query) : NULL;
	for (size_t s = 0; s < a->nside; s++) {
		f->sq[s] = aggregate_query(a, a->side[s].query);
		ensure(f->sq[s]->nout > a->side[s].keys && f->sq[s]->out[0].type == DB_I64);
	}
	if (a->query)
		e = fold_kind(f);
	else if (a->nside > 0)
		e = fold_sides_only(f);
	for (size_t i = 0; e == OK && a->wrong && a->wrong[i] && !f->report->fault.kind; i++)
		e = find_wrong(f, a->wrong[i]);
	return e;
}

/* An event of a kind that nobody folds could say anything. */
static enum err
check_kinds(struct folding *f)
{
	str kind = S("");

	for (;;) {
		struct q_event_next_kind_row *row;
		size_t                        n, i = 0;
		enum err                      e;

		e = q_event_next_kind(&f->scratch, &(struct q_event_next_kind_in){.kind = kind}, &row, &n);

		if (e != OK || n == 0)
			return e;
		while (i < f->task->n && !str_eq(str_of(f->task->aggregates[i].kind), row->kind))
			i++;
		if (i == f->task->n) {
			f->report->fault = (struct fault){.kind = FAULT_KIND};
			fault_text(f->report->fault.name, sizeof(f->report->fault.name), row->kind);
			return OK;
		}
		kind = row->kind;
	}
}

enum err
fold_all(struct ctx *cx, const struct verify_task *task, struct verify_report *report)
{
	struct arena *a = arena_new(sizeof(struct folding) + (64 << 10));
	struct folding *f = a ? ARENA_NEW(a, struct folding) : NULL;
	enum err      e;

	if (!f) {
		arena_free(a);
		return ctx_no_memory(cx);
	}
	f->cx = cx;
	f->task = task;
	f->report = report;
	if ((e = page_begin(cx, &f->scratch)) != OK) {
		arena_free(a);
		return e;
	}
	e = check_kinds(f);
	for (size_t i = 0; e == OK && i < task->n && !report->fault.kind; i++) {
		f->agg = &task->aggregates[i];
		e = fold_one_kind(f);
	}
	page_end(cx, &f->scratch);
	arena_free(f->thing.arena);
	arena_free(a);
	return e;
}
