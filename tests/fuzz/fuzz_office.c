/* Any bytes as a template: what is read is filled, and what becomes of it is well formed and is unpacked again. */
#include "fuzz/fuzz.h"

#include "base/ensure.h"
#include "kit/office/inside.h"
#include "texts.h"

static const struct office_field row_fields[] = {{"name", OFFICE_IS_TEXT, T_bulletin_f_unit, NULL, 0},
                                                 {"more", OFFICE_IS_ROWS, T_bulletin_fresh, NULL, 0}};
static const struct office_field fields[] = {{"day", OFFICE_IS_TEXT, T_bulletin_f_day, NULL, 0},
                                             {"units", OFFICE_IS_ROWS, T_bulletin_nobody, row_fields, 2},
                                             {"photo", OFFICE_IS_PICTURE, T_bulletin_late, NULL, 0}};

static enum err
fill(struct ctx *cx, const struct opc_parts *parts)
{
	static const struct office_picture photo = {STR_INIT("\xff\xd8"), STR_INIT("<&"), 4, 3, 50};
	static const struct office_row     more[] = {{NULL}, {NULL}};
	static const struct office_value   one[] = {{.text = STR_INIT("<w:p>]]>\n&")}, {.row = more, .nrow = 2}},
	                                 two[] = {{.text = STR_INIT("")}, {.nrow = 0}};
	static const struct office_row     rows[] = {{one}, {two}};
	static const struct office_value   value[] = {
	    {.text = STR_INIT("{{day}}")}, {.row = rows, .nrow = 2}, {.text = STR_INIT("none"), .picture = &photo}};
	struct office_template *t;
	struct opc_parts     again;
	struct xml              x;
	str                     docx;
	enum err                e = office_read(cx, parts, fields, NITEMS(fields), &t);

	if (e != OK)
		return e;
	if ((e = office_fill(cx, t, value, &docx)) != OK)
		return e;
	ensure(opc_unpack(cx, docx, &again) == OK);
	for (size_t i = 0; i < parts->n; i++)
		ensure(t->program[i].n == 0 || xml_read(cx, again.part[i].name, again.part[i].bytes, &x) == OK);
	return OK;
}

/* Bytes that begin like a zip are one; any others are its document. */
int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	static const char types[] = "<Types xmlns=\"t\"/>";
	static const char rels[] = "<Relationships><Relationship Id=\"a\" Type=\"/officeDocument\" Target=\"d.xml\"/></Relationships>";
	struct opc_part  part[] = {{S("[Content_Types].xml"), str_of(types)}, {S("_rels/.rels"), str_of(rels)},
	                              {S("d.xml"), {(const char *)p, n}}};
	struct opc_parts parts = {part, NITEMS(part)};
	struct ctx          cx = {.arena = arena_new((size_t)256 << 20)};
	enum err            e;

	ensure(cx.arena != NULL);
	text_use(texts, T_MAX);
	e = str_starts(part[2].bytes, S("PK")) ? opc_unpack(&cx, part[2].bytes, &parts) : OK;
	if (e == OK)
		e = fill(&cx, &parts);
	ensure(e == OK || cx.why.n > 0);
	arena_free(cx.arena);
	return 0;
}
