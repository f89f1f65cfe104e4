/* Sentences for people, in two languages, by key. */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include "base/buf.h"
#include "base/str.h"

enum lang { ZH, EN, LANG_MAX };

/*
 * A key of the text catalogue.  The values are enum text in the generated
 * texts.h (tools/textgen merges every room's texts.tsv); base only carries
 * them.  0 (T_none) is the empty text.
 */
typedef uint16_t text_id;

/* One line of the catalogue: key, Chinese, English; {0}..{9} stand for arguments. */
struct text_row {
	const char *key;
	str         in[LANG_MAX];
};

/* Give the generated catalogue to base; once, at start. */
void text_use(const struct text_row *rows, size_t n);

/* The sentence without its arguments filled in. */
str text_get(text_id id, enum lang lang);

/* The key itself, e.g. "case_rule_reason": for JSON and logs. */
const char *text_key(text_id id);

/* The sentence with {i} replaced by arg[i]; an argument that is not there stays empty. */
void text_add(struct buf *b, text_id id, enum lang lang, const str *arg, size_t nargs);

#endif
