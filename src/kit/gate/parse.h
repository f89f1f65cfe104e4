/* What a request says.  Pure; every byte is suspect. */
#ifndef KIT_GATE_PARSE_H
#define KIT_GATE_PARSE_H

#include "base/ctx.h"
#include "kit/command/command.h"

/* A part of a multipart form that came with a file name. */
struct http_file {
	str field, name, type; /* as sent; never a path to write to */
	str bytes;             /* lives as long as the request */
};

/* The decoded path; ERR_INPUT: a dot segment, encoded slash, NUL, bad UTF-8, …; ERR_MEMORY. */
MUSTCHECK enum err parse_path(struct arena *a, str raw, str *path);

/* urlencoded pairs; ERR_INPUT malformed, ERR_LARGE more than max, ERR_MEMORY. */
MUSTCHECK enum err parse_pairs(struct arena *a, str text, size_t max, const struct input **pairs,
                               size_t *n);

/* The members of a JSON object of scalars as pairs; null members are left out. */
MUSTCHECK enum err parse_json(struct ctx *cx, str text, size_t max, const struct input **pairs,
                              size_t *n);

/* RFC 7578; parts with a file name become files, the others pairs. */
struct parts {
	const struct input     *pair;
	const struct http_file *file;
	size_t                  npair, nfile;
};
MUSTCHECK enum err parse_multipart(struct arena *a, str type, str body, size_t max,
                                   struct parts *out);

/* The media type alone, "text/html" of "text/html; charset=utf-8". */
str parse_media(str type);

/* The parameter of a header such as `form-data; name="x"`; STR_NONE: absent. */
str parse_param(struct arena *a, str value, str name);

/* The value of a cookie; STR_NONE when absent or there twice. */
str parse_cookie(str header, str name);

/* zh or en by quality of an Accept-Language header; Chinese when it says nothing of both. */
enum lang parse_language(str header);

/* Does an ETag list (If-None-Match) name this tag?  Weak comparison. */
bool parse_etag(str header, str tag);

/* Where to listen: "ADDRESS:PORT", "PORT" (127.0.0.1) or "[IPv6]:PORT". */
bool parse_listen(struct arena *a, str s, const char **address, int *port);

/* Is gzip acceptable? */
bool parse_gzip(str accept_encoding);

#endif
