/* What tasks hang on a unit or post. */
#include "city/unit/unit.h"
#include "task_sql.h"
#include "work/task/task.h"
#include "work_task_texts.h"

static enum err
count(struct ctx *cx, const struct unit_end *end, int64_t *n)
{
	struct q_task_hangs_row row;
	enum err                e;

	e = q_task_hangs(cx, &(struct q_task_hangs_in){.unit_id = end->unit, .post_id = end->post}, &row);
	*n = row.n;
	return e;
}

const struct unit_hang task_hang = {T_task_hangs, count};
