/* What grids hang on a unit. */
#include "city/grid/grid.h"
#include "city/unit/unit.h"
#include "city_grid_texts.h"
#include "grid_sql.h"

static enum err
count(struct ctx *cx, const struct unit_end *end, int64_t *n)
{
	struct q_grid_hangs_row row;
	enum err                e;

	if (end->post)
		return OK;
	e = q_grid_hangs(cx, &(struct q_grid_hangs_in){.unit_id = end->unit, .day = end->on}, &row);
	*n = row.n;
	return e;
}

const struct unit_hang grid_hang = {T_grid_hangs, count};
