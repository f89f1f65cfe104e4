/* duban do, duban show: the same commands and views as every other door. */
#include "app/app.h"

#include "texts.h"

#include <stdio.h>

static void
print_trace(const struct app *app, const struct ctx *cx)
{
	if (app->trace)
		(void)fprintf(stderr, "queries=%llu rows=%llu vm_steps=%llu allocations=%llu bytes=%zu\n",
		              (unsigned long long)cx->trace.queries, (unsigned long long)cx->trace.rows,
		              (unsigned long long)cx->trace.vm_steps, (unsigned long long)arena_count(cx->arena),
		              arena_size(cx->arena));
}

static void
print_json(struct buf *b)
{
	(void)fwrite(buf_str(b).p, 1, buf_str(b).n, stdout);
	(void)fputc('\n', stdout);
}

static void
list_fields(const struct field *f, size_t n, enum lang lang)
{
	for (size_t i = 0; i < n; i++) {
		str label = text_get(f[i].label, lang);

		(void)printf("    %s%s  %.*s\n", f[i].name, f[i].need ? "" : "?", STR_ARG(label));
		for (const struct choice *c = f[i].choices; c && c->value; c++)
			(void)printf("        %s  %.*s\n", c->value, STR_ARG(text_get(c->label, lang)));
	}
}

static int
list_commands(struct app *app)
{
	const struct command *const *all;
	size_t                       n = command_all(&all);

	for (size_t i = 0; i < n; i++) {
		(void)printf("%s  %.*s\n", all[i]->name, STR_ARG(text_get(all[i]->summary, app->lang)));
		list_fields(all[i]->in, all[i]->nin, app->lang);
	}
	return 0;
}

static int
list_views(struct app *app)
{
	const struct view *const *all;
	size_t                    n = view_all(&all);

	for (size_t i = 0; i < n; i++) {
		(void)printf("%s  %.*s\n", all[i]->name, STR_ARG(text_get(all[i]->summary, app->lang)));
		list_fields(all[i]->in, all[i]->nin, app->lang);
	}
	return 0;
}

int
app_do(struct app *app)
{
	const char           *as = cli_option(app, "as");
	const struct command *c;
	struct input         *pairs;
	struct reply          reply;
	struct ctx            cx;
	struct buf            b;
	struct json           j;
	size_t                n;
	int                   code;
	enum err              e;

	if (app->argc < 2)
		return list_commands(app);
	c = command_find(str_of(app->argv[1]));
	if (!c)
		return cli_usage(app, T_app_no_command, app->argv[1]);
	if (!as)
		return cli_usage(app, T_app_as_missing, "--as");
	if ((code = cli_open(app, DB_WRITER, 128 << 20, &cx)) != 0)
		return code;
	if ((e = cli_keys(&cx, app, false)) == OK && (e = cli_actor(&cx, as)) == OK &&
	    (e = cli_pairs(&cx, app, 2, &pairs, &n)) == OK)
		e = command_do(&cx, c, pairs, n, NULL, &reply);
	if (e == OK) {
		buf_init(&b, cx.arena, BUF_PAGE);
		json_init(&j, &b);
		reply_json(&cx, &reply, &j);
		print_json(&b);
	} else {
		code = cli_fail(&cx, e);
	}
	print_trace(app, &cx);
	cli_close(&cx);
	return code;
}

int
app_show(struct app *app)
{
	const char        *as = cli_option(app, "as");
	const struct view *v;
	const void        *out;
	struct input      *pairs;
	struct ctx         cx;
	struct buf         b;
	struct json        j;
	size_t             n;
	int                code;
	enum err           e;

	if (app->argc < 2)
		return list_views(app);
	v = view_find(str_of(app->argv[1]));
	if (!v)
		return cli_usage(app, T_app_no_view, app->argv[1]);
	if (!as)
		return cli_usage(app, T_app_as_missing, "--as");
	if ((code = cli_open(app, DB_READER, 128 << 20, &cx)) != 0)
		return code;
	if ((e = cli_keys(&cx, app, false)) == OK && (e = cli_actor(&cx, as)) == OK &&
	    (e = cli_pairs(&cx, app, 2, &pairs, &n)) == OK && (e = view_show(&cx, v, pairs, n, &out)) == OK) {
		buf_init(&b, cx.arena, 64 << 20);
		json_init(&j, &b);
		v->json(out, &j);
		print_json(&b);
	} else {
		code = cli_fail(&cx, e);
	}
	print_trace(app, &cx);
	cli_close(&cx);
	return code;
}
