/* What a table's row or a command says of a unit or a post: the rules for one row, and the row with its event. */
#include "city/place/record.h"
#include "city/unit/inside.h"

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

bool
code_good(str code)
{
	for (size_t k = 0; k < code.n; k++) {
		char c = code.p[k];

		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
		      c == '_' || c == '.'))
			return false;
	}
	return code.n >= 1 && code.n <= 60;
}

bool
prefix_good(str s)
{
	if (s.n < 1 || s.n > 6 || (s.p[0] != 'B' && s.p[0] != 'S'))
		return false;
	for (size_t i = 1; i < s.n; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	return true;
}

/* ---- Units ---- */

static enum err
unit_event(struct ctx *cx, const struct q_unit_change_in *u, const struct unit_said *said, const char *type)
{
	struct record r;
	str           more;
	enum err      e = record_basis(cx, said->basis, &more);

	if (e != OK)
		return e;
	record_begin(cx, &r);
	if (u->rev == 1)
		json_kv_str(&r.set, "code", said->code);
	json_kv_str(&r.set, "name", u->name);
	json_kv_str(&r.set, "short_name", u->short_name);
	json_kv_str(&r.set, "kind", u->kind);
	record_opt(&r, "parent_id", u->parent_id.some, u->parent_id.v);
	record_opt(&r, "place_id", u->place_id.some, u->place_id.v);
	json_kv_str(&r.set, "valid_from", u->valid_from);
	json_kv_str(&r.set, "valid_to", u->valid_to);
	return record_end(cx, &r, "unit", u->id, u->rev, u->rev == 1 ? "unit.added" : type, more);
}

const char *
said_type(str was_to, str to, const char *changed, const char *closed, const char *reopened)
{
	return str_eq(was_to, to) ? changed : to.p ? closed : reopened;
}

enum err
unit_put(struct ctx *cx, const struct unit_said *said, int64_t *id, bool *changed)
{
	struct q_unit_by_code_row old;
	struct q_unit_add_row     added;
	int64_t                   n;
	const char               *type = NULL;
	str                       small = said->short_name.p ? said->short_name : said->name;
	struct q_unit_change_in   in = {.name = said->name, .short_name = small,
	                                .kind = said->kind, .parent_id = opt_id(said->parent),
	                                .place_id = opt_id(said->place), .valid_from = said->valid_from,
	                                .valid_to = said->valid_to};
	enum err                  e;

	e = q_unit_by_code(cx, &(struct q_unit_by_code_in){.code = said->code}, &old);
	if (e == OK) {
		*id = old.id;
		if (str_eq(old.name, in.name) && str_eq(old.short_name, in.short_name) && str_eq(old.kind, in.kind) &&
		    same_opt(old.parent_id, said->parent) && same_opt(old.place_id, said->place) &&
		    str_eq(old.valid_from, in.valid_from) && str_eq(old.valid_to, in.valid_to))
			return OK;
		if ((e = unit_territory_in_reach(cx, old.place_id)) != OK ||
		    (e = unit_territory_in_reach(cx, in.place_id)) != OK)
			return e;
		in.id = old.id;
		in.rev = old.rev + 1;
		type = said_type(old.valid_to, in.valid_to, "unit.changed", "unit.closed", "unit.reopened");
		e = q_unit_change(cx, &in, &n);
	} else if (e == ERR_NONE) {
		if ((e = unit_territory_in_reach(cx, in.place_id)) == OK)
			e = q_unit_add(cx,
			               &(struct q_unit_add_in){.code = said->code, .name = in.name,
			                                       .short_name = in.short_name, .kind = in.kind,
			                                       .parent_id = in.parent_id, .place_id = in.place_id,
			                                       .valid_from = in.valid_from, .valid_to = in.valid_to},
			               &added);
		in.id = *id = added.id;
		in.rev = 1;
	}
	if (e != OK)
		return e;
	*changed = true;
	return unit_event(cx, &in, said, type);
}

enum err
units_check(struct ctx *cx, struct units_fault *fault)
{
	struct q_unit_territories_row *u;
	struct q_unit_ring_row        *ring;
	struct span                   *s;
	size_t                         n, rings, at;
	enum err                       e;

	*fault = (struct units_fault){.rule = UNITS_FINE};
	if ((e = q_unit_ring(cx, &ring, &rings)) != OK)
		return e;
	if (rings) {
		*fault = (struct units_fault){.rule = UNITS_RING, .code = ring[0].code};
		return OK;
	}
	if ((e = q_unit_territories(cx, &u, &n)) != OK)
		return e;
	if (!(s = ARENA_NEWS(cx->arena, n, struct span)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < n; i++)
		s[i] = (struct span){arena_printf(cx->arena, "%lld", (long long)u[i].place_id.v), u[i].valid_from,
		                     u[i].valid_to, 0, i};
	at = span_clash(s, n);
	if (at != SIZE_MAX)
		*fault = (struct units_fault){UNITS_TERRITORY, u[s[at].row].code, u[s[at].row].id, u[s[at - 1].row].id,
		                              u[s[at - 1].row].code};
	return OK;
}

/* ---- Posts ---- */

/* The post's classes as one text in the store's order, to compare. */
enum err
post_classes(struct ctx *cx, int64_t post, str *out)
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
post_event(struct ctx *cx, const struct q_post_change_in *p, const struct post_said *said,
           const struct journal_sides *was, const char *type)
{
	struct record r;
	str           rows, more;
	enum err      e;

	if ((e = journal_sides_say(cx, &unit_aggregates[UNIT_POSTS], p->id, was, &rows)) != OK ||
	    (e = record_basis(cx, said->basis, &more)) != OK)
		return e;
	record_begin(cx, &r);
	r.rows = rows;
	if (p->rev == 1) {
		json_kv_str(&r.set, "code", said->code);
		json_kv_i64(&r.set, "unit_id", said->unit);
		json_kv_str(&r.set, "role", str_of(role_name(said->role)));
	}
	json_kv_str(&r.set, "name", p->name);
	record_opt(&r, "place_id", p->place_id.some, p->place_id.v);
	json_kv_str(&r.set, "valid_from", p->valid_from);
	json_kv_str(&r.set, "valid_to", p->valid_to);
	return record_end(cx, &r, "post", p->id, p->rev, p->rev == 1 ? "post.added" : type, more);
}

static enum err
change_post(struct ctx *cx, const struct post_said *said, const struct q_post_by_code_row *old,
            opt_i64 territory, struct q_post_change_in *in, bool *changed)
{
	struct journal_sides was;
	str                  before, after;
	int64_t              n;
	enum err             e;

	in->id = old->id;
	in->rev = old->rev + 1;
	if ((e = journal_sides_look(cx, &unit_aggregates[UNIT_POSTS], old->id, &was)) != OK ||
	    (e = post_classes(cx, old->id, &before)) != OK || (e = write_classes(cx, old->id, said->classes)) != OK ||
	    (e = post_classes(cx, old->id, &after)) != OK)
		return e;
	if (str_eq(before, after) && str_eq(old->name, in->name) && same_opt(old->place_id, said->place) &&
	    str_eq(old->valid_from, in->valid_from) && str_eq(old->valid_to, in->valid_to))
		return OK;
	*changed = true;
	if ((e = post_row_in_reach(cx, said->role, old->place_id, territory)) != OK ||
	    (e = post_row_in_reach(cx, said->role, in->place_id, territory)) != OK ||
	    (e = q_post_change(cx, in, &n)) != OK)
		return e;
	return post_event(cx, in, said, &was,
	                  said_type(old->valid_to, in->valid_to, "post.changed", "post.closed", "post.reopened"));
}

enum err
post_put(struct ctx *cx, const struct post_said *said, int64_t *id, enum post_fixed *fixed, bool *changed)
{
	struct q_post_by_code_row old;
	struct q_unit_get_row     unit;
	struct q_post_add_row     row;
	struct q_post_change_in   in = {.name = said->name, .place_id = opt_id(said->place),
	                                .valid_from = said->valid_from, .valid_to = said->valid_to};
	enum err                  e;

	*fixed = POST_AS_IT_WAS;
	if ((e = q_unit_get(cx, &(struct q_unit_get_in){.id = said->unit}, &unit)) != OK)
		return e;
	e = q_post_by_code(cx, &(struct q_post_by_code_in){.code = said->code}, &old);
	if (e == OK) {
		*id = old.id;
		*fixed = old.unit_id != said->unit           ? POST_OTHER_UNIT
		         : role_of(old.role) != said->role ? POST_OTHER_ROLE
		                                           : POST_AS_IT_WAS;
		return *fixed == POST_AS_IT_WAS ? change_post(cx, said, &old, unit.place_id, &in, changed) : OK;
	}
	if (e != ERR_NONE || (e = unit_territory_in_reach(cx, unit.place_id)) != OK ||
	    (e = post_row_in_reach(cx, said->role, in.place_id, unit.place_id)) != OK)
		return e;
	e = q_post_add(cx,
	               &(struct q_post_add_in){.code = said->code, .unit_id = said->unit,
	                                       .role = str_of(role_name(said->role)), .name = in.name,
	                                       .place_id = in.place_id, .valid_from = in.valid_from,
	                                       .valid_to = in.valid_to},
	               &row);
	if (e != OK || (e = write_classes(cx, row.id, said->classes)) != OK)
		return e;
	in.id = *id = row.id;
	in.rev = 1;
	*changed = true;
	return post_event(cx, &in, said, NULL, NULL);
}
