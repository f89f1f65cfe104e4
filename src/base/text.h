/* Sentences for people, in two languages, by key. */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include "base/buf.h"
#include "base/str.h"

enum lang { ZH, EN, LANG_MAX };

/*
 * A key of the text catalogue.  The values stand in a generated header for each
 * room that has a texts.tsv (tools/textgen; city_login_texts.h, and texts.h with
 * them all); base only carries them.  0 (T_none) is the empty text.
 */
typedef uint16_t text_id;
enum { T_none };

/* One line of the catalogue: key, Chinese, English; {0}..{9} stand for arguments. */
struct text_row {
	const char *key; /* NULL: no text has this id */
	str         in[LANG_MAX];
};

/* Give the generated catalogue to base; once, at start. */
void text_use(const struct text_row *rows, size_t n);

/* The text of that key; T_none when there is none.  Looks at all of them. */
text_id text_find(str key);

/* The sentence without its arguments filled in. */
str text_get(text_id id, enum lang lang);

/* The key itself, e.g. "case_rule_reason": for JSON and logs. */
const char *text_key(text_id id);

/* The sentence with {i} replaced by arg[i]; an argument that is not there stays empty. */
void text_add(struct buf *b, text_id id, enum lang lang, const str *arg, size_t nargs);

#endif
