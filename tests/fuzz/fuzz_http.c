/* Any bytes as path, query, form, JSON body, multipart, cookie and header values. */
#include "fuzz/fuzz.h"

#include "base/ensure.h"
#include "base/utf8.h"
#include "kit/gate/parse.h"
#include "kit/http/http.h"
#include "texts.h"

static void
check_pairs(const struct input *pairs, size_t n)
{
	for (size_t i = 0; i < n; i++)
		ensure(utf8_valid(pairs[i].name) && utf8_valid(pairs[i].value));
}

/* A path that is accepted is plain: no empty segment, no dots, no control. */
static void
check_path(str path)
{
	ensure(path.n > 0 && path.p[0] == '/' && utf8_valid(path));
	ensure(str_find_str(path, S("//")) == SIZE_MAX && str_find_str(path, S("/../")) == SIZE_MAX);
	ensure(!str_ends(path, S("/..")) && str_find(path, '\0') == SIZE_MAX);
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct ctx          cx = {.arena = arena_new((size_t)32 << 20)};
	str                 all = {(const char *)p, n}, rest, head, path;
	const struct input *pairs;
	struct parts        parts;
	size_t              npairs;

	ensure(cx.arena != NULL);
	text_use(texts, T_MAX);
	/* The first line is the header, the rest the body. */
	rest = all;
	head = str_cut(&rest, '\n');
	if (!rest.p)
		rest = S("");
	if (parse_path(cx.arena, head, &path) == OK)
		check_path(path);
	if (parse_pairs(cx.arena, rest, 50, &pairs, &npairs) == OK) {
		ensure(npairs <= 50);
		check_pairs(pairs, npairs);
	}
	if (parse_json(&cx, rest, 50, &pairs, &npairs) == OK)
		check_pairs(pairs, npairs);
	if (parse_multipart(cx.arena, head, rest, 50, &parts) == OK) {
		check_pairs(parts.pair, parts.npair);
		for (size_t i = 0; i < parts.nfile; i++)
			ensure(parts.file[i].bytes.n <= rest.n);
	}
	(void)parse_media(head);
	(void)parse_param(cx.arena, head, S("boundary"));
	(void)parse_cookie(head, S("duban"));
	(void)parse_language(head);
	(void)parse_etag(head, S("\"x\""));
	(void)parse_gzip(head);
	ensure(!http_local_path(head) || (head.n > 0 && head.p[0] == '/' && !str_starts(head, S("//"))));
	arena_free(cx.arena);
	return 0;
}
