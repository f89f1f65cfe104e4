/* Every way in: today ledgers of other systems, kept as their source told them. */
#ifndef WORK_INTAKE_INTAKE_H
#define WORK_INTAKE_INTAKE_H

#include "kit/command/command.h"
#include "kit/db/db.h"
#include "kit/journal/aggregate.h"
#include "work/ledger/read.h"

extern const struct db_schema         intake_schema;
extern const struct command *const    intake_commands[];
extern const size_t                   intake_commands_n;
extern const struct view *const       intake_views[];
extern const size_t                   intake_views_n;
extern const struct journal_aggregate intake_aggregates[]; /* kinds told, ledger */
extern const size_t                   intake_aggregates_n;

/*
 * All under PERM_CASE_IMPORT:
 *
 * intake.rows  source, rows (a JSON array of at most 100 objects; keys: told.h).
 *              One transaction, small, so that whoever waits for the writer waits for
 *              some tens of milliseconds.  Each row is new, changed, or the same as before
 *              (by source and number); a refused row leaves its neighbours alone and
 *              nothing of itself.
 *              The reply's first argument is "new changed same refused linked",
 *              five numbers; the second has a line for each refused row: its
 *              index, a tab, the field or nothing, a tab, the sentence.
 * intake.trial (a view) answers what intake.rows would, and writes nothing.
 * intake.named source, title.  What people call the source in lists and on pages.
 * intake.link  source, after.  Looks at up to 100 duplicates that name no original
 *              behind `after`: those that were told since the last look, and those
 *              beside which something was.  The reply's first argument is "seen linked doubtful
 *              last", four numbers; go on with after = last until seen is 0.
 *
 * How a duplicate finds its original, and not otherwise: the source names it; or,
 * when the source only says "duplicate", there is exactly one case of the same source,
 * place and type at the same spot (30 m, or the same address: case_same_spot)
 * that was told within LINK_DAYS before it, is no duplicate itself and was not closed by then.
 */
enum { INTAKE_ROWS = 100, LINK_DAYS = 365 };

/*
 * Erase what was told of a case in free words (outcome, transfer, facts, the place's name),
 * in the rows and in every payload; for reporter_also_forget.  What stands in the map's tables (type,
 * status, channel, agency), numbers, dates and positions stay; of a case about a person type, channel
 * and position go, too.  Told again, such a row is taken without its free words and its text.
 */
MUSTCHECK enum err intake_forget(struct ctx *cx, int64_t case_id);

/* ---- For who carries a whole file in (work/import) ------------------------------------ */

extern const struct command intake_rows_cmd, intake_link_cmd, intake_named_cmd;
extern const struct view    intake_trial_view;

/* intake.trial: what intake.rows would answer. */
enum { TRIAL_NEWS = 'n', TRIAL_LINKED = 'l', TRIAL_SAME = 's', TRIAL_REFUSED = 'r' };
struct intake_trial_out {
	str arg[2];
	str state; /* TRIAL_… for each row */
};

/* ---- intake.told, intake.sources ------------------------------------------------------ */

struct intake_told_out {
	int64_t id, rev, created_at, elapsed_days;
	opt_i64 due_at, closed_at, status_at, original_id;
	bool    late; /* by the source's own two dates; false without both */
	int64_t linked_by;
	enum told_meaning meaning;
	str     source, number, type, agency, channel, status, outcome, place_told, lon_told, lat_told, srs, parent_no,
		transfer, facts;
};

struct intake_source {
	str     source;
	int64_t n, dated, late, closed, duplicates, linked, transferred, no_position, first_at, last_at;
};

struct intake_sources_out {
	struct intake_source *item;
	size_t                n;
};

#endif
