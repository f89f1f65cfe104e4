/* Any bytes: what is accepted is valid UTF-8 and reads back the same when written. */
#include "base/ensure.h"
#include "base/utf8.h"
#include "kit/json/tree.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* libFuzzer's entry (build with clang and -fsanitize=fuzzer -DLIBFUZZER); also called below. */
int LLVMFuzzerTestOneInput(const unsigned char *p, size_t n);

int
LLVMFuzzerTestOneInput(const unsigned char *p, size_t n)
{
	struct ctx         cx = {.arena = arena_new(32 << 20)};
	const struct jval *v, *again;
	struct buf         b;
	str                text;

	if (jval_parse(&cx, (str){(const char *)p, n}, &jlimit_body, &v) == OK) {
		buf_init(&b, cx.arena, 16 << 20);
		jval_add(&b, v);
		ensure(buf_end(&b, &text) == OK && utf8_valid(text));
		if (text.n <= jlimit_body.bytes) {
			ensure(jval_parse(&cx, text, &jlimit_body, &again) == OK);
			ensure(jval_same(v, again));
		}
	} else
		ensure(cx.why.n == 1);
	arena_free(cx.arena);
	return 0;
}

#ifndef LIBFUZZER
/* Without libFuzzer: each line of the corpus, whole and with a few thousand small injuries. */
int
main(int argc, char **argv)
{
	unsigned char line[1024], hurt[1024];
	uint64_t      seed = 88172645463325252u, runs = 0;
	FILE         *f = argc > 1 ? fopen(argv[1], "rb") : NULL;

	if (!f)
		return EXIT_FAILURE;
	while (fgets((char *)line, (int)sizeof(line), f)) {
		size_t n = strcspn((const char *)line, "\n");

		(void)LLVMFuzzerTestOneInput(line, n);
		for (int i = 0; i < 3000 && n > 0; i++, runs++) {
			memcpy(hurt, line, n);
			for (int k = 0; k < 1 + i % 4; k++) {
				seed ^= seed << 13;
				seed ^= seed >> 7;
				seed ^= seed << 17;
				hurt[seed % n] = (seed >> 32) % 3 ? (unsigned char)"[]{},:\"\\u0e-.19 nt"[(seed >> 40) % 18]
				                                  : (unsigned char)(seed >> 48);
			}
			(void)LLVMFuzzerTestOneInput(hurt, (seed >> 20) % 5 ? n : (seed >> 24) % (n + 1));
		}
	}
	(void)fclose(f);
	(void)printf("ok 1 - %d injured texts: accepted ones read back the same\n1..1\n", (int)runs);
	return EXIT_SUCCESS;
}
#endif
