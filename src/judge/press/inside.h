/* What the files of this room share. */
#ifndef JUDGE_PRESS_INSIDE_H
#define JUDGE_PRESS_INSIDE_H

#include "base/day.h"
#include "judge/press/press.h"
#include "press_sql.h"

/* Which edition is asked for. */
struct press_of {
	const struct writ_form *form;
	int64_t                 place, nth;
	str                     place_name, period; /* period "2026-11" or "" */
	day                     first, last;        /* of the month */
};

/* The actor's own place or the one of that code, within reach, and the month, the running one for "". */
MUSTCHECK enum err press_which(struct ctx *cx, str kind, str place, str month, struct press_of *out);

/* What the edition says, a value for each field of its form.  *position: as far as it tells.  In a snapshot. */
MUSTCHECK enum err press_values(struct ctx *cx, const struct press_of *of, const struct office_value **value,
                                int64_t *position);

#endif
