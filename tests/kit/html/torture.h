/* The data of the page that carries hostile text into every place. */
#ifndef TESTS_HTML_TORTURE_H
#define TESTS_HTML_TORTURE_H

#include "kit/html/html.h"

struct torture_item {
	str  s, json;
	html piece;
};

struct torture {
	struct torture_item *items;
	size_t               nitems;
	str                  title;
};

#endif
