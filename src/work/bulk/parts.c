/* bulk.parts: a table in pieces that can each be taken back, by unit, by campaign, by month, or one after the other. */
#include "city/unit/roles.h"
#include "work/bulk/inside.h"
#include "work_bulk_texts.h"

#include <stdlib.h>

/* ---- Which rows a piece has ---- */

enum { MONTH = 7 }; /* bytes of "2026-11" */

/* What a cell counts as: a day by its month. */
static str
value_of(const struct bulk_column *c, str cell)
{
	return c->as == BULK_DAY ? str_slice(cell, 0, cell.n < MONTH ? cell.n : MONTH) : cell;
}

bool
bulk_part_has(const struct bulk_kind *k, const struct bulk_part *p, int64_t nth, const str *cell)
{
	str is;

	if (p->from && (nth < p->from || nth >= p->from + BULK_ROWS))
		return false;
	if (p->column == BULK_WHOLE)
		return true;
	is = value_of(&k->column[p->column], cell[p->column]);
	return is.n == p->value.n && (is.n == 0 || str_eq(is, p->value));
}

enum err
bulk_part_of(struct ctx *cx, const struct bulk_kind *k, str column, str value, int64_t from, struct bulk_part *out)
{
	*out = (struct bulk_part){.column = BULK_WHOLE, .value = value, .from = from};
	if (!column.n)
		return OK;
	for (size_t c = 0; c < k->n; c++)
		if (k->column[c].part && str_eq(column, str_of(k->column[c].name))) {
			out->column = c;
			return OK;
		}
	return refuse(cx, ERR_INPUT, "column", T_bulk_no_part, column);
}

/* ---- bulk.parts ---- */

#define PARTS_IN(X) X(str, kind, 1, 1, 20, T_bulk_field_kind, NULL)
struct parts_in {
	PARTS_IN(FIELD_DECL)
};
#define IN_T parts_in
static const struct field parts_fields[] = {PARTS_IN(FIELD_ROW)};
#undef IN_T

struct counting {
	const struct bulk_kind *k;
	struct bulk_parts      *o;
	struct arena           *keep; /* of the request */
};

static enum err
count(struct ctx *cx, struct counting *w, size_t column, str value)
{
	struct bulk_parts *o = w->o;

	for (size_t i = 0; i < o->n; i++)
		if (o->part[i].column == column && str_eq(o->part[i].value, value)) {
			o->part[i].rows++;
			return OK;
		}
	if (o->n == BULK_PARTS) {
		o->more = true;
		return OK;
	}
	o->part[o->n].column = column;
	o->part[o->n].rows = 1;
	return arena_str(w->keep, value.n ? value : S(""), &o->part[o->n++].value) ? OK : ctx_no_memory(cx);
}

static enum err
count_row(struct ctx *cx, const str *cell, void *arg)
{
	struct counting *w = arg;
	enum err         e = OK;

	w->o->rows++;
	for (size_t c = 0; e == OK && c < w->k->n; c++)
		if (w->k->column[c].part)
			e = count(cx, w, c, value_of(&w->k->column[c], cell[c].n ? cell[c] : S("")));
	return e;
}

static int
by_value(const void *a, const void *b)
{
	const struct bulk_piece *x = a, *y = b;

	return x->column != y->column ? (x->column > y->column) - (x->column < y->column) : str_cmp(x->value, y->value);
}

static enum err
parts(struct ctx *cx, const void *arg, const void **out)
{
	const struct parts_in *in = arg;
	struct bulk_parts     *o = ARENA_NEW(cx->arena, struct bulk_parts);
	struct arena          *mine = cx->arena, *own;
	struct counting        w = {.k = bulk_kind_of(in->kind), .o = o, .keep = mine};
	enum err               e;

	*out = o;
	if (!o || !(o->part = ARENA_NEWS(mine, BULK_PARTS, struct bulk_piece)))
		return ctx_no_memory(cx);
	if (!w.k)
		return ERR_NONE;
	if ((e = command_allow(cx, w.k->see)) != OK)
		return e;
	/* What belongs to all rows of a table is more than a request has room for. */
	if (!(own = arena_new_beside(mine, BULK_ROOM)))
		return ctx_no_memory(cx);
	o->kind = w.k;
	cx->arena = own;
	e = w.k->each(cx, count_row, &w);
	cx->arena = mine;
	if (e == OK)
		qsort(o->part, o->n, sizeof(o->part[0]), by_value);
	return e;
}

static void
parts_json(const void *out, struct json *j)
{
	const struct bulk_parts *o = out;

	json_obj(j);
	json_kv_i64(j, "rows", o->rows);
	json_kv_i64(j, "most", BULK_ROWS);
	json_kv_bool(j, "more", o->more);
	json_key(j, S("parts"));
	json_arr(j);
	for (size_t i = 0; i < o->n; i++) {
		json_obj(j);
		json_kv_str(j, "column", str_of(o->kind->column[o->part[i].column].name));
		json_kv_str(j, "value", o->part[i].value);
		json_kv_i64(j, "rows", o->part[i].rows);
		json_obj_end(j);
	}
	json_arr_end(j);
	json_obj_end(j);
}

const struct view bulk_parts_view = {
    .name = "bulk.parts", .out = "{rows:i,most:i,more:b,parts:[{column:s,value:s,rows:i}]}",
    .summary = T_bulk_parts_summary, .perm = PERM_CITY_SEE, .in = parts_fields, .nin = NITEMS(parts_fields),
    .in_size = sizeof(struct parts_in), .run = parts, .json = parts_json,
};
