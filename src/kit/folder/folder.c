/* Walking a folder and reading what is in it. */
#include "kit/folder/folder.h"

#include "base/mem.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

struct load {
	struct arena      *arena;
	struct folder_file file[FOLDER_FILES];
	size_t             n, total;
};

static bool
read_file(struct load *l, int fd, size_t size, str *out)
{
	char  *p = arena_alloc(l->arena, size + 1);
	size_t n = 0;

	while (p && n < size) {
		ssize_t k = read(fd, p + n, size - n);

		if (k <= 0)
			return false;
		n += (size_t)k;
	}
	*out = (str){p, n};
	return p != NULL;
}

static bool load_dir(struct load *l, int fd, str at, int depth);

/* One directory entry; dotfiles, symbolic links and special files are passed over. */
static bool
load_entry(struct load *l, int dir, const char *name, str at, int depth)
{
	struct stat st;
	str         path;
	bool        fine;
	int         fd;

	if (name[0] == '.')
		return true;
	fd = openat(dir, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return errno == ELOOP || errno == ENXIO;
	if (fstat(fd, &st) != 0) {
		(void)close(fd);
		return false;
	}
	path = arena_printf(l->arena, "%.*s%s", STR_ARG(at), name);
	if (S_ISDIR(st.st_mode)) {
		path = arena_printf(l->arena, "%.*s/", STR_ARG(path));
		if (path.p)
			return load_dir(l, fd, path, depth + 1); /* closes fd */
		(void)close(fd);
		return false;
	}
	fine = true;
	if (S_ISREG(st.st_mode)) {
		l->total += (size_t)st.st_size;
		fine = path.p && l->n < FOLDER_FILES && l->total <= FOLDER_BYTES &&
		       read_file(l, fd, (size_t)st.st_size, &l->file[l->n].bytes);
		if (fine)
			l->file[l->n++].path = path;
	}
	(void)close(fd);
	return fine;
}

static bool
load_dir(struct load *l, int fd, str at, int depth)
{
	DIR           *d = fdopendir(fd);
	struct dirent *e;
	bool           fine = d != NULL && depth <= FOLDER_DEPTH;

	if (!d)
		(void)close(fd);
	while (fine && (e = readdir(d)) != NULL)
		fine = load_entry(l, fd, e->d_name, at, depth);
	if (d)
		(void)closedir(d);
	return fine;
}

bool
folder_read(struct arena *a, const char *dir, struct folder *out)
{
	struct load *l = mem_alloc(sizeof(*l));
	int          fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool         fine = l && fd >= 0;

	*out = (struct folder){NULL, 0};
	if (fine) {
		l->arena = a;
		fine = load_dir(l, fd, S(""), 0) && (out->file = ARENA_NEWS(a, l->n + 1, struct folder_file)) != NULL;
	} else if (fd >= 0) {
		(void)close(fd);
	}
	for (; fine && out->n < l->n; out->n++)
		out->file[out->n] = l->file[out->n];
	mem_free(l);
	return fine;
}
