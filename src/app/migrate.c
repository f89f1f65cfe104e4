/* duban migrate, from one store to another too; duban backup. */
#include "app/app.h"
#include "app/rooms.h"

#include "base/log.h"
#include "kit/journal/journal.h"
#include "kit/move/move.h"
#include "kit/verify/verify.h"

#include "app_texts.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static void
show_progress(int64_t done, int64_t all, void *arg)
{
	(void)arg;
	if (isatty(STDERR_FILENO) && all > 0)
		(void)fprintf(stderr, "\r%3d %%", (int)(done * 100 / all));
}

/* ---- From one store to another -------------------------------------------------------- */

/* Schema, rows, and the seal recomputed from what then stands there; nothing stays unless all is well. */
static enum err
move_all(struct ctx *from, struct ctx *to, const struct app *app, struct moved *copied, str *seal)
{
	static const char *const       empty[] = {"event", "setting", "place", "unit", "cases", NULL};
	const struct db_schema *const *schemas;
	size_t                         n = rooms_schemas(&schemas);
	const struct journal_aggregate *kinds;
	struct verify_task             task = {.n = rooms_aggregates(&kinds)};
	struct verify_report           report;
	struct journal_head            head;
	struct buf                     b;
	int                            missing;
	enum err                       e;

	task.aggregates = kinds;
	if ((e = db_missing(from, from->db, schemas, n, &missing)) != OK)
		return e;
	if (missing > 0)
		return refuse(from, ERR_RULE, NULL, T_app_store_old);
	if ((e = db_migrate(to, to->db, schemas, n, NULL)) != OK || (e = db_begin(from->db)) != OK)
		return e;
	if ((e = journal_head(from, &head)) != OK || (e = db_begin(to->db)) != OK)
		return e;
	if ((e = move_rows(to, from->db, to->db, empty, app->quiet ? NULL : show_progress, NULL, copied)) == OK &&
	    (e = journal_verify(to, &task, &report)) == OK &&
	    (report.fault.kind != FAULT_NONE || report.position != head.position ||
	     !digest_same(report.seal, head.seal)))
		e = refuse(to, ERR_RULE, NULL, T_app_move_differs);
	if (e == OK && (e = db_commit(to->db)) == OK && (e = db_analyze(to->db)) == OK)
		e = db_checkpoint(to->db, DB_CHECKPOINT_TRUNCATE, NULL);
	buf_init(&b, to->arena, BUF_LINE);
	buf_printf(&b, "%lld:", (long long)head.position);
	digest_add(&b, head.seal);
	*seal = buf_str(&b);
	return e;
}

static void
say_photos(struct ctx *cx, const struct app *app)
{
	str path = str_of(app->db), folder = app->photos ? str_of(app->photos) : STR_NONE;

	if (!folder.p && str_starts(path, S("sqlite:")))
		folder = arena_printf(cx->arena, "%.*s.photos", STR_ARG(str_slice(path, S("sqlite:").n, path.n)));
	if (folder.p && access(arena_z(cx->arena, folder), F_OK) == 0)
		cli_say(cx, T_app_move_photos, folder);
}

static int
move(struct app *app, const char *url)
{
	struct app   target = *app;
	struct ctx   from, to;
	struct moved copied;
	str          seal;
	int          code;
	enum err     e;

	target.db = url;
	if (str_eq(str_of(url), str_of(app->db)))
		return cli_usage(app, T_app_move_same, url);
	if ((code = cli_open_alone(app, DB_OWNER, 64 << 20, &from)) != 0)
		return code;
	if ((code = cli_open_alone(&target, DB_OWNER, 512 << 20, &to)) != 0) {
		cli_close(&from);
		return code;
	}
	e = move_all(&from, &to, app, &copied, &seal);
	if (isatty(STDERR_FILENO))
		(void)fputc('\n', stderr);
	if (e == OK) {
		cli_say(&to, T_app_move_done, str_of(url), cli_number(&to, copied.tables),
		        cli_number(&to, copied.rows), seal);
		say_photos(&from, app);
	} else {
		code = cli_fail(from.why.n ? &from : &to, e);
	}
	/* Both remember statements that lie in the target's arena. */
	db_close(from.db);
	from.db = NULL;
	cli_close(&to);
	cli_close(&from);
	return code;
}

int
app_migrate(struct app *app)
{
	const char                    *target = cli_option(app, "to");
	const struct db_schema *const *schemas;
	size_t                         n = rooms_schemas(&schemas);
	bool                           check = cli_flag(app, "check");
	struct ctx                     cx;
	int                            code, steps = 0;
	enum err                       e;

	if (target)
		return check ? cli_usage(app, T_app_surplus, "--check") : move(app, target);
	code = check ? cli_open(app, DB_OWNER, 16 << 20, &cx) : cli_open_alone(app, DB_OWNER, 16 << 20, &cx);
	if (code != 0)
		return code;
	e = check ? db_missing(&cx, cx.db, schemas, n, &steps) : db_migrate(&cx, cx.db, schemas, n, &steps);
	if (e == OK) {
		cli_say(&cx, steps == 0 ? T_app_steps_none : check ? T_app_steps_missing : T_app_steps_done,
		    cli_number(&cx, steps));
		code = check && steps ? err_exit(ERR_RULE) : 0;
	} else {
		code = cli_fail(&cx, e);
	}
	cli_close(&cx);
	return code;
}

const char *
cli_backup_mark(const struct app *app, struct arena *a)
{
	if (app->mark)
		return app->mark;
	return str_starts(str_of(app->db), S("sqlite:")) ? arena_printf(a, "%s.backed-up", app->db + 7).p : NULL;
}

/* Its age is told by a running server's metrics.  Where it cannot be written the backup is as good. */
static void
leave_mark(struct ctx *cx, const struct app *app)
{
	const char *path = cli_backup_mark(app, cx->arena);
	int         fd = path ? open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0644) : -1;

	if (path && (fd < 0 || futimens(fd, NULL) != 0))
		log_line(LOG_WARN, "what=\"the time of this backup is not marked\" path=%s", path);
	if (fd >= 0)
		(void)close(fd);
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
	if (e == OK) {
		leave_mark(&cx, app);
		cli_say(&cx, T_app_backup_done, str_of(app->argv[1]));
	} else {
		code = cli_fail(&cx, e);
	}
	cli_close(&cx);
	return code;
}
