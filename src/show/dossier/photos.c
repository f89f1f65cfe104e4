/* The photos of a case: before beside after, what does not fit, what looks alike, and sending in more. */
#include "city/unit/roles.h"
#include "show/album/album.h"
#include "show/dossier/inside.h"
#include "show_dossier_texts.h"
#include "work/photo/photo.h"

#include <math.h>

/* Before and after stand first, side by side; the looks between and behind them follow. */
static const enum photo_moment order[] = {PHOTO_AT_FOUND, PHOTO_AT_FIXED, PHOTO_AT_CHECKED, PHOTO_AT_VERIFIED};

static str
doubts(struct ctx *cx, unsigned d, int64_t far)
{
	static const struct {
		unsigned bit;
		text_id  words;
	} all[] = {{PHOTO_DOUBT_FUTURE, T_dossier_photo_future},
	           {PHOTO_DOUBT_BEFORE, T_dossier_photo_before},
	           {PHOTO_DOUBT_UNSENT, T_dossier_photo_unsent},
	           {PHOTO_DOUBT_FAR, T_dossier_photo_far}};
	struct buf b;

	buf_init(&b, cx->arena, BUF_PATH);
	for (size_t i = 0; i < NITEMS(all); i++)
		if (d & all[i].bit)
			buf_add(&b, desk_text(cx, all[i].words, DESK_FORMAT(cx, "%lld", (long long)far), STR_NONE));
	return buf_str(&b);
}

/* Metres up to ten thousand, then kilometres: nobody reads 7732839 m. */
static str
distance(struct ctx *cx, double metres)
{
	bool far = metres >= 10000;

	return desk_text(cx, far ? T_dossier_kilometres : T_dossier_metres,
	                 DESK_FORMAT(cx, "%.0f", far ? metres / 1000 : metres), STR_NONE);
}

/* "在…，离所选地点的网格约 350 米": where a position lies outside its place; STR_NONE when it does not. */
static str
away_words(struct ctx *cx, const struct grid_away *a)
{
	str off = isnan(a->metres) ? STR_NONE : distance(cx, a->metres);

	if (!a->away)
		return STR_NONE;
	if (!a->place_name.n)
		return desk_text(cx, T_dossier_away_none, off, STR_NONE);
	return off.n ? desk_text(cx, T_dossier_away, a->place_name, off)
	             : desk_text(cx, T_dossier_away_only, a->place_name, STR_NONE);
}

static struct dossier_photo
photo_of(struct ctx *cx, const struct photo_item *i)
{
	struct dossier_photo p = {.added_at = i->added_at,
	                          .unit = i->unit_name,
	                          .erased = i->erased,
	                          .taken_at = i->taken_at,
	                          .doubts = doubts(cx, i->doubts, i->far)};
	str                  away = away_words(cx, &i->away);

	if (away.n)
		p.doubts = DESK_FORMAT(cx, "%.*s%.*s", STR_ARG(p.doubts),
		                       STR_ARG(desk_text(cx, T_dossier_photo_away, away, STR_NONE)));

	p.large = DESK_FORMAT(cx, "/photos/%lld/large", (long long)i->id);
	p.small = DESK_FORMAT(cx, "/photos/%lld/small", (long long)i->id);
	p.masked = i->masked;
	if (actor_may(cx->who, PERM_CASE_CLOSE))
		p.mask = DESK_FORMAT(cx, "/photos/%lld/mask", (long long)i->id);
	p.alt = desk_text(cx, T_dossier_photo_alt, text_get(photo_moment_label(i->moment), cx->lang),
	                  DESK_FORMAT(cx, "%lld", (long long)i->id));
	return p;
}

static enum err
albums(struct making *m, const struct photo_list_out *o)
{
	struct dossier *p = m->p;

	p->albums = ARENA_NEWS(m->cx->arena, NITEMS(order), struct dossier_album);
	p->adds = ARENA_NEWS(m->cx->arena, NITEMS(order), struct dossier_add);
	if (!p->albums || !p->adds)
		return ctx_no_memory(m->cx);
	for (size_t k = 0; k < NITEMS(order); k++) {
		struct dossier_album *a = &p->albums[p->nalbums];

		if (o->may[order[k]])
			p->adds[p->nadds++] = (struct dossier_add){
			    .code = str_of(photo_moment_code(order[k])),
			    .words = desk_text(m->cx, T_dossier_photo_add,
			                       text_get(photo_moment_label(order[k]), m->cx->lang), STR_NONE)};
		*a = (struct dossier_album){.label = photo_moment_label(order[k]),
		                            .photos = ARENA_NEWS(m->cx->arena, o->n + 1, struct dossier_photo)};
		if (!a->photos)
			return ctx_no_memory(m->cx);
		for (size_t i = 0; i < o->n; i++)
			if (o->item[i].moment == order[k])
				a->photos[a->nphotos++] = photo_of(m->cx, &o->item[i]);
		/* One of the pair alone leaves the other's place open. */
		if (a->nphotos || (o->n && (order[k] == PHOTO_AT_FOUND || order[k] == PHOTO_AT_FIXED)))
			p->nalbums++;
	}
	return OK;
}

struct listing {
	const struct making  *m;
	struct photo_list_out out;
	struct grid_away      away;
};

static enum err
list(struct ctx *cx, void *arg)
{
	struct listing *l = arg;

	const struct case_columns *c = &l->m->c->reading->columns;
	struct grid_spot           spot = {c->lon.some && c->lat.some, c->lon.v, c->lat.v};
	day                        on;
	int32_t                    ms;
	enum err                   e = photo_list_of(cx, l->m->c->reading, &l->out);

	/* To those who can put it right, or judge by it. */
	if (e == OK && (actor_may(cx->who, PERM_CASE_ACCEPT) || actor_may(cx->who, PERM_CASE_VERIFY) ||
	                actor_may(cx->who, PERM_CASE_CLOSE)) &&
	    day_of_ms(c->reported_at, cx->zone, &on, &ms))
		e = grid_away_of(cx, c->place_id, &spot, 1, on, &l->away);
	return e;
}

enum err
dossier_photos(struct making *m)
{
	struct listing l = {.m = m};
	enum err       e = view_look(m->cx, PERM_CASE_SEE, list, &l);

	if (e != OK || (e = albums(m, &l.out)) != OK)
		return e;
	if (l.away.away)
		m->p->away = desk_text(m->cx, T_dossier_away_case, away_words(m->cx, &l.away), STR_NONE);
	/* Who closes cases has looked once one is closed. */
	if (l.out.n && (actor_may(m->cx->who, PERM_CASE_VERIFY) ||
	                (actor_may(m->cx->who, PERM_CASE_CLOSE) && case_open((enum case_state)m->c->state))))
		e = album_hints(m->rq, m->c->id, &m->p->alike, &m->p->nalike);
	return e;
}
