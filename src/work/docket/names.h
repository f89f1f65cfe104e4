/* What the city calls things, in memory: names of classes, places and units by id, and what a word means. */
#ifndef WORK_DOCKET_NAMES_H
#define WORK_DOCKET_NAMES_H

#include "base/ctx.h"

struct docket_place {
	int64_t id, parent; /* 0: the top */
	str     code, name, short_name;
};
struct docket_unit {
	int64_t id;
	str     code, name, short_name;
};
struct docket_class {
	int64_t id;
	str     name;
};
struct docket_alias {
	int64_t place;
	str     alias;
};

/* All of the city, each list by id; immutable. */
struct docket_names {
	struct docket_place *place;
	struct docket_unit  *unit;
	struct docket_class *class;
	struct docket_alias *alias;
	size_t               nplace, nunit, nclass, nalias;
};

/* The names of this store as of its epoch, good as long as cx->arena. */
MUSTCHECK enum err docket_names(struct ctx *cx, const struct docket_names **out);

/* STR_NONE for an unknown id. */
str names_place(const struct docket_names *names, int64_t id);
str names_unit(const struct docket_names *names, int64_t id);
str names_class(const struct docket_names *names, int64_t id);

/* Whether a place is `top` or lies below it; top 0: everything does. */
bool names_inside(const struct docket_names *names, int64_t place, int64_t top);

/*
 * The places, or units, that are called exactly `word` by name, short name, code
 * or (places) alias: up to `most` ids; the number of them is returned.
 */
size_t names_places_of(const struct docket_names *names, str word, int64_t *id, size_t most);
size_t names_units_of(const struct docket_names *names, str word, int64_t *id, size_t most);

#endif
