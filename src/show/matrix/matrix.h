/* Who answers for what where, as pages: the matrix of duties, one row with its history, a new row. */
#ifndef SHOW_MATRIX_MATRIX_H
#define SHOW_MATRIX_MATRIX_H

#include "show/desk/desk.h"
#include "show/trail/trail.h"

/*
 * GET /duties (?class_key= key, code or words, ?place=, ?unit=, ?on=, ?ended=1, ?after=; MATRIX_ROWS a page): with
 * a class and a place also who answers there and why.  GET /duties/new (?class_key=, ?place=), GET /duties/{id}.
 * GET /duties/gaps (?class_key=, ?place=, ?on=, ?from=): where no row speaks, class by place, and as a list.
 */
desk_show matrix_list_show, matrix_gaps_show, matrix_new_show, matrix_one_show;

/*
 * Rulings that are kept: GET /precedents (?place=, ?class_key=, ?ended=1, ?after=), /precedents/new,
 * /precedents/{id}.
 */
desk_show matrix_precedents_show, matrix_ruling_show, matrix_precedent_show;

/* Lists of places and units in a form of the matrix, and hints; a command's reach only as far as the asker's. */
MUSTCHECK enum err matrix_choices(struct http_request *rq, struct form *f);

/* duty.show. */
enum { MATRIX_ROWS = 50 };
extern const struct view *const matrix_views[];
extern const size_t             matrix_views_n;

/* What is said of events of duties. */
extern const struct trail_words matrix_words;

#endif
