/* What of the matrix of duties hangs on a unit. */
#include "city/duty/duty.h"
#include "city_duty_texts.h"
#include "duty_sql.h"

static enum err
count(struct ctx *cx, const struct unit_end *end, int64_t *n)
{
	struct q_duty_hangs_row row;
	enum err                e;

	if (end->post)
		return OK;
	e = q_duty_hangs(cx, &(struct q_duty_hangs_in){.unit_id = end->unit, .day = end->on}, &row);
	*n = row.n;
	return e;
}

const struct unit_hang duty_hang = {T_duty_hangs, count};
