/* Workbooks as templates: rows repeated, and formulas, merged cells, areas and numbers that go with them. */
#include "base/ensure.h"
#include "base/mem.h"
#include "kit/office/office.h"
#include "kit/xlsx/refs.h"
#include "tap.h"
#include "texts.h"


static struct ctx cx;

enum { DAY, PLACE, UNITS };
static const struct office_field unit_fields[] = {{"name", OFFICE_IS_TEXT, T_bulletin_f_unit, NULL, 0},
                                                  {"stock", OFFICE_IS_NUMBER, T_bulletin_stock, NULL, 0}};
static const struct office_field fields[] = {{"day", OFFICE_IS_TEXT, T_bulletin_f_day, NULL, 0},
                                             {"place", OFFICE_IS_TEXT, T_bulletin_f_place, NULL, 0},
                                             {"units", OFFICE_IS_ROWS, T_bulletin_nobody, unit_fields, NITEMS(unit_fields)}};

static const char TYPES[] = "<Types><Override PartName=\"/xl/calcChain.xml\" ContentType=\"x\"/></Types>";
static const char RELS[] = "<Relationships><Relationship Id=\"a\" Type=\"x/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>";
static const char BOOK_RELS[] =
    "<Relationships><Relationship Id=\"r1\" Type=\"x/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"r2\" "
    "Type=\"x/worksheet\" Target=\"/xl/worksheets/sheet2.xml\"/><Relationship Id=\"r3\" Type=\"x/sharedStrings\" "
    "Target=\"sharedStrings.xml\"/><Relationship Id=\"r4\" Type=\"x/calcChain\" Target=\"calcChain.xml\"/></Relationships>";
#define BOOK(names) \
	"<workbook xmlns:r=\"r\"><sheets><sheet name=\"One\" r:id=\"r1\"/><sheet name=\"Two\" r:id=\"r2\"/></sheets>" names \
	"<calcPr calcId=\"7\"/></workbook>"
static const char SHARED[] = "<sst><si><t>head</t></si><si><r><t>{{pla</t></r><r><rPr><b/></rPr><t>ce}}</t></r></si></sst>";
#define SHEET(rows, rest) "<worksheet><sheetData>" rows "</sheetData>" rest "</worksheet>"
#define TEXT(at, text) "<c r=\"" at "\" s=\"3\" t=\"inlineStr\"><is><t>" text "</t></is></c>"
#define SUM(at, formula) "<c r=\"" at "\"><f>" formula "</f><v>9</v></c>"

static struct opc_part parts[8];
static struct office_value values[NITEMS(fields)];

/* Filled, or (STR_NONE) refused; all: its parts. */
static str
filled_of(const char *one, const char *two, const char *book, struct opc_parts *all)
{
	struct opc_parts    *in = ARENA_NEW(cx.arena, struct opc_parts);
	struct office_template *t;
	str                     xlsx;

	ctx_forget(&cx);
	ensure(in != NULL);
	parts[0] = (struct opc_part){S("[Content_Types].xml"), str_of(TYPES)};
	parts[1] = (struct opc_part){S("_rels/.rels"), str_of(RELS)};
	parts[2] = (struct opc_part){S("xl/workbook.xml"), str_of(book)};
	parts[3] = (struct opc_part){S("xl/_rels/workbook.xml.rels"), str_of(BOOK_RELS)};
	parts[4] = (struct opc_part){S("xl/sharedStrings.xml"), str_of(SHARED)};
	parts[5] = (struct opc_part){S("xl/worksheets/sheet1.xml"), str_of(one)};
	parts[6] = (struct opc_part){S("xl/worksheets/sheet2.xml"), str_of(two)};
	parts[7] = (struct opc_part){S("xl/calcChain.xml"), S("<calcChain/>")};
	*in = (struct opc_parts){parts, NITEMS(parts)};
	if (office_read(&cx, in, fields, NITEMS(fields), &t) != OK)
		return STR_NONE;
	ok(office_form_of(t) == OFFICE_BOOK, "it is a workbook");
	if (office_fill(&cx, t, values, &xlsx) != OK || opc_unpack(&cx, xlsx, all) != OK)
		return STR_NONE;
	for (size_t i = 0; i < all->n; i++)
		if (str_eq(all->part[i].name, S("xl/worksheets/sheet1.xml")))
			return all->part[i].bytes;
	return STR_NONE;
}

static str
part_of(const struct opc_parts *all, const char *name)
{
	for (size_t i = 0; i < all->n; i++)
		if (str_eq(all->part[i].name, str_of(name)))
			return all->part[i].bytes;
	return STR_NONE;
}

#define EMPTY SHEET("", "")

static bool
has(str where, const char *what)
{
	return str_find_str(where, str_of(what)) != SIZE_MAX;
}

static void
test_rows(void)
{
	static const char one[] =
	    SHEET("<row r=\"1\">" TEXT("A1", "{{day}}") "<c r=\"B1\" t=\"s\"><v>1</v></c><c r=\"C1\" t=\"s\"><v>0</v></c></row>"
	          "<row r=\"3\" ht=\"20\">" TEXT("A3", "{{#units}}{{name}}") TEXT("B3", "{{stock}}") SUM("C3", "B3*2+$D$1")
	          TEXT("D3", "{{stock}} in all{{/units}}") "</row>"
	          "<row r=\"4\">" SUM("B4", "SUM(B3:B3)") SUM("C4", "B4&amp;\"B3\"&amp;Two!A2") "</row>",
	          "<autoFilter ref=\"A2:D3\"/><mergeCells count=\"2\"><mergeCell ref=\"D3:E3\"/><mergeCell ref=\"A4:A5\"/></mergeCells>"
	          "<conditionalFormatting sqref=\"B3\"><cfRule><formula>B3&gt;9</formula></cfRule></conditionalFormatting>"
	          "<dataValidations><dataValidation sqref=\"C3:C4\"><formula1>B3</formula1></dataValidation></dataValidations>"
	          "<rowBreaks><brk id=\"4\"/></rowBreaks>");
	struct opc_parts all;
	str                 made = filled_of(one, SHEET("<row r=\"2\">" SUM("A2", "One!B4+One!$B$3:$B$3") "</row>", ""),
	                                     BOOK("<definedNames><definedName>One!$A$1:$D$4</definedName><definedName>One!$1:$2"
	                                          "</definedName></definedNames>"), &all);

	ok(has(made, "<row r=\"1\"><c r=\"A1\" s=\"3\" t=\"inlineStr\"><is><t>=1+1</t></is></c>"),
	   "a value that begins with = is text");
	ok(has(made, "<c r=\"B1\" t=\"inlineStr\"><is><r><t>Chang</t></r><r><rPr><b/></rPr><t></t></r></is></c>"),
	   "a shared text with a mark, over two runs, is the cell's own");
	ok(has(made, "<c r=\"C1\" t=\"s\"><v>0</v></c>"), "one without a mark is let be");
	ok(has(made, "<row r=\"3\" ht=\"20\"><c r=\"A3\" s=\"3\" t=\"inlineStr\"><is><t>一街</t></is></c><c r=\"B3\" s=\"3\" t=\"n\"><v>12</v></c>"
	             "<c r=\"C3\"><f>B3*2+$D$1</f></c>"), "a number that has its cell to itself is one, in the cell's format");
	ok(has(made, "<row r=\"4\" ht=\"20\"><c r=\"A4\" s=\"3\" t=\"inlineStr\"><is><t>-二街</t></is></c><c r=\"B4\" s=\"3\" t=\"n\"><v>0</v></c>"
	             "<c r=\"C4\"><f>B4*2+$D$1</f></c>"), "each row has its number, its cells theirs, its formula its own row");
	ok(has(made, "<row r=\"5\" ht=\"20\"><c r=\"A5\" s=\"3\" t=\"inlineStr\"><is><t>三街</t></is></c><c r=\"B5\" s=\"3\" t=\"inlineStr\"><is>"
	             "<t xml:space=\"preserve\">007</t>"), "what is no plain number is text");
	ok(has(made, "<is><t xml:space=\"preserve\">12 in all</t></is>"), "with other words beside it a number is text");
	ok(has(made, "<row r=\"6\"><c r=\"B6\"><f>SUM(B3:B5)</f></c><c r=\"C6\"><f>B6&amp;&quot;B3&quot;&amp;Two!A2</f></c></row>"),
	   "a sum reaches over all rows; quotes and other sheets are let be; what was worked out is forgotten");
	ok(has(made, "<mergeCells count=\"4\"><mergeCell ref=\"D3:E3\"/><mergeCell ref=\"D4:E4\"/><mergeCell ref=\"D5:E5\"/>"
	             "<mergeCell ref=\"A6:A7\"/></mergeCells>"), "merged cells are merged in each row, and move below");
	ok(has(made, "<autoFilter ref=\"A2:D5\"/>") && has(made, "sqref=\"B3:B5\"") && has(made, "sqref=\"C3:C6\""),
	   "areas reach over all rows");
	ok(has(made, "<brk id=\"6\"/>"), "a page ends where it did");
	ok(has(part_of(&all, "xl/worksheets/sheet2.xml"), "<f>One!B6+One!$B$3:$B$5</f>"), "so do another sheet's formulas");
	ok(has(part_of(&all, "xl/workbook.xml"), "<definedName>One!$A$1:$D$6</definedName><definedName>One!$1:$2</definedName>"),
	   "and the area that is printed; its head stays");
	ok(has(part_of(&all, "xl/workbook.xml"), "fullCalcOnLoad=\"1\"") && !part_of(&all, "xl/calcChain.xml").p &&
	       !has(part_of(&all, "[Content_Types].xml"), "calcChain") &&
	       !has(part_of(&all, "xl/_rels/workbook.xml.rels"), "calcChain"),
	   "all is worked out when it is opened, in an order of its own");
}

static void
test_marks(void)
{
	static const char marks[] = SHEET("<row r=\"1\">" TEXT("A1", "x") "</row><row r=\"2\">" TEXT("A2", "{{#units}}") "</row><row r=\"3\">"
	                                  TEXT("A3", "{{name}}") "</row><row r=\"4\">" TEXT("A4", "{{/units}}") "</row><row r=\"6\">"
	                                  SUM("A6", "COUNTA(A3:A3)") "</row>", "");
	static const char single[] = SHEET("<row r=\"2\">" TEXT("A2", "{{#units}}{{name}}{{/units}}") TEXT("B2", "b")
	                                   "</row><row r=\"3\">" SUM("A3", "SUM(A2:A2)") "</row>", "");
	static const char filled_down[] =
	    SHEET("<row r=\"1\">" TEXT("A1", "{{day}}") "<c r=\"B1\"><f t=\"shared\" ref=\"B1:B2\" si=\"0\">$A1+C$1</f></c></row><row r=\"2\">"
	          "<c r=\"B2\"><f t=\"shared\" si=\"0\"/></c></row>", "");
	struct opc_parts all;
	size_t              n = values[UNITS].nrow;
	str                 made = filled_of(marks, EMPTY, BOOK(""), &all);

	ok(has(made, "<row r=\"2\">") && has(made, "<t>一街</t>") && has(made, "<row r=\"4\">") && has(made, "<row r=\"6\"><c r=\"A6\"><f>COUNTA(A2:A4)"),
	   "marks in rows of their own go, and leave no hole");
	made = filled_of(single, EMPTY, BOOK(""), &all);
	ok(has(made, "<row r=\"4\"><c r=\"A4\"") && has(made, "<c r=\"B4\"") && has(made, "SUM(A2:A4)"), "both marks in one cell: its row");
	values[UNITS].nrow = 0;
	made = filled_of(single, EMPTY, BOOK(""), &all);
	ok(has(made, "<row r=\"2\"/><row r=\"3\"><c r=\"A3\"><f>SUM(A2:A2)"), "without any one stays, empty, for the sum below it");
	values[UNITS].nrow = n;
	made = filled_of(filled_down, EMPTY, BOOK(""), &all);
	ok(has(made, "<c r=\"B1\"><f>$A1+C$1</f></c>") && has(made, "<c r=\"B2\"><f>$A2+C$1</f></c>"),
	   "a formula that was filled down is each cell's own");
}

static void
test_faults(void)
{
	static const struct {
		const char *one, *book;
		text_id     why;
		const char *what;
	} bad[] = {
	    {SHEET("<row r=\"7\">" TEXT("C7", "{{bay}}") "</row>", ""), BOOK(""), T_office_unknown, "a field that is none"},
	    {SHEET("<row r=\"1\">" TEXT("A1", "{{day}}") SUM("B1", "WEBSERVICE(\"http://x\"&amp;A1)") "</row>", ""), BOOK(""),
	     T_workbook_formula, "a formula that asks a site"},
	    {SHEET("<row r=\"1\">" TEXT("A1", "{{day}}") SUM("B1", "cmd|'/c calc'!A1") "</row>", ""), BOOK(""), T_workbook_formula,
	     "one that starts a program"},
	    {SHEET("<row r=\"1\">" TEXT("A1", "{{day}}") SUM("B1", "[1]Sheet1!A1") "</row>", ""), BOOK(""), T_workbook_formula,
	     "one that reads another file"},
	    {SHEET("<row r=\"1\">" TEXT("A1", "{{day}}") "</row>", ""),
	     BOOK("<definedNames><definedName>'c:\\[a.xlsx]S'!A1</definedName></definedNames>"), T_workbook_formula, "a name that does"},
	    {SHEET("<row>" TEXT("A1", "{{day}}") "</row>", ""), BOOK(""), T_workbook_no_row, "rows without numbers"},
	    {SHEET("<row r=\"2\">" TEXT("A2", "{{day}}") "</row><row r=\"1\"/>", ""), BOOK(""), T_workbook_no_row, "rows in no order"},
	    {SHEET("<row r=\"1\">" TEXT("A1", "{{day}}") "</row>", "<headerFooter><oddHeader>{{day}}</oddHeader></headerFooter>"),
	     BOOK(""), T_workbook_sheet_header, "a field in the page's header"},
	    {SHEET("<row r=\"1\">" TEXT("A1", "day") "</row>", ""), BOOK(""), T_office_no_marks, "no field at all"},
	};
	struct opc_parts all;

	for (size_t i = 0; i < NITEMS(bad); i++)
		ok(!filled_of(bad[i].one, EMPTY, bad[i].book, &all).p && cx.why.line[0].text == bad[i].why,
		   "refused: %s", bad[i].what);
	ok(!filled_of(bad[0].one, EMPTY, bad[0].book, &all).p &&
	       str_eq(cx.why.line[0].arg[0], S("{{bay}}（工作表“One”单元格 C7）")), "with its sheet and cell");
}

/* Of 5,000 rows, which are as many as a template is filled with. */
static void
test_many(void)
{
	struct office_row  *row = ARENA_NEWS(cx.arena, 5000, struct office_row);
	struct office_value was = values[UNITS];
	struct opc_parts all;
	str                 made;

	ensure(row != NULL);
	for (size_t i = 0; i < 5000; i++)
		row[i] = was.row[i % was.nrow];
	values[UNITS].row = row;
	values[UNITS].nrow = 5000;
	made = filled_of(SHEET("<row r=\"1\">" TEXT("A1", "{{#units}}{{name}}") TEXT("B1", "{{stock}}{{/units}}") "</row><row r=\"2\">"
	                       SUM("B2", "SUM(B1:B1)") "</row>", ""), EMPTY, BOOK(""), &all);
	ok(has(made, "<row r=\"5001\"><c r=\"B5001\"><f>SUM(B1:B5000)"), "five thousand rows");
	values[UNITS] = was;
}

/* Read and filled in an arena of its own while the n-th allocation fails; 0: none does. */
static enum err
starving(uint64_t n)
{
	struct ctx              own = {.arena = arena_new((size_t)64 << 20)};
	struct opc_parts     in = {parts, NITEMS(parts)};
	struct office_template *t;
	str                     xlsx;
	enum err                e;

	ensure(own.arena != NULL);
	mem_fail_at(n);
	if ((e = office_read(&own, &in, fields, NITEMS(fields), &t)) == OK)
		e = office_fill(&own, t, values, &xlsx);
	mem_fail_at(0);
	arena_free(own.arena);
	return e;
}

static void
test_memory(void)
{
	struct opc_parts all;
	uint64_t            n = 0;
	enum err            e;

	ensure(filled_of(SHEET("<row r=\"1\">" TEXT("A1", "{{#units}}{{name}}") TEXT("B1", "{{stock}}{{/units}}")
	                       SUM("C1", "A1+B1") "</row>", "<mergeCells count=\"1\"><mergeCell ref=\"A1:B1\"/></mergeCells>"),
	                 EMPTY, BOOK(""), &all).p && starving(0) == OK);
	do
		e = starving(++n);
	while (e == ERR_MEMORY && n < 100000);
	ok(e == OK && n > 1, "without memory for any one of %d allocations it says so, and nothing else", (int)n - 1);
}

static void
test_references(void)
{
	static const struct {
		const char *formula, *shifted;
	} by[] = {
	    {"A1+$A1+A$1+$A$1", "B3+$A3+B$1+$A$1"}, {"SUM(AA10:ZZ20)", "SUM(AB12:AAA22)"}, {"\"A1\"&'A1'!A1", "\"A1\"&'A1'!B3"},
	    {"LOG10(A1)", "LOG10(B3)"},             {"1E5+TRUE+A1.B", "1E5+TRUE+A1.B"},    {"Rate2026*2", "Rate2026*2"},
	    {"3:4", "5:6"},
	};
	static const struct {
		const char *formula;
		bool        reaches;
	} asks[] = {{"SUM(Table1[items])", false}, {"Table1[[a],[b]]", false}, {"\"a|b[1]\"", false}, {"[1]x!A1", true},
	            {"webservice(\"x\")", true}, {"A1+[2]x!A1", true}, {"WEBSERVICES", false}, {"HYPERLINK(\"x\")", false}};

	for (size_t i = 0; i < NITEMS(by); i++) {
		struct buf b;

		buf_init(&b, cx.arena, BUF_LINE);
		xlsx_formula_shift(&b, str_of(by[i].formula), 2, 1);
		is_str(buf_str(&b), str_of(by[i].shifted), "%s, two rows down and one to the right", by[i].formula);
	}
	for (size_t i = 0; i < NITEMS(asks); i++)
		ok(xlsx_formula_reaches(str_of(asks[i].formula)) == asks[i].reaches, "%s %s", asks[i].formula,
		   asks[i].reaches ? "asks another" : "does not");
}

int
main(void)
{
	static const struct office_value one[] = {{.text = STR_INIT("一街")}, {.text = STR_INIT("12")}},
	                                 two[] = {{.text = STR_INIT("-二街")}, {.text = STR_INIT("0")}},
	                                 three[] = {{.text = STR_INIT("三街")}, {.text = STR_INIT("007")}};
	static const struct office_row   rows[] = {{one}, {two}, {three}};

	text_use(texts, T_MAX);
	cx = (struct ctx){.arena = arena_new((size_t)512 << 20)};
	ensure(cx.arena != NULL);
	values[DAY].text = S("=1+1");
	values[PLACE].text = S("Chang");
	values[UNITS] = (struct office_value){.row = rows, .nrow = NITEMS(rows)};
	test_rows();
	test_marks();
	test_faults();
	test_many();
	test_memory();
	test_references();
	arena_free(cx.arena);
	return done();
}
