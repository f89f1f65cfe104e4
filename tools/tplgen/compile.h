/* Compile the HTML templates of one room to C. The language: docs/templates.md. */
#ifndef TPLGEN_COMPILE_H
#define TPLGEN_COMPILE_H

#include "base/buf.h"

enum { TPL_CLASSES = 4000 };

/* What the templates of one room come to. */
struct tpl_room {
	struct arena *arena;
	str           name;                 /* of the room: functions are tpl_<name>_<file> */
	struct buf    c_head, c;            /* includes and functions */
	struct buf    h_head, h;            /* includes and prototypes */
	str           classes[TPL_CLASSES]; /* used CSS classes, "x*" where a field completes one */
	size_t        nclasses;
	struct buf    why; /* file:line: what is wrong, a line each */
};

void tpl_room_init(struct tpl_room *r, struct arena *a, str name);

/*
 * Add the template in src.  `file` stands in messages and #line; the base of its
 * name names the function.  False: refused, and r->why says where and why; only
 * the first fault of a template is told.
 */
bool tpl_compile(struct tpl_room *r, str file, str src);

/* The three outputs; the class list is sorted, one a line. */
void tpl_room_c(const struct tpl_room *r, struct buf *out);
void tpl_room_h(const struct tpl_room *r, struct buf *out);
void tpl_room_classes(struct tpl_room *r, struct buf *out);

#endif
