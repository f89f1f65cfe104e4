/* What the city knows by name: where a source's words for a place are looked up. */
#ifndef WORK_INTAKE_KNOWN_H
#define WORK_INTAKE_KNOWN_H

#include "base/opt.h"
#include "kit/command/command.h"

struct known_place {
	int64_t id;
	str     code;
	size_t  parent; /* index; SIZE_MAX: the root */
	opt_i64 parent_id;
};

/* One name of one place; names of several places stand side by side in the hash. */
struct known_name {
	str    name;
	size_t place;
};

struct intake_known {
	struct known_place *place;
	size_t              n, cap;
	struct known_name  *name;
	size_t              nnames, capnames;
	size_t             *slot; /* index of a name + 1 */
	size_t              mask;
	str                *missing; /* classes and units asked for that do not exist */
	size_t              nmissing;
};

/*
 * The place that words mean, the widest first: each by code, name, short name
 * or alias, all exactly as written.  A word that names several places means the one
 * inside what the wider words said; a narrower word that lies elsewhere wins and
 * sets *odd.  SIZE_MAX: none of the words is known.
 */
size_t known_place_of(const struct intake_known *k, const str *word, size_t n, bool *odd);

/* Index of the place with this code, SIZE_MAX. */
size_t known_code(const struct intake_known *k, str code);

/*
 * intake.known: all places by name; of `classes` and `units` (separated by line
 * feeds) those that do not exist today.  The view's out is a struct intake_known.
 */
extern const struct view intake_known_view;

#endif
