/* The heap, counted per thread. */
#include "base/mem.h"

#include <stdlib.h>

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
mem_free(void *p)
{
	free(p);
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
