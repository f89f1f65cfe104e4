/* What the files of this room share. */
#ifndef WORK_BURDEN_INSIDE_H
#define WORK_BURDEN_INSIDE_H

#include "burden_sql.h"
#include "work/burden/burden.h"

enum { DT_CODE, DT_NAME, DT_SYNONYMS, DT_OWNER, DT_HELD, DT_ENDED, DT_ALL };
enum { DATUM_ROWS = 2000 };

/* What the year has cost the units within reach, the most burdened first. */
MUSTCHECK enum err burden_of(struct ctx *cx, int64_t year, struct burden_year *out);

/* Forms of a year that was read before, counted anew, with the sums that hang on them; in the order of burden_of. */
MUSTCHECK enum err burden_forms_anew(struct ctx *cx, struct burden_year *y);

/* The district: where a unit without a place of its own belongs. */
MUSTCHECK enum err burden_root(struct ctx *cx, int64_t *root);

/* The civil year of cx->now. */
int64_t burden_this_year(const struct ctx *cx);

/* ---- kinds.c ---- */

enum { KINDS = 16 };

/* All kinds that rooms have; the i-th, NULL: there are no more. */
const struct burden_kind *burden_kind_at(size_t i);

/* burden.cost: what may be set, ends with NULL. */
extern struct choice burden_costs[];

/* The minutes under burden.NAME, or those. */
MUSTCHECK enum err burden_setting(struct ctx *cx, const char *name, int64_t usual, int64_t *minutes);

static inline int64_t
burden_reach(const struct ctx *cx)
{
	return cx->who ? cx->who->reach : REACH_ALL;
}

extern const struct command datum_load_cmd, inquiry_ask_cmd, inquiry_fill_cmd, inquiry_end_cmd, burden_cost_cmd;
extern const struct view    inquiry_list_view, inquiry_get_view, inquiry_try_view, burden_year_view;

#endif
