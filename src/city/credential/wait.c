/* How long to wait after wrong ones. */
#include "city/credential/credential.h"

int64_t
backoff_ms(int64_t failed, int64_t free)
{
	int64_t ms = 1000;

	if (failed <= free)
		return 0;
	for (int64_t i = free + 1; i < failed && ms < BACKOFF_MAX_MS; i++)
		ms *= 2;
	return ms < BACKOFF_MAX_MS ? ms : BACKOFF_MAX_MS;
}

int64_t
backoff_left(int64_t failed, int64_t last_at, int64_t free, int64_t now)
{
	int64_t until = last_at + backoff_ms(failed, free);

	/* The clock was set back since: what was noted ahead of it must lock nobody out until it is there again. */
	if (last_at - now > BACKOFF_AHEAD_MS)
		return 0;
	if (now - last_at >= BACKOFF_FORGET_MS || until <= now || until == last_at)
		return 0;
	return until - now < BACKOFF_MAX_MS ? until - now : BACKOFF_MAX_MS;
}
