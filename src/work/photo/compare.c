/* New pictures beside those that the case has: which seem to be retouched copies. */
#include "work/cases/cases.h"
#include "work/photo/inside.h"

enum { LUMAS = 8 << 20, ONE_TEST = 4 << 20 };

struct grids {
	const struct photo_house *house;
	struct arena             *a, *work;
};

/* The luma of a kept picture; *there is false when nobody can tell it now. */
static enum err
luma(struct ctx *cx, const struct grids *g, digest d, struct photo_luma *out, bool *there)
{
	struct arena *own = cx->arena;
	struct why    before = cx->why;
	enum err      e;

	cx->arena = g->a;
	e = photo_luma_of(cx, g->house, d, out);
	cx->arena = own;
	*there = e == OK;
	/* A hint that cannot be had is none; what the machine lacks is told. */
	if (e == OK || e == ERR_NONE || e == ERR_BUSY || e == ERR_STORE) {
		cx->why = before;
		return OK;
	}
	return e;
}

static enum err
beside(struct ctx *cx, const struct grids *g, struct photo_batch *t, size_t of, const struct photo_luma *own,
       int64_t before, const struct photo_luma *earlier)
{
	struct photo_found *f = &t->found[t->nfound];
	struct copy         c;

	arena_reset(g->work);
	if (copy_test(g->work, earlier, own, &c) != OK)
		return ctx_no_memory(cx);
	if (!c.copied)
		return OK;
	*f = (struct photo_found){of, before, {.later = true, .told = c.told, .equal = c.equal,
	                                       .columns = c.cols, .side = c.side, .wide = earlier->w,
	                                           .high = earlier->h, .own_wide = own->w,
	                                       .own_high = own->h, .scale = c.place.scale, .x = c.place.x,
	                                       .y = c.place.y}};
	if (!arena_str(cx->arena, str_of(c.mark), &f->laid.marks))
		return ctx_no_memory(cx);
	t->nfound++;
	return OK;
}

/* What a new picture may be a copy of: of its own case first, then what its hash is near to. */
struct earlier {
	int64_t id[PHOTO_COMPARED];
	int     distance[PHOTO_COMPARED];
	size_t  n;
};

/* The nearest are kept, in order. */
static void
keep_near(int64_t id, int distance, void *arg)
{
	struct earlier *s = arg;
	size_t          at = s->n;

	if (at == PHOTO_COMPARED && s->distance[--at] <= distance)
		return;
	s->n += s->n < PHOTO_COMPARED;
	for (; at > 0 && s->distance[at - 1] > distance; at--) {
		s->distance[at] = s->distance[at - 1];
		s->id[at] = s->id[at - 1];
	}
	s->distance[at] = distance;
	s->id[at] = id;
}

static bool
known(const struct photo_batch *t, size_t of, int64_t id)
{
	for (size_t i = 0; i < t->nfound; i++)
		if (t->found[i].of == of && t->found[i].before == id)
			return true;
	return false;
}

/* One of the new ones beside one that is there; *same: it is the very same file, which is told as that. */
static enum err
compare(struct ctx *cx, const struct grids *g, struct photo_batch *t, size_t of, const struct photo_luma *own,
        int64_t id, str original, str large, bool *same)
{
	struct photo_luma earlier;
	bool              there;
	digest            d, was;
	enum err          e;

	*same = false;
	if (!digest_parse(large, &d) || !digest_parse(original, &was))
		return ERR_STORE;
	if (known(t, of, id))
		return OK;
	if (digest_same(was, t->kept[of].original)) {
		*same = true;
		return OK;
	}
	if ((e = luma(cx, g, d, &earlier, &there)) != OK)
		return e;
	return there ? beside(cx, g, t, of, own, id, &earlier) : OK;
}

/* What is as near as a copy that was only compressed anew is told without blocks, too: there may be too few in it. */
static enum err
near_one(struct ctx *cx, const struct grids *g, struct photo_batch *t, size_t of, const struct photo_luma *own,
         const struct q_photo_other_row *o, int distance)
{
	bool     same;
	enum err e = compare(cx, g, t, of, own, o->id, o->original, o->large, &same);

	if (e == OK && !same && distance <= PHOTO_SAME && !known(t, of, o->id))
		t->found[t->nfound++] = (struct photo_found){of, o->id, {.later = true, .marks = S("")}};
	return e;
}

static enum err
near_ones(struct ctx *cx, const struct grids *g, const struct q_photo_earlier_in *in, struct photo_batch *t,
          size_t of, const struct photo_luma *own)
{
	struct earlier           near = {.n = 0};
	struct q_photo_other_row o;
	enum err                 e = OK;

	if (!t->kept[of].plain)
		e = photo_each_near(cx, t->kept[of].hash, keep_near, &near);
	for (size_t i = 0; e == OK && i < near.n; i++) {
		e = q_photo_other(cx, &(struct q_photo_other_in){near.id[i]}, &o);
		if (e == ERR_NONE || (e == OK && o.case_id == in->case_id && o.moment == in->moment &&
		    o.round == in->round))
			e = OK; /* of two in one case,
			    moment and round it is said that they are two looks at one thing */
		else if (e == OK)
			e = near_one(cx, g, t, of, own, &o, near.distance[i]);
	}
	return e;
}

static enum err
compare_all(struct ctx *cx, const struct grids *g, const struct q_photo_earlier_in *in,
            const struct q_photo_earlier_row *row, size_t n, struct photo_batch *t)
{
	struct photo_luma own;
	bool              is, same;
	enum err          e = OK;

	for (size_t i = 0; e == OK && i < t->n; i++) {
		arena_reset(g->a);
		if ((e = luma(cx, g, t->kept[i].large, &own, &is)) != OK || !is)
			continue;
		for (size_t k = 0; e == OK && k < n; k++)
			e = compare(cx, g, t, i, &own, row[k].id, row[k].original, row[k].large,
			            &same);
		if (e == OK)
			e = near_ones(cx, g, in, t, i, &own);
	}
	return e;
}

enum err
photo_compare(struct ctx *cx, const struct photo_house *h, int64_t case_id, enum photo_moment m, struct photo_batch *t)
{
	struct q_photo_earlier_in   in = {.case_id = case_id, .scope = cx->who->reach, .moment = (int64_t)m,
	                                  .n = PHOTO_COMPARED};
	struct q_photo_earlier_row *row = NULL;
	struct grids                g = {.house = h};
	struct case_reading         c;
	size_t                      n = 0;
	enum err                    e = OK;

	if (case_id && (e = case_read(cx, case_id, &c)) == OK) {
		in.round = c.columns.rework;
		e = q_photo_earlier(cx, &in, &row, &n);
	}
	if (e != OK)
		return e == ERR_NONE ? OK : e; /* apply says so */
	g.a = arena_new(LUMAS);
	g.work = arena_new(ONE_TEST);
	e = g.a && g.work ? compare_all(cx, &g, &in, row, n, t) : ctx_no_memory(cx);
	arena_free(g.a);
	arena_free(g.work);
	return e;
}

enum err
photo_found_put(struct ctx *cx, const struct photo_batch *t, size_t of, int64_t id)
{
	enum err e = OK;

	for (size_t i = 0; e == OK && i < t->nfound; i++) {
		const struct photo_found *f = &t->found[i];
		const struct photo_laid  *l = &f->laid;

		if (f->of == of)
			e = q_photo_copy_add(cx, &(struct q_photo_copy_add_in){
			        .photo_id = id, .before_id = f->before, .told = l->told, .equal = l->equal,
			        .columns = l->columns, .marks = l->marks, .side = l->side, .wide = l->wide,
			            .high = l->high,
			        .own_wide = l->own_wide, .own_high = l->own_high, .scale = l->scale, .at_x = l->x,
			        .at_y = l->y}, NULL);
	}
	return e;
}
