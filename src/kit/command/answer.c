/* Replies and refusals as JSON and as text. */
#include "kit/command/command.h"

#include "base_texts.h"
#include "kit_command_texts.h"

static const text_id general[ERR_MAX] = {
    [ERR_INPUT] = T_err_input,   [ERR_LOGIN] = T_err_login,   [ERR_DENIED] = T_err_denied,
    [ERR_NONE] = T_err_none,     [ERR_STALE] = T_err_stale,   [ERR_RULE] = T_err_rule,
    [ERR_LARGE] = T_err_large,   [ERR_MANY] = T_err_many,     [ERR_BUSY] = T_err_busy,
    [ERR_FULL] = T_err_full,     [ERR_MEMORY] = T_err_memory, [ERR_STORE] = T_err_store,
    [ERR_RETRY] = T_err_retry,
};

static void
quoted_text(const struct ctx *cx, text_id t, const str *arg, size_t n, struct json *j)
{
	struct buf b;

	buf_init(&b, cx->arena, BUF_LINE);
	text_add(&b, t, cx->lang, arg, n);
	json_str(j, buf_str(&b));
}

void
reply_json(const struct ctx *cx, const struct reply *r, struct json *j)
{
	json_obj(j);
	json_kv_bool(j, "ok", true);
	if (r->id)
		json_kv_i64(j, "id", r->id);
	if (r->rev)
		json_kv_i64(j, "rev", r->rev);
	if (r->no.p)
		json_kv_str(j, "no", r->no);
	if (r->see.p)
		json_kv_str(j, "see", r->see);
	if (r->secret.p)
		json_kv_str(j, "secret", r->secret);
	json_key(j, S("done"));
	quoted_text(cx, r->done ? r->done : T_command_done, r->arg, NITEMS(r->arg), j);
	json_obj_end(j);
}

void
why_json(const struct ctx *cx, enum err e, str request_id, struct json *j)
{
	json_obj(j);
	json_key(j, S("type"));
	json_str(j, arena_printf(cx->arena, "urn:duban:%s", err_name(e)));
	json_kv_i64(j, "status", err_status(e));
	json_kv_str(j, "title", text_get(general[e], cx->lang));
	if (request_id.p)
		json_kv_str(j, "instance", request_id);
	json_key(j, S("why"));
	json_arr(j);
	for (size_t i = 0; i < cx->why.n; i++) {
		const struct why_line *w = &cx->why.line[i];

		json_obj(j);
		if (w->field)
			json_kv_str(j, "field", str_of(w->field));
		json_kv_str(j, "key", str_of(text_key(w->text)));
		json_key(j, S("text"));
		quoted_text(cx, w->text, w->arg, WHY_ARGS, j);
		json_obj_end(j);
	}
	json_arr_end(j);
	json_obj_end(j);
}

void
why_text(const struct ctx *cx, enum err e, struct buf *b)
{
	if (cx->why.n == 0) {
		buf_add(b, text_get(general[e], cx->lang));
		buf_char(b, '\n');
	}
	for (size_t i = 0; i < cx->why.n; i++) {
		const struct why_line *w = &cx->why.line[i];

		if (w->field) {
			buf_add(b, str_of(w->field));
			buf_add(b, cx->lang == ZH ? S("：") : S(": "));
		}
		text_add(b, w->text, cx->lang, w->arg, WHY_ARGS);
		buf_char(b, '\n');
	}
}
