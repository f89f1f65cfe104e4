/* duban photos: the folder of pictures; put a file by its digest, check all, sweep what nothing names. */
#include "app/app.h"

#include "app_texts.h"
#include "work/photo/photo.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

const char *
cli_beside(struct ctx *cx, const char *built, const char *installed)
{
	char    self[2048];
	ssize_t n;
	str     dir;

	n = readlink("/proc/self/exe", self, sizeof(self) - 1);
	if (n <= 0)
		return NULL;
	dir = (str){self, (size_t)n};
	while (dir.n && dir.p[dir.n - 1] != '/')
		dir.n--;
	for (int i = 0; i < 2; i++) {
		const char *at = arena_printf(cx->arena, "%.*s%s", STR_ARG(dir), i ? installed : built).p;

		if (at && access(at, X_OK) == 0)
			return at;
	}
	return NULL;
}

static const char *
folder(struct ctx *cx, const struct app *app)
{
	str db = str_of(app->db);

	if (app->photos)
		return app->photos;
	return str_starts(db, S("sqlite:")) ? arena_printf(cx->arena, "%s.photos", app->db + 7).p : NULL;
}

enum err
cli_photos(struct ctx *cx, const struct app *app, bool *on)
{
	static struct photo_house house;
	const char               *program = app->photo, *dir = folder(cx, app);
	enum err                  e;

	*on = false;
	if (!program)
		program = cli_beside(cx, "photo/duban-photo", "duban-photo");
	if (!program || !dir)
		return OK;
	if ((e = secret_start()) != OK || (e = photo_open(cx, dir, program, &house)) != OK)
		return e;
	photo_use(&house);
	*on = true;
	return OK;
}

static enum err
put(struct ctx *cx, const struct app *app, const char *path)
{
	const char  *dir = folder(cx, app);
	struct files f;
	struct buf   b;
	digest       d;
	str          bytes;
	enum err     e;

	if ((e = secret_start()) != OK || (e = files_open(cx, dir, &f)) != OK ||
	    (e = cli_read(cx, path, PHOTO_BYTES, &bytes)) != OK || (e = files_put(cx, &f, bytes, &d)) != OK)
		return e;
	buf_init(&b, cx->arena, BUF_PATH);
	digest_add(&b, d);
	(void)printf("%.*s  %s\n", STR_ARG(buf_str(&b)), path);
	return OK;
}

static enum err
check(struct ctx *cx)
{
	struct photo_checked c;
	enum err             e = photo_check_files(cx, &c);

	if (e != OK)
		return e;
	(void)printf("files=%lld missing=%lld altered=%lld\n", (long long)c.files, (long long)c.missing,
	             (long long)c.altered);
	return c.first ? refuse(cx, ERR_RULE, NULL, T_app_photos_ill,
	                        arena_printf(cx->arena, "%lld", (long long)c.first))
	               : OK;
}

static enum err
sweep(struct ctx *cx)
{
	struct files_swept s;
	enum err           e = photo_sweep(cx, &s);

	if (e == OK)
		(void)printf("kept=%lld removed=%lld bytes=%lld\n", (long long)s.kept, (long long)s.removed,
		             (long long)s.bytes);
	return e;
}

/* Outside of a read transaction each question is one of its own, so no snapshot grows old. */
static int
on_store(struct app *app, enum err (*act)(struct ctx *cx))
{
	struct ctx cx;
	bool       on;
	int        code = cli_open(app, DB_READER, 64 << 20, &cx);
	enum err   e;

	if (code != 0)
		return code;
	e = cli_photos(&cx, app, &on);
	if (e == OK)
		e = act(&cx);
	if (e != OK)
		code = cli_fail(&cx, e);
	cli_close(&cx);
	return code;
}

int
app_photos(struct app *app)
{
	const char *verb = app->argc > 1 ? app->argv[1] : "";
	struct ctx  cx;
	int         code;
	enum err    e = OK;

	if (strcmp(verb, "check") == 0 && app->argc == 2)
		return on_store(app, check);
	if (strcmp(verb, "sweep") == 0 && app->argc == 2)
		return on_store(app, sweep);
	if (strcmp(verb, "put") != 0 || app->argc < 3)
		return cli_usage(app, T_app_photos_verb, verb);
	if ((code = cli_begin(app, 64 << 20, &cx)) != 0)
		return code;
	if (!folder(&cx, app))
		e = refuse(&cx, ERR_INPUT, NULL, T_app_photos_where);
	for (int i = 2; e == OK && i < app->argc; i++) {
		e = put(&cx, app, app->argv[i]);
		if (e == OK)
			arena_reset(cx.arena);
	}
	if (e != OK)
		code = cli_fail(&cx, e);
	cli_close(&cx);
	return code;
}
