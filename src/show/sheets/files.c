/* The doors of tables: files out and in. */
#include "base/utf8.h"
#include "show/sheets/sheets.h"
#include "show_sheets_texts.h"
#include "work/bulk/bulk.h"

#include <string.h>

/* ---- Out ---------------------------------------------------------------------------------------------------- */

struct wanted {
	const struct bulk_kind *k;
	enum bulk_form          form;
	bool                    rows;
	struct bulk_part        part;
	const char             *dir;
	struct http_reply      *rp;
};

static enum err
give(struct ctx *cx, void *arg)
{
	struct wanted *w = arg;

	return bulk_give(cx, w->k, w->form, w->dir, w->rows ? &w->part : NULL, &w->rp->fd, &w->rp->size);
}

/* ?column=&value=, ?from=: a piece of the table. */
static enum err
part_of(struct http_request *rq, const struct bulk_kind *k, struct bulk_part *out)
{
	str     from = http_query(rq, S("from"));
	int64_t nth = 0;

	if (from.n && (!str_to_i64(from, &nth) || nth < 1))
		return refuse(rq->cx, ERR_INPUT, "from", T_sheets_from, from);
	return bulk_part_of(rq->cx, k, http_query(rq, S("column")), http_query(rq, S("value")), nth, out);
}

enum err
sheets_file_run(struct http_request *rq, struct http_reply *rp)
{
	struct ctx   *cx = rq->cx;
	str           form = rq->ncapture == 2 ? rq->capture[1].value : STR_NONE;
	struct wanted w = {.k = rq->ncapture ? bulk_kind_of(rq->capture[0].value) : NULL,
	                   .form = str_eq(form, S("csv")) ? BULK_CSV : BULK_XLSX,
	                   .rows = !str_eq(form, S("empty")),
	                   .dir = http_temp_dir(rq),
	                   .rp = rp};
	const char   *type = w.form == BULK_CSV ? "csv" : "xlsx";
	char          today[DAY_TEXT];
	str           name;
	enum err      e;

	if (!w.k || (!str_eq(form, S("csv")) && !str_eq(form, S("xlsx")) && !str_eq(form, S("empty"))))
		return ERR_NONE;
	if ((e = part_of(rq, w.k, &w.part)) != OK || (e = view_look(cx, w.rows ? w.k->see : w.k->edit, give, &w)) != OK)
		return e;
	rp->has_file = true;
	rp->type = w.form == BULK_CSV ? S("text/csv; charset=utf-8")
	                              : S("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
	name = desk_text(cx, T_sheets_file_name, text_get(w.k->title, cx->lang),
	                 w.rows ? day_format(ctx_today(cx), today) : text_get(T_sheets_empty, cx->lang));
	http_add_header(rp, "Content-Disposition",
	                frame_attachment(cx->arena, DESK_FORMAT(cx, "%s.%s", w.k->name, type),
	                                 DESK_FORMAT(cx, "%.*s.%s", STR_ARG(name), type)));
	return OK;
}

/* ---- In ------------------------------------------------------------------------------------------------------- */

/* The file's name without a path, not too long. */
static str
name_of(str sent)
{
	str name = sent, rest = sent;

	while (rest.p)
		name = str_cut(&rest, '/');
	while ((rest = name).n && str_find(name, '\\') != SIZE_MAX)
		name = str_slice(name, str_find(name, '\\') + 1, name.n);
	return utf8_has_controls(name) ? S("") : utf8_cut(name, 100);
}

/* What was sent, as text; memory of its own, which lives as long as the request. */
static enum err
take(struct http_request *rq, struct input *pairs, size_t *n)
{
	struct ctx   *cx = rq->cx;
	struct arena *own = arena_new_beside(cx->arena, BULK_ROOM), *mine = cx->arena;
	str           typed = str_trim(http_form(rq, S("text"))), bytes = STR_NONE, name = S(""), text, notes;
	enum err      e;

	if (!own)
		return ctx_no_memory(cx);
	for (size_t i = 0; i < rq->nfile; i++)
		if (str_eq(rq->file[i].field, S("file")) && rq->file[i].bytes.n) {
			bytes = rq->file[i].bytes;
			name = name_of(rq->file[i].name);
		}
	if (!bytes.n && !typed.n)
		return refuse(cx, ERR_INPUT, "file", T_sheets_none_sent);
	if (bytes.n && typed.n)
		return refuse(cx, ERR_INPUT, "file", T_sheets_both);
	cx->arena = own;
	e = bulk_file(cx, bytes.n ? bytes : typed, &text, &notes);
	cx->arena = mine;
	if (e != OK)
		return e;
	pairs[(*n)++] = (struct input){S("file"), text};
	pairs[(*n)++] = (struct input){S("name"), name};
	pairs[(*n)++] = (struct input){S("notes"), notes};
	return OK;
}

/* The form again, with what was typed into it. */
static enum err
again(struct http_request *rq, enum err err, struct http_reply *rp)
{
	struct input      typed = {S("text"), http_form(rq, S("text"))};
	struct form_again a = {.command = S("bulk.check"), .typed = &typed, .n = typed.value.n < 20000, .err = err};
	struct why       *why = ARENA_NEW(rq->cx->arena, struct why);

	if (err != ERR_INPUT && err != ERR_RULE && err != ERR_LARGE)
		return err;
	if (!why)
		return ctx_no_memory(rq->cx);
	*why = rq->cx->why;
	a.why = why;
	ctx_forget(rq->cx);
	return sheets_kind_show(rq, NULL, 0, rq->capture[0].value, &a, rp);
}

enum err
sheets_send_run(struct http_request *rq, struct http_reply *rp)
{
	const struct bulk_kind *k = rq->ncapture ? bulk_kind_of(rq->capture[0].value) : NULL;
	const struct command   *c = command_find(S("bulk.check"));
	struct input           *pairs = ARENA_NEWS(rq->cx->arena, 4, struct input);
	size_t                  n = 0;
	enum err                e;

	if (!k || !c)
		return ERR_NONE;
	if (!pairs)
		return ctx_no_memory(rq->cx);
	/* Who may not is told before a stranger's file is looked into. */
	if ((e = command_allow(rq->cx, k->edit)) != OK)
		return e;
	pairs[n++] = (struct input){S("kind"), str_of(k->name)};
	if ((e = take(rq, pairs, &n)) == OK)
		e = desk_ready(rq, c, pairs, n);
	return e == OK ? OK : again(rq, e, rp);
}

enum err
sheets_send_render(struct http_request *rq, struct http_reply *rp)
{
	if (rq->work.result != OK)
		return again(rq, rq->work.result, rp);
	http_see_other(rq, rp, rq->work.reply.see);
	return OK;
}
