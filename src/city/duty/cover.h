/* Where the matrix is silent: class by class and place by place, who is named and who is not.  Pure. */
#ifndef CITY_DUTY_COVER_H
#define CITY_DUTY_COVER_H

#include "base/str.h"

#include <stddef.h>
#include <stdint.h>

/* What answers for a class at a place (A08, A18); above several places, when they agree. */
enum duty_cover {
	DUTY_NAMED,      /* a row */
	DUTY_BY_DEFAULT, /* no row: the one unit whose territory it is */
	DUTY_CLASH,      /* no row, and several units with that territory: the most specific is not one */
	DUTY_NOBODY,     /* no row and no such unit */
	DUTY_MIXED,      /* not the same in all places below */
	DUTY_COVER_MAX
};

/* "named", "default" …: in JSON. */
const char *duty_cover_name(enum duty_cover c);

/*
 * A tree of places, each behind its parent.  parent: its index; of the first, the top, 0.  territories: how many
 * units have just this place as their territory, for the top those of the nearest place above it when it has none.
 */
struct cover_place {
	size_t  parent;
	int64_t territories;
	size_t  leaves; /* filled in: the places without one below them, here and below */
};

/* A row that holds on the day and whose unit is there; what is said above the top is said of the top. */
struct cover_row {
	size_t place;
	str    class_key; /* a class, a big class, "" for every class */
};

/*
 * kind[p * nclass + c] (filled in, an enum duty_cover) for each place and class.  Cases lie in leaves; whatever
 * has places below it has the kind of all its leaves, or DUTY_MIXED.  Time: rows × classes + places × classes.
 */
void duty_cover(struct cover_place *place, size_t nplace, const struct cover_row *row, size_t nrow,
                const str *class_key, size_t nclass, uint8_t *kind);

#endif
