/* Places and classes that commands look up: kept in memory until the city changes. */
#ifndef CITY_CATALOG_LOOKED_H
#define CITY_CATALOG_LOOKED_H

#include "base/memo.h"
#include "city/catalog/catalog.h"
#include "city/place/place.h"

/* What a case takes of its class. */
struct class_brief {
	int64_t      id;
	str          key;
	enum subject subject;
};

/*
 * What was looked up in one transaction, for those that follow in it; beside it the
 * process remembers for all, under the city's epoch.  Past so many kinds of each the
 * others are looked up every time.
 */
enum { LOOKED_MOST = 100 };
struct looked {
	struct city_state  city;
	struct class_brief class[LOOKED_MOST];
	struct place_line  line[LOOKED_MOST];
	size_t             nclasses, nlines;
};

/*
 * In cx->arena, and good until it or the transaction ends; NULL without memory.
 * Nothing that changes places or classes may run meanwhile, and the day stays.
 */
struct looked *looked_new(struct ctx *cx);

/* As catalog_class_named; l may be NULL.  `city` is that of the transaction. */
MUSTCHECK enum err looked_class(struct ctx *cx, struct looked *l, struct city_state *city, const char *field, str key,
                                day on, struct class_brief *out);

/* As place_line, which *line points to: in l or cx->arena.  l may be NULL. */
MUSTCHECK enum err looked_line(struct ctx *cx, struct looked *l, struct city_state *city, int64_t place,
                               const struct place_line **line);

/* The key of what follows from a class, or something else of 64 bits, on a day. */
struct memo_key looked_key(const struct city_state *city, day on, uint64_t what);

/* The six bytes of a class's key as a number; 0: it is none. */
uint64_t looked_number(str class_key);

#endif
