/* Any bytes as an import map: read, or refused with sentences. */
#include "fuzz/fuzz.h"

#include "base/ensure.h"
#include "base/utf8.h"
#include "texts.h"
#include "work/ledger/map.h"

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct ctx        cx = {.arena = arena_new((size_t)32 << 20)};
	struct ledger_map m;
	str               text = {(const char *)p, n};
	enum err          e;

	ensure(cx.arena != NULL);
	text_use(texts, T_MAX);
	e = map_read(&cx, text, &m);
	ensure((e == OK) == (cx.why.n == 0));
	ensure(e == OK || e == ERR_INPUT || e == ERR_LARGE);
	if (e == OK)
		for (size_t t = 0; t < MAP_TABLES; t++)
			for (size_t i = 0; i < m.table[t].n; i++) {
				ensure(utf8_valid(m.table[t].v[i].from) && utf8_valid(m.table[t].v[i].to));
				ensure(map_look(&m.table[t], m.table[t].v[i].from) != NULL);
			}
	arena_free(cx.arena);
	return 0;
}
