/* What the files of this room share. */
#ifndef WORK_TIE_INSIDE_H
#define WORK_TIE_INSIDE_H

#include "tie_sql.h"
#include "work/tie/tie.h"

static inline int64_t
tie_reach(const struct ctx *cx)
{
	return cx->who ? cx->who->reach : REACH_ALL;
}

extern const struct view tie_gaps_view;

#endif
