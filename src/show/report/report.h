/* Reporting a problem: the form, what stands beside it, the receipt. */
#ifndef SHOW_REPORT_REPORT_H
#define SHOW_REPORT_REPORT_H

#include "show/desk/desk.h"

/* GET /report and GET /report/done?id=. */
desk_show report_show, report_done_show;

/* POST /report: looks for the same spot first, then case.report. */
MUSTCHECK enum err report_run(struct http_request *rq, struct http_reply *rp);
MUSTCHECK enum err report_render(struct http_request *rq, struct http_reply *rp);

#endif
