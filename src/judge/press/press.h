/* What the office issues of a place, in editions: 月报, 责任公示, 任务分解表, 问题台账.  Places, units and posts, never people. */
#ifndef JUDGE_PRESS_PRESS_H
#define JUDGE_PRESS_PRESS_H

#include "kit/command/command.h"
#include "kit/db/db.h"
#include "kit/journal/aggregate.h"
#include "work/writ/writ.h"

extern const struct db_schema         press_schema;
extern const struct command *const    press_commands[]; /* press.issue */
extern const size_t                   press_commands_n;
extern const struct view *const       press_views[]; /* press.list, press.get */
extern const size_t                   press_views_n;
extern const struct journal_aggregate press_aggregates[]; /* kind paper */
extern const size_t                   press_aggregates_n;

/* The kinds, for the list of all (writ_register); what is kept of them, for writ_also_keeps. */
extern const struct writ_form   press_forms[];
extern const size_t             press_forms_n;
extern const struct writ_keeper press_keeper;

enum { PRESS_ROWS = 5000, PRESS_PAGE = 50 };

/*
 * press.issue {kind, place?, month?}: an edition is filled with what is known now and kept; the place is the actor's
 * own where none is named, the month of a 月报 the running one.  ERR_RULE: more than PRESS_ROWS rows, or issued
 * within the last hour.  Who stands for a unit issues none (ERR_NONE).
 */

/* An edition; never changed. */
struct press_item {
	int64_t id, nth, position, issued_at, docx_bytes, pdf_bytes, xlsx_bytes;
	str     kind, place, period, docx, pdf, xlsx, post, unit; /* docx …: SHA-256; "": no such form of it */
	text_id label;
};
/* press.list {kind?, before?}: the newest first; press.get {id}: a list of one. */
struct press_list {
	struct press_item *item;
	size_t             n;
	int64_t            before; /* give it for the next page; 0: this was the last */
};

/* As writ_fetch, by the form "docx", "pdf" or "xlsx".  In a snapshot. */
MUSTCHECK enum err press_fetch(struct ctx *cx, int64_t id, str form, int *fd, uint64_t *bytes, str *name);

#endif
