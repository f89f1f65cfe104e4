/* What a confined process cannot do any more, each tried in a process of its own. */
#define _GNU_SOURCE
#include "app/photo/confine.h"
#include "tap.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* Filled before the filter is in force; read by those who try. */
static int spare;

static int
try_open(void)
{
	return open("/etc/hostname", O_RDONLY) < 0 ? 42 : 1;
}
static int
try_make(void)
{
	return open("/tmp/duban-photo-made", O_WRONLY | O_CREAT, 0600) < 0 ? 42 : 1;
}
static int
try_socket(void)
{
	return socket(AF_INET, SOCK_STREAM, 0) < 0 ? 42 : 1;
}
static int
try_local(void)
{
	return socket(AF_UNIX, SOCK_STREAM, 0) < 0 ? 42 : 1;
}
static int
try_fork(void)
{
	return fork() < 0 ? 42 : 1;
}
static int
try_kill(void)
{
	return kill(getppid(), 0) < 0 ? 42 : 1;
}
static int
try_spare(void)
{
	return write(spare, "x", 1) < 0 ? 42 : 1;
}
static int
try_code(void)
{
	return mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED ? 42
	                                                                                                 : 1;
}
static int
try_memory(void)
{
	return mmap(NULL, (size_t)(CONFINE_MEMORY_MB + 1) << 20, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1,
	            0) == MAP_FAILED
	           ? 42
	           : 1;
}
static int
try_exec(void)
{
	char *v[] = {NULL};
	return execve("/bin/true", v, v) < 0 ? 42 : 1;
}
static int
try_limit(void)
{
	return setrlimit(RLIMIT_NOFILE, &(struct rlimit){64, 64}) < 0 ? 42 : 1;
}
static int
try_trace(void)
{
	return unlink("/tmp/duban-photo-none") < 0 ? 42 : 1;
}
static int
try_work(void)
{
	void *p = malloc(1 << 20);
	return p && write(2, "", 0) == 0 ? 42 : 1;
}

/* How it ends: its exit code, or minus its signal. */
static int
end_of(int (*act)(void))
{
	int   status;
	pid_t pid = fork();

	if (pid == 0) {
		bool filtered;

		if (!confine(false, &filtered))
			_exit(2);
		_exit(act());
	}
	(void)waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

int
main(void)
{
	bool  filtered = false;
	int   status;
	pid_t pid;

	spare = dup(2);
	pid = fork();
	if (pid == 0)
		_exit(confine(false, &filtered) ? 40 + filtered : 1);
	(void)waitpid(pid, &status, 0);
	ok(WIFEXITED(status) && WEXITSTATUS(status) >= 40, "the system confines us");
	ok(end_of(try_make) == 42, "no file is made");
	ok(end_of(try_spare) != 1, "what was open besides 0, 1 and 2 is closed");
	if (WEXITSTATUS(status) == 40) {
		skip("calls of the system are filtered", "a sanitizer needs them");
		return done();
	}
	ok(end_of(try_work) == 42, "memory and writing work");
	ok(end_of(try_open) == 42, "no file is opened");
	ok(end_of(try_socket) == -SIGSYS, "no network: a socket is death");
	ok(end_of(try_local) == -SIGSYS, "not even to this machine");
	ok(end_of(try_fork) == -SIGSYS, "no other process");
	ok(end_of(try_kill) == -SIGSYS, "no signal to the server");
	ok(end_of(try_exec) == -SIGSYS, "no other program");
	ok(end_of(try_trace) == -SIGSYS, "nothing is removed");
	ok(end_of(try_code) == -SIGSYS, "no memory becomes code");
	ok(end_of(try_limit) == 42, "limits stay");
	ok(end_of(try_memory) == 42, "no more than %d MB", CONFINE_MEMORY_MB);
	return done();
}
