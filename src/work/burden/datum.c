/* datum.load: the dictionary of fields that are held, as a table. */
#include "city/place/place.h"
#include "city/place/record.h"
#include "city/unit/roles.h"
#include "kit/table/rows.h"
#include "kit_table_texts.h"
#include "work/burden/inside.h"
#include "work_burden_texts.h"

#include <stdlib.h>

#define LOAD_IN(X) X(text, file, 1, 1, 4 << 20, T_burden_f_file, NULL)
struct load_in {
	LOAD_IN(FIELD_DECL)
};
#define IN_T load_in
static const struct field load_fields[] = {LOAD_IN(FIELD_ROW)};
#undef IN_T

static const struct choice yes_no[] = {{"no", T_burden_no}, {"yes", T_burden_yes}, {NULL, T_none}};
static const struct sheet_column sheet[DT_ALL] = {
    {"datum", true}, {"name", true}, {"synonyms", false}, {"owner", true}, {"held_in", true}, {"ended", false},
};
static const struct rows_most most[] = {
    {DT_CODE, 40}, {DT_NAME, INQUIRY_WORDS}, {DT_SYNONYMS, 400}, {DT_OWNER, 60}, {DT_HELD, 100},
};

struct loading {
	struct q_datum_all_row *known;
	size_t                  n;
	struct rows_index       codes;
};

static const struct q_datum_all_row *
known_as(const struct loading *l, str code)
{
	for (size_t i = 0; i < l->n; i++)
		if (str_eq(l->known[i].code, code))
			return &l->known[i];
	return NULL;
}

static bool
ended(const struct row *r)
{
	return str_eq(row_text(r, DT_ENDED), S("yes"));
}

static enum err
check(struct ctx *cx, struct rows *t, size_t i, void *arg)
{
	static const int         needed[] = {DT_CODE, DT_NAME, DT_OWNER, DT_HELD};
	static const char *const words[] = {"no", "yes", NULL};
	struct loading          *l = arg;
	enum err                 e;

	if ((e = rows_need(cx, t, i, needed, NITEMS(needed))) != OK || (e = rows_choice(cx, t, i, DT_ENDED,
	    words)) != OK ||
	    (e = rows_fit(cx, t, i, most, NITEMS(most))) != OK)
		return e;
	return rows_find(&l->codes, t->row[i].cell[DT_CODE]) == i
	           ? OK
	           : rows_refuse(cx, t, i, DT_CODE, T_sheet_cell_twice, t->row[i].cell[DT_CODE]);
}

/* One name of a field that is not ended, as it is compared; row SIZE_MAX: the store's, of no row of the table. */
struct called {
	str    plain, code;
	size_t row;
	int    column;
};
struct names {
	struct called *of;
	size_t         n, room;
};

/* By name, the store's before the table's, these in their order: what comes second is refused. */
static int
by_name(const void *a, const void *b)
{
	const struct called *x = a, *y = b;
	int                  by = str_cmp(x->plain, y->plain);

	if (by != 0)
		return by;
	return x->row + 1 < y->row + 1 ? -1 : x->row + 1 > y->row + 1;
}

static enum err
add_names(struct ctx *cx, struct names *all, str name, str synonyms, struct called as)
{
	as.column = DT_NAME;
	for (str one = name; one.p; one = list_cut(&synonyms)) {
		if (all->n == all->room) {
			size_t         room = all->room ? 2 * all->room : 256;
			struct called *more = all->of;

			more = arena_grow(cx->arena, more, all->room * sizeof(*more), room * sizeof(*more));
			if (!more)
				return ctx_no_memory(cx);
			all->of = more;
			all->room = room;
		}
		if (!(as.plain = burden_plain(cx->arena, one)).p)
			return ctx_no_memory(cx);
		all->of[all->n++] = as;
		as.column = DT_SYNONYMS;
	}
	return OK;
}

/* One field under two codes would have two owners: names and synonyms of what is held are told apart (I192). */
static enum err
check_names(struct ctx *cx, struct rows *t, const struct loading *l)
{
	struct names all = {0};
	enum err     e = OK;

	for (size_t k = 0; e == OK && k < l->n; k++)
		if (!l->known[k].ended && rows_find(&l->codes, l->known[k].code) == SIZE_MAX)
			e = add_names(cx, &all, l->known[k].name, l->known[k].synonyms,
			              (struct called){.code = l->known[k].code, .row = SIZE_MAX});
	for (size_t i = 0; e == OK && i < t->n; i++)
		if (!ended(&t->row[i]))
			e = add_names(cx, &all, row_text(&t->row[i], DT_NAME), row_text(&t->row[i], DT_SYNONYMS),
			              (struct called){.code = t->row[i].cell[DT_CODE], .row = i});
	if (e != OK || all.n == 0)
		return e;
	qsort(all.of, all.n, sizeof(*all.of), by_name);
	for (size_t i = 1; e == OK && i < all.n; i++) {
		const struct called *one = &all.of[i - 1], *other = &all.of[i];

		/* Two of the store are as old versions let them in; a field may have a name twice. */
		if (other->row != SIZE_MAX && !str_eq(one->code, other->code) && str_eq(one->plain, other->plain))
			e = rows_refuse(cx, t, other->row, (size_t)other->column, T_burden_two_codes, one->code);
	}
	return e;
}

static enum err
write(struct ctx *cx, const struct row *row, const struct q_datum_all_row *old)
{
	const int64_t          by = cx->who ? cx->who->user : 0;
	const str              name = row_text(row, DT_NAME), synonyms = row_text(row, DT_SYNONYMS);
	const str              owner = row_text(row, DT_OWNER), held = row_text(row, DT_HELD);
	struct q_datum_add_row new = {.id = old ? old->id : 0};
	struct record          r;
	int64_t                n;
	enum err               e;

	if (old)
		e = q_datum_change(cx, &(struct q_datum_change_in){.id = old->id, .rev = old->rev + 1, .name = name,
		    .synonyms = synonyms, .owner = owner, .held_in = held, .ended = ended(row)}, &n);
	else
		e = q_datum_add(cx, &(struct q_datum_add_in){.code = row_text(row, DT_CODE), .name = name,
		    .synonyms = synonyms, .owner = owner, .held_in = held, .ended = ended(row), .made_at = cx->now,
		    .made_by = by}, &new);
	if (e != OK)
		return e;
	record_begin(cx, &r);
	if (!old) {
		json_kv_str(&r.set, "code", row_text(row, DT_CODE));
		json_kv_i64(&r.set, "made_at", cx->now);
		json_kv_i64(&r.set, "made_by", by);
	}
	json_kv_str(&r.set, "name", name);
	json_kv_str(&r.set, "synonyms", synonyms);
	json_kv_str(&r.set, "owner", owner);
	json_kv_str(&r.set, "held_in", held);
	json_kv_bool(&r.set, "ended", ended(row));
	return record_end(cx, &r, "datum", new.id, old ? old->rev + 1 : 1, old ? "datum.changed" : "datum.added",
	    STR_NONE);
}

static bool
same(const struct row *row, const struct q_datum_all_row *old)
{
	return old && str_eq(old->name, row_text(row, DT_NAME)) && str_eq(old->synonyms, row_text(row,
	    DT_SYNONYMS)) &&
	       str_eq(old->owner, row_text(row, DT_OWNER)) && str_eq(old->held_in, row_text(row, DT_HELD)) &&
	       old->ended == ended(row);
}

static enum err
load(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct load_in *in = arg;
	struct loading        l = {0};
	struct rows           t;
	size_t                written = 0;
	enum err              e;

	(void)made;
	if ((e = db_lock(cx, "datum", 0)) != OK ||
	    (e = rows_read(cx, &t, "file", &in->file, sheet, DT_ALL, DATUM_ROWS)) != OK ||
	    (e = q_datum_all(cx, &l.known, &l.n)) != OK || (e = rows_index(cx, &t, DT_CODE, &l.codes)) != OK ||
	    (e = rows_each(cx, &t, check, &l)) != OK || (e = check_names(cx, &t, &l)) != OK)
		return e;
	for (size_t i = 0; e == OK && i < t.n; i++) {
		const struct q_datum_all_row *old = known_as(&l, row_text(&t.row[i], DT_CODE));

		if (same(&t.row[i], old))
			continue;
		e = write(cx, &t.row[i], old);
		written++;
	}
	*out = (struct reply){.done = T_burden_loaded,
	                      .arg = {arena_printf(cx->arena, "%zu", t.n), arena_printf(cx->arena, "%zu", written)}};
	return e;
}

const struct command datum_load_cmd = {
    .name = "datum.load", .summary = T_burden_load_summary, .perm = PERM_CITY_EDIT, .scope = place_city_in_reach,
    .in = load_fields, .nin = NITEMS(load_fields), .in_size = sizeof(struct load_in), .apply = load,
};

/* ---- As a table ---- */

static const struct bulk_column columns[DT_ALL] = {
    [DT_CODE] = {.name = "datum", .key = true, .need = true, .width = 12},
    [DT_NAME] = {.name = "name", .need = true, .width = 20},
    [DT_SYNONYMS] = {.name = "synonyms", .as = BULK_LIST, .width = 40},
    [DT_OWNER] = {.name = "owner", .need = true, .width = 20},
    [DT_HELD] = {.name = "held_in", .need = true, .width = 40},
    [DT_ENDED] = {.name = "ended", .as = BULK_CHOICE, .choices = yes_no, .width = 8},
};

static enum err
each(struct ctx *cx, bulk_take *take, void *arg)
{
	struct q_datum_all_row *d;
	size_t                  n;
	enum err                e = q_datum_all(cx, &d, &n);

	for (size_t i = 0; e == OK && i < n; i++)
		e = take(cx, (const str[DT_ALL]){d[i].code, d[i].name, d[i].synonyms, d[i].owner, d[i].held_in,
		                                 d[i].ended ? S("yes") : S("no")}, arg);
	return e;
}

static enum err
fill(struct ctx *cx, str *cell)
{
	(void)cx;
	if (!cell[DT_ENDED].n)
		cell[DT_ENDED] = S("no");
	return OK;
}

const struct bulk_kind burden_tables[] = {
    {"data", T_burden_table, T_burden_table_what, "datum.load", "datum", PERM_CITY_SEE, PERM_CITY_EDIT, columns,
        DT_ALL,
     each, fill, 0},
};
const size_t burden_tables_n = NITEMS(burden_tables);
