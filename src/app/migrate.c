/* duban migrate, duban backup. */
#include "app/app.h"
#include "app/rooms.h"

#include "texts.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

int
app_migrate(struct app *app)
{
	const struct db_schema *const *schemas;
	size_t                         n = rooms_schemas(&schemas);
	bool                           check = cli_flag(app, "check");
	struct ctx                     cx;
	int                            code, steps = 0;
	enum err                       e;

	code = check ? cli_open(app, DB_OWNER, 16 << 20, &cx) : cli_open_alone(app, DB_OWNER, 16 << 20, &cx);
	if (code != 0)
		return code;
	e = check ? db_missing(&cx, cx.db, schemas, n, &steps) : db_migrate(&cx, cx.db, schemas, n, &steps);
	if (e == OK) {
		cli_say(&cx, steps == 0 ? T_app_steps_none : check ? T_app_steps_missing : T_app_steps_done,
		    arena_printf(cx.arena, "%d", steps));
		code = check && steps ? err_exit(ERR_RULE) : 0;
	} else {
		code = cli_fail(&cx, e);
	}
	cli_close(&cx);
	return code;
}

static void
show_progress(int64_t done, int64_t all, void *arg)
{
	(void)arg;
	if (isatty(STDERR_FILENO) && all > 0)
		(void)fprintf(stderr, "\r%3d %%", (int)(done * 100 / all));
}

int
app_backup(struct app *app)
{
	struct ctx cx;
	int        code;
	enum err   e;

	if (app->argc != 2)
		return cli_usage(app, T_app_backup_where, "FILE");
	if ((code = cli_open(app, DB_OWNER, 64 << 20, &cx)) != 0)
		return code;
	/* A copy of what only its owner reads is for its owner alone, whoever writes it. */
	(void)umask(077);
	e = db_backup(&cx, cx.db, str_of(app->argv[1]), show_progress, NULL);
	if (isatty(STDERR_FILENO))
		(void)fputc('\n', stderr);
	if (e == OK)
		cli_say(&cx, T_app_backup_done, str_of(app->argv[1]));
	else
		code = cli_fail(&cx, e);
	cli_close(&cx);
	return code;
}
