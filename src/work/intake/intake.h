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

/* ---- The whole run ------------------------------------------------------------------ */

/* What an import came to. */
struct intake_sums {
	int64_t read, added, changed, same, rejected;
	int64_t duplicates, linked, doubtful, transferred; /* rows of this file; links made by this run */
	int64_t no_place, odd_place, no_position, coarse, no_class, status_unknown;
};

struct intake_reject {
	int64_t                    line;
	str                        column;   /* STR_NONE: the whole row */
	str                        sentence; /* in cx->lang */
	const struct table_record *record;
};

struct intake_run {
	const struct ledger_map *map;
	struct table_options     file; /* encoding and separator come from the map */
	bool                     dry;
	/* May be NULL.  Their error ends the run. */
	enum err (*reject)(struct ctx *cx, const struct intake_reject *r, void *arg);
	/* The header of the rejects' file: the source's columns. */
	enum err (*begin)(struct ctx *cx, const str *header, size_t n, void *arg);
	void (*progress)(const struct intake_sums *sums, void *arg);
	/*
	 * How a slice is written, on a thread that the import makes for it while it reads on; NULL: by command_do
	 * or command_finish.  ready->in NULL: nobody has made it ready.  A slice has about `bytes` of JSON, 0: 1 MB.
	 */
	enum err (*run)(struct ctx *cx, const struct command *c, const struct input *pairs, size_t n,
	                const struct command_ready *ready, struct reply *reply, void *arg);
	size_t bytes;
	/*
	 * A reader: slices are made ready on it while those before them are written.  NULL: where they are written.
	 * progress(), which is called when one is written, may change it.
	 */
	struct db_conn *beside;
	/* May be NULL.  Called, on the import's own thread, when a slice has begun to be written. */
	void (*meanwhile)(void *arg);
	void  *arg;
	/* Out. */
	struct intake_sums sums;
	const char        *encoding;
};

/*
 * Import a file, batch by batch, each batch a command by cx->who; cx->db is a
 * writer outside a transaction.  Memory does not grow with the file but for 8 bytes
 * a row, which tell a number that comes twice.  A dry run reads the store only and counts
 * the same; links by place and type are made behind the last row, so it only knows those that
 * the source names.  Killed and started again it finds the finished rows unchanged.
 *
 * ERR_INPUT when map and file do not fit, or nothing can be read at all; rows that
 * cannot be taken are given to `reject` and are no error.  Else what the store says.
 */
MUSTCHECK enum err intake_import(struct ctx *cx, struct intake_run *run);

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
