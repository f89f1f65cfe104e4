/* Whether a unit or post that is to end still has cases. */
#include "cases_sql.h"
#include "work/cases/cases.h"
#include "work_cases_texts.h"

enum err
case_ending(struct ctx *cx, const struct unit_end *end)
{
	struct q_case_hangs_row row;
	enum err                e;

	e = q_case_hangs(cx, &(struct q_case_hangs_in){.reach = REACH_UNIT(end->unit), .post_id = end->post}, &row);
	if (e != OK || !row.n)
		return e;
	return refuse(cx, ERR_RULE, NULL, T_case_hangs, arena_printf(cx->arena, "%lld", (long long)row.n));
}
