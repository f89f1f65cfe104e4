/* What the city calls things, in memory: by id, and what a word means. */
#ifndef WORK_DOCKET_NAMES_H
#define WORK_DOCKET_NAMES_H

#include "base/ctx.h"
#include "base/opt.h"
#include "kit/command/command.h"

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
	str     name, big_name, code;
};
struct docket_post {
	int64_t id, unit;
	str     name;
};
struct docket_person {
	int64_t id;
	str     name;
};
struct docket_alias {
	int64_t place;
	str     alias;
};

/* All of the city, each list by id; immutable. */
struct docket_names {
	struct docket_place  *place;
	struct docket_unit   *unit;
	struct docket_class  *class;
	struct docket_post   *post;
	struct docket_person *person;
	struct docket_alias  *alias;
	size_t                nplace, nunit, nclass, npost, nperson, nalias;
};

/* The names of this store as of its epoch, good as long as cx->arena. */
MUSTCHECK enum err docket_names(struct ctx *cx, const struct docket_names **out);

/* STR_NONE for an unknown id. */
str names_place(const struct docket_names *names, int64_t id);
str names_unit(const struct docket_names *names, int64_t id);
str names_class(const struct docket_names *names, int64_t id);

/* The whole entry of an id; NULL for an unknown one. */
const struct docket_place *names_place_of(const struct docket_names *names, int64_t id);
const struct docket_class *names_class_of(const struct docket_names *names, int64_t id);

/* By their whole names; STR_NONE for no or an unknown id. */
str names_unit_whole(const struct docket_names *names, opt_i64 id);
str names_post(const struct docket_names *names, opt_i64 id);
str names_unit_of_post(const struct docket_names *names, opt_i64 post);
/* The unit of a post; 0 for no or an unknown one. */
int64_t names_unit_id(const struct docket_names *names, opt_i64 post);

/*
 * The name of somebody a case was given to, for a reader who may learn it: who sends people out (PERM_CASE_GUIDE), that
 * person, and who is of the unit, 0: none, for which it was given.  STR_NONE for anybody else, who has to make do with
 * unit and post: whose work is verified must not know by whom.
 */
str names_person_to(const struct docket_names *names, const struct actor *reader, int64_t unit, opt_i64 id);

/* Whether a place is `top` or lies below it; top 0: everything does. */
bool names_inside(const struct docket_names *names, int64_t place, int64_t top);

/*
 * The places, or units, that are called exactly `word` by name, short name, code
 * or (places) alias: up to `most` ids; the number of them is returned.
 */
size_t names_places_of(const struct docket_names *names, str word, int64_t *id, size_t most);
size_t names_units_of(const struct docket_names *names, str word, int64_t *id, size_t most);

#endif
