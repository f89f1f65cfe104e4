/* What the files of this room share. */
#ifndef KIT_POST_INSIDE_H
#define KIT_POST_INSIDE_H

#include "base/json.h"
#include "kit/post/post.h"

struct post_field {
	str name, value;
};

/*
 * {{name}} replaced by its value as it stands between a JSON text's quotes.  *unknown is the first name that
 * is none, or STR_NONE.  ERR_MEMORY.
 */
MUSTCHECK enum err post_form_fill(struct ctx *cx, str form, const struct post_field *field, size_t n, str *unknown,
                                  str *out);

/* The mail whole, head and body, lines ended by CRLF. */
MUSTCHECK enum err post_mail(struct ctx *cx, const struct post_request *rq, const struct post_message *m, str text,
                             str *out);

#endif
