/* A ring of pictures under one lock. */
#include "kit/photo/recent.h"

#include "base/clock.h"

#include <pthread.h>

static struct {
	pthread_mutex_t lock;
	size_t          next;
	struct {
		struct photo_kept kept;
		int64_t           at; /* ms of the clock that only goes forward; 0: none */
	} one[RECENT_PICTURES];
} recent = {.lock = PTHREAD_MUTEX_INITIALIZER};

bool
recent_find(digest original, struct photo_kept *out)
{
	int64_t since = clock_mono_us() / 1000 - RECENT_MS;
	bool    found = false;

	(void)pthread_mutex_lock(&recent.lock);
	for (size_t i = 0; i < RECENT_PICTURES && !found; i++)
		if (recent.one[i].at > since && recent.one[i].at &&
		    digest_same(recent.one[i].kept.original, original)) {
			*out = recent.one[i].kept;
			found = true;
		}
	(void)pthread_mutex_unlock(&recent.lock);
	return found;
}

void
recent_add(const struct photo_kept *k)
{
	(void)pthread_mutex_lock(&recent.lock);
	recent.one[recent.next].kept = *k;
	recent.one[recent.next].at = clock_mono_us() / 1000;
	recent.next = (recent.next + 1) % RECENT_PICTURES;
	(void)pthread_mutex_unlock(&recent.lock);
}
