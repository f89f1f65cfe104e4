/* Memory by lifetime: chained blocks, clean-ups, a ceiling. */
#include "base/arena.h"

#include "base/ensure.h"
#include "base/mem.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { ALIGN = alignof(max_align_t), FIRST = 4096, STEP = 64 << 10, LARGEST = 1 << 20, REQUEST = 1 << 20 };

struct block {
	struct block *prev;
	size_t        size, used; /* bytes behind this header */
	bool          kept;       /* one of mem_block */
	max_align_t   start[];
};

struct cleanup {
	struct cleanup *next;
	void (*fn)(void *);
	void *p;
};

struct arena {
	size_t          cap, held;
	uint64_t        count;
	struct block   *top;
	struct cleanup *cleanups;
	char           *last; /* newest allocation, which alone can grow in place */
	bool            secret;
};

struct arena *
arena_new(size_t cap)
{
	struct arena *a = mem_alloc(sizeof(*a));

	if (a)
		a->cap = cap;
	return a;
}

static void
clean(struct arena *a)
{
	while (a->cleanups) {
		struct cleanup *c = a->cleanups;

		a->cleanups = c->next;
		c->fn(c->p);
	}
}

static void
drop_blocks(struct arena *a, struct block *keep)
{
	while (a->top && a->top != keep) {
		struct block *b = a->top;

		a->top = b->prev;
		a->held -= b->size + sizeof(*b);
		if (a->secret)
			mem_wipe(b->start, b->used);
		if (b->kept)
			mem_block_free(b, sizeof(*b) + b->used);
		else
			mem_free(b);
	}
}

void
arena_free(struct arena *a)
{
	if (!a)
		return;
	clean(a);
	drop_blocks(a, NULL);
	mem_free(a);
}

void
arena_reset(struct arena *a)
{
	struct block *first = a->top;

	clean(a);
#ifdef ARENA_DEBUG
	first = NULL;
#else
	while (first && first->prev)
		first = first->prev;
#endif
	drop_blocks(a, first);
	if (first) {
		memset(first->start, 0, first->used);
		first->used = 0;
	}
	a->last = NULL;
	a->count = 0;
	a->secret = false;
}

void
arena_keep_secret(struct arena *a)
{
	a->secret = true;
}

#ifndef ARENA_DEBUG
/* Double while small; then a quarter more at a time, so that a page leaves little of its last block unused. */
static size_t
next_size(const struct arena *a)
{
	size_t size = a->top->size < STEP / 2 ? a->top->size * 2 : STEP;

	if (a->held / 4 > size)
		size = a->held / 4 < LARGEST ? a->held / 4 : LARGEST;
	return size;
}
#endif

static struct block *
add_block(struct arena *a, size_t need)
{
	size_t        size = FIRST, room = a->cap - a->held;
	bool          kept = false;
	struct block *b;

	if (room <= sizeof(*b) || need > room - sizeof(*b))
		return NULL;
#ifdef ARENA_DEBUG
	size = need;
#else
	/* Arenas of requests begin with a block that is at hand; most need no other. */
	kept = !a->top && a->cap >= REQUEST && need <= MEM_BLOCK - sizeof(*b);
	if (a->top)
		size = next_size(a);
	if (size < need)
		size = need;
	if (size > room - sizeof(*b))
		size = room - sizeof(*b);
	if (kept)
		size = MEM_BLOCK - sizeof(*b);
#endif
	b = kept ? mem_block() : mem_alloc(sizeof(*b) + size);
	if (!b)
		return NULL;
	b->prev = a->top;
	b->kept = kept;
	b->size = size;
	a->top = b;
	a->held += size + sizeof(*b);
	return b;
}

static size_t
rounded(size_t n)
{
	return n > SIZE_MAX - ALIGN ? 0 : (n + ALIGN - 1) / ALIGN * ALIGN;
}

void *
arena_alloc(struct arena *a, size_t n)
{
	size_t        r = rounded(n ? n : 1);
	struct block *b = a->top;

	if (r == 0)
		return NULL;
#ifdef ARENA_DEBUG
	b = add_block(a, n ? n : 1);
	r = n ? n : 1;
	if (!b)
		return NULL;
#else
	if (!b || b->size - b->used < r) {
		b = add_block(a, r);
		if (!b)
			return NULL;
	}
#endif
	a->last = (char *)b->start + b->used;
	b->used += r;
	a->count++;
	return a->last;
}

void *
arena_array(struct arena *a, size_t n, size_t size)
{
	return size && n > SIZE_MAX / size ? NULL : arena_alloc(a, n * size);
}

void *
arena_grow(struct arena *a, void *p, size_t old, size_t n)
{
	void *q;

	if (n <= old)
		return p;
#ifndef ARENA_DEBUG
	if (p && p == a->last) {
		size_t was = rounded(old ? old : 1), now = rounded(n);

		if (now && now - was <= a->top->size - a->top->used) {
			a->top->used += now - was;
			return p;
		}
	}
#endif
	q = arena_alloc(a, n);
	if (q && old)
		memcpy(q, p, old);
	return q;
}

bool
arena_str(struct arena *a, str s, str *out)
{
	char *p;

	if (!s.p) {
		*out = s;
		return true;
	}
	p = arena_alloc(a, s.n + 1);
	if (!p)
		return false;
	memcpy(p, s.p, s.n);
	*out = (str){p, s.n};
	return true;
}

char *
arena_z(struct arena *a, str s)
{
	char *p = arena_alloc(a, s.n + 1);

	if (p && s.n)
		memcpy(p, s.p, s.n);
	return p;
}

str
arena_printf(struct arena *a, const char *fmt, ...)
{
	va_list ap;
	int     n;
	char   *p;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0)
		return STR_NONE;
	p = arena_alloc(a, (size_t)n + 1);
	if (!p)
		return STR_NONE;
	va_start(ap, fmt);
	n = vsnprintf(p, (size_t)n + 1, fmt, ap);
	va_end(ap);
	ensure(n >= 0);
	return (str){p, (size_t)n};
}

enum err
arena_on_free(struct arena *a, void (*fn)(void *), void *p)
{
	struct cleanup *c = arena_alloc(a, sizeof(*c));

	if (!c) {
		fn(p);
		return ERR_MEMORY;
	}
	*c = (struct cleanup){a->cleanups, fn, p};
	a->cleanups = c;
	return OK;
}

static void
free_arena(void *p)
{
	arena_free(p);
}

struct arena *
arena_new_beside(struct arena *a, size_t cap)
{
	struct arena *own = arena_new(cap);

	/* Where that fails it is free already. */
	return own && arena_on_free(a, free_arena, own) == OK ? own : NULL;
}

size_t
arena_size(const struct arena *a)
{
	return a->held;
}

uint64_t
arena_count(const struct arena *a)
{
	return a->count;
}
