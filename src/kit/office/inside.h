/* What the files of this room share. */
#ifndef KIT_OFFICE_INSIDE_H
#define KIT_OFFICE_INSIDE_H

#include "kit/markup/markup.h"
#include "kit/office/office.h"
#include "kit/workbook/workbook.h"

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
	bool           number; /* OFFICE_VALUE in a sheet: begins with WORKBOOK_NUMBER_MARK */
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

struct office_template {
	const struct opc_parts *parts;
	struct office_program  *program; /* one for each part; n 0: as it is */
	size_t                 *rels;    /* of a part with a program: index of its relations; SIZE_MAX: none */
	size_t                  types;   /* of [Content_Types].xml */
	size_t                  main;    /* the main part, and its relations; SIZE_MAX: none */
	size_t                  main_rels;
	str                     dir;     /* of the main part: "word/", "ppt/", "xl/" */
	enum office_form        form;
	struct workbook         book;    /* OFFICE_BOOK */
};

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
                                      size_t n, struct opc_part *made);

#endif
