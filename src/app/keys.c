/* duban keys: another key for reporters' identities and second factors, everything under it, the old one away. */
#include "app/app.h"
#include "app/local.h"

#include "app_texts.h"
#include "city/login/login.h"
#include "kit/secret/secret.h"
#include "work/outbox/outbox.h"
#include "work/reporter/reporter.h"

#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { ARENA = 64 << 20, SLICE_ARENA = 16 << 20, BUSY_TRIES = 100, BUSY_MS = 200 };

/* How many reporters lie under which key. */
static enum err
uses(struct ctx *cx, const struct reporter_key_uses **out)
{
	const void *o = NULL;
	enum err    e = view_show(cx, view_find(S("case.reporter_keys")), NULL, 0, &o);

	*out = o;
	return e;
}

static int64_t
under(const struct reporter_key_uses *u, uint32_t id)
{
	for (size_t i = 0; i < u->n; i++)
		if (u->use[i].id == id)
			return u->use[i].n;
	return 0;
}

static int64_t
all(const struct reporter_key_uses *u)
{
	int64_t n = 0;

	for (size_t i = 0; i < u->n; i++)
		n += u->use[i].n;
	return n;
}

static bool
known(const uint32_t *ids, size_t n, uint32_t id)
{
	for (size_t i = 0; i < n; i++)
		if (ids[i] == id)
			return true;
	return false;
}

static enum err
factor_uses(struct ctx *cx, const struct factor_key_uses **out)
{
	const void *o = NULL;
	enum err    e = view_show(cx, view_find(S("factor.keys")), NULL, 0, &o);

	*out = o;
	return e;
}

/* A key under which second factors alone lie must not be taken for one that nothing needs. */
static enum err
list_factors(struct ctx *cx, const uint32_t *ids, size_t n)
{
	const struct factor_key_uses *u;
	enum err                      e = factor_uses(cx, &u);

	for (size_t i = 0; e == OK && i < u->n; i++)
		cli_say(cx, known(ids, n, u->use[i].id) ? T_app_keys_factor_line : T_app_keys_factor_unknown,
		        cli_number(cx, u->use[i].id), cli_number(cx, u->use[i].n));
	return e;
}

static enum err
channel_uses(struct ctx *cx, const struct outbox_key_uses **out)
{
	const void *o = NULL;
	enum err    e = view_show(cx, view_find(S("channel.keys")), NULL, 0, &o);

	*out = o;
	return e;
}

/* The same for what opens channels of messages. */
static enum err
list_channels(struct ctx *cx, const uint32_t *ids, size_t n)
{
	const struct outbox_key_uses *u;
	enum err                      e = channel_uses(cx, &u);

	for (size_t i = 0; e == OK && i < u->n; i++)
		cli_say(cx, known(ids, n, u->use[i].id) ? T_app_keys_channel_line : T_app_keys_channel_unknown,
		        cli_number(cx, u->use[i].id), cli_number(cx, u->use[i].n));
	return e;
}

static enum err
list(struct ctx *cx, const struct keyring *k, str path)
{
	const str                       dropped = keyring_dropped(cx, path);
	const struct reporter_key_uses *u;
	uint32_t                        ids[KEYRING_MAX];
	size_t                          n = keyring_ids(k, ids);
	enum err                        e = uses(cx, &u);

	for (size_t i = 0; e == OK && i < n; i++)
		cli_say(cx, T_app_keys_line, cli_number(cx, ids[i]),
		    ids[i] == keyring_current(k) ? text_get(T_app_keys_now, cx->lang) : S(""),
		    cli_number(cx, under(u, ids[i])));
	for (size_t i = 0; e == OK && i < u->n; i++)
		if (!known(ids, n, u->use[i].id)) /* the file must be found again, or those reporters stay unread */
			cli_say(cx, T_app_keys_unknown, cli_number(cx, u->use[i].id), cli_number(cx, u->use[i].n));
	if (e == OK)
		e = list_factors(cx, ids, n);
	if (e == OK)
		e = list_channels(cx, ids, n);
	if (e == OK && dropped.p && access(dropped.p, F_OK) == 0)
		cli_say(cx, T_app_keys_put_away, dropped);
	return e;
}

static enum err
rotate(struct ctx *cx, str path)
{
	struct keyring *k;
	enum err        e;

	if ((e = keyring_rotate(cx, path)) != OK || (e = keyring_load(cx, cx->arena, path, &k)) != OK)
		return e;
	cli_say(cx, T_app_keys_rotated, cli_number(cx, keyring_current(k)));
	return OK;
}

/* How many second factors lie under a key. */
static enum err
factors_under(struct ctx *cx, uint32_t id, int64_t *n)
{
	const struct factor_key_uses *u;
	enum err                      e = factor_uses(cx, &u);

	*n = 0;
	for (size_t i = 0; e == OK && i < u->n; i++)
		if (u->use[i].id == id)
			*n = u->use[i].n;
	return e;
}

static enum err
channels_under(struct ctx *cx, uint32_t id, int64_t *n)
{
	const struct outbox_key_uses *u;
	enum err                      e = channel_uses(cx, &u);

	*n = 0;
	for (size_t i = 0; e == OK && i < u->n; i++)
		if (u->use[i].id == id)
			*n = u->use[i].n;
	return e;
}

/* A command in the server when one runs (*there), with at most one field; numbers of its reply into *a, *b. */
static enum err
there_or_here(struct ctx *cx, struct app *app, const char *name, const struct input *pair, size_t n,
              int64_t *a, int64_t *b, bool *there)
{
	const struct timespec pause = {0, BUSY_MS * 1000000L};
	const struct command *c = command_find(str_of(name));
	struct ctx            one = *cx; /* thousands of slices: each has memory of its own */
	struct reply          reply = {0};
	enum err              e = ERR_BUSY;
	int                   fd = -1;

	if (!(one.arena = arena_new(SLICE_ARENA)))
		return ctx_no_memory(cx);
	for (int i = 0; e == ERR_BUSY && i < BUSY_TRIES; i++) {
		if (i)
			(void)nanosleep(&pause, NULL);
		ctx_forget(&one);
		fd = local_connect(app, one.arena);
		*there = fd >= 0;
		e = fd >= 0 ? local_slice(&one, fd, NULL, str_of(c->name), pair, n, &reply)
		            : command_do(&one, c, pair, n, NULL, &reply);
	}
	if (e == OK && a && (!str_to_i64(reply.arg[0], a) || !str_to_i64(reply.arg[1], b)))
		e = ERR_STORE;
	for (size_t i = 0; e != OK && i < one.why.n; i++)
		(void)ctx_refuse(cx, e, NULL, one.why.line[i].text, one.why.line[i].arg, WHY_ARGS);
	arena_free(one.arena);
	return e;
}

/* One slice of reporters behind *after; *key is the current one of whoever did it. */
static enum err
slice(struct ctx *cx, struct app *app, int64_t *after, int64_t *key, bool *there)
{
	struct input pair = {S("after"), cli_number(cx, *after)};

	return there_or_here(cx, app, "case.reporter_renew", &pair, 1, after, key, there);
}

/* A server that does not know the current key yet would go on using the old one. */
static enum err
same_key(struct ctx *cx, const struct keyring *k, int64_t key)
{
	if (key == keyring_current(k))
		return OK;
	return refuse(cx, ERR_RULE, NULL, T_app_keys_restart, cli_number(cx, key), cli_number(cx, keyring_current(k)));
}

static enum err
renew(struct ctx *cx, struct app *app, const struct keyring *k)
{
	const struct reporter_key_uses *u;
	int64_t                         after = 0, key = 0, left;
	bool                            there = false;
	enum err                        e;

	do {
		if ((e = slice(cx, app, &after, &key, &there)) != OK || (e = same_key(cx, k, key)) != OK)
			return e;
		if (after && !app->quiet && isatty(STDERR_FILENO))
			(void)fprintf(stderr, "\r%lld", (long long)after);
	} while (after);
	if (!app->quiet && isatty(STDERR_FILENO))
		(void)fputc('\n', stderr);
	if ((e = there_or_here(cx, app, "factor.renew", NULL, 0, NULL, NULL, &there)) != OK ||
	    (e = there_or_here(cx, app, "channel.renew", NULL, 0, NULL, NULL, &there)) != OK ||
	    (e = there_or_here(cx, app, "recheck.renew", NULL, 0, NULL, NULL, &there)) != OK)
		return e;
	/* Without a server nobody else seals what was done. */
	if ((!there && (e = cli_seal(cx)) != OK) || (e = uses(cx, &u)) != OK)
		return e;
	left = all(u) - under(u, keyring_current(k));
	if (left)
		return refuse(cx, ERR_RULE, NULL, T_app_keys_unfinished, cli_number(cx, left));
	cli_say(cx, T_app_keys_renewed, cli_number(cx, all(u)), cli_number(cx, keyring_current(k)));
	return OK;
}

static enum err
drop(struct ctx *cx, struct app *app, const struct keyring *k, uint32_t id)
{
	const struct reporter_key_uses *u;
	int64_t                         last = INT64_MAX, key = 0, factors, channels;
	bool                            there;
	enum err                        e;

	/* Behind the last case there is nothing to seal; asked all the same, for the key that a server has. */
	if ((e = slice(cx, app, &last, &key, &there)) != OK || (e = same_key(cx, k, key)) != OK ||
	    (e = uses(cx, &u)) != OK)
		return e;
	if (under(u, id))
		return refuse(cx, ERR_RULE, NULL, T_app_keys_left, cli_number(cx, under(u, id)), cli_number(cx, id));
	if ((e = factors_under(cx, id, &factors)) != OK || (e = channels_under(cx, id, &channels)) != OK)
		return e;
	if (channels)
		return refuse(cx, ERR_RULE, NULL, T_app_keys_channels, cli_number(cx, channels), cli_number(cx, id));
	if (factors)
		return refuse(cx, ERR_RULE, NULL, T_app_keys_factors, cli_number(cx, factors), cli_number(cx, id));
	/* Promised draws are few; a copy that knew no better may have sealed their seeds under this key. */
	if ((e = there_or_here(cx, app, "recheck.renew", NULL, 0, NULL, NULL, &there)) != OK)
		return e;
	if ((e = keyring_drop(cx, str_of(app->keys), id)) == ERR_NONE)
		return refuse(cx, e, NULL, T_app_keys_none, cli_number(cx, id));
	if (e == OK)
		cli_say(cx, T_app_keys_dropped, cli_number(cx, id), keyring_dropped(cx, str_of(app->keys)));
	return e;
}

int
app_keys(struct app *app)
{
	static const char *const verbs[] = {"list", "rotate", "renew", "drop"};
	struct keyring          *k;
	struct ctx               cx;
	size_t                   verb = 0;
	int64_t                  id = 0;
	int                      code;
	enum err                 e;

	while (app->argc > 1 && verb < NITEMS(verbs) && strcmp(app->argv[1], verbs[verb]) != 0)
		verb++;
	if (app->argc < 2 || verb == NITEMS(verbs) || app->argc != (verb == 3 ? 3 : 2) ||
	    (verb == 3 && (!str_to_i64(str_of(app->argv[2]), &id) || id < 1 || id > UINT32_MAX)))
		return cli_usage(app, T_app_keys_what, "keys");
	if ((code = cli_open(app, verb == 0 ? DB_READER : DB_WRITER, ARENA, &cx)) != 0)
		return code;
	/* Whoever can read the keys and write the store may do this; the operating system's user is recorded. */
	cx.who = &actor_system;
	if ((e = cli_keys(&cx, app, false)) == OK && (e = cli_os_user(&cx)) == OK &&
	    (e = keyring_load(&cx, cx.arena, str_of(app->keys), &k)) == OK)
		e = verb == 0   ? list(&cx, k, str_of(app->keys))
		    : verb == 1 ? rotate(&cx, str_of(app->keys))
		    : verb == 2 ? renew(&cx, app, k)
		                : drop(&cx, app, k, (uint32_t)id);
	if (e != OK)
		code = cli_fail(&cx, e);
	cli_close(&cx);
	return code;
}
