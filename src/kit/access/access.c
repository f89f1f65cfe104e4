/* Lanes of lines; and what is left of them when the process crashes. */
#include "kit/access/access.h"

#include "base/log.h"
#include "base/mem.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>

enum { LINE = 512, LANES_MOST = 80 };

/* Two halves in turn: one is filled, the other written without a lock. */
struct lane {
	pthread_mutex_t lock;
	char           *half[2];
	_Atomic int     now;
	_Atomic size_t  n;            /* in the half that is filled */
	_Atomic size_t  out_n, out_at; /* of the other: to be written, written */
};

struct access_log {
	struct lane      lane[LANES_MOST];
	size_t           nlanes;
	_Atomic size_t   begun;
	_Atomic uint64_t lost;
	uint64_t         lost_said;
};

static _Thread_local struct {
	const struct access_log *log;
	size_t                   i;
} mine;

static struct access_log *_Atomic crashing; /* the one that a crash writes */

struct access_log *
access_open(int threads)
{
	struct access_log *l = mem_alloc(sizeof(*l));
	size_t             n = threads < 1 ? 1 : threads > LANES_MOST ? LANES_MOST : (size_t)threads;

	for (; l && l->nlanes < n; l->nlanes++) {
		struct lane *a = &l->lane[l->nlanes];

		(void)pthread_mutex_init(&a->lock, NULL);
		/* Pages that are never filled cost nothing. */
		a->half[0] = mem_alloc(ACCESS_LANE);
		a->half[1] = mem_alloc(ACCESS_LANE);
		if (!a->half[0] || !a->half[1]) {
			l->nlanes++;
			access_close(l);
			return NULL;
		}
	}
	return l;
}

static struct lane *
lane_of(struct access_log *l)
{
	if (mine.log != l) {
		mine.log = l;
		mine.i = l->begun++;
	}
	return &l->lane[mine.i % l->nlanes];
}

bool
access_add(struct access_log *l, const struct access *a)
{
	char         line[LINE];
	struct lane *lane = lane_of(l);
	size_t       k, n;
	bool         half = false;

	k = log_format(line, sizeof(line), LOG_INFO, a->id,
	               "event=request method=%s route=%s status=%d us=%lld bytes=%llu user=%lld%s", a->method, a->route,
	               a->status, (long long)a->us, (unsigned long long)a->bytes, (long long)a->user,
	               a->aborted ? " aborted=1" : "");
	if (k == 0)
		return false;
	(void)pthread_mutex_lock(&lane->lock);
	n = lane->n;
	if (n + k > ACCESS_LANE) {
		l->lost++;
	} else {
		memcpy(lane->half[lane->now] + n, line, k);
		lane->n = n + k;
		half = n < ACCESS_LANE / 2 && n + k >= ACCESS_LANE / 2;
	}
	(void)pthread_mutex_unlock(&lane->lock);
	return half;
}

static void
write_out(struct lane *a)
{
	const char *p;

	(void)pthread_mutex_lock(&a->lock);
	p = a->half[a->now];
	a->out_at = 0;
	a->out_n = atomic_load(&a->n);
	a->now = !a->now;
	a->n = 0;
	(void)pthread_mutex_unlock(&a->lock);
	while (a->out_at < a->out_n)
		a->out_at += log_block(p + a->out_at, a->out_n - a->out_at);
	a->out_n = 0;
}

void
access_flush(struct access_log *l)
{
	uint64_t lost = l->lost;

	for (size_t i = 0; i < l->nlanes; i++)
		if (l->lane[i].n > 0)
			write_out(&l->lane[i]);
	if (lost != l->lost_said)
		log_line(LOG_WARN, "event=access_log_full lost=%llu", (unsigned long long)lost);
	l->lost_said = lost;
}

uint64_t
access_lost(const struct access_log *l)
{
	return l->lost;
}

/*
 * In a signal's handler: no lock, no memory, only what is there.  A line that is being added is left out; a block
 * that was being written may come twice or broken off.
 */
static void
on_crash(int sig)
{
	struct access_log *l = atomic_exchange(&crashing, NULL);

	(void)sig;
	for (size_t i = 0; l && i < l->nlanes; i++) {
		struct lane *a = &l->lane[i];
		size_t       at = a->out_at, to = a->out_n;

		while (at < to)
			at += log_block(a->half[!a->now] + at, to - at);
		to = a->n;
		for (at = 0; at < to;)
			at += log_block(a->half[a->now] + at, to - at);
	}
	/* The handler stands once: what crashed does so again, or abort() goes on. */
}

void
access_on_crash(struct access_log *l)
{
	static const int   fatal[] = {SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL};
	struct sigaction   sa = {.sa_handler = on_crash, .sa_flags = (int)SA_RESETHAND}, was;

	atomic_store(&crashing, l);
	(void)sigemptyset(&sa.sa_mask);
	for (size_t i = 0; i < NITEMS(fatal); i++)
		if (sigaction(fatal[i], NULL, &was) == 0 && !(was.sa_flags & SA_SIGINFO) && was.sa_handler == SIG_DFL)
			(void)sigaction(fatal[i], &sa, NULL);
}

void
access_close(struct access_log *l)
{
	struct access_log *armed = l;

	if (!l)
		return;
	(void)atomic_compare_exchange_strong(&crashing, &armed, NULL);
	access_flush(l);
	for (size_t i = 0; i < l->nlanes; i++) {
		(void)pthread_mutex_destroy(&l->lane[i].lock);
		mem_free(l->lane[i].half[0]);
		mem_free(l->lane[i].half[1]);
	}
	mem_free(l);
}
