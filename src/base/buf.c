/* A growing text with a ceiling and a sticky error. */
#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void
buf_init(struct buf *b, struct arena *a, size_t max)
{
	*b = (struct buf){.arena = a, .max = max};
}

char *
buf_more(struct buf *b, size_t n)
{
	size_t cap = b->cap ? b->cap : 256;
	char  *p;

	if (b->err)
		return NULL;
	if (n > b->max - b->n) {
		b->err = ERR_LARGE;
		return NULL;
	}
	if (b->n + n <= b->cap)
		return b->p + b->n;
	while (cap < b->n + n)
		cap *= 2;
	if (cap > b->max)
		cap = b->max;
	p = arena_grow(b->arena, b->p, b->cap, cap);
	if (!p) {
		b->err = ERR_MEMORY;
		return NULL;
	}
	b->p = p;
	b->cap = cap;
	return p + b->n;
}

void
buf_bytes(struct buf *b, const void *p, size_t n)
{
	char *to = n ? buf_room(b, n) : NULL;

	if (!to)
		return;
	memcpy(to, p, n);
	b->n += n;
}

void
buf_add(struct buf *b, str s)
{
	buf_bytes(b, s.p, s.n);
}

void
buf_char(struct buf *b, char c)
{
	char *to = buf_room(b, 1);

	if (!to)
		return;
	*to = c;
	b->n++;
}

void
buf_i64(struct buf *b, int64_t v)
{
	char     z[20];
	size_t   i = sizeof(z);
	uint64_t u = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;

	do
		z[--i] = (char)('0' + u % 10);
	while ((u /= 10) > 0);
	if (v < 0)
		buf_char(b, '-');
	buf_bytes(b, z + i, sizeof(z) - i);
}

void
buf_printf(struct buf *b, const char *fmt, ...)
{
	va_list ap;
	int     n;
	char   *to;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n <= 0) {
		if (n < 0 && !b->err)
			b->err = ERR_INPUT;
		return;
	}
	/* vsnprintf needs one byte more for its NUL, which is then given back. */
	to = buf_room(b, (size_t)n + 1);
	if (!to)
		return;
	va_start(ap, fmt);
	(void)vsnprintf(to, (size_t)n + 1, fmt, ap);
	va_end(ap);
	b->n += (size_t)n;
}

void
buf_hex(struct buf *b, const void *p, size_t n)
{
	static const char    digit[] = "0123456789abcdef";
	const unsigned char *u = p;

	for (size_t i = 0; i < n; i++) {
		char z[2] = {digit[u[i] >> 4], digit[u[i] & 15]};

		buf_bytes(b, z, 2);
	}
}

void
buf_clear(struct buf *b)
{
	b->n = 0;
}

str
buf_str(const struct buf *b)
{
	return b->err ? S("") : b->p ? (str){b->p, b->n} : S("");
}

enum err
buf_end(const struct buf *b, str *out)
{
	*out = buf_str(b);
	return b->err;
}
