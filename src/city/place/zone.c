/* What zone.load does, and zone.list: zones (高新区, 经开区, 片区) as overlays of places, beside the tree and not in it. */
#include "base/day.h"
#include "city/place/place.h"
#include "city/place/record.h"
#include "city_place_texts.h"
#include "kit/journal/journal.h"
#include "kit/table/rows.h"
#include "kit_table_texts.h"
#include "place_sql.h"

/* ---- zone.load ---- */

enum { CODE, NAME, KIND, PLACES, FROM, TO, COLUMNS };
static const struct sheet_column columns[COLUMNS] = {
    {"code", true}, {"name", true}, {"kind", true}, {"places", true}, {"valid_from", true}, {"valid_to", false},
};
enum { MOST = 2000, MEMBERS = 500 };

#define IN_T zone_load_in
const struct field zone_load_fields[] = {ZONE_LOAD_IN(FIELD_ROW)};
#undef IN_T

struct loading {
	struct rows       t;
	struct rows_index code;
	str               today;
	size_t            written; /* new, or otherwise than they were */
};

static enum err
check(struct ctx *cx, struct rows *t, size_t i, void *arg)
{
	static const int              needed[] = {CODE, NAME, KIND, PLACES, FROM};
	static const struct rows_most most[] = {{CODE, 40}, {NAME, 60}, {KIND, 20}};
	const struct loading         *l = arg;
	enum err                      e;

	if ((e = rows_need(cx, t, i, needed, NITEMS(needed))) != OK ||
	    (e = rows_fit(cx, t, i, most, NITEMS(most))) != OK)
		return e;
	if (rows_find(&l->code, t->row[i].cell[CODE]) != i)
		return rows_refuse(cx, t, i, CODE, T_sheet_cell_twice, t->row[i].cell[CODE]);
	return rows_validity(cx, t, i, FROM, TO, AHEAD_YEAR);
}

/* Who belongs to it from today on: new ones since the zone's first day when the zone is new, who is not named ends. */
static enum err
write_members(struct ctx *cx, struct loading *l, size_t i, int64_t zone, bool is_new, bool *other)
{
	const str                   *c = l->t.row[i].cell;
	struct q_zone_members_row   *was;
	str                          list = c[PLACES], code;
	int64_t                      place[MEMBERS];
	size_t                       n = 0, m, nwas;
	enum err                     e;

	while ((code = list_cut(&list)).p) {
		if (n == MEMBERS)
			return rows_refuse(cx, &l->t, i, PLACES, T_place_zone_many,
			                   arena_printf(cx->arena, "%d", MEMBERS));
		e = place_by_code(cx, code, &place[n], NULL);
		if (e == ERR_NONE)
			return rows_refuse(cx, &l->t, i, PLACES, T_sheet_cell_unknown, code);
		if (e != OK)
			return e;
		for (m = 0; m < n && place[m] != place[n]; m++)
			;
		n += m == n; /* somebody named it twice */
	}
	if ((e = q_zone_members(cx, &(struct q_zone_members_in){zone}, &was, &nwas)) != OK)
		return e;
	for (size_t k = 0; k < nwas && e == OK; k++) {
		for (m = 0; m < n && place[m] != was[k].place_id; m++)
			;
		if (m < n) {
			place[m] = place[--n]; /* it is one already */
			continue;
		}
		*other = true;
		e = q_zone_member_end(cx, &(struct q_zone_member_end_in){zone, was[k].place_id, l->today}, NULL);
	}
	*other |= n > 0;
	for (m = 0; m < n && e == OK; m++)
		e = q_zone_member_add(cx,
		                      &(struct q_zone_member_add_in){.zone_id = zone, .place_id = place[m],
		                                                     .valid_from = is_new ? c[FROM] : l->today},
		                      NULL);
	return e;
}

static enum err
write_zone(struct ctx *cx, struct rows *t, size_t i, void *arg)
{
	struct loading           *l = arg;
	const str                *c = t->row[i].cell;
	struct q_zone_by_code_row known;
	struct q_zone_add_row     zone;
	enum err                  e = q_zone_by_code(cx, &(struct q_zone_by_code_in){c[CODE]}, &known);
	bool                      is_new = e == ERR_NONE, other = is_new;

	if (e != OK && !is_new)
		return e;
	/* What was said of its first day is in papers already. */
	if (!is_new && !str_eq(known.valid_from, c[FROM]))
		return rows_refuse(cx, t, i, FROM, T_place_zone_began, known.valid_from);
	if ((e = q_zone_add(cx,
	                    &(struct q_zone_add_in){.code = c[CODE], .name = c[NAME], .kind = c[KIND],
	                                            .valid_from = c[FROM], .valid_to = c[TO].n ? c[TO] : STR_NONE},
	                    &zone)) != OK)
		return e;
	if (!is_new)
		other = !str_eq(known.name, c[NAME]) || !str_eq(known.kind, c[KIND]) ||
		        known.valid_to.n != c[TO].n || (c[TO].n && !str_eq(known.valid_to, c[TO]));
	e = write_members(cx, l, i, zone.id, is_new, &other);
	l->written += other;
	return e;
}

enum err
zone_load(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct zone_load_in *in = arg;
	struct loading             l;
	struct journal_sides       was;
	struct record              r;
	char                       text[DAY_TEXT];
	int64_t                    rev;
	str                        rows;
	enum err                   e;

	(void)made;
	l.written = 0;
	l.today = day_format(ctx_today(cx), text);
	if ((e = rows_read(cx, &l.t, "file", &in->file, columns, COLUMNS, MOST)) != OK ||
	    (e = rows_index(cx, &l.t, CODE, &l.code)) != OK || (e = rows_each(cx, &l.t, check, &l)) != OK ||
	    (e = db_lock(cx, "city", 1)) != OK || (e = journal_sides_look(cx, place_city, 1, &was)) != OK ||
	    (e = rows_each(cx, &l.t, write_zone, &l)) != OK ||
	    (e = journal_sides_say(cx, place_city, 1, &was, &rows)) != OK)
		return e;
	*out = (struct reply){.done = T_place_zones_loaded, 
	                      .arg = {arena_printf(cx->arena, "%zu", l.t.n),
	                              arena_printf(cx->arena, "%zu", l.written)}};
	if (!rows.p)
		return OK;
	if ((e = journal_next_rev(cx, S("city"), 1, &rev)) != OK)
		return e;
	record_begin(cx, &r);
	r.rows = rows;
	return (e = record_end(cx, &r, "city", 1, rev, "city.zoned", STR_NONE)) == OK ? city_changed(cx) : e;
}

/* ---- zone.list ---- */

#define LIST_IN(X)                                                        \
	X(code, place, 0, 1, 40, T_place_field_in_place, NULL)            \
	X(day, day, 0, DAY_FIRST, DAY_LAST, T_place_field_on_day, NULL)
struct list_in {
	LIST_IN(FIELD_DECL)
};
#define IN_T list_in
static const struct field list_fields[] = {LIST_IN(FIELD_ROW)};
#undef IN_T

/* Members come zone by zone; a place that is named has to lie in one of them. */
static enum err
list(struct ctx *cx, const void *arg, const void **out)
{
	const struct list_in  *in = arg;
	struct place_zones    *o = ARENA_NEW(cx->arena, struct place_zones);
	struct q_zone_all_row *row;
	char                   text[DAY_TEXT];
	day                    d = in->day == FIELD_ABSENT ? ctx_today(cx) : (day){(int32_t)in->day};
	int64_t                place = 0;
	enum err               e;

	*out = o;
	if (!o)
		return ctx_no_memory(cx);
	if (in->place.n && (e = place_named(cx, "place", in->place, &place)) != OK)
		return e;
	if ((e = q_zone_all(cx, &(struct q_zone_all_in){place, day_format(d, text)}, &row, &o->n)) != OK)
		return e;
	if (!(o->item = ARENA_NEWS(cx->arena, o->n + 1, struct place_zone)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < o->n; i++)
		o->item[i] = (struct place_zone){row[i].code, row[i].name, row[i].kind, row[i].place_code,
		                                 row[i].place_name};
	return OK;
}

static void
json(const void *out, struct json *j)
{
	const struct place_zones *o = out;

	json_arr(j);
	for (size_t i = 0; i < o->n; i++) {
		if (i == 0 || !str_eq(o->item[i].code, o->item[i - 1].code)) {
			if (i > 0) {
				json_arr_end(j);
				json_obj_end(j);
			}
			json_obj(j);
			json_kv_str(j, "code", o->item[i].code);
			json_kv_str(j, "name", o->item[i].name);
			json_kv_str(j, "kind", o->item[i].kind);
			json_key(j, S("places"));
			json_arr(j);
		}
		json_obj(j);
		json_kv_str(j, "code", o->item[i].place_code);
		json_kv_str(j, "name", o->item[i].place_name);
		json_obj_end(j);
	}
	if (o->n) {
		json_arr_end(j);
		json_obj_end(j);
	}
	json_arr_end(j);
}

/* Where a zone lies is no secret; who answers there is the matrix's. */
const struct view zone_list_view = {
    .out = "[{code:s,name:s,kind:s,places:[{code:s,name:s}]}]", .name = "zone.list", .summary = T_place_zone_list,
    .perm = PERM_SELF, .in = list_fields, .nin = NITEMS(list_fields), .in_size = sizeof(struct list_in), .run = list,
    .json = json,
};
