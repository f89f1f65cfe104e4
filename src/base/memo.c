/* A table that forgets. */
#include "base/memo.h"

#include <string.h>

/* Without the version: a newer one takes the place of the older. */
static size_t
place_of(const struct memo *m, struct memo_key k)
{
	uint64_t h = (k.store ^ k.what * UINT64_C(0x9E3779B97F4A7C15)) * UINT64_C(0xD6E8FEB86659FD93);

	return (size_t)((h >> 32) % m->count);
}

static bool
same(struct memo_key a, struct memo_key b)
{
	return a.store == b.store && a.version == b.version && a.what == b.what;
}

bool
memo_get(struct memo *m, struct memo_key key, void *value)
{
	size_t i = place_of(m, key);
	bool   there;

	if (!key.store)
		return false;
	(void)pthread_mutex_lock(&m->lock);
	if ((there = same(m->key[i], key)))
		memcpy(value, (const char *)m->value + i * m->size, m->size);
	(void)pthread_mutex_unlock(&m->lock);
	return there;
}

void
memo_put(struct memo *m, struct memo_key key, const void *value)
{
	size_t i = place_of(m, key);

	if (!key.store)
		return;
	(void)pthread_mutex_lock(&m->lock);
	m->key[i] = key;
	memcpy((char *)m->value + i * m->size, value, m->size);
	(void)pthread_mutex_unlock(&m->lock);
}
