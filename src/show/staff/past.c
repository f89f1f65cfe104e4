/* Events of people, log-ins and posts held, in words: what was, what is. */
#include "kit/journal/journal.h"
#include "show/staff/inside.h"
#include "texts.h"

enum { COLUMNS = 12, THINGS = 64 };

/* Columns that people are told of; all others (ids, revisions) are not shown. */
static const struct {
	const char *kind, *column;
	text_id     label;
	bool        moment;
} columns[] = {
    {"person", "code", T_staff_code, false},           {"person", "name", T_staff_name, false},
    {"person", "valid_from", T_staff_from, false},     {"person", "valid_to", T_staff_to, false},
    {"login", "name", T_staff_account, false},         {"login", "must_change", T_staff_must_change, false},
    {"login", "disabled_at", T_staff_disabled, true},  {"login", "factor_at", T_staff_factor, true},
    {"holding", "valid_from", T_staff_from, false},    {"holding", "valid_to", T_staff_to, false},
};
_Static_assert(NITEMS(columns) <= COLUMNS, "a thing keeps a value for each column");

static const struct {
	const char *type;
	text_id     words;
} types[] = {
    {"person.added", T_staff_t_person_added},       {"person.changed", T_staff_t_person_changed},
    {"login.made", T_staff_t_login_made},           {"login.reset", T_staff_t_login_reset},
    {"login.password_changed", T_staff_t_password}, {"login.disabled", T_staff_t_login_disabled},
    {"login.enabled", T_staff_t_login_enabled},     {"login.link_made", T_staff_t_link_made},
    {"login.link_used", T_staff_t_link_used},       {"login.factor_set", T_staff_t_factor_set},
    {"login.factor_removed", T_staff_t_factor_removed}, {"login.recovery_used", T_staff_t_recovery_used},
    {"login.demo_set", T_staff_t_demo_set},         {"holding.added", T_staff_t_holding_added},
    {"holding.ended", T_staff_t_holding_ended},
};

/* An aggregate as the events so far left it. */
struct thing {
	str                kind;
	int64_t            id;
	const struct jval *value[COLUMNS];
};

static struct thing *
thing_of(struct thing *t, size_t *n, str kind, int64_t id)
{
	for (size_t i = 0; i < *n; i++)
		if (t[i].id == id && str_eq(t[i].kind, kind))
			return &t[i];
	if (*n == THINGS)
		return NULL;
	t[*n] = (struct thing){.kind = kind, .id = id};
	return &t[(*n)++];
}

static opt_i64
moment(const struct jval *v)
{
	int64_t at;

	return jval_i64(v, &at) ? SOME_I64(at) : (opt_i64){0};
}

static str
words(const struct ctx *cx, const struct jval *v)
{
	str  s = STR_NONE;
	bool yes;

	if (jval_bool(v, &yes))
		return text_get(yes ? T_staff_yes : T_staff_no, cx->lang);
	(void)jval_str(v, &s);
	return s.n ? s : STR_NONE;
}

/* NULL and the empty text are the same nothing to people. */
static bool
is_nothing(const struct jval *v)
{
	str s;

	return !v || jval_null(v) || (jval_str(v, &s) && !s.n);
}

static enum err
changes_of(struct ctx *cx, struct thing *t, const struct jval *set, struct staff_past *p)
{
	if (!(p->change = ARENA_NEWS(cx->arena, NITEMS(columns), struct staff_change)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < NITEMS(columns); i++) {
		const struct jval *was = t->value[i], *is = jval_get(set, str_of(columns[i].column));

		if (!is || !str_eq(t->kind, str_of(columns[i].kind)))
			continue;
		t->value[i] = is;
		if ((is_nothing(was) && is_nothing(is)) || (was && jval_same(was, is)))
			continue;
		p->change[p->nchange++] =
		    (struct staff_change){columns[i].column, columns[i].label, columns[i].moment,
		                          moment(was), moment(is),
		                          columns[i].moment ? STR_NONE : words(cx, was),
		                          columns[i].moment ? STR_NONE : words(cx, is)};
	}
	return OK;
}

static text_id
type_words(str type)
{
	for (size_t i = 0; i < NITEMS(types); i++)
		if (str_eq(type, str_of(types[i].type)))
			return types[i].words;
	return T_staff_t_other;
}

enum err
staff_past_of(struct ctx *cx, const struct q_staff_events_row *row, size_t n, struct staff_past **out)
{
	struct thing *t = ARENA_NEWS(cx->arena, THINGS, struct thing);
	size_t        nt = 0;

	if (!t || !(*out = ARENA_NEWS(cx->arena, n + 1, struct staff_past)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < n; i++) {
		struct staff_past *p = &(*out)[n - 1 - i];
		struct thing      *of = thing_of(t, &nt, row[i].kind, row[i].aggregate);
		const struct jval *v = NULL;
		str                json;
		enum err           e = journal_payload(cx, row[i].payload, &json);

		if (e != OK || (json.n && (e = jval_parse(cx, json, &jlimit_payload, &v)) != OK))
			return e;
		*p = (struct staff_past){.at = row[i].at, .type = row[i].type, .what = type_words(row[i].type),
		                         .subject = row[i].subject};
		if (row[i].post_name.n)
			p->by = DESK_FORMAT(cx, "%.*s %.*s", STR_ARG(row[i].unit_name), STR_ARG(row[i].post_name));
		if (of && (e = changes_of(cx, of, jval_get(v, S("set")), p)) != OK)
			return e;
	}
	return OK;
}
