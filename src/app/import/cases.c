/* duban import cases: a ledger of another system into the store, kept as its source told it. */
#include "app/app.h"
#include "app/import/import.h"
#include "app/local.h"

#include "app_texts.h"
#include "base/clock.h"
#include "city/unit/roles.h"
#include "work/import/import.h"
#include "work_intake_texts.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/*
 * Beside a server a slice goes through its writer, where people's commands come first, and never past
 * it.  A server that is busy or restarts is waited for; then the import stops, and what was told stays.
 */
enum { SLICE_BYTES = 256 << 10, BUSY_TRIES = 60, BUSY_MS = 250 };

enum { CELL_MOST = 3 << 20, PROGRESS_US = 200000, SAID_MOST = 20, WAL_MOST = 64 << 20 };

/* Slices whose events are sealed together: enough to be worth a transaction, and done within the next slice. */
enum { SEAL_SLICES = 5 };

/* What the callbacks share. */
struct import {
	struct app *app;
	struct ctx *cx;
	FILE       *file, *rejects;
	struct db_conn *care; /* for checkpoints; NULL: none was needed so far */
	struct db_conn *beside; /* makes slices ready; NULL: none was written here so far */
	struct db_conn *sealer; /* NULL: none was written here so far, or who seals would wait for who writes */
	int         unsealed; /* slices written since it last sealed */
	struct import_run *run;
	const char *rejects_path, *as;
	bool        there; /* the last slice went through a server, which looks after WAL and seal */
	int64_t     bytes, size; /* read so far; of the whole, 0 when nobody knows */
	int64_t     from_us, shown_us, wal_next;
	bool        terminal, shown;
	int         said; /* rejected rows that went to no file */
};

static long
read_some(void *arg, char *to, size_t n)
{
	struct import *im = arg;
	size_t         got = fread(to, 1, n, im->file);

	im->bytes += (int64_t)got;
	return got == 0 && ferror(im->file) ? -1 : (long)got;
}

/* ---- Progress ---- */

static void
say(FILE *f, enum lang lang, text_id text, const str *arg, size_t n)
{
	struct arena *a = arena_new(1 << 16);
	struct buf    b;

	if (!a)
		return;
	buf_init(&b, a, BUF_LINE);
	text_add(&b, text, lang, arg, n);
	(void)fwrite(buf_str(&b).p, 1, buf_str(&b).n, f);
	arena_free(a);
}

/*
 * A long import writes more than a store takes in by itself.  Never by force: a
 * backup's snapshot would make everybody else wait with us.
 */
static void
keep_wal_small(struct import *im)
{
	struct ctx cx = {.arena = im->cx->arena, .now = im->cx->now};
	int64_t    size = db_wal_size(im->cx->db);

	if (size < im->wal_next)
		return;
	im->wal_next = WAL_MOST;
	if ((!im->care && db_open(&cx, str_of(im->app->db), DB_OWNER, &im->care) != OK) ||
	    db_checkpoint(im->care, DB_CHECKPOINT_PASSIVE, NULL) != OK)
		im->wal_next = size + WAL_MOST;
}

/* Of an import that no server writes; without it the work is done where the slices are written, or at the end. */
static void
open_beside(struct import *im, enum db_mode mode, struct db_conn **c)
{
	struct ctx cx = {.arena = im->cx->arena, .now = im->cx->now};

	if (!*c && db_open(&cx, str_of(im->app->db), mode, c) != OK)
		*c = NULL;
}

/*
 * Seal what earlier slices told while the next one is written: 20,000 events are a tenth of an import's time.  On an
 * engine with one writer it would only wait, so there the end seals all, as it does what an error left here.
 */
static void
seal_meanwhile(void *arg)
{
	struct import *im = arg;
	struct ctx     cx = *im->cx;

	if (!im->sealer || ++im->unsealed < SEAL_SLICES)
		return;
	im->unsealed = 0;
	cx.db = im->sealer;
	ctx_forget(&cx);
	if (cli_seal(&cx) == OK)
		return;
	db_close(im->sealer);
	im->sealer = NULL;
}

/* What a server writes it makes ready and seals, too. */
static void
work_beside(struct import *im)
{
	if (im->there) {
		im->run->beside = NULL;
		return;
	}
	open_beside(im, DB_READER, &im->beside);
	if (db_many_writers(im->cx->db))
		open_beside(im, DB_WRITER, &im->sealer);
	im->run->beside = im->beside;
}

static void
progress(const struct import_sums *s, void *arg)
{
	struct import *im = arg;
	int64_t        now = clock_mono_us(), us = now - im->from_us;
	char           n[4][32];

	if (!im->there)
		keep_wal_small(im);
	if (im->run->run && !im->run->dry)
		work_beside(im);
	if (!im->terminal || now - im->shown_us < PROGRESS_US)
		return;
	im->shown_us = now;
	im->shown = true;
	(void)snprintf(n[0], sizeof(n[0]), "%lld", (long long)s->read);
	(void)snprintf(n[1], sizeof(n[1]), "%lld", (long long)s->rejected);
	(void)snprintf(n[2], sizeof(n[2]), "%lld", (long long)(us > 0 ? s->read * 1000000 / us : 0));
	(void)snprintf(n[3], sizeof(n[3]), im->size ? "%lld%%" : "%lld KB",
	               (long long)(im->size ? im->bytes * 100 / im->size : im->bytes >> 10));
	(void)fputs("\r\x1b[K", stderr);
	say(stderr, im->cx->lang, T_intake_cli_progress,
	    (const str[]){str_of(n[0]), str_of(n[1]), str_of(n[2]), str_of(n[3])}, 4);
	(void)fflush(stderr);
}

static void
end_progress(struct import *im)
{
	if (im->shown)
		(void)fputs("\r\x1b[K", stderr);
	im->shown = false;
}

/* ---- Slices ---- */

static enum err
run_slice(struct ctx *cx, const struct command *c, const struct input *pairs, size_t n,
          const struct command_ready *ready, struct reply *reply, void *arg)
{
	struct import  *im = arg;
	struct timespec pause = {0, BUSY_MS * 1000000L};
	enum err        e = ERR_BUSY;
	int             fd;

	for (int i = 0; e == ERR_BUSY && i < BUSY_TRIES; i++) {
		if (i)
			(void)nanosleep(&pause, NULL);
		ctx_forget(cx);
		fd = local_connect(im->app, cx->arena);
		im->there = fd >= 0;
		e = fd >= 0     ? local_slice(cx, fd, im->as, str_of(c->name), pairs, n, reply)
		    : ready->in ? command_finish(cx, c, ready, NULL, reply)
		                : command_do(cx, c, pairs, n, NULL, reply);
	}
	if (!im->there || (e != ERR_BUSY && e != ERR_MEMORY && e != ERR_LARGE))
		return e;
	ctx_forget(cx);
	return refuse(cx, e, NULL, e == ERR_BUSY ? T_intake_cli_busy : T_intake_cli_no_room);
}

/* ---- Rejected rows ---- */

static enum err
write_failed(struct import *im, struct ctx *cx)
{
	return refuse(cx, ERR_FULL, NULL, T_intake_cli_rejects, str_of(im->rejects_path), cli_errno(im->cx, errno));
}

static enum err
write_line(struct import *im, struct ctx *cx, const str *cell, size_t n)
{
	struct arena *a = arena_new(2 * CELL_MOST);
	struct buf    b;
	str           line;
	enum err      e;

	if (!a)
		return ctx_no_memory(cx);
	buf_init(&b, a, CELL_MOST);
	for (size_t i = 0; i < n; i++) {
		if (i)
			buf_char(&b, ',');
		table_csv_again(&b, cell[i]);
	}
	buf_add(&b, S("\r\n"));
	e = buf_end(&b, &line);
	if (e == OK && fwrite(line.p, 1, line.n, im->rejects) != line.n)
		e = write_failed(im, cx);
	arena_free(a);
	return e;
}

static enum err
open_rejects(struct import *im, struct ctx *cx)
{
	int      fd;
	enum err e = import_rejects(cx, im->rejects_path, im->app->argv[2], &fd);

	if (e != OK)
		return e;
	if ((im->rejects = fdopen(fd, "wb")))
		return OK;
	(void)close(fd);
	return ctx_no_memory(cx);
}

static enum err
begin(struct ctx *cx, const str *header, size_t n, void *arg)
{
	struct import *im = arg;
	str            cell[TABLE_COLUMNS + 3];
	enum err       e;

	if (!im->rejects_path)
		return OK;
	if ((e = open_rejects(im, cx)) != OK)
		return e;
	/* The mark tells spreadsheets that this is UTF-8. */
	if (fputs("\xef\xbb\xbf", im->rejects) < 0)
		return write_failed(im, cx);
	cell[0] = text_get(T_intake_cli_line, cx->lang);
	cell[1] = text_get(T_intake_cli_column, cx->lang);
	cell[2] = text_get(T_intake_cli_reason, cx->lang);
	for (size_t i = 0; i < n; i++)
		cell[3 + i] = header[i];
	return write_line(im, cx, cell, n + 3);
}

static enum err
reject(struct ctx *cx, const struct import_reject *r, void *arg)
{
	struct import *im = arg;
	str            cell[TABLE_COLUMNS + 3];
	char           line[32];

	(void)snprintf(line, sizeof(line), "%lld", (long long)r->line);
	if (!im->rejects) {
		/* Without a file the first ones are said, all are counted. */
		if (im->said++ >= SAID_MOST)
			return OK;
		end_progress(im);
		say(stderr, cx->lang, T_intake_cli_rejected, (const str[]){str_of(line), r->sentence}, 2);
		(void)fputc('\n', stderr);
		return OK;
	}
	cell[0] = str_of(line);
	cell[1] = r->column.p ? r->column : S("");
	cell[2] = r->sentence;
	for (size_t i = 0; i < r->record->n; i++)
		cell[3 + i] = r->record->field[i];
	return write_line(im, cx, cell, r->record->n + 3);
}

/* ---- The sums ---- */

static void
sum_line(struct import *im, text_id text, int64_t v, bool always)
{
	char n[32];

	if (v == 0 && !always)
		return;
	(void)snprintf(n, sizeof(n), "%lld", (long long)v);
	(void)fputs("  ", stdout);
	say(stdout, im->cx->lang, text, (const str[]){str_of(n)}, 1);
	(void)fputc('\n', stdout);
}

static void
summary(struct import *im, const struct import_run *run)
{
	const struct import_sums *s = &run->sums;
	char                      took[2][32];
	str                       encoding = str_of(run->encoding ? run->encoding : "?");
	int64_t                   ms = (clock_mono_us() - im->from_us) / 1000;

	(void)snprintf(took[0], sizeof(took[0]), "%.1f", (double)ms / 1000);
	(void)snprintf(took[1], sizeof(took[1]), "%lld", (long long)(ms > 0 ? s->read * 1000 / ms : s->read));
	say(stdout, im->cx->lang, run->dry ? T_intake_cli_dry : T_intake_cli_done,
	    (const str[]){run->map->title, encoding, str_of(took[0]), str_of(took[1])}, 4);
	(void)fputc('\n', stdout);
	sum_line(im, T_intake_cli_s_read, s->read, true);
	sum_line(im, T_intake_cli_s_added, s->added, true);
	sum_line(im, T_intake_cli_s_changed, s->changed, true);
	sum_line(im, T_intake_cli_s_same, s->same, true);
	sum_line(im, T_intake_cli_s_rejected, s->rejected, true);
	sum_line(im, T_intake_cli_s_duplicates, s->duplicates, false);
	sum_line(im, run->dry ? T_intake_cli_s_linked_dry : T_intake_cli_s_linked, s->linked, s->duplicates != 0);
	sum_line(im, T_intake_cli_s_doubtful, s->doubtful, false);
	sum_line(im, T_intake_cli_s_transferred, s->transferred, false);
	sum_line(im, T_intake_cli_s_no_place, s->no_place, false);
	sum_line(im, T_intake_cli_s_odd_place, s->odd_place, false);
	sum_line(im, T_intake_cli_s_no_position, s->no_position, false);
	sum_line(im, T_intake_cli_s_coarse, s->coarse, false);
	sum_line(im, T_intake_cli_s_no_class, s->no_class, false);
	sum_line(im, T_intake_cli_s_status_unknown, s->status_unknown, false);
}

/* ---- The subcommand ---- */

static enum err
open_file(struct import *im, const char *path)
{
	struct stat st = {0};

	im->file = strcmp(path, "-") == 0 ? stdin : fopen(path, "rb");
	if (!im->file || fstat(fileno(im->file), &st) != 0 || S_ISDIR(st.st_mode))
		return refuse(im->cx, ERR_INPUT, NULL, T_app_cannot_read, str_of(path),
		              cli_errno(im->cx, im->file && S_ISDIR(st.st_mode) ? EISDIR : errno));
	im->size = S_ISREG(st.st_mode) ? (int64_t)st.st_size : 0;
	return OK;
}

/* As every command says it, and what to do about it. */
static enum err
may_import(struct ctx *cx, const char *as)
{
	return actor_may(cx->who, PERM_CASE_IMPORT) ? OK
	                                            : refuse(cx, ERR_DENIED, NULL, T_intake_cli_post, str_of(as));
}

static enum err
import_file(struct import *im, const char *path, const char *map_path, const char *as, bool dry,
            struct import_run *run)
{
	struct ledger_map *map = ARENA_NEW(im->cx->arena, struct ledger_map);
	str                text;
	enum err           e;

	if (!map)
		return ctx_no_memory(im->cx);
	im->run = run;
	*run = (struct import_run){
	    .map = map,
	    .file = {.read = read_some, .arg = im},
	    .dry = dry,
	    .reject = reject,
	    .begin = begin,
	    .progress = progress,
	    .meanwhile = seal_meanwhile,
	    .run = im->app->trace ? NULL : run_slice, /* what a trace counts is this process's own */
	    .bytes = SLICE_BYTES,
	    .arg = im,
	};
	if ((e = cli_keys(im->cx, im->app, false)) != OK || (e = cli_actor(im->cx, as)) != OK ||
	    (e = may_import(im->cx, as)) != OK || (e = cli_read(im->cx, map_path, MAP_BYTES, &text)) != OK ||
	    (e = map_read(im->cx, text, map)) != OK || (e = open_file(im, path)) != OK)
		return e;
	im->from_us = im->shown_us = clock_mono_us();
	e = import_ledger(im->cx, run);
	if (e == OK && im->rejects && fflush(im->rejects) != 0)
		e = write_failed(im, im->cx);
	return e;
}

int
import_cases(struct app *app)
{
	const char       *map = cli_option(app, "map"), *rejects = cli_option(app, "rejects");
	const char       *as = cli_option(app, "as");
	bool              dry = cli_flag(app, "dry-run");
	struct import_run run = {.map = NULL};
	struct ctx        cx;
	struct import     im = {.app = app, .cx = &cx, .rejects_path = rejects, .as = as, .wal_next = WAL_MOST};
	int               code;
	enum err          e;

	if (app->argc != 3 || strcmp(app->argv[1], "cases") != 0)
		return cli_usage(app, T_intake_cli_usage, "");
	if (!map)
		return cli_usage(app, T_intake_cli_map, "--map");
	if (!as)
		return cli_usage(app, T_app_as_missing, "--as");
	im.terminal = !app->quiet && isatty(STDERR_FILENO);
	if ((code = cli_open(app, DB_WRITER, 256 << 20, &cx)) != 0)
		return code;
	e = import_file(&im, app->argv[2], map, as, dry, &run);
	end_progress(&im);
	/* What was done before something went wrong stays done, so it is said. */
	if (run.map && (e == OK || run.sums.read))
		summary(&im, &run);
	/* A store without a running server has nobody else to seal what was told. */
	if (run.map && run.sums.added + run.sums.changed + run.sums.linked && !dry && !im.there)
		e = e == OK ? cli_seal(&cx) : e;
	if (e == OK && im.said)
		e = refuse(&cx, ERR_INPUT, NULL, T_intake_cli_lost);
	code = e == OK ? 0 : cli_fail(&cx, e);
	if (im.rejects && fclose(im.rejects) != 0 && code == 0)
		code = err_exit(ERR_FULL);
	if (im.file && im.file != stdin)
		(void)fclose(im.file);
	db_close(im.care);
	db_close(im.beside);
	db_close(im.sealer);
	cli_close(&cx);
	return code;
}
