/* person.load, holding.add, holding.end: people and the posts they hold. */
#include "city/place/place.h"
#include "city/place/record.h"
#include "city/unit/inside.h"
#include "texts.h"

enum { MOST = 5000 };

bool
role_is_admin(enum role r)
{
	return r == ROLE_SYSADMIN || r == ROLE_SECADMIN || r == ROLE_AUDITOR;
}

bool
roles_compatible(enum role a, enum role b)
{
	return a == b || (!role_is_admin(a) && !role_is_admin(b));
}

enum err
unit_today(struct ctx *cx, str *out)
{
	char    text[DAY_TEXT];
	day     d;
	int32_t ms;

	if (!day_of_ms(cx->now, cx->zone, &d, &ms))
		return refuse(cx, ERR_INPUT, NULL, T_unit_clock);
	return arena_str(cx->arena, day_format(d, text), out) ? OK : ctx_no_memory(cx);
}

enum err
holdings_check(struct ctx *cx, int64_t person, bool *fine, str *bad)
{
	struct q_holding_of_row *h;
	size_t                   n;
	enum err                 e = q_holding_of(cx, &(struct q_holding_of_in){.person_id = person}, &h, &n);

	*fine = true;
	for (size_t i = 0; e == OK && i < n; i++)
		for (size_t k = 0; k < i; k++)
			if (!roles_compatible(role_of(h[i].role), role_of(h[k].role)) &&
			    span_overlap(h[i].valid_from, h[i].valid_to, h[k].valid_from, h[k].valid_to)) {
				*fine = false;
				*bad = h[i].post_code;
			}
	return e;
}

static enum err
take_post(struct ctx *cx, int64_t person, int64_t post, str from)
{
	struct q_holding_add_row row;
	struct record            r;
	enum err                 e;

	e = q_holding_add(cx, &(struct q_holding_add_in){.person_id = person, .post_id = post, .valid_from = from},
	    &row);
	if (e != OK)
		return e;
	record_begin(cx, &r);
	json_kv_i64(&r.set, "person_id", person);
	json_kv_i64(&r.set, "post_id", post);
	json_kv_str(&r.set, "valid_from", from);
	json_kv_str(&r.set, "valid_to", STR_NONE);
	return record_end(cx, &r, "holding", row.id, 1, "holding.added", STR_NONE);
}

static enum err
leave_post(struct ctx *cx, const struct q_holding_of_row *h, str to)
{
	struct record r;
	int64_t       n;
	/* A holding that had not begun never was: its end is its beginning. */
	str      end = str_cmp(to, h->valid_from) < 0 ? h->valid_from : to;
	enum err e = q_holding_end(cx, &(struct q_holding_end_in){.id = h->id, .rev = h->rev + 1, .valid_to = end},
	    &n);

	if (e != OK)
		return e;
	record_begin(cx, &r);
	json_kv_str(&r.set, "valid_to", end);
	return record_end(cx, &r, "holding", h->id, h->rev + 1, "holding.ended", STR_NONE);
}

/* ---- person.load ---- */

enum { N_LOGIN, N_CODE, N_NAME, N_POSTS, N_FROM, N_TO, N_ALL };
static const struct sheet_column columns[N_ALL] = {
    {"login", false}, {"code", false}, {"name", true}, {"post_codes", true}, {"valid_from", true}, {"valid_to", false},
};

#define PERSON_LOAD_IN(X) X(text, file, 1, 1, 4 << 20, T_unit_field_file, NULL)
struct person_load_in {
	PERSON_LOAD_IN(FIELD_DECL)
};
#define IN_T person_load_in
static const struct field load_fields[] = {PERSON_LOAD_IN(FIELD_ROW)};
#undef IN_T

static bool
good_login(str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!((s.p[i] >= 'a' && s.p[i] <= 'z') || (s.p[i] >= '0' && s.p[i] <= '9') || s.p[i] == '.' ||
		      s.p[i] == '-' || s.p[i] == '_'))
			return false;
	return s.n >= 2 && s.n <= 40;
}

static str
code_of(const struct row *r)
{
	return r->cell[N_CODE].p ? r->cell[N_CODE] : r->cell[N_LOGIN];
}

static enum err
check_person(struct ctx *cx, struct rows *t, size_t i)
{
	static const int needed[] = {N_NAME};
	const str       *c = t->row[i].cell;
	enum err         e;

	if ((e = rows_need(cx, t, i, needed, NITEMS(needed))) != OK || (e = rows_validity(cx, t, i, N_FROM,
	    N_TO)) != OK)
		return e;
	if (!code_of(&t->row[i]).p)
		return rows_refuse(cx, t, i, N_LOGIN, T_sheet_cell_missing, STR_NONE);
	if (c[N_LOGIN].p && !good_login(c[N_LOGIN]))
		return rows_refuse(cx, t, i, N_LOGIN, T_unit_login_form, c[N_LOGIN]);
	for (size_t f = 0; f < i; f++) {
		if (str_eq(code_of(&t->row[f]), code_of(&t->row[i])))
			return rows_refuse(cx, t, i, c[N_CODE].p ? N_CODE : N_LOGIN, T_sheet_cell_twice,
			    code_of(&t->row[i]));
		if (c[N_LOGIN].p && str_eq(t->row[f].cell[N_LOGIN], c[N_LOGIN]))
			return rows_refuse(cx, t, i, N_LOGIN, T_sheet_cell_twice, c[N_LOGIN]);
	}
	return OK;
}

static enum err
person_event(struct ctx *cx, int64_t id, int64_t rev, const struct row *row)
{
	struct record r;

	record_begin(cx, &r);
	if (rev == 1)
		json_kv_str(&r.set, "code", code_of(row));
	json_kv_str(&r.set, "name", row->cell[N_NAME]);
	json_kv_str(&r.set, "valid_from", row->cell[N_FROM]);
	json_kv_str(&r.set, "valid_to", row->cell[N_TO]);
	return record_end(cx, &r, "person", id, rev, rev == 1 ? "person.added" : "person.changed", STR_NONE);
}

static enum err
write_person(struct ctx *cx, const struct row *row, int64_t *id, bool *changed)
{
	const str                  *c = row->cell;
	struct q_person_by_code_row old;
	struct q_person_add_row     added;
	int64_t                     n;
	enum err                    e;

	e = q_person_by_code(cx, &(struct q_person_by_code_in){.code = code_of(row)}, &old);
	if (e == ERR_NONE) {
		e = q_person_add(cx,
		                 &(struct q_person_add_in){.code = code_of(row), .name = c[N_NAME],
		                                           .valid_from = c[N_FROM], .valid_to = c[N_TO]},
		                 &added);
		*id = added.id;
		*changed = true;
		return e == OK ? person_event(cx, *id, 1, row) : e;
	}
	if (e != OK)
		return e;
	*id = old.id;
	if (str_eq(old.name, c[N_NAME]) && str_eq(old.valid_from, c[N_FROM]) && str_eq(old.valid_to, c[N_TO]))
		return OK;
	*changed = true;
	e = q_person_change(cx,
	                    &(struct q_person_change_in){.id = old.id, .rev = old.rev + 1, .name = c[N_NAME],
	                                                 .valid_from = c[N_FROM], .valid_to = c[N_TO]},
	                    &n);
	return e == OK ? person_event(cx, old.id, old.rev + 1, row) : e;
}

static bool
is_open(const struct q_holding_of_row *h, str today)
{
	return !h->valid_to.p || str_cmp(h->valid_to, today) > 0;
}

/* The posts of the row are what the person holds from now on. */
static enum err
write_holdings(struct ctx *cx, struct rows *t, size_t i, int64_t person, str today, bool *changed)
{
	const str               *c = t->row[i].cell;
	struct q_holding_of_row *h;
	struct q_post_by_code_row post;
	size_t                   n;
	str                      list = c[N_POSTS], code, bad = STR_NONE;
	bool                    *keep, fine;
	enum err                 e;

	if ((e = q_holding_of(cx, &(struct q_holding_of_in){.person_id = person}, &h, &n)) != OK)
		return e;
	if (!(keep = ARENA_NEWS(cx->arena, n, bool)))
		return ctx_no_memory(cx);
	while ((code = list_cut(&list)).p) {
		bool known = false;

		e = q_post_by_code(cx, &(struct q_post_by_code_in){.code = code}, &post);
		if (e == ERR_NONE)
			return rows_refuse(cx, t, i, N_POSTS, T_sheet_cell_unknown, code);
		if (e != OK)
			return e;
		for (size_t k = 0; k < n; k++)
			if (h[k].post_id == post.id && is_open(&h[k], today))
				known = keep[k] = true;
		if (known)
			continue;
		*changed = true;
		if ((e = take_post(cx, person, post.id, c[N_FROM])) != OK)
			return e;
	}
	for (size_t k = 0; k < n; k++)
		if (!keep[k] && is_open(&h[k], today)) {
			*changed = true;
			if ((e = leave_post(cx, &h[k], today)) != OK)
				return e;
		}
	if ((e = holdings_check(cx, person, &fine, &bad)) != OK)
		return e;
	return fine ? OK : rows_refuse(cx, t, i, N_POSTS, T_unit_roles_apart, bad);
}

static enum err
write_login(struct ctx *cx, struct rows *t, size_t i, int64_t person, bool *changed)
{
	str                        name = t->row[i].cell[N_LOGIN];
	struct q_login_by_name_row login;
	int64_t                    id;
	enum err                   e;

	if (!name.p)
		return OK;
	e = q_login_by_name(cx, &(struct q_login_by_name_in){.name = name}, &login);
	if (e == OK)
		return login.person_id == person ? OK : rows_refuse(cx, t, i, N_LOGIN, T_unit_login_taken, name);
	if (e != ERR_NONE)
		return e;
	*changed = true;
	return login_make(cx, name, person, STR_NONE, &id);
}

static enum err
person_load(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct person_load_in *in = arg;
	struct rows                  t;
	str                          today;
	size_t                       count = 0;
	int64_t                      person;
	enum err                     e;

	(void)made;
	if ((e = rows_read(cx, &t, "file", &in->file, columns, N_ALL, MOST)) != OK || (e = unit_today(cx,
	    &today)) != OK)
		return e;
	for (size_t i = 0; i < t.n; i++)
		if ((e = check_person(cx, &t, i)) != OK)
			return e;
	e = db_lock(cx, "person", 0);
	for (size_t i = 0; e == OK && i < t.n; i++) {
		bool changed = false;

		if ((e = write_person(cx, &t.row[i], &person, &changed)) == OK &&
		    (e = write_holdings(cx, &t, i, person, today, &changed)) == OK)
			e = write_login(cx, &t, i, person, &changed);
		count += changed;
	}
	return e == OK ? unit_reply(cx, T_unit_people_loaded, t.n, count, out) : e;
}

/* ---- holding.add, holding.end ---- */

#define HOLDING_IN(X)                                                   \
	X(str, person, 1, 1, 60, T_unit_field_person, NULL)             \
	X(str, post, 1, 1, 60, T_unit_field_post, NULL)                 \
	X(day, day, 0, DAY_FIRST, DAY_LAST, T_unit_field_day, NULL)
struct holding_in {
	HOLDING_IN(FIELD_DECL)
};
#define IN_T holding_in
static const struct field holding_fields[] = {HOLDING_IN(FIELD_ROW)};
#undef IN_T

struct hold {
	struct q_person_by_code_row person;
	struct q_post_by_code_row   post;
	struct q_holding_of_row    *h;
	size_t                      n;
	str                         on, today;
};

static enum err
hold_of(struct ctx *cx, const struct holding_in *in, struct hold *x)
{
	char     text[DAY_TEXT];
	enum err e;

	if ((e = unit_today(cx, &x->today)) != OK || (e = db_lock(cx, "person", 0)) != OK)
		return e;
	x->on = x->today;
	if (in->day != FIELD_ABSENT && !arena_str(cx->arena, day_format((day){(int32_t)in->day}, text), &x->on))
		return ctx_no_memory(cx);
	e = q_person_by_code(cx, &(struct q_person_by_code_in){.code = in->person}, &x->person);
	if (e == ERR_NONE)
		return refuse(cx, ERR_INPUT, "person", T_unit_no_person, in->person);
	if (e != OK)
		return e;
	e = q_post_by_code(cx, &(struct q_post_by_code_in){.code = in->post}, &x->post);
	if (e == ERR_NONE)
		return refuse(cx, ERR_INPUT, "post", T_unit_no_post, in->post);
	if (e != OK)
		return e;
	return q_holding_of(cx, &(struct q_holding_of_in){.person_id = x->person.id}, &x->h, &x->n);
}

static enum err
holding_add(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct holding_in *in = arg;
	struct hold              x;
	str                      bad = STR_NONE;
	bool                     fine;
	enum err                 e;

	(void)made;
	if ((e = hold_of(cx, in, &x)) != OK)
		return e;
	for (size_t i = 0; i < x.n; i++)
		if (x.h[i].post_id == x.post.id && span_overlap(x.h[i].valid_from, x.h[i].valid_to, x.on, STR_NONE))
			return refuse(cx, ERR_RULE, "post", T_unit_holds_already, in->post);
	if ((e = take_post(cx, x.person.id, x.post.id, x.on)) != OK ||
	    (e = holdings_check(cx, x.person.id, &fine, &bad)) != OK)
		return e;
	if (!fine)
		return refuse(cx, ERR_RULE, "post", T_unit_roles_apart_post, bad);
	*out = (struct reply){.id = x.person.id, .done = T_unit_holding_added, .arg = {x.person.name, x.post.name}};
	return city_changed(cx);
}

static enum err
holding_end(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct holding_in *in = arg;
	struct hold              x;
	size_t                   ended = 0;
	enum err                 e;

	(void)made;
	if ((e = hold_of(cx, in, &x)) != OK)
		return e;
	for (size_t i = 0; i < x.n; i++)
		if (x.h[i].post_id == x.post.id && is_open(&x.h[i], x.on)) {
			if ((e = leave_post(cx, &x.h[i], x.on)) != OK)
				return e;
			ended++;
		}
	if (ended == 0)
		return refuse(cx, ERR_RULE, "post", T_unit_holds_not, in->post);
	*out = (struct reply){.id = x.person.id, .done = T_unit_holding_ended, .arg = {x.person.name, x.post.name}};
	return city_changed(cx);
}

/* Who may do what is the security administrator's business, not the system administrator's. */
const struct command person_load_cmd = {
    .name = "person.load",
    .summary = T_unit_person_load_summary,
    .perm = PERM_USER_EDIT,
    .in = load_fields,
    .nin = NITEMS(load_fields),
    .in_size = sizeof(struct person_load_in),
    .apply = person_load,
};
const struct command holding_add_cmd = {
    .name = "holding.add",
    .summary = T_unit_holding_add_summary,
    .perm = PERM_USER_EDIT,
    .in = holding_fields,
    .nin = NITEMS(holding_fields),
    .in_size = sizeof(struct holding_in),
    .apply = holding_add,
};
const struct command holding_end_cmd = {
    .name = "holding.end",
    .summary = T_unit_holding_end_summary,
    .perm = PERM_USER_EDIT,
    .in = holding_fields,
    .nin = NITEMS(holding_fields),
    .in_size = sizeof(struct holding_in),
    .apply = holding_end,
};
