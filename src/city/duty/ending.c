/* Whether a unit that is to end still answers for something. */
#include "city/duty/duty.h"
#include "city_duty_texts.h"
#include "duty_sql.h"

enum err
duty_ending(struct ctx *cx, const struct unit_end *end)
{
	struct q_duty_hangs_in  in = {.unit_id = end->unit, .day = end->on};
	struct q_duty_hangs_row row;
	enum err                e;

	if (end->post)
		return OK;
	if ((e = q_duty_hangs(cx, &in, &row)) != OK || !row.n)
		return e;
	return refuse(cx, ERR_RULE, NULL, T_duty_hangs, arena_printf(cx->arena, "%lld", (long long)row.n));
}
