/* The events of the city's rows: what changed, by whom, into the journal. */
#ifndef CITY_PLACE_RECORD_H
#define CITY_PLACE_RECORD_H

#include "base/json.h"
#include "kit/command/command.h"

/*
 * An event being written.  Between begin and end write the columns that changed,
 * with the values that the row has now, into `set` (an open object):
 *
 *	record_begin(cx, &r);
 *	json_kv_str(&r.set, "name", name);
 *	e = record_end(cx, &r, "unit", id, rev, "unit.changed", STR_NONE);
 */
struct record {
	struct buf  b;
	struct json set;
	str         rows; /* changes of side tables (kit/journal/journal.h), or STR_NONE */
};

/* Open the payload's "set": r->set then takes the columns that changed. */
void record_begin(struct ctx *cx, struct record *r);

/*
 * Add the event to the journal: at cx->now, by cx->who (nobody when it is the
 * program itself).  `rev` is the row's revision after the change.  `more` is a
 * JSON object of what no column holds, or STR_NONE.  Errors as journal_add.
 */
MUSTCHECK enum err record_end(struct ctx *cx, struct record *r, const char *kind, int64_t id, int64_t rev,
                              const char *type, str more);

/*
 * As record_end, and erase what the revisions before `rev` had said (personal data):
 * `set` must say every column that has a value.
 */
MUSTCHECK enum err record_end_erasing(struct ctx *cx, struct record *r, const char *kind, int64_t id, int64_t rev,
                                      const char *type, str more);

/*
 * One row of a table that belongs to the whole city changed (setting, case_limit):
 * an event of the one aggregate `kind` 1, at cx->now.  `body` is an object of the
 * columns that got a value.  `more` as above.
 */
MUSTCHECK enum err record_row(struct ctx *cx, const char *kind, const char *type, const char *table, str key, str body,
                              str more);

/*
 * The day (days since 1970) from which a change holds, as text: today or later, because what was decided by the
 * rules of a day that is over must still be found in them; two years ahead at most, because that is a slip.
 * ERR_INPUT at `field` (a constant), which is called `label`.
 */
MUSTCHECK enum err record_from(struct ctx *cx, const char *field, text_id label, int64_t on, str *out);

/* A number column that may be NULL. */
void record_opt(struct record *r, const char *column, bool some, int64_t v);

/* An event's `more` with the paper that a change rests on: {"basis":…}; STR_NONE: none was named. */
MUSTCHECK enum err record_basis(struct ctx *cx, str basis, str *more);

#endif
