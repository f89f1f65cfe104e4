/* What cases hang on a unit or post. */
#include "cases_sql.h"
#include "city/unit/unit.h"
#include "work/cases/cases.h"
#include "work_cases_texts.h"

static enum err
count(struct ctx *cx, const struct unit_end *end, int64_t *n)
{
	struct q_case_hangs_row row;
	enum err                e;

	e = q_case_hangs(cx, &(struct q_case_hangs_in){.reach = REACH_UNIT(end->unit), .post_id = end->post}, &row);
	*n = row.n;
	return e;
}

const struct unit_hang case_hang = {T_case_hangs, count};
