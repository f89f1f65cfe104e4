/* Spreadsheets: what is written is read back, and what offices make of cells is read as they see it. */
#include "base/ensure.h"
#include "kit/db/engines.h"
#include "kit/office/office.h"
#include "kit/xlsx/inside.h"
#include "tap.h"
#include "texts.h"

#include <dirent.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

static struct ctx cx;

static text_id
why(void)
{
	return cx.why.n ? cx.why.line[0].text : T_none;
}

/* The sentence of the first reason, in Chinese. */
static str
said(void)
{
	struct buf b;

	buf_init(&b, cx.arena, BUF_LINE);
	if (cx.why.n)
		text_add(&b, cx.why.line[0].text, ZH, cx.why.line[0].arg, WHY_ARGS);
	return buf_str(&b);
}

/* ---- Workbooks made by hand --------------------------------------------------------------------------- */

#define RELS(list) "<Relationships>" list "</Relationships>"
#define REL(id, type, target) "<Relationship Id=\"" id "\" Type=\"http://x/" type "\" Target=\"" target "\"/>"
#define SHEET(rows) "<worksheet><sheetData>" rows "</sheetData></worksheet>"

static const char BOOK[] = "<x:workbook xmlns:x=\"x\" xmlns:r=\"r\"><x:workbookPr/><x:sheets><x:sheet name=\"台账\" r:id=\"a\"/>"
                           "<x:sheet name=\"Lists\" state=\"hidden\" r:id=\"b\"/></x:sheets></x:workbook>";
static const char BOOK_1904[] = "<workbook xmlns:r=\"r\"><workbookPr date1904=\"1\"/><sheets><sheet name=\"a\" r:id=\"a\"/></sheets></workbook>";
static const char STYLES[] =
    "<styleSheet><numFmts><numFmt numFmtId=\"170\" formatCode=\"yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;\"/><numFmt "
    "numFmtId=\"171\" formatCode=\"000000\"/></numFmts><cellStyleXfs><xf numFmtId=\"14\"/><xf numFmtId=\"14\"/></cellStyleXfs>"
    "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"170\"/><xf numFmtId=\"171\"/><xf numFmtId=\"22\"/></cellXfs></styleSheet>";
static const char STRINGS[] = "<sst><si><t>市政</t></si><si><r><t>城 </t></r><r><t>管</t></r><rPh><t>cheng</t></rPh></si>"
                              "<si><t xml:space=\"preserve\">a_x000A_b_x005F_x0041_\xE2\x80\xAE</t></si></sst>";

static struct xlsx_book *book;

/* Packs and opens it; the error. */
static enum err
open_parts(const char *workbook, const char *sheet)
{
	const struct opc_part part[] = {
	    {S("_rels/.rels"), S(RELS(REL("a", "officeDocument", "xl/workbook.xml")))},
	    {S("xl/workbook.xml"), str_of(workbook)},
	    {S("xl/_rels/workbook.xml.rels"),
	     S(RELS(REL("a", "worksheet", "worksheets/one.xml") REL("b", "worksheet", "/xl/worksheets/two.xml")
	                REL("c", "sharedStrings", "sharedStrings.xml") REL("d", "styles", "styles.xml")))},
	    {S("xl/worksheets/one.xml"), str_of(sheet)},
	    {S("xl/worksheets/two.xml"), S(SHEET(""))},
	    {S("xl/sharedStrings.xml"), str_of(STRINGS)},
	    {S("xl/styles.xml"), str_of(STYLES)}};
	str zip;

	ctx_forget(&cx);
	ensure(opc_pack(&cx, part, NITEMS(part), &zip) == OK);
	return xlsx_open(&cx, "file", zip, &book);
}

static struct buf seen;

/* "3:A|B|…" for each row. */
static enum err
note(struct ctx *c, const struct xlsx_row *row, void *arg)
{
	(void)c;
	(void)arg;
	buf_printf(&seen, "%s%lld:", seen.n ? " " : "", (long long)row->no);
	for (size_t i = 0; i < row->n; i++) {
		if (i)
			buf_char(&seen, '|');
		buf_add(&seen, row->cell[i].text);
		if (row->cell[i].formula)
			buf_char(&seen, '=');
	}
	return OK;
}

static enum err
rows_of(const char *workbook, const char *sheet)
{
	enum err e = open_parts(workbook, sheet);

	buf_init(&seen, cx.arena, BUF_PAGE);
	return e == OK ? xlsx_rows(&cx, book, 0, note, NULL) : e;
}

static void
is_rows(const char *sheet, const char *want, const char *what)
{
	enum err e = rows_of(BOOK, sheet);

	ok(e == OK, "%s: read", what);
	is_str(buf_str(&seen), str_of(want), "%s", what);
}

static void
is_refused(const char *sheet, text_id text, const char *words)
{
	ok(rows_of(BOOK, sheet) == ERR_INPUT && why() == text && str_find_str(said(), str_of(words)) != SIZE_MAX,
	   "refused, with “%s”: %.*s", words, STR_ARG(said()));
}

static void
test_cells(void)
{
	const struct xlsx_sheet *s;

	ok(open_parts(BOOK, SHEET("")) == OK && xlsx_sheets(book, &s) == 2 && str_eq(s[0].name, S("台账")) &&
	       !s[0].hidden && s[1].hidden,
	   "sheets by their tabs; a hidden one is said to be");
	is_rows(SHEET("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>1</v></c><c r=\"D1\" t=\"s\"><v>2</v></c></row>"),
	        "1:市政|城 管||a\nb_x0041_", "shared texts, in pieces, without how they are read aloud, escapes and hidden marks");
	is_rows(SHEET("<row><c t=\"inlineStr\"><is><t>in</t><rPh><t>x</t></rPh></is></c><c t=\"str\"><f>A1&amp;1</f><v>in1</v></c><c t=\"b\"><v>1</v></c></row>"),
	        "1:in|in1=|TRUE", "texts of their own, a formula's value as it was kept, truth; places counted where none are named");
	is_rows(SHEET("<row r=\"2\"><c r=\"A2\"><v>350602001000</v></c><c r=\"B2\"><v>0.10000000000000001</v></c><c r=\"C2\" s=\"3\"><v>7</v></c>"
	              "<c r=\"D2\"><v>1E3</v></c><c r=\"E2\"><v>-3</v></c></row>"),
	        "2:350602001000|0.1|000007|1000|-3", "numbers without exponent, with the zeros of their format");
	is_rows(SHEET("<row r=\"1\"><c r=\"A1\" s=\"1\"><v>46346</v></c><c r=\"B1\" s=\"2\"><v>1</v></c><c r=\"C1\" s=\"1\"><v>59</v></c><c r=\"D1\" s=\"1\">"
	              "<v>61</v></c><c r=\"E1\" s=\"4\"><v>46346.354166666664</v></c><c r=\"F1\" t=\"d\"><v>2026-11-20T00:00:00</v></c>"
	              "<c r=\"G1\" s=\"1\"><v>46346.354166666664</v></c></row>"),
	        "1:2026-11-20|1900-01-01|1900-02-28|1900-03-01|2026-11-20 08:30|2026-11-20|2026-11-20", "days as numbers, of both sides of the leap day of 1900");
	ok(rows_of(BOOK_1904, SHEET("<row><c s=\"1\"><v>0</v></c><c s=\"1\"><v>44884</v></c></row>")) == OK, "from 1904");
	is_str(buf_str(&seen), S("1:1904-01-01|2026-11-20"), "days are counted from the first of January 1904");
	is_rows(SHEET("<row r=\"1\"><c r=\"A1\" s=\"2\"/><c r=\"B1\" t=\"s\"><v></v></c></row><row r=\"60000\" ht=\"9\"/>"
	              "<row r=\"60001\"><c r=\"C60001\"><v>1</v></c></row>"),
	        "60001:||1", "rows and cells without anything are passed over");
	is_rows("<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c></row><row r=\"2\"><c r=\"A2\"><v>1</v></c><c r=\"C2\"><v>2</v></c></row>"
	        "<row r=\"3\"><c r=\"C3\"><v>3</v></c></row></sheetData><mergeCells><mergeCell ref=\"A1:C1\"/><mergeCell ref=\"A2:B3\"/></mergeCells></worksheet>",
	        "1:市政|市政|市政 2:1|1|2 3:1|1|3", "merged cells show their value in each row and column");
}

static void
test_bad(void)
{
	is_refused(SHEET("<row r=\"5\"><c r=\"C5\" t=\"e\"><v>#N/A</v></c></row>"), T_xlsx_cell_error, "“台账”的 C5 是错误值 #N/A");
	is_refused(SHEET("<row r=\"1\"><c r=\"A1\"><v>350602199001011234</v></c></row>"), T_xlsx_cell_digits, "设为文本");
	is_refused(SHEET("<row r=\"1\"><c r=\"B1\" s=\"1\"><v>60</v></c></row>"), T_xlsx_cell_day, "B1");
	is_refused(SHEET("<row r=\"1\"><c r=\"B1\" s=\"1\"><v>-1</v></c></row>"), T_xlsx_cell_day, "2026-11-20 的写法");
	is_refused(SHEET("<row r=\"1\"><c r=\"B1\" s=\"1\"><v>2958466</v></c></row>"), T_xlsx_cell_day, "B1");
	is_refused(SHEET("<row r=\"1\"><c r=\"A1\"><v>12x</v></c></row>"), T_xlsx_cell_damaged, "A1");
	is_refused(SHEET("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>3</v></c></row>"), T_xlsx_cell_damaged, "A1");
	is_refused(SHEET("<row r=\"2\"/><row r=\"2\"/>"), T_xlsx_cell_damaged, "A3");
	is_refused(SHEET("<row r=\"1\"><c r=\"B1\"/><c r=\"A1\"/></row>"), T_xlsx_cell_damaged, "C1");
	is_refused(SHEET("<row r=\"1\"><c r=\"IW1\"><v>1</v></c></row>"), T_xlsx_columns_many, "IW1");
	is_refused("<worksheet><sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row></sheetData><mergeCells><mergeCell ref=\"A1:B2\"/>"
	           "<mergeCell ref=\"B1:C1\"/></mergeCells></worksheet>", T_xlsx_damaged, "B1");
	is_refused("<!DOCTYPE a [<!ENTITY b \"bbbb\"><!ENTITY c \"&b;&b;&b;\">]><worksheet>&c;</worksheet>", T_xlsx_doctype, "worksheets/one.xml");
	is_refused("<worksheet><sheetData>", T_xlsx_broken, "one.xml");
	is_refused("<worksheet>\xff</worksheet>", T_xlsx_broken, "one.xml");
	ok(open_parts("<workbook><sheets/></workbook>", "") == ERR_INPUT && why() == T_xlsx_no_xlsx, "refused: no sheet");
	ok(open_parts("<workbook><sheet name=\"a\" r:id=\"z\"/></workbook>", "") == ERR_INPUT, "refused: a sheet that is not there");
	ctx_forget(&cx);
	ok(xlsx_open(&cx, "file", S("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1zzzzzzzz"), &book) == ERR_INPUT && why() == T_xlsx_locked &&
	       str_eq(str_of(cx.why.line[0].field), S("file")),
	   "refused: with a password, or an .xls");
	ctx_forget(&cx);
	ok(xlsx_open(&cx, "file", S("code,name\n"), &book) == ERR_INPUT && why() == T_xlsx_no_xlsx, "refused: a CSV with that name");
}

static void
test_depth(void)
{
	struct buf b;

	buf_init(&b, cx.arena, 1 << 20);
	for (int i = 0; i <= PACKAGE_DEPTH; i++)
		buf_add(&b, S("<a>"));
	buf_char(&b, '\0');
	is_refused(buf_str(&b).p, T_xlsx_deep, "one.xml");
}

static void
test_formats(void)
{
	static const struct {
		const char *format;
		enum shown  as;
	} f[] = {{"General", SHOWN_PLAIN},       {"0.00", SHOWN_PLAIN},
	         {"yyyy-mm-dd", SHOWN_DAY},      {"[$-804]yyyy\"年\"m\"月\";@", SHOWN_DAY},
	         {"m\"月\"d\"日\"", SHOWN_DAY},  {"h:mm", SHOWN_TIME},
	         {"[h]:mm:ss", SHOWN_TIME},      {"yyyy/m/d h:mm", SHOWN_BOTH},
	         {"[Red]0.0", SHOWN_PLAIN},      {"\"days\" 0", SHOWN_PLAIN},
	         {"\\d0", SHOWN_PLAIN},          {"#,##0_);[Red](#,##0)", SHOWN_PLAIN},
	         {"0000", SHOWN_ZEROS},          {"0", SHOWN_PLAIN},
	         {"@", SHOWN_PLAIN},             {"\"", SHOWN_PLAIN},
	         {"[", SHOWN_PLAIN},             {"mm", SHOWN_DAY}};
	size_t  column;
	int64_t row;

	for (size_t i = 0; i < NITEMS(f); i++)
		is_i64(style_of(str_of(f[i].format)).as, f[i].as, "format %s", f[i].format);
	ok(cell_at(S("XFD1048576"), &column, &row) && column == 16383 && row == 1048576, "the last cell there is");
	ok(!cell_at(S("XFE1"), &column, &row) && !cell_at(S("A0"), &column, &row) && !cell_at(S("1"), &column, &row) &&
	       !cell_at(S("A1048577"), &column, &row) && !cell_at(S("a1"), &column, &row) && !cell_at(S(""), &column, &row),
	   "names that no cell has");
	is_str(xlsx_cell_name(&cx, 0, 1), S("A1"), "A1");
	is_str(xlsx_cell_name(&cx, 26, 12), S("AA12"), "AA12");
	is_str(xlsx_cell_name(&cx, 16383, 1048576), S("XFD1048576"), "the last cell there is");
}

/* ---- Written and read back ------------------------------------------------------------------------------ */

static const struct xlsx_column columns[] = {{STR_INIT("编码"), XLSX_AS_TEXT, 16, false},
                                             {STR_INIT("名称"), XLSX_AS_TEXT, 30, false},
                                             {STR_INIT("数量"), XLSX_AS_NUMBER, 10, false},
                                             {STR_INIT("起"), XLSX_AS_DAY, 12, false}};

static str
written(const char *dir, size_t n)
{
	static const str cells[][NITEMS(columns)] = {
	    {STR_INIT("007"), STR_INIT("=1+1"), STR_INIT("12.5"), STR_INIT("2026-11-20")},
	    {STR_INIT("+8613"), STR_INIT("@a \"<&>\""), STR_INIT("about 3"), STR_INIT("soon")},
	    {STR_INIT("-"), STR_INIT("two\nlines _x0041_ "), {NULL, 0}, {NULL, 0}},
	    {STR_INIT("350602199001011234"), STR_INIT("𠮷"), STR_INIT("-3"), STR_INIT("1970-01-01")}};
	struct xlsx_writer *w;
	uint64_t            size;
	char               *bytes;
	int                 fd;

	ctx_forget(&cx);
	if (xlsx_begin(&cx, dir, S("a/b:台账"), columns, NITEMS(columns), &w) != OK)
		return STR_NONE;
	for (size_t i = 0; i < n; i++)
		if (xlsx_add(&cx, w, cells[i % NITEMS(cells)]) != OK)
			return STR_NONE;
	if (xlsx_end(&cx, w, &fd, &size) != OK)
		return STR_NONE;
	bytes = arena_alloc(cx.arena, size + 1);
	ensure(bytes != NULL && read(fd, bytes, size + 1) == (ssize_t)size && close(fd) == 0);
	return (str){bytes, size};
}

static enum err
count(struct ctx *c, const struct xlsx_row *row, void *arg)
{
	(void)c;
	(void)row;
	++*(size_t *)arg;
	return OK;
}

static void
test_written(void)
{
	const char              *dir = test_folder();
	str                      bytes = written(dir, 4);
	const struct xlsx_sheet *s = NULL;
	struct arena            *room = cx.arena;
	size_t                   n = 0, before;

	ok(bytes.p && xlsx_open(&cx, "file", bytes, &book) == OK && xlsx_sheets(book, &s) == 1, "what is written is opened");
	is_str(s ? s[0].name : STR_NONE, S("ab台账"), "its tab, without what a tab may not hold");
	buf_init(&seen, cx.arena, BUF_PAGE);
	ok(xlsx_rows(&cx, book, 0, note, NULL) == OK, "and read");
	is_str(buf_str(&seen),
	       S("1:编码|名称|数量|起 2:007|=1+1|12.5|2026-11-20 3:+8613|@a \"<&>\"|about 3|soon 4:-|two\nlines _x0041_  "
	         "5:350602199001011234|𠮷|-3|1970-01-01"),
	       "text stays text, whatever it begins with; numbers and days are such");
	ok(str_eq(bytes, written(dir, 4)), "the same rows give the same bytes");
	ok(!written("/nowhere-at-all", 1).p && why() == T_xlsx_not_written, "a folder that is not there is said");
	cx.arena = arena_new((size_t)4 << 20);
	ensure(cx.arena != NULL);
	bytes = written(dir, 20000);
	before = arena_size(cx.arena);
	ok(bytes.p != NULL && before < bytes.n + (2 << 20), "20,000 rows in constant memory: %zu bytes of arena for a file of %zu",
	   before, bytes.n);
	ok(xlsx_open(&cx, "file", bytes, &book) == OK && xlsx_rows(&cx, book, 0, count, &n) == OK && n == 20001 &&
	       arena_size(cx.arena) < before + (1 << 20),
	   "and read in constant memory");
	arena_free(cx.arena);
	cx.arena = room;
}

static size_t
files_in(const char *dir)
{
	DIR   *d = opendir(dir);
	size_t n = 0;

	ensure(d != NULL);
	while (readdir(d))
		n++;
	(void)closedir(d);
	return n;
}

/* A disk that has room for so much and no more: the rows do not fit, or they do and the zip does not. */
static void
test_full(void)
{
	static const struct {
		rlim_t      room;
		size_t      rows;
		const char *what;
	} t[] = {{64 << 10, 20000, "of rows"}, {1 << 10, 4, "of few rows"}, {2300, 0, "of the zip, whose rows had room"}};
	const char   *dir = test_folder();
	size_t        before = files_in(dir);
	struct rlimit all, some;

	ensure(getrlimit(RLIMIT_FSIZE, &all) == 0 && signal(SIGXFSZ, SIG_IGN) != SIG_ERR);
	some = all;
	for (size_t i = 0; i < NITEMS(t); i++) {
		str bytes;

		some.rlim_cur = t[i].room;
		ensure(setrlimit(RLIMIT_FSIZE, &some) == 0);
		bytes = written(dir, t[i].rows);
		ensure(setrlimit(RLIMIT_FSIZE, &all) == 0);
		ok(!bytes.p && why() == T_xlsx_not_written && files_in(dir) == before &&
		       str_eq(cx.why.line[0].arg[0], S("EIO")) == (t[i].rows > 0),
		   "a disk that is full is said, and nothing is left there: %s", t[i].what);
	}
}

int
main(void)
{
	text_use(texts, T_MAX);
	cx = (struct ctx){.arena = arena_new((size_t)256 << 20)};
	ensure(cx.arena != NULL);
	test_cells();
	test_bad();
	test_depth();
	test_formats();
	test_written();
	test_full();
	arena_free(cx.arena);
	return done();
}
