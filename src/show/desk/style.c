/* The page of all components in every state. */
#include "show/desk/desk.h"

#include "desk_tpl.h"

enum err
desk_style_show(struct http_request *rq, const struct input *pairs, size_t n, str tail,
                struct form_again *again, struct http_reply *rp)
{
	struct desk_style *p = ARENA_NEW(rq->cx->arena, struct desk_style);
	struct html_cx     h;
	struct buf         b;

	(void)pairs;
	(void)n;
	(void)tail;
	(void)again;
	if (!p)
		return ctx_no_memory(rq->cx);
	frame_of(rq, &p->page);
	p->page.sheet = S("style");
	frame_begin(rq, &h, &b);
	tpl_desk_style(&h, p);
	return frame_end(&h, rp, 200);
}
