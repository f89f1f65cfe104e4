/* Limits, then a filter of system calls, by libseccomp. */
#define _GNU_SOURCE
#include "app/photo/confine.h"

#include <errno.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SANITIZED 1
#endif
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

static bool
limit(int what, rlim_t most)
{
	return setrlimit((__rlimit_resource_t)what, &(struct rlimit){most, most}) == 0;
}

static bool
limits(void)
{
	return limit(RLIMIT_CORE, 0) && limit(RLIMIT_FSIZE, (rlim_t)CONFINE_FILE_MB << 20) &&
	       limit(RLIMIT_CPU, CONFINE_CPU_S) && limit(RLIMIT_NOFILE, 3) &&
	       (SANITIZED || limit(RLIMIT_AS, (rlim_t)CONFINE_MEMORY_MB << 20));
}

/* Calls that are allowed whatever their arguments. */
static const int plain[] = {
    SCMP_SYS(close),           SCMP_SYS(munmap),       SCMP_SYS(mremap),      SCMP_SYS(brk),
    SCMP_SYS(madvise),         SCMP_SYS(exit),         SCMP_SYS(exit_group),  SCMP_SYS(rt_sigreturn),
    SCMP_SYS(rt_sigprocmask),  SCMP_SYS(futex),        SCMP_SYS(sched_yield), SCMP_SYS(getrandom),
    SCMP_SYS(clock_gettime),   SCMP_SYS(gettimeofday), SCMP_SYS(getpid),      SCMP_SYS(gettid),
    SCMP_SYS(restart_syscall),
};
/* Calls that a library may make and that get an error instead of death. */
static const int refused[] = {
    SCMP_SYS(open),          SCMP_SYS(openat),   SCMP_SYS(fstat),
    SCMP_SYS(newfstatat),    SCMP_SYS(readlink), SCMP_SYS(access),
    SCMP_SYS(prctl),         SCMP_SYS(sysinfo),  SCMP_SYS(sched_getaffinity),
    SCMP_SYS(clone3),        SCMP_SYS(lseek),    SCMP_SYS(prlimit64),
    SCMP_SYS(get_mempolicy), SCMP_SYS(ioctl),
};

static bool
rules(scmp_filter_ctx f, bool threads)
{
	bool fine = true;

	for (size_t i = 0; i < sizeof(plain) / sizeof(plain[0]); i++)
		fine = fine && seccomp_rule_add(f, SCMP_ACT_ALLOW, plain[i], 0) == 0;
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++)
		fine = fine &&
		       seccomp_rule_add(f, SCMP_ACT_ERRNO(refused[i] == SCMP_SYS(clone3) ? ENOSYS : EACCES),
		                        refused[i], 0) == 0;
	fine =
	    fine && seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(read), 1, SCMP_A0(SCMP_CMP_EQ, 0, 0)) == 0 &&
	    seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(write), 1, SCMP_A0(SCMP_CMP_LE, 2, 0)) == 0 &&
	    seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1, SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)) ==
		0 &&
	    seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1,
	                     SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)) == 0;
	if (fine && threads)
		fine = seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1,
		                        SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD | CLONE_VM,
		                                CLONE_THREAD | CLONE_VM)) == 0 &&
		       seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(set_robust_list), 0) == 0 &&
		       seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(rt_sigaction), 0) == 0 &&
		       seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(rseq), 0) == 0;
	return fine;
}

bool
confine(bool threads, bool *filtered)
{
	scmp_filter_ctx f;
	bool            fine;

	*filtered = !SANITIZED;
	if (close_range(3, ~0u, 0) != 0 || prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 ||
	    prctl(PR_SET_DUMPABLE, 0) != 0 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || !limits())
		return false;
	if (SANITIZED)
		return true;
	f = seccomp_init(SCMP_ACT_KILL_PROCESS);
	/* Also of threads that are there already. */
	fine = f && seccomp_attr_set(f, SCMP_FLTATR_CTL_TSYNC, 1) == 0 && rules(f, threads) && seccomp_load(f) == 0;
	if (f)
		seccomp_release(f);
	return fine;
}
