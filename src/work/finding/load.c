/* finding.load: what a level above found, from a table. */
#include "base/day.h"
#include "city/place/place.h"
#include "city/place/record.h"
#include "city/unit/roles.h"
#include "city/unit/unit.h"
#include "kit/journal/journal.h"
#include "kit/table/rows.h"
#include "kit_table_texts.h"
#include "work/finding/inside.h"
#include "work/scheme/scheme.h"
#include "work_finding_texts.h"

#include <stdlib.h>

const struct choice finding_kinds[] = {{"finding", T_finding_kind_finding}, {"lost", T_finding_kind_lost},
                                       {NULL, T_none}};
const struct choice finding_states[] = {{"gap", T_finding_gap}, {"work", T_finding_work}, {"done", T_finding_done},
                                        {NULL, T_none}};
const char *const finding_chain_names[CHAIN_ALL] = {"standard", "task", "case"};

static const struct sheet_column columns[FN_ALL] = {
    [FN_NO] = {"finding_no", true},     [FN_KIND] = {"finding_kind", false}, [FN_SOURCE] = {"source", true},
    [FN_LEVEL] = {"level", true},       [FN_ON] = {"on", true},              [FN_WORDS] = {"finding", true},
    [FN_LOST] = {"lost", false},        [FN_PLACE] = {"place_code", false},  [FN_DUE] = {"due", false},
    [FN_STANDARDS] = {"standards", false}, [FN_TASKS] = {"tasks", false},    [FN_CASES] = {"cases", false},
    [FN_STRUCK] = {"struck", false},
};
static const size_t chain_column[CHAIN_ALL] = {FN_STANDARDS, FN_TASKS, FN_CASES};

enum { SHORT = 60, LONG = 300, WORDS = 1000 };

/* A row with what its words mean. */
struct told {
	int64_t id, rev, place, lost;
	bool    known, same, struck;
	int64_t *ref[CHAIN_ALL];
	size_t   n[CHAIN_ALL];
};
struct taking {
	struct told      *told;
	struct rows_index by_no;
	int64_t           district;
};

/* ---- Holding to the rules ---- */

enum err
finding_named(struct ctx *cx, int sort, str word, int64_t *id)
{
	struct q_finding_task_no_row task;
	struct q_finding_case_no_row c;
	enum err                     e;

	if (sort == CHAIN_STANDARD)
		return scheme_standard_named(cx, word, id);
	if (sort == CHAIN_TASK) {
		e = q_finding_task_no(cx, &(struct q_finding_task_no_in){word, finding_reach(cx)}, &task);
		*id = e == OK ? task.id : 0;
	} else {
		e = q_finding_case_no(cx, &(struct q_finding_case_no_in){word, finding_reach(cx)}, &c);
		*id = e == OK ? c.id : 0;
	}
	return e;
}

static int
by_id(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

/* The chain as the row says it, in order, each once. */
static enum err
check_chain(struct ctx *cx, struct rows *t, size_t i, int sort, struct told *d)
{
	const size_t c = chain_column[sort];
	str          list = row_text(&t->row[i], c), word;
	int64_t     *to = ARENA_NEWS(cx->arena, list.n / 3 + 1, int64_t); /* a separator has three bytes */
	size_t       n = 0;

	if (!to)
		return ctx_no_memory(cx);
	while ((word = list_cut(&list)).p) {
		enum err e = n < FINDING_LINKS ? finding_named(cx, sort, word, &to[n]) : ERR_LARGE;
		bool     twice = false;

		if (e == ERR_LARGE)
			return rows_refuse(cx, t, i, c, T_finding_many, arena_printf(cx->arena, "%d", FINDING_LINKS));
		if (e == ERR_NONE)
			return rows_refuse(cx, t, i, c, T_sheet_cell_unknown, word);
		if (e != OK)
			return e;
		for (size_t k = 0; k < n; k++)
			twice = twice || to[k] == to[n];
		n += !twice;
	}
	if (n > 1)
		qsort(to, n, sizeof(*to), by_id);
	d->ref[sort] = to;
	d->n[sort] = n;
	return OK;
}

static enum err
check_day(struct ctx *cx, struct rows *t, size_t i, size_t c, bool past)
{
	str cell = row_text(&t->row[i], c);
	day d;

	if (past && day_parse(cell, &d) && day_between(ctx_today(cx), d) > 0)
		return rows_refuse(cx, t, i, c, T_finding_day, cell);
	return rows_day(cx, t, i, c, 3660, 3660);
}

/* Whether the store says the same of what a row says; an empty cell of a list, place or day leaves it. */
static enum err
compare(struct ctx *cx, const struct row *row, const struct q_finding_by_no_row *r, struct told *d)
{
	const str *c = row->cell;
	enum err   e = OK;

	d->place = c[FN_PLACE].n ? d->place : r->place_id;
	d->same = str_eq(r->kind, c[FN_KIND].n ? c[FN_KIND] : S("finding")) && str_eq(r->source, c[FN_SOURCE]) &&
	          str_eq(r->level, c[FN_LEVEL]) && str_eq(r->found_on, c[FN_ON]) && str_eq(r->words, c[FN_WORDS]) &&
	          r->lost == d->lost && r->place_id == d->place && (!c[FN_DUE].n || str_eq(r->due, c[FN_DUE])) &&
	          r->struck == d->struck;
	for (int sort = 0; e == OK && sort < CHAIN_ALL; sort++) {
		struct q_finding_links_row *had;
		size_t                      n;

		if (!d->n[sort])
			continue;
		e = q_finding_links(cx, &(struct q_finding_links_in){r->id, str_of(finding_chain_names[sort])},
		    &had, &n);
		d->same = d->same && e == OK && n == d->n[sort];
		for (size_t k = 0; d->same && k < n; k++)
			d->same = had[k].ref_id == d->ref[sort][k];
	}
	return e;
}

static enum err
check_row(struct ctx *cx, struct rows *t, size_t i, void *arg)
{
	static const int              needed[] = {FN_NO, FN_SOURCE, FN_LEVEL, FN_ON, FN_WORDS};
	static const struct rows_most most[] = {{FN_NO, SHORT}, {FN_SOURCE, LONG}, {FN_WORDS, WORDS}};
	static const char *const      kinds[] = {"finding", "lost", NULL}, *const yes_no[] = {"no", "yes", NULL};
	static const char *const levels[] = {"national", "provincial", "municipal", "health", "other", NULL};
	struct taking            *k = arg;
	struct told              *d = &k->told[i];
	const str                *c = t->row[i].cell;
	struct q_finding_by_no_row r;
	enum err                  e;

	if ((e = rows_need(cx, t, i, needed, NITEMS(needed))) != OK ||
	    (e = rows_fit(cx, t, i, most, NITEMS(most))) != OK || (e = rows_choice(cx, t, i, FN_KIND, kinds)) != OK ||
	    (e = rows_choice(cx, t, i, FN_LEVEL, levels)) != OK ||
	    (e = rows_choice(cx, t, i, FN_STRUCK, yes_no)) != OK || (e = check_day(cx, t, i, FN_ON, true)) != OK ||
	    (e = check_day(cx, t, i, FN_DUE, false)) != OK)
		return e;
	if (c[FN_LOST].n && !finding_points(c[FN_LOST], &d->lost))
		return rows_refuse(cx, t, i, FN_LOST, T_finding_points, c[FN_LOST]);
	if (rows_find(&k->by_no, c[FN_NO]) != i)
		return rows_refuse(cx, t, i, FN_NO, T_sheet_cell_twice, c[FN_NO]);
	d->place = k->district;
	d->struck = str_eq(c[FN_STRUCK], S("yes"));
	if (c[FN_PLACE].n && (e = place_by_code(cx, c[FN_PLACE], &d->place, NULL)) != OK)
		return e == ERR_NONE ? rows_refuse(cx, t, i, FN_PLACE, T_sheet_cell_unknown, c[FN_PLACE]) : e;
	for (int sort = 0; sort < CHAIN_ALL; sort++)
		if ((e = check_chain(cx, t, i, sort, d)) != OK)
			return e;
	e = q_finding_by_no(cx, &(struct q_finding_by_no_in){c[FN_NO]}, &r);
	if (e == ERR_NONE)
		return OK;
	d->known = true;
	d->id = r.id;
	d->rev = r.rev;
	return e == OK ? compare(cx, &t->row[i], &r, d) : e;
}

/* ---- Writing ---- */

static enum err
write_row(struct ctx *cx, const struct row *row, struct told *d)
{
	const str     *c = row->cell;
	const str      kind = c[FN_KIND].n ? c[FN_KIND] : S("finding");
	const int64_t  by = cx->who ? cx->who->user : 0;
	struct q_finding_add_row  new;
	struct q_finding_by_no_row old = {0};
	struct journal_sides was = {0};
	struct record  r;
	str            due = c[FN_DUE];
	int64_t        n;
	enum err       e;

	if (d->known && ((e = q_finding_by_no(cx, &(struct q_finding_by_no_in){c[FN_NO]}, &old)) != OK ||
	                 (e = journal_sides_look(cx, &finding_aggregates[0], d->id, &was)) != OK))
		return e;
	due = due.n ? due : old.due;
	if (d->known)
		e = q_finding_change(cx, &(struct q_finding_change_in){.id = d->id, .rev = d->rev + 1, .kind = kind,
		    .source = c[FN_SOURCE], .level = c[FN_LEVEL], .found_on = c[FN_ON], .words = c[FN_WORDS],
		    .lost = d->lost, .place_id = d->place, .due = due, .struck = d->struck}, &n);
	else
		e = q_finding_add(cx, &(struct q_finding_add_in){.no = c[FN_NO], .kind = kind, .source = c[FN_SOURCE],
		    .level = c[FN_LEVEL], .found_on = c[FN_ON], .words = c[FN_WORDS], .lost = d->lost,
		    .place_id = d->place, .due = due, .struck = d->struck, .made_at = cx->now, .made_by = by}, &new);
	if (e != OK)
		return e;
	d->id = d->known ? d->id : new.id;
	for (int sort = 0; sort < CHAIN_ALL; sort++) {
		str what = str_of(finding_chain_names[sort]);

		if (!d->n[sort])
			continue;
		e = q_finding_links_drop(cx, &(struct q_finding_links_drop_in){d->id, what}, &n);
		for (size_t k = 0; e == OK && k < d->n[sort]; k++)
			e = q_finding_link_add(cx, &(struct q_finding_link_add_in){d->id, what, d->ref[sort][k]}, &n);
		if (e != OK)
			return e;
	}
	record_begin(cx, &r);
	if (!d->known) {
		json_kv_str(&r.set, "no", c[FN_NO]);
		json_kv_i64(&r.set, "made_at", cx->now);
		json_kv_i64(&r.set, "made_by", by);
	}
	json_kv_str(&r.set, "kind", kind);
	json_kv_str(&r.set, "source", c[FN_SOURCE]);
	json_kv_str(&r.set, "level", c[FN_LEVEL]);
	json_kv_str(&r.set, "found_on", c[FN_ON]);
	json_kv_str(&r.set, "words", c[FN_WORDS]);
	json_kv_i64(&r.set, "lost", d->lost);
	json_kv_i64(&r.set, "place_id", d->place);
	json_kv_str(&r.set, "due", due);
	json_kv_bool(&r.set, "struck", d->struck);
	if ((e = journal_sides_say(cx, &finding_aggregates[0], d->id, d->known ? &was : NULL, &r.rows)) != OK)
		return e;
	return record_end(cx, &r, "finding", d->id, d->rev + 1, d->known ? "finding.changed" : "finding.added",
	    STR_NONE);
}

/* ---- The command ---- */

#define LOAD_IN(X) X(text, file, 1, 1, 4 << 20, T_finding_field_file, NULL)
struct load_in {
	LOAD_IN(FIELD_DECL)
};
#define IN_T load_in
static const struct field fields[] = {LOAD_IN(FIELD_ROW)};
#undef IN_T

static enum err
load(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct load_in *in = arg;
	struct taking         k = {0};
	struct rows           t;
	str                   code, name;
	size_t                written = 0;
	enum err              e;

	(void)made;
	if ((e = db_lock(cx, "finding", 0)) != OK ||
	    (e = rows_read(cx, &t, "file", &in->file, columns, FN_ALL, FINDING_ROWS)) != OK ||
	    (e = rows_index(cx, &t, FN_NO, &k.by_no)) != OK ||
	    (e = place_district(cx, STR_NONE, &code, &name)) != OK ||
	    (e = place_by_code(cx, code, &k.district, NULL)) != OK)
		return e;
	if (!(k.told = ARENA_NEWS(cx->arena, t.n, struct told)))
		return ctx_no_memory(cx);
	e = rows_each(cx, &t, check_row, &k);
	for (size_t i = 0; e == OK && i < t.n; i++)
		if (!k.told[i].same) {
			e = write_row(cx, &t.row[i], &k.told[i]);
			written++;
		}
	*out = (struct reply){.done = T_finding_loaded, .arg = {arena_printf(cx->arena, "%zu", t.n),
	                                                        arena_printf(cx->arena, "%zu", written)},
	                      .see = S("/findings")};
	return e;
}

const struct command finding_load_cmd = {
    .name = "finding.load",
    .summary = T_finding_load_summary,
    .perm = PERM_TASK_EDIT,
    .scope = place_city_in_reach,
    .in = fields,
    .nin = NITEMS(fields),
    .in_size = sizeof(struct load_in),
    .apply = load,
};
