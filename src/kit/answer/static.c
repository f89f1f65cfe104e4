/* Files of the web build, held in memory with answers made beforehand. */
#include "kit/answer/answer.h"

#include "base/buf.h"
#include "base/log.h"
#include "kit/folder/folder.h"

#include <microhttpd.h>
#include <sodium.h>
#include <string.h>

enum { ETAG = 16 };

struct assets {
	struct arena *arena;
	struct asset *list;
	size_t        n;
	size_t       *index; /* open addressing by path, 0 is empty, else position + 1 */
	size_t        nindex;
};

static const struct {
	const char *suffix, *type;
} types[] = {
    {".css", "text/css; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".mjs", "text/javascript; charset=utf-8"},
    {".html", "text/html; charset=utf-8"},
    {".json", "application/json"},
    {".map", "application/json"},
    {".webmanifest", "application/manifest+json"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".jpg", "image/jpeg"},
    {".webp", "image/webp"},
    {".ico", "image/x-icon"},
    {".woff2", "font/woff2"},
    {".txt", "text/plain; charset=utf-8"},
    {".wasm", "application/wasm"},
};

static const char *
type_of(str path)
{
	for (size_t i = 0; i < NITEMS(types); i++)
		if (str_ends(path, str_of(types[i].suffix)))
			return types[i].type;
	return "application/octet-stream";
}

static struct MHD_Response *
made(const struct asset *a, str body, bool gzip, bool varies, bool secure, const char *cache,
     bool same)
{
	union {
		const void *c;
		void       *v;
	} p = {body.p};
	struct MHD_Response *r =
	    MHD_create_response_from_buffer(same ? 0 : body.n, p.v, MHD_RESPMEM_PERSISTENT);

	if (!r)
		return NULL;
	if (!answer_headers(r, secure) || !MHD_add_response_header(r, "ETag", a->etag.p) ||
	    !MHD_add_response_header(r, "Cache-Control", cache) ||
	    (varies && !MHD_add_response_header(r, "Vary", "Accept-Encoding")) ||
	    (!same && !MHD_add_response_header(r, "Content-Type", type_of(a->path))) ||
	    (!same && gzip && !MHD_add_response_header(r, "Content-Encoding", "gzip"))) {
		MHD_destroy_response(r);
		return NULL;
	}
	return r;
}

static bool
answers(struct asset *a, str plain, str gzip, bool secure)
{
	bool varies = gzip.p != NULL;

	for (int z = 0; z < (varies ? 2 : 1); z++) {
		str body = z ? gzip : plain;

		a->size[z] = body.n;
		a->fresh[z] = made(a, body, z, varies, secure, "no-cache", false);
		a->forever[z] =
		    made(a, body, z, varies, secure, "public, max-age=31536000, immutable", false);
		a->same[z] = made(a, body, z, varies, secure, "no-cache", true);
		if (!a->fresh[z] || !a->forever[z] || !a->same[z])
			return false;
	}
	return true;
}

/* The tag is of the plain bytes; quoted, and NUL-terminated for MHD. */
static bool
tag(struct arena *arena, str bytes, str *out)
{
	unsigned char digest[crypto_hash_sha256_BYTES];
	struct buf    b;

	(void)crypto_hash_sha256(digest, (const unsigned char *)bytes.p, bytes.n);
	buf_init(&b, arena, ETAG + 3);
	buf_char(&b, '"');
	buf_hex(&b, digest, ETAG / 2);
	buf_char(&b, '"');
	buf_char(&b, '\0');
	if (buf_end(&b, out) != OK)
		return false;
	out->n--;
	return true;
}

static bool
build(struct assets *as, const struct folder *l, const char *at, bool secure)
{
	as->nindex = 4;
	while (as->nindex < l->n * 2)
		as->nindex *= 2;
	as->list = ARENA_NEWS(as->arena, l->n, struct asset);
	as->index = ARENA_NEWS(as->arena, as->nindex, size_t);
	if (!as->list || !as->index)
		return false;
	for (size_t i = 0; i < l->n; i++) {
		struct asset *a = &as->list[as->n];
		str           gzip = STR_NONE, zname;
		size_t        slot;

		if (str_ends(l->file[i].path, S(".gz")))
			continue;
		zname = arena_printf(as->arena, "%.*s.gz", STR_ARG(l->file[i].path));
		for (size_t k = 0; k < l->n; k++)
			if (str_eq(l->file[k].path, zname))
				gzip = l->file[k].bytes;
		a->path = arena_printf(as->arena, "%s%.*s", at, STR_ARG(l->file[i].path));
		as->n++; /* counted first, so that assets_free sees what was made */
		if (!a->path.p || !tag(as->arena, l->file[i].bytes, &a->etag) ||
		    !answers(a, l->file[i].bytes, gzip, secure))
			return false;
		for (slot = str_hash(a->path) & (as->nindex - 1); as->index[slot];)
			slot = (slot + 1) & (as->nindex - 1);
		as->index[slot] = as->n;
	}
	return true;
}

enum err
assets_load(const char *dir, const char *at, bool secure, struct assets **out)
{
	struct arena  *arena = arena_new((size_t)FOLDER_BYTES * 2);
	struct assets *as = arena ? ARENA_NEW(arena, struct assets) : NULL;
	struct folder  f;

	if (as) {
		as->arena = arena;
		if (folder_read(arena, dir, &f) && build(as, &f, at, secure)) {
			*out = as;
			return OK;
		}
		assets_free(as);
	} else {
		arena_free(arena);
	}
	log_line(LOG_ERROR, "event=static_unreadable dir=%s", dir);
	return ERR_STORE;
}

void
assets_free(struct assets *as)
{
	if (!as)
		return;
	for (size_t i = 0; i < as->n; i++)
		for (int z = 0; z < 2; z++) {
			struct MHD_Response *r[] = {as->list[i].fresh[z], as->list[i].forever[z], as->list[i].same[z]};

			for (size_t k = 0; k < NITEMS(r); k++)
				if (r[k])
					MHD_destroy_response(r[k]);
		}
	arena_free(as->arena);
}

const struct asset *
assets_find(const struct assets *as, str path)
{
	size_t slot;

	if (!as || as->n == 0)
		return NULL;
	for (slot = str_hash(path) & (as->nindex - 1); as->index[slot];
	     slot = (slot + 1) & (as->nindex - 1))
		if (str_eq(as->list[as->index[slot] - 1].path, path))
			return &as->list[as->index[slot] - 1];
	return NULL;
}
