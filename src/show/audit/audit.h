/* The audit administrator's journal: every change of what the house is kept by, and everything that was erased. */
#ifndef SHOW_AUDIT_AUDIT_H
#define SHOW_AUDIT_AUDIT_H

#include "show/desk/desk.h"

/* GET /audit/journal (?day=, ?kind=, ?before=): one day, AUDIT_ROWS a page. */
desk_show audit_journal_show;

/*
 * audit.journal.  Units, posts, people, log-ins, places, classes, duties, calendars, limits, grids, sites, bulletins,
 * settings; and of daily work only what was erased.  Steps of cases stand with their cases, and who was logged
 * in when is told to nobody: an audit is of changes, never of hours (domain.md, what Duban refuses, 2).
 */
enum { AUDIT_ROWS = 50 };
extern const struct view *const audit_views[];
extern const size_t             audit_views_n;

#endif
