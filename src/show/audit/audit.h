/* The audit administrator's journal: every change of what the house is kept by, and everything that was erased. */
#ifndef SHOW_AUDIT_AUDIT_H
#define SHOW_AUDIT_AUDIT_H

#include "kit/journal/aggregate.h"
#include "show/desk/desk.h"

/* GET /audit/journal (?day=, ?kind=, ?before=): one day, AUDIT_ROWS a page. */
desk_show audit_journal_show;

/*
 * audit.journal.  Every kind of thing that rooms have, and settings; of daily work only what was erased.  Steps of
 * cases stand with their cases, and who was logged in when is told to nobody: an audit is of changes, never of hours
 * (domain.md, what Duban refuses, 2).
 */
enum { AUDIT_ROWS = 30 };
extern const struct view *const audit_views[];
extern const size_t             audit_views_n;

/* What things there are to choose from: those of all rooms, by their labels.  Once, before the view is registered. */
void audit_use_kinds(const struct journal_aggregate *list, size_t n);

#endif
