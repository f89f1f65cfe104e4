/* A zip from outside: judged before anything is unpacked, then read whole or in pieces. */
#ifndef KIT_PACKAGE_PACKAGE_H
#define KIT_PACKAGE_PACKAGE_H

#include "base/ctx.h"

/*
 * What a package may be, and the sentences of its refusals.  {0} of `damaged` and `many` is a part's name and
 * the number allowed, of `large` and `bomb` megabytes.
 */
struct package_rules {
	const char *field; /* the input field that the refusals are about, a constant */
	size_t      file;  /* most bytes of the zip, */
	size_t      whole; /* of all its parts unpacked, as it claims, */
	size_t      parts; /* and parts */
	text_id     no_zip, locked, cut, damaged, large, bomb, many; /* cut: nothing in it can be named */
};

struct package_part {
	str    name; /* "xl/workbook.xml": UTF-8, no controls, nothing absolute, no ".." */
	size_t size; /* unpacked, as it claims */
	size_t at;   /* in the zip */
};

struct package {
	const struct package_rules *rules;
	struct package_part        *part;
	size_t                      n;
	void                       *zip;
	char                       *piece; /* PACKAGE_PIECE bytes, for the one part that is being read */
};
enum { PACKAGE_PIECE = 64 << 10 };

/*
 * Open it; `bytes` and `rules` must live as long as cx->arena.  ERR_INPUT with a sentence: no zip, encrypted
 * (also an office file with a password, or of the time before 2007), cut short, a name that leads elsewhere or
 * stands twice, packed in another way than deflate, larger than the rules allow.
 */
MUSTCHECK enum err package_open(struct ctx *cx, const struct package_rules *rules, str bytes,
				struct package **out);

/* By name, whatever its case; SIZE_MAX: there is none. */
size_t package_find(const struct package *p, str name);

/* A whole part, in cx->arena.  ERR_INPUT: damaged, or not of the size that it claims. */
MUSTCHECK enum err package_read(struct ctx *cx, const struct package *p, size_t i, str *out);

/*
 * A part in pieces of at most PACKAGE_PIECE bytes, one after the other, `last` with the final one, which is
 * empty; never more than the part claims to hold.  What take() returns ends it unless OK.  ERR_INPUT as
 * package_read, but then pieces may have been taken already.  One part at a time.
 */
typedef enum err   package_take(struct ctx *cx, str piece, bool last, void *arg);
MUSTCHECK enum err package_stream(struct ctx *cx, const struct package *p, size_t i, package_take *take,
				  void *arg);

/* ---- XML in a part, element by element, in constant memory ---- */

enum { PACKAGE_DEPTH = 64 };

/* The value of an attribute by its whole name, STR_NONE: it has none.  Good until the handler returns. */
str package_attribute(const char **attr, const char *name);

/* The same by the name behind its prefix: "id" of r:id. */
str package_attribute_local(const char **attr, const char *name);

/*
 * Names come without their prefix.  Text of one run may come in several calls.  Not OK ends the walk with that
 * error.  Each may be NULL.
 */
struct package_walk {
	enum err (*start)(struct ctx *cx, str name, const char **attr, void *arg);
	enum err (*end)(struct ctx *cx, str name, void *arg);
	enum err (*text)(struct ctx *cx, str text, void *arg);
	void   *arg;
	text_id broken, typed,
	    deep; /* sentences: {0} the part, {1} the line; no XML, a document type, too deep */
};
MUSTCHECK enum err package_walk(struct ctx *cx, const struct package *p, size_t i,
				const struct package_walk *w);

#endif
