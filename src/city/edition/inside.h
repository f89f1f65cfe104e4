/* What the files of this room share. */
#ifndef CITY_EDITION_INSIDE_H
#define CITY_EDITION_INSIDE_H

#include "city/edition/edition.h"

extern const struct view edition_show_view, edition_rules_view, edition_compare_view;

#endif
