/* What the files of this room share. */
#ifndef KIT_OFFICE_INSIDE_H
#define KIT_OFFICE_INSIDE_H

#include "kit/office/office.h"

/* ---- XML as far as a template needs it: where its elements lie, and what a run of text says ---- */

/* By local name; all others are XML_OTHER. */
#define XML_NAMES(X) \
	X(p) X(t) X(tr) X(tc) X(tbl) X(br) X(cr) X(tab) X(sp) X(spTree) X(txBody) X(off) X(ext) X(sldId) \
	X(Relationship) X(Override) X(instrText) X(fldSimple) X(fldChar) \
	X(row) X(c) X(f) X(v) X(is) X(si) X(sheetData) X(mergeCell) X(mergeCells) X(sheet) X(definedName) X(calcPr)
enum xml_name {
	XML_OTHER,
#define X(name) XML_##name,
	XML_NAMES(X)
#undef X
};
#define XML_NONE UINT32_MAX

/* <a>…</a>: from [ open … ] close … to.  <a/>: open, close and to are the same. */
struct xml_node {
	uint32_t      from, open, close, to;
	uint32_t      parent; /* index; XML_NONE: the root */
	enum xml_name name;
	str           said; /* XML_t, XML_instrText: its text, references resolved */
};
struct xml {
	str              bytes;
	struct xml_node *node; /* in the order in which they begin */
	size_t           n;
};

/* ERR_INPUT with a sentence that names the part. */
MUSTCHECK enum err xml_read(struct ctx *cx, str part, str bytes, struct xml *out);

/*
 * Each element with the attributes that were asked for by name, NULL where there are none; one with a prefix is another
 * attribute.  n 0: all of them, name and value by turns, NULL at the end.  ERR_INPUT as above.
 */
typedef enum err xml_each(struct ctx *cx, str element, const char *const *value, void *arg);
MUSTCHECK enum err xml_attributes(struct ctx *cx, str part, str bytes, const char *const *name, size_t n,
                                  xml_each *each, void *arg);

/* The value of an attribute in an element's tag, by its whole name; STR_NONE: it has none.  References stay. */
str xml_attribute(const struct xml *x, const struct xml_node *n, const char *name);

/* "w" of <w:t>; "": it has none. */
str xml_prefix(const struct xml *x, const struct xml_node *n);

/* As text between tags or in double quotes; what XML does not know is left out. */
void xml_add(struct buf *b, str text);

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
                                  bool slides, struct office_seen *seen, struct office_program *out);

struct office_template {
	const struct office_parts *parts;
	struct office_program     *program; /* one for each part; n 0: as it is */
	size_t                    *rels;    /* of a part with a program: index of its relations; SIZE_MAX: none */
	size_t                     types;   /* of [Content_Types].xml */
	size_t                     main;    /* the main part, and its relations; SIZE_MAX: none */
	size_t                     main_rels;
	str                        dir;     /* of the main part: "word/", "ppt/" */
	bool                       slides;
};

/* The relations of a part, by its name; SIZE_MAX: there are none. */
size_t office_rels_of(struct ctx *cx, const struct office_parts *parts, str name);

/*
 * What may not be brought along, in whichever part it is: macros, objects, fonts, other documents, whatever is fetched,
 * asked or started when the paper is opened.  ERR_INPUT, with a sentence that names it.
 */
MUSTCHECK enum err office_look(struct ctx *cx, const struct office_parts *parts);

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
