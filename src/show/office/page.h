/* What the administrators' pages show, ready for their templates. */
#ifndef SHOW_OFFICE_PAGE_H
#define SHOW_OFFICE_PAGE_H

#include "show/frame/frame.h"

struct office_login {
	str  name, person, posts;
	bool none, first, off; /* no password yet; a first one; disabled */
};
struct office_session {
	str     login, post, unit;
	int64_t made_at, seen_at;
};
struct office_logins {
	struct frame           page;
	struct office_login   *logins;
	size_t                 nlogins;
	struct office_session *sessions;
	size_t                 nsessions;
	str                    next, older; /* log-ins, sessions */
	bool                   later, later_sessions;
};

struct office_look {
	int64_t at;
	str     what, no, who, person, reason; /* no: STR_NONE for a search */
};
struct office_refusal {
	str     account, address; /* STR_NONE: none that is known */
	text_id why;
	int64_t times, first_at, last_at;
};
struct office_audit {
	struct frame           page;
	struct office_look    *looks;
	size_t                 nlooks;
	struct office_refusal *refusals;
	size_t                 nrefusals;
	str                    older, older_refusals;
	bool                   later; /* not the newest */
};

#endif
