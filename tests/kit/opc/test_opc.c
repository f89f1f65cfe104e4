/* Office files as their parts: what a zip may be, what may not be brought along. */
#include "base/ensure.h"
#include "kit/opc/opc.h"
#include "tap.h"
#include "texts.h"

#include <string.h>

static struct ctx cx;

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

static text_id
why(void)
{
	return cx.why.n ? cx.why.line[0].text : T_none;
}

static void
test_names(void)
{
	struct opc_parts whole = parts_of(DOC(P("{{day}}")));

	ok(opc_find(&whole, S("_rels/.rels")) == 1 && opc_find(&whole, S("WORD/Document.XML")) == 2, "a part by its name, whatever its case");
	ok(opc_find(&whole, S("document.xml")) == SIZE_MAX, "never by half of it");
	is_str(opc_folder(S("word/document.xml")), S("word/"), "the folder that it lies in");
	is_str(opc_folder(S("document.xml")), S(""), "or none");
	is_str(opc_rels_name(&cx, S("word/document.xml")), S("word/_rels/document.xml.rels"), "where its relations stand");
	ok(opc_rels_of(&cx, &whole, S("word/document.xml")) == SIZE_MAX, "and whether there are any");
	whole.part[3] = (struct opc_part){S("Word/_RELS/document.xml.rels"), S("<Relationships/>")};
	whole.n = 4;
	ok(opc_rels_of(&cx, &whole, S("word/document.xml")) == 3, "in capitals, too");
}

static enum err
looked_at(struct opc_part *p, size_t n)
{
	ctx_forget(&cx);
	return opc_look(&cx, &(struct opc_parts){p, n});
}

static void
test_looked_at(void)
{
	struct opc_parts whole = parts_of(DOC(P("{{day}}")));
	struct opc_part *p = whole.part;

	ok(looked_at(p, 3) == OK, "three parts that bring nothing along");
	p[3] = (struct opc_part){S("word/vbaProject.bin"), S("x")};
	ok(looked_at(p, 4) == ERR_INPUT && why() == T_opc_macros, "refused: macros");
	p[3].name = S("word/VBAPROJECT.BIN");
	ok(looked_at(p, 4) == ERR_INPUT && why() == T_opc_macros, "refused: macros in capitals");
	p[3] = (struct opc_part){S("word/_rels/settings.xml.rels"),
	                            S("<Relationships><Relationship Id=\"a\" Type=\"x/attachedTemplate\" TargetMode=\"External\" "
	                              "Target=\"http://example.org/a.dotm\"/></Relationships>")};
	ok(looked_at(p, 4) == ERR_INPUT && why() == T_opc_outside, "refused: what Word would fetch from elsewhere");
	p[3].name = S("word/_Rels/Settings.xml.RELS");
	ok(looked_at(p, 4) == ERR_INPUT && why() == T_opc_outside, "refused: nor if its name is in capitals");
	p[3].bytes = S("<Relationships xmlns:m=\"m\"><Relationship Id=\"a\" Type=\"x/image\" TargetMode=\"External\" "
	               "Target=\"http://example.org/a.png\" m:TargetMode=\"Internal\"/></Relationships>");
	ok(looked_at(p, 4) == ERR_INPUT && why() == T_opc_outside, "an attribute of another kind does not hide it");
	p[3].bytes = S("<Relationships><Relationship Id=\"a\" Type=\"x/aFChunk\" Target=\"a.html\"/></Relationships>");
	ok(looked_at(p, 4) == ERR_INPUT && why() == T_opc_outside, "refused: HTML taken in, which fetches its pictures");
	p[3].bytes = S("<Relationships><Relationship Id=\"a\" Type=\"x/vbaProject\" Target=\"a.bin\"/></Relationships>");
	ok(looked_at(p, 4) == ERR_INPUT && why() == T_opc_macros, "refused: macros by another name");
	p[3].bytes = S("<Relationships><Relationship Id=\"a\" Type=\"x/oleObject\" Target=\"a.bin\"/></Relationships>");
	ok(looked_at(p, 4) == ERR_INPUT && why() == T_opc_object, "refused: an object that is embedded");
	p[3].bytes = S("<Relationships><Relationship Id=\"a\" Type=\"x/hyperlink\" TargetMode=\"External\" "
	               "Target=\"http://example.org/\"/></Relationships>");
	ok(looked_at(p, 4) == OK, "a link waits until it is clicked");
	p[2].bytes = DOC(P("{{day}}") "<w:p><w:fldSimple w:instr=\"PAGE\"/><w:r><w:fldChar/></w:r><w:r><w:instrText>HYPERLINK \"http://example.org/\" DDE"
	                             "</w:instrText></w:r></w:p>");
	ok(looked_at(p, 4) == OK, "so does one that is a field, whatever it is called; and pages have numbers");
}

/* A document, and the one relation that it has. */
static bool
taken(str document, const char *type, const char *mode, const char *target, text_id *reason)
{
	struct opc_parts whole = parts_of(document);
	enum err            e;

	whole.part[3] = (struct opc_part){
	    S("word/_rels/document.xml.rels"),
	    arena_printf(cx.arena, "<Relationships><Relationship Id=\"rId7\" Type=\"x/%s\"%s Target=\"%s\"/></Relationships>",
	                 type, mode, target)};
	e = looked_at(whole.part, 4);
	*reason = why();
	return e == OK;
}

/* What was thought of as harmless, and used for something else. */
static void
test_brought_along(void)
{
	static const char outside[] = " TargetMode=\"External\"", site[] = "http://example.org/a.png";
	const struct {
		str         document;
		const char *type, *mode, *target;
		text_id     why;
		const char *what;
	} bad[] = {
	    {DOC(P("{{day}}") "<w:p><a:blip r:link=\"rId7\"/></w:p>"), "hyperlink", outside, site, T_opc_outside,
	     "a picture fetched through what calls itself a link"},
	    {DOC(P("{{day}}") "<w:p><v:imagedata x:id=\"rId7\"/></w:p>"), "hyperlink", outside, site, T_opc_outside,
	     "the same of an older drawing, its prefix another"},
	    {DOC(P("{{day}}") "<w:p><v:imagedata src=\"//example.org/a.png\"/></w:p>"), "styles", "", "styles.xml",
	     T_opc_outside, "a picture named by its address, without any relation"},
	    {DOC(P("{{day}}")), "image", "", site, T_opc_outside, "an address that says that it lies within"},
	    {DOC(P("{{day}}")), "image", outside, "a.png", T_opc_outside, "a file that lies beside the paper"},
	    {DOC(P("{{day}}")), "image", "", "\\\\host\\share\\a.png", T_opc_outside, "a share, which tells a password's digest"},
	    {DOC(P("{{day}}")), "package", "", "embeddings/a.docm", T_opc_object, "a document embedded in a document"},
	    {DOC(P("{{day}}")), "font", "", "fonts/font1.odttf", T_opc_font, "a font"},
	    {DOC(P("{{day}}")), "webextensiontaskpanes", "", "webextensions/taskpanes.xml", T_opc_object,
	     "a page of the web that opens beside the paper"},
	    {DOC(P("{{day}}")), "externalLink", "", "externalLinks/a.xml", T_opc_outside, "a workbook's link to another"},
	    {DOC(P("{{day}}")), "xlMacrosheet", "", "macrosheets/a.xml", T_opc_macros, "macros of 1992"},
	    {DOC(P("{{day}}")), "connections", "", "connections.xml", T_opc_outside, "a data base's connection"},
	    {DOC(P("{{day}}") "<w:mailMerge><w:connectString w:val=\"Provider=x\"/></w:mailMerge>"), "styles", "", "styles.xml",
	     T_opc_merge, "the data of a mail merge"},
	    {DOC(P("{{day}}") "<w:p><w:fldChar w:fldCharType=\"begin\"/><w:instrText> </w:instrText>"
	                    "<w:fldChar w:fldCharType=\"begin\"/><w:instrText>QUOTE 68 68 69</w:instrText></w:p>"),
	     "styles", "", "styles.xml", T_opc_instruction, "a field whose name another one makes"},
	};
	struct opc_parts whole = parts_of(DOC(P("{{day}}")));
	text_id             reason;

	for (size_t i = 0; i < NITEMS(bad); i++)
		ok(!taken(bad[i].document, bad[i].type, bad[i].mode, bad[i].target, &reason) && reason == bad[i].why,
		   "refused: %s", bad[i].what);
	ok(taken(DOC(P("{{day}}") "<w:hyperlink r:id=\"rId7\"/><a:hlinkClick r:id=\"rId7\"/>"), "hyperlink", outside, site, &reason),
	   "a link that waits for a click is let be");
	ok(taken(DOC(P("{{day}}") "<w:p><w:fldChar w:fldCharType=\"begin\"/><w:instrText>IF </w:instrText><w:fldChar "
	                          "w:fldCharType=\"begin\"/><w:instrText>PAGE</w:instrText></w:p>"), "styles", "", "styles.xml", &reason),
	   "so is a field within another that has a name of its own");
	whole.part[3] = (struct opc_part){S("word/glossary/document.xml"),
	                                     DOC("<w:p><w:fldSimple w:instr=\"DDE a\"/></w:p>")};
	ok(looked_at(whole.part, 4) == ERR_INPUT && why() == T_opc_instruction,
	   "refused: what would be started from a part without fields of ours");
}

static enum err
unpack(str bytes)
{
	struct opc_parts out;

	ctx_forget(&cx);
	return opc_unpack(&cx, bytes, &out);
}

/* Set `n` bytes of every record that begins with a mark, little-endian, `at` bytes behind it. */
static str
hurt(str zip, str mark, size_t at, uint32_t v, size_t n)
{
	char *p = arena_alloc(cx.arena, zip.n);

	ensure(p != NULL);
	memcpy(p, zip.p, zip.n);
	for (size_t i = 0; i + mark.n <= zip.n; i++)
		for (size_t k = 0; memcmp(zip.p + i, mark.p, mark.n) == 0 && k < n; k++)
			p[i + at + k] = (char)(v >> (8 * k));
	return (str){p, zip.n};
}

static void
test_zips(void)
{
	const str           central = S("PK\x01\x02"), local = S("PK\x03\x04");
	struct opc_parts whole = parts_of(DOC(P("{{day}}"))), many;
	char               *zeros = arena_alloc(cx.arena, OPC_WHOLE + 1);
	str                 zip, again, bomb;

	ensure(zeros != NULL);
	ok(opc_pack(&cx, whole.part, whole.n, &zip) == OK && unpack(zip) == OK, "what is packed is unpacked");
	ok(opc_pack(&cx, whole.part, whole.n, &again) == OK && str_eq(zip, again), "the same parts give the same bytes");
	ok(unpack(S("")) == ERR_INPUT && why() == T_opc_no_docx, "refused: nothing");
	ok(unpack(S("%PDF-1.7")) == ERR_INPUT && why() == T_opc_no_docx, "refused: a PDF");
	ok(unpack(S("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1zzzzzzzz")) == ERR_INPUT && why() == T_opc_locked,
	   "refused: with a password, or a .doc");
	ok(unpack(str_slice(zip, 0, zip.n - 1)) == ERR_INPUT && unpack(str_slice(zip, 0, zip.n / 2)) == ERR_INPUT &&
	       why() == T_opc_cut,
	   "refused: cut short");
	ok(unpack(hurt(zip, central, 24, 0x7FFFFFFF, 4)) == ERR_INPUT && why() == T_opc_bomb,
	   "refused before anything is unpacked: two gigabytes, as it claims");
	ok(unpack(hurt(zip, central, 24, 3, 4)) == ERR_INPUT && why() == T_opc_damaged, "refused: it is longer than it claims");
	ok(unpack(hurt(zip, central, 24, 60000, 4)) == ERR_INPUT && why() == T_opc_damaged, "refused: it is shorter than it claims");
	ok(unpack(hurt(zip, central, 16, 0x12345678, 4)) == ERR_INPUT, "refused: another sum than its bytes have");
	ok(unpack(hurt(hurt(zip, central, 8, 1, 2), local, 6, 1, 2)) == ERR_INPUT && why() == T_opc_locked, "refused: encrypted");
	ok(unpack(hurt(zip, central, 46, '/', 1)) == ERR_INPUT, "refused: a name that begins at the root");
	many = parts_of(DOC(P("{{day}}")));
	many.part[2].bytes = (str){zeros, OPC_WHOLE + 1};
	ok(opc_pack(&cx, many.part, 3, &bomb) == OK && bomb.n < OPC_FILE && unpack(bomb) == ERR_INPUT &&
	       why() == T_opc_bomb,
	   "refused: a bomb of 24 MB in %zu bytes", bomb.n);
	many.part = ARENA_NEWS(cx.arena, OPC_PARTS + 1, struct opc_part);
	ensure(many.part != NULL);
	for (size_t i = 0; i <= OPC_PARTS; i++)
		many.part[i] = (struct opc_part){arena_printf(cx.arena, "a%zu", i), S("")};
	ok(opc_pack(&cx, many.part, OPC_PARTS + 1, &bomb) == OK && unpack(bomb) == ERR_INPUT &&
	       why() == T_opc_parts,
	   "refused: %d parts", OPC_PARTS + 1);
}

int
main(void)
{
	text_use(texts, T_MAX);
	cx = (struct ctx){.arena = arena_new((size_t)256 << 20)};
	ensure(cx.arena != NULL);
	test_names();
	test_looked_at();
	test_brought_along();
	test_zips();
	arena_free(cx.arena);
	return done();
}
