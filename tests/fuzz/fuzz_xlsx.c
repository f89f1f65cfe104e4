/* Any bytes as a workbook: what is read is clean text in rising rows, or is refused with a sentence. */
#include "fuzz/fuzz.h"

#include "base/ensure.h"
#include "base/utf8.h"
#include "kit/office/office.h"
#include "kit/xlsx/xlsx.h"
#include "texts.h"

static enum err
look(struct ctx *cx, const struct xlsx_row *row, void *arg)
{
	int64_t *last = arg;

	(void)cx;
	ensure(row->no > *last && row->n > 0 && row->n <= XLSX_COLUMNS);
	*last = row->no;
	for (size_t i = 0; i < row->n; i++) {
		str t = row->cell[i].text;

		ensure((row->cell[i].kind == XLSX_EMPTY) == (t.n == 0));
		ensure(t.n <= XLSX_TEXT && (t.n == 0 || (utf8_valid(t) && !utf8_has_controls(t))));
	}
	return OK;
}

/*
 * Bytes that begin like a zip are one; any others are its sheet, or behind a '1' its list of sheets, a '2' its texts,
 * a '3' its formats.
 */
int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	static const char rels[] = "<Relationships><Relationship Id=\"a\" Type=\"/officeDocument\" Target=\"b.xml\"/></Relationships>";
	static const char book_rels[] = "<Relationships><Relationship Id=\"a\" Type=\"/worksheet\" Target=\"s.xml\"/><Relationship "
	                                "Id=\"b\" Type=\"/sharedStrings\" Target=\"t.xml\"/><Relationship Id=\"c\" "
	                                "Type=\"/styles\" Target=\"f.xml\"/></Relationships>";
	static const char book[] = "<workbook><sheets><sheet name=\"a\" id=\"a\"/></sheets></workbook>";
	static const char texts_of[] = "<sst><si><t>a</t></si></sst>";
	static const char styles[] = "<styleSheet><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"22\"/></cellXfs></styleSheet>";
	static const char sheet[] = "<worksheet><row><c t=\"s\"><v>0</v></c><c s=\"1\"><v>46346</v></c></row></worksheet>";
	struct opc_part       part[] = {{S("_rels/.rels"), str_of(rels)}, {S("_rels/b.xml.rels"), str_of(book_rels)},
	                                   {S("s.xml"), str_of(sheet)},      {S("b.xml"), str_of(book)},
	                                   {S("t.xml"), str_of(texts_of)},   {S("f.xml"), str_of(styles)}};
	const struct xlsx_sheet *s;
	struct xlsx_book        *b;
	struct ctx               cx = {.arena = arena_new((size_t)128 << 20)};
	str                      zip = {(const char *)p, n};
	int64_t                  last;
	enum err                 e = OK;

	ensure(cx.arena != NULL);
	text_use(texts, T_MAX);
	if (!str_starts(zip, S("PK"))) {
		size_t which = n && p[0] >= '1' && p[0] <= '3' ? (size_t)(p[0] - '0') : 0;

		part[2 + which].bytes = str_slice(zip, which ? 1 : 0, n);
		ensure(opc_pack(&cx, part, NITEMS(part), &zip) == OK);
	}
	e = xlsx_open(&cx, "file", zip, &b);
	for (size_t i = 0; e == OK && i < xlsx_sheets(b, &s); i++) {
		last = 0;
		ensure(s[i].name.p != NULL);
		e = xlsx_rows(&cx, b, i, look, &last);
	}
	ensure(e == OK || cx.why.n > 0);
	arena_free(cx.arena);
	return 0;
}
