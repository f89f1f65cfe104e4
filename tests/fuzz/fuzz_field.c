/* Any bytes as the fields of a command, one of each kind: bound within what the table says, or refused in sentences. */
#include "fuzz/fuzz.h"

#include "base/ensure.h"
#include "base/utf8.h"
#include "kit/command/command.h"
#include "kit/gate/parse.h"
#include "texts.h"

#include <math.h>

static const struct choice choices[] = {{"one", T_none}, {"two", T_none}, {NULL, T_none}};

#define ALL_IN(X)                                        \
	X(id, id, 0, 1, INT64_MAX, T_none, NULL)         \
	X(i64, whole, 0, -5, 1000, T_none, NULL)         \
	X(f64, part, 0, -90, 90, T_none, NULL)           \
	X(bool, yes, 0, 0, 0, T_none, NULL)              \
	X(str, line, 0, 1, 20, T_none, NULL)             \
	X(text, lines, 0, 1, 200, T_none, NULL)          \
	X(choice, which, 0, 0, 0, T_none, choices)       \
	X(time, at, 0, 0, 0, T_none, NULL)               \
	X(day, on, 0, 0, 0, T_none, NULL)                \
	X(secret, word, 0, 1, 30, T_none, NULL)          \
	X(code, code, 0, 1, 12, T_none, NULL)
struct all_in {
	ALL_IN(FIELD_DECL)
};
#define IN_T all_in
static const struct field fields[] = {ALL_IN(FIELD_ROW)};
#undef IN_T

static void
within(str s, size_t most)
{
	ensure(!s.p || (utf8_valid(s) && utf8_len(s) <= most));
}

static void
check(const struct all_in *in)
{
	ensure(in->id >= 0);
	ensure(in->whole == FIELD_ABSENT || (in->whole >= -5 && in->whole <= 1000));
	ensure(isnan(in->part) || (in->part >= -90 && in->part <= 90));
	within(in->line, 20);
	within(in->lines, 200);
	within(in->word, 30);
	within(in->code, 12);
	ensure(str_find(in->line, '\n') == SIZE_MAX);
	ensure(!in->which.p || str_eq(in->which, S("one")) || str_eq(in->which, S("two")));
	ensure(in->at == FIELD_ABSENT || in->at < INT64_C(7258118400000) + 86400000); /* the year 2200 */
	ensure(in->on == FIELD_ABSENT || (in->on >= 0 && in->on < 366 * 231));
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct ctx          cx = {.arena = arena_new((size_t)16 << 20), .zone = 480};
	const struct input *pairs;
	const void         *in;
	int64_t             id;
	size_t              npairs;
	enum err            e;

	ensure(cx.arena != NULL);
	text_use(texts, T_MAX);
	if (parse_pairs(cx.arena, (str){(const char *)p, n}, 50, &pairs, &npairs) == OK) {
		e = command_bind(&cx, fields, NITEMS(fields), sizeof(struct all_in), pairs, npairs, &in);
		ensure(e == OK || (e == ERR_INPUT && cx.why.n > 0));
		if (e == OK)
			check(in);
		for (size_t i = 0; i < npairs; i++)
			ensure(!code_is_id(pairs[i].value, &id) || id > 0);
	}
	arena_free(cx.arena);
	return 0;
}
