/* The only door to the heap: counted, and able to fail on purpose. */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Zeroed memory or NULL; freed with mem_free.  Used by base/ and by objects that
 * live as long as the process (pools, queues); everything else lives in an arena.
 */
void *mem_alloc(size_t n);

/*
 * The same for blocks of MEM_BLOCK bytes that come and go with every request: a
 * few of each thread's wait for its next one instead of going back to the heap.
 * `used`: how many bytes from its beginning may have been written to.
 */
enum { MEM_BLOCK = 32 << 10 };
void *mem_block(void);
void  mem_block_free(void *p, size_t used);

/* Zeros that no compiler leaves out although nobody reads them. */
void mem_wipe(void *p, size_t n);

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
