/* The pages of papers: those issued, one of them, its files, and issuing one about a case. */
#ifndef SHOW_WRITS_WRITS_H
#define SHOW_WRITS_WRITS_H

#include "show/desk/desk.h"

/* GET /papers: those issued within reach; with case_id those of one case, and the forms to issue one. */
desk_show writs_list_show;

/* GET /papers/{id} */
desk_show writs_one_show;

/* GET /papers/{id}/{form}: docx or pdf, as it was issued. */
MUSTCHECK enum err writs_file_run(struct http_request *rq, struct http_reply *rp);

/* GET /ledger/{which}: open or all cases within reach as a workbook.  Slow: on a heavy worker. */
MUSTCHECK enum err writs_ledger_run(struct http_request *rq, struct http_reply *rp);

#endif
