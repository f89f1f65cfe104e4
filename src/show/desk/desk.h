/* The officers' pages, and the doors through which every command and view is reached. */
#ifndef SHOW_DESK_DESK_H
#define SHOW_DESK_DESK_H

#include "kit/http/http.h"

/*
 * All routes of this room: pages, POST /do/{command} for forms, POST /api/{command}
 * and GET /api/{view} for programs.  Both doors know every registered command
 * and view; those for the program itself (PERM_SYSTEM) and denied ones are not
 * found.
 *
 * A form sends, beside the command's own fields: _csrf, _key (idempotency), _page
 * (where it stands: shown again when refused) and _next (where to go when done;
 * else reply.see, else _page).  A field _or_NAME stands in for a blank NAME, for
 * long lists beside short ones.
 */
extern const struct http_route desk_routes[];
extern const size_t            desk_routes_n;

/* Views of this room: how far the log is sealed. */
extern const struct view *const desk_views[];
extern const size_t             desk_views_n;

/* For http_config.error_page. */
void desk_error_page(void *env, struct http_request *rq, int status, struct http_reply *rp);

/* What GET /api/openapi.json answers; app/ sets it before the server starts. */
extern void (*desk_openapi)(struct json *j, enum lang lang);

#endif
