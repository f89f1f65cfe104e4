/* The page on which a person covers what must not leave the house: by dragging, by two clicks, or by numbers. */
#include "album_tpl.h"
#include "city/unit/roles.h"
#include "kit_photo_texts.h"
#include "show/album/album.h"
#include "show/album/page.h"
#include "show_album_texts.h"
#include "work/photo/photo.h"

#include <math.h>

enum { SMALL_W = 320, BIG_W = 960, LEAST = 50, W_MOST = 4000 };

struct making {
	struct ctx        *cx;
	struct photo_one   one;
	struct photo_box   box[PHOTO_BOXES];
	size_t             n;
	int64_t            w; /* how wide the picture is shown */
	bool               half;
	int                x, y; /* of the corner that waits */
	struct album_mask *p;
};

static enum err
look(struct ctx *cx, void *arg)
{
	struct making *m = arg;

	return photo_one_of(cx, m->one.id, &m->one);
}

static void
add_text(struct buf *b, const struct photo_box *x)
{
	buf_printf(b, "%s%d,%d,%d,%d", b->n ? " " : "", x->x, x->y, x->w, x->h);
}

/* All boxes but one; `but` SIZE_MAX: all. */
static str
text_of(const struct making *m, size_t but)
{
	struct buf b;

	buf_init(&b, m->cx->arena, BUF_LINE);
	for (size_t i = 0; i < m->n; i++)
		if (i != but)
			add_text(&b, &m->box[i]);
	return buf_str(&b);
}

static str
address(const struct making *m, str boxes, int64_t w)
{
	str at = frame_with(m->cx->arena, DESK_FORMAT(m->cx, "/photos/%lld/mask", (long long)m->one.id),
	                    S("boxes"), boxes);

	at = frame_with(m->cx->arena, at, S("rev"), m->p->rev);
	if (m->half)
		at = frame_with(m->cx->arena, at, S("from"), DESK_FORMAT(m->cx, "%d,%d", m->x, m->y));
	return frame_with(m->cx->arena, at, S("w"), DESK_FORMAT(m->cx, "%lld", (long long)w));
}

static str
percent(struct ctx *cx, int v)
{
	return v % 100 ? DESK_FORMAT(cx, "%d.%02d", v / 100, v % 100) : DESK_FORMAT(cx, "%d", v / 100);
}

/* "12.5" as 1250. */
static bool
of_percent(str s, int *v)
{
	double d;

	if (!str_to_f64(str_trim(s), &d) || !(d >= 0 && d <= 100))
		return false;
	*v = (int)lround(d * 100);
	return true;
}

static enum err
say(struct making *m, text_id text, str arg)
{
	struct frame *f = &m->p->page;

	f->faults = ARENA_NEW(m->cx->arena, struct frame_fault);
	if (!f->faults)
		return ctx_no_memory(m->cx);
	f->faults[0].text = desk_text(m->cx, text, arg, STR_NONE);
	f->nfaults = 1;
	return OK;
}

/* *changed: the page's address says it from now on. */
static enum err
add_box(struct making *m, struct photo_box x, bool *changed)
{
	if (x.w < LEAST || x.h < LEAST || x.x + x.w > PHOTO_WHOLE || x.y + x.h > PHOTO_WHOLE)
		return say(m, T_album_mask_bad, STR_NONE);
	if (m->n == PHOTO_BOXES)
		return say(m, T_album_mask_most, DESK_FORMAT(m->cx, "%d", PHOTO_BOXES));
	m->box[m->n++] = x;
	m->half = false;
	*changed = true;
	return OK;
}

static enum err
by_numbers(struct making *m, const struct input *q, size_t n, bool *changed)
{
	struct photo_box x;
	struct album_mask *p = m->p;

	p->left = desk_value(q, n, S("l"));
	p->top = desk_value(q, n, S("t"));
	p->width = desk_value(q, n, S("bw"));
	p->height = desk_value(q, n, S("bh"));
	if (!p->left.p && !p->top.p && !p->width.p && !p->height.p)
		return OK;
	if (!of_percent(p->left, &x.x) || !of_percent(p->top, &x.y) || !of_percent(p->width, &x.w) ||
	    !of_percent(p->height, &x.h))
		return say(m, T_album_mask_bad, STR_NONE);
	return add_box(m, x, changed);
}

/* The browser tells where the picture was clicked, in its own pixels: the first corner, then the second. */
static enum err
by_click(struct making *m, const struct input *q, size_t n, bool *changed)
{
	int64_t          x, y, h = m->one.width ? m->w * m->one.height / m->one.width : 0;
	int              px, py;
	struct photo_box b;

	/* From the keyboard the picture is "clicked" at 0, 0: that is no corner. */
	if (!str_to_i64(desk_value(q, n, S("at.x")), &x) || !str_to_i64(desk_value(q, n, S("at.y")), &y) || h < 1 ||
	    (x == 0 && y == 0))
		return OK;
	px = (int)(x < 0 ? 0 : x > m->w ? PHOTO_WHOLE : x * PHOTO_WHOLE / m->w);
	py = (int)(y < 0 ? 0 : y > h ? PHOTO_WHOLE : y * PHOTO_WHOLE / h);
	if (!m->half) {
		m->half = *changed = true;
		m->x = px;
		m->y = py;
		return OK;
	}
	b = (struct photo_box){px < m->x ? px : m->x, py < m->y ? py : m->y, px < m->x ? m->x - px : px - m->x,
	                       py < m->y ? m->y - py : py - m->y};
	return add_box(m, b, changed);
}

static enum err
read_query(struct making *m, const struct input *q, size_t n, bool *changed)
{
	str      boxes = desk_value(q, n, S("boxes")), from = desk_value(q, n, S("from"));
	int64_t  x, y;
	enum err e;

	/* The boxes of the address were drawn on the photo as it was when the first of its pages was opened. */
	m->p->rev = desk_value(q, n, S("rev"));
	if (!boxes.p)
		boxes = m->one.boxes;
	if (!desk_value(q, n, S("boxes")).p || !str_to_i64(m->p->rev, &x))
		m->p->rev = DESK_FORMAT(m->cx, "%lld", (long long)m->one.rev);
	if (!photo_boxes(boxes, m->box, &m->n)) {
		m->n = 0;
		if ((e = say(m, T_photo_no_box, STR_NONE)) != OK)
			return e;
	}
	m->w = SMALL_W;
	if (str_to_i64(desk_value(q, n, S("w")), &x) && x >= SMALL_W / 4 && x <= W_MOST)
		m->w = x;
	if (str_to_i64(str_cut(&from, ','), &x) && str_to_i64(from, &y) && x >= 0 && x <= PHOTO_WHOLE && y >= 0 &&
	    y <= PHOTO_WHOLE) {
		m->half = true;
		m->x = (int)x;
		m->y = (int)y;
	}
	if ((e = by_numbers(m, q, n, changed)) != OK || *changed)
		return e;
	return by_click(m, q, n, changed);
}

static enum err
fill(struct making *m)
{
	struct album_mask *p = m->p;
	struct ctx        *cx = m->cx;

	p->id = DESK_FORMAT(cx, "%lld", (long long)m->one.id);
	p->no = m->one.no;
	p->back = DESK_FORMAT(cx, "/cases/%lld", (long long)m->one.case_id);
	p->src = DESK_FORMAT(cx, "/photos/%lld/large", (long long)m->one.id);
	p->alt = text_get(T_album_mask_alt, cx->lang);
	p->masked = m->one.masked ? DESK_FORMAT(cx, "/photos/%lld/masked", (long long)m->one.id) : STR_NONE;
	p->boxes = text_of(m, SIZE_MAX);
	p->half = m->half;
	p->from = DESK_FORMAT(cx, "%d,%d", m->x, m->y);
	p->from_x = m->x > PHOTO_WHOLE - 75 ? PHOTO_WHOLE - 150 : m->x < 75 ? 0 : m->x - 75;
	p->from_y = m->y > PHOTO_WHOLE - 75 ? PHOTO_WHOLE - 150 : m->y < 75 ? 0 : m->y - 75;
	p->big = m->w > SMALL_W;
	/* A width that the script told is its own affair; the page has two. */
	m->w = p->big ? BIG_W : SMALL_W;
	p->frame = p->big ? S("big") : S("small");
	p->w = DESK_FORMAT(cx, "%lld", (long long)m->w);
	p->here = address(m, p->boxes, m->w);
	p->other = address(m, p->boxes, p->big ? SMALL_W : BIG_W);
	p->nbox = m->n;
	if (!(p->box = ARENA_NEWS(cx->arena, m->n, struct album_box)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < m->n; i++) {
		const struct photo_box *b = &m->box[i];

		p->box[i] = (struct album_box){.x = b->x, .y = b->y, .w = b->w, .h = b->h, .left = percent(cx, b->x),
		                               .top = percent(cx, b->y), .width = percent(cx, b->w),
		                               .height = percent(cx, b->h),
		                               .without = address(m, text_of(m, i), m->w)};
	}
	return p->here.p ? OK : ctx_no_memory(cx);
}

enum err
album_mask_show(struct http_request *rq, const struct input *pairs, size_t n, str tail, struct form_again *again,
                struct http_reply *rp)
{
	struct ctx    *cx = rq->cx;
	struct making *m = ARENA_NEW(cx->arena, struct making);
	struct html_cx h;
	struct buf     b;
	bool           changed = false;
	enum err       e;

	if (!m || !(m->p = ARENA_NEW(cx->arena, struct album_mask)))
		return ctx_no_memory(cx);
	m->cx = cx;
	/* "17", or "17/mask" of a page that is shown again. */
	if (!str_to_i64(str_cut(&tail, '/'), &m->one.id) || m->one.id < 1)
		return ERR_NONE;
	if ((e = view_look(cx, PERM_CASE_CLOSE, look, m)) != OK)
		return e;
	frame_of(rq, &m->p->page);
	m->p->page.sheet = m->p->page.script = S("mask");
	if ((e = read_query(m, pairs, n, &changed)) != OK)
		return e;
	if (changed) {
		http_see_other(rq, rp, address(m, text_of(m, SIZE_MAX), m->w > SMALL_W ? BIG_W : SMALL_W));
		return OK;
	}
	if ((e = fill(m)) != OK || (e = desk_saved(rq, &m->p->page)) != OK ||
	    (e = form_rest(cx, again, &m->p->page)) != OK)
		return e;
	frame_begin(rq, &h, &b);
	tpl_album_mask(&h, m->p);
	return frame_end(&h, rp, m->p->page.nfaults && !again ? 422 : desk_status(again));
}
