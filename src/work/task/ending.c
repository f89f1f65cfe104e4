/* Whether a unit or post that is to end still has tasks. */
#include "city/unit/unit.h"
#include "task_sql.h"
#include "work/task/task.h"
#include "work_task_texts.h"

enum err
task_ending(struct ctx *cx, const struct unit_end *end)
{
	struct q_task_hangs_row row;
	enum err                e;

	e = q_task_hangs(cx, &(struct q_task_hangs_in){.unit_id = end->unit, .post_id = end->post}, &row);
	if (e != OK || !row.n)
		return e;
	return refuse(cx, ERR_RULE, NULL, T_task_hangs, arena_printf(cx->arena, "%lld", (long long)row.n));
}
