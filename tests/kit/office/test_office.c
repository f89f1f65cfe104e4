/* Templates of the office: what is refused, what is found, what becomes of it. */
#include "base/ensure.h"
#include "base/mem.h"
#include "kit/markup/markup.h"
#include "kit/office/office.h"
#include "tap.h"
#include "texts.h"

#include <string.h>

static struct ctx cx;

enum { DAY, PLACE, UNITS, PHOTO };
static const struct office_field unit_fields[] = {{"name", OFFICE_IS_TEXT, T_bulletin_f_unit, NULL, 0},
                                                  {"stock", OFFICE_IS_TEXT, T_bulletin_stock, NULL, 0},
                                                  {"shot", OFFICE_IS_PICTURE, T_bulletin_fresh, NULL, 0}};
static const struct office_field fields[] = {{"day", OFFICE_IS_TEXT, T_bulletin_f_day, NULL, 0},
                                             {"place", OFFICE_IS_TEXT, T_bulletin_f_place, NULL, 0},
                                             {"units", OFFICE_IS_ROWS, T_bulletin_nobody, unit_fields, NITEMS(unit_fields)},
                                             {"photo", OFFICE_IS_PICTURE, T_bulletin_late, NULL, 0}};

static const char TYPES[] =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
    "<Default Extension=\"xml\" ContentType=\"application/xml\"/></Types>";
static const char RELS[] =
    "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"a\" "
    "Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" "
    "Target=\"word/document.xml\"/></Relationships>";
#define DOC(body) \
	S("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<w:document xmlns:w=\"w\"><w:body>" body "</w:body></w:document>")
#define P(text) "<w:p><w:r><w:t>" text "</w:t></w:r></w:p>"
#define TC(text) "<w:tc>" P(text) "</w:tc>"
#define HEAD "<w:tr>" TC("head") "</w:tr>"
#define PLACE_PART "word/document.xml"

static struct opc_parts
parts_of(str document)
{
	struct opc_part *p = ARENA_NEWS(cx.arena, 4, struct opc_part);

	ensure(p != NULL);
	p[0] = (struct opc_part){S("[Content_Types].xml"), str_of(TYPES)};
	p[1] = (struct opc_part){S("_rels/.rels"), str_of(RELS)};
	p[2] = (struct opc_part){S(PLACE_PART), document};
	return (struct opc_parts){p, 3};
}

static str
part_of(const struct opc_parts *parts, const char *name)
{
	for (size_t i = 0; i < parts->n; i++)
		if (str_eq(parts->part[i].name, str_of(name)))
			return parts->part[i].bytes;
	return STR_NONE;
}

static struct office_value values[NITEMS(fields)];

/* The document that becomes of one, unpacked again from what was packed; STR_NONE: refused. */
static str
filled_all(str document, struct opc_parts *all)
{
	struct opc_parts    *in = ARENA_NEW(cx.arena, struct opc_parts);
	struct office_template *t;
	str                     docx;

	ctx_forget(&cx);
	ensure(in != NULL);
	*in = parts_of(document);
	if (office_read(&cx, in, fields, NITEMS(fields), &t) != OK || office_fill(&cx, t, values, &docx) != OK ||
	    opc_unpack(&cx, docx, all) != OK)
		return STR_NONE;
	return part_of(all, PLACE_PART);
}

static str
filled(str document)
{
	struct opc_parts all;
	str                 whole = filled_all(document, &all), from = S("<w:body>"), to = S("</w:body>");
	size_t              at = str_find_str(whole, from);

	return at == SIZE_MAX ? STR_NONE : str_slice(whole, at + from.n, str_find_str(whole, to));
}

static text_id
why(void)
{
	return cx.why.n ? cx.why.line[0].text : T_none;
}

static str
why_arg(void)
{
	return cx.why.n ? cx.why.line[0].arg[0] : STR_NONE;
}

#define T_(text) "<w:t xml:space=\"preserve\">" text "</w:t>"

static void
test_fields(void)
{
	values[DAY].text = S("2026-11-20");
	is_str(filled(DOC(P("Day {{day}}, {{ place }}."))), S("<w:p><w:r>" T_("Day 2026-11-20, Changchun.") "</w:r></w:p>"),
	       "a field is its value");
	is_str(filled(DOC("<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>a{</w:t></w:r><w:proofErr/><w:r><w:t>{d</w:t></w:r><w:r>"
	                  "<w:t>a</w:t></w:r><w:r><w:t>y}}b</w:t></w:r></w:p>")),
	       S("<w:p><w:r><w:rPr><w:b/></w:rPr>" T_("a2026-11-20") "</w:r><w:proofErr/><w:r>" T_("") "</w:r><w:r>" T_("")
	         "</w:r><w:r>" T_("b") "</w:r></w:p>"),
	       "split over four runs it is found, and is as bold as where it begins");
	is_str(filled(DOC(P("{{日期}} {{ 地 点 }}"))), S("<w:p><w:r>" T_("2026-11-20 Changchun") "</w:r></w:p>"),
	       "a field's label in Chinese is its name, too");
	values[DAY].text = S("<b>{{place}} & \"]]>\"\x01\n=1+1");
	is_str(filled(DOC(P("{{day}}"))),
	       S("<w:p><w:r>" T_("&lt;b&gt;{{place}} &amp; &quot;]]&gt;&quot;") "<w:br/>" T_("=1+1") "</w:r></w:p>"),
	       "a value that looks like markup, or like a field, is text; its line ends there; control characters go");
	values[DAY].text = S("2026-11-20");
	is_str(filled(DOC(P("a &lt;b&gt; {{day}} &amp;"))), S("<w:p><w:r>" T_("a &lt;b&gt; 2026-11-20 &amp;") "</w:r></w:p>"),
	       "what stood around it keeps its references");
}

static void
test_rows(void)
{
	static const struct office_value one[] = {{.text = STR_INIT("一街")}, {.text = STR_INIT("3")}, {.nrow = 0}},
	                                 two[] = {{.text = STR_INIT("二街")}, {.text = STR_INIT("0")}, {.nrow = 0}};
	static const struct office_row   rows[] = {{one}, {two}};

	values[UNITS].row = rows;
	values[UNITS].nrow = 2;
	is_str(filled(DOC("<w:tbl>" HEAD "<w:tr>" TC("{{#units}}{{name}}") TC("{{stock}}{{/units}}") "</w:tr></w:tbl>")),
	       S("<w:tbl>" HEAD "<w:tr><w:tc><w:p><w:r>" T_("一街") "</w:r></w:p></w:tc><w:tc><w:p><w:r>" T_("3")
	         "</w:r></w:p></w:tc></w:tr><w:tr><w:tc><w:p><w:r>" T_("二街") "</w:r></w:p></w:tc><w:tc><w:p><w:r>" T_("0")
	         "</w:r></w:p></w:tc></w:tr></w:tbl>"),
	       "marks in two cells of a row repeat the row");
	is_str(filled(DOC("<w:tbl>" HEAD "<w:tr>" TC("{{#units}}") "</w:tr><w:tr>" TC("{{name}}") "</w:tr><w:tr>"
	                  TC("{{/units}}") "</w:tr></w:tbl>")),
	       S("<w:tbl>" HEAD "<w:tr><w:tc><w:p><w:r>" T_("一街") "</w:r></w:p></w:tc></w:tr><w:tr><w:tc><w:p><w:r>" T_("二街")
	         "</w:r></w:p></w:tc></w:tr></w:tbl>"),
	       "marks in rows of their own repeat those between, and go");
	is_str(filled(DOC(P("{{#units}}") P("{{name}} {{day}}") P("{{/units}}"))),
	       S("<w:p><w:r>" T_("一街 2026-11-20") "</w:r></w:p><w:p><w:r>" T_("二街 2026-11-20") "</w:r></w:p>"),
	       "paragraphs between paragraphs; the whole's fields are known in rows");
	is_str(filled(DOC(P("{{#units}}{{name}};{{/units}}"))), S("<w:p><w:r>" T_("一街;") "</w:r></w:p><w:p><w:r>" T_("二街;")
	                                                          "</w:r></w:p>"),
	       "both in one paragraph: that one");
	values[UNITS].nrow = 0;
	is_str(filled(DOC("<w:tbl>" HEAD "<w:tr>" TC("{{#units}}{{name}}") TC("{{/units}}") "</w:tr></w:tbl>")),
	       S("<w:tbl>" HEAD "<w:tr><w:tc><w:tcPr><w:gridSpan w:val=\"2\"/></w:tcPr><w:p><w:r><w:t>无</w:t></w:r></w:p></w:tc>"
	         "</w:tr></w:tbl>"),
	       "no rows: one below the head says so, over all cells");
	is_str(filled(DOC("<w:tbl>" HEAD "<w:tr><w:tc><w:p><w:pPr><w:jc w:val=\"center\"/></w:pPr><w:r><w:rPr><w:b/></w:rPr>"
	                  "<w:t>{{#units}}{{name}}{{/units}}</w:t></w:r></w:p></w:tc></w:tr></w:tbl>")),
	       S("<w:tbl>" HEAD "<w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>"), "within one cell it is the cell that repeats");
	is_str(filled(DOC("<w:tbl>" HEAD "<w:tr><w:tc><w:p><w:pPr><w:jc w:val=\"center\"/></w:pPr><w:r><w:rPr><w:b/></w:rPr>"
	                  "<w:t>{{#units}}{{name}}</w:t></w:r></w:p></w:tc>" TC("{{/units}}") "</w:tr></w:tbl>")),
	       S("<w:tbl>" HEAD "<w:tr><w:tc><w:tcPr><w:gridSpan w:val=\"2\"/></w:tcPr><w:p><w:pPr><w:jc w:val=\"center\"/></w:pPr><w:r>"
	         "<w:rPr><w:b/></w:rPr><w:t>无</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"),
	       "in the letters of the first cell");
	is_str(filled(DOC("<w:tbl><w:tr>" TC("{{#units}}{{name}}{{/units}}") "</w:tr></w:tbl>")),
	       S("<w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>"), "a cell keeps a paragraph, without which Word opens nothing");
	values[UNITS].nrow = 2;
}

static void
test_pictures(void)
{
	static const struct office_picture p = {STR_INIT("\xff\xd8not looked at"), STR_INIT("整改前 \"1\""), 640, 480, 60};
	struct opc_parts                all;
	str                                made;

	values[PHOTO] = (struct office_value){.text = STR_INIT("没有照片")};
	is_str(filled(DOC(P("{{photo}}"))), S("<w:p><w:r>" T_("没有照片") "</w:r></w:p>"), "a picture that is not there leaves its text");
	values[PHOTO].picture = &p;
	made = filled_all(DOC(P("a {{photo}} {{photo:30}}")), &all);
	ok(str_find_str(made, S("cx=\"2160000\" cy=\"1620000\"")) != SIZE_MAX, "60 mm wide, as high as its shape asks");
	ok(str_find_str(made, S("cx=\"1080000\" cy=\"810000\"")) != SIZE_MAX, "as wide as the template says");
	ok(str_find_str(made, S("descr=\"整改前 &quot;1&quot;\"")) != SIZE_MAX, "with words for who does not see it");
	is_str(part_of(&all, "word/media/duban2.jpeg"), p.jpeg, "its bytes are in the file");
	ok(str_find_str(part_of(&all, "word/_rels/document.xml.rels"), S("Id=\"rIdDuban2\"")) != SIZE_MAX &&
	       str_find_str(part_of(&all, "[Content_Types].xml"), S("Extension=\"jpeg\"")) != SIZE_MAX,
	   "and are related to where they stand");
	values[PHOTO].picture = NULL;
}

static void
test_faults(void)
{
	const struct {
		str         document, arg;
		text_id     why;
		const char *what;
	} bad[] = {
	    {DOC(P("{{day}}") "<w:tbl>" HEAD "<w:tr>" TC("{{bay}}") "</w:tr></w:tbl>"), S("{{bay}}（正文 第 1 个表格第 2 行）"), T_office_unknown,
	     "in a table its row is told"},
	    {DOC(P("{{day}} {{bay}} {{#lines}}{{x}}{{/lines}} {{bay}}")), S("{{bay}}（正文 第 1 段） {{#lines}}（正文 第 1 段）"),
	     T_office_unknown,
	     "names that are no fields are told, each once; what stands in rows that are unknown is not judged"},
	    {DOC(P("{{day}}") "<w:p><w:r><w:fldChar/></w:r><w:r><w:instrText> DDE</w:instrText></w:r><w:r><w:instrText>AUTO c:\\x</w:instrText></w:r></w:p>"),
	     S("DDEAUTO c:\\x"), T_opc_instruction, "what starts something when it is opened, though split over runs"},
	    {DOC(P("{{day}}") "<w:p><w:fldSimple w:instr=\" IncludePicture http://example.org/a.png\"/></w:p>"),
	     S("IncludePicture http://ex"), T_opc_instruction, "what is fetched when it is opened"},
	    {DOC(P("{{day}}") "<w:p><w:fldSimple w:instr=\"&#68;DE a\"/></w:p>"), S("&#68;DE a"), T_opc_instruction, "nor hidden in references"},
	    {DOC(P("nothing")), STR_NONE, T_office_no_marks, "a template without fields"},
	    {DOC(P("{{day")), S("{{day"), T_office_bad_mark, "a field that is not closed"},
	    {DOC("<w:p><w:r><w:t>{{da</w:t><w:br/><w:t>y}}</w:t></w:r></w:p>"), S("{{da\ny}}"), T_office_bad_mark,
	     "one that goes on in the next line"},
	    {DOC(P("{{}}")), S("{{}}"), T_office_bad_mark, "one without a name"},
	    {DOC(P("{{day:60}}")), S("{{day:60}}"), T_office_no_picture, "the width of what is no picture"},
	    {DOC(P("{{photo:9999}}")), S("{{photo:9999}}"), T_office_bad_mark, "a picture of ten metres"},
	    {DOC(P("{{units}}")), S("{{units}}"), T_office_is_rows, "rows as a value"},
	    {DOC(P("{{#day}}{{/day}}")), S("{{#day}}"), T_office_no_rows, "a value as rows"},
	    {DOC(P("{{#units}}{{name}}")), S("{{#units}}"), T_office_not_closed, "rows without an end"},
	    {DOC(P("{{/units}}")), S("{{/units}}"), T_office_not_open, "an end without rows"},
	    {DOC(P("{{#units}}") P("{{/units}}")), S("{{#units}}"), T_office_empty_rows, "rows with nothing in them"},
	    {DOC(P("{{#units}}a{{/units}}{{#units}}b{{/units}}")), S("{{#units}}"), T_office_overlap, "two rows in one paragraph"},
	    {DOC("<w:tbl><w:tr>" TC("{{#units}}") TC("{{/units}}") "</w:tr></w:tbl>"), S("{{#units}}"), T_office_all_rows,
	     "a table of nothing but rows"},
	    {DOC("<w:p><w:r><w:t>{{day}}<w:b/></w:t></w:r></w:p>"), S("<w:b/>"), T_office_text_holds, "an element within text"},
	    {S("<w:document xmlns:w=\"w\"><w:p></w:document>"), S(PLACE_PART), T_markup_broken, "XML that is not"},
	    {S("\xff\xfe<\0a\0/\0>\0"), S(PLACE_PART), T_markup_broken, "XML that is not UTF-8"},
	    {S("<!DOCTYPE a [<!ENTITY b \"cc\">]><a>&b;</a>"), S(PLACE_PART), T_markup_doctype, "a document type"},
	};
	struct buf b;

	for (size_t i = 0; i < NITEMS(bad); i++) {
		str made = filled(bad[i].document);

		ok(!made.p && why() == bad[i].why && (!bad[i].arg.p || str_eq(why_arg(), bad[i].arg)), "refused: %s", bad[i].what);
	}
	buf_init(&b, cx.arena, 1 << 20);
	for (int i = 0; i < XML_DEPTH; i++)
		buf_add(&b, S("<a>"));
	buf_add(&b, S("<b/>"));
	for (int i = 0; i < XML_DEPTH; i++)
		buf_add(&b, S("</a>"));
	ok(!filled(buf_str(&b)).p && why() == T_markup_deep, "refused: elements within elements within elements");
	buf_init(&b, cx.arena, 2 << 20);
	buf_add(&b, S("<b>"));
	for (int i = 0; i < 400000; i++)
		buf_add(&b, S("<a/>"));
	buf_add(&b, S("</b>"));
	ok(!filled(buf_str(&b)).p && why() == T_markup_large, "refused: more elements than a paper has, not for want of memory");
}

static enum err
read_parts(struct opc_part *p, size_t n)
{
	struct office_template *t;

	ctx_forget(&cx);
	return office_read(&cx, &(struct opc_parts){p, n}, fields, NITEMS(fields), &t);
}

static void
test_parts(void)
{
	struct opc_parts whole = parts_of(DOC(P("{{day}}")));
	struct opc_part *p = whole.part;

	ok(read_parts(p, 3) == OK, "three parts are enough");
	ok(read_parts(p, 2) == ERR_INPUT && why() == T_opc_missing, "refused: without the document");
	ok(read_parts(p + 1, 2) == ERR_INPUT && why() == T_opc_missing, "refused: without types");
	p[3] = (struct opc_part){S("word/header1.xml"), S("<w:hdr xmlns:w=\"w\">" P("{{nobody}}") "</w:hdr>")};
	ok(read_parts(p, 4) == OK, "a header that nothing refers to is none");
	p[2].bytes = DOC(P("{{day}}"));
	p = ARENA_NEWS(cx.arena, 5, struct opc_part);
	ensure(p != NULL);
	memcpy(p, whole.part, 4 * sizeof(*p));
	p[4] = (struct opc_part){S("word/_rels/document.xml.rels"),
	                            S("<Relationships><Relationship Id=\"a\" Type=\"x/header\" Target=\"header1.xml\"/></Relationships>")};
	ok(read_parts(p, 5) == ERR_INPUT && why() == T_office_unknown, "in one that is used fields are looked for");
}

#define SHAPE(place, text) \
	"<p:sp><p:spPr><a:xfrm>" place "</a:xfrm></p:spPr><p:txBody><a:p><a:r><a:t>" text "</a:t></a:r></a:p></p:txBody></p:sp>"
#define PLACED "<a:off x=\"1\" y=\"2\"/><a:ext cx=\"30\" cy=\"40\"/>"

/* A slide's part, and what its relations say. */
static enum err
read_slide(str shapes, str rels)
{
	struct opc_part p[] = {
	    {S("[Content_Types].xml"), str_of(TYPES)},
	    {S("_rels/.rels"), S("<Relationships><Relationship Id=\"a\" Type=\"x/officeDocument\" Target=\"ppt/presentation.xml\"/>"
	                         "</Relationships>")},
	    {S("ppt/presentation.xml"), S("<p:presentation xmlns:p=\"p\"/>")},
	    {S("ppt/_rels/presentation.xml.rels"),
	     S("<Relationships><Relationship Id=\"a\" Type=\"x/slide\" Target=\"slides/slide1.xml\"/></Relationships>")},
	    {S("ppt/slides/slide1.xml"), arena_printf(cx.arena, "<p:sld xmlns:p=\"p\" xmlns:a=\"a\"><p:spTree>%.*s</p:spTree></p:sld>",
	                                              STR_ARG(shapes))},
	    {S("ppt/slides/_rels/slide1.xml.rels"), rels}};

	return read_parts(p, NITEMS(p));
}

static void
test_slides(void)
{
	str none = S("<Relationships/>"), notes = S("<Relationships><Relationship Id=\"a\" Type=\"x/notesSlide\" Target=\"n.xml\"/></Relationships>");
	str each = S(SHAPE(PLACED, "{{#units}}") SHAPE(PLACED, "{{name}}") SHAPE(PLACED, "{{/units}}"));

	ok(read_slide(S(SHAPE(PLACED, "{{photo}}")), none) == OK, "a picture in a box of its own");
	ok(read_slide(S(SHAPE(PLACED, "a {{photo}}")), none) == ERR_INPUT && why() == T_office_shape, "refused: with something else");
	ok(read_slide(S(SHAPE("", "{{photo}}")), none) == ERR_INPUT && why() == T_office_shape,
	   "refused: in a box without a place of its own");
	ok(read_slide(S(SHAPE("<a:off y=\"2\" x=\"a x='1'\"/><a:ext cx=\"30\" cy=\"40\"/>", "{{photo}}")), none) == ERR_INPUT,
	   "what stands in quotes is no attribute");
	ok(read_slide(each, none) == OK, "marks in two boxes: the slide is repeated");
	ok(read_slide(each, notes) == ERR_INPUT && why() == T_office_slide_notes, "refused: repeated, with notes");
	ok(read_slide(S(SHAPE(PLACED, "{{bay}}")), none) == ERR_INPUT && why() == T_office_unknown &&
	       str_eq(cx.why.line[0].arg[0], S("{{bay}}（第 1 张幻灯片 第 1 段）")),
	   "a field that is not known, with the number of its slide");
}

/* Unpacked, read, filled and packed, in an arena of its own, while the n-th allocation fails; 0: none does. */
static enum err
starving(str zip, uint64_t n)
{
	struct ctx              own = {.arena = arena_new((size_t)64 << 20)};
	struct opc_parts     parts;
	struct office_template *t;
	str                     docx;
	enum err                e;

	ensure(own.arena != NULL);
	mem_fail_at(n);
	if ((e = opc_unpack(&own, zip, &parts)) == OK &&
	    (e = office_read(&own, &parts, fields, NITEMS(fields), &t)) == OK)
		e = office_fill(&own, t, values, &docx);
	mem_fail_at(0);
	arena_free(own.arena);
	return e;
}

static void
test_memory(void)
{
	struct opc_parts parts = parts_of(DOC("<w:tbl>" HEAD "<w:tr>" TC("{{#units}}{{name}}") TC("{{day}}{{/units}}") "</w:tr></w:tbl>"));
	str                 zip;
	uint64_t            n = 0;
	enum err            e;

	ensure(opc_pack(&cx, parts.part, parts.n, &zip) == OK && starving(zip, 0) == OK);
	do
		e = starving(zip, ++n);
	while (e == ERR_MEMORY && n < 100000);
	ok(e == OK && n > 1, "without memory for any one of %d allocations it says so, and nothing else", (int)n - 1);
}

/* Plain text with the same marks, which becomes a PDF. */
static void
test_plain(void)
{
	static const struct office_value a[] = {{.text = STR_INIT("East")}, {.text = STR_INIT("12")}, {.text = STR_INIT("")}},
	                                 b[] = {{.text = STR_INIT("West|side\nup")}, {.text = STR_INIT("3")}, {.text = STR_INIT("")}};
	const struct office_row          rows[] = {{a}, {b}};
	struct office_value              v[NITEMS(fields)] = {{.text = S("today")}, {.text = S("town")}};
	static const struct {
		const char *text;
		text_id     why;
	} wrong[] = {
	    {"{{nothing}}", T_office_unknown},      {"{{units}}", T_office_is_rows},
	    {"{{#day}}x{{/day}}", T_office_no_rows}, {"{{#units}}x", T_office_not_closed},
	    {"x{{/units}}", T_office_not_open},      {"{{day", T_office_bad_mark},
	    {"{{#units}}x{{/day}}", T_office_not_closed},
	};
	str out;

	v[2] = (struct office_value){.row = rows, .nrow = 2};
	ok(office_say(&cx, S("{{day}}, {{ place }}"), fields, NITEMS(fields), v, &out) == OK, "a plain text is filled");
	is_str(out, S("today, town"), "with its values");
	ok(office_say(&cx, S("a\n{{#units}}\n| {{name}} | {{stock}} |\n{{/units}}\nb"), fields, NITEMS(fields), v, &out) == OK,
	   "rows are the text between two marks");
	is_str(out, S("a\n| East | 12 |\n| West side up | 3 |\nb"), "a value stays on its line and in its cell");
	v[2].nrow = 0;
	ok(office_say(&cx, S("| 单位 | 结存 |\n{{#units}}\n| {{name}} | {{stock}} |\n{{/units}}\nb"), fields, NITEMS(fields), v, &out) == OK &&
	       str_eq(out, S("| 单位 | 结存 |\n| 无 | |\nb")),
	   "a table without rows says so: %.*s", STR_ARG(out));
	ok(office_say(&cx, S("a\n{{#units}}{{name}}\n{{/units}}b"), fields, NITEMS(fields), v, &out) == OK && str_eq(out, S("a\nb")),
	   "lines without rows say nothing");
	v[2].nrow = 2;
	for (size_t i = 0; i < NITEMS(wrong); i++) {
		ctx_forget(&cx);
		ok(office_say(&cx, str_of(wrong[i].text), fields, NITEMS(fields), NULL, &out) == ERR_INPUT &&
		       cx.why.line[0].text == wrong[i].why,
		   "refused: %s", text_key(wrong[i].why));
	}
	ctx_forget(&cx);
}

int
main(void)
{
	text_use(texts, T_MAX);
	cx = (struct ctx){.arena = arena_new((size_t)512 << 20)};
	ensure(cx.arena != NULL);
	values[PLACE].text = S("Changchun");
	test_fields();
	test_rows();
	test_pictures();
	test_faults();
	test_parts();
	test_slides();
	test_memory();
	test_plain();
	arena_free(cx.arena);
	return done();
}
