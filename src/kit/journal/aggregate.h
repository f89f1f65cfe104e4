/* What a room says of its tables, so that events can speak of their rows and `duban verify` can compare them. */
#ifndef KIT_JOURNAL_AGGREGATE_H
#define KIT_JOURNAL_AGGREGATE_H

#include "base/ctx.h"

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

/* An aggregate while it is folded (kit/verify), for journal_aggregate.derive. */
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
	text_id                       label; /* what people call such a thing */
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

#endif
