/* duban verify: the chain recomputed, the tables compared, an export for other verifiers. */
#include "app/app.h"
#include "app/rooms.h"
#include "kit/verify/verify.h"
#include "work/writ/writ.h"

#include "app_texts.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* A page of work is done: end the snapshot, so that no reader stands in the way of the WAL. */
static enum err
fresh_snapshot(struct ctx *cx)
{
	db_rollback(cx->db);
	return db_begin(cx->db);
}

static enum err
on_page(struct ctx *cx, const struct verify_report *r, void *arg)
{
	const struct app *app = arg;

	if (!app->quiet && isatty(STDERR_FILENO))
		(void)fprintf(stderr, "\r%lld", (long long)r->events);
	return fresh_snapshot(cx);
}

static enum err
on_export_page(struct ctx *cx, void *arg)
{
	(void)arg;
	return fresh_snapshot(cx);
}

static enum err
write_piece(struct ctx *cx, str piece, void *arg)
{
	(void)cx;
	return fwrite(piece.p, 1, piece.n, arg) == piece.n ? OK : ERR_FULL;
}

static enum err
export(struct ctx *cx, const char *path, bool payloads)
{
	FILE              *f = strcmp(path, "-") == 0 ? stdout : fopen(path, "wbx");
	struct export_task task = {.payloads = payloads, .out = write_piece, .pause = on_export_page, .arg = f};
	enum err           e;

	if (!f)
		return refuse(cx, ERR_INPUT, NULL, T_app_cannot_write, str_of(path));
	e = db_begin(cx->db);
	if (e == OK)
		e = journal_export(cx, &task);
	db_rollback(cx->db);
	if (f != stdout && fclose(f) != 0 && e == OK)
		e = ERR_FULL;
	return e;
}

/* "POSITION:SEAL" as bulletins print it. */
static bool
parse_expect(const char *z, struct seal_expected *out)
{
	str rest = str_of(z), position = str_cut(&rest, ':');

	return str_to_i64(position, &out->position) && out->position > 0 && rest.p && digest_parse(rest, &out->seal);
}

static void
say(struct ctx *cx, FILE *to, text_id id, str a, str b)
{
	struct buf line;

	buf_init(&line, cx->arena, BUF_LINE);
	text_add(&line, id, cx->lang, (const str[]){a, b}, 2);
	(void)fprintf(to, "%.*s\n", STR_ARG(buf_str(&line)));
}

enum { NAMED_MOST = 20 };
struct papers {
	FILE   *to;
	int64_t n;
};

static void
on_ill(struct ctx *cx, const struct writ_ill *i, void *arg)
{
	struct papers *p = arg;

	if (p->n++ < NAMED_MOST)
		say(cx, p->to, i->gone ? T_app_verify_paper_gone : T_app_verify_paper_altered, i->what, STR_NONE);
}

/* The seal covers the digests of papers; their files lie beside the store.  *well: each is what was issued. */
static enum err
look_at_papers(struct ctx *cx, const struct app *app, FILE *to, bool *well)
{
	struct papers       p = {.to = to};
	struct writ_checked c;
	enum err            e = cli_papers(cx, app);

	*well = true;
	if (e != OK)
		return e;
	e = writ_check_kept(cx, on_ill, &p, &c);
	if (e == ERR_RULE) {
		/* No fault of the store: it is said that they were not looked at. */
		ctx_forget(cx);
		say(cx, stderr, T_app_verify_papers_where, STR_NONE, STR_NONE);
		return OK;
	}
	if (e != OK)
		return e;
	*well = p.n == 0;
	if (p.n)
		say(cx, to, T_app_verify_papers_ill, arena_printf(cx->arena, "%lld", (long long)c.files),
		    arena_printf(cx->arena, "%lld", (long long)p.n));
	return OK;
}

int
app_verify(struct app *app)
{
	const char                     *expect = cli_option(app, "expect"), *file = cli_option(app, "export");
	bool                            payloads = cli_flag(app, "payloads");
	const struct journal_aggregate *kinds;
	struct verify_task              task = {.pause = on_page, .arg = app};
	struct verify_report            report;
	struct ctx                      cx;
	struct buf                      b;
	FILE                           *to = file && strcmp(file, "-") == 0 ? stderr : stdout;
	int                             code;
	bool                            well;
	enum err                        e = OK;

	task.n = rooms_aggregates(&kinds);
	task.aggregates = kinds;
	if (expect && !parse_expect(expect, &task.expect))
		return cli_usage(app, T_app_expect, "--expect");
	if ((code = cli_open(app, DB_READER, 64 << 20, &cx)) != 0)
		return code;
	if (file)
		e = export(&cx, file, payloads);
	if (e == OK)
		e = db_begin(cx.db);
	if (e == OK)
		e = journal_verify(&cx, &task, &report);
	db_rollback(cx.db);
	if (!app->quiet && isatty(STDERR_FILENO))
		(void)fputc('\n', stderr);
	if (e != OK) {
		code = cli_fail(&cx, e);
	} else {
		buf_init(&b, cx.arena, BUF_LINE);
		verify_line(&b, &report);
		buf_char(&b, '\n');
		verify_text(&cx, &b, &report);
		buf_char(&b, '\n');
		(void)fwrite(buf_str(&b).p, 1, buf_str(&b).n, to);
		code = report.fault.kind == FAULT_NONE ? 0 : err_exit(ERR_RULE);
		if ((e = look_at_papers(&cx, app, to, &well)) != OK)
			code = cli_fail(&cx, e);
		else if (!well)
			code = err_exit(ERR_RULE);
	}
	cli_close(&cx);
	return code;
}
