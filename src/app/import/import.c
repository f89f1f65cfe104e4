/* duban import KIND FILE: which kind, and not beside a server. */
#include "app/import/import.h"
#include "app/local.h"

#include "app_texts.h"
#include "work_intake_texts.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { ASK_ARENA = 256 << 10 };

int
import_open(struct app *app, bool dry, size_t arena, struct ctx *cx)
{
	struct ctx ask;
	int        code, fd;

	if (dry)
		return cli_open(app, DB_READER, arena, cx);
	/* Before the store is opened: a writer's first look already takes the lock. */
	if ((code = cli_begin(app, ASK_ARENA, &ask)) != 0)
		return code;
	fd = local_connect(app, ask.arena);
	if (fd >= 0) {
		(void)close(fd);
		code = cli_fail(&ask, refuse(&ask, ERR_BUSY, NULL, T_app_import_served));
	}
	cli_close(&ask);
	return code ? code : cli_open(app, DB_WRITER, arena, cx);
}

/* Whether what stands there begins with the mark and the first column's name, in either language; or is empty. */
static bool
is_rejects(int fd)
{
	char    head[64];
	ssize_t n = read(fd, head, sizeof(head));
	str     s = n < 0 ? STR_NONE : (str){head, (size_t)n};

	if (n == 0)
		return true;
	if (!str_starts(s, S("\xef\xbb\xbf")))
		return false;
	s = str_slice(s, 3, s.n);
	for (int lang = ZH; lang <= EN; lang++) {
		str word = text_get(T_intake_cli_line, (enum lang)lang);

		if (str_starts(s, word) && s.n > word.n && s.p[word.n] == ',')
			return true;
	}
	return false;
}

enum err
import_rejects(struct ctx *cx, const char *path, const char *input, int *fd)
{
	struct stat in, out;
	int         why;

	*fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (*fd >= 0 && (!is_rejects(*fd) || (stat(input, &in) == 0 && fstat(*fd, &out) == 0 &&
	                                      in.st_dev == out.st_dev && in.st_ino == out.st_ino))) {
		(void)close(*fd);
		*fd = -1;
		errno = EEXIST;
	}
	if (*fd >= 0 && fchmod(*fd, 0600) == 0 && ftruncate(*fd, 0) == 0 && lseek(*fd, 0, SEEK_SET) == 0)
		return OK;
	why = errno;
	if (*fd >= 0)
		(void)close(*fd);
	return refuse(cx, ERR_INPUT, NULL, T_intake_cli_rejects, str_of(path), cli_errno(cx, why));
}

int
app_import(struct app *app)
{
	if (app->argc > 1 && strcmp(app->argv[1], "grids") == 0)
		return import_grids(app);
	if (app->argc > 1 && strcmp(app->argv[1], "sites") == 0)
		return import_sites(app);
	return import_cases(app);
}
