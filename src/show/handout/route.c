/* The doors: a bulletin as a picture, and as a paper. */
#include "kit/html/html.h"
#include "kit/picture/paint.h"
#include "show/desk/desk.h"
#include "show/handout/content.h"
#include "show/handout/handout.h"
#include "show_handout_texts.h"

/* Photos, a drawing, a template and what becomes of it: more than a page has. */
enum { ROOM = 192 << 20 };

/* What is made lives as long as the request, in an arena of its own, which is cx->arena until *mine is put back. */
static enum err
begin(struct ctx *cx, struct arena **mine)
{
	struct arena *own = arena_new_beside(cx->arena, ROOM);

	*mine = cx->arena;
	if (!own)
		return ctx_no_memory(cx);
	cx->arena = own;
	return OK;
}

static enum err
gather(struct http_request *rq, size_t pairs, struct handout *h)
{
	static const char *const       names[] = {"day", "place", "seal", "at"};
	const struct bulletin_edition *edition;
	struct input                   in[NITEMS(names)];
	struct frame                   f;
	size_t                         n = 0;
	str                            id = desk_value(rq->query, rq->nquery, S("id"));
	const void                    *out;
	enum err                       e;

	for (size_t i = 0; i < NITEMS(names); i++) {
		str v = desk_value(rq->query, rq->nquery, str_of(names[i]));

		if (v.n)
			in[n++] = (struct input){str_of(names[i]), v};
	}
	frame_of(rq, &f);
	if (!id.n) {
		e = desk_view(rq, "bulletin.show", in, n, &out);
		return e == OK ? handout_gather(rq->cx, out, NULL, f.demo, pairs, h) : e;
	}
	if ((e = desk_view(rq, "bulletin.edition", &(struct input){S("id"), id}, 1, &out)) != OK)
		return e;
	edition = out;
	return handout_gather(rq->cx, &edition->show, edition, f.demo, pairs, h);
}

/*
 * "芗城区每日通报2026-11-20.png", and for old browsers without the place.  A picture opens in the browser, where it is
 * copied into the group by a click or a long press; a paper is kept.
 */
static void
as_file(struct http_request *rq, struct http_reply *rp, const struct handout *h, const char *how, const char *type)
{
	struct ctx    *cx = rq->cx;
	str            date = str_slice(h->day, 0, DAY_TEXT);
	struct html_cx words;
	struct buf     b;

	buf_init(&b, cx->arena, BUF_LINE);
	html_init(&words, &b, cx, STR_NONE, STR_NONE);
	buf_printf(&b, "%s; filename=\"bulletin-%.*s.%s\"; filename*=UTF-8''", how, STR_ARG(date), type);
	html_part_str(&words, desk_text(cx, T_handout_file, h->place, date));
	buf_printf(&b, ".%s", type);
	http_add_header(rp, "Content-Disposition", buf_str(&b));
}

static enum err
paint(struct http_request *rq, struct http_reply *rp)
{
	struct ctx    *cx = rq->cx;
	struct handout h;
	str            drawing;
	enum err       e;

	if ((e = gather(rq, HANDOUT_PAIRS, &h)) != OK)
		return e;
	e = handout_tall(cx->arena, cx->lang, &h, &drawing);
	if (e != OK)
		return e == ERR_MEMORY ? ctx_no_memory(cx) : refuse(cx, e, NULL, T_handout_too_much);
	if ((e = picture_paint(cx, drawing, &rp->body)) != OK)
		return e;
	rp->type = S("image/png");
	as_file(rq, rp, &h, "inline", "png");
	return OK;
}

#define WORD "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
#define POINT "application/vnd.openxmlformats-officedocument.presentationml.presentation"

/* By the template of that name, in that form. */
static enum err
write_form(struct http_request *rq, struct http_reply *rp, const char *form, enum writ_as as)
{
	static const struct {
		const char *ending, *type;
	} as_what[WRIT_AS_MAX] = {
	    [WRIT_DOCX] = {"docx", WORD}, [WRIT_TEXT] = {"pdf", "application/pdf"}, [WRIT_PPTX] = {"pptx", POINT}};
	struct ctx                *cx = rq->cx;
	const struct writ_form    *p = writ_form_of(str_of(form));
	const struct office_value *v;
	struct handout             h;
	int64_t                    by;
	enum err                   e;

	if ((e = gather(rq, as == WRIT_PPTX ? HANDOUT_SLIDES : HANDOUT_PAIRS, &h)) != OK)
		return e;
	if (handout_values(cx->arena, cx->lang, &h, &v) != OK)
		return ctx_no_memory(cx);
	if ((e = writ_fill(cx, p, as, STR_NONE, v, &rp->body, &by)) != OK)
		return e;
	rp->type = str_of(as_what[as].type);
	as_file(rq, rp, &h, "attachment", as_what[as].ending);
	return OK;
}

static enum err
write_paper(struct http_request *rq, struct http_reply *rp)
{
	return write_form(rq, rp, "bulletin", WRIT_DOCX);
}

static enum err
write_slides(struct http_request *rq, struct http_reply *rp)
{
	return write_form(rq, rp, "slides", WRIT_PPTX);
}

static enum err
write_notice(struct http_request *rq, struct http_reply *rp)
{
	return write_form(rq, rp, "notice", WRIT_DOCX);
}

static enum err
write_notice_pdf(struct http_request *rq, struct http_reply *rp)
{
	return write_form(rq, rp, "notice", WRIT_TEXT);
}

static enum err
within(struct http_request *rq, struct http_reply *rp, enum err (*make)(struct http_request *, struct http_reply *))
{
	struct arena *mine;
	enum err      e = begin(rq->cx, &mine);

	if (e == OK)
		e = make(rq, rp);
	rq->cx->arena = mine;
	return e;
}

enum err
handout_png_run(struct http_request *rq, struct http_reply *rp)
{
	return within(rq, rp, paint);
}

enum err
handout_docx_run(struct http_request *rq, struct http_reply *rp)
{
	return within(rq, rp, write_paper);
}

enum err
handout_pptx_run(struct http_request *rq, struct http_reply *rp)
{
	return within(rq, rp, write_slides);
}

enum err
handout_notice_run(struct http_request *rq, struct http_reply *rp)
{
	str form = rq->ncapture ? rq->capture[0].value : STR_NONE;

	if (str_eq(form, S("docx")))
		return within(rq, rp, write_notice);
	return str_eq(form, S("pdf")) ? within(rq, rp, write_notice_pdf) : ERR_NONE;
}
