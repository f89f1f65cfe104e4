/* What the files of this room share. */
#ifndef SHOW_STAFF_INSIDE_H
#define SHOW_STAFF_INSIDE_H

#include "show/staff/staff.h"
#include "show/trail/trail.h"
#include "staff_sql.h"

struct staff_item {
	int64_t id;
	str     code, name, login, posts; /* login STR_NONE: none; posts: names with units, joined by ； */
	bool    left;                     /* is no longer here */
	bool    has_password, must_change, disabled, factor;
};
struct staff_list {
	struct staff_item *item;
	size_t             n;
	bool               more; /* there are others after them */
};

struct staff_person {
	struct q_staff_person_row         p;
	struct q_staff_logins_row *login;
	struct q_staff_posts_row  *post;
	size_t                      nlogin, npost;
	str                         today;
	struct trail                past;
};

/* What the events of a person, given the oldest first, say in words; passwords and secrets are in none. */
MUSTCHECK enum err staff_past_of(struct ctx *cx, const struct q_staff_events_row *row, size_t n, struct trail *out);

extern const struct view staff_list_view, staff_person_view;

#endif
