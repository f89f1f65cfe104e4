/* What levels above found, on both engines: tables in, chains, what each comes to, who sees it, ranks. */
#include "city/city.h"
#include "city/grid/grid.h"
#include "city/site/site.h"
#include "finding_sql.h"
#include "work/cases/cases.h"
#include "work/finding/finding.h"
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

/* ---- Pure ---- */

static void
rules(void)
{
	struct finding_chain c = {.standards = 2};
	int64_t              v;

	ok(finding_state_of(&c) == FINDING_GAP, "A62: a standard alone puts nothing right: nobody has it");
	c.tasks = 2;
	c.accepted = 1;
	ok(finding_state_of(&c) == FINDING_WORK, "of two tasks one is accepted: in work");
	c.accepted = 2;
	ok(finding_state_of(&c) == FINDING_DONE, "both accepted: put right");
	c.cases = 1;
	ok(finding_state_of(&c) == FINDING_WORK, "but not while its case is open");
	c.over = 1;
	ok(finding_state_of(&c) == FINDING_DONE, "and closed: put right");
	ok(finding_points(S("0.5"), &v) && v == 50, "0.5 points are 50 hundredths");
	ok(finding_points(S("3.25"), &v) && v == 325 && finding_points(S("12"), &v) && v == 1200, "3.25 and 12 likewise");
	ok(!finding_points(S("-1"), &v) && !finding_points(S("1.234"), &v) && !finding_points(S("1."), &v) &&
	       !finding_points(S(".5"), &v) && !finding_points(S("1e2"), &v),
	   "none: below 0, three decimals, a dot alone, no whole number, an exponent");
}

/* ---- On a store ---- */

static const char head[] = "反馈编号\t反馈类别\t出处\t层级\t日期\t反馈的问题\t失分\t区划代码\t完成期限\t对应标准\t对应任务\t对应案件\n";

static enum err
load(const char *rows)
{
	return load_file(st, "finding.load", arena_printf(st->cx.arena, "%s%s", head, rows), &r, &said);
}

static const struct finding_list *
listed(const char *field, const char *value)
{
	struct input in = {str_of(field), str_of(value)};
	const void  *out;

	ensure(shows(st, "finding.list", &in, field[0] ? 1 : 0, &out) == OK);
	return out;
}

static const struct finding_shown *
got(int64_t id)
{
	struct input in = {S("id"), arena_printf(st->cx.arena, "%lld", (long long)id)};
	const void  *out;

	return shows(st, "finding.get", &in, 1, &out) == OK ? out : NULL;
}

static enum err
ties(const char *command, int64_t id, const char *field, const char *value)
{
	struct input in[] = {{S("id"), arena_printf(st->cx.arena, "%lld", (long long)id)},
	                     {str_of(field), str_of(value)}};

	return run_said(st, command, in, 2, &r, &said);
}

static void
make_tasks(void)
{
	static const char table[] =
	    "任务编号\t任务\t目标\t目标数量\t计量单位\t责任单位代码\t责任岗位代码\t完成期限\t验收要点\n"
	    "A1\t公厕\t新建\t1\t座\tHW\tHW-cz\t2026-12-01\t合格\n"
	    "A2\t三轮车\t清理\t1\t处\tCG\tCG-cz\t2026-12-01\t清理\n";

	ensure(load_file(st, "task.load", str_of(table), &r, &said) == OK);
}

static void
loading(void)
{
	static const struct {
		const char *row, *part, *rule;
	} c[] = {
	    {"\tlost\t2025 测评\tnational\t2025-11-01\t公厕\t0.5\t\t\t\t\t\n", "反馈编号", "no number"},
	    {"F9\tlost\t2025 测评\tnational\t2026-12-24\t公厕\t0.5\t\t\t\t\t\n", "2026-12-24", "found on a day to come"},
	    {"F9\tlost\t2025 测评\tnational\t2025-11-01\t公厕\t半分\t\t\t\t\t\n", "半分", "points in words"},
	    {"F9\tlost\t2025 测评\t区级\t2025-11-01\t公厕\t\t\t\t\t\t\n", "区级", "a level that there is not"},
	    {"F9\tlost\t2025 测评\tnational\t2025-11-01\t公厕\t\t350699\t\t\t\t\n", "350699", "a place that there is not"},
	    {"F9\tlost\t2025 测评\tnational\t2025-11-01\t公厕\t\t\t\tGC/9.9\t\t\n", "GC/9.9", "a standard that there is not"},
	    {"F9\tlost\t2025 测评\tnational\t2025-11-01\t公厕\t\t\t\t\tZ9\t\n", "Z9", "a task that there is not"},
	    {"F9\tlost\t2025 测评\tnational\t2025-11-01\t公厕\t\t\t\t\t\t2026-99999\n", "2026-99999", "a case that there is not"},
	    {"F9\tlost\t2025 测评\tnational\t2025-11-01\t公厕\t\t\t\t\t\t\nF9\tlost\t2025 测评\tnational\t2025-11-01\t公厕\t\t\t\t\t\t\n",
	     "第 3 行", "a number twice"},
	};

	as("zbz01");
	for (size_t i = 0; i < NITEMS(c); i++)
		if (!ok(load(c[i].row) == ERR_INPUT && has(said, c[i].part), "%s: refused: %s", st->engine, c[i].rule))
			(void)printf("# %.*s\n", STR_ARG(said));
	ok(listed("", "")->n == 0, "%s: nothing half done", st->engine);
	ok(load("F1\tlost\t2025 年度测评\tnational\t2025-11-01\t背街小巷积水\t0.5\t350602001\t2026-11-01\tGC/1.1(3)\tA1；A2\t\n"
	        "F2\tlost\t2025 年度测评\tnational\t2025-11-01\t市场公厕保洁\t1.25\t\t\tGC/1.3(1)\t\t\n"
	        "F3\tfinding\t市级督查 10 月\tmunicipal\t2026-10-12\t广告空档\t\t350602002\t\t\t\t\n") == OK,
	   "%s: three findings: %.*s", st->engine, STR_ARG(said));
	ok(load("F1\tlost\t2025 年度测评\tnational\t2025-11-01\t背街小巷积水\t0.50\t\t\t\t\t\n") == OK &&
	       str_eq(r.arg[1], S("0")),
	   "%s: the same again, with its lists left empty, changes nothing", st->engine);
	ok(load("F1\tlost\t2025 年度测评\tnational\t2025-11-01\t背街小巷积水\t0.5\t\t\t\tA2；A1\t\n") == OK &&
	       str_eq(r.arg[1], S("0")),
	   "%s: nor does another order of a list", st->engine);
}

static void
chains(void)
{
	const struct finding_list  *l = listed("", "");
	const struct finding_shown *f = got(1);

	ok(l->n == 3 && l->all == 3 && l->gap == 2 && l->done == 0 && l->lost == 175 && l->lost_open == 175,
	   "%s: three, two of them without chain, 1.75 points lost", st->engine);
	ok(str_eq(l->item[0].no, S("F3")) && l->item[0].state == FINDING_GAP, "%s: the newest first", st->engine);
	ok(f && f->nstandard == 1 && f->ntask == 2 && f->f.state == FINDING_WORK && f->f.late,
	   "%s: one standard, two tasks, in work and late", st->engine);
	ok(listed("state", "gap")->n == 2 && listed("state", "work")->n == 1 && listed("state", "done")->n == 0 &&
	       listed("kind", "lost")->n == 2 && listed("task", "1")->n == 1 && listed("place", "350602001")->n == 1,
	   "%s: by state, kind, task, place", st->engine);
	ok(ties("finding.link", 2, "task_no", "A1") == OK && got(2)->ntask == 1, "%s: a task is tied", st->engine);
	ok(ties("finding.link", 2, "task_no", "A1") == ERR_RULE, "%s: once", st->engine);
	ok(ties("finding.unlink", 2, "task_no", "A2") == ERR_RULE, "%s: what is not tied is not untied", st->engine);
	ok(ties("finding.link", 2, "task_no", "Z9") == ERR_INPUT && has(said, "Z9"), "%s: nor is what there is not",
	   st->engine);
	ok(ties("finding.link", 2, "task_no", "") == ERR_INPUT, "%s: nor nothing at all", st->engine);
	{
		struct input in[] = {{S("id"), S("1")}, {S("reason"), S("重复")}};

		ok(run_said(st, "task.void", in, 2, &r, &said) == OK && got(2)->f.state == FINDING_GAP &&
		       got(1)->f.state == FINDING_WORK,
		   "%s: a task that was made void puts nothing right", st->engine);
	}
	ok(ties("finding.unlink", 2, "task_no", "A1") == OK && got(2)->ntask == 0, "%s: untied", st->engine);
}

static void
reach(void)
{
	struct actor part;
	int64_t      street;

	as("cz13");
	ok(got(1) && got(1)->ntask == 1 && !got(2) && !got(3) && listed("", "")->n == 1 && listed("", "")->all == 1,
	   "%s: a unit sees what its own tasks are to put right", st->engine);
	ok(ties("finding.link", 1, "task_no", "A2") == ERR_DENIED, "%s: and ties nothing", st->engine);
	as("zbz01");
	part = *st->cx.who;
	ensure(place_by_code(&st->cx, S("350602002"), &street, NULL) == OK);
	part.reach = street * 2;
	st->cx.who = &part;
	ok(got(3) && !got(1) && !got(2), "%s: a street sees what was found in it", st->engine);
	ok(load("F4\tlost\t2025 测评\tnational\t2025-11-01\t公厕\t\t\t\t\t\t\n") == ERR_NONE, "%s: and loads no table of the city",
	   st->engine);
	as("zbz01");
}

static enum err
load_ranks(const char *rows)
{
	return load_file(st, "standing.load", arena_printf(st->cx.arena,
	    "考核名称\t日期\t区划代码\t层级\t名次\t参评数\t得分\t满分\t出处\n%s", rows), &r, &said);
}

static void
ranks(void)
{
	const struct standing_list *l;
	const void                 *out;

	ok(load_ranks("月度督查\t2026-09-30\t350602\tmunicipal\t5\t4\t\t\t市创城办\n") == ERR_INPUT, "%s: fifth of four",
	   st->engine);
	ok(load_ranks("月度督查\t2026-09-30\t350602\tmunicipal\t3\t4\t101\t100\t市创城办\n") == ERR_INPUT && has(said, "满分"),
	   "%s: more points than there are", st->engine);
	ok(load_ranks("月度督查\t2026-09-30\t350602\tmunicipal\t3\t4\t88.5\t100\t市创城办\n"
	              "月度督查\t2026-10-31\t350602\tmunicipal\t2\t4\t90\t100\t市创城办\n") == OK, "%s: two ranks", st->engine);
	ensure(shows(st, "standing.list", NULL, 0, &out) == OK);
	l = out;
	ok(l->n == 2 && l->item[0].stood == 2 && l->item[0].was.some && l->item[0].was.v == 3 && !l->item[1].was.some &&
	       l->item[1].score.v == 8850,
	   "%s: second after third, 88.5 points the first time", st->engine);
	ok(load_ranks("月度督查\t2026-10-31\t350602\tmunicipal\t2\t4\t90.0\t100\t市创城办\n") == OK && str_eq(r.arg[1], S("0")),
	   "%s: the same again changes nothing", st->engine);
	st->cx.who = &actor_system;
}

static const struct db_schema *const schemas[] = {
    &command_schema, &journal_schema, &place_schema, &calendar_schema, &unit_schema, &login_schema,
    &catalog_schema, &duty_schema, &grid_schema, &site_schema, &cases_schema, &bulk_schema, &scheme_schema,
    &task_schema, &finding_schema,
};

static void
test(struct store *s)
{
	struct journal_aggregate all[8];
	size_t                   n = 0;

	for (size_t i = 0; i < scheme_aggregates_n; i++)
		all[n++] = scheme_aggregates[i];
	for (size_t i = 0; i < task_aggregates_n; i++)
		all[n++] = task_aggregates[i];
	for (size_t i = 0; i < finding_aggregates_n; i++)
		all[n++] = finding_aggregates[i];
	st = s;
	store_check_queries(s, "work/finding", finding_queries);
	make_city(s);
	ensure(loads(s, "scheme.load", "scheme/sample-schemes.tsv") && loads(s, "standard.load",
	    "scheme/sample-standards.tsv"));
	make_tasks();
	loading();
	chains();
	reach();
	ranks();
	ok(folds(s, all, n), "%s: findings and ranks equal their events", s->engine);
}

int
main(void)
{
	text_use(texts, T_MAX);
	city_register();
	command_register(scheme_commands, scheme_commands_n);
	command_register(task_commands, task_commands_n);
	command_register(finding_commands, finding_commands_n);
	view_register(finding_views, finding_views_n);
	rules();
	on_engines(schemas, NITEMS(schemas), test);
	return done();
}
