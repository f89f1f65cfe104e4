/* Two pictures beside each other, and what of them is equal: hints for who verifies, closes or looks again. */
#include "city/unit/roles.h"
#include "show/album/album.h"
#include "show/album/page.h"
#include "show_album_texts.h"
#include "work/photo/photo.h"

/* Rows of equal blocks as rectangles, a block being 1 by 1. */
static str
path_of(struct ctx *cx, const struct photo_laid *l)
{
	struct buf b;
	size_t     cols = (size_t)l->columns;

	buf_init(&b, cx->arena, BUF_PAGE);
	for (size_t i = 0, n = 1; cols && i < l->marks.n; i += n, n = 1) {
		if (l->marks.p[i] != '=')
			continue;
		while ((i + n) % cols && i + n < l->marks.n && l->marks.p[i + n] == '=')
			n++;
		buf_printf(&b, "M%zu %zuh%zuv1h-%zuz", i % cols, i / cols, n, n);
	}
	return buf_str(&b);
}

/* The path on both: on the earlier picture by the side of a block, on the later one where that lies. */
static void
mark(struct ctx *cx, const struct photo_laid *l, struct album_alike *a)
{
	str earlier_box = DESK_FORMAT(cx, "0 0 %lld %lld", (long long)l->wide, (long long)l->high);
	str later_box = DESK_FORMAT(cx, "0 0 %lld %lld", (long long)l->own_wide, (long long)l->own_high);
	str earlier_at = DESK_FORMAT(cx, "scale(%.3f)", l->side);
	str later_at = DESK_FORMAT(cx, "matrix(%.4f 0 0 %.4f %.2f %.2f)", l->side / l->scale, l->side / l->scale,
	                           -l->x / l->scale, -l->y / l->scale);

	a->path = path_of(cx, l);
	a->own_box = l->later ? later_box : earlier_box;
	a->own_at = l->later ? later_at : earlier_at;
	a->other_box = l->later ? earlier_box : later_box;
	a->other_at = l->later ? earlier_at : later_at;
}

static str
words_of(struct ctx *cx, const struct photo_hint *h)
{
	if (h->same_bytes)
		return text_get(T_album_alike_same, cx->lang);
	if (h->laid)
		return desk_text(cx, T_album_alike_blocks, DESK_FORMAT(cx, "%lld", (long long)h->laid->told),
		                 DESK_FORMAT(cx, "%lld", (long long)h->laid->equal));
	return desk_text(cx, T_album_alike_near, DESK_FORMAT(cx, "%d", h->distance), STR_NONE);
}

enum err
album_hints(struct http_request *rq, int64_t case_id, struct album_alike **out, size_t *n)
{
	struct ctx                   *cx = rq->cx;
	struct input                  in = {S("id"), DESK_FORMAT(cx, "%lld", (long long)case_id)};
	const struct photo_hints_out *o;
	const void                   *v;
	enum err                      e;

	*n = 0;
	if (!actor_may(cx->who, PERM_PHOTO_JUDGE))
		return OK;
	if ((e = desk_view(rq, "photo.hints", &in, 1, &v)) != OK)
		return e;
	o = v;
	if (!(*out = ARENA_NEWS(cx->arena, o->n + 1, struct album_alike)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < o->n; i++) {
		const struct photo_hint *h = &o->hint[i];
		struct album_alike      *a = &(*out)[(*n)++];

		a->own = DESK_FORMAT(cx, "/photos/%lld/small", (long long)h->id);
		a->own_moment = photo_moment_label(h->moment);
		a->words = words_of(cx, h);
		a->where = text_get(h->same_case ? T_album_alike_here : T_album_alike_elsewhere, cx->lang);
		if (h->laid)
			mark(cx, h->laid, a);
		if (!h->other)
			continue;
		a->other = DESK_FORMAT(cx, "/photos/%lld/small", (long long)h->other);
		a->moment = photo_moment_label(h->other_moment);
		if (!h->same_case) {
			a->where = h->other_no;
			a->href = DESK_FORMAT(cx, "/cases/%lld", (long long)h->other_case);
		}
	}
	return OK;
}
