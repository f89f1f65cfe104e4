/* duban import KIND FILE: which kind, and not beside a server. */
#include "app/import/import.h"
#include "app/local.h"

#include "app_texts.h"

#include <string.h>
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

int
app_import(struct app *app)
{
	if (app->argc > 1 && strcmp(app->argv[1], "grids") == 0)
		return import_grids(app);
	if (app->argc > 1 && strcmp(app->argv[1], "sites") == 0)
		return import_sites(app);
	return import_cases(app);
}
