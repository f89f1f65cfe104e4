/* What the pages about the pages show. */
#ifndef SHOW_LOOK_PAGE_H
#define SHOW_LOOK_PAGE_H

#include "show/dossier/page.h"
#include "show/notice/page.h"

/* A state that a control is forced into: a class round it, made by the build from the rules of the real state. */
struct look_state {
	str               force; /* "", "is-hover", "is-focus", "is-down" */
	text_id           word;
	struct form_field field; /* the same field in that state */
};

/* Samples for the templates that the pages use themselves. */
struct look_style {
	struct frame       page;
	struct look_state *states;
	size_t             nstates;
	struct form_field *fields; /* every kind */
	size_t             nfields;
	struct form       *acts;
	size_t             nacts;
	struct frame       said; /* what was done, what is wrong, what was typed */
	struct desk_due   *dues;
	size_t             ndues;
	struct desk_row   *ranks; /* each priority */
	size_t             nranks;
	struct desk_dot   *dots;
	size_t             ndots;
	struct desk_list   full, none; /* full: one page of ten thousand */
	struct notice_cell figure;
	struct notice_row  row;
	struct dossier    *boxes; /* deadlines: due soon, late, kept, suspended */
	size_t             nboxes;
	struct dossier     file;
};

struct look_keys {
	struct frame page;
};

/* Fill in the samples; ERR_MEMORY. */
MUSTCHECK enum err look_samples(struct http_request *rq, struct look_style *p);

#endif
