/* Preloaded by tests: what the file AILING says now goes wrong. */

/*
 *	full          writing into files below AILING_DIR finds no room
 *	readonly      nor may they be opened for writing, grow, be renamed or removed
 *	accept N      the N-th connection that is accepted from now on is lost; "starve N": finds no descriptor
 *	send N        the N-th answer that is sent over TCP breaks its connection
 *	connect N     the N-th connection to a local socket that is made from now on is refused
 *	ask N         the N-th message that is sent to a local socket breaks its connection
 *	hear N        the same of the N-th that comes from there
 *
 * Each new text of the file counts anew; an empty one heals.
 */
#undef _FILE_OFFSET_BITS /* both names of what has two are wanted, */
#undef _FORTIFY_SOURCE   /* and none of them inline */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#define REAL(name) \
	static __typeof__(&name) real; \
	if (!real) \
	*(void **)&real = dlsym(RTLD_NEXT, #name)

/* What the file says; by system calls, since the functions are ours. */
static void
ailment(char text[32])
{
	const char *path = getenv("AILING");
	long        fd = path ? syscall(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC, 0) : -1;
	long        n = fd < 0 ? 0 : syscall(SYS_read, fd, text, 31);

	if (fd >= 0)
		(void)syscall(SYS_close, fd);
	text[n > 0 ? n : 0] = '\0';
}

static bool
is(const char *what)
{
	char text[32];

	ailment(text);
	return strcmp(text, what) == 0;
}

/* The N-th time, of "what N". */
static bool
strikes(const char *what)
{
	static char last[32];
	static long count;
	char        text[32];
	size_t      n = strlen(what);

	ailment(text);
	if (strncmp(text, what, n) != 0 || text[n] != ' ')
		return false;
	if (strcmp(text, last) != 0) {
		(void)strcpy(last, text);
		__atomic_store_n(&count, 0, __ATOMIC_SEQ_CST);
	}
	return __atomic_add_fetch(&count, 1, __ATOMIC_SEQ_CST) == strtol(text + n, NULL, 10);
}

static bool
ours(const char *path)
{
	const char *dir = getenv("AILING_DIR");

	return dir && path && strncmp(path, dir, strlen(dir)) == 0;
}

static bool
ours_open(int fd)
{
	char    name[64], path[4096];
	ssize_t n;

	(void)snprintf(name, sizeof(name), "/proc/self/fd/%d", fd);
	n = readlink(name, path, sizeof(path) - 1);
	path[n > 0 ? n : 0] = '\0';
	return ours(path);
}

/* Why writing fails now; 0: it does not. */
static int
no_writing(int fd)
{
	bool full = is("full");

	return (full || is("readonly")) && ours_open(fd) ? full ? ENOSPC : EROFS : 0;
}

static int
fails(int why)
{
	errno = why;
	return -1;
}

/* ---- Files ---- */

#define WRITER(name, offset) \
	ssize_t name(int fd, const void *p, size_t n, offset at) \
	{ \
		int why = no_writing(fd); \
		REAL(name); \
		return why ? fails(why) : real(fd, p, n, at); \
	}
WRITER(pwrite, off_t)
WRITER(pwrite64, off64_t)

ssize_t
write(int fd, const void *p, size_t n)
{
	int why = no_writing(fd);
	REAL(write);

	return why ? fails(why) : real(fd, p, n);
}

#define CUTTER(name, offset) \
	int name(int fd, offset n) \
	{ \
		int why = no_writing(fd); \
		REAL(name); \
		return why == EROFS ? fails(why) : real(fd, n); \
	}
CUTTER(ftruncate, off_t)
CUTTER(ftruncate64, off64_t)

#define OPENER(name) \
	int name(const char *path, int flags, ...) \
	{ \
		mode_t  mode = 0; \
		va_list more; \
		REAL(name); \
		va_start(more, flags); \
		if (flags & (O_CREAT | __O_TMPFILE)) \
			mode = va_arg(more, mode_t); \
		va_end(more); \
		if ((flags & (O_WRONLY | O_RDWR | O_CREAT)) && ours(path) && is("readonly")) \
			return fails(EROFS); \
		return real(path, flags, mode); \
	}
OPENER(open)
OPENER(open64)

int
rename(const char *from, const char *to)
{
	REAL(rename);
	return ours(to) && is("readonly") ? fails(EROFS) : real(from, to);
}

int
unlink(const char *path)
{
	REAL(unlink);
	return ours(path) && is("readonly") ? fails(EROFS) : real(path);
}

/* ---- Connections ---- */

static int
family(int fd)
{
	struct sockaddr_storage a;
	socklen_t               n = sizeof(a);

	return getsockname(fd, (struct sockaddr *)&a, &n) == 0 ? a.ss_family : AF_UNSPEC;
}

/* Which end broke it nobody can tell. */
static ssize_t
broken(int fd)
{
	(void)shutdown(fd, SHUT_RDWR);
	return fails(ECONNRESET);
}

int
accept4(int fd, __SOCKADDR_ARG a, socklen_t *restrict n, int flags)
{
	int got;
	REAL(accept4);

	if (strikes("starve"))
		return fails(EMFILE);
	got = real(fd, a, n, flags);
	if (got >= 0 && strikes("accept")) {
		(void)close(got);
		return fails(ECONNABORTED);
	}
	return got;
}

int
connect(int fd, __CONST_SOCKADDR_ARG a, socklen_t n)
{
	REAL(connect);
	return a.__sockaddr__->sa_family == AF_UNIX && strikes("connect") ? fails(ECONNREFUSED) : real(fd, a, n);
}

static bool
breaks(int fd)
{
	int of = family(fd);

	return (of == AF_INET && strikes("send")) || (of == AF_UNIX && strikes("ask"));
}

ssize_t
send(int fd, const void *p, size_t n, int flags)
{
	REAL(send);
	return breaks(fd) ? broken(fd) : real(fd, p, n, flags);
}

ssize_t
sendmsg(int fd, const struct msghdr *m, int flags)
{
	REAL(sendmsg);
	return breaks(fd) ? broken(fd) : real(fd, m, flags);
}

ssize_t
recv(int fd, void *p, size_t n, int flags)
{
	REAL(recv);
	return family(fd) == AF_UNIX && strikes("hear") ? broken(fd) : real(fd, p, n, flags);
}
