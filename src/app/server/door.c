/* The local door: routes on the server's socket. */
#include "app/server/inside.h"

#include "city/login/session.h"
#include "show/album/album.h"
#include "show/desk/desk.h"

#include <pwd.h>
#include <unistd.h>

enum { ROOM = 256 << 20 };

static enum err
who_asks(struct http_request *rq)
{
	struct ctx    *cx = rq->cx;
	struct passwd  pw, *found = NULL;
	char           room[4096];
	str            as = http_form(rq, S("_as")), login;
	struct actor  *who = NULL;
	enum err       e;

	if (!rq->local || (rq->local_uid != 0 && rq->local_uid != (int64_t)geteuid()))
		return ERR_NONE;
	(void)getpwuid_r((uid_t)rq->local_uid, &pw, room, sizeof(room), &found);
	if (!arena_str(cx->arena, found ? str_of(found->pw_name) : S("?"), &cx->os_user))
		return ctx_no_memory(cx);
	if (!as.p) {
		cx->who = &actor_system;
		return OK;
	}
	login = str_cut(&as, ':');
	if ((e = db_begin(cx->db)) != OK)
		return e;
	e = actor_of_login(cx, login, as, &who);
	db_rollback(cx->db);
	cx->who = who;
	return e == ERR_NONE ? ERR_LOGIN : e;
}

/* Whole tables come through here, as they do without a server: more than a page has room for. */
static enum err
with_room(struct http_request *rq)
{
	struct arena *own = arena_new_beside(rq->cx->arena, ROOM);

	if (!own)
		return ctx_no_memory(rq->cx);
	/* What was sent stays behind, and a password may be among it. */
	arena_keep_secret(rq->cx->arena);
	rq->cx->arena = own;
	return OK;
}

static enum err
run(struct http_request *rq, struct http_reply *rp)
{
	const struct command *c = command_find(rq->capture[0].value);
	enum err              e = who_asks(rq);

	(void)rp;
	if (e != OK || (e = with_room(rq)) != OK)
		return e;
	rq->work.background = rq->work.slice = http_form(rq, S("_slice")).p != NULL;
	return c ? desk_ready(rq, c, rq->form, rq->nform) : ERR_NONE;
}

static void
args_json(const struct reply *r, struct json *j)
{
	json_obj(j);
	json_kv_bool(j, "ok", true);
	json_key(j, S("args"));
	json_arr(j);
	for (size_t i = 0; i < NITEMS(r->arg); i++)
		json_str(j, r->arg[i].p ? r->arg[i] : S(""));
	json_arr_end(j);
	json_obj_end(j);
}

static enum err
render(struct http_request *rq, struct http_reply *rp)
{
	struct buf  b;
	struct json j;
	str         text;
	enum err    e = rq->work.result;

	if (e == OK)
		e = command_outcome(rq->cx, rq->work.command, &rq->work.reply);
	if (e != OK)
		return e;
	buf_init(&b, rq->cx->arena, BUF_PAGE);
	json_init(&j, &b);
	if (rq->work.background)
		args_json(&rq->work.reply, &j);
	else
		reply_json(rq->cx, &rq->work.reply, &j);
	if ((e = buf_end(&b, &text)) == OK)
		http_json(rp, text);
	return e;
}

/* As at the other doors: a password is hashed, and a picture decoded, where no page waits for it. */
static enum http_pace
pace(const struct http_request *rq)
{
	const struct command *c = rq->ncapture ? command_find(rq->capture[0].value) : NULL;

	return c ? album_command_pace(rq, c) : HTTP_SWIFT;
}

const struct http_route local_routes[] = {
    {.method = HTTP_POST,
     .pattern = "/local/do/{command}",
     .lane = HTTP_WRITE,
     .face = HTTP_API,
     .perm = PERM_PUBLIC,
     .body = SERVER_LOCAL_BODY,
     .local = true,
     .pace = pace,
     .run = run,
     .render = render},
};
const size_t local_routes_n = NITEMS(local_routes);
