/* Tasks on both engines: issued to a person by a day, reported, accepted by another, and what gaps they leave. */
#include "city/city.h"
#include "city/grid/grid.h"
#include "city/site/site.h"
#include "task_sql.h"
#include "work/cases/cases.h"
#include "work/scheme/scheme.h"
#include "work/task/task.h"
#include "work/material/material.h"
#include "work/tie/tie.h"

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

/* Whose task it is. */
static const char *unit_post = "CG";

/* task.add with fields replaced: NAME=VALUE …, ended by NULL. */
static enum err
add(const char *a, const char *b)
{
	struct input in[12] = {{S("task_no"), S("X1")}, {S("task"), S("整治三轮车")}, {S("goal"), S("清理违停")},
	    {S("target"), S("58")},
	                       {S("measure"), S("处")}, {S("unit_code"), str_of(unit_post)},
	                       {S("post_code"), arena_printf(st->cx.arena, "%s-cz", unit_post)},
	                       {S("due"), S("2026-12-10")},
	                       {S("checks"), S("全部清理\n有人值守")}, {S("standards"), S("GC/2.1(3)")}};
	size_t       n = 10;

	for (int k = 0; k < 2; k++) {
		const char *z = k ? b : a;
		str         value = z ? str_of(z) : STR_NONE, name = str_cut(&value, '=');
		size_t      i = 0;

		if (!name.n)
			continue;
		while (i < n && !str_eq(in[i].name, name))
			i++;
		if (i == n)
			n++;
		in[i] = (struct input){name, value};
		if (!value.n) {
			in[i] = in[--n];
		}
	}
	return run_said(st, "task.add", in, n, &r, &said);
}

static enum err
does(const char *command, int64_t id, const char *field, const char *value, const char *field2, const char *value2)
{
	struct input in[] = {{S("id"), number(id)}, {str_of(field), str_of(value)}, {str_of(field2), str_of(value2)}};

	return run_said(st, command, in, field2[0] ? 3 : field[0] ? 2 : 1, &r, &said);
}

static const struct task_shown *
got(int64_t id)
{
	struct input in = {S("id"), number(id)};
	const void  *out;

	return shows(st, "task.get", &in, 1, &out) == OK ? out : NULL;
}

static size_t
listed(const char *field, const char *value)
{
	struct input in = {str_of(field), str_of(value)};
	const void  *out;

	ensure(shows(st, "task.list", &in, field[0] ? 1 : 0, &out) == OK);
	return ((const struct task_list *)out)->n;
}

/* ---- Pure ---- */

static void
rules(void)
{
	struct task_facts f = {.state = TASK_REPORTED, .unit = 1, .reporter = 10, .target = 5, .done = 5,
	    .checks = 2, .held = 2,
	                       .by_unit = 2, .by_person = 20};

	ok(task_accept_fault(&f) == T_none, "A31: another person of another unit accepts what is whole");
	f.by_person = 10;
	ok(task_accept_fault(&f) != T_none, "A31: who reported does not accept, in whatever post");
	f.by_person = 20;
	f.by_unit = 1;
	ok(task_accept_fault(&f) != T_none && task_return_fault(&f) != T_none,
	    "A31: nor the unit's own, who do not return it either");
	f.by_unit = 2;
	f.held = 1;
	ok(task_accept_fault(&f) != T_none && !task_whole(&f), "A43: not with a check that does not hold");
	f.held = 2;
	f.done = 4;
	ok(task_accept_fault(&f) != T_none, "A42: not short of the goal");
	f.state = TASK_OPEN;
	f.done = 5;
	ok(task_accept_fault(&f) != T_none && task_return_fault(&f) != T_none, "nor before it is reported");
	ok(task_report_fault(&f) != T_none, "another unit does not report");
	f.by_unit = 1;
	ok(task_report_fault(&f) == T_none, "its own does");
	f.state = TASK_ACCEPTED;
	ok(task_report_fault(&f) != T_none, "but not what was accepted");
	f = (struct task_facts){.state = TASK_REPORTED, .unit = 1, .target = 5, .done = 5, .checks = 1, .held = 1};
	ok(!task_reopens(&f, 1), "a change that leaves unit, goal and checks leaves the report");
	ok(task_reopens(&f, 2), "A31: what another unit reported is not this one's word");
	f.target = 6;
	ok(task_reopens(&f, 1), "A42: a goal that was raised is not reached");
	f.state = TASK_OPEN;
	ok(!task_reopens(&f, 2), "what is in work stays in work");
}

/* 1 waits for 2, 2 for 3, … the last for `back`; 0: for nobody. */
static size_t
ring_of(size_t n, int64_t back, int64_t *first)
{
	struct arena     *a = arena_new(16 << 20);
	struct task_edge *edge = ARENA_NEWS(a, n, struct task_edge);
	int64_t          *ring;
	size_t            m;

	ensure(edge != NULL);
	for (size_t i = 0; i < n; i++)
		edge[i] = (struct task_edge){(int64_t)i + 1, i + 1 < n ? (int64_t)i + 2 : back};
	ensure(task_ring(a, edge, n, &ring, &m));
	*first = m ? ring[0] : 0;
	arena_free(a);
	return m;
}

static void
rings(void)
{
	int64_t first;

	is_i64((int64_t)ring_of(5000, 0, &first), 0, "a row of 5,000 leads nowhere back");
	is_i64((int64_t)ring_of(5000, 1, &first), 5000, "5,000 that wait for each other are one ring");
	is_i64((int64_t)ring_of(10, 8, &first), 3, "of ten, the last waits for the eighth: 8, 9, 10");
	is_i64(first, 8, "told from where it begins");
	is_i64((int64_t)ring_of(1, 1, &first), 1, "one that waits for itself");
}

/* ---- On a store ---- */

static void
issuing(void)
{
	static const struct {
		const char *a, *b, *part, *rule;
	} c[] = {
	    {"post_code=", NULL, "", "A15: no post"},
	    {"due=", NULL, "", "A15: no day"},
	    {"due=2026-11-19", NULL, "已经过去", "a day that is over"},
	    {"measure=", NULL, "", "a promise without a measure"},
	    {"target=0", NULL, "", "a goal of nothing"},
	    {"checks=", NULL, "", "A43: no check"},
	    {"post_code=HW-cz", NULL, "不属于", "a post of another unit"},
	    {"unit_code=XX", NULL, "XX", "a unit that there is not"},
	    {"standards=GC/9.9", NULL, "GC/9.9", "a standard that there is not"},
	    {"places=350699", NULL, "350699", "a place that there is not"},
	    {"after=Y9", NULL, "Y9", "after a task that there is not"},
	    {"begins=2026-12-11", NULL, "晚于", "to begin after it is due"},
	};

	as("zbz01");
	for (size_t i = 0; i < NITEMS(c); i++)
		if (!ok(add(c[i].a, c[i].b) == ERR_INPUT && (!c[i].part[0] || has(said, c[i].part)),
		    "%s: refused: %s", st->engine, c[i].rule))
			(void)printf("# %.*s\n", STR_ARG(said));
	ok(listed("", "") == 0, "%s: nothing half done", st->engine);
	ok(add(NULL, NULL) == OK, "%s: a task to a post that somebody holds, by a day: %.*s", st->engine,
	    STR_ARG(said));
	ok(add(NULL, NULL) == ERR_INPUT && has(said, "X1"), "%s: a number is given once", st->engine);
	ok(add("task_no=X2", "after=X1") == OK && add("task_no=X3", "after=X2；X1") == OK, "%s: others after it",
	    st->engine);
	ok(add("task_no=", "standards=") == OK && str_eq(r.no, S("T0001")),
	   "%s: a number that nobody gave: the first, whatever numbers offices gave", st->engine);
}

static void
living(void)
{
	const int64_t            id = 1;
	const struct task_shown *t = got(id);

	ok(t && t->ncheck == 2 && t->nstandard == 1 && t->t.state == TASK_OPEN && str_eq(t->t.first_due,
	    S("2026-12-10")),
	   "%s: shown with checks, standard, baseline", st->engine);
	ok(does("task.report", id, "proof", "x", "", "") == ERR_DENIED, "%s: headquarters does not report",
	    st->engine);
	as("cz14");
	ok(does("task.report", id, "proof", "x", "", "") == ERR_NONE && !got(id),
	    "%s: another unit does not see it", st->engine);
	as("cz13");
	ok(got(id) && got(id)->own, "%s: its own does", st->engine);
	ok(does("task.report", id, "proof", "已清理 30 处", "amount", "30") == OK && got(id)->t.state == TASK_OPEN,
	   "%s: short of the goal it is progress", st->engine);
	ok(does("task.report", id, "proof", "x", "held", "3") == ERR_INPUT && has(said, "1 到 2"),
	    "%s: a check that there is not", st->engine);
	ok(does("task.report", id, "proof", "台账", "amount", "580") == ERR_INPUT && has(said, "580") && has(said, "58 处") &&
	       has(said, "确实超过目标数量") && got(id)->t.done == 30,
	   "%s: more than the goal is asked about, and nothing kept", st->engine);
	{
		struct input in[] = {{S("id"), number(id)}, {S("proof"), S("台账")}, {S("amount"), S("60")},
		    {S("over"), S("1")}};

		ok(run_said(st, "task.report", in, 4, &r, &said) == OK && got(id)->t.done == 60,
		   "%s: it is kept when it is so indeed", st->engine);
		in[3] = (struct input){S("held"), S("1")};
		ok(run_said(st, "task.report", in, 4, &r, &said) == OK && got(id)->t.done == 60,
		   "%s: and is asked once", st->engine);
	}
	{
		struct input in[] = {{S("id"), number(id)}, {S("proof"), S("台账")}, {S("amount"), S("58")},
		    {S("held"), S("1；2")}};

		ok(run_said(st, "task.report", in, 4, &r, &said) == OK && got(id)->t.state == TASK_REPORTED,
		    "%s: whole it awaits acceptance",
		   st->engine);
	}
	ok(does("task.accept", id, "", "", "", "") == ERR_DENIED, "%s: not its own", st->engine);
	as("dcy01");
	ok(does("task.return", id, "reason", "二号路口还有 3 处", "", "") == OK && got(id)->t.state == TASK_OPEN &&
	    got(id)->t.held == 0,
	   "%s: returned, each check has to be looked at anew", st->engine);
	ok(does("task.accept", id, "", "", "", "") == ERR_RULE, "%s: what is returned is not accepted", st->engine);
	as("cz13");
	{
		struct input in[] = {{S("id"), number(id)}, {S("proof"), S("台账")}, {S("held"), S("1,2")}};

		ok(run_said(st, "task.report", in, 3, &r, &said) == OK && got(id)->t.state == TASK_REPORTED,
		    "%s: reported again", st->engine);
	}
	st->cx.who = &actor_system;
	ok(does("task.accept", id, "", "", "", "") == ERR_DENIED && has(said, "--as") &&
	       does("task.return", id, "reason", "没有做完", "", "") == ERR_DENIED,
	   "%s: the program itself accepts nothing and gives nothing back: it is another person's to do", st->engine);
	as("dcy01");
	ok(does("task.accept", id, "note", "现场看过", "", "") == OK && got(id)->t.state == TASK_ACCEPTED,
	    "%s: accepted", st->engine);
	as("zbz01");
	{
		struct input in[] = {{S("id"), number(2)}, {S("proof"), S("台账")}, {S("amount"), S("58")},
		    {S("held"), S("1；2")}};

		as("cz13");
		ok(run_said(st, "task.report", in, 4, &r, &said) == OK && got(2)->t.state == TASK_REPORTED,
		    "%s: the second is reported", st->engine);
		as("zbz01");
		ok(does("task.change", 2, "reason", "加码", "target", "60") == OK && got(2)->t.state == TASK_OPEN,
		    "%s: a goal raised afterwards opens it again", st->engine);
		ok(does("task.change", 2, "reason", "改回", "target", "58") == OK && got(2)->t.state == TASK_OPEN,
		    "%s: and it has to be reported anew", st->engine);
	}
	ok(does("task.change", id, "reason", "x", "due", "2026-12-20") == ERR_RULE,
	    "%s: and then not changed any more", st->engine);
}

static void
changing(void)
{
	struct task_shown was = *got(2);

	ok(does("task.change", 2, "reason", "雨天", "due", "2026-12-20") == OK && str_eq(got(2)->t.due,
	    S("2026-12-20")) &&
	       str_eq(got(2)->t.first_due, was.t.first_due),
	   "%s: put off; the baseline stays", st->engine);
	ok(got(2)->nstandard == 1 && got(2)->ncheck == 2 && got(2)->nbefore == 1, "%s: what is not said stays",
	    st->engine);
	ok(does("task.change", 2, "reason", "x", "after", "X3") == ERR_INPUT && has(said, "绕一圈"),
	    "%s: no task comes to wait for itself",
	   st->engine);
	ok(got(2)->nbefore == 1 && str_eq(got(2)->before[0].name, S("X1")), "%s: nothing of it is kept", st->engine);
	{
		struct actor chief = *st->cx.who, part = chief;
		int64_t      street;

		ensure(place_by_code(&st->cx, S("350602001"), &street, NULL) == OK);
		part.reach = street * 2;
		st->cx.who = &part;
		ok(add("task_no=P1", NULL) == ERR_INPUT && has(said, "管辖"),
		    "%s: the chief of a street issues nothing to the district's office", st->engine);
		ok(add("task_no=P1", "unit_code=T002") == ERR_INPUT && has(said, "管辖"), "%s: nor to another street",
		    st->engine);
		st->cx.who = &chief;
		as("zbz01");
	}
	ok(add("task_no=P1", "standards=#99999") == ERR_INPUT && add("task_no=P1", "places=#99999") == ERR_INPUT,
	    "%s: nor is anything tied to what there is not", st->engine);
	ok(does("task.void", 2, "reason", "重复", "", "") == ERR_RULE && has(said, "1 项任务排在它之后（X3）") &&
	       got(2)->t.state != TASK_VOID,
	    "%s: void while another waits for it: which one is told first", st->engine);
	ok(does("task.void", 3, "reason", "重复", "", "") == OK && got(3)->t.state == TASK_VOID, "%s: void",
	    st->engine);
}

static void
tables(void)
{
	static const char head[] = "任务编号\t任务\t目标\t目标数量\t计量单位\t责任单位代码\t责任岗位代码\t完成期限\t验收要点\t对应标准\t在哪些任务之后\n";
	enum err e;
	str      text = arena_printf(st->cx.arena,
	              "%sB1\t公厕\t新建\t9\t座\tHW\tHW-cz\t2026-12-01\t验收合格\tGC/1.1(4)\t\nB2\t标识\t全覆盖\t100\t%%\tHW\tHW-cz\t2026-12-05\t都有\tGC/1.1(4)；SC/一-1\tB1\n",
	              head);

	e = load_file(st, "task.load", text, &r, &said);
	ok(e == OK && str_eq(r.arg[1], S("2")), "%s: a table of two: %s %.*s", st->engine, err_name(e),
	    STR_ARG(said));
	ok(load_file(st, "task.load", text, &r, &said) == OK && str_eq(r.arg[1], S("0")),
	    "%s: twice changes nothing", st->engine);
	text = arena_printf(st->cx.arena, "%sB1\t公厕\t新建\t9\t座\tHW\tHW-cz\t2026-12-02\t验收合格\tGC/1.1(4)\t\n", head);
	ok(load_file(st, "task.load", text, &r, &said) == ERR_INPUT && has(said, "1 项") && has(said, "B1") &&
	       has(said, "理由"),
	    "%s: no due day changes by a table without a reason: %.*s", st->engine, STR_ARG(said));
	{
		const struct input in[] = {{S("file"), text}, {S("reason"), S("雨天停工")}};

		ok(run_said(st, "task.load", in, 2, &r, &said) == OK && str_eq(r.arg[1], S("1")),
		    "%s: with one it does: %.*s", st->engine, STR_ARG(said));
	}
	text = arena_printf(st->cx.arena, "%sB1\t公厕\t新建\t8\t座\tHW\tHW-cz\t2026-12-02\t验收合格\tGC/1.1(4)\t\n", head);
	ok(load_file(st, "task.load", text, &r, &said) == OK && str_eq(r.arg[1], S("1")),
	    "%s: anything else needs none", st->engine);
	text = arena_printf(st->cx.arena, "%sB1\t公厕\t新建\t8\t座\tHW\tHW-cz\t2026-12-02\t验收合格\tGC/1.1(4)\tB2\n", head);
	ok(load_file(st, "task.load", text, &r, &said) == ERR_INPUT && has(said, "绕一圈"), "%s: a ring is refused",
	    st->engine);
	text = arena_printf(st->cx.arena,
	    "%sB3\t公厕\t新建\t\t座\tHW\t\t2026-12-01\t验收合格\t\t\nB4\t公厕\t新建\t1\t座\tHW\tHW-cz\t\t验收合格\t\t\n", head);
	ok(load_file(st, "task.load", text, &r, &said) == ERR_INPUT && has(said, "第 2 行") && has(said, "第 3 行"),
	   "%s: each row without measure, person or day is named", st->engine);
	ok(listed("unit", "HW") == 2 && listed("standard", "1") == 0, "%s: by unit", st->engine);
}

static void
sites(void)
{
	static const char table[] = "代码\t类型\t名称\t区划代码\t出处\t生效日期\nM1\t集贸市场\t新浦市场\t350602001\t示例\t2026-07-01\n"
	                            "M2\t集贸市场\t旧市场\t350602002\t示例\t2026-07-01\n";
	const struct actor *chief = st->cx.who;
	struct actor        part;
	int64_t      street, id;

	st->cx.who = &actor_system;
	ok(load_file(st, "site.load", str_of(table), &r, &said) == OK, "%s: two markets: %.*s", st->engine, STR_ARG(said));
	st->cx.who = chief;
	ok(add("task_no=M1", "sites=M9") == ERR_INPUT && has(said, "M9"), "%s: no task at a site that there is not",
	    st->engine);
	ok(add("task_no=M1", "sites=M1") == OK, "%s: a task at a market: %.*s", st->engine, STR_ARG(said));
	id = r.id;
	ok(got(id)->nsite == 1 && str_eq(got(id)->site[0].words, S("新浦市场")) && got(id)->nplace == 0,
	    "%s: which it tells", st->engine);
	ok(listed("place", "350602001") == 1 && listed("place", "350602002") == 0, "%s: it lies where its site lies",
	    st->engine);
	ensure(place_by_code(&st->cx, S("350602001"), &street, NULL) == OK);
	part = *chief;
	part.reach = street * 2;
	st->cx.who = &part;
	ok(got(id) != NULL, "%s: and is seen from there", st->engine);
	ok(does("task.change", id, "reason", "x", "sites", "M2") == ERR_INPUT, "%s: who does not reach a site gives no task there",
	    st->engine);
	st->cx.who = chief;
	ok(does("task.void", id, "reason", "试", "", "") == OK, "%s: void", st->engine);
}

static void
gaps(void)
{
	const struct tie_gaps  *g;
	const void             *out;

	ensure(shows(st, "task.gaps", NULL, 0, &out) == OK);
	g = out;
	/* 58 standards hold today; three of them have a task: GC 1.1(4), 2.1(3), SC 一-1. */
	is_i64((int64_t)g->nstandard, 55, "%s: standards that nothing serves", st->engine);
	ok(g->all_standard == 55 && g->all_task == 1 && g->all_case == 0 && g->all_bare == 58 && g->nbare == 58,
	   "%s: counted beside the lists; no material is asked for any", st->engine);
	ok(g->task.n == 1 && g->ncase == 0, "%s: the one task without standard", st->engine);
	is_i64((int64_t)listed("gap", "1"), 1, "%s: which is its list", st->engine);
	as("cz14");
	ensure(shows(st, "task.gaps", NULL, 0, &out) == OK);
	ok(((const struct tie_gaps *)out)->task.n == 0, "%s: a unit is told of its own tasks only", st->engine);
	st->cx.who = &actor_system;
}

static const struct db_schema *const schemas[] = {
    &command_schema, &journal_schema, &place_schema, &calendar_schema, &unit_schema, &login_schema,
    &catalog_schema, &duty_schema, &grid_schema, &site_schema, &cases_schema, &bulk_schema, &scheme_schema,
    &task_schema, &material_schema, &tie_schema,
};

/* What is given out now is not due in the past; what a table brings may be late already. */
static void
past(void)
{
	str     text = S("任务编号\t任务\t目标\t目标数量\t计量单位\t责任单位代码\t责任岗位代码\t完成期限\t验收要点\n"
	                 "B9\t旧事\t新建\t9\t座\tHW\tHW-cz\t2026-11-02\t验收合格\n");
	int64_t id = 1;

	ok(load_file(st, "task.load", text, &r, &said) == OK, "%s: a table brings what is late already: %.*s",
	    st->engine, STR_ARG(said));
	while (!str_eq(got(id)->t.no, S("B9")))
		id++;
	ok(got(id)->t.late && does("task.change", id, "reason", "x", "target", "10") == OK &&
	       does("task.change", id, "reason", "x", "due", "2026-11-02") == OK,
	   "%s: it keeps its day while something else changes", st->engine);
	ok(does("task.change", id, "reason", "x", "due", "2026-11-03") == ERR_INPUT && has(said, "已经过去"),
	   "%s: it gets no other day that is over", st->engine);
	ok(does("task.change", id, "reason", "x", "due", "2026-11-20") == OK && !got(id)->t.late, "%s: today it may be",
	   st->engine);
	ok(add("task_no=B10", "due=2026-11-20") == OK, "%s: so may a new one: %.*s", st->engine, STR_ARG(said));
}

/* A unit with tasks does not end, and one that is set to end gets none that is due then (I130). */
static void
ends_later(void)
{
	struct input add_unit[] = {{S("code"), S("LS")}, {S("name"), S("临时专班")}, {S("kind"), S("部门")}},
	             add_post[] = {{S("code"), S("LS-cz")}, {S("unit"), S("LS")}, {S("role"), S("handler")}, {S("name"), S("岗")}},
	             hold[] = {{S("person"), S("cz14")}, {S("post"), S("LS-cz")}, {S("until"), S("2026-12-10")}},
	             close_post[] = {{S("post"), S("LS-cz")}, {S("day"), S("2026-12-10")}};

	st->cx.who = &actor_system;
	ok(run_said(st, "unit.add", add_unit, 3, &r, &said) == OK && run_said(st, "post.add", add_post, 4, &r, &said) == OK &&
	       run_said(st, "holding.add", hold, 3, &r, &said) == OK &&
	       run_said(st, "post.close", close_post, 2, &r, &said) == OK,
	   "%s: a post that ends: %.*s", st->engine, STR_ARG(said));
	as("zbz01");
	unit_post = "LS";
	ok(add("task_no=E1", "due=2026-12-10") == ERR_INPUT && has(said, "自 2026-12-10 起撤销"),
	   "%s: no task that is due when it is no more", st->engine);
	ok(add("task_no=E1", "due=2026-12-09") == OK, "%s: one that is due before: %.*s", st->engine, STR_ARG(said));
	unit_post = "CG";
	st->cx.who = &actor_system;
	close_post[1].value = S("2026-12-08");
	close_post[0].value = S("CG-cz");
	ok(run_said(st, "post.close", close_post, 2, &r, &said) == ERR_RULE && has(said, "没有验收的任务"),
	   "%s: a post with tasks does not end", st->engine);
}

/* What a place's table tells: what is not over, and what had its day in the year or will have. */
static void
of_a_place(void)
{
	static const char *const since[] = {"2026-01-01", "2027-01-01"};
	size_t                   over[2] = {0}, open[2] = {0};
	int64_t                  place;

	st->cx.who = &actor_system;
	ensure(db_begin(st->cx.db) == OK && place_by_code(&st->cx, S("350602"), &place, NULL) == OK);
	for (size_t i = 0; i < 2; i++) {
		struct task_list l = {.n = 0};

		ensure(task_list_place(&st->cx, place, str_of(since[i]), TASK_ROWS, &l) == OK);
		for (size_t k = 0; k < l.n; k++) {
			over[i] += l.item[k].state == TASK_ACCEPTED && str_cmp(l.item[k].due, S("2027-01-01")) < 0;
			open[i] += l.item[k].state < TASK_ACCEPTED;
		}
	}
	db_rollback(st->cx.db);
	ok(over[0] > 0 && over[1] == 0, "%s: %zu that were accepted are told in their year, %zu later", st->engine,
	   over[0], over[1]);
	ok(open[0] > 0 && open[0] == open[1], "%s: %zu that are not over always are", st->engine, open[0]);
}

static void
test(struct store *s)
{
	struct journal_aggregate all[8];
	const size_t             n = scheme_aggregates_n + task_aggregates_n;

	memcpy(all, scheme_aggregates, scheme_aggregates_n * sizeof(*all));
	memcpy(all + scheme_aggregates_n, task_aggregates, task_aggregates_n * sizeof(*all));
	memcpy(all + n, site_aggregates, site_aggregates_n * sizeof(*all));
	memcpy(all + n + site_aggregates_n, tie_aggregates, tie_aggregates_n * sizeof(*all));
	st = s;
	store_check_queries(s, "work/task", task_queries);
	make_city(s);
	ok(loads(s, "scheme.load", "scheme/sample-schemes.tsv") && loads(s, "standard.load",
	    "scheme/sample-standards.tsv"),
	   "%s: the sample's schemes", s->engine);
	issuing();
	living();
	changing();
	tables();
	sites();
	gaps();
	past();
	ends_later();
	of_a_place();
	ok(folds(s, all, n + site_aggregates_n + tie_aggregates_n), "%s: tasks equal their events", s->engine);
}

int
main(void)
{
	text_use(texts, T_MAX);
	city_register();
	unit_register(&task_hang, 1);
	command_register(scheme_commands, scheme_commands_n);
	command_register(task_commands, task_commands_n);
	command_register(site_commands, site_commands_n);
	view_register(scheme_views, scheme_views_n);
	view_register(task_views, task_views_n);
	command_register(tie_commands, tie_commands_n);
	view_register(tie_views, tie_views_n);
	rules();
	rings();
	on_engines(schemas, NITEMS(schemas), test);
	return done();
}
