/* Memory by lifetime: one arena a request, a job, a command-line run. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/err.h"
#include "base/str.h"

#include <stddef.h>
#include <stdint.h>

/*
 * An arena gives memory until it is freed as a whole.  It belongs to one thread
 * at a time and may be handed over with its request.  Blocks are zeroed and
 * aligned for any type.  Built with -DARENA_DEBUG each allocation is a malloc
 * of its own, so that ASan sees every overrun and every use after reset.
 */
struct arena;

/*
 * A new arena that will never hold more than `cap` bytes (its own blocks
 * counted); NULL when the machine has no memory.  arena_free it.
 */
struct arena *arena_new(size_t cap);

/* Run the clean-ups, newest first, and free everything; NULL is fine. */
void arena_free(struct arena *a);


/* Run the clean-ups and forget everything, but keep one block for the next use. */
void arena_reset(struct arena *a);

/* Something in it is nobody's business: every byte is wiped before its memory goes back, at the next reset or free. */
void arena_keep_secret(struct arena *a);

/* n zeroed bytes, or NULL past the cap or without memory.  n = 0 gives a valid pointer. */
MUSTCHECK void *arena_alloc(struct arena *a, size_t n);

/* An array of n zeroed items; NULL also when n * size overflows. */
MUSTCHECK void *arena_array(struct arena *a, size_t n, size_t size);

/*
 * Make the block p of `old` bytes (may be NULL, 0) `n` bytes long: in place when
 * it was the newest, else by copying.  NULL leaves p as it was.
 */
MUSTCHECK void *arena_grow(struct arena *a, void *p, size_t old, size_t n);

/* A copy of s that lives as long as the arena, with a NUL behind it; false: no memory. */
MUSTCHECK bool arena_str(struct arena *a, str s, str *out);

/* The same for the edge of a foreign API: NUL-terminated, or NULL. */
MUSTCHECK char *arena_z(struct arena *a, str s);

/* printf into the arena; STR_NONE without memory. */
str arena_printf(struct arena *a, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/*
 * Call fn(p) when the arena is reset or freed, in reverse order of adding: for
 * descriptors, statements, temporary files.  On failure fn has been called.
 */
MUSTCHECK enum err arena_on_free(struct arena *a, void (*fn)(void *), void *p);

/* An arena of its own beside `a`, for more than that has room for, freed with it or at its reset; NULL: no memory. */
struct arena *arena_new_beside(struct arena *a, size_t cap);

#define ARENA_NEW(a, type) ((type *)arena_alloc((a), sizeof(type)))
#define ARENA_NEWS(a, n, type) ((type *)arena_array((a), (n), sizeof(type)))

/* Bytes held now, and allocations made since birth or reset: for --trace and budgets. */
size_t   arena_size(const struct arena *a);
uint64_t arena_count(const struct arena *a);

#endif
