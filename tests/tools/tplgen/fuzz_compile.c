/* Whatever the bytes, the template compiler accepts or refuses them in one sentence. */
#include "compile.h"

#include "base/ensure.h"

#include <stdio.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct arena    *a = arena_new((size_t)64 << 20);
	struct tpl_room *r = a ? ARENA_NEW(a, struct tpl_room) : NULL;
	struct buf       out;
	bool             good;

	ensure(r != NULL);
	tpl_room_init(r, a, S("fuzz"));
	good = tpl_compile(r, S("x.html"), (str){(const char *)p, n});
	/* Refused with a line to show, or accepted in silence. */
	ensure(good == (buf_str(&r->why).n == 0));
	ensure(good || str_starts(buf_str(&r->why), S("x.html:")));
	buf_init(&out, a, (size_t)16 << 20);
	tpl_room_c(r, &out);
	tpl_room_h(r, &out);
	tpl_room_classes(r, &out);
	ensure(!out.err);
	arena_free(a);
	return 0;
}

#ifndef FUZZER
#include "tap.h"

enum { MAX_FILE = 1 << 16 };

/* Replays files without libFuzzer: each as it is, cut at every byte, without every byte. */
int
main(int argc, char **argv)
{
	static uint8_t src[MAX_FILE], part[MAX_FILE];

	for (int i = 1; i < argc; i++) {
		FILE  *f = fopen(argv[i], "rb");
		size_t n = f ? fread(src, 1, sizeof(src), f) : 0;

		if (f)
			(void)fclose(f);
		for (size_t k = 0; k <= n; k++) {
			(void)LLVMFuzzerTestOneInput(src, k);
			if (k == n)
				break;
			memcpy(part, src, k);
			memcpy(part + k, src + k + 1, n - k - 1);
			(void)LLVMFuzzerTestOneInput(part, n - 1);
		}
		ok(n > 0, "%zu prefixes and gaps of a template are taken or refused", 2 * n + 1);
	}
	return done();
}
#endif
