/* The access log: whole lines, few writes, nothing lost, not even by a crash. */
#include "kit/access/access.h"
#include "base/ensure.h"
#include "base/log.h"
#include "tap.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { THREADS = 4, EACH = 2000 };

/* Standard error as a socket that keeps each write apart, and a thread that reads it. */
struct seen {
	int  packets, lines, torn, longest;
	bool had[THREADS * EACH];
};
static int       reading_end, real_err;
static pthread_t reader;

/* Each line ends in its own number, but for what the log says of itself. */
static void
look(struct seen *x, const char *line)
{
	static const char want[] = " req=0123456789abcdef event=request method=GET route=/r status=200 us=5 bytes=7 user=";
	const char       *at = strstr(line, want);
	long              i = at ? strtol(at + sizeof(want) - 1, NULL, 10) : -1;

	x->lines++;
	if (strstr(line, "event=access_log_full lost=1"))
		return;
	if (strncmp(line, "level=info at=", 14) != 0 || i < 0 || i >= THREADS * EACH || x->had[i])
		x->torn++;
	else
		x->had[i] = true;
}

static void *
read_all(void *arg)
{
	static char  p[1 << 16];
	struct seen *x = arg;
	ssize_t      n;

	while ((n = recv(reading_end, p, sizeof(p), 0)) > 0) {
		char *end;

		x->packets++;
		x->longest = (int)n > x->longest ? (int)n : x->longest;
		x->torn += p[n - 1] != '\n';
		for (char *at = p; at < p + n && (end = memchr(at, '\n', (size_t)(p + n - at))) != NULL; at = end + 1) {
			*end = '\0';
			look(x, at);
		}
	}
	return NULL;
}

static void
catch_writes(struct seen *x)
{
	int s[2];

	ensure(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, s) == 0);
	real_err = dup(STDERR_FILENO);
	ensure(dup2(s[0], STDERR_FILENO) >= 0 && close(s[0]) == 0);
	reading_end = s[1];
	ensure(pthread_create(&reader, NULL, read_all, x) == 0);
}

static void
let_go(void)
{
	(void)dup2(real_err, STDERR_FILENO);
	(void)close(real_err);
	(void)pthread_join(reader, NULL);
	(void)close(reading_end);
}

static struct access_log *the_log;

static void
add(int64_t i)
{
	struct access a = {.id = S("0123456789abcdef"), .method = "GET", .route = "/r", .status = 200, .us = 5, .user = i,
	                   .bytes = 7};

	(void)access_add(the_log, &a);
}

static void *
add_many(void *arg)
{
	int64_t first = *(const int64_t *)arg;

	for (int64_t i = 0; i < EACH; i++)
		add(first + i);
	return NULL;
}

static void
many(void)
{
	static struct seen x;
	pthread_t          t[THREADS];
	int64_t            first[THREADS];

	catch_writes(&x);
	ensure((the_log = access_open(2)) != NULL);
	for (int i = 0; i < THREADS; i++) {
		first[i] = (int64_t)i * EACH;
		ensure(pthread_create(&t[i], NULL, add_many, &first[i]) == 0);
	}
	for (int i = 0; i < 20; i++)
		access_flush(the_log);
	for (int i = 0; i < THREADS; i++)
		(void)pthread_join(t[i], NULL);
	access_close(the_log);
	let_go();
	(void)printf("# %d lines in %d writes\n", x.lines, x.packets);
	is_i64(x.lines, THREADS * EACH, "every line is written, the last ones when it is closed");
	is_i64(x.torn, 0, "each once and whole");
	ok(x.packets * 10 < x.lines, "in blocks");
	ok(x.longest <= 4096, "that a pipe keeps together: %d bytes", x.longest);
}

static void
full(void)
{
	static struct seen x;
	int                half = 0, n = 0;
	uint64_t           lost;

	catch_writes(&x);
	ensure((the_log = access_open(1)) != NULL);
	for (; access_lost(the_log) == 0; n++) {
		struct access a = {.id = S("x"), .method = "GET", .route = "/r", .status = 200, .user = n};

		half += access_add(the_log, &a);
	}
	lost = access_lost(the_log);
	access_flush(the_log);
	let_go();
	is_i64((int64_t)lost, 1, "what finds its lane full is counted");
	is_i64(half, 1, "after it was said once that it fills");
	is_i64(x.lines, n, "what was in it is written, and that some were lost");
	access_close(the_log);
}

/* The process dies: what it had answered is told first, once. */
static void
crash(void)
{
	static struct seen x;
	pid_t              pid;
	int                status = 0;

	catch_writes(&x);
	pid = fork();
	ensure(pid >= 0);
	if (pid == 0) {
		/* Whatever a sanitizer put there. */
		(void)signal(SIGABRT, SIG_DFL);
		ensure((the_log = access_open(3)) != NULL);
		access_on_crash(the_log);
		for (int i = 0; i < 100; i++)
			add(i);
		access_flush(the_log);
		for (int i = 100; i < 300; i++)
			add(i);
		abort();
	}
	(void)waitpid(pid, &status, 0);
	let_go();
	ok(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT, "it dies as it would have");
	is_i64(x.lines, 300, "and every line is there");
	is_i64(x.torn, 0, "once");
}

/* A level that drops lines drops these. */
static void
level(void)
{
	static struct seen x;

	catch_writes(&x);
	log_level_set(LOG_WARN);
	ensure((the_log = access_open(1)) != NULL);
	add(1);
	access_close(the_log);
	log_level_set(LOG_INFO);
	let_go();
	is_i64(x.lines, 0, "quiet is quiet");
}

int
main(void)
{
	many();
	full();
	crash();
	level();
	return done();
}
