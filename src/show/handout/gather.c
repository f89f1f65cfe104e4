/* From a bulletin's figures to all that is handed out of it: words, cases, photos. */
#include "base/clock.h"
#include "base/ensure.h"
#include "city/unit/roles.h"
#include "judge_bulletin_texts.h"
#include "kit/html/html.h"
#include "kit/photo/photo.h"
#include "kit/picture/drawing.h"
#include "show/desk/desk.h"
#include "show/handout/content.h"
#include "show_frame_texts.h"
#include "show_handout_texts.h"
#include "work/writ/writ.h"
#include "work/life/rules.h"
#include "work/photo/photo.h"
#include "work_writ_texts.h"

#include <errno.h>
#include <unistd.h>

enum { PROVEN_TRIED = 40 };

struct gathering {
	const struct bulletin_head    *head;
	const struct bulletin_edition *edition; /* NULL: it is none */
	struct bulletin_featured       featured;
	struct bulletin_items          items;   /* of an edition: what it asks for */
	struct bulletin_pick           list;    /* its cases, or of no edition those that are late */
	struct handout                *h;
	size_t                         pairs; /* of so many cases of each kind the photos are read */
};

static str
stamp(struct ctx *cx, int64_t at)
{
	struct buf b;

	buf_init(&b, cx->arena, BUF_PATH);
	clock_add_minute(&b, at, cx->zone);
	return buf_str(&b);
}

/* In an official paper, where a date is written out. */
static str
stamp_words(struct ctx *cx, int64_t at)
{
	return cx->lang == ZH ? writ_moment(cx, at) : stamp(cx, at);
}

/* ---- Photos ---------------------------------------------------------------------------------------- */

/* A file of at most DRAWING_PHOTO bytes; false: it is longer, or cannot be read. */
static bool
read_file(struct ctx *cx, int fd, uint64_t size, str *out)
{
	char  *p = size <= DRAWING_PHOTO ? arena_alloc(cx->arena, (size_t)size + 1) : NULL;
	size_t n = 0;

	while (p && n < size) {
		ssize_t got = read(fd, p + n, (size_t)size - n);

		if (got == 0 || (got < 0 && errno != EINTR))
			return false;
		n += got > 0 ? (size_t)got : 0;
	}
	*out = (str){p, n};
	return p != NULL;
}

static enum err
photo_of(struct ctx *cx, const struct photo_out *from, text_id label, text_id none, struct handout_photo *p)
{
	uint64_t size;
	str      name;
	int      fd;
	enum err e;

	*p = (struct handout_photo){.some = from->id != 0,
	                            .label = text_get(label, cx->lang),
	                            .why = text_get(from->id ? T_handout_hidden : none, cx->lang)};
	if (!from->clear)
		return OK;
	e = photo_fetch(cx, from->id, PHOTO_OUT_SMALL, &fd, &size, &name);
	if (e != OK) {
		/* Its file is lost, or photos are off: the bulletin is handed out all the same. */
		ctx_forget(cx);
		return e == ERR_MEMORY ? e : OK;
	}
	if (!read_file(cx, fd, size, &p->jpeg) || !photo_jpeg_plain(p->jpeg, &p->w, &p->h))
		p->jpeg = STR_NONE;
	(void)close(fd);
	return OK;
}

static enum err
photos_of(struct ctx *cx, const struct photo_pair *pair, struct handout_case *c)
{
	enum err e = photo_of(cx, &pair->before, T_handout_before, T_handout_no_before, &c->before);

	return e == OK ? photo_of(cx, &pair->after, T_handout_after, T_handout_no_after, &c->after) : e;
}

/* ---- Cases ----------------------------------------------------------------------------------------- */

static struct handout_case
case_of(struct ctx *cx, const struct bulletin_head *head, const struct bulletin_item *i)
{
	struct html_cx      words;
	struct buf          b;
	str                 left;
	struct handout_case c = {.no = i->no,
	                         .what = i->class_name,
	                         .place = i->place_name,
	                         .spot = i->address,
	                         .unit = i->unit_name.p ? i->unit_name : text_get(T_bulletin_nobody, cx->lang),
	                         .state = text_get(case_state_label((enum case_state)i->c.state), cx->lang)};

	if (i->c.due == INT64_MAX)
		return c;
	buf_init(&b, cx->arena, BUF_LINE);
	html_init(&words, &b, cx, STR_NONE, STR_NONE);
	left = html_left(&words, i->c.due - head->cut);
	if (!arena_str(cx->arena, left, &c.left))
		c.left = STR_NONE;
	c.due = stamp(cx, i->c.due);
	return c;
}

static enum err
cases_of(struct ctx *cx, struct gathering *g, const struct bulletin_pick *pick, bool photos,
         struct handout_cases *out)
{
	enum err e = OK;

	out->total = pick->total;
	if (!(out->item = ARENA_NEWS(cx->arena, pick->n + 1, struct handout_case)))
		return ctx_no_memory(cx);
	for (size_t i = 0; e == OK && i < pick->n; i++) {
		struct handout_case *c = &out->item[out->n++];
		struct photo_pair    pair = {0};

		*c = case_of(cx, g->head, &pick->item[i]);
		if (photos && i < g->pairs)
			e = photo_pair_of(cx, pick->item[i].c.id, g->head->at, &pair);
		if (e == OK)
			e = photos_of(cx, &pair, c);
	}
	return e;
}

/* What an edition asks for. */
static enum err
pick_asked(struct ctx *cx, struct gathering *g)
{
	struct bulletin_want want = {.edition = g->edition->id,
	                             .at = g->edition->at,
	                             .outcome = BULLETIN_DUTY_MAX,
	                             .most = BULLETIN_FEATURED};
	enum err             e = bulletin_items_of(cx, &want, &g->items);

	if (e != OK)
		return e;
	g->list = (struct bulletin_pick){ARENA_NEWS(cx->arena, g->items.n + 1, struct bulletin_item), g->items.n,
	                                 g->items.total};
	if (!g->list.item)
		return ctx_no_memory(cx);
	for (size_t i = 0; i < g->items.n; i++) {
		const struct bulletin_listed *l = &g->items.item[i];

		g->list.item[i] = (struct bulletin_item){
		    .c = {.id = l->case_id,
		          .state = l->state,
		          .unit = l->unit,
		          .due = l->late ? l->own_due.v : INT64_MAX},
		    .no = l->no,
		    .class_name = l->class_name,
		    .place_name = l->place_name,
		    .address = l->address,
		    .unit_name = l->unit_name};
	}
	return OK;
}

/* Of what was put right those come first that show it, in their order. */
static enum err
sort_proven(struct ctx *cx, struct gathering *g)
{
	struct bulletin_pick *pick = &g->featured.proven;
	struct bulletin_item *sorted = ARENA_NEWS(cx->arena, pick->n + 1, struct bulletin_item);
	int                  *rank = ARENA_NEWS(cx->arena, pick->n + 1, int);
	size_t                n = 0;

	if (!sorted || !rank)
		return ctx_no_memory(cx);
	for (size_t i = 0; i < pick->n && i < PROVEN_TRIED; i++) {
		struct photo_pair pair;
		enum err          e = photo_pair_of(cx, pick->item[i].c.id, g->head->at, &pair);

		if (e != OK)
			return e;
		rank[i] = pair.before.clear + pair.after.clear;
	}
	for (int r = 2; r >= 0; r--)
		for (size_t i = 0; i < pick->n; i++)
			if (rank[i] == r)
				sorted[n++] = pick->item[i];
	pick->item = sorted;
	return OK;
}

/* Which cases, in which order. */
static enum err
choose(struct ctx *cx, struct gathering *g)
{
	enum err e = bulletin_featured_of(cx, g->head, &g->featured);

	if (e != OK || (e = sort_proven(cx, g)) != OK)
		return e;
	g->list = g->featured.late;
	return g->edition ? pick_asked(cx, g) : OK;
}

static enum err
look(struct ctx *cx, void *arg)
{
	struct gathering *g = arg;
	enum err          e = choose(cx, g);

	if (e != OK || (e = cases_of(cx, g, &g->list, true, &g->h->late)) != OK)
		return e;
	/* Each with its own end; how late it was is of its own deadline. */
	for (size_t i = 0; i < g->items.n; i++) {
		g->h->late.item[i].due = stamp(cx, g->items.item[i].due_at);
		g->h->late.item[i].state = text_get(T_bulletin_listed, cx->lang);
	}
	e = cases_of(cx, g, &g->featured.soon, false, &g->h->soon);
	return e == OK ? cases_of(cx, g, &g->featured.proven, true, &g->h->proven) : e;
}

/* ---- Which photos, for who looks them through before ------------------------------------------------- */

struct showing {
	struct gathering      g;
	struct handout_shown *o;
};

static enum err
show_pairs(struct ctx *cx, const struct bulletin_head *head, const struct bulletin_pick *pick, bool proven,
           struct handout_shown *o)
{
	enum err e = OK;

	for (size_t i = 0; e == OK && i < pick->n && i < HANDOUT_PAIRS; i++) {
		struct handout_pair *p = &o->pair[o->n++];

		*p = (struct handout_pair){.item = &pick->item[i], .proven = proven};
		e = photo_pair_of(cx, p->item->c.id, head->at, &p->photo);
	}
	return e;
}

static enum err
look_shown(struct ctx *cx, void *arg)
{
	struct showing *s = arg;
	enum err        e = choose(cx, &s->g);

	if (e != OK || (e = show_pairs(cx, s->g.head, &s->g.list, false, s->o)) != OK)
		return e;
	return show_pairs(cx, s->g.head, &s->g.featured.proven, true, s->o);
}

enum err
handout_shown(struct ctx *cx, const struct bulletin_head *head, const struct bulletin_edition *edition,
              struct handout_shown *o)
{
	struct showing s = {{.head = head, .edition = edition}, o};

	*o = (struct handout_shown){.pair = ARENA_NEWS(cx->arena, 2 * HANDOUT_PAIRS, struct handout_pair)};
	return o->pair ? view_look(cx, PERM_BULLETIN_SEE, look_shown, &s) : ctx_no_memory(cx);
}

/* ---- Words ------------------------------------------------------------------------------------------ */

static enum err
rows_of(struct ctx *cx, const struct bulletin_row *r, size_t n, text_id own, struct handout_row **out)
{
	if (!(*out = ARENA_NEWS(cx->arena, n + 1, struct handout_row)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < n; i++)
		(*out)[i] = (struct handout_row){r[i].name.p ? r[i].name : text_get(own, cx->lang), &r[i].sums};
	return OK;
}

/* "7F3A 92C1 5E08 D4B6" of its first bytes. */
static str
seal_words(struct ctx *cx, const digest *d, size_t n)
{
	struct buf b;

	buf_init(&b, cx->arena, BUF_PATH);
	for (size_t i = 0; i < n; i += 2) {
		if (i)
			buf_char(&b, ' ');
		buf_hex(&b, d->b + i, 2);
	}
	return buf_str(&b);
}

static str
day_words(struct ctx *cx, const struct bulletin_head *head)
{
	static const text_id week[] = {T_none,           T_frame_monday, T_frame_tuesday,  T_frame_wednesday,
	                               T_frame_thursday, T_frame_friday, T_frame_saturday, T_frame_sunday};

	return desk_text(cx, T_handout_day, head->day_text, text_get(week[day_weekday(head->on)], cx->lang));
}

/* As official papers say it, in whatever language they are asked for. */
static str
date_words(struct ctx *cx, const struct bulletin_head *head)
{
	struct day_ymd d = day_to_ymd(head->on);
	struct buf     b;

	buf_init(&b, cx->arena, BUF_PATH);
	text_add(&b, T_writ_date, ZH,
	         (const str[]){DESK_FORMAT(cx, "%d", d.year), DESK_FORMAT(cx, "%d", d.month),
	                       DESK_FORMAT(cx, "%d", d.day)},
	         3);
	return buf_str(&b);
}

static void
issue_words(struct ctx *cx, const struct bulletin_edition *edition, struct handout *h)
{
	h->list_title = text_get(edition ? T_handout_asked : T_handout_late_cases, cx->lang);
	h->list_note = text_get(T_handout_longest, cx->lang);
	h->edition = text_get(T_handout_draft, cx->lang);
	if (!edition)
		return;
	h->edition = desk_text(cx, T_handout_nth, DESK_FORMAT(cx, "%lld", (long long)edition->edition), STR_NONE);
	h->issued = desk_text(cx, T_handout_issued, stamp(cx, edition->issued_at), STR_NONE);
	h->list_note = desk_text(cx, T_handout_until_then, stamp_words(cx, edition->due_at), STR_NONE);
}

/* All but what is read of cases and photos. */
static enum err
begin(struct ctx *cx, const struct bulletin_show *o, const struct bulletin_edition *edition, bool demo,
      struct handout *h)
{
	const struct bulletin_head *head = &o->head;
	enum err                    e;

	*h = (struct handout){.place = head->place_name,
	                      .title = text_get(T_handout_title, cx->lang),
	                      .day = day_words(cx, head),
	                      .date = date_words(cx, head),
	                      .demo = demo,
	                      .until = stamp(cx, head->cut),
	                      .until_words = stamp_words(cx, head->cut),
	                      .day_before = stamp(cx, head->from),
	                      .whole = text_get(head->whole ? T_handout_whole : T_handout_running, cx->lang),
	                      .seal = seal_words(cx, &head->seal, 8),
	                      .seal_long = seal_words(cx, &head->seal, DIGEST_SIZE),
	                      .position = DESK_FORMAT(cx, "%lld", (long long)head->position),
	                      .batch = DESK_FORMAT(cx, "%lld", (long long)head->batch),
	                      .sums = o->sums,
	                      .nplaces = o->nplace,
	                      .nunits = o->nunit};
	issue_words(cx, edition, h);
	if ((e = rows_of(cx, o->place, o->nplace, T_bulletin_itself, &h->places)) != OK)
		return e;
	return rows_of(cx, o->unit, o->nunit, T_bulletin_nobody, &h->units);
}

enum err
handout_gather(struct ctx *cx, const struct bulletin_show *o, const struct bulletin_edition *edition, bool demo,
               size_t pairs, struct handout *h)
{
	struct gathering g = {.head = &o->head, .edition = edition, .h = h, .pairs = pairs};
	enum err         e = begin(cx, o, edition, demo, h);

	return e == OK ? view_look(cx, PERM_BULLETIN_SEE, look, &g) : e;
}

enum err
handout_sample(struct ctx *cx, const struct writ_form *form, struct writ_facts *out)
{
	const struct view          *view = view_find(S("bulletin.show"));
	struct handout             *h = ARENA_NEW(cx->arena, struct handout);
	struct gathering            g = {.h = h, .pairs = form->forms & 1 << WRIT_PPTX ? HANDOUT_SLIDES
	                                                                               : HANDOUT_PAIRS};
	const struct bulletin_show *o;
	const void                 *in, *shown;
	enum err                    e;

	ensure(view != NULL);
	if (!h)
		return ctx_no_memory(cx);
	if ((e = command_allow(cx, view->perm)) != OK ||
	    (e = command_bind(cx, view->in, view->nin, view->in_size, NULL, 0, &in)) != OK ||
	    (e = view->run(cx, in, &shown)) != OK)
		return e;
	o = shown;
	g.head = &o->head;
	if ((e = begin(cx, o, NULL, cx->who->demo, h)) != OK || (e = look(cx, &g)) != OK)
		return e;
	*out = (struct writ_facts){.position = o->head.position, .case_no = h->day};
	return handout_values(cx->arena, cx->lang, h, &out->value) == OK ? OK : ctx_no_memory(cx);
}
