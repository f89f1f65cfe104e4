/* What the files of this room share. */
#ifndef SHOW_MATRIX_INSIDE_H
#define SHOW_MATRIX_INSIDE_H

#include "matrix_sql.h"
#include "show/frame/form.h"
#include "show/matrix/matrix.h"
#include "show/trail/trail.h"

/* duty.show: a row, the units that help, the rows of its class and place one after the other, what was changed. */
struct matrix_duty {
	struct q_matrix_row_row      row;
	struct q_matrix_helpers_row *helper;
	struct q_matrix_line_row    *line;
	size_t                       nhelper, nline;
	bool                         mine; /* who asks may change it */
	str                          today;
	struct trail                 trail;
};

extern const struct view matrix_duty_view;

/* The empty form of a command, with those lists. */
MUSTCHECK enum err matrix_form(struct http_request *rq, const char *command, str page, text_id button, struct form *f);

/* Ended or not yet on a day; T_none: it holds. */
text_id matrix_state(str on, str from, str to);

#endif
