/* Zones side by side as pages, one with its places. */
#ifndef SHOW_ZONES_ZONES_H
#define SHOW_ZONES_ZONES_H

#include "show/desk/desk.h"

/* GET /zones (since, until, seal, at), /zones/{id} (the same). */
desk_show zones_list_show, zones_one_show;

#endif
