/* Materials on both engines: asked for, handed in, looked into, accepted by others; what is missing or used twice. */
#include "city/city.h"
#include "kit/office/office.h"
#include "material_sql.h"
#include "work/material/material.h"
#include "work/scheme/scheme.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct store *st;
static struct reply  r;
static str           said;
static char          dir[] = "/tmp/duban-material-XXXXXX";

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
kinds(struct arena *a)
{
	str out, bad;

	ok(material_kinds(a, S("PDF、.docx；Word"), &out, &bad) && str_eq(out, S("docx；pdf")),
	   "kinds as people write them, each once, in one order");
	ok(!material_kinds(a, S("pdf；exe"), &out, &bad) && str_eq(bad, S("exe")), "a program is no kind");
	ok(!material_kinds(a, S(" ； "), &out, &bad) && !bad.n, "nothing is none");
	ok(material_takes(S("docx；pdf"), MATERIAL_IS_pdf) && !material_takes(S("docx；pdf"), MATERIAL_IS_jpg), "a list has its own");
	ok(material_kind_seen(S("%PDF-1.7")) == MATERIAL_IS_pdf && material_kind_seen(S("\xff\xd8\xff\xe0")) == MATERIAL_IS_jpg &&
	       material_kind_seen(S("PK\x03\x04")) == MATERIAL_IS_docx,
	   "by what bytes begin with");
	ok(material_kind_seen(S("MZ")) == MATERIAL_KIND_MAX && material_kind_seen(S(" %PDF-")) == MATERIAL_KIND_MAX &&
	       material_kind_seen(S("")) == MATERIAL_KIND_MAX,
	   "a program, a PDF behind a blank and nothing are none");
	ok(material_alike(0x0f, 0x0f, 0) && material_alike(0, 0x3ff, 10) && !material_alike(0, 0x7ff, 10), "ten bits of 64 may differ");
}

static void
rules(void)
{
	struct material_facts f = {.copies = 2};
	struct material_hand  h = {.unit = 3, .by_unit = 3, .today = S("2026-11-20"), .opens = S("2026-11-20"),
	                           .kinds = S("pdf"), .most = 1, .bytes = 1 << 20, .kind = MATERIAL_IS_pdf};
	struct material_judge j = {.accept = true, .state = S("waiting"), .unit = 3, .handed_by = 30, .by_unit = 1,
	                           .by_person = 10};
	str                   arg;

	ok(material_state_of(&f) == MATERIAL_MISSING, "of two none is there: missing");
	f.waiting = 1;
	ok(material_state_of(&f) == MATERIAL_MISSING, "one is there: missing still");
	f.accepted = 1;
	ok(material_state_of(&f) == MATERIAL_WAITING, "both, one of them accepted: waiting");
	f.accepted = 2;
	ok(material_state_of(&f) == MATERIAL_DONE, "both accepted: complete");
	f.struck = true;
	ok(material_state_of(&f) == MATERIAL_VOID, "void is void");

	ok(material_hand_fault(&h, &arg) == T_none, "its own unit, on the first day, a megabyte of PDF: taken");
	h.bytes++;
	ok(material_hand_fault(&h, &arg) != T_none, "a byte more: not");
	h.bytes = 1;
	h.by_unit = 1;
	ok(material_hand_fault(&h, &arg) != T_none, "another unit: not");
	h.by_unit = 3;
	h.opens = S("2026-11-21");
	ok(material_hand_fault(&h, &arg) != T_none && str_eq(arg, S("2026-11-21")), "a day early: not");
	h.opens = S("2026-01-01");
	h.kind = MATERIAL_IS_jpg;
	ok(material_hand_fault(&h, &arg) != T_none, "a kind that is not wanted: not");
	h.kind = MATERIAL_IS_pdf;
	h.since = S("2026-01-01");
	h.until = S("2026-10-31");
	ok(material_hand_fault(&h, &arg) != T_none, "without a day, where one is asked about: not");
	h.dated = S("2025-12-31");
	ok(material_hand_fault(&h, &arg) != T_none, "the day before: not");
	h.dated = S("2026-10-31");
	ok(material_hand_fault(&h, &arg) == T_none, "the last day: taken");
	h.dated = S("2026-11-01");
	ok(material_hand_fault(&h, &arg) != T_none, "the day after: not");
	h.until = STR_NONE;
	h.dated = S("2026-11-21");
	ok(material_hand_fault(&h, &arg) != T_none, "a day that has not come: not");
	h.dated = S("2026-11-20");
	h.files = MATERIAL_FILES;
	ok(material_hand_fault(&h, &arg) != T_none, "more files than there may be: not");

	ok(material_judge_fault(&j) == T_none, "another person of another unit accepts what waits");
	j.by_unit = 3;
	ok(material_judge_fault(&j) != T_none, "A31: its own unit does not");
	j.by_unit = 1;
	j.by_person = 30;
	ok(material_judge_fault(&j) != T_none, "nor who handed it in, in whatever post");
	j.by_person = 10;
	j.state = S("accepted");
	ok(material_judge_fault(&j) != T_none, "what is accepted is not accepted twice");
	j.accept = false;
	ok(material_judge_fault(&j) == T_none, "but may be given back");
	j.state = S("returned");
	ok(material_judge_fault(&j) != T_none, "once");
}

/* ---- On a store ---- */

static const char head[] = "材料编号\t材料\t对应标准\t责任岗位代码\t文件格式\t每个文件上限（MB）\t份数\t开始报送\t报送截止\t材料所属时间从\t材料所属时间到\t材料要求\t作废\n";

static enum err
load(const char *rows)
{
	return load_file(st, "material.load", arena_printf(st->cx.arena, "%s%s", head, rows), &r, &said);
}

static const struct material_list *
listed(const char *field, const char *value)
{
	struct input in = {str_of(field), str_of(value)};
	const void  *out;

	ensure(shows(st, "material.list", &in, field[0] ? 1 : 0, &out) == OK);
	return out;
}

static const struct material_shown *
got(int64_t id)
{
	struct input in = {S("id"), arena_printf(st->cx.arena, "%lld", (long long)id)};
	const void  *out;

	return shows(st, "material.get", &in, 1, &out) == OK ? out : NULL;
}

/* A command with up to four more fields, "name=value". */
static enum err
does(const char *command, int64_t id, const char *const *more)
{
	struct input in[6];
	size_t       n = 0;

	if (id)
		in[n++] = (struct input){S("id"), arena_printf(st->cx.arena, "%lld", (long long)id)};
	for (size_t i = 0; more[i]; i++) {
		str value = str_of(more[i]), name = str_cut(&value, '=');

		in[n++] = (struct input){name, value};
	}
	return run_said(st, command, in, n, &r, &said);
}
#define DOES(command, id, ...) does(command, id, (const char *const[]){__VA_ARGS__, NULL})

static str
pdf(const char *words)
{
	return arena_printf(st->cx.arena, "%%PDF-1.7\n%s\n%%%%EOF\n", words);
}

static str
office(const char *part, const char *words, bool macros)
{
	const struct opc_part parts[] = {{S("[Content_Types].xml"), S("<Types/>")},
	                                    {str_of(part), str_of(words)},
	                                    {S("word/vbaProject.bin"), S("Sub x()")}};
	str bytes;

	ensure(opc_pack(&st->cx, parts, macros ? 3 : 2, &bytes) == OK);
	return bytes;
}

/* Handed in as a form does it: kept, then named; "note=…" may follow. */
static enum err
hands(int64_t id, str bytes, const char *more)
{
	struct buf b;
	digest     d;
	enum err   e;

	ctx_forget(&st->cx);
	if ((e = material_take(&st->cx, bytes, &d)) != OK) {
		buf_init(&b, st->cx.arena, BUF_PAGE);
		why_text(&st->cx, e, &b);
		said = buf_str(&b);
		return e;
	}
	buf_init(&b, st->cx.arena, BUF_PATH);
	buf_add(&b, S("file="));
	digest_add(&b, d);
	buf_char(&b, '\0');
	return more ? DOES("material.hand", id, buf_str(&b).p, more) : DOES("material.hand", id, buf_str(&b).p);
}

static void
asking(void)
{
	static const struct {
		const char *row, *part, *rule;
	} c[] = {
	    {"\t制度\tGC/1.3(1)\tHW-cz\t\t\t\t\t2026-12-01\t\t\t\t\n", "材料编号", "no number"},
	    {"C9\t制度\tGC/9.9\tHW-cz\t\t\t\t\t2026-12-01\t\t\t\t\n", "GC/9.9", "a standard that there is not"},
	    {"C9\t制度\tGC/1.3(1)\tXX-cz\t\t\t\t\t2026-12-01\t\t\t\t\n", "XX-cz", "a post that there is not"},
	    {"C9\t制度\tGC/1.3(1)\tHW-cz\texe\t\t\t\t2026-12-01\t\t\t\t\n", "exe", "a program"},
	    {"C9\t制度\tGC/1.3(1)\tHW-cz\t\t17\t\t\t2026-12-01\t\t\t\t\n", "16", "more megabytes than are taken"},
	    {"C9\t制度\tGC/1.3(1)\tHW-cz\t\t\t0\t\t2026-12-01\t\t\t\t\n", "份数", "no file at all"},
	    {"C9\t制度\tGC/1.3(1)\tHW-cz\t\t\t\t2026-12-02\t2026-12-01\t\t\t\t\n", "2026-12-02", "begun after its end"},
	    {"C9\t制度\tGC/1.3(1)\tHW-cz\t\t\t\t\t2099-12-01\t\t\t\t\n", "2099-12-01", "a year that was mistyped"},
	    {"C9\t制度\tGC/1.3(1)\tHW-cz\t\t\t\t\t2026-12-01\t2026-10-01\t2026-09-01\t\t\n", "2026-10-01", "a time that ends before it begins"},
	    {"C9\t制度\tGC/1.3(1)\tHW-cz\t\t\t\t\t2026-12-01\t\t\t\t\nC9\t制度\tGC/1.3(1)\tHW-cz\t\t\t\t\t2026-12-01\t\t\t\t\n",
	     "第 3 行", "a number twice"},
	};

	as("zbz01");
	for (size_t i = 0; i < NITEMS(c); i++)
		if (!ok(load(c[i].row) == ERR_INPUT && has(said, c[i].part), "%s: refused: %s", st->engine, c[i].rule))
			(void)printf("# %.*s\n", STR_ARG(said));
	ok(listed("", "")->n == 0, "%s: nothing half done", st->engine);
	ok(load("C1\t市场管理制度\tGC/1.3(1)\tHW-cz\tdocx；pdf\t1\t1\t2026-11-01\t2026-12-01\t\t\t盖章件\t\n"
	        "C2\t清扫保洁照片\tGC/1.3(2)\tHW-cz\t图片\t\t2\t\t2026-11-30\t2026-01-01\t2026-10-31\t每张写明地点\t\n"
	        "C3\t占道经营整治方案\tGC/1.3(3)\tCG-cz\tpdf\t\t\t2026-09-01\t2026-11-10\t\t\t\t\n"
	        "C4\t明年计划\tGC/1.3(3)\tCG-cz\t\t\t\t2026-12-10\t2026-12-20\t\t\t\t\n") == OK,
	   "%s: four materials: %.*s", st->engine, STR_ARG(said));
	ok(load("C1\t市场管理制度\tGC/1.3(1)\tHW-cz\tPDF、Word\t1\t1\t\t2026-12-01\t\t\t盖章件\tno\n") == OK && str_eq(r.arg[1], S("0")),
	   "%s: the same again in other words changes nothing: %.*s", st->engine, STR_ARG(said));
	ok(DOES("material.set", 0, "material=创建方案", "of_standard=GC/1.1(1)", "post_code=HW-cz", "closes=2026-12-31") == OK &&
	       str_eq(r.no, S("C0005")),
	   "%s: one more, which gets a number: %.*s", st->engine, STR_ARG(r.no));
	ok(DOES("material.set", 0, "material_no=C0005", "copies=2") == ERR_INPUT && has(said, "理由"), "%s: no change without a reason",
	   st->engine);
	ok(DOES("material.set", 0, "material_no=C0005", "copies=2", "reason=加一份") == OK && got(r.id)->m.copies == 2 &&
	       str_eq(got(r.id)->m.closes, S("2026-12-31")),
	   "%s: with one it is changed, and all else stays", st->engine);
	ok(DOES("material.set", 0, "material_no=C0005", "struck=yes", "reason=不要了") == OK && listed("", "")->n == 4 &&
	       listed("state", "void")->n == 1,
	   "%s: void it is in no list but its own", st->engine);
	ok(listed("state", "missing")->n == 4 && listed("state", "late")->n == 1 && listed("unit", "CG")->n == 2 &&
	       listed("standard", "GC/1.3(3)")->n == 2 && listed("upto", "2026-11-30")->n == 2,
	   "%s: four missing, one overdue, two of a unit, of a standard, until a day", st->engine);
}

static void
handing(void)
{
	static const char not_kept[] = "file=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
	const struct material_shown *m;
	int64_t                      c1 = listed("unit", "HW")->item[1].id, c2 = listed("unit", "HW")->item[0].id,
	        c3 = listed("unit", "CG")->item[0].id, c4 = listed("unit", "CG")->item[1].id, sealed;
	str    same = pdf("占道经营整治方案");
	int    fd;
	uint64_t size;
	str    name, media;

	ok(hands(c1, pdf("x"), NULL) == ERR_DENIED, "%s: headquarters hands nothing in", st->engine);
	as("cz15");
	ok(hands(c1, S("MZ\x90"), NULL) == ERR_INPUT && has(said, "认不出"), "%s: refused: a program", st->engine);
	ok(hands(c1, S(""), NULL) == ERR_INPUT && has(said, "空的"), "%s: refused: nothing", st->engine);
	ok(hands(c1, S("%PDF-1.7 cut"), NULL) == ERR_INPUT && has(said, "损坏"), "%s: refused: a PDF that is cut short", st->engine);
	ok(hands(c1, S("\xd0\xcf\x11\xe0 old"), NULL) == ERR_INPUT && has(said, "密码"), "%s: refused: locked, or of the time before",
	   st->engine);
	ok(hands(c1, office("word/document.xml", "<w/>", true), NULL) == ERR_INPUT && has(said, "宏"), "%s: refused: macros", st->engine);
	ok(hands(c1, office("other.xml", "<w/>", false), NULL) == ERR_INPUT, "%s: refused: some other zip", st->engine);
	ok(hands(c1, office("xl/workbook.xml", "<w/>", false), NULL) == ERR_RULE && has(said, "docx；pdf"),
	   "%s: refused: a spreadsheet where a paper is wanted", st->engine);
	ok(hands(c1, arena_printf(st->cx.arena, "%%PDF-1.7 %1100000d %%%%EOF", 7), NULL) == ERR_RULE && has(said, "1 MB"),
	   "%s: refused: larger than this one may be", st->engine);
	ok(DOES("material.hand", c1, not_kept) == ERR_INPUT && has(said, "重新上传"), "%s: refused: bytes that nobody sent", st->engine);
	ok(hands(c3, pdf("x"), NULL) == ERR_NONE, "%s: another unit's does not exist for it", st->engine);
	ok(hands(c2, S("\xff\xd8\xff one"), NULL) == ERR_RULE && has(said, "日期"), "%s: refused: without its day", st->engine);
	ok(hands(c2, S("\xff\xd8\xff one"), "dated=2025-12-31") == ERR_RULE && has(said, "2025-12-31"), "%s: refused: of last year",
	   st->engine);
	ok(got(c1)->nfile == 0 && got(c2)->nfile == 0, "%s: and nothing of all that is there", st->engine);
	ok(hands(c2, S("\xff\xd8\xff one"), "dated=2026-05-01") == OK, "%s: a picture: %.*s", st->engine, STR_ARG(said));
	ok(hands(c2, S("\xff\xd8\xff one"), "dated=2026-05-02") == ERR_RULE && has(said, "第 1 份"), "%s: not the same one again",
	   st->engine);
	ok(got(c2)->m.state == MATERIAL_MISSING, "%s: one of two: missing still", st->engine);
	ok(hands(c1, same, "note=芗城管〔2026〕3号") == OK && got(c1)->m.state == MATERIAL_WAITING, "%s: a paper: %.*s", st->engine,
	   STR_ARG(said));
	as("cz13");
	ok(hands(c4, same, NULL) == ERR_RULE && has(said, "2026-12-10"), "%s: refused: before its first day", st->engine);
	ok(hands(c3, same, NULL) == OK, "%s: the same paper for another material, late: %.*s", st->engine, STR_ARG(said));
	ok(listed("", "")->n == 2 && got(c1) == NULL && got(c3)->file[0].nother == 0,
	   "%s: a unit is told of its own only, the other use too", st->engine);
	ok(DOES("material.judge", c3, "nth=1", "verdict=accept") == ERR_DENIED, "%s: the unit accepts nothing", st->engine);

	as("zbz01");
	m = got(c3);
	ok(m->file[0].late && m->file[0].nother == 1 && m->file[0].other[0].material == c1 &&
	       !m->file[0].other[0].alike,
	   "%s: who accepts is shown that it came late, and where else it was used", st->engine);
	ok(DOES("material.judge", c3, "nth=1", "verdict=return") == ERR_INPUT && has(said, "理由"), "%s: not returned without a reason",
	   st->engine);
	ok(DOES("material.judge", c3, "nth=2", "verdict=accept") == ERR_INPUT, "%s: no second file", st->engine);
	ok(DOES("material.judge", c3, "nth=1", "verdict=return", "reason=和 C1 是同一份") == OK &&
	       got(c3)->m.state == MATERIAL_MISSING && got(c3)->m.late,
	   "%s: returned: missing again, and overdue", st->engine);
	ok(DOES("material.judge", c3, "nth=1", "verdict=accept") == ERR_RULE, "%s: what is returned is not accepted", st->engine);
	ok(DOES("material.judge", c1, "nth=1", "verdict=accept") == OK && got(c1)->m.state == MATERIAL_DONE, "%s: accepted: complete",
	   st->engine);
	ok(listed("state", "missing")->n == 3 && listed("", "")->all.missing == 3 && listed("", "")->all.late == 1 &&
	       listed("", "")->all.done == 1 && listed("", "")->nunit == 2,
	   "%s: three missing, one overdue, one complete, of two units", st->engine);
	ensure(db_begin(st->cx.db) == OK);
	ok(material_fetch(&st->cx, c1, 1, &fd, &size, &name, &media) == OK && size == same.n && str_eq(name, S("C1-1.pdf")) &&
	       str_eq(media, S("application/pdf")),
	   "%s: the file comes out as it came in", st->engine);
	(void)close(fd);
	ok(material_fetch(&st->cx, c1, 2, &fd, &size, &name, &media) == ERR_NONE, "%s: there is no other", st->engine);
	ok(material_missing(&st->cx, dir, &fd, &size, &sealed) == OK && size > 2000, "%s: the missing list as a workbook", st->engine);
	(void)close(fd);
	db_rollback(st->cx.db);
	as("cz13");
	ok(hands(c3, same, NULL) == OK && got(c3)->nfile == 2, "%s: what was returned may be handed in again", st->engine);
	as("zbz01");
	ok(got(c3)->file[0].nother == 2, "%s: and shows that it was returned once", st->engine);
}

/* A unit or post of which something is still wanted does not end. */
static void
ends(void)
{
	struct input close_post[] = {{S("post"), S("CG-cz")}, {S("day"), S("2026-12-01")}};

	st->cx.who = &actor_system;
	ok(run_said(st, "post.close", close_post, 2, &r, &said) == ERR_RULE && has(said, "2 项申报材料"), "%s: a post with materials does not end",
	   st->engine);
}

static void
check(void)
{
	bool named = false;
	struct writ_other *row;
	size_t             n;

	ensure(db_begin(st->cx.db) == OK);
	ensure(material_keeper.page(&st->cx, 0, &row, &n) == OK);
	ok(n == 4, "%s: four files to be checked (%zu)", st->engine, n);
	for (size_t i = 0; i < n; i++) {
		ensure(material_keeper.names(&st->cx, row[i].file, &named) == OK);
		ok(named && row[i].what.n, "%s: which the sweep leaves", st->engine);
	}
	ensure(material_keeper.page(&st->cx, row[n - 2].id, &row, &n) == OK);
	ok(n == 1, "%s: the last behind the one before it", st->engine);
	ensure(material_keeper.names(&st->cx, S("00"), &named) == OK);
	ok(!named, "%s: and no other", st->engine);
	db_rollback(st->cx.db);
}

static const struct db_schema *const schemas[] = {
    &command_schema, &journal_schema, &place_schema, &calendar_schema, &unit_schema, &login_schema,
    &catalog_schema, &duty_schema, &bulk_schema, &scheme_schema, &material_schema,
};

static void
test(struct store *s)
{
	struct journal_aggregate all[8];
	size_t                   n = 0;

	for (size_t i = 0; i < scheme_aggregates_n; i++)
		all[n++] = scheme_aggregates[i];
	for (size_t i = 0; i < material_aggregates_n; i++)
		all[n++] = material_aggregates[i];
	st = s;
	store_check_queries(s, "work/material", material_queries);
	make_city(s);
	ensure(loads(s, "scheme.load", "scheme/sample-schemes.tsv") && loads(s, "standard.load",
	    "scheme/sample-standards.tsv"));
	asking();
	handing();
	ends();
	check();
	ok(folds(s, all, n), "%s: materials equal their events", s->engine);
}

int
main(void)
{
	struct arena *a = arena_new(1 << 20);

	text_use(texts, T_MAX);
	city_register();
	command_register(scheme_commands, scheme_commands_n);
	command_register(material_commands, material_commands_n);
	view_register(material_views, material_views_n);
	unit_register(&material_hang, 1);
	ensure(a && mkdtemp(dir));
	writ_use(dir, dir);
	kinds(a);
	rules();
	on_engines(schemas, NITEMS(schemas), test);
	arena_free(a);
	if (strncmp(dir, "/tmp/", 5) == 0) {
		char cmd[128];

		(void)snprintf(cmd, sizeof(cmd), "rm -rf %s", dir);
		ok(system(cmd) == 0, "swept up");
	}
	return done();
}
