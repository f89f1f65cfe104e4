/* Any bytes as a payload of the store, and as one that is to be stored. */
#include "fuzz/fuzz.h"

#include "base/ensure.h"
#include "kit/journal/pack.h"
#include "texts.h"

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct ctx cx = {.arena = arena_new((size_t)16 << 20)};
	str        stored = {(const char *)p, n}, json, packed, back;
	bool       whole;

	ensure(cx.arena != NULL);
	text_use(texts, T_MAX);
	ensure(payload_unpack(&cx, stored, &json, &whole) == OK);
	ensure(json.n <= BUF_PAYLOAD || !whole);
	if (!whole)
		ensure(str_eq(json, stored));
	/* What begins as JSON and may be a payload comes back as it was, and never longer. */
	if (n > 0 && n <= BUF_PAYLOAD && p[0] == '{') {
		ensure(payload_pack(&cx, stored, &packed) == OK && packed.n <= n);
		ensure(payload_unpack(&cx, packed, &back, &whole) == OK && whole && str_eq(back, stored));
	}
	arena_free(cx.arena);
	return 0;
}
