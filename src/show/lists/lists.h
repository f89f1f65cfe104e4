/* The first of the three lists as pages: assessment schemes, their standards, what differs between versions. */
#ifndef SHOW_LISTS_LISTS_H
#define SHOW_LISTS_LISTS_H

#include "show/desk/desk.h"
#include "show/trail/trail.h"

/*
 * GET /schemes, /schemes/{id} (?block=), /schemes/compare (?scheme= &from= &to=), /standards (?site= &words=: every
 * scheme that holds today, one beside the other), /standards/{id}.  They show only.
 */
desk_show lists_schemes_show, lists_scheme_show, lists_compare_show, lists_side_show, lists_standard_show;

/* What is said of events of schemes and standards. */
extern const struct trail_words lists_words;

#endif
