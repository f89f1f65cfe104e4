/* Answers made before anybody asks: what all of them have, the shortest, the files of the web build. */
#ifndef KIT_ANSWER_ANSWER_H
#define KIT_ANSWER_ANSWER_H

#include "base/err.h"
#include "base/str.h"

struct MHD_Response;

/* ---- headers.c ---- */

/* The headers that keep a browser from harm, on every answer; `secure`: behind TLS, HSTS too.  False: no memory. */
MUSTCHECK bool answer_headers(struct MHD_Response *r, bool secure);

/* 503 or 504 in four bytes, for when there is no request to make a better one with; NULL: no memory. */
struct MHD_Response *answer_fixed(int status, bool secure, const char *retry);

/* ---- static.c: files in memory, found by their path ---- */

struct assets;
struct asset {
	str                  path; /* "/static/app.css" */
	str                  etag;
	/* Plain, for ?v=…, for a known tag; [1] gzip.  Any loop thread may queue them. */
	struct MHD_Response *fresh[2], *forever[2], *same[2];
	size_t               size[2];
};

/*
 * Read a directory, below which `at` is where its files are asked for; FILE.gz beside FILE is the same packed.
 * ERR_STORE with a log line when it cannot be read.
 */
MUSTCHECK enum err  assets_load(const char *dir, const char *at, bool secure, struct assets **out);
void                assets_free(struct assets *a);
const struct asset *assets_find(const struct assets *a, str path);

#endif
