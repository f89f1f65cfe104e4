/* Units, posts, people: what is let in, and who may do what. */
#include "city/city.h"
#include "place_sql.h"
#include "login_sql.h"
#include "unit_sql.h"

/* ---- Roles × permissions, written out by hand: the second opinion on roles.c ---- */

/*
 * One line a role, in the words of B1.5: what it may do.  Whatever is not said
 * here it may not.
 */
static const struct {
	enum role   role;
	const char *may;
} golden[ROLE_MAX] = {
    {ROLE_INSPECTOR, "see report check verify note city judge task"},
    {ROLE_CLERK, "see report accept ask note merge reporter city bulletin task meeting"},
    {ROLE_CHIEF, "see report accept file guide plead close ask decide note merge reporter import seal city bulletin issue judge paper message send"
                 " task task_edit task_accept table meeting meeting_edit template"},
    {ROLE_DISPATCHER, "see report dispatch guide plead ask note merge city bulletin paper message task meeting"},
    {ROLE_HANDLER, "see handle plead note city message task task_do meeting"},
    {ROLE_VERIFIER, "see report check verify note city judge task task_accept meeting"},
    {ROLE_SUPERVISOR, "see report check verify note seal city bulletin judge paper task task_accept meeting"},
    {ROLE_LEADER, "see report decide note seal city bulletin message task meeting"},
    {ROLE_SYSADMIN, "city city_edit table message send"},
    {ROLE_SECADMIN, "erase city user_edit table"},
    {ROLE_AUDITOR, "seal city audit"},
};

static const struct {
	const char *word;
	perm_id     perm;
} words[] = {
    {"see", PERM_CASE_SEE},       {"report", PERM_CASE_REPORT},     {"accept", PERM_CASE_ACCEPT},
    {"check", PERM_CASE_CHECK},   {"file", PERM_CASE_FILE},         {"dispatch", PERM_CASE_DISPATCH},
    {"handle", PERM_CASE_HANDLE}, {"plead", PERM_CASE_PLEAD},     {"verify", PERM_CASE_VERIFY},     {"close", PERM_CASE_CLOSE},
    {"ask", PERM_CASE_ASK},       {"decide", PERM_CASE_DECIDE},     {"note", PERM_CASE_NOTE},
    {"merge", PERM_CASE_MERGE},   {"reporter", PERM_REPORTER_SEE},  {"erase", PERM_REPORTER_ERASE},
    {"import", PERM_CASE_IMPORT}, {"seal", PERM_SEAL_SEE},          {"city", PERM_CITY_SEE},
    {"city_edit", PERM_CITY_EDIT}, {"user_edit", PERM_USER_EDIT},   {"audit", PERM_AUDIT_SEE},
    {"guide", PERM_CASE_GUIDE},     {"bulletin", PERM_BULLETIN_SEE},
    {"task", PERM_TASK_SEE}, {"task_edit", PERM_TASK_EDIT}, {"task_do", PERM_TASK_DO}, {"task_accept", PERM_TASK_ACCEPT},
    {"meeting", PERM_MEETING_SEE}, {"meeting_edit", PERM_MEETING_EDIT},
    {"message", PERM_MESSAGE_SEE}, {"send", PERM_MESSAGE_SEND},
    {"paper", PERM_PAPER_ISSUE}, {"template", PERM_TEMPLATE_EDIT},    {"issue", PERM_BULLETIN_ISSUE}, {"judge", PERM_PHOTO_JUDGE},     {"table", PERM_TABLE_EDIT},
};

static bool
says(const char *list, const char *word)
{
	str rest = str_of(list);

	while (rest.p)
		if (str_eq(str_cut(&rest, ' '), str_of(word)))
			return true;
	return false;
}

static void
matrix(void)
{
	is_i64((int64_t)NITEMS(words), PERM_CITY_MAX - PERM_FIRST, "every permission has a word here");
	for (enum role r = 0; r < ROLE_MAX; r++) {
		struct actor who = {.user = 1};
		int          wrong = 0;

		role_grant(r, &who);
		for (size_t i = 0; i < NITEMS(words); i++)
			if (actor_may(&who, words[i].perm) != says(golden[r].may, words[i].word)) {
				printf("# %s: %s\n", role_name(r), words[i].word);
				wrong++;
			}
		ok(golden[r].role == r && wrong == 0, "%s may exactly: %s (B1.5)", role_name(r), golden[r].may);
		ok(!actor_may(&who, PERM_SYSTEM) && !actor_may(&who, PERM_DENY), "%s is not the program itself",
		    role_name(r));
		ok(!(actor_may(&who, PERM_CASE_HANDLE) && (actor_may(&who, PERM_CASE_VERIFY) || actor_may(&who,
		    PERM_CASE_CLOSE))),
		   "%s: who handles neither verifies nor closes (A31)", role_name(r));
		ok(role_of(str_of(role_name(r))) == r, "%s is found by its name", role_name(r));
	}
	for (enum role a = 0; a < ROLE_MAX; a++)
		for (enum role b = 0; b < ROLE_MAX; b++) {
			bool admin_a = a == ROLE_SYSADMIN || a == ROLE_SECADMIN || a == ROLE_AUDITOR;
			bool admin_b = b == ROLE_SYSADMIN || b == ROLE_SECADMIN || b == ROLE_AUDITOR;

			if (roles_compatible(a, b) != (a == b || (!admin_a && !admin_b)))
				ok(false, "%s and %s", role_name(a), role_name(b));
		}
}

/* ---- Loading ---- */

static const char uhead[] = "code\tname\tshort_name\tkind\tparent_code\tplace_code\tvalid_from\tvalid_to\n";
static const char phead[] = "code\tunit_code\trole\tname\tplace_code\tclasses\tvalid_from\n";
static const char nhead[] = "login\tname\tpost_codes\tvalid_from\n";

static void
refused(struct store *s, const char *command, const char *head, const char *rows, const char *part, const char *rule)
{
	struct reply r;
	str          said;
	enum err     e = load_file(s, command, arena_printf(s->cx.arena, "%s%s", head, rows), &r, &said);

	ok(e == ERR_INPUT && has(said, part), "%s: %s", s->engine, rule);
	if (e != ERR_INPUT || !has(said, part))
		printf("# %s: %.*s", err_name(e), STR_ARG(said));
}

static void
let_in(struct store *s, const char *command, const char *head, const char *rows, int64_t n, const char *rule)
{
	struct reply r;
	str          said;
	enum err     e = load_file(s, command, arena_printf(s->cx.arena, "%s%s", head, rows), &r, &said);

	if (!ok(e == OK && changed(&r) == n, "%s: %s", s->engine, rule))
		printf("# %s %" PRId64 " %.*s", err_name(e), changed(&r), STR_ARG(said));
}

static bool
unit_known(struct store *s, const char *code)
{
	struct q_unit_by_code_row u;
	enum err                  e;

	ensure(db_begin(s->cx.db) == OK);
	e = q_unit_by_code(&s->cx, &(struct q_unit_by_code_in){.code = str_of(code)}, &u);
	db_rollback(s->cx.db);
	return e == OK;
}

static void
loading(struct store *s)
{
	static const char *const files[][2] = {
	    {"unit.load", "demo/units.tsv"}, {"post.load", "demo/posts.tsv"}, {"person.load", "demo/people.tsv"}};
	struct reply r;
	str          said;

	for (size_t i = 0; i < NITEMS(files); i++)
		ok(load_file(s, files[i][0], data_file(s, files[i][1]), &r, &said) == OK && changed(&r) == 0,
		   "%s: %s twice adds nothing", s->engine, files[i][0]);
	let_in(s, "unit.load", uhead, "B1\t乙\t\t部门\tB2\t\t2026-07-01\t\nB2\t甲\t\t部门\t\t\t2026-07-01\t\n", 2,
	       "a parent may stand below its child");
	let_in(s, "unit.load", uhead, "B1\t乙改名\t\t部门\tB2\t\t2026-07-01\t\n", 1, "a newer table changes a unit");
	refused(s, "unit.load", uhead, "B3\t丙\t\t部门\t\t\t2026-07-01\t\nB4\t丙\t\t部门\t\t\t2026-07-01\t\n",
	        "第 2 行“name”：单位“B4”也叫这个全称", "two units of one full name");
	refused(s, "unit.load", uhead, "B3\t甲\t\t部门\t\t\t2026-07-01\t\n", "单位“B2”也叫这个全称",
	        "the full name of one in the store");
	let_in(s, "unit.load", uhead, "B1\t甲\t\t部门\tB2\t\t2026-07-01\t\nB2\t乙改名\t\t部门\t\t\t2026-07-01\t\n", 2,
	       "two may swap names");
	let_in(s, "unit.load", uhead, "B1\t乙改名\t\t部门\tB2\t\t2026-07-01\t\nB2\t甲\t\t部门\t\t\t2026-07-01\t\n", 2,
	       "and swap them back");
	refused(s, "unit.load", uhead, "B3\t丙\t\t部门\t\t\t2099-01-01\t\n", "核对年份", "a unit from 2099 on, as unit.add");
	refused(s, "unit.load", uhead, "B3\t丙\t\t部门\tB4\t\t2026-07-01\t\nB4\t丁\t\t部门\tB3\t\t2026-07-01\t\n", "上级",
	        "a ring inside the file");
	refused(s, "unit.load", uhead, "B3\t丙\t一二三四五六七八九十一二三四五六七八九十一\t部门\t\t\t2026-07-01\t\n", "最多写 20 个字",
	        "a short name that no form would take");
	refused(s, "unit.load", uhead, "B2\t甲\t\t部门\tB1\t\t2026-07-01\t\n", "上级", "a ring with the store");
	refused(s, "unit.load", uhead, "B5\t戊\t\t部门\tZZ\t\t2026-07-01\t\n", "第 2 行“parent_code”的“ZZ”不存在",
	        "an unknown parent, with line, column and value");
	refused(s, "unit.load", uhead, "B5\t戊\t\t属地\t\t350602004\t2026-07-01\t\n", "另一个属地单位",
	        "two units over one territory on one day (A08)");
	refused(s, "unit.load", uhead, "B5\t戊\t\t属地\t\t999\t2026-07-01\t\n", "place_code", "an unknown place");
	refused(s, "unit.load", uhead, "B5\t戊\t\t部门\t\t\t2026-07-01\t\nB5\t己\t\t部门\t\t\t2026-07-01\t\n", "重复",
	        "a code twice in the file");
	refused(s, "unit.load", uhead, "B6\t己\t\t部门\t\t\t2026-07-01\t\nB 5\t戊\t\t部门\t\t\t2026-07-01\t\n", "字母",
	        "a code is letters, digits, dots, hyphens");
	ok(!unit_known(s, "B6"), "%s: of a refused file nothing stays", s->engine);

	let_in(s, "post.load", phead, "B1-cz\tB1\thandler\t处置岗\t\tS09；S06010\t2026-07-01\n", 1,
	    "a post with its classes");
	let_in(s, "post.load", phead, "B1-cz\tB1\thandler\t处置岗\t\tS06010；S09\t2026-07-01\n", 0,
	       "their order does not matter");
	let_in(s, "post.load", phead, "B1-cz\tB1\thandler\t处置岗\t\tS06010\t2026-07-01\n", 1, "fewer of them does");
	refused(s, "post.load", phead, "B1-cz\tB1\tchief\t值班长岗\t\t\t2026-07-01\n", "角色不能改",
	    "a post's role never changes");
	refused(s, "post.load", phead, "B1-cz\tB2\thandler\t处置岗\t\t\t2026-07-01\n", "不能改", "nor its unit");
	refused(s, "post.load", phead, "B1-x\tB1\tboss\t岗\t\t\t2026-07-01\n", "role", "a role that there is");
	refused(s, "post.load", phead, "B1-x\tB1\thandler\t岗\t\tS0X\t2026-07-01\n", "classes",
	    "a class key or its beginning");
	refused(s, "post.load", phead, "B1-x\tXX\thandler\t岗\t\t\t2026-07-01\n", "unit_code", "a unit that there is");

	let_in(s, "person.load", nhead, "b1\t百家姓\tB1-cz\t2026-07-01\n", 1, "a person with a post and a log-in");
	refused(s, "person.load", nhead, "b2\t千字文\tB1-cz；XX\t2026-07-01\n", "post_codes", "a post that there is");
	refused(s, "person.load", nhead, "b2\t千字文\tHQ-xt；B1-cz\t2026-07-01\n", "三员分设",
	        "a system administrator holds nothing else (等保)");
	refused(s, "person.load", nhead, "b2\t千字文\tHQ-aq；HQ-sj\t2026-07-01\n", "三员分设",
	    "nor are two of the three one person");
	refused(s, "person.load", nhead, "xt01\t赵天地\tHQ-xt；JD-sl\t2026-07-01\n", "三员分设", "nor later");
	refused(s, "person.load", nhead, "B2\t千字文\tB1-cz\t2026-07-01\n", "小写", "a log-in is small letters");
	let_in(s, "person.load", nhead, "b1\t百家姓\tB1-cz；JD-sl\t2026-07-01\n", 1, "a second post");
	let_in(s, "person.load", nhead, "b1\t百家姓\tJD-sl\t2026-07-01\n", 1, "the table is the truth: a post is left");
}

static enum err
hold(struct store *s, const char *command, const char *person, const char *post, str *said)
{
	struct input in[] = {{S("person"), str_of(person)}, {S("post"), str_of(post)}};
	struct reply r;

	return run_said(s, command, in, 2, &r, said);
}

static void
holdings(struct store *s)
{
	str said;

	ok(hold(s, "holding.add", "b1", "HQ-xt", &said) == ERR_RULE && has(said, "三员分设"),
	   "%s: holding.add keeps the three apart too", s->engine);
	ok(hold(s, "holding.add", "b1", "JD-sl", &said) == ERR_RULE && has(said, "已经担任"), "%s: not twice", s->engine);
	ok(hold(s, "holding.end", "b1", "JD-sl", &said) == OK, "%s: holding.end", s->engine);
	ok(hold(s, "holding.end", "b1", "JD-sl", &said) == ERR_RULE, "%s: only what is held", s->engine);
	ok(hold(s, "holding.add", "b1", "HQ-xt", &said) == OK, "%s: after leaving everything else it can be taken",
	    s->engine);
	ok(hold(s, "holding.add", "b1", "B1-cz", &said) == ERR_RULE, "%s: and then nothing beside it", s->engine);
	ok(hold(s, "holding.add", "nobody", "B1-cz", &said) == ERR_INPUT && has(said, "nobody"),
	    "%s: an unknown person", s->engine);
}

/* Who may run what: the three administrators' commands. */
static void
allowed(struct store *s)
{
	static const struct {
		const char *command;
		enum role   role;
	} by[] = {{"unit.load", ROLE_SYSADMIN},    {"post.load", ROLE_SYSADMIN},   {"class.load", ROLE_SYSADMIN},
	          {"duty.load", ROLE_SYSADMIN},    {"calendar.load", ROLE_SYSADMIN}, {"condition.load", ROLE_SYSADMIN},
	          {"person.load", ROLE_SECADMIN},  {"holding.add", ROLE_SECADMIN}, {"holding.end", ROLE_SECADMIN},
	          {"login.create", ROLE_SECADMIN}, {"login.reset", ROLE_SECADMIN}, {"login.disable", ROLE_SECADMIN}};
	int wrong = 0;

	for (size_t i = 0; i < NITEMS(by); i++)
		for (enum role r = 0; r < ROLE_MAX; r++) {
			struct actor who = {.user = 1};

			role_grant(r, &who);
			s->cx.who = &who;
			ctx_forget(&s->cx);
			if ((command_allow(&s->cx,
			    command_find(str_of(by[i].command))->perm) == OK) != (r == by[i].role)) {
				printf("# %s %s\n", by[i].command, role_name(r));
				wrong++;
			}
		}
	s->cx.who = &actor_system;
	is_i64(wrong, 0,
	    "%s: the city is the system administrator's, log-ins are the security administrator's, only theirs",
	       s->engine);
}

static void
views(struct store *s)
{
	const void *out;

	if (ok(shows(s, "unit.list", NULL, 0, &out) == OK, "%s: unit.list", s->engine)) {
		const struct unit_list *l = out;

		is_i64((int64_t)l->n, 40 + 2, "%s: 40 units of the demo and 2 of this test", s->engine);
		ok(has(json_of(s, "unit.list", out), "\"code\":\"T004\""), "%s: as JSON", s->engine);
	}
	if (ok(shows(s, "post.list", NULL, 0, &out) == OK, "%s: post.list", s->engine)) {
		str j = json_of(s, "post.list", out);

		ok(has(j, "\"holders\":2") && !has(j, "赵天地"),
		    "%s: how many hold it, not who (domain.md, refusals 3)", s->engine);
	}
	if (ok(shows(s, "login.list", NULL, 0, &out) == OK, "%s: login.list", s->engine)) {
		const struct login_list *l = out;

		ok(l->n == 81 && str_eq(l->item[0].name, S("xt01")) && has(l->item[0].posts, "系统管理岗") &&
		    !l->item[0].has_password,
		   "%s: 80 log-ins of the demo and 1 of this test, nobody has a password yet", s->engine);
	}
}

static void
test(struct store *s)
{
	store_check_queries(s, "city/unit", unit_queries);
	store_check_queries(s, "city/login", login_queries);
	make_city(s);
	loading(s);
	holdings(s);
	allowed(s);
	views(s);
	ok(folds(s, unit_aggregates, unit_aggregates_n) && folds(s, login_aggregates, login_aggregates_n), "%s: units, posts, people, log-ins equal their events",
	    s->engine);
}

int
main(void)
{
	text_use(texts, T_MAX);
	city_register();
	matrix();
	on_engines(city_schemas, NITEMS(city_schemas), test);
	return done();
}
