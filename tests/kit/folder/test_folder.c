/* What is read of a folder, and what never is. */
#include "kit/folder/folder.h"
#include "base/ensure.h"
#include "tap.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char dir[64];

static void
put(const char *name, const char *text)
{
	char path[256];
	int  fd;

	(void)snprintf(path, sizeof(path), "%s/%s", dir, name);
	ensure((fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600)) >= 0);
	ensure(write(fd, text, strlen(text)) == (ssize_t)strlen(text) && close(fd) == 0);
}

static const char *
in(const char *name)
{
	static char path[2][512];
	static int  i;

	i = !i;
	(void)snprintf(path[i], sizeof(path[i]), "%s/%s", dir, name);
	return path[i];
}

static str
find(const struct folder *f, const char *path)
{
	for (size_t i = 0; i < f->n; i++)
		if (str_eq(f->file[i].path, str_of(path)))
			return f->file[i].bytes;
	return STR_NONE;
}

int
main(void)
{
	struct arena *a = arena_new(8 << 20);
	struct folder f;

	(void)snprintf(dir, sizeof(dir), "/tmp/duban-folder.XXXXXX");
	ensure(a && mkdtemp(dir));
	ok(folder_read(a, dir, &f) && f.n == 0, "an empty folder has no files");
	ensure(mkdir(in("sub"), 0700) == 0 && mkdir(in("sub/deep"), 0700) == 0 && mkdir(in(".git"), 0700) == 0);
	put("a.css", "body{}");
	put("empty", "");
	put("sub/deep/b.js", "1;");
	put(".hidden", "secret");
	put(".git/config", "secret");
	ensure(symlink(in("a.css"), in("link")) == 0 && symlink("/etc", in("etc")) == 0 && mkfifo(in("pipe"), 0600) == 0);
	ok(folder_read(a, dir, &f), "a folder with what a web build never makes is read");
	is_i64((int64_t)f.n, 3, "three files are files of it");
	is_str(find(&f, "a.css"), S("body{}"), "one at the top");
	is_str(find(&f, "sub/deep/b.js"), S("1;"), "one two levels down, by its path");
	ok(find(&f, "empty").p && find(&f, "empty").n == 0, "an empty one");
	ok(!find(&f, ".hidden").p && !find(&f, "link").p && !find(&f, "pipe").p, "no dotfile, link or pipe");
	ok(!folder_read(a, in("none"), &f) && f.n == 0, "none that is not there");
	for (int i = 0; i < FOLDER_DEPTH + 1; i++) {
		char path[256];

		(void)snprintf(path, sizeof(path), "sub%.*s", 2 * i, "/d/d/d/d/d/d/d/d");
		(void)mkdir(in(path), 0700);
	}
	ok(!folder_read(a, dir, &f), "nor one with more levels than %d", FOLDER_DEPTH);
	arena_free(a);
	{
		char rm[128];

		(void)snprintf(rm, sizeof(rm), "rm -rf '%s'", dir);
		return system(rm) == 0 ? done() : 1;
	}
}
