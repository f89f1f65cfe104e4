/* Server-sent events: many who wait for one position to move. */
#include "kit/http/inside.h"

#include "base/clock.h"

#include <stdio.h>
#include <string.h>

/*
 * A stream waits suspended; http_publish and the reaper's tick wake those that
 * have something to say.  What there is to say is always "the newest position",
 * so a slow reader costs nothing but its connection.
 */

static bool
has_news(const struct http *h, const struct rq *rq, int64_t now)
{
	return h->stopping || atomic_load(&h->position) > rq->position ||
	       now - rq->pinged >= (int64_t)h->cfg.ping_ms * 1000 ||
	       now - rq->born >= (int64_t)h->cfg.stream_ms * 1000;
}

void
streams_wake(struct http *h, int64_t now_us)
{
	for (struct rq *r = h->streams; r; r = r->snext)
		if (r->waiting && has_news(h, r, now_us)) {
			r->waiting = false;
			MHD_resume_connection(r->mhd);
		}
}

void
http_publish(struct http *h, int64_t position)
{
	int64_t was = atomic_load(&h->position);

	while (was < position && !atomic_compare_exchange_weak(&h->position, &was, position))
		;
	(void)pthread_mutex_lock(&h->lock);
	streams_wake(h, clock_mono_us());
	(void)pthread_mutex_unlock(&h->lock);
}

bool
stream_begin(struct rq *rq)
{
	struct http *h = rq->h;
	bool         room;

	(void)pthread_mutex_lock(&h->lock);
	room = h->nstreams < h->cfg.streams && !h->stopping;
	if (room) {
		rq->reply.type = S("text/event-stream; charset=utf-8");
		rq->position = atomic_load(&h->position);
		if (rq->pub.last_event >= 0 && rq->pub.last_event < rq->position)
			rq->position = rq->pub.last_event;
		rq->born = rq->pinged = clock_mono_us();
		rq->streaming = true;
		rq->sprev = NULL;
		rq->snext = h->streams;
		if (rq->snext)
			rq->snext->sprev = rq;
		h->streams = rq;
		h->nstreams++;
	}
	(void)pthread_mutex_unlock(&h->lock);
	return room;
}

void
stream_end(struct rq *rq)
{
	struct http *h = rq->h;

	(void)pthread_mutex_lock(&h->lock);
	if (rq->sprev)
		rq->sprev->snext = rq->snext;
	else
		h->streams = rq->snext;
	if (rq->snext)
		rq->snext->sprev = rq->sprev;
	h->nstreams--;
	rq->streaming = false;
	(void)pthread_mutex_unlock(&h->lock);
}

ssize_t
stream_read(void *cls, uint64_t pos, char *to, size_t max)
{
	struct rq   *rq = cls;
	struct http *h = rq->h;
	int64_t      now = clock_mono_us(), p;
	int          n = 0;

	(void)pos;
	(void)pthread_mutex_lock(&h->lock);
	p = atomic_load(&h->position);
	if (h->stopping || now - rq->born >= (int64_t)h->cfg.stream_ms * 1000) {
		(void)pthread_mutex_unlock(&h->lock);
		return MHD_CONTENT_READER_END_OF_STREAM;
	}
	if (!rq->greeted) {
		rq->greeted = true;
		n = snprintf(to, max, "retry: 5000\n\n");
	} else if (p > rq->position) {
		n = snprintf(to, max, "id: %lld\nevent: change\ndata: {\"position\":%lld}\n\n", (long long)p,
		             (long long)p);
		rq->position = p;
		rq->pinged = now;
	} else if (now - rq->pinged >= (int64_t)h->cfg.ping_ms * 1000) {
		n = snprintf(to, max, ": ping\n\n");
		rq->pinged = now;
	} else {
		rq->waiting = true;
		MHD_suspend_connection(rq->mhd);
	}
	(void)pthread_mutex_unlock(&h->lock);
	rq->sent += (uint64_t)n;
	return n < 0 || (size_t)n >= max ? MHD_CONTENT_READER_END_WITH_ERROR : n;
}
