/* Meetings on both engines: called with units, promises and decisions made tasks in the same transaction, closed. */
#include "city/city.h"
#include "city/grid/grid.h"
#include "city/site/site.h"
#include "judge/meeting/meeting.h"
#include "meeting_sql.h"
#include "work/cases/cases.h"
#include "work/scheme/scheme.h"
#include "work/task/task.h"

#include <string.h>

static struct store *st;
static struct reply  r;
static str           said;

static void
as(const char *login)
{
	struct actor *a;
	enum err      e;

	ensure(db_begin(st->cx.db) == OK);
	e = actor_of_login(&st->cx, str_of(login), STR_NONE, &a);
	db_rollback(st->cx.db);
	ensure(e == OK);
	st->cx.who = a;
}

static str
number(int64_t v)
{
	return arena_printf(st->cx.arena, "%lld", (long long)v);
}

/* A command with the fields "a=b" …, those with an empty value left out; ended by NULL. */
static enum err
does(const char *command, int64_t id, const char *const *field)
{
	struct input in[16];
	size_t       n = 0;

	if (id)
		in[n++] = (struct input){S("id"), number(id)};
	for (; *field; field++) {
		str value = str_of(*field), name = str_cut(&value, '=');

		for (size_t i = 0; i < n; i++)
			if (str_eq(in[i].name, name))
				in[i--] = in[--n];
		if (value.n)
			in[n++] = (struct input){name, value};
	}
	return run_said(st, command, in, n, &r, &said);
}
#define DOES(command, id, ...) does(command, id, (const char *const[]){__VA_ARGS__, NULL})

static const struct meeting_shown *
got(int64_t id)
{
	struct input in = {S("id"), number(id)};
	const void  *out;

	return shows(st, "meeting.get", &in, 1, &out) == OK ? out : NULL;
}

static size_t
tasks(void)
{
	const void *out;

	ensure(shows(st, "task.list", NULL, 0, &out) == OK);
	return ((const struct task_list *)out)->n;
}

/* ---- Pure ---- */

static void
rules(void)
{
	ok(meeting_table_fault(MEETING_CALLED, S("2026-11-20"), S("2026-11-20")) == T_none,
	    "at the table from the meeting's own day on");
	ok(meeting_table_fault(MEETING_CALLED, S("2026-11-21"), S("2026-11-20")) != T_none, "not the day before");
	ok(meeting_table_fault(MEETING_HELD, S("2026-11-20"), S("2026-11-20")) != T_none &&
	       meeting_table_fault(MEETING_VOID, S("2026-11-20"), S("2026-11-20")) != T_none,
	    "nor when it is over or cancelled");
	ok(meeting_change_fault(MEETING_CALLED) == T_none && meeting_change_fault(MEETING_HELD) != T_none &&
	       meeting_change_fault(MEETING_VOID) != T_none,
	    "what is over is not changed");
	ok(meeting_day_fault(1, S("2026-11-20"), S("2026-11-20")) == T_none &&
	       meeting_day_fault(1, S("2026-11-21"), S("2026-11-20")) != T_none &&
	       meeting_day_fault(0, S("2026-11-21"), S("2026-11-20")) == T_none,
	    "with promises its day is not put off to one that has not come");
	ok(meeting_void_fault(1) != T_none && meeting_void_fault(0) == T_none, "nor is it cancelled");
	ok(meeting_promise_of(S("accepted"), S("2026-11-10"), S("2026-11-10")) == MEETING_PROMISE_KEPT,
	    "shown on its day and accepted a promise is kept");
	ok(meeting_promise_of(S("accepted"), S("2026-11-10"), S("2026-11-11")) == MEETING_PROMISE_BROKEN,
	    "shown a day later it is broken, though accepted");
	ok(meeting_promise_of(S("reported"), S("2026-11-10"), S("2026-11-09")) == MEETING_PROMISE_WAITS,
	    "shown in time it waits for who accepts it");
	ok(meeting_promise_of(S("open"), S("2026-11-10"), S("2026-11-09")) == MEETING_PROMISE_BROKEN &&
	       meeting_promise_of(S("open"), S("2026-11-10"), STR_NONE) == MEETING_PROMISE_BROKEN,
	    "returned or never shown it is broken");
	is_i64(meeting_since(MEETING_WEEKLY, (opt_i64){0}, 10 * INT64_C(86400000), INT64_MAX), 3 * INT64_C(86400000),
	    "the first weekly one counts seven days");
	is_i64(meeting_since(MEETING_MONTHLY, SOME_I64(5), 10, 100), 5, "else it counts from where the last one ended");
	is_i64(meeting_since(MEETING_MONTHLY, SOME_I64(5), 1000, 100), 900, "but no further back than it may");
	ok(meeting_kind_of(S("monthly")) == MEETING_MONTHLY && meeting_kind_of(S("yearly")) == MEETING_KIND_MAX,
	    "kinds by name");
}

/* ---- On a store ---- */

#define CALL "kind=monthly", "day=2026-11-20", "units=CG\nHW", "agenda=通报进展\n\n  各单位表态 "

static void
calling(void)
{
	static const struct {
		const char *field, *part, *rule;
	} c[] = {
	    {"kind=yearly", "", "a kind that there is not"},
	    {"day=", "", "no day"},
	    {"day=2031-01-01", "两年", "a day that is a slip"},
	    {"units=", "", "no unit"},
	    {"units=；、", "至少一个", "units that are none"},
	    {"units=CG\n没有这个局", "没有这个局", "a unit that there is not"},
	    {"agenda=", "", "no agenda"},
	    {"agenda=；；", "至少一项", "an agenda of nothing"},
	    {"place=350699", "350699", "a place that there is not"},
	};

	as("zbz01");
	for (size_t i = 0; i < NITEMS(c); i++)
		if (!ok(DOES("meeting.call", 0, CALL, c[i].field) == ERR_INPUT &&
		            (!c[i].part[0] || has(said, c[i].part)),
		        "%s: refused: %s", st->engine, c[i].rule))
			(void)printf("# %.*s\n", STR_ARG(said));
	ok(!got(1), "%s: nothing half done", st->engine);
	ok(DOES("meeting.call", 0, CALL) == OK && r.id == 1, "%s: called: %.*s", st->engine, STR_ARG(said));
	ok(got(1)->nunit == 2 && str_eq(got(1)->agenda, S("通报进展\n各单位表态")) &&
	       has(got(1)->m.title, "月调度会"),
	    "%s: with units, agenda, a name of place and kind", st->engine);
	ok(DOES("meeting.call", 0, CALL) == ERR_RULE && has(said, "已经召集") && !got(2),
	    "%s: not twice alike: %.*s", st->engine, STR_ARG(said));
	ok(DOES("meeting.call", 0, "kind=weekly", "day=2026-11-27", "units=CG", "agenda=x", "title=周会") == OK,
	    "%s: another, for next week", st->engine);
	as("cz13");
	ok(DOES("meeting.call", 0, CALL) == ERR_DENIED, "%s: a unit calls none", st->engine);
	ok(got(1) && got(2), "%s: it sees those it is asked to", st->engine);
	as("cz15");
	ok(got(1) && !got(2), "%s: and no other", st->engine);
	as("cz14");
	ok(!got(1) && !got(2), "%s: one that is not asked sees none", st->engine);
	as("zbz01");
}

#define TABLE "post_code=CG-cz", "goal=规范占道经营", "target=20", "measure=处", "due=2026-12-10"

static void
table(void)
{
	static const struct {
		const char *field, *part, *rule;
	} c[] = {
	    {"target=", "可衡量", "a promise without a number"},
	    {"measure=", "可衡量", "a promise without a measure"},
	    {"due=", "可衡量", "a promise without a day"},
	    {"due=2026-11-19", "已经过去", "a promise for a day that is over"},
	    {"target=0", "", "a promise of nothing"},
	    {"post_code=", "", "nobody who answers for it"},
	    {"post_code=YL-cz", "不在这次会议", "a unit that does not attend"},
	    {"standards=GC/9.9", "GC/9.9", "what task.add refuses"},
	};
	const size_t before = tasks();

	for (size_t i = 0; i < NITEMS(c); i++)
		if (!ok(DOES("meeting.pledge", 1, TABLE, c[i].field) == ERR_INPUT &&
		            (!c[i].part[0] || has(said, c[i].part)),
		        "%s: A51: refused: %s", st->engine, c[i].rule))
			(void)printf("# %.*s\n", STR_ARG(said));
	ok(tasks() == before && got(1)->ntask == 0, "%s: no task of it stands", st->engine);
	ok(DOES("meeting.pledge", 2, TABLE) == ERR_RULE && tasks() == before, "%s: not before its day", st->engine);
	ok(DOES("meeting.pledge", 1, TABLE) == OK && r.no.n, "%s: a promise is a task: %.*s", st->engine,
	    STR_ARG(said));
	ok(DOES("meeting.decide", 1, TABLE, "post_code=YL-cz", "task=补植行道树") == OK,
	    "%s: a decision is one, also for who is not there: %.*s", st->engine, STR_ARG(said));
	ok(tasks() == before + 2 && got(1)->ntask == 2 && got(1)->m.pledges == 1 && got(1)->m.decisions == 1 &&
	       got(1)->task[0].pledge && got(1)->task[0].target == 20,
	    "%s: both stand at the meeting", st->engine);
	as("cz13");
	ok(got(1)->ntask == 1 && got(1)->task[0].pledge, "%s: a unit sees its own there", st->engine);
	ok(DOES("meeting.pledge", 1, TABLE) == ERR_DENIED, "%s: and notes none itself", st->engine);
	as("zbz01");
}

/* What was promised is of a meeting that was, and of a unit that was asked. */
static void
changing(void)
{
	int64_t id = 0;

	ok(DOES("meeting.change", 1, "day=2026-12-30") == ERR_RULE && has(said, "2 项"),
	    "%s: with promises its day is not put off: %.*s", st->engine, STR_ARG(said));
	ok(DOES("meeting.change", 1, "units=HW\nYL") == ERR_RULE && has(said, "已在会上表态"),
	    "%s: who promised stays among its units: %.*s", st->engine, STR_ARG(said));
	ok(DOES("meeting.void", 1, "reason=不开了") == ERR_RULE && has(said, "2 项"),
	    "%s: nor is it cancelled: %.*s", st->engine, STR_ARG(said));
	ok(DOES("meeting.change", 1, "agenda=；") == ERR_INPUT && has(said, "至少一项"),
	    "%s: an agenda is not emptied: %.*s", st->engine, STR_ARG(said));
	ok(got(1)->nunit == 2 && str_eq(got(1)->m.day, S("2026-11-20")) && got(1)->m.state == MEETING_CALLED &&
	       got(1)->agenda.n, "%s: nothing half done", st->engine);
	ok(DOES("meeting.change", 1, "day=2026-11-19", "units=CG\nYL") == OK &&
	       DOES("meeting.change", 1, "day=2026-11-20", "units=CG\nHW") == OK,
	    "%s: to a day that was it may, and without one that promised nothing", st->engine);
	/* A promise that was noted by mistake: its task is made void first. */
	ok(DOES("meeting.call", 0, CALL, "title=碰头会") == OK && (id = r.id) && DOES("meeting.pledge", id, TABLE) == OK &&
	       DOES("task.void", got(id)->task[0].id, "reason=记错") == OK,
	    "%s: another meeting's promise is void", st->engine);
	ok(DOES("meeting.change", id, "day=2026-12-30", "units=HW") == OK && DOES("meeting.void", id, "reason=x") == OK,
	    "%s: then its units and day are changed, and it is cancelled: %.*s", st->engine, STR_ARG(said));
}

static void
closing(void)
{
	ok(DOES("meeting.change", 1, "units=CG\nHW\nYL", "title=十一月月调度会") == OK && got(1)->nunit == 3 &&
	       got(1)->ntask == 2 && str_eq(got(1)->m.day, S("2026-11-20")),
	    "%s: changed; what is not said stays", st->engine);
	ok(DOES("meeting.close", 1, "absent=JD") == ERR_INPUT, "%s: who was not asked is not absent", st->engine);
	ok(DOES("meeting.close", 1, "absent=YL", "said=抓紧整改") == OK && got(1)->m.state == MEETING_HELD &&
	       got(1)->unit[0].present && !got(1)->unit[2].present,
	    "%s: closed: who came, what was concluded: %.*s", st->engine, STR_ARG(said));
	ok(DOES("meeting.pledge", 1, TABLE) == ERR_RULE && DOES("meeting.change", 1, "title=x") == ERR_RULE &&
	       DOES("meeting.void", 1, "reason=x") == ERR_RULE && DOES("meeting.close", 1, "said=x") == ERR_RULE,
	    "%s: nothing more is noted there", st->engine);
	ok(DOES("meeting.close", 2, "said=x") == ERR_RULE, "%s: none is closed before its day", st->engine);
	ok(DOES("meeting.void", 2, "reason=并入月会") == OK && got(2)->m.state == MEETING_VOID, "%s: cancelled",
	    st->engine);
}

static const struct db_schema *const schemas[] = {
    &command_schema, &journal_schema, &place_schema, &calendar_schema, &unit_schema, &login_schema,
    &catalog_schema, &duty_schema, &grid_schema, &site_schema, &cases_schema, &bulk_schema, &scheme_schema,
    &task_schema, &meeting_schema,
};

static void
test(struct store *s)
{
	struct journal_aggregate all[8];

	memcpy(all, task_aggregates, task_aggregates_n * sizeof(*all));
	memcpy(all + task_aggregates_n, meeting_aggregates, meeting_aggregates_n * sizeof(*all));
	st = s;
	store_check_queries(s, "judge/meeting", meeting_queries);
	make_city(s);
	calling();
	table();
	changing();
	closing();
	ok(folds(s, all, task_aggregates_n + meeting_aggregates_n), "%s: meetings equal their events", s->engine);
}

int
main(void)
{
	text_use(texts, T_MAX);
	city_register();
	command_register(scheme_commands, scheme_commands_n);
	command_register(task_commands, task_commands_n);
	command_register(meeting_commands, meeting_commands_n);
	view_register(task_views, task_views_n);
	view_register(meeting_views, meeting_views_n);
	rules();
	on_engines(schemas, NITEMS(schemas), test);
	return done();
}
