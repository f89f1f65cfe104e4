/* LD_PRELOAD: each fsync and fdatasync takes DUBAN_SLOWSYNC_US longer, as on a disk without a cache to trust. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>

int fsync(int fd);
int fdatasync(int fd);

/* dlsym gives an object pointer; ISO C has no cast to a function pointer, POSIX promises one. */
union symbol {
	void *p;
	int (*call)(int);
};

static int
slowly(const char *name, int fd)
{
	const char     *us = getenv("DUBAN_SLOWSYNC_US");
	long            n = us ? strtol(us, NULL, 10) : 0;
	struct timespec t = {n / 1000000, n % 1000000 * 1000};
	union symbol    real = {.p = dlsym(RTLD_NEXT, name)};

	(void)nanosleep(&t, NULL);
	return real.call(fd);
}

int
fsync(int fd)
{
	return slowly("fsync", fd);
}

int
fdatasync(int fd)
{
	return slowly("fdatasync", fd);
}
