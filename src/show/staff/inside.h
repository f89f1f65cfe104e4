/* What the files of this room share. */
#ifndef SHOW_STAFF_INSIDE_H
#define SHOW_STAFF_INSIDE_H

#include "kit/json/tree.h"
#include "show/staff/staff.h"
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

/* A column that an event gave another value. */
struct staff_change {
	const char *column;
	text_id label;
	bool    moment;  /* was_at and is_at are times; else was and is are words */
	opt_i64 was_at, is_at;
	str     was, is; /* STR_NONE: nothing */
};
struct staff_past {
	int64_t              at;
	str                  type; /* of the event: login.reset */
	text_id              what;
	str                  subject, by; /* the post held or left; who did it, by post: STR_NONE: the program */
	struct staff_change *change;
	size_t               nchange;
};

struct staff_person {
	struct q_staff_person_row         p;
	struct q_staff_logins_row *login;
	struct q_staff_posts_row  *post;
	size_t                      nlogin, npost;
	str                         today;
	struct staff_past          *past; /* the newest first */
	size_t                      npast;
};

/* What the events of a person say, in words: the newest first; passwords and secrets are in none. */
MUSTCHECK enum err staff_past_of(struct ctx *cx, const struct q_staff_events_row *row, size_t n,
                                 struct staff_past **out);

extern const struct view staff_list_view, staff_person_view;

#endif
