/* The city's places by all their names: where a source's words for a place are looked up. */
#ifndef WORK_LEDGER_PLACES_H
#define WORK_LEDGER_PLACES_H

#include "base/ctx.h"
#include "base/opt.h"

struct ledger_place {
	int64_t id;
	str     code;
	size_t  parent; /* index; SIZE_MAX: the root */
	opt_i64 parent_id;
};

/* One name of one place; names of several places stand side by side in the hash. */
struct ledger_name {
	str    name;
	size_t place;
};

/* All zero in the beginning. */
struct ledger_places {
	struct ledger_place *place;
	size_t               n, cap;
	struct ledger_name  *name;
	size_t               nnames, capnames;
	size_t              *slot; /* index of a name + 1 */
	size_t               mask;
};

/*
 * Fill it: each place by rising id with its names, then aliases, then places_done, which
 * must come last and once.  Texts are copied into cx->arena.  Empty names and aliases of
 * places that are not there are passed over.  ERR_MEMORY.
 */
MUSTCHECK enum err places_add(struct ctx *cx, struct ledger_places *k, int64_t id, opt_i64 parent, str code, str name,
                              str short_name);
MUSTCHECK enum err places_alias(struct ctx *cx, struct ledger_places *k, int64_t id, str alias);
MUSTCHECK enum err places_done(struct ctx *cx, struct ledger_places *k);

/*
 * The place that words mean, the widest first: each by code, name, short name
 * or alias, all exactly as written.  A word that names several places means the one
 * inside what the wider words said; a narrower word that lies elsewhere wins and
 * sets *odd.  SIZE_MAX: none of the words is known.
 */
size_t places_meant(const struct ledger_places *k, const str *word, size_t n, bool *odd);

/* Index of the place with this code, SIZE_MAX. */
size_t places_code(const struct ledger_places *k, str code);

#endif
