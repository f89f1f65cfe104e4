/* The word processor in its box: it prints, it hangs and is killed with its children, it is not there. */
#include "base/clock.h"
#include "kit/picture/print.h"
#include "tap.h"
#include "texts.h"

#include <dirent.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static char dir[256];

/* Does a process run that was called with this word? */
static bool
runs(const char *word)
{
	DIR           *proc = opendir("/proc");
	struct dirent *d;
	char           path[300], line[4096];
	bool           found = false;

	while (proc && (d = readdir(proc))) {
		FILE  *f;
		size_t n;

		(void)snprintf(path, sizeof(path), "/proc/%s/cmdline", d->d_name);
		if (d->d_name[0] < '0' || d->d_name[0] > '9' || !(f = fopen(path, "r")))
			continue;
		n = fread(line, 1, sizeof(line) - 1, f);
		(void)fclose(f);
		for (size_t i = 0; i < n; i++)
			if (line[i] == '\0')
				line[i] = ' ';
		line[n] = '\0';
		found = found || (strstr(line, word) && strstr(line, "sleep"));
	}
	if (proc)
		(void)closedir(proc);
	return found;
}

static bool
left_behind(void)
{
	DIR           *tmp = opendir(dir);
	struct dirent *d;
	bool           found = false;

	while (tmp && (d = readdir(tmp)))
		found = found || strncmp(d->d_name, "duban-print.", 12) == 0;
	if (tmp)
		(void)closedir(tmp);
	return found;
}

static void
pause_a_little(void)
{
	(void)nanosleep(&(struct timespec){.tv_nsec = 2000000}, NULL);
}

/* A stand-in named soffice that does this. */
static void
stand_in(const char *lines)
{
	char  path[300];
	FILE *f;

	(void)snprintf(path, sizeof(path), "%s/soffice", dir);
	f = fopen(path, "w");
	(void)fprintf(f, "#!/bin/sh\n%s\n", lines);
	(void)fclose(f);
	(void)chmod(path, 0755);
}

static void
fresh(struct ctx *cx)
{
	if (cx->arena)
		arena_free(cx->arena);
	*cx = (struct ctx){.arena = arena_new(64 << 20), .lang = ZH};
}

static bool
says(const struct ctx *cx, text_id what)
{
	return cx->why.n == 1 && cx->why.line[0].text == what;
}

static enum err
printing(struct ctx *cx, int ms, str *pdf)
{
	int      in = open("/etc/passwd", O_RDONLY | O_CLOEXEC);
	enum err e = print_docx(cx, in, ms, pdf);

	(void)close(in);
	return e;
}

static void *
beside(void *arg)
{
	struct ctx cx = {0};
	str        pdf;

	fresh(&cx);
	*(enum err *)arg = printing(&cx, 2000, &pdf);
	arena_free(cx.arena);
	return NULL;
}

int
main(void)
{
	struct ctx cx = {0};
	char       was[4096], path[4500];
	enum err   e, other = OK;
	pthread_t  thread;
	int64_t    from;
	str        pdf;

	text_use(texts, T_MAX);
	(void)snprintf(was, sizeof(was), "%s", getenv("PATH"));
	(void)snprintf(dir, sizeof(dir), "%s/test-print.XXXXXX", getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp");
	if (!mkdtemp(dir))
		return 1;
	(void)setenv("TMPDIR", dir, 1);
	(void)setenv("PATH", dir, 1);
	fresh(&cx);
	e = printing(&cx, 1000, &pdf);
	ok(e == ERR_STORE && says(&cx, T_picture_no_office), "no soffice on PATH: refused with a sentence that says what to install");

	(void)snprintf(path, sizeof(path), "%s:%s", dir, was);
	(void)setenv("PATH", path, 1);
	stand_in("sleep 4242.75 & exec sleep 4242.75");
	fresh(&cx);
	(void)pthread_create(&thread, NULL, beside, &other);
	for (int i = 0; i < 1000 && !runs("4242.75"); i++)
		pause_a_little();
	ok(runs("4242.75"), "one that hangs runs, with a child of its own");
	e = printing(&cx, 2000, &pdf);
	ok(e == ERR_BUSY, "meanwhile another is told to come later");
	from = clock_mono_us();
	(void)pthread_join(thread, NULL);
	ok(other == ERR_STORE && clock_mono_us() - from < 8000000, "its time being over it is ended");
	for (int i = 0; i < 500 && runs("4242.75"); i++)
		pause_a_little();
	ok(!runs("4242.75"), "with what it had started");
	ok(!left_behind(), "and its folder is gone");
	fresh(&cx);
	stand_in("sleep 4242.75");
	e = printing(&cx, 300, &pdf);
	ok(e == ERR_STORE && says(&cx, T_picture_office_late), "who waited is told so");
	fresh(&cx);
	stand_in("exit 0");
	ok(printing(&cx, 5000, &pdf) == ERR_STORE && says(&cx, T_picture_office_failed), "one that makes nothing is no success");
	fresh(&cx);
	stand_in("for last; do :; done; "
	         "printf '%%PDF-%s %s' \"$(grep -cv lo: /proc/net/dev)\" \"$(ulimit -v)\" >\"${last%.docx}.pdf\"");
	e = printing(&cx, 5000, &pdf);
	ok(e == OK && str_eq(pdf, S("%PDF-2 3145728")), "it sees no network but its own loop, and has bounded memory: %.*s",
	   STR_ARG(pdf));
	ok(!left_behind(), "nothing is left behind");
	(void)snprintf(path, sizeof(path), "%s/soffice", dir);
	(void)remove(path);
	(void)rmdir(dir);
	arena_free(cx.arena);
	return done();
}
