/* Small values that are looked up again and again, copied in and out. */
#ifndef BASE_MEMO_H
#define BASE_MEMO_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * A table of a fixed size for all threads: what falls on the place of another one
 * takes it, so it holds what is asked for now and never grows.  For values without
 * pointers that follow from their key alone; for whole things that many share there
 * is held.h.  At file scope: `MEMO(lines, struct place_line, 1024);`
 */
struct memo_key {
	uint64_t store; /* 0: may not be kept */
	int64_t  version;
	uint64_t what;
};
struct memo {
	pthread_mutex_t  lock; /* for a copy only */
	struct memo_key *key;
	void            *value;
	size_t           size, count;
};
#define MEMO(name, type, n)                                                              \
	static struct memo_key name##_key[n];                                            \
	static type            name##_value[n];                                          \
	static struct memo     name = {PTHREAD_MUTEX_INITIALIZER, name##_key, name##_value, sizeof(type), (n)}

/* Copy the value of this very key to *value; false: it is not there (any more). */
bool memo_get(struct memo *m, struct memo_key key, void *value);

/* Remember it, in place of whatever was there. */
void memo_put(struct memo *m, struct memo_key key, const void *value);

#endif
