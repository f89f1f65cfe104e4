/* Whole tables at their pages: given out as files, sent in, looked at, let in. */
#ifndef SHOW_SHEETS_SHEETS_H
#define SHOW_SHEETS_SHEETS_H

#include "show/desk/desk.h"

enum { SHEETS_BODY = 20 << 20 }; /* most bytes of a form with a workbook */

/* GET /tables: every kind that one may see. */
desk_show sheets_list_show;

/* GET /tables/{kind}: its columns, its files, and the form to send one in. */
desk_show sheets_kind_show;

/* GET /drafts/{id}: what a table that was sent would change; letting it in, or putting it away. */
desk_show sheets_draft_show;

/* GET /tables/{kind}/{form}: xlsx, csv, or empty (a workbook with its header alone).  By the kind's own permission. */
MUSTCHECK enum err sheets_file_run(struct http_request *rq, struct http_reply *rp);

/*
 * POST /tables/{kind}: a multipart form with one file `file`, or rows typed or pasted in `text`; becomes bulk.check
 * and leads to the page of what it would change.  A refusal shows the form again.
 */
MUSTCHECK enum err sheets_send_run(struct http_request *rq, struct http_reply *rp);
MUSTCHECK enum err sheets_send_render(struct http_request *rq, struct http_reply *rp);

#endif
