/* What is handed out of a bulletin: one tall picture for the group, and a paper from the office's own template. */
#ifndef SHOW_HANDOUT_HANDOUT_H
#define SHOW_HANDOUT_HANDOUT_H

#include "kit/http/http.h"
#include "kit/office/office.h"
#include "show/desk/desk.h"
#include "work/writ/writ.h"

/*
 * GET /bulletin/tall.png and /bulletin/paper.docx: of the bulletin with day, place, seal and at, as the page has it, or
 * of the edition with that id.
 * Photos in it are those that may leave the house, and nothing else is.  Slow: on a heavy worker.
 */
MUSTCHECK enum err handout_png_run(struct http_request *rq, struct http_reply *rp);
MUSTCHECK enum err handout_docx_run(struct http_request *rq, struct http_reply *rp);

/* GET /bulletin/slides.pptx, asked as these: slides of before and after, 16:9, one for each case that has photos. */
MUSTCHECK enum err handout_pptx_run(struct http_request *rq, struct http_reply *rp);

/* GET /bulletin/notice/{form}, asked as these: an official notice (通报) in form, a draft, as docx or pdf. */
MUSTCHECK enum err handout_notice_run(struct http_request *rq, struct http_reply *rp);

/* GET /bulletin/photos, asked as these: the photos that the picture shows, and which of them nobody has looked at. */
desk_show handout_photos_show;

/* The papers that are made here, for the list of all (writ_register). */
extern const struct writ_form handout_forms[];
extern const size_t           handout_forms_n;

#endif
