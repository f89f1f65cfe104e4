/* duban verify: the chain recomputed, the tables compared, an export for other verifiers. */
#include "app/app.h"
#include "app/rooms.h"
#include "kit/verify/verify.h"

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
	int                             code;
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
		(void)fwrite(buf_str(&b).p, 1, buf_str(&b).n, file && strcmp(file, "-") == 0 ? stderr : stdout);
		code = report.fault.kind == FAULT_NONE ? 0 : err_exit(ERR_RULE);
	}
	cli_close(&cx);
	return code;
}
