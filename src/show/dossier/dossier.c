/* The page of one case: what was found, by when, who has it, what can be done. */
#include "base/ensure.h"
#include "city/unit/roles.h"
#include "dossier_tpl.h"
#include "show/dossier/inside.h"
#include "show_desk_texts.h"
#include "show_dossier_texts.h"

static str
joined(struct ctx *cx, const struct case_page *c)
{
	struct buf b;
	str        above = STR_NONE;

	/* The street and the place itself: whoever works here knows the city. */
	for (size_t i = 0; i < c->n_up; i++)
		if (!str_eq(c->up[i], c->place_name))
			above = c->up[i];
	buf_init(&b, cx->arena, BUF_PATH);
	if (above.n) {
		buf_add(&b, above);
		buf_char(&b, ' ');
	}
	buf_add(&b, c->place_name);
	return buf_str(&b);
}

static str
closed_how(const struct ctx *cx, const struct case_page *c)
{
	static const text_id how[CASE_KIND_MAX] = {T_none, T_dossier_kind_proven, T_dossier_kind_forced,
	                                           T_dossier_kind_self};

	return c->kind > 0 && c->kind < CASE_KIND_MAX ? desk_text(cx, how[c->kind], c->closing, STR_NONE)
	                                              : STR_NONE;
}

static void
facts(struct ctx *cx, const struct case_page *c, struct dossier *p)
{
	p->id = DESK_FORMAT(cx, "%lld", (long long)c->id);
	p->no = c->no;
	p->title =
	    desk_text(cx, T_dossier_title,
	              c->class_name.n ? c->class_name : text_get(T_desk_no_class, cx->lang), c->address);
	p->urgent = c->priority == 1;
	p->very = c->priority == 2;
	p->stage = desk_dot_of(c->state, c->asking);
	p->stage_word = frame_label(cx, p->stage.label);
	p->closed = c->state == CASE_CLOSED;
	p->source_ref = c->source_ref;
	p->class_code = c->class_key;
	p->class_kind = str_starts(c->class_key, S("B"))   ? T_dossier_class_part
	                : str_starts(c->class_key, S("S")) ? T_dossier_class_event
	                                                   : T_none;
	p->class_name = c->big_name.n
	                    ? DESK_FORMAT(cx, "%.*s / %.*s", STR_ARG(c->big_name), STR_ARG(c->class_name))
	                    : c->class_name;
	p->condition = c->condition;
	p->text = c->description;
	p->places = joined(cx, c);
	p->address = c->address;
	if (c->lon.some && c->lat.some)
		p->position = DESK_FORMAT(cx, "%.5f, %.5f", c->lon.v, c->lat.v);
	if (p->position.n && actor_may(cx->who, PERM_CITY_SEE)) {
		p->map = true;
		p->lon = DESK_FORMAT(cx, "%.6f", c->lon.v);
		p->lat = DESK_FORMAT(cx, "%.6f", c->lat.v);
		p->place_code = c->place_code;
		p->page.sheet = p->page.script = S("map");
	}
	if (c->accuracy.some)
		p->accuracy =
		    desk_text(cx, T_dossier_accuracy, DESK_FORMAT(cx, "%.0f", c->accuracy.v), STR_NONE);
	p->reported_at = c->reported_at;
	p->ended_at = c->ended_at;
	p->found_again = c->found_again;
	p->came_back = c->came_back;
	p->kind = closed_how(cx, c);
	if (c->merged_into.some) {
		/* Out of the reader's reach it has no number and no page. */
		p->merged = c->merged_no.n ? c->merged_no : text_get(T_dossier_merged_else, cx->lang);
		if (c->merged_no.n)
			p->merged_href = DESK_FORMAT(cx, "/cases/%lld", (long long)c->merged_into.v);
	}
}

static struct {
	perm_id perm;
	enum err (*show)(struct http_request *rq, int64_t case_id, str case_no, html *out);
} panels[DOSSIER_PANELS];
static size_t npanels;

void
dossier_also_shows(perm_id perm, enum err (*panel)(struct http_request *rq, int64_t case_id, str case_no, html *out))
{
	ensure(npanels < NITEMS(panels));
	panels[npanels].perm = perm;
	panels[npanels++].show = panel;
}

static enum err
also(struct making *m)
{
	if (!(m->p->also = ARENA_NEWS(m->cx->arena, npanels + 1, html)))
		return ctx_no_memory(m->cx);
	for (size_t i = 0; i < npanels; i++) {
		html    *out = &m->p->also[m->p->nalso];
		enum err e;

		if (!actor_may(m->cx->who, panels[i].perm))
			continue;
		if ((e = panels[i].show(m->rq, m->c->id, m->c->no, out)) != OK)
			return e;
		m->p->nalso++;
	}
	return OK;
}

enum err
dossier_show(struct http_request *rq, const struct input *pairs, size_t n, str tail,
               struct form_again *again, struct http_reply *rp)
{
	struct ctx    *cx = rq->cx;
	struct making  m = {.rq = rq, .cx = cx, .again = again, .p = ARENA_NEW(cx->arena, struct dossier)};
	struct input   in = {S("id"), tail};
	const void    *out;
	struct html_cx h;
	struct buf     b;
	enum err       e;

	if (!m.p)
		return ctx_no_memory(cx);
	if ((e = desk_view(rq, "case.get", &in, 1, &out)) != OK) {
		/* A number that is none is a page that is none. */
		if (e == ERR_INPUT)
			ctx_forget(cx);
		return e == ERR_INPUT ? ERR_NONE : e;
	}
	m.c = out;
	m.here = DESK_FORMAT(cx, "/cases/%lld", (long long)m.c->id);
	frame_of(rq, &m.p->page);
	facts(cx, m.c, m.p);
	if ((e = desk_source(cx, m.c->source, &m.p->source)) != OK || (e = desk_saved(rq, &m.p->page)) != OK ||
	    (e = dossier_come_from(&m, pairs, n)) != OK ||
	    (e = dossier_deadlines(cx, m.c, m.p)) != OK || (e = dossier_parts(cx, m.c, m.p)) != OK ||
	    (e = dossier_hands(cx, m.c, m.p)) != OK ||
	    (e = dossier_events(cx, m.c, m.p)) != OK || (e = dossier_told(&m)) != OK ||
	    (e = dossier_acts(&m)) != OK || (e = dossier_photos(&m)) != OK ||
	    (e = dossier_asked(&m)) != OK || (e = also(&m)) != OK ||
	    (e = dossier_reporter(&m)) != OK || (e = form_rest(cx, again, &m.p->page)) != OK)
		return e;
	m.p->source = frame_capital(cx, m.p->source);
	frame_begin(rq, &h, &b);
	tpl_dossier_case(&h, m.p);
	return frame_end(&h, rp, desk_status(again));
}
