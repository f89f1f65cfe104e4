/* What the pages of units and posts show. */
#ifndef SHOW_ROSTER_PAGE_H
#define SHOW_ROSTER_PAGE_H

#include "show/frame/form.h"
#include "show/roster/inside.h"

struct roster_line {
	int64_t id, parent_id, posts, below;
	str     code, name, kind, parent, territory, to;
	bool    over;
};
struct roster_units_page {
	struct frame        page;
	struct roster_line *units;
	size_t              nunits;
	str                 q, next, under_name;
	int64_t             under, above;
	bool                below, gone, later; /* below: of one unit; later: not the first page */
	struct roster_left_line {
		str path, name, to, what;
	} *left; /* over, with something left: for who keeps units */
	size_t              nleft;
	struct form        *acts;
	size_t              nacts;
};

struct roster_post_line {
	int64_t id, unit_id, holders;
	str     code, name, unit, scope, names, from, to;
	text_id role;
	bool    over;
};
struct roster_posts_page {
	struct frame             page;
	struct roster_post_line *posts;
	size_t                   nposts;
	str                      q, next;
	int64_t                  unit;
	bool                     gone, later;
	struct form             *acts;
	size_t                   nacts;
};

struct roster_duty {
	int64_t id;
	str     class_key, place, basis, from, to;
	bool    helps;
};
struct roster_one_unit {
	struct frame               page;
	int64_t                    id, parent_id;
	str                        code, name, short_name, kind, parent, territory, from, to;
	bool                       over, names, more_below, more_duty;
	struct roster_post_line   *posts;
	size_t                     nposts;
	struct q_roster_below_row *below;
	size_t                     nbelow;
	struct roster_duty        *duties;
	size_t                     nduties;
	struct trail_shown         past;
	struct form               *acts;
	size_t                     nacts;
};

struct roster_holder {
	int64_t id;
	str     name, from, to;
	bool    over;
};
struct roster_one_post {
	struct frame          page;
	int64_t               unit_id, holders;
	str                   code, name, unit, scope, classes, from, to;
	text_id               role;
	bool                  over, names, people; /* people: their pages may be seen */
	struct roster_holder *held;
	size_t                nheld;
	struct trail_shown    past;
	struct form          *acts;
	size_t                nacts;
};

/* ---- Forms (forms.c) ---- */

/* What the forms of a page offer for choosing, read once; a city with more is asked for codes. */
struct roster_picks {
	struct q_roster_pick_units_row  *unit;
	struct q_roster_pick_places_row *place;
	size_t                           nunit, nplace; /* 0: too many, or none */
	int64_t                          part; /* place_part */
};
MUSTCHECK enum err roster_picks(struct ctx *cx, struct roster_picks *out);

/* Forms of a page as they are made: those that the actor may not do are left out. */
struct roster_forms {
	struct ctx         *cx;
	struct form_again  *again;
	struct frame       *page;
	struct roster_picks picks;
	str                 here;
	struct form        *form;
	size_t              n;
	enum err            err;
};
void roster_forms_begin(struct roster_forms *fs, struct ctx *cx, struct form_again *again, struct frame *page,
                        str here);
/* NULL: not for this actor, or out of memory. */
struct form *roster_form(struct roster_forms *fs, const char *command, text_id word, text_id button, const char *icon,
                         bool danger, str about);
/* What stands in a field at first: id 0: nothing; the code is for who is not offered a list. */
struct roster_on {
	int64_t id;
	str     code;
};
/* A list instead of a code; the unit `but` is left out. */
void roster_form_unit(struct roster_forms *fs, struct form *f, const char *field, int64_t but, struct roster_on on);
void roster_form_place(struct roster_forms *fs, struct form *f, bool towns, struct roster_on on);
/* The form is filled in: what was typed into it before comes back. */
void roster_form_done(struct roster_forms *fs, struct form *f);
MUSTCHECK enum err roster_forms_end(struct roster_forms *fs);

#endif
