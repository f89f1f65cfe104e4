/* The only door to the heap: counted, and able to fail on purpose. */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stddef.h>
#include <stdint.h>

/*
 * Zeroed memory or NULL; freed with mem_free.  Used by base/ and by objects that
 * live as long as the process (pools, queues); everything else lives in an arena.
 */
void *mem_alloc(size_t n);

/* Free; NULL is fine. */
void mem_free(void *p);

/*
 * Fault injection for tests: the n-th allocation of this thread from now on
 * (1 = the next) fails, once; 0 switches it off.  mem_count tells how many
 * allocations this thread has made, so a test can loop n = 1.. until it passes.
 */
void     mem_fail_at(uint64_t n);
uint64_t mem_count(void);

#endif
