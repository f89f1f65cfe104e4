/* Files by digest: put, get, check, sweep. */
#include "kit/photo/files.h"

#include "base/clock.h"
#include "base/fd.h"
#include "texts.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The disk's refusal, with its own words. */
static enum err
disk(struct ctx *cx, const char *path)
{
	int      why = errno;
	char     said[128];
	enum err e = why == ENOSPC || why == EDQUOT || why == EROFS || why == EFBIG ? ERR_FULL : ERR_STORE;

	if (strerror_r(why, said, sizeof(said)) != 0)
		said[0] = 0;
	return refuse(cx, e, NULL, T_photo_disk, str_of(path), str_of(said));
}

static bool
sync_folder(const char *path)
{
	int  fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool fine = fd >= 0 && fsync(fd) == 0;

	if (fd >= 0)
		(void)close(fd);
	return fine;
}

static bool
folder(const char *path)
{
	return mkdir(path, 0700) == 0 || errno == EEXIST;
}

enum err
files_open(struct ctx *cx, const char *dir, struct files *f)
{
	const char *fresh = arena_printf(cx->arena, "%s/new", dir).p;

	if (!fresh)
		return ctx_no_memory(cx);
	*f = (struct files){.dir = dir};
	if (!folder(dir) || !folder(fresh) || !sync_folder(dir))
		return disk(cx, dir);
	return OK;
}

/* Where a digest lies: its two folders and its file. */
struct place {
	const char *one, *two, *file;
};

static enum err
place_of(struct ctx *cx, const struct files *f, digest d, struct place *p)
{
	struct buf hex;
	str        s;

	buf_init(&hex, cx->arena, BUF_PATH);
	digest_add(&hex, d);
	s = buf_str(&hex);
	if (s.n != 2 * (size_t)DIGEST_SIZE)
		return ctx_no_memory(cx);
	p->one = arena_printf(cx->arena, "%s/%.2s", f->dir, s.p).p;
	p->two = arena_printf(cx->arena, "%s/%.2s/%.2s", f->dir, s.p, s.p + 2).p;
	p->file = arena_printf(cx->arena, "%s/%.2s/%.2s/%.64s", f->dir, s.p, s.p + 2, s.p).p;
	return p->one && p->two && p->file ? OK : ctx_no_memory(cx);
}

/* A name beside all others that is nobody else's. */
static const char *
aside(struct ctx *cx, const struct files *f)
{
	unsigned char r[16];
	struct buf    hex;

	secret_random(r, sizeof(r));
	buf_init(&hex, cx->arena, BUF_PATH);
	buf_hex(&hex, r, sizeof(r));
	if (hex.err != OK)
		return NULL;
	return arena_printf(cx->arena, "%s/new/%.*s", f->dir, STR_ARG(buf_str(&hex))).p;
}

static enum err
write_new(struct ctx *cx, const struct files *f, const struct place *p, str bytes)
{
	const char *name = aside(cx, f);
	enum err    e = OK;
	int         fd;

	if (!name)
		return ctx_no_memory(cx);
	fd = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return disk(cx, f->dir);
	if (!fd_write(fd, bytes) || fsync(fd) != 0 || !folder(p->one) || !folder(p->two) ||
	    rename(name, p->file) != 0 || !sync_folder(p->two) || !sync_folder(p->one) || !sync_folder(f->dir))
		e = disk(cx, f->dir);
	(void)close(fd);
	if (e != OK)
		(void)unlink(name);
	return e;
}

enum err
files_spool(struct ctx *cx, const struct files *f, str bytes, int *fd)
{
	const char *name = aside(cx, f);
	enum err    e;

	*fd = -1;
	if (!name)
		return ctx_no_memory(cx);
	*fd = open(name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (*fd < 0)
		return disk(cx, f->dir);
	(void)unlink(name);
	if (fd_write(*fd, bytes))
		return OK;
	e = disk(cx, f->dir);
	(void)close(*fd);
	*fd = -1;
	return e;
}

/* It is there in full length, and young again.  Looked at again after that: a sweep may have had it in hand. */
static bool
known(const struct place *p, size_t n)
{
	struct stat st;
	int         fd = open(p->file, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	bool there = fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && (uint64_t)st.st_size == n &&
	             futimens(fd, NULL) == 0 && access(p->file, F_OK) == 0;

	if (fd >= 0)
		(void)close(fd);
	return there;
}

enum err
files_put(struct ctx *cx, const struct files *f, str bytes, digest *d)
{
	struct place p;
	enum err     e;

	*d = sha256_of(bytes);
	if ((e = place_of(cx, f, *d, &p)) != OK || known(&p, bytes.n))
		return e;
	return write_new(cx, f, &p, bytes);
}

enum err
files_get(struct ctx *cx, const struct files *f, digest d, int *fd, uint64_t *size)
{
	struct place p;
	struct stat  st;
	enum err     e = place_of(cx, f, d, &p);

	*fd = -1;
	if (e != OK)
		return e;
	*fd = open(p.file, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (*fd < 0)
		return errno == ENOENT ? ERR_NONE : disk(cx, p.file);
	if (fstat(*fd, &st) != 0 || !S_ISREG(st.st_mode)) {
		e = disk(cx, p.file);
		(void)close(*fd);
		*fd = -1;
		return e;
	}
	*size = (uint64_t)st.st_size;
	return OK;
}

enum err
files_keep(struct ctx *cx, const struct files *f, digest d)
{
	struct place p;
	enum err     e = place_of(cx, f, d, &p);

	if (e != OK)
		return e;
	if (utimensat(AT_FDCWD, p.file, NULL, AT_SYMLINK_NOFOLLOW) == 0 && access(p.file, F_OK) == 0)
		return OK;
	return errno == ENOENT ? ERR_NONE : disk(cx, p.file);
}

enum err
files_check(struct ctx *cx, const struct files *f, digest d, bool *same)
{
	char          piece[16 << 10];
	struct sha256 h;
	uint64_t      size;
	int           fd;
	enum err      e = files_get(cx, f, d, &fd, &size);

	if (e != OK)
		return e;
	sha256_init(&h);
	for (;;) {
		ssize_t got = read(fd, piece, sizeof(piece));

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			e = disk(cx, f->dir);
		if (got <= 0)
			break;
		sha256_add(&h, piece, (size_t)got);
	}
	(void)close(fd);
	*same = e == OK && digest_same(sha256_end(&h), d);
	return e;
}

/* ---- The sweep ------------------------------------------------------------------------------ */

struct sweep {
	const struct files *f;
	int64_t             before; /* seconds since 1970: older ones may go */
	files_named        *named;
	void               *arg;
	struct files_swept *out;
};

static bool
old(const char *path, const struct sweep *s, int64_t *size)
{
	struct stat st;

	if (lstat(path, &st) != 0 || !S_ISREG(st.st_mode))
		return false;
	*size = st.st_size;
	return st.st_mtim.tv_sec < s->before;
}

/*
 * Take it aside, look again, put it back when somebody has put it meanwhile.  Who puts after it
 * was taken finds it missing and writes it anew; the same bytes, so either may win.
 */
static enum err
take(struct ctx *cx, const struct sweep *s, const char *path)
{
	const char *name = aside(cx, s->f);
	int64_t     size;

	if (!name)
		return ctx_no_memory(cx);
	if (rename(path, name) != 0)
		return errno == ENOENT ? OK : disk(cx, path);
	if (!old(name, s, &size)) {
		s->out->kept++;
		return rename(name, path) == 0 ? OK : disk(cx, path);
	}
	if (unlink(name) != 0)
		return disk(cx, path);
	s->out->removed++;
	s->out->bytes += size;
	return OK;
}

static enum err
sweep_file(struct ctx *cx, const struct sweep *s, const char *path, str name)
{
	bool     named = false;
	int64_t  size;
	digest   d;
	enum err e;

	if (!digest_parse(name, &d))
		return OK;
	if (!old(path, s, &size)) {
		s->out->kept++;
		return OK;
	}
	if ((e = s->named(cx, d, &named, s->arg)) != OK)
		return e;
	if (named) {
		s->out->kept++;
		return OK;
	}
	return take(cx, s, path);
}

/* What a crash left half-written. */
static enum err
sweep_fresh(struct ctx *cx, const struct sweep *s, const char *path, str name)
{
	int64_t size;

	(void)cx;
	if (name.n == 32 && old(path, s, &size) && unlink(path) == 0) {
		s->out->removed++;
		s->out->bytes += size;
	}
	return OK;
}

/* Each name in a folder, in an arena of its own: the folder may be long. */
static enum err
each(struct ctx *cx, const struct sweep *s, const char *path, int depth)
{
	DIR           *dir = opendir(path);
	struct dirent *at;
	struct arena  *own = cx->arena;
	enum err       e = OK;

	if (!dir)
		return errno == ENOENT ? OK : disk(cx, path);
	cx->arena = arena_new(1 << 20);
	while (cx->arena && e == OK && (at = readdir(dir))) {
		str         name = str_of(at->d_name);
		const char *below = arena_printf(cx->arena, "%s/%s", path, at->d_name).p;

		if (!below)
			e = ERR_MEMORY;
		else if (depth == 0 && str_eq(name, S("new")))
			e = each(cx, s, below, 3);
		else if (depth == 3)
			e = sweep_fresh(cx, s, below, name);
		else if (depth == 2)
			e = sweep_file(cx, s, below, name);
		else if (name.n == 2 && name.p[0] != '.')
			e = each(cx, s, below, depth + 1);
		if (e == OK)
			arena_reset(cx->arena);
	}
	(void)closedir(dir);
	/* What was refused is kept with the caller. */
	for (size_t i = 0; own && cx->arena && i < cx->why.n; i++)
		for (size_t k = 0; k < WHY_ARGS; k++)
			if (!arena_str(own, cx->why.line[i].arg[k], &cx->why.line[i].arg[k]))
				cx->why.line[i].arg[k] = STR_NONE;
	if (!cx->arena)
		e = ERR_MEMORY;
	arena_free(cx->arena);
	cx->arena = own;
	return e;
}

enum err
files_sweep(struct ctx *cx, const struct files *f, int64_t age, files_named *named, void *arg,
            struct files_swept *out)
{
	struct sweep s = {.f = f, .before = (clock_now() - age) / 1000, .named = named, .arg = arg, .out = out};

	*out = (struct files_swept){0};
	return each(cx, &s, f->dir, 0);
}
