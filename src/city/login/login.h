/* Log-ins: which names there are, whose, with which password; sessions are in session.h. */
#ifndef CITY_LOGIN_LOGIN_H
#define CITY_LOGIN_LOGIN_H

#include "city/unit/unit.h"

extern const struct db_schema      login_schema;
extern const struct command *const login_commands[];
extern const size_t                login_commands_n;
extern const struct view *const    login_views[];
extern const size_t                login_views_n;
extern const struct journal_aggregate login_aggregates[]; /* rows equal their events */
extern const size_t                   login_aggregates_n;

/* ---- login.list ---- */

/* For the security administrator. */
struct login_item {
	int64_t id, person_id;
	str     name, person_name;
	bool    has_password, must_change, disabled;
	str     posts; /* names, with their units, separated by ； */
};

/* The log-ins by id, `n` (all but for a ceiling of 10,000) after the id `after`. */
struct login_list {
	struct login_item *item;
	size_t             n;
	bool               more; /* there are others after them */
};

#endif
