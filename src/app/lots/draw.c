/* duban draw: draws made again from their seeds and lists. */
#include "app/app.h"

#include "app_texts.h"
#include "kit/secret/secret.h"
#include "work/recheck/recheck.h"

#include <stdio.h>

static str
number(struct ctx *cx, int64_t n)
{
	return arena_printf(cx->arena, "%lld", (long long)n);
}

int
app_draw(struct app *app)
{
	str                    verb = app->argc > 1 ? str_of(app->argv[1]) : STR_NONE;
	int64_t                id = 0;
	struct recheck_checked c;
	struct ctx             cx;
	int                    code;
	enum err               e;

	if (!str_eq(verb, S("verify")))
		return cli_usage(app, T_app_draw_verb, app->argc > 1 ? app->argv[1] : "");
	if (app->argc > 2 && (!str_to_i64(str_of(app->argv[2]), &id) || id < 1))
		return cli_usage(app, T_app_draw_verb, app->argv[2]);
	if ((code = cli_open(app, DB_READER, 256 << 20, &cx)) != 0)
		return code;
	if ((e = secret_start()) == OK && (e = db_begin(cx.db)) == OK)
		e = recheck_verify(&cx, id, &c);
	db_rollback(cx.db);
	if (e != OK) {
		code = cli_fail(&cx, e);
	} else if (c.bad) {
		cli_say(&cx, T_app_draw_bad, c.bad_day, number(&cx, c.bad),
		        text_get(recheck_wrong_text(c.wrong), cx.lang));
		code = err_exit(ERR_RULE);
	} else {
		cli_say(&cx, T_app_draw_fine, number(&cx, c.draws), number(&cx, c.promised), number(&cx, c.items),
		        number(&cx, c.looks));
		code = 0;
	}
	cli_close(&cx);
	return code;
}
