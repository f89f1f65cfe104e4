/* The data of the measured page: a work list. */
#ifndef TESTS_HTML_BENCH_LIST_H
#define TESTS_HTML_BENCH_LIST_H

#include "kit/html/html.h"

struct bench_row {
	str     no, place, spot, unit;
	text_id stage;
	int64_t left, at;
	bool    fresh;
};

struct bench_list {
	struct bench_row *rows;
	size_t            nrows;
};

#endif
