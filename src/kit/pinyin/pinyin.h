/* Chinese words found by how they are spelled: pinyin, its initials, and both mixed. */
#ifndef KIT_PINYIN_PINYIN_H
#define KIT_PINYIN_PINYIN_H

#include "base/str.h"

/* Letters that may be pinyin: small, ü as v, without apostrophes. */
enum { PINYIN_LETTERS = 60 };
struct pinyin_word {
	char   c[PINYIN_LETTERS];
	size_t n;
};

/*
 * False for what cannot be meant as pinyin: fewer than two letters or more than
 * PINYIN_LETTERS, or anything but letters, ü and apostrophes.
 */
bool pinyin_word(str typed, struct pinyin_word *out);

enum pinyin_where { PINYIN_NOWHERE, PINYIN_INSIDE, PINYIN_BEGIN, PINYIN_WHOLE };
struct pinyin_fit {
	enum pinyin_where where;
	bool              spelt; /* by whole syllables; else some were given by their initials */
};

/*
 * Where in a text (valid UTF-8) the letters can be read, best first: the whole
 * text before its beginning before its inside, spelt before initials.  Each
 * character stands for one of its readings in full or for its initial (zh, ch,
 * sh, or one letter); the last one may be cut short ("jingg").  A character of
 * several readings is found by any of them (重: zhong, chong): which one a word
 * means is not judged.  Letters in the text stand for themselves; anything else
 * (digits, signs, characters without a reading) ends a word.  Pure; no memory.
 */
struct pinyin_fit pinyin_find(const struct pinyin_word *word, str text);

#endif
