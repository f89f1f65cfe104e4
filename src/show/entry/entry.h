/* Ways in beside the password: the code of the second factor, the one-time link, setting a factor up. */
#ifndef SHOW_ENTRY_ENTRY_H
#define SHOW_ENTRY_ENTRY_H

#include "show/desk/desk.h"

/* GET /me/factor: a key to scan, and whether one is set. */
desk_show entry_factor_show;

/* GET /first?t=TICKET: the form that sets the first password, or that the link serves no more. */
desk_show entry_first_show;

/*
 * What to answer when session.open or login.first has run (rq->work): the session's cookie and
 * `next`, or the page that asks for the code.  *done false: it was refused, with the error returned,
 * and the caller shows its own page again.
 */
MUSTCHECK enum err entry_go_on(struct http_request *rq, str next, struct http_reply *rp, bool *done);

/* POST /login/code (ticket, code, _next) and POST /first (ticket, password). */
enum err entry_code_run(struct http_request *rq, struct http_reply *rp);
enum err entry_code_render(struct http_request *rq, struct http_reply *rp);
enum err entry_first_run(struct http_request *rq, struct http_reply *rp);
enum err entry_first_render(struct http_request *rq, struct http_reply *rp);

#endif
