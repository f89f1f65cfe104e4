/* duty.load: the matrix from a table; the rules by which a row is let in, from wherever it comes. */
#include "city/catalog/catalog.h"
#include "city/duty/inside.h"
#include "city/place/place.h"
#include "city/place/record.h"
#include "city/unit/roles.h"
#include "city_duty_texts.h"
#include "kit_table_texts.h"

#include <string.h>

enum { MOST = 20000, HELPERS = 20 };

const struct sheet_column duty_columns[D_ALL] = {
    {"class_key", true}, {"place_code", true}, {"unit_code", true},  {"helper_codes", false},
    {"basis", true},     {"source", true},     {"valid_from", true}, {"valid_to", false},
};

#define DUTY_LOAD_IN(X) X(text, file, 1, 1, 4 << 20, T_duty_field_file, NULL)
struct duty_load_in {
	DUTY_LOAD_IN(FIELD_DECL)
};
#define IN_T duty_load_in
static const struct field fields[] = {DUTY_LOAD_IN(FIELD_ROW)};
#undef IN_T

/* A row of the file with what its codes name. */
struct item {
	str     key; /* class and place: rows of one key must not overlap */
	int64_t place_id, unit_id, helper[HELPERS];
	size_t  n_helper;
	int64_t old_id, old_rev; /* its row in the store; 0: none */
	bool    changed;
	struct outlived {
		str    unit; /* one that ends before the row does; STR_NONE: none */
		size_t column;
	} outlives;
};

struct load {
	struct rows *t;
	struct item *item;
	size_t      *slot; /* hash table of item indices + 1 by key and beginning */
	size_t       mask;
	struct span *span;
	size_t       nspan, cap;
	size_t       bad; /* the row of the file that contradicts the store; SIZE_MAX */
	size_t       changed;
	int64_t      last;
	str          more; /* goes with the events of rows that end */
};

static str
key_of(struct ctx *cx, str class_key, int64_t place)
{
	return arena_printf(cx->arena, "%.*s@%lld", STR_ARG(class_key), (long long)place);
}

static size_t *
slot_of(struct load *l, str key, str from)
{
	size_t i = (size_t)(str_hash(key) * 31 + str_hash(from)) & l->mask;

	while (l->slot[i] && !(str_eq(l->item[l->slot[i] - 1].key, key) &&
	                       str_eq(l->t->row[l->slot[i] - 1].cell[D_FROM], from)))
		i = (i + 1) & l->mask;
	return &l->slot[i];
}

/* Exists as a class or big class, and can be filed at all. */
static enum err
check_class(struct ctx *cx, struct load *l, size_t i)
{
	struct q_duty_classes_row row;
	str                     key = l->t->row[i].cell[D_CLASS];
	enum err                e;

	if (!key.p)
		return OK;
	if (!class_key_valid(key) && !big_key_valid(key))
		return rows_refuse(cx, l->t, i, D_CLASS, T_duty_class_form, key);
	e = q_duty_classes(cx, &(struct q_duty_classes_in){.key = key, .until = key.n == BIG_KEY
	                                                                        ? arena_printf(cx->arena, "%.*s:",
	                                                                            STR_ARG(key))
	                                                                        : key},
	                 &row);
	if (e != OK)
		return e;
	if (row.n == 0)
		return rows_refuse(cx, l->t, i, D_CLASS, T_sheet_cell_unknown, key);
	if (row.n == row.persons)
		return rows_refuse(cx, l->t, i, D_CLASS, T_duty_person, key);
	return OK;
}

static enum err
unit_of(struct ctx *cx, struct load *l, size_t i, size_t column, str code, int64_t *id)
{
	struct q_duty_unit_row u;
	str                    to = l->t->row[i].cell[D_TO];
	enum err               e = q_duty_unit(cx, &(struct q_duty_unit_in){.code = code}, &u);

	if (e == ERR_NONE)
		return rows_refuse(cx, l->t, i, column, T_sheet_cell_unknown, code);
	if (e == OK && !span_overlap(u.valid_from, u.valid_to, l->t->row[i].cell[D_FROM], to))
		return rows_refuse(cx, l->t, i, column, T_duty_unit_gone, code);
	if (e == OK && u.valid_to.p && (!to.p || str_cmp(to, u.valid_to) > 0))
		l->item[i].outlives = (struct outlived){code, column};
	*id = u.id;
	return e;
}

static enum err
check_helpers(struct ctx *cx, struct load *l, size_t i)
{
	struct item *x = &l->item[i];
	str          list = l->t->row[i].cell[D_HELPERS], code;
	enum err     e;

	while ((code = list_cut(&list)).p) {
		int64_t id;

		if ((e = unit_of(cx, l, i, D_HELPERS, code, &id)) != OK)
			return e;
		if (id == x->unit_id)
			return rows_refuse(cx, l->t, i, D_HELPERS, T_duty_helps_itself, code);
		for (size_t k = 0; k < x->n_helper; k++)
			if (x->helper[k] == id)
				return rows_refuse(cx, l->t, i, D_HELPERS, T_sheet_cell_twice, code);
		if (x->n_helper == HELPERS)
			return rows_refuse(cx, l->t, i, D_HELPERS, T_duty_many_helpers, code);
		x->helper[x->n_helper++] = id;
	}
	return OK;
}

static enum err
check_row(struct ctx *cx, struct load *l, size_t i)
{
	static const int           needed[] = {D_PLACE, D_UNIT, D_BASIS, D_SOURCE};
	struct item               *x = &l->item[i];
	const str                 *c = l->t->row[i].cell;
	size_t                    *slot;
	enum err                   e;

	if ((e = rows_need(cx, l->t, i, needed, NITEMS(needed))) != OK ||
	    (e = rows_validity(cx, l->t, i, D_FROM, D_TO, AHEAD_RULES)) != OK || (e = check_class(cx, l, i)) != OK)
		return e;
	e = place_by_code(cx, c[D_PLACE], &x->place_id, NULL);
	if (e == ERR_NONE)
		return rows_refuse(cx, l->t, i, D_PLACE, T_sheet_cell_unknown, c[D_PLACE]);
	if (e != OK || (e = unit_of(cx, l, i, D_UNIT, c[D_UNIT], &x->unit_id)) != OK)
		return e;
	x->key = key_of(cx, row_text(&l->t->row[i], D_CLASS), x->place_id);
	if (!x->key.p)
		return ctx_no_memory(cx);
	slot = slot_of(l, x->key, c[D_FROM]);
	if (*slot)
		return rows_refuse(cx, l->t, i, D_FROM, T_sheet_cell_twice, c[D_FROM]);
	*slot = i + 1;
	return check_helpers(cx, l, i);
}

static enum err
look_at(struct ctx *cx, struct rows *t, size_t i, void *arg)
{
	(void)t;
	return check_row(cx, arg, i);
}

static enum err
add_span(struct ctx *cx, struct load *l, struct span s)
{
	if (l->nspan == l->cap) {
		size_t       cap = l->cap * 2 + 256;
		struct span *more = arena_grow(cx->arena, l->span, l->cap * sizeof(*more), cap * sizeof(*more));

		if (!more)
			return ctx_no_memory(cx);
		l->span = more;
		l->cap = cap;
	}
	l->span[l->nspan++] = s;
	return OK;
}

/* Each row of the store: the file's own, or one beside which the file's must fit. */
static enum err
meet(struct ctx *cx, const struct q_duty_known_row *row, void *arg)
{
	struct load *l = arg;
	struct span  s = {.row = (size_t)row->id, .key = key_of(cx, row->class_key, row->place_id)};
	size_t      *slot;

	if (!s.key.p)
		return ctx_no_memory(cx);
	slot = slot_of(l, s.key, row->valid_from);
	if (*slot) {
		size_t       i = *slot - 1;
		struct item *x = &l->item[i];
		const str   *c = l->t->row[i].cell;

		x->old_id = row->id;
		x->old_rev = row->rev;
		x->changed = !str_eq(row->valid_to, c[D_TO]);
		if (l->bad == SIZE_MAX && (row->unit_id != x->unit_id || !str_eq(row->basis, c[D_BASIS]) ||
		                           !str_eq(row->source, c[D_SOURCE])))
			l->bad = i;
		return OK;
	}
	if (!arena_str(cx->arena, row->valid_from, &s.from) ||
	    (row->valid_to.p && !arena_str(cx->arena, row->valid_to, &s.to)))
		return ctx_no_memory(cx);
	return add_span(cx, l, s);
}

/* The row beside which another cannot stand, as people find it: its line of the file, or its number and unit. */
static enum err
say_other(struct ctx *cx, const struct span *other, str *said)
{
	struct q_duty_get_row row;
	struct buf            b;
	enum err              e;

	buf_init(&b, cx->arena, BUF_LINE);
	if (other->line) {
		str n = arena_printf(cx->arena, "%lld", (long long)other->line);

		text_add(&b, T_sheet_line, cx->lang, &n, 1);
		return buf_end(&b, said);
	}
	if ((e = q_duty_get(cx, &(struct q_duty_get_in){.id = (int64_t)other->row}, &row)) != OK)
		return e;
	text_add(&b, T_duty_other, cx->lang,
	         (const str[]){arena_printf(cx->arena, "%lld", (long long)row.id), row.unit_name, row.valid_from}, 3);
	return buf_end(&b, said);
}

static enum err
check_against_store(struct ctx *cx, struct load *l, int64_t place_id, str class_key)
{
	size_t   at, other;
	str      said;
	enum err e;

	e = q_duty_known(cx, &(struct q_duty_known_in){.place_id = place_id, .class_key = class_key}, meet, l);
	if (e != OK)
		return e;
	if (l->bad != SIZE_MAX)
		return rows_refuse(cx, l->t, l->bad, D_UNIT, T_duty_fixed, l->t->row[l->bad].cell[D_UNIT]);
	for (size_t i = 0; i < l->t->n; i++)
		if ((e = add_span(cx, l,
		                  (struct span){l->item[i].key, l->t->row[i].cell[D_FROM], l->t->row[i].cell[D_TO],
		                                l->t->row[i].line, i})) != OK)
			return e;
	at = span_clash(l->span, l->nspan);
	if (at == SIZE_MAX)
		return OK;
	/* Of two of the file the later is at fault; two of the store never clash. */
	other = l->span[at].line ? at - 1 : at;
	at = other == at ? at - 1 : at;
	if ((e = say_other(cx, &l->span[other], &said)) != OK)
		return e;
	return rows_refuse(cx, l->t, l->span[at].row, D_FROM, T_duty_overlap, said);
}

/* Helpers of a row that is known already must be the same: a row never changes. */
static enum err
check_same_helpers(struct ctx *cx, struct load *l, size_t i)
{
	struct q_duty_helpers_row *h;
	const struct item         *x = &l->item[i];
	size_t                     n, same = 0;
	enum err e = q_duty_helpers(cx, &(struct q_duty_helpers_in){.duty_id = x->old_id}, &h, &n);

	for (size_t k = 0; e == OK && k < n; k++)
		for (size_t m = 0; m < x->n_helper; m++)
			same += h[k].unit_id == x->helper[m];
	if (e == OK && (same != n || same != x->n_helper))
		return rows_refuse(cx, l->t, i, D_HELPERS, T_duty_fixed, row_text(&l->t->row[i], D_HELPERS));
	return e;
}

/* What a cell names lies within reach (e), or is refused there. */
static enum err
cell_in_reach(struct ctx *cx, struct load *l, size_t i, size_t column, enum err e)
{
	return e == ERR_NONE ? rows_refuse(cx, l->t, i, column, T_duty_out, row_text(&l->t->row[i], column)) : e;
}

/* Who keeps a part of the city binds no unit outside it, and nobody in a place outside it. */
static enum err
check_reach(struct ctx *cx, struct load *l, size_t i)
{
	const struct item *x = &l->item[i];
	enum err           e = cell_in_reach(cx, l, i, D_PLACE, place_in_reach(cx, x->place_id));

	if (e == OK)
		e = cell_in_reach(cx, l, i, D_UNIT, unit_may_answer(cx, x->unit_id));
	for (size_t k = 0; e == OK && k < x->n_helper; k++)
		e = cell_in_reach(cx, l, i, D_HELPERS, unit_may_answer(cx, x->helper[k]));
	return e;
}

static enum err
helpers_json(struct ctx *cx, const struct item *x, str *out)
{
	struct buf  b;
	struct json j;

	buf_init(&b, cx->arena, BUF_PAYLOAD);
	json_init(&j, &b);
	json_obj(&j);
	json_key(&j, S("duty_helper"));
	json_arr(&j);
	for (size_t i = 0; i < x->n_helper; i++)
		json_i64(&j, x->helper[i]);
	json_arr_end(&j);
	json_obj_end(&j);
	return buf_end(&b, out);
}

static enum err
add_row(struct ctx *cx, struct load *l, size_t i)
{
	struct item          *x = &l->item[i];
	const str            *c = l->t->row[i].cell;
	struct q_duty_add_row row;
	struct record         r;
	struct q_duty_add_in  in = {.class_key = row_text(&l->t->row[i], D_CLASS), .place_id = x->place_id,
	                            .unit_id = x->unit_id, .basis = c[D_BASIS], .source = c[D_SOURCE],
	                            .valid_from = c[D_FROM], .valid_to = c[D_TO], .made_at = cx->now,
	                            .made_by = cx->who ? cx->who->user : 0};
	str                   rows = STR_NONE;
	int64_t               n;
	enum err              e = q_duty_add(cx, &in, &row);

	for (size_t k = 0; e == OK && k < x->n_helper; k++)
		e = q_duty_helper_add(cx, &(struct q_duty_helper_add_in){.duty_id = row.id,
		    .unit_id = x->helper[k]}, &n);
	if (e != OK || (x->n_helper && (e = helpers_json(cx, x, &rows)) != OK))
		return e;
	x->old_id = row.id;
	record_begin(cx, &r);
	r.rows = rows;
	json_kv_str(&r.set, "class_key", in.class_key);
	json_kv_i64(&r.set, "place_id", in.place_id);
	json_kv_i64(&r.set, "unit_id", in.unit_id);
	json_kv_str(&r.set, "basis", in.basis);
	json_kv_str(&r.set, "source", in.source);
	json_kv_str(&r.set, "valid_from", in.valid_from);
	json_kv_str(&r.set, "valid_to", in.valid_to);
	json_kv_i64(&r.set, "made_at", in.made_at);
	json_kv_i64(&r.set, "made_by", in.made_by);
	return record_end(cx, &r, "duty", row.id, 1, "duty.added", STR_NONE);
}

static enum err
end_row(struct ctx *cx, struct load *l, size_t i)
{
	const struct item *x = &l->item[i];
	struct record      r;
	int64_t            n;
	str                to = l->t->row[i].cell[D_TO];
	enum err           e;

	e = q_duty_end(cx, &(struct q_duty_end_in){.id = x->old_id, .rev = x->old_rev + 1, .valid_to = to}, &n);
	if (e != OK)
		return e;
	record_begin(cx, &r);
	json_kv_str(&r.set, "valid_to", to);
	return record_end(cx, &r, "duty", x->old_id, x->old_rev + 1, "duty.ended", l->more);
}

static enum err
write_row(struct ctx *cx, struct rows *t, size_t i, void *arg)
{
	struct load *l = arg;
	enum err     e = l->item[i].old_id ? check_same_helpers(cx, l, i) : OK;

	if (e == OK && (!l->item[i].old_id || l->item[i].changed)) {
		const struct outlived *o = &l->item[i].outlives;

		if (o->unit.p)
			return rows_refuse(cx, t, i, o->column, T_duty_outlives, o->unit);
		if ((e = check_reach(cx, l, i)) == OK)
			e = l->item[i].old_id ? end_row(cx, l, i) : add_row(cx, l, i);
		l->changed++;
	}
	l->last = l->item[i].old_id;
	return e;
}

enum err
duty_take(struct ctx *cx, struct rows *t, const struct duty_part *part, size_t *changed, int64_t *last)
{
	struct load *l = ARENA_NEW(cx->arena, struct load);
	enum err     e;

	*changed = 0;
	*last = 0;
	if (!l)
		return ctx_no_memory(cx);
	l->t = t;
	l->more = part->more;
	l->bad = SIZE_MAX;
	l->mask = t->n > 100 ? 65535 : 255;
	l->item = ARENA_NEWS(cx->arena, t->n, struct item);
	l->slot = ARENA_NEWS(cx->arena, l->mask + 1, size_t);
	if (!l->item || !l->slot)
		return ctx_no_memory(cx);
	if ((e = db_lock(cx, "duty", 0)) != OK || (e = units_stay(cx)) != OK ||
	    (e = rows_each(cx, t, look_at, l)) != OK ||
	    (e = check_against_store(cx, l, part->place_id, part->class_key)) != OK)
		return e;
	e = rows_each(cx, t, write_row, l);
	*changed = l->changed;
	*last = l->last;
	return e == OK && *changed ? city_changed(cx) : e;
}

static enum err
duty_load(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct duty_load_in *in = arg;
	const struct duty_part     all = {.class_key = S("")};
	struct rows                t;
	size_t                     changed;
	int64_t                    last;
	enum err                   e;

	(void)made;
	if ((e = rows_read(cx, &t, "file", &in->file, duty_columns, D_ALL, MOST)) != OK ||
	    (e = duty_take(cx, &t, &all, &changed, &last)) != OK)
		return e;
	*out = (struct reply){.done = T_duty_loaded,
	                      .arg = {arena_printf(cx->arena, "%zu", t.n), arena_printf(cx->arena, "%zu",
	                          changed)}};
	return OK;
}

const struct command duty_load_cmd = {
    .name = "duty.load",
    .summary = T_duty_load_summary,
    .perm = PERM_CITY_EDIT,
    .in = fields,
    .nin = NITEMS(fields),
    .in_size = sizeof(struct duty_load_in),
    .apply = duty_load,
};
const struct command *const duty_commands[] = {&duty_load_cmd, &duty_add_cmd, &duty_end_cmd, &duty_replace_cmd,
                                                &precedent_add_cmd, &precedent_strike_cmd};
const size_t                duty_commands_n = NITEMS(duty_commands);

static const struct journal_side helper_side = {.table = "duty_helper", .query = "duty_helper_fold", .keys = 1},
                                 class_side = {.table = "precedent_class", .query = "precedent_class_fold", .keys = 1};

const struct journal_aggregate duty_aggregates[] = {
    {.kind = "duty", .label = T_duty_thing_duty, .queries = duty_queries, .query = "duty_fold", .side = &helper_side, .nside = 1},
    {.kind = "precedent", .label = T_precedent_thing, .queries = duty_queries, .query = "precedent_fold", .side = &class_side,
     .nside = 1},
};
const size_t duty_aggregates_n = NITEMS(duty_aggregates);
