/* XML of office files, as far as templates need it: where its elements lie, and what a run of text says. */
#ifndef KIT_MARKUP_MARKUP_H
#define KIT_MARKUP_MARKUP_H

#include "base/ctx.h"

enum {
	XML_MOST = 8 << 20, /* bytes of one part */
	XML_DEPTH = 250     /* elements within elements */
};

/* By local name; all others are XML_OTHER. */
#define XML_NAMES(X) \
	X(p) X(t) X(tr) X(tc) X(tbl) X(br) X(cr) X(tab) X(sp) X(spTree) X(txBody) X(off) X(ext) X(sldId) \
	X(Relationship) X(Override) X(instrText) X(fldSimple) X(fldChar) \
	X(row) X(c) X(f) X(v) X(is) X(si) X(sheetData) X(mergeCell) X(mergeCells) X(sheet) X(sheets) \
	X(definedName) X(definedNames) X(calcPr) X(formula) X(rowBreaks) X(brk)
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

#endif
