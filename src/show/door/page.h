/* A secret that is told once. */
#ifndef SHOW_DOOR_PAGE_H
#define SHOW_DOOR_PAGE_H

#include "show/frame/frame.h"

/* A first password, a link, recovery codes: what is told once. */
struct door_told {
	struct frame page;
	str         *lines;
	size_t       nlines;
	bool         link;
	text_id      words;
	str          go;
};

#endif
