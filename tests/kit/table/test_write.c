/* Cells as they are written. */
#include "base/arena.h"
#include "base/ensure.h"
#include "kit/table/table.h"
#include "tap.h"

static void
cells(struct arena *a)
{
	static const struct {
		const char *in, *out;
	} c[] = {{"plain", "plain"},          {"a,b", "\"a,b\""},          {"say \"so\"", "\"say \"\"so\"\"\""},
	         {"=1+1", "\"'=1+1\""},       {"@sum", "\"'@sum\""},       {"-76.6", "-76.6"},
	         {"+86 10", "\"'+86 10\""},   {"-x", "\"'-x\""},           {"two\nlines", "\"two\nlines\""},
	         {" space", "\" space\""},    {"", ""},                   {"'=1", "\"''=1\""},
	         {"''-x", "\"'''-x\""},    {"'90s", "'90s"}};

	for (size_t i = 0; i < NITEMS(c); i++) {
		struct buf b;

		buf_init(&b, a, 1000);
		table_csv_cell(&b, str_of(c[i].in));
		is_str(buf_str(&b), str_of(c[i].out), "cell %zu is quoted and harmless", i);
	}
}

int
main(void)
{
	struct arena *a = arena_new(1 << 20);

	ensure(a);
	cells(a);
	arena_free(a);
	return done();
}
