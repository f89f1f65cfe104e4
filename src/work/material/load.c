/* material.load, material.set: what is to be handed in, from a table or one by one. */
#include "base/day.h"
#include "base/utf8.h"
#include "city/place/place.h"
#include "city/place/record.h"
#include "city/unit/roles.h"
#include "city/unit/unit.h"
#include "kit/journal/columns.h"
#include "kit/table/rows.h"
#include "kit_table_texts.h"
#include "work/material/inside.h"
#include "work/scheme/scheme.h"
#include "work_material_texts.h"

static const struct sheet_column columns[MT_ALL] = {
    [MT_NO] = {"material_no", true},       [MT_TITLE] = {"material", true},  [MT_STANDARD] = {"of_standard", true},
    [MT_POST] = {"post_code", true},       [MT_KINDS] = {"file_kinds", false}, [MT_MOST] = {"most_mb", false},
    [MT_COPIES] = {"copies", false},       [MT_OPENS] = {"opens", false},    [MT_CLOSES] = {"closes", true},
    [MT_SINCE] = {"since", false},         [MT_UNTIL] = {"until", false},    [MT_ASKS] = {"asks", false},
    [MT_STRUCK] = {"struck", false},
};

enum { SHORT = 60, LONG = 300, ASKS = 500, AWAY = 3660 };

/* The rows of a table with what their words mean: what each becomes, and what it was. */
struct taking {
	struct q_material_fold_row *row, *was; /* one a row; was.id 0: a new one */
	str                         today;
	int64_t                     district;
	struct rows_index           by_no; /* .t NULL: a form */
};

/* ---- Held to the rules ---- */

static enum err
a_day(struct ctx *cx, struct rows *t, size_t i, size_t c, str usual, str *out)
{
	str cell = row_text(&t->row[i], c);

	*out = cell.n ? cell : usual;
	return rows_day(cx, t, i, c, AWAY, AWAY);
}

static enum err
a_number(struct ctx *cx, struct rows *t, size_t i, size_t c, int64_t usual, int64_t most, int64_t *out)
{
	str cell = row_text(&t->row[i], c);

	*out = usual;
	if (cell.n && (!str_to_i64(cell, out) || *out < 1 || *out > most))
		return rows_refuse(cx, t, i, c, T_material_number, arena_printf(cx->arena, "%lld", (long long)most));
	return OK;
}

/* Who hands it in: a post that somebody holds, of a unit that the asker may ask. */
static enum err
check_post(struct ctx *cx, struct rows *t, size_t i, const struct taking *k, struct q_material_fold_row *m)
{
	str                        cell = t->row[i].cell[MT_POST];
	struct q_material_post_row p;
	enum err                   e = post_named(cx, "post_code", cell, &m->post_id);

	if (e == OK)
		e = q_material_post(cx, &(struct q_material_post_in){m->post_id, k->today}, &p);
	if (e == ERR_INPUT || e == ERR_NONE) {
		ctx_forget(cx);
		return rows_refuse(cx, t, i, MT_POST, T_sheet_cell_unknown, cell);
	}
	if (e != OK)
		return e;
	if (!p.holders)
		return rows_refuse(cx, t, i, MT_POST, T_material_nobody, cell);
	m->unit_id = p.unit_id;
	m->place_id = p.place_id.some ? p.place_id.v : k->district;
	e = unit_may_answer(cx, m->unit_id);
	return e == ERR_NONE ? rows_refuse(cx, t, i, MT_POST, T_material_unit_out, cell) : e;
}

static enum err
check_days(struct ctx *cx, struct rows *t, size_t i, const struct taking *k, struct q_material_fold_row *m)
{
	const str usual = k->was[i].id ? k->was[i].opens : k->today;
	enum err  e;

	if ((e = a_day(cx, t, i, MT_CLOSES, STR_NONE, &m->closes)) != OK ||
	    (e = a_day(cx, t, i, MT_OPENS, str_cmp(usual, m->closes) < 0 ? usual : m->closes, &m->opens)) != OK ||
	    (e = a_day(cx, t, i, MT_SINCE, STR_NONE, &m->since)) != OK ||
	    (e = a_day(cx, t, i, MT_UNTIL, STR_NONE, &m->until)) != OK)
		return e;
	if (str_cmp(m->opens, m->closes) > 0)
		return rows_refuse(cx, t, i, MT_OPENS, T_material_days, m->opens);
	if (m->since.n && m->until.n && str_cmp(m->since, m->until) > 0)
		return rows_refuse(cx, t, i, MT_SINCE, T_material_days, m->since);
	return OK;
}

static enum err
check_kinds(struct ctx *cx, struct rows *t, size_t i, struct q_material_fold_row *m)
{
	str cell = row_text(&t->row[i], MT_KINDS), bad;

	if (!cell.n)
		cell = S("docx；pdf");
	if (material_kinds(cx->arena, cell, &m->kinds, &bad))
		return OK;
	return bad.n ? rows_refuse(cx, t, i, MT_KINDS, T_material_no_kind, bad) : ctx_no_memory(cx);
}

/* What the store has under this number; of a form, only what is to be changed. */
static enum err
check_no(struct ctx *cx, struct rows *t, size_t i, struct taking *k)
{
	str                         no = t->row[i].cell[MT_NO];
	struct q_material_by_no_row r;
	struct q_material_row_row   had;
	enum err                    e;

	if (no.p[0] == '#' || str_find_str(no, S("；")) != SIZE_MAX)
		return rows_refuse(cx, t, i, MT_NO, T_material_no_marks, no);
	if (k->by_no.t && rows_find(&k->by_no, no) != i)
		return rows_refuse(cx, t, i, MT_NO, T_sheet_cell_twice, no);
	if ((e = q_material_by_no(cx, &(struct q_material_by_no_in){no}, &r)) != OK)
		return e == ERR_NONE ? OK : e;
	/* Another's number beyond the asker's reach tells nothing but that it is taken. */
	e = q_material_row(cx, &(struct q_material_row_in){r.id, material_reach(cx)}, &had);
	if (e == ERR_NONE)
		return rows_refuse(cx, t, i, MT_NO, T_material_taken, no);
	k->was[i] = (struct q_material_fold_row){.id = had.id, .rev = had.rev, .no = had.no, .title = had.title,
	    .standard_id = had.standard_id, .unit_id = had.unit_id, .post_id = had.post_id, .place_id = had.place_id,
	    .kinds = had.kinds, .most = had.most, .copies = had.copies, .opens = had.opens, .closes = had.closes,
	    .since = had.since, .until = had.until, .asks = had.asks, .struck = had.struck, .made_at = had.made_at,
	    .made_by = had.made_by};
	return e;
}

static enum err
check(struct ctx *cx, struct rows *t, size_t i, void *arg)
{
	static const int needed[] = {MT_NO, MT_TITLE, MT_STANDARD, MT_POST, MT_CLOSES};
	static const struct rows_most most[] = {{MT_NO, SHORT}, {MT_TITLE, LONG}, {MT_ASKS, ASKS}};
	static const char *const      yes_no[] = {"no", "yes", NULL};
	struct taking                *k = arg;
	struct q_material_fold_row   *m = &k->row[i];
	const str                    *c = t->row[i].cell;
	enum err                      e;

	if ((e = rows_need(cx, t, i, needed, NITEMS(needed))) != OK ||
	    (e = rows_fit(cx, t, i, most, NITEMS(most))) != OK ||
	    (e = rows_choice(cx, t, i, MT_STRUCK, yes_no)) != OK || (e = check_no(cx, t, i, k)) != OK ||
	    (e = check_days(cx, t, i, k, m)) != OK || (e = check_kinds(cx, t, i, m)) != OK ||
	    (e = a_number(cx, t, i, MT_MOST, MATERIAL_USUAL_MOST, MATERIAL_MOST, &m->most)) != OK ||
	    (e = a_number(cx, t, i, MT_COPIES, 1, MATERIAL_COPIES, &m->copies)) != OK ||
	    (e = check_post(cx, t, i, k, m)) != OK)
		return e;
	e = scheme_standard_named(cx, c[MT_STANDARD], &m->standard_id);
	if (e == ERR_NONE)
		return rows_refuse(cx, t, i, MT_STANDARD, T_sheet_cell_unknown, c[MT_STANDARD]);
	m->no = c[MT_NO];
	m->title = c[MT_TITLE];
	m->asks = row_text(&t->row[i], MT_ASKS);
	m->struck = str_eq(c[MT_STRUCK], S("yes"));
	m->id = k->was[i].id;
	m->rev = k->was[i].rev;
	m->made_at = m->id ? k->was[i].made_at : cx->now;
	m->made_by = m->id ? k->was[i].made_by : cx->who ? cx->who->user : 0;
	return e;
}

/* ---- Written ---- */

/* Unit and post must be there on the last day. */
static enum err
lasts(struct ctx *cx, struct rows *t, size_t i, const struct q_material_fold_row *m)
{
	struct unit_over over;
	char             text[DAY_TEXT];
	day              last;
	enum err         e;

	if (!day_parse(m->closes, &last))
		return OK;
	last.v++;
	if ((e = units_stay(cx)) != OK ||
	    (e = unit_lasts(cx, m->unit_id, m->post_id, day_format(last, text), &over)) != OK)
		return e;
	return over.on.p ? rows_refuse(cx, t, i, MT_CLOSES, T_material_outlives, over.on) : OK;
}

static enum err
write_row(struct ctx *cx, struct q_material_fold_row *m, const struct q_material_fold_row *was, str reason)
{
	struct q_material_add_row new;
	struct record             r;
	str                       more = STR_NONE;
	int64_t                   n;
	enum err                  e;

	if (was->id)
		e = q_material_change(cx, &(struct q_material_change_in){.id = m->id, .rev = ++m->rev,
		    .title = m->title, .standard_id = m->standard_id, .unit_id = m->unit_id, .post_id = m->post_id,
		    .place_id = m->place_id, .kinds = m->kinds, .most = m->most, .copies = m->copies,
		    .opens = m->opens, .closes = m->closes, .since = m->since, .until = m->until, .asks = m->asks,
		    .struck = m->struck}, &n);
	else
		e = q_material_add(cx, &(struct q_material_add_in){.no = m->no, .title = m->title,
		    .standard_id = m->standard_id, .unit_id = m->unit_id, .post_id = m->post_id,
		    .place_id = m->place_id, .kinds = m->kinds, .most = m->most, .copies = m->copies,
		    .opens = m->opens, .closes = m->closes, .since = m->since, .until = m->until, .asks = m->asks,
		    .struck = m->struck, .made_at = m->made_at, .made_by = m->made_by}, &new);
	if (e != OK || (e = record_basis(cx, reason, &more)) != OK)
		return e;
	if (!was->id) {
		m->id = new.id;
		m->rev = 1;
	}
	record_begin(cx, &r);
	(void)columns_write(&r.set, query_named(material_queries, "material_fold"), 0, was->id ? was : NULL, m,
	                    INT64_MIN);
	return record_end(cx, &r, "material", m->id, m->rev, was->id ? "material.changed" : "material.added", more);
}

static enum err
write_all(struct ctx *cx, struct rows *t, struct taking *k, str reason, size_t *written)
{
	const struct db_query *q = query_named(material_queries, "material_fold");
	enum err               e = OK;

	*written = 0;
	for (size_t i = 0; e == OK && i < t->n; i++) {
		if (k->was[i].id && columns_same(q, &k->was[i], &k->row[i]))
			continue;
		if ((e = lasts(cx, t, i, &k->row[i])) == OK)
			e = write_row(cx, &k->row[i], &k->was[i], reason);
		++*written;
	}
	return e;
}

static enum err
begin(struct ctx *cx, struct taking *k, size_t n)
{
	str      code, name;
	enum err e;

	k->row = ARENA_NEWS(cx->arena, n, struct q_material_fold_row);
	k->was = ARENA_NEWS(cx->arena, n, struct q_material_fold_row);
	if (!k->row || !k->was)
		return ctx_no_memory(cx);
	if ((e = unit_today(cx, &k->today)) != OK || (e = place_district(cx, STR_NONE, &code, &name)) != OK)
		return e;
	return place_by_code(cx, code, &k->district, NULL);
}

/* ---- material.load ---- */

#define LOAD_IN(X) X(text, file, 1, 1, 4 << 20, T_material_f_table, NULL)
struct load_in {
	LOAD_IN(FIELD_DECL)
};
#define IN_T load_in
static const struct field load_fields[] = {LOAD_IN(FIELD_ROW)};
#undef IN_T

static enum err
load(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct load_in *in = arg;
	struct taking         k = {0};
	struct rows           t;
	size_t                written;
	enum err              e;

	(void)made;
	if ((e = db_lock(cx, "material", 0)) != OK ||
	    (e = rows_read(cx, &t, "file", &in->file, columns, MT_ALL, MATERIAL_ROWS)) != OK ||
	    (e = rows_index(cx, &t, MT_NO, &k.by_no)) != OK || (e = begin(cx, &k, t.n)) != OK ||
	    (e = rows_each(cx, &t, check, &k)) != OK || (e = write_all(cx, &t, &k, STR_NONE, &written)) != OK)
		return e;
	*out = (struct reply){.done = T_material_loaded, .arg = {arena_printf(cx->arena, "%zu", t.n),
	                                                         arena_printf(cx->arena, "%zu", written)}};
	return OK;
}

/* ---- material.set ---- */

static const struct choice yes_no[] = {{"no", T_material_no}, {"yes", T_material_yes}, {NULL, T_none}};

#define SET_IN(X)                                                                  \
	X(str, material_no, 0, 1, SHORT, T_material_f_no, NULL)                    \
	X(str, material, 0, 1, LONG, T_material_f_title, NULL)                     \
	X(code, of_standard, 0, 1, 130, T_material_f_standard, NULL)               \
	X(code, post_code, 0, 1, 60, T_material_f_post, NULL)                      \
	X(str, file_kinds, 0, 1, 100, T_material_f_kinds, NULL)                    \
	X(i64, most_mb, 0, 1, MATERIAL_MOST, T_material_f_most, NULL)              \
	X(i64, copies, 0, 1, MATERIAL_COPIES, T_material_f_copies, NULL)           \
	X(day, opens, 0, DAY_FIRST, DAY_LAST, T_material_f_opens, NULL)            \
	X(day, closes, 0, DAY_FIRST, DAY_LAST, T_material_f_closes, NULL)          \
	X(day, since, 0, DAY_FIRST, DAY_LAST, T_material_f_since, NULL)            \
	X(day, until, 0, DAY_FIRST, DAY_LAST, T_material_f_until, NULL)            \
	X(text, asks, 0, 1, ASKS, T_material_f_asks, NULL)                         \
	X(choice, struck, 0, 0, 0, T_material_f_struck, yes_no)                    \
	X(text, reason, 0, 1, 500, T_material_f_reason, NULL)
struct set_in {
	SET_IN(FIELD_DECL)
};
#define IN_T set_in
static const struct field set_fields[] = {SET_IN(FIELD_ROW)};
#undef IN_T

static const struct sheet_field form_fields[MT_ALL] = {
    [MT_NO] = {"material_no", T_material_f_no},    [MT_TITLE] = {"material", T_material_f_title},
    [MT_STANDARD] = {"of_standard", T_material_f_standard}, [MT_POST] = {"post_code", T_material_f_post},
    [MT_KINDS] = {"file_kinds", T_material_f_kinds}, [MT_MOST] = {"most_mb", T_material_f_most},
    [MT_COPIES] = {"copies", T_material_f_copies}, [MT_OPENS] = {"opens", T_material_f_opens},
    [MT_CLOSES] = {"closes", T_material_f_closes}, [MT_SINCE] = {"since", T_material_f_since},
    [MT_UNTIL] = {"until", T_material_f_until},    [MT_ASKS] = {"asks", T_material_f_asks},
    [MT_STRUCK] = {"struck", T_material_f_struck},
};

static str
number(struct ctx *cx, int64_t v)
{
	return v == FIELD_ABSENT ? STR_NONE : arena_printf(cx->arena, "%lld", (long long)v);
}

static str
day_of(struct ctx *cx, int64_t v)
{
	char text[DAY_TEXT];

	if (v == FIELD_ABSENT)
		return STR_NONE;
	return arena_printf(cx->arena, "%.*s", STR_ARG(day_format((day){(int32_t)v}, text)));
}

static enum err
keep_cells(struct ctx *cx, const str *cell, void *arg)
{
	str *to = arg;

	for (size_t c = 0; c < MT_ALL; c++)
		if (cell[c].p && !arena_str(cx->arena, cell[c], &to[c]))
			return ctx_no_memory(cx);
	return OK;
}

/* What is there under the number, for what the form does not say; or a number for a new one. */
static enum err
begin_cells(struct ctx *cx, const struct set_in *in, str *cell, bool *known)
{
	struct q_material_by_no_row r;
	struct q_material_last_row  last;
	struct q_material_row_row   had;
	enum err                    e;

	if (in->material_no.n) {
		if ((e = q_material_by_no(cx, &(struct q_material_by_no_in){in->material_no}, &r)) != OK)
			return e == ERR_NONE ? OK : e;
		/* What is beyond reach gives nothing away: check_no refuses its number. */
		if ((e = q_material_row(cx, &(struct q_material_row_in){r.id, material_reach(cx)}, &had)) != OK)
			return e == ERR_NONE ? OK : e;
		*known = true;
		return material_cells(cx, r.id, r.id, keep_cells, cell);
	}
	if ((e = q_material_last(cx, &last)) != OK)
		return e;
	do {
		if (!(cell[MT_NO] = arena_printf(cx->arena, "C%04lld", (long long)++last.n)).p)
			return ctx_no_memory(cx);
		e = q_material_by_no(cx, &(struct q_material_by_no_in){cell[MT_NO]}, &r);
	} while (e == OK);
	return e == ERR_NONE ? OK : e;
}

static enum err
set(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct set_in *in = arg;
	const str            said[MT_ALL] = {
	               [MT_NO] = in->material_no, [MT_TITLE] = in->material, [MT_STANDARD] = in->of_standard,
	               [MT_POST] = in->post_code, [MT_KINDS] = in->file_kinds, [MT_MOST] = number(cx, in->most_mb),
	               [MT_COPIES] = number(cx, in->copies), [MT_OPENS] = day_of(cx, in->opens),
	               [MT_CLOSES] = day_of(cx, in->closes), [MT_SINCE] = day_of(cx, in->since),
	               [MT_UNTIL] = day_of(cx, in->until), [MT_ASKS] = in->asks, [MT_STRUCK] = in->struck};
	struct taking        k = {0};
	struct rows          t = {0};
	str                  cell[MT_ALL] = {{0}};
	size_t               written;
	bool                 known = false;
	enum err             e;

	(void)made;
	if ((e = db_lock(cx, "material", 0)) != OK || (e = begin_cells(cx, in, cell, &known)) != OK)
		return e;
	if (known && !in->reason.n)
		return refuse(cx, ERR_INPUT, "reason", T_material_why);
	for (size_t c = 0; c < MT_ALL; c++)
		if (said[c].n)
			cell[c] = said[c];
	rows_form(&t, columns, MT_ALL, form_fields);
	if ((e = begin(cx, &k, 1)) != OK || (e = rows_add(cx, &t, cell)) != OK ||
	    (e = rows_each(cx, &t, check, &k)) != OK || (e = write_all(cx, &t, &k, in->reason, &written)) != OK)
		return e;
	if (!written)
		return refuse(cx, ERR_RULE, NULL, T_material_as_it_was);
	*out = (struct reply){.id = k.row[0].id, .rev = k.row[0].rev, .no = k.row[0].no, .arg = {k.row[0].no},
	                      .done = known ? T_material_did_change : T_material_did_add,
	                      .see = arena_printf(cx->arena, "/materials/%lld", (long long)k.row[0].id)};
	return OK;
}

const struct command material_load_cmd = {
    .name = "material.load", .summary = T_material_c_load, .perm = PERM_TASK_EDIT, .in = load_fields,
    .nin = NITEMS(load_fields), .in_size = sizeof(struct load_in), .apply = load,
};
const struct command material_set_cmd = {
    .name = "material.set", .summary = T_material_c_set, .perm = PERM_TASK_EDIT, .in = set_fields,
    .nin = NITEMS(set_fields), .in_size = sizeof(struct set_in), .apply = set,
};
