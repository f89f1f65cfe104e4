/* What was looked up once is not asked again. */
#include "city/catalog/looked.h"

struct looked *
looked_new(struct ctx *cx)
{
	return ARENA_NEW(cx->arena, struct looked);
}

enum err
looked_class(struct ctx *cx, struct looked *l, const char *field, str key, day on, struct class_row *out)
{
	enum err e;

	for (size_t i = 0; l && i < l->nclasses; i++)
		if (str_eq(l->class[i].key, key)) {
			*out = l->class[i];
			return OK;
		}
	e = catalog_class_named(cx, field, key, on, out);
	if (e == OK && l && l->nclasses < LOOKED_MOST)
		l->class[l->nclasses++] = *out;
	return e;
}

enum err
looked_line(struct ctx *cx, struct looked *l, int64_t place, const struct place_line **line)
{
	bool               kept = l && l->nlines < LOOKED_MOST;
	struct place_line *new;
	enum err           e;

	for (size_t i = l ? l->nlines : 0; i > 0; i--)
		if (l->line[i - 1].place == place) {
			*line = &l->line[i - 1];
			return OK;
		}
	new = kept ? &l->line[l->nlines] : ARENA_NEW(cx->arena, struct place_line);
	if (!new)
		return ctx_no_memory(cx);
	*line = new;
	e = place_line(cx, place, new);
	if (e == OK && kept)
		l->nlines++;
	return e;
}
