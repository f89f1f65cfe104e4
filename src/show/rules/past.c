/* What was changed of the calendar and of a class: who, when, what was, what is. */
#include "city/unit/roles.h"
#include "city_catalog_texts.h"
#include "rules_sql.h"
#include "show/rules/page.h"
#include "show/rules/rules.h"
#include "show_rules_texts.h"

/* ---- The calendar: documents, version after version ---- */

enum { VERSIONS = 12, LINES = 24 };

/* The next line that says something; STR_NONE: none. */
static str
next_line(str *rest)
{
	while (rest->p) {
		str line = str_cut(rest, '\n');

		while (line.n && (line.p[line.n - 1] == '\r' || line.p[line.n - 1] == '\t'))
			line.n--;
		if (line.n && line.p[0] != '#')
			return line;
	}
	return STR_NONE;
}

/* Two lines speak of the same: of one day, whether worked or off; hours of one time; else the same first fields. */
static bool
same_thing(str a, str b)
{
	str  wa = str_cut(&a, '\t'), wb = str_cut(&b, '\t');
	bool both = (str_eq(wa, S("off")) || str_eq(wa, S("work"))) && (str_eq(wb, S("off")) || str_eq(wb, S("work")));

	if (!both && !str_eq(wa, wb))
		return false;
	if (str_eq(wa, S("hours")) && !str_eq(str_cut(&a, '\t'), str_cut(&b, '\t')))
		return false;
	return str_eq(str_cut(&a, '\t'), str_cut(&b, '\t'));
}

/* The line of `body` that speaks of the same as `line`; STR_NONE. */
static str
find_line(str body, str line)
{
	str one;

	while ((one = next_line(&body)).p)
		if (same_thing(one, line))
			return one;
	return STR_NONE;
}

/* A line as people read it. */
static str
said(struct ctx *cx, str line)
{
	str word = str_cut(&line, '\t'), a = str_cut(&line, '\t'), b = str_cut(&line, '\t');

	if (str_eq(word, S("off")) || str_eq(word, S("work")))
		return DESK_FORMAT(cx, "%.*s %.*s %.*s", STR_ARG(a), STR_ARG(b), STR_ARG(text_get(
		    str_eq(word, S("off")) ? T_rules_off : T_rules_works_then, cx->lang)));
	if (str_eq(word, S("hours")) && str_eq(a, S("all")))
		return DESK_FORMAT(cx, "%.*s %.*s", STR_ARG(text_get(T_rules_all_year, cx->lang)), STR_ARG(line));
	return DESK_FORMAT(cx, "%.*s %.*s %.*s", STR_ARG(a), STR_ARG(b), STR_ARG(line));
}

static text_id
label_of(str line)
{
	static const struct {
		const char *word;
		text_id     label;
	} labels[] = {{"off", T_rules_day}, {"work", T_rules_day}, {"paper", T_rules_paper}, {"hours", T_rules_hours},
	              {"year", T_rules_year_col}};
	str word = str_cut(&line, '\t');

	for (size_t i = 0; i < NITEMS(labels); i++)
		if (str_eq(word, str_of(labels[i].word)))
			return labels[i].label;
	return T_rules_other;
}

/* Tabs between office windows as people part them. */
static enum err
no_tabs(struct ctx *cx, str *s)
{
	char *p = s->n ? arena_alloc(cx->arena, s->n) : NULL;

	if (!s->n)
		return OK;
	if (!p)
		return ctx_no_memory(cx);
	for (size_t i = 0; i < s->n; i++)
		p[i] = (char)(s->p[i] == '\t' ? ' ' : s->p[i]);
	s->p = p;
	return OK;
}

static enum err
add_change(struct ctx *cx, struct trail_entry *e, str was, str is)
{
	struct trail_change *c;

	if (e->nchange == LINES || str_eq(was, is))
		return OK;
	c = &e->change[e->nchange++];
	*c = (struct trail_change){.column = "body", .label = label_of(is.n ? is : was),
	                           .was = was.n ? said(cx, was) : STR_NONE, .is = is.n ? said(cx, is) : STR_NONE};
	return no_tabs(cx, &c->was) == OK ? no_tabs(cx, &c->is) : ctx_no_memory(cx);
}

static enum err
version_past(struct ctx *cx, const struct q_calendar_past_row *r, struct trail_entry *e)
{
	str      rest, line;
	enum err err = OK;

	*e = (struct trail_entry){.at = r->imported_at, .type = S("calendar.loaded"),
	                          .what = r->version > 1 ? T_rules_t_changed : T_rules_t_loaded,
	                          .subject = desk_text(cx, T_rules_document_version, r->name,
	                                               DESK_FORMAT(cx, "%lld", (long long)r->version)),
	                          .basis = r->source};
	if (r->post_name.n)
		e->by = DESK_FORMAT(cx, "%.*s %.*s", STR_ARG(r->unit_name), STR_ARG(r->post_name));
	/* The first version of a document is told by the page itself. */
	if (!r->was.p)
		return OK;
	if (!(e->change = ARENA_NEWS(cx->arena, LINES, struct trail_change)))
		return ctx_no_memory(cx);
	for (rest = r->was; err == OK && (line = next_line(&rest)).p;)
		err = add_change(cx, e, line, find_line(r->body, line));
	for (rest = r->body; err == OK && (line = next_line(&rest)).p;)
		if (!find_line(r->was, line).p)
			err = add_change(cx, e, STR_NONE, line);
	return err;
}

static enum err
look_calendar(struct ctx *cx, void *arg)
{
	struct trail_shown         *out = arg;
	struct q_calendar_past_row *row;
	size_t                      n;
	enum err e = q_calendar_past(cx, &(struct q_calendar_past_in){.n = VERSIONS}, &row, &n);

	if (e != OK)
		return e;
	if (!(out->past = ARENA_NEWS(cx->arena, n + 1, struct trail_entry)))
		return ctx_no_memory(cx);
	/* The documents that the city began with stand in the page's own table. */
	for (size_t i = 0; e == OK && i < n; i++)
		if (row[i].version > 1 || row[i].post_name.n)
			e = version_past(cx, &row[i], &out->past[out->npast++]);
	return e;
}

enum err
rules_calendar_past(struct ctx *cx, struct trail_shown *out)
{
	*out = (struct trail_shown){0};
	return view_look(cx, PERM_CITY_SEE, look_calendar, out);
}

/* ---- A class ---- */

static const struct trail_column columns[] = {
    {"class", "name", T_catalog_f_name, TRAIL_WORDS},
    {"class", "subject", T_catalog_f_subject, TRAIL_NAMED},
    {"class", "synonyms", T_catalog_f_synonyms, TRAIL_WORDS},
    {"class", "version", T_rules_version, TRAIL_WORDS},
    {"class", "valid_from", T_rules_from, TRAIL_WORDS},
    {"class", "valid_to", T_rules_until, TRAIL_WORDS},
    {"class_condition", "condition", T_catalog_f_condition, TRAIL_WORDS},
    {"class_condition", "amount", T_rules_amount, TRAIL_WORDS},
    {"class_condition", "limit_unit", T_catalog_f_unit, TRAIL_WORDS},
    {"class_condition", "closing", T_catalog_f_closing, TRAIL_WORDS},
    {"class_condition", "photo", T_catalog_f_photo, TRAIL_NAMED},
    {"class_condition", "not_collected", T_catalog_f_not_collected, TRAIL_WORDS},
    {"class_condition", "basis", T_catalog_f_basis, TRAIL_WORDS},
    {"class_condition", "version", T_rules_version, TRAIL_WORDS},
    {"class_condition", "valid_from", T_rules_from, TRAIL_WORDS},
    {"class_condition", "valid_to", T_rules_until, TRAIL_WORDS},
};
static const struct trail_type types[] = {
    {"class.added", T_rules_t_class_added},         {"class.changed", T_rules_t_class_changed},
    {"condition.added", T_rules_t_condition_added}, {"condition.ended", T_rules_t_condition_ended},
};

str
rules_value(const struct ctx *cx, str value)
{
	static const struct {
		const char *word;
		text_id     label;
	} words[] = {{"place", T_catalog_subject_place},       {"operator", T_catalog_subject_operator},
	             {"person", T_catalog_subject_person},     {"needed", T_rules_photo_needed},
	             {"optional", T_rules_photo_optional},     {"none", T_rules_photo_none}};

	for (size_t i = 0; i < NITEMS(words); i++)
		if (str_eq(value, str_of(words[i].word)))
			return text_get(words[i].label, cx->lang);
	return STR_NONE;
}

static enum err
name_value(struct ctx *cx, const char *column, const struct jval *v, str *out)
{
	str s = STR_NONE;

	(void)column;
	*out = jval_str(v, &s) ? rules_value(cx, s) : STR_NONE;
	return OK;
}

const struct trail_words rules_words = {columns, NITEMS(columns), NULL, 0, types, NITEMS(types), name_value};

struct class_look {
	str          key;
	struct trail trail;
};

static enum err
look_class(struct ctx *cx, void *arg)
{
	struct class_look              *l = arg;
	struct q_class_past_row        *row;
	struct trail_row               *t;
	size_t                          n;
	enum err e = q_class_past(cx, &(struct q_class_past_in){.key = l->key}, &row, &n);

	if (e != OK)
		return e;
	if (!(t = ARENA_NEWS(cx->arena, n + 1, struct trail_row)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < n; i++) {
		/* All versions of a key are one thing to people: a new version says what it changed. */
		t[i] = (struct trail_row){.kind = row[i].kind, .aggregate = row[i].thing, .type = row[i].type,
		                          .at = row[i].at, .subject = row[i].subject, .packed = row[i].payload,
		                          .unit_name = row[i].unit_name, .post_name = row[i].post_name};
	}
	return trail_of(cx, &rules_words, t, n, &l->trail);
}

enum err
rules_class_past(struct ctx *cx, str key, struct trail_shown *out)
{
	struct class_look l = {.key = key};
	enum err          e = view_look(cx, PERM_SELF, look_class, &l);

	*out = trail_shown(&l.trail);
	return e;
}
