/* Units and posts as the system administrator keeps them: found, one with all that belongs to it and was changed. */
#ifndef SHOW_ROSTER_ROSTER_H
#define SHOW_ROSTER_ROSTER_H

#include "show/desk/desk.h"
#include "show/trail/trail.h"

/* GET /units and /posts (?q=, ?under= or ?unit=, ?gone=1, ?after=; ROSTER_ROWS a page), /units/{id}, /posts/{id}. */
desk_show roster_units_show, roster_unit_show, roster_posts_show, roster_post_show;

/*
 * unit.find, unit.show, post.find, post.show: for everybody of the house; who holds a post is told by name to the
 * system and the security administrator only (domain.md, refusals 3), to others as a number.
 */
enum { ROSTER_ROWS = 50 };
extern const struct view *const roster_views[];
extern const size_t             roster_views_n;

/* What is said of events of units and posts. */
extern const struct trail_words roster_words;

#endif
