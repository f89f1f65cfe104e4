/* unit.left: units and posts that are over, and what still hangs on them. */
#include "city/place/place.h"
#include "show/roster/inside.h"
#include "show_roster_texts.h"

static enum err
left_run(struct ctx *cx, const void *arg, const void **out)
{
	struct roster_left      *l = ARENA_NEW(cx->arena, struct roster_left);
	struct q_roster_left_in  in = {.n = ROSTER_LEFT};
	enum err                 e;

	(void)arg;
	*out = l;
	if (!l)
		return ctx_no_memory(cx);
	if ((e = unit_today(cx, &in.day)) != OK || (e = place_part(cx, &in.top)) != OK)
		return e;
	return q_roster_left(cx, &in, &l->row, &l->n);
}

static void
left_json(const void *out, struct json *j)
{
	const struct roster_left *l = out;

	json_arr(j);
	for (size_t i = 0; i < l->n; i++) {
		const struct q_roster_left_row *r = &l->row[i];

		json_obj(j);
		json_kv_i64(j, "unit", r->unit_id);
		if (r->post_id)
			json_kv_i64(j, "post", r->post_id);
		json_kv_str(j, "name", r->name);
		json_kv_str(j, "to", r->valid_to);
		json_kv_i64(j, "cases", r->cases);
		json_kv_i64(j, "tasks", r->tasks);
		json_kv_i64(j, "duties", r->duties);
		json_kv_i64(j, "posts", r->posts);
		json_kv_i64(j, "below", r->below);
		json_kv_i64(j, "holders", r->holders);
		json_obj_end(j);
	}
	json_arr_end(j);
}

enum err
roster_left_words(struct ctx *cx, const struct q_roster_left_row *r, str *out)
{
	const struct {
		int64_t n;
		text_id words;
	} what[] = {{r->cases, T_roster_left_cases}, {r->tasks, T_roster_left_tasks}, {r->duties, T_roster_left_duties},
	            {r->posts, T_roster_left_posts}, {r->below, T_roster_left_below}, {r->holders, T_roster_left_holders}};
	struct buf b;

	buf_init(&b, cx->arena, BUF_LINE);
	for (size_t i = 0; i < NITEMS(what); i++) {
		str n = DESK_FORMAT(cx, "%lld", (long long)what[i].n);

		if (!what[i].n)
			continue;
		if (b.n)
			buf_add(&b, text_get(T_roster_left_and, cx->lang));
		text_add(&b, what[i].words, cx->lang, &n, 1);
	}
	return buf_end(&b, out) == OK ? OK : ctx_no_memory(cx);
}

const struct view roster_left_view = {
    .out = "[{unit:i,post?:i,name:s,to:d,cases:i,tasks:i,duties:i,posts:i,below:i,holders:i}]",
    .name = "unit.left",
    .summary = T_roster_v_left,
    .perm = PERM_CITY_EDIT,
    .run = left_run,
    .json = left_json,
};
