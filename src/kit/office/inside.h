/* What the files of this room share. */
#ifndef KIT_OFFICE_INSIDE_H
#define KIT_OFFICE_INSIDE_H

#include "kit/markup/markup.h"
#include "kit/office/office.h"

/* ---- A part that has fields, compiled ---- */

/* OFFICE_EMPTY: say it when there are no rows. */
/* OFFICE_SHAPE: a picture in place of a slide's shape, up to its OFFICE_END; without one the shape. */
enum office_do { OFFICE_SAY, OFFICE_VALUE, OFFICE_DRAW, OFFICE_BEGIN, OFFICE_END, OFFICE_EMPTY, OFFICE_SHAPE };
struct office_op {
	enum office_do what;
	str            say;   /* bytes of the part, as they are */
	uint32_t       depth; /* whose field: 0 the whole's, 1 the outermost row's, … */
	uint32_t       index; /* of that field */
	uint32_t       level; /* OFFICE_BEGIN: its rows are that deep */
	uint32_t       end;   /* OFFICE_BEGIN, OFFICE_SHAPE: the op of its OFFICE_END */
	int64_t        box[4]; /* OFFICE_SHAPE: x, y, width, height */
	int            mm;    /* OFFICE_DRAW; 0: as the picture says */
	bool           number; /* OFFICE_VALUE in a sheet: begins with OFFICE_NUMBER_MARK */
	str            ns;    /* OFFICE_VALUE, OFFICE_DRAW: the prefix of the part's elements, "w" */
};
struct office_program {
	struct office_op *op;
	size_t            n;
	bool              each;  /* a slide that is there once for each row */
	uint32_t          index; /* each: of the whole's field that has the rows */
};

/* Is that what a template calls this field: its code, or its label in either language, spaces aside? */
bool office_called(const struct office_field *f, str name);

/* Marks found, and names that are no fields, over all parts. */
struct office_seen {
	struct buf unknown;
	size_t     nunknown, marks;
};
MUSTCHECK enum err office_compile(struct ctx *cx, str part, str bytes, const struct office_field *field, size_t n,
                                  enum office_form form, struct office_seen *seen, struct office_program *out);

/* A sheet of a workbook: cells with marks hold their text themselves, formulas are each their own. */
struct office_sheet {
	size_t   part;
	str      name, bytes;
	int64_t *row; /* the numbers of its rows, ascending */
	size_t   nrow;
};

struct office_template {
	const struct office_parts *parts;
	struct office_program     *program; /* one for each part; n 0: as it is */
	size_t                    *rels;    /* of a part with a program: index of its relations; SIZE_MAX: none */
	size_t                     types;   /* of [Content_Types].xml */
	size_t                     main;    /* the main part, and its relations; SIZE_MAX: none */
	size_t                     main_rels;
	str                        dir;     /* of the main part: "word/", "ppt/", "xl/" */
	enum office_form           form;
	struct office_sheet       *sheet; /* OFFICE_BOOK */
	size_t                     nsheet;
};

/* The relations of a part, by its name; SIZE_MAX: there are none. */
size_t office_rels_of(struct ctx *cx, const struct office_parts *parts, str name);

/*
 * What may not be brought along, in whichever part it is: macros, objects, fonts, other documents, whatever is fetched,
 * asked or started when the paper is opened.  ERR_INPUT, with a sentence that names it.
 */
MUSTCHECK enum err office_look(struct ctx *cx, const struct office_parts *parts);

/* Before a number in a sheet, until it is known whether it has its cell to itself; no such character is in use. */
#define OFFICE_NUMBER_MARK "\xef\xa3\x91"

/*
 * The sheets of a workbook, ready to be compiled; t->parts becomes a list of its own.  ERR_INPUT: formulas that ask
 * others, rows without numbers.
 */
MUSTCHECK enum err office_book_read(struct ctx *cx, struct office_template *t);

/* A part that is not written again: the order in which formulas were worked out. */
bool office_book_drops(const struct office_template *t, size_t part);

/*
 * After its sheets were filled: rows are numbered, and all that refers to rows goes with them (formulas, merged cells,
 * areas that are printed, named or checked, charts); `made` has the template's parts in their order.  ERR_LARGE.
 */
MUSTCHECK enum err office_book_end(struct ctx *cx, const struct office_template *t, struct office_part *made);

/* A slide that was made of another; name: of its part. */
struct office_slide {
	size_t of; /* the part of which */
	str    name;
};

/* Whatever a repeated slide may not have: notes of its own.  ERR_INPUT. */
MUSTCHECK enum err office_slides_check(struct ctx *cx, const struct office_template *t);

/*
 * Name the slides that were made instead of those that are repeated: in the presentation, its relations and the types
 * of parts; `made` has the template's parts in their order.
 */
MUSTCHECK enum err office_slides_name(struct ctx *cx, const struct office_template *t, const struct office_slide *slide,
                                      size_t n, struct office_part *made);

#endif
