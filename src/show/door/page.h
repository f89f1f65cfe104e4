/* A secret that is told once. */
#ifndef SHOW_DOOR_PAGE_H
#define SHOW_DOOR_PAGE_H

#include "show/frame/frame.h"

/* A first password or another secret that is told once. */
struct door_told {
	struct frame page;
	str          secret, go;
};

#endif
