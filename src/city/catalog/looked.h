/* Places and classes that were looked up, kept for what follows in the same transaction. */
#ifndef CITY_CATALOG_LOOKED_H
#define CITY_CATALOG_LOOKED_H

#include "city/catalog/catalog.h"
#include "city/place/place.h"

/* Past so many kinds of each the others are looked up every time. */
enum { LOOKED_MOST = 100 };
struct looked {
	struct class_row  class[LOOKED_MOST];
	struct place_line line[LOOKED_MOST];
	size_t            nclasses, nlines;
};

/*
 * In cx->arena, and good until it or the transaction ends; NULL without memory.
 * Nothing that changes places or classes may run meanwhile, and the day stays.
 */
struct looked *looked_new(struct ctx *cx);

/* As catalog_class_named; l may be NULL. */
MUSTCHECK enum err looked_class(struct ctx *cx, struct looked *l, const char *field, str key, day on,
                                struct class_row *out);

/* As place_line, which *line points to: in l or cx->arena.  l may be NULL. */
MUSTCHECK enum err looked_line(struct ctx *cx, struct looked *l, int64_t place, const struct place_line **line);

#endif
