/* What the pages of people show. */
#ifndef SHOW_STAFF_PAGE_H
#define SHOW_STAFF_PAGE_H

#include "show/frame/form.h"
#include "show/staff/inside.h"

struct staff_people {
	struct frame       page;
	struct staff_item *people;
	size_t             npeople;
	str                q, next;
	bool               later; /* not the first page */
	struct form       *acts;
	size_t             nacts;
};

struct staff_login {
	str     name;
	bool    none, first, off;
	opt_i64 factor_at;
};
struct staff_post {
	str     code, name, unit, from, to;
	text_id role;
	bool    over;
};
struct staff_one {
	struct frame        page;
	str                 code, name, from, to;
	struct staff_login *logins;
	size_t              nlogins;
	struct staff_post  *posts;
	size_t              nposts;
	struct trail_shown  past;
	struct form        *acts;
	size_t              nacts;
};

#endif
