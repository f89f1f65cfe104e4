/* Writing JSON; parsing it is a library's work (kit/json). */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include "base/buf.h"

/*
 * A writer onto a buf: commas and nesting are its business, misuse (a value
 * without a key inside an object, unbalanced ends) is ensure()d.  Errors stick
 * in the buf.  Text is expected to be valid UTF-8; STR_NONE is written as null.
 */
struct json {
	struct buf *b;
	uint32_t    object;  /* bit d: depth d is an object */
	uint32_t    started; /* bit d: depth d has an item already */
	int         depth;   /* at most 31 */
	bool        keyed;   /* a key was written, its value is due */
};

/* Write into b, from an empty text; objects and lists are opened and closed in pairs. */
void json_init(struct json *j, struct buf *b);
void json_obj(struct json *j);     /* { */
void json_obj_end(struct json *j); /* } */
void json_arr(struct json *j);     /* [ */
void json_arr_end(struct json *j); /* ] */
void json_key(struct json *j, str key);
void json_str(struct json *j, str v);
void json_i64(struct json *j, int64_t v);
void json_f64(struct json *j, double v); /* shortest form that reads back the same; NaN, inf: null */
void json_bool(struct json *j, bool v);
void json_null(struct json *j);
void json_raw(struct json *j, str json_text); /* text that is JSON already */

/* key and value in one line */
void json_kv_str(struct json *j, const char *key, str v);
void json_kv_i64(struct json *j, const char *key, int64_t v);
void json_kv_bool(struct json *j, const char *key, bool v);

/* Only the quoted text, for use without a writer. */
void json_quote(struct buf *b, str v);

#endif
