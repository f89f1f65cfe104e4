/* Where a line of Chinese may end. */
#include "base/utf8.h"
#include "kit/paper/inside.h"

static bool
among(uint32_t c, str list)
{
	for (size_t i = 0; i < list.n;)
		if (utf8_next(list, &i) == c)
			return true;
	return false;
}

/* What closes or goes on with what stands before it. */
static bool
no_start(uint32_t c)
{
	static const str list = STR_INIT("，。、；：？！）》〉」』】〕］｝”’…—·％‰℃,.;:?!)]}%");

	return among(c, list);
}

static bool
no_end(uint32_t c)
{
	static const str list = STR_INIT("（《〈「『【〔［｛“‘([{");

	return among(c, list);
}

/* Of numbers, codes and addresses. */
static bool
is_word(uint32_t c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || among(c, S(".-/:_@#&+"));
}

static bool
may_part(uint32_t a, uint32_t b)
{
	return !no_start(b) && !no_end(a) && !(is_word(a) && is_word(b));
}

size_t
paper_break(str text, int halves)
{
	size_t   i = 0, fits = 0, good = 0;
	uint32_t last = 0;
	int      used = 0;

	while (i < text.n) {
		size_t   from = i;
		uint32_t c = utf8_next(text, &i);
		int      wide = sheets_wide(c) ? 2 : 1;

		if (last && may_part(last, c))
			good = from;
		/* Spaces at the end of a line need no room. */
		if (used + wide > halves && c != ' ')
			return good ? good : fits ? fits : i;
		used += wide;
		fits = i;
		last = c;
	}
	return text.n;
}
