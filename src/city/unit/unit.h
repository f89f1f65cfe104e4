/* Who: units, posts, people, log-ins and sessions. */
#ifndef CITY_UNIT_UNIT_H
#define CITY_UNIT_UNIT_H

#include "base/day.h"
#include "city/unit/roles.h"
#include "kit/command/command.h"
#include "kit/db/db.h"
#include "kit/journal/verify.h"

extern const struct db_schema      unit_schema;
extern const struct command *const unit_commands[];
extern const size_t                unit_commands_n;
extern const struct view *const    unit_views[];
extern const size_t                unit_views_n;
extern const struct journal_aggregate unit_aggregates[]; /* rows equal their events */
extern const size_t                   unit_aggregates_n;

/* The civil day of cx->now in the city's zone, as YYYY-MM-DD in cx->arena. */
MUSTCHECK enum err unit_today(struct ctx *cx, str *out);

/* ---- unit.list, post.list, login.list ---- */

struct unit_item {
	int64_t id, parent_id, place_id; /* 0: none */
	str     code, name, short_name, kind, place_name;
};

struct unit_list {
	struct unit_item *item;
	size_t            n;
};

/* Posts and units only: a chain of responsibility shows no names (domain.md, refusals 3). */
struct post_item {
	int64_t   id, unit_id, place_id, holders;
	str       code, name, unit_name, place_name;
	enum role role;
};

struct post_list {
	struct post_item *item;
	size_t            n;
};

/* For the security administrator. */
struct login_item {
	int64_t id, person_id;
	str     name, person_name;
	bool    has_password, must_change, disabled;
	str     posts; /* names, with their units, separated by ； */
};

struct login_list {
	struct login_item *item;
	size_t             n;
};

/* ---- Separation of the three administrators (等保) ---- */

bool role_is_admin(enum role r);

/*
 * Whether one person may hold posts of these roles on the same day: one of the
 * three administrators' roles suffers no other role beside it.
 */
bool roles_compatible(enum role a, enum role b);

#endif
