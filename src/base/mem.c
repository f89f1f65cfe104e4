/* The heap, counted per thread. */
#include "base/mem.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

static _Thread_local uint64_t made, fail_at;

static int
fails(void)
{
	made++;
	if (fail_at && made == fail_at) {
		fail_at = 0;
		return 1;
	}
	return 0;
}

void *
mem_alloc(size_t n)
{
	return fails() ? NULL : calloc(1, n ? n : 1);
}

void
mem_wipe(void *p, size_t n)
{
	static void *(*const volatile wipe)(void *, int, size_t) = memset;

	(void)wipe(p, 0, n);
}

void
mem_free(void *p)
{
	free(p);
}

/* ---- Blocks ---- */

enum { KEPT = 4 };
static _Thread_local struct {
	void *block[KEPT];
	int   n;
	bool  known; /* the thread's end gives them back */
} kept;
static pthread_key_t  at_end;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void
give_back(void *arg)
{
	(void)arg;
	while (kept.n > 0)
		free(kept.block[--kept.n]);
}

static void
make_key(void)
{
	(void)pthread_key_create(&at_end, give_back);
}

void *
mem_block(void)
{
	if (fails())
		return NULL;
	return kept.n > 0 ? kept.block[--kept.n] : calloc(1, MEM_BLOCK);
}

void
mem_block_free(void *p, size_t used)
{
	if (!p)
		return;
	if (!kept.known) {
		(void)pthread_once(&once, make_key);
		kept.known = pthread_setspecific(at_end, &kept) == 0;
	}
	if (kept.n == KEPT || !kept.known) {
		free(p);
		return;
	}
	memset(p, 0, used);
	kept.block[kept.n++] = p;
}

void
mem_fail_at(uint64_t n)
{
	fail_at = n ? made + n : 0;
}

uint64_t
mem_count(void)
{
	return made;
}
