/* person.load: a table of people, the posts they hold and their log-in names. */
#include "city/login/inside.h"
#include "city_unit_texts.h"
#include "kit/table/rows.h"
#include "kit_table_texts.h"

enum { MOST = 20000 };

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

/* Rows by what says who they are: their code, or the log-in where there is none. */
struct known {
	struct rows       who;
	struct rows_index by_who, by_login;
};

static enum err
check_person(struct ctx *cx, struct rows *t, size_t i, void *arg)
{
	static const int              needed[] = {N_NAME};
	static const struct rows_most most[] = {{N_NAME, PERSON_NAME_MOST}};
	struct known                 *k = arg;
	const str                    *c = t->row[i].cell;
	enum err                      e;

	if ((e = rows_need(cx, t, i, needed, NITEMS(needed))) != OK ||
	    (e = rows_fit(cx, t, i, most, NITEMS(most))) != OK ||
	    (e = rows_validity(cx, t, i, N_FROM, N_TO, AHEAD_YEAR)) != OK)
		return e;
	if (!code_of(&t->row[i]).p)
		return rows_refuse(cx, t, i, N_LOGIN, T_sheet_cell_missing, STR_NONE);
	if (c[N_LOGIN].p && !good_login(c[N_LOGIN]))
		return rows_refuse(cx, t, i, N_LOGIN, T_unit_login_form, c[N_LOGIN]);
	if (rows_find(&k->by_who, code_of(&t->row[i])) != i)
		return rows_refuse(cx, t, i, c[N_CODE].p ? N_CODE : N_LOGIN, T_sheet_cell_twice, code_of(&t->row[i]));
	if (c[N_LOGIN].p && rows_find(&k->by_login, c[N_LOGIN]) != i)
		return rows_refuse(cx, t, i, N_LOGIN, T_sheet_cell_twice, c[N_LOGIN]);
	return OK;
}

static enum err
write_person(struct ctx *cx, struct rows *t, size_t i, int64_t *id, bool *changed)
{
	const str         *c = t->row[i].cell;
	struct person_said said = {code_of(&t->row[i]), c[N_NAME], c[N_FROM], c[N_TO], STR_NONE};
	struct posts_fault fault;
	enum err           e;

	if ((e = person_put(cx, &said, id, changed)) != OK ||
	    (e = person_posts_put(cx, *id, c[N_POSTS], c[N_FROM], &fault, changed)) != OK)
		return e;
	return fault.text == T_none ? OK : rows_refuse(cx, t, i, N_POSTS, fault.text, fault.post);
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
write_row(struct ctx *cx, struct rows *t, size_t i, void *arg)
{
	size_t                    *count = arg;
	bool                       changed = false, out = false;
	int64_t                    person;
	struct q_login_person_row  old;
	str                        code = code_of(&t->row[i]);
	enum err                   e;

	/* Before anything is written: who holds what lies outside is left as he is. */
	if ((e = q_login_person(cx, &(struct q_login_person_in){.code = code}, &old)) == OK) {
		e = person_in_reach(cx, old.id);
		out = e == ERR_NONE;
	}
	if ((e != OK && e != ERR_NONE) || (e = write_person(cx, t, i, &person, &changed)) != OK ||
	    (e = write_login(cx, t, i, person, &changed)) != OK)
		return e;
	*count += changed;
	return out && changed ? rows_refuse(cx, t, i, N_NAME, T_unit_row_out, code) : OK;
}

static enum err
know_rows(struct ctx *cx, const struct rows *t, struct known *k)
{
	enum err e;

	k->who.n = t->n;
	if (!(k->who.row = ARENA_NEWS(cx->arena, t->n, struct row)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < t->n; i++) {
		if (!(k->who.row[i].cell = ARENA_NEW(cx->arena, str)))
			return ctx_no_memory(cx);
		k->who.row[i].cell[0] = code_of(&t->row[i]);
	}
	e = rows_index(cx, &k->who, 0, &k->by_who);
	return e == OK ? rows_index(cx, t, N_LOGIN, &k->by_login) : e;
}

static enum err
person_load(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct person_load_in *in = arg;
	struct rows                  t;
	struct known                 known = {0};
	size_t                       count = 0;
	enum err                     e;

	(void)made;
	if ((e = rows_read(cx, &t, "file", &in->file, columns, N_ALL, MOST)) != OK ||
	    (e = know_rows(cx, &t, &known)) != OK || (e = rows_each(cx, &t, check_person, &known)) != OK ||
	    (e = db_lock(cx, "person", 0)) != OK || (e = rows_each(cx, &t, write_row, &count)) != OK)
		return e;
	return unit_reply(cx, T_unit_people_loaded, t.n, count, out);
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
