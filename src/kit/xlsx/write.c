/* A workbook of one sheet: rows go as XML into a nameless file, which is packed at the end. */
#include "kit/xlsx/inside.h"

#include "base/day.h"
#include "base/fd.h"
#include "base/utf8.h"
#include "kit_xlsx_texts.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zip.h>

/* 1980-01-01 00:00, the first moment that a zip can name: no file says when it was made. */
enum { DOS_DAY = 1 << 5 | 1, DOS_TIME = 0, PIECE = 64 << 10, DAYS_TO_1970 = 25569, CHARACTERS = 32767 };

/* The cell formats of STYLES; long texts go on in the next line. */
enum { STYLE_PLAIN, STYLE_HEAD, STYLE_TEXT, STYLE_DAY, STYLE_LONG };
enum { LONG_FROM = 20 }; /* characters of width */

enum { PAPER_A3 = 8, PAPER_A4 = 9 }; /* as a spreadsheet counts papers */

#define XML "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
#define MAIN "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define OFFICE "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define PACKAGE "http://schemas.openxmlformats.org/package/2006/"
#define TYPE "application/vnd.openxmlformats-officedocument.spreadsheetml."

static const char TYPES[] = XML
    "<Types xmlns=\"" PACKAGE
    "content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-"
    "package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/><Override PartName="
    "\"/xl/workbook.xml\" ContentType=\"" TYPE
    "sheet.main+xml\"/><Override PartName=\"/xl/worksheets/sheet1.xml\" "
    "ContentType=\"" TYPE "worksheet+xml\"/><Override PartName=\"/xl/styles.xml\" ContentType=\"" TYPE
    "styles+xml\"/></Types>";
static const char RELS[] =
    XML "<Relationships xmlns=\"" PACKAGE "relationships\"><Relationship Id=\"rId1\" Type=\"" OFFICE
	"/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>";
static const char BOOK_RELS[] =
    XML "<Relationships xmlns=\"" PACKAGE "relationships\"><Relationship Id=\"rId1\" Type=\"" OFFICE
	"/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"rId2\" Type=\"" OFFICE
	"/styles\" Target=\"styles.xml\"/></Relationships>";
#define XF(format, font, fill)                                                                                      \
	"<xf numFmtId=\"" format "\" fontId=\"" font "\" fillId=\"" fill                                               \
	"\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\" applyFont=\"1\" applyFill=\"1\" applyAlignment=\"1\">"
#define MIDDLE "<alignment vertical=\"center\""
/* Text cells are formatted as text, so that a code that somebody types later keeps its zeros. */
static const char STYLES[] = XML
    "<styleSheet xmlns=\"" MAIN
    "\"><numFmts count=\"1\"><numFmt numFmtId=\"164\" formatCode=\"yyyy\\-mm\\-dd\"/></numFmts>"
    "<fonts count=\"2\"><font><sz val=\"11\"/><name val=\"SimSun\"/><charset val=\"134\"/></font>"
    "<font><b/><sz val=\"11\"/>"
    "<name val=\"SimSun\"/><charset val=\"134\"/></font></fonts><fills count=\"3\"><fill>"
    "<patternFill patternType=\"none\"/>"
    "</fill><fill><patternFill patternType=\"gray125\"/></fill><fill><patternFill patternType=\"solid\"><fgColor "
    "rgb=\"FFE7EDF5\"/><bgColor indexed=\"64\"/></patternFill></fill></fills><borders count=\"1\">"
    "<border><left/><right/>"
    "<top/><bottom/><diagonal/></border></borders><cellStyleXfs count=\"1\">"
    "<xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" "
    "borderId=\"0\"/></cellStyleXfs><cellXfs count=\"5\">"
    XF("0", "0", "0") MIDDLE "/></xf>" XF("49", "1", "2") MIDDLE "/></xf>" XF("49", "0", "0") MIDDLE "/></xf>"
    XF("164", "0", "0") MIDDLE "/></xf>" XF("49", "0", "0") MIDDLE " wrapText=\"1\"/></xf>"
    "</cellXfs><cellStyles count=\"1\">"
    "<cellStyle name=\"Normal\" xfId=\"0\" builtinId=\"0\"/>"
    "</cellStyles></styleSheet>";

struct xlsx_writer {
	const struct xlsx_column *column;
	size_t                    n;
	int64_t                   rows; /* the head too */
	str                       sheet;
	const char               *dir;
	int                       fd; /* of a nameless file, the sheet's XML */
	struct buf                b;
};

static enum err
lost(struct ctx *cx, str why)
{
	return refuse(cx, ERR_STORE, NULL, T_xlsx_not_written, why);
}

static enum err
lost_file(struct ctx *cx)
{
	return lost(cx, errno == ENOSPC ? S("ENOSPC") : errno == EACCES ? S("EACCES") : S("EIO"));
}

static enum err
put(struct ctx *cx, struct xlsx_writer *w, size_t from)
{
	str      said;
	enum err e = buf_end(&w->b, &said);

	if (e != OK)
		return e == ERR_MEMORY ? ctx_no_memory(cx) : refuse(cx, e, NULL, T_xlsx_too_long, S("1048575"));
	if (said.n < from)
		return OK;
	if (!fd_write(w->fd, said))
		return lost_file(cx);
	buf_clear(&w->b);
	return OK;
}

/* What XML does not know is left out; "_x0041_" would be read as "A". */
static void
add_text(struct buf *b, str s, size_t most)
{
	for (size_t i = 0, n = 0; i < s.n && n < most; n++) {
		size_t        at = i;
		uint32_t      c = utf8_next(s, &i);
		unsigned char low = c < 0x80 ? (unsigned char)c : 0;

		if (low == '&')
			buf_add(b, S("&amp;"));
		else if (low == '<')
			buf_add(b, S("&lt;"));
		else if (low == '>')
			buf_add(b, S("&gt;"));
		else if (low == '"')
			buf_add(b, S("&quot;"));
		else if (low == '_' && s.n - at >= 7 && s.p[at + 1] == 'x' && s.p[at + 6] == '_')
			buf_add(b, S("_x005F_"));
		else if ((c >= 0x20 || c == '\t' || c == '\n') && c != 0xFFFE && c != 0xFFFF)
			buf_add(b, str_slice(s, at, i));
	}
}

static int
text_style(const struct xlsx_column *c)
{
	return c->as == XLSX_AS_TEXT && c->width >= LONG_FROM ? STYLE_LONG : STYLE_TEXT;
}

static void
add_head(struct xlsx_writer *w)
{
	struct buf *b = &w->b;

	buf_add(
	    b,
	    S(XML
	      "<worksheet xmlns=\"" MAIN
	      "\"><sheetPr><pageSetUpPr fitToPage=\"1\"/></sheetPr><sheetViews><sheetView "
	      "tabSelected=\"1\" workbookViewId=\"0\"><pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" "
	      "state=\"frozen\"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight=\"15\"/><cols>"));
	for (size_t i = 0; i < w->n; i++)
		buf_printf(b, "<col min=\"%zu\" max=\"%zu\" width=\"%d.7\" style=\"%d\" customWidth=\"1\"/>",
			   i + 1, i + 1, w->column[i].width,
			   w->column[i].as == XLSX_AS_TEXT  ? text_style(&w->column[i])
			   : w->column[i].as == XLSX_AS_DAY ? STYLE_DAY
							    : STYLE_PLAIN);
	buf_add(b, S("</cols><sheetData>"));
}

/* <c r="B7" s="2" and what follows. */
static void
begin_cell(struct xlsx_writer *w, size_t column, int style, str rest)
{
	buf_add(&w->b, S("<c r=\""));
	cell_name(&w->b, column, w->rows);
	buf_printf(&w->b, "\" s=\"%d\"%.*s", style, STR_ARG(rest));
}

static void
add_string(struct xlsx_writer *w, size_t column, int style, str text)
{
	begin_cell(w, column, style, S(" t=\"inlineStr\"><is><t xml:space=\"preserve\">"));
	add_text(&w->b, text, CHARACTERS);
	buf_add(&w->b, S("</t></is></c>"));
}

static void
add_cell(struct xlsx_writer *w, size_t i, str text)
{
	enum xlsx_as as = w->column[i].as;
	double       v;
	day          d;

	if (text.n == 0)
		return;
	if (as == XLSX_AS_DAY && day_parse(text, &d)) {
		begin_cell(w, i, STYLE_DAY, S("><v>"));
		buf_i64(&w->b, (int64_t)d.v + DAYS_TO_1970);
		buf_add(&w->b, S("</v></c>"));
	} else if (as == XLSX_AS_NUMBER && str_to_f64(text, &v)) {
		begin_cell(w, i, STYLE_PLAIN, S("><v>"));
		buf_add(&w->b, text);
		buf_add(&w->b, S("</v></c>"));
	} else {
		add_string(w, i, text_style(&w->column[i]), text);
	}
}

static int
temp_name(struct ctx *cx, const char *dir, char **name)
{
	*name = arena_z(cx->arena, arena_printf(cx->arena, "%s/duban-table-XXXXXX", dir));
	return *name ? mkstemp(*name) : -1;
}

enum err
xlsx_begin(struct ctx *cx, const char *dir, str sheet, const struct xlsx_column *column, size_t n,
	   struct xlsx_writer **out)
{
	struct xlsx_writer *w = ARENA_NEW(cx->arena, struct xlsx_writer);
	char               *name;

	*out = w;
	if (!w)
		return ctx_no_memory(cx);
	*w = (struct xlsx_writer){.column = column, .n = n, .rows = 1, .sheet = sheet, .dir = dir};
	if ((w->fd = temp_name(cx, dir, &name)) < 0)
		return name ? lost_file(cx) : ctx_no_memory(cx);
	(void)unlink(name);
	(void)fcntl(w->fd, F_SETFD, FD_CLOEXEC);
	buf_init(&w->b, cx->arena, (size_t)16 << 20);
	add_head(w);
	buf_add(&w->b, S("<row r=\"1\">"));
	for (size_t i = 0; i < n; i++)
		add_string(w, i, STYLE_HEAD, column[i].head);
	buf_add(&w->b, S("</row>"));
	return OK;
}

static enum err
drop(struct xlsx_writer *w, enum err e)
{
	if (w->fd >= 0)
		(void)close(w->fd);
	w->fd = -1;
	return e;
}

void
xlsx_drop(struct xlsx_writer *w)
{
	(void)drop(w, OK);
}

enum err
xlsx_add(struct ctx *cx, struct xlsx_writer *w, const str *cell)
{
	enum err e;

	if (w->rows == XLSX_LAST_ROW)
		return drop(w, refuse(cx, ERR_LARGE, NULL, T_xlsx_too_long,
				      arena_printf(cx->arena, "%d", XLSX_LAST_ROW - 1)));
	w->rows++;
	buf_printf(&w->b, "<row r=\"%lld\">", (long long)w->rows);
	for (size_t i = 0; i < w->n; i++)
		add_cell(w, i, cell[i]);
	buf_add(&w->b, S("</row>"));
	e = put(cx, w, PIECE);
	return e == OK ? OK : drop(w, e);
}

/* How many columns are printed; *tenths: how wide they are together. */
static size_t
printed(const struct xlsx_writer *w, int *tenths)
{
	size_t n = 0;

	*tenths = 0;
	for (; n < w->n && !w->column[n].rest; n++)
		*tenths += w->column[n].width * 10 + XLSX_PAD;
	return n;
}

static void
add_tail(struct ctx *cx, struct xlsx_writer *w)
{
	str last = xlsx_cell_name(cx, w->n - 1, w->rows);
	int tenths;

	(void)printed(w, &tenths);
	/* Codes that look like numbers are meant to be text: no mark in the corner of each. */
	buf_printf(
	    &w->b,
	    "</sheetData><autoFilter ref=\"A1:%.*s\"/><printOptions gridLines=\"1\"/><pageMargins left=\"0.4\" "
	    "right=\"0.4\" top=\"0.6\" bottom=\"0.6\" header=\"0.3\" footer=\"0.3\"/><pageSetup paperSize=\"%d\" "
	    "orientation=\"landscape\" fitToHeight=\"0\"/>"
	    "<headerFooter><oddFooter>&amp;C&amp;P / &amp;N</oddFooter></headerFooter>"
	    "<ignoredErrors><ignoredError sqref=\"A1:%.*s\" numberStoredAsText=\"1\"/></ignoredErrors></worksheet>",
	    STR_ARG(last), tenths <= XLSX_A4_TENTHS ? PAPER_A4 : PAPER_A3, STR_ARG(last));
}

/* Without what a tab's name may not hold. */
static void
add_title(struct buf *b, str s)
{
	for (size_t i = 0, n = 0; i < s.n && n < 31; n++) {
		size_t at = i;

		(void)utf8_next(s, &i);
		if (i - at > 1 || str_find(S("[]:*?/\\'"), s.p[at]) == SIZE_MAX)
			add_text(b, str_slice(s, at, i), 1);
	}
}

static enum err
book_xml(struct ctx *cx, const struct xlsx_writer *w, str *out)
{
	struct buf b;
	int        tenths;
	str        last = xlsx_cell_name(cx, printed(w, &tenths) - 1, w->rows);
	size_t     at = 0;

	buf_init(&b, cx->arena, BUF_LINE);
	buf_add(&b, S(XML "<workbook xmlns=\"" MAIN "\" xmlns:r=\"" OFFICE "\"><sheets><sheet name=\""));
	add_title(&b, w->sheet);
	buf_add(&b, S("\" sheetId=\"1\" r:id=\"rId1\"/></sheets><definedNames><definedName name=\"_xlnm.Print_Area\" "
	              "localSheetId=\"0\">'"));
	add_title(&b, w->sheet);
	buf_add(&b, S("'!$A$1:$"));
	for (; at < last.n && (last.p[at] < '0' || last.p[at] > '9'); at++)
		buf_char(&b, last.p[at]);
	buf_printf(&b, "$%.*s</definedName><definedName name=\"_xlnm.Print_Titles\" localSheetId=\"0\">'",
	           STR_ARG(str_slice(last, at, last.n)));
	add_title(&b, w->sheet);
	buf_add(&b, S("'!$1:$1</definedName></definedNames></workbook>"));
	return buf_end(&b, out) == OK ? OK : ctx_no_memory(cx);
}

static bool
add_part(zip_t *z, const char *name, zip_source_t *s)
{
	zip_int64_t at = s ? zip_file_add(z, name, s, ZIP_FL_ENC_UTF_8) : -1;

	if (at < 0) {
		zip_source_free(s);
		return false;
	}
	return zip_set_file_compression(z, (zip_uint64_t)at, ZIP_CM_DEFLATE, 6) == 0 &&
	       zip_file_set_dostime(z, (zip_uint64_t)at, DOS_TIME, DOS_DAY, 0) == 0;
}

/* Makes the file `name`, or leaves nothing there. */
static enum err
pack(struct ctx *cx, struct xlsx_writer *w, const char *name)
{
	const struct {
		const char *name;
		str         bytes;
	} fixed[] = {{"[Content_Types].xml", str_of(TYPES)},
		     {"_rels/.rels", str_of(RELS)},
		     {"xl/_rels/workbook.xml.rels", str_of(BOOK_RELS)},
		     {"xl/styles.xml", str_of(STYLES)}};
	str      book;
	int      code = 0;
	zip_t   *z;
	bool     fine = true;
	FILE    *rows;
	enum err e;

	if ((e = book_xml(cx, w, &book)) != OK)
		return e;
	if (!(z = zip_open(name, ZIP_CREATE | ZIP_TRUNCATE, &code)))
		return lost(cx, S("zip"));
	for (size_t i = 0; fine && i < NITEMS(fixed); i++)
		fine = add_part(z, fixed[i].name, zip_source_buffer(z, fixed[i].bytes.p, fixed[i].bytes.n, 0));
	fine = fine && add_part(z, "xl/workbook.xml", zip_source_buffer(z, book.p, book.n, 0));
	if (fine) {
		zip_source_t *s = NULL;

		fine = lseek(w->fd, 0, SEEK_SET) == 0 && (rows = fdopen(w->fd, "rb"));
		/* Closed with its source from here on. */
		if (fine && !(s = zip_source_filep(z, rows, 0, -1)))
			(void)fclose(rows);
		if (fine)
			w->fd = -1;
		fine = fine && add_part(z, "xl/worksheets/sheet1.xml", s);
	}
	if (fine && zip_close(z) == 0)
		return OK;
	e = lost(cx, str_of(zip_strerror(z)));
	zip_discard(z);
	return e;
}

enum err
xlsx_end(struct ctx *cx, struct xlsx_writer *w, int *fd, uint64_t *size)
{
	struct stat st;
	char       *name;
	int         held;
	enum err    e;

	*fd = -1;
	add_tail(cx, w);
	if ((e = put(cx, w, 0)) != OK)
		return drop(w, e);
	if ((held = temp_name(cx, w->dir, &name)) < 0)
		return drop(w, name ? lost_file(cx) : ctx_no_memory(cx));
	(void)close(held);
	e = pack(cx, w, name);
	if (e == OK && ((*fd = open(name, O_RDONLY | O_CLOEXEC)) < 0 || fstat(*fd, &st) != 0))
		e = lost_file(cx);
	(void)unlink(name);
	if (e != OK && *fd >= 0) {
		(void)close(*fd);
		*fd = -1;
	}
	if (e == OK)
		*size = (uint64_t)st.st_size;
	return drop(w, e);
}
