/* When a message may go.  Pure. */
#include "work/outbox/inside.h"

static int64_t
minute_of_day(int64_t now, int zone, day *d)
{
	int32_t ms;

	if (!day_of_ms(now, zone, d, &ms))
		return -1;
	return ms / MINUTE_MS;
}

int64_t
quiet_until(int64_t now, int zone, int64_t from, int64_t to)
{
	day     d;
	int64_t minute = minute_of_day(now, zone, &d);
	bool    over_midnight = from > to;

	if (from == to || minute < 0)
		return now;
	if (over_midnight ? minute < from && minute >= to : minute < from || minute >= to)
		return now;
	return day_to_ms(d, (int32_t)(to * MINUTE_MS), zone) + (over_midnight && minute >= from ? DAY_MS : 0);
}

int64_t
next_day(int64_t now, int zone)
{
	day     d;
	int32_t ms;

	return day_of_ms(now, zone, &d, &ms) ? day_to_ms(d, DAY_MS, zone) : now + DAY_MS;
}

int64_t
backoff_of(int64_t tries)
{
	int64_t wait = BACKOFF_MS;

	for (int64_t i = 1; i < tries && wait < BACKOFF_MOST_MS; i++)
		wait *= 2;
	return wait < BACKOFF_MOST_MS ? wait : BACKOFF_MOST_MS;
}
