/* What the files of this room share. */
#ifndef SHOW_ROSTER_INSIDE_H
#define SHOW_ROSTER_INSIDE_H

#include "city/unit/unit.h"
#include "roster_sql.h"
#include "show/roster/roster.h"

struct roster_units {
	struct q_roster_units_row *row;
	size_t                     n;
	bool                       more; /* there are others after them */
	str                        under_name, under_code; /* of the unit whose units these are; STR_NONE: not asked */
	int64_t                    above_id;   /* and the one above it; 0: none */
	str                        today;
};
struct roster_posts {
	struct q_roster_posts_row *row;
	size_t                     n;
	bool                       more;
	str                        today;
};

enum { ROSTER_BELOW = 60, ROSTER_DUTIES = 60 };

struct roster_unit {
	struct q_roster_unit_row        u;
	struct q_roster_unit_posts_row *post;
	str                            *holders; /* of each post, by name; STR_NONE: not for who asks, or nobody */
	struct q_roster_below_row      *below;
	struct q_roster_duties_row     *duty;
	size_t                          npost, nbelow, nduty;
	bool                            more_below, more_duty;
	bool                            mine, names; /* within the scope of who asks; who holds posts is told */
	str                             today;
	struct trail                    past;
};

struct roster_post {
	struct q_roster_post_row         o;
	str                              classes; /* ；between them; empty: all */
	struct q_roster_post_people_row *person;  /* none for who may not know */
	size_t                           nperson;
	int64_t                          holders; /* today */
	bool                             mine, names; /* as of a unit */
	str                              today;
	struct trail                     past;
};

/* Units and posts that are over, with what hangs on them nevertheless: what was late when they ended. */
enum { ROSTER_LEFT = 100 };
struct roster_left {
	struct q_roster_left_row *row;
	size_t                    n;
};

/* "3 件在办案件、1 项任务" */
MUSTCHECK enum err roster_left_words(struct ctx *cx, const struct q_roster_left_row *r, str *out);

extern const struct view roster_left_view, roster_find_units, roster_show_unit, roster_find_posts, roster_show_post;

#endif
