/* What the pages about the pages show. */
#ifndef SHOW_LOOK_PAGE_H
#define SHOW_LOOK_PAGE_H

#include "show/desk/pages.h"

struct look_style {
	struct frame page;
};

struct look_keys {
	struct frame page;
};

#endif
