/* What is handed out of a bulletin: one tall picture for the group, and a paper from the office's own template. */
#ifndef SHOW_HANDOUT_HANDOUT_H
#define SHOW_HANDOUT_HANDOUT_H

#include "kit/http/http.h"
#include "kit/office/office.h"
#include "show/desk/desk.h"

/*
 * GET /bulletin/tall.png and /bulletin/paper.docx: of the bulletin with day, place, seal and at, as the page has it, or
 * of the edition with that id.
 * Photos in it are those that may leave the house, and nothing else is.  Slow: on a heavy worker.
 */
MUSTCHECK enum err handout_png_run(struct http_request *rq, struct http_reply *rp);
MUSTCHECK enum err handout_docx_run(struct http_request *rq, struct http_reply *rp);

/* GET /bulletin/photos, asked as these: the photos that the picture shows, and which of them nobody has looked at. */
desk_show handout_photos_show;

/* ---- Templates ---- */

/* A paper that can be made, its fields, and its shipped template: a folder of the parts of a docx. */
struct handout_paper {
	const char                *name; /* "bulletin" */
	text_id                    label;
	const struct office_field *field;
	size_t                     nfield;
};
extern const struct handout_paper handout_papers[];
extern const size_t               handout_papers_n;
const struct handout_paper       *handout_paper_of(str name); /* NULL: no such */

/*
 * Where templates lie; once, before anything runs; both live as long as the process.  `shipped`: a folder with one
 * folder for each paper.  `own`: the office's, NAME.docx where it has one; NULL: no such folder.
 */
void handout_use(const char *shipped, const char *own);

/* The shipped template of a paper as a docx, to be changed in a word processor.  ERR_STORE without its folder. */
MUSTCHECK enum err handout_shipped(struct ctx *cx, const struct handout_paper *p, str *docx);

/* Read a docx as a paper's template; refuses as office_unpack and office_read do.  cx->arena: room for OFFICE_WHOLE. */
MUSTCHECK enum err handout_check(struct ctx *cx, const struct handout_paper *p, str docx, struct office_template **t);

#endif
