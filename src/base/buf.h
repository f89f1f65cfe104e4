/* A growing text with a ceiling given at birth and an error that sticks. */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

/*
 * Adders return nothing: after the first failure (ceiling: ERR_LARGE, memory:
 * ERR_MEMORY) all of them do nothing, and buf_end says so once.  The bytes live
 * in the arena; there is nothing to free.
 */
struct buf {
	struct arena *arena;
	char         *p;
	size_t        n, cap, max;
	enum err      err;
};

/* The ceilings, in one place. */
enum {
	BUF_PAGE = 4 << 20,     /* one HTML page or JSON answer */
	BUF_PAYLOAD = 64 << 10, /* one event's payload */
	BUF_LINE = 16 << 10,    /* one log line, one header, one CSV field */
	BUF_PATH = 4 << 10      /* one path or address */
};

/*
 * An empty buffer in `a` that never grows past `max` bytes, and what adds to it:
 * text, a character, bytes, a number in decimal, printf.  What does not fit is not
 * added at all, and the error sticks: ask once, with buf_end.
 */
void buf_init(struct buf *b, struct arena *a, size_t max);
void buf_add(struct buf *b, str s);
void buf_char(struct buf *b, char c);
void buf_bytes(struct buf *b, const void *p, size_t n);
void buf_i64(struct buf *b, int64_t v);
void buf_printf(struct buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/*
 * Where the next n bytes go, for who fills them in place and then adds to b->n what
 * was filled; NULL when they do not fit (the error sticks).  Good until the next adder.
 */
char *buf_more(struct buf *b, size_t n);
static inline char *
buf_room(struct buf *b, size_t n)
{
	return !b->err && n <= b->cap - b->n ? b->p + b->n : buf_more(b, n);
}

/* Lower-case hexadecimal of n bytes. */
void buf_hex(struct buf *b, const void *p, size_t n);

/* Forget the text, keep the memory; the error stays. */
void buf_clear(struct buf *b);

/* What was written so far; not NUL-terminated.  Empty after an error. */
str buf_str(const struct buf *b);

/* OK and the text, or the error that stuck. */
MUSTCHECK enum err buf_end(const struct buf *b, str *out);

#endif
