/* People of the demonstration district doing things to cases: what the store's tests share. */
#ifndef TESTS_WORK_ACTS_CITY_CASE_H
#define TESTS_WORK_ACTS_CITY_CASE_H

#include "city/city.h"
#include "city/grid/grid.h"
#include "city/place/place.h"
#include "work/acts/acts.h"
#include "work/cases/cases.h"
#include "work/docket/docket.h"
#include "work/repeat/repeat.h"
#include "work/reporter/reporter.h"

#include <stdarg.h>

static const struct db_schema *const case_schemas[] = {
	&command_schema, &journal_schema, &place_schema, &unit_schema, &login_schema, &catalog_schema, &duty_schema,
	&grid_schema,
	&calendar_schema, &cases_schema, &repeat_schema,
};

static struct store *st;
static struct reply  said_reply;
static str           said;

/* The village-level place that most cases lie in: 东铺头街道's first community; T001 is its unit. */
static int64_t place_one, place_two;

static inline int64_t
place_id(const char *code)
{
	int64_t  id;
	enum err e;

	ensure(db_begin(st->cx.db) == OK);
	e = place_by_code(&st->cx, str_of(code), &id, NULL);
	db_rollback(st->cx.db);
	ensure(e == OK);
	return id;
}

static inline void
as(const char *login)
{
	struct actor *a;
	enum err      e;

	if (!login) {
		st->cx.who = &actor_system;
		return;
	}
	ensure(db_begin(st->cx.db) == OK);
	e = actor_of_login(&st->cx, str_of(login), STR_NONE, &a);
	db_rollback(st->cx.db);
	if (e != OK)
		(void)printf("# no actor %s\n", login);
	ensure(e == OK);
	st->cx.who = a;
}

/* Somebody (a login; NULL: the program) does something: field, value, …, NULL. */
static inline enum err
does(const char *login, const char *command, ...)
{
	struct input in[24];
	size_t       n = 0;
	va_list      ap;
	enum err     e;

	va_start(ap, command);
	for (const char *k = va_arg(ap, const char *); k; k = va_arg(ap, const char *))
		in[n++] = (struct input){str_of(k), str_of(va_arg(ap, const char *))};
	va_end(ap);
	as(login);
	e = run_said(st, command, in, n, &said_reply, &said);
	if (e != OK && getenv("CASE_SAID"))
		(void)printf("# %s %s: %s %.*s\n", login ? login : "program", command, err_name(e), STR_ARG(said));
	return e;
}

/* A number as text, good for a few calls. */
static inline const char *
num(int64_t v)
{
	static char text[8][24];
	static int  next;

	next = (next + 1) % 8;
	(void)snprintf(text[next], sizeof(text[next]), "%lld", (long long)v);
	return text[next];
}

/* As our own pages name a row in a field of codes. */
static inline const char *
own(int64_t v)
{
	static char text[8][24];
	static int  next;

	next = (next + 1) % 8;
	(void)snprintf(text[next], sizeof(text[next]), "#%lld", (long long)v);
	return text[next];
}

/* The page of a case; one with id 0 when there is none for this reader. */
static inline const struct case_page *
page_as(const char *login, int64_t id)
{
	static const struct case_page nothing;
	struct input                  in[] = {{S("id"), str_of(num(id))}};
	const void                   *out;

	as(login);
	return shows(st, "case.get", in, 1, &out) == OK ? out : &nothing;
}

static inline int64_t
report(const char *login, const char *source, int64_t place, const char *address, const char *class)
{
	enum err e = does(login, "case.report", "source", source, "place", own(place), "address", address, "class",
	                  class,
	                  "description", "路灯不亮", NULL);

	return e == OK ? said_reply.id : 0;
}

/* The plain way of a 路灯不亮 in 东铺头, up to a state; 0: it did not get there. */
static inline int64_t
case_to(enum case_state until, const char *address)
{
	int64_t     id = report("jdy01", "grid", place_one, address, "S01037");
	const char *i = num(id);
	bool        fine = id != 0;

	if (fine && until != CASE_REPORTED)
		fine = does("sly01", "case.accept", "id", i, NULL) == OK;
	if (fine && until != CASE_REPORTED && until != CASE_CHECKED)
		fine = does("zbz01", "case.file", "id", i, "condition", "S01037-2", NULL) == OK;
	if (fine && until >= CASE_DISPATCHED)
		fine = does("pqy01", "case.dispatch", "id", i, NULL) == OK;
	if (fine && until >= CASE_WORKING)
		fine = does("cz14", "case.sign", "id", i, NULL) == OK;
	if (fine && until >= CASE_FIXED)
		fine = does("cz14", "case.fix", "id", i, "text", "已换灯泡", NULL) == OK;
	if (fine && until >= CASE_PROVEN)
		fine = does("hcy01", "case.verify", "id", i, "answer", "yes", NULL) == OK;
	if (fine && until >= CASE_CLOSED)
		fine = does("zbz01", "case.close", "id", i, "closing", "S01037-2", NULL) == OK;
	if (!fine)
		(void)printf("# stuck: %.*s\n", STR_ARG(said));
	return fine ? id : 0;
}

static inline void
case_city(struct store *s)
{
	static bool  registered;
	struct reply r;

	st = s;
	if (!registered) {
		city_register();
		command_register(case_commands, case_commands_n);
		command_register(reporter_commands, reporter_commands_n);
		view_register(case_views, case_views_n);
		view_register(docket_views, docket_views_n);
		registered = true;
		text_use(texts, T_MAX);
	}
	make_city(s);
	ensure(load_calendar(s, S("office"), data_file(s, "calendar/office.tsv"), S("示例"), &r, &said) == OK);
	ensure(load_calendar(s, S("china-2026"), data_file(s, "calendar/china-2026.tsv"), S("国务院办公厅"), &r,
	                     &said) == OK);
	place_one = place_id("350602001001");
	place_two = place_id("350602002001");
}

static inline bool
cases_fold(void)
{
	struct journal_aggregate kinds[8];
	size_t                   n = 0;

	for (size_t i = 0; i < case_aggregates_n; i++)
		kinds[n++] = case_aggregates[i];
	for (size_t i = 0; i < reporter_aggregates_n; i++)
		kinds[n++] = reporter_aggregates[i];
	for (size_t i = 0; i < repeat_aggregates_n; i++)
		kinds[n++] = repeat_aggregates[i];
	return folds(st, kinds, n);
}

/* An instant of the test's days in China: month, day, hour, minute of 2026. */
static inline int64_t
at(int month, int mday, int hour, int minute)
{
	day d;

	ensure(day_from_ymd(2026, month, mday, &d));
	return day_to_ms(d, (hour * 60 + minute) * 60000, 480);
}

#endif
