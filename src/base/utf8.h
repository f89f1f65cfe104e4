/* Text at the border is valid UTF-8, or it is refused. */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include "base/str.h"

/*
 * True when s is UTF-8 as RFC 3629 has it (no overlong forms, no surrogates,
 * nothing above U+10FFFF) and holds no NUL.
 */
bool utf8_valid(str s);

/* Number of code points in valid UTF-8: what a person calls characters. */
size_t utf8_len(str s);

/* The first n code points of valid UTF-8. */
str utf8_cut(str s, size_t n);

/*
 * Next code point of valid UTF-8; *i moves on.  Must not be called at the end.
 */
uint32_t utf8_next(str s, size_t *i);

/*
 * True when s holds a control character other than TAB, LF, CR, or one of the
 * invisible marks that reorder or hide text (U+202A–202E, U+2066–2069, U+FEFF).
 */
bool utf8_has_controls(str s);

/*
 * True when there is nothing to be seen in s: spaces, and marks that join or part others
 * (U+00AD, U+200B–200F, U+2060–2064, U+FE00–FE0F) alone, or nothing at all.  Valid UTF-8.
 */
bool utf8_is_blank(str s);

#endif
