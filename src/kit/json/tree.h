/* JSON from outside, as a read-only tree in an arena. */
#ifndef KIT_JSON_TREE_H
#define KIT_JSON_TREE_H

#include "base/ctx.h"

/*
 * Writing is base/json.h.  Reading is the library's work (jansson: whole numbers
 * keep all 64 bits, duplicate keys and bad UTF-8 are refused); this wrapper adds
 * the limits, counts before anything is allocated, and copies the outcome into
 * the arena so that nobody has to free it.  Safe from any number of threads.
 */
enum jkind { JNULL, JBOOL, JI64, JF64, JSTR, JARR, JOBJ };

/* One value.  Arrays and objects hold n items side by side; an item of an object has a key. */
struct jval {
	enum jkind kind;
	uint32_t   n; /* items of JARR and JOBJ */
	str        key;
	union {
		bool               b;
		int64_t            i;
		double             f;
		str                s;
		const struct jval *item;
	};
};

struct jlimit {
	size_t bytes; /* of the text */
	size_t nodes; /* values, the outermost counted */
	int    depth; /* arrays and objects inside each other */
};

enum { JDEPTH_MAX = 32 };

/* What a request body may be: 1 MiB, 50,000 values, 32 deep. */
extern const struct jlimit jlimit_body;
/* What one event's payload may be: 64 KiB, 4,000 values, 8 deep. */
extern const struct jlimit jlimit_payload;

/*
 * Parse the whole text.  *out and all texts in it live as long as cx->arena and
 * share nothing with `text`.  Objects keep the order in which keys were written.
 *
 * ERR_LARGE past a limit, ERR_INPUT for anything that is not JSON as RFC 8259
 * has it: trailing bytes, duplicate keys, NUL (also \u0000), lone surrogates,
 * bad UTF-8, whole numbers beyond 64 bits, fractions beyond a double; ERR_MEMORY.
 * Any value may be outermost.  cx->why then has one sentence (field NULL).
 */
MUSTCHECK enum err jval_parse(struct ctx *cx, str text, const struct jlimit *limit,
                              const struct jval **out);

/* The value under a key of an object; NULL when absent, or when v is NULL or no object. */
const struct jval *jval_get(const struct jval *v, str key);

/*
 * The value, when v is just that kind; false (and *out untouched) otherwise, and
 * for NULL.  A number written with a fraction or exponent is no whole number,
 * even if its value is whole; jval_f64 also takes whole numbers up to 2^53.
 */
bool jval_i64(const struct jval *v, int64_t *out);
bool jval_f64(const struct jval *v, double *out);
bool jval_str(const struct jval *v, str *out);
bool jval_bool(const struct jval *v, bool *out);
bool jval_null(const struct jval *v);

/* Same kind and value, to the last item; objects in whatever order. */
bool jval_same(const struct jval *a, const struct jval *b);

/* Write the value as compact JSON, keys in their order; NULL writes null. */
void jval_add(struct buf *b, const struct jval *v);

#endif
