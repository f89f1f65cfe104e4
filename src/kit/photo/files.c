/* Files by digest: put, get, check, sweep. */
#include "kit/photo/files.h"

#include "base/fd.h"
#include "kit_photo_texts.h"

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

/* A name beside all others that is nobody else's; `first` before it: the digest of a file that is only taken aside. */
static const char *
aside(struct ctx *cx, const struct files *f, str first)
{
	unsigned char r[16];
	struct buf    hex;

	secret_random(r, sizeof(r));
	buf_init(&hex, cx->arena, BUF_PATH);
	buf_hex(&hex, r, sizeof(r));
	if (hex.err != OK)
		return NULL;
	return arena_printf(cx->arena, "%s/new/%.*s%s%.*s", f->dir, STR_ARG(first), first.n ? "." : "",
	                    STR_ARG(buf_str(&hex)))
	    .p;
}

static enum err
write_new(struct ctx *cx, const struct files *f, const struct place *p, str bytes)
{
	const char *name = aside(cx, f, STR_NONE);
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
	const char *name = aside(cx, f, STR_NONE);
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

/* What time it is where the files lie: neither a false clock nor another host's makes young ones old. */
static enum err
disk_now(struct ctx *cx, const struct files *f, int64_t *seconds)
{
	const char *name = aside(cx, f, STR_NONE);
	struct stat st;
	enum err    e = OK;
	int         fd;

	if (!name)
		return ctx_no_memory(cx);
	fd = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return disk(cx, f->dir);
	if (fstat(fd, &st) == 0)
		*seconds = st.st_mtim.tv_sec;
	else
		e = disk(cx, f->dir);
	(void)close(fd);
	(void)unlink(name);
	return e;
}

/* Back to its place, unless the same bytes were put there meanwhile: those are young, and stay so. */
static enum err
put_back(struct ctx *cx, const char *name, const char *path)
{
	if (link(name, path) != 0 && errno != EEXIST && errno != ENOENT)
		return disk(cx, path);
	return unlink(name) == 0 || errno == ENOENT ? OK : disk(cx, name);
}

/*
 * Take it aside, look again, put it back when somebody has put it meanwhile.  Who puts after it
 * was taken finds it missing and writes it anew; the same bytes, so either may win.  Aside its name
 * begins with its digest: whoever opens the folder after a crash puts it back.
 */
static enum err
take(struct ctx *cx, const struct sweep *s, const char *path, str first)
{
	const char *name = aside(cx, s->f, first);
	int64_t     size = 0;

	if (!name)
		return ctx_no_memory(cx);
	if (rename(path, name) != 0)
		return errno == ENOENT ? OK : disk(cx, path);
	if (!old(name, s, &size)) {
		s->out->kept++;
		return put_back(cx, name, path);
	}
	/* Another process that has just opened the folder may have put it back: then it is looked at next time. */
	if (unlink(name) != 0)
		return errno == ENOENT ? OK : disk(cx, path);
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
	return take(cx, s, path, name);
}

/* Of what was taken aside, the digest. */
static bool
set_aside(str name, digest *d)
{
	return str_find(name, '.') == 2 * (size_t)DIGEST_SIZE && digest_parse(str_cut(&name, '.'), d);
}

/* What a crash left of a file that was being written, or of one that was being looked at. */
static enum err
sweep_fresh(struct ctx *cx, const struct sweep *s, const char *path, str name)
{
	int64_t size;
	digest  d;

	(void)cx;
	if (name.p[0] != '.' && !set_aside(name, &d) && old(path, s, &size) && unlink(path) == 0) {
		s->out->removed++;
		s->out->bytes += size;
	}
	return OK;
}

/* What a sweep had taken aside when it was cut off. */
static enum err
restore(struct ctx *cx, const struct sweep *s, const char *path, str name)
{
	struct place p;
	digest       d;
	enum err     e;

	if (!set_aside(name, &d))
		return OK;
	return (e = place_of(cx, s->f, d, &p)) != OK ? e : put_back(cx, path, p.file);
}

typedef enum err at_name(struct ctx *cx, const struct sweep *s, const char *path, str name);

/* Each name in a folder, in an arena of its own: the folder may be long. */
static enum err
each(struct ctx *cx, const struct sweep *s, const char *path, at_name *act)
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

		e = below ? act(cx, s, below, name) : ERR_MEMORY;
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

static enum err
sweep_folder(struct ctx *cx, const struct sweep *s, const char *path, str name)
{
	return name.n == 2 && name.p[0] != '.' ? each(cx, s, path, sweep_file) : OK;
}

enum err
files_sweep_part(struct ctx *cx, const struct files *f, int64_t age, unsigned part, files_named *named, void *arg,
                 struct files_swept *out)
{
	struct sweep s = {.f = f, .named = named, .arg = arg, .out = out};
	const char  *path = arena_printf(cx->arena, part < FILES_PARTS ? "%s/%02x" : "%s/new", f->dir, part).p;
	enum err     e;

	if (!path)
		return ctx_no_memory(cx);
	if ((e = disk_now(cx, f, &s.before)) != OK)
		return e;
	s.before -= age / 1000;
	return each(cx, &s, path, part < FILES_PARTS ? sweep_folder : sweep_fresh);
}

enum err
files_sweep(struct ctx *cx, const struct files *f, int64_t age, files_named *named, void *arg,
            struct files_swept *out)
{
	enum err e = OK;

	*out = (struct files_swept){0};
	for (unsigned part = 0; e == OK && part <= FILES_PARTS; part++)
		e = files_sweep_part(cx, f, age, part, named, arg, out);
	return e;
}

enum err
files_open(struct ctx *cx, const char *dir, struct files *f)
{
	const char  *fresh = arena_printf(cx->arena, "%s/new", dir).p;
	struct sweep s = {.f = f};

	if (!fresh)
		return ctx_no_memory(cx);
	*f = (struct files){.dir = dir};
	if (!folder(dir) || !folder(fresh) || !sync_folder(dir))
		return disk(cx, dir);
	return each(cx, &s, fresh, restore);
}
