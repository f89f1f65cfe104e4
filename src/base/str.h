/* A piece of text by value: pointer and length, never owned, never NUL-bound. */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Text that somebody else owns.  p may be NULL: then n is 0 and the text is
 * "no value" (SQL NULL, absent form field), which differs from the empty text.
 */
typedef struct {
	const char *p;
	size_t      n;
} str;

/* The text of a string literal; usable in static initialisers as STR_INIT. */
#define S(lit) ((str){"" lit, sizeof(lit) - 1})
#define STR_INIT(lit) {"" lit, sizeof(lit) - 1}
#define STR_NONE ((str){NULL, 0})
/* For printf("%.*s", STR_ARG(s)): logs and tools only. */
#define STR_ARG(s) (int)(s).n, (s).p ? (s).p : ""
#define NITEMS(a) (sizeof(a) / sizeof((a)[0]))

/* Text of a NUL-terminated string from a foreign API; NULL gives STR_NONE. */
str str_of(const char *z);

/* Same bytes.  No value equals only no value. */
bool str_eq(str a, str b);

/* Same bytes but for ASCII case. */
bool str_eq_nocase(str a, str b);

/* Byte order: negative, 0, positive.  A prefix comes first. */
int str_cmp(str a, str b);

/* Byte for byte; everything starts and ends with the empty text. */
bool str_starts(str s, str prefix);
bool str_ends(str s, str suffix);

/* Position of the first `c` or of the first `needle`; SIZE_MAX when absent. */
size_t str_find(str s, char c);
size_t str_find_str(str s, str needle);

/* The part [from, to) of s; both are cut to the length. */
str str_slice(str s, size_t from, size_t to);

/*
 * Cut the next field off *rest at `sep`: returns the text before it and leaves
 * in *rest what follows.  When there is no `sep` the whole rest is returned and
 * *rest becomes STR_NONE, so `while (rest.p)` walks all fields, empty ones too.
 */
str str_cut(str *rest, char sep);

/* Without leading and trailing spaces, tabs, CR, LF and U+3000. */
str str_trim(str s);

/*
 * A decimal integer: optional '-', digits, nothing else.  False (and *v
 * untouched) on anything else, empty text and overflow included.
 */
bool str_to_i64(str s, int64_t *v);

/* A finite decimal number such as -12.5 or 1e3; C locale; false on anything else. */
bool str_to_f64(str s, double *v);

/* 64-bit FNV-1a; for hash tables inside one process, not for digests. */
uint64_t str_hash(str s);

#endif
