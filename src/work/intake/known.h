/* What the city knows by name or code: places, and the classes and units that a map mentions. */
#ifndef WORK_INTAKE_KNOWN_H
#define WORK_INTAKE_KNOWN_H

#include "kit/command/command.h"
#include "work/ledger/places.h"

struct intake_known {
	struct ledger_places places;
	str                 *missing; /* classes and units asked for that do not exist */
	size_t               nmissing;
};

/*
 * intake.known: all places by name; of `classes` and `units` (separated by line
 * feeds) those that do not exist today.  The view's out is a struct intake_known.
 */
extern const struct view intake_known_view;

#endif
