/* The paper on standard input, as people type it, laid out: its sheets on standard output. */
#include "kit/paper/paper.h"
#include "texts.h"

#include <stdio.h>

int
main(void)
{
	struct arena *a = arena_new((size_t)64 << 20);
	struct ctx    cx = {.arena = a};
	char         *in = a ? arena_alloc(a, PAPER_TEXT + 2) : NULL;
	struct paper  p;
	size_t        n;
	str           sheets;
	enum err      e;

	text_use(texts, T_MAX);
	if (!in)
		return 1;
	n = fread(in, 1, PAPER_TEXT + 1, stdin);
	e = paper_read(&cx, "paper", (str){in, n}, &p);
	p.draft = S("草稿 · 未签发");
	if (e == OK)
		e = paper_lay(a, &p, INT64_C(1795248000000), &sheets);
	if (e == OK && fwrite(sheets.p, 1, sheets.n, stdout) != sheets.n)
		e = ERR_STORE;
	arena_free(a);
	return e == OK ? 0 : 1;
}
