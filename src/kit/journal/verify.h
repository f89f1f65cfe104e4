/* Is the history whole, and do the tables equal it? */
#ifndef KIT_JOURNAL_VERIFY_H
#define KIT_JOURNAL_VERIFY_H

#include "base/ctx.h"
#include "kit/journal/seal.h"

struct db_query;

/*
 * A table whose rows belong to an aggregate and change with its events (`rows` in
 * journal.h): the name of a `many` query of the room that gives whole rows by
 * owner, with exactly these parameters:
 *
 *	-- fold_asks: many
 *	-- in: after i64, upto i64
 *	SELECT a.case_id AS owner, a.n, a.kind, … FROM case_ask AS a
 *	WHERE a.case_id > $after AND a.case_id <= $upto ORDER BY a.case_id, a.n LIMIT 100000;
 *
 * First the aggregate's id, then `keys` columns that together name the row within
 * it (whole numbers or texts), then all others.  A column that is worked out of
 * others can be covered by one that says whether it is wrong: 0 is its default.
 */
struct journal_side {
	const char *table, *query;
	size_t      keys;
	/*
	 * Its other columns are in the events as one digest (column "digest", see
	 * journal_row_digest): what is encrypted or secret stays out of them.
	 */
	bool digest;
	const char *initial; /* JSON: the rows that the schema itself brings, by key; NULL: none */
};

/* An aggregate while it is folded, for journal_aggregate.derive. */
struct folding;

/*
 * How the fold reads a kind's table: the name of a `many` query of the room that
 * gives whole rows by id, with exactly these parameters and order:
 *
 *	-- unit_fold: many
 *	-- in: after i64, n i64
 *	SELECT u.id, u.rev, u.name, … FROM unit AS u WHERE u.id > $after ORDER BY u.id LIMIT $n;
 *
 * `id` is the aggregate; `rev`, when there, must be the newest event's; every
 * other column must be what the events say.  Columns left out are not looked at.
 */
struct journal_aggregate {
	const char                   *kind;
	const struct db_query *const *queries; /* the room's list, ends with NULL (…_queries) */
	const char                   *query;   /* NULL: this kind has no table of its own */
	const struct journal_side    *side;
	size_t                        nside;
	/*
	 * Rows that follow from the columns without being said by an event (NULL: none):
	 * called after each event whose outcome is known, with its recorded_at.  It
	 * must find the same from the same.
	 */
	enum err (*derive)(struct folding *f, int64_t recorded_at);
	/*
	 * Names of `many` queries (in: n i64; ends with NULL; NULL: none) that give the
	 * rows of a table which is worked out of others and are not as they would be if
	 * it were worked out now: there must be none.  The query's name is wrong_TABLE,
	 * its first column a number that helps to find the row.
	 */
	const char *const *wrong;
};

/* For derive: a column as folded so far; 0 when it is NULL or no number. */
int64_t folding_column(const struct folding *f, const char *column);
/* For derive: rows of side[i] so far. */
int64_t folding_rows(const struct folding *f, size_t side);
/* For derive: a cell of side[i]; *value 0 for NULL.  False: NULL, or no such row. */
bool folding_cell(const struct folding *f, size_t side, int64_t key, const char *column, int64_t *value);
/* For derive: set a cell of side[i], making its row when it is new. */
MUSTCHECK enum err folding_set(struct folding *f, size_t side, int64_t key, const char *column, int64_t value);

/*
 * What stands for a row of a side table with .digest: call it with the row that
 * its query has just given, and put it into the event as "digest".
 */
MUSTCHECK enum err journal_row_digest(struct ctx *cx, const struct db_query *q, size_t keys, const void *row, str *hex);

/* The side rows of one aggregate at a moment. */
enum { JOURNAL_SIDES = 8 };
struct journal_sides {
	const char *rows[JOURNAL_SIDES];
	size_t      n[JOURNAL_SIDES];
};

/*
 * For rooms that write side rows in their own way: look before and say afterwards
 * what differs, as `rows` of the event (STR_NONE: nothing).  `was` NULL: there was
 * nothing.  Rows and text live in cx->arena.
 */
MUSTCHECK enum err journal_sides_look(struct ctx *cx, const struct journal_aggregate *a, int64_t id,
                                      struct journal_sides *now);
MUSTCHECK enum err journal_sides_say(struct ctx *cx, const struct journal_aggregate *a, int64_t id,
                                     const struct journal_sides *was, str *rows);

enum fault_kind {
	FAULT_NONE,
	/*
	 * pos id what.  payload: does not fit its commitment; commitment: that one was
	 * altered; event: header, or payload and commitment together.
	 */
	FAULT_ALTERED,
	FAULT_MISSING,      /* pos */
	FAULT_INSERTED,     /* pos id */
	FAULT_MOVED,        /* pos id belongs */
	FAULT_SEAL,         /* batch what: count, first, root, prev or seal */
	FAULT_SEAL_MISSING, /* batch */
	FAULT_EXPECT,       /* pos */
	FAULT_BARE,         /* pos id: payload gone, no erasing event */
	FAULT_REV,          /* kind aggregate rev */
	FAULT_ROW,          /* kind aggregate column table folded; side and key when it is not its own row */
	FAULT_ROW_MISSING,  /* kind aggregate; side and key */
	FAULT_ROW_UNKNOWN,  /* kind aggregate; side and key */
	FAULT_KIND,         /* kind */
	FAULT_WRONG,        /* side aggregate: a row that is worked out of others, and wrongly */
	FAULT_HEAD          /* journal_head is not the last seal */
};

/* The first thing that is not as it should be; which fields hold is said above. */
struct fault {
	enum fault_kind kind;
	int64_t         pos, id, belongs, batch;
	int64_t         aggregate, rev;
	char            what[16];
	char            name[65];              /* the aggregate's kind */
	char            side[65], key[129];    /* the side table and its row; "" the aggregate's own */
	char            column[65];
	char            table[201], folded[201]; /* JSON, cut at 200 bytes */
};

/* What the caller knows from paper: that this seal stood at this position. */
struct seal_expected {
	int64_t position; /* 0: nothing is expected */
	digest  seal;
};

struct verify_report;

struct verify_task {
	const struct journal_aggregate *aggregates; /* for the fold; n = 0: only the chain */
	size_t                          n;
	struct seal_expected            expect;
	/*
	 * Called between two pages, when no query is open (NULL: not).  A caller that
	 * holds a read transaction may end it here and begin another, so that no
	 * snapshot grows old.  An error stops the work and is returned.
	 */
	enum err (*pause)(struct ctx *cx, const struct verify_report *so_far, void *arg);
	void *arg;
};

struct verify_report {
	struct fault fault;   /* FAULT_NONE: all is well */
	int64_t      batches, events, erased, rows;
	int64_t      position; /* of the last sealed event */
	digest       seal;     /* of the last batch */
	int64_t      waiting;  /* unsealed events */
	int64_t      late;     /* ms that the oldest of them waits, when more than 60 s; else 0 */
};

/*
 * Recompute the chain, then fold the events of every kind and compare with the
 * tables.  Stops at the first fault: that is an outcome (OK, report->fault), not
 * an error.  Memory does not grow with the store.  Nobody has to stop writing:
 * what differs is looked at again before it is called a fault.  Best inside a
 * read transaction that pause() renews; outside of one a row that changes all
 * the time can end it with ERR_BUSY.
 */
MUSTCHECK enum err journal_verify(struct ctx *cx, const struct verify_task *task, struct verify_report *report);

/*
 * One line for programs, the same that tools/verify.mjs prints:
 *	ok events=3 batches=1 position=3 seal=…
 *	fault altered pos=2 id=2 what=payload
 */
void verify_line(struct buf *b, const struct verify_report *r);

/* Sentences for people; a warning about late events goes on a second line. */
void verify_text(struct buf *b, const struct verify_report *r, enum lang lang);

/*
 * Write everything sealed as JSON lines (docs/seal-format.md), piece by piece,
 * through `out`.  Without payloads it can be given to anyone: the chain can be
 * checked all the same.  pause as in verify_task.
 */
struct export_task {
	bool payloads;
	enum err (*out)(struct ctx *cx, str piece, void *arg);
	enum err (*pause)(struct ctx *cx, void *arg);
	void *arg;
};
MUSTCHECK enum err journal_export(struct ctx *cx, const struct export_task *task);

#endif
