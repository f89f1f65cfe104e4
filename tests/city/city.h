/* A demonstration district made from the data files: what the tests of the city's rooms share. */
#ifndef TESTS_CITY_CITY_H
#define TESTS_CITY_CITY_H

#include "base/clock.h"
#include "base/ensure.h"
#include "base/mem.h"
#include "city/calendar/calendar.h"
#include "city/catalog/catalog.h"
#include "city/duty/duty.h"
#include "city/place/place.h"
#include "city/credential/credential.h"
#include "city/login/login.h"
#include "city/login/session.h"
#include "city/unit/unit.h"
#include "command_sql.h"
#include "journal_sql.h"
#include "kit/db/engines.h"
#include "kit/verify/verify.h"
#include "kit/secret/secret.h"
#include "texts.h"

static const struct db_schema *const city_schemas[] = {
    &command_schema, &journal_schema, &place_schema, &unit_schema, &login_schema, &catalog_schema, &duty_schema,
        &calendar_schema,
};

/* 2026-11-20 10:00 in China, a Friday. */
static const int64_t NOON = INT64_C(1795140000000);

__attribute__((unused)) static void
city_register(void)
{
	command_register(place_commands, place_commands_n);
	command_register(unit_commands, unit_commands_n);
	command_register(login_commands, login_commands_n);
	command_register(catalog_commands, catalog_commands_n);
	command_register(duty_commands, duty_commands_n);
	command_register(calendar_commands, calendar_commands_n);
	view_register(place_views, place_views_n);
	view_register(unit_views, unit_views_n);
	view_register(login_views, login_views_n);
	view_register(catalog_views, catalog_views_n);
	view_register(duty_views, duty_views_n);
	view_register(calendar_views, calendar_views_n);
	ensure(secret_start() == OK);
}

/* A file below data/, in the store's arena. */
__attribute__((unused)) static str
data_file(struct store *s, const char *name)
{
	char       path[500];
	struct buf b;
	char       piece[4096];
	FILE      *f;
	size_t     n;

	(void)snprintf(path, sizeof(path), "%s/%s", DATA_DIR, name);
	f = fopen(path, "rb");
	ensure(f != NULL);
	buf_init(&b, s->cx.arena, BUF_PAGE);
	while ((n = fread(piece, 1, sizeof(piece), f)) > 0)
		buf_bytes(&b, piece, n);
	(void)fclose(f);
	ensure(b.err == OK);
	return buf_str(&b);
}

/* Run a command; the sentences of a refusal are in *said (Chinese). */
__attribute__((unused)) static enum err
run_said(struct store *s, const char *name, const struct input *pairs, size_t n, struct reply *r, str *said)
{
	struct buf            b;
	const struct command *c = command_find(str_of(name));
	enum err              e;

	ensure(c != NULL);
	ctx_forget(&s->cx);
	e = command_do(&s->cx, c, pairs, n, NULL, r);
	buf_init(&b, s->cx.arena, BUF_PAGE);
	if (e != OK)
		why_text(&s->cx, e, &b);
	*said = buf_str(&b);
	return e;
}

__attribute__((unused)) static enum err
load_file(struct store *s, const char *command, str text, struct reply *r, str *said)
{
	struct input in[] = {{S("file"), text}};

	return run_said(s, command, in, 1, r, said);
}

/* Load a data file as the program itself; false, and said, when refused. */
__attribute__((unused)) static bool
loads(struct store *s, const char *command, const char *file)
{
	struct reply r;
	str          said;
	enum err     e = load_file(s, command, data_file(s, file), &r, &said);

	if (e != OK)
		(void)printf("# %s %s: %s %.*s", command, file, err_name(e), STR_ARG(said));
	return e == OK;
}

__attribute__((unused)) static bool
loads_seasonal(struct store *s, str conditions, str seasons, str *said)
{
	struct input in[] = {{S("file"), conditions}, {S("units"), data_file(s, "catalog/units.tsv")},
	                     {S("seasons"), seasons}};
	struct reply r;

	return run_said(s, "condition.load", in, 3, &r, said) == OK;
}

__attribute__((unused)) static bool
loads_conditions(struct store *s, str conditions, str *said)
{
	return loads_seasonal(s, conditions, data_file(s, "catalog/seasons.tsv"), said);
}

__attribute__((unused)) static enum err
load_calendar(struct store *s, str name, str text, str source, struct reply *r, str *said)
{
	struct input in[] = {{S("name"), name}, {S("text"), text}, {S("source"), source}};

	return run_said(s, "calendar.load", in, 3, r, said);
}

/* The whole demonstration district but its calendar. */
__attribute__((unused)) static void
make_city(struct store *s)
{
	str said;

	s->cx.now = NOON;
	s->cx.who = &actor_system;
	ensure(loads(s, "place.load", "places/350602.tsv"));
	ensure(loads(s, "class.load", "catalog/gbt47678-5-2026.tsv"));
	ensure(loads(s, "class.load", "catalog/local-chuangcheng.tsv"));
	ensure(loads_conditions(s, data_file(s, "catalog/conditions.tsv"), &said));
	ensure(loads(s, "unit.load", "demo/units.tsv"));
	ensure(loads(s, "post.load", "demo/posts.tsv"));
	ensure(loads(s, "person.load", "demo/people.tsv"));
	ensure(loads(s, "duty.load", "demo/duty.tsv"));
}

/* A view through a reader, as `who`; the sentences of a refusal are printed. */
__attribute__((unused)) static enum err
shows(struct store *s, const char *name, const struct input *pairs, size_t n, const void **out)
{
	const struct view *v = view_find(str_of(name));
	struct buf         b;
	enum err           e;

	ensure(v != NULL);
	ctx_forget(&s->cx);
	s->cx.db = s->reader;
	e = view_show(&s->cx, v, pairs, n, out);
	s->cx.db = s->writer;
	buf_init(&b, s->cx.arena, BUF_PAGE);
	if (e != OK)
		why_text(&s->cx, e, &b);
	if (e != OK)
		(void)printf("# %s: %s %.*s", name, err_name(e), STR_ARG(buf_str(&b)));
	return e;
}

/* What a view's json() writes. */
__attribute__((unused)) static str
json_of(struct store *s, const char *name, const void *out)
{
	struct buf  b;
	struct json j;

	buf_init(&b, s->cx.arena, BUF_PAGE);
	json_init(&j, &b);
	view_find(str_of(name))->json(out, &j);
	ensure(b.err == OK);
	return buf_str(&b);
}

/* How many rows a reply says it changed. */
__attribute__((unused)) static int64_t
changed(const struct reply *r)
{
	int64_t n = -1;

	(void)str_to_i64(r->arg[1], &n);
	return n;
}

/* Part of a text is there. */
__attribute__((unused)) static bool
has(str s, const char *part)
{
	return str_find_str(s, str_of(part)) != SIZE_MAX;
}

/* "name=value|name=value" for a command. */
__attribute__((unused)) static enum err
act(struct store *s, const char *command, const char *pairs, struct reply *r, str *said)
{
	struct input in[16];
	size_t       n = 0;
	str          rest = str_of(pairs), one;

	while ((one = str_cut(&rest, '|')).n && n < NITEMS(in)) {
		str name = str_cut(&one, '=');

		in[n++] = (struct input){name, one};
	}
	*r = (struct reply){0};
	return run_said(s, command, in, n, r, said);
}

/* It is refused at the field, with these words. */
__attribute__((unused)) static void
no(struct store *s, const char *command, const char *pairs, const char *field, const char *part, const char *rule)
{
	struct reply r;
	str          said;
	enum err     e = act(s, command, pairs, &r, &said);

	if (!ok(e == ERR_INPUT && has(said, part) && s->cx.why.line[0].field &&
	            strcmp(s->cx.why.line[0].field, field) == 0,
	        "%s: %s", s->engine, rule))
		(void)printf("# %s: %.*s", err_name(e), STR_ARG(said));
}

/* It is done, and says so. */
__attribute__((unused)) static void
so(struct store *s, const char *command, const char *pairs, text_id done, const char *rule)
{
	struct reply r;
	str          said;
	enum err     e = act(s, command, pairs, &r, &said);

	if (!ok(e == OK && r.done == done, "%s: %s", s->engine, rule))
		(void)printf("# %s: %.*s", err_name(e), STR_ARG(said));
}

/* Out of scope: not there, and nothing else is said of it but whom to ask. */
__attribute__((unused)) static void
none(struct store *s, const char *command, const char *pairs, const char *rule)
{
	struct reply r;
	str          said;
	enum err     e = act(s, command, pairs, &r, &said);

	if (!ok(e == ERR_NONE, "%s: %s: %s", s->engine, command, rule))
		(void)printf("# %s: %.*s", err_name(e), STR_ARG(said));
}

/* From here on it asks who keeps a place in that role; `who` has to last. */
__attribute__((unused)) static void
asks_for(struct store *s, struct actor *who, enum role r, const char *place)
{
	int64_t id;

	ensure(db_begin(s->cx.db) == OK && place_by_code(&s->cx, str_of(place), &id, NULL) == OK);
	db_rollback(s->cx.db);
	*who = (struct actor){.user = 1, .person = 1, .place = id, .reach = REACH_PLACE(id)};
	role_grant(r, who);
	s->cx.who = who;
}

/* The journal's events fold to the tables of these kinds. */
__attribute__((unused)) static bool
folds(struct store *s, const struct journal_aggregate *kinds, size_t n)
{
	struct journal_aggregate all[32];
	struct verify_report     report = {0};
	struct verify_task       task = {.aggregates = all};
	struct buf               b;
	size_t                   m = 0;
	enum err                 e;

	/* Kinds that other rooms' rows belong to are known, but not looked at. */
	static const char *const known[] = {"unit", "post", "person", "holding", "login", "session",
	                                    "class", "class_condition", "duty", "calendar", "place", "city", "limit", "find"};
	for (size_t i = 0; i < n; i++)
		all[m++] = kinds[i];
	for (size_t i = 0; i < NITEMS(known); i++) {
		bool there = false;

		for (size_t k = 0; k < n; k++)
			there = there || strcmp(kinds[k].kind, known[i]) == 0;
		if (!there)
			all[m++] = (struct journal_aggregate){.kind = known[i]};
	}
	task.n = m;
	if (db_begin(s->cx.db) != OK)
		return false;
	e = journal_verify(&s->cx, &task, &report);
	db_rollback(s->cx.db);
	if (e == OK && report.fault.kind == FAULT_NONE)
		return true;
	buf_init(&b, s->cx.arena, BUF_PAGE);
	verify_line(&b, &report);
	(void)printf("# %s %.*s", err_name(e), STR_ARG(buf_str(&b)));
	return false;
}

#endif
