/* What the subcommands have in common: options, files, who asks, what went wrong. */
#include "app/app.h"
#include "app/local.h"
#include "app/rooms.h"
#include "app/server/server.h"

#include "app_texts.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/utf8.h"
#include "city/login/login.h"
#include "city/login/session.h"
#include "city/place/place.h"
#include "kit/journal/journal.h"
#include "kit/secret/secret.h"
#include "work/outbox/outbox.h"
#include "work/recheck/recheck.h"
#include "work/reporter/reporter.h"

#include <errno.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { SEAL_MEMORY = 8 << 20 };

static void
take_out(struct app *app, int i, int n)
{
	memmove(app->argv + i, app->argv + i + n, (size_t)(app->argc - i - n) * sizeof(*app->argv));
	app->argc -= n;
}

const char *
cli_option(struct app *app, const char *name)
{
	size_t len = str_of(name).n;

	for (int i = 0; i < app->argc; i++) {
		char *a = app->argv[i];

		if (strncmp(a, "--", 2) != 0 || strncmp(a + 2, name, len) != 0)
			continue;
		if (a[2 + len] == '=') {
			take_out(app, i, 1);
			return a + 3 + len;
		}
		if (a[2 + len] == '\0' && i + 1 < app->argc) {
			char *v = app->argv[i + 1];

			take_out(app, i, 2);
			return v;
		}
	}
	return NULL;
}

bool
cli_flag(struct app *app, const char *name)
{
	for (int i = 0; i < app->argc; i++) {
		if (strncmp(app->argv[i], "--", 2) == 0 && strcmp(app->argv[i] + 2, name) == 0) {
			take_out(app, i, 1);
			return true;
		}
	}
	return false;
}

void
cli_say_args(struct ctx *cx, text_id text, const str *arg, size_t n)
{
	struct buf b;

	buf_init(&b, cx->arena, BUF_LINE);
	text_add(&b, text, cx->lang, arg, n);
	(void)printf("%.*s\n", STR_ARG(buf_str(&b)));
	(void)fflush(stdout);
}

str
cli_number(struct ctx *cx, int64_t n)
{
	return arena_printf(cx->arena, "%lld", (long long)n);
}

int
cli_fail(struct ctx *cx, enum err e)
{
	struct buf b;

	buf_init(&b, cx->arena, BUF_LINE);
	why_text(cx, e, &b);
	(void)fwrite(buf_str(&b).p, 1, buf_str(&b).n, stderr);
	return err_exit(e);
}

static enum err
read_zone(struct ctx *cx)
{
	str      value;
	int64_t  zone;
	enum err e;

	if ((e = db_begin(cx->db)) != OK)
		return e;
	e = setting_get(cx, S("city.zone"), &value);
	db_rollback(cx->db);
	if (e == OK && value.p && str_to_i64(value, &zone) && zone > -15 * 60 && zone < 15 * 60)
		cx->zone = (int)zone;
	return e;
}

int
cli_begin(struct app *app, size_t arena, struct ctx *cx)
{
	*cx = (struct ctx){.arena = arena_new(arena), .now = clock_now(), .clocked = true, .zone = 480,
	                    .lang = app->lang};
	if (cx->arena)
		return 0;
	(void)fputs("no memory\n", stderr);
	return err_exit(ERR_MEMORY);
}

/* Whoever writes is there with the servers; who has to be alone finds out. */
static enum err
be_there(struct ctx *cx, bool alone)
{
	bool     held;
	enum err e = db_hold(cx, cx->db, server_serving, !alone, &held);

	if (e != OK || held)
		return e;
	return alone ? refuse(cx, ERR_BUSY, NULL, T_app_served) : refuse(cx, ERR_BUSY, NULL, T_app_store_taken);
}

static enum err
open_store(struct ctx *cx, const struct app *app, enum db_mode mode, bool alone)
{
	const struct db_schema *const *schemas;
	size_t                         n = rooms_schemas(&schemas);
	int                            missing = 0;
	enum err                       e = db_open(cx, str_of(app->db), mode, &cx->db);

	if (e == OK && (e = server_clock(cx, cx->db)) == OK)
		cx->now = clock_now();
	if (e == OK && (alone || mode == DB_WRITER))
		e = be_there(cx, alone);
	if (e != OK || mode == DB_OWNER)
		return e;
	if ((e = db_missing(cx, cx->db, schemas, n, &missing)) != OK)
		return e;
	return missing > 0 ? refuse(cx, ERR_RULE, NULL, T_app_store_old) : read_zone(cx);
}

int
cli_open(struct app *app, enum db_mode mode, size_t arena, struct ctx *cx)
{
	enum err e;
	int      code;

	if ((code = cli_begin(app, arena, cx)) != 0)
		return code;
	if ((e = open_store(cx, app, mode, false)) == OK)
		return 0;
	code = cli_fail(cx, e);
	cli_close(cx);
	return code;
}

int
cli_open_alone(struct app *app, enum db_mode mode, size_t arena, struct ctx *cx)
{
	int      code = cli_begin(app, arena, cx), fd = code ? -1 : local_connect(app, cx->arena);
	enum err e;

	if (code)
		return code;
	/* Before the store is opened: an owner's first look may already take its lock. */
	if (fd >= 0)
		(void)close(fd);
	if ((e = fd < 0 ? open_store(cx, app, mode, true) : refuse(cx, ERR_BUSY, NULL, T_app_served)) == OK)
		return 0;
	code = cli_fail(cx, e);
	cli_close(cx);
	return code;
}

enum err
cli_os_user(struct ctx *cx)
{
	struct passwd *pw = getpwuid(getuid());

	return arena_str(cx->arena, pw ? str_of(pw->pw_name) : S("?"), &cx->os_user) ? OK : ctx_no_memory(cx);
}

enum err
cli_actor(struct ctx *cx, const char *as)
{
	str           rest = str_of(as), login = str_cut(&rest, ':');
	struct actor *who = NULL;
	enum err      e;

	if ((e = db_begin(cx->db)) != OK)
		return e;
	e = actor_of_login(cx, login, rest, &who);
	db_rollback(cx->db);
	if (e != OK)
		return e == ERR_NONE ? ERR_LOGIN : e;
	cx->who = who;
	return cli_os_user(cx);
}

static bool
takes_photos(const struct command *c)
{
	bool takes = str_starts(str_of(c->name), S("photo."));

	for (size_t i = 0; i < c->nin && !takes; i++)
		takes = str_eq(str_of(c->in[i].name), S("photo"));
	return takes;
}

static enum err
do_here(struct ctx *cx, const struct app *app, const char *as, const struct command *c, const struct input *pairs,
        size_t n, str *said)
{
	struct reply reply;
	struct buf   b;
	struct json  j;
	bool         photos;
	enum err     e;

	if ((e = open_store(cx, app, DB_WRITER, false)) != OK)
		return e;
	/* The folder is made when it is opened: only for who uses it. */
	if (takes_photos(c) && (e = cli_photos(cx, app, &photos)) != OK)
		return e;
	if ((e = cli_papers(cx, app)) != OK)
		return e;
	cx->who = &actor_system;
	if ((e = as ? cli_actor(cx, as) : cli_os_user(cx)) != OK ||
	    (e = command_do(cx, c, pairs, n, NULL, &reply)) != OK)
		return e;
	buf_init(&b, cx->arena, BUF_PAGE);
	json_init(&j, &b);
	reply_json(cx, &reply, &j);
	if ((e = buf_end(&b, said)) != OK)
		return e;
	/* No server is here to seal it; what is done is done, and where another one seals it loses nothing. */
	if (cli_seal(cx) != OK) {
		log_line(LOG_WARN, "what=\"what was done is not sealed yet\" why=store");
		ctx_forget(cx);
	}
	return OK;
}

/* Bytes that are no text would spoil the whole form for the server, which could not say which field they stand in. */
static bool
is_text(const struct input *pairs, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!utf8_valid(pairs[i].name) || !utf8_valid(pairs[i].value))
			return false;
	return true;
}

int
cli_do(struct ctx *cx, struct app *app, const char *as, const struct command *c, const struct input *pairs,
       size_t n, str *said)
{
	/* What a trace counts is this process's own. */
	int         fd = local_connect(app, cx->arena);
	const void *in;
	enum err    e;

	*said = STR_NONE;
	if (fd >= 0 && !is_text(pairs, n)) {
		(void)close(fd);
		e = command_bind(cx, c->in, c->nin, c->in_size, pairs, n, &in);
		return cli_fail(cx, e == OK ? ERR_INPUT : e);
	}
	if (fd >= 0 && app->trace) {
		(void)close(fd);
		return cli_fail(cx, refuse(cx, ERR_BUSY, NULL, T_app_served));
	}
	e = fd < 0 ? do_here(cx, app, as, c, pairs, n, said)
	           : local_do(cx, fd, as, str_of(c->name), pairs, n, said);
	if (e == OK)
		return 0;
	if (!said->p)
		return cli_fail(cx, e);
	(void)fwrite(said->p, 1, said->n, stderr);
	return err_exit(e);
}

void
cli_close(struct ctx *cx)
{
	db_close(cx->db);
	arena_free(cx->arena);
	cx->db = NULL;
	cx->arena = NULL;
}

str
cli_errno(const struct ctx *cx, int why)
{
	switch (why) {
	case ENOENT:
	case ENOTDIR:
		return text_get(T_app_no_file, cx->lang);
	case EACCES:
	case EPERM:
		return text_get(T_app_no_right, cx->lang);
	case EISDIR:
		return text_get(T_app_is_folder, cx->lang);
	default:
		return str_of(strerror(why));
	}
}

enum err
cli_read(struct ctx *cx, const char *path, size_t most, str *out)
{
	FILE      *f = strcmp(path, "-") == 0 ? stdin : fopen(path, "rb");
	char       chunk[65536];
	struct buf b;
	size_t     n;
	int        bad;

	if (!f)
		return refuse(cx, ERR_INPUT, NULL, T_app_cannot_read, str_of(path), cli_errno(cx, errno));
	buf_init(&b, cx->arena, most);
	/* Some files have no end. */
	while (b.err == OK && (n = fread(chunk, 1, sizeof(chunk), f)) > 0)
		buf_bytes(&b, chunk, n);
	bad = ferror(f) ? errno : 0;
	if (f != stdin)
		(void)fclose(f);
	if (bad)
		return refuse(cx, ERR_INPUT, NULL, T_app_cannot_read, str_of(path), cli_errno(cx, bad));
	if (b.err == ERR_LARGE)
		return refuse(cx, ERR_LARGE, NULL, T_app_file_large, str_of(path),
		              arena_printf(cx->arena, "%zu", most >> 20));
	return buf_end(&b, out);
}

enum err
cli_pairs(struct ctx *cx, struct app *app, int from, struct input **pairs, size_t *n)
{
	struct input *p = ARENA_NEWS(cx->arena, (size_t)app->argc + 1, struct input);
	enum err      e;

	*n = 0;
	*pairs = p;
	if (!p)
		return ctx_no_memory(cx);
	for (int i = from; i < app->argc; i++) {
		str rest = str_of(app->argv[i]), name = str_cut(&rest, '=');

		if (!rest.p || name.n == 0)
			return refuse(cx, ERR_INPUT, NULL, T_app_not_a_pair, str_of(app->argv[i]));
		p[*n] = (struct input){name, rest};
		if (str_starts(rest, S("@")) && (e = cli_read(cx, rest.p + 1, 8 << 20, &p[*n].value)) != OK)
			return e;
		(*n)++;
	}
	return OK;
}

enum err
cli_keys(struct ctx *cx, struct app *app, bool make)
{
	struct keyring *keys;
	uint32_t        ids[KEYRING_MAX];
	digest          idem, csrf;
	str             path = str_of(app->keys);
	enum err        e;

	if ((e = secret_start()) != OK)
		return e;
	if (make && access(app->keys, F_OK) != 0 && (e = keyring_make(cx, path)) != OK)
		return e;
	if ((e = keyring_load(cx, cx->arena, path, &keys)) != OK)
		return e;
	reporter_use_keys(keys);
	login_use_keys(keys);
	outbox_use_keys(keys);
	recheck_use_keys(keys);
	/* The oldest: a rotation must not make a form that is sent again another one, nor an open page strange. */
	if (keyring_ids(keys, ids) == 0 || !keyring_index(keys, ids[0], S("idempotency"), S(""), &idem) ||
	    !keyring_index(keys, ids[0], S("csrf"), S(""), &csrf))
		return ERR_STORE;
	memcpy(app->idem_key, idem.b, sizeof(app->idem_key));
	memcpy(app->csrf_key, csrf.b, sizeof(app->csrf_key));
	return OK;
}

enum err
cli_seal(struct ctx *cx)
{
	struct ctx one = *cx; /* a batch has memory of its own: there may be millions of events */
	int64_t    n = SEAL_COUNT_MAX;
	enum err   e = OK;

	if (!(one.arena = arena_new(SEAL_MEMORY)))
		return ctx_no_memory(cx);
	while (e == OK && n == SEAL_COUNT_MAX) {
		arena_reset(one.arena);
		if ((e = db_begin(cx->db)) != OK)
			break;
		e = journal_seal(&one, SEAL_COUNT_MAX, &n);
		if (e == OK)
			e = db_commit(cx->db);
		else
			db_rollback(cx->db);
	}
	arena_free(one.arena);
	return e;
}
