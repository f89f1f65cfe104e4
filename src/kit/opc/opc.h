/* An office file as its parts (Open Packaging, ECMA-376 part 2): from outside within bounds, looked into, packed. */
#ifndef KIT_OPC_OPC_H
#define KIT_OPC_OPC_H

#include "base/ctx.h"

enum {
	OPC_FILE = 8 << 20,   /* most bytes of a file; */
	OPC_WHOLE = 24 << 20, /* of all its parts, unpacked; */
	OPC_XML = 8 << 20,    /* of one part that is changed: as much as kit/markup reads; */
	OPC_OUT = 48 << 20,   /* of one part that was made */
	OPC_PARTS = 400
};

/* A file within a docx, pptx or xlsx: "word/document.xml". */
struct opc_part {
	str name, bytes;
};
struct opc_parts {
	struct opc_part *part;
	size_t           n;
};

/*
 * Unpack one that came from outside into cx->arena, which must have room for OPC_WHOLE.  ERR_INPUT, field
 * "template", with a sentence: no zip, encrypted, damaged, too large (what it claims is neither believed nor unpacked).
 */
MUSTCHECK enum err opc_unpack(struct ctx *cx, str file, struct opc_parts *out);

/* The other way: the same parts give the same bytes, in the same order.  ERR_MEMORY, ERR_STORE. */
MUSTCHECK enum err opc_pack(struct ctx *cx, const struct opc_part *part, size_t n, str *file);

/* The part of that name, whatever its case; SIZE_MAX: there is none. */
size_t opc_find(const struct opc_parts *parts, str name);

/* "word/" of "word/document.xml". */
str opc_folder(str name);

/* "word/_rels/document.xml.rels" of "word/document.xml"; STR_NONE: no memory. */
str opc_rels_name(struct ctx *cx, str name);

/* The relations of a part, by its name; SIZE_MAX: there are none. */
size_t opc_rels_of(struct ctx *cx, const struct opc_parts *parts, str name);

/*
 * What may not be brought along, in whichever part it is: macros, objects, fonts, other documents, whatever is fetched,
 * asked or started when the paper is opened; nor XML that is damaged or has a document type.  ERR_INPUT, field
 * "template", with a sentence that names it.
 */
MUSTCHECK enum err opc_look(struct ctx *cx, const struct opc_parts *parts);

#endif
