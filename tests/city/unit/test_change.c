/* One unit, one post, one person: entered, changed, ended, taken back; and what is refused, in words. */
#include "city/city.h"
#include "unit_sql.h"

enum { PAIRS = 10 };

/* "name=value" pairs, ended by NULL; what the command said, refusal or not, is in *said. */
static enum err
does(struct store *s, const char *command, const char *const *pair, struct reply *r, str *said)
{
	struct input in[PAIRS];
	size_t       n = 0;
	struct buf   b;
	enum err     e;

	for (; pair[n]; n++) {
		str value = str_of(pair[n]);

		ensure(n < PAIRS);
		in[n].name = str_cut(&value, '=');
		in[n].value = value;
	}
	*r = (struct reply){0};
	if ((e = run_said(s, command, in, n, r, said)) != OK)
		return e;
	buf_init(&b, s->cx.arena, BUF_PAGE);
	text_add(&b, r->done, ZH, r->arg, NITEMS(r->arg));
	*said = buf_str(&b);
	return OK;
}

#define PAIRS_OF(...) ((const char *const[]){__VA_ARGS__, NULL})

static void
done_(struct store *s, const char *command, const char *const *pair, const char *part, const char *rule)
{
	struct reply r;
	str          said;
	enum err     e = does(s, command, pair, &r, &said);

	if (!ok(e == OK && has(said, part), "%s: %s: %s", s->engine, command, rule))
		printf("# %s: %.*s\n", err_name(e), STR_ARG(said));
}

static void
refused_(struct store *s, enum err as, const char *command, const char *const *pair, const char *part, const char *rule)
{
	struct reply r;
	str          said;
	enum err     e = does(s, command, pair, &r, &said);

	if (!ok(e == as && has(said, part), "%s: %s refuses %s", s->engine, command, rule))
		printf("# %s: %.*s\n", err_name(e), STR_ARG(said));
}

#define DONE(command, part, rule, ...) done_(s, command, PAIRS_OF(__VA_ARGS__), part, rule)
#define REFUSED(as, command, part, rule, ...) refused_(s, as, command, PAIRS_OF(__VA_ARGS__), part, rule)

static int64_t
events(struct store *s)
{
	struct q_unit_by_code_row u;

	ensure(db_begin(s->cx.db) == OK);
	ensure(q_unit_by_code(&s->cx, &(struct q_unit_by_code_in){.code = S("GL")}, &u) == OK);
	db_rollback(s->cx.db);
	return u.rev;
}

static int64_t
epoch(struct store *s)
{
	int64_t n = -1;

	ensure(db_begin(s->cx.db) == OK && epoch_get(&s->cx, &n) == OK);
	db_rollback(s->cx.db);
	return n;
}

static void
units(struct store *s)
{
	int64_t before = epoch(s);

	DONE("unit.add", "已新设“公路管理站”，自 2026-11-20 起", "a unit from today on", "code=GL", "name=公路管理站", "kind=部门",
	     "parent=HQ");
	ok(epoch(s) > before, "%s: unit.add: every copy of the program reloads", s->engine);
	REFUSED(ERR_RULE, "unit.add", "已经是“公路管理站”的", "the same code twice", "code=GL", "name=公路站", "kind=部门");
	REFUSED(ERR_RULE, "unit.add", "单位全称“公路管理站”已经是单位“GL”的", "the full name of another open unit", "code=GL2",
	        "name=公路管理站", "kind=部门");
	REFUSED(ERR_INPUT, "unit.add", "字母", "a code with a space", "code=G L", "name=公路站", "kind=部门");
	REFUSED(ERR_INPUT, "unit.add", "请填写“单位全称”", "a unit without a name", "code=GL2", "kind=部门");
	REFUSED(ERR_INPUT, "unit.add", "核对年份", "2099", "code=GL2", "name=公路站", "kind=部门", "day=2099-01-01");
	REFUSED(ERR_INPUT, "unit.add", "没有代码为“ZZ”", "a parent that is none", "code=GL2", "name=公路站", "kind=部门",
	        "parent=ZZ");
	REFUSED(ERR_RULE, "unit.add", "已有属地单位“T004”", "a second unit over a territory (A08)", "code=GL2", "name=公路站",
	        "kind=属地", "place=350602004");

	before = epoch(s);
	is_i64(events(s), 1, "%s: one event so far", s->engine);
	DONE("unit.change", "没有改动", "what it is already", "unit=GL", "name=公路管理站", "kind=部门", "parent=HQ");
	ok(events(s) == 1 && epoch(s) == before, "%s: unit.change: nothing changed, no event, nothing reloads", s->engine);
	DONE("unit.change", "已修改", "another name", "unit=GL", "name=公路养护站", "kind=部门", "parent=HQ", "short_name=公路站",
	     "rev=1");
	REFUSED(ERR_STALE, "unit.change", "刚被别人改过", "who saw an older revision", "unit=GL", "name=公路站", "kind=部门",
	        "rev=1");
	REFUSED(ERR_RULE, "unit.change", "自己的上级", "a unit above itself", "unit=GL", "name=公路养护站", "kind=部门",
	        "parent=GL");
	DONE("unit.add", "已新设", "a unit below it", "code=GL3", "name=公路三队", "kind=部门", "parent=GL");
	REFUSED(ERR_RULE, "unit.change", "已经是单位“GL”的", "the full name of another", "unit=GL3", "name=公路养护站", "kind=部门");
	REFUSED(ERR_RULE, "unit.change", "自己的上级", "a circle of two", "unit=GL", "name=公路养护站", "kind=部门", "parent=GL3");
	is_i64(events(s), 2, "%s: of what is refused nothing stays", s->engine);

	REFUSED(ERR_RULE, "unit.close", "还主管 1 个单位", "while it has others below it", "unit=GL", "day=2026-12-01");
	DONE("unit.close", "2026-12-01 起撤销", "the one below", "unit=GL3", "day=2026-12-01", "basis=编委〔2026〕7 号");
	REFUSED(ERR_INPUT, "unit.close", "改成以后的一天", "its own first day", "unit=GL", "day=2026-11-20");
	DONE("unit.close", "2026-12-01 起撤销", "then the one above", "unit=GL", "day=2026-12-01");
	REFUSED(ERR_RULE, "unit.close", "自 2026-12-01 起撤销，要改先恢复", "what has ended", "unit=GL");
	REFUSED(ERR_RULE, "unit.change", "要改先恢复", "what has ended", "unit=GL", "name=x", "kind=部门");
	REFUSED(ERR_RULE, "unit.reopen", "主管单位“公路养护站”", "below what has ended", "unit=GL3");
	DONE("unit.reopen", "已恢复", "an end that was wrong", "unit=GL");
	REFUSED(ERR_RULE, "unit.reopen", "没有撤销", "what has not ended", "unit=GL");
	DONE("unit.add", "已新设", "the name of one that ends before", "code=GL4", "name=公路三队", "kind=部门", "day=2026-12-01");
	REFUSED(ERR_RULE, "unit.reopen", "已经是单位“GL4”的", "whose name another has by now", "unit=GL3");
	DONE("unit.close", "2026-12-02 起撤销", "that other one", "unit=GL4", "day=2026-12-02");
	REFUSED(ERR_RULE, "unit.close", "岗位", "a unit with posts", "unit=CG");
	REFUSED(ERR_RULE, "unit.close", "行由它主办或协办", "a unit that answers for something, in the same breath", "unit=CG");
	REFUSED(ERR_NONE, "unit.close", "", "a number that is nobody's", "unit=#99999");
}

static void
posts(struct store *s)
{
	DONE("post.add", "岗位“养护岗”已设", "a post", "code=GL-cz", "unit=GL", "role=handler", "name=养护岗", "classes=S09，S06010");
	DONE("post.change", "没有改动", "the same classes, parted in another way", "post=GL-cz", "name=养护岗", "classes=S06010;S09");
	DONE("post.change", "已修改", "fewer classes", "post=GL-cz", "name=养护岗", "classes=S09", "rev=1");
	REFUSED(ERR_STALE, "post.change", "刚被别人改过", "who saw an older revision", "post=GL-cz", "name=养护", "rev=1");
	REFUSED(ERR_INPUT, "post.change", "“公路”不是类别", "a class that is none", "post=GL-cz", "name=养护岗", "classes=公路");
	REFUSED(ERR_RULE, "post.add", "已经是“养护岗”的", "the same code twice", "code=GL-cz", "unit=GL", "role=handler", "name=x");
	REFUSED(ERR_INPUT, "post.add", "role", "a role that is none", "code=GL-x", "unit=GL", "role=boss", "name=x");
	REFUSED(ERR_INPUT, "post.add", "没有代码为“ZZ”", "a unit that is none", "code=GL-x", "unit=ZZ", "role=clerk", "name=x");
	REFUSED(ERR_RULE, "post.add", "单位“公路养护站”在 2026-11-01", "a day before its unit", "code=GL-x", "unit=GL",
	        "role=clerk", "name=x", "day=2026-11-01");
}

static void
people(struct store *s)
{
	DONE("person.add", "已登记 甲乙丙，自 2026-11-20 起", "somebody new", "code=gl01", "name=甲乙丙");
	REFUSED(ERR_RULE, "person.add", "已经是“甲乙丙”的", "the same code twice", "code=gl01", "name=丁");
	DONE("person.change", "“甲乙丁”已修改", "a name that was wrong", "person=gl01", "name=甲乙丁");
	REFUSED(ERR_RULE, "holding.add", "还没有来", "before the first day", "person=gl01", "post=GL-cz", "day=2026-11-01");
	REFUSED(ERR_INPUT, "holding.add", "晚于", "an end before the beginning", "person=gl01", "post=GL-cz",
	        "day=2026-12-05", "until=2026-12-05");
	DONE("holding.add", "担任", "a post for a month", "person=gl01", "post=GL-cz", "day=2026-12-01", "until=2027-01-01");
	REFUSED(ERR_RULE, "holding.add", "已经担任", "the same month twice", "person=gl01", "post=GL-cz", "day=2026-12-15");
	DONE("holding.add", "担任", "and again afterwards", "person=gl01", "post=GL-cz", "day=2027-03-01");
	REFUSED(ERR_RULE, "post.close", "还有 2 人任这个岗位", "while it is held", "post=GL-cz", "day=2026-12-01");
	REFUSED(ERR_RULE, "unit.close", "还有 1 个岗位", "while it has posts", "unit=GL", "day=2026-12-01");
	DONE("person.leave", "自 2026-12-20 起离开", "with a month's notice", "person=gl01", "day=2026-12-20");
	REFUSED(ERR_RULE, "person.leave", "不必重复", "twice", "person=gl01");
	DONE("post.close", "2026-12-20 起撤销", "after whoever held it has left", "post=GL-cz", "day=2026-12-20");
	REFUSED(ERR_RULE, "holding.add", "已离开", "who has left", "person=gl01", "post=GL-cz", "day=2027-01-05");
	DONE("person.back", "请重新任岗", "who came back", "person=gl01");
	REFUSED(ERR_RULE, "person.back", "没有离开", "who is there", "person=gl01");
	REFUSED(ERR_RULE, "holding.add", "已撤销", "a post that has ended", "person=gl01", "post=GL-cz", "day=2026-12-25");
	REFUSED(ERR_RULE, "holding.end", "并不担任", "what was left before it began", "person=gl01", "post=GL-cz", "day=2027-01-05");
	DONE("unit.close", "2026-12-20 起撤销", "when nothing hangs on it", "unit=GL", "day=2026-12-20");
	REFUSED(ERR_RULE, "post.reopen", "单位“公路养护站”在 2026-12-20", "in a unit that has ended", "post=GL-cz");
}

/* What is set to end is given nothing that lasts longer, by whatever way (I130). */
static void
ends_later(struct store *s)
{
	static const char units[] = "file=code\tname\tshort_name\tkind\tparent_code\tplace_code\tvalid_from\tvalid_to\n",
	                  posts[] = "file=code\tunit_code\trole\tname\tplace_code\tvalid_from\tvalid_to\n",
	                  people[] = "file=login\tname\tpost_codes\tvalid_from\tcode\n";

	DONE("unit.add", "已新设", "a unit", "code=LS", "name=临时专班", "kind=部门");
	DONE("post.add", "已设", "with a post", "code=LS-cz", "unit=LS", "role=handler", "name=处置岗");
	DONE("person.add", "已登记", "and somebody for it", "code=ls01", "name=戊己");
	DONE("post.close", "2026-12-31 起撤销", "the post ends with the year", "post=LS-cz", "day=2026-12-31");
	REFUSED(ERR_RULE, "unit.close", "还有 1 个岗位", "a unit that would end before its post", "unit=LS", "day=2026-12-30");
	DONE("unit.close", "2027-01-01 起撤销", "the unit a day later", "unit=LS", "day=2027-01-01");
	REFUSED(ERR_RULE, "post.add", "“临时专班”自 2027-01-01 起撤销", "a post without an end in it", "code=LS-2", "unit=LS",
	        "role=handler", "name=x");
	REFUSED(ERR_RULE, "unit.add", "主管单位“临时专班”自 2027-01-01 起撤销", "a unit below it", "code=LS2", "name=x", "kind=部门",
	        "parent=LS");
	REFUSED(ERR_RULE, "unit.change", "主管单位“临时专班”自 2027-01-01 起撤销", "to be put below it", "unit=T005",
	        "name=芗城区南坑街道办事处", "kind=属地", "parent=LS", "place=350602005");
	REFUSED(ERR_RULE, "holding.add", "“处置岗”自 2026-12-31 起撤销", "who would hold its post for good", "person=ls01",
	        "post=LS-cz");
	REFUSED(ERR_RULE, "holding.add", "“处置岗”自 2026-12-31 起撤销", "or a day longer than there is one", "person=ls01",
	        "post=LS-cz", "until=2027-01-01");
	DONE("holding.add", "担任", "until it ends", "person=ls01", "post=LS-cz", "until=2026-12-31");
#define ROW(head, row) arena_printf(s->cx.arena, "%s%s", head, row).p
	REFUSED(ERR_INPUT, "person.load", "岗位“LS-cz”或它的单位定了撤销的日子", "who would hold it for good, by a table",
	        ROW(people, "\t己庚\tLS-cz\t2026-11-20\tls02\n"));
	REFUSED(ERR_INPUT, "unit.load", "“LS”定了撤销的日子", "a unit below it, by a table",
	        ROW(units, "LS2\t临时二班\t\t部门\tLS\t\t2026-11-20\t\n"));
	DONE("unit.load", "1 个单位，其中 1 个", "one that ends when it does",
	     ROW(units, "LS2\t临时二班\t\t部门\tLS\t\t2026-11-20\t2027-01-01\n"));
	REFUSED(ERR_INPUT, "post.load", "“LS”定了撤销的日子", "a post in it, by a table",
	        ROW(posts, "LS-3\tLS\thandler\tx\t\t2026-11-20\t2027-01-02\n"));
	DONE("post.load", "1 个岗位，其中 1 个", "one that ends when it does",
	     ROW(posts, "LS-3\tLS\thandler\tx\t\t2026-11-20\t2027-01-01\n"));
	REFUSED(ERR_INPUT, "unit.load", "“T005”名下还有事项", "the end of a unit with posts, by a table",
	        ROW(units, "T005\t芗城区南坑街道办事处\t南坑街道\t属地\tHQ\t350602005\t2026-07-01\t2026-12-01\n"));
	REFUSED(ERR_INPUT, "post.load", "“T005-wg”名下还有事项", "the end of a post that is held, by a table",
	        ROW(posts, "T005-wg\tT005\tinspector\t网格岗\t350602005\t2026-07-01\t2026-12-01\n"));
	REFUSED(ERR_INPUT, "unit.load", "第 3 行“parent_code”：单位“R2”绕了一圈", "a ring, told at one of those that form it",
	        ROW(units, "R1\t甲\t\t部门\tR2\t\t2026-11-20\t\nR2\t乙\t\t部门\tR3\t\t2026-11-20\t\n"
	                   "R3\t丙\t\t部门\tR2\t\t2026-11-20\t\n"));
	REFUSED(ERR_INPUT, "unit.load", "“LS”名下还有事项", "an end set earlier than that of its posts",
	        ROW(units, "LS\t临时专班\t\t部门\t\t\t2026-11-20\t2026-12-30\n"));
#undef ROW
}

/* A street's administrator keeps what lies in the street. */
static void
scope(struct store *s)
{
	static const char units[] = "file=code\tname\tshort_name\tkind\tparent_code\tplace_code\tvalid_from\n",
	                  posts[] = "file=code\tunit_code\trole\tname\tplace_code\tvalid_from\n";
	struct actor who;

	DONE("post.add", "已设", "an administrator's post of old, without a place, in a street's office", "code=T004-old",
	     "unit=T004", "role=sysadmin", "name=老岗");
	DONE("post.close", "起撤销", "which ended", "post=T004-old", "day=2026-11-21");
	asks_for(s, &who, ROLE_SYSADMIN, "350602004");
	REFUSED(ERR_NONE, "unit.change", "", "another street's office: it is not there", "unit=T005", "name=x", "kind=属地");
	REFUSED(ERR_NONE, "post.close", "", "nor its post", "post=T005-wg");
	REFUSED(ERR_INPUT, "unit.add", "管理范围", "a territory elsewhere", "code=T005b", "name=x", "kind=属地",
	        "place=350602005001");
	DONE("post.add", "已设", "within it", "code=T004-x", "unit=T004", "role=inspector", "name=加岗", "place=350602004");
	REFUSED(ERR_INPUT, "post.change", "管理范围", "a scope elsewhere", "post=T004-x", "name=加岗", "place=350602005");
	REFUSED(ERR_NONE, "unit.change", "", "an office of the district, which lies in no place", "unit=SZ", "name=x",
	        "kind=部门");
	REFUSED(ERR_NONE, "unit.close", "", "nor may he end it", "unit=SZ");
	REFUSED(ERR_NONE, "post.change", "", "its post, which lies in no place either", "post=SZ-cz", "name=x");
	REFUSED(ERR_NONE, "post.add", "", "a post in it, though for his own street", "code=SZ-4", "unit=SZ",
	        "role=handler", "name=x", "place=350602004");
	REFUSED(ERR_INPUT, "unit.add", "全区的系统管理员", "a unit that would lie in no place", "code=T004c", "name=x",
	        "kind=部门");
	REFUSED(ERR_INPUT, "unit.change", "全区的系统管理员", "a territory taken away", "unit=T004", "name=x",
	        "kind=属地");
	DONE("post.add", "已设", "a handler's post in his street's office, which works for the unit", "code=T004-h",
	     "unit=T004", "role=handler", "name=加岗");
	REFUSED(ERR_INPUT, "post.add", "全区的系统管理员", "an administrator's post wider than his own", "code=T004-xt",
	        "unit=T004", "role=sysadmin", "name=x");
	DONE("post.add", "已设", "one of his own scope", "code=T004-xt", "unit=T004", "role=sysadmin", "name=管理",
	     "place=350602004");
	REFUSED(ERR_INPUT, "post.change", "全区的系统管理员", "the scope of such a post taken away", "post=T004-xt",
	        "name=管理");
	REFUSED(ERR_NONE, "post.reopen", "", "an administrator's post of old, whose scope has no bounds", "post=T004-old");
#define ROW(head, row) arena_printf(s->cx.arena, "%s%s", head, row).p
	REFUSED(ERR_INPUT, "unit.load", "“T005”不在你的管理范围", "a table that changes another street's office",
	        ROW(units, "T005\t浦头\t\t属地\tHQ\t350602005\t2026-07-01\n"));
	REFUSED(ERR_INPUT, "unit.load", "“T004”不在你的管理范围", "or takes its own out of the scope",
	        ROW(units, "T004\t芗城区巷口街道办事处\t巷口街道\t属地\tHQ\t\t2026-07-01\n"));
	REFUSED(ERR_INPUT, "unit.load", "“T009z”不在你的管理范围", "or adds one outside",
	        ROW(units, "T009z\tx\t\t属地\tHQ\t350602005001\t2026-07-01\n"));
	DONE("unit.load", "2 个单位，其中 1 个", "a table whose rows outside are as they were",
	     ROW(units, "HQ\t芗城区创城指挥中心\t创城指挥中心\t指挥中心\t\t\t2026-07-01\n"
	                "T004\t芗城区巷口街道办\t巷口街道\t属地\tHQ\t350602004\t2026-07-01\n"));
	REFUSED(ERR_INPUT, "post.load", "“T005-wg”不在你的管理范围", "a table that changes another street's post",
	        ROW(posts, "T005-wg\tT005\tinspector\tx\t350602004\t2026-07-01\n"));
	REFUSED(ERR_INPUT, "post.load", "“T004-y”不在你的管理范围", "or adds an administrator's without a place",
	        ROW(posts, "T004-y\tT004\tsysadmin\tx\t\t2026-07-01\n"));
	REFUSED(ERR_INPUT, "post.load", "“SZ-y”不在你的管理范围", "or one in the district's office",
	        ROW(posts, "SZ-y\tSZ\thandler\tx\t350602004\t2026-07-01\n"));
	DONE("post.load", "1 个岗位，其中 1 个", "one of his own",
	     ROW(posts, "T004-y\tT004\thandler\tx\t\t2026-07-01\n"));
#undef ROW
	REFUSED(ERR_DENIED, "person.add", "", "him: people are the security administrator's", "code=zz", "name=x");
	asks_for(s, &who, ROLE_SYSADMIN, "350602");
	DONE("post.reopen", "已恢复", "the district's may", "post=T004-old");
	DONE("unit.change", "已修改", "the district's administrator keeps what lies in no place", "unit=SZ",
	     "name=芗城区市政服务中心", "short_name=市政", "kind=部门", "parent=HQ");
	s->cx.who = &actor_system;
}

/* A street's security administrator gives the street's posts to the street's people. */
static void
people_scope(struct store *s)
{
	static const char head[] = "login\tname\tpost_codes\tvalid_from\tcode\n";
	struct actor      who;
	const void       *out;
	const struct login_list *l;

	asks_for(s, &who, ROLE_SECADMIN, "350602004");
	REFUSED(ERR_NONE, "person.change", "", "the name of somebody of another street", "person=wgy05", "name=x");
	REFUSED(ERR_NONE, "person.leave", "", "that he leaves", "person=wgy05");
	REFUSED(ERR_NONE, "holding.add", "", "a post of the district, to one of his own", "person=wgy04", "post=HQ-xt");
	REFUSED(ERR_NONE, "holding.add", "", "one of his own, to somebody else's", "person=wgy05", "post=T004-wg");
	REFUSED(ERR_NONE, "holding.end", "", "a post of another street", "person=wgy05", "post=T005-wg");
	REFUSED(ERR_NONE, "login.reset", "wgy05", "the password of another street's log-in", "name=wgy05");
	REFUSED(ERR_NONE, "login.disable", "xt01", "the district's administrator's log-in", "name=xt01");
	REFUSED(ERR_NONE, "login.enable", "xt01", "or to open it", "name=xt01");
	REFUSED(ERR_NONE, "login.link", "xt01", "a way into it", "name=xt01");
	REFUSED(ERR_NONE, "factor.remove", "xt01", "its second factor", "name=xt01");
	REFUSED(ERR_INPUT, "login.create", "没有代码为“xt01”", "another log-in for him", "name=xt02", "person=xt01");
	REFUSED(ERR_NONE, "factor.require", "管全区", "who needs a second factor", "who=nobody");
	REFUSED(ERR_INPUT, "person.load", "“wgy05”不在你的管理范围", "a table that changes another street's person",
	        arena_printf(s->cx.arena, "file=%swgy05\tx\tT005-wg\t2026-07-01\t\n", head).p);
	REFUSED(ERR_INPUT, "person.load", "“HQ-xt”不在你的管理范围", "or gives the district's post",
	        arena_printf(s->cx.arena, "file=%swgy04\tx\tT004-wg；HQ-xt\t2026-07-01\t\n", head).p);
	DONE("person.add", "已登记", "somebody new", "code=xk01", "name=新人");
	DONE("holding.add", "担任", "to whom he gives his street's post", "person=xk01", "post=T004-wg");
	DONE("login.disable", "停用", "a log-in of his own street", "name=wgy04");
	DONE("login.enable", "恢复", "and opens it again", "name=wgy04");
	ensure(shows(s, "login.list", NULL, 0, &out) == OK);
	l = out;
	ok(l->n >= 2 && l->n < 10, "%s: login.list: his street's, %zu of them", s->engine, l->n);
	asks_for(s, &who, ROLE_SECADMIN, "350602");
	DONE("person.change", "已修改", "the district's keeps all of them", "person=wgy05", "name=更名");
	DONE("person.add", "已登记", "and whoever holds nothing", "code=xk02", "name=新人");
	asks_for(s, &who, ROLE_SECADMIN, "350602004");
	who.user = 2;
	REFUSED(ERR_NONE, "person.change", "", "who holds nothing and was entered by another", "person=xk02", "name=x");
	s->cx.who = &actor_system;
}

static void
test(struct store *s)
{
	make_city(s);
	units(s);
	posts(s);
	people(s);
	ends_later(s);
	scope(s);
	people_scope(s);
	ok(folds(s, unit_aggregates, unit_aggregates_n), "%s: units, posts, people and what they hold equal their events",
	   s->engine);
}

int
main(void)
{
	text_use(texts, T_MAX);
	city_register();
	unit_register(&duty_hang, 1);
	on_engines(city_schemas, NITEMS(city_schemas), test);
	return done();
}
