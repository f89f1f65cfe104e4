/* duban user: log-ins from the command line, through the same commands as everywhere. */
#include "app/app.h"

#include "app_texts.h"
#include "kit/json/tree.h"

#include <stdio.h>
#include <string.h>

enum { ARENA = 64 << 20 };

static enum err
list(struct ctx *cx)
{
	const struct view *v = view_find(S("login.list"));
	const void        *out;
	struct buf         b;
	struct json        j;
	enum err           e = view_show(cx, v, NULL, 0, &out);

	if (e != OK)
		return e;
	buf_init(&b, cx->arena, BUF_PAGE);
	json_init(&j, &b);
	v->json(out, &j);
	(void)printf("%.*s\n", STR_ARG(buf_str(&b)));
	return OK;
}

static int
act(struct ctx *cx, struct app *app, const char *as, const char *command)
{
	struct input       pair = {S("name"), str_of(app->argv[2])};
	const struct jval *reply;
	str                said, text;
	enum err           e;
	int                code = cli_do(cx, app, as, command_find(str_of(command)), &pair, 1, &said);

	if (code != 0)
		return code;
	if ((e = jval_parse(cx, said, &jlimit_body, &reply)) != OK)
		return cli_fail(cx, e);
	if (jval_str(jval_get(reply, S("done")), &text))
		(void)printf("%.*s\n", STR_ARG(text));
	/* The one-time password or link, on a line of its own, once. */
	if (jval_str(jval_get(reply, S("secret")), &text))
		(void)printf("%.*s\n", STR_ARG(text));
	return 0;
}

static int
show(struct app *app, const char *as)
{
	struct ctx cx;
	int        code = cli_open(app, DB_READER, ARENA, &cx);
	enum err   e;

	if (code != 0)
		return code;
	/* Whoever can read the store may do this. */
	cx.who = &actor_system;
	if ((e = as ? cli_actor(&cx, as) : OK) != OK || (e = list(&cx)) != OK)
		code = cli_fail(&cx, e);
	cli_close(&cx);
	return code;
}

int
app_user(struct app *app)
{
	static const char *const verbs[][2] = {
	    {"reset", "login.reset"}, {"link", "login.link"}, {"factor", "factor.remove"}, {"disable", "login.disable"}, {"enable", "login.enable"}};
	const char *as = cli_option(app, "as"), *command = NULL;
	struct ctx  cx;
	int         code;
	bool        all = app->argc == 2 && strcmp(app->argv[1], "list") == 0;

	for (size_t i = 0; app->argc == 3 && i < NITEMS(verbs); i++)
		if (strcmp(app->argv[1], verbs[i][0]) == 0)
			command = verbs[i][1];
	if (!all && !command)
		return cli_usage(app, T_app_user_what, "user");
	if (all)
		return show(app, as);
	/* Whoever can write the store may do this; the operating system's user is recorded. */
	if ((code = cli_begin(app, ARENA, &cx)) != 0)
		return code;
	code = act(&cx, app, as, command);
	cli_close(&cx);
	return code;
}
