/* duban serve: its options, and that it is the only one. */
#include "app/app.h"
#include "app/local.h"
#include "app/server/server.h"

#include "app_texts.h"
#include "base/log.h"
#include "kit/gate/parse.h"
#include "kit/post/post.h"

#include <string.h>
#include <unistd.h>

enum { MOST = 64 };

/* An option's number from 1 to `most` into *out; an option that is absent leaves it. */
static bool
small_number(const char *option, int64_t most, int *out)
{
	int64_t n;

	if (!option)
		return true;
	if (!str_to_i64(str_of(option), &n) || n < 1 || n > most)
		return false;
	*out = (int)n;
	return true;
}

/* Sessions live in memory: of two servers on one file neither would know what the other forgets. */
static enum err
only_one(struct ctx *cx, const struct app *app)
{
	int fd = local_connect(app, cx->arena);

	if (fd < 0)
		return OK;
	(void)close(fd);
	return refuse(cx, ERR_RULE, NULL, T_app_serve_twice);
}

/* Who makes or moves the store is alone with it; a server that came meanwhile would write what is lost. */
static enum err
may_serve(struct ctx *cx)
{
	bool     held;
	enum err e = db_hold(cx, cx->db, server_serving, true, &held);

	return e != OK || held ? e : refuse(cx, ERR_BUSY, NULL, T_app_store_taken);
}

/* Without its door `duban user` and `keys` would take it for stopped, and work beside it. */
static enum err
has_door(struct ctx *cx, const struct app *app)
{
	str path = str_of(app->db);

	if (!str_starts(path, S("sqlite:")) || local_path(app, cx->arena))
		return OK;
	path = str_slice(path, S("sqlite:").n, path.n);
	return refuse(cx, ERR_INPUT, "db", T_app_serve_socket, arena_printf(cx->arena, "%zu", path.n),
	              arena_printf(cx->arena, "%d", (int)LOCAL_PATH_MOST));
}

int
app_serve(struct app *app)
{
	const char           *listen = cli_option(app, "listen"), *workers = cli_option(app, "workers"),
	                     *batch = cli_option(app, "batch"), *metrics = cli_option(app, "metrics"),
	                     *post_to = cli_option(app, "post-to");
	struct server_options o = {.db = app->db, .lang = app->lang, .workers = SERVER_WORKERS, .batch = SERVER_BATCH,
	                           .trace = app->trace};
	struct ctx            cx;
	bool                  photos;
	int                   code;
	enum err              e;

	if ((code = cli_open(app, DB_READER, 4 << 20, &cx)) != 0)
		return code;
	if (!parse_listen(cx.arena, str_of(listen ? listen : "127.0.0.1:8080"), &o.address, &o.port) ||
	    !small_number(workers, MOST, &o.workers) || !small_number(batch, SERVER_BATCH, &o.batch)) {
		cli_close(&cx);
		return cli_usage(app, T_app_listen, listen ? listen : workers ? workers : batch);
	}
	if (metrics && !parse_listen(cx.arena, str_of(metrics), &o.metrics_address, &o.metrics_port)) {
		cli_close(&cx);
		return cli_usage(app, T_app_serve_metrics, metrics);
	}
	if (post_to && !post_allow(str_of(post_to))) {
		cli_close(&cx);
		return cli_usage(app, T_app_serve_post_to, post_to);
	}
	o.post_to = post_to;
	o.backup_mark = cli_backup_mark(app, cx.arena);
	o.zone = cx.zone;
	o.static_dir = arena_z(cx.arena, arena_printf(cx.arena, "%s/build/web", app->share));
	/* Behind a proxy that ends TLS: believe its X-Forwarded-For, and only hand out Secure cookies. */
	o.proxied = cli_flag(app, "behind-proxy");
	o.secure = cli_flag(app, "secure");
	o.socket = local_path(app, cx.arena);
	if ((e = has_door(&cx, app)) == OK && (e = only_one(&cx, app)) == OK && (e = may_serve(&cx)) == OK &&
	    (e = cli_keys(&cx, app, false)) == OK && (e = cli_photos(&cx, app, &photos)) == OK &&
	    (e = cli_papers(&cx, app)) == OK) {
		if (!photos)
			log_line(LOG_WARN, "what=\"photos are off: no duban-photo, or no folder (--photos)\"");
		memcpy(o.idem_key, app->idem_key, sizeof(o.idem_key));
		memcpy(o.csrf_key, app->csrf_key, sizeof(o.csrf_key));
		e = server_run(&cx, &o);
	}
	if (e == ERR_STORE && cx.why.n == 0)
		e = refuse(&cx, ERR_STORE, NULL, T_app_serve_failed, str_of(o.address),
		           arena_printf(cx.arena, "%d", o.port));
	if (e != OK)
		code = cli_fail(&cx, e);
	cli_close(&cx);
	return code;
}
