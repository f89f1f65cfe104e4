/* Any bytes as a table: records in bounds, valid text, lines that go up, the same in pieces of any size. */
#include "fuzz/fuzz.h"

#include "base/ensure.h"
#include "base/utf8.h"
#include "kit/table/table.h"

/* Reads at most `piece` bytes at a time. */
struct source {
	str    left;
	size_t piece;
};

static long
read_piece(void *arg, char *to, size_t n)
{
	struct source *s = arg;

	return table_read_str(&s->left, to, n < s->piece ? n : s->piece);
}

/* One digest of all that was read, and what holds of each record. */
static uint64_t
read_all(str text, size_t piece, struct table_options o)
{
	struct arena       *a = arena_new((size_t)64 << 20);
	struct source       src = {text, piece};
	struct table       *t;
	struct table_record r;
	uint64_t            h = 1469598103934665603u;
	int64_t             line = 0;

	o.read = read_piece;
	o.arg = &src;
	t = a ? table_new(a, &o) : NULL;
	ensure(t != NULL);
	while (table_next(t, &r)) {
		ensure(r.line > line && r.n <= TABLE_COLUMNS);
		line = r.line;
		h = (h ^ (uint64_t)r.fault ^ (uint64_t)r.line << 8) * 1099511628211u;
		for (size_t i = 0; r.fault == TABLE_OK && i < r.n; i++) {
			ensure(utf8_valid(r.field[i]));
			h = (h ^ str_hash(r.field[i])) * 1099511628211u;
		}
		if (r.fault == TABLE_READ)
			break;
	}
	arena_free(a);
	return h;
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	static const char    seps[] = {0, ',', '\t', ';'};
	struct table_options o = {.quotes = true};
	str                  text = {(const char *)p, n};

	if (n > 0) {
		o.sep = seps[p[0] & 3];
		o.quotes = o.sep != '\t';
		o.encoding = (enum table_encoding)((p[0] >> 2) % 3);
		text = str_slice(text, 1, n);
	}
	ensure(read_all(text, 65536, o) == read_all(text, 1 + n % 7, o));
	return 0;
}
