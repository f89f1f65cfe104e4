/* Fold the events of each thing and compare with its row. */
#include "kit/journal/inside.h"

#include "base/ensure.h"
#include "kit/db/db.h"
#include "kit/journal/journal_sql.h"
#include "kit/json/tree.h"

#include <string.h>

enum { COLUMNS_MAX = 128, SECOND_LOOKS = 50, COMPACT_AT = 4 << 20, ONE_MEMORY = 32 << 20 };

/* A column as the events left it; unknown when what was set last has been erased. */
struct column {
	str         name;
	struct jval v;
	bool        known;
};

/* One thing being folded. */
struct thing {
	int64_t       id, rev;
	size_t        n;
	struct column column[COLUMNS_MAX];
	struct arena *arena; /* texts of the columns */
	struct fault  fault; /* the first, found while folding or comparing */
};

struct fold {
	struct ctx                     *cx;
	const struct verify_task       *task;
	struct verify_report           *report;
	const struct journal_aggregate *agg;
	const struct db_query          *q;
	struct ctx                      scratch; /* one payload, one value */
	struct thing                    thing;
};

/* ---- One thing ---- */

static void
thing_fault(struct fold *f, enum fault_kind kind)
{
	struct fault *x = &f->thing.fault;

	if (x->kind)
		return;
	*x = (struct fault){.kind = kind, .aggregate = f->thing.id, .rev = f->thing.rev + 1};
	fault_text(x->name, sizeof(x->name), str_of(f->agg->kind));
}

static void
column_fault(struct fold *f, str column, const struct jval *table, const struct jval *folded)
{
	struct fault *x = &f->thing.fault;
	struct buf    b;

	if (x->kind)
		return;
	thing_fault(f, FAULT_ROW);
	fault_text(x->column, sizeof(x->column), column);
	buf_init(&b, f->scratch.arena, BUF_PAYLOAD * 8);
	jval_add(&b, table);
	fault_text(x->table, sizeof(x->table), buf_str(&b));
	buf_clear(&b);
	jval_add(&b, folded);
	fault_text(x->folded, sizeof(x->folded), buf_str(&b));
}

static enum err
thing_begin(struct fold *f, int64_t id)
{
	struct thing *t = &f->thing;

	t->id = id;
	t->rev = 0;
	t->n = 0;
	t->fault.kind = FAULT_NONE;
	if (t->arena)
		arena_reset(t->arena);
	else
		t->arena = arena_new(ONE_MEMORY);
	return t->arena ? OK : ctx_no_memory(f->cx);
}

static enum err
keep(struct arena *a, const struct jval *from, struct jval *to)
{
	*to = *from;
	to->key = STR_NONE;
	return from->kind != JSTR || arena_str(a, from->s, &to->s) ? OK : ERR_MEMORY;
}

/* A thing with very many events: move what is still current to fresh memory. */
static enum err
compact(struct thing *t)
{
	struct arena *a = arena_new(ONE_MEMORY);
	enum err      e = a ? OK : ERR_MEMORY;

	for (size_t i = 0; e == OK && i < t->n; i++) {
		struct jval old = t->column[i].v;

		e = ERR_MEMORY;
		if (arena_str(a, t->column[i].name, &t->column[i].name))
			e = keep(a, &old, &t->column[i].v);
	}
	/* On an error the columns are torn between both, and nobody looks at them again. */
	arena_free(t->arena);
	t->arena = a;
	return e;
}

/* The column, made when it is new; NULL: too many, or no memory. */
static struct column *
column(struct thing *t, str name)
{
	for (size_t i = 0; i < t->n; i++)
		if (str_eq(t->column[i].name, name))
			return &t->column[i];
	if (t->n == COLUMNS_MAX || !arena_str(t->arena, name, &t->column[t->n].name))
		return NULL;
	return &t->column[t->n++];
}

static enum err
forget_columns(struct thing *t, str cols)
{
	while (cols.p && cols.n > 0) {
		struct column *c = column(t, str_cut(&cols, ','));

		if (!c)
			return ERR_MEMORY;
		c->known = false;
	}
	return OK;
}

static enum err
set_columns(struct fold *f, str payload)
{
	struct thing      *t = &f->thing;
	const struct jval *v, *set = NULL;
	enum err           e = jval_parse(&f->scratch, payload, &(struct jlimit){BUF_PAYLOAD, 8000, 16}, &v);

	if (e == ERR_MEMORY)
		return e;
	if (e == OK)
		set = jval_get(v, S("set"));
	if (!set || set->kind != JOBJ) {
		/* Only possible while unsealed: the chain has looked at the others. */
		ctx_forget(&f->scratch);
		column_fault(f, S("payload"), NULL, NULL);
		return OK;
	}
	for (uint32_t i = 0; i < set->n; i++) {
		struct column *c = column(t, set->item[i].key);

		if (!c || keep(t->arena, &set->item[i], &c->v) != OK)
			return ERR_MEMORY;
		c->known = true;
	}
	return OK;
}

static enum err
thing_event(struct fold *f, int64_t rev, str cols, str payload)
{
	struct thing *t = &f->thing;
	enum err      e;

	if (rev != t->rev + 1)
		thing_fault(f, FAULT_REV);
	t->rev = rev;
	e = payload.p ? set_columns(f, payload) : forget_columns(t, cols);
	if (e == OK && arena_size(t->arena) > COMPACT_AT)
		e = compact(t);
	arena_reset(f->scratch.arena);
	return e == ERR_MEMORY ? ctx_no_memory(f->cx) : e;
}

/* ---- Rows of any table ---- */

/* A field of a row as JSON has it. */
static struct jval
field_value(struct arena *a, const struct db_field *x, const char *row)
{
	const void *p = row + x->offset;
	struct buf  b;
	str         s;

	switch (x->type) {
	case DB_I64:
		if (!x->nullable)
			return (struct jval){.kind = JI64, .i = *(const int64_t *)p};
		if (((const opt_i64 *)p)->some)
			return (struct jval){.kind = JI64, .i = ((const opt_i64 *)p)->v};
		break;
	case DB_F64:
		if (!x->nullable)
			return (struct jval){.kind = JF64, .f = *(const double *)p};
		if (((const opt_f64 *)p)->some)
			return (struct jval){.kind = JF64, .f = ((const opt_f64 *)p)->v};
		break;
	case DB_BOOL:
		if (!x->nullable)
			return (struct jval){.kind = JBOOL, .b = *(const bool *)p};
		if (((const opt_bool *)p)->some)
			return (struct jval){.kind = JBOOL, .b = ((const opt_bool *)p)->v};
		break;
	case DB_STR:
		s = *(const str *)p;
		if (s.p)
			return (struct jval){.kind = JSTR, .s = s};
		break;
	case DB_BYTES:
		s = *(const str *)p;
		if (!s.p)
			break;
		buf_init(&b, a, SIZE_MAX / 2);
		buf_hex(&b, s.p, s.n);
		return (struct jval){.kind = JSTR, .s = b.n ? buf_str(&b) : S("")};
	}
	return (struct jval){.kind = JNULL};
}

/* 5 and 5.0 are one number to a fraction's column; 0 and 1 are booleans to a boolean's. */
static bool
fits(const struct jval *table, const struct jval *folded)
{
	double a, b;

	if (table->kind == JF64)
		return jval_f64(folded, &b) && jval_f64(table, &a) && !(a < b) && !(a > b);
	if (table->kind == JBOOL && folded->kind == JI64)
		return folded->i == table->b;
	return jval_same(table, folded);
}

static int64_t
row_id(const struct db_query *q, const char *row)
{
	for (size_t i = 0; i < q->nout; i++)
		if (strcmp(q->out[i].name, "id") == 0)
			return *(const int64_t *)(const void *)(row + q->out[i].offset);
	return 0;
}

static enum err
compare_row(struct fold *f, const char *row)
{
	static const struct jval none = {.kind = JNULL};
	struct thing            *t = &f->thing;

	if (t->rev == 0)
		thing_fault(f, FAULT_ROW_UNKNOWN);
	for (size_t i = 0; i < f->q->nout && !t->fault.kind; i++) {
		const struct db_field *x = &f->q->out[i];
		str                    name = str_of(x->name);
		struct jval            v = field_value(f->scratch.arena, x, row);
		struct jval            rev = {.kind = JI64, .i = t->rev};
		const struct jval     *folded = &none;
		bool                   known = true;

		if (str_eq(name, S("id")))
			continue;
		if (str_eq(name, S("rev")))
			folded = &rev;
		for (size_t k = 0; k < t->n; k++)
			if (str_eq(t->column[k].name, name)) {
				known = t->column[k].known;
				folded = &t->column[k].v;
			}
		if (known && !fits(&v, folded))
			column_fault(f, name, &v, folded);
	}
	arena_reset(f->scratch.arena);
	return OK;
}

/* Rows behind an id; *rows has n of q->row_size bytes. */
static enum err
read_rows(struct fold *f, struct ctx *page, int64_t after, int64_t limit, const char **rows, size_t *n)
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
row_now(struct fold *f, struct ctx *page, const char **row, digest *d)
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
fold_from_start(struct fold *f, struct ctx *page, int64_t id)
{
	enum err e = thing_begin(f, id);

	while (e == OK) {
		struct q_event_of_aggregate_in   in = {str_of(f->agg->kind), id, f->thing.rev, EVENT_PAGE};
		struct q_event_of_aggregate_row *row;
		size_t                           n = 0;

		arena_reset(page->arena);
		e = q_event_of_aggregate(page, &in, &row, &n);
		for (size_t i = 0; e == OK && i < n; i++)
			e = thing_event(f, row[i].rev, row[i].cols, row[i].payload);
		if (n < EVENT_PAGE)
			break;
	}
	return e;
}

/* What stands between two equal looks at the row is what was true all the while. */
static enum err
look_again(struct fold *f, int64_t id)
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
		arena_reset(page.arena);
		if ((e = row_now(f, &page, &row, &after)) != OK)
			break;
		if (!digest_same(before, after)) {
			e = ERR_BUSY;
			continue;
		}
		if (row)
			e = compare_row(f, row);
		else if (f->thing.rev > 0)
			thing_fault(f, FAULT_ROW_MISSING);
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
peek(struct fold *f, struct stream *s, const struct q_event_by_aggregate_row **row)
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
fold_upto(struct fold *f, struct stream *s, int64_t id, bool all)
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
		if ((e = thing_event(f, ev->rev, ev->cols, ev->payload)) != OK)
			return e;
		take(s);
	}
	return e;
}

static enum err
fold_rows(struct fold *f, struct stream *s, const char *rows, size_t n)
{
	for (size_t i = 0; i < n && !f->report->fault.kind; i++) {
		const char *row = rows + i * f->q->row_size;
		int64_t     id = row_id(f->q, row);
		enum err    e;

		if ((e = fold_upto(f, s, id, false)) != OK)
			return e;
		if (f->report->fault.kind)
			return OK;
		if ((e = compare_row(f, row)) != OK || (f->thing.fault.kind && (e = look_again(f, id)) != OK))
			return e;
		f->report->rows++;
	}
	return OK;
}

static enum err
fold_kind(struct fold *f)
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
		page_reset(f->cx, &page);
		if (f->task->pause && (e = f->task->pause(f->cx, f->report, f->task->arg)) != OK)
			break;
		if ((e = read_rows(f, &page, after, ROW_PAGE, &rows, &n)) != OK ||
		    (e = fold_rows(f, &s, rows, n)) != OK)
			break;
		if (n > 0)
			after = row_id(f->q, rows + (n - 1) * f->q->row_size);
	}
	if (e == OK && !f->report->fault.kind)
		e = fold_upto(f, &s, 0, true);
	page_end(f->cx, &page);
	page_end(f->cx, &s.page);
	return e;
}

static const struct db_query *
find_query(const struct journal_aggregate *a)
{
	size_t i = 0;

	while (a->queries[i] && strcmp(a->queries[i]->name, a->query) != 0)
		i++;
	/* The shape that verify.h asks for; a room that has another would not get far. */
	ensure(a->queries[i] && a->queries[i]->kind == DB_MANY && a->queries[i]->nin == 2);
	for (size_t k = 0; k < 2; k++)
		ensure(a->queries[i]->in[k].type == DB_I64 && !a->queries[i]->in[k].nullable &&
		       a->queries[i]->in[k].offset <= sizeof(int64_t));
	return a->queries[i];
}

/* An event of a kind that nobody folds could say anything. */
static enum err
check_kinds(struct fold *f)
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
	struct arena *a = arena_new(sizeof(struct fold) + (64 << 10));
	struct fold  *f = a ? ARENA_NEW(a, struct fold) : NULL;
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
		if (!f->agg->query)
			continue;
		f->q = find_query(f->agg);
		e = fold_kind(f);
	}
	page_end(cx, &f->scratch);
	arena_free(f->thing.arena);
	arena_free(a);
	return e;
}
