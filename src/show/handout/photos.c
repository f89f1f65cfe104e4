/* The photos that a picture of a bulletin shows, to be looked through before it is sent. */
#include "city/unit/roles.h"
#include "handout_tpl.h"
#include "show/desk/desk.h"
#include "show/handout/content.h"
#include "show/handout/handout.h"
#include "show/handout/page.h"
#include "show_handout_texts.h"

static struct handout_figure
figure_of(struct ctx *cx, const struct handout_pair *p, const struct photo_out *o, text_id label)
{
	struct handout_figure f = {.label = label, .clear = o->clear};

	if (!o->id)
		return f;
	f.small = DESK_FORMAT(cx, "/photos/%lld/%s", (long long)o->id, o->clear ? "masked-small" : "small");
	f.large = DESK_FORMAT(cx, "/photos/%lld/%s", (long long)o->id, o->clear ? "masked" : "large");
	f.alt = DESK_FORMAT(cx, "%.*s %.*s", STR_ARG(p->item->no), STR_ARG(text_get(label, cx->lang)));
	if (actor_may(cx->who, PERM_CASE_CLOSE))
		f.mask = DESK_FORMAT(cx, "/photos/%lld/mask", (long long)o->id);
	return f;
}

static enum err
fill(struct ctx *cx, const struct handout_shown *s, struct handout_photos *p)
{
	if (!(p->rows = ARENA_NEWS(cx->arena, s->n + 1, struct handout_row_shown)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < s->n; i++) {
		const struct handout_pair *pair = &s->pair[i];
		struct handout_row_shown  *r = &p->rows[p->nrows];

		if (!pair->photo.before.id && !pair->photo.after.id)
			continue;
		p->nrows++;
		*r = (struct handout_row_shown){
		    .no = pair->item->no,
		    .href = DESK_FORMAT(cx, "/cases/%lld", (long long)pair->item->c.id),
		    .what = pair->item->class_name,
		    .where = DESK_FORMAT(cx, "%.*s %.*s", STR_ARG(pair->item->place_name),
		                         STR_ARG(pair->item->address)),
		    .unit = pair->item->unit_name,
		    .proven = pair->proven,
		    .figure = {figure_of(cx, pair, &pair->photo.before, T_handout_before),
		               figure_of(cx, pair, &pair->photo.after, T_handout_after)},
		    .nfigures = 2};
		r->figures = r->figure;
		for (size_t k = 0; k < 2; k++) {
			p->all += r->figure[k].small.n > 0;
			p->hidden += r->figure[k].small.n > 0 && !r->figure[k].clear;
		}
	}
	return OK;
}

enum err
handout_photos_show(struct http_request *rq, const struct input *pairs, size_t n, str tail, struct form_again *again,
                    struct http_reply *rp)
{
	static const char *const       names[] = {"day", "place", "seal", "at"};
	struct ctx                    *cx = rq->cx;
	struct handout_photos         *p = ARENA_NEW(cx->arena, struct handout_photos);
	const struct bulletin_edition *edition = NULL;
	const struct bulletin_show    *show;
	struct handout_shown           shown;
	struct input                   in[NITEMS(names)];
	size_t                         m = 0;
	str                            id = desk_value(pairs, n, S("id"));
	const void                    *out;
	struct html_cx                 h;
	struct buf                     b;
	enum err                       e;

	(void)tail;
	(void)again;
	if (!p)
		return ctx_no_memory(cx);
	p->back = id.n ? DESK_FORMAT(cx, "/bulletin/editions/%.*s", STR_ARG(id)) : S("/bulletin");
	for (size_t i = 0; i < NITEMS(names); i++) {
		str v = desk_value(pairs, n, str_of(names[i]));

		if (!v.n)
			continue;
		in[m++] = (struct input){str_of(names[i]), v};
		p->back = id.n ? p->back : frame_with(cx->arena, p->back, str_of(names[i]), v);
	}
	e = id.n ? desk_view(rq, "bulletin.edition", &(struct input){S("id"), id}, 1, &out)
	         : desk_view(rq, "bulletin.show", in, m, &out);
	if (e != OK)
		return e;
	if (id.n)
		edition = out;
	show = id.n ? &edition->show : out;
	frame_of(rq, &p->page);
	if (edition)
		p->title = desk_text(cx, T_handout_nth, DESK_FORMAT(cx, "%lld", (long long)edition->edition), STR_NONE);
	p->title = DESK_FORMAT(cx, "%.*s %.*s %.*s", STR_ARG(show->head.place_name), STR_ARG(show->head.day_text),
	                       STR_ARG(p->title));
	if ((e = handout_shown(cx, &show->head, edition, &shown)) != OK || (e = fill(cx, &shown, p)) != OK)
		return e;
	frame_begin(rq, &h, &b);
	tpl_handout_photos(&h, p);
	return frame_end(&h, rp, 200);
}
