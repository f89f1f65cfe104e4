/* One program: what its subcommands share. */
#ifndef APP_APP_H
#define APP_APP_H

#include "kit/command/command.h"
#include "kit/db/db.h"

/* Options before the subcommand, from the command line or DUBAN_DB, _KEYS, _SHARE, _PHOTOS, _PAPERS; _PHOTO, _PAINT,
   _BACKUP_MARK. */
struct app {
	const char *db;    /* sqlite:PATH or postgres://… */
	const char *keys;  /* the keyring, outside store and backup */
	const char *share; /* data/ and the built web/ */
	const char *photos; /* the folder of pictures; NULL: beside a SQLite file, PATH.photos */
	const char *photo;  /* the program duban-photo; NULL: beside this one */
	const char *papers; /* the folder of the office's own templates; NULL: beside a SQLite file, PATH.papers */
	const char *paint;  /* the program duban-paint; NULL: beside this one */
	const char *mark;   /* the file that a backup touches; NULL: beside a SQLite file, PATH.backed-up */
	enum lang   lang;
	bool        trace;
	bool        quiet;
	/* Set by cli_keys: for what is kept of requests with an idempotency key; for the tokens of forms. */
	uint8_t     idem_key[32], csrf_key[32];
	int         argc; /* of the subcommand, itself first */
	char      **argv;
};

/* One subcommand.  run() returns the exit code. */
struct app_sub {
	const char *name;
	const char *usage; /* arguments, as in a manual; what it does not name is refused */
	int         words; /* most arguments that are no options */
	text_id     summary;
	text_id     help; /* several lines */
	int (*run)(struct app *app);
};

/*
 * A district out of a pack's folder (docs/stories.md) for a story to be played in: as `init --pack` makes it,
 * but that no photos are asked for and, without `logins` (the store is thrown away), nobody can log in.
 * cx->db is an owner's connection to an empty store, outside a transaction, cx->now and cx->clocked as the
 * caller sets them; keys were loaded.
 */
MUSTCHECK enum err init_scratch(struct app *app, struct ctx *cx, const char *pack, bool logins);

/* Each lives in the file of its name. */
int app_init(struct app *app);
int app_serve(struct app *app);
int app_do(struct app *app);

/* Print what one command of `do` or one view of `show` is given; false: there is none of that name. */
bool app_describe(const struct app *app, const char *sub, const char *name);
int app_show(struct app *app);
int app_verify(struct app *app);
int app_migrate(struct app *app);
int app_backup(struct app *app);
int app_user(struct app *app);
int app_keys(struct app *app);
int app_import(struct app *app); /* app/import */
int app_api(struct app *app);
int app_photos(struct app *app);
int app_papers(struct app *app);
int app_story(struct app *app); /* app/story */
int app_pack(struct app *app);  /* app/story */
int app_draw(struct app *app);

/* ---- cli.c: what subcommands have in common --------------------------------------- */

/*
 * A context with an arena of its own and the clock's time, without a store; 0, or
 * an exit code after explaining.  cli_close frees it.
 */
int cli_begin(struct app *app, size_t arena, struct ctx *cx);

/*
 * The same with the city's zone and the store opened as `mode` (DB_READER …).
 * Explains a failure on standard error and returns its exit code; 0 when all is
 * well.  cli_close frees everything.
 */
int  cli_open(struct app *app, enum db_mode mode, size_t arena, struct ctx *cx);
void cli_close(struct ctx *cx);

/*
 * The same for what must be alone with the store: refused (exit code 10, nothing opened or written) while a
 * server runs on it, and on PostgreSQL no server starts until it is closed.  On SQLite one that is started
 * meanwhile has its writes refused as busy while ours last.
 */
int cli_open_alone(struct app *app, enum db_mode mode, size_t arena, struct ctx *cx);

/* Print why on standard error, one reason a line; returns err_exit(e). */
int cli_fail(struct ctx *cx, enum err e);

/* One sentence with its arguments as a line on standard output, written at once: cli_say(cx, T_…, a, b). */
#define cli_say(cx, ...) CLI_SAY_(cx, __VA_ARGS__, STR_NONE)
#define CLI_SAY_(cx, text, ...) \
	cli_say_args((cx), (text), (const str[]){__VA_ARGS__}, NITEMS(((const str[]){__VA_ARGS__})))
void cli_say_args(struct ctx *cx, text_id text, const str *arg, size_t n);
str  cli_number(struct ctx *cx, int64_t n);

/* Wrong usage: prints the sentence and the usage line of the subcommand; exit code 2. */
int cli_usage(struct app *app, text_id text, const char *about);

/*
 * The value of `--name VALUE` or `--name=VALUE` among the arguments, taken out of
 * app->argv; NULL when absent.  cli_flag is for options without a value.
 */
const char *cli_option(struct app *app, const char *name);
bool        cli_flag(struct app *app, const char *name);

/* Why a file could not be had: in words for the common reasons, else as the C library says it. */
str cli_errno(const struct ctx *cx, int why);

/* A whole file in the arena; "-" is standard input.  ERR_INPUT with a sentence. */
MUSTCHECK enum err cli_read(struct ctx *cx, const char *path, size_t most, str *out);

/* key=value arguments from argv[from] on; value @FILE is the file's text. */
MUSTCHECK enum err cli_pairs(struct ctx *cx, struct app *app, int from, struct input **pairs, size_t *n);

/*
 * Run one command in the server of this store when one runs (app/local.h), else
 * here.  `as` is USER[:POST], NULL the program itself; the operating system's user
 * is recorded either way.  cx is begun and has no store yet.  0, and *said is the
 * reply as JSON; or the exit code, the reasons printed.
 */
int cli_do(struct ctx *cx, struct app *app, const char *as, const struct command *c, const struct input *pairs,
           size_t n, str *said);

/* Who runs this: cx->who for `--as USER[:POST]`; ERR_LOGIN with a sentence when there is none such. */
MUSTCHECK enum err cli_actor(struct ctx *cx, const char *as);

/* Into cx: the operating system's user, for every event of this run. */
MUSTCHECK enum err cli_os_user(struct ctx *cx);

/* Open keyring into the process for rooms that encrypt (reporters), app->idem_key, app->csrf_key. */
MUSTCHECK enum err cli_keys(struct ctx *cx, struct app *app, bool make);

/* One of our programs beside this one, as it is built or as it is installed; NULL: it is not there. */
const char *cli_beside(struct ctx *cx, const char *built, const char *installed);

/* The file whose age is that of the last backup that went well; NULL: there is none. */
const char *cli_backup_mark(const struct app *app, struct arena *a);

/* Say where templates of papers lie, and which program paints (writ_use, picture_use). */
MUSTCHECK enum err cli_papers(struct ctx *cx, const struct app *app);

/*
 * Open the folder of pictures for the rooms (photo_use).  Where none is named (PostgreSQL) or there
 * is no decoder, photos are off: OK, and *on says so.  Refusals of the disk are errors.
 */
MUSTCHECK enum err cli_photos(struct ctx *cx, const struct app *app, bool *on);

/* Seal whatever is unsealed, batch by batch, on a writer outside a transaction. */
MUSTCHECK enum err cli_seal(struct ctx *cx);

#endif
