/* The cases that a bulletin shows one by one: what is longest overdue, what is due next, what was proven that day. */
#include "judge/bulletin/inside.h"

#include "work/docket/names.h"

#include <stdlib.h>

struct found {
	struct bulletin_case *c;
	size_t                n, room;
};
struct featuring {
	struct found late, soon, proven;
};

static enum err
keep(struct ctx *cx, struct found *f, const struct bulletin_case *c)
{
	if (f->n == f->room) {
		size_t                more = f->room ? f->room * 2 : 128;
		struct bulletin_case *p = arena_grow(cx->arena, f->c, f->room * sizeof(*p), more * sizeof(*p));

		if (!p)
			return ctx_no_memory(cx);
		f->c = p;
		f->room = more;
	}
	f->c[f->n++] = *c;
	return OK;
}

static enum err
take(struct ctx *cx, const struct bulletin_case *c, void *arg)
{
	struct featuring *f = arg;

	if (c->in & BULLETIN_IN(OVERDUE))
		return keep(cx, &f->late, c);
	if (c->in & BULLETIN_IN(SOON))
		return keep(cx, &f->soon, c);
	return c->in & BULLETIN_IN(PROVEN) ? keep(cx, &f->proven, c) : OK;
}

static int
by_due(const void *a, const void *b)
{
	const struct bulletin_case *x = a, *y = b;

	if (x->due != y->due)
		return x->due < y->due ? -1 : 1;
	return (x->id > y->id) - (x->id < y->id);
}

/* The first that are within reach today. */
static enum err
show(struct ctx *cx, const struct docket_names *names, struct found *f, struct bulletin_pick *o)
{
	o->total = (int64_t)f->n;
	if (f->n)
		qsort(f->c, f->n, sizeof(*f->c), by_due);
	if (!(o->item = ARENA_NEWS(cx->arena, BULLETIN_FEATURED, struct bulletin_item)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < f->n && i < 2 * BULLETIN_FEATURED && o->n < BULLETIN_FEATURED; i++) {
		const struct bulletin_case *c = &f->c[i];
		struct q_bulletin_case_row  row;
		enum err e = q_bulletin_case(cx, &(struct q_bulletin_case_in){c->id, cx->who->reach}, &row);

		if (e == ERR_NONE)
			continue;
		if (e != OK)
			return e;
		o->item[o->n++] = (struct bulletin_item){
		    .c = *c,
		    .no = row.no,
		    .class_name = row.class_id.some ? names_class(names, row.class_id.v) : STR_NONE,
		    .place_name = names_place(names, c->place),
		    .address = row.address,
		    .unit_name = c->unit ? names_unit_whole(names, SOME_I64(c->unit)) : STR_NONE};
	}
	return OK;
}

enum err
bulletin_featured_of(struct ctx *cx, const struct bulletin_head *h, struct bulletin_featured *o)
{
	const struct docket_names *names;
	struct featuring           f = {0};
	enum err                   e;

	*o = (struct bulletin_featured){0};
	if ((e = docket_names(cx, &names)) != OK || (e = bulletin_each(cx, h, names, take, &f)) != OK ||
	    (e = show(cx, names, &f.late, &o->late)) != OK || (e = show(cx, names, &f.soon, &o->soon)) != OK)
		return e;
	return show(cx, names, &f.proven, &o->proven);
}
