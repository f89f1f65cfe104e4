/* Names and levels of places.  Pure. */
/* house: words, because the endings are data of the language */
#include "base/utf8.h"
#include "city/place/place.h"

int64_t
place_level(str word)
{
	static const char *const words[] = {"province", "city", "county", "town", "village"};

	for (size_t i = 0; i < NITEMS(words); i++)
		if (str_eq(word, str_of(words[i])))
			return (int64_t)i + LEVEL_PROVINCE;
	return 0;
}

str
place_short(str name)
{
	/* Longer endings first. */
	static const str ends[] = {
	    STR_INIT("社区居民委员会"), STR_INIT("街道办事处"), STR_INIT("社区居委会"), STR_INIT("村民委员会"),
	    STR_INIT("居民委员会"),     STR_INIT("村委会"),     STR_INIT("居委会"),     STR_INIT("街道"),
	    STR_INIT("社区"),           STR_INIT("镇"),         STR_INIT("乡"),
	};

	for (size_t i = 0; i < NITEMS(ends); i++) {
		str rest = str_slice(name, 0, name.n - (name.n < ends[i].n ? name.n : ends[i].n));

		if (str_ends(name, ends[i]) && utf8_len(rest) >= 2)
			return rest;
	}
	return name;
}
