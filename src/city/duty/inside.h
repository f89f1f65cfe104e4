/* What the files of this room share: how rows are let in. */
#ifndef CITY_DUTY_INSIDE_H
#define CITY_DUTY_INSIDE_H

#include "city/duty/duty.h"
#include "duty_sql.h"
#include "kit/table/rows.h"

/* The columns of duty.load. */
enum { D_CLASS, D_PLACE, D_UNIT, D_HELPERS, D_BASIS, D_SOURCE, D_FROM, D_TO, D_ALL };
extern const struct sheet_column duty_columns[D_ALL];

/* Which rows of the store the new ones can touch: those of a class and place, or all (place_id 0, class ""). */
struct duty_part {
	int64_t place_id;
	str     class_key;
	str     more; /* a JSON object that goes with rows that end; STR_NONE: nothing */
};

/*
 * Check rows (D_… cells, codes) against each other and the store, then write what is new and end what got
 * another end; a row that is there and reads the same stays as it is.  What is written lies within cx->who's
 * scope, its place and its units.  The one place where rows of the matrix are let in.  *changed: how many were
 * written; *last: the id of the last.  ERR_INPUT at the field or line.
 */
MUSTCHECK enum err duty_take(struct ctx *cx, struct rows *t, const struct duty_part *part, size_t *changed,
                             int64_t *last);

extern const struct view    duty_gaps_view, precedent_list_view;
extern const struct command duty_load_cmd, duty_add_cmd, duty_end_cmd, duty_replace_cmd, precedent_add_cmd,
    precedent_strike_cmd;

#endif
