/* The pages of zones. */
#include "base/day.h"
#include "city/unit/roles.h"
#include "judge/zone/zone.h"
#include "kit/stats/stats.h"
#include "show/zones/page.h"
#include "show/zones/zones.h"
#include "show_zones_texts.h"
#include "zones_tpl.h"

static str
per_cent(struct ctx *cx, int64_t thousandths)
{
	return DESK_FORMAT(cx, "%lld.%lld%%", (long long)(thousandths / 10), (long long)(thousandths % 10));
}

/* The bulletin's list behind a number of this stretch. */
static struct zones_number
number_of(struct ctx *cx, const struct zone_figures *f, int64_t place, const struct bulletin_sums *s,
          enum bulletin_number n)
{
	char until[DAY_TEXT];
	str  on = day_format(f->until, until);

	return (struct zones_number){
	    s->n[n], DESK_FORMAT(cx, "/bulletin/cases?number=%s&day=%.*s&place=%%23%lld&seal=%lld&at=%lld&since=%lld",
	                         bulletin_code(n), STR_ARG(on), (long long)place, (long long)f->head.position,
	                         (long long)f->head.at, (long long)f->head.from)};
}

static struct zones_line
line_of(struct ctx *cx, const struct zone_figures *f, int64_t place, const struct bulletin_sums *s)
{
	int64_t           ended = s->n[BULLETIN_ON_TIME] + s->n[BULLETIN_LATE];
	struct zones_line l = {.fresh = number_of(cx, f, place, s, BULLETIN_FRESH),
	                       .closed = number_of(cx, f, place, s, BULLETIN_CLOSED),
	                       .stock = number_of(cx, f, place, s, BULLETIN_STOCK),
	                       .overdue = number_of(cx, f, place, s, BULLETIN_OVERDUE)};

	if (ended) {
		l.at = stats_thousandths((double)s->n[BULLETIN_ON_TIME] / (double)ended);
		l.rate = per_cent(cx, l.at);
		l.at /= 10;
	}
	return l;
}

/* The same days, on another page. */
static str
with_days(struct ctx *cx, str path, const struct zones_page *p)
{
	return frame_with(cx->arena, frame_with(cx->arena, path, S("since"), p->since), S("until"), p->until);
}

static struct zones_line
zone_of(struct ctx *cx, const struct zone_figures *f, const struct zone_row *z, const struct zones_page *p)
{
	struct zones_line l = line_of(cx, f, 0, &z->sums);

	l.code = z->code;
	l.name = z->name;
	l.href = with_days(cx, DESK_FORMAT(cx, "/zones/%lld", (long long)z->id), p);
	l.outside = z->outside;
	l.ranked = z->rate.n > 0;
	l.behind = z->rate.behind;
	if (!l.ranked)
		return l;
	l.low = per_cent(cx, z->rate.low);
	l.high = per_cent(cx, z->rate.high);
	l.from = z->rate.low / 10;
	l.to = z->rate.high / 10;
	l.ranks = z->rate.best == z->rate.worst
	              ? DESK_FORMAT(cx, "%lld", (long long)z->rate.best)
	              : DESK_FORMAT(cx, "%lld–%lld", (long long)z->rate.best, (long long)z->rate.worst);
	return l;
}

static enum err
groups(struct ctx *cx, const struct zone_figures *f, struct zones_page *p)
{
	struct zones_line *line = ARENA_NEWS(cx->arena, f->n + 1, struct zones_line);

	if (!line || !(p->groups = ARENA_NEWS(cx->arena, f->n + 1, struct zones_group)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < f->n; i++) {
		if (!i || !str_eq(f->row[i].kind, f->row[i - 1].kind))
			p->groups[p->ngroups++] = (struct zones_group){.kind = f->row[i].kind, .lines = &line[i]};
		line[i] = zone_of(cx, f, &f->row[i], p);
		p->groups[p->ngroups - 1].nlines++;
	}
	/* Alone it is before nobody. */
	for (size_t i = 0; i < p->ngroups; i++)
		if (p->groups[i].nlines == 1)
			p->groups[i].lines[0].ranks = S("—");
	return OK;
}

static enum err
places(struct ctx *cx, const struct zone_figures *f, struct zones_page *p)
{
	const struct zone_row *z = &f->row[0];

	p->zone = zone_of(cx, f, z, p);
	if (!(p->places = ARENA_NEWS(cx->arena, z->nparts + 1, struct zones_line)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < z->nparts; i++) {
		p->places[i] = line_of(cx, f, z->part[i].place, &z->part[i].sums);
		p->places[i].name = z->part[i].name;
		p->places[i].outside = z->part[i].outside;
	}
	p->nplaces = z->nparts;
	return OK;
}

/* Of all zones, or of that one. */
static enum err
look(struct http_request *rq, const struct input *pairs, size_t n, str id, struct zones_page **out,
     const struct zone_figures **figures)
{
	static const char *const names[] = {"since", "until", "seal", "at"};
	struct ctx              *cx = rq->cx;
	struct zones_page       *p = ARENA_NEW(cx->arena, struct zones_page);
	struct input             in[NITEMS(names) + 1];
	const struct zone_figures *f;
	const void              *v;
	char                     text[DAY_TEXT];
	size_t                   m = 0;
	enum err                 e;

	if (!p)
		return ctx_no_memory(cx);
	frame_of(rq, &p->page);
	for (size_t i = 0; i < NITEMS(names); i++) {
		str value = str_trim(desk_value(pairs, n, str_of(names[i])));

		if (value.n)
			in[m++] = (struct input){str_of(names[i]), value};
	}
	if (id.n)
		in[m++] = (struct input){S("id"), id};
	if ((e = desk_view(rq, "zone.figures", in, m, &v)) != OK)
		return e;
	*figures = f = v;
	*out = p;
	if (!arena_str(cx->arena, day_format(f->since, text), &p->since) ||
	    !arena_str(cx->arena, day_format(f->until, text), &p->until))
		return ctx_no_memory(cx);
	p->place = f->head.place_name;
	p->position = f->head.position;
	p->whole = line_of(cx, f, f->head.place, &f->sums);
	p->mark = f->share > 0 ? f->share / 10 : 0;
	p->edit = actor_may(cx->who, PERM_CITY_EDIT);
	p->back = with_days(cx, S("/zones"), p);
	return OK;
}

enum err
zones_list_show(struct http_request *rq, const struct input *pairs, size_t n, str tail, struct form_again *again,
                struct http_reply *rp)
{
	const struct zone_figures *f;
	struct zones_page         *p;
	struct html_cx             h;
	struct buf                 b;
	enum err                   e;

	(void)tail;
	(void)again;
	if ((e = look(rq, pairs, n, STR_NONE, &p, &f)) != OK || (e = groups(rq->cx, f, p)) != OK)
		return e;
	frame_begin(rq, &h, &b);
	tpl_zones_list(&h, p);
	return frame_end(&h, rp, 200);
}

enum err
zones_one_show(struct http_request *rq, const struct input *pairs, size_t n, str tail, struct form_again *again,
               struct http_reply *rp)
{
	const struct zone_figures *f;
	struct zones_page         *p;
	struct html_cx             h;
	struct buf                 b;
	int64_t                    id;
	enum err                   e;

	(void)again;
	if (!str_to_i64(tail, &id) || id < 1)
		return ERR_NONE;
	if ((e = look(rq, pairs, n, tail, &p, &f)) != OK || (e = places(rq->cx, f, p)) != OK)
		return e;
	frame_begin(rq, &h, &b);
	tpl_zones_one(&h, p);
	return frame_end(&h, rp, 200);
}
