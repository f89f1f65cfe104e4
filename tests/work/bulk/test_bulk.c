/* Whole tables on a real store, both engines: out and in nothing changes; what is let in was seen. */
#include "bulk_sql.h"
#include "city/city.h"
#include "city/site/site.h"
#include "city/unit/roles.h"
#include "kit/xlsx/xlsx.h"
#include "work/bulk/bulk.h"

#include <unistd.h>

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

/* ---- What the tests do ---- */

static enum err
check(const char *kind, str text)
{
	struct input in[] = {{S("kind"), str_of(kind)}, {S("file"), text}, {S("name"), S("a.xlsx")}};

	return run_said(st, "bulk.check", in, NITEMS(in), &r, &said);
}

static str
number(int64_t v)
{
	return arena_printf(st->cx.arena, "%lld", (long long)v);
}

static const struct bulk_preview *
preview(int64_t id)
{
	static const struct bulk_preview nothing = {.id = -1, .fresh = -1};
	struct input                     in[] = {{S("id"), number(id)}};
	const void                      *out;

	return shows(st, "bulk.show", in, 1, &out) == OK ? out : &nothing;
}

/* Looked at, and what it would change. */
static const struct bulk_preview *
looks(const char *kind, str text)
{
	enum err e = check(kind, text);

	if (e != OK)
		(void)printf("# %s: %s %.*s\n", kind, err_name(e), STR_ARG(said));
	return preview(e == OK ? r.id : 0);
}

static enum err
apply(int64_t id, str seen)
{
	struct input in[] = {{S("id"), number(id)}, {S("seen"), seen}};

	return run_said(st, "bulk.apply", in, 2, &r, &said);
}

/* With what would undo later changes. */
static enum err
apply_over(int64_t id, str seen)
{
	struct input in[] = {{S("id"), number(id)}, {S("seen"), seen}, {S("over"), S("1")}};

	return run_said(st, "bulk.apply", in, 3, &r, &said);
}

static const struct bulk_part whole = {.column = BULK_WHOLE};

/* A kind's table as a file. */
static str
given(const char *kind, enum bulk_form form, bool rows)
{
	uint64_t size;
	char    *p;
	int      fd;
	enum err e;

	ctx_forget(&st->cx);
	ensure(db_begin(st->cx.db) == OK);
	e = bulk_give(&st->cx, bulk_kind_of(str_of(kind)), form, test_folder(), rows ? &whole : NULL, &fd, &size);
	db_rollback(st->cx.db);
	ensure(e == OK && (p = arena_alloc(st->cx.arena, size)) != NULL);
	ensure(pread(fd, p, size, 0) == (ssize_t)size && close(fd) == 0);
	return (str){p, size};
}

static str
text_of(str file, str *notes)
{
	str text;

	ctx_forget(&st->cx);
	return bulk_file(&st->cx, file, &text, notes) == OK ? text : STR_NONE;
}

/* Spots of every system, a line, and some that lie nowhere yet. */
static void
make_sites(void)
{
	static const char *const systems[] = {"CGCS2000", "GCJ-02", "BD-09", ""};
	struct buf               b;

	buf_init(&b, st->cx.arena, BUF_PAGE);
	buf_add(&b, S("代码,类型,名称,区划代码,单位代码,地址,经度,纬度,线形,坐标系,出处,生效日期,失效日期\n"
		      "L1,主次干道,新华东路,350602004,,''=东段,,,117.66 24.51；117.67 24.51;117.68 24.515,GCJ-02,示例,2026-09-01,2027-01-01\n"));
	for (int i = 0; i < 24; i++)
		buf_printf(&b, "M%02d,公共厕所,第%d座,350602004008,%s,新浦路%d号,%s,%s,,%s,示例,2026-09-01,\n", i, i,
			   i % 2 ? "HW" : "", i, i % 4 == 3 ? "" : "117.6681", i % 4 == 3 ? "" : "24.5064", systems[i % 4]);
	as("xt01");
	ensure(load_file(st, "site.load", buf_str(&b), &r, &said) == OK);
}

static void
make_calendar(void)
{
	static const char *const name[] = {"office", "china-2025", "china-2026"};

	for (size_t i = 0; i < NITEMS(name); i++) {
		str file = arena_printf(st->cx.arena, "calendar/%s.tsv", name[i]);

		ensure(load_calendar(st, str_of(name[i]), data_file(st, file.p), S("国办"), &r, &said) == OK);
	}
}

/* ---- Out and in again ---- */

static void
round_trips(void)
{
	static const struct {
		const char *kind, *login;
		int64_t     rows;
	} t[] = {{"units", "xt01", 0},
		 {"posts", "xt01", 0},
		 {"people", "aq01", 0},
		 {"duties", "xt01", 0},
		 {"classes", "xt01", 0},
		 {"sites", "xt01", 0},
		 {"conditions", "xt01", 0},
		 {"calendar", "xt01", 0}};

	for (size_t i = 0; i < NITEMS(t); i++)
		for (int form = BULK_XLSX; form <= BULK_CSV; form++) {
			const char                *as_what = form == BULK_XLSX ? "xlsx" : "CSV";
			str                        notes, file, text;
			const struct bulk_preview *p;

			as(t[i].login);
			file = given(t[i].kind, (enum bulk_form)form, true);
			ok(str_eq(file, given(t[i].kind, (enum bulk_form)form, true)),
			   "%s: %s as %s, twice the same bytes", st->engine, t[i].kind, as_what);
			text = text_of(file, &notes);
			ok(text.n && notes.n == 0, "%s: %s as %s is read again", st->engine, t[i].kind,
			   as_what);
			p = looks(t[i].kind, text);
			ok(p->fresh == 0 && p->changed == 0 && p->same > 20 && p->others == 0 &&
			       p->nfault == 0 && !p->ready,
			   "%s: out and in again changes nothing: %s as %s, %lld rows", st->engine, t[i].kind,
			   as_what, (long long)p->same);
			if (p->nfault)
				(void)printf("# %.*s\n", STR_ARG(p->fault[0]));
			if (p->n)
				(void)printf("# %.*s\n", STR_ARG(json_of(st, "bulk.show", p)));
		}
	ok(text_of(given("units", BULK_XLSX, false), &said).n &&
	       check("units", text_of(given("units", BULK_XLSX, false), &said)) == ERR_INPUT &&
	       has(said, "只有表头"),
	   "%s: a template has a header and no rows", st->engine);
}

/* ---- Seen, then let in ---- */

#define HEAD "代码,名称,简称,类别,上级代码,区划代码,生效日期,失效日期\n"

static void
letting_in(void)
{
	static const char text[] =
	    "芗城区单位台账,,,,,,,\n序号,代码,名称,类别,上级代码,区划代码,生效日期,备注\n"
	    "1,Z001,测试中心,中心,Z002,,2026/8/1,上级在下一行\n2,Z002,测试局,局,,,2026年8月1日,\n";
	const struct bulk_preview *p, *q;
	int64_t                    id;
	str                        seen;

	as("xt01");
	p = looks("units", str_of(text));
	id = p->id;
	ok(p->fresh == 2 && p->changed == 0 && p->same == 0 && p->others > 20 && p->ready,
	   "%s: two new units, children first", st->engine);
	ok(p->n == 2 && p->item[0].line == 3 && has(p->item[0].key, "Z001") && has(p->item[0].key, "测试中心"),
	   "%s: each with the line it came from", st->engine);
	ok(looks("units", str_of(text))->fresh == 2, "%s: looking writes nothing", st->engine);
	ok(apply(id, S("0000000000000000000000000000000000000000000000000000000000000000")) == ERR_RULE,
	   "%s: what was not seen is not let in", st->engine);
	seen = p->seen;
	as("aq01");
	ok(apply(id, seen) == ERR_NONE, "%s: another's table does not exist", st->engine);
	as("xt01");
	ok(apply(id, seen) == OK && str_eq(r.arg[0], S("2")) && str_eq(r.see, S("/tables/units")), "%s: let in",
	   st->engine);
	ok(apply(id, seen) == ERR_NONE, "%s: once", st->engine);
	q = looks("units", str_of(text));
	ok(q->fresh == 0 && q->same == 2 && !q->ready, "%s: and there", st->engine);
	p = looks("units", S(HEAD "Z001,测试中心,测中,中心,,,2026-08-01,\nZ002,测试局,,局,,,2026-08-01,\n"));
	ok(p->changed == 1 && p->same == 1 && p->item[0].nchange == 2 &&
	       str_eq(p->item[0].change[0].column, S("简称")) &&
	       str_eq(p->item[0].change[0].was, S("测试中心")) && str_eq(p->item[0].change[0].is, S("测中")) &&
	       str_eq(p->item[0].change[1].was, S("Z002")) && p->item[0].change[1].is.n == 0,
	   "%s: a changed row says each field, old and new; what is left out of it goes", st->engine);
	seen = p->seen;
	id = p->id;
	ok(load_file(
	       st, "unit.load",
	       S("code\tname\tshort_name\tkind\tparent_code\tplace_code\tvalid_from\nZ001\t测试中心\t另一个\t中心\tZ002\t\t2026-08-01\n"),
	       &r, &said) == OK,
	   "%s: meanwhile somebody changes the same unit", st->engine);
	ok(apply(id, seen) == ERR_RULE && has(said, "有了变化"),
	   "%s: what was seen is no longer true, and nothing is written", st->engine);
	p = preview(id);
	ok(p->changed == 1 && str_eq(p->item[0].change[0].was, S("另一个")), "%s: the new look says so",
	   st->engine);
	ok(apply(id, p->seen) == OK &&
	       looks("units", S(HEAD "Z001,测试中心,测中,中心,,,2026-08-01,\n"))->same == 1,
	   "%s: seen again it is let in", st->engine);
	p = looks("units", S(HEAD "Z001,换名,,中心,,,2026-08-01,\n"));
	ok(run_said(st, "bulk.drop", &(struct input){S("id"), number(p->id)}, 1, &r, &said) == OK &&
	       apply(p->id, p->seen) == ERR_NONE,
	   "%s: put away it is gone", st->engine);
}

/* ---- What was changed after it was given out ---- */

/* The text with its first `was` made `is`. */
static str
with(str text, str was, str is)
{
	size_t     at = str_find_str(text, was);
	struct buf b;

	ensure(at != SIZE_MAX);
	buf_init(&b, st->cx.arena, BULK_BYTES);
	buf_add(&b, str_slice(text, 0, at));
	buf_add(&b, is);
	buf_add(&b, str_slice(text, at + was.n, text.n));
	return buf_str(&b);
}

static void
given_before(enum bulk_form form)
{
	const char                *as_what = form == BULK_XLSX ? "xlsx" : "CSV";
	const struct bulk_preview *p;
	str                        notes, text, seen;
	int64_t                    id;

	as("xt01");
	ensure(load_file(st, "unit.load", S(HEAD "Y001,甲中心,,中心,,,2026-08-01,\nY002,乙中心,,中心,,,2026-08-01,\n"), &r, &said) == OK);
	text = text_of(given("units", form, true), &notes);
	ensure(load_file(st, "unit.load", S(HEAD "Y001,甲中心,后来的,中心,,,2026-08-01,\n"), &r, &said) == OK);
	p = looks("units", text);
	ok(p->stale == 1 && p->changed == 0 && p->fresh == 0 && p->ready && p->n == 1 && p->item[0].stale &&
	       str_eq(p->item[0].change[0].was, S("后来的")),
	   "%s: %s: an old table tells what it would undo", st->engine, as_what);
	ok(apply(p->id, p->seen) == ERR_RULE && has(said, "导出之后"), "%s: %s: and undoes nothing", st->engine, as_what);
	/* What its sender changed goes in, by the lines of the table. */
	p = looks("units", with(text, S("乙中心"), S("乙站")));
	id = p->id;
	seen = p->seen;
	ok(p->stale == 1 && p->changed == 1 && p->unmarked == 0, "%s: %s: beside what was changed in it", st->engine, as_what);
	ok(apply(id, seen) == OK && str_eq(r.arg[1], S("1")) &&
	       looks("units", S(HEAD "Y001,甲中心,后来的,中心,,,2026-08-01,\nY002,乙站,乙中心,中心,,,2026-08-01,\n"))->same == 2,
	   "%s: %s: which alone is let in", st->engine, as_what);
	p = looks("units", text);
	ok(p->stale == 2 && apply_over(p->id, p->seen) == OK && str_eq(r.arg[1], S("2")) && looks("units", text)->same > 20,
	   "%s: %s: asked for, it is let in over later changes", st->engine, as_what);
	/* Without a mark nobody can tell, and that is said. */
	p = looks("units", S(HEAD "Y001,甲中心,第三个,中心,,,2026-08-01,\n"));
	ok(p->changed == 1 && p->stale == 0 && p->unmarked == 1 && p->nnote == 1 && has(p->note[0], "导出标记"),
	   "%s: a table without marks says that it cannot be told", st->engine);
	/* And whoever loads it by hand is not kept from it. */
	ok(load_file(st, "unit.load", text, &r, &said) == OK, "%s: %s: the command passes the marks over", st->engine, as_what);
}

/* ---- Refused ---- */

static void
refusals(void)
{
	const struct bulk_preview *p;

	as("xt01");
	p = looks(
	    "units",
	    S(HEAD
	      "Z1,甲,,局,,9999,2026-08-01,\nZ 2,乙,,局,,,2026-08-01,\nZ3,,,局,,,2026-08-01,\nZ4,丁,,局,,,八月,\n"));
	ok(p->nfault == 3 && !p->ready && has(p->fault[0], "第 3 行") && has(p->fault[1], "第 4 行") &&
	       has(p->fault[1], "名称") && has(p->fault[2], "第 5 行") && has(p->fault[2], "2026-07-01"),
	   "%s: all refused rows are told, with line, column and remedy", st->engine);
	p = looks("units", S(HEAD "Z5,戊,,局,,,46235,\nZ6,己,,局,,,２０２６/８/1,\n"));
	ok(p->nfault == 1 && has(p->fault[0], "第 2 行") && has(p->fault[0], "2026-08-01") && p->fresh == 2,
	   "%s: a day without its format is told as what it seems; wide digits are digits", st->engine);
	ok(apply(p->id, p->seen) == ERR_INPUT &&
	       looks("units", S(HEAD "Z9,甲,,局,,,2026-08-01,\n"))->others > 20,
	   "%s: and cannot be let in", st->engine);
	p = looks(
	    "units",
	    S(HEAD "Z1,甲,,局,,9999,2026-08-01,\nZ5,乙,,局,,8888,2026-08-01,\nZ6,丙,,局,Z1,,2026-08-01,\n"));
	ok(p->nfault == 2 && has(p->fault[0], "9999") && has(p->fault[1], "8888"),
	   "%s: of codes that name nothing all are told, and what hangs on a refused row is not", st->engine);
	ok(check("units", S("代码,颜色\nA,红\n")) == ERR_INPUT && has(said, "颜色"),
	   "%s: a column that is unknown", st->engine);
	ok(check("nothing", S("a\nb\n")) == ERR_INPUT, "%s: a kind that is unknown", st->engine);
	ok(check("people", S("姓名,岗位代码,生效日期\n甲,HQ-xt,2026-08-01\n")) == ERR_DENIED,
	   "%s: people are the security administrator's", st->engine);
	as("aq01");
	ok(check("units", S(HEAD "Z7,甲,,局,,,2026-08-01,\n")) == ERR_DENIED, "%s: units are not", st->engine);
	as("jdy01");
	ok(check("units", S(HEAD "Z7,甲,,局,,,2026-08-01,\n")) == ERR_DENIED, "%s: nor an inspector's",
	   st->engine);
	as("xt01");
	p = looks(
	    "posts",
	    S("代码,单位代码,角色,名称,区划代码,分类范围,生效日期\nZP1,HQ,值班长,夜班,350602,S09；S06,2026-08-01\n"));
	ok(p->fresh == 1 && p->ready && apply(p->id, p->seen) == OK, "%s: a role by its word for people",
	   st->engine);
	p = looks(
	    "posts",
	    S("代码,单位代码,角色,名称,区划代码,分类范围,生效日期\nZP1,HQ,chief,夜班,350602,S06；S09,2026-08-01\n"));
	ok(p->same == 1 && p->nfault == 0, "%s: and by its name; lists in any order", st->engine);
}

/* ---- Sites, the calendar, conditions ---- */

/* Looked at and let in: so many new and changed, and then nothing more. */
static void
lets_in(const char *kind, str text, int64_t fresh, int64_t changed, const char *what)
{
	const struct bulk_preview *p = looks(kind, text);
	int64_t                    id = p->id;
	str                        seen = p->seen;

	ok(p->fresh == fresh && p->changed == changed && p->ready, "%s: %s: seen", st->engine, what);
	if (!p->ready)
		(void)printf("# %.*s\n", STR_ARG(json_of(st, "bulk.show", p)));
	ok(apply(id, seen) == OK && str_eq(r.arg[0], number(fresh)) && str_eq(r.arg[1], number(changed)),
	   "%s: %s: let in", st->engine, what);
	p = looks(kind, text);
	ok(p->fresh == 0 && p->changed == 0 && p->nfault == 0 && p->same == fresh + changed, "%s: %s: and there", st->engine,
	   what);
}

static void
faulty(const char *kind, str text, const char *line, const char *remedy)
{
	const struct bulk_preview *p = looks(kind, text);

	if (!ok(p->nfault == 1 && has(p->fault[0], line) && has(p->fault[0], remedy) &&
		    apply(p->id, p->seen) == ERR_INPUT,
		"%s: refused: %s, %s, %s", st->engine, kind, line, remedy))
		(void)printf("# %.*s\n", STR_ARG(p->nfault ? p->fault[0] : said));
}

#define SITE_HEAD "点位一览,,,,,,,,,,\n代码,类型,名称,区划代码,经度,纬度,坐标系,出处,生效日期,备注,线形\n"
#define DAY_HEAD "日期,类别,名称,文号,发文日期,文件标题\n"
#define CONDITION_HEAD                                                                                         \
	"标识,分类代码,立案条件,前一步,时限,时限单位,结案条件,照片,照片理由,依据,出处,版本,生效日期,失效日期\n"

/* A condition that ends on a day, and another row. */
static str
conditions(const char *to, const char *more)
{
	return arena_printf(st->cx.arena,
			    CONDITION_HEAD "S06010-8,S06010,有暴露垃圾,,1,工作日,清除干净,需要,比对,条例,本区,试-1,2026-07-01,%s\n%s",
			    to, more);
}

static void
more_kinds(void)
{
	const struct bulk_preview *p;

	as("xt01");
	lets_in("sites",
		S(SITE_HEAD "N1,农贸市场,新浦市场,350602004008,117.6681,24.5064,GCJ-02（高德、腾讯）,示例,2026/9/1,早市,\n"
			    "N2,主次干道,新浦路,350602004,,,百度,示例,2026-09-01,,\n"),
		2, 0, "a market by AMap, a street without a line");
	p = looks("sites", S(SITE_HEAD "N1,农贸市场,新浦市场,350602004008,117.6681,24.5064,WGS-84,示例,2026-09-01,,\n"));
	ok(p->changed == 1 && p->item[0].nchange == 2 && str_eq(p->item[0].change[0].column, S("经度")) &&
	       str_eq(p->item[0].change[0].is, S("117.6681")) && str_starts(p->item[0].change[0].was, S("117.66")),
	   "%s: the same numbers in another system are another spot, shown as it would be kept", st->engine);
	faulty("sites", S(SITE_HEAD "N3,农贸市场,甲,350602004008,117.6681,24.5064,,示例,2026-09-01,,\n"), "第 3 行“坐标系”",
	       "BD-09（百度）");
	faulty("sites", S(SITE_HEAD "N3,农贸市场,甲,350602004008,117.6681,24.5064,北京54,示例,2026-09-01,,\n"),
	       "第 3 行“坐标系”", "请写 CGCS2000");
	faulty("sites", S(SITE_HEAD "N3,农贸市场,甲,350602004008,24.5064,117.6681,WGS-84,示例,2026-09-01,,\n"), "第 3 行",
	       "经");
	faulty("sites", S(SITE_HEAD "N3,农贸市场,甲,350699,,,,示例,2026-09-01,,\n"), "第 3 行“区划代码”", "350699");
	faulty("sites", S(SITE_HEAD "N3,农贸市场,甲,350602004,,,WGS-84,示例,2026-09-01,,117.6 24.5\n"), "第 3 行“线形”",
	       "2 到 2000");

	st->cx.now = NOON;
	lets_in("calendar",
		S(DAY_HEAD "2026-12-30,放假,年底,区 9 号,2026/11/1,年底安排\n2026-12-27,上班,年底,区 9 号,,\n"
			   "2027-02-10,放假,庙会,区 9 号,,\n"), 3, 0, "days of two years by a new paper");
	lets_in("calendar", S(DAY_HEAD "2026-12-30,上班（含调休）,年底,区 9 号,,\n"), 0, 1, "a day the other way round");
	faulty("calendar", S(DAY_HEAD "2025-10-01,上班,国庆节,区 9 号,,\n"), "第 2 行“日期”", "核对年份");
	faulty("calendar", S(DAY_HEAD "2026-12-31,放假,年底,区 10 号,,\n"), "第 2 行“文件标题”", "发文日期");
	faulty("calendar", S(DAY_HEAD "2026-12-31,休息,年底,区 9 号,,\n"), "第 2 行“类别”", "休息");

	lets_in("conditions", conditions("", ""), 1, 0, "a condition");
	lets_in("conditions",
		conditions("2026-12-01",
			  "S06010-8,S06010,有暴露垃圾,,2,工作日,清除干净,不要求,比对,条例,本区,试-2,2026-12-01,\n"),
		1, 1, "its next version");
	faulty("conditions", conditions("2026-12-01",
		  "S06010-9,S06010,有暴露垃圾,,2,时辰,清除干净,需要,比对,条例,本区,试-2,2026-12-01,\n"),
	       "第 3 行“时限单位”", "时辰");
	faulty("conditions", conditions("2026-12-01",
		  "S06010-9,S06010,有暴露垃圾,,2,工作日,清除干净,随意,比对,条例,本区,试-2,2026-12-01,\n"),
	       "第 3 行“照片”", "随意");
	for (size_t i = 0; i < bulk_tables_n; i++) {
		as(bulk_tables[i].edit == PERM_CITY_EDIT ? "aq01" : "xt01");
		ok(check(bulk_tables[i].name, S("代码,名称\nA,甲\n")) == ERR_DENIED, "%s: %s are not another administrator's",
		   st->engine, bulk_tables[i].name);
		as("jdy01");
		ok(check(bulk_tables[i].name, S("代码,名称\nA,甲\n")) == ERR_DENIED, "%s: nor an inspector's: %s", st->engine,
		   bulk_tables[i].name);
	}
}

/* ---- As an office has them ---- */

/* What a spreadsheet prints of each table of this room fits an A3 sheet's width in letters of 8 points. */
static void
printed(void)
{
	for (size_t i = 0; i < bulk_tables_n; i++) {
		const struct bulk_kind *k = &bulk_tables[i];
		int                     tenths = 0;

		for (size_t c = 0; c < k->n && !k->column[c].rest; c++)
			tenths += k->column[c].width * 10 + XLSX_PAD;
		ok(tenths <= XLSX_A3_TENTHS, "%s: %d tenths of a character", k->name, tenths);
	}
}

/* A workbook whose head and cells have line breaks. */
static str
broken_lines(void)
{
	static const struct xlsx_column column[] = {
	    {STR_INIT("编\n码"), XLSX_AS_TEXT, 9, false},       {STR_INIT("名称"), XLSX_AS_TEXT, 9, false},
	    {STR_INIT("类别"), XLSX_AS_TEXT, 9, false},         {STR_INIT("上级\n代码"), XLSX_AS_TEXT, 9, false},
	    {STR_INIT("区划\n代码"), XLSX_AS_TEXT, 9, false},   {STR_INIT("生效日期"), XLSX_AS_TEXT, 9, false}};
	static const str    row[][NITEMS(column)] = {
	    {STR_INIT("L1"), STR_INIT("街道\n办"), STR_INIT("局"), {NULL, 0}, {NULL, 0}, STR_INIT("2026-08-01")},
	    {STR_INIT("L2"), STR_INIT("乙"), STR_INIT("局"), {NULL, 0}, {NULL, 0}, STR_INIT("八月")}};
	struct xlsx_writer *w;
	uint64_t            size;
	char               *p;
	int                 fd;

	ctx_forget(&st->cx);
	ensure(xlsx_begin(&st->cx, test_folder(), S("a"), column, NITEMS(column), &w) == OK &&
	       xlsx_add(&st->cx, w, row[0]) == OK && xlsx_add(&st->cx, w, row[1]) == OK &&
	       xlsx_end(&st->cx, w, &fd, &size) == OK && (p = arena_alloc(st->cx.arena, size)) != NULL);
	ensure(pread(fd, p, size, 0) == (ssize_t)size && close(fd) == 0);
	return (str){p, size};
}

static void
line_breaks(void)
{
	static const char csv[] = "\"编\n码\",名称,类别,\"上级\n代码\",区划代码,生效日期\n"
				  "L1,\"街道\n办\",局,,,2026-08-01\nL2,乙,局,,,八月\n";
	const struct {
		const char *what, *line;
		str         text;
	} t[] = {{"a workbook", "第 3 行", text_of(broken_lines(), &said)},
		 {"a CSV", "第 6 行", text_of(str_of(csv), &said)},
		 {"text as it came", "第 6 行", str_of(csv)}};

	as("xt01");
	for (size_t i = 0; i < NITEMS(t); i++) {
		const struct bulk_preview *p = looks("units", t[i].text);

		ok(p->nfault == 1 && has(p->fault[0], t[i].line) && has(p->fault[0], "生效日期") && p->fresh == 2 &&
		       has(p->item[0].key, "街道 办"),
		   "%s: line breaks in cells move no row: %s, %s", st->engine, t[i].what, t[i].line);
		if (p->nfault)
			(void)printf("# %.*s\n", STR_ARG(p->fault[0]));
	}
}

/* ---- How long they stay ---- */

static void
forgotten(void)
{
	int64_t id[BULK_DRAFTS + 1], last;

	as("xt01");
	for (int i = 0; i <= BULK_DRAFTS; i++)
		id[i] = looks("units", S(HEAD "Z8,甲,,局,,,2026-08-01,\n"))->id;
	ok(preview(id[0])->id == -1 && preview(id[1])->id == id[1] && preview(id[BULK_DRAFTS])->id == id[BULK_DRAFTS],
	   "%s: of one's own the newest %d stay", st->engine, BULK_DRAFTS);
	st->cx.now += (int64_t)DAY_MS;
	last = looks("units", S(HEAD "Z8,甲,,局,,,2026-08-01,\n"))->id;
	st->cx.who = &actor_system;
	ok(run_said(st, "bulk.forget", NULL, 0, &r, &said) == OK, "%s: the program forgets", st->engine);
	as("xt01");
	ok(preview(id[BULK_DRAFTS])->id == id[BULK_DRAFTS], "%s: after a day not yet", st->engine);
	st->cx.now++;
	st->cx.who = &actor_system;
	ok(run_said(st, "bulk.forget", NULL, 0, &r, &said) == OK, "%s: the program forgets again", st->engine);
	as("xt01");
	ok(preview(id[BULK_DRAFTS])->id == -1 && preview(last)->id == last, "%s: a moment later, what is a day old",
	   st->engine);
}

/* ---- Many ---- */

static void
many(void)
{
	const int                  n = 1500; /* ten thousand take PostgreSQL five seconds */
	const struct bulk_preview *p;
	struct buf                 b;
	int                        shown = 0;

	buf_init(&b, st->cx.arena, BULK_BYTES);
	buf_add(&b, S("代码,名称,类别,上级代码,区划代码,生效日期\n"));
	for (int i = n; i > 0; i--)
		buf_printf(&b, "M%04d,单位 %d,企业,%s,,2026-08-01\n", i, i, i > 1 ? "M0001" : "");
	as("xt01");
	p = looks("units", buf_str(&b));
	ok(p->fresh == n && p->n == BULK_SHOWN && p->ready, "%s: %d rows, of which the first are shown", st->engine, n);
	ok(apply(p->id, p->seen) == OK && str_eq(r.arg[0], number(n)), "%s: are let in", st->engine);
	/* In another order than the store's, whose first are the table's last. */
	buf_clear(&b);
	buf_add(&b, S("代码,名称,类别,上级代码,区划代码,生效日期\n"));
	for (int i = n; i > 0; i--)
		buf_printf(&b, "M%04d,单位 %d,个体,%s,,2026-08-01\n", i, i, i > 1 ? "M0001" : "");
	p = looks("units", buf_str(&b));
	ok(p->changed == n && p->n == BULK_SHOWN, "%s: all are changed", st->engine);
	for (size_t i = 0; i < p->n; i++)
		shown += p->item[i].nchange == 1 && str_eq(p->item[i].change[0].is, S("个体"));
	ok(shown == BULK_SHOWN, "%s: each that is shown says what changes", st->engine);
}

static void
test(struct store *s)
{
	struct journal_aggregate all[16];
	size_t                   n = 0;

	st = s;
	make_city(s);
	make_sites();
	make_calendar();
	round_trips();
	letting_in();
	given_before(BULK_XLSX);
	given_before(BULK_CSV);
	refusals();
	line_breaks();
	more_kinds();
	forgotten();
	many();
	for (size_t i = 0; i < unit_aggregates_n; i++)
		all[n++] = unit_aggregates[i];
	all[n++] = site_aggregates[0];
	all[n++] = calendar_aggregates[0];
	ok(folds(s, all, n), "%s: all that was let in equals its events", s->engine);
	printed();
	store_check_queries(s, "work/bulk", bulk_queries);
}

int
main(void)
{
	static const struct db_schema *const schemas[] = {
	    &command_schema, &journal_schema, &place_schema,    &unit_schema, &login_schema,
	    &catalog_schema, &duty_schema,    &calendar_schema, &site_schema,    &bulk_schema,
	};

	text_use(texts, T_MAX);
	city_register();
	command_register(site_commands, site_commands_n);
	command_register(bulk_commands, bulk_commands_n);
	view_register(bulk_views, bulk_views_n);
	bulk_register(bulk_tables, bulk_tables_n);
	on_engines(schemas, NITEMS(schemas), test);
	return done();
}
