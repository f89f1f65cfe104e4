/* The API's description, made from the registered commands and views. */
#ifndef APP_SERVER_API_H
#define APP_SERVER_API_H

#include "kit/command/command.h"

/*
 * Write OpenAPI 3.1 as one JSON value: POST /api/{command} with a JSON body and
 * GET /api/{view} with a query, each with its fields, bounds, choices and the
 * permission it needs; errors as RFC 9457 problem documents.  What several share
 * stands once among the components.  Deterministic: the order is that of
 * registration.  The text lies in `a`; ERR_MEMORY, ERR_FULL.
 */
MUSTCHECK enum err api_describe(struct arena *a, enum lang lang, str *out);

#endif
