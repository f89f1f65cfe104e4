/* What was typed into the search: numbers, places, units, classes, and texts of addresses. */
#ifndef WORK_DOCKET_WORDS_H
#define WORK_DOCKET_WORDS_H

#include "work/docket/docket.h"
#include "work/docket/names.h"

enum { WORDS_MOST = 4, WORD_IDS = 16 };

/* One word as it was understood. */
struct word {
	str                   text;
	enum docket_word_kind kind;
	int64_t               id[WORD_IDS]; /* PLACE, UNIT */
	size_t                nid;
	str                  *key; /* CLASS: class keys, in cx->arena */
	size_t                nkey;
	/* NUMBER: either part may be absent, the year as 0, the digits as STR_NONE */
	int64_t               year, seq;
	str                   digits; /* behind the year, as typed */
};

/*
 * Cut at blanks into at most WORDS_MOST words; the rest is one text.  Each word is
 * a number (案号 whole, its beginning from the year on, or its short end), else the
 * exact name of a place, else of a unit, else what a class is called (code, key,
 * name, synonym, or a part of a name), else a text.  A number is understood only
 * when it stands alone and `how` allows it; WORDS_TEXT takes all as texts.
 */
enum words_how { WORDS_ANY, WORDS_NO_NUMBER, WORDS_TEXT };
MUSTCHECK enum err words_read(struct ctx *cx, str typed, enum words_how how, const struct docket_names *names,
                              struct word *word, size_t *n);

/* Whether `word` stands somewhere in `text`, capital letters or not. */
bool words_in(str text, str word);

#endif
