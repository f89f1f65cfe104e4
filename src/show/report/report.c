/* Reporting a problem: what, where, words; the same spot is shown before it is sent. */
#include "show/report/report.h"

#include "city/catalog/catalog.h"
#include "city/unit/roles.h"
#include "report_tpl.h"
#include "show/album/album.h"
#include "show/report/page.h"
#include "show_desk_texts.h"
#include "show_report_texts.h"
#include "work/acts/acts.h"
#include "work/docket/docket.h"
#include "work/photo/photo.h"

#include <string.h>


/* What is found most on the streets, with a picture; those the catalogue lacks are left out. */
static const struct {
	const char *key, *icon;
} common[] = {
    {"S06010", "trash-2"}, {"S06013", "construction"}, {"S09005", "store"},
    {"S07001", "files"},   {"S01003", "disc-3"},       {"S09010", "bike"},
};

/*
 * Said before it is chosen: which classes do without a picture, for most ask for one.  The options stand in the
 * order of the catalogue.
 */
static enum err
mark_photos(struct ctx *cx, const struct desk_picks *k)
{
	struct class_list list;
	size_t            i = 0;
	enum err          e = catalog_list(cx, ctx_today(cx), &list);

	for (size_t g = 0; e == OK && g < k->nclasses; g++)
		for (size_t o = 0; e == OK && o < k->classes[g].noptions; o++) {
			struct form_option *x = &k->classes[g].options[o];

			while (i < list.n && !str_eq(list.item[i].key, x->value))
				i++;
			if (i < list.n && !list.item[i].photo)
				x->label = desk_text(cx, T_report_no_photo_needed, x->label, STR_NONE);
			e = x->label.p ? OK : ctx_no_memory(cx);
		}
	return e;
}

static enum err
tiles(struct ctx *cx, const struct desk_picks *k, str chosen, struct report *p)
{
	p->tiles = ARENA_NEWS(cx->arena, NITEMS(common), struct report_tile);
	if (!p->tiles)
		return ctx_no_memory(cx);
	for (size_t i = 0; i < NITEMS(common); i++)
		for (size_t g = 0; g < k->nclasses; g++)
			for (size_t o = 0; o < k->classes[g].noptions; o++) {
				struct form_option *x = &k->classes[g].options[o];
				str                 name = x->label;

				if (!str_eq(x->value, str_of(common[i].key)))
					continue;
				(void)str_cut(&name, ' ');
				p->tiles[p->ntiles++] = (struct report_tile){x->value, str_of(common[i].icon),
				                                           name, str_eq(x->value, chosen)};
			}
	return OK;
}

static struct form_field *
field(struct report *p, const char *name)
{
	return form_field(&p->form, name);
}

/* 0 普通 1 急 2 特急, as lists show them. */
static enum err
urgency(struct ctx *cx, struct report *p)
{
	static const text_id      name[] = {T_desk_usual, T_desk_urgent, T_desk_very_urgent};
	static const char *const  value[] = {"0", "1", "2"};
	struct form_group        *g = ARENA_NEW(cx->arena, struct form_group);

	if (!g || !(g->options = ARENA_NEWS(cx->arena, NITEMS(name), struct form_option)))
		return ctx_no_memory(cx);
	g->noptions = NITEMS(name);
	for (size_t i = 0; i < NITEMS(name); i++)
		g->options[i] = (struct form_option){str_of(value[i]), frame_label(cx, name[i]), false};
	form_radio(&p->form, "priority", g, 1);
	form_value(&p->form, "priority", S("0"));
	p->priority = field(p, "priority");
	return OK;
}

static enum err
fields(struct ctx *cx, const struct desk_picks *k, struct form_again *again, str class, struct report *p)
{
	str      chosen;
	bool     needed, tiled = false;
	bool     calls = actor_may(cx->who, PERM_CASE_ACCEPT) && !actor_may(cx->who, PERM_CASE_FILE);
	enum err e;

	form_pick(&p->form, "place", k->places, k->nplaces);
	if (!photo_on())
		form_drop(&p->form, "photo");
	if ((e = form_files(cx, &p->form, "photo")) != OK)
		return e;
	if ((e = photo_asked(cx, PHOTO_AT_FOUND, &needed)) != OK)
		return e;
	if (needed) {
		form_hint(&p->form, "photo", text_get(T_report_photo_needed, cx->lang));
		if ((e = mark_photos(cx, k)) != OK)
			return e;
	}
	form_line(&p->form, "reporter_name");
	form_line(&p->form, "reporter_phone");
	form_hint(&p->form, "address", text_get(T_report_spot_hint, cx->lang));
	/* Who takes calls enters what others say; everybody else what was seen on the way. */
	form_value(&p->form, "source", calls ? S("hotline") : S("grid"));
	if (k->nplaces == 1 && k->places[0].noptions == 1)
		form_value(&p->form, "place", k->places[0].options[0].value);
	if (!(p->what = field(p, "class")) || !(p->place = field(p, "place")) ||
	    !(p->spot = field(p, "address")) || !(p->text = field(p, "description")))
		return ERR_NONE;
	form_need(&p->form, "description");
	/* Chosen in the catalogue; what was typed before a refusal wins. */
	if (class_key_valid(class))
		form_value(&p->form, "class", class);
	if ((e = urgency(cx, p)) != OK || (e = form_again(cx, &p->form, again, &p->page)) != OK)
		return e;
	/* Radios cannot leave several classes; the list holds those without a tile. */
	chosen = p->what->value;
	if ((e = tiles(cx, k, chosen, p)) != OK)
		return e;
	for (size_t i = 0; i < p->ntiles; i++)
		tiled = tiled || p->tiles[i].on;
	p->other = ARENA_NEW(cx->arena, struct form_field);
	if (!p->other)
		return ctx_no_memory(cx);
	p->other->groups = k->classes;
	p->other->ngroups = k->nclasses;
	p->other->value = tiled ? STR_NONE : chosen;
	for (size_t g = 0; g < k->nclasses && !tiled; g++)
		for (size_t o = 0; o < k->classes[g].noptions; o++)
			k->classes[g].options[o].on =
			    chosen.n && str_eq(k->classes[g].options[o].value, chosen);
	p->photo = field(p, "photo");
	/* Whether one is needed hangs on the class: the hint says so, "optional" would be untrue of most. */
	if (p->photo && needed)
		p->photo->optional = false;
	p->source = field(p, "source");
	p->source_ref = field(p, "source_ref");
	p->rname = field(p, "reporter_name");
	p->rphone = field(p, "reporter_phone");
	p->lon = field(p, "lon");
	p->lat = field(p, "lat");
	p->srs = field(p, "srs");
	p->accuracy = field(p, "accuracy");
	if (p->lon && !p->lat)
		p->lon = NULL;
	p->call = p->source && p->source->value.n && !str_eq(p->source->value, S("grid"));
	return OK;
}

static enum err
show(struct http_request *rq, struct form_again *again, const struct case_near_out *near, str class,
     struct http_reply *rp)
{
	struct ctx           *cx = rq->cx;
	const struct command *c = command_find(S("case.report"));
	struct report   *p = ARENA_NEW(cx->arena, struct report);
	const void           *out;
	struct html_cx        h;
	struct buf            b;
	enum err              e;

	if (!p)
		return ctx_no_memory(cx);
	if (!c)
		return ERR_NONE;
	if ((e = view_show(cx, &desk_picks_report, NULL, 0, &out)) != OK)
		return e;
	frame_of(rq, &p->page);
	if ((e = desk_saved(rq, &p->page)) != OK ||
	    (e = form_of(cx, S("case.report"), c->in, c->nin, &p->form)) != OK ||
	    (e = fields(cx, out, again, class, p)) != OK)
		return e;
	if (p->lon)
		p->page.sheet = p->page.script = S("map");
	if (near) {
		p->asked = true;
		p->page.nfaults = 0;
		p->besides = ARENA_NEWS(cx->arena, near->n, struct report_beside);
		if (!p->besides)
			return ctx_no_memory(cx);
		p->nbesides = near->n;
		for (size_t i = 0; i < near->n; i++)
			p->besides[i] = (struct report_beside){
			    .no = near->item[i].no,
			    .href = DESK_FORMAT(cx, "/cases/%lld", (long long)near->item[i].id),
			    .spot = near->item[i].address,
			    .stage = desk_dot_of(near->item[i].state, 0)};
	} else if ((e = form_rest(cx, again, &p->page)) != OK) {
		return e;
	}
	frame_begin(rq, &h, &b);
	tpl_report_report(&h, p);
	return frame_end(&h, rp, near ? 200 : desk_status(again));
}

enum err
report_show(struct http_request *rq, const struct input *pairs, size_t n, str tail,
                 struct form_again *again, struct http_reply *rp)
{
	(void)tail;
	return show(rq, again, NULL, desk_value(pairs, n, S("class")), rp);
}

/* Open cases of the same spot and class; those already closed are no reason to hesitate. */
static enum err
beside(struct http_request *rq, const struct input *pairs, size_t n, const struct case_near_out **out)
{
	static const char *const    asks[] = {"place", "class", "address", "lon", "lat"};
	struct case_near_out       *open = ARENA_NEW(rq->cx->arena, struct case_near_out);
	const struct case_near_out *all;
	const void                 *found;
	struct input                in[NITEMS(asks)];
	size_t                      m = 0;
	enum err                    e;

	*out = NULL;
	if (!open)
		return ctx_no_memory(rq->cx);
	for (size_t i = 0; i < NITEMS(asks); i++) {
		str value = str_trim(desk_value(pairs, n, str_of(asks[i])));

		if (value.n)
			in[m++] = (struct input){str_of(asks[i]), value};
	}
	if (!str_trim(desk_value(pairs, n, S("class"))).n || !actor_may(rq->cx->who, PERM_CASE_SEE))
		return OK;
	if ((e = desk_view(rq, "case.near", in, m, &found)) != OK)
		return e;
	all = found;
	open->item = ARENA_NEWS(rq->cx->arena, all->n + 1, struct case_near_item);
	if (!open->item)
		return ctx_no_memory(rq->cx);
	for (size_t i = 0; i < all->n; i++)
		if (case_open((enum case_state)all->item[i].state))
			open->item[open->n++] = all->item[i];
	if (open->n)
		*out = open;
	return OK;
}

enum err
report_run(struct http_request *rq, struct http_reply *rp)
{
	struct ctx                 *cx = rq->cx;
	const struct command       *c = command_find(S("case.report"));
	struct form_again           again = {.command = S("case.report")};
	const struct case_near_out *near = NULL;
	struct why                 *why = ARENA_NEW(cx->arena, struct why);
	struct input               *pairs;
	const void                 *in;
	size_t                      n;
	bool                        known = false;
	enum err                    e, pictures, twice = OK;

	if (!why)
		return ctx_no_memory(cx);
	if (!c)
		return ERR_NONE;
	if ((e = command_allow(cx, c->perm)) != OK)
		return e;
	pictures = album_take(rq, c);
	if ((pictures != OK && pictures != ERR_INPUT) || (e = album_typed(rq, c, &pairs, &n)) != OK)
		return pictures != OK && pictures != ERR_INPUT ? pictures : e;
	again.typed = pairs;
	again.n = n;
	if (http_form(rq, S("class")).n && http_form(rq, S("_or_class")).n &&
	    !str_eq(http_form(rq, S("class")), http_form(rq, S("_or_class"))))
		twice = refuse(cx, ERR_INPUT, "class", T_report_choose_once);
	e = command_bind(cx, c->in, c->nin, c->in_size, pairs, n, &in);
	if (e == OK)
		e = twice;
	if (e == OK)
		e = pictures;
	/* Sent twice, it is one report: its own case is no other problem beside it. */
	if (e == OK)
		e = command_known(cx, c, &rq->work.idem, &known);
	if (e == OK && !known && !http_form(rq, S("_asked")).n)
		e = beside(rq, pairs, n, &near);
	if (e == OK && !near)
		e = desk_ready(rq, c, pairs, n);
	if (e == OK && !near)
		return OK;
	*why = cx->why;
	ctx_forget(cx);
	again.err = e;
	again.why = why;
	rq->work.command = NULL;
	if (e != OK && e != ERR_INPUT && e != ERR_RULE && e != ERR_STALE) {
		cx->why = *why;
		return e;
	}
	return show(rq, &again, near, STR_NONE, rp);
}

enum err
report_render(struct http_request *rq, struct http_reply *rp)
{
	struct form_again again = {.command = S("case.report"), .err = rq->work.result};
	struct why       *why;
	struct input     *pairs;
	enum err          e = rq->work.result;

	if (e == OK) {
		http_see_other(rq, rp,
		               DESK_FORMAT(rq->cx, "/report/done?id=%lld", (long long)rq->work.reply.id));
		return OK;
	}
	if (e != ERR_INPUT && e != ERR_RULE && e != ERR_STALE)
		return e;
	if (!(why = ARENA_NEW(rq->cx->arena, struct why)))
		return ctx_no_memory(rq->cx);
	if ((e = album_typed(rq, command_find(again.command), &pairs, &again.n)) != OK)
		return e;
	*why = rq->cx->why;
	ctx_forget(rq->cx);
	again.typed = pairs;
	again.why = why;
	return show(rq, &again, NULL, STR_NONE, rp);
}

enum err
report_done_show(struct http_request *rq, const struct input *pairs, size_t n, str tail,
               struct form_again *again, struct http_reply *rp)
{
	struct ctx             *cx = rq->cx;
	struct report_done       *p = ARENA_NEW(cx->arena, struct report_done);
	const struct case_page *c;
	const void             *out;
	struct input            in = {S("id"), desk_value(pairs, n, S("id"))};
	struct html_cx          h;
	struct buf              b;
	enum err                e;

	(void)tail;
	(void)again;
	if (!p)
		return ctx_no_memory(cx);
	if ((e = desk_view(rq, "case.get", &in, 1, &out)) != OK) {
		if (e == ERR_INPUT)
			ctx_forget(cx);
		return e == ERR_INPUT ? ERR_NONE : e;
	}
	c = out;
	frame_of(rq, &p->page);
	if ((e = desk_saved(rq, &p->page)) != OK)
		return e;
	p->no = c->no;
	p->href = DESK_FORMAT(cx, "/cases/%lld", (long long)c->id);
	p->what = desk_text(cx, T_report_done_what,
	                    c->class_name.n ? c->class_name : text_get(T_desk_no_class, cx->lang),
	                    DESK_FORMAT(cx, "%.*s %.*s", STR_ARG(c->place_name), STR_ARG(c->address)));
	p->is_public = c->is_public;
	p->due = desk_due_of(cx, c->state, c->due_at, c->overdue);
	p->may_see = p->page.may_cases;
	frame_begin(rq, &h, &b);
	tpl_report_done(&h, p);
	return frame_end(&h, rp, 200);
}
