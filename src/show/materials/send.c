/* Files of materials: handed in by a form, given out again, and the missing list. */
#include "base/day.h"
#include "city/unit/roles.h"
#include "show/materials/materials.h"
#include "show_materials_texts.h"

/* ---- GET /materials/{id}/{n} ---- */

struct wanted {
	int64_t            id, n, position;
	const char        *dir; /* NULL: a file */
	struct http_reply *rp;
	str                name;
};

static enum err
fetch(struct ctx *cx, void *arg)
{
	struct wanted *w = arg;

	if (w->dir)
		return material_missing(cx, w->dir, &w->rp->fd, &w->rp->size, &w->position);
	return material_fetch(cx, w->id, w->n, &w->rp->fd, &w->rp->size, &w->name, &w->rp->type);
}

enum err
materials_file_run(struct http_request *rq, struct http_reply *rp)
{
	struct ctx   *cx = rq->cx;
	struct wanted w = {.rp = rp};
	char          today[DAY_TEXT];
	enum err      e;

	if (rq->ncapture != 2)
		return ERR_NONE;
	if (str_eq(rq->capture[0].value, S("missing")) && str_eq(rq->capture[1].value, S("xlsx")))
		w.dir = http_temp_dir(rq);
	else if (!str_to_i64(rq->capture[0].value, &w.id) || !str_to_i64(rq->capture[1].value, &w.n) || w.id < 1)
		return ERR_NONE;
	if ((e = view_look(cx, PERM_TASK_SEE, fetch, &w)) != OK)
		return e;
	rp->has_file = true;
	if (w.dir) {
		rp->type = material_kind_media(MATERIAL_IS_xlsx);
		w.name = desk_text(cx, T_materials_missing_file, day_format(ctx_today(cx), today),
		                   DESK_FORMAT(cx, "%lld", (long long)w.position));
	}
	http_add_header(rp, "Content-Disposition",
	                frame_attachment(cx->arena, w.dir ? S("missing.xlsx") : DESK_FORMAT(cx, "material-%lld-%lld",
	                                 (long long)w.id, (long long)w.n), w.name));
	return OK;
}

/* ---- POST /materials/{id} ---- */

static enum err
take(struct http_request *rq, struct input *pairs, size_t *n)
{
	static const char *const said[] = {"note", "dated"};
	struct ctx              *cx = rq->cx;
	const struct http_file  *sent = NULL;
	struct buf               b;
	digest                   d;
	enum err                 e;

	for (size_t i = 0; i < rq->nfile; i++)
		if (str_eq(rq->file[i].field, S("file")) && rq->file[i].bytes.n)
			sent = &rq->file[i];
	if (!sent)
		return refuse(cx, ERR_INPUT, "file", T_materials_no_file);
	if ((e = material_take(cx, sent->bytes, &d)) != OK)
		return e;
	buf_init(&b, cx->arena, BUF_PATH);
	digest_add(&b, d);
	pairs[(*n)++] = (struct input){S("id"), rq->capture[0].value};
	pairs[(*n)++] = (struct input){S("file"), buf_str(&b)};
	if (desk_file_name(sent->name).n)
		pairs[(*n)++] = (struct input){S("name"), desk_file_name(sent->name)};
	for (size_t i = 0; i < NITEMS(said); i++) {
		str value = str_trim(http_form(rq, str_of(said[i])));

		if (value.n)
			pairs[(*n)++] = (struct input){str_of(said[i]), value};
	}
	return OK;
}

/* The page again, with what was typed; the API is told as it is. */
static enum err
again_show(struct http_request *rq, enum err err, struct http_reply *rp)
{
	struct input      typed[] = {{S("note"), http_form(rq, S("note"))}, {S("dated"), http_form(rq, S("dated"))}};
	struct form_again a = {.command = S("material.hand"), .typed = typed, .n = NITEMS(typed), .err = err};
	struct why       *why = ARENA_NEW(rq->cx->arena, struct why);

	if (rq->route->face != HTTP_PAGE || (err != ERR_INPUT && err != ERR_RULE && err != ERR_LARGE))
		return err;
	if (!why)
		return ctx_no_memory(rq->cx);
	*why = rq->cx->why;
	a.why = why;
	ctx_forget(rq->cx);
	return materials_one_show(rq, NULL, 0, rq->capture[0].value, &a, rp);
}

enum err
materials_send_run(struct http_request *rq, struct http_reply *rp)
{
	const struct command *c = command_find(S("material.hand"));
	const void           *v;
	struct input          pairs[5];
	size_t                n = 0;
	int64_t               id;
	enum err              e;

	if (!c || !rq->ncapture || !str_to_i64(rq->capture[0].value, &id) || id < 1)
		return ERR_NONE;
	/* Who may not is told before a stranger's file is looked into. */
	if ((e = command_allow(rq->cx, c->perm)) != OK ||
	    (e = desk_view(rq, "material.get", &(struct input){S("id"), rq->capture[0].value}, 1, &v)) != OK)
		return e;
	if ((e = take(rq, pairs, &n)) == OK)
		e = desk_ready(rq, c, pairs, n);
	return e == OK ? OK : again_show(rq, e, rp);
}

enum err
materials_send_render(struct http_request *rq, struct http_reply *rp)
{
	struct buf  b;
	struct json j;
	str         text;
	enum err    e = rq->work.result;

	if (e != OK)
		return again_show(rq, e, rp);
	if (rq->route->face == HTTP_PAGE) {
		http_see_other(rq, rp, frame_with(rq->cx->arena, rq->work.reply.see, S("done"), S("material.hand")));
		return OK;
	}
	buf_init(&b, rq->cx->arena, BUF_PAGE);
	json_init(&j, &b);
	reply_json(rq->cx, &rq->work.reply, &j);
	if ((e = buf_end(&b, &text)) == OK)
		http_json(rp, text);
	return e;
}
