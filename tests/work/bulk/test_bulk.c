/* Whole tables on a real store, both engines: out and in nothing changes; what is let in was seen. */
#include "bulk_sql.h"
#include "city/city.h"
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
	e = bulk_give(&st->cx, bulk_kind_of(str_of(kind)), form, test_folder(), rows, &fd, &size);
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
		 {"classes", "xt01", 0}};

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

#define HEAD "编码,名称,简称,类别,上级编码,区划编码,生效日期,失效日期\n"

static void
letting_in(void)
{
	static const char text[] =
	    "芗城区单位台账,,,,,,,\n序号,编码,名称,类别,上级编码,区划编码,生效日期,备注\n"
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
	ok(apply(p->id, p->seen) == ERR_INPUT &&
	       looks("units", S(HEAD "Z9,甲,,局,,,2026-08-01,\n"))->others > 20,
	   "%s: and cannot be let in", st->engine);
	p = looks(
	    "units",
	    S(HEAD "Z1,甲,,局,,9999,2026-08-01,\nZ5,乙,,局,,8888,2026-08-01,\nZ6,丙,,局,Z1,,2026-08-01,\n"));
	ok(p->nfault == 2 && has(p->fault[0], "9999") && has(p->fault[1], "8888"),
	   "%s: of codes that name nothing all are told, and what hangs on a refused row is not", st->engine);
	ok(check("units", S("编码,颜色\nA,红\n")) == ERR_INPUT && has(said, "颜色"),
	   "%s: a column that is unknown", st->engine);
	ok(check("nothing", S("a\nb\n")) == ERR_INPUT, "%s: a kind that is unknown", st->engine);
	ok(check("people", S("姓名,岗位编码,生效日期\n甲,HQ-xt,2026-08-01\n")) == ERR_DENIED,
	   "%s: people are the security administrator's", st->engine);
	as("aq01");
	ok(check("units", S(HEAD "Z7,甲,,局,,,2026-08-01,\n")) == ERR_DENIED, "%s: units are not", st->engine);
	as("jdy01");
	ok(check("units", S(HEAD "Z7,甲,,局,,,2026-08-01,\n")) == ERR_DENIED, "%s: nor an inspector's",
	   st->engine);
	as("xt01");
	p = looks(
	    "posts",
	    S("编码,单位编码,角色,名称,区划编码,分类范围,生效日期\nZP1,HQ,值班长,夜班,350602,S09；S06,2026-08-01\n"));
	ok(p->fresh == 1 && p->ready && apply(p->id, p->seen) == OK, "%s: a role by its word for people",
	   st->engine);
	p = looks(
	    "posts",
	    S("编码,单位编码,角色,名称,区划编码,分类范围,生效日期\nZP1,HQ,chief,夜班,350602,S06；S09,2026-08-01\n"));
	ok(p->same == 1 && p->nfault == 0, "%s: and by its name; lists in any order", st->engine);
}

/* ---- As an office has them ---- */

/* A workbook whose head and cells have line breaks. */
static str
broken_lines(void)
{
	static const struct xlsx_column column[] = {
	    {STR_INIT("编\n码"), XLSX_AS_TEXT, 9},       {STR_INIT("名称"), XLSX_AS_TEXT, 9},
	    {STR_INIT("类别"), XLSX_AS_TEXT, 9},         {STR_INIT("上级\n编码"), XLSX_AS_TEXT, 9},
	    {STR_INIT("区划\n编码"), XLSX_AS_TEXT, 9},   {STR_INIT("生效日期"), XLSX_AS_TEXT, 9}};
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
	static const char csv[] = "\"编\n码\",名称,类别,\"上级\n编码\",区划编码,生效日期\n"
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
	const int                  n = 3200; /* ten thousand take PostgreSQL five seconds */
	const struct bulk_preview *p;
	struct buf                 b;
	int                        shown = 0;

	buf_init(&b, st->cx.arena, BULK_BYTES);
	buf_add(&b, S("编码,名称,类别,上级编码,区划编码,生效日期\n"));
	for (int i = n; i > 0; i--)
		buf_printf(&b, "M%04d,单位 %d,企业,%s,,2026-08-01\n", i, i, i > 1 ? "M0001" : "");
	as("xt01");
	p = looks("units", buf_str(&b));
	ok(p->fresh == n && p->n == BULK_SHOWN && p->ready, "%s: %d rows, of which the first are shown", st->engine, n);
	ok(apply(p->id, p->seen) == OK && str_eq(r.arg[0], number(n)), "%s: are let in", st->engine);
	/* In another order than the store's, whose first are the table's last. */
	buf_clear(&b);
	buf_add(&b, S("编码,名称,类别,上级编码,区划编码,生效日期\n"));
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
	st = s;
	make_city(s);
	round_trips();
	letting_in();
	refusals();
	line_breaks();
	forgotten();
	many();
	ok(folds(s, unit_aggregates, unit_aggregates_n), "%s: units and posts equal their events", s->engine);
	store_check_queries(s, "work/bulk", bulk_queries);
}

int
main(void)
{
	static const struct db_schema *const schemas[] = {
	    &command_schema, &journal_schema, &place_schema,    &unit_schema, &login_schema,
	    &catalog_schema, &duty_schema,    &calendar_schema, &bulk_schema,
	};

	text_use(texts, T_MAX);
	city_register();
	command_register(bulk_commands, bulk_commands_n);
	view_register(bulk_views, bulk_views_n);
	bulk_register(bulk_tables, bulk_tables_n);
	on_engines(schemas, NITEMS(schemas), test);
	return done();
}
