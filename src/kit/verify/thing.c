/* One thing: what its events say of its row and of its rows in other tables, and whether they do. */
#include "kit/verify/folding.h"

#include "base/ensure.h"
#include "kit/db/db.h"
#include "kit/journal/pack.h"
#include "kit/json/tree.h"

#include <stdio.h>
#include <string.h>

enum { COMPACT_AT = 4 << 20, ONE_MEMORY = 32 << 20 };

/* ---- One thing ---- */

void
thing_fault(struct folding *f, enum fault_kind kind)
{
	struct fault *x = &f->thing.fault;

	if (x->kind)
		return;
	*x = (struct fault){.kind = kind, .aggregate = f->thing.id, .rev = f->thing.rev + 1,
	                    .event = f->thing.event, .recorded_at = f->thing.recorded_at};
	fault_text(x->name, sizeof(x->name), str_of(f->agg->kind));
}

static void
column_fault(struct folding *f, str column, const struct jval *table, const struct jval *folded)
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
keep(struct arena *a, const struct jval *from, struct jval *to)
{
	*to = *from;
	to->key = STR_NONE;
	return from->kind != JSTR || arena_str(a, from->s, &to->s) ? OK : ERR_MEMORY;
}

/* Cells of a side table's row: its columns behind the key, or one digest of them. */
static size_t
cells(const struct folding *f, size_t side)
{
	return f->agg->side[side].digest ? 1 : f->sq[side]->nout - 1 - f->agg->side[side].keys;
}

/* A thing with very many events: move what is still current to fresh memory. */
static enum err
compact(struct folding *f)
{
	struct thing    *t = &f->thing;
	struct arena    *a = arena_new(ONE_MEMORY);
	struct side_row *row = a ? ARENA_NEWS(a, t->nrow + 1, struct side_row) : NULL;
	enum err         e = row ? OK : ERR_MEMORY;

	for (size_t i = 0; e == OK && i < t->n; i++) {
		struct jval old = t->column[i].v;

		e = ERR_MEMORY;
		if (arena_str(a, t->column[i].name, &t->column[i].name))
			e = keep(a, &old, &t->column[i].v);
	}
	for (size_t i = 0; e == OK && i < t->nrow; i++) {
		size_t n = cells(f, t->row[i].side);

		row[i] = t->row[i];
		row[i].cell = ARENA_NEWS(a, n + 1, struct jval);
		e = row[i].cell && arena_str(a, t->row[i].key, &row[i].key) ? OK : ERR_MEMORY;
		for (size_t k = 0; e == OK && k < n; k++)
			e = keep(a, &t->row[i].cell[k], &row[i].cell[k]);
	}
	/* On an error the columns are torn between both, and nobody looks at them again. */
	arena_free(t->arena);
	t->arena = a;
	t->row = row;
	t->room = t->nrow + 1;
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

/* ---- Its rows in other tables ---- */

static struct side_row *
find_row(struct thing *t, size_t side, str key)
{
	for (size_t i = 0; i < t->nrow; i++)
		if (t->row[i].side == side && str_eq(t->row[i].key, key))
			return &t->row[i];
	return NULL;
}

/* The row, made when it is new; NULL: no memory. */
static struct side_row *
make_row(struct folding *f, size_t side, str key)
{
	struct thing    *t = &f->thing;
	struct side_row *r = find_row(t, side, key);
	size_t           n = cells(f, side);

	if (r)
		return r;
	if (t->nrow == t->room) {
		struct side_row *more = ARENA_NEWS(t->arena, t->room * 2 + 16, struct side_row);

		if (!more)
			return NULL;
		if (t->nrow)
			memcpy(more, t->row, t->nrow * sizeof(*more));
		t->row = more;
		t->room = t->room * 2 + 16;
	}
	r = &t->row[t->nrow];
	*r = (struct side_row){.side = side, .cell = ARENA_NEWS(t->arena, n + 1, struct jval)};
	if (!r->cell || !arena_str(t->arena, key, &r->key))
		return NULL;
	for (size_t i = 0; i < n; i++)
		r->cell[i] = (struct jval){.kind = JARR};
	t->nrow++;
	return r;
}

/* SIZE_MAX: the table has no such column. */
static size_t
find_cell(const struct folding *f, size_t side, str name)
{
	const struct db_query *q = f->sq[side];
	size_t                 first = 1 + f->agg->side[side].keys;

	if (f->agg->side[side].digest)
		return str_eq(name, S("digest")) ? 0 : SIZE_MAX;
	for (size_t i = first; i < q->nout; i++)
		if (str_eq(name, str_of(q->out[i].name)))
			return i - first;
	return SIZE_MAX;
}

/* `true` in a column of numbers: when the event was recorded. */
static struct jval
said(const struct jval *v, enum db_type type, int64_t recorded_at)
{
	return v->kind == JBOOL && v->b && type == DB_I64 ? (struct jval){.kind = JI64, .i = recorded_at} : *v;
}

static enum err
set_row(struct folding *f, size_t side, str key, const struct jval *set, int64_t recorded_at)
{
	struct thing    *t = &f->thing;
	struct side_row *r = find_row(t, side, key);
	enum db_type     type = DB_STR;

	if (set && set->kind == JNULL) {
		if (r)
			*r = t->row[--t->nrow];
		return OK;
	}
	if (!(r = make_row(f, side, key)))
		return ERR_MEMORY;
	for (uint32_t i = 0; set && set->kind == JOBJ && i < set->n; i++) {
		size_t      c = find_cell(f, side, set->item[i].key);
		struct jval v;

		if (c == SIZE_MAX) {
			column_fault(f, set->item[i].key, NULL, &set->item[i]);
			continue;
		}
		if (!f->agg->side[side].digest)
			type = f->sq[side]->out[1 + f->agg->side[side].keys + c].type;
		v = said(&set->item[i], type, recorded_at);
		if (keep(t->arena, &v, &r->cell[c]) != OK)
			return ERR_MEMORY;
	}
	return OK;
}

static enum err
set_table(struct folding *f, size_t side, const struct jval *rows, int64_t recorded_at)
{
	enum err e = OK;

	for (uint32_t i = 0; e == OK && i < rows->n; i++) {
		const struct jval *v = &rows->item[i];
		str                key = v->key;

		if (rows->kind == JARR && v->kind == JI64)
			key = arena_printf(f->scratch.arena, "%lld", (long long)v->i);
		else if (rows->kind == JARR && v->kind == JSTR)
			key = v->s;
		e = set_row(f, side, key, rows->kind == JOBJ ? v : NULL, recorded_at);
	}
	return e;
}

static enum err
set_rows(struct folding *f, const struct jval *tables, int64_t recorded_at)
{
	enum err e = OK;

	for (uint32_t i = 0; tables && tables->kind == JOBJ && e == OK && i < tables->n; i++) {
		const struct jval *rows = &tables->item[i];
		size_t             side = 0;

		while (side < f->agg->nside && !str_eq(rows->key, str_of(f->agg->side[side].table)))
			side++;
		if (side == f->agg->nside || (rows->kind != JOBJ && rows->kind != JARR))
			column_fault(f, rows->key, NULL, NULL);
		else
			e = set_table(f, side, rows, recorded_at);
	}
	return e;
}

/* What the schema itself has put into the side tables. */
static enum err
first_rows(struct folding *f)
{
	enum err e = OK;

	for (size_t i = 0; e == OK && i < f->agg->nside; i++) {
		const struct jval *v;

		if (!f->agg->side[i].initial)
			continue;
		e = jval_parse(&f->scratch, str_of(f->agg->side[i].initial), &jlimit_payload, &v);
		ensure(e != ERR_INPUT);
		if (e == OK)
			e = set_table(f, i, v, 0);
		arena_reset(f->scratch.arena);
	}
	return e == ERR_MEMORY ? ctx_no_memory(f->cx) : e;
}

enum err
thing_begin(struct folding *f, int64_t id)
{
	struct thing *t = &f->thing;

	t->id = id;
	t->rev = t->event = t->recorded_at = 0;
	t->n = t->nrow = t->room = 0;
	t->blind = false;
	t->fault.kind = FAULT_NONE;
	if (t->arena)
		arena_reset(t->arena);
	else
		t->arena = arena_new(ONE_MEMORY);
	if (!t->arena)
		return ctx_no_memory(f->cx);
	return first_rows(f);
}

int64_t
folding_column(const struct folding *f, const char *name)
{
	const struct thing *t = &f->thing;

	for (size_t i = 0; i < t->n; i++)
		if (str_eq(t->column[i].name, str_of(name))) {
			const struct jval *v = &t->column[i].v;

			return v->kind == JI64 ? v->i : v->kind == JBOOL ? v->b : 0;
		}
	return 0;
}

int64_t
folding_rows(const struct folding *f, size_t side)
{
	int64_t n = 0;

	for (size_t i = 0; i < f->thing.nrow; i++)
		n += f->thing.row[i].side == side;
	return n;
}

static str
number_key(char text[24], int64_t key)
{
	(void)snprintf(text, 24, "%lld", (long long)key);
	return str_of(text);
}

bool
folding_cell(const struct folding *f, size_t side, int64_t key, const char *name, int64_t *value)
{
	char   text[24];
	str    k = number_key(text, key);
	size_t c = find_cell(f, side, str_of(name));

	ensure(c != SIZE_MAX);
	*value = 0;
	for (size_t i = 0; i < f->thing.nrow; i++)
		if (f->thing.row[i].side == side && str_eq(f->thing.row[i].key, k)) {
			*value = f->thing.row[i].cell[c].kind == JI64 ? f->thing.row[i].cell[c].i : 0;
			return f->thing.row[i].cell[c].kind == JI64;
		}
	return false;
}

enum err
folding_set(struct folding *f, size_t side, int64_t key, const char *name, int64_t value)
{
	char             text[24];
	struct side_row *r = make_row(f, side, number_key(text, key));
	size_t           c = find_cell(f, side, str_of(name));

	ensure(c != SIZE_MAX);
	if (!r)
		return ERR_MEMORY;
	r->cell[c] = (struct jval){.kind = JI64, .i = value};
	return OK;
}

/* ---- Its events ---- */

/* From here on nothing is known until it is said again. */
static void
forget(struct thing *t)
{
	for (size_t i = 0; i < t->n; i++)
		t->column[i].known = false;
	t->nrow = 0;
	t->blind = true;
}

static enum db_type
column_type(const struct folding *f, str name)
{
	for (size_t i = 0; f->q && i < f->q->nout; i++)
		if (str_eq(name, str_of(f->q->out[i].name)))
			return f->q->out[i].type;
	return DB_STR;
}

static enum err
set_columns(struct folding *f, str payload, int64_t recorded_at)
{
	struct thing      *t = &f->thing;
	const struct jval *v, *set = NULL;
	bool               whole = false;
	str                json;
	enum err           e = payload_unpack(&f->scratch, payload, &json, &whole);

	if (e == OK)
		e = jval_parse(&f->scratch, json, &(struct jlimit){BUF_PAYLOAD, 8000, 16}, &v);
	whole = false;
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
	if (jval_bool(jval_get(v, S("whole")), &whole) && whole) {
		t->n = t->nrow = 0;
		t->blind = false;
	}
	for (uint32_t i = 0; i < set->n; i++) {
		struct column *c = column(t, set->item[i].key);
		struct jval    x = set->item[i];

		/* Most are not `true`, and need no looking for their type. */
		if (x.kind == JBOOL)
			x = said(&x, column_type(f, x.key), recorded_at);
		if (!c || keep(t->arena, &x, &c->v) != OK)
			return ERR_MEMORY;
		c->known = true;
	}
	e = set_rows(f, jval_get(v, S("rows")), recorded_at);
	if (e == OK && f->agg->derive && !t->blind)
		e = f->agg->derive(f, recorded_at);
	return e;
}

enum err
thing_event(struct folding *f, int64_t event, int64_t rev, int64_t recorded_at, str payload)
{
	struct thing *t = &f->thing;
	enum err      e = OK;

	t->event = event;
	t->recorded_at = recorded_at;
	if (rev != t->rev + 1) {
		thing_fault(f, FAULT_GAP);
		t->fault.event_rev = t->fault.event_rev ? t->fault.event_rev : rev;
	}
	t->rev = rev;
	if (payload.p)
		e = set_columns(f, payload, recorded_at);
	else
		forget(t);
	if (e == OK && arena_size(t->arena) > COMPACT_AT)
		e = compact(f);
	arena_reset(f->scratch.arena);
	return e == ERR_MEMORY ? ctx_no_memory(f->cx) : e;
}

/* ---- Rows of any table ---- */

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

int64_t
row_id(const struct db_query *q, const char *row)
{
	for (size_t i = 0; i < q->nout; i++)
		if (strcmp(q->out[i].name, "id") == 0)
			return *(const int64_t *)(const void *)(row + q->out[i].offset);
	return 0;
}

/* A row that counts more changes than there are events, or fewer. */
static void
compare_rev(struct folding *f, int64_t rev)
{
	struct fault *x = &f->thing.fault;

	if (x->kind || rev == f->thing.rev)
		return;
	thing_fault(f, rev > f->thing.rev ? FAULT_GAP : FAULT_EXTRA);
	x->event_rev = f->thing.rev;
	if (rev > f->thing.rev)
		x->event = 0;
	else
		x->rev = f->thing.rev;
}

enum err
compare_row(struct folding *f, const char *row)
{
	struct thing *t = &f->thing;

	if (t->rev == 0)
		thing_fault(f, FAULT_ROW_UNKNOWN);
	for (size_t i = 0; i < f->q->nout && !t->fault.kind; i++) {
		const struct db_field *x = &f->q->out[i];
		str                    name = str_of(x->name);
		struct jval            v = field_value(f->scratch.arena, x, row);
		struct jval            none = field_unset(x);
		const struct jval     *folded = &none;
		bool                   known = !t->blind;

		if (str_eq(name, S("id")))
			continue;
		if (str_eq(name, S("rev"))) {
			compare_rev(f, v.i);
			continue;
		}
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

/* ---- Rows of side tables ---- */

int64_t
row_owner(const struct db_query *q, const char *row)
{
	return *(const int64_t *)(const void *)(row + q->out[0].offset);
}

static void
side_fault(struct folding *f, enum fault_kind kind, size_t side, str key)
{
	struct fault *x = &f->thing.fault;

	if (!x->kind)
		thing_fault(f, kind);
	fault_text(x->side, sizeof(x->side), str_of(f->agg->side[side].table));
	fault_text(x->key, sizeof(x->key), key);
}

static enum err
compare_side_row(struct folding *f, size_t side, const char *row)
{
	const struct journal_side *s = &f->agg->side[side];
	str                        key = side_row_key(f->scratch.arena, f->sq[side], s->keys, row);
	struct side_row           *r = find_row(&f->thing, side, key);
	size_t                     n = cells(f, side);

	if (!r) {
		side_fault(f, FAULT_ROW_UNKNOWN, side, key);
		return OK;
	}
	r->seen = true;
	for (size_t i = 0; i < n; i++) {
		static const struct db_field digest_field = {.name = "digest", .type = DB_STR, .nullable = true};
		const struct db_field       *x = s->digest ? &digest_field : &f->sq[side]->out[1 + s->keys + i];
		struct jval                  v, none = field_unset(x);
		const struct jval           *folded = r->cell[i].kind == JARR ? &none : &r->cell[i];
		str                          hex;
		enum err                     e;

		if (!s->digest) {
			v = field_value(f->scratch.arena, x, row);
		} else {
			if ((e = journal_row_digest(&f->scratch, f->sq[side], s->keys, row, &hex)) != OK)
				return e;
			v = (struct jval){.kind = JSTR, .s = hex};
		}
		if (fits(&v, folded))
			continue;
		column_fault(f, str_of(x->name), &v, folded);
		side_fault(f, FAULT_ROW, side, key);
		return OK;
	}
	return OK;
}

enum err
read_sides(struct folding *f, struct ctx *page, int64_t after, int64_t upto)
{
	enum err e = OK;

	for (size_t s = 0; e == OK && s < f->agg->nside; s++) {
		int64_t in[2];
		void   *p = NULL;

		aggregate_input(f->sq[s], after, upto, in);
		f->page[s] = (struct side_page){0};
		e = db_run_many(page, f->sq[s], in, &p, &f->page[s].n);
		f->page[s].rows = p;
	}
	return e;
}

enum err
compare_sides(struct folding *f, int64_t id, int64_t *orphan)
{
	struct thing *t = &f->thing;

	*orphan = 0;
	for (size_t i = 0; i < t->nrow; i++)
		t->row[i].seen = false;
	for (size_t s = 0; s < f->agg->nside; s++) {
		struct side_page *p = &f->page[s];

		for (; p->at < p->n; p->at++) {
			const char *row = p->rows + p->at * f->sq[s]->row_size;
			int64_t     owner = row_owner(f->sq[s], row);
			enum err    e;

			if (owner > id)
				break;
			if (owner < id && !*orphan)
				*orphan = owner;
			if (owner < id || t->blind || t->fault.kind)
				continue;
			if ((e = compare_side_row(f, s, row)) != OK)
				return e;
			f->report->rows++;
		}
		for (size_t i = 0; i < t->nrow && !t->fault.kind; i++)
			if (t->row[i].side == s && !t->row[i].seen)
				side_fault(f, FAULT_ROW_MISSING, s, t->row[i].key);
	}
	arena_reset(f->scratch.arena);
	return OK;
}
