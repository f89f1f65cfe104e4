/* unit.load, post.load: organisations and posts from tables. */
#include "city/place/place.h"
#include "city/unit/inside.h"
#include "city_unit_texts.h"
#include "kit/table/rows.h"
#include "kit_table_texts.h"

enum { MOST = 20000 };

#define UNIT_LOAD_IN(X) X(text, file, 1, 1, 4 << 20, T_unit_field_file, NULL)
struct unit_load_in {
	UNIT_LOAD_IN(FIELD_DECL)
};
#define IN_T unit_load_in
static const struct field fields[] = {UNIT_LOAD_IN(FIELD_ROW)};
#undef IN_T

enum err
unit_place(struct ctx *cx, struct rows *t, size_t i, size_t column, int64_t *id)
{
	str      code = t->row[i].cell[column];
	enum err e;

	*id = 0;
	if (!code.p)
		return OK;
	e = place_by_code(cx, code, id, NULL);
	return e == ERR_NONE ? rows_refuse(cx, t, i, column, T_sheet_cell_unknown, code) : e;
}

/* By the column of codes, as `x` has it. */
static enum err
check_code(struct ctx *cx, struct rows *t, size_t i, const struct rows_index *x)
{
	size_t column = x->column;

	str code = t->row[i].cell[column];

	if (!code_good(code))
		return rows_refuse(cx, t, i, column, T_unit_code, code);
	return rows_find(x, code) == i ? OK : rows_refuse(cx, t, i, column, T_sheet_cell_twice, code);
}

enum err
unit_reply(struct ctx *cx, text_id done, size_t all, size_t changed, struct reply *out)
{
	*out = (struct reply){.done = done,
	                      .arg = {arena_printf(cx->arena, "%zu", all), arena_printf(cx->arena, "%zu", changed)}};
	return changed ? city_changed(cx) : OK;
}

/* ---- Units ---- */

enum { U_CODE, U_NAME, U_SHORT, U_KIND, U_PARENT, U_PLACE, U_NOTE, U_FROM, U_TO, U_ALL };
static const struct sheet_column unit_columns[U_ALL] = {
    {"code", true},       {"name", true},  {"short_name", false}, {"kind", true},      {"parent_code", true},
    {"place_code", true}, {"note", false}, {"valid_from", true},  {"valid_to", false},
};

enum { REFUSED = -1 };
struct unit_load {
	struct rows       t;
	struct rows_index code;
	int64_t          *id; /* 0: not yet written; REFUSED */
	bool             *written, *ends; /* something of it changed; its end was set, or set earlier */
	size_t            changed;
};

static enum err
parent_of(struct ctx *cx, struct unit_load *l, size_t i, int64_t *id)
{
	struct q_unit_by_code_row u;
	str                       code = l->t.row[i].cell[U_PARENT];
	enum err                  e;

	*id = 0;
	if (!code.p)
		return OK;
	e = q_unit_by_code(cx, &(struct q_unit_by_code_in){.code = code}, &u);
	if (e == ERR_NONE)
		return rows_refuse(cx, &l->t, i, U_PARENT, T_sheet_cell_unknown, code);
	if (e == OK)
		*id = u.id;
	return e;
}

/* A unit of the file whose parent is known by now. */
static enum err
write_unit(struct ctx *cx, struct unit_load *l, size_t i)
{
	const str       *c = l->t.row[i].cell;
	struct unit_said said = {.code = c[U_CODE], .name = c[U_NAME], .short_name = c[U_SHORT], .kind = c[U_KIND],
	                         .valid_from = c[U_FROM], .valid_to = c[U_TO]};
	bool             changed = false;
	enum err         e;

	if ((e = parent_of(cx, l, i, &said.parent)) != OK ||
	    (e = unit_place(cx, &l->t, i, U_PLACE, &said.place)) != OK)
		return e;
	if (c[U_TO].p) {
		struct q_unit_by_code_row was;

		e = q_unit_by_code(cx, &(struct q_unit_by_code_in){.code = c[U_CODE]}, &was);
		if (e != OK && e != ERR_NONE)
			return e;
		l->ends[i] = e == OK && (!was.valid_to.p || str_cmp(c[U_TO], was.valid_to) < 0);
	}
	if ((e = unit_put(cx, &said, &l->id[i], &changed)) != OK)
		return e == ERR_NONE ? rows_refuse(cx, &l->t, i, U_CODE, T_unit_row_out, c[U_CODE]) : e;
	l->written[i] = changed;
	l->changed += changed;
	return OK;
}

/* What hangs on a refused row is as little written as that, and is not told besides. */
static enum err
write_or_note(struct ctx *cx, struct unit_load *l, size_t i, size_t above)
{
	enum err e = above != SIZE_MAX && l->id[above] == REFUSED ? ERR_INPUT : write_unit(cx, l, i);

	if (e == ERR_INPUT)
		l->id[i] = REFUSED;
	return e;
}

/* The row that a row's parent stands in; SIZE_MAX: it has none there, write_unit tells whether it is known. */
static size_t
row_above(const struct unit_load *l, size_t i)
{
	str code = l->t.row[i].cell[U_PARENT];

	return code.p ? rows_find(&l->code, code) : SIZE_MAX;
}

/* Parents first, wherever they stand in the file: each row is walked up from once, and down again. */
static enum err
write_units(struct ctx *cx, struct unit_load *l)
{
	size_t *way = ARENA_NEWS(cx->arena, l->t.n, size_t), k;
	bool   *on = ARENA_NEWS(cx->arena, l->t.n, bool), bad = false;

	if (!way || !on)
		return ctx_no_memory(cx);
	for (size_t i = 0; i < l->t.n && cx->why.n < WHY_MAX; i++) {
		k = 0;
		for (size_t at = i; at != SIZE_MAX && !l->id[at]; at = row_above(l, at)) {
			if (on[at])
				return rows_refuse(cx, &l->t, at, U_PARENT, T_unit_ring, l->t.row[at].cell[U_CODE]);
			on[at] = true;
			way[k++] = at;
		}
		while (k-- > 0 && cx->why.n < WHY_MAX) {
			enum err e = write_or_note(cx, l, way[k], row_above(l, way[k]));

			if (e != OK && e != ERR_INPUT)
				return e;
			bad = bad || e != OK;
		}
	}
	return bad ? ERR_INPUT : OK;
}

/* One unit a territory and day: it is the default handler (A08). */
static enum err
check_territories(struct ctx *cx, struct unit_load *l)
{
	struct units_fault f;
	size_t             row = 0;
	enum err           e = units_check(cx, &f);

	if (e != OK || f.rule == UNITS_FINE)
		return e;
	if (f.rule == UNITS_RING)
		return refuse(cx, ERR_INPUT, "file", T_unit_ring_store, f.code);
	for (size_t i = 0; i < l->t.n; i++)
		if (l->id[i] == f.a || l->id[i] == f.b)
			row = i;
	return rows_refuse(cx, &l->t, row, U_PLACE, T_unit_territory_twice, l->t.row[row].cell[U_PLACE]);
}

/* One open unit a full name, as they stand once all rows are written: two may swap theirs. */
static enum err
check_name(struct ctx *cx, struct rows *t, size_t i, void *arg)
{
	const struct unit_load    *l = arg;
	struct q_unit_namesake_row other;
	enum err                   e;

	if (t->row[i].cell[U_TO].p)
		return OK;
	if ((e = q_unit_namesake(cx, &(struct q_unit_namesake_in){.id = l->id[i]}, &other)) != OK)
		return e == ERR_NONE ? OK : e;
	return rows_refuse(cx, t, i, U_NAME, T_unit_name_twice, other.code);
}

/* Of several sentences why something cannot end a row of a table tells one; the page tells them all. */
static enum err
row_hangs(struct ctx *cx, struct rows *t, size_t i, size_t column, str code, size_t said, enum err e)
{
	if (e != ERR_RULE)
		return e;
	cx->why.n = said;
	return rows_refuse(cx, t, i, column, T_unit_row_hangs, code);
}

/* What unit.close and unit.add ask, once all rows are written. */
static enum err
check_ends(struct ctx *cx, struct rows *t, size_t i, void *arg)
{
	const struct unit_load   *l = arg;
	const str                *c = t->row[i].cell;
	struct q_unit_by_code_row above;
	struct unit_over          over;
	size_t                    said = cx->why.n;
	enum err                  e;

	e = l->ends[i] ? unit_may_end(cx, l->id[i], 0, c[U_TO]) : OK;
	if ((e = row_hangs(cx, t, i, U_TO, c[U_CODE], said, e)) != OK)
		return e;
	if (!l->written[i] || !c[U_PARENT].p)
		return OK;
	if ((e = q_unit_by_code(cx, &(struct q_unit_by_code_in){.code = c[U_PARENT]}, &above)) != OK ||
	    (e = unit_lasts(cx, above.id, 0, c[U_TO], &over)) != OK)
		return e;
	return over.on.p ? rows_refuse(cx, t, i, U_PARENT, T_unit_row_ends, c[U_PARENT]) : OK;
}

static enum err
check_unit(struct ctx *cx, struct rows *t, size_t i, void *arg)
{
	static const int              needed[] = {U_CODE, U_NAME, U_KIND};
	static const struct rows_most most[] = {
	    {U_NAME, UNIT_NAME_MOST}, {U_SHORT, UNIT_SHORT_MOST}, {U_KIND, UNIT_KIND_MOST}};
	struct unit_load *l = arg;
	enum err          e;

	if ((e = rows_need(cx, t, i, needed, NITEMS(needed))) != OK ||
	    (e = rows_fit(cx, t, i, most, NITEMS(most))) != OK ||
	    (e = rows_validity(cx, t, i, U_FROM, U_TO, AHEAD_YEAR)) != OK)
		return e;
	return check_code(cx, t, i, &l->code);
}

static enum err
unit_load(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct unit_load_in *in = arg;
	struct unit_load           l = {0};
	enum err                   e;

	(void)made;
	if ((e = rows_read(cx, &l.t, "file", &in->file, unit_columns, U_ALL, MOST)) != OK ||
	    (e = rows_index(cx, &l.t, U_CODE, &l.code)) != OK || (e = rows_each(cx, &l.t, check_unit, &l)) != OK)
		return e;
	l.id = ARENA_NEWS(cx->arena, l.t.n, int64_t);
	l.written = ARENA_NEWS(cx->arena, l.t.n, bool);
	l.ends = ARENA_NEWS(cx->arena, l.t.n, bool);
	if (!l.id || !l.written || !l.ends)
		return ctx_no_memory(cx);
	if ((e = db_lock(cx, "unit", 0)) != OK || (e = write_units(cx, &l)) != OK ||
	    (e = check_territories(cx, &l)) != OK || (e = rows_each(cx, &l.t, check_name, &l)) != OK ||
	    (e = rows_each(cx, &l.t, check_ends, &l)) != OK)
		return e;
	return unit_reply(cx, T_unit_loaded, l.t.n, l.changed, out);
}

/* ---- Posts ---- */

enum { P_CODE, P_UNIT, P_ROLE, P_NAME, P_PLACE, P_CLASSES, P_FROM, P_TO, P_ALL };
static const struct sheet_column post_columns[P_ALL] = {
    {"code", true},       {"unit_code", true}, {"role", true},       {"name", true},
    {"place_code", true}, {"classes", false},  {"valid_from", true}, {"valid_to", false},
};

static enum err
check_post(struct ctx *cx, struct rows *t, size_t i, void *arg)
{
	static const int              needed[] = {P_CODE, P_UNIT, P_ROLE, P_NAME};
	static const struct rows_most most[] = {{P_NAME, POST_NAME_MOST}};
	const str       *c = t->row[i].cell;
	str              list = c[P_CLASSES], prefix;
	enum err         e;

	if ((e = rows_need(cx, t, i, needed, NITEMS(needed))) != OK ||
	    (e = rows_fit(cx, t, i, most, NITEMS(most))) != OK ||
	    (e = rows_validity(cx, t, i, P_FROM, P_TO, AHEAD_YEAR)) != OK || (e = check_code(cx, t, i, arg)) != OK)
		return e;
	if (role_of(c[P_ROLE]) == ROLE_MAX)
		return rows_refuse(cx, t, i, P_ROLE, T_sheet_cell_choice, c[P_ROLE]);
	while ((prefix = list_cut(&list)).p)
		if (!prefix_good(prefix))
			return rows_refuse(cx, t, i, P_CLASSES, T_sheet_cell_choice, prefix);
	return OK;
}

static enum err
write_post(struct ctx *cx, struct rows *t, size_t i, void *arg)
{
	size_t                   *count = arg;
	const str                *c = t->row[i].cell;
	struct q_unit_by_code_row unit;
	struct post_said          said = {.code = c[P_CODE], .role = role_of(c[P_ROLE]), .name = c[P_NAME],
	                                  .classes = c[P_CLASSES], .valid_from = c[P_FROM], .valid_to = c[P_TO]};
	struct q_post_by_code_row was = {0};
	struct unit_over          over;
	enum post_fixed           fixed;
	int64_t                   id;
	size_t                    words = cx->why.n;
	bool                      changed = false, ends = false;
	enum err                  e;

	e = q_unit_by_code(cx, &(struct q_unit_by_code_in){.code = c[P_UNIT]}, &unit);
	if (e == ERR_NONE)
		return rows_refuse(cx, t, i, P_UNIT, T_sheet_cell_unknown, c[P_UNIT]);
	if (e != OK || (e = unit_place(cx, t, i, P_PLACE, &said.place)) != OK)
		return e;
	said.unit = unit.id;
	if (c[P_TO].p) {
		e = q_post_by_code(cx, &(struct q_post_by_code_in){.code = c[P_CODE]}, &was);
		if (e != OK && e != ERR_NONE)
			return e;
		ends = e == OK && (!was.valid_to.p || str_cmp(c[P_TO], was.valid_to) < 0);
	}
	if ((e = post_put(cx, &said, &id, &fixed, &changed)) != OK)
		return e == ERR_NONE ? rows_refuse(cx, t, i, P_CODE, T_unit_row_out, c[P_CODE]) : e;
	if (fixed != POST_AS_IT_WAS)
		return rows_refuse(cx, t, i, fixed == POST_OTHER_UNIT ? P_UNIT : P_ROLE, T_unit_post_fixed, c[P_CODE]);
	*count += changed;
	if (ends && (e = row_hangs(cx, t, i, P_TO, c[P_CODE], words, unit_may_end(cx, unit.id, id, c[P_TO]))) != OK)
		return e;
	if (!changed)
		return OK;
	if ((e = unit_lasts(cx, unit.id, 0, c[P_TO], &over)) != OK)
		return e;
	return over.on.p ? rows_refuse(cx, t, i, P_UNIT, T_unit_row_ends, c[P_UNIT]) : OK;
}

static enum err
post_load(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct unit_load_in *in = arg;
	struct rows                t;
	struct rows_index          code;
	size_t                     changed = 0;
	enum err                   e;

	(void)made;
	if ((e = rows_read(cx, &t, "file", &in->file, post_columns, P_ALL, MOST)) != OK ||
	    (e = rows_index(cx, &t, P_CODE, &code)) != OK || (e = rows_each(cx, &t, check_post, &code)) != OK ||
	    (e = db_lock(cx, "unit", 0)) != OK)
		return e;
	e = rows_each(cx, &t, write_post, &changed);
	return e == OK ? unit_reply(cx, T_unit_posts_loaded, t.n, changed, out) : e;
}

const struct command unit_load_cmd = {
    .name = "unit.load",
    .summary = T_unit_load_summary,
    .perm = PERM_CITY_EDIT,
    .in = fields,
    .nin = NITEMS(fields),
    .in_size = sizeof(struct unit_load_in),
    .apply = unit_load,
};
const struct command post_load_cmd = {
    .name = "post.load",
    .summary = T_unit_post_load_summary,
    .perm = PERM_CITY_EDIT,
    .in = fields,
    .nin = NITEMS(fields),
    .in_size = sizeof(struct unit_load_in),
    .apply = post_load,
};
