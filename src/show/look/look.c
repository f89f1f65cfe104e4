/* The pages about the pages. */
#include "show/look/look.h"

#include "look_tpl.h"
#include "show/look/page.h"

enum err
look_style_show(struct http_request *rq, const struct input *pairs, size_t n, str tail, struct form_again *again,
                struct http_reply *rp)
{
	struct look_style *p = ARENA_NEW(rq->cx->arena, struct look_style);
	struct html_cx     h;
	struct buf         b;
	enum err           e;

	(void)pairs;
	(void)n;
	(void)tail;
	(void)again;
	if (!p)
		return ctx_no_memory(rq->cx);
	frame_of(rq, &p->page);
	p->page.sheet = S("style");
	if ((e = look_samples(rq, p)) != OK)
		return e;
	frame_begin(rq, &h, &b);
	tpl_look_style(&h, p);
	return frame_end(&h, rp, 200);
}

enum err
look_keys_show(struct http_request *rq, const struct input *pairs, size_t n, str tail, struct form_again *again,
               struct http_reply *rp)
{
	struct look_keys *p = ARENA_NEW(rq->cx->arena, struct look_keys);
	struct html_cx    h;
	struct buf        b;

	(void)pairs;
	(void)n;
	(void)tail;
	(void)again;
	if (!p)
		return ctx_no_memory(rq->cx);
	frame_of(rq, &p->page);
	frame_begin(rq, &h, &b);
	tpl_look_keys(&h, p);
	return frame_end(&h, rp, 200);
}
