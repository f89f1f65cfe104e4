/* duban user: log-ins from the command line, through the same commands as everywhere. */
#include "app/app.h"

#include "texts.h"

#include <stdio.h>
#include <string.h>

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

static enum err
act(struct ctx *cx, const char *command, const char *name)
{
	struct input pair = {S("name"), str_of(name)};
	struct reply r;
	struct buf   b;
	enum err     e = command_do(cx, command_find(str_of(command)), &pair, 1, NULL, &r);

	if (e != OK)
		return e;
	buf_init(&b, cx->arena, BUF_LINE);
	text_add(&b, r.done, cx->lang, r.arg, NITEMS(r.arg));
	(void)printf("%.*s\n", STR_ARG(buf_str(&b)));
	/* The one-time password, on a line of its own, once. */
	if (r.secret.p)
		(void)printf("%.*s\n", STR_ARG(r.secret));
	return OK;
}

int
app_user(struct app *app)
{
	static const char *const verbs[][2] = {
	    {"reset", "login.reset"}, {"disable", "login.disable"}, {"enable", "login.enable"}};
	const char *as = cli_option(app, "as"), *command = NULL;
	struct ctx  cx;
	int         code;
	bool        all = app->argc == 2 && strcmp(app->argv[1], "list") == 0;
	enum err    e;

	for (size_t i = 0; app->argc == 3 && i < NITEMS(verbs); i++)
		if (strcmp(app->argv[1], verbs[i][0]) == 0)
			command = verbs[i][1];
	if (!all && !command)
		return cli_usage(app, T_app_user_what, "user");
	if ((code = cli_open(app, DB_WRITER, 64 << 20, &cx)) != 0)
		return code;
	/* Whoever can read the store may do this; the operating system's user is recorded. */
	cx.who = &actor_system;
	e = as ? cli_actor(&cx, as) : cli_os_user(&cx);
	if (e == OK)
		e = all ? list(&cx) : act(&cx, command, app->argv[2]);
	if (e != OK)
		code = cli_fail(&cx, e);
	cli_close(&cx);
	return code;
}
