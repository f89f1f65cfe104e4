/* A word processor in a box: a folder that is thrown away, no network, bounds, killed with whatever it started. */
#define _GNU_SOURCE
#include "kit/picture/print.h"

#include "kit/photo/child.h"
#include "kit_picture_texts.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SAID = 1 << 20, PIECE = 64 << 10 };

static atomic_int busy;

static str
path_of(void)
{
	const char *v = getenv("PATH");

	return v && *v ? str_of(v) : S("/usr/local/bin:/usr/bin:/bin");
}

/* Where the program lies; NULL: nowhere. */
static char *
found(struct arena *a, const char *name)
{
	str   rest = path_of();
	char *at;

	while (rest.p) {
		str dir = str_cut(&rest, ':');

		if (!dir.n || dir.p[0] != '/')
			continue;
		if (!(at = arena_z(a, arena_printf(a, "%.*s/%s", STR_ARG(dir), name))))
			return NULL;
		if (access(at, X_OK) == 0)
			return at;
	}
	return NULL;
}

static bool
copy(int in, int out)
{
	char    piece[PIECE];
	off_t   at = 0;
	ssize_t n;

	while ((n = pread(in, piece, sizeof(piece), at)) > 0) {
		for (ssize_t done = 0; done < n;) {
			ssize_t put = write(out, piece + done, (size_t)(n - done));

			if (put < 0 && errno != EINTR)
				return false;
			done += put > 0 ? put : 0;
		}
		at += n;
	}
	return n == 0;
}

static bool
lay_down(const char *file, int in)
{
	int  out = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	bool well = out >= 0 && copy(in, out);

	if (out >= 0)
		(void)close(out);
	return well;
}

/* What it left in its folder: a plain file within bounds, in the arena. */
static bool
pick_up(struct arena *a, const char *file, str *pdf)
{
	int         fd = open(file, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	struct stat st;
	char       *p = NULL;
	size_t      n = 0;

	if (fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size > 0 && st.st_size <= PRINT_PDF)
		p = arena_alloc(a, (size_t)st.st_size);
	while (p && n < (size_t)st.st_size) {
		ssize_t got = pread(fd, p + n, (size_t)st.st_size - n, (off_t)n);

		if (got == 0 || (got < 0 && errno != EINTR))
			break;
		n += got > 0 ? (size_t)got : 0;
	}
	if (fd >= 0)
		(void)close(fd);
	*pdf = (str){p, n};
	return p && n == (size_t)st.st_size && str_starts(*pdf, S("%PDF-"));
}

static int
drop(const char *path, const struct stat *st, int kind, struct FTW *at)
{
	(void)st;
	(void)kind;
	(void)at;
	(void)remove(path);
	return 0;
}

static char *
said(struct arena *a, const char *what, const char *dir)
{
	return arena_z(a, arena_printf(a, "%s%s", what, dir));
}

static enum err
print(struct ctx *cx, struct arena *a, int in, int ms, char *dir, char *office, str *pdf)
{
	char  tie[] = "setpriv", dies[] = "--pdeathsig=KILL", as[] = "--as=3221225472", cpu[] = "--cpu=60",
	     size[] = "--fsize=268435456", core[] = "--core=0", alone[] = "-rnpf", with[] = "--kill-child",
	     plain[] = "--headless", quiet[] = "--norestore", to[] = "--convert-to", form[] = "pdf",
	     out[] = "--outdir", lang[] = "LANG=C.UTF-8";
	char *file = said(a, dir, "/paper.docx"), *made = said(a, dir, "/paper.pdf"), *box = found(a, "unshare"),
	     *limit = found(a, "prlimit"), *bounds = found(a, "setpriv"),
	     *profile = arena_z(a, arena_printf(a, "-env:UserInstallation=file://%s/profile", dir));
	char *argv[] = {tie,    dies,    limit, as,    cpu, size, core, box, alone, with,
	                office, profile, plain, quiet, to,  form, out,  dir, file,  NULL};
	char *env[] = {arena_z(a, arena_printf(a, "PATH=%.*s", STR_ARG(path_of()))), said(a, "HOME=", dir),
	               said(a, "TMPDIR=", dir), lang, NULL};
	struct child   run = {.program = bounds, .argv = argv, .ms = ms, .most = SAID, .env = env, .group = true};
	enum child_end end;
	str            chatter;

	if (!file || !made || !profile || !env[0] || !env[1] || !env[2])
		return ctx_no_memory(cx);
	if (!box || !limit || !bounds)
		return refuse(cx, ERR_STORE, NULL, T_picture_no_office);
	if ((run.in = open("/dev/null", O_RDONLY | O_CLOEXEC)) < 0 || !lay_down(file, in))
		end = CHILD_FAILED;
	else
		end = child_run(a, &run, &chatter);
	if (run.in >= 0)
		(void)close(run.in);
	if (end == CHILD_DONE && pick_up(a, made, pdf))
		return OK;
	*pdf = STR_NONE;
	return refuse(cx, ERR_STORE, NULL, end == CHILD_LATE ? T_picture_office_late : T_picture_office_failed);
}

enum err
print_docx(struct ctx *cx, int in, int ms, str *pdf)
{
	struct arena *own = arena_new_beside(cx->arena, PRINT_PDF + ((size_t)8 << 20));
	const char   *tmp = getenv("TMPDIR");
	char         *office, *dir;
	enum err      e;

	*pdf = STR_NONE;
	if (!own || !(dir = said(own, tmp && *tmp ? tmp : "/tmp", "/duban-print.XXXXXX")))
		return ctx_no_memory(cx);
	if (!(office = found(own, "soffice")))
		return refuse(cx, ERR_STORE, NULL, T_picture_no_office);
	if (atomic_fetch_add(&busy, 1) >= 1) {
		e = refuse(cx, ERR_BUSY, NULL, T_picture_office_busy);
	} else if (!mkdtemp(dir)) {
		e = refuse(cx, ERR_STORE, NULL, T_picture_office_failed);
	} else {
		e = print(cx, own, in, ms, dir, office, pdf);
		(void)nftw(dir, drop, 16, FTW_DEPTH | FTW_PHYS);
	}
	(void)atomic_fetch_sub(&busy, 1);
	return e;
}
