/* The data of the test templates: one member of every type that a template takes. */
#ifndef TESTS_TPLGEN_GOLD_H
#define TESTS_TPLGEN_GOLD_H

#include "kit/html/html.h"

struct gold_photo {
	str url;
};

struct gold_row {
	str                id, name;
	bool               fresh;
	struct gold_photo *photos;
	size_t             nphotos;
};

struct gold_who {
	str name;
};

struct gold {
	str              text, link, part, json;
	html             piece;
	int64_t          number, at, left;
	size_t           count;
	opt_i64          none, due;
	bool             on, off;
	text_id          key;
	day              today;
	struct why_line  why;
	struct gold_row *rows;
	size_t           nrows;
	str             *tags;
	size_t           ntags;
	struct gold_who  who;
	struct gold_who *boss;
};

#endif
