/* The doors: all routes of the pages, and those through which every command and view is reached. */
#ifndef SHOW_DOOR_DOOR_H
#define SHOW_DOOR_DOOR_H

#include "kit/http/http.h"

/*
 * Pages of all rooms, POST /do/{command} for forms, POST /api/{command}
 * and GET /api/{view} for programs.  Both doors know every registered command
 * and view; those for the program itself (PERM_SYSTEM) and denied ones are not
 * found.
 *
 * A form sends, beside the command's own fields: _csrf, _key (idempotency), _page
 * (where it stands: shown again when refused) and _next (where to go when done;
 * else reply.see, else _page).  A field _or_NAME stands in for a blank NAME, for
 * long lists beside short ones.
 */
extern const struct http_route door_routes[];
extern const size_t            door_routes_n;

/* What GET /api/openapi.json answers, made once: app/ sets it before the server starts, and it outlives the server. */
extern str door_openapi[LANG_MAX];

#endif
