/* place.load: a table of places into the tree. */
#include "base/clock.h"
#include "base_texts.h"
#include "city/place/place.h"
#include "city/place/record.h"
#include "city_place_texts.h"
#include "kit/table/sheet.h"
#include "kit_table_texts.h"
#include "place_sql.h"

/*
 * Two passes over the rows: first all of them are read and checked (parents may
 * stand below their children), then written parents first.  A code in several
 * rows is one place whose parent changed: the rows' validities follow one
 * another and the last one is today's.
 */

enum { CODE, PARENT, LEVEL, KIND, NAME, SHORT, ALIASES, SOURCE, FROM, TO, COLUMNS };
static const struct sheet_column columns[COLUMNS] = {
    {"code", true},     {"parent_code", true}, {"level", true},      {"kind", true},    {"name", true},
    {"short_name", false}, {"aliases", false}, {"source", false}, {"valid_from", true}, {"valid_to", false},
};

enum { MOST = 50000 };

struct row {
	str     cell[COLUMNS];
	int64_t line, level, id, sort;
	size_t  older; /* row before with the same code; SIZE_MAX: none */
	bool    newest, written, changed;
	int64_t rev;
	struct q_place_add_in p;   /* as it is to be, from here on for the newest row of a code */
	struct journal_sides  was; /* its parents and other names before */
};

struct load {
	struct sheet sheet;
	struct row  *row;
	size_t       n;
	size_t      *slot; /* hash table of row indices + 1 by code: the newest row */
	size_t       mask, added;
	int64_t      numbered; /* level whose places count case numbers: counties, or the root where there are none */
};

#define PLACE_LOAD_IN(X) X(text, file, 1, 1, 8 << 20, T_place_field_file, NULL)
struct place_load_in {
	PLACE_LOAD_IN(FIELD_DECL)
};
#define IN_T place_load_in
static const struct field fields[] = {PLACE_LOAD_IN(FIELD_ROW)};
#undef IN_T

static size_t *
slot_of(struct load *l, str code)
{
	size_t i = (size_t)str_hash(code) & l->mask;

	while (l->slot[i] && !str_eq(l->row[l->slot[i] - 1].cell[CODE], code))
		i = (i + 1) & l->mask;
	return &l->slot[i];
}

static bool
is_day(str s)
{
	int64_t ms;

	return s.n == 10 && clock_parse(s, 0, &ms);
}

static enum err
check_cells(struct ctx *cx, struct load *l, struct row *r)
{
	static const int needed[] = {CODE, LEVEL, KIND, NAME, FROM};

	for (size_t i = 0; i < NITEMS(needed); i++)
		if (!r->cell[needed[i]].p)
			return sheet_refuse(cx, &l->sheet, (size_t)needed[i], T_sheet_cell_missing, STR_NONE);
	r->level = place_level(r->cell[LEVEL]);
	if (r->level == 0 && !(str_to_i64(r->cell[LEVEL], &r->level) && r->level > 0 && r->level < 30))
		return sheet_refuse(cx, &l->sheet, LEVEL, T_sheet_cell_choice, r->cell[LEVEL]);
	if (!is_day(r->cell[FROM]))
		return sheet_refuse(cx, &l->sheet, FROM, T_sheet_cell_day, r->cell[FROM]);
	if (r->cell[TO].p && !is_day(r->cell[TO]))
		return sheet_refuse(cx, &l->sheet, TO, T_sheet_cell_day, r->cell[TO]);
	return OK;
}

static enum err
keep(struct ctx *cx, struct load *l, const str *cell)
{
	struct row *r = &l->row[l->n];
	size_t     *slot;
	enum err    e;

	if (l->n == MOST)
		return sheet_refuse(cx, &l->sheet, CODE, T_err_large, STR_NONE);
	*r = (struct row){.line = l->sheet.line, .older = SIZE_MAX, .newest = true};
	for (size_t i = 0; i < COLUMNS; i++)
		if (!arena_str(cx->arena, cell[i], &r->cell[i]))
			return ctx_no_memory(cx);
	if ((e = check_cells(cx, l, r)) != OK)
		return e;
	slot = slot_of(l, r->cell[CODE]);
	if (*slot) {
		struct row *old = &l->row[*slot - 1];

		if (!old->cell[TO].p || str_cmp(old->cell[TO], r->cell[FROM]) > 0)
			return sheet_refuse(cx, &l->sheet, FROM, T_place_overlap, r->cell[CODE]);
		old->newest = false;
		r->older = *slot - 1;
	}
	*slot = ++l->n;
	r->sort = (int64_t)l->n;
	return OK;
}

/* Parents exist, lie less deep, and one place alone has none. */
static enum err
check_tree(struct ctx *cx, struct load *l)
{
	size_t roots = 0;

	for (size_t i = 0; i < l->n; i++) {
		struct row *r = &l->row[i];
		size_t     *slot = r->cell[PARENT].p ? slot_of(l, r->cell[PARENT]) : NULL;

		l->sheet.line = r->line;
		roots += !slot && r->newest;
		if (r->newest && (r->level == LEVEL_COUNTY || (!slot && l->numbered == 0)))
			l->numbered = r->level;
		if (slot && !*slot)
			return sheet_refuse(cx, &l->sheet, PARENT, T_sheet_cell_unknown, r->cell[PARENT]);
		if (slot && l->row[*slot - 1].level >= r->level)
			return sheet_refuse(cx, &l->sheet, LEVEL, T_place_too_shallow, r->cell[PARENT]);
	}
	if (roots != 1)
		return refuse(cx, ERR_INPUT, l->sheet.file, T_place_no_root,
		              arena_printf(cx->arena, "%zu", roots));
	return OK;
}

static opt_i64
parent_id(struct load *l, const struct row *r)
{
	if (!r->cell[PARENT].p)
		return (opt_i64){.some = false};
	return (opt_i64){.some = true, .v = l->row[*slot_of(l, r->cell[PARENT]) - 1].id};
}

static enum err
write_aliases(struct ctx *cx, const struct row *r)
{
	str      rest = r->cell[ALIASES], sep = S("；");
	int64_t  changed;
	enum err e = q_place_alias_forget(cx, &(struct q_place_alias_forget_in){.place_id = r->id}, &changed);

	while (e == OK && rest.p) {
		size_t at = str_find_str(rest, sep);
		str    alias = str_trim(str_slice(rest, 0, at == SIZE_MAX ? rest.n : at));

		rest = at == SIZE_MAX ? STR_NONE : str_slice(rest, at + sep.n, rest.n);
		if (alias.n)
			e = q_place_alias_add(cx,
			                      &(struct q_place_alias_add_in){.place_id = r->id, .alias = alias,
			                                                     .scheme = S("name"),
			                                                     .valid_from = r->cell[FROM],
			                                                     .valid_to = r->cell[TO]},
			                      &changed);
	}
	return e;
}

/* Every column but id and rev, as the row has them now, and what changed of its parents and names. */
static enum err
tell(struct ctx *cx, const struct q_place_add_in *p, int64_t id, int64_t rev, str rows)
{
	struct record r;

	record_begin(cx, &r);
	r.rows = rows;
	json_kv_str(&r.set, "code", p->code);
	json_kv_str(&r.set, "name", p->name);
	json_kv_str(&r.set, "short_name", p->short_name);
	json_kv_i64(&r.set, "level", p->level);
	json_kv_str(&r.set, "kind", p->kind);
	record_opt(&r, "parent_id", p->parent_id.some, p->parent_id.v);
	json_kv_bool(&r.set, "numbers", p->numbers);
	json_kv_i64(&r.set, "sort", p->sort);
	json_kv_str(&r.set, "valid_from", p->valid_from);
	json_kv_str(&r.set, "valid_to", p->valid_to);
	json_kv_str(&r.set, "source", p->source);
	return record_end(cx, &r, "place", id, rev, rev == 1 ? "place.added" : "place.changed", STR_NONE);
}

static bool
same(const struct q_place_by_code_row *a, const struct q_place_add_in *b)
{
	return str_eq(a->name, b->name) && str_eq(a->short_name, b->short_name) && a->level == b->level &&
	       str_eq(a->kind, b->kind) && a->parent_id.some == b->parent_id.some && a->parent_id.v == b->parent_id.v &&
	       a->sort == b->sort && str_eq(a->valid_to, b->valid_to) && str_eq(a->source, b->source);
}

static enum err
change_row(struct ctx *cx, struct row *r, const struct q_place_add_in *p)
{
	r->rev++;
	r->changed = true;
	return q_place_change(cx,
	                      &(struct q_place_change_in){.id = r->id, .rev = r->rev, .name = p->name,
	                                                  .short_name = p->short_name, .level = p->level,
	                                                  .kind = p->kind, .parent_id = p->parent_id, .sort = p->sort,
	                                                  .valid_to = p->valid_to, .source = p->source},
	                      NULL);
}

static enum err
write_row(struct ctx *cx, struct load *l, struct row *r)
{
	struct q_place_by_code_row known;
	struct q_place_add_row     added;
	struct q_place_add_in      p;
	size_t                     first = (size_t)(r - l->row);
	enum err                   e;

	while (l->row[first].older != SIZE_MAX)
		first = l->row[first].older;
	p = (struct q_place_add_in){
	    .code = r->cell[CODE], .name = r->cell[NAME],
	    .short_name = r->cell[SHORT].p ? r->cell[SHORT] : place_short(r->cell[NAME]), .level = r->level,
	    .kind = r->cell[KIND], .parent_id = parent_id(l, r), .numbers = r->level == l->numbered, .sort = r->sort,
	    .valid_from = l->row[first].cell[FROM], .valid_to = r->cell[TO],
	    .source = r->cell[SOURCE].p ? r->cell[SOURCE] : S("")};
	e = q_place_by_code(cx, &(struct q_place_by_code_in){.code = p.code}, &known);
	if (e == ERR_NONE) {
		if ((e = q_place_add(cx, &p, &added)) != OK)
			return e;
		r->id = added.id;
		r->rev = 1;
		r->changed = true;
		l->added++;
	} else if (e == OK) {
		r->id = known.id;
		r->rev = known.rev;
		/* What numbers are counted by, and since when the place is known, stays as it was. */
		p.numbers = known.numbers;
		p.valid_from = known.valid_from;
		if ((e = journal_sides_look(cx, &place_aggregates[0], r->id, &r->was)) == OK && !same(&known, &p))
			e = change_row(cx, r, &p);
	}
	r->p = p;
	return e == OK ? write_aliases(cx, r) : e;
}

/* An event for each place that is new or other than it was, once its parents stand too. */
static enum err
tell_all(struct ctx *cx, struct load *l)
{
	enum err e = OK;

	for (size_t i = 0; e == OK && i < l->n; i++) {
		struct row *r = &l->row[i];
		str         rows;

		if (!r->newest || (e = journal_sides_say(cx, &place_aggregates[0], r->id, &r->was, &rows)) != OK ||
		    (!r->changed && !rows.p))
			continue;
		if (!r->changed)
			e = change_row(cx, r, &r->p);
		if (e == OK)
			e = tell(cx, &r->p, r->id, r->rev, rows);
	}
	return e;
}

/* The newest row of each code, parents first: by level, which check_tree made grow downwards. */
static enum err
write_places(struct ctx *cx, struct load *l)
{
	enum err e = OK;
	bool     some = true;

	for (int64_t level = 1; e == OK && some && level <= 30; level++) {
		some = false;
		for (size_t i = 0; e == OK && i < l->n; i++) {
			some = some || l->row[i].level > level;
			if (l->row[i].newest && l->row[i].level == level)
				e = write_row(cx, l, &l->row[i]);
		}
	}
	return e;
}

static enum err
write_parents(struct ctx *cx, struct load *l)
{
	enum err e = OK;
	int64_t  changed;

	for (size_t i = 0; e == OK && i < l->n; i++) {
		const struct row *r = &l->row[i];
		opt_i64           parent = parent_id(l, r);

		if (parent.some)
			e = q_place_parent_add(cx,
			                       &(struct q_place_parent_add_in){
			                           .place_id = l->row[*slot_of(l, r->cell[CODE]) - 1].id,
			                           .parent_id = parent.v,
			                           .valid_from = r->cell[FROM],
			                           .valid_to = r->cell[TO]},
			                       &changed);
	}
	if (e == OK)
		e = q_place_above_clear(cx, &changed);
	if (e == OK)
		e = q_place_above_fill(cx, &changed);
	return e;
}

static enum err
check_root(struct ctx *cx, struct load *l)
{
	struct q_place_top_row top;
	enum err               e = q_place_top(cx, &top);

	if (e == ERR_NONE)
		return OK;
	if (e == OK && !*slot_of(l, top.code))
		return refuse(cx, ERR_RULE, l->sheet.file, T_place_other_root, top.name);
	return e;
}

static enum err
place_load(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct place_load_in *in = arg;
	struct load                 l = {.mask = 131071};
	str                         cell[COLUMNS];
	enum err                    e;

	(void)made;
	l.row = ARENA_NEWS(cx->arena, MOST, struct row);
	l.slot = ARENA_NEWS(cx->arena, l.mask + 1, size_t);
	if (!l.row || !l.slot)
		return ctx_no_memory(cx);
	if ((e = sheet_open(cx, &l.sheet, "file", &in->file, columns, COLUMNS)) != OK)
		return e;
	while ((e = sheet_next(cx, &l.sheet, cell)) == OK)
		if ((e = keep(cx, &l, cell)) != OK)
			return e;
	if (e != ERR_NONE || (e = check_tree(cx, &l)) != OK || (e = check_root(cx, &l)) != OK ||
	    (e = write_places(cx, &l)) != OK || (e = write_parents(cx, &l)) != OK ||
	    (e = tell_all(cx, &l)) != OK || (e = city_changed(cx)) != OK)
		return e;
	*out = (struct reply){.done = T_place_loaded,
	                      .arg = {arena_printf(cx->arena, "%zu", l.n), arena_printf(cx->arena, "%zu", l.added)}};
	return OK;
}

const struct command place_load_cmd = {
    .name = "place.load",
    .summary = T_place_load_summary,
    .perm = PERM_SYSTEM,
    .in = fields,
    .nin = NITEMS(fields),
    .in_size = sizeof(struct place_load_in),
    .apply = place_load,
};
