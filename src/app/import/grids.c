/* duban import grids: polygons into the city, or what is wrong with them. */
#include "app/app.h"
#include "app/import/import.h"

#include "app_texts.h"
#include "city/grid/grid.h"
#include "city/unit/roles.h"

#include <stdio.h>
#include <string.h>

enum { ARENA = 768 << 20, FILE_MOST = 8 << 20 };

static void
print(str s)
{
	(void)fwrite(s.p, 1, s.n, stdout);
	(void)fputc('\n', stdout);
}

/* A second view of the same file, in a snapshot that is given back. */
static enum err
check(struct ctx *cx, const struct input *pairs, size_t n)
{
	const struct grid_check *c;
	const void              *out;
	size_t                   refused = 0;
	enum err                 e = view_show(cx, view_find(S("grid.check")), pairs, n, &out);

	if (e != OK)
		return e;
	c = out;
	for (size_t i = 0; i < c->n; i++) {
		refused += c->note[i].refused;
		print(c->note[i].said);
	}
	cli_say(cx, T_app_grids_checked,
	        cli_number(cx, (int64_t)c->features), cli_number(cx, (int64_t)c->new), cli_number(cx, (int64_t)c->same),
	        cli_number(cx, (int64_t)refused), cli_number(cx, (int64_t)(c->n - refused + c->more)));
	return c->good ? OK : refuse(cx, ERR_INPUT, NULL, T_app_grids_bad);
}

static enum err
load(struct ctx *cx, const struct input *pairs, size_t n)
{
	struct reply r;
	enum err     e = command_do(cx, command_find(S("grid.load")), pairs, n, NULL, &r);

	if (e == OK)
		cli_say_args(cx, r.done, r.arg, NITEMS(r.arg));
	return e;
}

int
import_grids(struct app *app)
{
	const char  *srs = cli_option(app, "srs"), *place = cli_option(app, "place"), *from = cli_option(app, "from");
	const char  *source = cli_option(app, "source"), *as = cli_option(app, "as");
	bool         dry = cli_flag(app, "dry-run");
	struct input pairs[5];
	struct ctx   cx;
	size_t       n = 0;
	int          code;
	enum err     e;

	if (app->argc != 3)
		return cli_usage(app, T_app_grids_usage, "");
	if (!srs)
		return cli_usage(app, T_app_grids_srs, "--srs");
	if (!as)
		return cli_usage(app, T_app_as_missing, "--as");
	/* A map is too long for a server's door.  What servers on PostgreSQL hold of grids goes by the epoch. */
	if ((code = import_open(app, dry, ARENA, &cx)) != 0)
		return code;
	pairs[n++].name = S("file");
	pairs[n++] = (struct input){S("srs"), str_of(srs)};
	if (place)
		pairs[n++] = (struct input){S("place"), str_of(place)};
	if (from)
		pairs[n++] = (struct input){S("from"), str_of(from)};
	if (!dry)
		pairs[n++] = (struct input){S("source"), source ? str_of(source) : str_of(app->argv[2])};
	if ((e = cli_actor(&cx, as)) == OK && (e = cli_read(&cx, app->argv[2], FILE_MOST, &pairs[0].value)) == OK)
		e = dry ? check(&cx, pairs, n) : load(&cx, pairs, n);
	code = e == OK ? 0 : cli_fail(&cx, e);
	cli_close(&cx);
	return code;
}
