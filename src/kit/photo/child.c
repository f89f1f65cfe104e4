/* Starting, hearing and ending helper processes. */
#include "kit/photo/child.h"

#include "base/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdatomic.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { PIECE = 256 << 10 };

/* Between pipe() and its mark no other thread may start a process, which would keep the pipe open. */
static pthread_mutex_t starting = PTHREAD_MUTEX_INITIALIZER;

static bool
attributes(posix_spawnattr_t *at, bool group)
{
	sigset_t none, all;
	short    flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF;

	return sigemptyset(&none) == 0 && sigfillset(&all) == 0 && posix_spawnattr_setsigmask(at, &none) == 0 &&
	       posix_spawnattr_setsigdefault(at, &all) == 0 &&
	       posix_spawnattr_setpgroup(at, 0) == 0 &&
	       posix_spawnattr_setflags(at, (short)(group ? flags | POSIX_SPAWN_SETPGROUP : flags)) == 0;
}

/* The pipe's ends are 3 and above, so that no dup2 below meets itself and keeps its mark. */
static bool
pipe_above(int ends[2])
{
	int low[2];

	ends[0] = ends[1] = -1;
	if (pipe(low) != 0)
		return false;
	for (int i = 0; i < 2; i++) {
		ends[i] = fcntl(low[i], F_DUPFD_CLOEXEC, 3);
		(void)close(low[i]);
	}
	return ends[0] >= 0 && ends[1] >= 0;
}

static pid_t
start(const struct child *h, int *out)
{
	posix_spawn_file_actions_t acts;
	posix_spawnattr_t          at;
	char                      *none[] = {NULL};
	int                        ends[2], in;
	pid_t                      pid = -1;

	if (posix_spawn_file_actions_init(&acts) != 0)
		return -1;
	if (posix_spawnattr_init(&at) != 0) {
		(void)posix_spawn_file_actions_destroy(&acts);
		return -1;
	}
	(void)pthread_mutex_lock(&starting);
	in = fcntl(h->in, F_DUPFD_CLOEXEC, 3);
	if (!pipe_above(ends) || in < 0 || !attributes(&at, h->group) ||
	    posix_spawn_file_actions_adddup2(&acts, in, 0) != 0 ||
	    posix_spawn_file_actions_adddup2(&acts, ends[1], 1) != 0 ||
	    posix_spawn_file_actions_addopen(&acts, 2, "/dev/null", O_WRONLY, 0) != 0 ||
	    posix_spawn(&pid, h->program, &acts, &at, h->argv, h->env ? h->env : none) != 0)
		pid = -1;
	(void)pthread_mutex_unlock(&starting);
	if (in >= 0)
		(void)close(in);
	if (ends[1] >= 0)
		(void)close(ends[1]);
	if (pid < 0 && ends[0] >= 0)
		(void)close(ends[0]);
	*out = ends[0];
	(void)posix_spawnattr_destroy(&at);
	(void)posix_spawn_file_actions_destroy(&acts);
	return pid;
}

/* Everything it says until it closes, its time is over, or it is too much. */
static enum child_end
hear(struct arena *a, int fd, int64_t until, size_t most, str *said)
{
	size_t cap = PIECE, n = 0;
	char  *p = arena_alloc(a, cap);

	while (p) {
		struct pollfd ready = {.fd = fd, .events = POLLIN};
		int64_t       left = (until - clock_mono_us()) / 1000;
		ssize_t       got;

		if (left <= 0)
			return CHILD_LATE;
		if (poll(&ready, 1, (int)left) <= 0)
			continue;
		got = read(fd, p + n, cap - n);
		if (got < 0 && errno != EINTR)
			return CHILD_FAILED;
		if (got == 0) {
			*said = (str){p, n};
			return CHILD_DONE;
		}
		n += got > 0 ? (size_t)got : 0;
		if (n > most)
			return CHILD_LOUD;
		if (n == cap) {
			p = arena_grow(a, p, cap, cap * 2);
			cap *= 2;
		}
	}
	return CHILD_MEMORY;
}

/* Wait for its end, at most `until`. */
static bool
ended(pid_t pid, int64_t until, int *status)
{
	for (;;) {
		pid_t got = waitpid(pid, status, WNOHANG);

		if (got == pid)
			return true;
		if ((got < 0 && errno != EINTR) || clock_mono_us() >= until)
			return false;
		(void)nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
	}
}

static _Atomic uint64_t how_ended[CHILD_ENDS];
static _Atomic int64_t  running;

void
child_stats(struct child_stats *out)
{
	for (int i = 0; i < CHILD_ENDS; i++)
		out->ended[i] = atomic_load(&how_ended[i]);
	out->running = atomic_load(&running);
}

static enum child_end
run(struct arena *a, const struct child *h, str *said)
{
	int64_t        until = clock_mono_us() + (int64_t)h->ms * 1000;
	int            out = -1, status = 0;
	pid_t          pid = start(h, &out);
	enum child_end end;

	*said = STR_NONE;
	if (pid < 0)
		return CHILD_ABSENT;
	end = hear(a, out, until, h->most, said);
	(void)close(out);
	if (end == CHILD_DONE && !ended(pid, until, &status))
		end = CHILD_LATE;
	else if (end == CHILD_DONE)
		return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? CHILD_DONE : CHILD_FAILED;
	(void)kill(h->group ? -pid : pid, SIGKILL);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	*said = STR_NONE;
	return end;
}

enum child_end
child_run(struct arena *a, const struct child *h, str *said)
{
	enum child_end end;

	(void)atomic_fetch_add(&running, 1);
	end = run(a, h, said);
	(void)atomic_fetch_sub(&running, 1);
	(void)atomic_fetch_add(&how_ended[end], 1);
	return end;
}
