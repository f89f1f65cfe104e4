/* What the files of this room share. */
#ifndef WORK_MATERIAL_INSIDE_H
#define WORK_MATERIAL_INSIDE_H

#include "material_sql.h"
#include "work/material/material.h"

/* Columns of the table of materials; the fields of material.set have the same names. */
enum {
	MT_NO, MT_TITLE, MT_STANDARD, MT_POST, MT_KINDS, MT_MOST, MT_COPIES, MT_OPENS, MT_CLOSES, MT_SINCE, MT_UNTIL,
	MT_ASKS, MT_STRUCK,
	MT_ALL
};
enum { MATERIAL_USUAL_MOST = 8 }; /* megabytes, when nobody says */

static inline int64_t
material_reach(const struct ctx *cx)
{
	return cx->who ? cx->who->reach : REACH_ALL;
}

/* What a material's cells say now, in the arena: ids from..upto in order, as its table has them. */
MUSTCHECK enum err material_cells(struct ctx *cx, int64_t from, int64_t upto, bulk_take *take, void *arg);

/* Memory of its own for looking into a file: more than a request has. */
enum { MATERIAL_ROOM = 96 << 20 };

extern const struct command material_load_cmd, material_set_cmd, material_hand_cmd, material_judge_cmd;

#endif
