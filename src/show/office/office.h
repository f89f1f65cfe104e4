/* What administrators see: log-ins and sessions, looks and refusals. */
#ifndef SHOW_OFFICE_OFFICE_H
#define SHOW_OFFICE_OFFICE_H

#include "show/desk/desk.h"

/* GET /logins (by id, ?after=), GET /audit; OFFICE_ROWS a page. */
desk_show office_logins_show, office_audit_show;

/* session.list, audit.looks, audit.refused; pages of OFFICE_ROWS, older ones by `before`. */
enum { OFFICE_ROWS = 50 };
extern const struct view *const office_views[];
extern const size_t             office_views_n;

#endif
