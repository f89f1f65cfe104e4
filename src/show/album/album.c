/* Pictures out and in. */
#include "show/album/album.h"

#include "city/unit/roles.h"
#include "show/desk/desk.h"
#include "texts.h"
#include "work/photo/photo.h"

static enum err
id_of(const struct http_request *rq, int64_t *id)
{
	return rq->ncapture && str_to_i64(rq->capture[0].value, id) && *id > 0 ? OK : ERR_NONE;
}

struct wanted {
	int64_t            id;
	enum photo_size    size;
	struct http_reply *rp;
};

static enum err
fetch(struct ctx *cx, void *arg)
{
	const struct wanted *w = arg;

	return photo_fetch(cx, w->id, w->size, &w->rp->fd, &w->rp->size);
}

enum err
album_file_run(struct http_request *rq, struct http_reply *rp)
{
	static const struct {
		const char     *name;
		enum photo_size size;
	} sizes[] = {{"large", PHOTO_SHOW_LARGE},
	             {"small", PHOTO_SHOW_SMALL},
	             {"original", PHOTO_SHOW_ORIGINAL},
	             {"masked", PHOTO_OUT_LARGE},
	             {"masked-small", PHOTO_OUT_SMALL}};
	struct ctx *cx = rq->cx;
	int64_t     id;
	enum err    e = id_of(rq, &id);

	for (size_t i = 0; e == OK && rq->ncapture == 2 && i < NITEMS(sizes); i++) {
		if (!str_eq(rq->capture[1].value, str_of(sizes[i].name)))
			continue;
		e = view_look(cx, PERM_CASE_SEE, fetch, &(struct wanted){id, sizes[i].size, rp});
		if (e != OK)
			return e;
		rp->has_file = true;
		rp->type = S("image/jpeg");
		rp->cache = S("private, max-age=300");
		if (sizes[i].size == PHOTO_SHOW_ORIGINAL) {
			/* A stranger's bytes: kept, not opened in the browser, and not in its cache. */
			rp->type = S("application/octet-stream");
			rp->cache = STR_NONE;
			http_add_header(rp, "Content-Disposition",
			                DESK_FORMAT(cx, "attachment; filename=\"photo-%lld\"", (long long)id));
		}
		return OK;
	}
	return ERR_NONE;
}

enum err
album_add_run(struct http_request *rq, struct http_reply *rp)
{
	struct ctx           *cx = rq->cx;
	const struct command *c = command_find(S("photo.add"));
	str         *bytes = ARENA_NEWS(cx->arena, rq->nfile + 1, str), moment = http_form(rq, S("moment"));
	struct input pairs[3];
	size_t       n = 0;
	int64_t      id;
	void        *made;
	enum err     e;

	(void)rp;
	if (!c)
		return ERR_NONE;
	if (!bytes)
		return ctx_no_memory(cx);
	/* A form sends an empty file for a field in which nothing was chosen. */
	for (size_t i = 0; i < rq->nfile; i++)
		if (str_eq(rq->file[i].field, S("photo")) && (rq->file[i].bytes.n || rq->file[i].name.n))
			bytes[n++] = rq->file[i].bytes;
	if ((e = id_of(rq, &id)) != OK || (e = photo_allowed(cx, id, photo_moment_of(moment))) != OK ||
	    (e = photo_take(cx, bytes, n, &made)) != OK)
		return e;
	pairs[0] = (struct input){S("id"), rq->capture[0].value};
	pairs[1] = (struct input){S("moment"), moment};
	pairs[2] = (struct input){S("originals"), photo_originals(cx, made)};
	if ((e = command_bind(cx, c->in, c->nin, c->in_size, pairs, NITEMS(pairs), &rq->work.in)) != OK)
		return e;
	rq->work.made = made;
	rq->work.command = c;
	return OK;
}

enum err
album_add_render(struct http_request *rq, struct http_reply *rp)
{
	struct buf  b;
	struct json j;
	str         text;
	enum err    e = rq->work.result;

	if (e != OK)
		return e;
	if (rq->route->face == HTTP_PAGE) {
		http_see_other(rq, rp,
		               frame_with(rq->cx->arena, rq->work.reply.see, S("done"), S("photo.add")));
		return OK;
	}
	buf_init(&b, rq->cx->arena, BUF_PAGE);
	json_init(&j, &b);
	reply_json(rq->cx, &rq->work.reply, &j);
	if ((e = buf_end(&b, &text)) == OK)
		http_json(rp, text);
	return e;
}
