/* A file of grids beside the store: codes, numbers, overlaps, gaps. */
#include "city/grid/inside.h"
#include "city/place/place.h"
#include "city/unit/unit.h"
#include "city_grid_texts.h"

#include <math.h>
#include <stdlib.h>

enum { CODE = 15, COMMUNITY = 12, NUMBER_MOST = 999, OUTLINE_MOST = 56 << 10, NOTES_MOST = 1000, TEXT_MOST = 200 };

struct work {
	struct ctx               *cx;
	const struct grid_source *in;
	struct grid_plan         *p;
	enum geo_srs              srs;
	str                       from;
	struct grid_new         **of; /* by code, once all have theirs */
	const struct grid_map    *map; /* what the store has */
};

enum err
grid_in_reach(struct ctx *cx, int64_t place, opt_i64 unit)
{
	enum err e = place_in_reach(cx, place);

	return e == OK && unit.some ? unit_may_answer(cx, unit.v) : e;
}

str
grid_code_cut(str *rest)
{
	while (rest->n > 0) {
		size_t n = 0;
		str    code;

		while (n < rest->n && rest->p[n] >= '0' && rest->p[n] <= '9')
			n++;
		code = str_slice(*rest, 0, n);
		*rest = str_slice(*rest, n ? n : 1, rest->n);
		if (n)
			return code;
	}
	return STR_NONE;
}

/* ---- What is said of the file ---- */

static enum err
note(struct work *w, struct grid_note add)
{
	struct grid_plan *p = w->p;

	p->good = p->good && !add.refused;
	if (p->notes == NOTES_MOST) {
		p->more++;
		return OK;
	}
	if (p->notes == p->room) {
		size_t            room = p->room * 2 + 32;
		struct grid_note *more = arena_grow(w->cx->arena, p->note, p->room * sizeof(*more),
		    room * sizeof(*more));

		if (!more)
			return ctx_no_memory(w->cx);
		p->note = more;
		p->room = room;
	}
	p->note[p->notes++] = add;
	return OK;
}

/* {0} number, {1} {2} position, {3} {4} whatever. */
static enum err
say(struct work *w, size_t number, bool refused, text_id text, double lon, double lat, str three, str four)
{
	struct arena *a = w->cx->arena;
	struct buf    b;
	str           arg[] = {arena_printf(a, "%zu", number), S(""), S(""), three, four}, said;

	if (!isnan(lon)) {
		if (number)
			geo_from_cgcs2000(w->srs, &lon, &lat);
		arg[1] = arena_printf(a, "%.7f", lon);
		arg[2] = arena_printf(a, "%.7f", lat);
	}
	buf_init(&b, a, BUF_LINE);
	text_add(&b, text, w->cx->lang, arg, NITEMS(arg));
	if (buf_end(&b, &said) != OK)
		return ctx_no_memory(w->cx);
	return note(w, (struct grid_note){number, refused, said, lon, lat});
}

static enum err
bad_one(struct work *w, struct grid_new *g, text_id text, str three, str four)
{
	const struct geo_shape *shape = &g->f->shape;
	double                  lon = (double)NAN, lat = (double)NAN;

	g->f->good = false;
	/* Where it is: at its first corner. */
	if (shape->n) {
		lon = geo_degrees(shape->pt[0].x);
		lat = geo_degrees(shape->pt[0].y);
	}
	return say(w, g->f->number, true, text, lon, lat, three, four);
}

/* ---- Codes ---- */

static bool
digits(str s, size_t n)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	return s.n == n;
}

/* A text or a whole number: tools write codes as either. */
static str
property(struct work *w, const struct grid_new *g, str key)
{
	const struct jval *v = jval_get(g->f->properties, key);
	str                s = STR_NONE;
	int64_t            n;

	if (jval_i64(v, &n))
		return arena_printf(w->cx->arena, "%lld", (long long)n);
	return jval_str(v, &s) ? str_trim(s) : STR_NONE;
}

static enum err
take_text(struct work *w, struct grid_new *g, str key, str *to)
{
	*to = property(w, g, key);
	if (!to->p)
		*to = S("");
	return to->n > TEXT_MOST ? bad_one(w, g, T_grid_long, key, STR_NONE) : OK;
}

static enum err
take_unit(struct work *w, struct grid_new *g)
{
	str      code = property(w, g, S("unit"));
	int64_t  id;
	enum err e = unit_named(w->cx, NULL, code, &id);

	if (e == ERR_INPUT) {
		ctx_forget(w->cx);
		return bad_one(w, g, T_grid_no_unit, code, STR_NONE);
	}
	g->row.unit_id = id ? SOME_I64(id) : (opt_i64){.some = false};
	return e;
}

/* The community that the code, the property or the whole file names. */
static enum err
take_place(struct work *w, struct grid_new *g)
{
	enum err e;

	g->code = property(w, g, S("code"));
	g->community = property(w, g, S("community"));
	if (g->code.n) {
		int64_t n;

		if (!digits(g->code, CODE) || !str_to_i64(str_slice(g->code, COMMUNITY, CODE), &n) || n == 0)
			return bad_one(w, g, T_grid_code_form, g->code, STR_NONE);
		if (g->community.n && !str_starts(g->code, g->community))
			return bad_one(w, g, T_grid_code_place, g->code, g->community);
		g->community = str_slice(g->code, 0, COMMUNITY);
	}
	if (!g->community.n)
		g->community = w->in->place;
	if (!g->community.n)
		return bad_one(w, g, T_grid_no_code, STR_NONE, STR_NONE);
	if (!digits(g->community, COMMUNITY))
		return bad_one(w, g, T_grid_community_form, g->community, STR_NONE);
	e = place_by_code(w->cx, g->community, &g->row.place_id, NULL);
	return e == ERR_NONE ? bad_one(w, g, T_grid_no_place, g->community, STR_NONE) : e;
}

static enum err
take(struct work *w, struct grid_new *g)
{
	const struct geo_shape *s = &g->f->shape;
	struct buf              b;
	enum err                e;

	buf_init(&b, w->cx->arena, OUTLINE_MOST);
	outline_add(&b, s);
	e = buf_end(&b, &g->outline);
	if (e == ERR_LARGE)
		return bad_one(w, g, T_grid_large, STR_NONE, STR_NONE);
	if (e != OK)
		return ctx_no_memory(w->cx);
	if ((e = take_place(w, g)) != OK || !g->f->good || (e = take_text(w, g, S("name"), &g->row.name)) != OK ||
	    (e = take_text(w, g, S("land_use"), &g->row.land_use)) != OK ||
	    (e = take_text(w, g, S("level"), &g->row.level)) != OK || (e = take_unit(w, g)) != OK)
		return e;
	g->row.west = s->box.x0;
	g->row.south = s->box.y0;
	g->row.east = s->box.x1;
	g->row.north = s->box.y1;
	g->row.height = s->box.y1 - s->box.y0;
	/* To the square centimetre and millimetre: more would be the arithmetic's. */
	g->row.area = round(geo_shape_area(s) * 1e4) / 1e4;
	g->row.length = round(geo_shape_length(s) * 1e3) / 1e3;
	g->row.outline = g->outline;
	g->row.valid_from = w->from;
	g->row.source = w->in->source;
	g->row.made_at = w->cx->now;
	g->row.made_by = w->cx->who ? w->cx->who->user : 0;
	return OK;
}

/* Whether the city has spots at both corners of a box; what was said of them is forgotten. */
static enum err
likely(struct work *w, const struct geo_box *b, bool *yes)
{
	enum err e;

	if ((e = place_position_likely(w->cx, NULL, geo_degrees(b->x0), geo_degrees(b->y0))) == OK)
		e = place_position_likely(w->cx, NULL, geo_degrees(b->x1), geo_degrees(b->y1));
	*yes = e == OK;
	if (e != ERR_INPUT)
		return e;
	ctx_forget(w->cx);
	return OK;
}

/* A file said to be in the wrong system, or of another city, lies somewhere else: asked once for all of it. */
static enum err
refuse_far(struct work *w)
{
	struct geo_box all = {.x0 = INT64_MAX, .y0 = INT64_MAX, .x1 = INT64_MIN, .y1 = INT64_MIN};
	bool           yes, any = false;
	enum err       e;

	for (size_t i = 0; i < w->p->n; i++) {
		const struct geo_box *b = &w->p->grid[i].f->shape.box;

		if (!w->p->grid[i].f->good)
			continue;
		any = true;
		all.x0 = b->x0 < all.x0 ? b->x0 : all.x0;
		all.y0 = b->y0 < all.y0 ? b->y0 : all.y0;
		all.x1 = b->x1 > all.x1 ? b->x1 : all.x1;
		all.y1 = b->y1 > all.y1 ? b->y1 : all.y1;
	}
	if (!any || (e = likely(w, &all, &yes)) != OK || yes)
		return any ? e : OK;
	for (size_t i = 0; i < w->p->n; i++) {
		struct grid_new *g = &w->p->grid[i];

		if (!g->f->good)
			continue;
		if ((e = likely(w, &g->f->shape.box, &yes)) != OK ||
		    (!yes && (e = bad_one(w, g, T_grid_far, STR_NONE, STR_NONE)) != OK))
			return e;
	}
	return OK;
}

/* ---- Numbers ---- */

static int
by_community(const void *a, const void *b)
{
	const struct grid_new *p = *(struct grid_new *const *)a, *q = *(struct grid_new *const *)b;
	int                    c = str_cmp(p->community, q->community);

	return c ? c : (p->f->number > q->f->number) - (p->f->number < q->f->number);
}

static int
by_code(const void *a, const void *b)
{
	const struct grid_new *p = *(struct grid_new *const *)a, *q = *(struct grid_new *const *)b;
	int                    c = str_cmp(p->code, q->code);

	return c ? c : (p->f->number > q->f->number) - (p->f->number < q->f->number);
}

static enum err
last_number(struct work *w, str community, int64_t *last)
{
	struct q_grid_last_row row;
	str      behind = arena_printf(w->cx->arena, "%.*s:", STR_ARG(community));
	enum err e = behind.p ? q_grid_last(w->cx, &(struct q_grid_last_in){.community = community, .behind = behind},
	                                    &row)
	                      : ctx_no_memory(w->cx);

	*last = 0;
	if (e == OK && row.code.n == CODE)
		(void)str_to_i64(str_slice(row.code, COMMUNITY, CODE), last);
	return e;
}

/* The grids g[0 … n) are one community's. */
static enum err
number(struct work *w, struct grid_new **g, size_t n)
{
	struct grid_box *box = ARENA_NEWS(w->cx->arena, n, struct grid_box);
	int64_t          last, v;
	size_t           free = 0, coded = 0;
	str              was = STR_NONE;
	enum err         e = last_number(w, g[0]->community, &last);

	if (!box)
		return ctx_no_memory(w->cx);
	for (size_t i = 0; i < n; i++)
		if (g[i]->code.n) {
			if (str_to_i64(str_slice(g[i]->code, COMMUNITY, CODE), &v) && v > last)
				last = v;
			box[coded++] = (struct grid_box){g[i]->f->shape.box, i};
		}
	grid_order(box, coded);
	for (size_t i = 0; e == OK && i < coded; i++) {
		struct grid_new *one = g[box[i].i];

		if (was.p && str_cmp(was, one->code) > 0) {
			/* Once a community: one grid out of order puts all that follow out of it. */
			e = say(w, one->f->number, false, T_grid_order, NAN, NAN, one->code, was);
			break;
		}
		was = one->code;
	}
	for (size_t i = 0; i < n; i++)
		if (!g[i]->code.n)
			box[free++] = (struct grid_box){g[i]->f->shape.box, i};
	grid_order(box, free);
	for (size_t i = 0; e == OK && i < free; i++) {
		struct grid_new *one = g[box[i].i];

		if (++last > NUMBER_MOST) {
			e = bad_one(w, one, T_grid_full, one->community, STR_NONE);
			continue;
		}
		one->numbered = true;
		one->code = arena_printf(w->cx->arena, "%.*s%03lld", STR_ARG(one->community), (long long)last);
		if (!one->code.p)
			e = ctx_no_memory(w->cx);
	}
	return e;
}

static enum err
number_all(struct work *w)
{
	struct grid_plan *p = w->p;
	size_t            n = 0, kept = 0;
	enum err          e = OK;

	if (!(w->of = ARENA_NEWS(w->cx->arena, p->n, struct grid_new *)))
		return ctx_no_memory(w->cx);
	for (size_t i = 0; i < p->n; i++)
		if (p->grid[i].f->good)
			w->of[n++] = &p->grid[i];
	qsort(w->of, n, sizeof(*w->of), by_community);
	for (size_t from = 0, to; e == OK && from < n; from = to) {
		for (to = from + 1; to < n && str_eq(w->of[to]->community, w->of[from]->community); to++)
			;
		e = number(w, w->of + from, to - from);
	}
	for (size_t i = 0; i < n; i++)
		if (w->of[i]->f->good)
			w->of[kept++] = w->of[i];
	qsort(w->of, kept, sizeof(*w->of), by_code);
	for (size_t i = 1; e == OK && i < kept; i++)
		if (str_eq(w->of[i]->code, w->of[i - 1]->code))
			e = bad_one(w, w->of[i], T_grid_twice, w->of[i]->code,
			            arena_printf(w->cx->arena, "%zu", w->of[i - 1]->f->number));
	for (size_t i = 0; i < kept; i++)
		w->of[i]->row.code = w->of[i]->code;
	return e;
}

/* ---- Beside the store ---- */

/* A grid has no end from the start, so neither has who answers for it. */
static enum err
stays(struct work *w, struct grid_new *g)
{
	struct unit_over over;
	enum err         e;

	if (!g->row.unit_id.some)
		return OK;
	e = unit_lasts(w->cx, g->row.unit_id.v, 0, STR_NONE, &over);
	return e == OK && over.on.p ? bad_one(w, g, T_grid_unit_ends, over.name, over.on) : e;
}

/* A code that was ever given: the same grid told again, or a fault. */
static enum err
check_known(struct work *w, struct grid_new *g)
{
	struct q_grid_by_code_row row;
	enum err e = q_grid_by_code(w->cx, &(struct q_grid_by_code_in){.code = g->code}, &row);

	if (e == ERR_NONE) {
		e = grid_in_reach(w->cx, g->row.place_id, g->row.unit_id);
		return e == ERR_NONE ? bad_one(w, g, T_grid_out, g->code, STR_NONE) : e == OK ? stays(w, g) : e;
	}
	if (e != OK)
		return e;
	if (row.valid_to.p)
		return bad_one(w, g, T_grid_was_void, g->code, row.valid_to);
	g->same = str_eq(row.outline, g->outline) && str_eq(row.name, g->row.name) &&
	          str_eq(row.land_use, g->row.land_use) && str_eq(row.level, g->row.level) &&
	          row.unit_id.v == g->row.unit_id.v;
	w->p->same += g->same;
	return g->same ? OK : bad_one(w, g, T_grid_known, g->code, STR_NONE);
}

static bool
makes_way(struct work *w, str code)
{
	str rest = w->in->voided, one;

	while ((one = grid_code_cut(&rest)).p)
		if (str_eq(one, code))
			return true;
	return false;
}

/* One day's grids: those of the file, and of the store those that are there and stay. */
struct slice {
	struct geo_shape *shape;
	struct grid_new **new; /* NULL: of the store */
	str              *code;
	size_t            n;
	struct geo_set    set;
};

static enum err
slice_of(struct work *w, day on, struct slice *s)
{
	const struct grid_map *m = w->map;
	struct arena          *a = w->cx->arena;

	*s = (struct slice){ARENA_NEWS(a, m->n + w->p->n, struct geo_shape), ARENA_NEWS(a, m->n + w->p->n,
	    struct grid_new *),
	                    ARENA_NEWS(a, m->n + w->p->n, str), 0, {.n = 0}};
	if (!s->shape || !s->new || !s->code)
		return ctx_no_memory(w->cx);
	/* The file's first: of three that claim a spot two are named, and it is the file's fault. */
	for (size_t i = 0; i < w->p->n; i++) {
		struct grid_new *g = &w->p->grid[i];

		if (g->f->good && !g->same) {
			s->shape[s->n] = g->f->shape;
			s->code[s->n] = g->code;
			s->new[s->n++] = g;
		}
	}
	for (size_t i = 0; i < m->n; i++)
		if (m->grid[i].from.v <= on.v && on.v < m->grid[i].to.v && !makes_way(w, m->grid[i].code)) {
			s->shape[s->n] = m->shape[i];
			s->code[s->n++] = m->grid[i].code;
		}
	return geo_set_build(a, s->shape, s->n, &s->set) ? OK : ctx_no_memory(w->cx);
}

static enum err
say_patch(struct work *w, const struct geo_patch *q, const struct slice *s)
{
	struct grid_new *a = q->a == SIZE_MAX ? NULL : s->new[q->a], *b = q->b == SIZE_MAX ? NULL : s->new[q->b];
	str              area = arena_printf(w->cx->arena, "%.1f", q->area), codes;

	/* What the store has had before is not this file's. */
	if (!a && !b)
		return OK;
	codes = arena_printf(w->cx->arena, "%.*s, %.*s", STR_ARG(q->a == SIZE_MAX ? STR_NONE : s->code[q->a]),
	                     STR_ARG(q->b == SIZE_MAX ? STR_NONE : s->code[q->b]));
	return say(w, (a ? a : b)->f->number, !q->gap, q->gap ? T_grid_gap : T_grid_overlap, q->lon, q->lat, codes,
	    area);
}

static enum err
check_slice(struct work *w, day on, bool first)
{
	struct slice      s;
	struct geo_patch *patch;
	size_t            patches;
	enum err          e = slice_of(w, on, &s);

	if (e != OK)
		return e;
	e = geo_set_patches(w->cx->arena, &s.set, GRID_TOLERANCE, &patch, &patches);
	if (e == ERR_LARGE)
		return refuse(w->cx, ERR_LARGE, "file", T_grid_tangle);
	if (e != OK)
		return ctx_no_memory(w->cx);
	for (size_t i = 0; e == OK && i < patches; i++)
		if (first || !patch[i].gap)
			e = say_patch(w, &patch[i], &s);
	return e;
}

/* On the first day, and on each later one on which a grid of the store begins; the first that fails is enough. */
static enum err
check_patches(struct work *w)
{
	day      on = w->in->from;
	bool     first = true, later = true;
	enum err e = grid_map(w->cx, &w->map);

	while (e == OK && later && (first || w->p->good)) {
		day next = {DAY_LAST};

		e = check_slice(w, on, first);
		first = false;
		for (size_t i = 0; i < w->map->n; i++)
			if (w->map->grid[i].from.v > on.v && w->map->grid[i].from.v < next.v)
				next = w->map->grid[i].from;
		later = next.v < DAY_LAST;
		on = next;
	}
	return e;
}

/* ---- All of it ---- */

static enum err
geometry_faults(struct work *w)
{
	const struct geojson *j = &w->p->json;
	enum err              e = OK;

	for (size_t i = 0; e == OK && i < j->nfaults; i++) {
		if (i == GEOJSON_FAULTS) {
			w->p->more += j->nfaults - i;
			break;
		}
		e = note(w, (struct grid_note){j->fault[i].number, true, geojson_say(w->cx, &j->fault[i]),
		    j->fault[i].lon,
		                               j->fault[i].lat});
	}
	return e;
}

enum err
grid_examine(struct ctx *cx, const struct grid_source *in, struct grid_plan *p)
{
	struct work w = {.cx = cx, .in = in, .p = p, .srs = geo_srs_of(in->srs)};
	enum err    e;

	*p = (struct grid_plan){.good = true};
	if ((e = grid_day_text(cx, in->from, &w.from)) != OK ||
	    (e = geojson_read(cx, "file", in->file, w.srs, &p->json)) != OK || (e = geometry_faults(&w)) != OK)
		return e;
	if (p->json.n == 0)
		return refuse(cx, ERR_INPUT, "file", T_grid_empty);
	p->n = p->json.n;
	if (!(p->grid = ARENA_NEWS(cx->arena, p->n, struct grid_new)))
		return ctx_no_memory(cx);
	for (size_t i = 0; e == OK && i < p->n; i++) {
		p->grid[i].f = &p->json.feature[i];
		if (p->grid[i].f->good)
			e = take(&w, &p->grid[i]);
	}
	if (e == OK)
		e = refuse_far(&w);
	if (e == OK)
		e = number_all(&w);
	for (size_t i = 0; e == OK && i < p->n; i++)
		if (p->grid[i].f->good)
			e = check_known(&w, &p->grid[i]);
	/* Everything has its place and code by now, or is refused anyway. */
	return e == OK ? check_patches(&w) : e;
}
