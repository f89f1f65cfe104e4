/* duban do, duban show, duban api: the same commands and views as every other door, and what they are. */
#include "app/app.h"
#include "app/server/api.h"

#include "app_texts.h"

#include <stdio.h>

enum { ARENA = 256 << 20 };

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
print_line(str s)
{
	(void)fwrite(s.p, 1, s.n, stdout);
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

static void
list_one(const struct app *app, const char *name, text_id summary, const struct field *in, size_t nin)
{
	(void)printf("%s  %.*s\n", name, STR_ARG(text_get(summary, app->lang)));
	list_fields(in, nin, app->lang);
}

static int
list_commands(const struct app *app)
{
	const struct command *const *all;
	size_t                       n = command_all(&all);

	for (size_t i = 0; i < n; i++)
		list_one(app, all[i]->name, all[i]->summary, all[i]->in, all[i]->nin);
	return 0;
}

static int
list_views(const struct app *app)
{
	const struct view *const *all;
	size_t                    n = view_all(&all);

	for (size_t i = 0; i < n; i++)
		list_one(app, all[i]->name, all[i]->summary, all[i]->in, all[i]->nin);
	return 0;
}

bool
app_describe(const struct app *app, const char *sub, const char *name)
{
	const struct command *c = str_eq(str_of(sub), S("do")) ? command_find(str_of(name)) : NULL;
	const struct view    *v = str_eq(str_of(sub), S("show")) ? view_find(str_of(name)) : NULL;

	if (c)
		list_one(app, c->name, c->summary, c->in, c->nin);
	else if (v)
		list_one(app, v->name, v->summary, v->in, v->nin);
	return c || v;
}

int
app_do(struct app *app)
{
	const char           *as = cli_option(app, "as");
	const struct command *c;
	struct input         *pairs;
	struct ctx            cx;
	size_t                n;
	int                   code;
	str                   said;
	enum err              e;

	if (app->argc < 2)
		return list_commands(app);
	c = command_find(str_of(app->argv[1]));
	if (!c)
		return cli_usage(app, T_app_no_command, app->argv[1]);
	if (!as)
		return cli_usage(app, T_app_as_missing, "--as");
	if ((code = cli_begin(app, ARENA, &cx)) != 0)
		return code;
	if ((e = cli_keys(&cx, app, false)) == OK && (e = cli_pairs(&cx, app, 2, &pairs, &n)) == OK)
		code = cli_do(&cx, app, as, c, pairs, n, &said);
	else
		code = cli_fail(&cx, e);
	if (code == 0)
		print_line(said);
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
	if ((code = cli_open(app, DB_READER, ARENA, &cx)) != 0)
		return code;
	if ((e = cli_keys(&cx, app, false)) == OK && (e = cli_actor(&cx, as)) == OK &&
	    (e = cli_pairs(&cx, app, 2, &pairs, &n)) == OK && (e = view_show(&cx, v, pairs, n, &out)) == OK) {
		buf_init(&b, cx.arena, 64 << 20);
		json_init(&j, &b);
		v->json(out, &j);
		print_line(buf_str(&b));
	} else {
		code = cli_fail(&cx, e);
	}
	print_trace(app, &cx);
	cli_close(&cx);
	return code;
}

int
app_api(struct app *app)
{
	struct arena *a = arena_new(16 << 20);
	enum err      e = a ? OK : ERR_MEMORY;
	str           text;

	if (e == OK && (e = api_describe(a, app->lang, &text)) == OK)
		(void)printf("%.*s\n", STR_ARG(text));
	arena_free(a);
	return e == OK ? 0 : err_exit(e);
}
