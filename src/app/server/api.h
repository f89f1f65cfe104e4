/* The API's description, made from the registered commands and views. */
#ifndef APP_SERVER_API_H
#define APP_SERVER_API_H

#include "kit/command/command.h"

/*
 * Write OpenAPI 3.1 as one JSON value: POST /api/{command} with a JSON body and
 * GET /api/{view} with a query, each with its fields, bounds, choices and the
 * permission it needs; errors as RFC 9457 problem documents.  Deterministic:
 * the order is that of registration.
 */
void api_describe(struct json *j, enum lang lang);

#endif
