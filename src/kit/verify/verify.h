/* Is the history whole, and do the tables equal it? */
#ifndef KIT_VERIFY_VERIFY_H
#define KIT_VERIFY_VERIFY_H

#include "kit/journal/aggregate.h"
#include "kit/journal/seal.h"

/* ---- For journal_aggregate.derive ---- */

/* A column as folded so far; 0 when it is NULL or no number. */
int64_t folding_column(const struct folding *f, const char *column);
/* Rows of side[i] so far. */
int64_t folding_rows(const struct folding *f, size_t side);
/* A cell of side[i]; *value 0 for NULL.  False: NULL, or no such row. */
bool folding_cell(const struct folding *f, size_t side, int64_t key, const char *column, int64_t *value);
/* Set a cell of side[i], making its row when it is new. */
MUSTCHECK enum err folding_set(struct folding *f, size_t side, int64_t key, const char *column, int64_t value);

/* ---- Faults ---- */

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
	FAULT_GAP,          /* kind aggregate rev: no event of it; event: the one found instead, 0: none */
	FAULT_EXTRA,        /* kind aggregate rev event: the thing's row does not know of it */
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
	int64_t         event, event_rev, recorded_at; /* the event at hand, or the thing's last; 0: none */
	char            what[16];
	char            name[65];              /* the aggregate's kind */
	text_id         label;                 /* the same in words; T_none: it has none */
	char            called[65];            /* what people call it by: 案号, code, name; "": unknown */
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

/*
 * Sentences for people in cx->lang, times in cx->zone: what is not as it should be, whose it
 * is and which event; a warning about late events goes on a line of its own.
 */
void verify_text(const struct ctx *cx, struct buf *b, const struct verify_report *r);

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
