/* The office's own templates: a docx, pptx or xlsx with {{fields}} is checked, filled and written as such. */
#ifndef KIT_OFFICE_OFFICE_H
#define KIT_OFFICE_OFFICE_H

#include "base/ctx.h"
#include "kit/opc/opc.h"

/*
 * What may stand in a template's text, also when the word processor has split it over runs:
 *
 *	{{name}}              a value; as text, whatever it begins with or holds; \n makes a new line
 *	{{#name}}…{{/name}}   once for each row: the table's row when both stand in one, in different cells; the rows
 *	                      from one to the other when they stand in two; else the paragraphs from one to
 *	                      the other.  A paragraph or row that holds nothing but such a mark goes.
 *	{{name}}              of a picture: drawn there, as wide as the program says; {{name:60}}: 60 mm
 *
 * On slides a picture's mark has a text box to itself, in whose place it is drawn; and when the two marks of rows stand
 * in two text boxes, the whole slide is there once for each row.
 *
 * In a workbook the rows of the sheet are repeated, those that hold the two marks or lie between them; formulas, merged
 * cells, names, the area that is printed, checks and charts go with them.  A number that has its cell to itself is one
 * there, in the cell's own format; all else is text, whatever it begins with.  Without any rows one stays, empty.
 *
 * A name is a field's code or its label in Chinese or English, spaces aside.  Within rows the rows' own fields
 * are known and those around them.  Fields may stand in headers, footers and notes, too.
 */
enum office_kind { OFFICE_IS_TEXT, OFFICE_IS_ROWS, OFFICE_IS_PICTURE, OFFICE_IS_NUMBER };
struct office_field {
	const char                *name;
	enum office_kind           kind;
	text_id                    label;
	const struct office_field *field; /* OFFICE_IS_ROWS: those of a row */
	size_t                     nfield;
};

/* A JPEG of w × h pixels, drawn `mm` millimetres wide where the template does not say. */
struct office_picture {
	str jpeg, alt;
	int w, h, mm;
};

struct office_value;
struct office_row {
	const struct office_value *value; /* one for each of the rows' fields, in their order */
};
/* In the order of the fields.  A picture that is not there (NULL) leaves its text. */
struct office_value {
	str                          text;
	const struct office_picture *picture;
	const struct office_row     *row;
	size_t                       nrow;
};

enum {
	OFFICE_MARKS = 2000, /* in one part */
	OFFICE_NEST = 4      /* rows within rows */
};

/*
 * Read a template: its parts' bytes must live as long as it.  ERR_INPUT, field "template": XML that is damaged or has a
 * document type, macros, something that is fetched from elsewhere when it is opened, names that are no fields (each
 * is told), marks without their other half, no mark at all.
 */
struct office_template;
MUSTCHECK enum err office_read(struct ctx *cx, const struct opc_parts *parts, const struct office_field *field,
                               size_t n, struct office_template **out);

enum office_form { OFFICE_DOCUMENT, OFFICE_SLIDES, OFFICE_BOOK }; /* docx, pptx, xlsx */
enum office_form office_form_of(const struct office_template *t);

/*
 * Fill it; `value` has one for each field.  The same values give the same bytes.  ERR_LARGE past OPC_OUT, of a part
 * or of all pictures; ERR_MEMORY, ERR_STORE.
 */
MUSTCHECK enum err office_fill(struct ctx *cx, const struct office_template *t, const struct office_value *value,
                               str *docx);

/*
 * A template that is plain text, filled: {{name}}, and the text between {{#name}} and {{/name}} once for each row.  A
 * value stays on its line, and its | becomes a space.  value NULL: it is only checked.  ERR_INPUT, field "template", as
 * office_read; ERR_LARGE past OPC_XML.
 */
MUSTCHECK enum err office_say(struct ctx *cx, str text, const struct office_field *field, size_t n,
                              const struct office_value *value, str *out);

#endif
