/* Materials as pages: what is missing, one with its files, handing in, judging, and the missing list as a workbook. */
#ifndef SHOW_MATERIALS_MATERIALS_H
#define SHOW_MATERIALS_MATERIALS_H

#include "show/desk/desk.h"
#include "show/trail/trail.h"
#include "work/material/material.h"

/* GET /materials (state, unit, standard, upto), /materials/new (of_standard: known already), /materials/{id}. */
desk_show materials_list_show, materials_new_show, materials_one_show;

/*
 * GET /materials/{id}/{n}: a file as it was handed in, to be kept, never to be shown; /materials/missing/xlsx: the
 * missing list.
 */
MUSTCHECK enum err materials_file_run(struct http_request *rq, struct http_reply *rp);

/*
 * POST /materials/{id} and /api/materials/{id}: a multipart form with one file `file`, `note` and `dated`; becomes
 * material.hand.  Whoever may not is told before anything is looked into.  A page shows a refusal in its form.
 */
enum { MATERIALS_BODY = (MATERIAL_MOST + 1) << 20 };
MUSTCHECK enum err materials_send_run(struct http_request *rq, struct http_reply *rp);
MUSTCHECK enum err materials_send_render(struct http_request *rq, struct http_reply *rp);

/* What is said of events of materials. */
extern const struct trail_words materials_words;

#endif
