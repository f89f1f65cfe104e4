/* unit.load, post.load: organisations and posts from tables. */
#include "city/place/place.h"
#include "city/place/record.h"
#include "city/unit/inside.h"
#include "kit/table/rows.h"
#include "texts.h"

enum { MOST = 5000 };

#define UNIT_LOAD_IN(X) X(text, file, 1, 1, 4 << 20, T_unit_field_file, NULL)
struct unit_load_in {
	UNIT_LOAD_IN(FIELD_DECL)
};
#define IN_T unit_load_in
static const struct field fields[] = {UNIT_LOAD_IN(FIELD_ROW)};
#undef IN_T

static opt_i64
opt_id(int64_t id)
{
	return (opt_i64){id != 0, id};
}

static bool
same_opt(opt_i64 a, int64_t id)
{
	return a.some ? a.v == id : id == 0;
}

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

static enum err
check_code(struct ctx *cx, struct rows *t, size_t i, size_t column)
{
	str code = t->row[i].cell[column];

	for (size_t k = 0; k < code.n; k++) {
		char c = code.p[k];

		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
		    c == '_' ||
		      c == '.') ||
		    code.n > 60)
			return rows_refuse(cx, t, i, column, T_unit_code, code);
	}
	for (size_t f = 0; f < i; f++)
		if (str_eq(t->row[f].cell[column], code))
			return rows_refuse(cx, t, i, column, T_sheet_cell_twice, code);
	return OK;
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

struct unit_load {
	struct rows t;
	int64_t    *id;
	size_t      changed;
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

static enum err
unit_event(struct ctx *cx, const struct q_unit_change_in *u, str code)
{
	struct record r;

	record_begin(cx, &r);
	if (u->rev == 1)
		json_kv_str(&r.set, "code", code);
	json_kv_str(&r.set, "name", u->name);
	json_kv_str(&r.set, "short_name", u->short_name);
	json_kv_str(&r.set, "kind", u->kind);
	record_opt(&r, "parent_id", u->parent_id.some, u->parent_id.v);
	record_opt(&r, "place_id", u->place_id.some, u->place_id.v);
	json_kv_str(&r.set, "valid_from", u->valid_from);
	json_kv_str(&r.set, "valid_to", u->valid_to);
	return record_end(cx, &r, "unit", u->id, u->rev, u->rev == 1 ? "unit.added" : "unit.changed", STR_NONE);
}

/* A unit of the file whose parent is known by now. */
static enum err
write_unit(struct ctx *cx, struct unit_load *l, size_t i)
{
	const str                *c = l->t.row[i].cell;
	struct q_unit_by_code_row old;
	struct q_unit_add_row     added;
	int64_t                   parent, place, n;
	struct q_unit_change_in   in = {.name = c[U_NAME], .short_name = c[U_SHORT].p ? c[U_SHORT] : c[U_NAME],
	                                .kind = c[U_KIND], .valid_from = c[U_FROM], .valid_to = c[U_TO]};
	enum err                  e;

	if ((e = parent_of(cx, l, i, &parent)) != OK || (e = unit_place(cx, &l->t, i, U_PLACE, &place)) != OK)
		return e;
	in.parent_id = opt_id(parent);
	in.place_id = opt_id(place);
	e = q_unit_by_code(cx, &(struct q_unit_by_code_in){.code = c[U_CODE]}, &old);
	if (e == OK) {
		l->id[i] = old.id;
		if (str_eq(old.name, in.name) && str_eq(old.short_name, in.short_name) && str_eq(old.kind, in.kind) &&
		    same_opt(old.parent_id, parent) && same_opt(old.place_id, place) &&
		    str_eq(old.valid_from, in.valid_from) && str_eq(old.valid_to, in.valid_to))
			return OK;
		in.id = old.id;
		in.rev = old.rev + 1;
		e = q_unit_change(cx, &in, &n);
	} else if (e == ERR_NONE) {
		e = q_unit_add(cx,
		               &(struct q_unit_add_in){.code = c[U_CODE], .name = in.name,
		                   .short_name = in.short_name,
		                                       .kind = in.kind, .parent_id = in.parent_id,
		                                       .place_id = in.place_id, .valid_from = in.valid_from,
		                                       .valid_to = in.valid_to},
		               &added);
		in.id = l->id[i] = added.id;
		in.rev = 1;
	}
	if (e != OK)
		return e;
	l->changed++;
	return unit_event(cx, &in, c[U_CODE]);
}

static bool
is_written(const struct unit_load *l, str code)
{
	for (size_t i = 0; i < l->t.n; i++)
		if (str_eq(l->t.row[i].cell[U_CODE], code))
			return l->id[i] != 0;
	return true; /* of the store, or unknown: write_unit tells */
}

/* Parents first, wherever they stand in the file. */
static enum err
write_units(struct ctx *cx, struct unit_load *l)
{
	size_t   left = l->t.n;
	enum err e = OK;

	while (left > 0) {
		size_t before = left;

		for (size_t i = 0; e == OK && i < l->t.n; i++) {
			str parent = l->t.row[i].cell[U_PARENT];

			if (l->id[i] || (parent.p && !is_written(l, parent)))
				continue;
			e = write_unit(cx, l, i);
			left--;
		}
		if (e != OK)
			return e;
		for (size_t i = 0; left == before && i < l->t.n; i++)
			if (!l->id[i])
				return rows_refuse(cx, &l->t, i, U_PARENT, T_unit_ring, l->t.row[i].cell[U_CODE]);
	}
	return OK;
}

/* One unit a territory and day: it is the default handler (A08). */
static enum err
check_territories(struct ctx *cx, struct unit_load *l)
{
	struct q_unit_territories_row *u;
	struct q_unit_ring_row        *ring;
	struct span                   *s;
	size_t                         n, rings, at, row = 0;
	enum err                       e;

	if ((e = q_unit_ring(cx, &ring, &rings)) != OK)
		return e;
	if (rings)
		return refuse(cx, ERR_INPUT, "file", T_unit_ring_store, ring[0].code);
	if ((e = q_unit_territories(cx, &u, &n)) != OK)
		return e;
	if (!(s = ARENA_NEWS(cx->arena, n, struct span)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < n; i++)
		s[i] = (struct span){arena_printf(cx->arena, "%lld", (long long)u[i].place_id.v), u[i].valid_from,
		                     u[i].valid_to, 0, i};
	at = span_clash(s, n);
	if (at == SIZE_MAX)
		return OK;
	for (size_t i = 0; i < l->t.n; i++)
		if (l->id[i] == u[s[at].row].id || l->id[i] == u[s[at - 1].row].id)
			row = i;
	return rows_refuse(cx, &l->t, row, U_PLACE, T_unit_territory_twice, l->t.row[row].cell[U_PLACE]);
}

static enum err
unit_load(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	static const int           needed[] = {U_CODE, U_NAME, U_KIND};
	const struct unit_load_in *in = arg;
	struct unit_load           l = {0};
	enum err                   e;

	(void)made;
	if ((e = rows_read(cx, &l.t, "file", &in->file, unit_columns, U_ALL, MOST)) != OK)
		return e;
	for (size_t i = 0; i < l.t.n; i++)
		if ((e = rows_need(cx, &l.t, i, needed, NITEMS(needed))) != OK ||
		    (e = rows_validity(cx, &l.t, i, U_FROM, U_TO)) != OK || (e = check_code(cx, &l.t, i,
		        U_CODE)) != OK)
			return e;
	if (!(l.id = ARENA_NEWS(cx->arena, l.t.n, int64_t)))
		return ctx_no_memory(cx);
	if ((e = db_lock(cx, "unit", 0)) != OK || (e = write_units(cx, &l)) != OK ||
	    (e = check_territories(cx, &l)) != OK)
		return e;
	return unit_reply(cx, T_unit_loaded, l.t.n, l.changed, out);
}

/* ---- Posts ---- */

enum { P_CODE, P_UNIT, P_ROLE, P_NAME, P_PLACE, P_CLASSES, P_FROM, P_TO, P_ALL };
static const struct sheet_column post_columns[P_ALL] = {
    {"code", true},       {"unit_code", true}, {"role", true},       {"name", true},
    {"place_code", true}, {"classes", false},  {"valid_from", true}, {"valid_to", false},
};

/* 'B' or 'S' and up to five digits: a class key or the beginning of one. */
static bool
good_prefix(str s)
{
	if (s.n < 1 || s.n > 6 || (s.p[0] != 'B' && s.p[0] != 'S'))
		return false;
	for (size_t i = 1; i < s.n; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	return true;
}

static enum err
check_post(struct ctx *cx, struct rows *t, size_t i)
{
	static const int needed[] = {P_CODE, P_UNIT, P_ROLE, P_NAME};
	const str       *c = t->row[i].cell;
	str              list = c[P_CLASSES], prefix;
	enum err         e;

	if ((e = rows_need(cx, t, i, needed, NITEMS(needed))) != OK ||
	    (e = rows_validity(cx, t, i, P_FROM, P_TO)) != OK || (e = check_code(cx, t, i, P_CODE)) != OK)
		return e;
	if (role_of(c[P_ROLE]) == ROLE_MAX)
		return rows_refuse(cx, t, i, P_ROLE, T_sheet_cell_choice, c[P_ROLE]);
	while ((prefix = list_cut(&list)).p)
		if (!good_prefix(prefix))
			return rows_refuse(cx, t, i, P_CLASSES, T_sheet_cell_choice, prefix);
	return OK;
}

/* The post's classes as one text in the store's order, to compare. */
static enum err
classes_of(struct ctx *cx, int64_t post, str *out)
{
	struct q_post_class_of_row *row;
	struct buf                  b;
	size_t                      n;
	enum err                    e = q_post_class_of(cx, &(struct q_post_class_of_in){.post_id = post}, &row, &n);

	if (e != OK)
		return e;
	buf_init(&b, cx->arena, BUF_LINE);
	for (size_t i = 0; i < n; i++) {
		if (i)
			buf_add(&b, S("；"));
		buf_add(&b, row[i].prefix);
	}
	return buf_end(&b, out);
}

static enum err
write_classes(struct ctx *cx, int64_t post, str list)
{
	str      prefix;
	int64_t  n;
	enum err e = q_post_class_forget(cx, &(struct q_post_class_forget_in){.post_id = post}, &n);

	while (e == OK && (prefix = list_cut(&list)).p)
		e = q_post_class_add(cx, &(struct q_post_class_add_in){.post_id = post, .prefix = prefix}, &n);
	return e;
}

/* `was`: its classes before. */
static enum err
post_event(struct ctx *cx, const struct q_post_change_in *p, const struct q_post_add_in *added,
           const struct journal_sides *was)
{
	struct record r;
	str           rows;
	enum err      e;

	if ((e = journal_sides_say(cx, &unit_aggregates[UNIT_POSTS], p->id, was, &rows)) != OK)
		return e;
	record_begin(cx, &r);
	r.rows = rows;
	if (added) {
		json_kv_str(&r.set, "code", added->code);
		json_kv_i64(&r.set, "unit_id", added->unit_id);
		json_kv_str(&r.set, "role", added->role);
	}
	json_kv_str(&r.set, "name", p->name);
	record_opt(&r, "place_id", p->place_id.some, p->place_id.v);
	json_kv_str(&r.set, "valid_from", p->valid_from);
	json_kv_str(&r.set, "valid_to", p->valid_to);
	return record_end(cx, &r, "post", p->id, p->rev, added ? "post.added" : "post.changed", STR_NONE);
}

static enum err
change_post(struct ctx *cx, struct rows *t, size_t i, const struct q_post_by_code_row *old, int64_t unit,
            struct q_post_change_in *in, bool *changed)
{
	const str           *c = t->row[i].cell;
	struct journal_sides was;
	str                  before, after;
	int64_t              n;
	enum err             e;

	if (old->unit_id != unit || !str_eq(old->role, c[P_ROLE]))
		return rows_refuse(cx, t, i, old->unit_id != unit ? P_UNIT : P_ROLE, T_unit_post_fixed, c[P_CODE]);
	in->id = old->id;
	in->rev = old->rev + 1;
	if ((e = journal_sides_look(cx, &unit_aggregates[UNIT_POSTS], old->id, &was)) != OK ||
	    (e = classes_of(cx, old->id, &before)) != OK || (e = write_classes(cx, old->id, c[P_CLASSES])) != OK ||
	    (e = classes_of(cx, old->id, &after)) != OK)
		return e;
	*changed = !str_eq(before, after) || !str_eq(old->name, in->name) ||
	           !same_opt(old->place_id, in->place_id.some ? in->place_id.v : 0) ||
	           !str_eq(old->valid_from, in->valid_from) || !str_eq(old->valid_to, in->valid_to);
	if (!*changed)
		return OK;
	if ((e = q_post_change(cx, in, &n)) != OK)
		return e;
	return post_event(cx, in, NULL, &was);
}

static enum err
write_post(struct ctx *cx, struct rows *t, size_t i, size_t *count)
{
	const str                *c = t->row[i].cell;
	struct q_post_by_code_row old;
	struct q_post_add_row     row;
	struct q_unit_by_code_row unit;
	struct q_post_change_in   in = {.name = c[P_NAME], .valid_from = c[P_FROM], .valid_to = c[P_TO]};
	struct q_post_add_in      add;
	int64_t                   place;
	bool                      changed = true;
	enum err                  e;

	e = q_unit_by_code(cx, &(struct q_unit_by_code_in){.code = c[P_UNIT]}, &unit);
	if (e == ERR_NONE)
		return rows_refuse(cx, t, i, P_UNIT, T_sheet_cell_unknown, c[P_UNIT]);
	if (e != OK || (e = unit_place(cx, t, i, P_PLACE, &place)) != OK)
		return e;
	in.place_id = opt_id(place);
	e = q_post_by_code(cx, &(struct q_post_by_code_in){.code = c[P_CODE]}, &old);
	if (e == OK) {
		e = change_post(cx, t, i, &old, unit.id, &in, &changed);
		*count += e == OK && changed;
		return e;
	}
	if (e != ERR_NONE)
		return e;
	add = (struct q_post_add_in){.code = c[P_CODE], .unit_id = unit.id, .role = c[P_ROLE], .name = in.name,
	                             .place_id = in.place_id, .valid_from = in.valid_from, .valid_to = in.valid_to};
	if ((e = q_post_add(cx, &add, &row)) != OK || (e = write_classes(cx, row.id, c[P_CLASSES])) != OK)
		return e;
	in.id = row.id;
	in.rev = 1;
	++*count;
	return post_event(cx, &in, &add, NULL);
}

static enum err
post_load(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct unit_load_in *in = arg;
	struct rows                t;
	size_t                     changed = 0;
	enum err                   e;

	(void)made;
	if ((e = rows_read(cx, &t, "file", &in->file, post_columns, P_ALL, MOST)) != OK)
		return e;
	for (size_t i = 0; i < t.n; i++)
		if ((e = check_post(cx, &t, i)) != OK)
			return e;
	e = db_lock(cx, "unit", 0);
	for (size_t i = 0; e == OK && i < t.n; i++)
		e = write_post(cx, &t, i, &changed);
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
